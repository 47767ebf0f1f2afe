"""Every figure that rests on counts, with its three answers: as published, underlying, and in the target year.

One row a target, area and group whose latest figures come with numerator and denominator. Levels are taken from the
demand; where a rule has none (a gap, a band), the counts are still described and the two probabilities stay empty.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.judge import Look, count_level
from kcstats.evaluation.model import COUNT_COLUMNS
from kcstats.evaluation.select import Selection
from kcstats.stats.three_answers import future_answer, published_answer, underlying_answer
from kcstats.terms import Rule, Status


def count_table(
    selection: Selection, now: Look, units: dict[str, str], status: pd.Series, shown: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Answer the three questions for every row with counts.

    Parameters
    ----------
    selection : Selection
    now : Look
    units : dict of indicator id to str
        Unit of its figures.
    status : Series of str, length n
        Where each row stands, as in the results.
    shown : ndarray of bool, shape (n,)
        Rows that belong in the results.

    Returns
    -------
    DataFrame
        Columns `COUNT_COLUMNS`, in the order of the results.
    """
    keys, batch = now.keys, now.batch
    level, upward = count_level(selection, now.demand)[keys], now.demand.upward[keys]
    one = published_answer(batch, level, upward)
    many = underlying_answer(batch, level, upward)
    at_bound = np.where(upward, level >= batch.upper, level <= batch.lower)  # no counts show a rate of exactly that
    over = now.over[keys]
    full = np.array([selection.targets[k].rule is Rule.FULL_COVERAGE for k in keys], dtype=bool)
    future = np.where(over, np.nan, future_answer(batch, now.forecast, level, upward))
    future = np.where(full & ~over, now.p[keys], future)  # what counts cannot tell of stopping short, its rule does
    met = np.array([_met(status.iloc[key], level[i]) for i, key in enumerate(keys)], dtype=object)
    table = pd.DataFrame(
        {
            "id": [selection.targets[k].id for k in keys],
            "name_zh": [selection.targets[k].name.zh for k in keys],
            "area": [selection.areas[k] for k in keys],
            "group": [selection.groups[k] for k in keys],
            "level": level, "upward": upward,
            "unit": [units[selection.targets[k].indicator] for k in keys],
            "year": pd.Series(one.year).astype("Int64"),
            "events": one.events, "denominator": one.denominator,
            "value": one.value, "lower": one.lower, "upper": one.upper, "interval_method": one.method,
            "met_published": pd.Series(met, dtype="boolean"),
            "pooled_from": pd.Series(many.first_year).astype("Int64"),
            "pooled_to": pd.Series(many.last_year).astype("Int64"),
            "pooled_events": many.events, "pooled_denominator": many.denominator,
            "pooled_value": many.rate, "pooled_lower": many.lower, "pooled_upper": many.upper,
            "pooled_method": many.method, "dispersion": many.dispersion,
            "p_underlying": np.where(at_bound, np.nan, many.p), "p_target_year": future,
            "few_events": one.few, "too_few_to_judge": one.too_few,
            "births_to_judge": np.where(one.too_few, one.births_to_judge, np.nan),
            "births_to_confirm": np.where(one.too_few & ~upward, one.births_to_confirm, np.nan),
        }
    )  # fmt: skip
    keep = np.isfinite(one.value) & shown[keys]
    return table[keep][list(COUNT_COLUMNS)].reset_index(drop=True)


def _met(status: str, level: float) -> bool | None:
    if np.isnan(level) or status == Status.NO_DATA.value:
        return None
    return status == Status.MET.value
