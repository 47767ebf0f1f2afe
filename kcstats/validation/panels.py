"""What borrowing from the same indicator elsewhere is worth: panels of places with one origin year.

A panel is a handful of places whose series of one indicator all reach to the same year; each is forecast alone, and
then with the others' past (never their future) as peers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.validation.windows import Windows, cut

FEWEST, MOST = 4, 30
"""Series in a panel."""


@dataclass(frozen=True)
class Panels:
    """Windows in panels.

    Attributes
    ----------
    windows : Windows, n of them
        `SeriesBatch.peer_group` tells the panels apart.
    size : ndarray of int, shape (n,)
        Series in the window's panel.
    """

    windows: Windows
    size: npt.NDArray[np.int64]


def without_peers(w: Windows) -> Windows:
    """The same windows, nobody's peers."""
    return replace(w, batch=replace(w.batch, peer_group=np.full(len(w), -1)))


def draw_panels(frame: pd.DataFrame, *, points: int, ahead: int, each: int, seed: int) -> Panels:
    """Draw up to `each` panels an indicator, their origins and their numbers of places by chance.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    points, ahead : int
        Figures seen, one a year; years from the latest to the truth.
    each, seed : int

    Returns
    -------
    Panels
    """
    chosen: list[pd.DataFrame] = []
    sizes: list[int] = []
    for name, part in frame.groupby("indicator", sort=True):
        table = part.pivot_table(index="series_id", columns="year", values="value")
        rng = np.random.default_rng([seed, points, ahead, *str(name).encode()])
        years = {int(y) for y in table.columns}
        found = 0
        for origin in rng.permutation(sorted(years)).tolist():
            wanted = [*range(origin - points + 1, origin + 1), origin + ahead]
            if found == each or not set(wanted) <= years:
                continue
            ids = table.index[table[wanted].notna().all(axis=1)].to_numpy(dtype=object)
            if len(ids) < FEWEST:
                continue
            ids = rng.permutation(ids)[: int(rng.integers(FEWEST, MOST + 1))]
            mine = part[part["series_id"].isin(ids) & part["year"].isin(wanted)]
            chosen.append(mine.assign(series_id=f"{len(chosen):06d}|" + mine["series_id"].astype(str)))
            sizes.append(len(ids))
            found += 1
    windows = cut(pd.concat(chosen), [(points, ahead)], seed=seed)  # one window a series, in the order of the panels
    number = np.repeat(np.arange(len(sizes)), sizes)
    batch = replace(windows.batch, peer_group=number)
    return Panels(replace(windows, batch=batch), np.repeat(sizes, sizes))
