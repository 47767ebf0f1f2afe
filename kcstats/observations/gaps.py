"""What is missing: every indicator, year and group for which there should be a figure and is none.

Missing is never zero and never met, so it is listed. Wanted is, for each indicator the package holds, every year from
its first to the package's last, in every group that has ever been reported; and, where plans are given, every
indicator of theirs, with the groups that the catalogue wants and that no row has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kcstats.observations.dataset import SERIES_KEY, TOTAL, Dataset
from kcstats.plan.model import Indicator, Plan

GAP_COLUMNS = ("indicator", "area", "year", "sex", "age_group", "residence", "kind")
KINDS = ("never", "breakdown", "year")
"""No figure at all; a breakdown that is wanted and never given; a year missing in a series."""


def gap_list(dataset: Dataset, indicators: Mapping[str, Indicator], plans: Sequence[Plan] = ()) -> pd.DataFrame:
    """List what is missing.

    Parameters
    ----------
    dataset : Dataset
    indicators : mapping of id to Indicator
    plans : sequence of Plan
        Their indicators are expected every year in the root area.

    Returns
    -------
    DataFrame
        Columns `GAP_COLUMNS`, one row a missing figure; for ``breakdown`` the missing group is named by ``*`` in its
        column and year is 0 for kinds that mean every year.
    """
    held = dataset.current[dataset.current["value"].notna()]
    wanted = list(dict.fromkeys(t.indicator for plan in plans for t in plan.targets))
    pieces = [_never(dataset, held, wanted), _breakdowns(dataset, held, indicators), _years(dataset, held)]
    return pd.concat(pieces, ignore_index=True)[list(GAP_COLUMNS)]


def _never(dataset: Dataset, held: pd.DataFrame, wanted: list[str]) -> pd.DataFrame:
    """Indicators without one value, named by a plan or by rows that are all empty."""
    named = [*wanted, *dataset.observations["indicator"].unique()]
    silent = [id for id in dict.fromkeys(named) if id not in set(held["indicator"])]
    return _frame([(id, dataset.root.id, 0, TOTAL, TOTAL, TOTAL, "never") for id in silent])


def _breakdowns(dataset: Dataset, held: pd.DataFrame, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """Breakdowns the catalogue wants of an indicator that the package holds, but never by that breakdown."""
    rows: list[tuple[object, ...]] = []
    root = dataset.root.id
    for id, frame in held[held["area"] == root].groupby("indicator", sort=False):
        wants = indicators[str(id)].breakdowns if str(id) in indicators else ()
        columns = [("sex", "sex"), ("residence", "residence"), ("age_group", "age"), ("age_group", "school_stage")]
        missing = {column for column, want in columns if want in wants and (frame[column] == TOTAL).all()}
        for column in sorted(missing):
            marks = ("*" if column == name else TOTAL for name in ("sex", "age_group", "residence"))
            rows.append((id, root, 0, *marks, "breakdown"))
    return _frame(rows)


def _years(dataset: Dataset, held: pd.DataFrame) -> pd.DataFrame:
    """Years without a figure, from the first of the series to the last of the package."""
    if held.empty:
        return _frame([])
    first = held.groupby(list(SERIES_KEY), sort=False)["year"].min().reset_index()
    last = int(held["year"].max())
    counts = (last - first["year"] + 1).to_numpy(dtype=int)
    grid = first.loc[first.index.repeat(counts)].reset_index(drop=True)
    ends = np.cumsum(counts)
    grid["year"] += np.arange(ends[-1]) - np.repeat(ends - counts, counts)
    key = [*SERIES_KEY, "year"]
    marked = grid.merge(held[key], on=key, how="left", indicator=True)
    return marked.loc[marked["_merge"] == "left_only", key].assign(kind="year")


def _frame(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(GAP_COLUMNS))
