r"""Segmented regression of short yearly series: level and slope change, the autocorrelation integrated out.

.. math::
    z_t = \beta_0 + \beta_1 (t - s) + \beta_2 1[t \ge s] + \beta_3 (t - s) 1[t \ge s] + e_t, \qquad
    corr(e_t, e_u) = \rho^{|t - u|}

Ordinary least squares takes :math:`\rho = 0` and calls chance an effect; estimated from eight figures :math:`\rho`
comes out far too small (and Newey and West's correction with it). Here :math:`\rho` keeps its uncertainty: under flat
priors for :math:`\beta` and :math:`\log \sigma` and a uniform one for :math:`\rho` on a grid, each coefficient's
posterior is a mixture of t distributions with n - 4 degrees of freedom,

.. math::
    \pi(\rho \mid z) \propto |V_\rho|^{-1/2} |X'V_\rho^{-1}X|^{-1/2} RSS_\rho^{-(n-4)/2}.

It stands beside the comparison with the forecast (`interrupted`), because readers know it; it is not the verdict.

References
----------
Turner SL et al. Evaluation of statistical methods used in the analysis of interrupted time series studies: a
simulation study. BMC Med Res Methodol 2021;21:181. doi:10.1186/s12874-021-01364-0.
Zellner A, Tiao GC. Bayesian analysis of the regression model with autocorrelated errors. J Am Stat Assoc
1964;59:763-778. doi:10.1080/01621459.1964.10480726.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

RHO = np.linspace(0.0, 0.98, 50)
"""Autocorrelations considered; errors of yearly social figures do not alternate."""
FEWEST_BEFORE, FEWEST_AFTER, FREE = 4, 2, 2
"""Figures needed before and from the start on, and degrees of freedom left."""


@dataclass(frozen=True)
class Segmented:
    """Level and slope change at the start on the working scale, n series; NaN where there are too few figures.

    Attributes
    ----------
    level, level_low, level_high, p_level : ndarray of float, shape (n,)
        Change of level at the start, its interval, its two-sided p (0-1).
    slope, slope_low, slope_high, p_slope : ndarray of float, shape (n,)
        Change of slope [1 / year].
    autocorrelation : ndarray of float, shape (n,)
        Posterior mean of the autocorrelation.
    """

    level: Floats
    level_low: Floats
    level_high: Floats
    p_level: Floats
    slope: Floats
    slope_low: Floats
    slope_high: Floats
    p_slope: Floats
    autocorrelation: Floats


def segmented_regression(
    years: npt.ArrayLike, z: npt.ArrayLike, start: npt.ArrayLike, *, level: float = 0.95
) -> Segmented:
    """Estimate level and slope change at a start year.

    Parameters
    ----------
    years, z : array_like of float, shape (n, T)
        Years in ascending order and figures on the working scale; NaN = no figure.
    start : array_like of float, shape (n,)
        First year with the measure.
    level : float
        Of the intervals, 0-1.

    Returns
    -------
    Segmented

    Examples
    --------
    >>> years = np.arange(2008, 2020)[None, :]
    >>> wobble = 0.01 * np.array([1, -1, -1, 1, 1, -1, 1, -1, -1, 1, 1, -1])
    >>> found = segmented_regression(years, -0.5 * (years >= 2015) + wobble, [2015])
    >>> bool(found.level_low[0] < -0.5 < found.level_high[0] < 0), bool(found.p_slope[0] > 0.05)
    (True, True)
    """
    t, y = np.atleast_2d(np.asarray(years, dtype=float)), np.atleast_2d(np.asarray(z, dtype=float))
    s = np.broadcast_to(np.asarray(start, dtype=float), (len(y),))
    since = np.where(np.isfinite(y), t - s[:, None], np.nan)
    out = np.full((9, len(y)), np.nan)
    enough = ((since < 0).sum(axis=1) >= FEWEST_BEFORE) & ((since >= 0).sum(axis=1) >= FEWEST_AFTER)
    enough &= np.isfinite(since).sum(axis=1) >= 4 + FREE
    rows = np.flatnonzero(enough)
    patterns, which = np.unique(np.nan_to_num(since[rows], nan=1e9), axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        mine, there = rows[which.ravel() == number], pattern < 1e9
        out[:, mine] = _pattern(pattern[there], y[np.ix_(mine, np.flatnonzero(there))], level)
    return Segmented(*out)


def design(since: Floats) -> Floats:
    """Columns of the regression for years since the start (negative before it), shape (T, 4)."""
    after = (since >= 0).astype(float)
    return np.column_stack([np.ones_like(since), since, after, since * after])


def _pattern(since: Floats, y: Floats, level: float) -> Floats:
    """All series seen in the same years about the start."""
    x, free = design(since), len(since) - 4
    apart = np.abs(since[:, None] - since[None, :])
    weights, means, errors = [], [], []
    for rho in RHO:
        root = np.linalg.cholesky(np.where(apart == 0, 1.0, rho**apart))
        xs, ys = np.linalg.solve(root, x), np.linalg.solve(root, y.T)
        inverse = np.linalg.inv(xs.T @ xs)
        beta = inverse @ xs.T @ ys
        rss = ((ys - xs @ beta) ** 2).sum(axis=0)
        rss = np.maximum(rss, 1e-18 * np.maximum((ys**2).sum(axis=0), 1e-300))
        log = -np.log(np.diagonal(root)).sum() + 0.5 * np.linalg.slogdet(inverse)[1] - 0.5 * free * np.log(rss)
        weights.append(log)
        means.append(beta[2:])
        errors.append(np.sqrt(np.outer(np.diagonal(inverse)[2:], rss / free)))
    log = np.array(weights)
    w = np.exp(log - log.max(axis=0))
    w /= w.sum(axis=0)
    parts = []
    for which in (0, 1):
        m, e = np.array([b[which] for b in means]), np.array([b[which] for b in errors])
        parts += [(w * m).sum(axis=0), *_interval(w, m, e, free, level), _p(w, m, e, free)]
    return np.array([*parts, (w * RHO[:, None]).sum(axis=0)])


def _cdf(at: Floats, w: Floats, m: Floats, e: Floats, free: int) -> Floats:
    return np.asarray((w * stats.t.cdf((at - m) / e, free)).sum(axis=0), dtype=float)


def _p(w: Floats, m: Floats, e: Floats, free: int) -> Floats:
    below = _cdf(np.zeros(m.shape[1]), w, m, e, free)
    return np.asarray(2 * np.minimum(below, 1 - below), dtype=float)


def _interval(w: Floats, m: Floats, e: Floats, free: int, level: float) -> list[Floats]:
    """Quantiles of the mixtures of t distributions, by bisection."""
    ends = []
    for q in ((1 - level) / 2, (1 + level) / 2):
        reach = stats.t.ppf(0.5 + level / 2, free) * 4 * e.max(axis=0) + np.ptp(m, axis=0)
        low, high = m.min(axis=0) - reach, m.max(axis=0) + reach
        for _ in range(60):
            middle = (low + high) / 2
            less = _cdf(middle, w, m, e, free) < q
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        ends.append((low + high) / 2)
    return ends
