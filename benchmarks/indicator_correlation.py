"""How strongly the forecast errors of different indicators of one place hang together.

`kcstats.stats.joint.PLACE_CORRELATION` and `GOAL_CORRELATION` are taken from here. For every place and origin year
the errors of all its indicators, as normal scores turned so that positive is better than forecast, are multiplied
pair by pair; the mean product over the mean square is the correlation of a common factor of good and bad luck: over
pairs of different topics, and over pairs within one topic. Six figures seen, three and five years ahead. Intervals
come from resampling places (2,000 times, seed 1). Then the joint answer itself is judged: how often the 80 %
interval of the number of targets met in a place holds the number that was met.

    python -m benchmarks.indicator_correlation CORPUS.csv.gz
"""

from __future__ import annotations

import sys

import numpy as np

from benchmarks.unit_correlation import AHEAD, observed, scored
from kcstats.stats.joint import GOAL_CORRELATION, PLACE_CORRELATION, number_met
from kcstats.validation.folds import topic

RESAMPLES = 2000
FEWEST = 5
"""Targets that a place must have in one year for its number met to be judged."""


def products(table, within: bool):
    """Per place: sum of cross products, number of pairs, sum of squares, number of scores."""
    good = table.assign(good=table["score"] * table["sign"], square=table["score"] ** 2)
    everyone, inside = (crossed(good, keys) for keys in (["geo", "origin"], ["geo", "origin", "topic"]))
    by = inside if within else everyone
    if not within:
        by[["cross", "pairs"]] = by[["cross", "pairs"]].sub(inside[["cross", "pairs"]], fill_value=0)
    return by[by["pairs"] > 0]


def crossed(good, keys):
    groups = good.groupby(keys)
    cell = groups.agg(n=("good", "size"), total=("good", "sum"), square=("square", "sum"))
    cell = cell.assign(cross=cell["total"] ** 2 - cell["square"], pairs=cell["n"] * (cell["n"] - 1))
    return cell.groupby("geo")[["cross", "pairs", "square", "n"]].sum()


def correlation(by) -> float:
    return float((by["cross"].sum() / by["pairs"].sum()) / (by["square"].sum() / by["n"].sum()))


def coverage(table, place: float, goal: float) -> tuple[float, float, float, int]:
    """How often the 80 % interval of the number met holds the number met, by place and origin year."""
    inside, said, came = [], 0.0, 0.0
    for _, g in table.groupby(["geo", "origin"]):
        if len(g) >= FEWEST:
            found = number_met(g["p"].to_numpy(), g["topic"].tolist(), place=place, goal=goal)
            inside.append(found.lower <= g["met"].sum() <= found.upper)
            said, came = said + found.expected, came + g["met"].sum()
    return float(np.mean(inside)), said / len(inside), came / len(inside), len(inside)


def main(corpus: str) -> None:
    table = scored(observed(corpus))
    table = table.assign(topic=table["indicator"].map(topic))
    for tier in ("country", "subnational"):
        for ahead in AHEAD:
            mine = table[(table["tier"] == tier) & (table["ahead"] == ahead)]
            for within in (False, True):
                by = products(mine, within)
                rng = np.random.default_rng(1)
                drawn = [correlation(by.iloc[rng.integers(0, len(by), len(by))]) for _ in range(RESAMPLES)]
                low, high = np.quantile(drawn, [0.025, 0.975])
                print(
                    f"{tier}, {ahead} years ahead, {'within a topic' if within else 'between topics'}: "
                    f"{len(by)} places, {int(by['pairs'].sum() // 2)} pairs, {correlation(by):.3f} "
                    f"({low:.3f} to {high:.3f})"
                )
            for rho in ((0.0, 0.0), (PLACE_CORRELATION, GOAL_CORRELATION)):
                share, said, came, n = coverage(mine, *rho)
                print(
                    f"{tier}, {ahead} years ahead, correlations {rho}: the 80 % interval of the number met holds it "
                    f"in {share:.3f} of {n} places and years; expected {said:.2f}, met {came:.2f} on average"
                )


if __name__ == "__main__":
    main(sys.argv[1])
