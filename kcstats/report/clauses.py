"""What a sentence says of the target: its demand, the distance, the pace, the likelihood, the result."""

from __future__ import annotations

import math
import re

from kcstats.report.facts import Facts, achieved_words, demand_words
from kcstats.report.numbers import chance, points, verbs
from kcstats.terms import Direction, Grade, Rule, Scope, Status


def pace(fact: Facts, per_year: float) -> str:
    """Say a yearly pace in the indicator's unit, one digit finer than its figures.

    Where the unit is a rate per 10,000 or 100,000 the pace stays in that unit, as in the tables.
    """
    size = points(per_year, fact.unit, fact.decimals + 1, fact.lang)
    if fact.lang == "en":
        return size if _is_nothing(size) else ("+" if per_year > 0 else "−") + size
    direction = Direction.DECREASE if fact.indicator.direction is not Direction.INCREASE else Direction.INCREASE
    up, down = verbs(fact.unit, direction, gap=fact.of_gap)
    return "持平" if _is_nothing(size) else (up if per_year > 0 else down) + size


def _is_nothing(size: str) -> bool:
    """Whether a size is printed as zero.

    Examples
    --------
    >>> _is_nothing("0.00 hours"), _is_nothing("0.2个百分点"), _is_nothing("0.000/10万")
    (True, False, True)
    """
    return re.match(r"[0.,]+(?![\d.,])", size) is not None


def needs_pace(fact: Facts) -> bool:
    """Whether a pace is still needed: not met yet, and the target year lies ahead of the data."""
    return (
        not fact.over
        and fact.data_to < fact.last
        and math.isfinite(fact.required)
        and math.isfinite(fact.gap)
        and fact.gap > 0
    )


def gap_decimals(fact: Facts) -> int:
    """Digits in which a distance is not printed as nothing: the indicator's own, or one more."""
    return fact.decimals if fact.gap >= 0.5 * 10.0**-fact.decimals else fact.decimals + 1


def goal(fact: Facts) -> str:
    """The demand with its year, as a phrase."""
    return (
        f"{fact.last}年{demand_words(fact)}的目标"
        if fact.lang == "zh"
        else f"target for {fact.last}: {demand_words(fact)}"
    )


def hold(fact: Facts) -> str:
    """Say what staying within the target means: in its year, or in every year to come; there, or in every unit."""
    always, every = fact.target.every_year, fact.target.scope is Scope.EVERY_UNIT
    if fact.lang == "en":
        if every:
            return f"every unit keeping it {'every year ' if always else ''}to {fact.last}"
        return f"keeping it every year to {fact.last}" if always else f"still meeting it in {fact.last}"
    whose = "各单位" if every else ""
    return f"{whose}在以后各年{'都' if every else ''}保持" if always else f"{fact.last}年{whose}仍保持"


def distance(fact: Facts) -> str:
    """Whether the newest figure meets the target, or how far it is from it."""
    zh = fact.lang == "zh"
    if fact.status is Status.MET:
        if not math.isfinite(fact.level) or not fact.target.numeric:
            return f"符合{goal(fact)}要求" if zh else f"in line with its {goal(fact)}"
        kept = fact.target.rule in (Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST)
        if fact.holding and fact.grade is not Grade.DIFFICULT:
            return (f"继续优于{goal(fact)}（基期已优于目标，重在保持）" if zh
                    else f"still meeting its {goal(fact)} (met in {fact.baseline_year} too)")  # fmt: skip
        if not zh:
            return f"already meeting its {goal(fact)}"
        if kept or fact.grade is Grade.DIFFICULT:
            return f"{'' if kept else '目前'}符合{goal(fact)}要求"
        return f"已提前实现{goal(fact)}"
    if not (math.isfinite(fact.gap) and fact.gap > 0 and fact.target.numeric):
        return f"尚未达到{goal(fact)}" if zh else f"not yet meeting its {goal(fact)}"
    apart = points(fact.gap, fact.unit, gap_decimals(fact), fact.lang)
    if fact.holding:
        return (f"基期已优于目标，现退到{goal(fact)}以外{apart}" if zh
                else f"now {apart} outside its {goal(fact)} (met in {fact.baseline_year})")  # fmt: skip
    return f"距{goal(fact)}还差{apart}" if zh else f"{apart} from its {goal(fact)}"


def likelihood(fact: Facts) -> str:
    """How likely the target is, and the yearly step it still needs."""
    odds = chance(fact.p, fact.lang)
    if fact.lang == "en":
        needed = f"; reaching it takes {_step(fact)} a year" if needs_pace(fact) else ""
        what = hold(fact) if fact.status is Status.MET else "meeting it"
        return f"; projected from the figures so far, the likelihood of {what} is {odds}{needed}"
    if fact.status is Status.MET:
        return f"；按现有监测值推算，{hold(fact)}在目标以内的可能性{odds}"
    needed = f"，需今后年均{pace(fact, fact.required)}" if needs_pace(fact) else ""
    return f"；按现有监测值推算，实现目标的可能性{odds}{needed}"


def _step(fact: Facts) -> str:
    """Say in English the yearly step that is still needed, as a noun."""
    size = pace(fact, fact.required)
    return size if _is_nothing(size) else f"a {'rise' if size[0] == '+' else 'fall'} of {size[1:]}"


def outcome(fact: Facts) -> str:
    """Say in a word what the target year's figure means; missed is only what can be told to be."""
    words = {Status.MET: ("实现", "met"), Status.NO_DATA: ("无法判断", "cannot be judged")}
    return words.get(fact.status, ("未实现", "missed"))[0 if fact.lang == "zh" else 1]


def result(fact: Facts) -> str:
    """The target year's figure against the target."""
    zh = fact.lang == "zh"
    asked = (
        f"{achieved_words(fact)}的目标" if fact.latest is not None and fact.latest.year == fact.last else goal(fact)
    )
    if fact.status is Status.MET:
        return f"实现了{asked}" if zh else f"meeting its {goal(fact)}"
    if fact.status is Status.NO_DATA:
        return f"对照{asked}无法判断" if zh else f"not to be judged against its {goal(fact)}"
    apart = points(fact.gap, fact.unit, gap_decimals(fact), fact.lang) if math.isfinite(fact.gap) and fact.gap else ""
    if not zh:
        return f"missing its target for {fact.last} ({demand_words(fact)})" + (f" by {apart}" if apart else "")
    return f"未实现{asked}" + (f"，差{apart}" if apart else "")
