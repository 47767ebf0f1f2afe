"""统计监测报告, as a statistics bureau writes it: an opening, the setting, a chapter a domain, what needs attention.

A chapter's headings are conclusions: the domain's indicators are put together by what the figures say of them -
attained, on the way, behind, not to be judged - and every sentence under a heading bears it out.
"""

from __future__ import annotations

from kcstats.plan.model import Domain, Plan
from kcstats.report.answering import answering_or_pending
from kcstats.report.conclusions import counts, denominator_note, is_over, overall, plan_title, summary_sentence
from kcstats.report.facts import Facts, of_plan, target_cell
from kcstats.report.grouping import group_heading, grouped, paragraphs_of
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import MISSING, in_cell, listed, number, percent, plural
from kcstats.report.prose import against_before
from kcstats.report.reference_tables import id_column
from kcstats.report.sections.context import context_ones, setting_words
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.opening import standing_note
from kcstats.report.sections.situation import groups_part, profile_picture
from kcstats.report.sections.told import labelled, told
from kcstats.report.tables import distance_cell, facts_table, judged_only, named
from kcstats.terms import Grade, Status, TextKind

PICTURES = 1
"""At most so many pictures of single indicators in a chapter; the least likely come first."""


def opening(frame: Frame) -> str:
    """The opening paragraphs: basis, data, scope, overall conclusion."""
    ev = frame.ev
    year, source = ev.settings.data_to, ev.dataset.title(frame.lang)
    n = sum(len(plan.domains) for plan in ev.plans)
    targets = sum(counts(ev, p.id, s)["n"] for p in ev.plans
                  for s in ("goal_numeric", "directional", "strategy_numeric"))  # fmt: skip
    titles = "".join(plan_title(plan, "zh") for plan in ev.plans)
    first = frame.say(
        f"按照{titles}关于监测评估的要求，依据“{source}”截至{year}年的数据，对{n}个领域{targets}项可监测指标的进展情况"
        "进行监测。指标值与上年和基期相比，并对照目标值。",
        f"As {listed([plan.name('en') for plan in ev.plans], 'en')} require, {targets} measurable targets in {n} "
        f"domains are monitored with the figures of “{source}” up to {year}, against the year before, the baseline "
        "and the target.",
    )
    return paragraphs(
        frame.heading("概述", "Overview", id="summary"),
        standing_note(frame), first,
        *(summary_sentence(ev, plan) for plan in ev.plans),
        overall(ev) if len(ev.plans) > 1 else "", denominator_note(frame.lang),
    )  # fmt: skip


def background(frame: Frame, number_: int) -> str:
    """人口、经济和投入: the setting's figures, where the package holds any."""
    head = frame.heading("人口、经济和投入", "Population, economy and spending", id="background", number=number_)
    found = context_ones(frame.ev)
    if not found:
        said = frame.say(
            "数据包中没有人口、经济和投入数据，待补充。",
            "The package holds no figures on population, economy or spending: to be supplied.",
        )
        return paragraphs(head, said)
    columns = [
        Column(frame.say("指标（单位）", "Indicator (unit)"), 40),
        *(Column(str(year), 12, right=True) for year in found[0].years),
    ]
    rows = [[item.named(frame.lang), *item.printed()] for item in found]
    table = pipe_table(columns, rows, caption=frame.say("人口、经济和投入", "Population, economy and spending"),
                       id="background")  # fmt: skip
    return paragraphs(head, setting_words(found, frame.lang), table)


def chapters(frame: Frame, first: int, *, tables: bool = False) -> str:
    """One chapter a domain, of every plan; with a table of its targets since the baseline where asked."""
    parts, number_ = [], first
    for plan in frame.ev.plans:
        for domain in plan.domains:
            parts.append(chapter(frame, plan, domain, number_, tables=tables))
            number_ += 1
    return "\n".join(parts)


def chapter(frame: Frame, plan: Plan, domain: Domain, number_: int, *, tables: bool = False) -> str:
    """One domain: headings that conclude, sentences that bear them out, a picture of what is furthest behind."""
    id = f"domain-{plan.id}-{domain.number}".lower()
    head = frame.heading(domain.name("zh"), domain.name("en"), id=id, number=number_, marked=False)
    groups = grouped(of_plan(frame.ev, plan, keep=lambda f: f.target.domain == domain.number))
    if not groups:
        said = frame.say("本领域的目标为定性目标，没有可监测指标。", "The goals of this domain are qualitative.")
        return paragraphs(head, said)
    parts = [head]
    if tables:
        caption = frame.say(f"{domain.name('zh')}监测指标", f"{domain.name('en')}: targets")
        parts.append(facts_table(frame.ev, [f for g in groups for f in g.facts], id=id, caption=caption))
    for place, group in enumerate(groups, start=1):
        parts += [frame.subheading(group_heading(group, frame.lang, over=is_over(frame.ev, plan)), place)]
        parts += paragraphs_of(group, frame.lang)
    worst = [f for g in groups for f in g.facts if g.grade is Grade.DIFFICULT and f.target.numeric and f.latest]
    worst = sorted(worst, key=lambda f: (f.target.source != "goal", f.p if f.p == f.p else -1.0))
    parts += [profile_picture(frame, f) for f in worst[:PICTURES]]
    measures = told(frame, TextKind.MEASURE, plan, domain.number)
    if measures:
        parts.append(labelled(frame, "主要措施", "Measures taken", measures))
    return paragraphs(*parts)


def groups(frame: Frame, number_: int) -> str:
    """性别、城乡和地区差距: pictures of the groups, plan by plan."""
    head = frame.heading("性别、城乡和地区差距", "Gaps between groups and places", id="groups", number=number_)
    parts = [text for place, plan in enumerate(frame.ev.plans, start=1)
             if (text := groups_part(frame, plan, place, title=plan.name(frame.lang)))]  # fmt: skip
    without = frame.say(
        "数据包中没有分性别、城乡或下级地区的数据。", "The package holds no figures by group or place."
    )
    return paragraphs(head, *(parts or [without]))


def attention(frame: Frame, number_: int) -> str:
    """未达标和未填报指标有待关注: two lists, each with the unit that is asked."""
    ev = frame.ev
    every = [f for plan in ev.plans for f in of_plan(ev, plan)]
    short = [f for f in every if f.status in (Status.NOT_MET, Status.NEAR) and f.latest and f.target.numeric]
    late = [f for f in every if f.latest is None or f.latest.year < ev.settings.data_to]
    never = sum(f.latest is None for f in late)
    year = ev.settings.data_to
    parts = [
        frame.heading("未达标和未填报指标有待关注", "Not met and not reported", id="attention", number=number_),
        frame.subheading(frame.say(f"{len(short)}项有数值要求的指标{_not(short)}达到目标值",
                                   f"{plural(len(short), 'numeric target')} not met{_yet(short)}"), 1),
        _short_table(frame, short) if short else "",
        frame.subheading(frame.say(f"{len(late)}项指标没有{year}年数据"
                                   + (f"，其中{never}项从未填报" if never else ""),
                                   f"{plural(len(late), 'target')} without a figure for {year}"
                                   + (f", {never} without any at all" if never else "")), 2),
        _late_table(frame, late) if late else "",
    ]  # fmt: skip
    return paragraphs(*parts)


def _short_table(frame: Frame, found: list[Facts]) -> str:
    ev = frame.ev
    columns = [
        id_column(ev),
        Column(frame.say("指标（单位）", "Indicator (unit)"), 22),
        Column(frame.say("最新", "Latest"), 7.5, right=True),
        Column(frame.say("年份", "Year"), 7.5, right=True),
        Column(frame.say("比上年", "On the year before"), 16.5, right=True),
        Column(frame.say("目标", "Target"), 8, right=True),
        Column(frame.say("距目标", "Distance"), 16.5, right=True),
        Column(frame.say("可能性", "Likelihood"), 9, right=True),
        Column(frame.say("责任单位", "Responsible"), 22),
    ]
    rows: list[list[object]] = []
    for f in found:
        assert f.latest is not None
        rows.append([f.id, named(f), number(f.latest.value, f.decimals), f.latest.year,
                     in_cell(against_before(f)) or MISSING, target_cell(f), distance_cell(f), percent(f.p),
                     answering_or_pending(ev, f.target)])  # fmt: skip
    caption = frame.say(f"{_not(found)}达到目标值的指标", f"Targets not met{_yet(found)} (pp = percentage points)")
    wide = not frame.zh  # English words need the width
    return pipe_table(*judged_only(columns, rows, found), caption=caption, id="not-met", wide=wide)


def _not(found: list[Facts]) -> str:
    """尚未 while something is still to come, 未 once every target year is over."""
    return "未" if found and all(f.over for f in found) else "尚未"


def _yet(found: list[Facts]) -> str:
    """After the target year nothing is left to wait for."""
    return "" if _not(found) == "未" else " yet"


def _late_table(frame: Frame, found: list[Facts]) -> str:
    ev = frame.ev
    columns = [
        id_column(ev),
        Column(frame.say("指标（单位）", "Indicator (unit)"), 33),
        Column(frame.say("最近一次数据", "Last figure"), 17, right=True),
        Column(frame.say("年份", "Year"), 10, right=True),
        Column(frame.say("责任单位", "Responsible"), 26),
    ]
    rows = [[f.id, named(f), MISSING if f.latest is None else number(f.latest.value, f.decimals),
             MISSING if f.latest is None else f.latest.year, answering_or_pending(ev, f.target)]
            for f in found]  # fmt: skip
    caption = frame.say(
        f"没有{ev.settings.data_to}年数据的指标", f"Targets without a figure for {ev.settings.data_to}"
    )
    return pipe_table(columns, rows, caption=caption, id="not-reported")
