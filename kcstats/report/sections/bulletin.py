"""预警通报, one page: which indicators, why, since when, who is asked, by when."""

from __future__ import annotations

import pandas as pd

from kcstats.report.conclusions import is_over, own_warnings
from kcstats.report.markdown import paragraphs
from kcstats.report.numbers import listed, plural
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.levels import level_rules
from kcstats.report.sections.notice import asked_units
from kcstats.report.sections.opening import standing_note
from kcstats.report.tables import bulletin_table

SHOWN = {
    "zh": {"hard_to_complete": 8, "strong_fluctuation": 3},
    "en": {"hard_to_complete": 6, "strong_fluctuation": 2},
}
"""Warnings of each kind on the page, fewer where words are longer; all of them stand in tables/warnings.csv."""


def bulletin(frame: Frame) -> str:
    """The whole bulletin."""
    ev = frame.ev
    hard, moving = own_warnings(ev, "hard_to_complete"), own_warnings(ev, "strong_fluctuation")
    levels = [(frame.say(zh, en), int((hard["level"] == code).sum())) for code, zh, en in
              (("red", "红色", "red"), ("orange", "橙色", "orange"), ("yellow", "黄色", "yellow"))]  # fmt: skip
    said = frame.say("、".join(f"{name}{n}项" for name, n in levels), ", ".join(f"{n} {name}" for name, n in levels))
    names = listed([plan.name("en") for plan in ev.plans], "en")
    first = frame.say(
        f"根据截至{ev.settings.data_to}年的监测数据，共有达标困难预警{len(hard)}项（{said}），"
        f"波动异常预警{len(moving)}项。",
        f"On figures up to {ev.settings.data_to}, {plural(len(hard), 'target')} of {names} "
        f"{'is' if len(hard) == 1 else 'are'} hard to complete ({said}) and {len(moving)} "
        f"{'fluctuates' if len(moving) == 1 else 'fluctuate'} strongly.",
    )
    if hard.empty and moving.empty:
        return paragraphs(frame.heading("预警情况", "Early warnings", id="warnings"), _none(frame))
    rule, shown = level_rules(frame), SHOWN[frame.lang]
    more = sum(max(len(own_warnings(ev, kind)) - most, 0) for kind, most in shown.items())
    rest = (
        frame.say(
            f"以下列出最紧要的，另有{more}项见tables/warnings.csv。",
            f" The most pressing are listed; {more} more are in tables/warnings.csv.",
        )
        if more
        else ""
    )
    return paragraphs(
        frame.heading("预警情况", "Early warnings", id="warnings"),
        standing_note(frame).replace("本报告", "本通报"), first + rest, rule,
        bulletin_table(ev, shown, id="warnings"),
        asked_units(frame, pd.concat([hard, moving])),
    )  # fmt: skip


def _none(frame: Frame) -> str:
    """Say that nothing is warned of, and after the target year why not."""
    ev = frame.ev
    over = all(is_over(ev, plan) for plan in ev.plans)
    return paragraphs(
        standing_note(frame).replace("本报告", "本通报"),
        frame.say(
            f"根据截至{ev.settings.data_to}年的监测数据，没有需要预警的指标。"
            + ("目标年已到，各项目标以实际数值判定，未实现的见评估报告，不再作达标困难预警。" if over else ""),
            f"On figures up to {ev.settings.data_to}, nothing is warned of."
            + (" The target year is over: its own figures decide, and the evaluation report lists what was missed."
               if over else ""),
        ),
    )  # fmt: skip
