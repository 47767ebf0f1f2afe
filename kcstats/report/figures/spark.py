"""A small history: a line, its last dot, the target as a red line and the coming years as a pale band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.plan.model import Target
from kcstats.report.figures.gaps import pair_of
from kcstats.report.figures.sheet import Sheet
from kcstats.report.figures.style import INK, RED, TINT_PALE
from kcstats.report.figures.words import level_of
from kcstats.terms import Rule

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Spark:
    """What a small history shows.

    Attributes
    ----------
    span : tuple of int
        First and last year of the field.
    years, seen : ndarray of float, shape (n,)
    segment : ndarray of int, shape (n,)
        Counts definition breaks; the line is cut there.
    band : ndarray of float, shape (m, 3)
        Year, 10 % and 90 % quantile.
    level : float
        The target's; NaN = none.
    numeric : bool
        False where the level is only the baseline's.
    """

    span: tuple[int, int]
    years: Floats
    seen: Floats
    segment: npt.NDArray[np.intp]
    band: Floats
    level: float
    numeric: bool


def spark_of(
    ev: Evaluation, target: Target, span: tuple[int, int], *, area: str | None = None, group: str = "total"
) -> Spark:
    """Look up one small history."""
    where = area if area is not None else ev.settings.area

    history, future = ev.history, ev.projections
    history = history[(history["id"] == target.id) & (history["area"] == where) & (history["group"] == group)]
    history = history[history["value"].notna() & (history["year"] >= span[0])].sort_values("year")
    future = future[(future["id"] == target.id) & (future["area"] == where) & (future["group"] == group)]
    future = future[(future["kind"] == "projected") & future["q50"].notna()].sort_values("year")
    pair = pair_of(ev, target, str(where)) if target.rule is Rule.NARROW_GAP and group == "total" else None
    if pair is not None:
        return _gap_spark(target, pair, span)
    level, _ = level_of(target, float(ev.row(target.id, where, group)["baseline_value"]))
    return Spark(
        span,
        history["year"].to_numpy(dtype=float),
        history["value"].to_numpy(dtype=float),
        history["segment"].to_numpy(dtype=np.intp),
        future[["year", "q10", "q90"]].to_numpy(dtype=float),
        level,
        target.numeric,
    )


def _gap_spark(target: Target, pair: tuple[pd.DataFrame, pd.DataFrame], span: tuple[int, int]) -> Spark:
    """The history of a gap between two groups, beside the baseline's."""
    one, two = (rows.set_index("year")["value"] for rows in pair)
    size = (one - two).abs().dropna().sort_index()
    size = size[size.index >= span[0]]
    level = float(size[target.baseline_year]) if target.baseline_year in size.index else math.nan
    years = size.index.to_numpy(dtype=float)
    segment = np.zeros(len(size), dtype=np.intp)
    return Spark(span, years, size.to_numpy(dtype=float), segment, np.empty((0, 3)), level, False)


def draw_spark(on: Sheet, s: Spark, left: float, top: float, width: float, height: float) -> None:
    """Draw a small history into a field of the sheet [mm]."""
    known = np.concatenate([s.seen, s.band[:, 1:].ravel() if len(s.seen) else [], [s.level]])
    known = known[np.isfinite(known)]
    if not known.size:
        return
    low, high = float(known.min()), float(known.max())
    spread = high - low

    def x(year: Floats | float) -> Floats:
        return left + (np.asarray(year, dtype=float) - s.span[0]) / max(s.span[1] - s.span[0], 1) * width

    def y(value: Floats | float) -> Floats:
        part = (np.asarray(value, dtype=float) - low) / spread if spread > 0 else np.full(np.shape(value), 0.5)
        return top + (1 - part) * height

    if len(s.band) and len(s.years):
        years = np.r_[s.years[-1], s.band[:, 0]]
        lower, upper = np.r_[s.seen[-1], s.band[:, 1]], np.r_[s.seen[-1], s.band[:, 2]]
        on.page.fill_between(x(years), y(lower), y(upper), color=TINT_PALE, lw=0, zorder=2)
    if math.isfinite(s.level):
        at = float(y(s.level))
        on.rule([left, left + width], [at, at], RED, 0.9, dash=not s.numeric, z=2.5)
    for part in np.unique(s.segment):
        keep = s.segment == part
        on.rule(x(s.years[keep]).tolist(), y(s.seen[keep]).tolist(), INK, 1.1, z=3)
    if len(s.years):
        on.dot(float(x(s.years[-1])), float(y(s.seen[-1])), INK, size=3.0)
