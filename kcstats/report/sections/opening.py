"""Summary, how the evaluation was done, and the situation as a whole."""

from __future__ import annotations

from kcstats.plan.model import Plan
from kcstats.report.conclusions import (
    counts,
    denominator_note,
    hard_ones,
    is_over,
    overall,
    own_warnings,
    plan_title,
    qualitative_count,
    summary_sentence,
)
from kcstats.report.facts import of_plan
from kcstats.report.figures.alt import alt_domains, alt_overview
from kcstats.report.figures.domains import domains
from kcstats.report.figures.overview import overview, overview_pages
from kcstats.report.kinds import kind_of
from kcstats.report.markdown import paragraphs, slug
from kcstats.report.numbers import chance, listed, names_listed, plural
from kcstats.report.prospects import expected_sentence
from kcstats.report.sections.frame import Frame
from kcstats.report.tables import grades_table
from kcstats.report.web.fragment import overview_fragment
from kcstats.terms import Grade


def summary(frame: Frame) -> str:
    """摘要: what was evaluated, the four grades, what is hardest, and what is missing."""
    return paragraphs(
        frame.heading("摘要", "Summary", id="summary"),
        standing_note(frame),
        what_was_done(frame),
        *(summary_sentence(frame.ev, plan) + expected_sentence(frame.ev, plan) for plan in frame.ev.plans),
        overall(frame.ev) if len(frame.ev.plans) > 1 else "",
        _good_news(frame),
        _concerns(frame),
    )


def standing_note(frame: Frame) -> str:
    """Say that an independent calculation from published figures is not an authority's report; empty otherwise."""
    if frame.ev.dataset.synthetic or frame.ev.settings.issuing_body:
        return ""
    return frame.say(
        "本报告是依据公开发布的数据所做的独立测算，不是任何机关发布的评估结果；所用数值均注明来源。",
        "This report is an independent calculation from published figures. No authority has issued it; every figure "
        "names its source.",
    )


def what_was_done(frame: Frame) -> str:
    """One sentence: which plans, area and data."""
    ev = frame.ev
    area = ev.dataset.area(str(ev.settings.area)).name(frame.lang)
    titles = "".join(plan_title(plan, "zh") for plan in ev.plans)  # 书名号之间不用顿号
    names = listed([plan.name("en") for plan in ev.plans], "en")
    over = all(is_over(ev, plan) for plan in ev.plans)
    last = sorted({ev.settings.target_year or plan.target_year for plan in ev.plans})
    years = "、".join(str(y) for y in last)
    if frame.zh:
        kind = (
            "终期评估，逐项对照目标检查实现情况" if over else f"阶段性评估，并推算各项指标到{years}年实现目标的可能性"
        )
        return f"本报告使用截至{ev.settings.data_to}年的监测数据，对{area}实施{titles}的情况进行{kind}。"
    kind = (
        "every target is compared with its figure"
        if over
        else f"the likelihood of every target in {years} is projected"
    )
    return f"With figures up to {ev.settings.data_to}, this report evaluates {names} in {area}; {kind}."


def approach(frame: Frame, number: int) -> str:
    """How the evaluation was done: data, rules, cut-offs, denominators."""
    ev, cut = frame.ev, frame.ev.settings.cutoffs
    likely, most, least = f"{cut.likely:.0%}", f"{cut.very_likely:.0%}", f"{cut.unlikely:.0%}"
    scope = [_scope(frame, plan) for plan in ev.plans]
    data = frame.say(
        f"数据来自“{ev.dataset.title('zh')}”数据包，使用{ev.settings.data_to}年及以前的数值；"
        "同一数值先后公布初步数、终期数和修订数的，采用最后公布的。"
        "没有数据的年份保留空缺，不插补，也不计为达标。",
        f"The figures come from the package “{ev.dataset.title('en')}”, up to {ev.settings.data_to}. Where a figure "
        "was published more than once, the last one counts. Missing years stay missing; missing never counts as met.",
    )
    now = frame.say(
        "**现状**以最新数值直接对照目标，不加容差：达到目标为“已达到”，与目标相差不超过公布数值的最后一位为“接近”，"
        "其余为“未达到”。",
        "**Standing**: the latest figure is compared with the target without tolerance; a figure that falls short by "
        "no more than its last printed digit is “near”.",
    )
    odds = frame.say(
        f"**可能性**是按以往变动规律推算的、目标年数值落在目标以内的概率：{most}及以上为“很可能”，"
        f"{likely}—{most}为“较可能”，"
        f"{least}—{likely}为“较难”，低于{least}为“很难”，无法推算的为“无法判断”并说明原因。"
        "要求“控制在”“保持在”的目标，须以后各年都在目标以内才算实现。"
        "推算只反映数据中的既有趋势，不包含今后新采取的措施。",
        f"**Likelihood** is the projected probability that the target year's figure meets the target: {most} and "
        f"above is very likely, {likely} to {most} likely, {least} to {likely} unlikely, below {least} very "
        "unlikely. A target to keep a level must be met in every year to come. The projection knows only past "
        "figures, not measures still to be taken.",
    )
    grades = frame.say(
        f"**判定**分四等：“已达标”是目前达到目标，且到目标年保持的可能性不低于{likely}；“可望达标”是目前尚未达到，"
        f"但可能性不低于{likely}；"
        f"“难以达标”是可能性低于{likely}，包括目前达到但难以保持的；“无数据”是没有数据或数据不足、无法判断的。"
        "目标年数据已知的，以实际数值判定。四等之和等于总项数。",
        f"**Grades**: attained (met now, likelihood at least {likely}), expected (not met now, likelihood at least "
        f"{likely}), difficult (likelihood below {likely}, even where met now), no data (none, or too little to "
        "judge). Where the target year's figure is known, it decides. The four add up to n, the number of targets.",
    )
    return paragraphs(
        frame.heading("评估工作概况", "How the evaluation was done", id="approach", number=number),
        *scope, data, now, odds, grades, denominator_note(frame.lang),
    )  # fmt: skip


def situation(frame: Frame, number: int) -> str:
    """The situation as a whole: a table by domain and the overview picture, plan by plan."""
    parts = [frame.heading("总体情况", "The situation as a whole", id="situation", number=number)]
    if len(frame.ev.plans) > 1 and "approach" in kind_of(frame.ev.settings).chapters:
        parts.append(overall(frame.ev))  # a monitoring report has said it on the page before
    for place, plan in enumerate(frame.ev.plans, start=1):
        parts += [
            frame.subheading(plan.name(frame.lang), place),
            summary_sentence(frame.ev, plan)
            + frame.say(f"分领域情况见[@tbl-grades-{slug(plan.id)}]，各项指标见[@fig-overview-{slug(plan.id)}]。",
                        f" By domain: [@tbl-grades-{slug(plan.id)}]; by target: [@fig-overview-{slug(plan.id)}]."),
            grades_table(frame.ev, plan),
            domain_picture(frame, plan),
            overview_pictures(frame, plan),
        ]  # fmt: skip
    return paragraphs(*parts)


def domain_picture(frame: Frame, plan: Plan, section: str = "goal_numeric") -> str:
    """Grades by domain as a picture; empty where the plan has no such targets."""
    found = counts(frame.ev, plan.id, section)
    if not found["n"]:
        return ""
    caption = frame.say(f"{plan.name('zh')}各领域定量目标的实现情况", f"Grades by domain: {plan.name('en')}")
    figure = domains(frame.drawn, plan.id, section=section, lang=frame.lang)
    alt = alt_domains(frame.drawn, plan.id, section=section, lang=frame.lang)
    return frame.draw(figure, f"domains-{slug(plan.id)}", caption=caption, alt=alt)


def overview_pictures(frame: Frame, plan: Plan) -> str:
    """All numeric targets of the goals at a glance, in as many pictures as they need."""
    pages = [page for page in overview_pages(frame.drawn, plan.id, section="goal_numeric") if page]
    out = []
    for place, ids in enumerate(pages, start=1):
        id = f"overview-{slug(plan.id)}" + (f"-{place}" if place > 1 else "")
        part = "" if len(pages) == 1 else frame.say(f"（{place}/{len(pages)}）", f" ({place}/{len(pages)})")
        caption = frame.say(f"{plan.name('zh')}定量目标一览{part}", f"Numeric targets of {plan.name('en')}{part}")
        alt = alt_overview(frame.drawn, plan.id, rows=ids, lang=frame.lang)
        figure = overview(frame.drawn, plan.id, rows=ids, lang=frame.lang)
        explore = overview_fragment(frame.drawn, ids)
        out.append(frame.draw(figure, id, caption=caption, alt=alt, explore=explore))
    return paragraphs(*out) if out else ""


def _scope(frame: Frame, plan: Plan) -> str:
    goals, qualitative = qualitative_count(plan)
    n = {s: counts(frame.ev, plan.id, s)["n"] for s in ("goal_numeric", "directional", "strategy_numeric")}
    if not frame.zh:
        text = (f"{plan.name('en')} ({plan.citation('en')}): {len(plan.domains)} domains, {goals} goals, with "
                f"{plural(n['goal_numeric'], 'numeric target')} in the goals, {n['strategy_numeric']} in the "
                f"strategies, and {plural(n['directional'], 'directional target')}.")  # fmt: skip
        return text + (
            " This is a selection of the published plan: the targets that published figures speak of."
            if plan.selection
            else ""
        )
    if plan.selection:
        return (f"{plan_title(plan, 'zh')}只选取公布数据能够反映的部分目标：目标中的定量指标{n['goal_numeric']}项"
                + (f"、方向性指标{n['directional']}项" if n["directional"] else "")
                + "，不是该纲要的全部目标，以下各项数和比例只对所选部分成立。")  # fmt: skip
    return (f"{plan_title(plan, 'zh')}包括{len(plan.domains)}个领域、{goals}项主要目标，其中定性目标{qualitative}项。"
            f"从目标中分解出定量指标{n['goal_numeric']}项，从策略措施中分解出定量指标{n['strategy_numeric']}项，"
            f"另有方向性可监测指标{n['directional']}项。")  # fmt: skip


def _good_news(frame: Frame) -> str:
    """Name what is attained."""
    found = [
        f for p in frame.ev.plans for f in of_plan(frame.ev, p, section="goal_numeric") if f.grade is Grade.ATTAINED
    ]
    if not found:
        return ""
    names = names_listed(list(dict.fromkeys(f.name for f in found)), frame.lang, most=6, total=len(found))
    over = all(is_over(frame.ev, plan) for plan in frame.ev.plans)
    if over:
        return frame.say(f"实现目标的指标有：{names}。", f"Met: {names}.")
    return frame.say(f"已经达到目标并可望保持的指标有：{names}。", f"Met and likely to stay so: {names}.")


def _concerns(frame: Frame) -> str:
    """Name what is hardest, with its likelihood, and how many warnings there are."""
    ev = frame.ev
    hard = [f for f in hard_ones(ev) if f.target.numeric and f.target.source == "goal"]
    parts = []
    if hard:
        word_zh = (
            "难以如期达标"
            if not any(f.over for f in hard)
            else ("未实现目标" if all(f.over for f in hard) else "未实现或难以实现目标")
        )
        word_en = "Missed" if all(f.over for f in hard) else "Difficult"
        said = [f.name if f.over or f.p != f.p else frame.say(f"{f.name}（可能性"
            f"{chance(f.p).replace('（', '，').replace('）', '')}）",
                f"{f.name} ({chance(f.p, 'en')})") for f in hard]  # fmt: skip
        names = names_listed(said, frame.lang, most=4)
        parts.append(frame.say(f"{word_zh}的指标有：{names}。", f"{word_en}: {names}."))
    moving = own_warnings(ev, "strong_fluctuation")
    if len(moving):
        moved = list(dict.fromkeys(ev.target(i).name(frame.lang) for i in moving["id"]))
        names = names_listed(moved, frame.lang, most=3)
        parts.append(frame.say(f"{names}波动较大，需要核实。", f"Strongly fluctuating: {names}."))
    return "".join(parts) if frame.zh else " ".join(parts)
