"""The tables of a report, as markdown: grades, indicators, lists of what needs attention.

A table is a view of the evaluation; it rounds, and it computes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.summary import section_of
from kcstats.plan.model import Plan
from kcstats.report.answering import answering_numbers
from kcstats.report.clauses import gap_decimals, needs_pace, pace
from kcstats.report.conclusions import (
    GRADES,
    KIND_WORDS,
    LEVEL_WORDS,
    PENDING,
    counts,
    grade_name,
    is_over,
    own_warnings,
    warned_ids,
)
from kcstats.report.facts import Facts, demand_words, facts, grade_words, of_plan, target_cell
from kcstats.report.markdown import Column, pipe_table, slug
from kcstats.report.numbers import MISSING, in_cell, number, percent, points
from kcstats.report.prose import unit_in_header
from kcstats.report.reference_tables import id_column
from kcstats.terms import Grade, word

SECTIONS = ("goal_numeric", "directional", "strategy_numeric")


def grades_table(ev: Evaluation, plan: Plan, *, section: str = "goal_numeric", id: str = "") -> str:
    """The grades by domain; the last row is the whole plan. Columns sum to n in every row."""
    lang, over = ev.settings.lang, is_over(ev, plan)
    zh = lang == "zh"
    total = counts(ev, plan.id, section)
    shown = grades_shown([total], over=over)
    rows = []
    for domain in plan.domains:
        found = counts(ev, plan.id, section, str(domain.number))
        if found["n"]:
            rows.append([domain.name(lang), found["n"], *(found[g.value] for g in shown)])
    rows.append(["合计" if zh else "Total", total["n"], *(total[g.value] for g in shown)])
    columns = [Column("领域" if zh else "Domain", 30), Column("项数" if zh else "n", 10, right=True)]
    columns += [Column(grade_name(g, lang, over=over), 14, right=True) for g in shown]
    title = {"goal_numeric": ("目标中定量指标的实现情况", "Numeric targets of the goals by domain"),
             "directional": ("方向性指标的实现情况", "Directional targets by domain"),
             "strategy_numeric": ("策略措施中定量指标的实现情况", "Numbers in the strategies")}[section]  # fmt: skip
    caption = f"{plan.name(lang)}{title[0]}（单位：项）" if zh else f"{title[1]}: {plan.name(lang)}"
    return pipe_table(columns, rows, caption=caption, id=id or f"grades-{slug(plan.id)}")


def short_table(ev: Evaluation, plan: Plan, section: str, *, id: str, caption: str) -> str:
    """Targets of one section: latest figure, baseline, demand, likelihood, grade; empty where there are none."""
    found = of_plan(ev, plan, section=section)
    return facts_table(ev, found, id=id, caption=caption) if found else ""


def facts_table(ev: Evaluation, found: list[Facts], *, id: str, caption: str) -> str:
    """Targets with latest figure, baseline, demand, likelihood and grade."""
    lang = ev.settings.lang
    zh = lang == "zh"
    columns = [
        id_column(ev),
        Column("指标（单位）" if zh else "Indicator (unit)", 29),
        Column("基期" if zh else "Baseline", 10, right=True),
        Column("最新" if zh else "Latest", 10, right=True),
        Column("年份" if zh else "Year", 8, right=True),
        Column("要求" if zh else "Target", 21),
        Column("可能性" if zh else "Likelihood", 9, right=True),
        Column("判定" if zh else "Grade", 12),
    ]
    rows: list[list[object]] = [
        [
            f.id,
            named(f),
            number(f.baseline, f.decimals),
            _latest(f),
            _year(f),
            demand_words(f),
            percent(f.p),
            grade_words(f),
        ]
        for f in found
    ]
    return pipe_table(*judged_only(columns, rows, found), caption=caption, id=id)


def judged_only(
    columns: list[Column], rows: list[list[object]], found: list[Facts]
) -> tuple[list[Column], list[list[object]]]:
    """Leave out the column of likelihoods where no target has one, as after the target year."""
    if any(math.isfinite(f.p) for f in found):
        return columns, rows
    keep = [at for at, column in enumerate(columns) if column.title not in ("可能性", "Likelihood")]
    return [columns[at] for at in keep], [[row[at] for at in keep] for row in rows]


def grades_shown(found: Iterable[dict[str, int]], *, over: bool) -> list[Grade]:
    """The grades that get a column: after the target year nothing is expected, unless something still is."""
    hopes = any(counted[Grade.EXPECTED.value] for counted in found)
    return [g for g in GRADES if hopes or not over or g is not Grade.EXPECTED]


def indicator_table(ev: Evaluation, plan: Plan) -> str:
    """Every target: baseline, every year, demand, likelihood and grade, on a landscape page."""
    lang = ev.settings.lang
    zh = lang == "zh"
    years = _years(ev, plan)
    columns = [
        id_column(ev, wide=True),
        Column("指标（单位）" if zh else "Indicator (unit)", 22),
        *(Column(str(year), 6, right=True) for year in years),
        Column("目标" if zh else "Target", 11, right=True),
        Column("可能性" if zh else "Likelihood", 6.5, right=True),
        Column("判定" if zh else "Grade", 9),
        Column("责任单位" if zh else "Responsible", 8),
    ]
    found = [f for section in SECTIONS for f in of_plan(ev, plan, section=section)]
    rows: list[list[object]] = []
    for f in found:
        values = [number(f.in_year(year), f.decimals) for year in years]
        rows.append([f.id, named(f), *values, target_cell(f), percent(f.p), grade_words(f),
                     answering_numbers(ev, f.target)])  # fmt: skip
    caption = (
        f"{plan.name(lang)}全部可监测指标（“—”为无数据；先列目标中的定量指标，再列方向性指标和策略措施中的定量指标）"
        if zh
        else f"All measurable targets of {plan.name(lang)} (— = no figure)"
    )
    table = pipe_table(*judged_only(columns, rows, found), caption=caption, id=f"all-{slug(plan.id)}", turned=True)
    return f"\n::: {{.landscape}}\n{table}\n:::\n"


def distance_cell(fact: Facts) -> str:
    """How far a figure is from its target, for a narrow column; a dash where it is met or not known."""
    if not (math.isfinite(fact.gap) and fact.gap > 0):
        return MISSING
    return in_cell(points(fact.gap, fact.unit, gap_decimals(fact), fact.lang))


def hard_table(ev: Evaluation, found: list[Facts], *, id: str) -> str:
    """What is difficult, with distance, paces and likelihood."""
    lang = ev.settings.lang
    zh = lang == "zh"
    columns = [
        id_column(ev),
        Column("指标（单位）" if zh else "Indicator (unit)", 22),
        Column("最新（年）" if zh else "Latest (year)", 13, right=True),
        Column("目标" if zh else "Target", 13, right=True),
        Column("距目标" if zh else "Distance", 15, right=True),
        Column("需年均" if zh else "Needed a year", 14, right=True),
        Column("已年均" if zh else "Seen a year", 14, right=True),
        Column("可能性" if zh else "Likelihood", 9, right=True),
    ]
    rows = []
    for f in found:
        needed = in_cell(pace(f, f.required)) if needs_pace(f) else MISSING
        seen = in_cell(pace(f, f.observed)) if math.isfinite(f.observed) else MISSING
        latest = f"{_latest(f)}（{_year(f)}）" if zh else f"{_latest(f)} ({_year(f)})"
        rows.append([f.id, named(f), latest, target_cell(f), distance_cell(f), needed, seen, percent(f.p)])
    caption = (
        "难以达标的指标（按可能性由低到高）"
        if zh
        else "Difficult targets, least likely first (pp = percentage points)"
    )
    return pipe_table(columns, rows, caption=caption, id=id)


def warning_table(ev: Evaluation, kind: str, *, id: str) -> str:
    """Warnings of one kind for the area as a whole, with their rule; empty for none."""
    zh, at = ev.settings.lang == "zh", 0 if ev.settings.lang == "zh" else 1
    found = own_warnings(ev, kind)
    if found.empty:
        return ""
    columns = [
        Column("级别" if zh else "Level", 8),
        id_column(ev),
        Column("指标" if zh else "Indicator", 21),
        Column("预警依据" if zh else "Rule", 17),
        Column("事实" if zh else "Evidence", 40),
        Column("起始年" if zh else "Since", 9, right=True),
        Column("准确率" if zh else "Right", 9, right=True),
    ]
    rows = []
    for record in found.to_dict("records"):
        level, who, since, right = _warned(ev, record)
        ids = ("、" if zh else ", ").join(warned_ids(record))
        rows.append([level, ids, who, record["rule"], record["evidence"], since, right])
    title = {"hard_to_complete": ("达标困难预警（准确率由历史回测给出）", "Hard to complete (Right: in hindcast)"),
             "strong_fluctuation": ("波动异常预警（准确率由历史回测给出）",
                                    "Strong fluctuation (Right: in hindcast)")}[kind]  # fmt: skip
    return pipe_table(columns, rows, caption=title[at], id=id)


def bulletin_table(ev: Evaluation, shown: dict[str, int], *, id: str) -> str:
    """The most pressing warnings of every kind on part of a page: so many of each, without their rule."""
    zh, at = ev.settings.lang == "zh", 0 if ev.settings.lang == "zh" else 1
    columns = [
        Column("类别" if zh else "Kind", 15),
        Column("级别" if zh else "Level", 9),
        Column("指标" if zh else "Indicator", 34),
        Column("事实" if zh else "Evidence", 54),
        Column("起始年" if zh else "Since", 11, right=True),
        Column("准确率" if zh else "Right", 11, right=True),
    ]
    rows = []
    for kind, most in shown.items():
        for record in own_warnings(ev, kind).head(most).to_dict("records"):
            level, who, since, right = _warned(ev, record)
            ids = ("、" if zh else ", ").join(warned_ids(record))
            name = f"{ids}\u3000{who}" if zh else f"{ids} {who}"
            rows.append([KIND_WORDS[kind][at], level, name, record["evidence"], since, right])
    caption = "最紧要的预警（准确率由历史回测给出）" if zh else "Most pressing warnings (Right: in hindcast)"
    return pipe_table(columns, rows, caption=caption, id=id) if rows else ""


def _warned(ev: Evaluation, record: Mapping[Any, Any]) -> tuple[str, str, object, str]:
    """Level, indicator, since when, and how often such warnings were right."""
    level = LEVEL_WORDS[record["level"]][0 if ev.settings.lang == "zh" else 1]
    since = MISSING if pd.isna(record["since"]) else int(record["since"])
    return level, ev.target(record["id"]).name(ev.settings.lang), since, percent(record["right_share"])


def missing_table(ev: Evaluation, plan: Plan, found: list[Facts]) -> str:
    """What cannot be judged, with the last figure there is and the reason."""
    lang = ev.settings.lang
    zh = lang == "zh"
    columns = [
        id_column(ev),
        Column("指标（单位）" if zh else "Indicator (unit)", 28),
        Column("最新数据" if zh else "Latest figure", 17, right=True),
        Column("类别" if zh else "Kind", 13),
        Column("不能判断的原因" if zh else "Why it cannot be judged", 32),
    ]
    kinds = {"goal_numeric": ("目标定量", "goal, numeric"), "directional": ("方向性", "directional"),
             "strategy_numeric": ("策略定量", "strategy, numeric")}  # fmt: skip
    rows = []
    for f in found:
        latest = (
            MISSING
            if f.latest is None
            else f"{_latest(f)}（{f.latest.year}）"
            if zh
            else f"{_latest(f)} ({f.latest.year})"
        )
        rows.append(
            [f.id, named(f), latest, kinds[section_of(f.target)][0 if zh else 1], f.reason or word(f.status, lang)]
        )
    caption = f"{plan.name(lang)}缺项数据清单" if zh else f"Targets of {plan.name(lang)} that cannot be judged"
    return pipe_table(columns, rows, caption=caption, id=f"missing-{slug(plan.id)}")


def goals_table(ev: Evaluation, plan: Plan, kind: str) -> str:
    """Goals of one kind (``qualitative``), listed as such; empty where there are none."""
    lang = ev.settings.lang
    zh = lang == "zh"
    rows = [
        [goal.id, domain.name(lang), goal.title(lang), PENDING[lang]]
        for domain in plan.domains
        for goal in domain.goals
        if goal.kind == kind
    ]
    if not rows:
        return ""
    columns = [
        id_column(ev),
        Column("领域" if zh else "Domain", 20),
        Column("目标（摘要）" if zh else "Goal (short)", 48),
        Column("进展情况" if zh else "Progress", 14),
    ]
    caption = f"{plan.name(lang)}的定性目标（不参加达标统计）" if zh else f"Qualitative goals of {plan.name(lang)}"
    return pipe_table(columns, rows, caption=caption, id=f"qualitative-{slug(plan.id)}")


def final_table(ev: Evaluation, plan: Plan, before: Evaluation | None, *, section: str = "goal_numeric") -> str:
    """Each target at the end: baseline, final figure, target, by how much, and what the mid-term said.

    A final figure of another year than the target's says of which.
    """
    lang, last = ev.settings.lang, ev.settings.target_year or plan.target_year
    zh = lang == "zh"
    columns = [
        id_column(ev),
        Column("指标（单位）" if zh else "Indicator (unit)", 22),
        Column("基期" if zh else "Baseline", 9, right=True),
        Column(f"{last}年" if zh else str(last), 13, right=True),
        Column("目标" if zh else "Target", 16, right=True),
        Column("差距" if zh else "Short by", 15, right=True),
        Column("结果" if zh else "Result", 10),
    ]
    if before is not None:
        year = before.settings.data_to
        columns.append(Column(f"{year}年判断" if zh else f"Said in {year}", 15.5, right=True))
    rows = []
    for f in of_plan(ev, plan, section=section):
        late = "" if f.latest is None or f.latest.year == last else f"（{_year(f)}）" if zh else f" ({_year(f)})"
        final = _latest(f) + late
        row = [
            f.id,
            named(f),
            number(f.baseline, f.decimals),
            final,
            target_cell(f),
            distance_cell(f),
            grade_words(f),
        ]
        if before is not None:
            then = facts(before, f.id)
            row.append(f"{grade_words(then)} {percent(then.p)}" if math.isfinite(then.p) else grade_words(then))
        rows.append(row)
    title = {"goal_numeric": ("目标中定量指标", "Numeric targets of the goals"),
             "directional": ("方向性指标", "Directional targets"),
             "strategy_numeric": ("策略措施中定量指标", "Numeric targets of the strategies")}[section]  # fmt: skip
    caption = (
        f"{plan.name(lang)}{title[0]}的最终结果"
        if zh
        else f"{title[1]} at the end: {plan.name(lang)} (pp = percentage points)"
    )
    return pipe_table(columns, rows, caption=caption, id=f"final-{slug(section)}-{slug(plan.id)}") if rows else ""


def named(fact: Facts) -> str:
    """An indicator's name with its unit in brackets."""
    unit = unit_in_header(fact)
    if not unit:
        return fact.name
    return f"{fact.name}（{unit}）" if fact.lang == "zh" else f"{fact.name} ({unit})"


def _latest(fact: Facts) -> str:
    return MISSING if fact.latest is None else number(fact.latest.value, fact.decimals)


def _year(fact: Facts) -> str:
    return MISSING if fact.latest is None else str(fact.latest.year)


def _years(ev: Evaluation, plan: Plan) -> range:
    first = min((t.baseline_year for t in plan.targets), default=plan.baseline_year)
    return range(first, ev.settings.data_to + 1)
