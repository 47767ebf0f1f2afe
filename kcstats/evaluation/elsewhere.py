"""The same indicator in other places: whose past may be borrowed from, and what it lends.

A district's five figures say little of their own trend; its neighbours' say more. Wherever the package holds the same
indicator and group for other areas, their series lend to the one that is judged (`kcstats.stats.peers`), up to the
year of the look and never beyond. An area never borrows from its own parts, since it is their sum, and its parts
never from it; sub-areas borrow from each other and from places outside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kcstats.evaluation.assemble import Ints, assemble, last_segment
from kcstats.stats.mixture import Borrowed, nothing_borrowed
from kcstats.stats.peers import borrow_all
from kcstats.stats.weights import learnt_prior

if TYPE_CHECKING:
    import pandas as pd

    from kcstats.observations.dataset import Dataset
    from kcstats.plan.model import Indicator

SERIES = ("indicator", "area", "sex", "age_group", "residence")


@dataclass(frozen=True)
class Elsewhere:
    """Series that may lend, and which of them each judged row is.

    Attributes
    ----------
    history : DataFrame
        Columns of a selection's history, ``key`` counting the lending series.
    group : ndarray of int, shape (series,)
        Series that lend to each other; one series may stand here twice, once for the area and once for its parts.
    indicator : tuple of str, length series
    place : ndarray of int, shape (n,)
        The judged row's own series among them; -1 = it has no peers.
    """

    history: pd.DataFrame
    group: Ints
    indicator: tuple[str, ...]
    place: Ints

    def lend(self, keys: Ints, year: int, indicators: dict[str, Indicator]) -> Borrowed | None:
        """What the rows of a look borrow.

        Parameters
        ----------
        keys : ndarray of int, shape (m,)
            The rows that have a series.
        year : int
            Figures after it are not used.
        indicators : dict of id to Indicator

        Returns
        -------
        Borrowed or None
            For the m rows; None where nobody lends.
        """
        known = last_segment(self.history[self.history["year"] <= year])
        mine, batch = assemble(known, {key: indicators[name] for key, name in enumerate(self.indicator)})
        if not len(mine):
            return None
        lent = borrow_all(replace(batch, peer_group=self.group[mine].astype(np.int64)), learnt_prior())
        if lent is None:
            return None
        own = self.place[keys]
        at = np.minimum(np.searchsorted(mine, own), len(mine) - 1)
        there = (own >= 0) & (mine[at] == own)
        nothing, found = nothing_borrowed(len(keys)), lent.take(at)
        ratio = np.where(there[:, None], found.ratio, 1.0)
        change, pull = np.where(there, found.change, nothing.change), np.where(there, found.pull, nothing.pull)
        return Borrowed(change, ratio, pull)


def elsewhere(current: pd.DataFrame, dataset: Dataset, area: str, rows: pd.DataFrame, n: int) -> Elsewhere:
    """Find the lenders of an evaluation.

    Parameters
    ----------
    current : DataFrame
        The package's figures, one a series and year, with ``segment``.
    dataset : Dataset
    area : str
        The evaluated area.
    rows : DataFrame
        The series that each judged row is: columns `SERIES`, the row's number as index; rows without figures are
        left out.
    n : int
        How many rows are judged.

    Returns
    -------
    Elsewhere
    """
    parts = {child.id for child in dataset.children(area)}
    outside = {a.id for a in dataset.areas} - descendants(dataset, area) - {area}
    pieces: list[pd.DataFrame] = []
    group: list[int] = []
    indicator: list[str] = []
    place = np.full(n, -1, dtype=np.intp)
    judged = rows.assign(row=rows.index)
    by_series = {name: frame for name, frame in current.groupby(list(SERIES), sort=False)}
    what = [name for name in SERIES if name != "area"]
    for number, (kind, mine) in enumerate(judged.groupby(what, sort=True)):
        for level, borrowers in enumerate(({area}, parts)):
            asking = mine[mine["area"].isin(borrowers)]
            names = [(kind[0], a, *kind[1:]) for a in sorted(borrowers | outside)]
            members = [name for name in names if name in by_series] if len(asking) else []
            for name in members:
                place[asking.loc[asking["area"] == name[1], "row"].to_numpy()] = len(group)
                pieces.append(by_series[name].assign(key=len(group)))
                group.append(2 * number + level)
                indicator.append(str(kind[0]))
    history = _joined(pieces, current)
    return Elsewhere(history, np.array(group, dtype=np.intp), tuple(indicator), place)


def descendants(dataset: Dataset, area: str) -> set[str]:
    """Ids of all areas inside an area, at any depth."""
    inside: set[str] = set()
    fresh = {child.id for child in dataset.children(area)}
    while fresh:
        inside |= fresh
        fresh = {child.id for parent in fresh for child in dataset.children(parent)} - inside
    return inside


def _joined(pieces: list[pd.DataFrame], current: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    frame = pd.concat(pieces, ignore_index=True) if pieces else current.iloc[:0].assign(key=np.intp(0))
    return frame.sort_values(["key", "year"], kind="stable").reset_index(drop=True)
