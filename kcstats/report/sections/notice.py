"""Who is asked by an early warning, for what, and until when."""

from __future__ import annotations

import pandas as pd

from kcstats.report.answering import answering
from kcstats.report.conclusions import LEVEL_WORDS, PENDING
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import names_listed
from kcstats.report.sections.frame import Frame

NAMES = {"zh": 8, "en": 4}
"""So many indicators of one unit are named, fewer where names are longer; the rest are counted."""


def asked_units(frame: Frame, warnings: pd.DataFrame) -> str:
    """Ask the units that answer for the warned indicators; say where nobody answers yet.

    Parameters
    ----------
    frame : Frame
    warnings : DataFrame
        The warnings of the notice, the most pressing first.
    """
    if warnings.empty:
        return ""
    ev = frame.ev
    units: dict[str, list[str]] = {}
    for id, level in zip(warnings["id"], warnings["level"], strict=True):
        target = ev.target(str(id))
        name = target.name(frame.lang) + _level(frame, str(level))
        for unit in _units(frame, target.indicator) or [answering(ev, target)]:
            held = units.setdefault(unit, [])
            if name not in held:
                held.append(name)
    nobody = frame.say("待补充（规划未指明，请填写departments.yml）", "to be supplied (fill in departments.yml)")
    columns = [
        Column(frame.say("责任单位", "Unit"), 24),
        Column(frame.say("需要说明的预警指标（级别）", "Warned indicators (level)"), 60),
        Column(frame.say("项数", "n"), 8, right=True),
    ]
    rows = [[unit or nobody, names_listed(names, frame.lang, most=NAMES[frame.lang], first=True), len(names)]
            for unit, names in sorted(units.items(), key=lambda item: (not item[0], -len(item[1])))]  # fmt: skip
    return paragraphs(
        _request(frame), pipe_table(columns, rows, caption=frame.say("请哪些单位说明", "Who is asked"), id="asked")
    )


def _request(frame: Frame) -> str:
    """What is asked, and until when; a date that nobody gave is a marked blank of its own."""
    until = frame.ev.settings.reply_by
    if not until:
        return frame.say(
            f"请下列单位对所列预警指标分析原因、提出改进措施，并书面报送。答复期限：**{PENDING['zh']}**。",
            f"The units below are asked for causes and measures, in writing. Reply by: **{PENDING['en']}**.",
        )
    return frame.say(
        f"请下列单位对所列预警指标分析原因、提出改进措施，并于{until}前书面报送。",
        f"The units below are asked for causes and measures, in writing, by {until}.",
    )


def _units(frame: Frame, indicator: str) -> list[str]:
    return [unit.name(frame.lang) for unit in frame.ev.dataset.answering(indicator)]


def _level(frame: Frame, level: str) -> str:
    word = LEVEL_WORDS[level][0 if frame.zh else 1]
    return f"（{word}）" if frame.zh else f" ({word})"
