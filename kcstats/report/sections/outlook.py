"""Forecast and early warning, problems, effect of measures, proposals."""

from __future__ import annotations

import math

from kcstats.report.clauses import gap_decimals
from kcstats.report.conclusions import (
    PENDING,
    counts,
    hard_ones,
    lacking_ones,
    missing_ones,
    odds_range,
    own_warnings,
    plan_title,
    proposal,
    warning_sentence,
)
from kcstats.report.facts import Facts, achieved_words, demand_words, of_plan
from kcstats.report.figures.alt import alt_control
from kcstats.report.figures.chart import control
from kcstats.report.markdown import paragraphs, slug
from kcstats.report.numbers import chance, names_listed, plural, points
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.levels import level_rules, unrest_rules
from kcstats.report.sections.measures import measured
from kcstats.report.sections.prospects import needed, small, together
from kcstats.report.sections.told import about, labelled, told
from kcstats.report.tables import hard_table, warning_table
from kcstats.terms import Likelihood, TextKind, word

CHARTS = 4
"""At most so many control charts."""


def forecast(frame: Frame, number: int) -> str:
    """预测预警: how likely all is, what is hard to complete, what fluctuates strongly, each with reasons."""
    ev = frame.ev
    parts = [
        frame.heading("预测预警", "Forecast and early warning", id="forecast", number=number),
        *_likelihoods(frame),
    ]
    hard = hard_ones(ev)
    parts.append(frame.subheading(frame.say(f"达标困难的指标{len(hard)}项", f"Hard to complete: {len(hard)}"), 1))
    if hard:
        parts += [
            frame.say(f"按现有监测值推算，实现目标的可能性低于{ev.settings.cutoffs.likely:.0%}的指标共{len(hard)}项"
                      "（含方向性指标和策略措施中的指标），"
                      f"可能性在{odds_range(hard)}之间，按可能性由低到高列于[@tbl-hard]。",
                      f"{plural(len(hard), 'target')} of any kind, those without a number and those of the "
                      f"strategies included, {'has' if len(hard) == 1 else 'have'} a likelihood below "
                      f"{ev.settings.cutoffs.likely:.0%} ({odds_range(hard)}); see [@tbl-hard]."),
            hard_table(ev, hard, id="hard"),
        ]  # fmt: skip
    else:
        parts.append(frame.say("没有可能性低于分界的指标。", "No target is below the cut-off."))
    if len(own_warnings(ev, "hard_to_complete")):
        parts += [
            frame.say("预警分级见[@tbl-warn-hard]。", "The warnings stand in [@tbl-warn-hard]. ") + level_rules(frame)
            + frame.say("“准确率”为历史回测中同级同类预警说对的比例。",
                        " The last column is the share of such warnings that came true in hindcast."),
            warning_table(ev, "hard_to_complete", id="warn-hard"),
        ]  # fmt: skip
    parts.append(frame.subheading(frame.say("波动异常的指标", "Strongly fluctuating"), 2))
    parts += _fluctuating(frame)
    place = 2
    for part in (together, needed, small):
        text = part(frame, place + 1)
        place += bool(text)
        parts.append(text)
    return paragraphs(*parts)


def problems(frame: Frame, number: int) -> str:
    """存在的问题与原因: ranked by the evaluation; causes are left to those who know them."""
    ev = frame.ev
    ranked = [f for f in hard_ones(ev) if f.target.numeric]
    items = [_problem(frame, f) + _cause(frame, f) for f in ranked]
    worse = [f for p in ev.plans for f in of_plan(ev, p) if f.worse and f not in ranked]
    if worse:
        names = names_listed([f.name for f in worse], frame.lang, most=6)
        items.append(
            frame.say(
                f"{'此外，' if ranked else ''}{names}比基期明显变差（单侧检验5%水平）。",
                f"{'Also detectably' if ranked else 'Detectably'} worse than at the baseline: {names}.",
            )
        )
    blank = [(p, len(missing_ones(ev, p))) for p in ev.plans]
    said = [frame.say(f"{plan_title(p, 'zh')}{n}项", f"{plural(n, 'target')} of {p.name('en')}")
            for p, n in blank if n]  # fmt: skip
    if said:
        zh = f"{'、'.join(said)}指标因缺少数据、数据不足、目标未定量等无法判断。"
        en = f"Cannot be judged, for want of data or of a number in the target: {', '.join(said)}."
        items.append(frame.say(zh, en))
    numbered = [f"{place}. {item}" for place, item in enumerate(items, start=1)]
    told_of = told(frame, TextKind.PROBLEM)
    causes = [n for n in told(frame, TextKind.CAUSE) if not any(n in about(frame, n.kind, f.target) for f in ranked)]
    known = any(about(frame, TextKind.CAUSE, f.target) for f in ranked)
    order = frame.say(
        "按实现目标的可能性由低到高，可能性相同的按规划中的顺序",
        "the least likely target first, then in the order of the plans",
    )
    if ranked and all(f.over for f in ranked):
        order = frame.say("按规划中的顺序", "in the order of the plans")
    return paragraphs(
        frame.heading("存在的问题及原因", "Problems and causes", id="problems", number=number),
        frame.say(f"以下问题由评估结果得出，排列规则：{order}。监测数据本身不能说明"
                  "原因，原因由责任单位填写，没有填写的注明待补充。",
                  f"The problems follow from the results, {order}. Figures do not tell causes; the responsible "
                  "units write them.") if items else
        frame.say("评估结果未显示难以达标的指标。", "The results show no difficult target."),
        "\n".join(numbered),
        labelled(frame, "各单位反映的问题", "Problems reported by the units", told_of, named=True) if told_of else "",
        "" if known and not causes else labelled(frame, "原因分析", "Causes", causes, named=True),
    )  # fmt: skip


def effects(frame: Frame, number: int) -> str:
    """措施成效与经验: nobody's words are invented."""
    gains = [f for p in frame.ev.plans for f in of_plan(frame.ev, p, section="goal_numeric") if f.better]
    names = names_listed(list(dict.fromkeys(f.name for f in gains)), frame.lang, most=8, total=len(gains))
    said = frame.say(f"与基期相比有明显改善（单侧检验5%水平）的定量指标{len(gains)}项：{names}。"
                     "这一比较只说明数值变化，不能证明由某项措施引起。",
                     f"{plural(len(gains), 'numeric target')} detectably improved since the baseline (one-sided 5%): "
                     f"{names}. "
                     "This does not show which measure brought it about.")  # fmt: skip
    return paragraphs(
        frame.heading("策略措施成效与经验", "Effect of measures, and experience", id="effects", number=number),
        said if gains else "",
        measured(frame) or frame.say(f"**措施成效：**{PENDING['zh']}。", f"**Effect of measures:** {PENDING['en']}."),
        labelled(frame, "经验做法", "Experience", told(frame, TextKind.EXPERIENCE), named=True),
    )


def proposals(frame: Frame, number: int) -> str:
    """对策建议: drafts by printed rules, for the responsible units to rewrite."""
    ev = frame.ev
    found = [f for f in hard_ones(ev) if f.target.numeric]
    worse = [
        f for p in ev.plans for f in of_plan(ev, p) if f.worse and f.assessed and f not in found and f.status == "met"
    ]
    items = [frame.say(f"**{f.name}**（{demand_words(f)}）："
                       f"{proposal(f, ev.settings.cutoffs)}", f"**{f.name}** ({demand_words(f)}): "
                           f"{proposal(f, ev.settings.cutoffs, 'en')}")
             for f in [*found, *worse]]  # fmt: skip
    blank = sum(len(lacking_ones(ev, p)) for p in ev.plans)
    if blank:
        items.append(frame.say(f"（规则戊）对{blank}项缺少数据或数据不足的指标，建议逐项明确数据来源和报送单位，"
                               "必要时开展专项调查补充数据。",
                               f"For {plural(blank, 'target')} without enough data (rule E): name a source and a "
                               "reporting unit for each; survey where needed."))  # fmt: skip
    restless = own_warnings(ev, "strong_fluctuation")["id"]
    moving = list(dict.fromkeys(ev.target(str(i)).name(frame.lang) for i in restless))
    if moving:
        items.append(frame.say(f"（规则己）对波动异常的指标（{names_listed(moving)}），建议先核实数据质量和统计口径，"
                               "再判断实际变化。",
                               f"For strongly fluctuating indicators (rule F; {names_listed(moving, 'en')}): check "
                               "data quality and definitions first."))  # fmt: skip
    nobody = frame.say("；规划未指明各项目标的责任单位", " The plans name no responsible unit.")
    return paragraphs(
        frame.heading("对策建议", "Proposals", id="proposals", number=number),
        frame.say("以下为按规则自动形成的建议草稿，规则随文标注，须由责任单位结合实际修改确认"
                  f"{'' if ev.dataset.departments else nobody}。",
                  "These are drafts by rule, and the rule is printed with each; the responsible units rewrite and "
                  "confirm them."
                  f"{'' if ev.dataset.departments else nobody}"),
        "\n".join(f"{place}. {item}" for place, item in enumerate(items, start=1)),
        labelled(frame, "责任单位意见", "Proposed by the units", told(frame, TextKind.PROPOSAL), named=True),
    )  # fmt: skip


def _problem(frame: Frame, fact: Facts) -> str:
    """One problem: the figure, how far it is, how likely the target is."""
    far = math.isfinite(fact.gap) and fact.gap > 0
    apart = points(fact.gap, fact.unit, gap_decimals(fact), frame.lang) if far else ""
    now = "" if fact.latest is None else fact.value(fact.latest.value)
    year = 0 if fact.latest is None else fact.latest.year
    if fact.over:
        return frame.say(
            f"{fact.name}：{year}年为{now}，未实现{achieved_words(fact)}的目标{f'，差{apart}' if apart else ''}。",
            f"{fact.name}: {now} in {year}; missed its target ({demand_words(fact)})"
            f"{f' by {apart}' if apart else ''}. ",
        )
    odds = chance(fact.p, frame.lang)
    return frame.say(
        f"{fact.name}：{year}年为{now}，{f'距目标{apart}，' if apart else ''}"
        f"{fact.last}年{demand_words(fact)}的可能性{odds}。",
        f"{fact.name}: {now} in {year}{f', {apart} from the target' if apart else ''}; likelihood of meeting the "
        f"target for {fact.last} ({demand_words(fact)}): {odds}. ",
    )


def _cause(frame: Frame, fact: Facts) -> str:
    """The units' own words on why; that they are still to come where nobody wrote any."""
    return labelled(frame, "原因", "Cause", about(frame, TextKind.CAUSE, fact.target)).replace("**", "")


def _likelihoods(frame: Frame) -> list[str]:
    out = []
    for plan in frame.ev.plans:
        found = of_plan(frame.ev, plan, section="goal_numeric")
        n = counts(frame.ev, plan.id)["n"]
        open_ones = [f for f in found if not f.over]
        if not open_ones:
            continue
        said = [(word(code, frame.lang), sum(f.likelihood is code for f in open_ones)) for code in Likelihood]
        if frame.zh:
            words = "、".join(f"“{name}”{count}项" for name, count in said)
            out.append(f"{plan_title(plan, 'zh')}{n}项定量目标中，到目标年实现的可能性为{words}。")
        else:
            out.append(
                f"{plan.name('en')}, {plural(n, 'numeric target')}: "
                + ", ".join(f"{name} {count}" for name, count in said)
                + "."
            )
    return out


def _fluctuating(frame: Frame) -> list[str]:
    found = own_warnings(frame.ev, "strong_fluctuation")
    if found.empty:
        return [
            frame.say(
                "没有波动超出正常范围的指标。",
                "No indicator varies by more than chance in the counts and its usual movement allow.",
            )
        ]
    said = frame.say(f"数值起落超出计数误差和自身惯常变动的指标{len(found)}项，见[@tbl-warn-moving]。"
                     "波动可能来自数据质量、口径变化或实际变化，先核实、后判断。",
                     f"{plural(len(found), 'indicator')} {'varies' if len(found) == 1 else 'vary'} by more than "
                     "chance in the counts and the usual movement allow "
                     "([@tbl-warn-moving]). ") + unrest_rules(frame)  # fmt: skip
    charts = [control_picture(frame, str(id)) for id in found["id"].tolist()[:CHARTS]]
    return [said, warning_table(frame.ev, "strong_fluctuation", id="warn-moving"), *charts]


def control_picture(frame: Frame, id: str) -> str:
    """One fluctuating indicator's control chart; empty where its figures are too few for one."""
    try:
        figure = control(frame.drawn, id, lang=frame.lang)
    except ValueError:
        return ""
    name = frame.ev.target(id).name(frame.lang)
    caption = frame.say(f"{name}的波动", f"{name}: control chart")
    alt = alt_control(frame.drawn, id, lang=frame.lang)
    return frame.draw(figure, f"control-{slug(id)}", caption=caption, alt=alt)


def first_warnings(frame: Frame, kind: str, most: int) -> list[str]:
    """The most pressing warnings of one kind, as sentences."""
    found = own_warnings(frame.ev, kind).head(most)
    return [warning_sentence(frame.ev, row) for row in found.to_dict("records")]
