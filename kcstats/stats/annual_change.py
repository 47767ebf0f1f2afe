"""By how many percent a year? The average annual change, with the honest width.

A log-linear model is fitted through all years, so that neither the first nor the last figure alone decides. Where the
counts behind the figures are known they are fitted themselves: few events make a wide interval, and a year without an
event is no obstacle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, stdtr, stdtrit

from kcstats.stats.count_trend import Bools, Floats, fit_count_trend
from kcstats.stats.mann_kendall import checked_series
from kcstats.stats.reasons import reason
from kcstats.terms import Lang


@dataclass(frozen=True)
class AnnualChange:
    """Average change per year, one row a series.

    Attributes
    ----------
    percent : ndarray of float, shape (n,)
        [percent / year] of the indicator's own value; -3 = it falls by 3 % a year. NaN where there is none.
    lower, upper : ndarray of float, shape (n,)
        Its interval; NaN where two points give none.
    p_value : ndarray of float, shape (n,)
        Two-sided p of no change, 0-1.
    dispersion : ndarray of float, shape (n,)
        Over-dispersion of the counts, at least 1; NaN where no counts were used.
    method : tuple of str, length n
        ``log_linear``, ``logit_linear``, ``poisson``, ``quasi_poisson``, ``binomial``, ``quasi_binomial`` or
        ``none``; with ``_penalised`` where all events stand in the first or the last year.
    reason : tuple of str, length n
        Why something is missing; empty where nothing is.
    """

    percent: Floats
    lower: Floats
    upper: Floats
    p_value: Floats
    dispersion: Floats
    method: tuple[str, ...]
    reason: tuple[str, ...]


def average_annual_change(
    years: npt.ArrayLike,
    values: npt.ArrayLike,
    *,
    numerator: npt.ArrayLike | None = None,
    denominator: npt.ArrayLike | None = None,
    kind: str | npt.ArrayLike = "rate",
    level: float = 0.95,
    lang: Lang = "zh",
) -> AnnualChange:
    r"""Estimate each series' average change per year, in percent.

    Parameters
    ----------
    years, values : array_like of float, shape (n, T)
        Calendar years, ascending in each row, and the indicator; NaN = missing.
    numerator, denominator : array_like of float, shape (n, T), optional
        Counts behind the values. They are used for a row where every value has them.
    kind : {"rate", "percent", "index"} or array_like of them, shape (n,)
        Percentages move on the logit scale (binomial), everything else on the log scale (Poisson).
    level : float
        Confidence of the interval, between 0 and 1.
    lang : {"zh", "en"}
        Language of the reasons.

    Returns
    -------
    AnnualChange

    Raises
    ------
    ValueError
        If shapes differ, years do not ascend or `level` is not inside (0, 1).

    Notes
    -----
    Rates: :math:`\log y = a + b t`, percent = :math:`100(e^b - 1)`.
    Percentages: :math:`\operatorname{logit} = a + bt` and percent = :math:`100[(p_T/p_1)^{1/(T-1)} - 1]` between the
    fitted first and last year, the limits by carrying the slope's limits through with the line's centre held. Without
    counts ordinary least squares with Student's t (percentages pulled in by half a point:
    :math:`\ln\frac{y+.5}{100-y+.5}`). Assumes a constant relative change and independent errors; a rate whose change
    bends is described only on average.

    References
    ----------
    Clegg LX, Hankey BF, Tiwari R, Feuer EJ, Edwards BK. Estimating average annual per cent change in trend analysis.
    Stat Med 2009;28:3670-3682. doi:10.1002/sim.3733.

    Examples
    --------
    >>> change = average_annual_change([[2020, 2021, 2022, 2023, 2024]], [[16.9, 16.1, 15.7, 15.1, 14.3]])
    >>> round(float(change.percent[0]), 2), change.method[0]
    (-3.9, 'log_linear')
    >>> change = average_annual_change([[2020, 2021]], [[0.0, 2.5]], lang="en")
    >>> change.reason[0]
    'zero values without counts: no average annual change can be computed'
    """
    if not 0 < level < 1:
        raise ValueError(f"Expected 0 < level < 1. But got {level}.")
    t, x = checked_series(years, values)
    percent_kind = np.broadcast_to(np.asarray(kind) == "percent", (len(x),))
    y, d = _counts(numerator, x), _counts(denominator, x)
    counted = (np.isfinite(x) == (np.isfinite(x) & np.isfinite(y) & (d > 0))).all(axis=1)
    points = np.isfinite(x).sum(axis=1)
    counted &= points >= 2
    with np.errstate(invalid="ignore", divide="ignore"):
        by_value = _by_values(t, x, percent_kind, level)
        by_count = _by_counts(t, np.where(np.isfinite(x), y, np.nan), d, percent_kind, level)
    figures = np.where(counted, by_count[0], by_value[0])
    code = _grounds(x, y, d, counted, percent_kind, points, figures)
    method = tuple(
        "none" if np.isnan(p) else str(c if use else v)
        for p, use, c, v in zip(figures[0], counted, by_count[1], by_value[1], strict=True)
    )
    words = tuple(reason(c, lang, n=n, need=2) for c, n in zip(code, points.tolist(), strict=True))
    return AnnualChange(figures[0], figures[1], figures[2], figures[3], figures[4], method, words)


def _counts(counts: npt.ArrayLike | None, like: Floats) -> Floats:
    array = np.full(like.shape, np.nan) if counts is None else np.asarray(counts, dtype=float)
    if array.shape != like.shape:
        raise ValueError(f"Expected counts of the values' shape {like.shape}. But got {array.shape}.")
    return array


def _by_counts(t: Floats, y: Floats, d: Floats, binomial: Bools, level: float) -> tuple[Floats, list[str]]:
    fit = fit_count_trend(t, y, d, binomial)
    lower, upper = fit.interval(level)
    rise, fall = fit.tails()
    known = np.where(np.isfinite(y) & (d > 0), t, np.nan)
    out = np.array([_as_percent(b, fit.intercept, fit.centre, known, binomial) for b in (fit.slope, lower, upper)])
    words = [
        ("quasi_" if phi > 1 else "") + ("binomial" if b else "poisson") + ("_penalised" if pen else "")
        for phi, b, pen in zip(fit.dispersion, binomial, fit.penalised, strict=True)
    ]
    return np.vstack([out, np.minimum(1.0, 2 * np.minimum(rise, fall)), fit.dispersion]), words


def _by_values(t: Floats, x: Floats, logit: Bools, level: float) -> tuple[Floats, list[str]]:
    z = np.where(logit[:, None], np.log((x + 0.5) / (100 - x + 0.5)), np.log(np.where(x > 0, x, np.nan)))
    usable = (np.isfinite(z) == np.isfinite(x)).all(axis=1) & (np.isfinite(x).sum(axis=1) >= 2)
    known = np.isfinite(z)
    n = known.sum(axis=1)
    at = np.where(known, t, 0.0)
    centre = at.sum(axis=1) / n
    deviation = np.where(known, at - centre[:, None], 0.0)
    level_at_centre = np.where(known, z, 0.0).sum(axis=1) / n
    square = (deviation**2).sum(axis=1)
    slope = np.where(usable, (deviation * np.where(known, z, 0.0)).sum(axis=1) / square, np.nan)
    rest = np.where(known, z - level_at_centre[:, None] - slope[:, None] * deviation, 0.0)
    df = np.where(n > 2, n - 2, np.nan)
    se = np.sqrt((rest**2).sum(axis=1) / df / square)
    q = stdtrit(np.where(np.isnan(df), 1.0, df), (1 + level) / 2)
    slopes = (slope, slope - q * se, slope + q * se)
    out = np.array([_as_percent(b, level_at_centre, centre, np.where(known, t, np.nan), logit) for b in slopes])
    still = (se == 0) & (slope == 0)
    p = np.where(still, 1.0, 2 * stdtr(np.where(np.isnan(df), 1.0, df), -np.abs(slope) / se))
    words = ["logit_linear" if b else "log_linear" for b in logit]
    return np.vstack([out, np.where(np.isnan(df), np.nan, p), np.full(len(x), np.nan)]), words


def _as_percent(slope: Floats, intercept: Floats, centre: Floats, t: Floats, logit: Bools) -> Floats:
    """Relative change per year of the fitted value, in percent."""
    first = np.where(np.isfinite(t), t, np.inf).min(axis=1) - centre
    last = np.where(np.isfinite(t), t, -np.inf).max(axis=1) - centre
    ratio = expit(intercept + slope * last) / expit(intercept + slope * first)
    by_logit = np.power(ratio, 1 / (last - first)) - 1
    out: Floats = 100 * np.where(logit, by_logit, np.expm1(np.minimum(slope, 700.0)))
    return out


def _grounds(
    x: Floats, y: Floats, d: Floats, counted: Bools, binomial: Bools, points: npt.NDArray[np.intp], figures: Floats
) -> list[str]:
    none = np.isnan(figures[0])
    events = np.where(np.isfinite(x), np.nan_to_num(y), 0.0).sum(axis=1)
    trials = np.where(np.isfinite(x), np.nan_to_num(d), 0.0).sum(axis=1)
    code = np.full(len(x), "", dtype=object)
    code[~none & np.isnan(figures[1])] = "no_interval"
    code[none] = "not_positive"
    code[none & (np.nanmin(np.where(np.isfinite(x), x, np.inf), axis=1, initial=np.inf) == 0)] = (
        "zeros_without_counts"
    )
    code[none & counted & (events == 0)] = "no_events"
    code[none & counted & binomial & (events == trials)] = "all_events"
    code[none & (points < 2)] = "too_few_points"
    code[none & (points == 0)] = "no_points"
    return [str(c) for c in code]
