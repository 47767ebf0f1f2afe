"""What is made of the forecasts, judged on the same corpus: warnings, measures, a plan whose outcome is known.

Weights are learnt once without each fold of topics (`kcstats.validation.taught`); warnings and placebo measures of a
topic are judged by weights that saw nothing of it. All of it can go on in a process of its own while the forecasts
themselves are scored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd

from kcstats.validation.backtest import Extent
from kcstats.validation.detection import ask, hard_to_complete
from kcstats.validation.detectors import Row
from kcstats.validation.fluctuation import strong_fluctuations
from kcstats.validation.hindcast import without_china
from kcstats.validation.placebo import placebo_tables
from kcstats.validation.taught import Taught
from kcstats.validation.windows import CLOSE, read_corpus

TABLES = ("warnings", "horizons", "detectors", "roc", "rule_looks", "hindcast", "placebo", "power")


@dataclass(frozen=True)
class Uses:
    """What the uses of the forecasts were worth.

    Attributes
    ----------
    tables : dict of str to DataFrame
        By the names of `TABLES`.
    made : dict
        How they were made, for the record.
    """

    tables: dict[str, pd.DataFrame]
    made: dict[str, Any]


def judge_uses(extent: Extent, corpus: pd.DataFrame | None = None) -> Uses:
    """Judge the warnings, the measures and the hindcast.

    Parameters
    ----------
    extent : Extent
        Its `plans`, `looks` and `measures` say how much is asked.
    corpus : DataFrame, optional
        The benchmark series unless given.

    Returns
    -------
    Uses

    Raises
    ------
    ValueError
        With fewer than two folds there is nothing to learn from.
    """
    if extent.folds < 2:
        raise ValueError(f"Expected at least 2 folds. But got {extent.folds}.")
    frame = read_corpus() if corpus is None else corpus
    taught = Taught.of(frame, folds=extent.folds, share=extent.train)
    hindcast, china = without_china(frame, taught)
    asked = ask(frame, taught, each=extent.plans)
    hard = hard_to_complete(asked)
    moving, moving_looks = strong_fluctuations(frame, taught, each=extent.looks)
    placebo, placebos = placebo_tables(frame, taught, series=extent.measures)
    rows: dict[str, list[Row]] = {name: hard.get(name, []) + moving.get(name, []) for name in TABLES}
    rows |= {"hindcast": hindcast} | placebo
    made = {
        "plans": len(np.unique(asked.looks.plan)), "looks": len(asked.looks), "looks_without_answer": asked.unasked,
        "indicators": len(np.unique(asked.looks.seen.indicator)), "fluctuation_looks": moving_looks,
        "placebo_measures": placebos, "gap_closed": list(CLOSE), "without_china": china,
    }  # fmt: skip
    return Uses({name: pd.DataFrame(rows[name]) for name in TABLES}, made)


@contextmanager
def judged_meanwhile(extent: Extent) -> Iterator[Callable[[], Uses]]:
    """Judge in a process of its own while the caller does something else.

    Parameters
    ----------
    extent : Extent
        With one worker everything is done here, when it is asked for.

    Yields
    ------
    callable
        Waits for the answer; faults of the other process are raised by it.
    """
    if extent.workers < 2:
        yield lambda: judge_uses(extent)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield pool.submit(judge_uses, extent).result
