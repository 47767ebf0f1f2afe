"""A domain's indicators put together by what the figures say of them, each group under a heading that says it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kcstats.plan.units import rounded
from kcstats.report.facts import Facts
from kcstats.report.numbers import names_listed
from kcstats.report.prose import direction_words, short_sentence
from kcstats.stats.reasons import reason
from kcstats.terms import Direction, Grade, Lang, Rule, Status

SENTENCES = 3
"""So many sentences make a paragraph."""

NAMED = 2
"""So many indicators are named in a heading; the rest are counted."""

_OPENING = re.compile(r"\d{4}年(（最新数据）)?，")

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
    names = names_listed([f.name for f in found], lang, most=NAMED, first=True)
    if lang == "en":
        return _heading_en(group, names, over)
    if group.grade is Grade.ATTAINED:
        return names + ("实现目标" if over else "达到目标要求") + _moved(found)
    if group.grade is Grade.EXPECTED:
        if len(found) == 1 and direction_words(found[0]) and not improved(found[0]):
            return f"{names}{direction_words(found[0])}，尚未达到目标，但可望如期达标"
        return f"{names}尚未达到目标，可望如期达标" + _moved(found)
    if group.grade is Grade.DIFFICULT:
        if over and all(f.over for f in found):
            return f"{names}未实现目标"
        lost = sum(f.status is Status.MET for f in found)
        if lost == len(found):
            return f"{names}目前达到目标，但难以保持到目标年"
        return f"{names}难以如期达标" + (f"，其中{lost}项目前达到、难以保持" if lost else "")
    return names + _unjudged(found, over=over)


def paragraphs_of(group: Group, lang: Lang = "zh") -> list[str]:
    """Say every target of a group, numeric ones of the goals first, a few sentences a paragraph."""
    first = [f for f in group.facts if f.target.numeric and f.target.source == "goal"]
    rest = [f for f in group.facts if f not in first]
    parts = [part[at : at + SENTENCES] for part in (first, rest) for at in range(0, len(part), SENTENCES)]
    said = [[short_sentence(f).strip() for f in part] for part in parts]
    return ["".join(_year_once(part)) if lang == "zh" else " ".join(part) for part in said]


def _year_once(sentences: list[str]) -> list[str]:
    """Leave out the year with which a sentence opens where the one before it in the paragraph opened with the same.

    Examples
    --------
    >>> _year_once(["2025年，甲为1%。", "2025年，乙为2%。", "2024年（最新数据），丙为3%。"])
    ['2025年，甲为1%。', '乙为2%。', '2024年（最新数据），丙为3%。']
    """
    found = [_OPENING.match(text) for text in sentences]
    opens = [match.group() if match else "" for match in found]
    return [text.removeprefix(now) if now == before else text
            for text, now, before in zip(sentences, opens, ["", *opens], strict=False)]  # fmt: skip


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


def _unjudged(found: list[Facts], *, over: bool) -> str:
    """Why a group cannot be judged: too little data, no number in the target, or nothing left to improve."""
    silent = sum(f.latest is None for f in found)
    vague = sum(f.target.rule is Rule.UNQUANTIFIED and f.latest is not None for f in found)
    full = sum(f.reason == reason("no_room", "zh") for f in found)
    if silent == len(found):
        return "没有监测数据"
    if vague == len(found):
        return "的目标未定量，只报告不判断"
    if full == len(found):
        return "的基期值已到极限，没有改善的余地，能保持即可"
    said = [(silent, "没有数据"), (vague, "目标未定量"), (full, "基期值已到极限")]
    parts = "、".join(f"{n}项{why}" for n, why in said if n)
    lead = ("" if vague or full else "数据不足，") + ("" if over else "尚") + "不能判断"
    return lead + (f"，其中{parts}" if parts else "")


def _heading_en(group: Group, names: str, over: bool) -> str:
    found = list(group.facts)
    better = sum(improved(f) for f in found)
    which = {len(found): "all" if len(found) > 2 else "both"}.get(better, str(better))
    tail = f"; {which} better than in {found[0].baseline_year}" if better and len(found) > 1 else ""
    if group.grade is Grade.ATTAINED:
        return f"{names}: {'met' if over else 'meeting the target'}{tail}"
    if group.grade is Grade.EXPECTED:
        return f"{names}: not met yet, but expected to be{tail}"
    if group.grade is Grade.DIFFICULT:
        lost = sum(f.status is Status.MET for f in found)
        return f"{names}: {'missed' if over and all(f.over for f in found) else 'unlikely to be met in time'}" + (
            f"; {lost} met now, unlikely to stay so" if lost else ""
        )
    silent = sum(f.latest is None for f in found)
    vague = sum(f.target.rule is Rule.UNQUANTIFIED and f.latest is not None for f in found)
    full = sum(f.reason == reason("no_room", "en") for f in found)
    if silent == len(found):
        return f"{names}: no figures"
    if vague == len(found):
        return f"{names}: not quantified, reported only"
    if full == len(found):
        return f"{names}: as good as can be in {found[0].baseline_year}, only to be kept"
    lead = "cannot be judged" if vague or full else "too little data to judge"
    said = ((silent, "without any figure"), (vague, "not quantified"), (full, "as good as can be at the baseline"))
    parts = [f"{n} {why}" for n, why in said if n]
    return "; ".join([f"{names}: {lead}", ", ".join(parts)]).removesuffix("; ")
