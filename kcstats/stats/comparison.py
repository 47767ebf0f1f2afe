"""All published progress rules side by side on the same series, so that one sees where they part.

Each rule stands in `kcstats.stats.comparators` with its source; here they get the same figures, each what it asks
for: some look at baseline and latest figure only, some at all of them.
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
from kcstats.stats.mann_kendall import checked_series

RULES = ("healthy_people", "open_sdg", "unsd", "escap", "aarr", "linear_pace")
"""Names of the rules, in the order of `every_rule`."""


def every_rule(
    years: npt.ArrayLike,
    values: npt.ArrayLike,
    baseline_year: npt.ArrayLike,
    baseline: npt.ArrayLike,
    target_year: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    upward: npt.ArrayLike,
) -> dict[str, Comparator]:
    """Apply every published rule to the same series and targets.

    Parameters
    ----------
    years, values : array_like of float, shape (n, T)
        Ascending years and figures, NaN = missing.
    baseline_year, baseline, target_year, target : array_like of float, shape (n,)
    upward : array_like of bool, shape (n,)

    Returns
    -------
    dict of name to Comparator
        Keys `RULES`. A rule that needs a figure later than the baseline, or a falling target (`aarr`), is ``unknown``
        without.

    Examples
    --------
    >>> t, x = [[2020, 2021, 2022, 2023, 2024]], [[16.9, 16.1, 15.7, 15.1, 14.3]]
    >>> found = every_rule(t, x, [2020], [16.9], [2030], [12], upward=[False])
    >>> [rule.verdict[0] for rule in found.values()]
    ['acceleration_needed', 'on_track', 'on_track', 'on_track', 'on_track', 'on_track']
    """
    t, x = checked_series(years, values)
    given = (baseline_year, baseline, target_year, target, upward, t[:, 0])
    t0, b, end, c, up, _ = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in given))
    last = np.where(np.isfinite(x), np.arange(x.shape[1]), -1).max(axis=1)
    row, at = np.arange(len(x)), np.maximum(last, 0)
    year, latest = np.where(last >= 0, t[row, at], np.nan), np.where(last >= 0, x[row, at], np.nan)
    span = (t0, b, year, latest, end, c)
    later = np.where(year > t0, latest, np.nan)
    return {
        "healthy_people": percent_of_targeted_change(b, later, c, upward=up),
        "open_sdg": cagr_ratio(*span, upward=up),
        "unsd": cagr_ratio(*span, upward=up, rule="unsd"),
        "escap": anticipated_progress(t, x, t0, end, c, upward=up, baseline=b),
        "aarr": annual_rate_of_reduction(t, x, end, np.where(up > 0, np.nan, c)),
        "linear_pace": linear_pace(*span, upward=up),
    }
