"""Change since the baseline year: a real one, or chance.

Every practice report says "up 0.3 points since 2020". Whether that is a change is a test, one-sided and at 5 %:
where the counts behind the figures are known, a test of the counts (exact for few events, with over-dispersion for
many); else Mann and Kendall's exact test of the figures since the baseline. Too few figures are not "no change" but
"unknown", with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.count_trend import EXACT_EVENTS, Bools, Floats, counts_of, exact_trend_tails, fit_count_trend
from kcstats.stats.mann_kendall import mann_kendall
from kcstats.stats.reasons import reason
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch

LEVEL = 0.05
"""One-sided level at which a change is called one."""
MIN_POINTS = 4
"""Figures, baseline included, below which an order test cannot reach the level (3! = 6 arrangements), nor the
over-dispersion of many events be estimated."""
_AGREES = 1e-6


@dataclass(frozen=True)
class Change:
    """Change since the baseline, one row a series.

    Attributes
    ----------
    change : ndarray of float, shape (n,)
        Latest figure less baseline figure [indicator unit]; NaN where one is missing.
    p_improved, p_worse : ndarray of float, shape (n,)
        One-sided p, 0-1: small `p_improved` = it improved; small `p_worse` = it got worse. NaN where untested.
    verdict : tuple of str, length n
        ``improved``, ``no_detectable_change``, ``worse`` or ``unknown``.
    method : tuple of str, length n
        ``exact_conditional``, ``poisson``, ``quasi_poisson``, ``binomial``, ``quasi_binomial``,
        ``mann_kendall_exact``, ``mann_kendall_exact_ties``, ``mann_kendall_normal``,
        ``mann_kendall_normal_ties`` or ``none``.
    reason : tuple of str, length n
        Why it is unknown; empty where it is not.
    """

    change: Floats
    p_improved: Floats
    p_worse: Floats
    verdict: tuple[str, ...]
    method: tuple[str, ...]
    reason: tuple[str, ...]


def change_since_baseline(
    batch: SeriesBatch,
    baseline_year: npt.ArrayLike,
    baseline_value: npt.ArrayLike,
    *,
    level: float = LEVEL,
    lang: Lang = "zh",
) -> Change:
    """Test each series for a change since its baseline year.

    Parameters
    ----------
    batch : SeriesBatch
        n series; years before the baseline are not used.
    baseline_year, baseline_value : array_like of float, shape (n,)
        The baseline; a value that is NaN is taken from the series. A given value that the series does not show in
        that year (a revised one) replaces it, and the counts of that year are then not used.
    level : float
        One-sided level, between 0 and .5.
    lang : {"zh", "en"}
        Language of the reasons.

    Returns
    -------
    Change

    Raises
    ------
    ValueError
        If `level` is not inside (0, .5).

    Notes
    -----
    Counts are used where every figure since the baseline has them. The rarer side (events, or misses of a coverage)
    decides: up to `EXACT_EVENTS` of them in all the exact conditional trend test is used (Poisson, cautious), else
    the slope of a Poisson or binomial regression with estimated over-dispersion; fewer than `MIN_POINTS` figures with
    many events stay untested, since they cannot show how much the indicator varies by itself. In simulation the
    one-sided level of .05 comes out between .03 and .055, with and without over-dispersion. Serial
    dependence is not modelled: a slow wave can look like a trend.

    Examples
    --------
    >>> from kcstats.stats.batch import SeriesBatch
    >>> years, values = np.array([[2020.0, 2021, 2022, 2023]]), np.array([[16.9, 16.1, 15.7, 15.1]])
    >>> batch = SeriesBatch(years, values, np.array(["rate"]), np.zeros(1), np.full(1, np.inf), np.array([-1]))
    >>> found = change_since_baseline(batch, [2020], [16.9])
    >>> round(float(found.change[0]), 1), round(float(found.p_improved[0]), 3), found.verdict[0], found.method[0]
    (-1.8, 0.042, 'improved', 'mann_kendall_exact')
    """
    if not 0 < level < 0.5:
        raise ValueError(f"Expected 0 < level < 0.5. But got {level}.")
    series = _since(batch, baseline_year, baseline_value)
    order = mann_kendall(series.years, series.values)
    up, down, method = _by_counts(series, batch)
    counted = np.array([m != "none" for m in method], dtype=bool)
    testable = (series.points >= MIN_POINTS) & ~counted
    up = np.where(counted, up, np.where(testable, order.p_increase, np.nan))
    down = np.where(counted, down, np.where(testable, order.p_decrease, np.nan))
    known = np.isfinite(series.change) & np.isfinite(up) & (batch.direction != 0)
    better = np.where(known, np.where(batch.direction > 0, up, down), np.nan)
    worse = np.where(known, np.where(batch.direction > 0, down, up), np.nan)
    verdict = np.full(len(batch), "no_detectable_change", dtype=object)
    verdict[worse <= level] = "worse"
    verdict[better <= level] = "improved"
    verdict[~known] = "unknown"
    codes = _grounds(series, batch, known)
    words = [m if c else (f"mann_kendall_{o}" if t else "none")
             for m, c, o, t in zip(method, counted, order.method, testable, strict=True)]  # fmt: skip
    return Change(
        series.change,
        better,
        worse,
        tuple(str(v) for v in verdict),
        tuple(w if k else "none" for w, k in zip(words, known, strict=True)),
        tuple(reason(c, lang, n=n, need=MIN_POINTS) for c, n in zip(codes, series.points.tolist(), strict=True)),
    )


@dataclass(frozen=True)
class _Since:
    """Figures from the baseline on; column 0 is the baseline."""

    years: Floats
    values: Floats
    numerator: Floats
    denominator: Floats
    change: Floats
    points: npt.NDArray[np.intp]


def _since(batch: SeriesBatch, baseline_year: npt.ArrayLike, baseline_value: npt.ArrayLike) -> _Since:
    n = len(batch)
    year = np.broadcast_to(np.asarray(baseline_year, dtype=float), (n,))
    given = np.broadcast_to(np.asarray(baseline_value, dtype=float), (n,))
    t, x = batch.years, batch.values
    numerator, denominator = counts_of(batch)
    known = np.isfinite(t) & np.isfinite(x)
    here = known & (t == year[:, None])

    def at_baseline(a: Floats) -> Floats:
        return np.where(here.any(axis=1), np.where(here, a, 0.0).sum(axis=1), np.nan)

    own = at_baseline(x)
    start = np.where(np.isfinite(given), given, own)
    trusted = np.abs(own - start) <= _AGREES * np.maximum(1.0, np.abs(start))
    later = known & (t > year[:, None])

    def joined(first: Floats, rest: Floats) -> Floats:
        return np.concatenate([first[:, None], np.where(later, rest, np.nan)], axis=1)

    values = joined(start, x)
    last = np.where(later, np.arange(t.shape[1]), -1).max(axis=1, initial=-1)
    latest = np.where(last >= 0, x[np.arange(n), np.maximum(last, 0)], np.nan)
    return _Since(
        np.where(np.isfinite(values), joined(year, t), np.nan),
        values,
        joined(np.where(trusted, at_baseline(numerator), np.nan), numerator),
        joined(np.where(trusted, at_baseline(denominator), np.nan), denominator),
        latest - start,
        np.isfinite(values).sum(axis=1),
    )


def _by_counts(series: _Since, batch: SeriesBatch) -> tuple[Floats, Floats, list[str]]:
    """One-sided p of a rise and a fall from counts, and by which test; ``none`` where counts do not decide."""
    n = len(batch)
    known = np.isfinite(series.values)
    has = np.isfinite(series.numerator) & (series.denominator > 0)
    usable = (known == (known & has)).all(axis=1) & (series.points >= 2) & np.isfinite(series.change)
    up, down = np.full(n, np.nan), np.full(n, np.nan)
    method = ["none"] * n
    rows = np.flatnonzero(usable)
    if not len(rows):
        return up, down, method
    t, y, d = (np.where(known, a, np.nan)[rows] for a in (series.years, series.numerator, series.denominator))
    binomial: Bools = np.asarray(batch.scale == "percent", dtype=bool)[rows] & (
        np.nan_to_num(y) <= np.nan_to_num(d)
    ).all(axis=1)
    misses = binomial & (np.nansum(y, axis=1) > np.nansum(d, axis=1) / 2)
    rare = np.where(misses[:, None], d - y, y)
    few = np.nansum(rare, axis=1) <= EXACT_EVENTS
    exact_up, exact_down = exact_trend_tails(t, np.where(few[:, None], np.round(rare), 0.0 * rare), d)
    fit = fit_count_trend(t, y, d, binomial)
    fit_up, fit_down = fit.tails()
    up[rows] = np.where(few, np.where(misses, exact_down, exact_up), fit_up)
    down[rows] = np.where(few, np.where(misses, exact_up, exact_down), fit_down)
    too_short = ~few & (series.points[rows] < MIN_POINTS)
    for i, row in enumerate(rows.tolist()):
        name = ("quasi_" if fit.dispersion[i] > 1 else "") + ("binomial" if binomial[i] else "poisson")
        method[row] = "none" if too_short[i] else ("exact_conditional" if few[i] else name)
    return up, down, method


def _grounds(series: _Since, batch: SeriesBatch, known: Bools) -> list[str]:
    code = np.full(len(batch), "", dtype=object)
    unknown = ~known
    has = np.isfinite(series.numerator).sum(axis=1)
    code[unknown] = "too_few_points"
    code[unknown & (series.points == 2) & (has == 2)] = "two_points_only"
    code[unknown & (series.points >= 1) & ~np.isfinite(series.change)] = "no_points_since_baseline"
    code[unknown & ~np.isfinite(series.values[:, 0])] = "no_baseline"
    code[unknown & (batch.direction == 0)] = "no_direction"
    code[unknown & (series.points == 0)] = "no_points"
    return [str(c) for c in code]
