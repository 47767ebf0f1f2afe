"""How uncertain a published figure is by itself, before any model: its counts, its rounding.

A share of 300 births moves by a percentage point when nothing has changed. Where the counts behind a figure are
known, that much of its variation is chance and none of it trend: binomial for percentages, Poisson for rates, carried
to the working scale by the delta method. The chance is computed from the pooled level of the series, so that a year
without events is not taken for a certain one. Whatever varies more than that is left to the model's own noise.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.transforms import LOGIT, Transform, resolution

Floats = npt.NDArray[np.float64]


def known_noise(batch: SeriesBatch, transform: Transform) -> tuple[Floats, Floats]:
    r"""Variance on the working scale that counts and rounding explain.

    Parameters
    ----------
    batch : SeriesBatch
    transform : Transform

    Returns
    -------
    observed : ndarray of float, shape (n, T)
        Of each observation; 0 where nothing is known, and in series that vary too much for rounding to matter.
    future : ndarray of float, shape (n,)
        Of a future figure, from the mean of the known denominators.

    Notes
    -----
    Percent: :math:`p(1-p) m^2 / N`, rates: :math:`\lambda m / N` with the pooled p and rate :math:`\lambda` and
    multiplier m, times the squared derivative of the transform at the pooled level. Rounding to a step u:
    :math:`u^2 / 12`.
    """
    there = np.isfinite(batch.values)
    known = there & (batch.denominator > 0) & np.isfinite(batch.multiplier)[:, None]
    size = np.where(known, batch.denominator, 0.0)
    total = np.maximum(size.sum(axis=1), 1e-300)
    with np.errstate(invalid="ignore"):
        events = np.where(known, batch.values * size / batch.multiplier[:, None], 0.0).sum(axis=1)
    multiplier = np.where(np.isfinite(batch.multiplier), batch.multiplier, 1.0)
    share = (events + 0.5) / (total + 1.0)
    percent = transform.kind == LOGIT
    pooled = share * multiplier
    variance = np.where(percent, share * (1 - np.minimum(share, 1.0)), share) * multiplier**2
    slope = transform.slope(np.where(known.any(axis=1), pooled, 50.0))
    per_event = variance * slope**2
    observed = np.divide(per_event[:, None], size, out=np.zeros_like(size), where=known)
    mean_size = total / np.maximum(known.sum(axis=1), 1)
    future = np.where(known.any(axis=1), per_event / np.maximum(mean_size, 1e-300), 0.0)
    return observed + _rounding(batch, transform), future


def _rounding(batch: SeriesBatch, transform: Transform) -> Floats:
    """Variance by rounding, for series that move by a few last digits only."""
    step = resolution(batch.values)
    there = np.isfinite(batch.values)
    high = np.max(np.where(there, batch.values, -np.inf), axis=1, initial=-np.inf)
    low = np.min(np.where(there, batch.values, np.inf), axis=1, initial=np.inf)
    mean = np.where(there, batch.values, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    with np.errstate(invalid="ignore"):
        matters = (high - low <= 3.0 * step + 1e-9) & (step > 0)
    slope = transform.slope(np.where(np.isfinite(mean), mean, 0.0))
    variance = np.where(matters, (step * slope) ** 2 / 12.0, 0.0)
    variance = np.where(np.isfinite(variance), variance, 0.0)
    return np.asarray(np.where(there, variance[:, None], 0.0), dtype=float)
