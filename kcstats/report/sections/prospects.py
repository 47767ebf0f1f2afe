"""How many targets together, what would have to happen, and small counts: parts of the forecast."""

from __future__ import annotations

import math

from kcstats.report.conclusions import hard_ones, is_over
from kcstats.report.markdown import paragraphs, slug
from kcstats.report.prospects import (
    counts_sentence,
    counts_table,
    expected_sentence,
    goals_together_table,
    joint_table_text,
    needs_table,
    small_counts,
)
from kcstats.report.sections.frame import Frame
from kcstats.stats.joint import GOAL_CORRELATION, PLACE_CORRELATION


def together(frame: Frame, place: int) -> str:
    """预计达标项数: by domain and plan with an interval, and goals of several targets; empty when all is over."""
    ev = frame.ev
    parts = []
    for plan in ev.plans:
        if is_over(ev, plan) or ev.joint.empty:
            continue
        by, goals = f"together-{slug(plan.id)}", f"goals-{slug(plan.id)}"
        table = goals_together_table(ev, plan, id=goals)
        parts += [expected_sentence(ev, plan).strip(), joint_table_text(ev, plan, id=by), table]
    if not parts:
        return ""
    how = frame.say(
        "预计达标项数由各项可能性合成，不是数颜色：5项各有六成可能，平均达标3项而不是5项。同一地区各指标的好坏年景会"
        "相互牵连，同一目标下的指标牵连更强"
        f"（相关系数分别取{PLACE_CORRELATION:.2f}和{GOAL_CORRELATION:.2f}，由历史序列的推算误差测得），区间已计入；"
        "不能判断的不计为达标，也不计为未达标。",
        "Expected numbers add up probabilities, not colours. Outcomes of one place hang together, those of one goal "
        f"more so (correlations {PLACE_CORRELATION:.2f} and {GOAL_CORRELATION:.2f}, measured on forecast errors of "
        "real series); the intervals count that in. What cannot be judged counts neither way.",
    )
    return paragraphs(frame.subheading(frame.say("预计达标项数", "How many together"), place), how, *parts)


def needed(frame: Frame, place: int) -> str:
    """要达到目标需要什么: for targets that are not likely; empty where there are none."""
    table = needs_table(frame.ev, hard_ones(frame.ev), id="needs")
    if not table:
        return ""
    how = frame.say(
        "各年均变化以指标自己的单位计，正数为上升。“五成把握需年均”是今后年均变化要达到多少，推算的中间值才能在目标年"
        "到达目标，“八成把握”同理；全覆盖的目标不列，因为总有一部分地区停在满值以下。“五成可达”“八成可达”"
        "是目标年分别有五成、八成把握达到或优于的水平；“过半年份”是单年达标可能性从哪一年起超过五成，目标年后5年内"
        "看不到的写“未见”。“加快25%”指今后每年的改善比以往（基期以来）的年均改善再多25%，推算的整个分布随之移动；"
        "以往没有改善的无从加快，写“—”。这些数字说明需要多大变化，不说明用什么办法做到。",
        "Yearly changes are in the indicator's own unit, positive upwards. "
        "“For 50%” is the mean yearly change from now on that brings the middle course to the target in the target "
        "year; “for 80%” likewise; full coverage has neither, as some places always stop short of it. “Reached” is "
        "the level met or passed with that probability. “Year of 50%” is when a single year's likelihood passes one "
        "half. “+25%” adds a quarter of the improvement seen since the "
        "baseline to every future year; where nothing has improved there is nothing to step up. How it would be "
        "brought about is not said.",
    )
    return paragraphs(
        frame.subheading(frame.say("要达到目标需要什么", "What would have to happen"), place), how, table
    )


def small(frame: Frame, place: int) -> str:
    """小基数指标: three answers for each; empty where there are none."""
    rows = small_counts(frame.ev)
    if not rows:
        return ""
    ahead = any(not math.isnan(row["p_target_year"]) for row in rows)
    told = [counts_sentence(frame.ev, row) for row in rows if row["too_few_to_judge"]]
    listed = "\n".join(f"{k}. {text}" for k, text in enumerate(told, start=1))
    return paragraphs(
        frame.subheading(frame.say("小基数指标", "Small counts"), place),
        _three_answers(frame, ahead=ahead), listed, counts_table(frame.ev, rows, id="small"),
    )  # fmt: skip


def _three_answers(frame: Frame, *, ahead: bool) -> str:
    """What is answered and how; after the target year its figure is no longer a question."""
    zh = (
        f"事件少、分母小的指标，单年数值大半是偶然。下表对每项给出{'三' if ahead else '两'}个互不替代的答案：公布值是"
        "否达标；实际水平（近五年合并，计入超出偶然的波动）在目标以内的可能性"
    )
    zh += "；目标年公布值在目标以内的可能性。" if ahead else "。最终结果按公布值判定，实际水平说明它有几分把握。"
    zh += (
        "区间：10例以下为泊松精确法，10例及以上为Byar法，百分比为Wilson法，逐项方法见counts.csv。合并以各年相互独立"
        "为前提，逐年重复计算同一批人的比例（如领导班子成员）区间会偏窄。"
    )
    en = (
        f"With few events one year's figure is mostly chance. {'Three' if ahead else 'Two'} answers, none of which "
        "stands for another: met as published; the underlying rate (last five years pooled, over-dispersion counted)"
    )
    en += (
        "; the target year's figure. "
        if ahead
        else ". The figure as published decides the result; the underlying rate tells how far it can be trusted. "
    )
    en += (
        "Intervals: exact Poisson below 10 events, Byar's from 10 on, Wilson's for percentages (counts.csv names "
        "each). Pooling takes years as independent; where the same persons are counted every year it is too narrow."
    )
    return frame.say(zh, en)
