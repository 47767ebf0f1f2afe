"""A small evaluation put together by hand: every kind of case a sentence or a table meets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from kcstats.evaluation.model import (
    COMPARATOR_COLUMNS,
    HISTORY_COLUMNS,
    INDICATOR_COLUMNS,
    PROJECTION_COLUMNS,
    WARNING_COLUMNS,
    Evaluation,
)
from kcstats.evaluation.settings import Settings
from kcstats.evaluation.summary import summarise
from kcstats.observations.dataset import Area, Break, Dataset
from kcstats.plan.model import Domain, Goal, Indicator, Name, Plan, Strategy, Target
from kcstats.terms import Direction, GoalKind, Grade, Rule, Scale, Scope

BASE, DATA_TO, LAST = 2020, 2024, 2030
NAN = math.nan


@dataclass(frozen=True)
class Case:
    """One target, its figures, and the verdict it is given."""

    id: str
    zh: str
    en: str
    rule: Rule
    threshold: float | None
    unit: str
    figures: dict[int, float]
    status: str
    p: float
    grade: str
    likelihood: str
    direction: Direction = Direction.INCREASE
    decimals: int = 1
    multiplier: float | None = 100.0
    counts: tuple[tuple[int, float, float], ...] = ()
    required: float = NAN
    observed: float = NAN
    p_change: float = NAN
    reason: str = ""
    source: str = "goal"


DOWN = Direction.DECREASE
CASES = (
    Case("W1.2", "孕产妇死亡率", "Maternal mortality ratio", Rule.KEEP_AT_MOST, 12, "1/10万",
         {2020: 16.9, 2023: 15.1, 2024: 14.3}, "not_met", 0.61, "expected", "likely", DOWN, 1, 100000.0,
         required=-0.38, observed=-0.65, p_change=0.01),
    Case("W1.3", "婴儿死亡率", "Infant mortality rate", Rule.KEEP_AT_MOST, 5, "‰",
         {2020: 5.4, 2023: 4.5, 2024: 4.0}, "met", 0.98, "attained", "very_likely", DOWN, 1, 1000.0, p_change=0.02),
    Case("W1.4a", "宫颈癌筛查率", "Screening", Rule.AT_LEAST, 70, "%", {2020: 43.4}, "no_data", NAN, "no_data",
         "none", reason="只有1个年度数据，至少需要3个"),
    Case("W1.4b", "乳腺癌早诊率", "Early diagnosis", Rule.AT_LEAST, 70, "%", {}, "no_data", NAN, "no_data",
         "none", reason="无数据"),
    Case("W1.5", "新生儿死亡数率", "Neonatal deaths", Rule.AT_MOST, 12, "1/10万", {2020: 0.0, 2023: 0.0, 2024: 24.9},
         "no_data", NAN, "no_data", "none", DOWN, 1, 100000.0,
         counts=((2020, 0, 4200), (2023, 0, 4100), (2024, 1, 4012)), reason="事件太少，无法判断"),
    Case("W2.1", "初中生近视率", "Myopia", Rule.AT_MOST, 60, "%", {2020: 71.1, 2023: 71.4, 2024: 71.4},
         "not_met", 0.07, "difficult", "very_unlikely", DOWN, required=-1.9, observed=0.07, p_change=0.97),
    Case("W2.2", "贫血患病率", "Anaemia", Rule.INCREASE, None, "%", {2020: 50.0, 2024: 52.5}, "met", 0.9, "attained",
         "very_likely"),
    Case("W2.S1", "自来水普及率", "Tap water", Rule.AT_LEAST, 95, "%", {2020: 86.0, 2022: 92.9}, "not_met", 0.77,
         "expected", "likely", required=0.26, observed=2.1, source="strategy"),
)  # fmt: skip


def build(*, lang: str = "zh", synthetic: bool = False, data_to: int = DATA_TO) -> Evaluation:
    """Put the cases together as `evaluate` would."""
    plan = _plan()
    settings = Settings(plans=("women",), dataset="data/none", area="district", data_to=data_to, language=lang)
    table = pd.DataFrame([_row(c) for c in CASES], columns=list(INDICATOR_COLUMNS))
    table["latest_year"] = table["latest_year"].astype("Int64")
    history = pd.DataFrame([row for c in CASES for row in _history(c)], columns=list(HISTORY_COLUMNS))
    warnings = [("W2.1", "初中生近视率", "district", "total", "hard_to_complete", "red", "可能性低于20%",
                 "2024年为71.4（2020年为71.1），实现目标的可能性为7%", 2021, 0.07,
                 0.91, 0.88, 0.94, 12937, 0.61, "")]  # fmt: skip
    return Evaluation(
        settings=settings, plans=(plan,), dataset=_dataset(synthetic), indicators=table,
        projections=pd.DataFrame(columns=list(PROJECTION_COLUMNS)),
        warnings=pd.DataFrame(warnings, columns=list(WARNING_COLUMNS)),
        summary=summarise((plan,), {c.id: Grade(c.grade) for c in CASES}), history=history,
        comparators=_comparators(),
    )  # fmt: skip


def _comparators() -> pd.DataFrame:
    """One target that every rule calls on track against our doubt, one of which they are silent."""
    loud = ("W2.1", "初中生近视率", "district", "total", 0.07, "very_unlikely", "difficult",
            *("acceleration_needed", 40.0), *("on_track", 1.2) * 2, *("on_track", 0.0), *("worsening", -0.1),
            *("on_track", 1.1), "open_sdg;unsd;escap;linear_pace", True)  # fmt: skip
    mute = ("W1.4b", "乳腺癌早诊率", "district", "total", NAN, "none", "no_data", *("unknown", NAN) * 6, "", False)
    return pd.DataFrame([loud, mute], columns=list(COMPARATOR_COLUMNS))


def _plan() -> Plan:
    none = Name("", "")
    indicators = {
        c.id: Indicator(c.id, Name(c.zh, c.en), Name("定义", "definition"), Name("死亡人数", "deaths"),
                        Name("活产数", "live births"), c.multiplier, c.unit,
                        Scale.PROPORTION if c.unit == "%" else Scale.RATE, 0.0, 100.0 if c.unit == "%" else None,
                        c.direction, c.decimals, Name("妇幼年报", "MCH report"), none, ())
        for c in CASES
    }  # fmt: skip
    targets = [
        Target(c.id, "women", int(c.id[1]), k, c.source, c.id, Name(c.zh, c.en), c.rule, Scope.AREA, c.threshold,
               c.unit, c.figures.get(BASE), BASE, LAST)
        for k, c in enumerate(CASES, start=1)
    ]  # fmt: skip
    domains = tuple(
        Domain(
            n, Name(zh, en),
            (*(Goal(t.id, t.item, t.name, GoalKind.QUANTIFIED, (t,))
               for t in targets if t.domain == n and t.source == "goal"),
             Goal(f"W{n}.99", 99, Name("完善工作机制", "Better mechanisms"), GoalKind.QUALITATIVE)),
            tuple(Strategy(t.id, t.item, t.name, (t,)) for t in targets if t.domain == n and t.source == "strategy"),
        )
        for n, zh, en in ((1, "妇女与健康", "Women and health"), (2, "妇女与教育", "Women and education"))
    )  # fmt: skip
    return Plan("women", "W", Name("妇女发展规划", "Women's plan"), Name("示例", "example"), BASE, LAST, False,
                domains, indicators)  # fmt: skip


def _dataset(synthetic: bool) -> Dataset:
    columns = "indicator area year sex age_group residence value unit numerator denominator status source note row"
    rows = [
        ("W1.2", "district", 2023, "total", "total", "total", value, "1/10万", NAN, NAN, status, "a", "", line)
        for value, status, line in ((15.0, "preliminary", 2), (15.1, "revised", 3))
    ]
    return Dataset(
        folder=Path("data/none"), title=Name("示例数据", "Example data"), licence="CC0", synthetic=synthetic,
        sources={"a": Name("《统计监测报告》", "Monitoring report")},
        areas=(Area("district", Name("某区", "A district"), None),),
        breaks=(Break("W2.1", 2015, Name("改用抽测", "sampled since")),),
        observations=pd.DataFrame(rows, columns=columns.split()), files=(),
    )  # fmt: skip


def _row(case: Case) -> tuple[object, ...]:
    latest = max(case.figures) if case.figures else None
    value = case.figures[latest] if latest else NAN
    base = case.figures.get(BASE, NAN)
    return (case.id, case.zh, "district", "total", case.rule.value,
            NAN if case.threshold is None else case.threshold, case.unit, BASE, base, latest, value, case.status,
            value - base if latest and latest > BASE else NAN, case.p_change, case.p, NAN, NAN, NAN, case.required,
            case.observed, case.likelihood, case.grade, case.reason, "damped")  # fmt: skip


def _history(case: Case) -> list[tuple[object, ...]]:
    counts = {year: (events, base) for year, events, base in case.counts}
    return [
        (case.id, "district", "total", year, value, *counts.get(year, (NAN, NAN)), "final", "a", 0, 10 + year - BASE)
        for year, value in sorted(case.figures.items())
    ]


@pytest.fixture(scope="session")
def found() -> Evaluation:
    return build()


@pytest.fixture(scope="session")
def found_en() -> Evaluation:
    return build(lang="en")


@pytest.fixture(scope="session")
def found_demo() -> Evaluation:
    return build(synthetic=True)
