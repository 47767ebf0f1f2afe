"""The figure of a future year as a distribution, and the probability that it meets a target.

Ask not where a line ends but what the target year's published figure may be, given how series of this kind have gone
on elsewhere. The answer is a mixture of normals on a working scale (`mixture`), seen through the bounds of the
indicator; every interval, probability and picture is a view of it. It is never certain: a small share of probability
is kept back for what no model foresees.

References
----------
Gneiting and Raftery (2007), Strictly proper scoring rules, prediction and estimation, doi:10.1198/016214506000001437.
Gardner and McKenzie (1985), Forecasting trends in time series (damped trends), doi:10.1287/mnsc.31.10.1237.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.keeping import path_probability
from kcstats.stats.mixture import Borrowed, posteriors, prepare
from kcstats.stats.normal_mixture import NormalMixture
from kcstats.stats.peers import borrow_all
from kcstats.stats.projectable import projectable
from kcstats.stats.quantiles import mixture_quantiles
from kcstats.stats.screening import say
from kcstats.stats.transforms import Transform, resolution
from kcstats.stats.weights import Prior, learnt_prior
from kcstats.terms import Lang

Floats = npt.NDArray[np.float64]

LEAK = 1e-3
"""Probability kept back for what no model foresees, half of it on either side."""
BLOCK = 100
"""Series whose quantiles are solved at once: what fits a processor's cache."""
PATH_RULES = ("at_least", "at_most", "keep_at_least", "keep_at_most")
UPWARD_RULES = ("at_least", "keep_at_least")


@dataclass(frozen=True)
class Forecast:
    """n predictive distributions of the published figure of a target year, inside the bounds.

    Attributes
    ----------
    method : tuple of str, length n
        How each was made; empty where there is none.
    reason : tuple of str, length n
        Why there is none; empty where there is one.
    weight, mean, sd : ndarray of float, shape (n, K)
        The mixture on the working scale; NaN where there is a reason.
    transform : Transform
    lower, upper : ndarray of float, shape (n,)
        Bounds [indicator unit].
    borrowed : Borrowed, optional
        What peers lent to each of the series; questions about other years need it again.
    """

    method: tuple[str, ...]
    reason: tuple[str, ...]
    weight: Floats
    mean: Floats
    sd: Floats
    transform: Transform
    lower: Floats
    upper: Floats
    borrowed: Borrowed | None = None

    def __len__(self) -> int:
        return len(self.weight)

    def __getitem__(self, i: int) -> Forecast:
        return self.take(np.array([range(len(self))[i]]))

    def take(self, rows: npt.NDArray[np.intp]) -> Forecast:
        """The distributions of some rows, in the order asked for."""
        method, reason = tuple(self.method[i] for i in rows), tuple(self.reason[i] for i in rows)
        weight, mean, sd = self.weight[rows], self.mean[rows], self.sd[rows]
        bounds = self.lower[rows], self.upper[rows]
        lent = None if self.borrowed is None else self.borrowed.take(rows)
        return Forecast(method, reason, weight, mean, sd, self.transform.take(rows), *bounds, lent)

    def cdf(self, x: npt.ArrayLike) -> Floats:
        """Probability of a figure at or below x.

        Parameters
        ----------
        x : array_like of float, shape (n,) or (n, k)
            [indicator unit]

        Returns
        -------
        ndarray of float, shape of x
            0-1; jumps at a bound where the model reaches beyond it.
        """
        at = np.asarray(x, dtype=float)
        columns = at.reshape(len(self), -1)
        below = self.below(self.transform.forward(columns))
        below = np.where(columns >= self.upper[:, None], 1.0, np.where(columns < self.lower[:, None], 0.0, below))
        below = np.where(np.isnan(columns) | np.isnan(self.weight[:, :1]), np.nan, below)
        return np.asarray(below, dtype=float).reshape(at.shape)

    def pdf(self, x: npt.ArrayLike) -> Floats:
        """Density inside the bounds [1 / indicator unit]; the mass on a bound itself is not in it.

        Parameters
        ----------
        x : array_like of float, shape (n,) or (n, k)

        Returns
        -------
        ndarray of float, shape of x
        """
        at = np.asarray(x, dtype=float)
        columns = at.reshape(len(self), -1)
        z = self.transform.forward(columns)
        inside = (columns >= self.lower[:, None]) & (columns <= self.upper[:, None]) & np.isfinite(z)
        density = self._density(np.where(inside, z, 0.0)) * self.transform.slope(columns)
        density = np.where(np.isnan(self.weight[:, :1]), np.nan, np.where(inside, density, 0.0))
        return np.asarray(density, dtype=float).reshape(at.shape)

    def quantile(self, q: npt.ArrayLike) -> Floats:
        """Quantiles of the figure.

        Parameters
        ----------
        q : array_like of float, shape (k,)
            0-1, exclusive.

        Returns
        -------
        ndarray of float, shape (n, k)
            [indicator unit]; inside the bounds, in the order of q.

        Raises
        ------
        ValueError
            If a q is not strictly between 0 and 1.
        """
        levels = np.atleast_1d(np.asarray(q, dtype=float))
        if not ((levels > 0) & (levels < 1)).all():
            raise ValueError(f"Expected 0 < q < 1. But got {levels.tolist()}.")
        z = np.full((len(self), len(levels)), np.nan)
        for rows, mixture in self._mixtures():
            z[rows] = mixture_quantiles(mixture, levels)
        y = np.clip(self.transform.backward(z), self.lower[:, None], self.upper[:, None])
        return np.asarray(y, dtype=float)

    def below(self, z: Floats) -> Floats:
        """Distribution function on the working scale, at z of shape (n, k), without bounds."""
        out = np.full(z.shape, np.nan)
        for rows, mixture in self._mixtures():
            for j in range(z.shape[1]):
                out[rows, j] = mixture.below(z[rows, j])
        return out

    def _mixtures(self) -> Iterator[tuple[npt.NDArray[np.intp], NormalMixture]]:
        """Rows that there is a distribution of, as many as fit a processor's cache, and their mixtures."""
        good = np.flatnonzero(np.isfinite(self.weight[:, 0] + self.mean[:, 0]))
        for start in range(0, len(good), BLOCK):
            rows = good[start : start + BLOCK]
            yield rows, NormalMixture.of(self.weight[rows], self.mean[rows], self.sd[rows])

    def _density(self, z: Floats) -> Floats:
        out = np.empty_like(z)
        scaled = self.weight / (self.sd * np.sqrt(2 * np.pi))
        for j in range(z.shape[1]):
            out[:, j] = (scaled * np.exp(-0.5 * ((z[:, j, None] - self.mean) / self.sd) ** 2)).sum(axis=1)
        return out


def forecast(
    batch: SeriesBatch,
    target_years: npt.ArrayLike,
    *,
    lang: Lang = "zh",
    prior: Prior | None = None,
    borrowed: Borrowed | None = None,
) -> Forecast:
    """Project each series to its target year.

    Parameters
    ----------
    batch : SeriesBatch, n series
    target_years : array_like of float, shape (n,)
    lang : {"zh", "en"}
        Language of the reasons.
    prior : Prior, optional
        Instead of the one shipped.
    borrowed : Borrowed, optional
        From the peers, for all n series; computed from the batch's own groups where it is not given.

    Returns
    -------
    Forecast

    Examples
    --------
    >>> rows = [{"years": range(2016, 2022), "values": [92.1, 92.8, 93.0, 93.9, 94.1, 94.6], "scale": "percent",
    ...          "direction": 1}]
    >>> f = forecast(SeriesBatch.from_rows(rows), [2025])
    >>> low, middle, high = f.quantile([0.1, 0.5, 0.9])[0]
    >>> bool(93 < low < middle < high < 98)
    True
    """
    years = np.broadcast_to(np.asarray(target_years, dtype=float), (len(batch),))
    learnt = learnt_prior() if prior is None else prior
    everyone = borrow_all(batch, learnt) if borrowed is None else borrowed
    ready = projectable(batch, years, everyone)
    weight, mean, sd = (np.full((len(batch), len(learnt.nodes.size)), np.nan) for _ in range(3))
    for at, posterior in posteriors(ready.work, years[ready.rows], learnt, borrowed=ready.borrowed):
        rows = ready.rows[at]
        weight[rows], mean[rows] = posterior.weight, posterior.mean[:, :, 0]
        sd[rows] = np.sqrt(posterior.cov[:, :, 0, 0])
    reason = tuple(say(c, lang) for c in ready.codes)
    return Forecast(
        tuple(ready.method), reason, weight, mean, sd, ready.transform, batch.lower, batch.upper, everyone
    )


def attainment_probability(
    batch: SeriesBatch,
    target_years: npt.ArrayLike,
    thresholds: npt.ArrayLike,
    rules: npt.ArrayLike,
    *,
    known: Forecast | None = None,
    prior: Prior | None = None,
    borrowed: Borrowed | None = None,
) -> Floats:
    """Probability that the published figure meets the target.

    Parameters
    ----------
    batch : SeriesBatch, n series
    target_years : array_like of float, shape (n,)
    thresholds : array_like of float, shape (n,)
        [indicator unit]; the number itself meets the target, as published to the series' last digit.
    rules : array_like of str, shape (n,)
        ``at_least``, ``at_most``: the target year's figure. ``keep_at_least``, ``keep_at_most``: jointly every year
        after the latest observed one up to the target year.
    known : Forecast, optional
        The forecast of the same batch and years, where it is at hand.
    prior : Prior, optional
        Instead of the one shipped.
    borrowed : Borrowed, optional
        As in `forecast`; a known forecast brings its own.

    Returns
    -------
    ndarray of float, shape (n,)
        Strictly between 0 and 1, monotone in the threshold; NaN where there is no forecast, threshold or such rule.

    Examples
    --------
    >>> rows = [{"years": range(2016, 2022), "values": [12.0, 11.1, 10.9, 10.2, 9.8, 9.9], "scale": "rate",
    ...          "direction": -1}]
    >>> batch = SeriesBatch.from_rows(rows * 2)
    >>> single, joint = attainment_probability(batch, [2025, 2025], [10, 10], ["at_most", "keep_at_most"])
    >>> bool(0.5 < joint < single < 1)
    True
    """
    n = len(batch)
    years = np.broadcast_to(np.asarray(target_years, dtype=float), (n,))
    level = np.broadcast_to(np.asarray(thresholds, dtype=float), (n,))
    rule = np.broadcast_to(np.asarray(rules).astype(str), (n,))
    learnt = learnt_prior() if prior is None else prior
    ahead = forecast(batch, years, prior=learnt, borrowed=borrowed) if known is None else known
    upward = np.isin(rule, UPWARD_RULES)
    z = ahead.transform.forward(published_edge(batch.values, level, upward)[:, None])[:, 0]
    below = ahead.below(z[:, None])[:, 0]
    p = np.where(upward, 1.0 - below, below)
    asked = np.isin(rule, PATH_RULES) & np.isfinite(level) & np.isfinite(p)
    keep = np.flatnonzero(asked & np.char.startswith(rule, "keep"))
    if len(keep):
        mine = None if ahead.borrowed is None else ahead.borrowed.take(keep)
        work = prepare(batch.take(keep))
        p[keep] = np.minimum(p[keep], path_probability(work, years[keep], z[keep], upward[keep], learnt, mine))
    return np.asarray(np.where(asked, with_leak(p), np.nan), dtype=float)


def with_leak(p: Floats) -> Floats:
    """Keep a probability off 0 and 1 by what no model foresees."""
    return LEAK / 2 + (1 - LEAK) * p


def published_edge(values: Floats, level: Floats, upward: npt.NDArray[np.bool_]) -> Floats:
    """Lowest (highest) figure that still prints as meeting the target.

    Parameters
    ----------
    values : ndarray of float, shape (n, T)
        They show to which digit the series is printed.
    level : ndarray of float, shape (n,)
        The target.
    upward : ndarray of bool, shape (n,)
        At least (True) or at most.

    Returns
    -------
    ndarray of float, shape (n,)

    Examples
    --------
    >>> published_edge(np.array([[94.1, 95.2]]), np.array([95.0]), np.array([True])).tolist()
    [94.95]
    """
    step = resolution(values)
    unit = np.where(step > 0, step, 1.0)
    up = (np.ceil(level / unit - 1e-6) - 0.5) * unit
    down = (np.floor(level / unit + 1e-6) + 0.5) * unit
    return np.asarray(np.where(step > 0, np.where(upward, up, down), level), dtype=float)
