"""Where each target stands now, by its own rule and the latest figure alone.

A level is met or not; a demand to move is held against the baseline; a gap against the gap there was; "in every
unit" against the unit that is furthest behind. A rule whose comparison is missing has no status.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kcstats.evaluation.demand import BANDED
from kcstats.evaluation.gaps import gap_of
from kcstats.evaluation.judge import Look
from kcstats.evaluation.select import REFERENCE, TOTAL, Selection
from kcstats.evaluation.verdict import Codes, status_now
from kcstats.plan.model import Indicator
from kcstats.terms import Rule, Scope, Status

ROUNDING = 1e-9
"""Difference [indicator unit] that arithmetic alone can make."""


def standing(selection: Selection, now: Look, indicators: dict[str, Indicator]) -> Codes:
    """Give each row its status.

    Parameters
    ----------
    selection : Selection
    now : Look
    indicators : dict of id to Indicator
        Their printed digits decide what is "near".

    Returns
    -------
    ndarray of Status, shape (n,)
    """
    digit = np.array([10.0 ** -indicators[t.indicator].decimals for t in selection.targets])
    status = status_now(now.latest, now.demand.level, now.demand.upward, digit)
    for key, target in enumerate(selection.targets):
        if np.isnan(now.latest[key]) and target.rule is not Rule.NARROW_GAP:
            continue
        if target.rule in BANDED:
            met = _held(now, key, digit[key])
        elif target.rule in _OWN:
            met = _OWN[target.rule](selection, now, key)
            if met is False and target.rule in _MOVES and _no_room(now, key, indicators[target.indicator]):
                met = None
        else:
            continue
        status[key] = Status.NO_DATA if met is None else Status.MET if met else Status.NOT_MET
    for key, target in enumerate(selection.targets):
        if target.scope is Scope.EVERY_UNIT and selection.areas[key] == selection.areas[0]:
            status[key] = _worst([status[unit] for unit in selection.units(target.id)])
    return status


def _worst(found: list[Status]) -> Status:
    for status in (Status.NOT_MET, Status.NEAR, Status.NO_DATA):
        if status in found:
            return status
    return Status.MET if found else Status.NO_DATA


def _moved(selection: Selection, now: Look, key: int) -> bool | None:
    """Moved the wanted way since the baseline; equal is not moved."""
    if np.isnan(now.baseline[key]) or now.latest_year[key] <= now.baseline_year[key]:
        return None
    change = now.latest[key] - now.baseline[key]
    return bool(change > 0 if now.demand.upward[key] else change < 0)


def _no_room(now: Look, key: int, indicator: Indicator) -> bool:
    """In the target year: the baseline had nothing left to improve, so that no figure could have moved as asked."""
    if now.latest_year[key] < now.target_year[key]:
        return False
    if now.demand.upward[key]:
        return indicator.upper is not None and bool(now.baseline[key] >= indicator.upper)
    return bool(now.baseline[key] <= (indicator.lower or 0.0))


def _held(now: Look, key: int, digit: float) -> bool | None:
    """Inside the band about the baseline, its edge taken as printed; for "stay low" only the upper edge counts."""
    beyond = now.latest[key] - now.bound.level[key]
    if np.isnan(beyond):
        return None
    return bool((-beyond if now.bound.upward[key] else beyond) <= digit / 2 + ROUNDING)


def _gap_narrowed(selection: Selection, now: Look, key: int) -> bool | None:
    """Less far apart than at the baseline, by more than the rounding of a difference."""
    gap = gap_of(selection, now, key) if selection.groups[key] == TOTAL else None
    if gap is None or np.isnan(gap.latest - gap.baseline):
        return None
    return bool(gap.latest < gap.baseline - ROUNDING)


def _not_below(selection: Selection, now: Look, key: int) -> bool | None:
    other = selection.find(selection.targets[key].id, selection.areas[key], REFERENCE)
    if other is None or np.isnan(now.latest[other]):
        return None
    return bool(now.latest[key] >= now.latest[other])


def _slower(selection: Selection, now: Look, key: int) -> bool | None:
    """Less rise a year since the baseline than in the years before it."""
    rows = now.history[now.history["key"] == key]
    years, values = rows["year"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float)
    past, later = years <= now.baseline_year[key], years >= now.baseline_year[key]
    if past.sum() < 3 or later.sum() < 2:
        return None
    before, after = (np.polyfit(years[part], values[part], 1)[0] for part in (past, later))
    return bool(after < before)


_MOVES = (Rule.INCREASE, Rule.DECREASE)
_OWN: dict[Rule, Callable[[Selection, Look, int], bool | None]] = {
    Rule.INCREASE: _moved,
    Rule.DECREASE: _moved,
    Rule.NARROW_GAP: _gap_narrowed,
    Rule.NOT_BELOW_REFERENCE: _not_below,
    Rule.SLOW_RISE: _slower,
    Rule.UNQUANTIFIED: lambda selection, now, key: None,
}
