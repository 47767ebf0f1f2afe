"""Which series answer which target: one row a target, area and group, and the observations behind it.

Every measurable target has one row for the evaluated area, whether or not there are data: missing must be seen.
Groups (by sex, residence, age) and sub-areas have rows where the package holds figures for them. A declared
definition break cuts a series: what stands before it is kept and drawn, but says nothing about the future.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.elsewhere import SERIES, Elsewhere, elsewhere
from kcstats.evaluation.settings import Settings
from kcstats.observations.dataset import Dataset
from kcstats.plan.model import Plan, Target
from kcstats.terms import Rule, Scope

GROUPINGS = ("sex", "age_group", "residence")
TOTAL = "total"
REFERENCE = "reference"
"""Group of the hidden row that holds the series another one is compared with."""


@dataclass(frozen=True)
class Selection:
    """Rows to be judged, and their observations.

    Attributes
    ----------
    targets : tuple of Target, length n_rows
    areas, groups : tuple of str, length n_rows
    history : DataFrame
        Columns ``key`` (row number), ``year value numerator denominator status source segment row``, sorted by
        key and year, up to the last year used; rows without a value are left out.
    elsewhere : Elsewhere
        The same indicators in other areas.
    """

    targets: tuple[Target, ...]
    areas: tuple[str, ...]
    groups: tuple[str, ...]
    history: pd.DataFrame
    elsewhere: Elsewhere

    def __len__(self) -> int:
        return len(self.targets)

    def find(self, id: str, area: str, group: str) -> int | None:
        """Row number of one target, area and group; None where there is none."""
        return self._index.get((id, area, group))

    def units(self, id: str) -> tuple[int, ...]:
        """Row numbers of the sub-areas of a target that must hold in every unit."""
        rows = enumerate(zip(self.targets, self.areas, self.groups, strict=True))
        return tuple(k for k, (t, area, group) in rows if t.id == id and area != self.areas[0] and group == TOTAL)

    def only(self, ids: set[str]) -> tuple[Selection, npt.NDArray[np.intp]]:
        """The rows of some targets, companions and units included, and which rows of this selection they are."""
        rows = np.flatnonzero([target.id in ids for target in self.targets])
        mine = self.history[np.isin(self.history["key"], rows)]
        history = mine.assign(key=np.searchsorted(rows, mine["key"].to_numpy())).reset_index(drop=True)
        lenders = replace(self.elsewhere, place=self.elsewhere.place[rows])
        targets = tuple(self.targets[k] for k in rows)
        areas, groups = tuple(self.areas[k] for k in rows), tuple(self.groups[k] for k in rows)
        return Selection(targets, areas, groups, history, lenders), rows

    @cached_property
    def _index(self) -> dict[tuple[str, str, str], int]:
        rows = zip(self.targets, self.areas, self.groups, strict=True)
        return {(target.id, area, group): key for key, (target, area, group) in enumerate(rows)}


def select(plans: tuple[Plan, ...], dataset: Dataset, settings: Settings, area: str) -> Selection:
    """Find the series of every target.

    Parameters
    ----------
    plans : tuple of Plan
    dataset : Dataset
    settings : Settings
        Gives the last year used and whether groups are wanted.
    area : str
        Id of the evaluated area.

    Returns
    -------
    Selection
        In the order of the plans; the evaluated area's total always first.
    """
    current = dataset.current
    current = current[(current["year"] <= settings.data_to) & current["value"].notna()]
    by_indicator = {str(name): frame for name, frame in current.groupby("indicator", sort=False)}
    children = tuple(child.id for child in dataset.children(area))
    targets: list[Target] = []
    areas: list[str] = []
    groups: list[str] = []
    pieces: list[pd.DataFrame] = []
    for plan in plans:
        for target in plan.targets:
            frame = by_indicator.get(target.indicator, current.iloc[:0])
            against = by_indicator.get(target.reference_indicator, current.iloc[:0])
            for where, group, piece in _series(target, frame, against, area, children, settings.groups):
                pieces.append(piece.assign(key=len(targets)))
                hidden = replace(target, indicator=target.reference_indicator, rule=Rule.UNQUANTIFIED)
                targets.append(hidden if group == REFERENCE else target)
                areas.append(where)
                groups.append(group)
    rows = pd.concat(pieces, ignore_index=True)
    series = rows.groupby("key")[list(SERIES)].first()
    return Selection(
        tuple(targets), tuple(areas), tuple(groups), _sorted(_segmented(rows, dataset)),
        elsewhere(_segmented(current, dataset), dataset, area, series, len(targets)),
    )  # fmt: skip


def group_code(target: Target, sex: str, age_group: str, residence: str) -> str:
    """Name a group as the result tables do; the target's own population is ``total``.

    Returns
    -------
    str
        Such as ``sex=female;residence=rural``.
    """
    values = {"sex": sex, "age_group": age_group, "residence": residence}
    parts = [f"{name}={value}" for name, value in values.items() if value != getattr(target, name)]
    return ";".join(parts) or TOTAL


def _series(
    target: Target, frame: pd.DataFrame, against: pd.DataFrame, area: str, children: tuple[str, ...], groups: bool
) -> Iterator[tuple[str, str, pd.DataFrame]]:
    own = _of(frame, target, area)
    yield area, TOTAL, own
    if target.scope is Scope.EVERY_UNIT:
        for child in children:
            piece = _of(frame, target, child)
            if len(piece):
                yield child, TOTAL, piece
    if target.reference_indicator:
        yield area, REFERENCE, _of(against, target, area)
    if not groups and target.rule is not Rule.NARROW_GAP:
        return
    here = frame[frame["area"] == area]
    for (sex, age_group, residence), piece in here.groupby(list(GROUPINGS), sort=True):
        code = group_code(target, str(sex), str(age_group), str(residence))
        if code != TOTAL and _within(target, str(sex), str(age_group), str(residence)):
            yield area, code, piece


def _within(target: Target, *found: str) -> bool:
    """Whether a group lies inside the population the target speaks of."""
    own = (target.sex, target.age_group, target.residence)
    return all(mine in (TOTAL, other) for mine, other in zip(own, found, strict=True))


def _of(frame: pd.DataFrame, target: Target, area: str) -> pd.DataFrame:
    return frame[
        (frame["area"] == area)
        & (frame["sex"] == target.sex)
        & (frame["age_group"] == target.age_group)
        & (frame["residence"] == target.residence)
    ]


def _segmented(rows: pd.DataFrame, dataset: Dataset) -> pd.DataFrame:
    """Count the definition breaks passed."""
    segment = np.zeros(len(rows), dtype=int)
    for mark in dataset.breaks:
        segment += ((rows["indicator"] == mark.indicator) & (rows["year"] >= mark.year)).to_numpy(dtype=int)
    return rows.assign(segment=segment)


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["key", "year", "value", "numerator", "denominator", "status", "source", "segment", "row"]
    return rows.sort_values(["key", "year"])[columns].reset_index(drop=True)
