"""Leave whole topics out, learn from the rest, and see what the forecasts of the left-out ones were worth.

Printed: coverage of the 80 % interval overall and by indicator, Brier score and skill against the base rate,
calibration error, by points and years ahead, near the bounds and with zeros; beside it the plain mixture (one set of
weights for all kinds), lines, random walks and compound rates on the same windows.

    python -m benchmarks.validate
"""

from __future__ import annotations

import numpy as np

from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.screening import screen
from kcstats.validation.comparators import extrapolations
from kcstats.validation.folds import topic_folds
from kcstats.validation.learn import evidence, grid, learn, training_windows
from kcstats.validation.scores import brier_score, brier_skill, calibration_error, share_within
from kcstats.validation.windows import Windows, cut, read_corpus, thresholds

SIZES = [(4, 5), (5, 3), (5, 5), (5, 10), (6, 5), (8, 5), (11, 5)]
FOLDS = 5


def line(name: str, p: np.ndarray, hit: np.ndarray, covered: np.ndarray, indicator: np.ndarray) -> str:
    """One row of the table."""
    return (f"{name:28s} {len(p):6d} {covered.mean():6.3f} {share_within(covered, indicator):7.2f}"
            f" {brier_score(p, hit):7.4f} {brier_skill(p, hit):7.3f} {calibration_error(p, hit):6.3f}")  # fmt: skip


def main() -> None:
    train, prior = training_windows(seed=1), grid()
    known = evidence(train, prior)
    test = cut(read_corpus(), SIZES, seed=2)
    good = np.flatnonzero(screen(test.batch, test.target_year) == "")
    test = test.take(np.sort(np.random.default_rng(3).permutation(good)[:12000]))
    target = thresholds(test)
    fold = topic_folds(test.indicator, test.indicator, folds=FOLDS)
    mine = topic_folds(train.indicator, test.indicator, folds=FOLDS)
    rule = np.where(test.batch.direction > 0, "at_least", "at_most")
    found = {name: (np.empty(len(rule)), np.empty(len(rule), bool)) for name in ("kinds", "plain")}
    for number in range(FOLDS):
        rows = np.flatnonzero(fold == number)
        part = test.take(rows)
        for name in found:
            learnt = learn(known, prior, np.flatnonzero(mine != number), kinds=name == "kinds")
            f = forecast(part.batch, part.target_year, prior=learnt)
            found[name][0][rows] = attainment_probability(
                part.batch, part.target_year, target[rows], rule[rows], known=f, prior=learnt
            )
            low, high = f.quantile([0.1, 0.9]).T
            found[name][1][rows] = (part.truth >= low - 1e-9) & (part.truth <= high + 1e-9)
            print(f"fold {number} {name}: {len(learnt.nodes.size)} nodes", flush=True)
    report(test, target, found | extrapolations(test, target))


def report(test: Windows, target: np.ndarray, found: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    hit = np.where(test.batch.direction > 0, test.truth >= target, test.truth <= target).astype(float)
    away = np.nanmean(np.minimum(test.batch.values, 100 - test.batch.values), axis=1)
    percent = test.batch.scale == "percent"
    above = percent & (np.nanmean(test.batch.values, axis=1) > 95)
    zero = (test.batch.values == 0).any(axis=1)
    cuts = {f"{n} points, {h} years": (test.points == n) & (test.ahead == h) for n, h in SIZES}
    cuts |= {"percent": percent, "percent near a bound": percent & (away < 5), "above 95": above, "zeros": zero}
    cuts |= {"rate": test.batch.scale == "rate", "index": test.batch.scale == "index"}
    cuts |= {tier: test.batch.tier == tier for tier in ("country", "subnational")}
    print(f"{'':28s} {'n':>6s} {'cover':>6s} {'.7-.9':>7s} {'Brier':>7s} {'skill':>7s} {'ECE':>6s}")
    for name, (p, covered) in found.items():
        print(line(name, p, hit, covered, test.indicator))
    five = (test.points == 5) & (test.ahead == 5)
    print("at 5 points, 5 years:")
    for name, (p, covered) in found.items():
        print(line(name, p[five], hit[five], covered[five], test.indicator[five]))
    print("ours, by kind of window:")
    for name, rows in cuts.items():
        if rows.sum() > 50:
            p, covered = found["kinds"]
            print(line(name, p[rows], hit[rows], covered[rows], test.indicator[rows]))


if __name__ == "__main__":
    main()
