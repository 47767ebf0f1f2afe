"""The levels of warning in words, with the cut-offs of this run: the same sentence in every document."""

from __future__ import annotations

from kcstats.report.sections.frame import Frame
from kcstats.stats.fluctuation import CUTOFFS


def level_rules(frame: Frame) -> str:
    """Say when a target hard to complete is warned of in red, orange and yellow."""
    cut = frame.ev.settings.cutoffs
    return frame.say(
        f"红色：实现目标的可能性低于{cut.unlikely:.0%}；橙色：{cut.unlikely:.0%}—{cut.likely:.0%}；"
        f"黄色：不足{cut.very_likely:.0%}且落后于直线进度，或比基期明显变差（单侧检验5%水平）。",
        f"Red: likelihood below {cut.unlikely:.0%}; orange: {cut.unlikely:.0%} to {cut.likely:.0%}; yellow: "
        f"below {cut.very_likely:.0%} and behind the straight path, or detectably worse than at the baseline.",
    )


def unrest_rules(frame: Frame) -> str:
    """Say when strong fluctuation is warned of in red, orange and yellow."""
    red, orange, yellow = (f"{100 * CUTOFFS[name]:g}%" for name in ("red", "orange", "yellow"))
    return frame.say(
        f"没有异常的数列偶然出现同样大的起落的概率，红色不超过{red}，橙色不超过{orange}，黄色不超过{yellow}。",
        f"The chance that an unremarkable series fluctuates as much is at most {red} for red, {orange} for orange "
        f"and {yellow} for yellow.",
    )
