"""The usual ways to extend a short series, as forecasts that can be scored beside ours.

A straight line with its t predictive (on the published scale and on the working scale), UNICEF's average annual rate
of reduction (a line on the logarithm), the random walk with and without drift, and the compound annual growth rate
(first to last figure on the logarithm). A forecast here is a t distribution on a stated scale.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

from kcstats.stats.mixture import prepare
from kcstats.stats.transforms import LINEAR, LOG, LOGIT, Transform
from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

NEVER_LESS = 1e-12
"""A sum of squares is taken for at least this, so that a perfect line has a forecast at all."""


@dataclass(frozen=True)
class Extended:
    """Forecasts of n windows: mean + sd * t on the scale of `transform`.

    Attributes
    ----------
    mean, sd : ndarray of float, shape (n,)
        NaN where there is none.
    free : ndarray of float, shape (n,)
        Degrees of freedom; inf = normal.
    transform : Transform
    """

    mean: Floats
    sd: Floats
    free: Floats
    transform: Transform

    def probability(self, target: Floats, upward: Bools) -> Floats:
        """Probability of a figure on the good side of the target, shape (n,)."""
        u = (self.transform.forward(target[:, None])[:, 0] - self.mean) / self.sd
        return np.asarray(np.where(upward, stats.t.sf(u, self.free), stats.t.cdf(u, self.free)), dtype=float)

    def quantile(self, levels: tuple[float, ...]) -> Floats:
        """Quantiles [indicator unit], shape (n, len(levels)); not cut at the bounds."""
        u = stats.t.ppf(np.array(levels)[None, :], self.free[:, None])
        return self.transform.backward(self.mean[:, None] + self.sd[:, None] * u)

    def held(self, truth: Floats, level: float) -> Bools:
        """Whether the central interval of a level held the truth, shape (n,)."""
        with np.errstate(invalid="ignore"):
            miss = np.abs(self.transform.forward(truth[:, None])[:, 0] - self.mean)
        return np.asarray(miss <= stats.t.ppf((1 + level) / 2, self.free) * self.sd)


def extrapolations(w: Windows) -> dict[str, Extended]:
    """Forecast each window in the usual ways, each on its own scale.

    Parameters
    ----------
    w : Windows

    Returns
    -------
    dict of str to Extended
        ``line``, ``line_logit_log``, ``aarr``, ``random_walk``, ``random_walk_drift``, ``cagr``.
    """
    transform = prepare(w.batch).transform
    linear = Transform(np.full(len(w), LINEAR), np.ones(len(w)))
    log = Transform(np.full(len(w), LOG), np.where(transform.kind == LOGIT, 0.5, transform.constant))
    return {
        "line": _line(w, linear),
        "line_logit_log": _line(w, transform),
        "aarr": _line(w, log),
        "random_walk": _walk(w, transform, drift=False),
        "random_walk_drift": _walk(w, transform, drift=True),
        "cagr": _walk(w, log, drift=True),
    }


def _line(w: Windows, scale: Transform) -> Extended:
    x, z = w.batch.years, scale.forward(w.batch.values)
    there = np.isfinite(z)
    n = there.sum(axis=1)
    mx = np.where(there, x, 0).sum(axis=1) / n
    mz = np.where(there, z, 0).sum(axis=1) / n
    dx, dz = np.where(there, x - mx[:, None], 0), np.where(there, z - mz[:, None], 0)
    sxx = (dx**2).sum(axis=1)
    slope = (dx * dz).sum(axis=1) / sxx
    rest = np.sqrt(np.maximum((dz**2).sum(axis=1) - slope**2 * sxx, NEVER_LESS) / (n - 2))
    away = w.target_year - mx
    sd = rest * np.sqrt(1 + 1 / n + away**2 / sxx)
    return Extended(mz + slope * away, sd, (n - 2).astype(float), scale)


def _walk(w: Windows, scale: Transform, *, drift: bool) -> Extended:
    x, z = w.batch.years, scale.forward(w.batch.values)
    n = np.isfinite(z).sum(axis=1)
    row = np.arange(len(z))
    last, first, span = z[row, n - 1], z[:, 0], x[row, n - 1] - x[:, 0]
    mean = (last - first) / span if drift else np.zeros(len(z))
    step, gap = np.diff(z, axis=1), np.diff(x, axis=1)
    rest = np.where(np.isfinite(step), (step - mean[:, None] * gap) ** 2 / gap, 0).sum(axis=1)
    sd = np.sqrt(np.maximum(rest, NEVER_LESS) / (n - 1 - drift))
    ahead = w.ahead.astype(float)
    spread = sd * np.sqrt(ahead + (ahead**2 / span if drift else 0))
    return Extended(last + mean * ahead, spread, (n - 1 - drift).astype(float), scale)
