"""A small made-up evaluation with every ugly case a picture must bear; nothing in it is an expected value."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from kcstats.evaluation.model import (
    HISTORY_COLUMNS,
    INDICATOR_COLUMNS,
    PROJECTION_COLUMNS,
    SUMMARY_COLUMNS,
    WARNING_COLUMNS,
    Evaluation,
)
from kcstats.evaluation.settings import Settings
from kcstats.observations.boundaries import Boundary, Ring
from kcstats.plan.model import Domain, Goal, Indicator, Name, Plan, Target
from kcstats.terms import Direction, GoalKind, Lang, Rule, Scale, Scope

LATEST, BASE, LAST = 2024, 2020, 2030


@dataclass(frozen=True)
class FakeForecast:
    """A normal distribution held inside bounds, or a Poisson count over a denominator."""

    mean: float
    sd: float
    lower: float = -np.inf
    upper: float = np.inf
    step: float = 0.0

    def cdf(self, x: Any) -> Any:
        x = np.asarray(x, dtype=float)
        if self.step:
            return stats.poisson.cdf(np.floor(x / self.step + 1e-9), self.mean / self.step)
        inside = stats.norm.cdf(x, self.mean, self.sd)
        return np.where(x < self.lower, 0.0, np.where(x >= self.upper, 1.0, inside))

    def quantile(self, q: Any) -> Any:
        q = np.asarray(q, dtype=float)
        if self.step:
            return (stats.poisson.ppf(q, self.mean / self.step) * self.step)[None, :]
        return np.clip(stats.norm.ppf(q, self.mean, self.sd), self.lower, self.upper)[None, :]


@dataclass(frozen=True)
class FakeArea:
    id: str
    name: Name
    parent: str | None


@dataclass(frozen=True)
class FakeBreak:
    indicator: str
    year: int
    note: Name


@dataclass(frozen=True)
class FakeDataset:
    observations: pd.DataFrame
    synthetic: bool = True
    folder: Path = Path("data/fake")
    licence: str = "CC0"
    sources: Any = None
    areas: tuple[FakeArea, ...] = ()
    breaks: tuple[FakeBreak, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    files: tuple[Path, ...] = ()

    @property
    def title(self) -> Name:
        return Name("虚构数据", "Fictional data")

    @property
    def current(self) -> pd.DataFrame:
        return self.observations

    def area(self, id: str) -> FakeArea:
        return next(a for a in self.areas if a.id == id)

    def citation(self, source: str, lang: Lang) -> str:
        return (self.sources or {}).get(source, source)

    def answering(self, indicator: str) -> tuple[()]:
        return ()

    def children(self, id: str) -> tuple[FakeArea, ...]:
        return tuple(a for a in self.areas if a.parent == id)

    @property
    def root(self) -> FakeArea:
        return self.areas[0]


@dataclass(frozen=True)
class Case:
    """One target and the series behind it."""

    zh: str
    en: str
    rule: Rule
    threshold: float | None
    unit: str
    series: dict[int, float]
    domain: int = 1
    grade: str = "no_data"
    p: float = np.nan
    forecast: FakeForecast | None = None
    scale: Scale = Scale.PROPORTION
    direction: Direction = Direction.INCREASE
    decimals: int = 1
    bounds: tuple[float | None, float | None] = (0.0, 100.0)
    reason: str = ""
    counts: dict[int, float] | None = None
    breaks: tuple[int, ...] = ()
    groups: bool = False
    source: str = "goal"


def _walk(first: int, values: str) -> dict[int, float]:
    numbers = [float(v) if v != "-" else np.nan for v in values.split()]
    return {first + i: v for i, v in enumerate(numbers)}


DOWN, UP = Direction.DECREASE, Direction.INCREASE

CASES: tuple[Case, ...] = (
    Case(
        "孕产妇死亡率",
        "Maternal mortality ratio",
        Rule.AT_MOST,
        12,
        "1/10万",
        _walk(2009, "31.9 30.0 26.1 24.5 23.2 21.7 20.1 19.9 19.6 18.3 17.8 16.9 16.1 15.7 15.1 14.3"),
        1,
        "expected",
        0.61,
        FakeForecast(11.5, 1.7),
        Scale.RATE,
        DOWN,
        bounds=(0, None),
    ),
    Case(
        "婴儿死亡率",
        "Infant mortality rate",
        Rule.KEEP_AT_MOST,
        4,
        "‰",
        _walk(2016, "3.4 2.9 0.0 3.1 2.6 1.9 2.4 0.9 1.4"),
        1,
        "attained",
        0.98,
        FakeForecast(1.6, 0, step=0.25),
        Scale.RATE,
        DOWN,
        bounds=(0, None),
        counts={2016: 14, 2017: 12, 2018: 0, 2019: 12, 2020: 10, 2021: 8, 2022: 9, 2023: 3, 2024: 5},
    ),
    Case(
        "初中生近视率",
        "Myopia rate, junior secondary",
        Rule.AT_MOST,
        60,
        "%",
        _walk(2018, "71.6 71.1 71.1 71.0 - 71.4"),
        2,
        "difficult",
        0.07,
        FakeForecast(70.5, 6.5, 0, 100),
        direction=DOWN,
    ),
    Case(
        "适龄儿童一类疫苗各单苗全程接种率以乡镇街道为单位且含流动儿童在内",
        "Full immunisation coverage, every vaccine, by township, mobile children included",
        Rule.KEEP_AT_LEAST,
        90,
        "%",
        _walk(2016, "99.8 99.9 100 99.9 100 100 99.7 100 100"),
        2,
        "attained",
        0.9996,
        FakeForecast(99.7, 0.25, 0, 100),
    ),
    Case(
        "0—6岁儿童眼保健和视力检查覆盖率",
        "Eye care coverage, ages 0-6",
        Rule.AT_LEAST,
        100,
        "%",
        _walk(2017, "84.1 85.0 - - 91.8 93.0 93.6 95.2"),
        2,
        "difficult",
        0.31,
        FakeForecast(99.2, 1.6, 0, 100),
    ),
    Case(
        "适龄妇女宫颈癌筛查率",
        "Cervical screening rate",
        Rule.AT_LEAST,
        70,
        "%",
        {2020: 43.4},
        1,
        "no_data",
        reason="只有2020年一个数据，无法判断趋势",
    ),
    Case(
        "乳腺癌早诊率",
        "Early diagnosis of breast cancer",
        Rule.AT_LEAST,
        70,
        "%",
        {},
        1,
        "no_data",
        reason="没有任何监测数据",
    ),
    Case(
        "普通高中女生身高",
        "Height of girls",
        Rule.INCREASE,
        None,
        "厘米",
        _walk(2014, "158.0 158.4 158.6 159.1 159.0 159.3 159.8 160.0 160.4 160.2 160.9"),
        2,
        "attained",
        0.93,
        FakeForecast(161.8, 1.2),
        Scale.MEAN,
        bounds=(None, None),
    ),
    Case(
        "出生缺陷发生率",
        "Birth defects",
        Rule.REDUCE_BY_PCT,
        20,
        "1/万",
        _walk(2016, "142.1 139.0 151.2 144.7 139.6 139.9 131.0 - 126.4"),
        1,
        "expected",
        0.56,
        FakeForecast(109, 15, 0),
        Scale.RATE,
        DOWN,
        bounds=(0, None),
    ),
    Case(
        "农村自来水普及率",
        "Rural tap water",
        Rule.AT_LEAST,
        95,
        "%",
        _walk(2013, "71.1 72.6 76.0 79.3 83.0 81.5 88.0 86.0 87.2 89.9 91.3 92.9"),
        3,
        "expected",
        0.77,
        FakeForecast(96.5, 2, 0, 100),
        breaks=(2018, 2020),
    ),
    Case(
        "每千人口3岁以下婴幼儿托位数",
        "Childcare places per 1,000",
        Rule.AT_LEAST,
        4.5,
        "个/千人",
        _walk(2021, "2.10 2.57 3.32 4.08"),
        3,
        "expected",
        0.83,
        FakeForecast(5.6, 1.3, 0),
        Scale.RATE,
        decimals=2,
        bounds=(0, None),
    ),
    Case(
        "妇女常见病筛查人数",
        "Women screened",
        Rule.AT_LEAST,
        1500000,
        "人",
        _walk(2018, "1021345 1102211 987654 1210100 1254321 1301234 1344556"),
        1,
        "difficult",
        0.48,
        FakeForecast(1480000, 120000, 0),
        Scale.COUNT,
        decimals=0,
        bounds=(0, None),
    ),
    Case(
        "学生体质健康标准达标优良率",
        "Fitness, excellent or good",
        Rule.AT_LEAST,
        60,
        "%",
        _walk(2016, "26.5 27.1 28.8 31.0 33.0 - 35.1 34.4 33.0"),
        2,
        "difficult",
        0.004,
        FakeForecast(37, 4, 0, 100),
        groups=True,
    ),
    Case(
        "高中阶段毛入学率",
        "Gross enrolment, senior secondary",
        Rule.KEEP_AT_LEAST,
        92,
        "%",
        _walk(2010, "82.5 84.0 85.0 86.0 86.5 87.0 87.5 88.3 88.8 89.5 91.2 91.4 91.6 91.8 92.0"),
        3,
        "attained",
        0.74,
        FakeForecast(93.4, 1.1, 0),
        Scale.GROSS_RATE,
        bounds=(0, None),
        groups=True,
    ),
    Case(
        "孕产妇艾滋病、梅毒检测率",
        "HIV and syphilis testing",
        Rule.AT_LEAST,
        98,
        "%",
        _walk(2020, "100 100 100 100 100"),
        1,
        "attained",
        0.995,
        FakeForecast(99.9, 0.1, 0, 100),
    ),
    Case(
        "儿童溺水死亡率",
        "Drowning",
        Rule.DECREASE,
        None,
        "1/10万",
        _walk(2016, "3.2 0 3.1 0 0 0 0 3.0 0"),
        1,
        "no_data",
        scale=Scale.RATE,
        direction=DOWN,
        bounds=(0, None),
        reason="事件太少，无法判断",
        counts={2016: 1, 2017: 0, 2018: 1, 2019: 0, 2020: 0, 2021: 0, 2022: 0, 2023: 1, 2024: 0},
    ),
    Case(
        "村委会成员中女性比例",
        "Women in village committees",
        Rule.AT_LEAST,
        30,
        "%",
        _walk(2012, "22.1 22.7 22.8 22.9 23.0 23.1 24.0 24.2 24.2 26.1 27.9 28.4 28.6"),
        4,
        "expected",
        0.52,
        FakeForecast(30.2, 2.5, 0, 100),
        source="strategy",
        groups=True,
    ),
    Case(
        "平均预期寿命",
        "Life expectancy",
        Rule.INCREASE,
        None,
        "岁",
        {2010: 74.8, 2020: 77.9},
        1,
        "no_data",
        scale=Scale.MEAN,
        decimals=2,
        bounds=(0, None),
        reason="只有2个数据",
    ),
    Case(
        "男女科学素质差距",
        "Gap in science literacy",
        Rule.NARROW_GAP,
        None,
        "%",
        _walk(2018, "12.1 12.9 14.1 14.8 15.2 16.1 16.4"),
        4,
        "difficult",
        0.37,
        FakeForecast(17.5, 2.5, 0, 100),
        groups=True,
    ),
)


def build(
    *, synthetic: bool = True, lang: str = "zh", cases: tuple[Case, ...] = CASES, towns: int = 20
) -> Evaluation:
    """Put the cases together as an evaluation would come out."""
    indicators = {f"i{k}": _indicator(f"i{k}", case) for k, case in enumerate(cases)}
    targets = [_target(k, case) for k, case in enumerate(cases)]
    words = ("健康", "Health"), ("教育", "Education"), ("福利保障", "Security"), ("参与决策和管理", "Decisions")
    domains = tuple(
        Domain(n, Name("妇女与" + zh, "Women and " + en.lower()), tuple(_goals(targets, n)), ())
        for n, (zh, en) in enumerate(words, start=1)
    )
    plan = Plan(
        "women",
        "W",
        Name("虚构区妇女发展规划", "Women's plan"),
        Name("虚构", "made up"),
        BASE,
        LAST,
        False,
        domains,
        indicators,
    )
    settings = Settings(plans=("women",), dataset="data/fake", area="district", data_to=LATEST, language=lang)
    dataset = FakeDataset(
        _observations(cases, towns),
        synthetic,
        sources={"a": "虚构区统计局《妇女儿童发展规划统计监测报告》"},
        areas=_areas(towns),
        boundaries=_boundaries(towns),
        breaks=_breaks(cases),
    )
    rows, history, projections, forecasts = [], [], [], {}
    for target, case in zip(targets, cases, strict=True):
        rows.append(_row(target, case, "total", 0.0))
        history += _history(target, case, "total", 0.0)
        projections += _projections(target, case)
        if case.forecast is not None:
            forecasts[(target.id, "district", "total")] = case.forecast
        for group, shift in _groups(case):
            rows.append(_row(target, case, group, shift))
            history += _history(target, case, group, shift)
    warnings = [("W2.1", "初中生近视率", "district", "total", "hard_to_complete", "red", "p<0.2", "…", 2018, 0.07,
                 0.91, 0.88, 0.94, 12937, 0.61, "")]  # fmt: skip
    return Evaluation(
        settings,
        (plan,),
        dataset,
        pd.DataFrame(rows, columns=list(INDICATOR_COLUMNS)),
        pd.DataFrame(projections, columns=list(PROJECTION_COLUMNS)),
        pd.DataFrame(warnings, columns=list(WARNING_COLUMNS)),
        _summary(plan, rows),
        pd.DataFrame(history, columns=list(HISTORY_COLUMNS)),
        forecasts,
    )


def _indicator(id: str, case: Case) -> Indicator:
    none = Name("", "")
    return Indicator(
        id,
        Name(case.zh, case.en),
        none,
        none,
        none,
        100000.0 if case.counts else None,
        case.unit,
        case.scale,
        *case.bounds,
        case.direction,
        case.decimals,
        none,
        none,
        ("sex",),
    )


def _target(k: int, case: Case) -> Target:
    return Target(
        f"W{case.domain}.{k + 1}",
        "women",
        case.domain,
        k + 1,
        case.source,
        f"i{k}",
        Name(case.zh, case.en),
        case.rule,
        Scope.AREA,
        case.threshold,
        case.unit,
        case.series.get(BASE),
        BASE,
        LAST,
        gap_by="sex" if case.rule is Rule.NARROW_GAP else "",
    )


def _goals(targets: list[Target], domain: int) -> list[Goal]:
    return [Goal(t.id, t.item, t.name, GoalKind.QUANTIFIED, (t,)) for t in targets if t.domain == domain]


def _groups(case: Case) -> list[tuple[str, float]]:
    pairs = [("sex=female", 0.02), ("sex=male", -0.03), ("residence=rural", -0.1), ("residence=urban", 0.06)]
    return pairs * case.groups


def _known(case: Case, shift: float) -> dict[int, float]:
    top = case.bounds[1] or np.inf
    return {y: min(v * (1 + shift), top) for y, v in case.series.items() if np.isfinite(v)}


def _row(target: Target, case: Case, group: str, shift: float) -> tuple[Any, ...]:
    known = _known(case, shift)
    year = max(known) if known else np.nan
    latest = known[max(known)] if known else np.nan
    base = known.get(BASE, np.nan)
    q = case.forecast.quantile([0.1, 0.5, 0.9])[0] if case.forecast else [np.nan] * 3
    p = case.p
    word = (
        "none"
        if np.isnan(p)
        else ("very_likely" if p >= 0.8 else "likely" if p >= 0.5 else "unlikely" if p >= 0.2 else "very_unlikely")
    )
    status = {"attained": "met", "no_data": "no_data"}.get(case.grade, "not_met")
    return (
        target.id,
        target.name.zh,
        "district",
        group,
        target.rule.value,
        target.threshold,
        target.unit,
        BASE,
        base,
        year,
        latest,
        status,
        latest - base,
        0.02,
        p,
        *q,
        0.1,
        0.2,
        word,
        case.grade,
        case.reason,
        "合并先验的阻尼漂移混合模型",
    )


def _history(target: Target, case: Case, group: str, shift: float) -> list[tuple[Any, ...]]:
    rows = []
    for year, value in sorted(_known(case, shift).items()):
        count = (case.counts or {}).get(year, np.nan) if group == "total" else np.nan
        segment = sum(year >= mark for mark in case.breaks)
        rows.append((target.id, "district", group, year, value, count, 4000.0, "final", "a", segment, 2))
    return rows


def _projections(target: Target, case: Case) -> list[tuple[Any, ...]]:
    known, blank = _known(case, 0.0), [np.nan] * 7
    rows: list[tuple[Any, ...]] = [
        (target.id, "district", "total", y, "observed", v, *blank) for y, v in sorted(known.items())
    ]
    if case.forecast is None or not known:
        return rows
    start, value = max(known), known[max(known)]
    end = case.forecast.quantile([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])[0]
    for year in range(start + 1, LAST + 1):
        part = (year - start) / (LAST - start)
        q = value + (end - value) * np.sqrt(part)
        rows.append((target.id, "district", "total", year, "projected", np.nan, *q))
    return rows


def _summary(plan: Plan, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    grade = {row[0]: row[21] for row in rows if row[3] == "total"}
    names = ("attained", "expected", "difficult", "no_data")
    out = []
    for section, keep in (
        ("goal_numeric", lambda t: t.numeric and t.source == "goal"),
        ("directional", lambda t: not t.numeric),
        ("strategy_numeric", lambda t: t.numeric and t.source != "goal"),
    ):
        mine = [t for t in plan.targets if keep(t)]
        for number in [d.number for d in plan.domains] + [0]:
            here = [grade[t.id] for t in mine if number in (0, t.domain)]
            if here:
                out.append((plan.id, str(number or ""), section, len(here), *(here.count(n) for n in names)))
    return pd.DataFrame(out, columns=list(SUMMARY_COLUMNS))


def _areas(towns: int) -> tuple[FakeArea, ...]:
    long = "经济技术开发区高新产业园管理委员会"
    names = [Name(f"第{k + 1}街道办事处" if k else long, f"Sub-district {k + 1}") for k in range(towns)]
    district = FakeArea("district", Name("虚构区", "Fictional district"), None)
    return (district, *(FakeArea(f"t{k}", name, "district") for k, name in enumerate(names)))


def _boundaries(towns: int) -> tuple[Boundary, ...]:
    """Tiles in rows of five; the last town has no shape, the second a hole and a far part, the third is a speck."""

    def square(x: float, y: float, side: float) -> Ring:
        return ((x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y))

    out = []
    for k in range(towns - 1):
        x, y = 125.0 + 0.1 * (k % 5), 44.0 - 0.1 * (k // 5)
        whole = square(x + 0.04, y, 0.01) if k == 2 else square(x, y, 0.1)
        polygons = ((whole, square(x + 0.01, y + 0.01, 0.02)), (square(x, 44.15, 0.05),)) if k == 1 else ((whole,),)
        out.append(Boundary(f"t{k}", polygons))
    return tuple(out)


def _breaks(cases: tuple[Case, ...]) -> tuple[FakeBreak, ...]:
    return tuple(
        FakeBreak(
            f"i{k}", year, Name("由“供水覆盖人口”改为“自来水入户人口”", "From people covered to people connected")
        )
        for k, case in enumerate(cases)
        for year in case.breaks
    )


def _observations(cases: tuple[Case, ...], towns: int) -> pd.DataFrame:
    text = io.StringIO()
    text.write(
        "indicator,area,year,sex,age_group,residence,value,unit,numerator,denominator,status,source,note,row\n"
    )
    random = np.random.default_rng(7)
    for k, case in enumerate(cases):
        known = _known(case, 0.0)
        for town in range(towns):
            level = random.normal(0, 0.08)
            for year, value in known.items():
                here = min(max(value * (1 + level + random.normal(0, 0.02)), 0.0), case.bounds[1] or np.inf)
                if random.random() > 0.1:
                    text.write(f"i{k},t{town},{year},total,total,total,{here:.2f},{case.unit},,,final,a,,2\n")
    text.seek(0)
    return pd.read_csv(text)


@pytest.fixture(scope="session")
def ev() -> Evaluation:
    return build()


@pytest.fixture(scope="session")
def ev_real() -> Evaluation:
    return build(synthetic=False)


def final_of(ev: Evaluation) -> Evaluation:
    """The same made-up evaluation after the target year: one of the expected was missed, the others met."""
    table = ev.indicators.copy()
    table["latest_year"] = table["latest_year"].where(table["latest_year"].isna(), LAST)
    table.loc[table["grade"] == "expected", "grade"] = "attained"
    table.loc[table["id"] == "W1.1", "grade"] = "difficult"
    history = ev.history.copy()
    history.loc[history["year"] == LATEST, "year"] = LAST
    return replace(ev, indicators=table, history=history)
