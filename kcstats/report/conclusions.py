"""What the figures say together: the summary, the headings that are conclusions, warnings and draft proposals.

Counts come from the evaluation's summary, so that they sum to n. Proposals are drafts by stated rules: a rule is
printed with its proposal, and whoever answers for the indicator writes the real one.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Cutoffs
from kcstats.plan.model import Domain, Plan
from kcstats.report.facts import Facts, grade_words, of_plan
from kcstats.report.numbers import listed, names_listed, number, percent, plural
from kcstats.stats.reasons import reason
from kcstats.terms import GoalKind, Grade, Lang, Rule, word

GRADES = (Grade.ATTAINED, Grade.EXPECTED, Grade.DIFFICULT, Grade.NO_DATA)
PENDING = {"zh": "待补充", "en": "to be supplied"}
_SECTION_WORDS = {
    "goal_numeric": ("目标中的定量指标", "numeric targets of the goals"),
    "directional": ("方向性指标", "directional targets"),
    "strategy_numeric": ("策略措施中的定量指标", "numeric targets of the strategies"),
}


def counts(ev: Evaluation, plan_id: str, section: str = "goal_numeric", domain: str = "") -> dict[str, int]:
    """The four grades and n of one plan, section and domain ("" = the whole plan); zeros where there is none."""
    table = ev.summary
    rows = table[(table["plan"] == plan_id) & (table["section"] == section) & (table["domain"].astype(str) == domain)]
    names = ("n", *(g.value for g in GRADES))
    return {name: int(rows.iloc[0][name]) if len(rows) else 0 for name in names}


def grade_counts(found: dict[str, int], lang: Lang, *, over: bool = False, zeros: bool = True) -> str:
    """Say the four grades: 已达标5项、可望达标3项、难以达标1项、无数据1项."""
    shown = [g for g in GRADES if zeros or found[g.value]]
    if over:
        shown = [g for g in shown if g is not Grade.EXPECTED or found[g.value]]
    if lang == "en":
        none = "without enough data"
        words = [none if g is Grade.NO_DATA else grade_name(g, lang, over=over) for g in shown]
        return listed([f"{found[g.value]} {text}" for g, text in zip(shown, words, strict=True)], lang)
    return listed([f"{grade_name(g, lang, over=over)}{found[g.value]}项" for g in shown], lang)


def grade_name(grade: Grade, lang: Lang, *, over: bool = False) -> str:
    """Say a grade; after the target year difficult is missed."""
    if over and grade is Grade.DIFFICULT:
        return "未达标" if lang == "zh" else "missed"
    return word(grade, lang)


def is_over(ev: Evaluation, plan: Plan) -> bool:
    """Whether the data reach the plan's target year."""
    return ev.settings.data_to >= (ev.settings.target_year or plan.target_year)


def plan_title(plan: Plan, lang: Lang) -> str:
    """The plan's name as a citation."""
    return f"《{plan.name(lang)}》" if lang == "zh" else plan.name(lang)


def summary_sentence(ev: Evaluation, plan: Plan) -> str:
    """The four grades of one plan's numeric goal targets, which sum to n, with the denominator's definition."""
    lang, over = ev.settings.lang, is_over(ev, plan)
    found = counts(ev, plan.id)
    selection = _selection(plan, lang)
    if lang == "en":
        said = grade_counts(found, lang, over=over)
        text = f"{plan.name(lang)}{selection}: of {plural(found['n'], 'numeric target')} among the goals, {said}."
        return text + _still_projected(ev, plan)
    said = grade_counts(found, lang, over=over)
    text = f"{plan_title(plan, lang)}{selection}目标中有定量要求的指标共{found['n']}项，其中{said}"
    good = found["attained"] + found["expected"]
    which = f"已达标和可望达标合计{good}项，" if found["expected"] or not over else "已达标的"
    share = f"；{which}占{number(100 * good / found['n'], 1)}%" if found["n"] else ""
    return text + share + "。" + _still_projected(ev, plan)


def _still_projected(ev: Evaluation, plan: Plan) -> str:
    """After the target year: name what has no figure of that year and is judged by projection; else empty."""
    if not is_over(ev, plan):
        return ""
    open_ones = of_plan(ev, plan, section="goal_numeric", keep=lambda f: f.assessed and not f.over)
    if not open_ones:
        return ""
    last = ev.settings.target_year or plan.target_year
    if ev.settings.lang == "en":
        names = names_listed([f.name for f in open_ones], "en")
        return f" Without a figure for {last}, and judged by projection: {names}."
    named = listed([f"{f.name}（{word(f.grade)}）" for f in open_ones])
    return f"{named}没有{last}年数据，按最新数据推算判定。"


def denominator_note(lang: Lang) -> str:
    """What the denominator is, printed wherever the grades are."""
    if lang == "en":
        return ("The denominator is every measurable target with a number in the plan's goals; targets without data "
                "stay "
                "in it. Directional and qualitative goals, and the numbers among the strategies, are counted "
                "apart.")  # fmt: skip
    return (
        "上述项数的分母为规划“主要目标”中给出数值的全部可监测指标，没有数据或无法判断的仍计入分母；"
        "方向性目标、定性目标和策略措施中的定量指标另行统计，不混入上述比例。"
    )


def overall(ev: Evaluation) -> str:
    """One sentence over all plans: the overall conclusion."""
    lang = ev.settings.lang
    over = all(is_over(ev, plan) for plan in ev.plans)
    total = {name: sum(counts(ev, p.id)[name] for p in ev.plans) for name in ("n", *(g.value for g in GRADES))}
    good, bad, none = total["attained"] + total["expected"], total["difficult"], total["no_data"]
    if not total["n"]:
        return ""
    if lang == "en":
        said = "met" if over else "met or expected to be met"
        be = "is" if good == 1 else "are"
        rest = f"{bad} {'missed' if over else 'difficult'}" + (f"; {none} cannot be judged." if none else ".")
        return f"Together, {good} of {plural(total['n'], 'numeric target')} {be} {said}, {rest}"
    judged = total["n"] - none
    if judged == 0:
        return "总体上，现有数据还不能判断各项目标的实现情况，当务之急是补齐监测数据。"
    share = good / judged
    said = "大多数" if share >= 0.8 else "多数" if share > 0.5 else "半数" if share == 0.5 else "少数"
    done = "已经实现" if not total["expected"] else "已经实现或可望实现"
    verb = done if over else "已达标或可望如期达标"
    miss = "未能实现" if over else "难以如期达标"
    text = f"总体看，可作判断的{judged}项定量目标中，{said}（{good}项）{verb}，{bad}项{miss}"
    return text + (f"；另有{none}项因缺少数据或数据不足无法判断，需要补充监测。" if none else "。")


def domain_heading(ev: Evaluation, plan: Plan, domain: Domain) -> str:
    """Say a domain's situation as a conclusion: the text of its heading, without a number in front."""
    lang = ev.settings.lang
    over = is_over(ev, plan)
    mine = of_plan(ev, plan, section="goal_numeric", keep=lambda f: f.target.domain == domain.number)
    name = domain.name(lang)
    colon = "：" if lang == "zh" else ": "
    if not mine:
        return f"{name}{colon}" + ("目标以方向性和定性要求为主" if lang == "zh" else "goals without numbers")
    judged = [f for f in mine if f.assessed]
    hard = [f for f in judged if f.grade is Grade.DIFFICULT]
    good = len(judged) - len(hard)
    if lang == "en":
        return name + colon + _heading_en(len(mine), len(judged), good, hard, over)
    if not judged:
        return f"{name}：{len(mine)}项定量目标均缺少足够数据，尚不能判断"
    blank = f"，另有{len(mine) - len(judged)}项缺少数据" if len(judged) < len(mine) else ""
    hope = any(f.grade is Grade.EXPECTED for f in judged)
    verb = ("已实现或可望实现" if hope else "已实现") if over else "已达标或可望达标"
    miss = "未实现" if hard and all(f.over for f in hard) else "未实现或难以达标" if over else "难以达标"
    if not hard and len(mine) == 1:
        return f"{name}：{mine[0].name}{grade_words(mine[0])}"
    if not hard:
        count = f"{good}项可判断的目标" if blank else f"{good}项定量目标"
        return f"{name}：{count}{'均' if good > 1 else ''}{verb}{blank}"
    names = listed([f.name for f in hard], most=2)
    if good == 0:
        return f"{name}：{names}{miss}{blank}"
    return f"{name}：{good}项目标{verb}，{names}{miss}{blank}"


def _heading_en(n: int, judged: int, good: int, hard: list[Facts], over: bool) -> str:
    if not judged:
        return f"{plural(n, 'numeric target')}, none with enough data to judge"
    verb = "met" if over else "met or expected"
    if n == 1:
        return f"its one numeric target {('missed' if over else 'difficult') if hard else verb}"
    text = f"{good} of {plural(n, 'numeric target')} {verb}"
    if hard:
        text += f"; {names_listed([f.name for f in hard], 'en', most=2)} {'missed' if over else 'difficult'}"
    return text + (f"; {n - judged} without enough data" if judged < n else "")


def directional_sentence(ev: Evaluation, plan: Plan) -> str:
    """Count the directional targets and name those that go the wrong way."""
    lang, found = ev.settings.lang, counts(ev, plan.id, "directional")
    if not found["n"]:
        return ""
    hard = of_plan(ev, plan, section="directional", keep=lambda f: f.grade is Grade.DIFFICULT)
    said = grade_counts(found, lang, over=is_over(ev, plan))
    if lang == "en":
        held = plural(found["n"], "measurable target")
        text = f"{plan.name(lang)} has {held} without a number: {said}."
        return text + (f" Of concern: {names_listed([f.name for f in hard], lang, most=5)}." if hard else "")
    text = (
        f"{plan_title(plan, lang)}另有方向性可监测指标{found['n']}项（要求上升、下降、保持或缩小差距，"
        f"没有给出数值），其中{said}。"
    )
    return text + (f"需要关注的有{listed([f.name for f in hard], most=5)}。" if hard else "")


def qualitative_count(plan: Plan) -> tuple[int, int]:
    """Number of goals, and of those that are qualitative."""
    goals = [goal for domain in plan.domains for goal in domain.goals]
    return len(goals), sum(goal.kind is GoalKind.QUALITATIVE for goal in goals)


def hard_ones(ev: Evaluation, plan: Plan | None = None) -> list[Facts]:
    """All targets graded difficult (any section), missed ones of the target year first, then the least likely.

    Equal ones stay in the order of the plans.
    """
    plans = ev.plans if plan is None else (plan,)
    found = [f for p in plans for f in of_plan(ev, p, keep=lambda f: f.grade is Grade.DIFFICULT)]
    return sorted(found, key=lambda f: f.p if math.isfinite(f.p) else -1.0)


def missing_ones(ev: Evaluation, plan: Plan) -> list[Facts]:
    """All targets that cannot be judged, in the plan's order."""
    return of_plan(ev, plan, keep=lambda f: not f.assessed)


def lacking_ones(ev: Evaluation, plan: Plan) -> list[Facts]:
    """Those of them that data could answer: not what has no number to be held to, or nothing left to improve."""
    full = reason("no_room", ev.settings.lang)
    return [f for f in missing_ones(ev, plan)
            if f.latest is None or (f.target.rule is not Rule.UNQUANTIFIED and f.reason != full)]  # fmt: skip


def own_warnings(ev: Evaluation, kind: str) -> pd.DataFrame:
    """The warnings of one kind for the evaluated area as a whole: the red ones first, the least likely first."""
    table = ev.warnings
    keep = (table["kind"] == kind) & (table["area"] == ev.settings.area) & (table["group"] == "total")
    mine = table[keep]
    rank = mine.assign(rank=mine["level"].map({level: place for place, level in enumerate(LEVEL_WORDS)}))
    return mine.loc[rank.sort_values(["rank", "p_attain"], kind="stable").index]


def warned_ids(row: Any) -> list[str]:
    """The target of a warning, and the others that stand on the same figures."""
    others = row["also"] if isinstance(row["also"], str) else ""
    return [str(row["id"]), *others.split()]


LEVEL_WORDS: dict[str, tuple[str, str]] = {
    "red": ("红色", "red"), "orange": ("橙色", "orange"), "yellow": ("黄色", "yellow"),
}  # fmt: skip
KIND_WORDS: dict[str, tuple[str, str]] = {
    "hard_to_complete": ("达标困难", "hard to complete"),
    "strong_fluctuation": ("波动异常", "strong fluctuation"),
}


def warning_sentence(ev: Evaluation, row: Any) -> str:
    """Say one warning: what, since when, evidence, rule, level, and how often such warnings were right in hindcast.

    Parameters
    ----------
    ev : Evaluation
    row : Series
        A row of the evaluation's warnings.
    """
    lang = ev.settings.lang
    at = 0 if lang == "zh" else 1
    level, kind = LEVEL_WORDS[str(row["level"])][at], KIND_WORDS[str(row["kind"])][at]
    name = ev.target(str(row["id"])).name(lang)
    since = "" if pd.isna(row["since"]) else str(int(row["since"]))
    if lang == "zh":
        start = f"{since}年以来持续符合预警条件，" if since else ""
        text = f"{name}：{start}{row['evidence']}；预警依据为{row['rule']}，列为“{kind}”预警（{level}）"
        return f"{text}{worth_words(row, lang)}。"
    start = f"since {since}; " if since else ""
    return f"{name}: {start}{row['evidence']}; rule: {row['rule']}; {kind} ({level}){worth_words(row, lang)}. "


def worth_words(row: Any, lang: Lang) -> str:
    """Say how often warnings like this one were right in hindcast; the start is the joint to what stands before."""
    share = float(row["right_share"])
    if math.isfinite(share):
        zh = f"；此类预警历史上的准确率为{percent(share)}（由{int(row['right_n']):,}次回测给出）"
        en = f"; such warnings were right in {percent(share)} of {int(row['right_n']):,} hindcasts"
    else:
        zh = "；此类预警的历史准确率未能回测（回测数列没有分子分母）"
        en = "; how often such warnings were right was not measured (the hindcast series hold no counts)"
    return zh if lang == "zh" else en


def proposal(fact: Facts, cutoffs: Cutoffs, lang: Lang = "zh") -> str:
    """Draft a proposal by rule; the rule's letter is printed with it."""
    from kcstats.report.clauses import needs_pace, pace

    zh = lang == "zh"
    low, half = f"{cutoffs.unlikely:.0%}", f"{cutoffs.likely:.0%}"
    if fact.worse and fact.status.value == "met":
        now = "目标已实现，" if fact.over else "目前达标"
        return (
            f"（规则乙）{now}但比基期明显变差，建议核实变化原因，防止反弹。"
            if zh
            else "met but detectably worse than at the baseline (rule B): find out why."
        )
    if fact.over:
        return (
            "（规则甲）未实现的目标，建议在下一周期目标设定中重新论证目标值和完成时限。"
            if zh
            else "missed (rule A): reconsider its level and date for the next period."
        )
    if fact.data_to >= fact.last:
        return (
            f"（规则戊）目标年已到而没有{fact.last}年数据，建议补报后按实际数值判定。"
            if zh
            else f"the target year is over and {fact.last} has no figure (rule E): report it, then judge by it."
        )
    needed = f"，按今后年均{pace(fact, fact.required)}分解年度任务" if needs_pace(fact) and zh else ""
    if fact.p < cutoffs.unlikely:
        return (
            f"（规则丙）可能性低于{low}，建议制定专项推进方案{needed}。"
            if zh
            else f"likelihood below {low} (rule C): draw up a plan of its own, with yearly milestones."
        )
    return (
        f"（规则丁）可能性在{low}—{half}之间，建议加强推进、按季调度{needed}。"
        if zh
        else f"likelihood between {low} and {half} (rule D): speed up, with yearly milestones."
    )


def _selection(plan: Plan, lang: Lang) -> str:
    if not plan.selection:
        return ""
    return "（本报告选取的部分）" if lang == "zh" else " (the selection covered here)"


def odds_range(found: list[Facts]) -> str:
    """The least and the greatest likelihood of several targets, as printed in tables."""
    known = [f.p for f in found if math.isfinite(f.p)]
    return (
        ""
        if not known
        else percent(min(known))
        if len(known) == 1
        else f"{percent(min(known))}{'—' if found[0].lang == 'zh' else ' to '}{percent(max(known))}"
    )
