"""Strong fluctuation: up and down by more than chance and more than indicators of its kind do.

A smooth trend, however steep, is no fluctuation; nor is the coming and going of two deaths a year. So each figure is
compared with what its neighbours in time let one expect, and the size of those deviations with what is allowed: the
chance of the counts behind them (with over-dispersion), and the unrest usual for its kind of indicator, learnt once
from some hundred others. A single outlying recent year is looked at apart, on an XmR chart of the detrended series
whose limits were simulated for 5-11 points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr

from kcstats.stats.reasons import reason
from kcstats.stats.theil_sen import theil_sen_slope
from kcstats.stats.unrest import KINDS, WINDOW, Kinds, Local, Work, beyond, freedom, latest_figures, working_scale
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]

MIN_POINTS = 5
"""Fewer figures show no fluctuation."""
RECENT = 3
"""An outlying year must be among so many latest figures."""
CUTOFFS: dict[str, float] = {"yellow": 0.025, "orange": 0.01, "red": 0.0025}
"""Levels of warning by the chance that an unremarkable series would fluctuate as much."""
LOCAL = 0.10
"""An outlying year must also stand out from its neighbours by more than its kind does in one case of ten."""
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

    def evidence(self, lang: Lang = "zh", *, units: Sequence[str] = ()) -> tuple[str, ...]:
        """One sentence a warning with its numbers; empty where there is none.

        Parameters
        ----------
        lang : {"zh", "en"}
        units : sequence of str, length n
            Printed behind each series' figures; none by default.

        Returns
        -------
        tuple of str, length n
        """
        behind = units or [""] * len(self.flag)
        return tuple(_sentence(self, i, lang, behind[i]) if self.flag[i] else "" for i in range(len(self.flag)))


def strong_fluctuation(batch: SeriesBatch, *, kinds: Kinds = KINDS, lang: Lang = "zh") -> Fluctuation:
    r"""Look for strong fluctuation in each series' latest figures.

    Parameters
    ----------
    batch : SeriesBatch
        n series; the last `WINDOW` figures of each are used, with their true time gaps.
    kinds : mapping of (scale, tier) to (sd, degrees of freedom)
        The unrest usual for each kind of indicator.
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
    t, x, y, d = latest_figures(batch)
    points = np.isfinite(x).sum(axis=1)
    work = working_scale(batch, x, y, d, kinds)
    usable = (points >= MIN_POINTS) & np.isfinite(work.prior_df)
    ratio, p_all, local = beyond(t, work)
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


def _outlier(t: Floats, work: Work, local: Local, points: Ints) -> tuple[Floats, Ints, Floats, Ints]:
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
    p_local = 2 * stdtr(freedom(work), -np.nan_to_num(local.size[row, at], nan=0.0))
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
    fewest = binom.ppf(0.05, np.arange(z.shape[1] + 1) - 1, 0.5)
    for i in np.flatnonzero(points >= 10):
        side = np.sign(z[i, known[i]] - np.median(z[i, known[i]]))
        side = side[side != 0]
        if len(side) < 2:
            continue
        change = np.flatnonzero(np.diff(side)) + 1
        longest = int(np.diff(np.concatenate([[0], change, [len(side)]])).max())
        out[i] = longest > round(np.log2(len(side)) + 3) or len(change) < fewest[len(side)]
    return out


def _sentence(found: Fluctuation, i: int, lang: Lang, unit: str) -> str:
    year, value, usual = int(found.extreme_year[i]), found.extreme_value[i], found.expected_value[i]
    n, ratio, moving = int(found.points[i]), found.ratio[i], found.outlier_ratio[i]
    zh, en = {
        "beyond_counts": (
            "近{n}个年度的逐年起落是按事件数应有幅度的{ratio:.1f}倍",
            "over {n} figures it moves up and down {ratio:.1f} times as much as the counts allow",
        ),
        "beyond_kind": (
            "近{n}个年度的逐年起落是同类指标通常幅度的{ratio:.1f}倍",
            "over {n} figures it moves up and down {ratio:.1f} times as much as its kind usually does",
        ),
        "outlier": (
            "近年偏离自身趋势达平均移动极差的{moving:.1f}倍",
            "a recent figure departs from its own trend by {moving:.1f} mean moving ranges",
        ),
    }[found.rule[i]]
    tail_zh = "；其中{year}年为{value}，按前后年份应在{usual}左右"
    tail_en = "; {year}: {value}, where its neighbours suggest about {usual}"
    text = zh + tail_zh if lang == "zh" else en + tail_en
    figures = {"value": _figure(value) + unit, "usual": _figure(usual) + unit}
    return text.format(n=n, ratio=ratio, moving=moving, year=year, **figures)


def _figure(value: float) -> str:
    """Four digits of a figure, and every one before the decimal point."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
