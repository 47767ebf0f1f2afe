"""What a target demands in the indicator's own unit: a level, and on which side of it the indicator must stand.

A demand to fall by 20 % becomes a level only through the baseline, a demand to rise only through the value it starts
from. Where that value is not known there is no level, and the target cannot be assessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.plan.model import Target
from kcstats.terms import Rule

if TYPE_CHECKING:
    import pandas as pd

    from kcstats.evaluation.model import Evaluation

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEVEL_UP = (Rule.AT_LEAST, Rule.KEEP_AT_LEAST, Rule.FULL_COVERAGE, Rule.MIN_DOSE, Rule.MILESTONE)
LEVEL_DOWN = (Rule.AT_MOST, Rule.KEEP_AT_MOST, Rule.ELIMINATE)
BANDED = (Rule.STAY_STABLE, Rule.STAY_LOW)
FROM_BASELINE = (Rule.INCREASE, Rule.DECREASE, *BANDED)


@dataclass(frozen=True)
class Demand:
    """The level each row is held to.

    Attributes
    ----------
    level : ndarray of float, shape (n,)
        In the indicator's unit; NaN where the rule has no level or its baseline is unknown.
    upward : ndarray of bool, shape (n,)
        True where the indicator must stand at or above the level.
    """

    level: Floats
    upward: Bools


def demand(targets: tuple[Target, ...], baseline: Floats) -> Demand:
    """Turn rules into levels.

    Parameters
    ----------
    targets : tuple of Target, length n
    baseline : ndarray of float, shape (n,)
        Value in the baseline year, in the indicator's unit; NaN = unknown.

    Returns
    -------
    Demand
    """
    level = np.array([_level(t, b) for t, b in zip(targets, baseline.tolist(), strict=True)], dtype=float)
    upward = np.array([t.rule in (*LEVEL_UP, Rule.INCREASE) for t in targets], dtype=bool)
    return Demand(level, upward)


def bound(targets: tuple[Target, ...], wanted: Demand, band: Floats, latest: Floats) -> Demand:
    """Give the level distance and pace are measured to: of a band about the baseline its edge on the figure's side.

    Parameters
    ----------
    targets : tuple of Target, length n
    wanted : Demand
    band : ndarray of float, shape (n,)
        How far from the baseline "stable" and "low" still reach; NaN = unknown, and then there is no level.
    latest : ndarray of float, shape (n,)

    Returns
    -------
    Demand
        As `wanted` for all other rules.
    """
    banded = np.array([t.rule in BANDED for t in targets], dtype=bool)
    below = np.array([t.rule is Rule.STAY_STABLE for t in targets], dtype=bool) & (latest < wanted.level)
    edge = np.where(below, wanted.level - band, wanted.level + band)
    return Demand(np.where(banded, edge, wanted.level), np.where(banded, below, wanted.upward))


def bound_of(ev: Evaluation, target: Target, row: pd.Series) -> tuple[float, bool]:
    """Give what one row's distance is measured to, as `bound` found it, and whether more is demanded.

    Parameters
    ----------
    ev : Evaluation
    target : Target
    row : Series
        Of the results.

    Returns
    -------
    tuple of float and bool
        NaN where there is no level, or for a band's edge outside the evaluated area's whole population.
    """
    baseline = float(row["baseline_value"])
    if target.rule in BANDED:
        level = ev.detail(target.id, "limit", str(row["area"])) if row["group"] == "total" else np.nan
        return level, level < baseline
    wanted = demand((target,), np.array([baseline]))
    return float(wanted.level[0]), bool(wanted.upward[0])


def already_beyond(targets: tuple[Target, ...], wanted: Demand, baseline: Floats) -> Bools:
    """Whether the target is looser than the baseline: what is asked is to hold, not to gain.

    Parameters
    ----------
    targets : tuple of Target, length n
    wanted : Demand
    baseline : ndarray of float, shape (n,)

    Returns
    -------
    ndarray of bool, shape (n,)
        Only of targets that give a level as a number.
    """
    given = np.array([t.numeric and t.rule in (*LEVEL_UP, *LEVEL_DOWN) for t in targets], dtype=bool)
    apart = np.where(wanted.upward, baseline - wanted.level, wanted.level - baseline)
    return np.asarray(given & (apart > 0), dtype=bool)


def _level(target: Target, baseline: float) -> float:
    threshold = np.nan if target.threshold is None else target.threshold
    if target.rule in FROM_BASELINE:
        return baseline
    if target.rule is Rule.REDUCE_BY_PCT:
        return baseline * (1 - threshold / 100)
    if target.rule is Rule.FULL_COVERAGE:
        return 100.0 if target.threshold is None else threshold
    if target.rule is Rule.ELIMINATE:
        return 0.0 if target.threshold is None else threshold
    if target.rule is Rule.MILESTONE:
        return 1.0 if target.threshold is None else threshold
    return threshold if target.rule in (*LEVEL_UP, *LEVEL_DOWN) else np.nan
