"""What each rule's own test found beside its probability: the direction, the gap both ways, the units that fail.

A gap can shrink as a difference and grow as a ratio, so both are given; the grade goes by the difference. A demand on
every unit names the units. A target looser than its baseline is marked: what it asks is to hold.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcstats.evaluation.assemble import Floats
from kcstats.evaluation.demand import BANDED, already_beyond
from kcstats.evaluation.gaps import Gap, gap_of
from kcstats.evaluation.judge import Look
from kcstats.evaluation.model import RULE_COLUMNS
from kcstats.evaluation.select import TOTAL, Selection
from kcstats.observations.dataset import Dataset
from kcstats.stats.baseline_rules import baseline_of, beyond_baseline
from kcstats.terms import Lang, Scope, Status

UNLIKELY = 0.5
"""Units below this probability are named as unlikely to attain."""


def detail_table(selection: Selection, now: Look, table: pd.DataFrame, dataset: Dataset, lang: Lang) -> pd.DataFrame:
    """Give the particulars of every target of the evaluated area.

    Parameters
    ----------
    selection : Selection
    now : Look
    table : DataFrame
        The results, one row a target, area and group.
    dataset : Dataset
        Names the units.
    lang : {"zh", "en"}

    Returns
    -------
    DataFrame
        Columns `RULE_COLUMNS`, the evaluated area's total rows. `units_failing` (now) and `units_unlikely` (less
        likely than not) hold the units' names; `limit` is the edge of the band that "stable" and "low" leave.
    """
    keys = [
        k for k in range(len(selection)) if selection.groups[k] == TOTAL and selection.areas[k] == selection.areas[0]
    ]
    out = table.iloc[keys][["id", "name_zh", "area", "group", "rule", "p_attain"]].reset_index(drop=True)
    out["p_direction"] = direction(now)[keys]
    out["already_beyond"] = already_beyond(selection.targets, now.demand, now.baseline)[keys]
    gaps = [gap_of(selection, now, k) for k in keys]
    for place, name in enumerate(("gap_baseline", "gap_latest", "ratio_baseline", "ratio_latest")):
        out[name] = [(gap or Gap())[place] for gap in gaps]
    narrow = np.array([gap is not None for gap in gaps], dtype=bool)
    out["p_difference"] = np.where(narrow, now.p[keys], np.nan)
    out["p_ratio"] = now.ratio[keys]
    units = [_units(selection, now, table, dataset, k, lang) for k in keys]
    out["units"] = pd.Series([u[0] for u in units], dtype="Int64")
    out["units_failing"], out["units_unlikely"] = [u[1] for u in units], [u[2] for u in units]
    out["note"] = now.note[keys]
    banded = np.array([selection.targets[k].rule in BANDED for k in keys], dtype=bool)
    out["limit"] = np.where(banded, now.bound.level[keys], np.nan)
    return out[list(RULE_COLUMNS)]


def direction(now: Look) -> Floats:
    """P(figure of the target year is better than the baseline's); shape (n,), NaN where nothing is known of it."""
    p = np.full(len(now.p), np.nan)
    keys, batch = now.keys, now.batch
    start = baseline_of(batch, now.baseline_year[keys], now.baseline[keys])
    top = np.where(np.asarray(batch.scale == "percent", dtype=bool), 100.0, np.inf)
    found = beyond_baseline(now.forecast, start, batch.direction > 0, top=top)
    p[keys] = np.where((batch.direction == 0) | now.over[keys], np.nan, found.p)
    return p


def _units(
    selection: Selection, now: Look, table: pd.DataFrame, dataset: Dataset, key: int, lang: Lang
) -> tuple[int | None, str, str]:
    target = selection.targets[key]
    if target.scope is not Scope.EVERY_UNIT:
        return None, "", ""
    rows = list(selection.units(target.id))
    names = {k: dataset.area(selection.areas[k]).name(lang) for k in rows}
    mark = "、" if lang == "zh" else "; "
    failing = mark.join(
        names[k] for k in rows if table["status"].iloc[k] not in (Status.MET.value, Status.NO_DATA.value)
    )
    unlikely = mark.join(names[k] for k in rows if now.p[k] < UNLIKELY)
    return len(rows), failing, unlikely
