"""The usual ways to extend a short series, as forecasts that can be scored beside ours.

A straight line with its t predictive (on the published scale and on the working scale), UNICEF's average annual rate
of reduction (a line on the logarithm), the random walk with and without drift, and the compound annual growth rate
(first to last figure on the logarithm).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import stats

from kcstats.stats.mixture import prepare
from kcstats.stats.transforms import LOG, LOGIT, Transform
from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def extrapolations(w: Windows, target: Floats) -> dict[str, tuple[Floats, Bools]]:
    """Probability and 80 % coverage of the usual ways, each on its own scale.

    Parameters
    ----------
    w : Windows
    target : ndarray of float, shape (n,)
        [indicator unit]; to reach or to fall to, by the direction of the series.

    Returns
    -------
    dict of (ndarray of float, ndarray of bool)
        ``line``, ``line_logit_log``, ``aarr``, ``random_walk``, ``random_walk_drift``, ``cagr``: probability of
        attainment, and whether the 80 % interval held the truth.
    """
    transform = prepare(w.batch).transform
    linear = Transform(np.full(len(w.truth), 2), np.ones(len(w.truth)))
    log = Transform(np.full(len(w.truth), LOG), np.where(transform.kind == LOGIT, 0.5, transform.constant))
    out = {}
    for name, scale in (("line", linear), ("line_logit_log", transform), ("aarr", log)):
        out[name] = _line(w, target, scale)
    out["random_walk"] = _walk(w, target, transform, drift=False)
    out["random_walk_drift"] = _walk(w, target, transform, drift=True)
    out["cagr"] = _walk(w, target, log, drift=True)
    return out


def _line(w: Windows, target: Floats, scale: Transform) -> tuple[Floats, Bools]:
    x, z = w.batch.years, scale.forward(w.batch.values)
    there = np.isfinite(z)
    n = there.sum(axis=1)
    mx = np.where(there, x, 0).sum(axis=1) / n
    mz = np.where(there, z, 0).sum(axis=1) / n
    dx, dz = np.where(there, x - mx[:, None], 0), np.where(there, z - mz[:, None], 0)
    sxx = (dx**2).sum(axis=1)
    slope = (dx * dz).sum(axis=1) / sxx
    rest = np.sqrt(np.maximum((dz**2).sum(axis=1) - slope**2 * sxx, 1e-12) / (n - 2))
    away = w.target_year - mx
    return _score(w, target, scale, mz + slope * away, rest * np.sqrt(1 + 1 / n + away**2 / sxx), n - 2)


def _walk(w: Windows, target: Floats, scale: Transform, *, drift: bool) -> tuple[Floats, Bools]:
    x, z = w.batch.years, scale.forward(w.batch.values)
    n = np.isfinite(z).sum(axis=1)
    row = np.arange(len(z))
    last, first, span = z[row, n - 1], z[:, 0], x[row, n - 1] - x[:, 0]
    mean = (last - first) / span if drift else np.zeros(len(z))
    step, gap = np.diff(z, axis=1), np.diff(x, axis=1)
    rest = np.where(np.isfinite(step), (step - mean[:, None] * gap) ** 2 / gap, 0).sum(axis=1)
    sd = np.sqrt(np.maximum(rest, 1e-12) / (n - 1 - drift))
    ahead = w.ahead.astype(float)
    spread = sd * np.sqrt(ahead + (ahead**2 / span if drift else 0))
    return _score(w, target, scale, last + mean * ahead, spread, n - 1 - drift)


def _score(
    w: Windows, target: Floats, scale: Transform, mean: Floats, sd: Floats, free: Floats
) -> tuple[Floats, Bools]:
    up = w.batch.direction > 0
    u = (scale.forward(target[:, None])[:, 0] - mean) / sd
    p = np.where(up, stats.t.sf(u, free), stats.t.cdf(u, free))
    with np.errstate(invalid="ignore"):
        miss = np.abs(scale.forward(w.truth[:, None])[:, 0] - mean)
    return p, miss <= stats.t.ppf(0.9, free) * sd
