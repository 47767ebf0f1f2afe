"""All targets at a glance, as a table that can be read: what needs attention stands on top.

A row says what the indicator is, how it moved beside its target, where it stands, what is demanded, how likely that
is - as a bar and as a number - and the judgement in words. What is hardest to reach is hatched, not only coloured.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from kcstats.plan.model import Target
from kcstats.report.figures.reading import reading_of
from kcstats.report.figures.sheet import Sheet, foot, leading, name_lines, sheet
from kcstats.report.figures.spark import Spark, draw_spark, spark_of
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_FAINT,
    GREY_MID,
    GREY_PALE,
    INK,
    MM_PER_POINT,
    PAPER,
    RED,
    SMALL,
    TINT_DEEP,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.words import headroom_of, is_over, level_of, target_year
from kcstats.report.numbers import percent
from kcstats.terms import Grade, Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

PAGE = 16
"""Rows that fit on a page with its text."""

_ORDER = {Grade.DIFFICULT: 0, Grade.EXPECTED: 1, Grade.ATTAINED: 2, Grade.NO_DATA: 3}


@dataclass(frozen=True)
class Row:
    """One target as the overview prints it."""

    target: Target
    name: tuple[str, ...]
    id: str
    reason: tuple[str, ...]
    spark: Spark
    latest: str
    year: str
    demand: str
    p: float
    over: str
    grade: Grade
    verdict: str

    @property
    def height(self) -> float:
        """Of the row [mm]."""
        return max(7.6, len(self.name) * leading(BODY) + 2.4, len(self.reason) * leading(SMALL) + 2.0)


@dataclass(frozen=True)
class Columns:
    """Where the columns stand [mm]: left edges, or right edges of numbers."""

    name: float
    spark: float
    spark_width: float
    latest: float
    demand: float
    bar: float
    bar_width: float
    p: float
    verdict: float = WIDTH


def ordered(ev: Evaluation, ids: Sequence[str]) -> tuple[str, ...]:
    """Sort targets by what needs attention: difficult first, then the less likely; without data last."""

    def key(id: str) -> tuple[int, float, int]:
        row = ev.row(id)
        p, target = float(row["p_attain"]), ev.target(id)
        if is_over(row, target_year(ev, target)):  # the further from the target, the higher
            level, _ = level_of(target, float(row["baseline_value"]))
            room = headroom_of(ev, target, row) / abs(level or 1.0)
            p = room if math.isfinite(room) else math.nan
        return _ORDER[Grade(row["grade"])], p if math.isfinite(p) else -9.0, ids.index(id)

    return tuple(sorted(ids, key=key))


def overview_pages(
    ev: Evaluation, plan_id: str, *, section: str | None = None, size: int = PAGE
) -> tuple[tuple[str, ...], ...]:
    """Split a plan's targets into pages of an overview.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    section : {None, "goal_numeric", "directional", "strategy_numeric"}
        Which targets; None = all that have a number, of goals and strategies.
    size : int
        Most rows on a page.

    Returns
    -------
    tuple of tuple of str
        Target ids, sorted by what needs attention, in pages of nearly equal length; empty where there is none.
    """
    from kcstats.evaluation.summary import section_of

    wanted = ("goal_numeric", "strategy_numeric") if section is None else (section,)
    ids = ordered(ev, [t.id for t in ev.plan(plan_id).targets if section_of(t) in wanted])
    if not ids:
        return ()
    pages = math.ceil(len(ids) / size)
    return tuple(tuple(part.tolist()) for part in np.array_split(np.array(ids, dtype=object), pages))


def overview(ev: Evaluation, plan_id: str, *, rows: Sequence[str] | None = None, lang: Lang = "zh") -> Figure:
    """Draw one page of the overview.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    rows : sequence of str or None
        Target ids, drawn in the order given; None = the first page of `overview_pages`.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        There is nothing to draw.
    """
    if rows is None:
        pages = overview_pages(ev, plan_id)
        rows = pages[0] if pages else ()
    if not rows:
        raise ValueError(f"Expected at least one target of {plan_id!r}. But got none.")
    columns, lines = _laid_out(ev, tuple(rows), lang)
    note = wrap(_note(ev, [bool(line.over) for line in lines], lang), WIDTH, SMALL)
    head = 6.0
    height = head + sum(line.height for line in lines) + 5.2 + (len(note) - 1) * leading(SMALL)
    with style():
        on = sheet(height)
        _head(on, columns, ev, lines, lang)
        y = head
        for line in lines:
            on.rule([0, WIDTH], [y, y], GREY_PALE, 0.5, z=1)
            _draw_row(on, columns, line, y)
            y += line.height
        on.rule([0, WIDTH], [y, y], GREY_MID, 0.6, z=1)
        foot(on, y + 4.0, note)
        on.mark_demo(ev, lang)
    return on.fig


def _laid_out(ev: Evaluation, ids: tuple[str, ...], lang: Lang) -> tuple[Columns, tuple[Row, ...]]:
    """Measure the words, then give every column what it needs and the name the rest."""
    span = span_of(ev, ids)
    first = [_row(ev, id, span, 60.0, lang) for id in ids]

    def widest(texts: Sequence[str]) -> float:
        return max(text_width(text, BODY) for text in texts)

    verdict = widest([r.verdict for r in first] + [_titles(lang)[5]])
    p = max(text_width(">99%", BODY), 8.0)
    bar_width, spark_width = 24.0, 28.0
    at_p = WIDTH - verdict - 3.5
    bar = at_p - p - 1.5 - bar_width
    demand = bar - 5.0
    latest = demand - widest([r.demand for r in first] + [_titles(lang)[3]]) - 4.0
    spark = latest - widest([r.latest for r in first] + [_titles(lang)[2]]) - 4.0 - spark_width
    columns = Columns(0.0, spark, spark_width, latest, demand, bar, bar_width, at_p)
    return columns, tuple(_row(ev, id, span, spark - 3.0, lang, at_p - bar) for id in ids)


def span_of(ev: Evaluation, ids: tuple[str, ...]) -> tuple[int, int]:
    """First and last year of the small histories of some targets, so that all share one axis."""
    history = ev.history[ev.history["id"].isin(ids) & (ev.history["area"] == ev.settings.area)]
    last = max(target_year(ev, ev.target(id)) for id in ids)
    first = int(history["year"].min()) if len(history) else last - 10
    return max(first, last - 21), last


def _reason(reason: str, room: float) -> tuple[str, ...]:
    """Set a reason in two lines; where it is longer, what stands before its colon."""
    if not reason:
        return ()
    if len(wrap(reason, room, SMALL)) > 2:
        reason = re.split("[：:；;]", reason)[0]
    return wrap(reason, room, SMALL, lines=2)


def _row(ev: Evaluation, id: str, span: tuple[int, int], room: float, lang: Lang, reason_room: float = 30.0) -> Row:
    target, said = ev.target(id), reading_of(ev, id, lang)
    return Row(
        target=target,
        name=name_lines(target.name(lang), id, room),
        id=id,
        reason=_reason(said.reason, reason_room),
        spark=spark_of(ev, target, span),
        latest=said.latest,
        year=said.year,
        demand=said.demand,
        p=said.p,
        over=said.over,
        grade=said.grade,
        verdict=said.verdict,
    )


def _titles(lang: Lang, over: Sequence[bool] = ()) -> tuple[str, ...]:
    """Column heads; `over` tells of each row whether the outcome is known."""
    if lang == "zh":
        fifth = "与目标相比" if over and all(over) else "可能性或结果" if any(over) else "达标可能性"
        return ("指标", "历年", "最新", "目标", fifth, "判断")
    fifth = "Against the target" if over and all(over) else "Likelihood or outcome" if any(over) else "Likelihood"
    return ("Indicator", "History", "Latest", "Target", fifth, "Grade")


def _head(on: Sheet, c: Columns, ev: Evaluation, lines: tuple[Row, ...], lang: Lang) -> None:
    titles = _titles(lang, [bool(line.over) for line in lines])
    first, last = lines[0].spark.span
    years = f"{first}—{last}年" if lang == "zh" else f"{first}–{last}"
    y = 3.6
    on.text(c.name, y, titles[0], SMALL, GREY)
    on.text(c.spark + c.spark_width / 2, y, years, SMALL, GREY, align="center")
    on.text(c.latest, y, titles[2], SMALL, GREY, align="right")
    on.text(c.demand, y, titles[3], SMALL, GREY, align="right")
    on.text(c.bar, y, titles[4], SMALL, GREY)
    on.text(c.verdict, y, titles[5], SMALL, GREY, align="right")


def _draw_row(on: Sheet, c: Columns, row: Row, top: float) -> None:
    middle = top + row.height / 2
    base = middle + BODY * MM_PER_POINT * 0.36
    y = base - (len(row.name) - 1) * leading(BODY) / 2
    on.named(c.name, y, row.name, row.id)
    draw_spark(on, row.spark, c.spark, middle - 2.7, c.spark_width, 5.4)
    shift = leading(SMALL) / 2 if row.year else 0.0
    on.text(c.latest, base - shift, row.latest, BODY, INK, align="right")
    if row.year:
        on.text(c.latest, base - shift + leading(SMALL) * 0.95, row.year, SMALL, GREY, align="right")
    on.text(c.demand, base, row.demand, BODY, RED, align="right")
    worst = row.grade is Grade.DIFFICULT
    _draw_bar(on, c, row, middle, worst)
    on.text(c.verdict, base, row.verdict, BODY, RED if worst else GREY if row.grade is Grade.NO_DATA else INK,
            align="right")  # fmt: skip


def _draw_bar(on: Sheet, c: Columns, row: Row, middle: float, worst: bool) -> None:
    if row.over:
        on.dot(c.bar + 1.2, middle, RED if worst else BLUE, size=4.6, hollow=worst)
        base = middle + BODY * MM_PER_POINT * 0.36
        on.text(c.bar + 3.4, base, row.over, BODY, RED if worst else INK)
        return
    if not math.isfinite(row.p):
        base = middle + SMALL * MM_PER_POINT * 0.36 - (len(row.reason) - 1) * leading(SMALL) / 2
        on.lines(c.bar, base, row.reason or ("—",), SMALL, GREY)
        return
    thick = 2.6
    on.box(c.bar, middle - thick / 2, c.bar_width, thick, GREY_FAINT, z=1.5)
    length = max(c.bar_width * row.p, 0.4)
    ink = RED if worst else BLUE if row.grade is Grade.ATTAINED else TINT_DEEP
    on.box(c.bar, middle - thick / 2, length, thick, ink, hatched=worst)
    half = c.bar + c.bar_width / 2
    on.rule([half, half], [middle - thick / 2, middle + thick / 2], PAPER, 1.1)
    on.text(c.p, middle + BODY * MM_PER_POINT * 0.36, percent(row.p), BODY, RED if worst else INK, align="right")


def _note(ev: Evaluation, over: Sequence[bool], lang: Lang) -> str:
    zh = lang == "zh"
    outcome = (
        "实心点为目标年达到目标，空心点为未达到"
        if zh
        else "Full dot: met in the target year; hollow: missed; pp: percentage points"
    )
    if all(over):
        line = "细线为历年监测值，红线为目标；" if zh else "Line: observed values; red: target. "
        return line + outcome + ("。" if zh else ".")
    tail = "" if not any(over) else f"{outcome}。" if zh else f" {outcome}."
    return _likelihood_note(ev, lang) + tail


def _likelihood_note(ev: Evaluation, lang: Lang) -> str:
    cut = ev.settings.cutoffs
    high, half, low = (f"{100 * x:g}%" for x in (cut.very_likely, cut.likely, cut.unlikely))
    if lang == "zh":
        return (
            "细线为历年监测值，浅色带为80%预测区间，红线为目标；横条和数字为目标年达标可能性，白线处为50%。"
            f"可能性{high}及以上为很可能，{half}—{high}较可能，{low}—{half}较难，{low}以下很难；"
            f"低于{half}的为难以达标，加斜线。"
        )
    return (
        "Line: observed values; pale band: 80% prediction interval; red: target. Bar and number: likelihood of "
        f"attainment in the target year, white mark at 50%. {high} and above very likely, {half}–{high} likely, "
        f"{low}–{half} unlikely, below {low} very unlikely; below {half} the target is difficult (hatched)."
    )
