"""What would have to happen, target by target: paces, levels, years, and what a changed pace is worth.

Only targets that hold one figure to one level are asked; for the others (gaps, bands, slopes, every unit) the reason
stands in the row. Units of a target that must hold in every unit have rows of their own.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.judge import Look
from kcstats.evaluation.model import SCENARIO_COLUMNS
from kcstats.evaluation.select import TOTAL, Selection
from kcstats.evaluation.settings import Settings
from kcstats.plan.model import Indicator
from kcstats.stats.pace import attainment_year
from kcstats.stats.projection import forecast
from kcstats.stats.scenarios import (
    LEVEL_RULES,
    Demands,
    changed_pace_probability,
    improvement,
    reach,
    yearly_probability,
)
from kcstats.terms import Lang, Scope

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

BEYOND = 5
"""Years after the target year that are still asked about."""
FASTER = (0.25, 0.5, 1.0)
"""Shares by which the observed improvement is stepped up."""

_WHY = {
    "rule": ("该要求比较两组、两段或允许区间，不作情景推算", "compares two series, two slopes or a band: not asked"),
    "units": ("要求每个单位都达到，见各单位的行", "must hold in every unit: see the units' own rows"),
    "level": ("没有可以对照的目标水平", "there is no level to hold it to"),
}


def scenario_table(
    selection: Selection, indicators: dict[str, Indicator], settings: Settings, now: Look, table: pd.DataFrame
) -> pd.DataFrame:
    """Ask every target of the evaluated area, and every unit's, what would have to happen.

    Parameters
    ----------
    selection : Selection
    indicators : dict of id to Indicator
    settings : Settings
    now : Look
    table : DataFrame
        The results, one row a target, area and group.

    Returns
    -------
    DataFrame
        Columns `SCENARIO_COLUMNS`; only rows whose target year is still to come.
    """
    asked = _asked(selection, now)
    copied = ["id", "name_zh", "area", "group", "rule", "latest_year", "latest_value", "p_attain", "required_pace",
              "observed_pace", "reason"]  # fmt: skip
    out = table.iloc[asked][copied].reset_index(drop=True)
    units = [indicators[selection.targets[k].indicator].unit for k in asked]
    out = out.assign(level=now.bound.level[asked], unit=units, target_year=now.target_year[asked].astype(int))
    code = _codes(selection, now, asked)
    for column in (c for c in SCENARIO_COLUMNS if c not in out):
        out[column] = np.nan
    place = {int(key): i for i, key in enumerate(now.keys)}
    open_ones = np.array(
        [c == "" and not np.isnan(p) for c, p in zip(code, out["p_attain"], strict=True)], dtype=bool
    )
    rows = np.flatnonzero(open_ones)
    if len(rows):
        at = np.array([place[int(asked[i])] for i in rows], dtype=np.intp)
        found = _answers(selection, indicators, now, asked[rows], at, settings.lang)
        for column, values in found.items():
            out.loc[rows, column] = values
    said = [_WHY[c][0 if settings.lang == "zh" else 1] if c else "" for c in code]
    out["reason"] = [text or old for text, old in zip(said, out["reason"], strict=True)]
    out = out.astype({"year_50": "Int64", "year_80": "Int64"})
    return out[list(SCENARIO_COLUMNS)]


def _asked(selection: Selection, now: Look) -> Rows:
    keys = range(len(selection))
    own = [selection.groups[k] == TOTAL and bool(np.isfinite(now.latest[k])) and not now.over[k] for k in keys]
    return np.flatnonzero(own)


def _codes(selection: Selection, now: Look, asked: Rows) -> list[str]:
    """Why a row is not asked; empty where it is."""
    out = []
    for key in asked:
        target = selection.targets[key]
        every = target.scope is Scope.EVERY_UNIT and selection.areas[key] == selection.areas[0]
        codes = {
            "units": every,
            "rule": target.rule not in LEVEL_RULES,
            "level": bool(np.isnan(now.demand.level[key])),
        }
        out.append(next((code for code, hit in codes.items() if hit), ""))
    return out


def _answers(
    selection: Selection, indicators: dict[str, Indicator], now: Look, keys: Rows, at: Rows, lang: Lang
) -> dict[str, Floats]:
    batch, ahead = now.batch.take(at), now.forecast.take(at)
    demands = _demands(selection, indicators, now, keys)
    still = np.zeros(len(keys))
    single = changed_pace_probability(batch, ahead, demands.single(), still)
    found = reach(batch, ahead, demands, single)
    better = improvement(batch, ahead, demands.baseline_year, demands.upward)
    sign = np.where(demands.upward, 1.0, -1.0)
    gain = np.where(better > 0, sign * better, np.nan)
    steps = int((demands.target_year - now.latest_year[keys]).max()) + BEYOND
    years = [now.latest_year[keys] + step for step in range(1, steps + 1)]
    many = [forecast(batch, year, lang=lang, borrowed=ahead.borrowed) for year in years]
    chances = yearly_probability(batch, many, years, demands)
    first, order = now.latest_year[keys], np.arange(1, steps + 1, dtype=float)
    return {
        "forecast_pace": found.pace_forecast, "pace_50": found.pace_50, "pace_80": found.pace_80,
        "reachable_50": found.level_50, "reachable_80": found.level_80,
        "year_50": first + attainment_year(order, chances, 0.5),
        "year_80": first + attainment_year(order, chances, 0.8),
        **{f"p_faster_{share:.0%}".rstrip("%"): changed_pace_probability(batch, ahead, demands, share * gain)
           for share in FASTER},
    }  # fmt: skip


def _demands(selection: Selection, indicators: dict[str, Indicator], now: Look, keys: Rows) -> Demands:
    targets = [selection.targets[k] for k in keys]
    return Demands(
        tuple(t.rule.value for t in targets),
        np.array([np.nan if t.threshold is None else t.threshold for t in targets]),
        now.baseline_year[keys],
        now.baseline[keys],
        now.target_year[keys],
        np.array([indicators[t.indicator].decimals for t in targets]),
        now.demand.level[keys],
        now.demand.upward[keys],
    )
