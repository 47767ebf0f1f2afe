"""Did what was called likely come true as often as it was said? The table behind a reliability diagram.

Forecasts are put into bins by the probability they gave; in each bin the share that came true stands beside the mean
of what was said. Honest probabilities lie on the diagonal, as far as so few forecasts can tell: each share carries
Wilson's interval.

References
----------
Murphy, A. H. and Winkler, R. L. (1977), Reliability of subjective probability forecasts of precipitation and
temperature, doi:10.2307/2346866.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.intervals import wilson

Floats = npt.NDArray[np.float64]

TENTHS: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True)
class ReliabilityTable:
    """What was said and what came true, bin by bin; bins without a forecast are left out.

    Attributes
    ----------
    low, high : ndarray of float, shape (k,)
        Edges of the bins, 0-1; a probability on an edge belongs to the bin above it, 1 to the last.
    n : ndarray of int, shape (k,)
        Forecasts in the bin.
    said : ndarray of float, shape (k,)
        Mean probability given.
    came : ndarray of float, shape (k,)
        Share that came true.
    lower, upper : ndarray of float, shape (k,)
        Wilson's 95 % interval of that share.
    """

    low: Floats
    high: Floats
    n: npt.NDArray[np.intp]
    said: Floats
    came: Floats
    lower: Floats
    upper: Floats


def reliability_table(
    p: npt.ArrayLike, hit: npt.ArrayLike, *, edges: Sequence[float] = TENTHS, level: float = 0.95
) -> ReliabilityTable:
    """Count forecasts and what came of them by the probability given.

    Parameters
    ----------
    p : array_like of float, shape (n,)
        Probabilities, 0-1.
    hit : array_like of float or bool, shape (n,)
        1 where it came true, else 0.
    edges : sequence of float
        Rising, from 0 to 1.
    level : float
        Confidence of the intervals.

    Returns
    -------
    ReliabilityTable

    Raises
    ------
    ValueError
        If shapes differ, a probability lies outside 0-1 or is NaN, an outcome is neither 0 nor 1, or edges do not
        rise from 0 to 1.

    Examples
    --------
    >>> table = reliability_table([0.1, 0.15, 0.9, 0.8], [0, 1, 1, 1], edges=(0.0, 0.5, 1.0))
    >>> table.n.tolist(), table.said.round(3).tolist(), table.came.tolist()
    ([2, 2], [0.125, 0.85], [0.5, 1.0])
    """
    said, true, cuts = _checked(p, hit, edges)
    bins = np.minimum(np.searchsorted(cuts, said, side="right") - 1, len(cuts) - 2)
    n = np.bincount(bins, minlength=len(cuts) - 1)
    used = n > 0
    hits = np.bincount(bins, weights=true, minlength=len(n))[used]
    total = np.bincount(bins, weights=said, minlength=len(n))[used]
    share = wilson(hits, n[used], level=level)
    return ReliabilityTable(
        cuts[:-1][used], cuts[1:][used], n[used], total / n[used], share.estimate, share.lower, share.upper
    )


def _checked(p: npt.ArrayLike, hit: npt.ArrayLike, edges: Sequence[float]) -> tuple[Floats, Floats, Floats]:
    said, true = np.asarray(p, dtype=float), np.asarray(hit, dtype=float)
    cuts = np.asarray(edges, dtype=float)
    if said.ndim != 1 or said.shape != true.shape:
        raise ValueError(f"Expected p and hit of one shape (n,). But got {said.shape} and {true.shape}.")
    if not ((said >= 0) & (said <= 1)).all():
        raise ValueError("Expected 0 <= p <= 1. But got a probability outside, or NaN.")
    if not np.isin(true, (0.0, 1.0)).all():
        raise ValueError("Expected outcomes 0 or 1. But got another value, or NaN.")
    if len(cuts) < 2 or cuts[0] != 0 or cuts[-1] != 1 or (np.diff(cuts) <= 0).any():
        raise ValueError(f"Expected edges that rise from 0 to 1. But got {list(edges)}.")
    return said, true, cuts
