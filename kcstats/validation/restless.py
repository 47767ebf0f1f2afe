"""Looks at single series for strong fluctuation, the figures that followed, and the usual unrest of each kind.

A look sees 5 to 11 figures; whether the unrest went on is told by the next three. What is usual for a kind of
indicator is fitted to windows of eight observed figures of other topics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import optimize, stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.unrest import KINDS

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
Kinds = dict[tuple[str, str], tuple[float, float]]

FEWEST, MOST = 5, 11
NEXT = 3
"""Figures that follow a look and tell whether the unrest went on."""
BEYOND = 0.10
"""A figure that stands so far out, or farther, is one in ten of its kind."""

DF_BOUNDS = (-3.0, 6.0)
"""Logarithms of the fewest and the most degrees of freedom of a kind."""
FEWEST_SERIES = 50
"""Series from which the unrest of a kind is learnt."""


@dataclass(frozen=True)
class Unrest:
    """Looks, a row each: the figures seen, the same with the next `NEXT` ones, and whose they are.

    Attributes
    ----------
    seen, followed : SeriesBatch, n series
    latest_year : ndarray of float, shape (n,)
    indicator : ndarray of str, shape (n,)
    """

    seen: SeriesBatch
    followed: SeriesBatch
    latest_year: Floats
    indicator: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.indicator)

    def restless(self, rows: Rows, years: Floats, p: Floats) -> Bools:
        """Whether one of the next figures stands outside the 90 % range of its kind, for some rows.

        Parameters
        ----------
        rows : ndarray of int, shape (m,)
        years, p : ndarray of float, shape (m, k)
            As `local_probability` gives them for the figures that followed.
        """
        later = years > self.latest_year[rows, None]
        return np.asarray((later & (np.nan_to_num(p, nan=1.0) <= BEYOND)).any(axis=1))


def unrest_looks(frame: pd.DataFrame, *, seed: int, each: int, per_series: int = 2) -> Unrest:
    """Draw looks at observed (not modelled) series, at most `each` an indicator.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    seed, each, per_series : int

    Returns
    -------
    Unrest
    """
    rng = np.random.default_rng(seed)
    observed = frame[~frame["modelled"].astype(bool)]
    series = [s for _, s in observed.groupby("series_id", sort=True)]
    taken: dict[str, int] = {}
    seen: list[dict[str, Any]] = []
    followed: list[dict[str, Any]] = []
    latest: list[float] = []
    names: list[str] = []
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
            latest.append(float(year[end - 1]))
            names.append(first["indicator"])
    return Unrest(
        SeriesBatch.from_rows(seen), SeriesBatch.from_rows(followed), np.array(latest), np.array(names, dtype=str)
    )


def eight_figures(frame: pd.DataFrame) -> Iterator[tuple[str, str, str, Floats]]:
    """Indicator, tier, kind and the last sixteen figures of observed series: an early and a late window of eight."""
    observed = frame[~frame["modelled"].astype(bool)].sort_values(["series_id", "year"])
    for _, g in observed.groupby("series_id", sort=False):
        last = g.tail(16)
        kind = "percent" if g["unit_kind"].iloc[0] == "percent" else "rate"
        positive = kind == "percent" or (last["value"] > 0).all()
        if len(last) == 16 and positive and last["year"].iloc[-1] - last["year"].iloc[0] <= 18:
            yield g["indicator"].iloc[0], g["tier"].iloc[0], kind, last["value"].to_numpy(dtype=float)


def unrest(values: Floats, kind: str) -> Floats:
    """Mean square deviation from the neighbours' line, on the working scale; shape (n,)."""
    z = np.log((values + 0.5) / (100.5 - values)) if kind == "percent" else np.log(values)
    return np.asarray(((z[:, 1:-1] - (z[:, :-2] + z[:, 2:]) / 2) ** 2 / 1.5).mean(axis=1))


def fitted(s2: Floats, weight: Floats) -> tuple[float, float]:
    """Sd and degrees of freedom that match the median and the 95th percentile of eight-figure windows.

    Parameters
    ----------
    s2, weight : ndarray of float, shape (n,)
        As `unrest` gives them; how much each counts.

    Returns
    -------
    sd, df : float
        Degrees of freedom within ``exp(DF_BOUNDS)``.
    """
    order = np.argsort(s2)
    share = np.cumsum(weight[order]) / weight.sum()
    middle, high = (np.interp(q, share, s2[order]) for q in (0.5, 0.95))

    def miss(log_df: float) -> float:
        law = stats.f(3.37, np.exp(log_df))
        return float(np.log(law.ppf(0.95) / law.ppf(0.5)) - np.log(high / middle))

    low, high_df = DF_BOUNDS
    found = high_df if miss(high_df) >= 0 else low if miss(low) <= 0 else optimize.brentq(miss, low, high_df)
    df = float(np.exp(found))
    return float(np.sqrt(middle / stats.f.ppf(0.5, 3.37, df))), df


def usual_unrest(
    frame: pd.DataFrame, fold_of: Callable[[npt.NDArray[np.str_]], npt.NDArray[np.int64]], folds: int
) -> Iterator[Kinds]:
    """The unrest usual for each kind, for every fold from the topics outside it.

    Parameters
    ----------
    frame : DataFrame
    fold_of : callable
        Fold of each indicator.
    folds : int

    Yields
    ------
    dict of (kind, tier) to (sd, degrees of freedom)
        A kind of which fewer than `FEWEST_SERIES` series were seen keeps what is shipped.
    """
    rows = list(eight_figures(frame))
    table = pd.DataFrame([(i, t, k) for i, t, k, _ in rows], columns=["indicator", "tier", "kind"])
    values = np.array([v for *_, v in rows])[:, :8]
    fold = fold_of(table["indicator"].to_numpy(dtype=str))
    for number in range(folds):
        learnt = dict(KINDS)
        for kind in ("percent", "rate"):
            for tier in ("", "country", "subnational"):
                mine = (table["kind"] == kind).to_numpy() & (fold != number)
                mine &= (table["tier"] == tier).to_numpy() | (tier == "")
                if mine.sum() < FEWEST_SERIES:
                    continue
                names = table.loc[mine, "indicator"]
                weight = (1 / names.groupby(names).transform("size")).to_numpy(dtype=float)
                learnt[kind, tier] = fitted(unrest(values[mine], kind), weight)
        yield learnt


def last_change_above_10(batch: SeriesBatch) -> tuple[Bools, Floats]:
    """The latest figure changed by more than 10 % of the one before: warning and score."""
    n = np.isfinite(batch.values).sum(axis=1)
    row = np.arange(len(batch))
    x = batch.values  # noqa: PD011
    last, before = x[row, n - 1], x[row, n - 2]
    size = np.abs(last - before) / np.maximum(np.abs(before), 1e-9)
    return size > 0.1, size


def textbook_xmr(batch: SeriesBatch) -> tuple[Bools, Floats]:
    """One of the last three figures stands more than 2.66 mean moving ranges from the mean (Wheeler's chart)."""
    x = batch.values  # noqa: PD011
    moving = np.nanmean(np.abs(np.diff(x, axis=1)), axis=1)
    away = np.abs(x - np.nanmean(x, axis=1, keepdims=True)) / np.where(moving > 0, moving, np.inf)[:, None]
    n = np.isfinite(x).sum(axis=1)
    recent = np.arange(x.shape[1])[None, :] >= (n - 3)[:, None]
    size = np.where(recent & np.isfinite(away), away, 0.0).max(axis=1)
    return size > 2.66, size


NAIVE = {"last_change_above_10_percent": last_change_above_10, "textbook_xmr": textbook_xmr}
