"""How often "on track" came true: the published progress rules on windows whose outcome is known.

The rules give a colour. Each is scored as the forecast it stands for ("will be met": 1, anything else: 0), with the
first figure of a window as the baseline.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kcstats.stats.comparators import (
    Comparator,
    annual_rate_of_reduction,
    anticipated_progress,
    cagr_ratio,
    linear_pace,
    percent_of_targeted_change,
)
from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]


def published_rules(w: Windows, target: Floats) -> dict[str, Comparator]:
    """Apply each rule to each window.

    Parameters
    ----------
    w : Windows
    target : ndarray of float, shape (n,)
        [indicator unit]

    Returns
    -------
    dict of str to Comparator
        ``healthy_people``, ``open_sdg``, ``unsd``, ``escap``, ``aarr_rule``, ``linear_pace``; ``unknown`` where a
        rule cannot speak (a zero on a compound scale, a rise for a rate of reduction).
    """
    row, last = np.arange(len(w)), np.isfinite(w.batch.values).sum(axis=1) - 1
    years, values = w.batch.years, w.batch.values
    start, now = years[:, 0], years[row, last]
    baseline, latest = values[:, 0], np.take_along_axis(values, last[:, None], axis=1)[:, 0]
    upward = w.batch.direction > 0
    pace = (start, baseline, now, latest, w.target_year, target)
    return {
        "healthy_people": percent_of_targeted_change(baseline, latest, target, upward=upward),
        "open_sdg": cagr_ratio(*pace, upward=upward),
        "unsd": cagr_ratio(*pace, upward=upward, rule="unsd"),
        "escap": anticipated_progress(years, values, start, w.target_year, target, upward=upward),
        "aarr_rule": _rate_of_reduction(w, target),
        "linear_pace": linear_pace(*pace, upward=upward),
    }


def _rate_of_reduction(w: Windows, target: Floats) -> Comparator:
    """Apply UNICEF's rule where a fall is wanted and every figure is above zero; elsewhere it says nothing."""
    known = np.isfinite(w.batch.values)
    fit = (w.batch.direction < 0) & ~(known & (w.batch.values <= 0)).any(axis=1)
    rows = np.flatnonzero(fit)
    found = annual_rate_of_reduction(w.batch.years[rows], w.batch.values[rows], w.target_year[rows], target[rows])
    value, verdict = np.full(len(w), np.nan), np.full(len(w), "unknown", dtype=object)
    value[rows], verdict[rows] = found.value, found.verdict
    return Comparator(value, tuple(verdict.tolist()), found.source)
