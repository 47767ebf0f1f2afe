"""A domain's indicators put together by what the figures say of them, each group under a heading that says it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kcstats.report.facts import Facts
from kcstats.report.numbers import names_listed, rounded
from kcstats.report.prose import direction_words, short_sentence
from kcstats.terms import Direction, Grade, Lang, Status

SENTENCES = 3
"""So many sentences make a paragraph."""

NAMED = 2
"""So many indicators are named in a heading; the rest are counted."""

ORDER = (Grade.ATTAINED, Grade.EXPECTED, Grade.DIFFICULT, Grade.NO_DATA)


@dataclass(frozen=True)
class Group:
    """Targets of one domain with one grade, in the plan's order."""

    grade: Grade
    facts: tuple[Facts, ...]


def grouped(found: list[Facts]) -> list[Group]:
    """Put targets together by grade; one that repeats another's demand of the same figure is left out.

    Parameters
    ----------
    found : list of Facts
        Of one domain: goals first, so that a strategy's repetition of a goal's target is the one left out.

    Returns
    -------
    list of Group
        The groups that have a member, in the order attained, expected, difficult, no data.
    """
    seen, kept = set(), []
    for f in sorted(found, key=lambda f: f.target.source != "goal"):
        t = f.target
        key = (t.indicator, t.sex, t.age_group, t.residence, t.gap_by, t.rule, t.threshold, t.scope)
        if key not in seen:
            seen.add(key)
            kept.append(f)
    groups = [Group(grade, tuple(f for f in kept if f.grade is grade)) for grade in ORDER]
    return [group for group in groups if group.facts]


def group_heading(group: Group, lang: Lang = "zh", *, over: bool = False) -> str:
    """Say what the figures of a group say: a heading that is a conclusion.

    Parameters
    ----------
    group : Group
    lang : {"zh", "en"}
    over : bool
        Whether the target year's figures are known.
    """
    found = list(group.facts)
    names = names_listed([f.name for f in found], lang, most=NAMED)
    if lang == "en":
        return _heading_en(group, names, over)
    if group.grade is Grade.ATTAINED:
        return names + ("实现目标" if over else "达到目标要求") + _moved(found)
    if group.grade is Grade.EXPECTED:
        return f"{names}尚未达到目标，可望如期达标" + _moved(found)
    if group.grade is Grade.DIFFICULT:
        if over and all(f.over for f in found):
            return f"{names}未实现目标"
        lost = sum(f.status is Status.MET for f in found)
        if lost == len(found):
            return f"{names}目前达到目标，但难以保持到目标年"
        return f"{names}难以如期达标" + (f"，其中{lost}项目前达到、难以保持" if lost else "")
    silent = sum(f.latest is None for f in found)
    if silent == len(found):
        return f"{names}没有监测数据"
    return f"{names}数据不足，尚不能判断" + (f"，其中{silent}项没有数据" if silent else "")


def paragraphs_of(group: Group, lang: Lang = "zh") -> list[str]:
    """Say every target of a group, numeric ones of the goals first, a few sentences a paragraph."""
    first = [f for f in group.facts if f.target.numeric and f.target.source == "goal"]
    rest = [f for f in group.facts if f not in first]
    parts = [part[at : at + SENTENCES] for part in (first, rest) for at in range(0, len(part), SENTENCES)]
    return [("" if lang == "zh" else " ").join(short_sentence(f).strip() for f in part) for part in parts]


def improved(fact: Facts) -> bool:
    """Whether its printed figure is better than the printed baseline; never across a changed definition."""
    last = fact.latest
    if last is None or fact.broken or not math.isfinite(fact.baseline) or last.year <= fact.baseline_year:
        return False
    apart = rounded(last.value, fact.decimals) - rounded(fact.baseline, fact.decimals)
    way = {Direction.INCREASE: 1, Direction.DECREASE: -1}.get(fact.indicator.direction, 0)
    return way * apart > 0


def _moved(found: list[Facts]) -> str:
    better = [f for f in found if improved(f)]
    if len(found) == 1:
        said = direction_words(found[0])
        return f"，{said}" if said else ""
    if not better:
        return ""
    year = better[0].baseline_year
    return f"，均比{year}年改善" if len(better) == len(found) else f"，其中{len(better)}项比{year}年改善"


def _heading_en(group: Group, names: str, over: bool) -> str:
    found = list(group.facts)
    better = sum(improved(f) for f in found)
    tail = f"; {better} better than in {found[0].baseline_year}" if better and len(found) > 1 else ""
    if group.grade is Grade.ATTAINED:
        return f"{names}: {'met' if over else 'meeting the target'}{tail}"
    if group.grade is Grade.EXPECTED:
        return f"{names}: not met yet, expected to be{tail}"
    if group.grade is Grade.DIFFICULT:
        lost = sum(f.status is Status.MET for f in found)
        return f"{names}: {'missed' if over and all(f.over for f in found) else 'unlikely to be met in time'}" + (
            f"; {lost} met now, unlikely to stay so" if lost else ""
        )
    silent = sum(f.latest is None for f in found)
    return f"{names}: too little data to judge" + (f", {silent} without any" if silent else "")
