"""Demands that look sideways: a gap between two groups, a reference series, every single unit.

Two groups of one place move together, and so do the units of one district. A Gaussian copula carries that: the
margins stay the forecasts themselves, with their bounds and counts, and only their ranks are tied. The answers are
sums over a quantile grid, without random numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import ndtr, ndtri

from kcstats.stats.answer import Bools, Floats, RuleAnswer, answer
from kcstats.stats.baseline_rules import grid
from kcstats.stats.reasons import reason
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch
    from kcstats.stats.projection import Forecast

PRIOR_CORRELATION = 0.5
"""Correlation taken for two groups of one place before their own changes are looked at."""
PRIOR_CHANGES = 4.0
"""How many yearly changes that prior is worth."""
UNIT_CORRELATION = 0.3
"""Correlation taken among the units of one district: forecast errors of one indicator in the areas of one country
measured .31 three and .37 five years ahead, .18 in the median indicator (``benchmarks/unit_correlation.py``)."""
_EDGE = 1e-12


@dataclass(frozen=True)
class EveryUnit:
    """Whether all units of an area attain, one row an area.

    Attributes
    ----------
    p : ndarray of float, shape (n,)
        Joint probability, 0-1; NaN where it cannot be told.
    lower, upper : ndarray of float, shape (n,)
        What it can be whatever the dependence (Frechet's bounds).
    independent : ndarray of float, shape (n,)
        What it would be if the units were independent.
    expected_failures : ndarray of float, shape (n,)
        Units expected to fail.
    failing : ndarray of bool, shape (n, m)
        Units that more likely fail than attain.
    method, reason, note : tuple of str, length n
    """

    p: Floats
    lower: Floats
    upper: Floats
    independent: Floats
    expected_failures: Floats
    failing: Bools
    method: tuple[str, ...]
    reason: tuple[str, ...]
    note: tuple[str, ...]


def paired_correlation(a: SeriesBatch, b: SeriesBatch) -> Floats:
    """Correlation of the yearly changes of two groups, drawn towards `PRIOR_CORRELATION`.

    Parameters
    ----------
    a, b : SeriesBatch
        n series each, row by row the same place.

    Returns
    -------
    ndarray of float, shape (n,)
        Between -.2 and .95: (m r + 4 (.5)) / (m + 4) with m common changes of correlation r.
    """
    out = np.full(len(a), PRIOR_CORRELATION)
    for i in range(len(a)):
        _, at_a, at_b = np.intersect1d(a.years[i], b.years[i], return_indices=True)
        change_a, change_b = np.diff(a.values[i][at_a]), np.diff(b.values[i][at_b])
        known = np.isfinite(change_a) & np.isfinite(change_b)
        x, y = change_a[known], change_b[known]
        if len(x) >= 3 and x.std() > 0 and y.std() > 0:
            r = float(np.corrcoef(x, y)[0, 1])
            out[i] = (len(x) * r + PRIOR_CHANGES * PRIOR_CORRELATION) / (len(x) + PRIOR_CHANGES)
    correlation: Floats = np.clip(out, -0.2, 0.95)
    return correlation


def narrow_gap(
    first: Forecast,
    second: Forecast,
    baseline_first: npt.ArrayLike,
    baseline_second: npt.ArrayLike,
    *,
    by: str = "difference",
    correlation: npt.ArrayLike = PRIOR_CORRELATION,
    lang: Lang = "zh",
) -> RuleAnswer:
    r"""P(gap between two groups in the target year is smaller than at the baseline).

    Parameters
    ----------
    first, second : Forecast
        n distributions each, row by row the same indicator in two groups.
    baseline_first, baseline_second : array_like of float, shape (n,)
        Their baseline figures; NaN = unknown.
    by : {"difference", "ratio"}
        Gap as an absolute difference or as a ratio (larger over smaller).
    correlation : array_like of float, shape (n,)
        Of the two figures; `paired_correlation` estimates it.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer

    Raises
    ------
    ValueError
        If `by` is neither of the two.

    Notes
    -----
    With g the baseline gap,

    .. math:: P(|A - B| < g) = \int P(a - g < B < a + g \mid a)\, dF_A(a);

    for the ratio the limits are :math:`a e^{\mp g}` with :math:`g = |\ln a_0/b_0|`. A gap that turns round counts by
    its size.
    """
    if by not in ("difference", "ratio"):
        raise ValueError(f"Expected by = 'difference' or 'ratio'. But got {by!r}.")
    a0, b0 = (np.asarray(v, dtype=float) for v in np.broadcast_arrays(baseline_first, baseline_second))
    a = first.quantile(grid())
    with np.errstate(divide="ignore", invalid="ignore"):
        if by == "difference":
            gap = np.abs(a0 - b0)
            low, high = a - gap[:, None], a + gap[:, None]
        else:
            gap = np.where((a0 > 0) & (b0 > 0), np.abs(np.log(a0 / b0)), np.nan)
            low, high = a * np.exp(-gap)[:, None], a * np.exp(gap)[:, None]
    p = (_below(second, high, correlation) - _below(second, low, correlation)).mean(axis=1)
    codes = np.where(np.isnan(a0) | np.isnan(b0), "no_baseline", np.where(gap == 0, "no_gap", ""))
    codes = np.where((codes == "") & np.isnan(gap), "not_positive", codes)
    grounds = [reason(str(c), lang) or other for c, other in zip(codes, second.reason, strict=True)]
    kind = {"difference": ("差值", "difference"), "ratio": ("比值", "ratio")}[by][lang == "en"]
    shown = gap if by == "difference" else np.exp(gap)
    notes = [_gap_note(kind, float(g), lang) for g in shown]
    return answer(p, f"narrow_gap_{by}", forecast=first, grounds=grounds, notes=notes, lang=lang)


def not_below_reference(
    own: Forecast, reference: Forecast, *, correlation: npt.ArrayLike = PRIOR_CORRELATION, lang: Lang = "zh"
) -> RuleAnswer:
    """P(figure of the target year is at or above that of a reference series).

    Parameters
    ----------
    own, reference : Forecast
        n distributions each.
    correlation : array_like of float, shape (n,)
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
    """
    p = _below(reference, own.quantile(grid()) + 1e-9, correlation).mean(axis=1)
    past, known = reason("target_year_past", lang), reason("reference_known", lang)
    grounds = [known if why == past and not mine else why
               for why, mine in zip(reference.reason, own.reason, strict=True)]  # fmt: skip
    return answer(p, "not_below_reference", forecast=own, grounds=grounds, lang=lang)


def every_unit(
    p: npt.ArrayLike, units: npt.ArrayLike, *, correlation: float = UNIT_CORRELATION, lang: Lang = "zh"
) -> EveryUnit:
    r"""P(every unit of an area attains), and which fail.

    Parameters
    ----------
    p : array_like of float, shape (n, m)
        Probability of each unit, 0-1; NaN = not assessed or no such unit.
    units : array_like of int, shape (n,)
        Units that each area has; one that has no probability leaves the answer open.
    correlation : float
        One-factor correlation of the units, 0 or more and below 1.
    lang : {"zh", "en"}

    Returns
    -------
    EveryUnit

    Raises
    ------
    ValueError
        If `correlation` is outside [0, 1).

    Notes
    -----
    .. math:: P = \int \prod_i \Phi\!\left(\frac{\Phi^{-1}(p_i) + \sqrt\rho\, z}{\sqrt{1-\rho}}\right) \varphi(z)\,dz

    The correlation is an assumption; `lower`, `independent` and `upper` show how much hangs on it.

    Examples
    --------
    >>> found = every_unit([[0.9, 0.95, 0.4]], [3])
    >>> round(float(found.p[0]), 2), round(float(found.independent[0]), 2), found.failing.tolist()
    (0.37, 0.34, [[False, False, True]])
    """
    if not 0 <= correlation < 1:
        raise ValueError(f"Expected 0 <= correlation < 1. But got {correlation}.")
    each = np.atleast_2d(np.asarray(p, dtype=float))
    known = np.isfinite(each)
    asked = np.asarray(units, dtype=np.intp)
    seen = known.sum(axis=1)
    whole = (seen >= asked) & (seen > 0)
    nodes, weights = hermegauss(41)
    z = ndtri(np.clip(np.where(known, each, 1.0), _EDGE, 1 - _EDGE))
    inner = ndtr((z[:, :, None] + np.sqrt(correlation) * nodes) / np.sqrt(1 - correlation))
    joint = (np.where(known[:, :, None], inner, 1.0).prod(axis=1) * weights).sum(axis=1) / weights.sum()
    independent = np.where(known, each, 1.0).prod(axis=1)
    lower = np.maximum(0.0, 1 - np.where(known, 1 - each, 0.0).sum(axis=1))
    upper = np.where(known, each, 1.0).min(axis=1, initial=1.0)
    blank = np.where(whole, 0.0, np.nan)
    why = [_unit_ground(bool(w), int(s), int(m), lang) for w, s, m in zip(whole, seen, asked, strict=True)]
    notes = ["" if r else reason("note_units", lang, rho=correlation, independent=float(q))
             for r, q in zip(why, independent, strict=True)]  # fmt: skip
    return EveryUnit(
        np.clip(joint, lower, upper) + blank,
        lower + blank,
        upper + blank,
        independent + blank,
        np.where(known, 1 - each, 0.0).sum(axis=1) + blank,
        known & (each < 0.5),
        tuple("none" if r else "every_unit" for r in why),
        tuple(why),
        tuple(notes),
    )


def _below(forecast: Forecast, level: Floats, correlation: npt.ArrayLike) -> Floats:
    """P(figure < level | the other figure's node), shape (n, NODES); the copula's conditional."""
    rho = np.broadcast_to(np.asarray(correlation, dtype=float), (len(level),))[:, None]
    marginal = np.clip(forecast.cdf(level), _EDGE, 1 - _EDGE)
    out: Floats = ndtr((ndtri(marginal) - rho * ndtri(grid())[None, :]) / np.sqrt(1 - rho**2))
    return out


def _gap_note(kind: str, gap: float, lang: Lang) -> str:
    if np.isnan(gap):
        return ""
    said = f"{float(f'{gap:.3g}'):,g}"  # three digits, never a power of ten
    if lang == "zh":
        return f"差距以{kind}计，要求目标年小于基期的{said}"
    return f"gap as a {kind}, to be below the baseline's {said}"


def _unit_ground(whole: bool, seen: int, units: int, lang: Lang) -> str:
    if whole:
        return ""
    if seen == 0:
        return reason("no_units", lang)
    return reason("units_without_data", lang, n=units - seen, m=units)
