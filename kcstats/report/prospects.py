"""Joint answers, what would have to happen, and small counts, as sentences and tables.

Everything is a view of the evaluation's `joint`, `scenarios`, `counts` and `rules`; nothing is computed here.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Plan
from kcstats.plan.units import plain
from kcstats.report.conclusions import is_over
from kcstats.report.facts import Facts, facts, target_cell
from kcstats.report.markdown import Column, pipe_table
from kcstats.report.numbers import MISSING, number, percent
from kcstats.report.reference_tables import id_column
from kcstats.report.tables import named
from kcstats.terms import Lang, Rule

Count = dict[Hashable, Any]
"""A row of the evaluation's `counts`."""
SMALL_DENOMINATOR = 100
"""Percentages of fewer are told among the small counts."""
SMALL_MULTIPLIER = 1000
"""Rates per so many, or more, with under 20 events are told among the small counts."""
_NARROWS = (5, 8)  # columns of the table of gaps that hold likelihoods


def joint_row(ev: Evaluation, plan: Plan, *, domain: str = "", section: str = "goal_numeric") -> Any:
    """One row of the joint answers of a plan or domain; None where there is none."""
    table = ev.joint
    here = (table["plan"] == plan.id) & (table["domain"].astype(str) == domain) & (table["section"] == section)
    found = table[here & (table["goal"].astype(str) == "")]
    return found.iloc[0] if len(found) else None


def expected_sentence(ev: Evaluation, plan: Plan) -> str:
    """Say how many numeric targets of the goals are to be expected; empty where nothing is left to expect."""
    row = joint_row(ev, plan)
    if row is None or is_over(ev, plan) or not row["judged"]:
        return ""
    last = ev.settings.target_year or plan.target_year
    mean, low, high = number(float(row["expected"]), 1), int(row["low"]), int(row["high"])
    if ev.settings.lang == "en":
        rest = f"; {row['not_judged']} cannot be judged" if row["not_judged"] else ""
        return (f" By {last}, {mean} of the {row['judged']} targets that can be judged are expected to be met "
                f"(80% interval {low} to {high}){rest}.")  # fmt: skip
    rest = f"，另有{row['not_judged']}项无法判断，不计为达标" if row["not_judged"] else ""
    span = f"{low}项" if low == high else f"{low}—{high}项"
    return f"把各项可能性合起来推算，可判断的{row['judged']}项中，预计到{last}年达标{mean}项（80%区间{span}）{rest}。"


def joint_table_text(ev: Evaluation, plan: Plan, *, id: str) -> str:
    """Expected number by domain, its interval, and the probability of all; empty without answers."""
    lang = ev.settings.lang
    zh = lang == "zh"
    rows = []
    for domain in plan.domains:
        row = joint_row(ev, plan, domain=str(domain.number))
        if row is not None:
            rows.append([domain.name(lang), *_joint_cells(row, lang)])
    total = joint_row(ev, plan)
    if total is None:
        return ""
    rows.append(["合计" if zh else "Total", *_joint_cells(total, lang)])
    columns = [
        Column("领域" if zh else "Domain", 22),
        Column("项数" if zh else "n", 9, right=True),
        Column("可判断" if zh else "Judged", 11, right=True),
        Column("预计达标" if zh else "Expected", 14, right=True),
        Column("80%区间" if zh else "80% interval", 14, right=True),
        Column("全部达标的可能性" if zh else "All of them", 20, right=True),
    ]
    last = ev.settings.target_year or plan.target_year
    caption = (
        f"{plan.name(lang)}到{last}年预计达标项数（目标中的定量指标）"
        if zh
        else f"Targets expected to be met by {last}: {plan.name(lang)}"
    )
    return pipe_table(columns, rows, caption=caption, id=id)


def goals_together_table(ev: Evaluation, plan: Plan, *, id: str) -> str:
    """Goals of several targets: how many of them, and the probability of all; empty where there are none."""
    lang = ev.settings.lang
    zh = lang == "zh"
    table = ev.joint
    mine = table[(table["plan"] == plan.id) & (table["goal"].astype(str) != "") & (table["n"] > 1)]
    titles = {goal.id: goal.title(lang) for domain in plan.domains for goal in domain.goals}
    rows = [
        [row["goal"], titles.get(str(row["goal"]), ""), *_joint_cells(row, lang)]
        for row in mine.to_dict("records")
        if row["judged"]
    ]
    if not rows:
        return ""
    columns = [
        Column("目标" if zh else "Goal", 10),
        Column("内容（摘要）" if zh else "Content (short)", 34),
        Column("项数" if zh else "n", 8, right=True),
        Column("可判断" if zh else "Judged", 10, right=True),
        Column("预计达标" if zh else "Expected", 12, right=True),
        Column("80%区间" if zh else "80% interval", 12, right=True),
        Column("全部达标的可能性" if zh else "All of them", 14, right=True),
    ]
    caption = f"{plan.name(lang)}含多项指标的目标" if zh else f"Goals of several targets: {plan.name(lang)}"
    return pipe_table(columns, rows, caption=caption, id=id)


def _joint_cells(row: Any, lang: Lang) -> list[object]:
    if not row["judged"]:
        return [int(row["n"]), 0, MISSING, MISSING, MISSING]
    low, high = int(row["low"]), int(row["high"])
    span = str(low) if low == high else f"{low}—{high}" if lang == "zh" else f"{low} to {high}"
    whole = float(row["p_all"])
    return [int(row["n"]), int(row["judged"]), number(float(row["expected"]), 1), span, percent(whole)]


def needs_table(ev: Evaluation, found: list[Facts], *, id: str) -> str:
    """What would have to happen for targets that are not likely: paces, levels, years, a changed pace."""
    lang = ev.settings.lang
    zh = lang == "zh"
    rows = []
    for fact in found:
        row = scenario(ev, fact.id)
        if row is None or str(row["reason"]):
            continue
        rows.append([
            fact.id, named(fact), target_cell(fact), _pace(fact, float(row["observed_pace"])),
            _pace(fact, float(row["pace_50"])), _pace(fact, float(row["pace_80"])),
            number(float(row["reachable_50"]), fact.decimals), number(float(row["reachable_80"]), fact.decimals),
            _when(row["year_50"], zh), percent(fact.p),
            *(percent(float(row[f"p_faster_{share}"])) for share in (25, 50, 100)),
        ])  # fmt: skip
    if not rows:
        return ""
    columns = [
        id_column(ev, wide=True),
        Column("指标（单位）" if zh else "Indicator (unit)", 24),
        Column("目标" if zh else "Target", 11, right=True),
        Column("已年均" if zh else "Seen a year", 8, right=True),
        Column("五成把握需年均" if zh else "For 50% a year", 8, right=True),
        Column("八成把握需年均" if zh else "For 80% a year", 8, right=True),
        Column("五成可达" if zh else "Reached, 50%", 7.5, right=True),
        Column("八成可达" if zh else "Reached, 80%", 7.5, right=True),
        Column("过半年份" if zh else "Year of 50%", 8, right=True),
        Column("可能性" if zh else "Likelihood", 6.5, right=True),
        Column("加快25%" if zh else "+25%", 6.5, right=True),
        Column("加快50%" if zh else "+50%", 6.5, right=True),
        Column("加快1倍" if zh else "Doubled", 6.5, right=True),
    ]
    caption = "要达到目标需要什么（可能性低于分界的指标）" if zh else "What would have to happen (targets not likely)"
    return pipe_table(columns, rows, caption=caption, id=id, wide=True)


def scenario(ev: Evaluation, id: str) -> Any:
    """The scenario row of one target of the evaluated area; None where there is none."""
    table = ev.scenarios
    found = table[(table["id"] == id) & (table["area"] == ev.settings.area) & (table["group"] == "total")]
    return found.iloc[0] if len(found) else None


def _pace(fact: Facts, per_year: float) -> str:
    """Print a yearly change with its sign, one digit finer than the figures; the unit stands with the name."""
    text = number(per_year, fact.decimals + 1)
    return text if text == MISSING or per_year <= 0 else f"+{text}"


def _when(year: Any, zh: bool) -> str:
    if pd.isna(year):
        return "未见" if zh else "not seen"
    return str(int(year))


def small_counts(ev: Evaluation) -> list[Count]:
    """Rows of the counts whose base is small: under 20 events of a rate, or a target's percentage of under 100.

    One row an indicator, the one with a level to hold it to if there is one.
    """
    table = ev.counts
    own = table[(table["area"] == ev.settings.area) & (table["group"] == "total")]
    found: dict[str, Count] = {}
    for row in own.to_dict("records"):
        target = ev.target(str(row["id"]))
        item = ev.plan(target.plan).indicators[target.indicator]
        rate = (item.multiplier or 0) >= SMALL_MULTIPLIER
        judged = not math.isnan(row["level"])
        small = (rate and row["few_events"]) or (judged and row["denominator"] < SMALL_DENOMINATOR)
        before = found.get(item.id)
        if small and (before is None or (math.isnan(before["level"]) and judged)):
            found[item.id] = row
    return list(found.values())


def counts_table(ev: Evaluation, rows: list[Count], *, id: str) -> str:
    """小基数指标: the counts, the pooled years, and the three answers; empty without such rows."""
    lang = ev.settings.lang
    zh = lang == "zh"
    if not rows:
        return ""
    ahead = not all(math.isnan(row["p_target_year"]) for row in rows)
    columns = [
        id_column(ev, wide=True),
        Column("指标（单位）" if zh else "Indicator (unit)", 16),
        Column("目标" if zh else "Target", 7, right=True),
        Column("例数／分母（年份）" if zh else "Events / base (year)", 14, right=True),
        Column("公布值（95%区间）" if zh else "As published (95%)", 14, right=True),
        Column("合并（95%区间）" if zh else "Pooled (95%)", 14, right=True),
        Column("公布值达标" if zh else "Met as published", 7),
        Column("实际水平达标" if zh else "Underlying", 7, right=True),
        *([Column("目标年公布值达标" if zh else "Target year's figure", 8, right=True)] if ahead else []),
        Column("按年判断需分母" if zh else "Base needed", 9, right=True),
    ]
    answers = ("否", "是") if zh else ("no", "yes")
    out = []
    for row in rows:
        fact = facts(ev, str(row["id"]))
        met: str = MISSING if pd.isna(row["met_published"]) else answers[bool(row["met_published"])]
        size = f"{number(row['events'], 0)}／{number(row['denominator'], 0)}"
        goal = (
            MISSING if math.isnan(row["level"]) else ("≥" if row["upward"] else "≤") + plain(round(row["level"], 2))
        )
        out.append([
            fact.id, named(fact), goal,
            f"{size}（{row['year']}）" if zh else f"{size.replace('／', ' / ')} ({row['year']})",
            _interval(fact, row["value"], row["lower"], row["upper"], zh),
            _interval(fact, row["pooled_value"], row["pooled_lower"], row["pooled_upper"], zh),
            met, percent(row["p_underlying"]), *([percent(row["p_target_year"])] if ahead else []),
            number(row["births_to_judge"], 0) if row["too_few_to_judge"] else MISSING,
        ])  # fmt: skip
    caption = (
        f"小基数指标：公布值、合并年份和{'三' if ahead else '两'}个答案" if zh
        else f"Small counts: as published, pooled, {'three' if ahead else 'two'} answers"
    )  # fmt: skip
    return pipe_table(columns, out, caption=caption, id=id, wide=True)


def _interval(fact: Facts, value: float, low: float, high: float, zh: bool) -> str:
    digits = fact.decimals
    text = (
        f"{number(low, digits)}—{number(high, digits)}" if zh else f"{number(low, digits)} to {number(high, digits)}"
    )
    return f"{number(value, digits)}（{text}）" if zh else f"{number(value, digits)} ({text})"


def counts_sentence(ev: Evaluation, row: Count) -> str:
    """Tell one small count: events and base first, then the rate, the pooled years, and what it would take."""
    fact = facts(ev, str(row["id"]))
    lang = ev.settings.lang
    top, base = fact.indicator.numerator(lang), fact.indicator.denominator(lang)
    events, size = number(row["events"], 0), number(row["denominator"], 0)
    sums = number(row["pooled_events"], 0), number(row["pooled_denominator"], 0)
    value, pooled = fact.value(row["value"]), fact.value(row["pooled_value"])
    low, high = number(row["pooled_lower"], fact.decimals), number(row["pooled_upper"], fact.decimals)
    years = int(row["pooled_to"]) - int(row["pooled_from"]) + 1
    if lang == "en":
        text = (f"{fact.name}: in {row['year']}, {base}: {size}, {top}: {events}, that is {value}; {years} years "
                f"together: {sums[0]} of {sums[1]}, {pooled} (95% interval {low} to {high}).")  # fmt: skip
        return text + _odds(row, lang) + _needed(row, lang)
    span = f"近{_years(years)}年" if years > 1 else "当年"
    text = (f"{fact.name}：{row['year']}年{base}{size}，{top}{events}，折合{value}；{span}合计{top}{sums[0]}、"
            f"{base}{sums[1]}，合并为{pooled}（95%区间{low}—{high}）。")  # fmt: skip
    return text + _odds(row, lang) + _needed(row, lang)


def _years(n: int) -> str:
    return "零一两三四五六七八九十"[n] if n <= 10 else str(n)


def _odds(row: Count, lang: Lang) -> str:
    if math.isnan(row["p_underlying"]):
        return ""
    under, later = percent(row["p_underlying"]), percent(row["p_target_year"])
    if math.isnan(row["p_target_year"]):  # the target year is over
        return (f" Probability that the underlying rate meets the target: {under}." if lang == "en"
                else f"实际水平在目标以内的可能性为{under}。")  # fmt: skip
    if lang == "en":
        return (
            f" The underlying rate meets the target with probability {under}, the target year's figure with {later}."
        )
    return f"实际水平在目标以内的可能性为{under}，目标年公布值在目标以内的可能性为{later}。"


def _needed(row: Count, lang: Lang) -> str:
    if not row["too_few_to_judge"]:
        return ""
    least, sure = number(row["births_to_judge"], 0), row["births_to_confirm"]
    if lang == "en":
        text = f" Too few to judge by one year: a base of {least} would be needed"
        return text + (
            "." if math.isnan(sure) else f", and {number(sure, 0)} without an event to confirm the target."
        )
    text = f"数量太少，不足以按单年判断：一年的分母至少要有{least}，1例才不致决定是否达标"
    return text + ("。" if math.isnan(sure) else f"；累计{number(sure, 0)}无一例发生，才能确认（95%）达到目标。")


def gap_table(ev: Evaluation, plan: Plan, *, id: str) -> str:
    """Gaps both ways, the difference (by which it is graded) and the ratio; empty without figures by group.

    Likelihoods are left out where none is left to tell, after the target year.
    """
    lang = ev.settings.lang
    zh = lang == "zh"
    table = ev.rules
    mine = {t.id for t in plan.targets if t.rule is Rule.NARROW_GAP}
    rows = []
    for row in table[table["id"].isin(mine) & table["gap_baseline"].notna()].to_dict("records"):
        fact = facts(ev, str(row["id"]))
        by = {"sex": ("性别", "sex"), "residence": ("城乡", "residence")}[fact.target.gap_by][0 if zh else 1]
        rows.append([
            fact.id, named(fact), by, number(row["gap_baseline"], fact.decimals),
            number(row["gap_latest"], fact.decimals), percent(row["p_difference"]),
            number(row["ratio_baseline"], 2), number(row["ratio_latest"], 2), percent(row["p_ratio"]),
        ])  # fmt: skip
    if not rows:
        return ""
    columns = [
        id_column(ev),
        Column("指标（单位）" if zh else "Indicator (unit)", 24),
        Column("分组" if zh else "By", 6),
        Column("基期差值" if zh else "Baseline gap", 11, right=True),
        Column("最新差值" if zh else "Latest gap", 11, right=True),
        Column("差值缩小" if zh else "Gap narrows", 11, right=True),
        Column("基期比值" if zh else "Baseline ratio", 11, right=True),
        Column("最新比值" if zh else "Latest ratio", 11, right=True),
        Column("比值缩小" if zh else "Ratio narrows", 11, right=True),
    ]
    caption = f"{plan.name(lang)}的组间差距：差值和比值" if zh else f"Gaps as difference and ratio: {plan.name(lang)}"
    told = [at for at in range(len(columns)) if at not in _NARROWS or any(row[at] != MISSING for row in rows)]
    return pipe_table(
        [columns[at] for at in told], [[row[at] for at in told] for row in rows], caption=caption, id=id
    )


def units_sentence(ev: Evaluation, fact: Facts) -> str:
    """Name the units that fail, now and by the projection; empty for targets that do not speak of every unit."""
    table = ev.rules
    row = table[(table["id"] == fact.id) & table["units"].notna()]
    if row.empty:
        return ""
    n, now, later = int(row["units"].iloc[0]), str(row["units_failing"].iloc[0]), str(row["units_unlikely"].iloc[0])
    if fact.lang == "en":
        said = f"failing now: {now}. " if now else "none fails now. "
        return f"Of {n} units, {said}" + (f"Less likely than not to meet it: {later}. " if later else "")
    said = f"目前未达到要求的是{now}" if now else "目前没有未达到要求的"
    unlikely = f"；实现目标的可能性低于五成的是{later}" if later else ""
    return f"{n}个单位中，{said}{unlikely}；各单位须同时达到，任何一个达不到即不算实现。"
