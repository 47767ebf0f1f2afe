"""What an evaluation is: one frozen value that tables, figures and sentences are views of.

Everything a report prints comes from here, so that a number in the text, in a table and in a picture is one number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kcstats.evaluation.settings import Settings
from kcstats.plan.model import Plan, Target
from kcstats.stats.comparison import RULES

if TYPE_CHECKING:
    import pandas as pd

    from kcstats.observations.dataset import Dataset
    from kcstats.stats.projection import Forecast

INDICATOR_COLUMNS: tuple[str, ...] = (
    "id", "name_zh", "area", "group", "rule", "threshold", "unit", "baseline_year", "baseline_value", "latest_year",
    "latest_value", "status", "change", "p_change", "p_attain", "q10", "q50", "q90", "required_pace",
    "observed_pace", "likelihood", "grade", "reason", "method",
)  # fmt: skip
PROJECTION_COLUMNS: tuple[str, ...] = (
    "id", "area", "group", "year", "kind", "value", "q025", "q10", "q25", "q50", "q75", "q90", "q975",
)  # fmt: skip
WARNING_COLUMNS: tuple[str, ...] = (
    "id", "name_zh", "area", "group", "kind", "level", "rule", "evidence", "since", "p_attain",
    "right_share", "right_low", "right_high", "right_n", "base_rate", "also",
)  # fmt: skip
SUMMARY_COLUMNS: tuple[str, ...] = (
    "plan", "domain", "section", "n", "attained", "expected", "difficult", "no_data",
)  # fmt: skip
COMPARATOR_COLUMNS: tuple[str, ...] = (
    "id", "name_zh", "area", "group", "p_attain", "likelihood", "grade",
    *(column for name in RULES for column in (name, f"{name}_value")), "disagree", "rules_split",
)  # fmt: skip
EFFECT_COLUMNS: tuple[str, ...] = (
    "measure", "title", "indicator", "name_zh", "area", "group", "start_year", "end_year", "n_before", "n_after",
    "first_after", "last_after", "observed", "expected", "expected_low", "expected_high", "effect", "effect_low",
    "effect_high", "p_effect", "n_comparison", "comparison_effect", "comparison_low", "comparison_high",
    "p_comparison", "level_change", "level_low", "level_high", "p_level", "slope_change", "slope_low", "slope_high",
    "p_slope", "n_tests", "p_adjusted", "verdict", "reason", "method", "note",
)  # fmt: skip
BAND_COLUMNS: tuple[str, ...] = (
    "measure", "indicator", "area", "group", "year", "kind", "value", "q025", "q10", "q50", "q90", "q975",
)  # fmt: skip
HISTORY_COLUMNS: tuple[str, ...] = (
    "id", "area", "group", "year", "value", "numerator", "denominator", "status", "source", "segment", "row",
)  # fmt: skip

COUNT_COLUMNS: tuple[str, ...] = (
    "id", "name_zh", "area", "group", "level", "upward", "unit", "year", "events", "denominator", "value", "lower",
    "upper", "interval_method", "met_published", "pooled_from", "pooled_to", "pooled_events", "pooled_denominator",
    "pooled_value", "pooled_lower", "pooled_upper", "pooled_method", "dispersion", "p_underlying", "p_target_year",
    "few_events", "too_few_to_judge", "births_to_judge", "births_to_confirm",
)  # fmt: skip
JOINT_COLUMNS: tuple[str, ...] = (
    "plan", "domain", "goal", "section", "n", "judged", "not_judged", "known", "expected", "low", "high", "p_all",
    "p_all_judged",
)  # fmt: skip

RULE_COLUMNS: tuple[str, ...] = (
    "id", "name_zh", "area", "group", "rule", "p_attain", "p_direction", "already_beyond", "gap_baseline",
    "gap_latest", "ratio_baseline", "ratio_latest", "p_difference", "p_ratio", "units", "units_failing",
    "units_unlikely", "note", "limit",
)  # fmt: skip
SCENARIO_COLUMNS: tuple[str, ...] = (
    "id", "name_zh", "area", "group", "rule", "level", "unit", "latest_year", "latest_value", "target_year",
    "p_attain", "required_pace", "observed_pace", "forecast_pace", "pace_50", "pace_80", "reachable_50",
    "reachable_80", "year_50", "year_80", "p_faster_25", "p_faster_50", "p_faster_100", "reason",
)  # fmt: skip


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(columns=list(columns))


@dataclass(frozen=True)
class Evaluation:
    """The result of one run.

    Attributes
    ----------
    settings : Settings
        What was asked; `area` is filled in.
    plans : tuple of Plan
    dataset : Dataset
        The input package, unchanged.
    indicators : DataFrame
        One row a target, area and group; columns `INDICATOR_COLUMNS`. Probabilities 0-1, paces per year in the
        indicator's unit, `p_change` the one-sided p of an improvement since the baseline.
    projections : DataFrame
        Every observed and projected year of those rows; columns `PROJECTION_COLUMNS`.
    warnings : DataFrame
        Early warnings; columns `WARNING_COLUMNS`. `right_share` of such warnings came true in hindcast (`right_n` of
        them, 95 % interval `right_low` to `right_high`), `base_rate` of those given at random; empty where not
        measured.
        A fluctuation is warned of once a series: `also` names the other targets on the same figures.
    summary : DataFrame
        Grades by plan, domain and section; a plan's total has ``domain == ""``.
    history : DataFrame
        The observations used, with source and spreadsheet line; `segment` counts definition breaks.
    forecasts : mapping of (id, area, group) to Forecast
        The one-row distribution of the target year's figure; absent where there is none.
    counts : DataFrame
        Three answers for every figure with numerator and denominator; columns `COUNT_COLUMNS`.
    joint : DataFrame
        How many targets of a plan, domain or goal will be met, and whether all; columns `JOINT_COLUMNS`.
    effects : DataFrame
        What came after each measure of the package; columns `EFFECT_COLUMNS`.
    counterfactuals : DataFrame
        The figures about each measure's start and the band expected without it; columns `BAND_COLUMNS`.
    truth : Evaluation or None
        For a hindcast: the same plans with the figures known up to `Settings.truth_to`.
    comparators : DataFrame
        What the published progress rules say; columns `COMPARATOR_COLUMNS`.
    rules : DataFrame
        What each rule's own test found beyond its probability; columns `RULE_COLUMNS`.
    scenarios : DataFrame
        What would have to happen: paces, levels, years, what a changed pace is worth; columns `SCENARIO_COLUMNS`.
    """

    settings: Settings
    plans: tuple[Plan, ...]
    dataset: Dataset
    indicators: pd.DataFrame
    projections: pd.DataFrame
    warnings: pd.DataFrame
    summary: pd.DataFrame
    history: pd.DataFrame
    forecasts: Mapping[tuple[str, str, str], Forecast] = field(default_factory=dict)
    counts: pd.DataFrame = field(default_factory=lambda: _empty(COUNT_COLUMNS))
    joint: pd.DataFrame = field(default_factory=lambda: _empty(JOINT_COLUMNS))
    effects: pd.DataFrame = field(default_factory=lambda: _empty(EFFECT_COLUMNS))
    counterfactuals: pd.DataFrame = field(default_factory=lambda: _empty(BAND_COLUMNS))
    truth: Evaluation | None = None
    comparators: pd.DataFrame = field(default_factory=lambda: _empty(COMPARATOR_COLUMNS))
    rules: pd.DataFrame = field(default_factory=lambda: _empty(RULE_COLUMNS))
    scenarios: pd.DataFrame = field(default_factory=lambda: _empty(SCENARIO_COLUMNS))

    def asked(self, settings: Settings) -> Evaluation:
        """The same results under settings that differ in nothing that results depend on; the area stays filled in."""
        return replace(self, settings=settings.model_copy(update={"area": self.settings.area}))

    def plan(self, id: str) -> Plan:
        """Find one of the plans by its id; KeyError where it was not evaluated."""
        for plan in self.plans:
            if plan.id == id:
                return plan
        raise KeyError(id)

    def target(self, id: str) -> Target:
        """Find a target of any of the plans by its id; KeyError where there is none."""
        for plan in self.plans:
            for target in plan.targets:
                if target.id == id:
                    return target
        raise KeyError(id)

    @cached_property
    def series(self) -> Mapping[tuple[str, str, str], pd.DataFrame]:
        """The observations with a value, by (id, area, group), in the order of the years."""
        known = self.history[self.history["value"].notna()].sort_values("year", kind="stable")
        return {(str(k[0]), str(k[1]), str(k[2])): f for k, f in known.groupby(["id", "area", "group"], sort=False)}

    @cached_property
    def _places(self) -> Mapping[tuple[str, str, str], int]:
        table = self.indicators
        keys = zip(table["id"], table["area"], table["group"], strict=True)
        return {key: place for place, key in reversed(list(enumerate(keys)))}

    def row(self, id: str, area: str | None = None, group: str = "total") -> pd.Series:
        """One row of `indicators`; the evaluated area's total unless told otherwise."""
        area = area if area is not None else str(self.settings.area)
        return self.indicators.iloc[self._places[id, area, group]]

    def detail(self, id: str, column: str, area: str | None = None) -> float:
        """What `rules` says in a column of numbers of a target of a whole area; NaN where it has no such row."""
        table, where = self.rules, area if area is not None else str(self.settings.area)
        found = table.loc[(table["id"] == id) & (table["area"] == where) & (table["group"] == "total"), column]
        return float(found.iloc[0]) if len(found) else float("nan")
