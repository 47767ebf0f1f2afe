r"""Slowing a rise: the slope after the baseline against the slope before it.

"The rise is slowed" says nothing of a level: the figure may go on rising, only less steeply than it did. So two
slopes are contrasted. Before: least squares over the figures up to the baseline year, with Student's t for what so
few figures leave open. After: least squares over everything from the baseline year to the target year, the figures
known so far as they are and the years to come as paths of the forecast, so that good and bad years come together as
they do. Years from before the baseline are therefore needed; without them there is no answer.

.. math::
    P = E_{paths}\left[P\bigl(\max(b_{before}, 0) \ge b_{after}\bigr)\right]

Where there was no rise before, the demand is that there be none after.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from kcstats.stats.answer import Floats, RuleAnswer, answer
from kcstats.stats.keeping import future_paths
from kcstats.stats.mixture import prepare
from kcstats.stats.reasons import reason
from kcstats.stats.weights import learnt_prior
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch
    from kcstats.stats.projection import Forecast

POINTS_BEFORE = 4
"""Figures up to the baseline year needed to know the pace before it."""


@dataclass(frozen=True)
class Slope:
    """Least-squares slopes of n series [indicator unit / year].

    Attributes
    ----------
    mean, se : ndarray of float, shape (n,)
        NaN below two figures; the standard error is NaN below three.
    df : ndarray of float, shape (n,)
    points : ndarray of int, shape (n,)
    """

    mean: Floats
    se: Floats
    df: Floats
    points: npt.NDArray[np.intp]


def slope_of(years: Floats, values: Floats) -> Slope:
    """Fit a straight line to each row.

    Parameters
    ----------
    years, values : ndarray of float, shape (n, T)
        NaN = no figure.

    Returns
    -------
    Slope

    Examples
    --------
    >>> found = slope_of(np.array([[2016.0, 2017, 2018, 2019]]), np.array([[3.0, 3.2, 3.4, 3.6]]))
    >>> round(float(found.mean[0]), 3), int(found.points[0])
    (0.2, 4)
    """
    known = np.isfinite(years) & np.isfinite(values)
    points = known.sum(axis=1)
    count = np.maximum(points, 1)
    t, x = np.where(known, years, 0.0), np.where(known, values, 0.0)
    dt = np.where(known, t - (t.sum(axis=1) / count)[:, None], 0.0)
    dx = np.where(known, x - (x.sum(axis=1) / count)[:, None], 0.0)
    square = np.where(points >= 2, (dt**2).sum(axis=1), np.nan)
    slope = (dt * dx).sum(axis=1) / square
    df = points - 2.0
    rest = np.where(known, dx - np.nan_to_num(slope)[:, None] * dt, 0.0)
    variance = np.where(df > 0, (rest**2).sum(axis=1) / np.maximum(df, 1), np.nan)
    return Slope(slope, np.sqrt(variance / square), df, points)


def slower_probability(before: Slope, after: Floats) -> Floats:
    """P(the slope after is at most the one before, and at most 0 where that fell).

    Parameters
    ----------
    before : Slope, n series
    after : ndarray of float, shape (n, m)
        Equally likely slopes after.

    Returns
    -------
    ndarray of float, shape (n,)
    """
    away = before.mean[:, None] - after
    spread = np.maximum(before.se, 1e-12)[:, None]
    steeper = stdtr(np.maximum(before.df, 1.0)[:, None], away / spread)
    return np.asarray(np.where(after <= 0, 1.0, steeper).mean(axis=1), dtype=float)


def slow_rise(
    forecast: Forecast,
    batch: SeriesBatch,
    target_year: npt.ArrayLike,
    baseline_year: npt.ArrayLike,
    *,
    lang: Lang = "zh",
) -> RuleAnswer:
    """P(rise from the baseline to the target year is less steep than before the baseline).

    Parameters
    ----------
    forecast : Forecast
        Of the target year's figure; its reasons and what its series borrowed are used.
    batch : SeriesBatch, n series
    target_year, baseline_year : array_like of float, shape (n,)
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
        Its note gives both slopes; at least `POINTS_BEFORE` figures up to the baseline year are needed.
    """
    n = len(batch)
    begin = np.broadcast_to(np.asarray(baseline_year, dtype=float), (n,))
    end = np.broadcast_to(np.asarray(target_year, dtype=float), (n,))
    early = batch.years <= begin[:, None]
    before = slope_of(np.where(early, batch.years, np.nan), batch.values)
    p, middle = np.full(n, np.nan), np.full(n, np.nan)
    asked = np.array([not r for r in forecast.reason], dtype=bool) & (before.points >= POINTS_BEFORE)
    rows = np.flatnonzero(asked)
    if len(rows):
        work, lent = prepare(batch.take(rows)), forecast.take(rows).borrowed
        for at, z in future_paths(work, end[rows], learnt_prior(), lent):
            mine = rows[at]
            y = work.transform.take(at).backward(z)
            y = np.clip(y, batch.lower[mine, None, None], batch.upper[mine, None, None])
            after = _after(batch.take(mine), begin[mine], y)
            kept = Slope(before.mean[mine], before.se[mine], before.df[mine], before.points[mine])
            p[mine], middle[mine] = slower_probability(kept, after), np.median(after, axis=1)
    grounds = [
        "" if m >= POINTS_BEFORE else reason("before_baseline", lang, n=int(m), need=POINTS_BEFORE)
        for m in before.points
    ]
    notes = [
        reason("note_slow", lang, year=y, before=b, after=a)
        for y, b, a in zip(begin, before.mean, middle, strict=True)
    ]
    return answer(p, "slope_contrast", forecast=forecast, grounds=grounds, notes=notes, lang=lang)


def _after(batch: SeriesBatch, begin: Floats, paths: Floats) -> Floats:
    """Slopes from the baseline year on, one a path; paths (k, m, H), result (k, m)."""
    k, m, ahead = paths.shape
    seen = np.isfinite(batch.values) & (batch.years >= begin[:, None])
    last = np.where(np.isfinite(batch.values), batch.years, -np.inf).max(axis=1)
    t = np.concatenate([np.where(seen, batch.years, 0.0), last[:, None] + np.arange(1, ahead + 1)], axis=1)
    use = np.concatenate([seen, np.ones((k, ahead), dtype=bool)], axis=1)
    centre = np.where(use, t, 0.0).sum(axis=1) / use.sum(axis=1)
    dt = np.where(use, t - centre[:, None], 0.0)
    weight = dt / (dt**2).sum(axis=1, keepdims=True)
    width = seen.shape[1]
    known = (weight[:, :width] * np.where(seen, batch.values, 0.0)).sum(axis=1)
    slopes = known[:, None] + np.einsum("kh,kmh->km", weight[:, width:], paths)
    return np.asarray(slopes, dtype=float).reshape(k, m)
