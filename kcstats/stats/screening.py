"""Which series can be projected at all, and why the others cannot.

A number that looks like an answer is worse than none. Broken or thin input gets its reason here, before any
arithmetic; the rest is trusted afterwards.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.terms import Lang

Floats = npt.NDArray[np.float64]

SCALES = ("percent", "rate", "index")
FARTHEST_GAP = 10
"""Longest gap between two observations that is bridged [years]."""
FARTHEST_AHEAD = 25
"""Longest projection [years]."""

REASONS: dict[str, tuple[str, str]] = {
    "no_data": ("没有数据", "no data"),
    "one_point": ("只有一个年度数据，看不出变化，无法推算", "one figure only: no change can be seen"),
    "same_year_twice": ("同一年份有两个数值", "the same year stands twice"),
    "missing_value": ("有缺失数值", "a value is missing"),
    "infinite_value": ("有无穷大数值", "a value is infinite"),
    "bad_year": ("年份不是整数年或未按升序排列", "a year is not a whole year, or years are not ascending"),
    "far_apart": ("相邻年份相隔超过10年，无法推算", "observations more than 10 years apart: cannot be bridged"),
    "out_of_bounds": ("数值超出指标的上下限", "a value lies outside the bounds"),
    "bad_counts": ("分子分母不合理", "the counts make no sense"),
    "no_target_year": ("没有目标年", "there is no target year"),
    "target_year_past": ("目标年不晚于最近数据年", "the target year is not after the latest figure"),
    "too_far_ahead": ("目标年距最近数据超过25年，无法推算", "the target year is more than 25 years ahead"),
    "unknown_scale": ("未知的数值类型", "unknown scale"),
    "all_zero": ("各年均为零且没有分母，无法判断量级", "zero in every year, no denominators: no scale can be told"),
    "unknown_rule": ("该规则不能由单个数列的推算回答", "this rule cannot be answered from one projected series"),
    "no_threshold": ("目标没有给出数值", "the target gives no number"),
}


def say(code: str, lang: Lang) -> str:
    """A reason's sentence; empty for the empty code.

    Examples
    --------
    >>> say("no_data", "en"), say("", "zh")
    ('no data', '')
    """
    return REASONS[code][0 if lang == "zh" else 1] if code else ""


def screen(batch: SeriesBatch, target_years: Floats) -> npt.NDArray[np.object_]:
    """Code of the reason why a series cannot be projected; empty where it can.

    Parameters
    ----------
    batch : SeriesBatch
    target_years : ndarray of float, shape (n,)

    Returns
    -------
    ndarray of str, shape (n,)
        Keys of `REASONS`; of several the first in a fixed order.
    """
    years, values = batch.years, batch.values
    there = ~np.isnan(years)
    points = there.sum(axis=1)
    both = there[:, 1:] & there[:, :-1]
    with np.errstate(invalid="ignore"):
        gap = np.where(both, np.diff(years, axis=1), 1.0)
        latest = np.max(np.where(there, years, -np.inf), axis=1, initial=-np.inf)
        whole = np.where(there, years == np.round(years), True) & (np.abs(np.where(there, years, 0)) < 1e5)
        outside = there & ((values < batch.lower[:, None]) | (values > batch.upper[:, None]))
        outside |= there & (batch.scale == "percent")[:, None] & ((values < 0) | (values > 100))
        outside |= there & (batch.scale == "rate")[:, None] & (values < 0)
        broken = there & ((batch.numerator < 0) | (batch.denominator <= 0))
        broken |= there & (batch.scale == "percent")[:, None] & (batch.numerator > batch.denominator)
        zero = (~there | (values == 0)).all(axis=1) & (batch.scale != "percent") & ~np.isfinite(batch.multiplier)
        past, far = ~(target_years > latest), target_years - latest > FARTHEST_AHEAD
    padded = (~there[:, :-1] & there[:, 1:]).any(axis=1)
    tests = [
        ("unknown_scale", ~np.isin(batch.scale.astype(str), SCALES)),
        ("no_data", points == 0),
        ("missing_value", (there & np.isnan(values)).any(axis=1)),
        ("infinite_value", (there & np.isinf(values)).any(axis=1)),
        ("same_year_twice", (gap == 0).any(axis=1)),
        ("bad_year", (gap < 0).any(axis=1) | ~whole.all(axis=1) | padded),
        ("out_of_bounds", outside.any(axis=1)),
        ("bad_counts", broken.any(axis=1)),
        ("no_target_year", ~np.isfinite(target_years)),
        ("bad_year", np.where(np.isfinite(target_years), target_years != np.round(target_years), False)),
        ("target_year_past", past),
        ("too_far_ahead", far),
        ("one_point", points == 1),
        ("far_apart", (gap > FARTHEST_GAP).any(axis=1)),
        ("all_zero", zero),
    ]
    out = np.full(len(batch), "", dtype=object)
    for code, hit in reversed(tests):
        out[hit] = code
    return out
