"""One target in the few words and figures of a row: latest, demand, likelihood, grade.

The overview picture and the dashboard print the same row; both take it from here, so that they cannot differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kcstats.report.figures.gaps import PAIRS, gap_of
from kcstats.report.figures.words import (
    grade_word,
    headroom_words,
    indicator_of,
    is_over,
    target_short,
    target_year,
    unit_text,
)
from kcstats.report.numbers import number
from kcstats.terms import Grade, Lang, Rule

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation


@dataclass(frozen=True)
class Reading:
    """What a row says.

    Attributes
    ----------
    latest : str
        The newest figure with its unit; of a gap that is to narrow, its size.
    year : str
        Its year, where older than the data could be; else empty.
    demand : str
    p : float
        Likelihood of attainment, 0-1; NaN = none.
    over : str
        Where the target year's figure is known: how far it is from the target; else empty.
    grade : Grade
    verdict : str
        The grade in words.
    reason : str
        Why there is no likelihood; empty where there is one.
    """

    latest: str
    year: str
    demand: str
    p: float
    over: str
    grade: Grade
    verdict: str
    reason: str


def reading_of(ev: Evaluation, id: str, lang: Lang) -> Reading:
    """Look up one target of the evaluated area.

    Parameters
    ----------
    ev : Evaluation
    id : str
    lang : {"zh", "en"}

    Returns
    -------
    Reading

    Raises
    ------
    KeyError
        The evaluation has no such target.
    """
    target, row = ev.target(id), ev.row(id)
    indicator = indicator_of(ev, target)
    latest, year = float(row["latest_value"]), float(row["latest_year"])
    gap = gap_of(ev, id, by=target.gap_by) if target.rule is Rule.NARROW_GAP and target.gap_by in PAIRS else None
    if gap is not None:
        latest, year = gap.size, float(gap.year)
    known = math.isfinite(latest)
    over = is_over(row, target_year(ev, target))
    silent = not over and not math.isfinite(float(row["p_attain"]))
    return Reading(
        latest=number(latest, indicator.decimals) + unit_text(indicator.unit, lang) if known else "—",
        year=f"{year:.0f}" + ("年" if lang == "zh" else "") if known and year < ev.settings.data_to else "",
        demand=target_short(target, float(row["baseline_value"]), indicator.decimals, lang),
        p=float(row["p_attain"]),
        over=headroom_words(ev, target, row, lang) if over else "",
        grade=Grade(row["grade"]),
        verdict=grade_word(row, target_year(ev, target), lang),
        reason=str(row["reason"]) if silent and isinstance(row["reason"], str) else "",
    )
