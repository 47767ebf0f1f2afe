"""Why there is no answer, in the reader's language.

"Cannot be assessed" is a result, and a result needs its grounds. Each ground has a code here and one sentence in each
language, with places for its numbers.
"""

from __future__ import annotations

from kcstats.terms import Lang

_SENTENCES: dict[str, tuple[str, str]] = {
    "too_few_points": ("只有{n}个年度数据，至少需要{need}个", "only {n} yearly figures; at least {need} are needed"),
    "no_points": ("没有数据", "no data"),
    "no_points_since_baseline": ("基期以后没有数据", "no figure since the baseline year"),
    "no_baseline": ("基期值未知", "the baseline is not known"),
    "redefined": (
        "基期以后统计口径改变，不能与基期比较",
        "the definition changed since the baseline: nothing can be compared with it",
    ),
    "no_room": (
        "基期值已到极限，没有改善的余地，能保持即可",
        "the baseline is already as good as can be, with no room to improve, only to keep it",
    ),
    "no_direction": ("该指标没有好坏方向", "the indicator has no better direction"),
    "no_threshold": ("目标没有给出数值", "the target gives no number"),
    "two_points_only": (
        "基期以来只有两个年度数据，看不出逐年的自然波动",
        "only two figures since the baseline: they cannot show how much it varies from year to year",
    ),
    "no_interval": ("只有两个年度数据，无法给出区间", "two figures give no interval"),
    "zeros_without_counts": (
        "有零值而没有分子分母，无法计算年均变化率",
        "zero values without counts: no average annual change can be computed",
    ),
    "not_positive": ("有非正数，无法取对数", "values that are not positive have no logarithm"),
    "no_events": ("各年事件数均为零，无法计算变化率", "no events in any year: no rate of change can be computed"),
    "all_events": ("各年均为100%，无法计算变化率", "100% in every year: no rate of change can be computed"),
    "no_forecast": ("无法推算", "no projection"),
    "before_baseline": (
        "基期以前只有{n}个年度数据，至少需要{need}个才能比较快慢",
        "only {n} figures up to the baseline year; {need} are needed to compare the pace before and after",
    ),
    "needs_companion": (
        "需要对照数据（另一组别、参照指标或各单位）",
        "needs a second series (the other group, the reference or the units)",
    ),
    "no_companion": ("缺少对照组数据", "the second series is missing"),
    "no_gap": ("基期没有差距，谈不上缩小", "there was no gap at the baseline that could narrow"),
    "units_without_data": (
        "{m}个单位中有{n}个没有数据，无法判断是否每个单位都达标",
        "{n} of {m} units have no data: it cannot be told whether every unit attains",
    ),
    "no_units": ("没有分单位数据", "no data by unit"),
    "milestone_open": (
        "事项尚未完成，是否完成不能由数列推算",
        "not done yet, and a series cannot tell whether it will be",
    ),
    "not_quantified": ("目标未定量，只报告不判断", "the target is not quantified: reported, not judged"),
    "zero_baseline": ("基期值为零，无法按百分比下降", "the baseline is zero: no percentage of it can be cut"),
    "note_reduce": (
        "要求比基期下降{pct:g}%，计入了基期值本身的不确定性",
        "a cut of {pct:g}% from the baseline, whose own uncertainty is counted",
    ),
    "note_reduce_published": (
        "要求比基期下降{pct:g}%，基期按公布值计",
        "a cut of {pct:g}% from the baseline as published",
    ),
    "note_band": ("“稳定”指与基期相差不超过{band:.3g}", "stable = within {band:.3g} of the baseline"),
    "note_low": ("“低水平”指每年都不高于{level:.4g}", "low = at or below {level:.4g} in every year"),
    "note_slow": (
        "比较斜率：{year:.0f}年以前年均变化{before:.2g}，此后（已有数据和推算合并）年均变化{after:.2g}",
        "slopes compared: {before:.2g} a year up to {year:.0f}, {after:.2g} after (known and projected together)",
    ),
    "note_full": (
        "公布值保留{decimals}位小数达到{level:g}即为全覆盖，即不低于{least:g}；"
        "历史数据中推算可达的约有{short:.0%}停在满值以下，可能性已相应下调",
        "full = {level:g} as published (decimals: {decimals}), that is {least:g} or more; "
        "of those forecast to be full about {short:.0%} stopped short in published data, and the likelihood is cut "
        "accordingly",
    ),
    "note_units": (
        "各单位之间按相关系数{rho:g}计，独立时为{independent:.2f}",
        "units correlated by {rho:g}; {independent:.2f} if they were independent",
    ),
    "reference_known": (
        "参照指标已有目标年数值而本指标没有，不作推算",
        "the reference has a figure for the target year and this one has none: nothing is projected",
    ),
    "target_year_past": ("目标年不晚于最近数据年", "the target year is not after the latest figure"),
}


def reason(code: str, lang: Lang = "zh", **numbers: float) -> str:
    """Say a ground in the reader's language.

    Parameters
    ----------
    code : str
        A ground's code; empty for "answered", which gives an empty sentence.
    lang : {"zh", "en"}
        The reader's language.
    **numbers : float
        Values for the sentence's places.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such ground.

    Examples
    --------
    >>> reason("too_few_points", n=2, need=4)
    '只有2个年度数据，至少需要4个'
    >>> reason("no_baseline", "en")
    'the baseline is not known'
    """
    if not code:
        return ""
    zh, en = _SENTENCES[code]
    return (zh if lang == "zh" else en).format(**numbers)
