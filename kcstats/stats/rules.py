"""Every rule of the grammar has its own test; none is forced into another.

"At least 95 %" and "by 20 % less than in 2020" and "in every sub-district" are different questions about the same
forecast. `rule_probability` answers those that one series can answer, each by its own function; the demands that
need a second series (a gap, a reference, the units) are in `kcstats.stats.companion_rules` and are called directly.
What cannot be assessed comes back with its reason, never with a number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.answer import Floats, RuleAnswer, answer, at_least
from kcstats.stats.baseline_rules import (
    baseline_of,
    beyond_baseline,
    reduce_by_pct,
    slow_rise,
    stay_low,
    stay_stable,
)
from kcstats.stats.companion_rules import EveryUnit, every_unit, narrow_gap, not_below_reference, paired_correlation
from kcstats.stats.reasons import reason
from kcstats.terms import Lang, Rule

if TYPE_CHECKING:
    from kcstats.stats.batch import SeriesBatch
    from kcstats.stats.projection import Forecast

__all__ = [
    "EveryUnit",
    "RuleAnswer",
    "beyond_baseline",
    "every_unit",
    "full_coverage",
    "milestone",
    "narrow_gap",
    "not_below_reference",
    "paired_correlation",
    "reduce_by_pct",
    "rule_probability",
    "slow_rise",
    "stay_low",
    "stay_stable",
]

_LEVEL = (Rule.AT_LEAST, Rule.AT_MOST, Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST)
_COMPANION = (Rule.NARROW_GAP, Rule.NOT_BELOW_REFERENCE)


def full_coverage(
    forecast: Forecast,
    threshold: npt.ArrayLike = 100.0,
    *,
    decimals: npt.ArrayLike = 1,
    lang: Lang = "zh",
) -> RuleAnswer:
    """P(figure of the target year is published as full).

    Parameters
    ----------
    forecast : Forecast
        n distributions.
    threshold : array_like of float, shape (n,)
        What full means, 100 unless told otherwise; NaN = 100.
    decimals : array_like of int, shape (n,)
        Digits after the point as published: 99.95 is printed as 100.0 and counts.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
        Its note states the tolerance.
    """
    n = len(forecast)
    full = np.broadcast_to(np.asarray(threshold, dtype=float), (n,))
    full = np.where(np.isnan(full), 100.0, full)
    digits = np.broadcast_to(np.asarray(decimals, dtype=np.intp), (n,))
    least = full - 0.5 * 10.0**-digits
    notes = [
        reason("note_full", lang, level=float(f), least=float(x), decimals=int(d))
        for f, x, d in zip(full, least, digits, strict=True)
    ]
    return answer(at_least(forecast, least), "full_coverage", forecast=forecast, notes=notes, lang=lang)


def milestone(latest: npt.ArrayLike, threshold: npt.ArrayLike = 1.0, *, lang: Lang = "zh") -> RuleAnswer:
    """Tell whether a thing is done; a series cannot tell whether it will be.

    Parameters
    ----------
    latest : array_like of float, shape (n,)
        Latest figure (1 = done); NaN = no data.
    threshold : array_like of float, shape (n,)
        From when on it counts as done; NaN = 1.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
        p is 1 where it is done (a fact, not a forecast), and NaN with a reason otherwise.

    Examples
    --------
    >>> found = milestone([1.0, 0.0], lang="en")
    >>> found.p.tolist(), found.reason[1]
    ([1.0, nan], 'not done yet, and a series cannot tell whether it will be')
    """
    value = np.asarray(latest, dtype=float)
    goal = np.broadcast_to(np.asarray(threshold, dtype=float), value.shape)
    done = value >= np.where(np.isnan(goal), 1.0, goal)
    codes = np.where(np.isnan(value), "no_points", np.where(done, "", "milestone_open"))
    return answer(
        np.where(done, 1.0, np.nan), "milestone_done", grounds=[reason(str(c), lang) for c in codes],
        lang=lang, certain=True,
    )  # fmt: skip


def rule_probability(
    batch: SeriesBatch,
    forecast: Forecast,
    rules: Sequence[str],
    thresholds: npt.ArrayLike,
    baseline_year: npt.ArrayLike,
    baseline_value: npt.ArrayLike,
    target_year: npt.ArrayLike,
    *,
    decimals: npt.ArrayLike = 1,
    lang: Lang = "zh",
) -> RuleAnswer:
    """Answer each row by the test of its own rule.

    Parameters
    ----------
    batch : SeriesBatch
        n series.
    forecast : Forecast
        n distributions of the figure of the target year.
    rules : sequence of str, length n
        Codes of `kcstats.terms.Rule`.
    thresholds : array_like of float, shape (n,)
        In the indicator's unit, for `reduce_by_pct` in percent; NaN where the rule has none.
    baseline_year, baseline_value, target_year : array_like of float, shape (n,)
    decimals : array_like of int, shape (n,)
        Digits after the point as published.
    lang : {"zh", "en"}
        Language of reasons and notes.

    Returns
    -------
    RuleAnswer
        Rows of `narrow_gap` and `not_below_reference` say that they need a second series.

    Raises
    ------
    ValueError
        If a rule is unknown or the number of rules is not n.
    """
    n = len(batch)
    codes = np.array([Rule(r) for r in rules], dtype=object)
    if len(codes) != n:
        raise ValueError(f"Expected {n} rules. But got {len(codes)}.")
    level = np.broadcast_to(np.asarray(thresholds, dtype=float), (n,))
    base_year = np.broadcast_to(np.asarray(baseline_year, dtype=float), (n,))
    base = np.broadcast_to(np.asarray(baseline_value, dtype=float), (n,))
    end = np.broadcast_to(np.asarray(target_year, dtype=float), (n,))
    digits = np.broadcast_to(np.asarray(decimals, dtype=np.intp), (n,))
    start = baseline_of(batch, base_year, base)
    top = np.where(np.asarray(batch.scale == "percent", dtype=bool), 100.0, np.inf)
    tests: dict[Rule, Callable[[], RuleAnswer]] = {
        Rule.REDUCE_BY_PCT: lambda: reduce_by_pct(forecast, batch, base_year, base, level, lang=lang),
        Rule.INCREASE: lambda: beyond_baseline(forecast, start, True, top=top, lang=lang),
        Rule.DECREASE: lambda: beyond_baseline(forecast, start, False, lang=lang),
        Rule.STAY_STABLE: lambda: stay_stable(forecast, batch, base_year, base, lang=lang),
        Rule.STAY_LOW: lambda: stay_low(forecast, batch, end, base_year, base, lang=lang),
        Rule.SLOW_RISE: lambda: slow_rise(forecast, batch, end, base_year, lang=lang),
        Rule.FULL_COVERAGE: lambda: full_coverage(forecast, level, decimals=digits, lang=lang),
        Rule.MIN_DOSE: lambda: _min_dose(batch, forecast, level, lang),
        Rule.ELIMINATE: lambda: _eliminate(forecast, level, digits, lang),
        Rule.MILESTONE: lambda: milestone(_latest(batch), level, lang=lang),
        Rule.UNQUANTIFIED: lambda: _open(n, "not_quantified", lang),
    }
    tests |= dict.fromkeys(_COMPANION, lambda: _open(n, "needs_companion", lang))
    parts = {rule: tests[rule]() for rule in set(codes.tolist()) if rule not in _LEVEL}
    if any(rule in _LEVEL for rule in codes):
        parts |= dict.fromkeys(_LEVEL, _levels(batch, forecast, codes, level, end, lang))
    chosen = [parts[rule] for rule in codes]
    return RuleAnswer(
        np.array([a.p[i] for i, a in enumerate(chosen)], dtype=float),
        tuple(a.method[i] for i, a in enumerate(chosen)),
        tuple(a.reason[i] for i, a in enumerate(chosen)),
        tuple(a.note[i] for i, a in enumerate(chosen)),
    )


def _levels(
    batch: SeriesBatch, forecast: Forecast, codes: npt.NDArray[np.object_], level: Floats, end: Floats, lang: Lang
) -> RuleAnswer:
    from kcstats.stats.projection import attainment_probability

    p = np.full(len(batch), np.nan)
    rows = np.flatnonzero([rule in _LEVEL for rule in codes] & np.isfinite(level))
    if len(rows):
        words = np.array([str(rule.value) for rule in codes[rows]], dtype=object)
        p[rows] = attainment_probability(batch.take(rows), end[rows], level[rows], words)
    grounds = [reason("no_threshold", lang) if np.isnan(x) else "" for x in level]
    found = answer(p, "level", forecast=forecast, grounds=grounds, lang=lang, certain=True)  # has its leak already
    method = tuple(m if m == "none" else str(c.value) for m, c in zip(found.method, codes, strict=True))
    return RuleAnswer(found.p, method, found.reason, found.note)


def _min_dose(batch: SeriesBatch, forecast: Forecast, level: Floats, lang: Lang) -> RuleAnswer:
    from kcstats.stats.projection import published_edge

    grounds = [reason("no_threshold", lang) if np.isnan(x) else "" for x in level]
    edge = published_edge(batch.values, level, np.ones(len(batch), dtype=bool))
    return answer(at_least(forecast, edge), "min_dose", forecast=forecast, grounds=grounds, lang=lang)


def _eliminate(forecast: Forecast, level: Floats, digits: npt.NDArray[np.intp], lang: Lang) -> RuleAnswer:
    """At most the threshold; without one, published as zero."""
    limit = np.where(np.isnan(level), 0.5 * 10.0**-digits, level + 1e-9)
    return answer(forecast.cdf(limit), "eliminate", forecast=forecast, lang=lang)


def _open(n: int, code: str, lang: Lang) -> RuleAnswer:
    return answer(np.full(n, np.nan), "none", grounds=[reason(code, lang)] * n, lang=lang)


def _latest(batch: SeriesBatch) -> Floats:
    known = np.isfinite(batch.values)
    last = np.where(known, np.arange(known.shape[1]), -1).max(axis=1, initial=-1)
    return np.where(last >= 0, batch.values[np.arange(len(batch)), np.maximum(last, 0)], np.nan)
