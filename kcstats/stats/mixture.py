r"""Many possible models at once, each weighed by how well it explains the past.

No single model is chosen. Under node k (a fully specified drift model) the past changes D of a series have a density
and the future change a normal distribution; with prior weights :math:`w_k` learnt elsewhere

.. math::
    \pi_k \propto w_k N(D \mid k), \qquad z_{T+h} \sim \sum_k \pi_k N(\mu_k, \sigma_k^2).

Series seen in the same years and asked for the same horizon share all factorisations.

A few points cannot rule a node out: a share of the prior is kept whatever they say, more where they do not move at
all. On 20,000 windows of left-out topics that took the calibration error from .025 to .018 and the coverage of 95 %
intervals from .934 to .95; series that had stood still at 100 % had been held there with near certainty, and half of
them moved.

References
----------
Huber PJ. Robust estimation of a location parameter. Ann Math Stat 1964;35:73-101 (contaminated models).
doi:10.1214/aoms/1177703732.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.drift import Conditional, condition, condition_noisy, joint_moments
from kcstats.stats.noise import known_noise
from kcstats.stats.transforms import Transform, choose_transform
from kcstats.stats.weights import Prior, kind_of

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

WINDOW = 15
"""Only the latest points are used: older ones say little about the next years."""
HELD_BACK = 0.07
"""Share of the prior that no past takes away: a few points never prove what a series cannot do."""
HELD_BACK_STILL = 0.5
"""The same where all points are equal: about half of such series move later on."""
BLOCK = 200
"""Series conditioned at once: what fits a processor's cache."""
NOISY_BLOCK = 25
"""The same of series with known noise, each of which has its own covariances."""
NOTHING = -600.0
"""Log likelihood ratio at which a model is ruled out; smaller numbers take the processor three times as long."""


@dataclass(frozen=True)
class Borrowed:
    """What peers say of each series; all of it neutral where there are none.

    Attributes
    ----------
    change : ndarray of float, shape (n,)
        Peers' mean yearly change on the working scale; NaN = none.
    ratio : ndarray of float, shape (n, K) or (1, 1)
        Factor on the node weights.
    pull : ndarray of float, shape (n,)
        Standardised distance to the peers' level, clipped; 0 = none.
    """

    change: Floats
    ratio: Floats
    pull: Floats

    def take(self, rows: Rows) -> Borrowed:
        """The same for some rows."""
        ratio = self.ratio if len(self.ratio) == 1 else self.ratio[rows]
        return Borrowed(self.change[rows], ratio, self.pull[rows])


def nothing_borrowed(n: int) -> Borrowed:
    """No peers for n series."""
    return Borrowed(np.full(n, np.nan), np.ones((1, 1)), np.zeros(n))


@dataclass(frozen=True)
class Work:
    """Screened series on the working scale.

    Attributes
    ----------
    years, z, noise : ndarray of float, shape (n, T)
        Right-aligned: the latest observation stands in the last column; NaN at the left.
    future_noise, direction : ndarray of float, shape (n,)
    kind : ndarray of int, shape (n,)
        Row of the prior's weights.
    transform : Transform
    """

    years: Floats
    z: Floats
    noise: Floats
    future_noise: Floats
    direction: Floats
    kind: npt.NDArray[np.int64]
    transform: Transform

    def take(self, rows: Rows) -> Work:
        """The same for some rows."""
        parts = {name: getattr(self, name)[rows] for name in self.__dataclass_fields__ if name != "transform"}
        return Work(transform=self.transform.take(rows), **parts)

    def __len__(self) -> int:
        return len(self.z)


def latest_window(batch: SeriesBatch, width: int = WINDOW) -> SeriesBatch:
    """The latest points of each series only, still left-aligned."""
    there = np.isfinite(batch.years)
    points = there.sum(axis=1)
    if batch.years.shape[1] <= width:
        return batch
    start = np.maximum(points - width, 0)
    at = start[:, None] + np.arange(width)
    names = ("years", "values", "numerator", "denominator")
    return replace(batch, **{name: np.take_along_axis(getattr(batch, name), at, axis=1) for name in names})


def prepare(batch: SeriesBatch) -> Work:
    """Bring screened series to the working scale."""
    seen = latest_window(batch)
    transform = choose_transform(seen)
    noise, future = known_noise(seen, transform)
    width = seen.years.shape[1]
    points = np.isfinite(seen.years).sum(axis=1)
    at = np.arange(width) - (width - points)[:, None]
    gone, at = at < 0, np.maximum(at, 0)

    def right(x: Floats) -> Floats:
        return np.asarray(np.where(gone, np.nan, np.take_along_axis(x, at, axis=1)), dtype=float)

    z = transform.forward(seen.values)
    return Work(right(seen.years), right(z), right(noise), future, seen.direction.astype(float),
                kind_of(seen), transform)  # fmt: skip


def patterns(work: Work, target_years: Floats) -> Iterator[tuple[Rows, Floats, int]]:
    """Rows seen in the same years before the latest and asked for the same horizon, with both."""
    latest = work.years[:, -1]
    ahead = target_years - latest
    key = np.column_stack([np.nan_to_num(work.years - latest[:, None], nan=1.0), ahead])
    unique, inverse = np.unique(key, axis=0, return_inverse=True)
    order = np.argsort(inverse.ravel(), kind="stable")
    ends = np.cumsum(np.bincount(inverse.ravel(), minlength=len(unique)))
    for i, end in enumerate(ends):
        start = ends[i - 1] if i else 0
        seen = unique[i, :-1]
        yield order[start:end], seen[seen <= 0], int(unique[i, -1])


@dataclass(frozen=True)
class Posterior:
    """Mixture of n series over K nodes; `cov` has first axis 1 where all series share it."""

    weight: Floats
    mean: Floats
    cov: Floats


def posteriors(
    work: Work, target_years: Floats, prior: Prior, *, path: bool = False, borrowed: Borrowed | None = None
) -> Iterator[tuple[Rows, Posterior]]:
    """Mixtures of the working-scale figure(s), block by block.

    Parameters
    ----------
    work : Work
    target_years : ndarray of float, shape (n,)
    prior : Prior
    path : bool
        Every year up to the target year instead of it alone.
    borrowed : Borrowed, optional

    Yields
    ------
    rows : ndarray of int
    posterior : Posterior
        Weights (rows, K); means (rows, K, H) of z itself; covariances (1 or rows, K, H, H), the future figures' own
        known noise included.
    """
    lent = nothing_borrowed(len(work)) if borrowed is None else borrowed
    for rows, seen, horizon in patterns(work, target_years):
        ahead = np.arange(1, horizon + 1, dtype=float) if path else np.array([float(horizon)])
        joint = joint_moments(seen, ahead, prior.shapes)
        points = len(seen)
        noisy = (np.nan_to_num(work.noise[rows, -points:]) > 0).any(axis=1) | (work.future_noise[rows] > 0)
        for block, with_noise in [*_blocks(rows[~noisy], BLOCK, False), *_blocks(rows[noisy], NOISY_BLOCK, True)]:
            mine, help_ = work.take(block), lent.take(block)
            changes = np.diff(mine.z[:, -points:], axis=1)
            drift = drift_means(mine, help_, prior)
            if with_noise:
                c = condition_noisy(joint, prior.nodes, changes, drift, mine.noise[:, -points:])
                own = mine.future_noise[:, None, None, None] * np.eye(len(ahead))
                c = Conditional(c.loglik, c.mean, c.cov + own)
            else:
                c = condition(joint, prior.nodes, changes, drift)
            mean = c.mean + mine.z[:, -1][:, None, None]
            if help_.pull.any():
                mean += 0.12 * (help_.pull[:, None] * prior.nodes.size)[:, :, None] * ahead
            yield block, Posterior(_weights(c.loglik, mine, help_, prior), mean, c.cov)


def _blocks(rows: Rows, size: int, with_noise: bool) -> list[tuple[Rows, bool]]:
    """Rows in portions of a size, each with whether its noise is known."""
    return [(rows[i : i + size], with_noise) for i in range(0, len(rows), size)]


def drift_means(work: Work, help_: Borrowed, prior: Prior) -> Floats:
    """Drift mean of each series under each node, shape (n, K): the node's own and the peers'."""
    own = work.direction[:, None] * (prior.nodes.mean * prior.nodes.size)
    lent = np.flatnonzero(np.isfinite(help_.change))
    if len(lent):
        half = 0.5 * prior.nodes.size
        own[lent] = 0.7 * own[lent] + 0.3 * np.clip(help_.change[lent, None], -half, half)
    return np.asarray(own, dtype=float)


def _weights(loglik: Floats, work: Work, help_: Borrowed, prior: Prior) -> Floats:
    """Posterior weights, of which a share stays with the prior (contamination; both measured in the backtest)."""
    before = prior.weights[work.kind]
    if help_.ratio.shape[1] > 1:
        before *= help_.ratio
        before /= before.sum(axis=1, keepdims=True)
    weight = loglik - loglik.max(axis=1, keepdims=True)
    np.maximum(weight, NOTHING, out=weight)
    np.exp(weight, out=weight)
    weight *= before
    weight /= weight.sum(axis=1, keepdims=True)
    return kept_open(weight, before, _still(work))


def kept_open(weight: Floats, before: Floats, still: npt.NDArray[np.bool_]) -> Floats:
    """Mix a share of the prior's weights into the posterior's, both of shape (n, K)."""
    share = np.where(still, HELD_BACK_STILL, HELD_BACK)[:, None]
    out = before - weight
    out *= share
    out += weight
    return np.asarray(out, dtype=float)


def _still(work: Work) -> npt.NDArray[np.bool_]:
    """Series whose points are all equal."""
    return np.asarray(np.fmax.reduce(work.z, axis=1) == np.fmin.reduce(work.z, axis=1), dtype=bool)
