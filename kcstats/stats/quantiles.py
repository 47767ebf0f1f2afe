"""Quantiles of mixtures of normals, many at once.

The distribution function is looked at roughly, at sixteen points a mixture; where it seems to reach a level, it is
computed well, with three derivatives, and one step mostly leaves less than can be told. The rest go on inside
brackets that shrink.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kcstats.stats.normal_mixture import NormalMixture

Floats = npt.NDArray[np.float64]

NEAR = np.array([0.06, 0.2, 0.4, 0.65, 1.0, 1.5, 2.2, 3.2])
"""Where the distribution function is looked at, on either side of the mean [standard deviations]."""
FAR = 40.0
"""Where a mixture is taken to have ended [standard deviations]."""
CLOSE = 2e-10
"""What a step may leave, by the size of its own terms, to be the last [probability]."""
STEPS_AT_MOST = 60
_LEAST = 1e-6


def mixture_quantiles(mixture: NormalMixture, levels: Floats) -> Floats:
    """Find where mixtures reach levels.

    Parameters
    ----------
    mixture : NormalMixture, n of them
        Finite; some hundred at a time fit a processor's cache.
    levels : ndarray of float, shape (k,)
        0-1, exclusive.

    Returns
    -------
    ndarray of float, shape (n, k)
        In the order of the levels.

    Examples
    --------
    >>> standard = NormalMixture.of(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
    >>> mixture_quantiles(standard, np.array([0.025, 0.5, 0.975])).round(6).tolist()
    [[-1.959964, 0.0, 1.959964]]
    """
    grid = np.concatenate([[-FAR], -NEAR[::-1], NEAR, [FAR]])
    centre, spread = mixture.moments()
    points = centre[:, None] + spread[:, None] * grid
    order = np.argsort(levels, kind="stable")
    ascending = levels[order]
    start = _between(points, _log_odds(mixture.rough(points[:, 1:-1])), np.log(ascending) - np.log1p(-ascending))
    out = np.empty((len(mixture), len(levels)))
    out[:, order] = np.maximum.accumulate(_refine(mixture, ascending, *start), axis=1)
    return out


def _log_odds(below: Floats) -> Floats:
    """Log odds of a rough distribution function, ascending, with its ends set beside it."""
    inside = np.clip(np.maximum.accumulate(below, axis=1), 2 * _LEAST, 1 - 2 * _LEAST)
    every = np.pad(inside, ((0, 0), (1, 1)), constant_values=((0, 0), (_LEAST, 1 - _LEAST)))
    return np.asarray(np.log(every) - np.log1p(-every), dtype=float)


def _between(points: Floats, odds: Floats, levels: Floats) -> tuple[Floats, Floats, Floats]:
    """Where the log odds reach levels, by a cubic through them, and brackets that allow for their roughness.

    Parameters
    ----------
    points, odds : ndarray of float, shape (n, G)
        Ascending.
    levels : ndarray of float, shape (k,)
        Log odds.

    Returns
    -------
    x, low, high : ndarray of float, shape (n, k)
    """
    last = points.shape[1] - 1
    width = np.maximum(np.diff(odds, axis=1), 1e-9)
    per = np.diff(points, axis=1) / width
    pace = np.concatenate(
        [per[:, :1], 2 * per[:, :-1] * per[:, 1:] / (per[:, :-1] + per[:, 1:]), per[:, -1:]], axis=1
    )
    k = np.clip((odds[:, None, :] < levels[:, None]).sum(axis=2), 1, last)

    def at(table: Floats, column: npt.NDArray[np.int64]) -> Floats:
        return np.take_along_axis(table, column, axis=1)

    share = np.clip((levels - at(odds, k - 1)) / at(width, k - 1), 0.0, 1.0)
    rest = 1.0 - share
    start, end = at(points, k - 1), at(points, k)
    bow = at(width, k - 1) * (at(pace, k - 1) * rest - at(pace, k) * share) * share * rest
    x = start + (end - start) * share**2 * (3.0 - 2.0 * share) + bow
    return x, at(points, np.maximum(k - 2, 0)), at(points, np.minimum(k + 1, last))


def _refine(mixture: NormalMixture, levels: Floats, x: Floats, low: Floats, high: Floats) -> Floats:
    """Steps along the inverse function's own series, kept inside shrinking brackets; all of shape (n, k)."""
    looked = np.stack([mixture.expansion(column) for column in x.T], axis=2)
    level = np.broadcast_to(levels, x.shape)
    x, low, high, more = _advance(looked, level, x, low, high)
    for _ in range(STEPS_AT_MOST):
        rows, columns = np.nonzero(more)
        if not len(rows):
            break
        at = rows, columns
        looked = np.stack(mixture.take(rows).expansion(x[at]))
        x[at], low[at], high[at], more[at] = _advance(looked, level[at], x[at], low[at], high[at])
    return x


def _advance(
    looked: Floats, level: Floats, x: Floats, low: Floats, high: Floats
) -> tuple[Floats, Floats, Floats, npt.NDArray[np.bool_]]:
    """One step from what was found at x: where to, the bracket now, and whether another is needed."""
    below, slope, bend, twist = looked
    miss = below - level
    low, high = np.where(miss < 0, x, low), np.where(miss >= 0, x, high)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        newton = miss / slope
        second, third = newton * bend / slope, newton**2 * twist / slope
        there = x - newton * (1.0 + second / 2 + second**2 / 2 - third / 6)
        left = np.abs(miss) * (np.abs(second) + np.sqrt(np.abs(third))) ** 3
        outside = ~((there > low) & (there < high))
        more = (miss != 0) & (outside | ~(left <= CLOSE))
    return np.where(miss == 0, x, np.where(outside, (low + high) / 2, there)), low, high, more
