"""What the mid-term had said, and what came of it.

Each target stands where the mid-term's likelihood put it; a full dot was met in the end, a hollow one was not. Where
the likelihoods were honest, hollow dots gather on the left and full ones on the right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from kcstats.evaluation.summary import section_of
from kcstats.report.figures.field import Field
from kcstats.report.figures.sheet import Sheet, foot, leading, name_lines, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    GREY_PALE,
    INK,
    MM_PER_POINT,
    RED,
    SMALL,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.words import grade_word, indicator_of, is_over, target_short, target_year, unit_text
from kcstats.report.numbers import number, percent
from kcstats.terms import Grade, Lang, Likelihood, word

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation


PAGE = 26
"""Most rows in one picture, so that it fits a printed page with its caption."""


@dataclass(frozen=True)
class Outcome:
    """One target at the mid-term and at the end.

    Attributes
    ----------
    p : float
        The mid-term's likelihood, 0-1; NaN = none given.
    said : Grade
        The mid-term's grade.
    grade : Grade
        The final one.
    known : bool
        Whether the target year's own figure decided it.
    """

    id: str
    name: str
    p: float
    said: Grade
    said_word: str
    grade: Grade
    known: bool
    word: str
    figure: str
    demand: str


def outcomes(ev_midterm: Evaluation, ev_final: Evaluation, plan_id: str, *, lang: Lang = "zh") -> tuple[Outcome, ...]:
    """Pair the two evaluations' numeric targets, the likeliest first; those without a likelihood last."""
    found = []
    known = set(ev_midterm.indicators.loc[ev_midterm.indicators["group"] == "total", "id"])
    for target in ev_final.plan(plan_id).targets:
        if section_of(target) == "directional" or target.id not in known:
            continue
        then, now = ev_midterm.row(target.id), ev_final.row(target.id)
        indicator, year = indicator_of(ev_final, target), target_year(ev_final, target)
        latest = float(now["latest_value"])
        figure = (
            number(latest, indicator.decimals) + unit_text(indicator.unit, lang) if math.isfinite(latest) else "—"
        )
        demand = target_short(target, float(now["baseline_value"]), indicator.decimals, lang)
        found.append(
            Outcome(
                id=target.id,
                name=target.name(lang),
                p=float(then["p_attain"]),
                said=Grade(then["grade"]),
                said_word=grade_word(then, year, lang),
                grade=Grade(now["grade"]),
                known=is_over(now, year),
                word=grade_word(now, year, lang),
                figure=figure,
                demand=demand,
            )
        )
    return tuple(sorted(found, key=lambda o: -o.p if math.isfinite(o.p) else 9.0))


def compare_pages(
    ev_midterm: Evaluation,
    ev_final: Evaluation,
    plan_id: str,
    *,
    ids: Sequence[str] | None = None,
    size: int = PAGE,
    lang: Lang = "zh",
) -> tuple[tuple[str, ...], ...]:
    """Split what both evaluations judged into pictures that fit a page.

    Parameters
    ----------
    ev_midterm, ev_final : Evaluation
    plan_id : str
    ids : sequence of str or None
        Which targets; None = all with a number.
    size : int
        Most rows in a picture.
    lang : {"zh", "en"}

    Returns
    -------
    tuple of tuple of str
        Target ids, the likeliest first, in pictures of nearly equal length; empty where there is none.
    """
    found = [o.id for o in outcomes(ev_midterm, ev_final, plan_id, lang=lang) if ids is None or o.id in ids]
    if not found:
        return ()
    parts = np.array_split(np.array(found, dtype=object), math.ceil(len(found) / size))
    return tuple(tuple(part.tolist()) for part in parts)


def compare(
    ev_midterm: Evaluation,
    ev_final: Evaluation,
    plan_id: str,
    *,
    rows: Sequence[str] | None = None,
    lang: Lang = "zh",
) -> Figure:
    """Draw the mid-term's likelihoods against the outcomes.

    Parameters
    ----------
    ev_midterm, ev_final : Evaluation
        Two evaluations of the same plan.
    plan_id : str
    rows : sequence of str or None
        Target ids; None = all with a number.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        The two have no target in common.
    """
    shown = [o for o in outcomes(ev_midterm, ev_final, plan_id, lang=lang) if rows is None or o.id in rows]
    if not shown:
        raise ValueError(f"Expected targets of {plan_id!r} in both evaluations. But got none.")
    names = [name_lines(o.name, o.id, 44.0) for o in shown]
    talls = [max(6.6, len(name) * leading(BODY) + 1.6) for name in names]
    small = wrap(_note(ev_midterm, shown, lang), WIDTH, SMALL)
    verdict = max(text_width(o.word, BODY) for o in shown)
    verdict = max(verdict, text_width(_titles(lang)[3], SMALL))
    demand = max([text_width(o.demand, BODY) for o in shown] + [text_width(_titles(lang)[2], SMALL)])
    figure = max([text_width(o.figure, BODY) for o in shown] + [text_width(_titles(lang)[1], SMALL)])
    ends = (WIDTH - 0.5, WIDTH - verdict - 4.0, WIDTH - verdict - demand - 7.5)
    left = 50.0
    field = Field(0.0, 1.0, left, ends[2] - figure - 12.0 - left)
    head = 10.0
    height = head + sum(talls) + 9.0 + (len(small) - 1) * leading(SMALL)
    with style():
        on = sheet(height)
        _head(on, ev_midterm, field, head, head + sum(talls), ends, lang)
        y = head
        for outcome, name, tall in zip(shown, names, talls, strict=True):
            _draw_outcome(on, field, outcome, name, y + tall / 2, ends)
            y += tall
        foot(on, y + 8.4, small)
        on.mark_demo(ev_final, lang)
    return on.fig


def _titles(lang: Lang) -> tuple[str, ...]:
    if lang == "zh":
        return ("中期评估时的达标可能性", "终期", "目标", "结果")
    return ("Likelihood at the mid-term", "Final", "Target", "Outcome")


def _head(
    on: Sheet, ev: Evaluation, field: Field, top: float, bottom: float, ends: tuple[float, float, float], lang: Lang
) -> None:
    titles = _titles(lang)
    on.text(field.left + field.width / 2, 3.2, titles[0], SMALL, GREY, align="center")
    for end, title in zip((ends[2], ends[1], ends[0]), titles[1:], strict=True):
        on.text(end, 3.2, title, SMALL, GREY, align="right")
    cut = ev.settings.cutoffs
    edges = (0.0, cut.unlikely, cut.likely, cut.very_likely, 1.0)
    words = (Likelihood.VERY_UNLIKELY, Likelihood.UNLIKELY, Likelihood.LIKELY, Likelihood.VERY_LIKELY)
    for edge in edges:
        x = field.x(edge)
        on.rule([x, x], [top - 1.0, bottom], GREY_MID if edge == cut.likely else GREY_PALE, 0.6, z=1)
        on.text(x, bottom + 3.2, f"{100 * edge:g}%", SMALL, GREY, align="center")
    for low, high, code in zip(edges[:-1], edges[1:], words, strict=True):
        label = word(code, lang)
        if text_width(label, SMALL) < (high - low) * field.width:
            on.text(field.x((low + high) / 2), top - 1.8, label, SMALL, GREY, align="center")


def _draw_outcome(
    on: Sheet, field: Field, o: Outcome, name: tuple[str, ...], middle: float, ends: tuple[float, float, float]
) -> None:
    base = middle + BODY * MM_PER_POINT * 0.36
    y = base - (len(name) - 1) * leading(BODY) / 2
    on.named(0, y, name, o.id)
    missed = o.grade is Grade.DIFFICULT
    ink = GREY if not o.known else RED if missed else BLUE
    if math.isfinite(o.p):
        x = field.x(o.p)
        on.rule([field.left, x], [middle, middle], GREY_PALE, 1.0, z=1.5)
        on.dot(x, middle, ink, size=5.0, hollow=missed or not o.known)
        righthand = o.p < 0.85
        on.text(
            x + (1.9 if righthand else -1.9), base, percent(o.p), SMALL, INK, align="left" if righthand else "right"
        )
    else:
        on.text(field.left, base, o.said_word, SMALL, GREY)
    on.text(ends[2], base, o.figure, BODY, INK, align="right")
    on.text(ends[1], base, o.demand, BODY, RED, align="right")
    on.text(ends[0], base, o.word, BODY, ink if ink != BLUE else INK, align="right")


def _note(ev: Evaluation, shown: Sequence[Outcome], lang: Lang) -> str:
    judged = [o for o in shown if math.isfinite(o.p) and o.known]
    high = [o for o in judged if o.p >= ev.settings.cutoffs.likely]
    low = [o for o in judged if o.p < ev.settings.cutoffs.likely]
    line = f"{100 * ev.settings.cutoffs.likely:g}%"

    def met(group: list[Outcome]) -> int:
        return sum(o.grade is Grade.ATTAINED for o in group)

    if lang == "zh":
        return (
            f"实心点为终期达标，空心点为未达标，灰色为目标年尚无数据。中期可能性{line}及以上的{len(high)}项，终期达标{met(high)}项；"
            f"低于{line}的{len(low)}项，终期达标{met(low)}项。中期所用数据截至{ev.settings.data_to}年。"
        )
    return (
        "Full dots: met; hollow: missed; grey: no figure of the target year. "
        f"Of {len(high)} given {line} or more at the mid-term, {met(high)} were met; of {len(low)} given less, "
        f"{met(low)}. The mid-term used data to {ev.settings.data_to}."
    )
