"""决策简报: one page for those who decide - where the plans stand, what is hardest, what is asked of them."""

from __future__ import annotations

from kcstats.report.answering import answering_or_pending
from kcstats.report.conclusions import (
    counts,
    grade_name,
    hard_ones,
    is_over,
    lacking_ones,
    overall,
    own_warnings,
    plan_title,
    summary_sentence,
)
from kcstats.report.facts import Facts, of_plan, target_cell
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import MISSING, names_listed, number, percent, plural
from kcstats.report.reference_tables import id_column
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.opening import standing_note
from kcstats.report.tables import distance_cell, grades_shown, named
from kcstats.terms import Grade, Lang

HARDEST, NAMES = 6, 4


def brief(frame: Frame) -> str:
    """The whole brief; both renderers set it on one page."""
    ev = frame.ev
    numeric = [f for f in hard_ones(ev) if f.target.numeric and f.target.source == "goal"]
    return paragraphs(
        frame.heading("总体情况", "At a glance", id="glance"),
        standing_note(frame).replace("本报告", "本简报"),
        overall(ev) if len(ev.plans) > 1 else summary_sentence(ev, ev.plans[0]),
        _grades(frame),
        frame.heading(f"最需要关注的{min(len(numeric), HARDEST)}项", "Most in need of attention", id="hardest",
                      marked=False) if numeric else "",
        _hardest(frame, numeric[:HARDEST]) if numeric else "",
        _changes(frame),
        frame.heading("提请研究的事项", "For decision", id="asked", marked=False),
        "\n".join(f"{place}. {text}" for place, text in enumerate(_asked(frame, numeric), start=1)),
    )  # fmt: skip


def _grades(frame: Frame) -> str:
    ev = frame.ev
    over = all(is_over(ev, plan) for plan in ev.plans)
    found = [counts(ev, plan.id) for plan in ev.plans]
    shown = grades_shown(found, over=over)
    columns = [Column(frame.say("规划", "Plan"), 40),
               Column(frame.say("项数", "n"), 10, right=True),
               *(Column(grade_name(g, frame.lang, over=over), 12, right=True) for g in shown)]  # fmt: skip
    rows = [[plan.name(frame.lang), mine["n"], *(mine[g.value] for g in shown)]
            for plan, mine in zip(ev.plans, found, strict=True)]  # fmt: skip
    caption = frame.say("目标中定量指标的达标情况（单位：项）", "Numeric targets of the goals by grade")
    return pipe_table(columns, rows, caption=caption, id="brief-grades")


def _hardest(frame: Frame, found: list[Facts]) -> str:
    """The hardest ones with their likelihood; once all are decided, with what was wanting."""
    over = all(f.over for f in found)
    last = frame.say("差距", "Distance") if over else frame.say("可能性", "Likelihood")
    columns = [
        id_column(frame.ev),
        Column(frame.say("指标（单位）", "Indicator (unit)"), 34),
        Column(frame.say("最新", "Latest"), 12, right=True),
        Column(frame.say("目标", "Target"), 12, right=True),
        Column(last, 14 if over else 10, right=True),
        Column(frame.say("责任单位", "Responsible"), 22),
    ]
    rows = [[f.id, named(f), MISSING if f.latest is None else number(f.latest.value, f.decimals), target_cell(f),
             distance_cell(f) if over else percent(f.p), answering_or_pending(frame.ev, f.target)]
            for f in found]  # fmt: skip
    caption = (
        frame.say("未实现的目标定量指标", "Numeric goal targets that were missed")
        if over
        else frame.say("实现目标可能性最低的目标定量指标", "Numeric goal targets least likely to be met")
    )
    return pipe_table(columns, rows, caption=caption, id="brief-hardest")


def _changes(frame: Frame) -> str:
    """What moved detectably since the baseline, either way, and how many warnings there are."""
    ev = frame.ev
    every = [f for plan in ev.plans for f in of_plan(ev, plan, section="goal_numeric")]
    better, worse = [f for f in every if f.better], [f for f in every if f.worse]
    parts = []
    if better:
        names = _once(better, frame.lang)
        parts.append(frame.say(f"比基期明显改善：{names}。", f"Detectably better than at the baseline: {names}."))
    if worse:
        names = _once(worse, frame.lang)
        parts.append(frame.say(f"比基期明显变差：{names}。", f"Detectably worse: {names}."))
    hard, moving = len(own_warnings(ev, "hard_to_complete")), len(own_warnings(ev, "strong_fluctuation"))
    if not (hard or moving) and all(is_over(ev, plan) for plan in ev.plans):
        return frame.say("", " ").join(parts)  # nothing is left to warn of
    parts.append(
        frame.say(
            f"全部指标中，达标困难预警{hard}项、波动异常预警{moving}项。",
            f"Warnings among all targets: {hard} hard to complete, {moving} fluctuating.",
        )
    )
    return frame.say("", " ").join(parts)


def _once(found: list[Facts], lang: Lang) -> str:
    """A few names, each once, and how many targets there are."""
    return names_listed(list(dict.fromkeys(f.name for f in found)), lang, most=NAMES, total=len(found))


def _asked(frame: Frame, hard: list[Facts]) -> list[str]:
    """What is asked of those who decide, by stated rules."""
    ev, cut = frame.ev, frame.ev.settings.cutoffs
    red = [f for f in hard if f.p < cut.unlikely and not f.over]
    blank = sum(len(lacking_ones(ev, plan)) for plan in ev.plans)
    moving = own_warnings(ev, "strong_fluctuation")
    over = [f for f in hard if f.over and f.grade is Grade.DIFFICULT]
    out = []
    if red:
        names = names_listed([f.name for f in red], frame.lang, most=NAMES)
        out.append(frame.say(f"建议对可能性低于{cut.unlikely:.0%}的{names}制定专项推进方案。",
                             f"Draw up a plan of its own for each target below {cut.unlikely:.0%}: "
                             f"{names}."))  # fmt: skip
    if over:
        names = names_listed([f.name for f in over], frame.lang, most=NAMES)
        out.append(frame.say(f"建议对未实现的{names}，在下一周期重新论证目标值。",
                             f"Reconsider the level of the targets that were missed: {names}."))  # fmt: skip
    if blank:
        out.append(frame.say(f"建议对缺少数据或数据不足的{blank}项指标明确数据来源和报送单位，必要时开展专项调查。",
                             f"Name a source and a reporting unit for {plural(blank, 'target')} without enough data "
                             "(all targets counted)."))  # fmt: skip
    if len(moving):
        out.append(frame.say(f"建议对波动异常的{len(moving)}项指标先核实数据质量和统计口径。",
                             "Check the data and definitions of "
                             f"{plural(len(moving), 'fluctuating indicator')}."))  # fmt: skip
    if not any(ev.dataset.departments):
        titles = "".join(plan_title(plan, "zh") for plan in ev.plans)
        out.append(frame.say(f"{titles}没有指明责任单位，建议明确各项指标由谁负责（departments.yml）。",
                             "The plans name no responsible unit: say who answers for which target "
                             "(departments.yml)."))  # fmt: skip
    return out
