"""Strong fluctuation: up and down by more than chance and more than indicators of its kind do.

A smooth trend, however steep, is no fluctuation; nor is the coming and going of two deaths a year. So each figure is
compared with what its neighbours in time let one expect, and the size of those deviations with what is allowed: the
chance of the counts behind them (with over-dispersion), and the unrest usual for its kind of indicator, learnt once
from some hundred others. A single outlying recent year is looked at apart, on an XmR chart of the detrended series
whose limits were simulated for 5-11 points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import fdtrc, stdtr

from kcstats.stats.count_trend import counts_of
from kcstats.stats.reasons import reason
from kcstats.stats.theil_sen import theil_sen_slope
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

WINDOW = 11
"""Latest figures looked at."""
MIN_POINTS = 5
"""Fewer figures show no fluctuation."""
RECENT = 3
"""An outlying year must be among so many latest figures."""
CUTOFFS: dict[str, float] = {"yellow": 0.025, "orange": 0.01, "red": 0.0025}
"""Levels of warning by the chance that an unremarkable series would fluctuate as much."""
LOCAL = 0.10
"""An outlying year must also stand out from its neighbours by more than its kind does in one case of ten."""
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
LIMITS: dict[int, tuple[float, float, float]] = {
    5: (2.13, 2.72, 3.32), 6: (2.28, 2.72, 3.41), 7: (2.35, 2.74, 3.45), 8: (2.34, 2.72, 3.33),
    9: (2.37, 2.75, 3.35), 10: (2.36, 2.72, 3.28), 11: (2.38, 2.73, 3.35),
}  # fmt: skip
"""XmR limits, in mean moving ranges, that the largest of the `RECENT` residuals passes by chance as often as
`CUTOFFS` say, by number of points (the textbook's 2.66 belongs to long charts)."""
_LEVELS = ("", "yellow", "orange", "red")


@dataclass(frozen=True)
class Fluctuation:
    """Warnings of strong fluctuation, one row a series.

    Attributes
    ----------
    flag : ndarray of bool, shape (n,)
    level : tuple of str, length n
        ``red``, ``orange``, ``yellow``; empty where there is no warning.
    rule : tuple of str, length n
        ``beyond_counts`` (more than the counts allow), ``beyond_kind`` (more than its kind of indicator), ``outlier``
        (one recent year far outside its own limits) or empty.
    p_value : ndarray of float, shape (n,)
        Chance that an unremarkable series of its kind fluctuates as much, 0-1; NaN where not assessed.
    ratio : ndarray of float, shape (n,)
        Typical deviation of a figure from its neighbours, in usual ones.
    outlier_ratio : ndarray of float, shape (n,)
        Largest recent residual in mean moving ranges.
    extreme_year, extreme_value, expected_value : ndarray of float, shape (n,)
        The figure that stands out most, and what its neighbours let one expect [indicator unit].
    since_year : ndarray of float, shape (n,)
        First year of the unrest; NaN where there is no warning.
    points : ndarray of int, shape (n,)
        Figures used.
    shift : ndarray of bool, shape (n,)
        Anhoej's runs: a lasting shift rather than fluctuation (evidence only, no warning).
    reason : tuple of str, length n
        Why a series could not be assessed; empty where it was.
    """

    flag: Bools
    level: tuple[str, ...]
    rule: tuple[str, ...]
    p_value: Floats
    ratio: Floats
    outlier_ratio: Floats
    extreme_year: Floats
    extreme_value: Floats
    expected_value: Floats
    since_year: Floats
    points: Ints
    shift: Bools
    reason: tuple[str, ...]

    def evidence(self, lang: Lang = "zh") -> tuple[str, ...]:
        """One sentence a warning with its numbers; empty where there is none.

        Returns
        -------
        tuple of str, length n
        """
        return tuple(_sentence(self, i, lang) if self.flag[i] else "" for i in range(len(self.flag)))


def strong_fluctuation(batch: SeriesBatch, *, lang: Lang = "zh") -> Fluctuation:
    r"""Look for strong fluctuation in each series' latest figures.

    Parameters
    ----------
    batch : SeriesBatch
        n series; the last `WINDOW` figures of each are used, with their true time gaps.
    lang : {"zh", "en"}
        Language of the reasons.

    Returns
    -------
    Fluctuation

    Notes
    -----
    On the working scale (logit for percentages, log for others, the variance-stabilised scale where counts are
    known) each inner figure is compared with the line between its neighbours, the last one with the line through the
    two before it: :math:`r_i = z_i - a z_{i-1} - (1-a) z_{i+1}`. With :math:`v_i` the variance allowed to figure i,

    .. math:: Q = \frac1m\sum_i \frac{r_i^2}{\operatorname{Var} r_i}, \qquad Q \sim F(d, \nu / (1-w)^2)

    d by Satterthwaite from the overlap of the r, :math:`\nu` the kind's degrees of freedom, w the share of
    :math:`v` due to counts: the better the counts explain the noise, the more exact the limit. Counts are allowed
    `ALLOWED_DISPERSION` times their Poisson or binomial variance.

    An outlier must pass the XmR limit of its own series *and* stand out from its neighbours by what its kind shows
    in one case of ten, so that neither a smooth curve nor a hair's breadth in a flat series fires.

    Assumes noise without memory. Random walks of their kind's usual step size are within their kind. In simulation
    (``benchmarks/fluctuation.py``) counts that vary by chance fire in at most .1 % of series, two-fold over-dispersed
    ones in 1 %, four-fold ones in 1-8 %; twenty-fold over-dispersion is found in one of three series at 5 points and
    in two of three at 11. On real indicators left out of the fit 4-5 % are flagged.

    References
    ----------
    Wheeler DJ. Understanding Variation. 2nd ed. Knoxville: SPC Press; 2000 (XmR charts).
    Anhoej J. Diagnostic value of run chart analysis. PLoS ONE 2015;10:e0121349. doi:10.1371/journal.pone.0121349.
    Anscombe FJ. The transformation of Poisson, binomial and negative-binomial data. Biometrika 1948;35:246-254.
    doi:10.1093/biomet/35.3-4.246.
    Smyth GK. Linear models and empirical Bayes methods. Stat Appl Genet Mol Biol 2004;3:3.
    doi:10.2202/1544-6115.1027.

    Examples
    --------
    >>> from kcstats.stats.batch import SeriesBatch
    >>> t = range(2016, 2025)
    >>> wild = dict(years=t, values=[60, 82, 41, 88, 35, 79, 90, 44, 85], scale="percent")
    >>> calm = dict(years=t, values=[60, 62, 63, 66, 68, 71, 73, 74, 77], scale="percent")
    >>> found = strong_fluctuation(SeriesBatch.from_rows([wild, calm]))
    >>> found.level, found.rule
    (('orange', ''), ('beyond_kind', ''))
    """
    t, x, y, d = _latest(batch)
    points = np.isfinite(x).sum(axis=1)
    work = _working_scale(batch, x, y, d)
    usable = (points >= MIN_POINTS) & np.isfinite(work.prior_df)
    ratio, p_all, local = _beyond(t, work)
    outlier_ratio, own, p_local, outlier_at = _outlier(t, work, local, points)
    spread = _severity(p_all)
    single = np.where(p_local <= LOCAL, own, 0)
    severity = np.where(usable, np.maximum(spread, single), 0)
    counted = work.count_share > 0
    rule = np.where(spread >= single, np.where(counted, "beyond_counts", "beyond_kind"), "outlier")
    flag = severity > 0
    extreme = np.argmax(np.where(np.isfinite(local.size), local.size, -1.0), axis=1)
    extreme = np.where(flag & (rule == "outlier"), outlier_at, extreme)
    row = np.arange(len(batch))
    restless = np.isfinite(local.size) & (local.size >= 2.0)
    first = np.where(restless.any(axis=1), t[row, np.argmax(restless, axis=1)], t[row, extreme])
    blank = np.where(usable, 0.0, np.nan)
    ground = np.where(usable, "", np.where(points < MIN_POINTS, "too_few_points", "not_positive"))
    why = [reason(str(g), lang, n=int(m), need=MIN_POINTS) for g, m in zip(ground, points, strict=True)]
    return Fluctuation(
        flag,
        tuple(_LEVELS[s] for s in severity),
        tuple(str(r) if f else "" for r, f in zip(rule, flag, strict=True)),
        p_all + blank,
        ratio + blank,
        outlier_ratio + blank,
        t[row, extreme] + blank,
        x[row, extreme] + blank,
        work.backward(local.expected)[row, extreme] + blank,
        np.where(flag, np.where(rule == "outlier", t[row, extreme], first), np.nan),
        points,
        _shift(t, work.z, points),
        tuple(why),
    )


@dataclass(frozen=True)
class _Work:
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
class _Local:
    """Deviation of each figure from its neighbours, standardised; NaN where it has none."""

    size: Floats
    expected: Floats


def _latest(batch: SeriesBatch) -> tuple[Floats, Floats, Floats, Floats]:
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


def _working_scale(batch: SeriesBatch, x: Floats, y: Floats, d: Floats) -> _Work:
    percent = np.asarray(batch.scale == "percent", dtype=bool)
    known = np.isfinite(x)
    counted = (known == (known & np.isfinite(y) & (d > 0))).all(axis=1) & known.any(axis=1)
    arc = counted & percent & (np.where(known, y, 0.0) <= np.where(known, d, 0.0)).all(axis=1)
    root = counted & ~arc
    tiers = np.full(len(batch), "", dtype=object) if batch.tier is None else batch.tier
    kinds = [KINDS.get(("percent" if p else "rate", str(t)), KINDS["percent" if p else "rate", ""])
             for p, t in zip(percent, tiers, strict=True)]  # fmt: skip
    sd, df = np.array(kinds, dtype=float).reshape(-1, 2).T
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
    return _Work(z, chance + moved[:, None], share, np.where(positive, df, np.nan), kind, factor)


def _contrasts(t: Floats) -> Floats:
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


def _beyond(t: Floats, work: _Work) -> tuple[Floats, Floats, _Local]:
    """Ratio, p and local deviations against what counts and kind allow."""
    contrast = _contrasts(t)
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
    p = fdtrc(df, _freedom(work), q)
    return np.sqrt(q), p, _Local(size, z - deviation)


def _freedom(work: _Work) -> Floats:
    """Degrees of freedom of the allowed variance: the kind's, more where counts explain it."""
    freedom: Floats = np.nan_to_num(work.prior_df, nan=1.0) / np.maximum(1 - work.count_share, 1e-3) ** 2
    return freedom


def _outlier(t: Floats, work: _Work, local: _Local, points: Ints) -> tuple[Floats, Ints, Floats, Ints]:
    """Largest recent residual in moving ranges, its level, its p beside its neighbours, and where it stands."""
    known = np.isfinite(t) & np.isfinite(work.z)
    slope = theil_sen_slope(t, np.where(known, work.z, np.nan)).slope
    residual = np.where(known, work.z - slope[:, None] * np.where(known, t, 0.0), np.nan)
    some = np.isfinite(residual).any(axis=1)
    centre = np.zeros(len(t))
    centre[some] = np.nanmedian(residual[some], axis=1)
    residual = residual - centre[:, None]
    steps = np.abs(np.diff(residual, axis=1))
    moving = np.where(np.isfinite(steps), steps, 0.0).sum(axis=1) / np.maximum(np.isfinite(steps).sum(axis=1), 1)
    position = np.arange(t.shape[1])[None, :]
    recent = known & (position >= (points - RECENT)[:, None])
    distance = np.where(recent, np.abs(residual), 0.0)
    at = distance.argmax(axis=1)
    row = np.arange(len(t))
    ratio = np.where(moving > 0, distance[row, at] / np.where(moving > 0, moving, 1.0), 0.0)
    limits = np.array([LIMITS.get(int(m), LIMITS[WINDOW]) for m in points]).reshape(-1, 3)
    own: Ints = (ratio[:, None] > limits).sum(axis=1)
    p_local = 2 * stdtr(_freedom(work), -np.nan_to_num(local.size[row, at], nan=0.0))
    return ratio, own, p_local, at


def _severity(p: Floats) -> Ints:
    """0 none, 1 yellow, 2 orange, 3 red."""
    out: Ints = np.sum([p <= CUTOFFS[name] for name in _LEVELS[1:]], axis=0)
    return out


def _shift(t: Floats, z: Floats, points: Ints) -> Bools:
    """Anhoej's signal: a run about the median too long, or too few crossings, for so many points."""
    from scipy.stats import binom

    known = np.isfinite(t) & np.isfinite(z)
    out = np.zeros(len(z), dtype=bool)
    for i in np.flatnonzero(points >= 10):
        side = np.sign(z[i, known[i]] - np.median(z[i, known[i]]))
        side = side[side != 0]
        if len(side) < 2:
            continue
        change = np.flatnonzero(np.diff(side)) + 1
        longest = int(np.diff(np.concatenate([[0], change, [len(side)]])).max())
        few = len(change) < binom.ppf(0.05, len(side) - 1, 0.5)
        out[i] = longest > round(np.log2(len(side)) + 3) or bool(few)
    return out


def _sentence(found: Fluctuation, i: int, lang: Lang) -> str:
    year, value, usual = int(found.extreme_year[i]), found.extreme_value[i], found.expected_value[i]
    n, ratio, moving = int(found.points[i]), found.ratio[i], found.outlier_ratio[i]
    zh, en = {
        "beyond_counts": (
            "近{n}个年度逐年起落为事件数所容许幅度的{ratio:.1f}倍",
            "over {n} figures it moves up and down {ratio:.1f} times as much as the counts allow",
        ),
        "beyond_kind": (
            "近{n}个年度逐年起落为同类指标通常幅度的{ratio:.1f}倍",
            "over {n} figures it moves up and down {ratio:.1f} times as much as its kind usually does",
        ),
        "outlier": (
            "近年偏离自身趋势达平均移动极差的{moving:.1f}倍",
            "a recent figure departs from its own trend by {moving:.1f} mean moving ranges",
        ),
    }[found.rule[i]]
    tail_zh = "；其中{year}年为{value:.4g}，按前后年份应在{usual:.4g}左右"
    tail_en = "; {year}: {value:.4g}, where its neighbours suggest about {usual:.4g}"
    text = zh + tail_zh if lang == "zh" else en + tail_en
    return text.format(n=n, ratio=ratio, moving=moving, year=year, value=value, usual=usual)
