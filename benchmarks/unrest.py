"""Looks at single series for strong fluctuation, and the figures that followed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcstats.stats.batch import SeriesBatch

FEWEST, MOST = 5, 11
NEXT = 3
"""Figures that follow a look and tell whether the unrest went on."""
BEYOND = 0.10
"""A figure that stands so far out, or farther, is one in ten of its kind."""


@dataclass(frozen=True)
class Unrest:
    """Looks, a row each: the figures seen, the same with the next `NEXT` ones, and whose they are."""

    seen: SeriesBatch
    followed: SeriesBatch
    latest_year: np.ndarray
    indicator: np.ndarray

    def restless(self, rows: np.ndarray, years: np.ndarray, p: np.ndarray) -> np.ndarray:
        """Whether one of the next figures stands outside the 90 % range of its kind."""
        later = years > self.latest_year[rows, None]
        return np.asarray((later & (np.nan_to_num(p, nan=1.0) <= BEYOND)).any(axis=1))


def unrest_looks(frame: pd.DataFrame, *, seed: int, each: int, per_series: int = 2) -> Unrest:
    """Draw looks at observed (not modelled) series, at most `each` an indicator."""
    rng = np.random.default_rng(seed)
    observed = frame[~frame["modelled"].astype(bool)]
    series = [s for _, s in observed.groupby("series_id", sort=True)]
    taken: dict[str, int] = {}
    seen, followed, latest, names = [], [], [], []
    for at in rng.permutation(len(series)):
        s = series[at]
        first, year, value = s.iloc[0], s["year"].to_numpy(), s["value"].to_numpy(dtype=float)
        usable = first["unit_kind"] == "percent" or (value > 0).all()
        if not usable or len(s) < FEWEST + NEXT:
            continue
        for end in rng.permutation(np.arange(FEWEST, len(s) - NEXT + 1))[:per_series]:
            points = int(min(rng.integers(FEWEST, MOST + 1), end))
            whole = slice(end - points, end + NEXT)
            if taken.get(first["indicator"], 0) >= each or np.diff(year[whole]).max() > 2:
                continue
            taken[first["indicator"]] = taken.get(first["indicator"], 0) + 1
            kind = {"scale": "percent" if first["unit_kind"] == "percent" else "rate", "tier": first["tier"]}
            seen.append({"years": year[end - points : end], "values": value[end - points : end], **kind})
            followed.append({"years": year[whole], "values": value[whole], **kind})
            latest.append(year[end - 1])
            names.append(first["indicator"])
    return Unrest(SeriesBatch.from_rows(seen), SeriesBatch.from_rows(followed), np.array(latest, dtype=float),
                  np.array(names))  # fmt: skip


def _last_change(batch: SeriesBatch) -> np.ndarray:
    n = np.isfinite(batch.values).sum(axis=1)
    row = np.arange(len(batch))
    x = batch.values  # noqa: PD011
    last, before = x[row, n - 1], x[row, n - 2]
    return np.abs(last - before) / np.maximum(np.abs(before), 1e-9)


def last_change_above_10(batch: SeriesBatch) -> tuple[np.ndarray, np.ndarray]:
    """The latest figure changed by more than 10 % of the one before."""
    size = _last_change(batch)
    return size > 0.1, size


def textbook_xmr(batch: SeriesBatch) -> tuple[np.ndarray, np.ndarray]:
    """One of the last three figures stands more than 2.66 mean moving ranges from the mean (Wheeler's chart)."""
    x = batch.values  # noqa: PD011
    moving = np.nanmean(np.abs(np.diff(x, axis=1)), axis=1)
    away = np.abs(x - np.nanmean(x, axis=1, keepdims=True)) / np.where(moving > 0, moving, np.inf)[:, None]
    n = np.isfinite(x).sum(axis=1)
    recent = np.arange(x.shape[1])[None, :] >= (n - 3)[:, None]
    size = np.where(recent & np.isfinite(away), away, 0.0).max(axis=1)
    return size > 2.66, size


NAIVE = {"last_change_above_10_percent": last_change_above_10, "textbook_xmr": textbook_xmr}
