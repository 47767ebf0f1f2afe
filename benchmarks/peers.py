"""What borrowing from the same indicator elsewhere is worth: panels of five points, five years ahead.

python -m benchmarks.peers
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from benchmarks.validate import line
from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.screening import screen
from kcstats.validation.windows import Windows, cut, read_corpus, thresholds

POINTS, AHEAD, SERIES = 5, 5, 30


def panel(frame: pd.DataFrame, origin: int, rng: np.random.Generator) -> Windows | None:
    """Up to `SERIES` places with every year up to the origin and the truth after it."""
    wanted = [*range(origin - POINTS + 1, origin + 1), origin + AHEAD]
    part = frame[frame["year"].isin(wanted)]
    ids = part["series_id"].value_counts()
    ids = np.sort(ids.index[ids == len(wanted)].to_numpy(dtype=object))
    if len(ids) < 4:
        return None
    windows = cut(part[part["series_id"].isin(rng.permutation(ids)[:SERIES])], [(POINTS, AHEAD)], seed=0)
    windows = windows.take(np.flatnonzero(screen(windows.batch, windows.target_year) == ""))
    return replace(windows, batch=replace(windows.batch, peer_group=np.zeros(len(windows.batch), dtype=np.int64)))


def main() -> None:
    rng = np.random.default_rng(5)
    rows = {"alone": [], "with peers": []}
    truth = []
    for _, frame in read_corpus().groupby("indicator", sort=True):
        years = frame["year"].value_counts()
        for origin in rng.permutation(np.sort(years.index[years >= 4]))[:3]:
            w = panel(frame, int(origin), rng)
            if w is None:
                continue
            target = thresholds(w)
            up = w.batch.direction > 0
            rule = np.where(up, "at_least", "at_most")
            truth.append((np.where(up, w.truth >= target, w.truth <= target).astype(float), w.indicator))
            without = replace(w.batch, peer_group=np.full(len(w.batch), -1))
            for name, batch in (("alone", without), ("with peers", w.batch)):
                f = forecast(batch, w.target_year)
                low, high = f.quantile([0.1, 0.9]).T
                p = attainment_probability(batch, w.target_year, target, rule, known=f)
                rows[name].append((p, (w.truth >= low - 1e-9) & (w.truth <= high + 1e-9)))
    hit, indicator = (np.concatenate(x) for x in zip(*truth, strict=True))
    print(f"{'':28s} {'n':>6s} {'cover':>6s} {'.7-.9':>7s} {'Brier':>7s} {'skill':>7s} {'ECE':>6s}")
    for name, parts in rows.items():
        p, covered = (np.concatenate(x) for x in zip(*parts, strict=True))
        print(line(name, p, hit, covered, indicator))


if __name__ == "__main__":
    main()
