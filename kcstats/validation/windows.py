"""Windows cut out of real series: the past that a forecast may see, and the truth that came later.

A window is a few successive figures of one series, and the figure that was published some years after the latest of
them. The corpus is `data/benchmark/series.csv.gz` of the source folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.batch import SeriesBatch

CORPUS = Path(__file__).resolve().parents[2] / "data" / "benchmark" / "series.csv.gz"
MOST_YEARS_BETWEEN = 3
"""Longest step between two figures of a window [years]."""
CLOSE = (0.1, 0.2, 0.3)
"""Targets close these shares of the gap to the bound (to zero for rates)."""


@dataclass(frozen=True)
class Windows:
    """Windows with the truth `ahead` years after the latest point; n of them.

    Attributes
    ----------
    batch : SeriesBatch, n series
        What a forecast may see.
    target_year : ndarray of float, shape (n,)
    truth : ndarray of float, shape (n,)
        The figure of the target year [indicator unit].
    points, ahead : ndarray of int, shape (n,)
        Figures seen; years from the latest of them to the target year.
    indicator, geo, source : ndarray of str, shape (n,)
    """

    batch: SeriesBatch
    target_year: npt.NDArray[np.float64]
    truth: npt.NDArray[np.float64]
    points: npt.NDArray[np.int64]
    ahead: npt.NDArray[np.int64]
    indicator: npt.NDArray[np.str_]
    geo: npt.NDArray[np.str_]
    source: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.truth)

    def take(self, rows: npt.NDArray[np.intp]) -> Windows:
        """The windows of some rows."""
        names = [n for n in self.__dataclass_fields__ if n != "batch"]
        return Windows(self.batch.take(rows), **{n: getattr(self, n)[rows] for n in names})


def read_corpus(path: Path = CORPUS) -> pd.DataFrame:
    """Read the benchmark series, ordered by series and year.

    Parameters
    ----------
    path : Path
        A table with the columns of `data/benchmark/README.md`.

    Returns
    -------
    DataFrame
    """
    return pd.read_csv(path, dtype={"geo": str}, low_memory=False).sort_values(["series_id", "year"])


def cut(frame: pd.DataFrame, sizes: list[tuple[int, int]], *, seed: int, each: int = 1) -> Windows:
    """Cut up to `each` windows a series for every (points, years ahead).

    The origin is drawn by the seed; the truth must stand exactly that many years after the latest point, the window
    must span at most `MOST_YEARS_BETWEEN` years a point.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    sizes : list of (int, int)
        Points seen and years ahead.
    seed : int
    each : int

    Returns
    -------
    Windows
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    meta: list[tuple[Any, ...]] = []
    for _, s in frame.groupby("series_id", sort=True):
        year, value = s["year"].to_numpy(), s["value"].to_numpy()
        first = s.iloc[0]
        place = {int(y): i for i, y in enumerate(year)}
        for points, ahead in sizes:
            ends = [i for i in range(points - 1, len(year)) if int(year[i]) + ahead in place]
            ends = [i for i in ends if np.diff(year[i - points + 1 : i + 1]).max() <= MOST_YEARS_BETWEEN]
            for i in rng.permutation(ends)[:each]:
                rows.append(_seen(first, year[i - points + 1 : i + 1], value[i - points + 1 : i + 1]))
                truth = value[place[int(year[i]) + ahead]]
                place_of = (first["indicator"], first["geo"], first["source"])
                meta.append((year[i] + ahead, truth, points, ahead, *place_of))
    columns = [np.array(c) for c in zip(*meta, strict=True)]
    return Windows(SeriesBatch.from_rows(rows), columns[0].astype(float), columns[1].astype(float), *columns[2:])


def _seen(first: pd.Series, years: npt.NDArray[Any], values: npt.NDArray[Any]) -> dict[str, Any]:
    """What a forecast may see of one window."""
    return {
        "years": years,
        "values": values,
        "scale": first["unit_kind"],
        "lower": first["lower"],
        "upper": np.inf if np.isnan(first["upper"]) else first["upper"],
        "direction": 1 if first["good_direction"] == "up" else -1,
        "tier": first["tier"],
    }


def thresholds(w: Windows) -> npt.NDArray[np.float64]:
    """A target for each window, at a share of the gap that goes round by row.

    Parameters
    ----------
    w : Windows

    Returns
    -------
    ndarray of float, shape (n,)
        [indicator unit]; the shares of `CLOSE` in turn.
    """
    place = np.isfinite(w.batch.values).sum(axis=1) - 1
    latest = np.take_along_axis(w.batch.values, place[:, None], axis=1)[:, 0]
    share = np.resize(CLOSE, len(w.batch))
    up = np.where(np.isfinite(w.batch.upper), latest + share * (w.batch.upper - latest), latest * (1 + share))
    index = w.batch.scale == "index"
    target = np.where(w.batch.direction > 0, np.where(index, latest * (1 + share / 10), up), latest * (1 - share))
    return np.asarray(target)
