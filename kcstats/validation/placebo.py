"""Placebo measures: what each method finds where nobody did anything, and what it can find.

A start year is drawn in each real benchmark series; nothing happened then (or whatever did happen is what happens to
such series anyway). A method that is honest at 5 % finds an effect in 5 % of them. Then a shift toward better is put
into the figures after the start and the share found is counted. Our forecasts use weights learnt from other topics
only. Counted by figures before and after the start, and with areas of the same indicator to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.interrupted import Deviation, against_areas, deviation_from_forecast
from kcstats.stats.intervals import exact_binomial
from kcstats.stats.mixture import prepare
from kcstats.stats.screening import screen
from kcstats.stats.segmented import segmented_regression
from kcstats.stats.transforms import LINEAR, Transform
from kcstats.stats.weights import Prior
from kcstats.validation.interrupted_models import usual_p_values
from kcstats.validation.taught import Taught

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Row = dict[str, Any]

SIZES = ((4, 1), (4, 2), (5, 3), (6, 2), (6, 3), (8, 3), (8, 5), (10, 5))
"""Figures before and after the start."""
WITH_AREAS = (6, 3)
"""The size that is also compared with other areas."""
SHIFTS = (0.1, 0.2, 0.4, 0.8)
"""Injected on the working scale: of a rate 10, 18, 33 and 55 % off; of odds as much."""
ON_INDEX = 0.1
"""An index is shifted by so much of that, having no such scale."""
LEVEL = 0.05
AREAS = 8
FEWEST_AREAS = 4
COMPARED = 400
"""The most series compared with other areas."""
SEED, AREA_SEED = 11, 5
FORECAST, AGAINST_AREAS = "forecast", "forecast_areas"
LEVEL_TERM, SLOPE_TERM = "segmented_level", "segmented_slope"


@dataclass(frozen=True)
class Placebos:
    """n series cut at a random year; m figures after it.

    Attributes
    ----------
    before : SeriesBatch, n series
    years, values : ndarray of float, shape (n, m)
        Since the start.
    series, indicator : ndarray of str, shape (n,)
    """

    before: SeriesBatch
    years: Floats
    values: Floats
    series: npt.NDArray[np.str_]
    indicator: npt.NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.series)

    def take(self, rows: Rows) -> Placebos:
        """The placebos of some rows."""
        names = [n for n in self.__dataclass_fields__ if n != "before"]
        return Placebos(self.before.take(rows), **{n: getattr(self, n)[rows] for n in names})


def placebo_tables(frame: pd.DataFrame, taught: Taught, *, series: int) -> tuple[dict[str, list[Row]], int]:
    """Try every method on placebo measures, and ours on measures of known size.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    taught : Taught
    series : int
        The most series for each of `SIZES`.

    Returns
    -------
    tables : dict of str to list of dict
        Rows of the tables ``placebo`` (false alarms by method and size, and over all sizes: ``before`` and ``after``
        0) and ``power`` (share found by size of the shift; with areas, both ways on the same series).
    tried : int
        Placebo measures in all.
    """
    rng = np.random.default_rng(SEED)
    sets = {size: draw_placebos(frame, *size, series, rng) for size in SIZES}
    alarms = {size: p_values(p, deviations(p, taught)) for size, p in sets.items() if len(p)}
    rows = [_share(found[name], method=name, before=size[0], after=size[1])
            for name in next(iter(alarms.values())) for size, found in alarms.items()]  # fmt: skip
    rows += [_share(np.concatenate([found[name] for found in alarms.values()]), method=name, before=0, after=0)
             for name in next(iter(alarms.values()))]  # fmt: skip
    power = [_share(deviations(shifted(p, by), taught).p, method=FORECAST, compared=False, before=size[0],
                    after=size[1], shift=by) for by in SHIFTS for size, p in sets.items() if len(p)]  # fmt: skip
    few = sets[WITH_AREAS]
    few = few.take(np.sort(rng.permutation(len(few))[:COMPARED]))
    power += [row for by in (0.0, *SHIFTS) for row in _compared(frame, few, taught, by)]
    return {"placebo": rows, "power": power}, sum(len(p) for p in sets.values())


def draw_placebos(frame: pd.DataFrame, points: int, after: int, most: int, rng: np.random.Generator) -> Placebos:
    """Cut each series at a start by chance; keep up to `most` that a forecast can be made for.

    Parameters
    ----------
    frame : DataFrame
    points, after, most : int
        Figures before and after the start; series.
    rng : Generator

    Returns
    -------
    Placebos
    """
    rows: list[dict[str, Any]] = []
    later: list[tuple[Floats, Floats]] = []
    names: list[tuple[str, str]] = []
    for name, s in frame.groupby("series_id", sort=True):
        year, value = s["year"].to_numpy(), s["value"].to_numpy()
        ends = range(points, len(year) - after + 1)
        starts = [i for i in ends if np.diff(year[i - points : i + after]).max() <= 2]
        if not starts:
            continue
        i = int(rng.choice(starts))
        first = s.iloc[0]
        rows.append(
            {
                "years": year[i - points : i], "values": value[i - points : i], "scale": first["unit_kind"],
                "lower": first["lower"], "upper": np.inf if np.isnan(first["upper"]) else first["upper"],
                "direction": 1 if first["good_direction"] == "up" else -1, "tier": first["tier"],
            }
        )  # fmt: skip
        later.append((year[i : i + after], value[i : i + after]))
        names.append((str(name), str(first["indicator"])))
    years, values = (np.array([pair[k] for pair in later], dtype=float).reshape(-1, after) for k in (0, 1))
    series, indicator = (np.array([n[k] for n in names], dtype=str) for k in (0, 1))
    found = Placebos(SeriesBatch.from_rows(rows), years, values, series, indicator)
    good = np.flatnonzero(screen(found.before, years[:, -1]) == "")
    return found.take(np.sort(rng.permutation(good)[:most]))


def shifted(p: Placebos, size: float) -> Placebos:
    """The same with the later figures moved toward better on the working scale."""
    if size == 0:
        return p
    transform = prepare(p.before).transform
    way = p.before.direction[:, None] * size * np.where(transform.kind == LINEAR, ON_INDEX, 1.0)[:, None]
    with np.errstate(invalid="ignore"):  # a first zero on a log scale; it stays what it is
        moved = transform.backward(transform.forward(p.values) + way)
    return replace(p, values=np.clip(moved, p.before.lower[:, None], p.before.upper[:, None]))


def p_values(p: Placebos, ours: Deviation) -> dict[str, Floats]:
    """Two-sided p of every method, by its name; each shape (n,), NaN where a method cannot speak."""
    transform = prepare(p.before).transform
    z = transform.forward(np.concatenate([p.before.values, p.values], axis=1))  # noqa: PD011
    z = np.where(np.isfinite(z), z, np.nan)  # a first zero on a log scale
    years = np.concatenate([p.before.years, p.years], axis=1)
    both = segmented_regression(years, z, p.years[:, 0])
    out = {FORECAST: ours.p, LEVEL_TERM: both.p_level, SLOPE_TERM: both.p_slope}
    return out | usual_p_values(years - p.years[:, :1], z)


def deviations(p: Placebos, taught: Taught) -> Deviation:
    """Each placebo against its forecast by weights that were learnt without its topic."""
    fold, parts = taught.fold(p.indicator), []
    for number, prior in enumerate(taught.priors):
        rows = np.flatnonzero(fold == number)
        if len(rows):
            mine = p.take(rows)
            parts.append((rows, deviation_from_forecast(mine.before, mine.years, mine.values, prior=prior)))
    order = np.argsort(np.concatenate([rows for rows, _ in parts]))
    names = [n for n in Deviation.__dataclass_fields__ if n != "transform"]
    joined = {n: np.concatenate([getattr(d, n) for _, d in parts])[order] for n in names}
    kind, constant = (
        np.concatenate([getattr(d.transform, n) for _, d in parts])[order] for n in ("kind", "constant")
    )
    return Deviation(transform=Transform(kind, constant), **joined)


def _compared(frame: pd.DataFrame, p: Placebos, taught: Taught, by: float) -> list[Row]:
    """Alone and against areas, on the series that have areas enough."""
    fold, apart = taught.fold(p.indicator), np.full(len(p), np.nan)
    alone = deviations(shifted(p, by), taught).p
    for number, prior in enumerate(taught.priors):
        rows = np.flatnonzero(fold == number)
        if len(rows):
            apart[rows] = _with_areas(frame, p.take(rows), prior, np.random.default_rng(AREA_SEED), by)
    both = np.isfinite(apart)
    known: Row = {"compared": True, "before": WITH_AREAS[0], "after": WITH_AREAS[1], "shift": by}
    return [_share(alone[both], method=FORECAST, **known), _share(apart, method=AGAINST_AREAS, **known)]


def _with_areas(frame: pd.DataFrame, p: Placebos, prior: Prior, rng: np.random.Generator, by: float) -> Floats:
    """Give p against up to `AREAS` other areas of the same indicator and years; NaN where there are too few."""
    mine = frame[frame["indicator"].isin(p.indicator)]
    wide = {i: s.pivot_table(index="series_id", columns="year", values="value") for i, s in mine.groupby("indicator")}
    moved, out = shifted(p, by), np.full(len(p), np.nan)
    for row, (name, indicator) in enumerate(zip(p.series.tolist(), p.indicator.tolist(), strict=True)):
        years = np.concatenate([p.before.years[row], p.years[row]])
        table = wide[indicator].reindex(columns=years).dropna()
        others = [other for other in table.index if other != name]
        if not others:
            continue
        chosen = table.loc[[others[k] for k in sorted(rng.permutation(len(others))[:AREAS])]].to_numpy()
        points, n = p.before.years.shape[1], len(chosen)
        same = p.before.take(np.full(n, row))
        batch = replace(same, years=np.tile(years[:points], (n, 1)), values=chosen[:, :points])
        good = screen(batch, np.full(n, years[-1])) == ""
        if not good.any():
            continue
        later = np.tile(years[points:], (int(good.sum()), 1))
        theirs = deviation_from_forecast(
            batch.take(np.flatnonzero(good)), later, chosen[good][:, points:], prior=prior
        )
        own = moved.take(np.array([row]))
        found = against_areas(deviation_from_forecast(own.before, own.years, own.values, prior=prior), theirs)
        if found.n >= FEWEST_AREAS:
            out[row] = found.p
    return out


def _share(p: Floats, **about: Any) -> Row:
    """Share of the p below `LEVEL` among those that are known, with its exact binomial band."""
    known = p[np.isfinite(p)]
    band = exact_binomial(float((known < LEVEL).sum()), float(len(known)))
    return {**about, "n": len(known), "share": float(band.estimate), "low": float(band.lower),
            "high": float(band.upper)}  # fmt: skip
