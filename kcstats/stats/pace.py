"""Pace: how fast must it go, how fast does it go, and when would it be there.

The required pace is arithmetic: what is left, over the years that are left. The observed pace is Theil and Sen's
slope since the baseline year. The two are set side by side and never called a forecast; the year by which attainment
becomes likely comes from the projection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.theil_sen import theil_sen_slope

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch

Floats = npt.NDArray[np.float64]

RECENT_YEARS = 5
"""Years looked back over where the baseline year is unknown or leaves too few points."""
MIN_POINTS = 3
"""Points a pace is measured on, where the series has them."""


def behind_path(
    baseline_year: npt.ArrayLike,
    baseline: npt.ArrayLike,
    latest_year: npt.ArrayLike,
    latest: npt.ArrayLike,
    target_year: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    upward: npt.ArrayLike,
) -> Floats:
    """Distance by which the latest figure is behind the straight path from baseline to target.

    Parameters
    ----------
    baseline_year, baseline, latest_year, latest, target_year, target : array_like of float, shape (n,)
        NaN = unknown.
    upward : array_like of bool, shape (n,)
        True where at least the target is demanded.

    Returns
    -------
    ndarray of float, shape (n,)
        [indicator unit]; above zero = behind, NaN where something is unknown or there is no figure after the
        baseline.

    Examples
    --------
    >>> behind_path([2020], [50.0], [2024], [58.0], [2030], [80.0], upward=[True]).tolist()
    [4.0]
    """
    given = (baseline_year, baseline, latest_year, latest, target_year, target)
    t0, b, t, y, end, c = (np.asarray(a, dtype=float) for a in given)
    there = (t > t0) & (end > t0)
    path = b + (c - b) * (t - t0) / np.where(there, end - t0, 1.0)
    return np.where(there, np.where(np.asarray(upward, dtype=bool), path - y, y - path), np.nan)


def required_pace(
    latest_year: npt.ArrayLike,
    latest_value: npt.ArrayLike,
    threshold: npt.ArrayLike,
    target_year: npt.ArrayLike,
    *,
    upward: npt.ArrayLike | None = None,
) -> Floats:
    """Change per year needed from the latest figure to the target.

    Parameters
    ----------
    latest_year, latest_value : array_like of float, shape (n,)
        Last observation; NaN = none.
    threshold, target_year : array_like of float, shape (n,)
        The level demanded and by when; NaN = none.
    upward : array_like of bool, shape (n,), optional
        True where at least the threshold is demanded. Given, a target already met needs a pace of 0.

    Returns
    -------
    ndarray of float, shape (n,)
        [indicator unit / year]; NaN where something is unknown or no year is left.

    Examples
    --------
    >>> required_pace([2024], [14.3], [12.0], [2030]).round(3).tolist()
    [-0.383]
    >>> required_pace([2024], [2.6], [4.0], [2030], upward=[False]).tolist()
    [0.0]
    """
    year, value, goal, end = (np.asarray(a, dtype=float) for a in (latest_year, latest_value, threshold, target_year))
    left = end - year
    pace = (goal - value) / np.where(left > 0, left, np.nan)
    if upward is None:
        unsided: Floats = pace
        return unsided
    met = np.where(np.asarray(upward, dtype=bool), pace <= 0, pace >= 0)
    needed: Floats = np.where(met, 0.0, pace)
    return needed


def observed_pace(batch: SeriesBatch, baseline_year: npt.ArrayLike) -> Floats:
    """Median change per year since the baseline year.

    Parameters
    ----------
    batch : SeriesBatch
        n series.
    baseline_year : array_like of float, shape (n,)
        First year used; NaN = unknown.

    Returns
    -------
    ndarray of float, shape (n,)
        Theil-Sen slope [indicator unit / year]. Where fewer than `MIN_POINTS` figures stand since the baseline year,
        the last `RECENT_YEARS` calendar years are used, and failing that the whole series; NaN below two values.

    Examples
    --------
    >>> from kcstats.stats.batch import SeriesBatch
    >>> years, values = np.array([[2020.0, 2021, 2022, 2023]]), np.array([[16.9, 16.1, 15.7, 15.1]])
    >>> batch = SeriesBatch(years, values, np.array(["rate"]), np.zeros(1), np.full(1, np.inf), np.array([-1]))
    >>> observed_pace(batch, [2020]).round(3).tolist()
    [-0.6]
    """
    t, x = batch.years, batch.values
    use = pace_window(batch, baseline_year)
    return theil_sen_slope(np.where(use, t, np.nan), np.where(use, x, np.nan)).slope


def pace_window(batch: SeriesBatch, baseline_year: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Which figures the observed pace is measured on.

    Parameters
    ----------
    batch : SeriesBatch
        n series of at most T points.
    baseline_year : array_like of float, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n, T)
    """
    t, x = batch.years, batch.values
    start = np.broadcast_to(np.asarray(baseline_year, dtype=float), (len(t),))[:, None]
    known = np.isfinite(t) & np.isfinite(x)
    since = known & (t >= start)
    last = np.where(known, t, -np.inf).max(axis=1, initial=-np.inf)[:, None]
    recent = known & (t > last - RECENT_YEARS)
    enough_since = since.sum(axis=1) >= MIN_POINTS
    enough_recent = recent.sum(axis=1) >= MIN_POINTS
    return np.where(enough_since[:, None], since, np.where(enough_recent[:, None], recent, known))


def attainment_year(years: npt.ArrayLike, probability: npt.ArrayLike, level: float = 0.5) -> Floats:
    """First year from which attainment is at least so likely, and stays so.

    Parameters
    ----------
    years : array_like of float, shape (k,)
        Ascending years asked about.
    probability : array_like of float, shape (n, k)
        Probability of attainment in each of them, 0-1; NaN = no answer.
    level : float
        Such as .5 or .8.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN where it is not reached within the years asked, or there is no answer.

    Raises
    ------
    ValueError
        If the number of columns is not that of the years.

    Examples
    --------
    >>> attainment_year([2025, 2026, 2027], [[0.3, 0.55, 0.7], [0.6, 0.4, 0.3]]).tolist()
    [2026.0, nan]
    """
    when, p = np.asarray(years, dtype=float), np.atleast_2d(np.asarray(probability, dtype=float))
    if p.shape[1] != len(when):
        raise ValueError(f"Expected {len(when)} probabilities a row. But got {p.shape[1]}.")
    reached = np.where(np.isnan(p), False, p >= level)
    lasting = np.logical_and.accumulate(reached[:, ::-1], axis=1)[:, ::-1]
    return np.where(lasting.any(axis=1), when[np.argmax(lasting, axis=1)], np.nan)
