"""Warnings of strong fluctuation, judged by what followed, beside naive rules.

A warning is right where one of the next three figures again stands outside the range that 90 % of figures of its kind
keep to; the kind's range, too, is learnt from other topics.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.fluctuation import strong_fluctuation
from kcstats.stats.unrest import local_probability
from kcstats.validation.detectors import Row, curve, detector, put_beside, right_share
from kcstats.validation.restless import NAIVE, unrest_looks, usual_unrest
from kcstats.validation.taught import Taught

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

KIND = "strong_fluctuation"
SEED = 6
LEVELS = ("", "yellow", "orange", "red")
RULES = ("beyond_kind", "outlier")
"""Rules that can be judged here; the benchmark series have no counts."""


def strong_fluctuations(frame: pd.DataFrame, taught: Taught, *, each: int) -> tuple[dict[str, list[Row]], int]:
    """Judge the warnings and the naive rules on up to `each` looks an indicator.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    taught : Taught
        Deals the topics out.
    each : int

    Returns
    -------
    tables : dict of str to list of dict
        Rows of the tables ``warnings``, ``detectors`` and ``roc``.
    looks : int
    """
    looks = unrest_looks(frame, seed=SEED, each=each)
    fold, n = taught.fold(looks.indicator), len(looks)
    level, rule = np.zeros(n, dtype=np.int64), np.full(n, "", dtype=object)
    p, right = np.ones(n), np.zeros(n, dtype=bool)
    for number, kinds in enumerate(usual_unrest(frame, taught.fold, taught.folds)):
        rows = np.flatnonzero(fold == number)
        if not len(rows):
            continue
        found = strong_fluctuation(looks.seen.take(rows), kinds=kinds)
        level[rows], rule[rows] = [LEVELS.index(x) for x in found.level], found.rule
        p[rows] = np.where(np.isfinite(found.p_value), found.p_value, 1.0)
        right[rows] = looks.restless(rows, *local_probability(looks.followed.take(rows), kinds=kinds))
    base, warnings = float(right.mean()), []
    for name in RULES:
        for at, colour in enumerate(LEVELS[1:], start=1):
            rows = np.flatnonzero((level == at) & (rule == name))
            told = right_share(right[rows], looks.indicator[rows])
            warnings.append({"level": colour, "rule": name, **told, "base_rate": base})
    alarms: dict[str, tuple[Bools, Floats]] = {
        "strong_fluctuation": (level > 0, level - p),
        "beyond_kind": (rule == "beyond_kind", -p),
        "outlier": (rule == "outlier", np.where(rule == "outlier", level, 0).astype(float)),
    }
    alarms |= {name: judge(looks.seen) for name, judge in NAIVE.items()}
    detectors = [detector(name, w, s, right, looks.indicator) for name, (w, s) in alarms.items()]
    put_beside(detectors, level - p, right)
    curves = [row for name, (_, s) in alarms.items() if name not in RULES for row in curve(name, s, right)]
    tables = {"warnings": warnings, "detectors": detectors, "roc": curves}
    return {name: [{"kind": KIND} | row for row in rows] for name, rows in tables.items()}, n
