"""A plan whose outcome is known: what would have been said with the data of the time, and what came.

An evaluation with the figures up to an earlier year is laid beside the figures of the target year. Each target gets
its likelihood and interval as they stood then, the figure that came, and what the published progress rules said from
the same figures. A plan's targets are few; so every other series of the package that has figures on both sides is
held to its interval too.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.assemble import assemble, last_segment, latest
from kcstats.evaluation.demand import demand
from kcstats.evaluation.model import Evaluation
from kcstats.observations.dataset import SERIES_KEY, Dataset
from kcstats.plan.load import load_indicators
from kcstats.plan.model import Target
from kcstats.stats.comparators import annual_rate_of_reduction, cagr_ratio, linear_pace
from kcstats.stats.projection import forecast
from kcstats.terms import Direction, Rule, Status

Floats = npt.NDArray[np.float64]

COLUMNS = (
    "id", "name_zh", "plan", "rule", "threshold", "unit", "level", "latest_year", "latest_value", "p_attain",
    "likelihood", "q10", "q50", "q90", "actual_year", "actual_value", "met", "inside", "linear_pace", "cagr_ratio",
    "aarr", "reason",
)  # fmt: skip
SERIES_COLUMNS = (
    "indicator", "area", "group", "points", "latest_year", "latest_value", "actual_year", "q10", "q50", "q90",
    "actual_value", "inside",
)  # fmt: skip
FEWEST = 3
"""Figures a series needs before the origin to be held to its interval."""
KEEPING = (Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST)


def hindcast(ev: Evaluation) -> pd.DataFrame:
    """Lay what was said beside what came, one row a target of the evaluated area.

    Parameters
    ----------
    ev : Evaluation
        With a `truth`.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``met`` and ``inside`` (of the 80 % interval) are nullable booleans, missing where the
        target year's figure is not known; a target to keep is met where every figure after the origin's latest one
        kept it. ``linear_pace cagr_ratio aarr`` are the verdicts of the published rules from the same figures.

    Raises
    ------
    ValueError
        If the evaluation has no truth.
    """
    truth = _truth(ev)
    targets = tuple(target for plan in ev.plans for target in plan.targets)
    then = pd.DataFrame([ev.row(target.id) for target in targets]).reset_index(drop=True)
    now = pd.DataFrame([truth.row(target.id) for target in targets]).reset_index(drop=True)
    last = np.array([ev.settings.target_year or t.target_year for t in targets], dtype=float)
    known = now["latest_year"].to_numpy(dtype=float, na_value=np.nan) >= last
    wanted = demand(targets, then["baseline_value"].to_numpy(dtype=float))
    actual = now["latest_value"].to_numpy(dtype=float)
    since = then["latest_year"].to_numpy(dtype=float, na_value=np.nan)
    met = [_met(truth, t, status, year) for t, status, year in zip(targets, now["status"], since, strict=True)]
    low, high = then["q10"].to_numpy(dtype=float), then["q90"].to_numpy(dtype=float)
    inside = within(actual, low, high)
    judged = known & np.isfinite(low)
    out = then.assign(
        plan=[t.plan for t in targets],
        level=wanted.level,
        actual_year=now["latest_year"],
        actual_value=actual,
        met=pd.array(np.where(known, met, False), dtype="boolean").copy(),
        inside=pd.array(inside, dtype="boolean").copy(),
        **_rules(ev, targets, then, wanted.level, wanted.upward, last),
    )
    out.loc[~known, "met"] = pd.NA
    out.loc[~judged, "inside"] = pd.NA
    return out[list(COLUMNS)]


def hindcast_series(ev: Evaluation) -> pd.DataFrame:
    """Hold every series of the area and its parts to its 80 % interval: the newest figure against its forecast.

    Parameters
    ----------
    ev : Evaluation
        With a `truth`.

    Returns
    -------
    DataFrame
        Columns `SERIES_COLUMNS`; series with at least `FEWEST` figures up to the origin and one after it, all of one
        definition, whether or not a target speaks of them. Not independent of each other.

    Raises
    ------
    ValueError
        If the evaluation has no truth.
    """
    truth = _truth(ev)
    rows = _series(ev.dataset, str(ev.settings.area))
    n = int(rows["key"].max()) + 1 if len(rows) else 0
    later = rows[rows["year"] <= truth.settings.data_to]
    past = last_segment(rows[rows["year"] <= ev.settings.data_to])
    end_year, end = latest(later, n)
    points = past.groupby("key").size().reindex(range(n), fill_value=0).to_numpy()
    segments = [frame.groupby("key")["segment"].last().reindex(range(n)).to_numpy() for frame in (past, later)]
    keep = (points >= FEWEST) & (end_year > ev.settings.data_to) & (segments[0] == segments[1])
    indicators = load_indicators(ev.settings.plan_path)
    names = rows.drop_duplicates("key").set_index("key")
    mine = past[keep[past["key"].to_numpy()]]
    if mine.empty:
        return pd.DataFrame(columns=list(SERIES_COLUMNS))
    keys, batch = assemble(mine, {int(k): indicators[names["indicator"][k]] for k in mine["key"].unique()})
    quantiles = forecast(batch, end_year[keys]).quantile(np.array([0.1, 0.5, 0.9]))
    start_year, value = latest(mine, n)
    found = pd.DataFrame(
        {
            "indicator": names["indicator"][keys].to_numpy(),
            "area": names["area"][keys].to_numpy(),
            "group": [_group(row) for row in names.loc[keys].to_dict("records")],
            "points": points[keys],
            "latest_year": start_year[keys].astype(int),
            "latest_value": value[keys],
            "actual_year": end_year[keys].astype(int),
            "q10": quantiles[:, 0], "q50": quantiles[:, 1], "q90": quantiles[:, 2],
            "actual_value": end[keys],
            "inside": within(end[keys], quantiles[:, 0], quantiles[:, 2]),
        }
    )  # fmt: skip
    return found[found["q50"].notna()][list(SERIES_COLUMNS)].reset_index(drop=True)


def within(value: Floats, low: Floats, high: Floats) -> npt.NDArray[np.bool_]:
    """Whether figures lie in their intervals, bounds included; False where anything is unknown.

    Examples
    --------
    >>> within(np.array([1.0, 2.0, np.nan]), np.zeros(3), np.ones(3)).tolist()
    [True, False, False]
    """
    slack = 1e-9 * np.maximum(1.0, np.abs(value))
    return np.asarray((value >= low - slack) & (value <= high + slack), dtype=bool)


def _truth(ev: Evaluation) -> Evaluation:
    if ev.truth is None:
        raise ValueError("Expected an evaluation with truth_to set. But got one without.")
    return ev.truth


def _met(truth: Evaluation, target: Target, status: str, since: float) -> bool:
    """The target year's verdict; a target to keep must have held in every figure after `since`."""
    if status != Status.MET or target.rule not in KEEPING or target.threshold is None:
        return status == Status.MET
    rows = truth.history
    mine = rows[(rows["id"] == target.id) & (rows["area"] == truth.settings.area) & (rows["group"] == "total")]
    after = mine[mine["year"] > (since if np.isfinite(since) else -np.inf)]["value"]
    kept = after >= target.threshold if target.rule is Rule.KEEP_AT_LEAST else after <= target.threshold
    return bool(kept.all())


def _rules(
    ev: Evaluation, targets: tuple[Target, ...], then: pd.DataFrame, level: Floats, upward: npt.NDArray[np.bool_],
    last: Floats,
) -> dict[str, list[str]]:  # fmt: skip
    """Verdicts of the published rules; ``unknown`` where a rule's figures are missing or it does not apply."""
    base_year, base, year, value = (
        then[name].to_numpy(dtype=float, na_value=np.nan)
        for name in ("baseline_year", "baseline_value", "latest_year", "latest_value")
    )
    fixed = base_year, base, year, value, last, level
    found = {
        "linear_pace": list(linear_pace(*fixed, upward=upward).verdict),
        "cagr_ratio": list(cagr_ratio(*fixed, upward=upward).verdict),
        "aarr": ["unknown"] * len(targets),
    }
    history = last_segment(ev.history.assign(key=ev.history["id"] + ev.history["area"] + ev.history["group"]))
    for place, target in enumerate(targets):
        rows = history[(history["id"] == target.id) & (history["area"] == ev.settings.area)]
        rows = rows[rows["group"] == "total"].sort_values("year")
        direction = ev.plan(target.plan).indicators[target.indicator].direction
        if direction is Direction.DECREASE and len(rows) >= 2 and (rows["value"] > 0).all():
            rule = annual_rate_of_reduction([rows["year"]], [rows["value"]], last[[place]], level[[place]])
            found["aarr"][place] = rule.verdict[0]
    return found


def _series(dataset: Dataset, area: str) -> pd.DataFrame:
    """Every series of an area and what lies in it, numbered, with the definition breaks passed."""
    inside = {area}
    while more := {a.id for a in dataset.areas if a.parent in inside} - inside:
        inside |= more
    rows = dataset.current
    rows = rows[rows["value"].notna() & rows["area"].isin(inside)]
    rows = rows.assign(key=rows.groupby(list(SERIES_KEY), sort=True).ngroup())
    segment = np.zeros(len(rows), dtype=int)
    for mark in dataset.breaks:
        segment += ((rows["indicator"] == mark.indicator) & (rows["year"] >= mark.year)).to_numpy(dtype=int)
    return rows.assign(segment=segment).sort_values(["key", "year"])


def _group(row: dict[Hashable, str]) -> str:
    parts = [f"{name}={row[name]}" for name in ("sex", "age_group", "residence") if row[name] != "total"]
    return ";".join(parts) or "total"
