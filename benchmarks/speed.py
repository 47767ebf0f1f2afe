"""Time the whole `kcstats project` command: reading, projecting, quantiles, writing.

python -m benchmarks.speed [series]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from kcstats.evaluation.project import project_files


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rng = np.random.default_rng(1)
    steps = rng.normal(0.3, 1.0, (n, 6)).cumsum(axis=1)
    values = np.clip(rng.uniform(20, 90, (n, 1)) + steps, 0, 100).round(1)
    ids = np.array([f"{i:06d}" for i in range(n)])
    years = np.tile(np.arange(2019, 2025), n)
    series = pd.DataFrame({"series_id": ids.repeat(6), "year": years, "value": values.ravel()})
    targets = pd.DataFrame({"target_id": ids, "series_id": ids, "scale": "percent", "lower": 0, "upper": 100,
                            "direction": "increase", "rule": "at_least", "threshold": values[:, -1] + 1,
                            "target_year": 2030})  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        series.to_csv(place / "series.csv", index=False)
        targets.to_csv(place / "targets.csv", index=False)
        start = time.perf_counter()
        project_files(place / "series.csv", place / "targets.csv", place / "out.csv")
        seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{n} series of 6 points: {seconds:.1f} s, {n / seconds:.0f} a second, peak {peak:.2f} GiB")


if __name__ == "__main__":
    main()
