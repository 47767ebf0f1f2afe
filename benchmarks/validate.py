"""Leave whole topics out, learn from the rest, and see what the forecasts of the left-out ones were worth.

Printed: coverage of the 80 % interval overall and by indicator, Brier score and skill against the base rate,
calibration error, by points and years ahead, near the bounds and with zeros; beside it the plain mixture (one set of
weights for all kinds), lines, random walks and compound rates on the same windows.

    python -m benchmarks.validate
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from benchmarks.corpus import Windows, cut, read_corpus, topic
from benchmarks.fit_weights import evidence, grid, learn, training_windows
from kcstats.stats.mixture import prepare
from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.screening import screen
from kcstats.stats.transforms import LOG, LOGIT, Transform

SIZES = [(4, 5), (5, 3), (5, 5), (5, 10), (6, 5), (8, 5), (11, 5)]
FOLDS = 5
CLOSE = (0.1, 0.2, 0.3)
"""Targets close these shares of the gap to the bound (to zero for rates)."""

Scores = dict[str, np.ndarray]


def thresholds(w: Windows) -> np.ndarray:
    """A target for each window, at a share of the gap that goes round by row."""
    there = np.isfinite(w.batch.values)
    latest = w.batch.values[np.arange(len(w.batch)), there.sum(axis=1) - 1]
    share = np.resize(CLOSE, len(w.batch))
    up = np.where(np.isfinite(w.batch.upper), latest + share * (w.batch.upper - latest), latest * (1 + share))
    index = w.batch.scale == "index"
    target = np.where(w.batch.direction > 0, np.where(index, latest * (1 + share / 10), up), latest * (1 - share))
    return np.asarray(target)


def comparators(w: Windows, target: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Probability and 80 % coverage of the usual ways, each on its own scale."""
    transform = prepare(w.batch).transform
    linear = Transform(np.full(len(w.truth), 2), np.ones(len(w.truth)))
    log = Transform(np.full(len(w.truth), LOG), np.where(transform.kind == LOGIT, 0.5, transform.constant))
    out = {}
    for name, scale in (("line", linear), ("line_logit_log", transform), ("aarr", log)):
        out[name] = _line(w, target, scale)
    out["random_walk"] = _walk(w, target, transform, drift=False)
    out["random_walk_drift"] = _walk(w, target, transform, drift=True)
    out["cagr"] = _walk(w, target, log, drift=True)
    return out


def _line(w: Windows, target: np.ndarray, scale: Transform) -> tuple[np.ndarray, np.ndarray]:
    x, z = w.batch.years, scale.forward(w.batch.values)
    there = np.isfinite(z)
    n = there.sum(axis=1)
    mx = np.where(there, x, 0).sum(axis=1) / n
    mz = np.where(there, z, 0).sum(axis=1) / n
    dx, dz = np.where(there, x - mx[:, None], 0), np.where(there, z - mz[:, None], 0)
    sxx = (dx**2).sum(axis=1)
    slope = (dx * dz).sum(axis=1) / sxx
    rest = np.sqrt(np.maximum((dz**2).sum(axis=1) - slope**2 * sxx, 1e-12) / (n - 2))
    away = w.target_year - mx
    return _score(w, target, scale, mz + slope * away, rest * np.sqrt(1 + 1 / n + away**2 / sxx), n - 2)


def _walk(w: Windows, target: np.ndarray, scale: Transform, *, drift: bool) -> tuple[np.ndarray, np.ndarray]:
    x, z = w.batch.years, scale.forward(w.batch.values)
    n = np.isfinite(z).sum(axis=1)
    row = np.arange(len(z))
    last, first, span = z[row, n - 1], z[:, 0], x[row, n - 1] - x[:, 0]
    mean = (last - first) / span if drift else np.zeros(len(z))
    step, gap = np.diff(z, axis=1), np.diff(x, axis=1)
    rest = np.where(np.isfinite(step), (step - mean[:, None] * gap) ** 2 / gap, 0).sum(axis=1)
    sd = np.sqrt(np.maximum(rest, 1e-12) / (n - 1 - drift))
    ahead = w.ahead.astype(float)
    spread = sd * np.sqrt(ahead + (ahead**2 / span if drift else 0))
    return _score(w, target, scale, last + mean * ahead, spread, n - 1 - drift)


def _score(
    w: Windows, target: np.ndarray, scale: Transform, mean: np.ndarray, sd: np.ndarray, free: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    up = w.batch.direction > 0
    u = (scale.forward(target[:, None])[:, 0] - mean) / sd
    p = np.where(up, stats.t.sf(u, free), stats.t.cdf(u, free))
    with np.errstate(invalid="ignore"):
        miss = np.abs(scale.forward(w.truth[:, None])[:, 0] - mean)
    return p, miss <= stats.t.ppf(0.9, free) * sd


def calibration_error(p: np.ndarray, hit: np.ndarray) -> float:
    """Expected calibration error over ten equal bins of probability."""
    bins = np.minimum((p * 10).astype(int), 9)
    groups = [bins == b for b in np.unique(bins)]
    return float(sum(abs(p[g].mean() - hit[g].mean()) * g.mean() for g in groups))


def line(name: str, p: np.ndarray, hit: np.ndarray, covered: np.ndarray, indicator: np.ndarray) -> str:
    """One row of the table."""
    brier = ((p - hit) ** 2).mean()
    names = [i for i in np.unique(indicator) if (indicator == i).sum() >= 15]
    by = np.array([covered[indicator == i].mean() for i in names])
    within = ((by >= 0.7) & (by <= 0.9)).mean() if len(by) else np.nan
    skill = 1 - brier / (hit.mean() * (1 - hit.mean()))
    return (f"{name:28s} {len(p):6d} {covered.mean():6.3f} {within:7.2f} {brier:7.4f} {skill:7.3f}"
            f" {calibration_error(p, hit):6.3f}")  # fmt: skip


def main() -> None:
    train, prior = training_windows(seed=1), grid()
    known = evidence(train, prior)
    test = cut(read_corpus(), SIZES, seed=2)
    good = np.flatnonzero(screen(test.batch, test.target_year) == "")
    test = test.take(np.sort(np.random.default_rng(3).permutation(good)[:12000]))
    target = thresholds(test)
    topics = {t: i % FOLDS for i, t in enumerate(sorted({topic(i) for i in test.indicator}))}
    fold = np.array([topics[topic(i)] for i in test.indicator])
    mine = np.array([topics.get(topic(i), 0) for i in train.indicator])
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
    report(test, target, found | comparators(test, target))


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
