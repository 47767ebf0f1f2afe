"""Every rule of the grammar has its own test; none is forced into another.

"At least 95 %" and "by 20 % less than in 2020" and "in every sub-district" are different questions about the same
forecast. `rule_probability` answers those that one series can answer, each by its own function; the demands that
need a second series (a gap, a reference, the units) are in `kcstats.stats.companion_rules` and are called directly.
What cannot be assessed comes back with its reason, never with a number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.answer import Floats, RuleAnswer, answer, at_least
from kcstats.stats.baseline_rules import (
    baseline_of,
    beyond_baseline,
    reduce_by_pct,
    stay_low,
    stay_stable,
)
from kcstats.stats.companion_rules import EveryUnit, every_unit, narrow_gap, not_below_reference, paired_correlation
from kcstats.stats.reasons import reason
from kcstats.stats.slope_rules import slow_rise
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
BELOW_FULL = 0.44
"""Share of the places that a forecast sees full and that stop short of it: the last few are the hardest to reach.

Of real shares at 97 % or more a forecast said .18, .10 came (803 windows of 21 indicators; 95 % .23-.58 over
indicators). `kcstats backtest` learns it again, and judges it on topics that it was not learnt from.
"""


def full_coverage(
    forecast: Forecast,
    threshold: npt.ArrayLike = 100.0,
    *,
    decimals: npt.ArrayLike = 1,
    below_full: float = BELOW_FULL,
    lang: Lang = "zh",
) -> RuleAnswer:
    """P(figure of the target year is published as full).

    A forecast knows how figures move, not that some places never count the last child. So its probability is cut by
    the share of those that were seen to stop short.

    Parameters
    ----------
    forecast : Forecast
        n distributions.
    threshold : array_like of float, shape (n,)
        What full means, 100 unless told otherwise; NaN = 100.
    decimals : array_like of int, shape (n,)
        Digits after the point as published: 99.95 is printed as 100.0 and counts.
    below_full : float
        Share that stops short though the forecast sees it full, 0-1.
    lang : {"zh", "en"}

    Returns
    -------
    RuleAnswer
        Its note states the tolerance and the share.
    """
    n = len(forecast)
    full = np.broadcast_to(np.asarray(threshold, dtype=float), (n,))
    full = np.where(np.isnan(full), 100.0, full)
    digits = np.broadcast_to(np.asarray(decimals, dtype=np.intp), (n,))
    least = full - 0.5 * 10.0**-digits
    notes = [
        reason("note_full", lang, level=float(f), least=float(x), decimals=int(d), short=below_full)
        for f, x, d in zip(full, least, digits, strict=True)
    ]
    p = (1 - below_full) * at_least(forecast, least)
    return answer(p, "full_coverage", forecast=forecast, notes=notes, lang=lang)


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
    numbers = (thresholds, baseline_year, baseline_value, target_year)
    level, base_year, base, end = (np.broadcast_to(np.asarray(a, dtype=float), (n,)) for a in numbers)
    digits = np.broadcast_to(np.asarray(decimals, dtype=np.intp), (n,))
    p = np.full(n, np.nan)
    words = np.full((3, n), "", dtype=object)
    for rule in dict.fromkeys(codes.tolist()):
        rows = np.flatnonzero(codes == rule)
        asked = Asked(rule, batch.take(rows), forecast.take(rows), level[rows], base_year[rows], base[rows],
                      end[rows], digits[rows])  # fmt: skip
        found = _TESTS[rule](asked, lang)
        p[rows] = found.p
        words[0, rows], words[1, rows], words[2, rows] = found.method, found.reason, found.note
    return RuleAnswer(p, *(tuple(str(w) for w in row) for row in words))


@dataclass(frozen=True)
class Asked:
    """All rows of one rule, with what its test may look at; arrays of shape (k,)."""

    rule: Rule
    batch: SeriesBatch
    forecast: Forecast
    level: Floats
    base_year: Floats
    base: Floats
    end: Floats
    digits: npt.NDArray[np.intp]


def _level(asked: Asked, lang: Lang) -> RuleAnswer:
    from kcstats.stats.projection import attainment_probability

    words = np.full(len(asked.batch), asked.rule.value, dtype=object)
    p = attainment_probability(asked.batch, asked.end, asked.level, words, known=asked.forecast)
    grounds = [reason("no_threshold", lang) if np.isnan(x) else "" for x in asked.level]
    name = asked.rule.value
    return answer(p, name, forecast=asked.forecast, grounds=grounds, lang=lang, certain=True)  # has its leak already


def _beyond(asked: Asked, lang: Lang) -> RuleAnswer:
    start = baseline_of(asked.batch, asked.base_year, asked.base)
    top = np.where(np.asarray(asked.batch.scale == "percent", dtype=bool), 100.0, np.inf)
    return beyond_baseline(asked.forecast, start, asked.rule is Rule.INCREASE, top=top, lang=lang)


def _min_dose(asked: Asked, lang: Lang) -> RuleAnswer:
    from kcstats.stats.projection import published_edge

    grounds = [reason("no_threshold", lang) if np.isnan(x) else "" for x in asked.level]
    edge = published_edge(asked.batch.values, asked.level, np.ones(len(asked.batch), dtype=bool))
    p = at_least(asked.forecast, edge)
    return answer(p, "min_dose", forecast=asked.forecast, grounds=grounds, lang=lang)


def _eliminate(asked: Asked, lang: Lang) -> RuleAnswer:
    """At most the threshold; without one, published as zero."""
    limit = np.where(np.isnan(asked.level), 0.5 * 10.0**-asked.digits, asked.level + 1e-9)
    return answer(asked.forecast.cdf(limit), "eliminate", forecast=asked.forecast, lang=lang)


def _open(n: int, code: str, lang: Lang) -> RuleAnswer:
    return answer(np.full(n, np.nan), "none", grounds=[reason(code, lang)] * n, lang=lang)


def _latest(batch: SeriesBatch) -> Floats:
    known = np.isfinite(batch.values)
    last = np.where(known, np.arange(known.shape[1]), -1).max(axis=1, initial=-1)
    return np.where(last >= 0, batch.values[np.arange(len(batch)), np.maximum(last, 0)], np.nan)


_TESTS: dict[Rule, Callable[[Asked, Lang], RuleAnswer]] = {
    **dict.fromkeys(_LEVEL, _level),
    Rule.INCREASE: _beyond,
    Rule.DECREASE: _beyond,
    Rule.REDUCE_BY_PCT: lambda a, lang: reduce_by_pct(a.forecast, a.batch, a.base_year, a.base, a.level, lang=lang),
    Rule.STAY_STABLE: lambda a, lang: stay_stable(a.forecast, a.batch, a.base_year, a.base, lang=lang),
    Rule.STAY_LOW: lambda a, lang: stay_low(a.forecast, a.batch, a.end, a.base_year, a.base, lang=lang),
    Rule.SLOW_RISE: lambda a, lang: slow_rise(a.forecast, a.batch, a.end, a.base_year, lang=lang),
    Rule.FULL_COVERAGE: lambda a, lang: full_coverage(a.forecast, a.level, decimals=a.digits, lang=lang),
    Rule.MIN_DOSE: _min_dose,
    Rule.ELIMINATE: _eliminate,
    Rule.MILESTONE: lambda a, lang: milestone(_latest(a.batch), a.level, lang=lang),
    Rule.UNQUANTIFIED: lambda a, lang: _open(len(a.batch), "not_quantified", lang),
    **dict.fromkeys(_COMPANION, lambda a, lang: _open(len(a.batch), "needs_companion", lang)),
}
