"""部门指标进展: what one unit answers for, how it stands, what it is asked for, and what it says of itself.

Which unit answers for what is the user's own (``departments.yml``); where nobody said so, the report says that and
how to do it, and nothing else.
"""

from __future__ import annotations

from kcstats.errors import Fault, InputError
from kcstats.evaluation.model import Evaluation
from kcstats.observations.departments import Department
from kcstats.observations.narrative import Narrative
from kcstats.report.conclusions import PENDING, is_over, own_warnings
from kcstats.report.facts import Facts, of_plan, target_cell
from kcstats.report.facts import grade_words as graded
from kcstats.report.grouping import group_heading, grouped, paragraphs_of
from kcstats.report.kinds import chapter
from kcstats.report.markdown import Column, paragraphs, pipe_table, slug
from kcstats.report.numbers import listed, names_listed, number, percent, plural
from kcstats.report.reference_tables import id_column
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.told import labelled, told
from kcstats.report.tables import judged_only, named
from kcstats.terms import Grade, TextKind


def department(frame: Frame) -> str:
    """The whole extract: of the unit asked for, or of each in turn.

    Raises
    ------
    InputError
        If the unit asked for is not in ``departments.yml``.
    """
    units, asked = frame.ev.dataset.departments, frame.ev.settings.department
    if not units:
        return _nobody(frame)
    chosen = [unit for unit in units if asked in ("", unit.id)]
    if not chosen:
        raise InputError([_unknown(frame, asked)])
    return "\n".join(_extract(frame, unit, alone=bool(asked)) for unit in chosen)


def duties(ev: Evaluation, unit: Department) -> list[Facts]:
    """The targets whose indicator a unit answers for, in the order of the plans."""
    return [f for plan in ev.plans for f in of_plan(ev, plan, keep=lambda f: f.target.indicator in unit.indicators)]


def own_texts(frame: Frame, unit: Department, kind: TextKind) -> list[Narrative]:
    """Texts that a unit signed with its name or id."""
    names = {unit.id, unit.name.zh, unit.name.en}
    return [n for n in told(frame, kind) if n.author in names]


def _extract(frame: Frame, unit: Department, *, alone: bool) -> str:
    found = duties(frame.ev, unit)
    if alone:
        heads = [_chapter(frame, name, unit.id) for name in ("duties", "standing", "asked", "own")]
    else:
        heads = [frame.subheading(zh if frame.zh else en, place)
                 for place, (zh, en) in enumerate(_TITLES.values(), start=1)]  # fmt: skip
    opening = (
        [] if alone else [frame.heading(unit.name("zh"), unit.name("en"), id=f"unit-{slug(unit.id)}", marked=False)]
    )
    return paragraphs(
        *opening, heads[0], _duties(frame, unit, found), heads[1], *_standing(frame, found),
        heads[2], *_asked(frame, found), heads[3], *_own(frame, unit),
    )  # fmt: skip


_TITLES = {
    "duties": ("承担的指标", "Targets this unit answers for"),
    "standing": ("进展情况", "Progress"),
    "asked": ("需要说明和报送的事项", "To be explained and reported"),
    "own": ("自评", "Self-evaluation"),
}


def _chapter(frame: Frame, name: str, unit: str) -> str:
    zh, en = _TITLES[name]
    return frame.heading(zh, en, id=f"{name}-{slug(unit)}", number=chapter(frame.ev, name), marked=name == "duties")


def _duties(frame: Frame, unit: Department, found: list[Facts]) -> str:
    ev = frame.ev
    name = unit.name(frame.lang)
    if not found:
        return frame.say(f"{name}没有承担所评估规划的指标。", f"{name} answers for no target of these plans.")
    good = sum(f.grade in (Grade.ATTAINED, Grade.EXPECTED) for f in found)
    hard, none = sum(f.grade is Grade.DIFFICULT for f in found), sum(f.grade is Grade.NO_DATA for f in found)
    over = all(is_over(ev, plan) for plan in ev.plans)
    well, badly = ("已达标", "未达标") if over else ("已达标和可望达标", "难以达标")
    well_en, badly_en = ("attained", "missed") if over else ("attained or expected", "difficult")
    said = frame.say(
        f"{name}承担可监测指标{len(found)}项（含方向性指标和策略措施中的指标），其中{well}{good}项、"
        f"{badly}{hard}项、无数据{none}项（[@tbl-duties-{slug(unit.id)}]）。",
        f"{name} answers for {plural(len(found), 'measurable target')}: {good} {well_en}, {hard} {badly_en}, {none} "
        f"without enough data ([@tbl-duties-{slug(unit.id)}]).",
    )
    year = ev.settings.data_to
    columns = [
        id_column(ev),
        Column(frame.say("指标（单位）", "Indicator (unit)"), 30),
        Column(frame.say("基期", "Baseline"), 9, right=True),
        Column(str(year - 1), 9, right=True),
        Column(str(year), 9, right=True),
        Column(frame.say("目标", "Target"), 17, right=True),
        Column(frame.say("可能性", "Likelihood"), 9, right=True),
        Column(frame.say("判定", "Grade"), 11),
    ]
    rows: list[list[object]] = []
    for f in found:
        figures = (f.baseline, f.in_year(year - 1), f.in_year(year))
        printed = (number(value, f.decimals) for value in figures)
        rows.append([f.id, named(f), *printed, target_cell(f), percent(f.p), graded(f)])
    caption = frame.say(f"{name}承担的指标", f"Targets of the {name}")
    table = pipe_table(*judged_only(columns, rows, found), caption=caption, id=f"duties-{slug(unit.id)}")
    return paragraphs(said + _told_once(frame, found), table)


def _told_once(frame: Frame, found: list[Facts]) -> str:
    """Name the targets that ask the same of the same figure as another: the text tells both in one."""
    kept = {f.id for group in grouped(found) for f in group.facts}
    same = [f.id for f in found if f.id not in kept]
    if not same:
        return ""
    ids = listed(same, frame.lang)
    return frame.say(f"其中{ids}与另一项目标的指标和要求相同，下文合并说明。",
                     f" {ids} {'asks' if len(same) == 1 else 'ask'} the same of the same figure as another target; "
                     "the text below tells both in one.")  # fmt: skip


def _standing(frame: Frame, found: list[Facts]) -> list[str]:
    out, over = [], all(is_over(frame.ev, plan) for plan in frame.ev.plans)
    for group in grouped(found):
        out += [
            f"**{group_heading(group, frame.lang, over=over)}{frame.say('。', '.')}**",
            *paragraphs_of(group, frame.lang),
        ]
    return out


def _asked(frame: Frame, found: list[Facts]) -> list[str]:
    """Warnings that ask for an answer, and figures that are owed."""
    ev = frame.ev
    mine = {f.id: f for f in found}
    until = ev.settings.reply_by or PENDING[frame.lang]
    items = []
    for kind, zh, en in (("hard_to_complete", "达标困难", "hard to complete"),
                         ("strong_fluctuation", "波动异常", "strongly fluctuating")):  # fmt: skip
        ids = list(dict.fromkeys(str(i) for i in own_warnings(ev, kind)["id"] if i in mine))
        if ids:
            names = list(dict.fromkeys(mine[i].name for i in ids))
            items.append(
                frame.say(
                    f"以下{len(names)}项列为“{zh}”预警，请说明原因和改进措施：{names_listed(names)}。",
                    f"Warned of as {en} ({len(names)}), with causes and measures to be given: "
                    f"{names_listed(names, 'en')}.",
                )
            )
    missed = list(dict.fromkeys(f.name for f in found if f.over and f.grade is Grade.DIFFICULT))
    if missed:
        which = names_listed(missed, frame.lang)
        items.append(frame.say(f"以下{len(missed)}项未实现目标，请说明原因和今后的措施：{which}。",
                               f"{plural(len(missed), 'target')} missed, with causes and further measures to be "
                               f"given: {which}."))  # fmt: skip
    late = [f for f in found if f.latest is None or f.latest.year < ev.settings.data_to]
    owed = list(dict.fromkeys(f.name for f in late))
    if owed:
        asked = names_listed(owed, frame.lang)
        items.append(frame.say(f"以下{len(owed)}项没有{ev.settings.data_to}年数据，请报送或说明：{asked}。",
                               f"{plural(len(owed), 'figure')} for {ev.settings.data_to} still to be reported, or "
                               f"the lack explained: {asked}."))  # fmt: skip
    if not items:
        return [frame.say("没有需要说明或报送的事项。", "Nothing is asked.")]
    numbered = "\n".join(f"{place}. {item}" for place, item in enumerate(items, start=1))
    return [numbered, frame.say(f"报送时限：{until}。", f"Reply by: {until}.")]


def _own(frame: Frame, unit: Department) -> list[str]:
    kinds = (
        (TextKind.SELF_EVALUATION, "自我评估", "Self-evaluation"), (TextKind.MEASURE, "主要措施", "Measures taken"),
        (TextKind.CAUSE, "原因说明", "Causes"), (TextKind.PROPOSAL, "建议", "Proposals"),
    )  # fmt: skip
    return [labelled(frame, zh, en, own_texts(frame, unit, kind), named=True) for kind, zh, en in kinds]


def _nobody(frame: Frame) -> str:
    said = frame.say(
        "规划没有指明各项目标的责任单位，也没有填写责任分工（departments.yml），因此不能分部门列出。请在数据包或自有规划"
        "文件夹中放一个departments.yml，写明各单位的代码、名称和负责的指标，再生成本报告。",
        "The plans name no responsible unit and no duties were given (departments.yml), so nothing can be listed by "
        "unit. Put a departments.yml with each unit's id, name and indicators beside the data or the plans.",
    )
    return paragraphs(frame.heading("责任分工尚未填写", "No duties given", id="nobody"), said)


def _unknown(frame: Frame, asked: str) -> Fault:
    known = ", ".join(unit.id for unit in frame.ev.dataset.departments)
    zh = (f"“{asked}”", f"departments.yml中的单位代码：{known}", "改正参数department")
    en = (f"“{asked}”", f"the id of a unit in departments.yml: {known}", "mend `department`")
    said, expected, fix = zh if frame.zh else en
    return Fault("params", None, "department", said, expected, fix, code="unknown_department")
