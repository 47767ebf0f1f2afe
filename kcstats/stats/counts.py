"""When the events are too few to judge, and what they do say.

With 5,000 births a year one maternal death is 20 per 100,000: above a target of 12, whatever the true risk. Such a
year says almost nothing, and "too few births to judge" is then the verdict, together with the number of births that
it would take. Three questions are kept apart: what was published, where the underlying rate stands, and what the
target year will show. Here the first two are answered; the third is the projection's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, betainc, gammainc, pdtr

from kcstats.stats.intervals import rate_interval

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EVENTS_NEEDED = 1.0
"""Events a year, expected at the threshold, below which a single event decides the published figure."""


@dataclass(frozen=True)
class TooFewEvents:
    """Whether one year's events can judge a target, one row a series.

    Attributes
    ----------
    flag : ndarray of bool, shape (n,)
        True: a single event is already beyond the threshold although the threshold allows some on average. A
        threshold of nothing (or of 100 %) is never flagged: that a single event misses it is what it means.
    expected : ndarray of float, shape (n,)
        Events a year that the threshold allows on average; NaN where unknown.
    one_event_denominator : ndarray of float, shape (n,)
        Denominator from which one event is no longer beyond the threshold.
    zero_event_denominator : ndarray of float, shape (n,)
        Denominator without any event that it takes to confirm the threshold at the level asked.
    """

    flag: Bools
    expected: Floats
    one_event_denominator: Floats
    zero_event_denominator: Floats


@dataclass(frozen=True)
class PooledRate:
    """Several years together as one rate, one row a series; unit of the indicator.

    Attributes
    ----------
    events, denominator : ndarray of float, shape (n,)
        Sums over the years used.
    rate, lower, upper : ndarray of float, shape (n,)
        Pooled rate with its interval; NaN without counts.
    first_year, last_year : ndarray of float, shape (n,)
        The years used.
    method : tuple of str, length n
        Of the interval, as `kcstats.stats.intervals.rate_interval` names it.
    """

    events: Floats
    denominator: Floats
    rate: Floats
    lower: Floats
    upper: Floats
    first_year: Floats
    last_year: Floats
    method: tuple[str, ...]


def too_few_events(
    threshold: npt.ArrayLike,
    denominator: npt.ArrayLike,
    multiplier: npt.ArrayLike,
    *,
    upward: npt.ArrayLike = False,
    level: float = 0.95,
) -> TooFewEvents:
    r"""Tell whether a year's denominator is large enough for the target.

    Parameters
    ----------
    threshold : array_like of float, shape (n,)
        Target, in the indicator's unit.
    denominator : array_like of float, shape (n,)
        Births, children or people of a year; NaN = unknown.
    multiplier : array_like of float
        value = events / denominator * multiplier.
    upward : array_like of bool
        True where at least the threshold is demanded: the events that count are then the misses.
    level : float
        Confidence of the zero-event rule, between 0 and 1.

    Returns
    -------
    TooFewEvents

    Raises
    ------
    ValueError
        If `level` is not inside (0, 1).

    Notes
    -----
    Expected events :math:`e = D c / m`; flagged where 0 < e < 1. Zero events confirm a rate of at most c when
    :math:`e^{-Dc/m} \le 1 - level`, that is :math:`D \ge -\ln(1 - level)\, m / c` (rounded to whole numbers).

    References
    ----------
    Hanley JA, Lippman-Hand A. If nothing goes wrong, is everything all right? JAMA 1983;249:1743-1745.
    doi:10.1001/jama.1983.03330370053031.

    Examples
    --------
    >>> few = too_few_events([12.0], [4012.0], 100_000)
    >>> bool(few.flag[0]), round(float(few.expected[0]), 2)
    (True, 0.48)
    >>> float(few.one_event_denominator[0]), float(few.zero_event_denominator[0])
    (8334.0, 24964.0)
    """
    if not 0 < level < 1:
        raise ValueError(f"Expected 0 < level < 1. But got {level}.")
    c, d, m, up = np.broadcast_arrays(
        np.atleast_1d(np.asarray(threshold, dtype=float)),
        np.asarray(denominator, dtype=float),
        np.asarray(multiplier, dtype=float),
        upward,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(up.astype(bool), 1 - c / m, c / m)
        share = np.where(share > 0, share, np.where(np.isnan(share), np.nan, 0.0))
        expected = share * d
        one = np.ceil(1 / share - 1e-9)
        zero = np.round(-np.log(1 - level) / share)
    return TooFewEvents(
        (expected > 0) & (expected < EVENTS_NEEDED) & (d > 0), np.where(d > 0, expected, np.nan), one, zero
    )


def pooled_rate(
    years: npt.ArrayLike,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    multiplier: npt.ArrayLike,
    *,
    window: int = 5,
    proportion: npt.ArrayLike = False,
    level: float = 0.95,
) -> PooledRate:
    """Add the last years' events and denominators and give the rate of the sum.

    Parameters
    ----------
    years, numerator, denominator : array_like of float, shape (n, T)
        NaN = unknown.
    multiplier : array_like of float, shape (n,)
    window : int
        Calendar years, counted back from each row's last year with counts.
    proportion : array_like of bool, shape (n,)
        True for percentages (Wilson's interval).
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    PooledRate

    Notes
    -----
    The interval takes the years' events as independent; where they are over-dispersed it is too narrow.

    Examples
    --------
    >>> pooled = pooled_rate([[2021, 2022, 2023]], [[0, 1, 1]], [[4012, 4100, 3900]], [100_000])
    >>> float(pooled.events[0]), round(float(pooled.rate[0]), 1), pooled.method[0]
    (2.0, 16.7, 'exact_poisson')
    """
    t, y, d = (np.asarray(a, dtype=float) for a in (years, numerator, denominator))
    known = np.isfinite(t) & np.isfinite(y) & (d > 0)
    last = np.where(known, t, -np.inf).max(axis=1)
    known &= t > (last - window)[:, None]
    some = known.any(axis=1)
    events = np.where(some, y.sum(axis=1, where=known), np.nan)
    total = np.where(some, d.sum(axis=1, where=known), np.nan)
    found = rate_interval(events, total, multiplier, proportion=proportion, level=level)
    first = np.where(some, np.where(known, t, np.inf).min(axis=1), np.nan)
    last = np.where(some, last, np.nan)
    return PooledRate(events, total, found.rate, found.lower, found.upper, first, last, found.method)


def underlying_probability(
    threshold: npt.ArrayLike,
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    multiplier: npt.ArrayLike,
    *,
    upward: npt.ArrayLike = False,
    proportion: npt.ArrayLike = False,
    dispersion: npt.ArrayLike = 1.0,
) -> Floats:
    r"""How likely the underlying rate keeps the target, given the counts of one year or of pooled years.

    Parameters
    ----------
    threshold : array_like of float, shape (n,)
        In the indicator's unit.
    numerator, denominator : array_like of float, shape (n,)
        NaN = unknown gives NaN.
    multiplier : array_like of float, shape (n,)
    upward : array_like of bool
        True: at least the threshold; False: at most.
    proportion : array_like of bool
        True: binomial counts.
    dispersion : array_like of float
        Over-dispersion of the counts, at least 1: both counts are divided by it.

    Returns
    -------
    ndarray of float, shape (n,)
        Probability, 0-1.

    Notes
    -----
    Jeffreys' prior: the rate is :math:`\Gamma(y + \tfrac12, D)`, a proportion :math:`B(y+\tfrac12, D-y+\tfrac12)`.

    References
    ----------
    Brown LD, Cai TT, DasGupta A. Interval estimation for a binomial proportion. Stat Sci 2001;16:101-133.
    doi:10.1214/ss/1009213286.

    Examples
    --------
    >>> p = underlying_probability([12.0, 12.0], [0, 1], [4012, 4012], 100_000)
    >>> p.round(2).tolist()
    [0.67, 0.19]
    """
    c, y, d, m, up, share, phi = np.broadcast_arrays(
        np.atleast_1d(np.asarray(threshold, dtype=float)), numerator, denominator, multiplier, upward, proportion,
        dispersion,
    )  # fmt: skip
    y, d = np.asarray(y, dtype=float) / phi, np.asarray(d, dtype=float) / phi
    known = np.isfinite(c) & np.isfinite(y) & (d > 0)
    y, d, risk = np.where(known, y, 0.0), np.where(known, d, 1.0), np.clip(np.where(known, c / m, 0.0), 0, None)
    below = np.where(
        share.astype(bool),
        betainc(y + 0.5, np.maximum(d - y, 0.0) + 0.5, np.minimum(risk, 1.0)),
        gammainc(y + 0.5, d * risk),
    )
    return np.where(known, np.where(up.astype(bool), 1 - below, below), np.nan)


def chance_of_meeting(
    rate: npt.ArrayLike,
    threshold: npt.ArrayLike,
    denominator: npt.ArrayLike,
    multiplier: npt.ArrayLike,
    *,
    upward: npt.ArrayLike = False,
    proportion: npt.ArrayLike = False,
) -> Floats:
    """How often a year's published figure meets the threshold when the underlying rate is given.

    Parameters
    ----------
    rate, threshold : array_like of float, one shape
        Underlying rate and target, in the indicator's unit.
    denominator, multiplier : array_like of float
    upward : array_like of bool
        True: at or above the threshold; False: at or below it.
    proportion : array_like of bool
        True: binomial counts; False: Poisson.

    Returns
    -------
    ndarray of float, shape of the arguments
        Probability, 0-1; NaN where something is unknown.

    Examples
    --------
    >>> chance_of_meeting([24.0, 6.0], 12.0, 5000, 100_000).round(3).tolist()
    [0.301, 0.741]
    """
    r, c, d, m, up, share = np.broadcast_arrays(
        np.atleast_1d(np.asarray(rate, dtype=float)), threshold, denominator, multiplier, upward, proportion
    )
    known = np.isfinite(r) & np.isfinite(c) & (d > 0) & np.isfinite(m)
    d, risk = np.where(known, np.round(d), 1.0), np.where(known, r / np.where(known, m, 1.0), 0.0)
    edge, above = np.where(known, c / np.where(known, m, 1.0), 0.0) * d, up.astype(bool)
    allowed = np.where(above, np.ceil(edge - 1e-9) - 1, np.floor(edge + 1e-9))
    some = np.maximum(allowed, 0)
    binomial = bdtr(np.minimum(some, d), d.astype(np.intp), np.clip(risk, 0, 1))
    below = np.where(share.astype(bool), binomial, pdtr(some, np.maximum(d * risk, 0)))
    below = np.where(allowed < 0, 0.0, below)
    out: Floats = np.where(known, np.where(above, 1 - below, below), np.nan)
    return out
