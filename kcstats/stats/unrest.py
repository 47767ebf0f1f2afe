"""How far each figure stands from what its neighbours in time let one expect, against what is allowed to it.

Allowed is the chance of the counts behind the figures (with over-dispersion) and the unrest usual for the kind of
indicator, learnt once from some hundred others. The warnings of `kcstats.stats.fluctuation` and the hindcast that
judges them both stand on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc, stdtr

from kcstats.stats.count_trend import counts_of

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Kinds = Mapping[tuple[str, str], tuple[float, float]]

WINDOW = 11
"""Latest figures looked at."""
ALLOWED_DISPERSION = 3.0
"""Over-dispersion of counts that is taken for ordinary."""
KINDS: dict[tuple[str, str], tuple[float, float]] = {
    ("percent", ""): (0.066, 1.5),
    ("percent", "country"): (0.064, 1.35),
    ("percent", "subnational"): (0.066, 1.55),
    ("rate", ""): (0.060, 1.4),
    ("rate", "country"): (0.038, 1.2),
    ("rate", "subnational"): (0.082, 1.65),
}
"""Sd of a single figure on the logit or log scale and its degrees of freedom (small: kinds differ much), by scale and
tier; matched to the median and the 95th percentile of 6 to 11 point windows of observed series (see
``benchmarks/fluctuation.py``)."""


@dataclass(frozen=True)
class Work:
    """Figures on the scale on which noise is judged."""

    z: Floats
    variance: Floats
    count_share: Floats
    prior_df: Floats
    kind: Ints  # 0 log, 1 logit, 2 root of a rate, 3 arcsine of a proportion
    factor: Floats

    def backward(self, z: Floats) -> Floats:
        """Return to the indicator's unit."""
        kind, factor = self.kind[:, None], self.factor[:, None]
        logit = 101 / (1 + np.exp(-np.clip(z, -50, 50))) - 0.5
        root = (np.maximum(z, 0) / 2) ** 2 * factor
        arc = np.sin(np.clip(z / 2, 0, np.pi / 2)) ** 2 * factor
        return np.select([kind == 0, kind == 1, kind == 2], [np.exp(np.clip(z, -700, 700)), logit, root], arc)


@dataclass(frozen=True)
class Local:
    """Deviation of each figure from its neighbours, standardised; NaN where it has none."""

    size: Floats
    expected: Floats


def latest_figures(batch: SeriesBatch) -> tuple[Floats, Floats, Floats, Floats]:
    """The last `WINDOW` figures, packed to the left; shape (n, WINDOW)."""
    numerator, denominator = counts_of(batch)
    known = np.isfinite(batch.years) & np.isfinite(batch.values)
    behind = known.sum(axis=1, keepdims=True) - np.cumsum(known, axis=1)
    keep = known & (behind < WINDOW)
    rank = np.cumsum(keep, axis=1) - 1
    row = np.nonzero(keep)[0]
    out = []
    for array in (batch.years, batch.values, numerator, denominator):
        packed = np.full((len(batch), WINDOW), np.nan)
        packed[row, rank[keep]] = array[keep]
        out.append(packed)
    return out[0], out[1], out[2], out[3]


def working_scale(batch: SeriesBatch, x: Floats, y: Floats, d: Floats, kinds: Kinds = KINDS) -> Work:
    """Figures on the scale on which their noise is even, with the variance that counts and kind allow."""
    percent = np.asarray(batch.scale == "percent", dtype=bool)
    known = np.isfinite(x)
    counted = (known == (known & np.isfinite(y) & (d > 0))).all(axis=1) & known.any(axis=1)
    arc = counted & percent & (np.where(known, y, 0.0) <= np.where(known, d, 0.0)).all(axis=1)
    root = counted & ~arc
    tiers = np.full(len(batch), "", dtype=object) if batch.tier is None else batch.tier
    mine = [kinds.get(("percent" if p else "rate", str(t)), kinds["percent" if p else "rate", ""])
            for p, t in zip(percent, tiers, strict=True)]  # fmt: skip
    sd, df = np.array(mine, dtype=float).reshape(-1, 2).T
    risk = np.where(
        counted, np.nansum(y, axis=1) / np.maximum(np.nansum(np.where(known, d, 0.0), axis=1), 1e-300), 0.0
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        logit = np.log((x + 0.5) / (100 - x + 0.5))
        log = np.log(np.where(x > 0, x, np.nan))
        rooted = 2 * np.sqrt((y + 0.375) / d)
        turned = 2 * np.arcsin(np.sqrt(np.clip((y + 0.375) / (d + 0.75), 0, 1)))
    each = [arc[:, None], root[:, None], percent[:, None]]
    z = np.select(each, [turned, rooted, logit], log)
    positive = (known == np.isfinite(z)).all(axis=1)
    moved = np.select([arc, root], [risk * (1 - risk), risk], 1.0) * sd**2
    chance = np.where(counted[:, None], ALLOWED_DISPERSION / np.where(known & counted[:, None], d, 1.0), 0.0)
    share = np.where(counted, chance.mean(axis=1, where=known | ~known.any(axis=1, keepdims=True)), 0.0)
    share = share / np.maximum(share + moved, 1e-300)
    kind = np.select([arc, root, percent], [3, 2, 1], 0)
    factor = np.where(arc, 100.0, 1.0 if batch.multiplier is None else np.nan_to_num(batch.multiplier, nan=1.0))
    return Work(z, chance + moved[:, None], share, np.where(positive, df, np.nan), kind, factor)


def contrasts(t: Floats) -> Floats:
    """Weights of each deviation on the figures; shape (n, WINDOW, WINDOW), zero rows where there is none."""
    n, width = t.shape
    known = np.isfinite(t)
    out = np.zeros((n, width, width))
    last = known.sum(axis=1) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        before = (t[:, 2:] - t[:, 1:-1]) / (t[:, 2:] - t[:, :-2])
    inner = np.isfinite(before)
    at = np.arange(1, width - 1)
    out[:, at, at] = inner
    out[:, at, at - 1] = np.where(inner, -before, 0.0)
    out[:, at, at + 1] = np.where(inner, -(1 - before), 0.0)
    rows = np.flatnonzero(last >= 2)
    k = last[rows]
    ahead = (t[rows, k] - t[rows, k - 1]) / (t[rows, k - 1] - t[rows, k - 2])
    out[rows, k, k], out[rows, k, k - 1], out[rows, k, k - 2] = 1.0, -(1 + ahead), ahead
    return out


def beyond(t: Floats, work: Work) -> tuple[Floats, Floats, Local]:
    """Ratio, p and local deviations against what counts and kind allow."""
    contrast = contrasts(t)
    z = np.where(np.isfinite(work.z), work.z, 0.0)
    deviation = np.einsum("nij,nj->ni", contrast, z)
    covariance = np.einsum("nij,nj,nkj->nik", contrast, work.variance, contrast)
    variance = np.einsum("nii->ni", covariance)
    there = variance > 0
    scale = np.sqrt(np.where(there, variance, 1.0))
    size = np.where(there, np.abs(deviation) / scale, np.nan)
    inner = there.copy()
    inner[np.arange(len(t)), np.maximum(np.isfinite(t).sum(axis=1) - 1, 0)] = False  # the last is no new contrast
    m = np.maximum(inner.sum(axis=1), 1)
    q = np.where(inner, size**2, 0.0).sum(axis=1) / m
    shape = covariance / (scale[:, :, None] * scale[:, None, :])
    both = inner[:, :, None] & inner[:, None, :]
    df = m**2 / np.maximum(np.where(both, shape**2, 0.0).sum(axis=(1, 2)), 1.0)
    p = fdtrc(df, freedom(work), q)
    return np.sqrt(q), p, Local(size, z - deviation)


def freedom(work: Work) -> Floats:
    """Degrees of freedom of the allowed variance: the kind's, more where counts explain it."""
    more = np.maximum(1 - work.count_share, 1e-3) ** 2
    return np.asarray(np.nan_to_num(work.prior_df, nan=1.0) / more, dtype=float)


def local_probability(batch: SeriesBatch, *, kinds: Kinds = KINDS) -> tuple[Floats, Floats]:
    r"""Probability that a figure of its kind stands as far from its neighbours as each of the latest ones does.

    Parameters
    ----------
    batch : SeriesBatch
        n series; the last `WINDOW` figures of each are used.
    kinds : mapping of (scale, tier) to (sd, degrees of freedom)
        The unrest usual for each kind, as in `KINDS`.

    Returns
    -------
    years, p : ndarray of float, shape (n, WINDOW)
        Packed to the left; p is NaN where a figure has no two neighbours to be compared with.

    Notes
    -----
    Two-sided p of :math:`r_i / \sqrt{\operatorname{Var} r_i}` by a t distribution with the kind's degrees of freedom.

    Examples
    --------
    >>> from kcstats.stats.batch import SeriesBatch
    >>> row = dict(years=range(2018, 2024), values=[60, 61, 62, 85, 64, 65], scale="percent")
    >>> years, p = local_probability(SeriesBatch.from_rows([row]))
    >>> float(years[0, 3]), bool(p[0, 3] < 0.1 < p[0, 1])
    (2021.0, True)
    """
    t, x, y, d = latest_figures(batch)
    work = working_scale(batch, x, y, d, kinds)
    size = beyond(t, work)[2].size
    p = 2 * stdtr(freedom(work)[:, None], -np.abs(size))
    return t, np.where(np.isfinite(size) & np.isfinite(work.prior_df)[:, None], p, np.nan)
