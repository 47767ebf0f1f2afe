"""The final evaluation's own parts: each target's result, what the mid-term had said, and the next round."""

from __future__ import annotations

from kcstats.plan.model import Plan
from kcstats.report.conclusions import (
    PENDING,
    counts,
    lacking_ones,
    missing_ones,
    plan_title,
)
from kcstats.report.facts import Facts, facts, of_plan
from kcstats.report.figures.alt import alt_compare
from kcstats.report.figures.compare import compare, compare_pages
from kcstats.report.markdown import paragraphs, slug
from kcstats.report.numbers import listed, names_listed, number, plural
from kcstats.report.sections.frame import Frame, with_plain_years
from kcstats.report.sections.prospects import small
from kcstats.report.tables import final_table
from kcstats.terms import Grade, Rule


def results(frame: Frame, number_: int) -> str:
    """每项目标的结果: a table a plan, numeric goals first, then the others."""
    parts = [frame.heading("各项目标的最终结果", "The final result of every target", id="results", number=number_)]
    for place, plan in enumerate(frame.ev.plans, start=1):
        lead = frame.say("各项指标的基期值、期末值、与目标的差距和结果如下。",
                         "Baseline, last figure, distance to the target and result of each indicator:")  # fmt: skip
        parts += [frame.subheading(plan.name(frame.lang), place), lead]
        for section in ("goal_numeric", "directional", "strategy_numeric"):
            parts.append(final_table(frame.ev, plan, frame.before, section=section))
    return paragraphs(*parts, small(frame, len(frame.ev.plans) + 1))


def looking_back(frame: Frame, number_: int) -> str:
    """中期判断的检验: what the mid-term had said, and whether it was right."""
    before = frame.before
    parts = [frame.heading("中期判断的检验", "What the mid-term had said", id="back", number=number_)]
    if before is None:
        parts.append(frame.say("本次评估没有指定可对照的中期评估。", "No mid-term evaluation was named."))
        return paragraphs(*parts)
    year = before.settings.data_to
    parts.append(
        frame.say(f"用同样的规则和方法，只使用截至{year}年的数据重新作出中期判断，与最终结果逐项对照。"
                  "重做的中期判断使用现在掌握的数值，包括后来的修订。",
                  f"The same rules were applied to figures up to {year} only, and compared with the outcome. Later "
                  "revisions are included.")
    )  # fmt: skip
    for plan in frame.ev.plans:
        parts += [_verdicts(frame, plan), _picture(frame, plan)]
    return paragraphs(*parts)


def next_round(frame: Frame, number_: int) -> str:
    """对下一周期的建议: drafts by rule."""
    ev = frame.ev
    missed = [f for p in ev.plans for f in of_plan(ev, p, section="goal_numeric") if f.grade is Grade.DIFFICULT]
    blank = [f for p in ev.plans for f in lacking_ones(ev, p)]
    vague = [f for p in ev.plans for f in missing_ones(ev, p) if f.latest and f.target.rule is Rule.UNQUANTIFIED]
    early = [f for f in _judged(frame) if f[1].status == "met" and f[0].grade is Grade.ATTAINED]
    items = []
    if missed:
        items.append(frame.say(f"未实现或难以实现的{len(missed)}项定量目标（{_names(frame, missed)}），"
                               "建议转入下一周期并重新论证目标值。",
                               f"{plural(len(missed), 'missed numeric target')} ({_names(frame, missed)}): "
                               "carry over and reconsider their level."))  # fmt: skip
    if early:
        items.append(frame.say(f"中期时已经达到目标且终期仍然达到的{len(early)}项指标，建议提高目标值或改为保持性要"
                               "求。",
                               f"{plural(len(early), 'target')} met at mid-term and at the end: raise them or "
                               "make them targets to keep."))  # fmt: skip
    if blank:
        items.append(frame.say(f"因缺少数据或数据不足无法判断的{len(blank)}项指标，建议在制定新目标时先确定数据来源，"
                               "没有数据来源的不列为定量目标。",
                               f"{plural(len(blank), 'target')} without enough data could not be judged: name a data "
                               "source before setting such a target again."))  # fmt: skip
    if vague:
        items.append(frame.say(f"目标未定量的{len(vague)}项指标只能报告，不能判断，建议在新目标中写明数值或方向。",
                               f"{plural(len(vague), 'target')} not quantified could only be reported: give a level "
                               "or a direction in the next plan."))  # fmt: skip
    return paragraphs(
        frame.heading("对下一周期规划的建议", "Proposals for the next round", id="next", number=number_),
        frame.say("以下为按评估结果和固定规则形成的草稿，须经论证。", "Drafts by fixed rules from the results."),
        "\n".join(f"{place}. {item}" for place, item in enumerate(items, start=1)),
        frame.say(f"**编制单位意见：**{PENDING['zh']}。", f"**Issuing body:** {PENDING['en']}."),
    )


def _verdicts(frame: Frame, plan: Plan) -> str:
    """One plan's mid-term verdicts against the outcome; the text gives the counts of the table."""
    pairs = [(now, then) for now, then in _judged(frame, plan) if now.over and then.assessed]
    n = counts(frame.ev, plan.id)["n"]
    if not pairs:
        return frame.say(
            f"{plan_title(plan, 'zh')}没有中期能够判断、目标年又有数据的定量目标。",
            f"{plan.name('en')}: no target judged both times.",
        )
    hopeful = [(a, b) for a, b in pairs if b.grade is not Grade.DIFFICULT]
    doubtful = [(a, b) for a, b in pairs if b.grade is Grade.DIFFICULT]
    came = sum(a.grade is Grade.ATTAINED for a, _ in hopeful)
    failed = sum(a.grade is not Grade.ATTAINED for a, _ in doubtful)
    right = came + failed
    wrong = [a for a, b in pairs if (b.grade is not Grade.DIFFICULT) != (a.grade is Grade.ATTAINED)]
    expected = sum(b.p for _, b in pairs if b.p == b.p)
    met = sum(a.grade is Grade.ATTAINED for a, b in pairs if b.p == b.p)
    if not frame.zh:
        text = (f"{plan.name('en')}: of {plural(n, 'numeric target')} {len(pairs)} were judged then and have a "
                f"figure for the target year. Called attained or expected: {len(hopeful)}, of which {came} met; "
                f"called difficult: {len(doubtful)}, of which {failed} missed. "
                f"Right: {right} of {len(pairs)}.")  # fmt: skip
        return text + (f" Wrong: {names_listed([f.name for f in wrong], 'en')}." if wrong else "")
    text = (f"{plan_title(plan, 'zh')}{n}项定量目标中，中期能够判断、目标年又有数据的有{len(pairs)}项。"
            f"中期判断为已达标或可望达标的{len(hopeful)}项，最终实现{came}项；"
            f"判断为难以达标的{len(doubtful)}项，最终未实现{failed}项。两者合计，判断与结果一致的{right}项，"
            f"占{number(100 * right / len(pairs), 1)}%。"
            f"按中期推算的可能性相加，预期实现{number(expected, 1)}项，实际实现{met}项。")  # fmt: skip
    return text + (f"判断与结果不一致的是：{listed([f.name for f in wrong])}。" if wrong else "")


def _picture(frame: Frame, plan: Plan) -> str:
    if frame.before is None or not [f for f, then in _judged(frame, plan) if then.p == then.p]:
        return ""
    caption = frame.say(
        f"{plan.name('zh')}中期判断与最终结果", f"Mid-term likelihoods and outcomes: {plan.name('en')}"
    )
    before, now = with_plain_years(frame.before), frame.drawn
    ids = [f.id for f, _ in _judged(frame, plan)]
    out = []
    for place, rows in enumerate(compare_pages(before, now, plan.id, ids=ids, lang=frame.lang), start=1):
        out.append(frame.draw(
            compare(before, now, plan.id, rows=rows, lang=frame.lang),
            f"compare-{slug(plan.id)}" + (f"-{place}" if place > 1 else ""),
            caption=caption, alt=alt_compare(before, now, plan.id, rows=rows, lang=frame.lang),
        ))  # fmt: skip
    return paragraphs(*out)


def _judged(frame: Frame, plan: Plan | None = None) -> list[tuple[Facts, Facts]]:
    if frame.before is None:
        return []
    plans = frame.ev.plans if plan is None else (plan,)
    return [(f, facts(frame.before, f.id)) for p in plans for f in of_plan(frame.ev, p, section="goal_numeric")]


def _names(frame: Frame, found: list[Facts]) -> str:
    return names_listed([f.name for f in found], frame.lang, most=4)
