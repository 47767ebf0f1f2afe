r"""What would have to happen: which pace, which level, by when, and what a changed pace is worth.

A likelihood alone gives nobody a task. Here the same forecast is asked the other way round: which level can be
counted on, how fast the middle course must go for an even or a good chance, and what becomes of the chance if the
improvement of the past years is stepped up by a quarter, a half, or doubled from now on.

"Stepped up by a quarter" is exact: with g the observed improvement a year (Theil-Sen, on the working scale: log odds,
logarithm), every future year improves by :math:`g/4` more than forecast, so that the whole distribution h years ahead
moves by :math:`h g / 4` and keeps its width. Nothing is said of how that would be brought about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.answer import LEAK
from kcstats.stats.keeping import path_probability
from kcstats.stats.mixture import prepare
from kcstats.stats.pace import pace_window
from kcstats.stats.projection import published_edge
from kcstats.stats.rules import rule_probability
from kcstats.stats.theil_sen import theil_sen_slope
from kcstats.stats.weights import learnt_prior
from kcstats.terms import Rule

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch
    from kcstats.stats.projection import Forecast

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEVEL_RULES = (
    Rule.AT_LEAST, Rule.AT_MOST, Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST, Rule.REDUCE_BY_PCT, Rule.INCREASE,
    Rule.DECREASE, Rule.FULL_COVERAGE, Rule.MIN_DOSE, Rule.ELIMINATE,
)  # fmt: skip
"""Rules that hold one figure to one level; the others compare two series, two slopes or many units."""
_SINGLE = {Rule.KEEP_AT_LEAST: Rule.AT_LEAST, Rule.KEEP_AT_MOST: Rule.AT_MOST}


@dataclass(frozen=True)
class Demands:
    """What n series are held to; as `kcstats.stats.rules.rule_probability` takes it.

    Attributes
    ----------
    rules : tuple of str, length n
        Codes of `LEVEL_RULES`.
    thresholds, baseline_year, baseline, target_year : ndarray of float, shape (n,)
    decimals : ndarray of int, shape (n,)
    level : ndarray of float, shape (n,)
        The level demanded, in the indicator's unit.
    upward : ndarray of bool, shape (n,)
    """

    rules: tuple[str, ...]
    thresholds: Floats
    baseline_year: Floats
    baseline: Floats
    target_year: Floats
    decimals: npt.NDArray[np.intp]
    level: Floats
    upward: Bools

    def __len__(self) -> int:
        return len(self.rules)

    def single(self, years: Floats | None = None) -> Demands:
        """The same for one year's figure alone, in other years where asked."""
        codes = tuple(str(_SINGLE.get(Rule(r), Rule(r)).value) for r in self.rules)
        return replace(self, rules=codes, target_year=self.target_year if years is None else years)


@dataclass(frozen=True)
class Reach:
    """Levels and paces; arrays over n series, in the indicator's unit (a year).

    Attributes
    ----------
    level_50, level_80 : ndarray of float, shape (n,)
        Level that is reached or passed in the target year with probability .5 and .8.
    pace_forecast : ndarray of float, shape (n,)
        Mean yearly change of the middle course, from the latest figure on.
    pace_50, pace_80 : ndarray of float, shape (n,)
        What it would have to be for an attainment probability of .5 and .8; NaN where it is that likely already, and
        for full coverage: with so many places that stop short no pace makes it that likely.
    """

    level_50: Floats
    level_80: Floats
    pace_forecast: Floats
    pace_50: Floats
    pace_80: Floats


def improvement(batch: SeriesBatch, forecast: Forecast, baseline_year: npt.ArrayLike, upward: Bools) -> Floats:
    """Observed improvement a year on the working scale; negative where the figure went the wrong way.

    Parameters
    ----------
    batch : SeriesBatch, n series
    forecast : Forecast
        Of the same series; its transform is the working scale.
    baseline_year : array_like of float, shape (n,)
    upward : ndarray of bool, shape (n,)
        Whether more is demanded.

    Returns
    -------
    ndarray of float, shape (n,)
        NaN below two figures or without a forecast.
    """
    use = pace_window(batch, baseline_year)
    z = forecast.transform.forward(batch.values)
    slope = theil_sen_slope(np.where(use, batch.years, np.nan), np.where(use, z, np.nan)).slope
    return np.where([not r for r in forecast.reason], np.where(upward, slope, -slope), np.nan)


def changed_pace_probability(batch: SeriesBatch, forecast: Forecast, demands: Demands, extra: Floats) -> Floats:
    """Probability of attainment if every future year moves by so much more than forecast.

    Parameters
    ----------
    batch : SeriesBatch, n series
    forecast : Forecast
        Of the figures of the target years.
    demands : Demands
    extra : ndarray of float, shape (n,)
        [working scale / year], positive = upward; 0 gives the attainment probability itself.

    Returns
    -------
    ndarray of float, shape (n,)
        For targets to keep a level, of all remaining years jointly.
    """
    last = np.where(np.isfinite(batch.years), batch.years, -np.inf).max(axis=1)
    ahead = np.where(np.isfinite(extra), demands.target_year - last, np.nan)
    moved = replace(forecast, mean=forecast.mean + (extra * ahead)[:, None])
    p = _probability(batch, moved, demands.single())
    keep = [Rule(r) in _SINGLE for r in demands.rules]
    rows = np.flatnonzero(np.array(keep, dtype=bool) & np.isfinite(p))
    if len(rows):
        mine, up = batch.take(rows), demands.upward[rows]
        edge = published_edge(batch.values, demands.thresholds, demands.upward)
        z = forecast.transform.forward(edge[:, None])[rows, 0]
        lent = forecast.take(rows).borrowed
        path = path_probability(
            prepare(mine), demands.target_year[rows], z, up, learnt_prior(), lent, extra=extra[rows]
        )
        p[rows] = np.minimum(p[rows], LEAK / 2 + (1 - LEAK) * path)
    return p


def reach(batch: SeriesBatch, forecast: Forecast, demands: Demands, p: Floats) -> Reach:
    """Give levels that can be counted on, and paces that would do.

    Parameters
    ----------
    batch, forecast, demands
        As in `changed_pace_probability`.
    p : ndarray of float, shape (n,)
        Probability that the target year's figure meets the level.

    Returns
    -------
    Reach
    """
    values = forecast.quantile([0.2, 0.5, 0.8])
    up = demands.upward
    cautious = np.where(up, values[:, 0], values[:, 2])
    rows = np.arange(len(batch))
    points = np.isfinite(batch.values).sum(axis=1)
    at = np.maximum(points - 1, 0)
    start, ahead = batch.values[rows, at], demands.target_year - batch.years[rows, at]
    z = forecast.transform.forward(np.column_stack([demands.level, values[:, 1], cautious]))
    need = np.where(up, 1.0, -1.0)[:, None] * (z[:, :1] - z[:, 1:])
    course = z[:, 1:2] + np.where(up, 1.0, -1.0)[:, None] * np.maximum(need, 0.0)
    course = np.clip(course, -700.0, 700.0)  # a level of nothing lies infinitely far away on a logarithm
    wanted = (forecast.transform.backward(course) - start[:, None]) / ahead[:, None]
    full = np.array([Rule(r) is Rule.FULL_COVERAGE for r in demands.rules], dtype=bool)
    wanted = np.where(full[:, None] | (p[:, None] >= np.array([0.5, 0.8])), np.nan, wanted)
    return Reach(values[:, 1], cautious, (values[:, 1] - start) / ahead, wanted[:, 0], wanted[:, 1])


def yearly_probability(
    batch: SeriesBatch, forecasts: Sequence[Forecast], years: Sequence[Floats], demands: Demands
) -> Floats:
    """Probability that the figure of each of several years meets the demand.

    Parameters
    ----------
    batch : SeriesBatch, n series
    forecasts : sequence of Forecast, length k
        Of the figures of `years`.
    years : sequence of ndarray of float, shape (n,), length k
    demands : Demands
        A demand to keep a level is asked of each year alone.

    Returns
    -------
    ndarray of float, shape (n, k)
    """
    each = [_probability(batch, f, demands.single(y)) for f, y in zip(forecasts, years, strict=True)]
    return np.column_stack(each) if each else np.empty((len(batch), 0))


def _probability(batch: SeriesBatch, forecast: Forecast, demands: Demands) -> Floats:
    found = rule_probability(
        batch, forecast, demands.rules, demands.thresholds, demands.baseline_year, demands.baseline,
        demands.target_year, decimals=demands.decimals,
    )  # fmt: skip
    return found.p.copy()
