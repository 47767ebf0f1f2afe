"""How far each domain has come: its targets counted by the four grades, which always sum to n."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    GREY_PALE,
    INK,
    MM_PER_POINT,
    PAPER,
    RED,
    SMALL,
    TINT,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.terms import Grade, Lang, word

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

GRADES = (Grade.ATTAINED, Grade.EXPECTED, Grade.DIFFICULT, Grade.NO_DATA)
_SECTIONS = {
    "goal_numeric": ("目标中的定量指标", "numeric targets of the goals"),
    "directional": ("没有数字的方向性指标", "directional targets, without a number"),
    "strategy_numeric": ("策略措施中的定量指标", "numeric targets of the strategies"),
}


@dataclass(frozen=True)
class Tally:
    """Targets of one domain (or all) by grade."""

    name: tuple[str, ...]
    counts: tuple[int, ...]

    @property
    def n(self) -> int:
        """All of them."""
        return sum(self.counts)


def domains(ev: Evaluation, plan_id: str, *, section: str = "goal_numeric", lang: Lang = "zh") -> Figure:
    """Draw the grades by domain.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    section : {"goal_numeric", "directional", "strategy_numeric"}
        Which of the three counts of the summary.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        The plan has no target in that section.
    """
    tallies, total = tallied(ev, plan_id, section, lang)
    note = wrap(_note(ev, section, total.n, lang), WIDTH, SMALL)
    head, row = 14.0, 7.0
    talls = [max(row, len(t.name) * leading(BODY) + 2) for t in tallies]
    height = head + sum(talls) + 5.6 + (len(note) - 1) * leading(SMALL)
    left = max(text_width(line, BODY) for t in (*tallies, total) for line in t.name) + 4.0
    right = WIDTH - 13.0
    cell = min((right - left) / max(t.n for t in tallies), 11.0)
    missed = _over(ev, plan_id)
    with style():
        on = sheet(height)
        _draw_total(on, total, left, right, missed, lang)
        y = head
        for tally, tall in zip(tallies, talls, strict=True):
            _draw_domain(on, tally, left, cell, y, tall, lang)
            y += tall
        on.rule([0, WIDTH], [y + 0.4, y + 0.4], GREY_MID, 0.6, z=1)
        foot(on, y + 4.4, note)
        on.mark_demo(ev, lang)
    return on.fig


def tallied(ev: Evaluation, plan_id: str, section: str, lang: Lang) -> tuple[tuple[Tally, ...], Tally]:
    """Read the counts of the summary: by domain, and all."""
    table = ev.summary[(ev.summary["plan"] == plan_id) & (ev.summary["section"] == section)]
    out = []
    whole: Tally | None = None
    for record in table.to_dict("records"):
        counts = tuple(int(record[g.value]) for g in GRADES)
        number = str(record["domain"])
        if number in ("", "nan"):
            whole = Tally(("合计" if lang == "zh" else "All",), counts)
            continue
        name = wrap(ev.plan(plan_id).domain(int(float(number))).name(lang), 46.0, BODY, lines=2)
        out.append(Tally(name, counts))
    if whole is None or not out:
        raise ValueError(f"Expected targets of {plan_id!r} in section {section!r}. But got none.")
    return tuple(out), whole


def _over(ev: Evaluation, plan_id: str) -> bool:
    last = ev.settings.target_year or ev.plan(plan_id).target_year
    return ev.settings.data_to >= last


def _word(grade: Grade, missed: bool, lang: Lang) -> str:
    if grade is Grade.DIFFICULT and missed:
        return "未达标" if lang == "zh" else "missed"
    return word(grade, lang)


def _paint(on: Sheet, grade: Grade, x: float, y: float, width: float, height: float) -> None:
    ink = {Grade.ATTAINED: BLUE, Grade.EXPECTED: TINT, Grade.DIFFICULT: RED, Grade.NO_DATA: GREY_PALE}[grade]
    on.box(x, y, width, height, ink, hatched=grade is Grade.DIFFICULT)


def _count(on: Sheet, grade: Grade, count: int, x: float, base: float) -> None:
    """Print a count on its colour; on the hatch, on a patch of paper."""
    text = str(count)
    if grade is Grade.DIFFICULT:
        half = text_width(text, BODY) / 2 + 0.7
        on.box(x - half, base - BODY * MM_PER_POINT * 0.9, 2 * half, BODY * MM_PER_POINT * 1.05, PAPER, z=3)
    ink = {Grade.ATTAINED: PAPER, Grade.EXPECTED: INK, Grade.DIFFICULT: RED, Grade.NO_DATA: INK}[grade]
    on.text(x, base, text, BODY, ink, align="center")


def _draw_total(on: Sheet, total: Tally, left: float, right: float, missed: bool, lang: Lang) -> None:
    """Draw all targets over the full width, with the words that name the four grades."""
    top, tall = 5.6, 5.0
    base = top + tall / 2 + BODY * MM_PER_POINT * 0.36
    on.text(0, base, total.name[0], BODY, INK)
    x, free = left, left
    for grade, count in zip(GRADES, total.counts, strict=True):
        label = _word(grade, missed, lang)
        if not count:
            continue
        width = (right - left) * count / total.n
        _paint(on, grade, x, top, width - 0.5, tall)
        _count(on, grade, count, x + (width - 0.5) / 2, base)
        at = max(free, x)
        on.text(at, top - 1.5, label, BODY, RED if grade is Grade.DIFFICULT else INK)
        free = at + text_width(label, BODY) + 2.5
        x += width
    _sum(on, total.n, base, lang)


def _sum(on: Sheet, n: int, base: float, lang: Lang) -> None:
    on.text(WIDTH - 0.5, base, f"{n}项" if lang == "zh" else str(n), BODY, GREY, align="right")


def _draw_domain(on: Sheet, tally: Tally, left: float, cell: float, top: float, height: float, lang: Lang) -> None:
    """Draw one domain, `cell` millimetres a target."""
    middle = top + height / 2
    base = middle + BODY * MM_PER_POINT * 0.36
    y = base - (len(tally.name) - 1) * leading(BODY) / 2
    on.lines(0, y, tally.name, BODY, INK)
    tall = 4.6
    x = left
    for grade, count in zip(GRADES, tally.counts, strict=True):
        if count:
            _paint(on, grade, x, middle - tall / 2, count * cell - 0.5, tall)
            _count(on, grade, count, x + (count * cell - 0.5) / 2, base)
        x += count * cell
    _sum(on, tally.n, base, lang)


def _note(ev: Evaluation, section: str, n: int, lang: Lang) -> str:
    words = _SECTIONS[section][0 if lang == "zh" else 1]
    if lang == "zh":
        return f"只计{words}，共{n}项。四个等级之和等于总项数；无数据或无法判断的单列，不计为达标。"
    return f"Counted: {words}, {n} in all. The four grades sum to n; no data never counts as met."
