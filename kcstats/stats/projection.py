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

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.keeping import path_probability
from kcstats.stats.mixture import Borrowed, Work, posteriors, prepare
from kcstats.stats.peers import borrow_all
from kcstats.stats.screening import say, screen
from kcstats.stats.transforms import Transform, resolution
from kcstats.stats.weights import Prior, learnt_prior
from kcstats.terms import Lang

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.object_]

LEAK = 1e-3
"""Probability kept back for what no model foresees, half of it on either side."""
BLOCK = 100
"""Series whose quantiles are solved at once: what fits a processor's cache."""
CLOSE = 5e-4
"""Miss of a quantile's level from which the step just made is the last: it leaves about the cube of it."""
PATH_RULES = ("at_least", "at_most", "keep_at_least", "keep_at_most")


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
        below = self._below(self.transform.forward(columns))
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
        blocks = [np.arange(i, min(i + BLOCK, len(self))) for i in range(0, len(self), BLOCK)]
        z = np.concatenate([np.empty((0, len(levels))), *[_solve(self.take(rows), levels) for rows in blocks]])
        y = np.clip(self.transform.backward(z), self.lower[:, None], self.upper[:, None])
        return np.asarray(y, dtype=float)

    def _below(self, z: Floats) -> Floats:
        out = np.empty_like(z)
        for j in range(z.shape[1]):
            out[:, j] = (self.weight * ndtr((z[:, j, None] - self.mean) / self.sd)).sum(axis=1)
        return out

    def _density(self, z: Floats) -> Floats:
        out = np.empty_like(z)
        scaled = self.weight / (self.sd * np.sqrt(2 * np.pi))
        for j in range(z.shape[1]):
            out[:, j] = (scaled * np.exp(-0.5 * ((z[:, j, None] - self.mean) / self.sd) ** 2)).sum(axis=1)
        return out


def _solve(forecast: Forecast, levels: Floats) -> Floats:
    """Quantiles on the working scale: a coarse distribution function places each, Halley's steps refine it."""
    w, mean, sd = forecast.weight, forecast.mean, forecast.sd
    centre = (w * mean).sum(axis=1)
    spread = np.sqrt((w * (sd**2 + (mean - centre[:, None]) ** 2)).sum(axis=1))
    grid = np.concatenate([[-40.0, -8.0], np.linspace(-3.0, 3.0, 25), [8.0, 40.0]])
    points = centre[:, None] + spread[:, None] * grid
    odds = _rough_log_odds(forecast, points)
    out = np.full((len(w), len(levels)), np.nan)
    good = np.flatnonzero(np.isfinite(centre))
    order = np.argsort(levels, kind="stable")
    for j in order:
        x, low, high = _between(points[good], odds[good], np.log(levels[j]) - np.log1p(-levels[j]))
        out[good, j] = _refine(forecast, good, levels[j], x, low, high)
    out[:, order] = np.maximum.accumulate(out[:, order], axis=1)
    return out


def _rough_log_odds(forecast: Forecast, points: Floats) -> Floats:
    """Log odds of the distribution function to about 2e-4 of probability, in single precision: a start, no answer."""
    w, mean, rate = (a.astype(np.float32) for a in (forecast.weight, forecast.mean, 1.0 / forecast.sd))
    below = np.empty_like(points)
    for j in range(points.shape[1]):
        u = (points[:, j, None].astype(np.float32) - mean) * rate
        u *= np.float32(0.79788456) + np.float32(0.035677408) * u * u
        below[:, j] = 0.5 + 0.5 * np.einsum("nk,nk->n", w, np.tanh(u, out=u))
    inside = np.clip(np.maximum.accumulate(below, axis=1), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(inside) - np.log1p(-inside), dtype=float)


def _between(points: Floats, odds: Floats, level: float) -> tuple[Floats, Floats, Floats]:
    """Where the log odds reach a level, and a bracket that allows for their roughness."""
    rows, last = np.arange(len(points)), points.shape[1] - 1
    k = np.clip((odds < level).sum(axis=1), 1, last)
    left, right = odds[rows, k - 1], odds[rows, k]
    share = np.clip((level - left) / np.maximum(right - left, 1e-12), 0.0, 1.0)
    x = points[rows, k - 1] + share * (points[rows, k] - points[rows, k - 1])
    return x, points[rows, np.maximum(k - 2, 0)], points[rows, np.minimum(k + 1, last)]


def _refine(
    forecast: Forecast, rows: npt.NDArray[np.intp], level: float, x: Floats, low: Floats, high: Floats
) -> Floats:
    """Halley's steps on the distribution function, kept inside a shrinking bracket.

    Probabilities are exact; slope and curvature only steer, so single precision serves for them.
    """
    live = np.arange(len(rows))
    for _ in range(60):
        every = len(live) == len(forecast.weight)
        at = slice(None) if every else rows[live]
        w, sd = forecast.weight[at], forecast.sd[at]
        u = (x[live, None] - forecast.mean[at]) / sd
        miss = np.einsum("nk,nk->n", w, ndtr(u)) - level
        steep = (w / sd).astype(np.float32) * np.exp(-0.5 * np.square(u, dtype=np.float32))
        slope = steep.sum(axis=1, dtype=float) / np.sqrt(2 * np.pi)
        bend = -np.einsum("nk,nk->n", steep, (u / sd).astype(np.float32)).astype(float) / np.sqrt(2 * np.pi)
        low[live] = np.where(miss < 0, x[live], low[live])
        high[live] = np.where(miss >= 0, x[live], high[live])
        newton = np.divide(miss, slope, out=np.zeros_like(miss), where=slope > 0)
        turn = np.clip(
            1.0 - 0.5 * newton * np.divide(bend, slope, out=np.zeros_like(miss), where=slope > 0), 0.5, 2.0
        )
        step = x[live] - newton / turn
        outside = ~((step > low[live]) & (step < high[live])) | (slope <= 0)
        x[live] = np.where(miss == 0, x[live], np.where(outside, (low[live] + high[live]) / 2, step))
        live = live[(np.abs(miss) > CLOSE) | outside & (miss != 0)]
        if not len(live):
            break
    return x


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
    codes = screen(batch, years)
    rows = np.flatnonzero(codes == "")
    n, k = len(batch), len(learnt.nodes.size)
    weight, mean, sd = (np.full((n, k), np.nan) for _ in range(3))
    method = np.full(n, "", dtype=object)
    transform = Transform(np.full(n, 2), np.ones(n))
    everyone = borrow_all(batch, learnt) if borrowed is None else borrowed
    if len(rows):
        good = batch.take(rows)
        work = prepare(good)
        lent = None if everyone is None else everyone.take(rows)
        for at, posterior in posteriors(work, years[rows], learnt, borrowed=lent):
            weight[rows[at]], mean[rows[at]] = posterior.weight, posterior.mean[:, :, 0]
            sd[rows[at]] = np.sqrt(posterior.cov[:, :, 0, 0])
        transform.kind[rows], transform.constant[rows] = work.transform.kind, work.transform.constant
        method[rows] = _methods(good, work, lent)
    return Forecast(tuple(method), tuple(say(c, lang) for c in codes), weight, mean, sd, transform,
                    batch.lower, batch.upper, everyone)  # fmt: skip


def _methods(batch: SeriesBatch, work: Work, lent: Borrowed | None) -> Codes:
    """Name how each series was projected: the model, then what was special about it."""
    n = len(batch)
    out = np.full(n, "damped_drift_mixture", dtype=object)
    points = np.isfinite(batch.values).sum(axis=1)
    there = np.isfinite(batch.values)
    high = np.max(np.where(there, batch.values, -np.inf), axis=1)
    low = np.min(np.where(there, batch.values, np.inf), axis=1)
    borrowed = np.zeros(n, dtype=bool) if lent is None else np.isfinite(lent.change)
    notes = [
        ("counts", work.future_noise > 0),
        ("peers", borrowed),
        ("pooled_few_points", points <= 3),
        ("pooled_all_zero", (high == low) & (high == 0)),
        ("pooled_all_100", (high == low) & (high == 100) & (batch.scale == "percent")),
        ("pooled_constant", (high == low) & (high != 0) & ~((high == 100) & (batch.scale == "percent"))),
    ]
    for word, hit in notes:
        out[hit] = out[hit] + f"+{word}"
    return out


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
    lent = ahead.borrowed
    upward = np.isin(rule, ("at_least", "keep_at_least"))
    edge = published_edge(batch.values, level, upward)
    z = ahead.transform.forward(edge[:, None])[:, 0]
    with np.errstate(invalid="ignore"):
        u = np.where(upward[:, None], ahead.mean - z[:, None], z[:, None] - ahead.mean) / ahead.sd
    p = (ahead.weight * ndtr(u)).sum(axis=1)
    asked = np.isin(rule, PATH_RULES) & np.isfinite(level) & np.isfinite(p)
    keep = np.flatnonzero(asked & np.char.startswith(rule, "keep"))
    if len(keep):
        mine = None if lent is None else lent.take(keep)
        work = prepare(batch.take(keep))
        joint = path_probability(work, years[keep], z[keep], upward[keep], learnt, mine)
        p[keep] = np.minimum(p[keep], joint)
    out = np.where(asked, LEAK / 2 + (1 - LEAK) * p, np.nan)
    return np.asarray(out, dtype=float)


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
