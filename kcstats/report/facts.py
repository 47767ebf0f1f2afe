"""One target's facts, looked up once: what every sentence, table row and figure title about it is made from.

A sentence never computes a figure of its own. It takes the figures of the evaluation's tables, so that text, tables
and pictures cannot disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from kcstats.evaluation.assess import GAP_GROUPS
from kcstats.evaluation.demand import Demand, already_beyond, bound_of
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.summary import section_of
from kcstats.plan.model import Indicator, Plan, Target
from kcstats.plan.units import difference_unit, plain, unit_after
from kcstats.report.numbers import amount, verbs
from kcstats.terms import Direction, Grade, Lang, Likelihood, Rule, Scope, Status, word

TOTAL = "total"


@dataclass(frozen=True)
class Point:
    """One observed figure: year, value in the indicator's unit, counts (NaN = unknown), segment between breaks.

    Where the target speaks of the gap between two groups it is the gap, and `beside` the line of the second group's
    figure; 0 = no second figure.
    """

    year: int
    value: float
    numerator: float
    denominator: float
    segment: int
    source: str
    row: int
    beside: int = 0


@dataclass(frozen=True)
class Facts:
    """Everything the report knows about one target in one area and group.

    Attributes
    ----------
    points : tuple of Point
        Observed figures by year.
    baseline, change, p, required, observed : float
        As in the results table; NaN = none. Of a gap between groups: the gap's own, whose paces are not asked.
    level : float
        What the target holds the indicator to, in its unit, of "stable" and "low" the edge of their band; NaN = no
        such number.
    upward : bool
        Whether the indicator must stand at or above `level`.
    last : int
        The target year.
    """

    target: Target
    indicator: Indicator
    lang: Lang
    points: tuple[Point, ...]
    baseline_year: int
    baseline: float
    change: float
    p_change: float
    p: float
    required: float
    observed: float
    level: float
    upward: bool
    last: int
    data_to: int
    status: Status
    likelihood: Likelihood
    grade: Grade
    reason: str
    method: str

    @property
    def id(self) -> str:
        """The target's id."""
        return self.target.id

    @property
    def name(self) -> str:
        """The target's short title."""
        return self.target.name(self.lang)

    @property
    def latest(self) -> Point | None:
        """The newest figure."""
        return self.points[-1] if self.points else None

    @property
    def previous(self) -> Point | None:
        """The figure before the newest one, where both are counted in the same way."""
        if len(self.points) < 2 or self.points[-2].segment != self.points[-1].segment:
            return None
        return self.points[-2]

    @property
    def over(self) -> bool:
        """Whether the target year's own figure is known."""
        return bool(self.points) and self.points[-1].year >= self.last

    @property
    def broken(self) -> bool:
        """Whether the definition changed between the baseline and the newest figure."""
        return len({p.segment for p in self.points if p.year >= self.baseline_year}) > 1

    @property
    def gap(self) -> float:
        """How far the newest figure is on the wrong side of the level, in the unit; 0 where met, NaN = unknown."""
        if self.latest is None or not math.isfinite(self.level):
            return math.nan
        if self.status is Status.MET:
            return 0.0
        behind = self.level - self.latest.value
        return max(behind if self.upward else -behind, 0.0)

    @property
    def holding(self) -> bool:
        """Whether the baseline was already beyond the target, in one definition: what is asked is to hold."""
        if self.broken:
            return False
        wanted = Demand(np.array([self.level]), np.array([self.upward]))
        return bool(already_beyond((self.target,), wanted, np.array([self.baseline]))[0])

    @property
    def of_gap(self) -> bool:
        """Whether its figures are those of the gap between two groups."""
        return any(p.beside for p in self.points)

    @property
    def assessed(self) -> bool:
        """Whether it has one of the three grades that say something."""
        return self.grade is not Grade.NO_DATA

    @property
    def worse(self) -> bool:
        """Whether it has detectably become worse since the baseline (one-sided 5 %), in one definition."""
        return self.p_change > 0.95 and not self.broken

    @property
    def better(self) -> bool:
        """Whether it has detectably become better since the baseline (one-sided 5 %), in one definition."""
        return self.p_change < 0.05 and not self.broken

    @property
    def decimals(self) -> int:
        """Digits its figures are printed with."""
        return self.indicator.decimals

    @property
    def unit(self) -> str:
        """Unit of its figures."""
        return self.indicator.unit

    def value(self, value: float | None) -> str:
        """Print one of its figures with the unit."""
        return amount(value, self.unit, self.decimals, self.lang)

    def in_year(self, year: int) -> float:
        """Its figure in a year; NaN where there is none, the plan's own baseline where only that is known."""
        for point in self.points:
            if point.year == year:
                return point.value
        return self.baseline if year == self.baseline_year else math.nan


def facts(ev: Evaluation, id: str, *, area: str | None = None, group: str = TOTAL) -> Facts:
    """Look up one target.

    Parameters
    ----------
    ev : Evaluation
    id : str
        The target's id, such as ``W1.2``.
    area : str or None
        None = the evaluated area.
    group : str

    Raises
    ------
    KeyError
        If the evaluation has no such row.
    """
    target = ev.target(id)
    row = ev.row(id, area, group)
    where = area if area is not None else str(ev.settings.area)
    level, upward = bound_of(ev, target, row)
    found = Facts(
        target=target,
        indicator=ev.plan(target.plan).indicators[target.indicator],
        lang=ev.settings.lang,
        points=_points(ev.series.get((id, where, group))),
        baseline_year=int(row["baseline_year"]),
        baseline=float(row["baseline_value"]),
        change=float(row["change"]),
        p_change=float(row["p_change"]),
        p=float(row["p_attain"]),
        required=float(row["required_pace"]),
        observed=float(row["observed_pace"]),
        level=level,
        upward=upward,
        last=ev.settings.target_year or target.target_year,
        data_to=ev.settings.data_to,
        status=Status(row["status"]),
        likelihood=Likelihood(row["likelihood"]),
        grade=Grade(row["grade"]),
        reason=str(row["reason"] or ""),
        method=str(row["method"] or ""),
    )
    return _of_gap(ev, found, where) if target.rule is Rule.NARROW_GAP and group == TOTAL else found


def of_plan(
    ev: Evaluation, plan: Plan, *, section: str | None = None, keep: Callable[[Facts], bool] = lambda f: True
) -> list[Facts]:
    """Facts of a plan's targets in the plan's order, optionally of one section and only those `keep` accepts."""
    mine = [t for t in plan.targets if section is None or section_of(t) == section]
    return [f for f in (facts(ev, t.id) for t in mine) if keep(f)]


def _of_gap(ev: Evaluation, fact: Facts, where: str) -> Facts:
    """The same target told by the gap it speaks of, as `rules.csv` gives it, not by the figure of the whole area."""
    first, second = ((_points(ev.series.get((fact.id, where, group)))) for group in GAP_GROUPS[fact.target.gap_by])
    others = {p.year: p for p in second}
    points = tuple(_apart(p, others[p.year]) for p in first if p.year in others)
    before, now = (ev.detail(fact.id, name, where) for name in ("gap_baseline", "gap_latest"))
    unit = difference_unit(fact.indicator.unit)
    return replace(
        fact, indicator=replace(fact.indicator, unit=unit, direction=Direction.DECREASE), points=points,
        baseline=before, change=now - before, p_change=math.nan, required=math.nan, observed=math.nan,
    )  # fmt: skip


def _apart(one: Point, other: Point) -> Point:
    """The gap of two groups in one year."""
    size, segment = abs(one.value - other.value), max(one.segment, other.segment)
    return Point(one.year, size, math.nan, math.nan, segment, one.source, one.row, other.row)


def _points(series: pd.DataFrame | None) -> tuple[Point, ...]:
    rows: Any = () if series is None else series.itertuples()
    return tuple(
        Point(int(r.year), float(r.value), float(r.numerator), float(r.denominator), int(r.segment), str(r.source),
              int(r.row))
        for r in rows
    )  # fmt: skip


def grade_words(fact: Facts) -> str:
    """Say a grade; once the target year is over, difficult is missed (未达标)."""
    if fact.grade is Grade.DIFFICULT and fact.over:
        return "未达标" if fact.lang == "zh" else "missed"
    return word(fact.grade, fact.lang)


def target_cell(fact: Facts) -> str:
    """Say a target in a table's cell: ``≤12``, ``≥70``, or its direction where it has no number."""
    target = fact.target
    if target.rule is Rule.REDUCE_BY_PCT:
        return (f"降{plain(target.threshold or 0)}%") if fact.lang == "zh" else f"−{plain(target.threshold or 0)}%"
    if target.numeric and math.isfinite(fact.level):
        return ("≥" if fact.upward else "≤") + plain(fact.level)
    return demand_words(fact)


def demand_words(fact: Facts) -> str:
    """Say what a target demands, as a phrase that follows its name; of every unit where the target says so."""
    said = _demand(fact)
    if fact.target.scope is not Scope.EVERY_UNIT:
        return said
    return f"每个单位都{said}" if fact.lang == "zh" else f"{said}, in every unit"


def achieved_words(fact: Facts) -> str:
    """Say in Chinese what a target demands, to follow 实现 or 未实现, which 实现全覆盖 would say twice."""
    return demand_words(fact).removeprefix("实现")


def _demand(fact: Facts) -> str:
    """Say what a target demands of one series.

    Examples of the Chinese: 控制在12/10万以下, 达到70%以上, 比2020年下降20%, 缩小城乡差距.
    """
    target, rule = fact.target, fact.target.rule
    zh = fact.lang == "zh"
    since = fact.baseline_year
    threshold = "" if target.threshold is None else plain(target.threshold)
    threshold += unit_after(threshold, target.unit, fact.lang) if threshold else ""
    cut = f"{plain(target.threshold or 0)}%"
    full = fact.indicator.upper is not None and target.threshold == fact.indicator.upper
    if zh and rule in (Rule.AT_LEAST, Rule.KEEP_AT_LEAST) and full:
        return ("达到" if rule is Rule.AT_LEAST else "保持在") + threshold
    if rule is Rule.NARROW_GAP:
        by = {"sex": ("性别", "between the sexes"), "residence": ("城乡", "between town and country")}
        words = by.get(target.gap_by, ("组间", "between groups"))
        return f"缩小{words[0]}差距" if zh else f"narrower gap {words[1]}"
    phrases: dict[Rule, tuple[str, str]] = {
        Rule.AT_LEAST: (f"达到{threshold}以上", f"at least {threshold}"),
        Rule.AT_MOST: (f"降至{threshold}以下", f"at most {threshold}"),
        Rule.KEEP_AT_LEAST: (f"保持在{threshold}以上", f"kept at or above {threshold}"),
        Rule.KEEP_AT_MOST: (f"控制在{threshold}以下", f"kept at or below {threshold}"),
        Rule.REDUCE_BY_PCT: (f"比{since}年下降{cut}", f"{cut} below {since}"),
        Rule.INCREASE: (f"比{since}年{verbs(fact.unit, Direction.INCREASE)[0]}", f"above {since}"),
        Rule.DECREASE: (f"比{since}年{verbs(fact.unit, Direction.DECREASE)[1]}", f"below {since}"),
        Rule.STAY_STABLE: (f"与{since}年相比保持稳定", f"stable since {since}"),
        Rule.STAY_LOW: ("保持在较低水平", "kept low"),
        Rule.SLOW_RISE: ("上升势头减缓", "rising more slowly"),
        Rule.NOT_BELOW_REFERENCE: ("不低于参照水平", "not below its reference"),
        Rule.FULL_COVERAGE: ("实现全覆盖", "full coverage"),
        Rule.MIN_DOSE: (f"不少于{threshold}", f"no less than {threshold}"),
        Rule.ELIMINATE: ("基本消除", "eliminated"),
        Rule.MILESTONE: ("完成规定事项", "the milestone done"),
        Rule.UNQUANTIFIED: ("未定量", "not quantified"),
    }
    return phrases[rule][0 if zh else 1]
