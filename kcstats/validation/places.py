"""How honest are the forecasts of small places? Real courses, with the counts of a place of a stated size drawn.

The course of a real national series is taken for the underlying rate, and each year's count is drawn from a binomial
distribution with the denominator of a small place. So the truth is known to come from a count, and the same place can
be forecast with its counts and without. These windows are half made up; the tables say so.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]

SHARES = (100, 500, 2_000, 10_000)
"""Denominators of percentages."""
RARE = (2_000, 20_000, 200_000)
"""Denominators of rare events per 100,000."""
PER = {"percent": 100.0, "rate": 1e5}


def suited(w: Windows) -> npt.NDArray[np.intp]:
    """Windows whose figures can stand for an underlying probability: percentages, and rates up to 2,000."""
    top = np.where(np.isfinite(w.batch.values), w.batch.values, 0.0).max(axis=1)
    fit = (w.batch.scale == "percent") | ((w.batch.scale == "rate") & (top <= 2_000) & (w.truth <= 2_000))
    return np.flatnonzero(fit & (w.batch.tier == "country"))


def drawn(w: Windows, denominator: Floats, *, rng: np.random.Generator) -> Windows:
    """Replace every figure, the truth too, by one whose count is drawn.

    Parameters
    ----------
    w : Windows, n of them
        From `suited`.
    denominator : ndarray of float, shape (n,)
    rng : Generator

    Returns
    -------
    Windows
        With numerators, denominators and multipliers.
    """
    per = np.array([PER[str(s)] for s in w.batch.scale])
    there = np.isfinite(w.batch.values)
    size = np.broadcast_to(denominator[:, None], there.shape).astype(np.int64)
    events = rng.binomial(size, np.where(there, w.batch.values, 0.0) / per[:, None])
    later = rng.binomial(denominator.astype(np.int64), w.truth / per)
    batch = replace(
        w.batch,
        values=np.where(there, events / size * per[:, None], np.nan),
        numerator=np.where(there, events, np.nan),
        denominator=np.where(there, size, np.nan).astype(float),
        multiplier=per,
        tier=np.full(len(w), "subnational", dtype=object),
    )
    return replace(w, batch=batch, truth=later / denominator * per)


def without_counts(w: Windows) -> Windows:
    """The same figures, their counts unknown."""
    blank = np.full(w.batch.values.shape, np.nan)
    batch = replace(w.batch, numerator=blank, denominator=blank, multiplier=np.full(len(w), np.nan))
    return replace(w, batch=batch)
