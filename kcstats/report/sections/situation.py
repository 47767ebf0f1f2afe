"""A plan's targets, domain by domain; then its strategies' numbers and its directional targets."""

from __future__ import annotations

from kcstats.plan.model import Domain, Plan
from kcstats.report.conclusions import counts, directional_sentence, domain_heading, grade_counts, is_over
from kcstats.report.facts import Facts, of_plan
from kcstats.report.figures.alt import alt_gaps, alt_profile
from kcstats.report.figures.gaps import gap_targets, gaps
from kcstats.report.figures.profile import profile
from kcstats.report.markdown import paragraphs, slug
from kcstats.report.numbers import names_listed, plural
from kcstats.report.prose import conclusion, headline, sentence, standing
from kcstats.report.prospects import gap_table, units_sentence
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.places import place_pictures
from kcstats.report.sections.told import labelled, told
from kcstats.report.tables import short_table
from kcstats.report.web.fragment import profile_fragment
from kcstats.terms import GoalKind, Grade, TextKind

PROFILES = 3
"""At most so many pictures of single indicators in a domain; the least likely come first."""

GAPS = 14
"""At most so many lines in a picture of gaps."""


def plan_section(frame: Frame, plan: Plan, number: int) -> str:
    """目标完成情况 of one plan: a domain a part, strategies and directional targets last."""
    title = f"{plan.name('zh')}目标完成情况", f"Targets of {plan.name('en')}"
    parts = [frame.heading(*title, id=f"plan-{slug(plan.id)}", number=number)]
    place = 0
    for place, domain in enumerate(plan.domains, start=1):
        parts.append(domain_part(frame, plan, domain, place))
    for part in (strategies_part, directional_part, groups_part):
        text = part(frame, plan, place + 1)
        place += bool(text)
        parts.append(text)
    return paragraphs(*parts)


def domain_part(frame: Frame, plan: Plan, domain: Domain, place: int) -> str:
    """One domain: a heading that concludes, the counts, a paragraph a target, pictures of what needs attention."""
    found = of_plan(frame.ev, plan, section="goal_numeric", keep=lambda f: f.target.domain == domain.number)
    parts = [frame.subheading(domain_heading(frame.ev, plan, domain), place)]
    number = counts(frame.ev, plan.id, "goal_numeric", str(domain.number))
    if number["n"] > 1:
        said = grade_counts(number, frame.lang, over=is_over(frame.ev, plan), zeros=False)
        parts.append(
            frame.say(
                f"本领域有定量目标指标{number['n']}项：{said}。", f"{plural(number['n'], 'numeric target')}: {said}."
            )
        )
    if not found:
        parts.append(without_numbers(frame, plan, domain))
    parts += [paragraph(f, at) + units_sentence(frame.ev, f) for at, f in enumerate(found, start=1)]
    worst = sorted((f for f in found if f.grade is Grade.DIFFICULT), key=lambda f: f.p if f.p == f.p else -1.0)
    parts += [profile_picture(frame, f) for f in worst[:PROFILES]]
    if not plan.selection:
        parts.append(_measures(frame, plan, domain))
    return paragraphs(*parts)


def without_numbers(frame: Frame, plan: Plan, domain: Domain) -> str:
    """Say what a domain without numeric goals asks for, and how its directional targets stand."""
    found = of_plan(frame.ev, plan, section="directional", keep=lambda f: f.target.domain == domain.number)
    qualitative = sum(goal.kind is GoalKind.QUALITATIVE for goal in domain.goals)
    asked = []
    if found:
        number = counts(frame.ev, plan.id, "directional", str(domain.number))
        said = grade_counts(number, frame.lang, over=is_over(frame.ev, plan), zeros=False)
        table = f"[@tbl-directional-{slug(plan.id)}]"
        asked.append(frame.say(f"有方向性可监测指标{number['n']}项：{said}（{table}）",
                               f"{plural(number['n'], 'directional target')}: {said} ({table})"))  # fmt: skip
    if qualitative:
        more = "另有" if asked else "有"
        asked.append(frame.say(f"{more}定性目标{qualitative}项", plural(qualitative, "qualitative goal")))
    rest = f"{frame.say('；', '; ').join(asked)}{frame.say('。', '.')}" if asked else ""
    text = frame.say("本领域没有定量目标。", "No numeric target. ") + rest
    hard = names_listed([f.name for f in found if f.grade is Grade.DIFFICULT], frame.lang, most=5)
    return text + (frame.say(f"需要关注的有{hard}。", f" Of concern: {hard}.") if hard else "")


def paragraph(fact: Facts, place: int) -> str:
    """One target's paragraph: conclusion in bold, then the figures."""
    stop = "。" if fact.lang == "zh" else ". "
    dot = "．" if fact.lang == "zh" else ". "  # full width: 3．5岁以下… is no number
    return f"**{place}{dot}{conclusion(fact)}{stop.strip()}**{'' if fact.lang == 'zh' else ' '}{sentence(fact)}"


def profile_caption(fact: Facts) -> str:
    """Say what an indicator's picture shows: after the target year nothing is projected."""
    if fact.lang == "zh":
        return f"{fact.name}的走势" + ("" if fact.over else "与推算")
    return f"{fact.name}: history" + ("" if fact.over else " and projection")


def profile_picture(frame: Frame, fact: Facts) -> str:
    """One indicator's picture under its finding."""
    found, stand = headline(fact), standing(fact)
    figure = profile(frame.drawn, fact.id, headline=found, standing=stand, lang=frame.lang)
    caption = profile_caption(fact)
    alt = alt_profile(frame.drawn, fact.id, lang=frame.lang)
    return frame.draw(figure, f"profile-{slug(fact.id)}", caption=caption, alt=alt,
                      explore=profile_fragment(frame.drawn, fact))  # fmt: skip


def strategies_part(frame: Frame, plan: Plan, place: int) -> str:
    """Numbers that stand among the strategies; empty where the plan has none."""
    found = counts(frame.ev, plan.id, "strategy_numeric")
    if not found["n"]:
        return ""
    said = grade_counts(found, frame.lang, over=is_over(frame.ev, plan))
    id = f"strategies-{slug(plan.id)}"
    text = frame.say(f"策略措施中有定量指标{found['n']}项，其中{said}（[@tbl-{id}]）。这些指标不计入目标达标比例。",
                     f"The strategies hold {plural(found['n'], 'numeric target')}: {said} ([@tbl-{id}]). They are "
                     "counted apart.")  # fmt: skip
    title = frame.say("策略措施中的定量指标", "Numeric targets of the strategies")
    caption = frame.say(
        f"{plan.name('zh')}策略措施中的定量指标", f"Numeric targets of the strategies: {plan.name('en')}"
    )
    return paragraphs(frame.subheading(title, place), text,
                      short_table(frame.ev, plan, "strategy_numeric", id=id, caption=caption))  # fmt: skip


def directional_part(frame: Frame, plan: Plan, place: int) -> str:
    """Measurable targets without a number; empty where the plan has none."""
    said = directional_sentence(frame.ev, plan)
    if not said:
        return ""
    id = f"directional-{slug(plan.id)}"
    caption = frame.say(f"{plan.name('zh')}方向性指标", f"Directional targets: {plan.name('en')}")
    text = said + frame.say(f"逐项情况见[@tbl-{id}]。", f" See [@tbl-{id}].")
    gaps_id = f"both-{slug(plan.id)}"
    gap_rows = gap_table(frame.ev, plan, id=gaps_id)
    both = frame.say(
        f"缩小差距的要求按差值（大减小）和比值（大除以小）各算一次，列于[@tbl-{gaps_id}]，判定以差值为准："
        "两组水平同时提高时，比值可能缩小而差值扩大。",
        f"Gaps are judged as difference and as ratio ([@tbl-{gaps_id}]); the grade goes by the difference.",
    )
    return paragraphs(frame.subheading(frame.say("方向性指标", "Directional targets"), place), text,
                      short_table(frame.ev, plan, "directional", id=id, caption=caption),
                      both if gap_rows else "", gap_rows)  # fmt: skip


def groups_part(frame: Frame, plan: Plan, place: int, *, title: str = "") -> str:
    """Gaps by sex and residence, and the sub-areas of what is hardest; empty without such figures."""
    parts = []
    words = {"sex": ("性别", "sexes"), "residence": ("城乡", "town and country")}
    for by, (zh, en) in words.items():
        rows = gap_targets(frame.drawn, plan.id, by=by)[:GAPS]
        if rows:
            id = f"gaps-{by}-{slug(plan.id)}"
            caption = frame.say(f"{plan.name('zh')}指标的{zh}差距", f"Gaps between {en}: {plan.name('en')}")
            figure = gaps(frame.drawn, plan.id, by=by, rows=rows, lang=frame.lang)
            parts.append(
                frame.draw(
                    figure, id, caption=caption, alt=alt_gaps(frame.drawn, plan.id, by=by, rows=rows, lang=frame.lang)
                )
            )
    parts += place_pictures(frame, plan)
    if not parts:
        return ""
    title = title or frame.say("分组和分地区情况", "Groups and sub-areas")
    said = frame.say(
        "以下只列有分组数据的指标，各组数值见结果表。",
        "Only indicators with figures by group are shown; all figures stand in the result tables.",
    )
    return paragraphs(frame.subheading(title, place), said, *parts)


def _measures(frame: Frame, plan: Plan, domain: Domain) -> str:
    return labelled(frame, "主要措施", "Measures taken", told(frame, TextKind.MEASURE, plan, domain.number))
