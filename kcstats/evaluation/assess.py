"""Ask each rule its own question: one series against its level or baseline, two series, or every unit.

The tests themselves stand in `kcstats.stats`; here they get their series. Whatever cannot be answered keeps no
probability and says why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.evaluation.assemble import Floats, Ints
from kcstats.evaluation.select import REFERENCE, TOTAL, Selection
from kcstats.plan.model import Indicator
from kcstats.stats.answer import RuleAnswer
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.companion_rules import every_unit, narrow_gap, not_below_reference, paired_correlation
from kcstats.stats.projection import Forecast
from kcstats.stats.reasons import reason as say
from kcstats.stats.rules import rule_probability
from kcstats.terms import Lang, Rule, Scope

Codes = npt.NDArray[np.object_]

GAP_GROUPS = {"sex": ("sex=female", "sex=male"), "residence": ("residence=rural", "residence=urban")}
"""The two groups whose gap is meant."""


@dataclass(frozen=True)
class Question:
    """Everything a rule may look at; arrays over rows (n) or over rows with a series (m)."""

    selection: Selection
    indicators: dict[str, Indicator]
    keys: Ints
    batch: SeriesBatch
    future: Forecast
    target_year: Floats
    baseline_year: Floats
    baseline: Floats

    def place(self, key: int | None) -> int | None:
        """Position of a row in the batch; None where it has no series."""
        if key is None:
            return None
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None


@dataclass(frozen=True)
class Answer:
    """Probability 0-1 (NaN = none), its reason where there is none, and the method; arrays over rows.

    `note` says what an answer takes for granted; `ratio` is the probability that a gap narrows as a ratio (the
    grade goes by the difference).
    """

    p: Floats
    reason: Codes
    method: Codes
    note: Codes
    ratio: Floats

    def put(self, key: int, found: RuleAnswer) -> None:
        """Take over a one-row answer while the whole is being made."""
        self.p[key], self.reason[key], self.note[key] = found.p[0], found.reason[0], found.note[0]
        self.method[key] = _joined(self.method[key], found.method[0])


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
    answer = Answer(
        np.full(n, np.nan), _filled(n, say("no_points", lang)), _filled(n, ""), _filled(n, ""), np.full(n, np.nan)
    )
    _alone(question, answer, lang)
    for key, target in enumerate(question.selection.targets):
        if question.selection.groups[key] != TOTAL:
            continue
        if target.rule is Rule.NARROW_GAP:
            answer.put(key, _gap(question, key, "difference", lang))
            answer.ratio[key] = _gap(question, key, "ratio", lang).p[0]
        elif target.rule is Rule.NOT_BELOW_REFERENCE:
            answer.put(key, _reference(question, key, lang))
        elif target.scope is Scope.EVERY_UNIT and question.selection.areas[key] == question.selection.areas[0]:
            _units(question, key, answer, lang)
    return answer


def _alone(question: Question, answer: Answer, lang: Lang) -> None:
    """Rules that one series answers, all at once."""
    keys = question.keys
    if not len(keys):
        return
    targets = [question.selection.targets[key] for key in keys]
    thresholds = np.array([np.nan if t.threshold is None else t.threshold for t in targets])
    decimals = np.array([question.indicators[t.indicator].decimals for t in targets])
    found = rule_probability(
        question.batch, question.future, [t.rule.value for t in targets], thresholds, question.baseline_year[keys],
        question.baseline[keys], question.target_year[keys], decimals=decimals, lang=lang,
    )  # fmt: skip
    answer.p[keys] = found.p
    for place, key in enumerate(keys):
        answer.reason[key], answer.note[key] = found.reason[place], found.note[place]
        answer.method[key] = _joined(question.future.method[place], found.method[place])


def _gap(question: Question, key: int, by: str, lang: Lang) -> RuleAnswer:
    target, area = question.selection.targets[key], question.selection.areas[key]
    pair = [question.selection.find(target.id, area, group) for group in GAP_GROUPS[target.gap_by]]
    first, second = (question.place(k) for k in pair)
    if first is None or second is None or pair[0] is None or pair[1] is None:
        return _open(say("no_companion", lang))
    rho = paired_correlation(question.batch.take([first]), question.batch.take([second]))
    base = question.baseline[[pair[0]]], question.baseline[[pair[1]]]
    return narrow_gap(question.future[first], question.future[second], *base, by=by, correlation=rho, lang=lang)


def _reference(question: Question, key: int, lang: Lang) -> RuleAnswer:
    other = question.selection.find(question.selection.targets[key].id, question.selection.areas[key], REFERENCE)
    own, against = question.place(key), question.place(other)
    if own is None or against is None:
        return _open(say("no_points" if own is None else "no_companion", lang))
    rho = paired_correlation(question.batch.take([own]), question.batch.take([against]))
    return not_below_reference(question.future[own], question.future[against], correlation=rho, lang=lang)


def _units(question: Question, key: int, answer: Answer, lang: Lang) -> None:
    """The area's own row of "in every unit": the joint chance of its units, never the mean's."""
    units = list(question.selection.units(question.selection.targets[key].id))
    if not units:
        answer.put(key, _open(say("no_units", lang)))
        return
    found = every_unit(answer.p[units][None, :], [len(units)], lang=lang)
    answer.put(key, RuleAnswer(found.p, found.method, found.reason, found.note))


def _open(why: str) -> RuleAnswer:
    return RuleAnswer(np.full(1, np.nan), ("none",), (why,), ("",))


def _joined(model: str, rule: str) -> str:
    """Name the projection model and the rule's own test in one."""
    return ";".join(part for part in (model.split(";")[0], rule) if part and part != "none")


def _filled(n: int, text: str) -> Codes:
    out = np.empty(n, dtype=object)
    out[...] = text
    return out
