r"""A target in a place with few events: three questions, three answers.

Was the published figure on the right side? That is arithmetic, with an interval for what chance alone can do. Is the
*underlying* rate on the right side? That asks how often such deaths really occur here, and takes several years
together. Will the figure published for the target year be on the right side? That needs both: where the rate will be,
and what chance will make of it in a year of so many births. In a small place the three often differ, and none stands
for another.

Real counts vary more than chance allows. The excess is estimated from the years about their own trend (Pearson's
statistic over its degrees of freedom, at least 1), and events and denominators are divided by it. In simulation the
pooled 95 % interval then covers 96 to 98 % with Poisson counts and 89 to 93 % where they vary three times as much and
four to ten years are known; drawing the estimate towards 1 made it worse.

References
----------
McCullagh P, Nelder JA. Generalized Linear Models. 2nd ed. London: Chapman & Hall; 1989.
doi:10.1007/978-1-4899-3242-6.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.baseline_rules import grid
from kcstats.stats.count_trend import counts_of, fit_count_trend
from kcstats.stats.counts import chance_of_meeting, pooled_rate, too_few_events, underlying_probability
from kcstats.stats.intervals import rate_interval

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch
    from kcstats.stats.projection import Forecast

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

POOLED_YEARS = 5
"""Calendar years taken together."""


@dataclass(frozen=True)
class PublishedAnswer:
    """The latest year's counts; arrays over n series, NaN where there are none.

    Attributes
    ----------
    year, events, denominator : ndarray of float, shape (n,)
    value, lower, upper : ndarray of float, shape (n,)
        Rate and interval, in the indicator's unit.
    method : tuple of str, length n
        Of the interval.
    few, too_few : ndarray of bool, shape (n,)
        Under 20 events; a single event decides about the target.
    births_to_judge : ndarray of float, shape (n,)
        Denominator from which a single event no longer decides.
    births_to_confirm : ndarray of float, shape (n,)
        Denominator without an event that would confirm the target at 95 %.
    """

    year: Floats
    events: Floats
    denominator: Floats
    value: Floats
    lower: Floats
    upper: Floats
    method: tuple[str, ...]
    few: Bools
    too_few: Bools
    births_to_judge: Floats
    births_to_confirm: Floats


@dataclass(frozen=True)
class UnderlyingAnswer:
    """The last years together; arrays over n series, NaN where there are no counts.

    Attributes
    ----------
    first_year, last_year, events, denominator : ndarray of float, shape (n,)
    rate, lower, upper : ndarray of float, shape (n,)
        Pooled rate; the interval is widened by the over-dispersion.
    dispersion : ndarray of float, shape (n,)
        At least 1.
    p : ndarray of float, shape (n,)
        Probability that the underlying rate meets the target, 0-1.
    method : tuple of str, length n
    """

    first_year: Floats
    last_year: Floats
    events: Floats
    denominator: Floats
    rate: Floats
    lower: Floats
    upper: Floats
    dispersion: Floats
    p: Floats
    method: tuple[str, ...]


def latest_counts(batch: SeriesBatch) -> tuple[Floats, Floats, Floats]:
    """Year, events and denominator of each row's last year with both; NaN where there is none; shape (n,) each."""
    y, d = counts_of(batch)
    known = np.isfinite(batch.years) & np.isfinite(y) & (d > 0)
    last = np.where(known, np.arange(known.shape[1]), -1).max(axis=1, initial=-1)
    at = np.arange(len(batch)), np.maximum(last, 0)
    year, events, size = (np.where(last >= 0, a[at], np.nan) for a in (batch.years, y, d))
    return year, events, size


def published_answer(batch: SeriesBatch, level: Floats, upward: Bools) -> PublishedAnswer:
    """Describe the latest year's counts.

    Parameters
    ----------
    batch : SeriesBatch, n series
    level : ndarray of float, shape (n,)
        What the target holds the figure to, in its unit; NaN = no such level.
    upward : ndarray of bool, shape (n,)

    Returns
    -------
    PublishedAnswer
    """
    year, y, d = latest_counts(batch)
    share = _share(batch)
    found = rate_interval(np.where(share, np.fmin(y, d), y), d, batch.multiplier, proportion=share)
    few = too_few_events(level, d, batch.multiplier, upward=upward)
    return PublishedAnswer(
        year, y, d, found.rate, found.lower, found.upper, found.method, found.few_events, few.flag,
        few.one_event_denominator, few.zero_event_denominator,
    )  # fmt: skip


def over_dispersion(batch: SeriesBatch) -> Floats:
    """How many times more than by chance the counts vary about their own trend, at least 1.

    Returns
    -------
    ndarray of float, shape (n,)
        1 where it cannot be estimated (fewer than three years with counts).
    """
    y, d = counts_of(batch)
    known = np.isfinite(batch.years) & np.isfinite(y) & (d > 0)
    fit = fit_count_trend(np.where(known, batch.years, np.nan), y, d, _share(batch))
    return np.asarray(np.where(np.isfinite(fit.dispersion), fit.dispersion, 1.0), dtype=float)


def underlying_answer(
    batch: SeriesBatch, level: Floats, upward: Bools, *, window: int = POOLED_YEARS
) -> UnderlyingAnswer:
    """Ask the last years together about the underlying rate.

    Parameters
    ----------
    batch, level, upward
        As in `published_answer`.
    window : int
        Calendar years, counted back from the last with counts.

    Returns
    -------
    UnderlyingAnswer
    """
    y, d = counts_of(batch)
    share = _share(batch)
    y = np.where(share[:, None], np.fmin(y, d), y)
    pooled = pooled_rate(batch.years, y, d, batch.multiplier, window=window, proportion=share)
    phi = over_dispersion(batch)
    wide = rate_interval(pooled.events / phi, pooled.denominator / phi, batch.multiplier, proportion=share)
    p = underlying_probability(
        level, pooled.events, pooled.denominator, batch.multiplier, upward=upward, proportion=share, dispersion=phi
    )
    method = tuple(
        m + ("+overdispersed" if f > 1 and m != "none" else "") for m, f in zip(wide.method, phi, strict=True)
    )
    return UnderlyingAnswer(
        pooled.first_year, pooled.last_year, pooled.events, pooled.denominator, pooled.rate, wide.lower, wide.upper,
        phi, p, method,
    )  # fmt: skip


def future_answer(batch: SeriesBatch, forecast: Forecast, level: Floats, upward: Bools) -> Floats:
    """P(figure published for the target year meets the target), counted out event by event.

    Parameters
    ----------
    batch, level, upward
        As in `published_answer`.
    forecast : Forecast
        Of the target year's figure, made from the same batch.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN where there are no counts, no level or no forecast.

    Notes
    -----
    The forecast's own variance for the chance in a year's count is taken out, which leaves the underlying rate; over
    its quantiles the Poisson (percentages: binomial) chance of meeting the level is averaged, with the denominator of
    the latest year.
    """
    from kcstats.stats.mixture import prepare

    out = np.full(len(batch), np.nan)
    _, _, size = latest_counts(batch)
    rows = np.flatnonzero(np.isfinite(size) & np.isfinite(level) & np.array([not r for r in forecast.reason], bool))
    if not len(rows):
        return out
    mine, ahead = batch.take(rows), forecast.take(rows)
    chance = prepare(mine).future_noise
    under = np.sqrt(np.maximum(ahead.sd**2 - chance[:, None], (0.05 * ahead.sd) ** 2))
    rates = replace(ahead, sd=under).quantile(grid())
    met = chance_of_meeting(
        rates, level[rows, None], size[rows, None], mine.multiplier[:, None], upward=upward[rows, None],
        proportion=_share(mine)[:, None],
    )  # fmt: skip
    out[rows] = met.mean(axis=1)
    return out


def _share(batch: SeriesBatch) -> Bools:
    """Percentages whose events are a part of their denominator."""
    return np.asarray(batch.scale == "percent", dtype=bool)
