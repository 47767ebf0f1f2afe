"""The target year's distribution, cut by the target: the filled part is the likelihood.

It is drawn from the distribution function, as the probability of each thin slice of values, so that atoms (a rate
that can only be 0, 1, 2 … events) and heaps at a bound are shown as they are and the cut is exact.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.report.figures.sheet import Sheet
from kcstats.report.figures.style import BLUE, BODY, GREY, INK, MM_PER_POINT, PAPER, RED, SMALL, TINT, wrap
from kcstats.report.numbers import percent
from kcstats.terms import Rule, Scope

if TYPE_CHECKING:
    from kcstats.report.figures.profile import Subject
    from kcstats.stats.projection import Forecast

Floats = npt.NDArray[np.float64]

BIG = 13.0
SLICES = 240


def slices(forecast: Forecast, low: float, high: float, cut: float) -> tuple[Floats, Floats]:
    """Probability of thin slices of values, one edge of them at the cut.

    Parameters
    ----------
    forecast : Forecast
        One row.
    low, high : float
        Range shown, in the indicator's unit.
    cut : float
        The target; NaN = none.

    Returns
    -------
    edges : ndarray of float, shape (n + 1,)
    mass : ndarray of float, shape (n,)
        Probability per unit of value.
    """
    step = (high - low) / SLICES
    start = cut - math.ceil((cut - low) / step) * step if math.isfinite(cut) else low
    edges = np.arange(start, high + step, step)
    below = np.asarray(forecast.cdf(edges[None, :]), dtype=float).ravel()
    return edges, np.clip(np.diff(below), 0.0, None) / step


def draw_density(
    on: Sheet, s: Subject, limits: tuple[float, float], place: tuple[float, float, float, float]
) -> None:
    """Draw the distribution into a strip of the sheet (left, top, width, height) [mm]."""
    assert s.forecast is not None
    left, top, width, height = place
    field = width * 0.58
    edges, mass = slices(s.forecast, *limits, s.level)
    if in_steps(mass):
        _draw_steps(on, s, ax_of=(left, top, field, height), limits=limits, edges=edges, mass=mass)
        _head(on, s, left, top, field)
        draw_chance(on, s, limits, left + field + 1.5, top, width - field - 2.0, height)
        return
    smooth = smoothed(mass)
    ax = on.axes(left, top, field, height)
    ax.set_ylim(*limits)
    ax.set_xlim(0, float(smooth.max()) * 1.06 or 1.0)
    middle = (edges[:-1] + edges[1:]) / 2
    good = middle >= s.level if s.upward else middle <= s.level
    clear = math.isfinite(s.level) and has_area(s)
    if clear:
        ax.fill_betweenx(middle, 0, smooth, where=good, color=BLUE, lw=0, zorder=2, step="mid")
        ax.fill_betweenx(middle, 0, smooth, where=~good, facecolor=PAPER, edgecolor=BLUE, hatch="////", lw=0,
                         zorder=2, step="mid")  # fmt: skip
    else:
        ax.fill_betweenx(middle, 0, smooth, color=TINT, lw=0, zorder=2, step="mid")
    seen = smooth > 0.002 * smooth.max()
    ax.plot(np.where(seen, smooth, np.nan), middle, color=BLUE, lw=1.0, zorder=3)
    ax.axvline(0, color=BLUE, lw=0.9)
    _head(on, s, left, top, field)
    draw_chance(on, s, limits, left + field + 1.5, top, width - field - 2.0, height)


def _head(on: Sheet, s: Subject, left: float, top: float, field: float) -> None:
    year = f"{s.last}年" if s.lang == "zh" else str(s.last)
    on.text(left + field / 2, top - 0.6, year, BODY, INK, align="center")


def in_steps(mass: Floats) -> bool:
    """Whether only separate values are possible, as with a few events in a known population."""
    seen = np.flatnonzero(mass > 1e-4 * mass.max())
    return seen.size > 0 and seen.size < 0.5 * (seen[-1] - seen[0] + 1)


def _draw_steps(
    on: Sheet, s: Subject, *, ax_of: tuple[float, float, float, float], limits: tuple[float, float], edges: Floats,
    mass: Floats,
) -> None:  # fmt: skip
    """Draw one bar a possible value."""
    ax = on.axes(*ax_of)
    ax.set_ylim(*limits)
    seen = np.flatnonzero(mass > 1e-4 * mass.max())
    value = edges[seen + 1]  # a slice holds what lies above its lower and up to its upper edge
    thick = 0.6 * float(np.median(np.diff(value))) if seen.size > 1 else 0.02 * (limits[1] - limits[0])
    good = value >= s.level - 1e-9 if s.upward else value <= s.level + 1e-9
    ax.set_xlim(0, float(mass.max()) * 1.06)
    ax.barh(value[good], mass[seen][good], thick, color=BLUE, lw=0, zorder=2)
    ax.barh(value[~good], mass[seen][~good], thick, facecolor=PAPER, edgecolor=BLUE, hatch="/////", lw=0.7, zorder=2)
    ax.axvline(0, color=BLUE, lw=0.9)


def has_area(s: Subject) -> bool:
    """Whether the filled area is the number printed: not so where the whole path or another series counts."""
    return s.target.rule not in (Rule.SLOW_RISE, Rule.NARROW_GAP, Rule.NOT_BELOW_REFERENCE, Rule.STAY_STABLE)


def smoothed(mass: Floats) -> Floats:
    """Round off single-slice spikes a little, keeping the sum; an atom stays a narrow peak."""
    kernel = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0
    return np.convolve(np.pad(mass, 2, mode="edge"), kernel, mode="valid")


def met_words(s: Subject) -> str:
    """Say what the likelihood is one of: met in the target year or in every year, by the whole or by every unit."""
    zh, every = s.lang == "zh", s.target.scope is Scope.EVERY_UNIT
    years = s.target.every_year
    if zh:
        return ("各单位" if every else "") + ("每年都达标" if years else "都达标" if every else "达标")
    return "met" + (" in every unit" if every else "") + (" every year" if years else "")


def draw_chance(
    on: Sheet, s: Subject, limits: tuple[float, float], x: float, top: float, width: float, height: float
) -> None:
    """Print the likelihood on its side of the target line, and what is missing on the other, into a strip [mm]."""
    p = float(s.row["p_attain"])
    if not math.isfinite(p):
        return
    low, high = limits
    at = top + (high - s.level) / (high - low) * height if math.isfinite(s.level) else top + height / 2
    path = s.target.every_year or s.target.scope is Scope.EVERY_UNIT
    lines = wrap(met_words(s), width, SMALL)
    block = BIG * MM_PER_POINT + len(lines) * 3.4
    sign = -1 if s.upward else 1
    good = at + sign * 1.8 - (block if sign < 0 else 0)  # upper edge of the attaining side's block
    good = min(max(good, top - 1), top + height + 8.5 - block)
    right = x + width
    ink = BLUE if p >= 0.5 else RED if p < 0.5 and s.row["grade"] == "difficult" else INK
    on.text(right, good + BIG * MM_PER_POINT * 0.85, percent(p), BIG, ink, align="right", z=8)
    on.lines(right, good + BIG * MM_PER_POINT * 0.85 + 3.6, lines, SMALL, ink, align="right")
    if path or not has_area(s):
        return
    other = at - sign * 1.8 - (3.2 if sign > 0 else 0)
    if top - 1 <= other <= top + height and (other + 3.2 < good or other > good + block):
        on.text(right, other + 2.6, percent(1 - p), BODY, GREY, align="right", z=8)
