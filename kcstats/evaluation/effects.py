"""Measures and what came after them: each dated measure of the package against what was to be expected without it.

The figures before a measure's start give the forecast that would have been made then; the figures from the start on
are laid into it (`kcstats.stats.interrupted`). Where the package holds the same indicator in sister areas without the
measure, the difference from their common deviation decides instead. Where figures, definitions or other measures do
not allow an answer, the answer is that it cannot be told, and why.

The whole population is the first question, at 5 %. Groups by sex and by residence are looked at as well, where the
package has them; since looking at more finds more by chance, their p are adjusted within each measure, indicator and
area (Holm), and so are their verdicts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcstats.evaluation.assemble import assemble
from kcstats.evaluation.model import BAND_COLUMNS, EFFECT_COLUMNS
from kcstats.evaluation.select import TOTAL
from kcstats.evaluation.settings import Settings
from kcstats.observations.dataset import Dataset, Measure
from kcstats.plan.model import Indicator
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.interrupted import FEWEST_BEFORE, Contrast, Deviation, against_areas, deviation_from_forecast
from kcstats.stats.multiple_tests import holm_adjusted
from kcstats.stats.projection import Forecast, forecast
from kcstats.stats.screening import say
from kcstats.stats.segmented import Segmented, segmented_regression
from kcstats.stats.transforms import choose_transform
from kcstats.terms import Direction, Effect, Lang

QUANTILES = (0.025, 0.1, 0.5, 0.9, 0.975)

LEVEL = 0.05
"""Two-sided p below which a difference is called one."""
MOST_AFTER = 5
"""Years from the start on that are looked at: later ones are beyond any forecast, and other things have happened."""
OLDEST = 3
"""Years that the latest figure before the start may be old."""
NEAR = 2
"""Another measure that started so many years before, or in the same year, cannot be told from this one."""
AREAS_THAT_DECIDE = 4
"""Comparison areas from which their comparison decides."""
BETWEEN = ";between_areas"
"""Ends the method where the comparison with other areas decides."""

_REASONS: dict[str, tuple[str, str]] = {
    "no_data": ("没有该指标的合计数据", "no figures of the whole population"),
    "no_direction": ("该指标没有好坏方向", "the indicator has no better direction"),
    "not_started": ("{start}年才开始，所用数据截至{to}年", "starts in {start}, the figures used end in {to}"),
    "before_data": (
        "措施开始以前没有数据（数据自{first}年起）",
        "it started before the figures do (they begin in {first})",
    ),
    "no_after": ("措施开始以后还没有可用的数据", "no usable figure since it started"),
    "break_at_start": (
        "{year}年统计口径改变，措施前后的数值不可比",
        "the definition changed in {year}: figures before and after the start cannot be compared",
    ),
    "too_few_before": (
        "措施开始以前同一口径的年度数据只有{n}个，至少需要{need}个",
        "only {n} yearly figures of one definition before the start; at least {need} are needed",
    ),
    "old_before": (
        "措施开始以前最近的数据是{year}年，相隔超过{most}年",
        "the latest figure before the start is of {year}, more than {most} years earlier",
    ),
    "concurrent": (
        "“{other}”自{year}年开始，两项措施的前后变化分不开",
        "“{other}” started in {year}: the two cannot be told apart",
    ),
    "out_of_reach": (
        "按此前的波动，任何可能的改善都在预计的95%区间（{low:.3g}—{high:.3g}）以内，不能与偶然区分",
        "with the fluctuation before, whatever improvement is possible lies inside the 95% interval ({low:.3g} to "
        "{high:.3g}) of what was to be expected",
    ),
    "too_few_events": (
        "事件太少：按以前的水平，措施开始以后这几年预计共{expected:.1f}例，即使一例没有也不能与偶然区分",
        "too few events: {expected:.1f} were to be expected since the start; even none could be chance",
    ),
}


@dataclass(frozen=True)
class Case:
    """One measure with its figures of one group; `reason` is empty where it can be looked at."""

    measure: Measure
    group: str
    before: pd.DataFrame
    after: pd.DataFrame
    reason: str = ""


def measure_effects(
    dataset: Dataset, indicators: dict[str, Indicator], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Look at every measure of the evaluated area and its parts.

    Parameters
    ----------
    dataset : Dataset
    indicators : dict of id to Indicator
    settings : Settings
        Gives the area, the last year used and the language of the reasons.

    Returns
    -------
    effects : DataFrame
        One row a measure, indicator, area and group, the whole population (``total``) first; columns
        `EFFECT_COLUMNS`. ``effect`` is observed less expected in the
        indicator's unit, both as means on the working scale of the years from ``first_after`` to ``last_after``;
        intervals are of 95 %, p two-sided; level and slope changes are on the working scale (logit, log).
        ``n_tests`` counts the groups, total included, of that measure, indicator and area that could be tested;
        ``p_adjusted`` is what decides: of the total its own p, of a group Holm's within these groups.
    bands : DataFrame
        The figures, and for each year after the last one before the start the quantiles that were to be expected;
        columns `BAND_COLUMNS`.
    """
    table = _figures(dataset, settings.data_to)
    inside = _within(dataset, str(settings.area))
    mine = [m for m in dataset.measures if m.area in inside]
    rows, bands = [], []
    for measure in mine:
        indicator = indicators[measure.indicator]
        for group in (TOTAL, *(_groups(table, measure) if settings.groups else ())):
            figures = table[table["group"] == group]
            case = _case(measure, group, figures, dataset, indicator, settings)
            row, band = _look(case, figures, dataset, indicator, settings.lang)
            rows.append(row)
            bands += band
    effects = _corrected(pd.DataFrame(rows, columns=list(EFFECT_COLUMNS)))
    for name in ("end_year", "first_after", "last_after"):
        effects[name] = effects[name].astype("Int64")
    return effects, pd.DataFrame(bands, columns=list(BAND_COLUMNS))


def _figures(dataset: Dataset, year: int) -> pd.DataFrame:
    """Figures of whole populations, sexes and residences up to a year, with the definition breaks passed."""
    rows = dataset.current
    sex, residence = rows["sex"] != TOTAL, rows["residence"] != TOTAL
    group = np.where(sex, "sex=" + rows["sex"], np.where(residence, "residence=" + rows["residence"], TOTAL))
    rows = rows.assign(group=group)
    one = (rows["age_group"] == TOTAL) & ~(sex & residence)
    rows = rows[one & rows["value"].notna() & (rows["year"] <= year)]
    segment = np.zeros(len(rows), dtype=int)
    for mark in dataset.breaks:
        segment += ((rows["indicator"] == mark.indicator) & (rows["year"] >= mark.year)).to_numpy(dtype=int)
    return rows.assign(segment=segment).sort_values(["indicator", "area", "year"])


def _groups(table: pd.DataFrame, m: Measure) -> list[str]:
    """Groups of the measure's area that have figures of its indicator; without the whole population."""
    mine = table[(table["indicator"] == m.indicator) & (table["area"] == m.area)]
    return sorted(set(mine["group"]) - {TOTAL})


def _corrected(effects: pd.DataFrame) -> pd.DataFrame:
    """Count the tests of every measure, indicator and area, and hold its groups to Holm's adjusted p."""
    decides = np.where(effects["method"].str.endswith(BETWEEN), effects["p_comparison"], effects["p_effect"])
    p = pd.Series(decides, index=effects.index, dtype=float)
    adjusted, tests = p.copy(), pd.Series(0, index=effects.index)
    group = effects["group"] != TOTAL
    for _, rows in effects.groupby(["measure", "indicator", "area"], sort=False):
        mine = rows.index[group[rows.index]]
        adjusted[mine] = holm_adjusted(p[mine].to_numpy())
        tests[rows.index] = int(p[rows.index].notna().sum())
    found = effects["verdict"].isin([Effect.IMPROVED.value, Effect.WORSE.value])
    chance = group & found & (adjusted >= LEVEL)
    verdict = effects["verdict"].mask(chance, Effect.NO_DETECTABLE_CHANGE.value)
    return effects.assign(n_tests=tests, p_adjusted=adjusted, verdict=verdict)


def _within(dataset: Dataset, area: str) -> set[str]:
    """An area and everything that lies in it."""
    inside = {area}
    while more := {a.id for a in dataset.areas if a.parent in inside} - inside:
        inside |= more
    return inside


def _case(
    m: Measure, group: str, table: pd.DataFrame, dataset: Dataset, indicator: Indicator, settings: Settings
) -> Case:
    """Find a measure's figures, or why it cannot be looked at; `table` holds one group's figures."""
    rows = table[(table["indicator"] == m.indicator) & (table["area"] == m.area)]
    others = [o for o in dataset.measures
              if o.indicator == m.indicator and o.id != m.id and m.area in _within(dataset, o.area)]  # fmt: skip
    later = [o.start_year for o in others if o.start_year > m.start_year]
    last = min([m.start_year + MOST_AFTER - 1, settings.data_to, *(y - 1 for y in later),
                *([m.end_year] if m.end_year else [])])  # fmt: skip
    before, after = rows[rows["year"] < m.start_year], rows[rows["year"].between(m.start_year, last)]
    broken = ""
    if len(before):
        segment = before["segment"].iloc[-1]
        kept = after[after["segment"] == segment]
        if len(after) and kept.empty:
            change = min(
                b.year for b in dataset.breaks if b.indicator == m.indicator and b.year > before["year"].max()
            )
            broken = _say("break_at_start", settings.lang, year=change)
        before, after = before[before["segment"] == segment], kept
    near = next((o for o in others if 0 <= m.start_year - o.start_year <= NEAR), None)
    return Case(m, group, before, after, broken or _why_not(m, rows, before, after, near, indicator, settings))


def _why_not(
    m: Measure, rows: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame, near: Measure | None,
    indicator: Indicator, settings: Settings,
) -> str:  # fmt: skip
    lang = settings.lang
    if m.start_year > settings.data_to:
        return _say("not_started", lang, start=m.start_year, to=settings.data_to)
    if rows.empty:
        return _say("no_data", lang)
    if indicator.direction is Direction.NONE:
        return _say("no_direction", lang)
    if rows["year"].min() >= m.start_year:
        return _say("before_data", lang, first=int(rows["year"].min()))
    if len(before) < FEWEST_BEFORE:
        return _say("too_few_before", lang, n=len(before), need=FEWEST_BEFORE)
    if m.start_year - before["year"].max() > OLDEST:
        return _say("old_before", lang, year=int(before["year"].max()), most=OLDEST)
    if near is not None:
        return _say("concurrent", lang, other=near.title, year=near.start_year)
    if after.empty:
        return _say("no_after", lang)
    expected = _events(before, after, indicator)
    if expected < -np.log(LEVEL / 2):
        return _say("too_few_events", lang, expected=expected)
    return ""


def _events(before: pd.DataFrame, after: pd.DataFrame, indicator: Indicator) -> float:
    """Events to be expected since the start at the level before; infinite where they are no rare, unwanted ones.

    Of fewer than 3.7 none at all has a probability above 2.5 % (exp(-3.7)): nothing that can come is beyond chance.
    """
    counts = before[before["numerator"].notna() & (before["denominator"] > 0)]
    if indicator.direction is not Direction.DECREASE or counts.empty:
        return np.inf
    size = after["denominator"].fillna(counts["denominator"].mean()).sum()
    return float((counts["numerator"].sum() + 0.5) / counts["denominator"].sum() * size)


def _look(
    case: Case, table: pd.DataFrame, dataset: Dataset, indicator: Indicator, lang: Lang
) -> tuple[dict[str, object], list[dict[str, object]]]:
    m, after = case.measure, case.after
    row: dict[str, object] = {
        "measure": m.id, "title": m.title, "indicator": m.indicator, "name_zh": indicator.name.zh, "area": m.area,
        "group": case.group,
        "start_year": m.start_year, "end_year": m.end_year, "n_before": len(case.before), "n_after": len(after),
        "first_after": after["year"].min() if len(after) else None,
        "last_after": after["year"].max() if len(after) else None,
        "n_comparison": 0, "verdict": Effect.CANNOT_BE_TOLD.value, "reason": case.reason, "method": "none",
        "note": m.note,
    }  # fmt: skip
    if case.reason:
        return row, []
    own = _batch([case.before], indicator)
    found = _deviation(own, [after])
    if found.reason[0]:
        return {**row, "reason": say(str(found.reason[0]), lang)}, []
    sisters = _sisters(case, table, dataset)
    others = _deviation(_batch([b for b, _ in sisters], indicator), [a for _, a in sisters]) if sisters else None
    contrast = against_areas(found, others) if others is not None else None
    years = np.arange(case.before["year"].max() + 1, after["year"].max() + 1, dtype=float)
    future = forecast(own.take(np.zeros(len(years), dtype=np.intp)), years, lang=lang)
    row |= _answer(found, contrast, indicator, lang) | _lines(_segments(own, case))
    decides = contrast is not None and contrast.n >= AREAS_THAT_DECIDE
    row["method"] = future.method[0] + (BETWEEN if decides else "")
    return row, _band(case, years, future)


def _batch(series: list[pd.DataFrame], indicator: Indicator) -> SeriesBatch:
    keyed = pd.concat([rows.assign(key=k) for k, rows in enumerate(series)], ignore_index=True)
    return assemble(keyed, dict.fromkeys(range(len(series)), indicator))[1]


def _deviation(before: SeriesBatch, after: list[pd.DataFrame]) -> Deviation:
    width = max(len(rows) for rows in after)
    years, values = (np.full((len(after), width), np.nan) for _ in range(2))
    for k, rows in enumerate(after):
        years[k, : len(rows)], values[k, : len(rows)] = rows["year"], rows["value"]
    return deviation_from_forecast(before, years, values)


def _sisters(case: Case, table: pd.DataFrame, dataset: Dataset) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """Figures of areas beside this one without a measure for the indicator: the same years after, enough before."""
    m = case.measure
    parent = dataset.area(m.area).parent
    busy = {o.area for o in dataset.measures if o.indicator == m.indicator}
    beside = [a.id for a in dataset.children(parent) if a.id not in busy] if parent is not None else []
    found = []
    for area in beside:
        rows = table[(table["indicator"] == m.indicator) & (table["area"] == area)]
        rows = rows[rows["segment"] == case.before["segment"].iloc[-1]]
        before, after = rows[rows["year"] < m.start_year], rows[rows["year"].isin(case.after["year"])]
        if len(before) >= FEWEST_BEFORE and len(after) == len(case.after):
            found.append((before, after))
    return found


def _answer(found: Deviation, contrast: Contrast | None, indicator: Indicator, lang: Lang) -> dict[str, object]:
    """Numbers and verdict; the areas decide where there are enough of them.

    Where nothing that could come would be beyond the interval, "no difference" would say too much.
    """
    observed, expected = float(found.observed[0]), float(found.expected[0])
    effect, p = observed - expected, float(found.p[0])
    row: dict[str, object] = {
        "observed": observed, "expected": expected, "expected_low": float(found.low[0]),
        "expected_high": float(found.high[0]), "effect": effect, "effect_low": observed - float(found.high[0]),
        "effect_high": observed - float(found.low[0]), "p_effect": p,
    }  # fmt: skip
    if contrast is not None and contrast.n:
        row |= {
            "n_comparison": contrast.n, "comparison_effect": contrast.effect, "comparison_low": contrast.low,
            "comparison_high": contrast.high, "p_comparison": contrast.p,
        }  # fmt: skip
        if contrast.n >= AREAS_THAT_DECIDE:
            effect, p = contrast.effect, contrast.p
    up = indicator.direction is Direction.INCREASE
    best = indicator.upper if up else indicator.lower
    edge = float(found.high[0]) if up else float(found.low[0])
    alone = contrast is None or contrast.n < AREAS_THAT_DECIDE
    if p >= LEVEL and alone and best is not None and abs(edge - best) <= 1e-9 * max(1.0, abs(best)):
        why = _say("out_of_reach", lang, low=float(found.low[0]), high=float(found.high[0]))
        return {**row, "verdict": Effect.CANNOT_BE_TOLD.value, "reason": why}
    real = Effect.IMPROVED if (effect > 0) == up else Effect.WORSE
    verdict = Effect.NO_DETECTABLE_CHANGE if p >= LEVEL else real
    return {**row, "verdict": verdict.value}


def _segments(own: SeriesBatch, case: Case) -> Segmented:
    """The segmented regression on the working scale of the figures before."""
    transform = choose_transform(own)
    both = pd.concat([case.before, case.after])
    years, figures = (both[name].to_numpy(dtype=float) for name in ("year", "value"))
    z = transform.forward(figures[None, :])
    return segmented_regression(years[None, :], np.where(np.isfinite(z), z, np.nan), [float(case.measure.start_year)])


def _lines(found: Segmented) -> dict[str, object]:
    names = {"level": "level_change", "level_low": "level_low", "level_high": "level_high", "p_level": "p_level",
             "slope": "slope_change", "slope_low": "slope_low", "slope_high": "slope_high",
             "p_slope": "p_slope"}  # fmt: skip
    return {column: float(getattr(found, name)[0]) for name, column in names.items()}


def _band(case: Case, years: np.ndarray, future: Forecast) -> list[dict[str, object]]:
    m = case.measure
    key = {"measure": m.id, "indicator": m.indicator, "area": m.area, "group": case.group}
    out = [{**key, "year": int(y), "kind": kind, "value": float(v)}
           for kind, rows in (("before", case.before), ("after", case.after))
           for y, v in zip(rows["year"], rows["value"], strict=True)]  # fmt: skip
    spread = future.quantile(np.array(QUANTILES))
    names = ("q025", "q10", "q50", "q90", "q975")
    return out + [{**key, "year": int(year), "kind": "expected", **dict(zip(names, map(float, q), strict=True))}
                  for year, q in zip(years, spread, strict=True)]  # fmt: skip


def _say(code: str, lang: Lang, **facts: object) -> str:
    return _REASONS[code][0 if lang == "zh" else 1].format(**facts)
