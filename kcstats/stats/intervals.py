"""How far chance alone can carry a published figure.

A rate is a count over a denominator, and a count of rare events varies from year to year although nothing has
changed. Proportions get Wilson's interval; rates get the exact Poisson interval below ten events and Byar's
approximation from ten on, and every answer names its method. Below twenty events a figure carries a flag, below three
no crude rate belongs in a public table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaincinv, ndtri

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

EXACT_BELOW = 10
"""Fewer events than this get the exact Poisson interval, others Byar's."""
FEW_BELOW = 20
"""Fewer events than this: the rate is unreliable and is flagged."""
SUPPRESS_BELOW = 3
"""Fewer events than this: no crude rate in a public table."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its confidence interval; arrays of one shape, in the unit of the function that made it."""

    estimate: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class RateInterval:
    """A rate with interval, method and flags.

    Attributes
    ----------
    rate, lower, upper : ndarray of float, shape (n,)
        In the indicator's unit (events / denominator * multiplier); NaN where counts are unknown.
    method : tuple of str, length n
        ``exact_poisson``, ``byar`` or ``wilson``; ``none`` where counts are unknown.
    few_events : ndarray of bool, shape (n,)
        Fewer than `FEW_BELOW` events.
    suppress : ndarray of bool, shape (n,)
        Fewer than `SUPPRESS_BELOW` events: no crude rate in a public table.
    """

    rate: Floats
    lower: Floats
    upper: Floats
    method: tuple[str, ...]
    few_events: Bools
    suppress: Bools


def wilson(events: npt.ArrayLike, trials: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    r"""Give Wilson's score interval of a proportion.

    Parameters
    ----------
    events, trials : array_like of float, one shape
        Counts, ``0 <= events <= trials``; NaN = unknown.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Interval
        Proportions, 0-1.

    Raises
    ------
    ValueError
        If a count is negative, events exceed trials, or `level` is not inside (0, 1).

    Notes
    -----
    .. math:: \frac{2x + z^2 \pm z\sqrt{z^2 + 4x(1 - x/n)}}{2(n + z^2)}

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212. doi:10.1080/01621459.1927.10502953.
    Newcombe RG. Two-sided confidence intervals for the single proportion. Stat Med 1998;17:857-872.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.

    Examples
    --------
    >>> w = wilson(81, 263)
    >>> round(float(w.lower), 4), round(float(w.upper), 4)
    (0.2553, 0.3662)
    """
    x, n, z = _counts(events), _counts(trials), _z(level)
    if np.any(x > n):
        raise ValueError("Expected no more events than trials. But got events above trials.")
    with np.errstate(invalid="ignore", divide="ignore"):
        n = np.where(n > 0, n, np.nan)
        p = x / n
        half = z * np.sqrt(z**2 + 4 * x * (1 - p))
        lower = (2 * x + z**2 - half) / (2 * (n + z**2))
        upper = (2 * x + z**2 + half) / (2 * (n + z**2))
    return Interval(p, np.clip(lower, 0, 1), np.clip(upper, 0, 1))


def exact_binomial(events: npt.ArrayLike, trials: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    r"""Give Clopper and Pearson's exact interval of a proportion.

    Parameters
    ----------
    events, trials : array_like of float, one shape
        Counts, ``0 <= events <= trials``; NaN = unknown, no trials = no interval.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Interval
        Proportions, 0-1.

    Raises
    ------
    ValueError
        If a count is negative, events exceed trials, or `level` is not inside (0, 1).

    Notes
    -----
    :math:`B^{-1}(\alpha/2; x, n - x + 1)` and :math:`B^{-1}(1 - \alpha/2; x + 1, n - x)`, B the beta distribution;
    never covers less often than `level`, so that it is wider than Wilson's.

    References
    ----------
    Clopper CJ, Pearson ES. Biometrika 1934;26:404-413. doi:10.1093/biomet/26.4.404.

    Examples
    --------
    >>> e = exact_binomial(81, 263)
    >>> round(float(e.lower), 4), round(float(e.upper), 4)
    (0.2527, 0.3676)
    """
    x, n = _counts(events), _counts(trials)
    alpha = 1 - _checked(level)
    if np.any(x > n):
        raise ValueError("Expected no more events than trials. But got events above trials.")
    n = np.where(n > 0, n, np.nan)
    with np.errstate(invalid="ignore"):
        low = betaincinv(np.maximum(x, 1.0), n - x + 1, alpha / 2)
        high = betaincinv(x + 1, np.maximum(n - x, 1.0), 1 - alpha / 2)
        known = np.isfinite(x / n)
        low, high = np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)
        return Interval(x / n, np.where(known, low, np.nan), np.where(known, high, np.nan))


def exact_poisson(events: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    r"""Give Garwood's exact interval of a Poisson mean.

    Parameters
    ----------
    events : array_like of float
        Counts; NaN = unknown.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Interval
        In events.

    Raises
    ------
    ValueError
        If a count is negative or `level` is not inside (0, 1).

    Notes
    -----
    :math:`\tfrac12\chi^2_{\alpha/2}(2x)` and :math:`\tfrac12\chi^2_{1-\alpha/2}(2x+2)`.

    References
    ----------
    Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437-442.
    doi:10.1093/biomet/28.3-4.437.
    Ulm K. A simple method to calculate the confidence interval of a standardized mortality ratio. Am J Epidemiol
    1990;131:373-375. doi:10.1093/oxfordjournals.aje.a115507.

    Examples
    --------
    >>> e = exact_poisson(10)
    >>> round(float(e.lower), 3), round(float(e.upper), 3)
    (4.795, 18.39)
    """
    x, tail = _counts(events), (1 - _checked(level)) / 2
    lower = np.where(x > 0, gammaincinv(np.where(x > 0, x, 1.0), tail), 0.0)
    return Interval(x, np.where(np.isnan(x), np.nan, lower), gammaincinv(x + 1, 1 - tail))


def byar(events: npt.ArrayLike, *, level: float = 0.95) -> Interval:
    r"""Give Byar's approximate interval of a Poisson mean.

    Parameters
    ----------
    events : array_like of float
        Counts; NaN = unknown. Good from about ten events on.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Interval
        In events.

    Raises
    ------
    ValueError
        If a count is negative or `level` is not inside (0, 1).

    Notes
    -----
    .. math:: x\left(1 - \frac1{9x} - \frac{z}{3\sqrt x}\right)^3,\quad
              (x+1)\left(1 - \frac1{9(x+1)} + \frac{z}{3\sqrt{x+1}}\right)^3

    References
    ----------
    Breslow NE, Day NE. Statistical Methods in Cancer Research, vol. II. Lyon: IARC; 1987, p. 69.
    Public Health England. Technical guide: confidence intervals. 2018.

    Examples
    --------
    >>> b = byar(65)
    >>> round(float(b.lower), 2), round(float(b.upper), 2)
    (50.16, 82.85)
    """
    x, z = _counts(events), _z(level)
    safe = np.where(x > 0, x, 1.0)
    lower = safe * np.maximum(0.0, 1 - 1 / (9 * safe) - z / (3 * np.sqrt(safe))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return Interval(x, np.where(np.isnan(x), np.nan, np.where(x > 0, lower, 0.0)), upper)


def rate_interval(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    multiplier: npt.ArrayLike,
    *,
    proportion: npt.ArrayLike = False,
    level: float = 0.95,
) -> RateInterval:
    """Give each published rate its interval, by the method its number of events asks for.

    Parameters
    ----------
    numerator, denominator : array_like of float, shape (n,)
        Events and what they are counted in; NaN = unknown.
    multiplier : array_like of float
        rate = numerator / denominator * multiplier, such as 100000.
    proportion : array_like of bool
        True for percentages (Wilson), False for rates (Poisson).
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    RateInterval

    Raises
    ------
    ValueError
        If a count is negative, a proportion's events exceed its trials, or `level` is not inside (0, 1).

    Examples
    --------
    >>> r = rate_interval([1, 12], [4012, 4012], [100_000, 1_000])
    >>> r.method, r.rate.round(1).tolist(), r.lower.round(2).tolist(), r.upper.round(1).tolist()
    (('exact_poisson', 'byar'), [24.9, 3.0], [0.63, 1.54], [138.9, 5.2])
    >>> r.few_events.tolist(), r.suppress.tolist()
    ([True, True], [True, False])
    """
    x, d, m, share = np.broadcast_arrays(
        np.atleast_1d(_counts(numerator)), _counts(denominator), np.asarray(multiplier, dtype=float), proportion
    )
    share = share.astype(bool)
    known = np.isfinite(x) & np.isfinite(m) & (d > 0)
    x, d, m = np.where(known, x, np.nan), np.where(known, d, np.nan), np.where(known, m, np.nan)
    exact, approximate = exact_poisson(x, level=level), byar(x, level=level)
    score = wilson(np.where(share, x, np.nan), np.where(share, d, np.nan), level=level)
    rare = x < EXACT_BELOW
    factor = m / d
    lower = np.where(share, score.lower * m, np.where(rare, exact.lower, approximate.lower) * factor)
    upper = np.where(share, score.upper * m, np.where(rare, exact.upper, approximate.upper) * factor)
    word = np.where(share, "wilson", np.where(rare, "exact_poisson", "byar"))
    method = tuple(str(w) if k else "none" for w, k in zip(word, known, strict=True))
    return RateInterval(x * factor, lower, upper, method, x < FEW_BELOW, x < SUPPRESS_BELOW)


def _counts(counts: npt.ArrayLike) -> Floats:
    x = np.asarray(counts, dtype=float)
    if np.any(x < 0):
        raise ValueError(f"Expected counts of 0 or more. But got {float(np.nanmin(x)):g}.")
    return x


def _checked(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"Expected 0 < level < 1. But got {level}.")
    return level


def _z(level: float) -> float:
    return float(ndtri((1 + _checked(level)) / 2))
