"""Windows cut out of real series: the past that a forecast may see, and the truth that came later.

A window is a few successive figures of one series, and the figure that was published some years after the latest of
them. The corpus is `data/benchmark/series.csv.gz` of the source folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.batch import SeriesBatch

BENCHMARK = Path(__file__).resolve().parents[2] / "data" / "benchmark"
CORPUS = BENCHMARK / "series.csv.gz"
POPULATION = BENCHMARK / "population.csv"
FARTHEST = 10
"""Longest way from the latest figure to the truth [years]."""
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
    path : ndarray of float, shape (n, FARTHEST)
        The figures of the years after the latest one, as far as the target year; NaN where there is none.
    indicator, geo, source : ndarray of str, shape (n,)
    modelled : ndarray of bool, shape (n,)
        A smooth estimate rather than an observation.
    """

    batch: SeriesBatch
    target_year: npt.NDArray[np.float64]
    truth: npt.NDArray[np.float64]
    points: npt.NDArray[np.int64]
    ahead: npt.NDArray[np.int64]
    path: npt.NDArray[np.float64]
    indicator: npt.NDArray[np.str_]
    geo: npt.NDArray[np.str_]
    source: npt.NDArray[np.str_]
    modelled: npt.NDArray[np.bool_]

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
    chosen = []
    for series in _each_series(frame):
        for points, ahead in sizes:
            ends = series.ends(points, ahead)
            chosen += [(series, int(i), points, ahead) for i in rng.permutation(ends)[:each]]
    return _gather(chosen)


def rolling(frame: pd.DataFrame, sizes: Mapping[tuple[int, int], int], *, seed: int) -> Windows:
    """Draw so many windows of each (points, years ahead), each from another series, at an origin by chance.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    sizes : mapping of (int, int) to int
        Points seen and years ahead, to the most windows.
    seed : int
        Each size has a stream of its own, so that adding one changes no other.

    Returns
    -------
    Windows
    """
    every = list(_each_series(frame))
    chosen = []
    for (points, ahead), most in sizes.items():
        rng = np.random.default_rng([seed, points, ahead])
        found = 0
        for k in rng.permutation(len(every)):
            ends = every[k].ends(points, ahead) if found < most else []
            if len(ends):
                chosen.append((every[k], int(rng.choice(ends)), points, ahead))
                found += 1
    return _gather(chosen)


_ABOUT = ("indicator", "geo", "source", "tier", "unit_kind", "lower", "upper", "good_direction", "modelled")


@dataclass(frozen=True)
class _Series:
    """One series of the corpus: what is known of it, and its figures by year."""

    about: dict[str, Any]
    year: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    place: dict[int, int]

    def ends(self, points: int, ahead: int) -> npt.NDArray[np.intp]:
        """Places where a window may end."""
        far = np.concatenate([[0], np.cumsum(np.diff(self.year) > MOST_YEARS_BETWEEN)])
        near = far[points - 1 :] == far[: max(len(far) - points + 1, 0)]
        there = np.array([int(y) + ahead in self.place for y in self.year[points - 1 :]], dtype=bool)
        return np.flatnonzero(near & there) + points - 1

    def seen(self, i: int, points: int) -> dict[str, Any]:
        """What a forecast may see of a window that ends at place i."""
        a, part = self.about, slice(i - points + 1, i + 1)
        return {
            "years": self.year[part],
            "values": self.value[part],
            "scale": a["unit_kind"],
            "lower": a["lower"],
            "upper": np.inf if np.isnan(a["upper"]) else a["upper"],
            "direction": 1 if a["good_direction"] == "up" else -1,
            "tier": a["tier"],
        }

    def after(self, i: int, ahead: int) -> npt.NDArray[np.float64]:
        """Figures of the years after place i, as far as `ahead`; NaN where there is none."""
        out = np.full(FARTHEST, np.nan)
        for h in range(1, min(ahead, FARTHEST) + 1):
            k = self.place.get(int(self.year[i]) + h)
            out[h - 1] = np.nan if k is None else self.value[k]
        return out


def _each_series(frame: pd.DataFrame) -> Iterator[_Series]:
    """The series in the order of their ids, each with its figures by year."""
    ordered = frame.sort_values(["series_id", "year"], kind="stable")
    year, value = ordered["year"].to_numpy(np.int64), ordered["value"].to_numpy(float)
    first = np.flatnonzero(~ordered["series_id"].duplicated().to_numpy())
    about: list[Any] = ordered.iloc[first][list(_ABOUT)].to_dict("records")
    for start, end, known in zip(first, [*first[1:], len(ordered)], about, strict=True):
        years = year[start:end]
        yield _Series(known, years, value[start:end], {int(y): i for i, y in enumerate(years)})


def _gather(chosen: list[tuple[_Series, int, int, int]]) -> Windows:
    """Windows from (series, place of the latest figure, points, years ahead)."""
    latest = np.array([int(s.year[i]) for s, i, _, _ in chosen], dtype=np.int64)
    points, ahead = (np.array([c[k] for c in chosen], dtype=np.int64) for k in (2, 3))
    truth = [s.value[s.place[int(s.year[i]) + h]] for s, i, _, h in chosen]
    about = {name: [s.about[name] for s, *_ in chosen] for name in ("indicator", "geo", "source")}
    return Windows(
        batch=SeriesBatch.from_rows([s.seen(i, n) for s, i, n, _ in chosen]),
        target_year=(latest + ahead).astype(float),
        truth=np.array(truth, dtype=float),
        points=points,
        ahead=ahead,
        path=np.array([s.after(i, h) for s, i, _, h in chosen]).reshape(-1, FARTHEST),
        modelled=np.array([bool(s.about["modelled"]) for s, *_ in chosen]),
        **{name: np.array(values, dtype=str) for name, values in about.items()},
    )


def population(w: Windows, path: Path = POPULATION) -> npt.NDArray[np.float64]:
    """Residents of each window's place; NaN where unknown.

    Parameters
    ----------
    w : Windows
    path : Path
        A table with columns ``source geo population``.

    Returns
    -------
    ndarray of float, shape (n,)
    """
    table = pd.read_csv(path, dtype={"geo": str})
    known = {(s, g): float(n) for s, g, n in table[["source", "geo", "population"]].itertuples(index=False)}
    return np.array([known.get(key, np.nan) for key in zip(w.source.tolist(), w.geo.tolist(), strict=True)])


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
