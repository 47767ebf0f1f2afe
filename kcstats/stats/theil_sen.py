"""How much a year? The median of all pairwise slopes, which one wild year cannot bend.

Theil and Sen's slope belongs to Mann and Kendall's test: the slope is the one at which the detrended values show no
trend, and its interval holds the slopes that the test, with its exact distribution, does not reject.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from kcstats.stats.mann_kendall import EXACT_UP_TO, Floats, Ints, checked_series, s_distribution

_CELLS = 4_000_000


@dataclass(frozen=True)
class TheilSen:
    """Median slope with its interval.

    Attributes
    ----------
    slope : ndarray of float, shape (n,)
        [indicator unit / year]; NaN below two values.
    lower, upper : ndarray of float, shape (n,)
        Interval of at least the level asked; infinite where so few points can give none (below five at 95 %).
    coverage : ndarray of float, shape (n,)
        What the interval really covers under the exact distribution, 0-1.
    points : ndarray of int, shape (n,)
        Values used.
    """

    slope: Floats
    lower: Floats
    upper: Floats
    coverage: Floats
    points: Ints


def theil_sen_slope(years: npt.ArrayLike, values: npt.ArrayLike, *, level: float = 0.95) -> TheilSen:
    r"""Estimate each series' yearly change.

    Parameters
    ----------
    years : array_like of float, shape (n, T)
        Calendar years, ascending in each row; NaN where `values` is. True gaps between years are used.
    values : array_like of float, shape (n, T)
        The indicator, any unit; NaN = missing.
    level : float
        Confidence wanted of the interval, between 0 and 1.

    Returns
    -------
    TheilSen

    Raises
    ------
    ValueError
        If the shapes differ, a row's years do not ascend, or `level` is not inside (0, 1).

    Notes
    -----
    With the :math:`N = n(n-1)/2` slopes in order, the interval is :math:`[Q_{(r)}, Q_{(N-r+1)}]` with the largest
    r for which :math:`2 P(K \le r-1) \le 1 - level`, K being Kendall's number of inversions without ties. Ties make
    the true coverage larger than stated. Assumes independent errors of one distribution about a straight line.

    References
    ----------
    Theil H. A rank-invariant method of linear and polynomial regression analysis. Indag Math 1950;12:85-91.
    Sen PK. Estimates of the regression coefficient based on Kendall's tau. J Am Stat Assoc 1968;63:1379-1389.
    doi:10.1080/01621459.1968.10480934.

    Examples
    --------
    >>> fit = theil_sen_slope([[2020, 2021, 2022, 2023, 2025]], [[10.0, 12.0, 11.0, 14.0, 15.0]])
    >>> round(float(fit.slope[0]), 3), round(float(fit.lower[0]), 3), round(float(fit.upper[0]), 3)
    (1.0, -1.0, 3.0)
    """
    if not 0 < level < 1:
        raise ValueError(f"Expected 0 < level < 1. But got {level}.")
    t, x = checked_series(years, values)
    rows, width = x.shape
    chunk = max(1, _CELLS // max(1, width * (width - 1) // 2))
    parts = [_fit(t[i : i + chunk], x[i : i + chunk], level) for i in range(0, max(rows, 1), chunk)]
    return TheilSen(*(np.concatenate([getattr(p, name) for p in parts]) for name in TheilSen.__dataclass_fields__))


def _fit(t: Floats, x: Floats, level: float) -> TheilSen:
    points = np.isfinite(x).sum(axis=1)
    early, late = np.triu_indices(x.shape[1], 1)
    slopes = np.sort((x[:, late] - x[:, early]) / (t[:, late] - t[:, early]), axis=1)
    n_slopes = points * (points - 1) // 2
    row = np.arange(len(x))
    padded = np.concatenate([slopes, np.full((len(x), 2), np.nan)], axis=1)
    middle = (padded[row, np.maximum(n_slopes - 1, 0) // 2] + padded[row, n_slopes // 2]) / 2
    slope = np.where(n_slopes > 0, middle, np.nan)
    rank, covered = np.zeros(len(x), dtype=np.intp), np.full(len(x), np.nan)
    for n in np.unique(points[points >= 2]).tolist():
        rank[points == n], covered[points == n] = _interval_rank(n, level)
    inside = rank >= 1
    lower = np.where(inside, padded[row, np.maximum(rank - 1, 0)], -np.inf)
    upper = np.where(inside, padded[row, np.maximum(n_slopes - rank, 0)], np.inf)
    none = n_slopes == 0
    return TheilSen(slope, np.where(none, np.nan, lower), np.where(none, np.nan, upper), covered, points)


@lru_cache(maxsize=512)
def _interval_rank(n: int, level: float) -> tuple[int, float]:
    """Rank r of the interval's ends among the slopes and its coverage; 0 and 1 where no slope can be excluded."""
    pairs = n * (n - 1) // 2
    if n > EXACT_UP_TO:
        sd = float(np.sqrt(n * (n - 1) * (2 * n + 5) / 18))
        return max(0, int((pairs - ndtri((1 + level) / 2) * sd) / 2)), level
    below = np.cumsum(s_distribution((1,) * n)[1])
    rank = int(np.searchsorted(2 * below, 1 - level + 1e-12, side="right"))
    return rank, 1.0 if rank == 0 else float(1 - 2 * below[rank - 1])
