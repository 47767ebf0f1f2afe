"""指标档案: one page an indicator - the picture, the sentence, ten years of figures, what it means, who answers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kcstats.errors import Fault, InputError
from kcstats.observations.dataset import TOTAL
from kcstats.plan.model import Plan
from kcstats.plan.units import unit_words
from kcstats.report.answering import answering_or_pending
from kcstats.report.facts import Facts, Point, demand_words, facts, grade_words
from kcstats.report.figures.alt import alt_profile
from kcstats.report.figures.profile import profile
from kcstats.report.markdown import Column, paragraphs, pipe_table, slug
from kcstats.report.numbers import MISSING, number, sentence_case
from kcstats.report.prose import headline, sentence, standing
from kcstats.report.reference_tables import formula
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.situation import profile_caption
from kcstats.report.sections.told import about, said
from kcstats.report.sections.yearbook import tabled_years
from kcstats.report.web.fragment import profile_fragment
from kcstats.terms import TextKind, word

COUNTED = 7
"""So many years are tabled where long numbers of people stand under the figures; ten elsewhere."""


def profiles(frame: Frame) -> str:
    """Every profile asked for, each on a page of its own.

    Raises
    ------
    InputError
        If a target that was asked for is none of the plans'.
    """
    asked = frame.ev.settings.targets
    known = {t.id for plan in frame.ev.plans for t in plan.targets}
    wrong = [id for id in asked if id not in known]
    if wrong:
        raise InputError([_unknown(frame, id) for id in wrong])
    return "\n".join(page(frame, facts(frame.ev, id)) for id in (asked or _in_order(frame)))


def page(frame: Frame, fact: Facts) -> str:
    """One profile."""
    plan = frame.ev.plan(fact.target.plan)
    domain = plan.domain(fact.target.domain).name(frame.lang)
    head = f"# {fact.id}{frame.say('　', ' ')}{fact.name} {{#sec-{slug(fact.id)}}}"
    place = frame.say(
        f"{plan.name('zh')}，{domain}。要求：{demand_words(fact)}（{fact.last}年）。判定：**{grade_words(fact)}**"
        f"（{word(fact.likelihood)}）。责任单位：{answering_or_pending(frame.ev, fact.target)}。",
        f"{plan.name('en')}, {domain}. Target: {demand_words(fact)} ({fact.last}). Grade: **{grade_words(fact)}** "
        f"({word(fact.likelihood, 'en')}). Responsible: {answering_or_pending(frame.ev, fact.target)}.",
    )
    body = paragraphs(head, place, _picture(frame, fact), sentence(fact), _years(frame, fact), _meaning(frame, fact),
                      _words(frame, fact))  # fmt: skip
    return f"\n::: {{.sheet}}\n\n{body}\n:::\n"


def _picture(frame: Frame, fact: Facts) -> str:
    if fact.latest is None:
        return ""
    figure = profile(frame.drawn, fact.id, headline=headline(fact), standing=standing(fact), lang=frame.lang)
    caption = profile_caption(fact)
    alt = alt_profile(frame.drawn, fact.id, lang=frame.lang)
    return frame.draw(figure, f"profile-{slug(fact.id)}", caption=caption, alt=alt,
                      explore=profile_fragment(frame.drawn, fact))  # fmt: skip


def _years(frame: Frame, fact: Facts) -> str:
    """Ten years of figures, with their counts where known; empty where there are none."""
    if fact.latest is None:
        return ""
    points = {p.year: p for p in fact.points}
    counted = any(math.isfinite(p.numerator) and math.isfinite(p.denominator) for p in fact.points)
    years = tabled_years(frame.ev)[-COUNTED:] if counted else tabled_years(frame.ev)
    item = fact.indicator
    rows = [[frame.say("数值", "Figure"), *(_of(points, y, "value", fact.decimals) for y in years)]]
    if counted:
        names = (item.numerator(frame.lang), item.denominator(frame.lang))
        parts = ("numerator", "denominator")
        rows += [[sentence_case(name or part), *(_of(points, y, part, 0) for y in years)]
                 for name, part in zip(names, parts, strict=True)]  # fmt: skip
    columns = [Column("", 18), *(Column(str(year), 9, right=True) for year in years)]
    printed = unit_words(fact.unit, frame.lang).strip(" ()")
    unit = f"（{printed}）" if printed and frame.zh else f" ({printed})" if printed else ""
    caption = frame.say(f"{fact.name}历年数值{unit}", f"{fact.name} by year{unit}")
    return pipe_table(columns, rows, caption=caption, id=f"profile-{slug(fact.id)}")


def _of(points: dict[int, Point], year: int, part: str, decimals: int) -> str:
    return number(getattr(points[year], part), decimals) if year in points else MISSING


def _meaning(frame: Frame, fact: Facts) -> str:
    item = fact.indicator
    how = formula(item, frame.zh)
    counted = frame.say(f"计算方法：{how}。", f"Formula: {how}. ") if how != MISSING else ""
    text = frame.say(
        f"**指标解释：**{item.definition('zh').rstrip('。')}。{counted}"
        f"资料来源：{item.source_system('zh') or MISSING}。",
        f"**Definition:** {item.definition('en').rstrip('.')}. {counted}"
        f"Source: {item.source_system('en') or MISSING}.",
    )
    why = _judged_by(frame, fact)
    return text + (frame.say(f"判断口径：{why}。", f" Judged by: {why}.") if why else "")


def _judged_by(frame: Frame, fact: Facts) -> str:
    """What the words of a demand without a number were taken to mean, as `rules.csv` notes it; empty without one."""
    table = frame.ev.rules
    mine = table[(table["id"] == fact.id) & (table["area"] == frame.ev.settings.area) & (table["group"] == TOTAL)]
    return str(mine["note"].iloc[0]).rstrip("。.") if len(mine) and isinstance(mine["note"].iloc[0], str) else ""


def _words(frame: Frame, fact: Facts) -> str:
    kinds = (TextKind.PROBLEM, TextKind.CAUSE, TextKind.PROPOSAL)
    parts = []
    for kind in kinds:
        found = about(frame, kind, fact.target)
        if found:
            label = frame.say(f"**{word(kind)}：**", f"**{word(kind, 'en').capitalize()}:** ")
            parts.append(label + said(frame, found))
    return "\n\n".join(parts)


def _in_order(frame: Frame) -> Iterator[str]:
    plans: tuple[Plan, ...] = frame.ev.plans
    return (t.id for plan in plans for t in plan.targets)


def _unknown(frame: Frame, id: str) -> Fault:
    zh = (f"“{id}”", "所评估规划的指标编号", "改正参数targets；编号用kcstats catalog查看")
    en = (f"“{id}”", "the id of a target of the plans", "mend `targets`; see kcstats catalog")
    said, expected, fix = zh if frame.zh else en
    return Fault("params", None, "targets", said, expected, fix, code="unknown_target")
