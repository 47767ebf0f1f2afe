"""The usual tests of an interrupted series, by statsmodels and scipy, to be tried beside ours.

Least squares with a level and a slope term, with Newey and West's standard errors, by Prais and Winsten's iteration;
a line through the figures before with its prediction interval; and a t test of before against after.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy import stats

from kcstats.stats.segmented import design

Floats = npt.NDArray[np.float64]

SEGMENTED = ("ols_level", "ols_slope", "newey_west_level", "prais_winsten_level", "prais_winsten_slope")
NAMES = (*SEGMENTED, "line_before", "t_test")
TERMS = 4
"""Intercept, slope, change of level, change of slope."""


def usual_p_values(since: Floats, z: Floats) -> dict[str, Floats]:
    """Two-sided p of every usual test.

    Parameters
    ----------
    since : ndarray of float, shape (n, k)
        Years since the start; below 0 before it.
    z : ndarray of float, shape (n, k)
        Figures on the working scale.

    Returns
    -------
    dict of str to ndarray of float, shape (n,)
        By `NAMES`; NaN where a test cannot be made.
    """
    cells = np.array([_tested(t, y) for t, y in zip(since, z, strict=True)])
    return dict(zip(NAMES, cells.reshape(-1, len(NAMES)).T, strict=True))


def _tested(since: Floats, y: Floats) -> list[float]:
    if not np.isfinite(y).all() or np.ptp(y) == 0:
        return [np.nan] * len(NAMES)
    enough = len(y) - TERMS >= 2 and (since >= 0).sum() >= 2
    lines = _segmented(since, y) if enough else [np.nan] * len(SEGMENTED)
    return [*lines, _line_before(since, y), _t_test(since, y)]


def _segmented(since: Floats, y: Floats) -> list[float]:
    import statsmodels.api as sm

    x = design(since)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # perfect fits of short series; their p is what is being counted
        ols = sm.OLS(y, x).fit()
        hac = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 1}, use_t=True)
        gls = sm.GLSAR(y, x, rho=1).iterative_fit(maxiter=20)
    return [float(p) for p in (ols.pvalues[2], ols.pvalues[3], hac.pvalues[2], gls.pvalues[2], gls.pvalues[3])]


def _line_before(since: Floats, y: Floats) -> float:
    """The mean of the figures after the start against the line through those before."""
    before = since < 0
    t, u = since[before], y[before]
    slope, cut = np.polyfit(t, u, 1)
    free = len(u) - 2
    rest = np.sqrt(((u - cut - slope * t) ** 2).sum() / free)
    at, n = since[~before].mean(), (~before).sum()
    se = rest * np.sqrt(1 / n + 1 / len(u) + (at - t.mean()) ** 2 / ((t - t.mean()) ** 2).sum())
    return float(2 * stats.t.sf(abs(y[~before].mean() - cut - slope * at) / se, free)) if se > 0 else float("nan")


def _t_test(since: Floats, y: Floats) -> float:
    u, later = y[since < 0], y[since >= 0]
    if len(later) < 2 or np.ptp(u) == 0:
        return float("nan")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return float(stats.ttest_ind(u, later).pvalue)
