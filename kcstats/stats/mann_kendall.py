"""Is there a monotone trend at all? Mann and Kendall's test, with the exact distribution.

Count the pairs of years in which the later value is the higher one, subtract the pairs in which it is the lower one:
that is S. If the order of the values were pure chance, every arrangement would be equally likely, and the
distribution of S can be counted instead of approximated. With four to eleven yearly figures that matters: the usual
normal p-value is wrong there, and four figures can never be significant two-sided. Ties need no approximation either:
the number of inversions among the arrangements of a multiset is the Gaussian multinomial coefficient.

Only the order of the years is used, so gaps between them do no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

EXACT_UP_TO = 30
"""Series of up to so many points get the exact distribution, with or without ties."""


@dataclass(frozen=True)
class MannKendall:
    """Mann-Kendall's S and what it says.

    Attributes
    ----------
    s : ndarray of float, shape (n,)
        Rising pairs less falling pairs; NaN where a series has fewer than two values.
    p_increase, p_decrease : ndarray of float, shape (n,)
        One-sided p: the chance of an S at least as high (as low) if the order were chance. 0-1.
    p_two_sided : ndarray of float, shape (n,)
        Twice the smaller of the two, at most 1.
    points : ndarray of int, shape (n,)
        Values used.
    method : tuple of str, length n
        ``exact``, ``exact_ties``, ``normal`` or ``normal_ties``; ``none`` below two values.
    """

    s: Floats
    p_increase: Floats
    p_decrease: Floats
    p_two_sided: Floats
    points: Ints
    method: tuple[str, ...]


def mann_kendall(years: npt.ArrayLike, values: npt.ArrayLike) -> MannKendall:
    r"""Test each series for a monotone trend.

    Parameters
    ----------
    years : array_like of float, shape (n, T)
        Calendar years, ascending in each row; NaN where `values` is.
    values : array_like of float, shape (n, T)
        The indicator, any unit; NaN = missing.

    Returns
    -------
    MannKendall

    Raises
    ------
    ValueError
        If the shapes differ or a row's years do not ascend.

    Notes
    -----
    .. math:: S = \sum_{i<j} \operatorname{sign}(x_j - x_i)

    Without ties S runs over the inversions of a permutation; with tie groups of sizes :math:`t_1, t_2, \dots` the
    inversions of the arrangements are counted by :math:`[n]_q! / \prod_k [t_k]_q!`. Up to `EXACT_UP_TO` points this
    polynomial is expanded in whole numbers; beyond, the normal distribution with tie correction and continuity
    correction is used, and `method` says so. Assumes that under the null the values are exchangeable: serially
    dependent noise makes the test reject too often.

    References
    ----------
    Mann HB. Nonparametric tests against trend. Econometrica 1945;13:245-259. doi:10.2307/1907187.
    Kendall MG. Rank Correlation Methods. 4th ed. London: Griffin; 1975.
    Gilbert RO. Statistical Methods for Environmental Pollution Monitoring. New York: Van Nostrand; 1987, ch. 16.

    Examples
    --------
    >>> test = mann_kendall([[2020, 2021, 2022, 2023, 2024]], [[16.9, 16.1, 15.7, 15.1, 14.3]])
    >>> float(test.s[0]), test.method[0], round(float(test.p_decrease[0]), 4)
    (-10.0, 'exact', 0.0083)
    """
    _, x = checked_series(years, values)
    n_points = np.isfinite(x).sum(axis=1)
    s = kendall_s(x)
    pattern = _tie_pattern(x)
    tied = (pattern > 1).any(axis=1)
    p_up, p_down = np.full(len(x), np.nan), np.full(len(x), np.nan)
    kinds, which = np.unique(pattern, axis=0, return_inverse=True)
    for k, sizes in enumerate(kinds):
        rows = np.flatnonzero(which.reshape(-1) == k)
        groups = tuple(int(t) for t in sizes if t > 0)
        if sum(groups) >= 2:
            p_up[rows], p_down[rows] = _tails(s[rows], groups)
    long = n_points > EXACT_UP_TO
    words = np.where(long, "normal", "exact").astype(object) + np.where(tied, "_ties", "")
    method = tuple(str(w) if m >= 2 else "none" for w, m in zip(words, n_points, strict=True))
    s = np.where(n_points >= 2, s, np.nan)
    return MannKendall(s, p_up, p_down, np.minimum(1.0, 2 * np.minimum(p_up, p_down)), n_points, method)


def kendall_s(values: Floats) -> Floats:
    """Count rising less falling pairs, in column order.

    Parameters
    ----------
    values : ndarray of float, shape (n, T)
        NaN = missing.

    Returns
    -------
    ndarray of float, shape (n,)

    Examples
    --------
    >>> kendall_s(np.array([[1.0, 3.0, 2.0, np.nan, 4.0]])).tolist()
    [4.0]
    """
    total = np.zeros(len(values))
    for lag in range(1, values.shape[1]):
        total += np.nansum(np.sign(values[:, lag:] - values[:, :-lag]), axis=1)
    return total


@lru_cache(maxsize=4096)
def s_distribution(groups: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Exact null distribution of S for values with given tie groups.

    Parameters
    ----------
    groups : tuple of int
        Sizes of the groups of equal values; ``(1, 1, 1)`` = three distinct values.

    Returns
    -------
    s, probability : ndarray of float
        Possible values of S, ascending, and their probabilities.

    Examples
    --------
    >>> s, p = s_distribution((1, 1, 1))
    >>> s.tolist(), (p * 6).round(9).tolist()
    ([-3.0, -1.0, 1.0, 3.0], [1.0, 2.0, 2.0, 1.0])
    """
    counts = np.array([1], dtype=object)
    for k in range(2, sum(groups) + 1):
        counts = _times_one_minus(counts, k)
    for size in groups:
        for k in range(2, size + 1):
            counts = _over_one_minus(counts, k)
    for _ in range(sum(groups) - 1 - sum(size - 1 for size in groups)):
        counts = _over_one_minus(counts, 1)
    total = sum(counts.tolist())
    probability = np.array([c / total for c in counts.tolist()])
    pairs = len(counts) - 1
    return np.arange(-pairs, pairs + 1, 2.0), probability


def checked_series(years: npt.ArrayLike, values: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Check the arrays of one call and blank what is not finite in either.

    Returns
    -------
    years, values : ndarray of float, shape (n, T)
        NaN in the same places.

    Raises
    ------
    ValueError
        If the shapes differ or are not (n, T), or a row's years do not ascend.

    Examples
    --------
    >>> checked_series([[2020, 2020]], [[1.0, 2.0]])
    Traceback (most recent call last):
        ...
    ValueError: Expected years that ascend in every row. But got row 0 with a year repeated or out of order.
    """
    t, x = np.asarray(years, dtype=float), np.asarray(values, dtype=float)
    if t.ndim != 2 or t.shape != x.shape:
        raise ValueError(f"Expected years and values of one shape (n, T). But got {t.shape} and {x.shape}.")
    known = np.isfinite(t) & np.isfinite(x)
    t, x = np.where(known, t, np.nan), np.where(known, x, np.nan)
    last = np.fmax.accumulate(np.where(known, t, -np.inf), axis=1)
    bad = (known[:, 1:] & (t[:, 1:] <= last[:, :-1])).any(axis=1)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise ValueError(
            f"Expected years that ascend in every row. But got row {row} with a year repeated or out of order."
        )
    return t, x


def _tie_pattern(x: Floats) -> Ints:
    """Sizes of the groups of equal values, descending, zero-padded; shape (n, T)."""
    order = np.sort(x, axis=1)
    known = np.isfinite(order)
    new = np.ones(order.shape, dtype=bool)
    new[:, 1:] = order[:, 1:] != order[:, :-1]
    group = np.cumsum(new, axis=1) - 1
    sizes = np.zeros(x.shape, dtype=np.intp)
    np.add.at(sizes, (np.arange(len(x))[:, None].repeat(x.shape[1], 1)[known], group[known]), 1)
    return -np.sort(-sizes, axis=1)


def _tails(s: Floats, groups: tuple[int, ...]) -> tuple[Floats, Floats]:
    """P(S >= s) and P(S <= s) for one tie pattern."""
    if sum(groups) > EXACT_UP_TO:
        return _normal_tails(s, groups)
    support, probability = s_distribution(groups)
    from_bottom, from_top = np.cumsum(probability), np.cumsum(probability[::-1])[::-1]
    from_bottom[-1] = from_top[0] = 1.0
    at = np.searchsorted(support, s - 0.5)
    return from_top[at], from_bottom[at]


def _normal_tails(s: Floats, groups: Sequence[int]) -> tuple[Floats, Floats]:
    n = sum(groups)
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in groups)) / 18
    if variance == 0:
        return np.ones(len(s)), np.ones(len(s))
    sd = float(np.sqrt(variance))
    return ndtr(-(s - 1) / sd), ndtr((s + 1) / sd)


def _times_one_minus(polynomial: npt.NDArray[np.object_], k: int) -> npt.NDArray[np.object_]:
    """Multiply by 1 - q^k, in whole numbers."""
    out = np.zeros(len(polynomial) + k, dtype=object)
    out[: len(polynomial)] = polynomial
    out[k:] -= polynomial
    return out


def _over_one_minus(polynomial: npt.NDArray[np.object_], k: int) -> npt.NDArray[np.object_]:
    """Divide by 1 - q^k, in whole numbers; the division leaves no rest."""
    out = polynomial.copy()
    for i in range(k, len(out)):
        out[i] += out[i - k]
    return out[: len(out) - k]
