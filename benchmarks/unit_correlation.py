"""How strongly the forecast errors of one indicator in neighbouring places hang together.

`kcstats.stats.companion_rules.UNIT_CORRELATION` is taken from here: areas of one country, six figures seen, three and
five years ahead; the error is the normal score of the outcome in its own forecast, its correlation the share of
variance that all areas of one indicator and origin have in common.

    python -m benchmarks.unit_correlation CORPUS.csv.gz
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from scipy.stats import norm

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import forecast

ORIGINS = (2012, 2014, 2016, 2018)
AHEAD = (3, 5)
SEEN = 6
CHUNK = 5000


def cases(data):
    """One mapping a series and origin, with the outcome beside it."""
    for (indicator, _), g in data.groupby(["indicator", "series_id"]):
        figures = dict(zip(g["year"].tolist(), g["value"].tolist(), strict=True))
        first = g.iloc[0]
        sign = 1 if first["good_direction"] == "up" else -1
        for origin in ORIGINS:
            seen = [y for y in range(origin - SEEN + 1, origin + 1) if y in figures]
            for ahead in AHEAD:
                if len(seen) >= SEEN - 1 and origin + ahead in figures:
                    row = {"years": seen, "values": [figures[y] for y in seen], "scale": first["unit_kind"],
                           "direction": sign}  # fmt: skip
                    place = first["tier"], str(first["geo"])
                    yield row, (indicator, *place, sign, origin, ahead, figures[origin + ahead])


def scored(data):
    """Every case with its normal score: 0 where the outcome is the median of its own forecast."""
    rows, outcome = zip(*cases(data), strict=True)
    table = pd.DataFrame(outcome, columns=["indicator", "tier", "geo", "sign", "origin", "ahead", "value"])
    goal = np.array([goal_of(row, k) for k, row in enumerate(rows)])
    score, p = np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    for i in range(0, len(rows), CHUNK):
        part = table.iloc[i : i + CHUNK]
        made = forecast(
            SeriesBatch.from_rows(rows[i : i + CHUNK]), (part["origin"] + part["ahead"]).to_numpy(dtype=float)
        )
        score[i : i + CHUNK] = norm.ppf(np.clip(made.cdf(part["value"].to_numpy(dtype=float)), 0.001, 0.999))
        below = made.cdf(goal[i : i + CHUNK])
        p[i : i + CHUNK] = np.where(part["sign"] > 0, 1 - below, below)
    met = (table["value"] - goal) * table["sign"] >= 0
    return table.assign(score=score, p=p, met=met).dropna()


def goal_of(row, number: int) -> float:
    """A target that closes 5, 15, 25 or 35 % of the gap to the bound (to zero; upwards without one, of itself)."""
    last, share = row["values"][-1], 0.05 + (number % 4) / 10
    if row["direction"] < 0:
        return last * (1 - share)
    return last + share * (100 - last if row["scale"] == "percent" else abs(last))


def observed(corpus: str):
    """The corpus without modelled series: smooth estimates hang together because one model made them."""
    data = pd.read_csv(corpus, low_memory=False)
    return data[~data["modelled"].astype(bool)]


def main(corpus: str) -> None:
    data = observed(corpus)
    table = scored(data[data["tier"] == "subnational"])
    for ahead in AHEAD:
        groups = table[table["ahead"] == ahead].groupby(["indicator", "origin"])["score"]
        found = pd.DataFrame({"n": groups.size(), "mean": groups.mean(), "own": groups.var()})
        found = found[found["n"] >= 8]
        found = found.assign(common=found["mean"] ** 2 - found["own"] / found["n"])
        by = found.groupby("indicator")[["common", "own"]].mean()
        share = by["common"] / (by["common"] + by["own"])
        pooled = by["common"].mean() / (by["common"].mean() + by["own"].mean())
        quartiles = share.quantile([0.25, 0.5, 0.75]).round(2).tolist()
        print(f"{ahead} years ahead: {len(by)} indicators, pooled {pooled:.2f}, quartiles by indicator {quartiles}")


if __name__ == "__main__":
    main(sys.argv[1])
