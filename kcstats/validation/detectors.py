"""What every warning rule is told by, whichever event it warns of: hits, false alarms, lead time, ROC.

One look is one indicator in one year, so that false alarms per look are false alarms per indicator and year.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from kcstats.stats.detection import clustered_share, detect, lead_time, roc_auc, roc_curve

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Row = dict[str, Any]

CURVE = 60
"""Points that a ROC curve is thinned to."""


def right_share(right: Bools, indicator: npt.NDArray[np.str_]) -> Row:
    """Share right of some warnings, with its 95 % interval over indicators."""
    share, low, high = clustered_share(right, indicator)
    return {"right_share": share, "right_low": low, "right_high": high, "right_n": len(right),
            "indicators": len(np.unique(indicator))}  # fmt: skip


def detector(rule: str, warned: Bools, score: Floats, event: Bools, indicator: npt.NDArray[np.str_]) -> Row:
    """One warning rule over all looks.

    Parameters
    ----------
    rule : str
    warned, event : ndarray of bool, shape (n,)
        Whether a look warned, and whether the event came after it.
    score : ndarray of float, shape (n,)
        Higher = more alarming; NaN where the rule cannot speak.
    indicator : ndarray of str, shape (n,)

    Returns
    -------
    dict
    """
    d, said = detect(warned, event), np.isfinite(score)
    return {
        "rule": rule, "looks": d.n, "base_rate": d.base_rate, "hit_rate": d.hit_rate,
        "false_alarm_rate": d.false_alarm_rate, "false_alarms_per_indicator_year": d.false_alarms_per_look,
        **right_share(event[warned], indicator[warned]), "auc_as_it_stands": roc_auc(warned.astype(float), event),
        "auc": roc_auc(score[said], event[said]), "auc_looks": int(said.sum()),
    }  # fmt: skip


def lead_times(warned: Bools, event: Bools, plan: Ints, ahead: Ints) -> Row:
    """How early the plans that missed were warned of, and stayed so to the last look.

    Parameters
    ----------
    warned, event : ndarray of bool, shape (n,)
    plan, ahead : ndarray of int, shape (n,)
        The plan of each look, and the years from it to the target year.

    Returns
    -------
    dict
        Times in years; NaN where no plan that missed was warned of.
    """
    _, row = np.unique(plan, return_inverse=True)
    by_year = np.zeros((2, row.max() + 1, int(ahead.max())), dtype=bool)
    by_year[0, row, ahead - 1], by_year[1, row, ahead - 1] = warned, True
    lost = np.zeros(row.max() + 1, dtype=bool)
    lost[row] = event
    kept = lead_time(by_year[0], by_year[1])[lost]
    early = kept[kept > 0]
    return {
        "plans_missed": int(lost.sum()), "missed_plans_warned": float((kept > 0).mean()),
        "lead_time_mean": float(early.mean()) if len(early) else float("nan"),
        "lead_time_median": float(np.median(early)) if len(early) else float("nan"),
        "missed_plans_warned_three_years_before": float((kept >= 3).mean()),
        "missed_plans_warned_five_years_before": float((kept >= 5).mean()),
    }  # fmt: skip


def put_beside(rows: list[Row], score: Floats, event: Bools) -> None:
    """Add to each rule what our score would have found with as many false alarms as the rule."""
    alarms, hits = roc_curve(score, event)
    for row in rows:
        row["our_hit_rate_at_its_false_alarms"] = float(np.interp(row["false_alarm_rate"], alarms, hits))


def curve(rule: str, score: Floats, event: Bools) -> list[Row]:
    """A rule's ROC curve on the looks it speaks of, thinned to `CURVE` even steps of false alarms.

    Examples
    --------
    >>> rows = curve("a", np.array([0.9, 0.8, 0.2, 0.1]), np.array([True, True, False, False]))
    >>> rows[0]["hit_rate"], rows[-1]["hit_rate"], len(rows)
    (1.0, 1.0, 61)
    """
    said = np.isfinite(score)
    alarms, hits = roc_curve(score[said], event[said])
    at = np.linspace(0, 1, CURVE + 1)
    best = np.interp(at, alarms, hits)
    best[0] = hits[alarms == 0].max()  # several cut-offs may have no false alarm at all
    return [{"rule": rule, "false_alarm_rate": float(x), "hit_rate": float(y)} for x, y in zip(at, best, strict=True)]
