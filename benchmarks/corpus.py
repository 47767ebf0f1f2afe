"""Cut windows (past points and a later truth) out of the benchmark series."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from kcstats.stats.batch import SeriesBatch

CORPUS = Path(__file__).resolve().parent.parent / "data" / "benchmark" / "series.csv.gz"

TOPICS = {
    "vaccination": ("dtp", "imm_", "mcv"),
    "births": ("births", "brtc", "bsrv_b", "adkl", "stillb", "mmr", "imrt", "under_five", "3-2-2"),
    "causes of death": ("deaths", "lung", "lungcancer", "drown", "murder", "suicide", "psrc", "3-6-1", "3-4-2",
                        "hjärt"),
    "infection": ("tb", "hiv", "malaria", "3-3-1"),
    "teachers": ("grdl", "ptrhc", "lärare", "3-b-1"),
    "school": ("elever", "nera", "cr_", "prya", "pre_partn", "literacy", "school", "student", "ea_5", "ev15", "4-2-2",
               "förskol", "komvux", "sfi", "lägeskommun"),
    "work": ("uem", "unemployment", "labour", "employment", "emp_", "neet", "8-8-1", "arbet", "heltid", "isv_ifem",
             "1524"),
    "poverty": ("bist", "inkomst", "ekonom", "pov", "1-2-1", "vräk"),
    "sickness": ("sjuk", "ohälso", "medellivs"),
    "crime": ("brott", "våld", "kränk"),
    "water and net": ("bsrvh2o", "bsrvsan", "san_safe", "net_", "ii99", "bredband"),
    "nutrition": ("malnut", "ovrw", "2-2-2", "itk", "övervikt", "röker"),
    "health staff": ("doctors", "heawor", "out_of_pocket"),
    "women in office": ("gen_parl", "5-5-1", "n058"),
}  # fmt: skip


def topic(indicator: str) -> str:
    """Coarse topic of an indicator; its own where none fits."""
    name = indicator.lower()
    return next((t for t, words in TOPICS.items() if any(w in name for w in words)), name)


@dataclass(frozen=True)
class Windows:
    """Windows with the truth `ahead` years after the latest point."""

    batch: SeriesBatch
    target_year: np.ndarray
    truth: np.ndarray
    points: np.ndarray
    ahead: np.ndarray
    indicator: np.ndarray
    geo: np.ndarray
    source: np.ndarray

    def take(self, rows: np.ndarray) -> Windows:
        names = [n for n in self.__dataclass_fields__ if n != "batch"]
        return Windows(self.batch.take(rows), **{n: getattr(self, n)[rows] for n in names})


def read_corpus() -> pd.DataFrame:
    return pd.read_csv(CORPUS, dtype={"geo": str}, low_memory=False).sort_values(["series_id", "year"])


def cut(frame: pd.DataFrame, sizes: list[tuple[int, int]], *, seed: int, each: int = 1) -> Windows:
    """Cut up to `each` windows a series for every (points, years ahead).

    The origin is drawn by the seed; the truth must stand exactly that many years after the latest point, the window
    must span at most three years a point.
    """
    rng = np.random.default_rng(seed)
    rows, meta = [], []
    for _, s in frame.groupby("series_id", sort=True):
        year, value = s["year"].to_numpy(), s["value"].to_numpy()
        first = s.iloc[0]
        place = {int(y): i for i, y in enumerate(year)}
        for points, ahead in sizes:
            ends = [i for i in range(points - 1, len(year)) if int(year[i]) + ahead in place]
            ends = [i for i in ends if np.diff(year[i - points + 1 : i + 1]).max() <= 3]
            for i in rng.permutation(ends)[:each]:
                part = slice(i - points + 1, i + 1)
                rows.append(
                    {
                        "years": year[part],
                        "values": value[part],
                        "scale": first["unit_kind"],
                        "lower": first["lower"],
                        "upper": np.inf if np.isnan(first["upper"]) else first["upper"],
                        "direction": 1 if first["good_direction"] == "up" else -1,
                        "tier": first["tier"],
                    }
                )
                truth = value[place[int(year[i]) + ahead]]
                place_of = (first["indicator"], first["geo"], first["source"])
                meta.append((year[i] + ahead, truth, points, ahead, *place_of))
    columns = [np.array(c) for c in zip(*meta, strict=True)]
    return Windows(SeriesBatch.from_rows(rows), columns[0].astype(float), columns[1].astype(float), *columns[2:])
