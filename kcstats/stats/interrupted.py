r"""Effect of a measure with a start date: what came, against what was to be expected without it.

A line drawn before the measure and a line drawn after it always differ a little, and with eight yearly figures that
move like a walk the usual test calls most such differences real. Three answers stand side by side here, each with an
interval that allows for how such series wander by themselves.

*Against the forecast.* The figures before the start give a predictive distribution of every later year, by the same
pooled models as any projection and knowing nothing that came later. The figures that came are averaged on the working
scale and laid into the distribution of that very average,

.. math::
    \bar z = \frac1m \sum_{t \in A} z_t, \qquad \bar z \mid D \sim \sum_k \pi_k N(a'\mu_k, a'\Sigma_k a), \qquad
    a_t = 1/m,

with A the m years after the start. Two-sided p is twice the smaller tail.

*Against areas without the measure.* Each of them deviates from its own forecast too; their common deviation is what
happened everywhere. The difference from it is a difference in differences of deviations.

*Segmented regression.* Level and slope change at the start in a line with first-order autocorrelated errors. Eight
figures cannot tell the autocorrelation, so it is not estimated but integrated out.

Assumptions: without the measure the series would have gone on as series of its kind do; nothing else changed at the
same time, or it changed in the comparison areas too. Neither can be tested from the figures: what is found is a
difference from what was to be expected, not its cause.

References
----------
Bernal JL, Cummins S, Gasparrini A. Interrupted time series regression for the evaluation of public health
interventions. Int J Epidemiol 2017;46:348-355. doi:10.1093/ije/dyw098.
Brodersen KH et al. Inferring causal impact using Bayesian structural time-series models. Ann Appl Stat
2015;9:247-274. doi:10.1214/14-AOAS788.
Turner SL et al. Evaluation of statistical methods used in the analysis of interrupted time series studies: a
simulation study. BMC Med Res Methodol 2021;21:181. doi:10.1186/s12874-021-01364-0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.special import ndtr

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.mixture import Posterior, Work, posteriors, prepare
from kcstats.stats.projection import Forecast
from kcstats.stats.screening import screen
from kcstats.stats.transforms import LINEAR, LOG, Transform
from kcstats.stats.weights import Prior, learnt_prior

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.object_]

LEAK = 1e-3
"""No p is smaller: what no model foresees."""
LEVEL = 0.95
FEWEST_BEFORE = 4
"""Figures before the start that are needed."""
PRIOR_AREAS = 4.0
"""Degrees of freedom given to the models' own uncertainties against the spread between comparison areas."""


@dataclass(frozen=True)
class Deviation:
    """n series against their own forecasts; NaN where there is a reason.

    Attributes
    ----------
    observed : ndarray of float, shape (n,)
        Mean of the figures after the start, taken on the working scale [indicator unit].
    expected, low, high : ndarray of float, shape (n,)
        Median and interval of that mean, had things gone on as before [indicator unit].
    p : ndarray of float, shape (n,)
        Two-sided probability of a difference as large by chance, 0-1.
    z, centre, spread : ndarray of float, shape (n,)
        The same on the working scale: observed mean, median, and the interval's half-width over 1.96.
    transform : Transform
    reason : ndarray of str, shape (n,)
        Code of `screening` where the series cannot be projected; empty where it can.
    """

    observed: Floats
    expected: Floats
    low: Floats
    high: Floats
    p: Floats
    z: Floats
    centre: Floats
    spread: Floats
    transform: Transform
    reason: Codes


def deviation_from_forecast(
    before: SeriesBatch, years: npt.ArrayLike, values: npt.ArrayLike, *, level: float = LEVEL,
    prior: Prior | None = None,
) -> Deviation:  # fmt: skip
    """Lay the figures after a start into the forecast made before it.

    Parameters
    ----------
    before : SeriesBatch, n series
        Figures before the start only.
    years, values : array_like of float, shape (n, M)
        Figures after it, later than all those before; NaN-padded.
    level : float
        Of the interval, 0-1.
    prior : Prior, optional
        Instead of the one shipped.

    Returns
    -------
    Deviation

    Raises
    ------
    ValueError
        If a series has no figure after the start, or one that is not later than those before.

    Examples
    --------
    >>> values = [30, 26.1, 24.5, 23.2, 21.7, 20.1, 19.9, 19.6]
    >>> rows = [{"years": range(2010, 2018), "values": values, "scale": "rate", "direction": -1}]
    >>> batch = SeriesBatch.from_rows(rows)
    >>> found = deviation_from_forecast(batch, [[2018, 2019, 2020]], [[9.1, 8.9, 8.8]])
    >>> bool(found.observed[0] < found.low[0] < found.expected[0]), bool(found.p[0] < 0.05)
    (True, True)
    """
    after, y = np.atleast_2d(np.asarray(years, dtype=float)), np.atleast_2d(np.asarray(values, dtype=float))
    _check_after(before, after, y)
    n = len(before)
    last = np.nanmax(after, axis=1)
    codes = screen(before, last)
    rows = np.flatnonzero(codes == "")
    learnt = learnt_prior() if prior is None else prior
    k = len(learnt.nodes.size)
    weight, mean, sd = (np.full((n, k), np.nan) for _ in range(3))
    transform = Transform(np.full(n, LINEAR), np.ones(n))
    z = np.full(n, np.nan)
    if len(rows):
        work = prepare(before.take(rows))
        transform.kind[rows], transform.constant[rows] = work.transform.kind, work.transform.constant
        z[rows] = _mean_after(work, before.take(rows), y[rows])
        for at, posterior in posteriors(work, last[rows], learnt, path=True):
            weight[rows[at]] = posterior.weight
            mean[rows[at]], sd[rows[at]] = _of_the_mean(posterior, after[rows[at]] - work.years[at, -1:])
    below = (weight * ndtr((z[:, None] - mean) / sd)).sum(axis=1)
    plain = Transform(np.full(n, LINEAR), np.ones(n))
    everywhere = np.full(n, -np.inf), np.full(n, np.inf)
    empty = ("",) * n
    on_scale = Forecast(empty, empty, weight, mean, sd, plain, *everywhere)
    tail = (1 - level) / 2
    low, centre, high = on_scale.quantile(np.array([tail, 0.5, 1 - tail])).T
    observed = transform.backward(z)
    bounds = before.lower, before.upper
    expected, least, most = (np.clip(transform.backward(q), *bounds) for q in (centre, low, high))
    return Deviation(
        np.clip(observed, *bounds), expected, least, most, _two_sided(below, observed, *bounds), z, centre,
        (high - low) / (2 * stats.norm.ppf(1 - tail)), transform, codes,
    )  # fmt: skip


def _check_after(before: SeriesBatch, years: Floats, values: Floats) -> None:
    if years.shape != values.shape or len(years) != len(before):
        raise ValueError(
            f"Expected years and values of shape ({len(before)}, M). But got {years.shape}, {values.shape}."
        )
    if not np.isfinite(years).any(axis=1).all() or (np.isfinite(years) != np.isfinite(values)).any():
        raise ValueError("Expected a year and a value after the start in every row. But got a row without.")
    last = np.where(np.isfinite(before.years), before.years, -np.inf).max(axis=1, initial=-np.inf)
    if (np.nanmin(years, axis=1) <= last).any():
        raise ValueError("Expected years after the last one before the start. But got earlier ones.")


def _mean_after(work: Work, before: SeriesBatch, y: Floats) -> Floats:
    """Mean of the later figures on the working scale; a first zero counts as half the smallest figure."""
    whole = np.concatenate([before.values, y], axis=1)
    smallest = np.where(np.isfinite(whole) & (whole > 0), whole, np.inf).min(axis=1)
    zero = (y <= 0) & ((work.transform.kind == LOG) & (work.transform.constant == 0))[:, None]
    z = work.transform.forward(np.where(zero, smallest[:, None] / 2, y))
    return np.asarray(np.nanmean(z, axis=1), dtype=float)


def _of_the_mean(posterior: Posterior, ahead: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation, under each model, of the average over the years `ahead` (NaN-padded)."""
    n, horizon = len(ahead), posterior.mean.shape[2]
    share = np.zeros((n, horizon))
    row, column = np.nonzero(np.isfinite(ahead))
    share[row, ahead[row, column].astype(np.intp) - 1] = 1.0
    share /= share.sum(axis=1, keepdims=True)
    mean = np.einsum("nkh,nh->nk", posterior.mean, share)
    cov = np.broadcast_to(posterior.cov, (n, *posterior.cov.shape[1:]))
    variance = np.einsum("nkij,ni,nj->nk", cov, share, share)
    return mean, np.sqrt(variance)


def _two_sided(below: Floats, observed: Floats, lower: Floats, upper: Floats) -> Floats:
    """Twice the smaller tail, each with the observed figure in it, so that a figure on a bound is never rare."""
    at_most = np.where(observed >= upper, 1.0, below)
    at_least = np.where(observed <= lower, 1.0, 1.0 - below)
    p = np.minimum(2 * np.minimum(at_most, at_least), 1.0)
    return np.asarray(LEAK + (1 - LEAK) * p, dtype=float)


@dataclass(frozen=True)
class Contrast:
    """One series against comparison areas.

    Attributes
    ----------
    effect, low, high : float
        Difference of the deviations [indicator unit, at the observed level].
    p : float
        Two-sided, 0-1.
    common : float
        The comparison areas' common deviation on the working scale.
    n : int
        How many there were.
    """

    effect: float
    low: float
    high: float
    p: float
    common: float
    n: int


def against_areas(own: Deviation, others: Deviation, *, level: float = LEVEL) -> Contrast:
    r"""Compare one area's deviation from its forecast with that of areas without the measure.

    Parameters
    ----------
    own : Deviation, one row
    others : Deviation, C rows
        Of the same indicator and years; rows with a reason are left out.
    level : float

    Returns
    -------
    Contrast
        NaN where no other area remains.

    Notes
    -----
    With deviations :math:`d_c` and their standard deviations :math:`s_c` on the working scale,

    .. math::
        \bar d = \frac{\sum d_c / s_c^2}{\sum 1 / s_c^2}, \qquad
        \delta = d - \bar d, \qquad var(\delta) = \kappa^2 (s^2 + 1 / \sum s_c^{-2}),
        \qquad \kappa^2 = \frac{\nu + \sum (d_c - \bar d)^2 / s_c^2}{\nu + C - 1}

    with a t distribution of :math:`\nu + C - 1` degrees of freedom: one area tells nothing about how far areas drift
    apart and the models' uncertainty stands; many tell it. The prior weight :math:`\nu = 4` was chosen on other
    placebo windows than those reported (without it one placebo in eleven was called an effect).
    """
    good = np.flatnonzero((others.reason == "") & np.isfinite(others.spread) & (others.spread > 0))
    n = len(good)
    if not n or own.reason[0]:
        return Contrast(np.nan, np.nan, np.nan, np.nan, np.nan, 0)
    d, s = (others.z - others.centre)[good], others.spread[good]
    weight = 1 / s**2
    common = float((weight * d).sum() / weight.sum())
    delta = float(own.z[0] - own.centre[0]) - common
    free = PRIOR_AREAS + n - 1
    kappa = (PRIOR_AREAS + float((weight * (d - common) ** 2).sum())) / free
    se = float(np.sqrt(kappa * (own.spread[0] ** 2 + 1 / weight.sum())))
    reach = float(stats.t.ppf((1 + level) / 2, free)) * se
    p = float(2 * stats.t.sf(abs(delta) / se, free))
    here = own.observed[0]
    moved = [float(here - own.transform.backward(own.z - (delta + side))[0]) for side in (0.0, -reach, reach)]
    return Contrast(moved[0], min(moved[1:]), max(moved[1:]), LEAK + (1 - LEAK) * p, common, n)
