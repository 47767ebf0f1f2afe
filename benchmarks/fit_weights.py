"""Learn the weights from all benchmark series; writes kcstats/stats/data/drift_weights.json.

python -m benchmarks.fit_weights
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import numpy as np

from kcstats.validation.learn import evidence, grid, learn, record, training_windows

OUT = Path(str(files("kcstats.stats").joinpath("data/drift_weights.json")))


def main() -> None:
    windows, prior = training_windows(), grid()
    learnt = learn(evidence(windows, prior), prior, np.arange(len(windows)))
    OUT.write_text(json.dumps(record(learnt, windows), separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(learnt.nodes.size)} nodes of {len(prior.nodes.size)}, {len(windows)} windows")


if __name__ == "__main__":
    main()
