"""Ask each rule's own question of the forecast distribution.

At least, at most and the keep rules are asked of the projected path; the others of the target year's distribution:
better than the baseline, inside a band around it, a smaller gap between two groups, not below another series, in
every unit. Whatever cannot be answered keeps no probability and says why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.assemble import Floats, Ints
from kcstats.evaluation.demand import Demand
from kcstats.evaluation.select import REFERENCE, TOTAL, Selection
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import Forecast, attainment_probability
from kcstats.terms import Lang, Rule, Scope

Codes = npt.NDArray[np.object_]

STABLE_BAND = 0.10
"""Half-width of "stable", relative to the baseline."""

_GRID = (np.arange(200) + 0.5) / 200
_PATH_RULE = {
    Rule.AT_LEAST: "at_least",
    Rule.AT_MOST: "at_most",
    Rule.KEEP_AT_LEAST: "keep_at_least",
    Rule.KEEP_AT_MOST: "keep_at_most",
    Rule.FULL_COVERAGE: "at_least",
    Rule.MIN_DOSE: "at_least",
    Rule.REDUCE_BY_PCT: "at_most",
    Rule.ELIMINATE: "at_most",
}
_REASONS: dict[str, tuple[str, str]] = {
    "no_data": ("无数据", "no data"),
    "no_baseline": ("基期值未知，无法与基期比较", "the baseline is not known"),
    "unquantified": ("目标未定量，只报告不判断", "not quantified: reported, not judged"),
    "milestone": ("事项性目标，按是否完成判断，不作推算", "a milestone: done or not, nothing to project"),
    "one_group": ("缺少分组数据，无法比较差距", "no figures by group: the gap cannot be told"),
    "no_reference": ("缺少参照序列", "the reference series is missing"),
    "no_units": ("缺少分单位数据", "no figures by unit"),
    "no_past": ("基期以前数据不足三年，无法比较升幅快慢", "fewer than three figures before the baseline year"),
}


@dataclass(frozen=True)
class Question:
    """Everything a rule may look at; arrays over rows (n) or over rows with a series (m)."""

    selection: Selection
    history: pd.DataFrame
    keys: Ints
    batch: SeriesBatch
    future: Forecast
    target_year: Floats
    baseline_year: Floats
    baseline: Floats
    demand: Demand

    def place(self, key: int) -> int | None:
        """Position of a row in the batch; None where it has no series."""
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None


@dataclass(frozen=True)
class Answer:
    """Probability 0-1 (NaN = none), its reason where there is none, and the method."""

    p: Floats
    reason: Codes
    method: Codes


def assess(question: Question, *, lang: Lang = "zh") -> Answer:
    """Answer every row.

    Parameters
    ----------
    question : Question
    lang : {"zh", "en"}
        Language of the reasons.

    Returns
    -------
    Answer
    """
    n = len(question.selection)
    p = np.full(n, np.nan)
    reason = np.full(n, _say("no_data", lang), dtype=object)
    method = np.full(n, "", dtype=object)
    keys = question.keys
    reason[keys] = np.array(question.future.reason, dtype=object)
    method[keys] = np.array(question.future.method, dtype=object)
    _path_rules(question, p, reason, lang)
    for key, target in enumerate(question.selection.targets):
        if target.scope is Scope.EVERY_UNIT and question.selection.areas[key] == question.selection.areas[0]:
            continue
        single = _SINGLE.get(target.rule)
        if single is not None and not (reason[key] and question.place(key) is None):
            p[key], code = single(question, key)
            reason[key] = _say(code, lang) if code else reason[key]
    for key, target in enumerate(question.selection.targets):
        if target.scope is Scope.EVERY_UNIT and question.selection.areas[key] == question.selection.areas[0]:
            p[key], code = _every_unit(question, key, p)
            reason[key] = _say(code, lang) if code else ""
            method[key] = "every_unit" if not code else method[key]
    return Answer(p, reason, method)


def _say(code: str, lang: Lang) -> str:
    return _REASONS[code][0 if lang == "zh" else 1]


def _path_rules(question: Question, p: Floats, reason: Codes, lang: Lang) -> None:
    targets = question.selection.targets
    at = np.array([i for i, key in enumerate(question.keys) if targets[key].rule in _PATH_RULE], dtype=np.intp)
    if not len(at):
        return
    rows = question.keys[at]
    rules = np.array([_PATH_RULE[targets[key].rule] for key in rows], dtype=object)
    level = question.demand.level[rows]
    p[rows] = attainment_probability(question.batch.take(at), question.target_year[rows], level, rules)
    for key in rows[np.isnan(level)]:
        p[key], reason[key] = np.nan, _say("no_baseline", lang)


Single = Callable[[Question, int], tuple[float, str]]


def _beyond_baseline(question: Question, key: int) -> tuple[float, str]:
    at, base = question.place(key), question.baseline[key]
    if at is None:
        return np.nan, "no_data"
    if np.isnan(base):
        return np.nan, "no_baseline"
    below = float(question.future[at].cdf(np.array([base]))[0])
    return (1 - below if question.demand.upward[key] else below), ""


def _within_band(question: Question, key: int) -> tuple[float, str]:
    at, base = question.place(key), question.baseline[key]
    if at is None:
        return np.nan, "no_data"
    if np.isnan(base):
        return np.nan, "no_baseline"
    half = STABLE_BAND * abs(base)
    future = question.future[at]
    top = float(future.cdf(np.array([base + half]))[0])
    if question.selection.targets[key].rule is Rule.STAY_LOW:
        return top, ""
    return top - float(future.cdf(np.array([base - half]))[0]), ""


def _narrow_gap(question: Question, key: int) -> tuple[float, str]:
    target = question.selection.targets[key]
    if question.selection.groups[key] != TOTAL:
        return np.nan, "one_group"
    pair = [question.selection.find(target.id, question.selection.areas[key], g) for g in GAP_GROUPS[target.gap_by]]
    places = [None if k is None else question.place(k) for k in pair]
    if None in places or None in pair:
        return np.nan, "one_group"
    first, second = (question.baseline[k] for k in pair if k is not None)
    if np.isnan(first) or np.isnan(second):
        return np.nan, "no_baseline"
    a, b = (question.future[at].quantile(_GRID)[0] for at in places if at is not None)
    gap = np.abs(a[:, None] - b[None, :])
    return _share(gap < abs(first - second), a, b), ""


def _not_below(question: Question, key: int) -> tuple[float, str]:
    target, area = question.selection.targets[key], question.selection.areas[key]
    other = question.selection.find(target.id, area, REFERENCE)
    at, against = question.place(key), None if other is None else question.place(other)
    if at is None:
        return np.nan, "no_data"
    if against is None:
        return np.nan, "no_reference"
    a, b = question.future[at].quantile(_GRID)[0], question.future[against].quantile(_GRID)[0]
    return _share(a[:, None] >= b[None, :], a, b), ""


def _slow_rise(question: Question, key: int) -> tuple[float, str]:
    at = question.place(key)
    if at is None:
        return np.nan, "no_data"
    years, values = question.batch.years[at], question.batch.values[at]  # noqa: PD011
    start = question.baseline_year[key]
    past = np.isfinite(years) & (years <= start)
    if past.sum() < 3 or np.isnan(question.baseline[key]):
        return np.nan, "no_past" if past.sum() < 3 else "no_baseline"
    slope = np.polyfit(years[past], values[past], 1)[0]
    level = question.baseline[key] + slope * (question.target_year[key] - start)
    return float(question.future[at].cdf(np.array([level]))[0]), ""


def _share(hits: npt.NDArray[np.bool_], a: Floats, b: Floats) -> float:
    if np.isnan(a).any() or np.isnan(b).any():
        return np.nan
    return float(hits.mean())


def _every_unit(question: Question, key: int, p: Floats) -> tuple[float, str]:
    target = question.selection.targets[key]
    units = question.selection.units(target.id)
    chances = p[np.array(units, dtype=np.intp)] if units else np.array([])
    if not len(chances) or np.isnan(chances).any():
        return np.nan, "no_units"
    return float(np.prod(chances)), ""


GAP_GROUPS = {"sex": ("sex=female", "sex=male"), "residence": ("residence=rural", "residence=urban")}
_SINGLE: dict[Rule, Single] = {
    Rule.INCREASE: _beyond_baseline,
    Rule.DECREASE: _beyond_baseline,
    Rule.STAY_STABLE: _within_band,
    Rule.STAY_LOW: _within_band,
    Rule.NARROW_GAP: _narrow_gap,
    Rule.NOT_BELOW_REFERENCE: _not_below,
    Rule.SLOW_RISE: _slow_rise,
    Rule.UNQUANTIFIED: lambda question, key: (np.nan, "unquantified"),
    Rule.MILESTONE: lambda question, key: (np.nan, "milestone"),
}
