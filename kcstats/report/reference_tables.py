"""The tables at the end of a report: definitions, sources of every figure, breaks and revisions."""

from __future__ import annotations

from itertools import groupby

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Indicator, Plan
from kcstats.plan.units import plain, unit_words
from kcstats.report.facts import Facts, Point, of_plan
from kcstats.report.markdown import Column, pipe_table, slug
from kcstats.report.numbers import MAY_BREAK, MISSING, amount, cited
from kcstats.terms import ObservationStatus, word


def id_column(ev: Evaluation, *, wide: bool = False) -> Column:
    """The column of targets' ids, wide enough for the longest on one line."""
    longest = max((len(t.id) for plan in ev.plans for t in plan.targets), default=0)
    title = "编号" if ev.settings.lang == "zh" else "Id"
    return Column(title, max(7.5, 1.05 * longest) if wide else max(9.0, 1.35 * longest))


def definitions_table(ev: Evaluation, plan: Plan) -> str:
    """指标解释: definition, formula, unit and source system of every indicator the plan names."""
    lang = ev.settings.lang
    zh = lang == "zh"
    used = dict.fromkeys(t.indicator for t in plan.targets)
    columns = [
        Column("指标" if zh else "Indicator", 20),
        Column("定义" if zh else "Definition", 30),
        Column("计算方法" if zh else "Formula", 28),
        Column("单位" if zh else "Unit", 8),
        Column("资料来源" if zh else "Source system", 14),
    ]
    rows = []
    for id in used:
        item = plan.indicators[id]
        unit = unit_words(item.unit, lang).strip()
        said = (item.definition(lang), formula(item, zh), unit, item.source_system(lang))
        rows.append([item.name(lang), *(text or MISSING for text in said)])
    caption = f"{plan.name(lang)}指标解释" if zh else f"Definitions: {plan.name(lang)}"
    return pipe_table(columns, rows, caption=caption, id=f"definitions-{slug(plan.id)}")


def formula(item: Indicator, zh: bool) -> str:
    """Write an indicator's formula in words; a dash where there is none."""
    top, bottom = item.numerator("zh" if zh else "en"), item.denominator("zh" if zh else "en")
    if not top or not bottom:
        return MISSING
    times = {1.0: "", 100.0: "×100%", 1000.0: "×1,000‰"}
    factor = "" if item.multiplier is None else times.get(item.multiplier, f"×{plain(item.multiplier)}")
    if zh:
        return f"{top}÷{bottom}{factor.replace(',', '')}"
    return f"{top} / {bottom}{' ' + factor if factor else ''}"


def source_keys(ev: Evaluation) -> dict[str, str]:
    """Number the sources behind the area's own figures, in the order of the plans: ``source`` to ``S1``."""
    keys: dict[str, str] = {}
    for plan in ev.plans:
        for fact in of_plan(ev, plan):
            for point in fact.points:
                keys.setdefault(point.source, f"S{len(keys) + 1}")
    return keys


def trace_table(ev: Evaluation, plan: Plan) -> str:
    """Where each figure stands: every target's years, each with its source and line of the data file."""
    lang = ev.settings.lang
    zh = lang == "zh"
    keys = source_keys(ev)
    found = of_plan(ev, plan, keep=lambda f: bool(f.points))
    if not found:
        return ""
    columns = [
        id_column(ev),
        Column("指标" if zh else "Indicator", 26),
        Column("来源：年份（数据文件行号）" if zh else "Source: year (line of the data file)", 64),
    ]
    rows = [[f.id, f.name, trace(f, keys, zh)] for f in found]
    caption = f"{plan.name(lang)}每个数值的来源" if zh else f"Source of every figure: {plan.name(lang)}"
    return pipe_table(columns, rows, caption=caption, id=f"trace-{slug(plan.id)}")


def trace(fact: Facts, keys: dict[str, str], zh: bool) -> str:
    """Write one target's figures as ``S1：2016—2020（12—16）、2022（17）；S2：…``; neighbours are joined."""
    pieces = []
    for source, run in groupby(fact.points, key=lambda p: p.source):
        spans = [_span(points, zh) for points in _in_step(list(run))]
        pieces.append(f"{keys[source]}{'：' if zh else ': '}" + (f"、{MAY_BREAK}" if zh else ", ").join(spans))
    return (f"；{MAY_BREAK}" if zh else "; ").join(pieces)


def _in_step(points: list[Point]) -> list[list[Point]]:
    """Cut where the next figure is not the next year's on the next line."""
    out: list[list[Point]] = []
    for point in points:
        last = out[-1][-1] if out else None
        if last is not None and point.year == last.year + 1 and _next(last.row, point.row, last.beside, point.beside):
            out[-1].append(point)
        else:
            out.append([point])
    return out


def _next(row: int, later: int, beside: int, later_beside: int) -> bool:
    """Whether the later lines follow the earlier ones, the second group's too where there is one."""
    return later == row + 1 and later_beside == (beside + 1 if beside else 0)


def _span(points: list[Point], zh: bool) -> str:
    """Years and lines of figures that follow each other; of a gap, the lines of both groups."""
    first, last = points[0], points[-1]
    dash = "—" if zh else "–"
    year, row, beside = (
        f"{a}{dash}{b}" if len(points) > 1 else f"{a}"
        for a, b in ((first.year, last.year), (first.row, last.row), (first.beside, last.beside))
    )
    rows = ("、" if zh else ", ").join([row, *([beside] if first.beside else [])])
    return f"{year}（{rows}）" if zh else f"{year} ({rows})"


def sources_table(ev: Evaluation) -> str:
    """The sources' full citations, with their short keys."""
    lang = ev.settings.lang
    zh = lang == "zh"
    rows = [
        [key, cited(ev.dataset.citation(source, lang)) or ("未注明" if zh else "not stated")]
        for source, key in source_keys(ev).items()
    ]
    columns = [Column("编号" if zh else "Key", 10), Column("来源" if zh else "Source", 90)]
    return pipe_table(columns, rows, caption="数据来源" if zh else "Sources", id="sources") if rows else ""


def breaks_table(ev: Evaluation) -> str:
    """Declared changes of definition among the evaluated indicators; empty where there are none."""
    lang = ev.settings.lang
    zh = lang == "zh"
    names = {id: item.name(lang) for plan in ev.plans for id, item in plan.indicators.items()}
    rows = [[names[b.indicator], b.year, b.note(lang)] for b in ev.dataset.breaks if b.indicator in names]
    if not rows:
        return ""
    columns = [
        Column("指标" if zh else "Indicator", 30),
        Column("新口径起始年" if zh else "New definition since", 16, right=True),
        Column("说明" if zh else "Note", 54),
    ]
    caption = "统计口径变化（变化前后不作比较，推算只用新口径数据）" if zh else "Changed definitions"
    return pipe_table(columns, rows, caption=caption, id="breaks")


def revisions_table(ev: Evaluation) -> str:
    """Figures of the evaluated area that were published more than once with different values; empty for none."""
    lang = ev.settings.lang
    zh = lang == "zh"
    known = {id: item for plan in ev.plans for id, item in plan.indicators.items()}
    table = ev.dataset.observations
    mine = table[(table["area"] == ev.settings.area) & table["indicator"].isin(known) & table["value"].notna()]
    mine = mine[(mine["year"] <= ev.settings.data_to) & _is_total(mine)]
    rank = {s.value: place for place, s in enumerate(ObservationStatus)}
    rows = []
    for (name, year, age), group in mine.groupby(["indicator", "year", "age_group"], sort=True):
        if group["value"].nunique() < 2:
            continue
        item = known[str(name)]
        order = group.assign(rank=group["status"].map(rank)).sort_values("rank")
        said = [
            f"{word(ObservationStatus(s), lang)} {amount(v, item.unit, item.decimals, lang)}"
            for s, v in zip(order["status"], order["value"], strict=True)
        ]
        label = item.name(lang) if age == "total" else f"{item.name(lang)} ({age})"
        rows.append([label, year, " → ".join(said)])
    if not rows:
        return ""
    columns = [
        Column("指标" if zh else "Indicator", 36),
        Column("年份" if zh else "Year", 12, right=True),
        Column("先后公布的数值（采用最后一个）" if zh else "Figures as published (the last one is used)", 52),
    ]
    return pipe_table(columns, rows, caption="数据修订" if zh else "Revisions", id="revisions")


def _is_total(table: pd.DataFrame) -> pd.Series:
    return (table["sex"] == "total") & (table["residence"] == "total")
