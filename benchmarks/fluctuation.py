"""How often strong fluctuation is called where there is none, and what the call is worth.

Three parts: false alarms in simulated series that are unremarkable by construction; the XmR limits of
`kcstats.stats.fluctuation.LIMITS` simulated again; and, on a corpus of real series, the share flagged by kind when
the kind's constants are fitted on other indicators only, and how unrest persists (a flag is right when the next
figures are restless too).

    python benchmarks/fluctuation.py [CORPUS.csv.gz]
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.fluctuation import CUTOFFS, LIMITS, RECENT, strong_fluctuation
from kcstats.stats.theil_sen import theil_sen_slope
from kcstats.stats.unrest import KINDS
from kcstats.validation.restless import eight_figures, fitted, unrest

POINTS = (5, 6, 8, 11)


def batch_of(values, scale, counts=None, multiplier=np.nan, tier=""):
    n, width = values.shape
    given = {} if counts is None else {"numerator": counts[0], "denominator": counts[1]}
    return SeriesBatch(
        np.tile(np.arange(width, dtype=float) + 2014, (n, 1)), values, np.full(n, scale, dtype=object), np.zeros(n),
        np.full(n, 100.0 if scale == "percent" else np.inf), np.full(n, -1), multiplier=np.full(n, multiplier),
        tier=np.full(n, tier, dtype=object), **given,
    )  # fmt: skip


def false_alarms(n=4000, seed=20):
    """Share of each level in series without any fluctuation beyond what is allowed."""
    rng = np.random.default_rng(seed)
    for points in POINTS:
        t = np.arange(points)
        for mean in (0.5, 2.0, 8.0, 40.0, 400.0):
            for dispersion in (1.0, 2.0, 4.0):
                risk = np.broadcast_to(mean * np.exp(-0.05 * t), (n, points))
                if dispersion > 1:
                    risk = rng.gamma(risk / (dispersion - 1), dispersion - 1)
                y = rng.poisson(risk).astype(float)
                d = np.full(y.shape, 5000.0)
                yield (
                    f"counts, mean {mean:g}, dispersion {dispersion:g}",
                    points,
                    batch_of(y / d * 1e5, "rate", (y, d), 1e5),
                )
        for sd in (0.0, 0.02, 0.066):
            z = 0.5 + 0.1 * t + sd * rng.normal(size=(n, points))
            yield f"percent, noise sd {sd:g}", points, batch_of((101 / (1 + np.exp(-z)) - 0.5).round(1), "percent")
        steps = np.cumsum(0.066 * rng.normal(size=(n, points)), axis=1)
        yield (
            "percent, random walk sd 0.066",
            points,
            batch_of((101 / (1 + np.exp(-steps)) - 0.5).round(1), "percent"),
        )


def limits(n=100_000, seed=7):
    """XmR limits by simulation: quantiles of the largest recent residual over the mean moving range."""
    rng = np.random.default_rng(seed)
    for points in sorted(LIMITS):
        t = np.tile(np.arange(points, dtype=float), (n, 1))
        z = rng.normal(size=t.shape)
        residual = z - theil_sen_slope(t, z).slope[:, None] * t
        residual -= np.median(residual, axis=1, keepdims=True)
        moving = np.abs(np.diff(residual, axis=1)).mean(axis=1)
        largest = np.abs(residual[:, -RECENT:]).max(axis=1) / moving
        yield points, [float(np.quantile(largest, 1 - a)) for a in CUTOFFS.values()]


def on_corpus(corpus, folds=5, seed=1):
    """Share flagged on indicators left out of the fit, and persistence of unrest."""
    rows = list(eight_figures(pd.read_csv(corpus, low_memory=False)))
    table = pd.DataFrame([(i, t, k) for i, t, k, _ in rows], columns=["indicator", "tier", "kind"])
    values = np.array([v for *_, v in rows])
    names = np.array(sorted(table["indicator"].unique()))
    fold = dict(zip(np.random.default_rng(seed).permutation(names), np.arange(len(names)) % folds, strict=True))
    table["fold"] = table["indicator"].map(fold)
    for (tier, kind), part in table.groupby(["tier", "kind"]):
        early, late = values[part.index, :8], values[part.index, 8:]
        s2 = unrest(early, kind)
        weight = (1 / part.groupby("indicator")["indicator"].transform("size")).to_numpy(dtype=float)
        flag = np.zeros(len(part), dtype=int)
        for k in range(folds):
            inside = (part["fold"] != k).to_numpy()
            learnt = {**KINDS, (kind, tier): fitted(s2[inside], weight[inside])}
            found = strong_fluctuation(batch_of(early[~inside], kind, tier=tier), kinds=learnt)
            flag[~inside] = [("", "yellow", "orange", "red").index(level) for level in found.level]
        later = unrest(late, kind)
        restless = later > np.quantile(later, 0.9)
        yield tier, kind, len(part), part["indicator"].nunique(), weight, flag, restless


def main(arguments: list[str]) -> None:
    print("False alarms (share of 4,000 simulated series; any level, orange or red, red)")
    for name, points, batch in false_alarms():
        level = np.array(strong_fluctuation(batch).level)
        shares = [(level != "").mean(), np.isin(level, ["orange", "red"]).mean(), (level == "red").mean()]
        print(f"  {name:40s} n={points:2d}  " + "  ".join(f"{s:.4f}" for s in shares))
    print("XmR limits (yellow, orange, red)")
    for points, found in limits():
        print(f"  n={points:2d}  " + "  ".join(f"{x:.2f}" for x in found) + f"   shipped {LIMITS[points]}")
    if not arguments:
        return
    print(
        "Corpus: indicators left out in five folds; flagged (each indicator counts once), and in the next 8 figures"
    )
    print("  tier, kind, series, indicators | any, orange+, red | restless later: flagged, not flagged")
    for tier, kind, n, indicators, weight, flag, restless in on_corpus(arguments[0]):
        shares = [float(np.average(flag >= k, weights=weight)) for k in (1, 2, 3)]
        after = [float(restless[flag >= 1].mean()), float(restless[flag == 0].mean())]
        print(f"  {tier:12s} {kind:8s} {n:5d} {indicators:3d} | " + "  ".join(f"{s:.3f}" for s in shares)
              + " | " + "  ".join(f"{a:.2f}" for a in after))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
