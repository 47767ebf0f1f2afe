"""Time the whole `kcstats project` command beside statsmodels: real series of six points, five years ahead.

The command is timed as its user meets it (start, reading, projecting, seven quantiles, writing) on 25,000, 50,000 and
100,000 series, with its processor time and the peak memory of all its processes together; statsmodels' exponential
smoothing and local linear trend on a random part of the same series, fitting and forecasting alone: imported before
the clock starts, and on one thread, which is quickest for series so short. Brier scores are on the targets of
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
import threading
import time
from pathlib import Path
from typing import NamedTuple

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
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


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


class Run(NamedTuple):
    """Seconds by the clock and by the processors, and peak memory [GiB], of a command."""

    seconds: float
    processor: float
    peak: float


def timed_command(folder: Path) -> Run:
    """Run the command on the tables in the folder, with whatever threads it takes."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "kcstats", "project", folder / "series.csv", folder / "targets.csv"]
    free = {name: value for name, value in os.environ.items() if name not in ONE_THREAD}
    process = subprocess.Popen([*command, "--out", folder / "out.csv"], stdout=subprocess.DEVNULL, env=free)
    peaks, ended = [0.0], threading.Event()
    watching = threading.Thread(target=watch, args=(process.pid, peaks, ended))
    watching.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    ended.set()
    watching.join()
    if status:
        raise SystemExit(f"kcstats project left with {status}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, peaks[0])


def watch(root: int, peaks: list[float], ended: threading.Event) -> None:
    """Keep the highest sum of resident memory [GiB] of a process and its children, looked at ten times a second."""
    while not ended.wait(0.1):
        pages = 0
        for pid in [root, *children(root)]:
            try:
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
            except (OSError, IndexError):  # it has just ended
                continue
        peaks[0] = max(peaks[0], pages * os.sysconf("SC_PAGE_SIZE") / 2**30)


def children(pid: int) -> list[int]:
    """Processes that a process started."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):  # it has just ended
            continue
        found += [int(path.parent.name)] if parent == pid else []
    return found


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
            run = timed_command(folder)
            p = pd.read_csv(folder / "out.csv", encoding="utf-8-sig", usecols=["p_attain"])["p_attain"].to_numpy()
        per_series = run.seconds / len(rows)
        first = first or per_series
        print(f"kcstats project, {len(rows):,} series: {run.seconds:.1f} s, {1e6 * per_series:.0f} µs a series "
              f"({per_series / first:.2f} of the first), {run.processor:.1f} s of processors, "
              f"peak {run.peak:.2f} GiB", flush=True)  # fmt: skip
    slow = every.take(np.arange(given.slow))
    print(f"on the first {given.slow} of them:")
    print(f"  kcstats, shipped weights: Brier {brier_score(p[: given.slow], hit[: given.slow]):.4f}")
    for name in ("ets", "local_linear_trend"):
        fit_models(slow.take(np.arange(2)), models=(name,))
        start, used = time.perf_counter(), time.process_time()
        fit = fit_models(slow, models=(name,))[name]
        took = (time.perf_counter() - start) / given.slow
        worked = (time.process_time() - used) / given.slow
        normal = Extended(fit.mean, fit.sd, np.full(given.slow, np.inf), prepare(slow.batch).transform)
        said = normal.probability(target[: given.slow], slow.batch.direction > 0)
        ok = np.isfinite(said)
        print(f"  statsmodels {name}: {1e3 * took:.1f} ms a series, {took / per_series:.0f} times ours "
              f"({worked / run.processor * len(rows):.0f} by processor time), "
              f"Brier {brier_score(said[ok], hit[: given.slow][ok]):.4f} ({ok.sum()} fitted)")  # fmt: skip
    table = read_run()[0]["comparators"]
    table = table[table["subset"] == "slow"].set_index("method")["brier"]
    names = ("ours", "ets", "local_linear_trend")
    print("topics left out (published backtest): " + ", ".join(f"{name} {table[name]:.4f}" for name in names))


if __name__ == "__main__":
    if not ONE_THREAD.items() <= os.environ.items():
        command = [sys.executable, "-m", "benchmarks.speed", *sys.argv[1:]]
        os.execve(sys.executable, command, {**os.environ, **ONE_THREAD})
    main()
