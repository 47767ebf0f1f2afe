"""年度妇女儿童统计资料: tables by domain over ten years, sexes and ages as columns, and 指标解释 in five parts.

A yearbook judges nothing: it gives every figure of the evaluated area that the package holds, as it stands after
revisions, and says what each means. The same indicator of two plans is tabled once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.observations.dataset import TOTAL
from kcstats.plan.model import Domain, Indicator, Plan
from kcstats.plan.units import unit_words
from kcstats.report.conclusions import plan_title
from kcstats.report.markdown import Column, paragraphs, pipe_table, slug
from kcstats.report.numbers import MISSING, listed, names_listed, number, sentence_case, small
from kcstats.report.reference_tables import formula
from kcstats.report.sections.context import context_ones
from kcstats.report.sections.frame import Frame
from kcstats.terms import Scale

YEARS = 10
WIDE = 8
"""A table of more columns lies on its side."""

_GROUPS = {
    "female": ("女", "Female"), "male": ("男", "Male"), "urban": ("城镇", "Urban"), "rural": ("农村", "Rural"),
}  # fmt: skip


@dataclass(frozen=True)
class Series:
    """One indicator's figures: by year and (sex, age group, residence).

    Attributes
    ----------
    rows : DataFrame
        Of the evaluated area, with a value, of the tabled years.
    """

    indicator: Indicator
    rows: pd.DataFrame

    @property
    def groups(self) -> list[tuple[str, str, str]]:
        """Its groups in print order: the whole, sexes, residence, then each age group and its sexes."""
        known = set(zip(self.rows["sex"], self.rows["age_group"], self.rows["residence"], strict=True))
        ages = [TOTAL, *(code for code, _ in self.indicator.age_groups)]
        kinds = [(TOTAL, TOTAL), ("female", TOTAL), ("male", TOTAL), (TOTAL, "urban"), (TOTAL, "rural")]
        order = [(sex, age, residence) for age in ages for sex, residence in kinds]
        return [key for key in order if key in known] + sorted(known - set(order))

    def values(self, key: tuple[str, str, str], column: str = "value") -> dict[int, float]:
        """One group's figures by year."""
        sex, age, residence = key
        mine = self.rows[(self.rows["sex"] == sex) & (self.rows["age_group"] == age)
                         & (self.rows["residence"] == residence)]  # fmt: skip
        return dict(zip(mine["year"].astype(int), mine[column].astype(float), strict=True))


def note(frame: Frame) -> str:
    """编者说明: what is in it, years, signs."""
    ev = frame.ev
    years = tabled_years(ev)
    titles = "".join(plan_title(plan, "zh") for plan in ev.plans)
    names = listed([plan.name("en") for plan in ev.plans], "en")
    scope = frame.say(
        f"本资料收录{titles}各领域监测指标{years[0]}—{years[-1]}年的统计数据，数据来自“{ev.dataset.title('zh')}”，"
        "为最后公布的数值。",
        f"This yearbook holds the figures of {names} for {years[0]}–{years[-1]}, from "
        f"“{ev.dataset.title('en')}”, as last published.",
    )
    signs = frame.say(
        "“—”表示没有数据，不是零。标“*”的年份起统计口径有变化，前后不能直接比较。两部规划共有的指标只列一次。"
        "指标的定义和计算方法见[指标解释](#sec-explanations)。",
        "“—” means no figure, not zero. An asterisk (*) marks the first year of a changed definition; figures before "
        "and after it cannot be compared. An indicator of both plans is listed once. See the "
        "[definitions](#sec-explanations).",
    )
    return paragraphs(frame.heading("编者说明", "Note", id="note"), scope, signs)


def tables(frame: Frame, number_: int) -> str:
    """分领域指标: the whole area's figures, the setting first, then every domain; on pages that lie on their side."""
    head = frame.heading("分领域指标", "By domain", id="tables", number=number_, marked=False)
    found = context_ones(frame.ev)
    parts, place = [], 0
    if found:
        place += 1
        title = frame.say("人口、经济和投入", "Population, economy and spending")
        series = [series_of(frame.ev, item.indicator) for item in found]
        parts += [frame.subheading(title, place), _totals(frame, series, id="setting", caption=title)]
    done: set[str] = set()
    for plan, domain in _domains(frame.ev):
        place += 1
        parts += [frame.subheading(domain.name(frame.lang), place), _domain(frame, plan, domain, done)]
    return f"{head}\n\n::: {{.landscape}}\n\n{paragraphs(*parts)}\n:::\n"


def by_group(frame: Frame, number_: int) -> str:
    """分性别、年龄和城乡: one table an indicator, years as rows and groups as columns, domain by domain."""
    title = ("分性别、年龄和城乡", "By sex, age and residence")
    parts = [frame.heading(*title, id="by-group", number=number_)]
    done: set[str] = set()
    place = 0
    for plan, domain in _domains(frame.ev):
        fresh = [item for item in indicators_of(plan, domain) if item.id not in done]
        done |= {item.id for item in fresh}
        found = [s for item in fresh if _divided(s := series_of(frame.ev, item))]
        if found:
            place += 1
            parts += [frame.subheading(domain.name(frame.lang), place), *(_grouped(frame, s) for s in found)]
    without = frame.say("数据包中没有分组数据。", "The package holds no figures by group.")
    return paragraphs(*parts, "" if place else without)


def explanations(frame: Frame, number_: int) -> str:
    """指标解释 in five parts: 定义, 计算方法, 计量单位, 资料来源, 说明."""
    parts = [frame.heading("指标解释", "Definitions", id="explanations", number=number_)]
    done: set[str] = set()
    for place, (plan, domain) in enumerate(_domains(frame.ev), start=1):
        fresh = [item for item in indicators_of(plan, domain) if item.id not in done]
        done |= {item.id for item in fresh}
        if fresh:
            parts.append(frame.subheading(domain.name(frame.lang), place))
            parts += [explanation(frame, item) for item in fresh]
    found = context_ones(frame.ev)
    if found:
        parts.append(
            frame.subheading(frame.say("人口、经济和投入", "The setting"), len(list(_domains(frame.ev))) + 1)
        )
        parts += [explanation(frame, item.indicator) for item in found]
    return paragraphs(*parts)


def explanation(frame: Frame, item: Indicator) -> str:
    """One indicator in five parts; 说明 names period, definition breaks and the catalogue's note."""
    lang = frame.lang
    unit, counted = unit_words(item.unit, lang).strip(), formula(item, frame.zh)
    notes = [
        frame.say(f"统计时段为{item.period('zh')}", f"period: {item.period('en')}") if item.period(lang) else "",
        *(frame.say(f"{b.year}年起口径变化：{b.note('zh')}", f"new definition since {b.year}: {b.note('en')}")
          for b in frame.ev.dataset.breaks if b.indicator == item.id),
        item.note(lang).rstrip("。."),
    ]  # fmt: skip
    said = frame.say("；", "; ").join(text for text in notes if text)
    fields = [
        (frame.say("定义", "Definition"), item.definition(lang).rstrip("。.")),
        (frame.say("计算方法", "Formula"), frame.say("见定义", "see definition") if counted == MISSING else counted),
        (frame.say("计量单位", "Unit"), unit or frame.say("无量纲", "none")),
        (frame.say("资料来源", "Source"), item.source_system(lang)),
        (frame.say("说明", "Note"), said),
    ]
    colon, stop = frame.say("：", ": "), frame.say("。", ". ")
    parts = "".join(f"{label}{colon}{text or MISSING}{stop}" for label, text in fields)
    return f"**{item.name(lang)}{frame.say('', '.')}** {frame.say('　', '')}{parts}"


def indicators_of(plan: Plan, domain: Domain) -> list[Indicator]:
    """Every indicator a domain's targets name, once, with those it is compared with."""
    targets = [t for item in domain.items for t in item.targets]
    ids = dict.fromkeys(id for t in targets for id in (t.indicator, t.reference_indicator) if id)
    return [plan.indicators[id] for id in ids]


def series_of(ev: Evaluation, item: Indicator) -> Series:
    """Cut one indicator's figures of the evaluated area out of the package."""
    table = ev.dataset.current
    years = tabled_years(ev)
    mine = table[(table["indicator"] == item.id) & (table["area"] == ev.settings.area) & table["value"].notna()]
    return Series(item, mine[mine["year"].between(years[0], years[-1])])


def tabled_years(ev: Evaluation) -> range:
    """Ten years up to the last one used."""
    return range(ev.settings.data_to - YEARS + 1, ev.settings.data_to + 1)


def _domains(ev: Evaluation) -> Iterator[tuple[Plan, Domain]]:
    return ((plan, domain) for plan in ev.plans for domain in plan.domains)


def _domain(frame: Frame, plan: Plan, domain: Domain, done: set[str]) -> str:
    """One domain: the whole area's figures in one table, and what has none."""
    mine = indicators_of(plan, domain)
    again = [item for item in mine if item.id in done]
    found = [series_of(frame.ev, item) for item in mine if item.id not in done]
    done |= {item.id for item in mine}
    known = [s for s in found if len(s.rows)]
    silent = [s.indicator.name(frame.lang) for s in found if not len(s.rows)]
    said = []
    if again:
        names = names_listed([item.name(frame.lang) for item in again], frame.lang, first=True)
        said.append(frame.say(f"{names}见前表。", f"{names}: see above."))
    if silent:
        names = names_listed(silent, frame.lang)
        said.append(frame.say(f"以下指标没有数据：{names}。", f"No figures: {names}."))
    if not mine:
        said.append(frame.say("本领域没有可监测指标。", "This domain has no measurable target."))
    id = f"{slug(plan.id)}-{domain.number}"
    whole = [s for s in known if (TOTAL, TOTAL, TOTAL) in s.groups]
    table = _totals(frame, whole, id=id, caption=domain.name(frame.lang)) if whole else ""
    return paragraphs(table, "".join(said))


def _divided(s: Series) -> bool:
    return any(key != (TOTAL, TOTAL, TOTAL) for key in s.groups)


def _totals(frame: Frame, found: list[Series], *, id: str, caption: str) -> str:
    years = tabled_years(frame.ev)
    columns = [Column(frame.say("指标（单位）", "Indicator (unit)"), 26),
               *(Column(str(year), 7, right=True) for year in years)]  # fmt: skip
    rows = []
    for s in found:
        values = s.values((TOTAL, TOTAL, TOTAL))
        rows.append([_named(frame, s.indicator), *(_figure(frame, s, values, year) for year in years)])
    return pipe_table(columns, rows, caption=caption, id=f"year-{id}", turned=True)


def _grouped(frame: Frame, s: Series) -> str:
    """One indicator's groups as columns, years as rows; events and their base first where they are counted."""
    keys = s.groups
    whole = (TOTAL, TOTAL, TOTAL)
    counts = [(name, s.values(whole, name)) for name in ("numerator", "denominator")] if whole in keys else []
    shown = s.indicator.scale is Scale.RATE and all(any(v == v for v in values.values()) for _, values in counts)
    words = {"numerator": s.indicator.numerator(frame.lang), "denominator": s.indicator.denominator(frame.lang)}
    columns = [Column(frame.say("年份", "Year"), 8)]
    columns += [Column(sentence_case(words[name]), 14, right=True) for name, _ in counts if shown]
    columns += [Column(_group_name(frame, s.indicator, key), 10, right=True) for key in keys]
    rows = []
    for year in tabled_years(frame.ev):
        row: list[object] = [year]
        row += [number(values.get(year), 0) for _, values in counts if shown]
        rows.append([*row, *(_figure(frame, s, s.values(key), year) for key in keys)])
    caption = _named(frame, s.indicator)
    return pipe_table(columns, rows, caption=caption, id=f"groups-{slug(s.indicator.id)}", wide=len(columns) > WIDE)


def _figure(frame: Frame, s: Series, values: dict[int, float], year: int) -> str:
    text = number(values.get(year), s.indicator.decimals)
    changed = any(b.indicator == s.indicator.id and b.year == year for b in frame.ev.dataset.breaks)
    return text + "*" if changed and text != MISSING else text


def _group_name(frame: Frame, item: Indicator, key: tuple[str, str, str]) -> str:
    sex, age, residence = key
    at = 0 if frame.zh else 1
    ages = {code: name(frame.lang) for code, name in item.age_groups}
    words = [ages.get(age, age) if age != TOTAL else "", *(_GROUPS[g][at] for g in (sex, residence) if g in _GROUPS)]
    said = [word for word in words if word]
    if frame.zh:
        return "".join(said) or "合计"
    return ", ".join([*said[:1], *(small(word) for word in said[1:])]).capitalize() if said else "Total"


def _named(frame: Frame, item: Indicator) -> str:
    unit = unit_words(item.unit, frame.lang).strip(" ()")
    if not unit:
        return item.name(frame.lang)
    return f"{item.name('zh')}（{unit}）" if frame.zh else f"{item.name('en')} ({unit})"
