"""What forecasts were worth, once the truth is known.

A probability is good when it is calibrated (of all that were called 70 % likely, 70 % came true) and sharp. The Brier
score rewards both; skill says how much better it is than always giving the share that came true.

References
----------
Gneiting and Raftery (2007), Strictly proper scoring rules, prediction and estimation, doi:10.1198/016214506000001437.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

DRAWS = 400
"""Times that indicators are drawn again."""
FEWEST = 15
"""Windows an indicator needs for a coverage of its own."""
CERTAIN = (5e-4, 1 - 5e-4)
"""A log score takes no probability for more certain than these; ours never says more."""
CRPS_LEVELS = tuple((k + 0.5) / 20 for k in range(20))
"""Probabilities at which a forecast's quantiles are scored: midpoints of twenty equal slices."""
WITHIN = (0.7, 0.9)
"""An indicator's 80 % intervals are in order between these coverages."""


def brier_score(p: Floats, hit: Floats) -> float:
    """Mean square of probability minus outcome.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
        0-1.
    hit : ndarray of float, shape (n,)
        1 where it came true, else 0.

    Returns
    -------
    float
        0 (perfect) to 1.

    Examples
    --------
    >>> round(brier_score(np.array([0.8, 0.4]), np.array([1.0, 0.0])), 3)
    0.1
    """
    return float(((p - hit) ** 2).mean())


def brier_skill(p: Floats, hit: Floats) -> float:
    """How much better than always saying the base rate; 1 = perfect, 0 = no better.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`.

    Returns
    -------
    float
        NaN where the outcome never varies.

    Examples
    --------
    >>> round(brier_skill(np.array([0.8, 0.4]), np.array([1.0, 0.0])), 3)
    0.6
    """
    base = hit.mean() * (1 - hit.mean())
    return float(1 - brier_score(p, hit) / base) if base > 0 else float("nan")


def calibration_error(p: Floats, hit: Floats) -> float:
    """Expected calibration error over ten equal bins of probability.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`.

    Returns
    -------
    float

    Examples
    --------
    >>> round(calibration_error(np.array([0.75, 0.75, 0.25]), np.array([1.0, 0.0, 0.0])), 3)
    0.25
    """
    bins = np.minimum((p * 10).astype(int), 9)
    groups = [bins == b for b in np.unique(bins)]
    return float(sum(abs(p[g].mean() - hit[g].mean()) * g.mean() for g in groups))


def share_within(covered: Bools, indicator: npt.NDArray[np.str_]) -> float:
    """Share of the indicators whose coverage lies `WITHIN`; those with at least `FEWEST` windows.

    Parameters
    ----------
    covered : ndarray of bool, shape (n,)
        Whether the 80 % interval held the truth.
    indicator : ndarray of str, shape (n,)

    Returns
    -------
    float
        NaN where no indicator has enough windows.

    Examples
    --------
    >>> share_within(np.arange(20) % 5 > 0, np.full(20, "one"))
    1.0
    """
    names, place, count = np.unique(indicator, return_inverse=True, return_counts=True)
    by = np.bincount(place, weights=covered.astype(float), minlength=len(names)) / np.maximum(count, 1)
    by = by[count >= FEWEST]
    return float(((by >= WITHIN[0]) & (by <= WITHIN[1])).mean()) if len(by) else float("nan")


def log_score(p: Floats, hit: Floats) -> float:
    """Mean of minus the log of what was said of the outcome that came; smaller is better.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`; a probability outside `CERTAIN` counts as its nearer end, so that rules that say 0 or 1
        can be scored at all.

    Returns
    -------
    float

    Examples
    --------
    >>> round(log_score(np.array([0.8, 0.4]), np.array([1.0, 0.0])), 4)  # -(ln .8 + ln .6) / 2
    0.367
    """
    said = np.clip(p, *CERTAIN)
    return float(-np.log(np.where(hit > 0, said, 1 - said)).mean())


def quantile_crps(quantile: Floats, truth: Floats) -> Floats:
    r"""Continuous ranked probability score of forecasts that are known by their quantiles at `CRPS_LEVELS`.

    Parameters
    ----------
    quantile : ndarray of float, shape (n, len(CRPS_LEVELS))
        On any one scale, in the order of the levels.
    truth : ndarray of float, shape (n,)
        On the same scale.

    Returns
    -------
    ndarray of float, shape (n,)
        On that scale; 0 is best, a forecast without spread scores its absolute error. NaN where a quantile is.

    Notes
    -----
    .. math::
        \int (F(x) - 1\{x \ge y\})^2\,dx = 2 \int_0^1 (1\{y < q_\alpha\} - \alpha)(q_\alpha - y)\,d\alpha

    by the midpoint rule over twenty equal slices of :math:`\alpha`; for a normal forecast within 1.5 % of the closed
    form. That of a mixture of K normals costs :math:`K^2` a window.

    References
    ----------
    Gneiting and Raftery (2007), section 4.2. Laio F, Tamea S. Verification tools for probabilistic forecasts of
    continuous hydrological variables. Hydrol Earth Syst Sci 2007;11:1267-1277. doi:10.5194/hess-11-1267-2007.

    Examples
    --------
    >>> quantile_crps(np.full((1, 20), 3.0), np.array([5.0])).round(9).tolist()  # no spread: the absolute error
    [2.0]
    """
    y = truth[:, None]
    return np.asarray(2 * (((y < quantile) - np.array(CRPS_LEVELS)) * (quantile - y)).mean(axis=1), dtype=float)


def relative_crps(crps: Floats, still: Floats) -> float:
    """Mean score over the mean absolute error of "it will not change" on the same windows.

    Parameters
    ----------
    crps, still : ndarray of float, shape (n,)
        Scores, and the absolute changes from the latest figure to the truth, both on the working scale; windows
        whose score is NaN are left out of both.

    Returns
    -------
    float
        1 = no better than saying "no change", smaller is better; NaN where nothing is scored or nothing changed.

    Examples
    --------
    >>> round(relative_crps(np.array([0.2, 0.1, np.nan]), np.array([0.3, 0.3, 5.0])), 3)
    0.5
    """
    known = np.isfinite(crps)
    moved = float(still[known].sum())
    return float(crps[known].sum()) / moved if moved > 0 else float("nan")


@dataclass(frozen=True)
class BrierParts:
    """What a Brier score is made of: ``score = reliability - resolution + uncertainty + within``.

    Attributes
    ----------
    reliability : float
        Mean squared distance of what was said from what came, by bins; 0 is best.
    resolution : float
        How far the bins' outcomes lie from the base rate; large is good.
    uncertainty : float
        The base rate's own variance; not the forecaster's doing.
    within : float
        What the bins hide; near 0.
    """

    reliability: float
    resolution: float
    uncertainty: float
    within: float


def brier_parts(p: Floats, hit: Floats) -> BrierParts:
    """Take a Brier score apart over ten equal bins of probability.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`.

    Returns
    -------
    BrierParts

    References
    ----------
    Murphy AH. A new vector partition of the probability score. J Appl Meteorol 1973;12:595-600.
    doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2.
    Stephenson DB, Coelho CAS, Jolliffe IT. Two extra components in the Brier score decomposition. Weather Forecast
    2008;23:752-757. doi:10.1175/2007WAF2006116.1.

    Examples
    --------
    >>> parts = brier_parts(np.array([0.85, 0.85, 0.15, 0.15]), np.array([1.0, 1.0, 0.0, 0.0]))
    >>> round(parts.reliability, 4), parts.resolution, parts.uncertainty, round(parts.within, 4)
    (0.0225, 0.25, 0.25, 0.0)
    """
    place = np.minimum((p * 10).astype(int), 9)
    n = np.bincount(place, minlength=10).astype(float)
    used = n > 0
    said, came = (np.bincount(place, weights=x, minlength=10)[used] / n[used] for x in (p, hit))
    share = n[used] / len(p)
    reliability = float((share * (said - came) ** 2).sum())
    resolution = float((share * (came - hit.mean()) ** 2).sum())
    uncertainty = float(hit.mean() * (1 - hit.mean()))
    within = brier_score(p, hit) - (reliability - resolution + uncertainty)
    return BrierParts(reliability, resolution, uncertainty, within)


def skill_interval(
    p: Floats, hit: Floats, indicator: npt.NDArray[np.str_], *, seed: int, other: Floats | None = None
) -> tuple[float, float]:
    """95 % interval of the skill when whole indicators are drawn again, since windows of one move alike.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`.
    indicator : ndarray of str, shape (n,)
    seed : int
    other : ndarray of float, shape (n,), optional
        Another method's probabilities: the interval is then that of p's skill minus the other's.

    Returns
    -------
    low, high : float
        NaN for fewer than two indicators, and where the outcome never varies.

    References
    ----------
    Efron B, Tibshirani R. An Introduction to the Bootstrap. 1993, doi:10.1201/9780429246593.
    """
    names, place = np.unique(indicator, return_inverse=True)
    k = len(names)
    if k < 2:
        return float("nan"), float("nan")
    loss = (p - hit) ** 2 if other is None else (p - hit) ** 2 - (other - hit) ** 2
    n, hits, lost = (np.bincount(place, weights=x, minlength=k) for x in (np.ones(len(p)), hit, loss))
    times = np.random.default_rng(seed).multinomial(k, np.full(k, 1 / k), size=DRAWS)
    base = (times @ hits) / (times @ n)
    base = base * (1 - base)
    gain = np.divide((times @ lost) / (times @ n), base, out=np.full(DRAWS, np.nan), where=base > 0)
    skill = gain[np.isfinite(gain)]
    if not len(skill):
        return float("nan"), float("nan")
    low, high = np.quantile((1.0 if other is None else 0.0) - skill, [0.025, 0.975])
    return float(low), float(high)


def randomised_pit(below: Floats, up_to: Floats, u: Floats) -> Floats:
    """Place of each truth in its own forecast: uniform where forecasts are honest.

    Parameters
    ----------
    below, up_to : ndarray of float, shape (n,)
        Probability of a figure below the one printed, and of one that prints at most as it.
    u : ndarray of float, shape (n,)
        Uniform draws; they spread a figure that the forecast gives a lump of probability.

    Returns
    -------
    ndarray of float, shape (n,)
        0-1.

    References
    ----------
    Czado C, Gneiting T, Held L. Predictive model assessment for count data. Biometrics 2009;65:1254-1261.
    doi:10.1111/j.1541-0420.2009.01191.x.

    Examples
    --------
    >>> randomised_pit(np.array([0.2]), np.array([0.6]), np.array([0.5])).tolist()
    [0.4]
    """
    return np.asarray(below + u * np.maximum(up_to - below, 0.0), dtype=float)
