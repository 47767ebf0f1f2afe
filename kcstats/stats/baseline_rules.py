"""Demands that look back: less than at the baseline, stable, or low.

Each of them compares the figure of the target year, as a distribution, with something measured in the baseline year,
and that too has its uncertainty. Everything is summed over quantile grids: no random numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, gammaincinv

from kcstats.stats.answer import Bools, Floats, RuleAnswer, answer, at_least, at_most
from kcstats.stats.count_trend import counts_of
from kcstats.stats.reasons import reason
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch
    from kcstats.stats.projection import Forecast

BAND_SHARE = 0.10
"""Equivalence band as a share of the baseline."""
BAND_POINTS = 2.0
"""Widest equivalence band of a percentage, in percentage points."""
NODES = 99
"""Nodes of a quantile grid."""


def grid() -> Floats:
    """Midpoints of `NODES` equal slices of probability; shape (NODES,)."""
    return (np.arange(NODES) + 0.5) / NODES


def baseline_of(batch: SeriesBatch, baseline_year: npt.ArrayLike, baseline_value: npt.ArrayLike) -> Floats:
    """Baseline figure: as given, else the series' own of that year.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN where unknown.
    """
    given = np.broadcast_to(np.asarray(baseline_value, dtype=float), (len(batch),))
    return np.where(np.isfinite(given), given, _in_year(batch, batch.values, baseline_year))


def baseline_quantiles(
    batch: SeriesBatch, baseline_year: npt.ArrayLike, baseline_value: npt.ArrayLike, q: Floats
) -> tuple[Floats, Bools]:
    r"""Give what the baseline figure leaves open about the level behind it.

    Parameters
    ----------
    batch : SeriesBatch
    baseline_year, baseline_value : array_like of float, shape (n,)
    q : ndarray of float, shape (k,)
        Probabilities.

    Returns
    -------
    quantiles : ndarray of float, shape (n, k)
        Indicator unit; a row is constant where nothing is known of its noise.
    uncertain : ndarray of bool, shape (n,)

    Notes
    -----
    With counts in the baseline year: Jeffreys' :math:`\Gamma(y+\tfrac12, D)`, for percentages
    :math:`B(y+\tfrac12, D-y+\tfrac12)`. Without: normal on the log scale (percentages: logit) about the figure, its
    variance from the series' own second differences, :math:`\sum (z_{t-1} - 2 z_t + z_{t+1})^2 / 6` on average;
    that needs four figures in consecutive years.
    """
    level = baseline_of(batch, baseline_year, baseline_value)
    numerator, denominator = counts_of(batch)
    y, d = _in_year(batch, numerator, baseline_year), _in_year(batch, denominator, baseline_year)
    own = _in_year(batch, batch.values, baseline_year)
    factor = np.full(len(batch), np.nan) if batch.multiplier is None else batch.multiplier
    share = np.asarray(batch.scale == "percent", dtype=bool)
    counted = np.isfinite(y) & (d > 0) & np.isfinite(factor) & (np.abs(own - level) <= 1e-6 * np.maximum(1, level))
    counted &= ~share | (y <= d)
    safe_y, safe_d = np.where(counted, y, 1.0), np.where(counted, d, 2.0)
    misses = np.where(share & counted, np.maximum(safe_d - safe_y, 0.0), 1.0)
    beta = betaincinv(safe_y[:, None] + 0.5, misses[:, None] + 0.5, q)
    by_count = np.where(share[:, None], beta, gammaincinv(safe_y[:, None] + 0.5, q) / safe_d[:, None])
    sd = _noise(batch, share)
    noisy = np.isfinite(sd) & (sd > 0) & (level > 0) & ~counted & (~share | (level < 100))
    z = np.where(noisy, sd, 0.0)[:, None] * _normal(q)
    odds = np.where(noisy & share, level / (100 - np.where(share, np.minimum(level, 99.999), 0.0)), 1.0)[:, None]
    by_noise = np.where(share[:, None], 100 / (1 + np.exp(-z) / odds), level[:, None] * np.exp(z))
    out = np.where(noisy[:, None], by_noise, level[:, None])
    out = np.where(counted[:, None], by_count * np.where(counted, factor, 1.0)[:, None], out)
    return out, counted | noisy


def reduce_by_pct(
    forecast: Forecast,
    batch: SeriesBatch,
    baseline_year: npt.ArrayLike,
    baseline_value: npt.ArrayLike,
    percent: npt.ArrayLike,
    *,
    published: bool = False,
    lang: Lang = "zh",
) -> RuleAnswer:
    """P(figure of the target year is at least so many percent below the baseline).

    Parameters
    ----------
    forecast : Forecast
        n distributions of the target year's figure.
    batch : SeriesBatch
        The n series.
    baseline_year, baseline_value : array_like of float, shape (n,)
        A value that is NaN is taken from the series.
    percent : array_like of float, shape (n,)
        The cut demanded, such as 20.
    published : bool
        True: from the baseline as published, without its uncertainty.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer

    Notes
    -----
    The mean of ``F((1 - percent/100) b)`` over the quantiles b of the baseline, taken as independent of the forecast.
    """
    cut = np.broadcast_to(np.asarray(percent, dtype=float), (len(batch),))
    level = baseline_of(batch, baseline_year, baseline_value)
    if published:
        base, uncertain = np.repeat(level[:, None], NODES, axis=1), np.zeros(len(batch), dtype=bool)
    else:
        base, uncertain = baseline_quantiles(batch, baseline_year, baseline_value, grid())
    p = at_most(forecast, base * (1 - cut / 100)[:, None]).mean(axis=1)
    grounds = _grounds(level, lang, no_threshold=np.isnan(cut), zero_baseline=level <= 0)
    notes = [
        reason("note_reduce" if u else "note_reduce_published", lang, pct=float(c))
        for u, c in zip(uncertain, cut, strict=True)
    ]
    return answer(p, "reduce_by_pct", forecast=forecast, grounds=grounds, notes=notes, lang=lang)


def beyond_baseline(
    forecast: Forecast, baseline: Floats, upward: npt.ArrayLike, *, top: npt.ArrayLike = np.inf, lang: Lang = "zh"
) -> RuleAnswer:
    """P(figure of the target year is above, or below, the baseline figure).

    Parameters
    ----------
    forecast : Forecast
    baseline : ndarray of float, shape (n,)
        Baseline figure as published; NaN = unknown.
    upward : array_like of bool
        True: an increase is demanded; False: a decrease. An equal figure is neither.
    top : array_like of float
        Highest possible figure, 100 for percentages; the lowest is 0.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
        No probability where the baseline left no room: a rate of 100 % cannot rise, and is no failure.
    """
    up = np.broadcast_to(np.asarray(upward, dtype=bool), baseline.shape)
    p = np.where(up, 1 - at_most(forecast, baseline), 1 - at_least(forecast, baseline))
    full = np.where(up, baseline >= np.asarray(top, dtype=float), baseline <= 0)
    grounds = _grounds(baseline, lang, no_room=full)
    return answer(p, "beyond_baseline", forecast=forecast, grounds=grounds, lang=lang)


def stable_band(batch: SeriesBatch, baseline_year: npt.ArrayLike, baseline: Floats) -> Floats:
    """How far from the baseline still counts as stable.

    Returns
    -------
    ndarray of float, shape (n,)
        Indicator unit: `BAND_SHARE` of the baseline, for percentages at most `BAND_POINTS`, and never less than what
        one event moves where counts are known, in the year since the baseline in which it moves most: among fewer
        people one event is still one event.
    """
    band = BAND_SHARE * np.abs(baseline)
    band = np.where(batch.scale == "percent", np.minimum(band, BAND_POINTS), band)
    d = counts_of(batch)[1]
    since = batch.years >= np.broadcast_to(np.asarray(baseline_year, dtype=float), (len(batch),))[:, None]
    fewest = np.where(since & (d > 0), d, np.inf).min(axis=1, initial=np.inf)
    factor = np.full(len(batch), np.nan) if batch.multiplier is None else batch.multiplier
    return np.fmax(band, np.where(np.isfinite(fewest), factor / fewest, np.nan))


def stay_stable(
    forecast: Forecast,
    batch: SeriesBatch,
    baseline_year: npt.ArrayLike,
    baseline_value: npt.ArrayLike,
    *,
    band: npt.ArrayLike | None = None,
    lang: Lang = "zh",
) -> RuleAnswer:
    """P(figure of the target year stays inside the equivalence band about the baseline).

    Parameters
    ----------
    forecast, batch, baseline_year, baseline_value
        As in `reduce_by_pct`.
    band : array_like of float, shape (n,), optional
        Half width in the indicator's unit; `stable_band` unless given.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
    """
    level = baseline_of(batch, baseline_year, baseline_value)
    half = _half(batch, baseline_year, level, band)
    p = at_most(forecast, level + half) - (1 - at_least(forecast, level - half))
    notes = [reason("note_band", lang, band=float(h)) for h in half]
    return answer(p, "stay_stable", forecast=forecast, grounds=_grounds(level, lang), notes=notes, lang=lang)


def stay_low(
    forecast: Forecast,
    batch: SeriesBatch,
    target_year: npt.ArrayLike,
    baseline_year: npt.ArrayLike,
    baseline_value: npt.ArrayLike,
    *,
    band: npt.ArrayLike | None = None,
    lang: Lang = "zh",
) -> RuleAnswer:
    """P(every year's figure up to the target year stays at or below the baseline plus the band).

    Parameters
    ----------
    forecast, batch, baseline_year, baseline_value, band, lang
        As in `stay_stable`.
    target_year : array_like of float, shape (n,)

    Returns
    -------
    RuleAnswer
    """
    from kcstats.stats.projection import attainment_probability

    level = baseline_of(batch, baseline_year, baseline_value)
    limit = level + _half(batch, baseline_year, level, band)
    known = np.isfinite(limit)
    years = np.broadcast_to(np.asarray(target_year, dtype=float), (len(batch),))
    rules = np.full(len(batch), "keep_at_most", dtype=object)
    p = attainment_probability(batch, years, np.where(known, limit, 0.0), rules, known=forecast)
    notes = [reason("note_low", lang, level=float(x)) for x in limit]
    return answer(
        p, "stay_low", forecast=forecast, grounds=_grounds(level, lang), notes=notes, lang=lang, certain=True
    )


def _half(batch: SeriesBatch, year: npt.ArrayLike, level: Floats, band: npt.ArrayLike | None) -> Floats:
    if band is None:
        return stable_band(batch, year, level)
    return np.broadcast_to(np.asarray(band, dtype=float), level.shape)


def _grounds(level: Floats, lang: Lang, **more: Bools) -> list[str]:
    """Reasons why a baseline rule cannot be asked, the first that holds."""
    out = []
    for i, value in enumerate(level):
        code = "no_baseline" if np.isnan(value) else next((c for c, flag in more.items() if flag[i]), "")
        out.append(reason(code, lang))
    return out


def _in_year(batch: SeriesBatch, array: Floats, year: npt.ArrayLike) -> Floats:
    wanted = np.broadcast_to(np.asarray(year, dtype=float), (len(batch),))
    here = batch.years == wanted[:, None]
    return np.where(here.any(axis=1), np.where(here, array, 0.0).sum(axis=1), np.nan)


def _noise(batch: SeriesBatch, share: Bools) -> Floats:
    """Sd of a single figure about its smooth course, on the transformed scale; NaN below four in a row."""
    x = np.where(batch.values > 0, batch.values, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(share[:, None], np.log((x + 0.5) / (100 - x + 0.5)), np.log(x))
    second = z[:, 2:] - 2 * z[:, 1:-1] + z[:, :-2]
    regular = (batch.years[:, 2:] - batch.years[:, :-2]) == 2
    use = regular & np.isfinite(second)
    n = use.sum(axis=1)
    total = np.where(use, second**2, 0.0).sum(axis=1)
    sd: Floats = np.where(n >= 2, np.sqrt(total / (6 * np.maximum(n, 1))), np.nan)
    return sd


def _normal(q: Floats) -> Floats:
    from scipy.special import ndtri

    z: Floats = ndtri(q)[None, :]
    return z
