"""与上次报告比较: which verdicts have changed since the report before, and which way."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from kcstats.report.facts import Facts, grade_words, of_plan
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import MISSING, number, percent
from kcstats.report.reference_tables import id_column
from kcstats.report.sections.frame import Frame
from kcstats.report.tables import named
from kcstats.terms import Grade, word

_RANK = {Grade.ATTAINED: 3, Grade.EXPECTED: 2, Grade.DIFFICULT: 1, Grade.NO_DATA: 0}


@dataclass(frozen=True)
class _Then:
    """One target in the report before."""

    grade: Grade
    p: float
    latest: float

    @classmethod
    def of(cls, row: Mapping[Hashable, Any]) -> _Then:
        """Take it from a row of that report's results."""
        return cls(Grade(row["grade"]), float(row["p_attain"]), float(row["latest_value"]))


def compared(frame: Frame, number_: int) -> str:
    """Count and list the verdicts that changed since the report before."""
    head = frame.heading("与上次报告比较", "Against the report before", id="compared", number=number_)
    before = frame.previous
    if before is None:
        said = frame.say("没有指定上次报告，不作比较。", "No report before was named, so nothing is compared.")
        return paragraphs(head, said)
    ev = frame.ev
    table = before.table
    own = table[(table["area"] == ev.settings.area) & (table["group"] == "total")]
    rows = {str(row["id"]): _Then.of(row) for row in own.to_dict("records")}
    pairs = [(f, rows[f.id]) for plan in ev.plans for f in of_plan(ev, plan) if f.id in rows]
    moved = [(f, then) for f, then in pairs if f.grade is not then.grade]
    better = [f for f, then in moved if _both(f, then) and _RANK[f.grade] > _RANK[then.grade]]
    worse = [f for f, then in moved if _both(f, then) and _RANK[f.grade] < _RANK[then.grade]]
    fresh = [f for f, then in moved if then.grade is Grade.NO_DATA]
    lost = [f for f, row in moved if f.grade is Grade.NO_DATA]
    how = (
        frame.say("上次报告的判断取自其结果表。", "The earlier verdicts are those of its tables.")
        if before.as_made
        else frame.say(
            f"上次的判断用现在掌握的截至{before.year}年的数据（包括后来的修订）按同样规则重新作出。",
            f"The earlier verdicts were made again from today's figures up to {before.year}, revisions included.",
        )
    )
    said = frame.say(
        f"与使用截至{before.year}年数据的上次报告相比，两次都列入的{len(pairs)}项可监测指标中，判定不变的"
        f"{len(pairs) - len(moved)}项，转好的{len(better)}项，转差的{len(worse)}项，"
        f"由无法判断转为可以判断的{len(fresh)}项，"
        f"由可以判断转为无法判断的{len(lost)}项。",
        f"Of the {len(pairs)} targets judged both times (data to {before.year} then), {len(pairs) - len(moved)} are "
        f"graded as before, {len(better)} better, {len(worse)} worse, {len(fresh)} can now be judged, {len(lost)} no "
        "longer.",
    )
    return paragraphs(head, said + frame.say("", " ") + how, _changes(frame, moved) if moved else "")


def _both(fact: Facts, then: _Then) -> bool:
    return fact.grade is not Grade.NO_DATA and then.grade is not Grade.NO_DATA


def _changes(frame: Frame, moved: list[tuple[Facts, _Then]]) -> str:
    assert frame.previous is not None
    then, now = frame.previous.year, frame.ev.settings.data_to
    columns = [
        id_column(frame.ev),
        Column(frame.say("指标（单位）", "Indicator (unit)"), 28),
        Column(frame.say("上次数值", "Figure then"), 11, right=True),
        Column(frame.say("上次判定", f"Grade in {then}"), 18),
        Column(frame.say("本次数值", "Figure now"), 11, right=True),
        Column(frame.say("本次判定", f"Grade in {now}"), 18),
    ]
    rows = []
    for f, before in moved:
        latest = MISSING if f.latest is None else number(f.latest.value, f.decimals)
        rows.append([f.id, named(f), number(before.latest, f.decimals),
                     _verdict(word(before.grade, frame.lang), before.p), latest,
                     _verdict(grade_words(f), f.p)])  # fmt: skip
    caption = frame.say(
        f"判定有变化的指标（判定、可能性；上次数据截至{then}年，本次截至{now}年）",
        "Targets graded otherwise than before (grade, likelihood)",
    )
    return pipe_table(columns, rows, caption=caption, id="compared")


def _verdict(grade: str, p: float) -> str:
    return f"{grade} {percent(p)}" if math.isfinite(p) else grade
