"""Ten-year plans as they might have been written on the benchmark series, looked at every year to their end.

A plan takes the figure of a baseline year and asks that 10, 20 or 30 % of the gap be closed within ten years (six
where the series is short). From the baseline year on there is a look in every year that has a figure, at the 4 to 11
latest figures known then, as an evaluator would have taken it; the target year's own figure tells what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.batch import SeriesBatch
from kcstats.validation.windows import CLOSE, FARTHEST, Windows

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LENGTHS = (10, 6)
"""Years from baseline to target, the longest that a series allows."""
FEWEST, MOST = 4, 11
WIDEST = 3
"""Longest gap between two figures of a window [years]."""


@dataclass(frozen=True)
class Looks:
    """Looks at plans, a row each; what they saw is in `seen`, what came of it in `seen.truth`.

    Attributes
    ----------
    seen : Windows
        The figures known at each look, with the target year and its figure.
    plan : ndarray of int, shape (n,)
        Number of the plan a look belongs to.
    baseline_year, baseline : ndarray of float, shape (n,)
    start_year, start : ndarray of float, shape (n,)
        The oldest figure that a rule may measure progress from: the baseline, and in the baseline year itself the
        oldest one seen.
    latest_year, latest : ndarray of float, shape (n,)
    """

    seen: Windows
    plan: Ints
    baseline_year: Floats
    baseline: Floats
    start_year: Floats
    start: Floats
    latest_year: Floats
    latest: Floats

    def __len__(self) -> int:
        return len(self.plan)

    def take(self, rows: npt.NDArray[np.intp]) -> Looks:
        """The looks of some rows."""
        names = [n for n in self.__dataclass_fields__ if n != "seen"]
        return Looks(self.seen.take(rows), **{n: getattr(self, n)[rows] for n in names})


def plans(frame: pd.DataFrame, *, seed: int, each: int) -> Looks:
    """Write a plan on up to `each` series of every indicator and look at it every year.

    Parameters
    ----------
    frame : DataFrame
        The corpus, sorted by series and year.
    seed : int
        Draws the series, the target year and how many figures there were before the plan.
    each : int

    Returns
    -------
    Looks
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    meta: list[tuple[Any, ...]] = []
    number = 0
    taken: dict[str, int] = {}
    series = [s for _, s in frame.groupby("series_id", sort=True)]
    for at in rng.permutation(len(series)):
        s = series[at]
        first, year, value = s.iloc[0], s["year"].to_numpy(), s["value"].to_numpy(dtype=float)
        if taken.get(first["indicator"], 0) >= each:
            continue
        found = _write(rng, year)
        if found is None:
            continue
        base, end = found
        place = {int(y): i for i, y in enumerate(year)}
        known = int(rng.integers(FEWEST, 7))
        looked = [x for i in range(base, end) if (x := _look(first, year, value, base, i, known)) is not None]
        if not looked:
            continue
        taken[first["indicator"]] = taken.get(first["indicator"], 0) + 1
        for row, points in looked:
            rows.append(row)
            oldest = base if row["years"][-1] > year[base] else place[int(row["years"][0])]
            meta.append((year[end], value[end], points, year[end] - row["years"][-1], first["indicator"],
                         first["geo"], first["source"], first["modelled"], number, year[base], value[base],
                         year[oldest], value[oldest], row["years"][-1], row["values"][-1]))  # fmt: skip
        number += 1
    c = [np.array(x) for x in zip(*meta, strict=True)]
    between = np.full((len(rows), FARTHEST), np.nan)
    seen = Windows(SeriesBatch.from_rows(rows), c[0].astype(float), c[1].astype(float), c[2], c[3], between, *c[4:8])
    return Looks(seen, c[8], *[x.astype(float) for x in c[9:]])


def _write(rng: np.random.Generator, year: Ints) -> tuple[int, int] | None:
    """Places of a baseline with figures before it and of a target year; None where the series is too short."""
    place = {int(y): i for i, y in enumerate(year)}
    for length in LENGTHS:
        pairs = [(place[int(y) - length], i) for i, y in enumerate(year) if int(y) - length in place]
        pairs = [(b, e) for b, e in pairs if b >= FEWEST - 1]
        if pairs:
            return pairs[int(rng.integers(len(pairs)))]
    return None


def _look(
    first: pd.Series[Any], year: Ints, value: Floats, base: int, now: int, known: int
) -> tuple[dict[str, Any], int] | None:
    """What is seen in one year, and how many figures; None where they lie too far apart."""
    points = min(now - base + known, MOST, now + 1)
    part = slice(now - points + 1, now + 1)
    if np.diff(year[part]).max() > WIDEST:
        return None
    return {
        "years": year[part],
        "values": value[part],
        "scale": first["unit_kind"],
        "lower": first["lower"],
        "upper": np.inf if np.isnan(first["upper"]) else first["upper"],
        "direction": 1 if first["good_direction"] == "up" else -1,
        "tier": first["tier"],
    }, points


def targets(looks: Looks, shares: tuple[float, ...] = CLOSE) -> Floats:
    """The level each plan demands: a share of the gap at the baseline, going round by plan.

    Parameters
    ----------
    looks : Looks, n of them
    shares : tuple of float

    Returns
    -------
    ndarray of float, shape (n,)
        [indicator unit]
    """
    share = np.array(shares)[looks.plan % len(shares)]
    base, upper = looks.baseline, looks.seen.batch.upper
    index = np.asarray(looks.seen.batch.scale == "index")
    up = np.where(np.isfinite(upper), base + share * (upper - base), base * (1 + share))
    up = np.where(index, base + np.abs(base) * share / 10, up)
    return np.asarray(np.where(looks.seen.batch.direction > 0, up, base * (1 - share)))
