"""The gap that a target to narrow it speaks of: as a difference and as a ratio, at the baseline and now."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kcstats.evaluation.assess import GAP_GROUPS
from kcstats.evaluation.judge import Look
from kcstats.evaluation.select import Selection
from kcstats.terms import Rule


class Gap(NamedTuple):
    """Differences [indicator unit] and ratios (larger over smaller) of two groups; NaN = not known."""

    baseline: float = np.nan
    latest: float = np.nan
    ratio_baseline: float = np.nan
    ratio_latest: float = np.nan


def gap_of(selection: Selection, now: Look, key: int) -> Gap | None:
    """Give the gap that a row's target is about.

    Parameters
    ----------
    selection : Selection
    now : Look
    key : int
        The row of a target and area.

    Returns
    -------
    Gap or None
        None where the target speaks of no gap. The latest gap is known only where both groups report the same year.
    """
    target = selection.targets[key]
    if target.rule is not Rule.NARROW_GAP:
        return None
    first, second = (selection.find(target.id, selection.areas[key], group) for group in GAP_GROUPS[target.gap_by])
    if first is None or second is None:
        return Gap()
    same = now.latest_year[first] == now.latest_year[second]
    latest = (float(now.latest[first]), float(now.latest[second])) if same else (np.nan, np.nan)
    before = float(now.baseline[first]), float(now.baseline[second])
    return Gap(abs(before[0] - before[1]), abs(latest[0] - latest[1]), _ratio(*before), _ratio(*latest))


def _ratio(a: float, b: float) -> float:
    return max(a, b) / min(a, b) if min(a, b) > 0 else np.nan
