"""预警通报, one page: which indicators, why, since when, who is asked, by when."""

from __future__ import annotations

import pandas as pd

from kcstats.report.conclusions import own_warnings, plan_title
from kcstats.report.markdown import paragraphs
from kcstats.report.numbers import listed
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.levels import level_rules
from kcstats.report.sections.notice import asked_units
from kcstats.report.sections.opening import standing_note
from kcstats.report.tables import warning_table

HARD, MOVING = 5, 2
"""Warnings of each kind on the page; all of them stand in tables/warnings.csv."""


def bulletin(frame: Frame) -> str:
    """The whole bulletin."""
    ev = frame.ev
    hard, moving = own_warnings(ev, "hard_to_complete"), own_warnings(ev, "strong_fluctuation")
    levels = [(frame.say(zh, en), int((hard["level"] == code).sum())) for code, zh, en in
              (("red", "红色", "red"), ("orange", "橙色", "orange"), ("yellow", "黄色", "yellow"))]  # fmt: skip
    said = frame.say("、".join(f"{name}{n}项" for name, n in levels), ", ".join(f"{n} {name}" for name, n in levels))
    titles = "".join(plan_title(plan, "zh") for plan in ev.plans)
    names = listed([plan.name("en") for plan in ev.plans], "en")
    first = frame.say(
        f"根据截至{ev.settings.data_to}年的监测数据，{titles}共有达标困难预警{len(hard)}项（{said}），"
        f"波动异常预警{len(moving)}项。",
        f"By figures up to {ev.settings.data_to}, {names}: {len(hard)} hard to complete ({said}), "
        f"{len(moving)} strongly fluctuating.",
    )
    rule = level_rules(frame)
    sure = frame.say(
        "“同类预警准确率”为历史回测中同级同类预警说对的比例。",
        " The last column is the share of such warnings that came true in hindcast.",
    )
    more = max(len(hard) - HARD, 0) + max(len(moving) - MOVING, 0)
    rest = (
        frame.say(f"以下列出最紧要的，另有{more}项见tables/warnings.csv。", f" {more} more in tables/warnings.csv.")
        if more
        else ""
    )
    return paragraphs(
        frame.heading("预警情况", "Early warnings", id="warnings"),
        standing_note(frame).replace("本报告", "本通报"), first + rest, rule + sure,
        warning_table(ev, "hard_to_complete", id="warn-hard", most=HARD),
        warning_table(ev, "strong_fluctuation", id="warn-moving", most=MOVING),
        asked_units(frame, pd.concat([hard, moving])),
    )  # fmt: skip
