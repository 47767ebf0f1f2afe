"""From parameters to results: one pass from the input package to one frozen `Evaluation`.

Read the plans and the package, select the series of every target, look at them as they stood at the end of the last
year used, give verdicts, warn, count. Every later table, figure and sentence is a view of what is made here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcstats.evaluation.compare import compare_rules
from kcstats.evaluation.counting import count_table
from kcstats.evaluation.demand import already_beyond
from kcstats.evaluation.details import detail_table
from kcstats.evaluation.effects import measure_effects
from kcstats.evaluation.judge import Look, look
from kcstats.evaluation.model import HISTORY_COLUMNS, INDICATOR_COLUMNS, PROJECTION_COLUMNS, Evaluation
from kcstats.evaluation.outlook import joint_table, outcomes
from kcstats.evaluation.scenarios import scenario_table
from kcstats.evaluation.select import REFERENCE, TOTAL, Selection, select
from kcstats.evaluation.settings import Settings, load_settings
from kcstats.evaluation.standing import standing
from kcstats.evaluation.summary import summarise
from kcstats.evaluation.verdict import grade, likelihood_word
from kcstats.evaluation.warn import early_warnings
from kcstats.observations.read import read_dataset
from kcstats.plan.load import load_indicators, load_plan
from kcstats.plan.model import Indicator
from kcstats.stats.change import change_since_baseline
from kcstats.stats.pace import observed_pace, required_pace
from kcstats.stats.projection import Forecast, forecast
from kcstats.terms import Grade, Status

QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_OBSERVED = {"zh": "目标年已有数据，按实际值判定", "en": "the target year's figure is known and decides"}


def evaluate(settings: Settings | str | Path | dict[str, Any]) -> Evaluation:
    """Evaluate plans on an input package.

    Parameters
    ----------
    settings : Settings, path or dict
        Parameters of the run, or the params file that holds them.

    Returns
    -------
    Evaluation

    Raises
    ------
    InputError
        If the parameters, a plan or the package are faulty; all faults of that input at once.
    """
    if not isinstance(settings, Settings):
        settings = load_settings(settings)
    indicators = load_indicators(settings.plan_path)
    plans = tuple(load_plan(plan, settings.plan_path) for plan in settings.plans)
    dataset = read_dataset(
        settings.dataset_path, indicators=indicators, plan_folder=settings.plan_path, lang=settings.lang
    )
    area = dataset.area(settings.area).id if settings.area else dataset.root.id
    settings = settings.model_copy(update={"area": area})
    selection = select(plans, dataset, settings, area)
    now = look(selection, indicators, settings, settings.data_to)
    table = _table(selection, now, indicators, settings)
    shown = np.array([group != REFERENCE for group in selection.groups])
    own = table[(table["area"] == area) & (table["group"] == TOTAL)]
    effects, counterfactuals = measure_effects(dataset, indicators, settings)
    return Evaluation(
        settings=settings,
        plans=plans,
        dataset=dataset,
        indicators=table[shown].reset_index(drop=True),
        projections=_projections(selection, now, shown, settings),
        warnings=early_warnings(selection, indicators, settings, now, table),
        summary=summarise(plans, dict(zip(own["id"], own["grade"].map(Grade), strict=True))),
        history=_named(selection, now.history, shown)[list(HISTORY_COLUMNS)],
        counts=count_table(selection, now, {i.id: i.unit for i in indicators.values()}, table["status"], shown),
        joint=joint_table(plans, outcomes(table, area)),
        comparators=compare_rules(selection, now, table),
        rules=detail_table(selection, now, table, dataset, settings.lang),
        scenarios=scenario_table(selection, indicators, settings, now, table),
        forecasts=_forecasts(selection, now),
        effects=effects,
        counterfactuals=counterfactuals,
        truth=_truth(settings),
    )


def _truth(settings: Settings) -> Evaluation | None:
    """The same plans with the figures of a later year; None where nothing is to be held to them."""
    if settings.truth_to is None:
        return None
    return evaluate(settings.model_copy(update={"data_to": settings.truth_to, "truth_to": None}))


def _table(selection: Selection, now: Look, indicators: dict[str, Indicator], settings: Settings) -> pd.DataFrame:
    n = len(selection)
    over = now.over
    p = np.where(over, np.nan, now.p)
    status = standing(selection, now, indicators)
    reason = now.reason.copy()
    reason[over] = _OBSERVED[settings.lang]
    method = now.method.copy()
    beyond = already_beyond(selection.targets, now.demand, now.baseline) & np.isfinite(p)
    method[beyond] = [f"{m};already_beyond" for m in method[beyond]]
    method[over] = "observed"
    quantiles, p_change, pace = np.full((n, 3), np.nan), np.full(n, np.nan), np.full(n, np.nan)
    quantiles[now.keys] = now.forecast.quantile(np.array([0.1, 0.5, 0.9]))
    quantiles[over] = np.nan
    keys = now.keys
    p_change[keys] = change_since_baseline(now.batch, now.baseline_year[keys], now.baseline[keys]).p_improved
    pace[keys] = observed_pace(now.batch, now.baseline_year[keys])
    change = np.where(now.latest_year > now.baseline_year, now.latest - now.baseline, np.nan)
    needed = required_pace(now.latest_year, now.latest, now.bound.level, now.target_year, upward=now.bound.upward)
    needed = np.where((status == Status.MET) & np.isfinite(needed), 0.0, needed)  # met as printed asks for nothing
    needed = np.where(over, np.nan, needed)
    grades = grade(status, p, over, settings.cutoffs)
    columns = {
        "id": [t.id for t in selection.targets],
        "name_zh": [t.name.zh for t in selection.targets],
        "area": selection.areas,
        "group": selection.groups,
        "rule": [t.rule.value for t in selection.targets],
        "threshold": np.array([np.nan if t.threshold is None else t.threshold for t in selection.targets]),
        "unit": [t.unit for t in selection.targets],
        "baseline_year": [t.baseline_year for t in selection.targets],
        "baseline_value": now.baseline_as_published,
        "latest_year": pd.Series(now.latest_year).astype("Int64"),
        "latest_value": now.latest,
        "status": [s.value for s in status],
        "change": change,
        "p_change": p_change,
        "p_attain": p,
        "q10": quantiles[:, 0],
        "q50": quantiles[:, 1],
        "q90": quantiles[:, 2],
        "required_pace": needed,
        "observed_pace": pace,
        "likelihood": [w.value for w in likelihood_word(p, settings.cutoffs)],
        "grade": [g.value for g in grades],
        "reason": np.where(status == Status.NO_DATA, now.reason, reason),
        "method": method,
    }
    return pd.DataFrame(columns)[list(INDICATOR_COLUMNS)]


def _named(selection: Selection, frame: pd.DataFrame, shown: np.ndarray[Any, Any]) -> pd.DataFrame:
    keys = frame["key"].to_numpy(dtype=np.intp)
    named = frame.assign(
        id=np.array([t.id for t in selection.targets], dtype=object)[keys],
        area=np.array(selection.areas, dtype=object)[keys],
        group=np.array(selection.groups, dtype=object)[keys],
    )
    kept: pd.DataFrame = named[shown[keys]].reset_index(drop=True)
    return kept


def _projections(selection: Selection, now: Look, shown: np.ndarray[Any, Any], settings: Settings) -> pd.DataFrame:
    """Observed years, then every year up to the target year with its quantiles."""
    names = ["q025", "q10", "q25", "q50", "q75", "q90", "q975"]
    pieces = [now.history[["key", "year", "value"]].assign(kind="observed", order=0)]
    ahead = (now.target_year - now.latest_year)[now.keys]
    answered = np.array([not reason for reason in now.forecast.reason])
    for step in range(1, int(np.nanmax(ahead, initial=0)) + 1):
        at = np.flatnonzero((ahead >= step) & answered)
        keys = now.keys[at]
        years = now.latest_year[keys] + step
        lent = None if now.forecast.borrowed is None else now.forecast.borrowed.take(at)
        spread = forecast(now.batch.take(at), years, lang=settings.lang, borrowed=lent).quantile(np.array(QUANTILES))
        piece = pd.DataFrame(spread, columns=names).assign(key=keys, year=years.astype(int), kind="projected")
        pieces.append(piece)
    frame = pd.concat(pieces, ignore_index=True).sort_values(["key", "year"])
    return _named(selection, frame, shown).reindex(columns=list(PROJECTION_COLUMNS))


def _forecasts(selection: Selection, now: Look) -> dict[tuple[str, str, str], Forecast]:
    out = {}
    for at, key in enumerate(now.keys):
        if not now.forecast.reason[at] and not now.over[key] and selection.groups[key] != REFERENCE:
            out[selection.targets[key].id, selection.areas[key], selection.groups[key]] = now.forecast[at]
    return out
