"""Placebo measures: how often does each method find an effect where nobody did anything, and what can it find?

A start year is drawn in each real benchmark series; nothing happened then (or whatever did happen is what happens to
such series anyway). A method that is honest at 5 % finds an effect in 5 % of them. Then a shift toward better is put
into the figures after the start and the share found is counted. Our forecasts use weights learnt from other topics
only. Printed by figures before and after the start, and with areas of the same indicator to compare with.

    python -m benchmarks.effects
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.interrupted import Deviation, against_areas, deviation_from_forecast
from kcstats.stats.mixture import prepare
from kcstats.stats.screening import screen
from kcstats.stats.segmented import design, segmented_regression
from kcstats.stats.weights import Prior
from kcstats.validation.folds import topic_folds
from kcstats.validation.learn import evidence, grid, learn, training_windows
from kcstats.validation.windows import read_corpus

SIZES = [(4, 1), (4, 2), (5, 3), (6, 2), (6, 3), (8, 3), (8, 5), (10, 5)]
"""Figures before and after the start."""
SHIFTS = (0.1, 0.2, 0.4, 0.8)
"""Injected on the working scale: of a rate 10, 18, 33 and 55 % off; of odds as much."""
SERIES = 600
FOLDS = 5
LEVEL = 0.05
AREAS = 8


@dataclass(frozen=True)
class Placebos:
    """Series cut at a random year; figures before and after it."""

    before: SeriesBatch
    years: np.ndarray
    values: np.ndarray
    meta: pd.DataFrame

    def take(self, rows: np.ndarray) -> Placebos:
        return Placebos(self.before.take(rows), self.years[rows], self.values[rows], self.meta.iloc[rows])


def placebos(frame: pd.DataFrame, points: int, after: int, rng: np.random.Generator) -> Placebos:
    rows, later, meta = [], [], []
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
        meta.append((name, first["indicator"], first["geo"]))
    years, values = (np.array([pair[k] for pair in later], dtype=float) for k in (0, 1))
    found = Placebos(
        SeriesBatch.from_rows(rows), years, values, pd.DataFrame(meta, columns=["id", "indicator", "geo"])
    )
    good = np.flatnonzero(screen(found.before, years[:, -1]) == "")
    return found.take(np.sort(rng.permutation(good)[:SERIES]))


def shifted(p: Placebos, size: float) -> Placebos:
    """The same with the later figures moved toward better on the working scale."""
    if size == 0:
        return p
    transform = prepare(p.before).transform
    way = p.before.direction[:, None] * size * np.where(transform.kind == 2, 0.1, 1.0)[:, None]
    moved = transform.backward(transform.forward(p.values) + way)
    return replace(p, values=np.clip(moved, p.before.lower[:, None], p.before.upper[:, None]))


def p_values(p: Placebos, ours: Deviation) -> dict[str, np.ndarray]:
    """Two-sided p of every method."""
    transform = prepare(p.before).transform
    figures = np.concatenate([p.before.values, p.values], axis=1)  # noqa: PD011
    z = transform.forward(figures)
    z = np.where(np.isfinite(z), z, np.nan)  # a first zero on a log scale
    years = np.concatenate([p.before.years, p.years], axis=1)
    out = {"forecast (ours)": ours.p}
    both = segmented_regression(years, z, p.years[:, 0])
    out |= {"segmented, AR integrated: level": both.p_level, "segmented, AR integrated: slope": both.p_slope}
    since = years - p.years[:, :1]
    cells = np.array([_usual(t, y) for t, y in zip(since, z, strict=True)])
    names = ("OLS: level", "OLS: slope", "Newey-West: level", "Prais-Winsten: level", "Prais-Winsten: slope",
             "line before, prediction interval", "t test before against after")  # fmt: skip
    return out | dict(zip(names, cells.T, strict=True))


def _usual(since: np.ndarray, y: np.ndarray) -> list[float]:
    import statsmodels.api as sm

    before, after = since < 0, since >= 0
    none = np.nan
    if not np.isfinite(y).all() or np.ptp(y) == 0:
        return [none] * 7
    out = []
    if len(y) - 4 >= 2 and after.sum() >= 2:
        x = design(since)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ols = sm.OLS(y, x).fit()
            hac = sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 1}, use_t=True)
            gls = sm.GLSAR(y, x, rho=1).iterative_fit(maxiter=20)
        out += [ols.pvalues[2], ols.pvalues[3], hac.pvalues[2], gls.pvalues[2], gls.pvalues[3]]
    else:
        out += [none] * 5
    t, u = since[before], y[before]
    slope, cut = np.polyfit(t, u, 1)
    free = before.sum() - 2
    rest = np.sqrt(((u - cut - slope * t) ** 2).sum() / free)
    at, n = since[after].mean(), after.sum()
    se = rest * np.sqrt(1 / n + 1 / before.sum() + (at - t.mean()) ** 2 / ((t - t.mean()) ** 2).sum())
    out.append(2 * stats.t.sf(abs(y[after].mean() - cut - slope * at) / se, free) if se > 0 else none)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out.append(stats.ttest_ind(u, y[after]).pvalue if n > 1 and np.ptp(u) > 0 else none)
    return out


def deviations(p: Placebos, priors: list[Prior], fold: np.ndarray) -> Deviation:
    """Each placebo against its forecast by weights that were learnt without its topic."""
    parts = []
    for number, prior in enumerate(priors):
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
    return Deviation(transform=type(parts[0][1].transform)(kind, constant), **joined)


def with_areas(frame: pd.DataFrame, p: Placebos, prior: Prior, rng: np.random.Generator, size: float) -> np.ndarray:
    """p against up to `AREAS` other areas of the same indicator and years; NaN where there are too few."""
    wide = {
        i: s.pivot_table(index="series_id", columns="year", values="value") for i, s in frame.groupby("indicator")
    }
    moved, out = shifted(p, size), np.full(len(p.meta), np.nan)
    for row, (id, indicator) in enumerate(zip(p.meta["id"], p.meta["indicator"], strict=True)):
        years = np.concatenate([p.before.years[row], p.years[row]])
        table = wide[indicator].reindex(columns=years).dropna()
        others = [name for name in table.index if name != id]
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
        theirs = deviation_from_forecast(batch.take(good), later, chosen[good][:, points:], prior=prior)
        own = moved.take(np.array([row]))
        found = against_areas(deviation_from_forecast(own.before, own.years, own.values, prior=prior), theirs)
        if found.n >= 4:
            out[row] = found.p
    return out


def share(p: np.ndarray) -> str:
    known = p[np.isfinite(p)]
    return f"{(known < LEVEL).mean():6.3f} ({len(known):5d})" if len(known) else "     -        "


def main() -> None:
    train, prior = training_windows(seed=1), grid()
    known = evidence(train, prior)
    frame = read_corpus()
    names = frame["indicator"].unique()
    mine = topic_folds(train.indicator, names, folds=FOLDS)
    priors = [learn(known, prior, np.flatnonzero(mine != number)) for number in range(FOLDS)]
    rng = np.random.default_rng(11)
    sets = {size: placebos(frame, *size, rng) for size in SIZES}
    folds = {size: topic_folds(p.meta["indicator"], names, folds=FOLDS) for size, p in sets.items()}
    print(f"share of p < {LEVEL} among placebo measures (number of series)")
    table = {size: p_values(p, deviations(p, priors, folds[size])) for size, p in sets.items()}
    print(f"{'before, after':36s}" + "".join(f"{f'{n}, {m}':>15s}" for n, m in SIZES) + f"{'all':>15s}")
    for name in table[SIZES[0]]:
        every = np.concatenate([table[size][name] for size in SIZES])
        print(f"{name:36s} " + " ".join(share(table[size][name]) for size in SIZES) + " " + share(every))
    print("\nshare found of a shift toward better (forecast, ours), by its size on the working scale")
    for size in SHIFTS:
        cells = []
        for each, p in sets.items():
            moved = shifted(p, size)
            cells.append(share(deviations(moved, priors, folds[each]).p))
        print(f"{size:<36g} " + " ".join(cells))
    print(f"\nwith at least four of up to {AREAS} other areas of the same indicator, 6 figures before, 3 after")
    few = sets[6, 3].take(np.sort(rng.permutation(len(sets[6, 3].meta))[:400]))
    fold = topic_folds(few.meta["indicator"], names, folds=FOLDS)
    for size in (0.0, *SHIFTS):
        apart = np.full(len(few.meta), np.nan)
        alone = deviations(shifted(few, size), priors, fold).p
        for number, each in enumerate(priors):
            rows = np.flatnonzero(fold == number)
            apart[rows] = with_areas(frame, few.take(rows), each, np.random.default_rng(5), size)
        both = np.isfinite(apart)
        print(f"shift {size:<30g} alone {share(alone[both])}  against areas {share(apart)}")


if __name__ == "__main__":
    main()
