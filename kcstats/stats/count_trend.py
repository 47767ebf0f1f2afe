"""A trend in counts: regression that knows how many events stand behind each figure.

A maternal mortality ratio of 25 per 100,000 can be one death. So where numerator and denominator are known, the trend
is fitted to them: Poisson with the denominator as exposure for rates, binomial for proportions. Real counts vary more
than chance allows; the excess is estimated (never below 1) and widens the interval. For few events there is an exact
answer: given their total, the years in which they fell are a multinomial draw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtr, stdtrit

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

EXACT_EVENTS = 40
"""Up to so many events in all, the trend is tested exactly."""
_STEPS = 60
_SMALL = 1e-12


@dataclass(frozen=True)
class CountTrend:
    """A log-linear (Poisson) or logit-linear (binomial) trend, one row a series.

    Attributes
    ----------
    intercept : ndarray of float, shape (n,)
        Log rate (per unit of exposure) or log odds at `centre`.
    slope, se : ndarray of float, shape (n,)
        Change of it per year, and its standard error with over-dispersion; NaN where there is no fit.
    dispersion : ndarray of float, shape (n,)
        Pearson's statistic over its degrees of freedom, at least 1; 1 where it cannot be estimated.
    df : ndarray of float, shape (n,)
        Degrees of freedom of the interval: points - 2 where over-dispersion was estimated, else infinite.
    centre : ndarray of float, shape (n,)
        The year at which the intercept stands.
    penalised : ndarray of bool, shape (n,)
        The likelihood has no maximum (all events in the first or the last year), so Jeffreys' prior was added.
    """

    intercept: Floats
    slope: Floats
    se: Floats
    dispersion: Floats
    df: Floats
    centre: Floats
    penalised: Bools

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper limit of the slope; [log units / year]."""
        tail = (1 + level) / 2
        known = np.isfinite(self.df)
        q = np.where(known, stdtrit(np.where(known, self.df, 1.0), tail), ndtri(tail))
        return self.slope - q * self.se, self.slope + q * self.se

    def tails(self) -> tuple[Floats, Floats]:
        """One-sided p of a rise and of a fall (small = it rose, it fell)."""
        t = self.slope / self.se
        known = np.isfinite(self.df)
        df = np.where(known, self.df, 1.0)
        return np.where(known, stdtr(df, -t), ndtr(-t)), np.where(known, stdtr(df, t), ndtr(t))


def fit_count_trend(years: Floats, events: Floats, exposure: Floats, binomial: Bools) -> CountTrend:
    r"""Fit each series' trend by iteratively reweighted least squares.

    Parameters
    ----------
    years, events, exposure : ndarray of float, shape (n, T)
        Calendar years, events, and population or trials; NaN = missing in any means missing.
    binomial : ndarray of bool, shape (n,)
        True: `events` of `exposure` trials (logit); False: Poisson with log exposure as offset.

    Returns
    -------
    CountTrend

    Notes
    -----
    .. math:: \log E[y_t] = \log D_t + a + b(t - \bar t), \qquad
              \operatorname{logit} p_t = a + b(t - \bar t), \qquad \operatorname{Var} = \phi V(\mu), \phi \ge 1

    No fit below two points, or where all events (or all non-events) are zero. With all of them in the first or the
    last year the slope has no finite estimate; half the leverage is then added to each count (Firth).

    References
    ----------
    McCullagh P, Nelder JA. Generalized Linear Models. 2nd ed. London: Chapman & Hall; 1989.
    doi:10.1007/978-1-4899-3242-6.
    Firth D. Bias reduction of maximum likelihood estimates. Biometrika 1993;80:27-38. doi:10.1093/biomet/80.1.27.

    Examples
    --------
    >>> t = np.arange(2016.0, 2022)[None, :]
    >>> trend = fit_count_trend(t, np.array([[40.0, 36, 33, 31, 27, 25]]), np.full((1, 6), 4e3), np.array([False]))
    >>> round(float(trend.slope[0]), 4), float(trend.dispersion[0])
    (-0.0934, 1.0)
    """
    known = np.isfinite(years) & np.isfinite(events) & (exposure > 0)
    points = known.sum(axis=1)
    y, d = np.where(known, events, 0.0), np.where(known, exposure, 0.0)
    total = d.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = (np.where(known, years, 0.0) * d).sum(axis=1) / total
    t = np.where(known, years - np.nan_to_num(centre)[:, None], 0.0)
    other = np.where(binomial[:, None], d - y, d)
    fits = (points >= 2) & (y.sum(axis=1) > 0) & (other.sum(axis=1) > 0)
    penalised = fits & (_at_one_end(y, known) | (binomial & _at_one_end(other, known)))
    a, b = _solve(t, y, d, known, binomial, fits, penalised)
    mean, weight = _moments(a, b, t, d, binomial)
    information = (weight * t**2).sum(axis=1) - (weight * t).sum(axis=1) ** 2 / _positive(weight.sum(axis=1))
    pearson = ((y - mean) ** 2 / _positive(weight)).sum(axis=1, where=known)
    df = np.where(penalised, 0, points - 2)
    phi = np.where(df > 0, np.maximum(1.0, pearson / np.maximum(df, 1)), 1.0)
    se = np.sqrt(phi / _positive(information))
    blank = np.where(fits, 0.0, np.nan)
    return CountTrend(
        a + blank, b + blank, se + blank, phi + blank, np.where(phi > 1, df, np.inf) + blank, centre, penalised
    )


def exact_trend_tails(years: Floats, events: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    r"""Test each series' few events for a trend, exactly.

    Parameters
    ----------
    years, events, exposure : ndarray of float, shape (n, T)
        Whole calendar years, whole events, exposure; NaN = missing. At most `EXACT_EVENTS` events a row are meant.

    Returns
    -------
    p_increase, p_decrease : ndarray of float, shape (n,)
        P(U >= u) and P(U <= u) of :math:`U = \sum_t t\,y_t` given the total; NaN below two points, 1 without events.

    Notes
    -----
    Given N events in all, each falls into year t with chance :math:`D_t / \sum D`, so U is the sum of N independent
    draws; its distribution is the N-th power of one draw's generating function. Assumes Poisson counts: exact and
    therefore cautious, but blind to over-dispersion, which so few events could not show. With two years it is the
    exact conditional comparison of two rates.

    References
    ----------
    Przyborowski J, Wilenski H. Homogeneity of results in testing samples from Poisson series. Biometrika
    1940;31:313-323. doi:10.1093/biomet/31.3-4.313.

    Examples
    --------
    >>> up, down = exact_trend_tails(np.array([[2020.0, 2021.0]]), np.array([[4.0, 0.0]]), np.array([[5e3, 5e3]]))
    >>> float(up[0]), float(down[0].round(4))
    (1.0, 0.0625)
    """
    known = np.isfinite(years) & np.isfinite(events) & (exposure > 0)
    first = np.where(known, years, np.inf).min(axis=1)
    usable = known.sum(axis=1) >= 2
    lag = np.where(known & usable[:, None], years - np.where(usable, first, 0.0)[:, None], 0.0).astype(np.intp)
    y = np.where(known, events, 0.0)
    n_events = y.sum(axis=1)
    span = int(lag.max()) + 1 if lag.size else 1
    share = np.zeros((len(years), span))
    np.add.at(share, (np.arange(len(years))[:, None].repeat(years.shape[1], 1), lag), np.where(known, exposure, 0.0))
    share /= _positive(share.sum(axis=1))[:, None]
    length = int(n_events.max(initial=0.0)) * (span - 1) + 1
    power = np.fft.rfft(share, n=max(length, 1), axis=1) ** n_events[:, None]
    law = np.clip(np.fft.irfft(power, n=max(length, 1), axis=1), 0.0, None)
    u = (lag * y).sum(axis=1).astype(np.intp)
    at = np.arange(law.shape[1])[None, :]
    up = np.minimum(1.0, law.sum(axis=1, where=at >= u[:, None]))
    down = np.minimum(1.0, law.sum(axis=1, where=at <= u[:, None]))
    blank = np.where(usable, 0.0, np.nan)
    return up + blank, down + blank


def counts_of(batch: SeriesBatch) -> tuple[Floats, Floats]:
    """Numerator and denominator of a batch, NaN where unknown; shape (n, T) each."""
    unknown = np.full(batch.values.shape, np.nan)
    numerator = unknown if batch.numerator is None else batch.numerator
    denominator = unknown if batch.denominator is None else batch.denominator
    return numerator, denominator


def _at_one_end(y: Floats, known: Bools) -> Bools:
    """All of y stands in the first or in the last known year."""
    width = y.shape[1]
    position = np.arange(width)[None, :]
    first = np.where(known, position, width).min(axis=1)[:, None]
    last = np.where(known, position, -1).max(axis=1)[:, None]
    total = y.sum(axis=1)
    at_first: Bools = y.sum(axis=1, where=position == first) == total
    at_last: Bools = y.sum(axis=1, where=position == last) == total
    return at_first | at_last


def _moments(a: Floats, b: Floats, t: Floats, d: Floats, binomial: Bools) -> tuple[Floats, Floats]:
    """Mean and variance of the counts at the fitted line."""
    line = np.clip(a[:, None] + b[:, None] * t, -40, 40)
    p = np.where(binomial[:, None], 1 / (1 + np.exp(-line)), np.exp(line))
    return d * p, d * p * np.where(binomial[:, None], 1 - p, 1.0)


def _solve(
    t: Floats, y: Floats, d: Floats, known: Bools, binomial: Bools, fits: Bools, penalised: Bools
) -> tuple[Floats, Floats]:
    share = np.where(fits, (y.sum(axis=1) + 0.5 * penalised) / _positive(d.sum(axis=1)), 0.5)
    share = np.where(binomial, np.minimum(share, 1 - 0.5 / _positive(d.sum(axis=1))), share)
    a = np.where(binomial, np.log(_positive(share)) - np.log(_positive(1 - share)), np.log(_positive(share)))
    b = np.zeros(len(y))
    for _ in range(_STEPS):
        mean, w = _moments(a, b, t, d, binomial)
        w0, w1, w2 = w.sum(axis=1), (w * t).sum(axis=1), (w * t**2).sum(axis=1)
        det = _positive(w0 * w2 - w1**2)
        leverage = w * (w2[:, None] - 2 * t * w1[:, None] + t**2 * w0[:, None]) / det[:, None]
        pull = np.where(binomial[:, None], 0.5 - mean / _positive(d), 0.5) * leverage * penalised[:, None]
        score = np.where(known, y - mean + pull, 0.0)
        g0, g1 = score.sum(axis=1), (score * t).sum(axis=1)
        step_a, step_b = (w2 * g0 - w1 * g1) / det, (w0 * g1 - w1 * g0) / det
        short = np.minimum(1.0, 2.0 / np.maximum(_SMALL, np.abs(step_a) + np.abs(step_b[:, None] * t).max(axis=1)))
        a, b = a + np.where(fits, short * step_a, 0.0), b + np.where(fits, short * step_b, 0.0)
        if not np.any(np.abs(np.where(fits, step_b, 0.0)) > 1e-11):
            break
    return a, b


def _positive(x: Floats) -> Floats:
    return np.maximum(x, 1e-300)
