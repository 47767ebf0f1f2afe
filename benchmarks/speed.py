"""Time the whole `kcstats project` command beside statsmodels: real series of six points, five years ahead.

The command is timed as its user meets it (start, reading, projecting, seven quantiles, writing) on 25,000, 50,000 and
100,000 series, with its peak memory; statsmodels' exponential smoothing and local linear trend on a random part of
the same series, fitting and forecasting alone. Brier scores are on the targets of
`kcstats.validation.windows.thresholds`; the shipped weights have seen this corpus, so the honest score of ours,
topics left out, is printed from the published backtest beside it.

python -m benchmarks.speed [series ...] [--slow N]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from kcstats.stats.mixture import prepare
from kcstats.stats.screening import screen
from kcstats.validation.answers import came_true
from kcstats.validation.comparators import Extended
from kcstats.validation.scores import brier_score
from kcstats.validation.statsmodels_models import fit_models
from kcstats.validation.windows import Windows, cut, read_corpus, thresholds
from kcstats.validation.write import read_run

POINTS, AHEAD = 6, 5


def windows(most: int, seed: int = 1) -> Windows:
    """So many windows of six points, several of a series where need be, in an order by chance."""
    each = 1
    while True:
        found = cut(read_corpus(), [(POINTS, AHEAD)], seed=seed, each=each)
        good = np.flatnonzero(screen(found.batch, found.target_year) == "")
        if len(good) >= most or each >= 64:
            return found.take(np.random.default_rng(seed).permutation(good)[:most])
        each *= 2


def write(w: Windows, target: np.ndarray, folder: Path) -> None:
    """The two tables of the command."""
    ids = np.array([f"{i:06d}" for i in range(len(w))])
    there = np.isfinite(w.batch.values)
    pd.DataFrame(
        {
            "series_id": np.repeat(ids, there.sum(axis=1)),
            "year": w.batch.years[there].astype(int),
            "value": np.extract(there, w.batch.values),
        }
    ).to_csv(folder / "series.csv", index=False)
    up = w.batch.direction > 0
    pd.DataFrame(
        {
            "target_id": ids,
            "series_id": ids,
            "scale": w.batch.scale,
            "lower": w.batch.lower,
            "upper": np.where(np.isfinite(w.batch.upper), w.batch.upper, np.nan),
            "direction": np.where(up, "increase", "decrease"),
            "rule": np.where(up, "at_least", "at_most"),
            "threshold": target,
            "target_year": w.target_year.astype(int),
            "tier": w.batch.tier,
        }
    ).to_csv(folder / "targets.csv", index=False)


def timed_command(folder: Path) -> tuple[float, float]:
    """Seconds and peak memory [GiB] of the command, on the tables in the folder."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "kcstats", "project", folder / "series.csv", folder / "targets.csv"]
    process = subprocess.Popen([*command, "--out", folder / "out.csv"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"kcstats project left with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 2**20


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("series", type=int, nargs="*", default=[25_000, 50_000, 100_000])
    asked.add_argument("--slow", type=int, default=150, help="series for statsmodels")
    given = asked.parse_args()
    every = windows(max(given.series))
    target, hit = thresholds(every), came_true(every, thresholds(every))
    per_series, first = np.nan, None
    for n in sorted(given.series):
        rows = np.arange(min(n, len(every)))
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            write(every.take(rows), target[rows], folder)
            seconds, peak = timed_command(folder)
            p = pd.read_csv(folder / "out.csv", encoding="utf-8-sig", usecols=["p_attain"])["p_attain"].to_numpy()
        per_series = seconds / len(rows)
        first = first or per_series
        print(f"kcstats project, {len(rows):,} series: {seconds:.1f} s, {1e6 * per_series:.0f} µs a series "
              f"({per_series / first:.2f} of the first), peak {peak:.2f} GiB", flush=True)  # fmt: skip
    slow = every.take(np.arange(given.slow))
    print(f"on the first {given.slow} of them:")
    print(f"  kcstats, shipped weights: Brier {brier_score(p[: given.slow], hit[: given.slow]):.4f}")
    for name in ("ets", "local_linear_trend"):
        start = time.perf_counter()
        fit = fit_models(slow, models=(name,))[name]
        took = (time.perf_counter() - start) / given.slow
        normal = Extended(fit.mean, fit.sd, np.full(given.slow, np.inf), prepare(slow.batch).transform)
        said = normal.probability(target[: given.slow], slow.batch.direction > 0)
        ok = np.isfinite(said)
        print(f"  statsmodels {name}: {1e3 * took:.0f} ms a series, {took / per_series:.0f} times ours, "
              f"Brier {brier_score(said[ok], hit[: given.slow][ok]):.4f} ({ok.sum()} fitted)")  # fmt: skip
    table = read_run()[0]["comparators"]
    table = table[table["subset"] == "slow"].set_index("method")["brier"]
    names = ("ours", "ets", "local_linear_trend")
    print("topics left out (published backtest): " + ", ".join(f"{name} {table[name]:.4f}" for name in names))


if __name__ == "__main__":
    main()
