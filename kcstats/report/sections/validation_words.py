"""Names of methods, groups and rules in the validation report, in both languages."""

from __future__ import annotations

from kcstats.terms import Lang

METHODS: dict[str, tuple[str, str]] = {
    "ours": ("本软件", "this software"),
    "plain_mixture": ("单一先验的混合模型", "plain mixture, one prior"),
    "line": ("直线外推（原尺度）", "straight line, published scale"),
    "line_logit_log": ("直线外推（对数尺度）", "straight line, logit or log"),
    "aarr": ("年均下降率（AARR）", "AARR with its regression error"),
    "random_walk": ("随机游走", "random walk"),
    "random_walk_drift": ("随机游走加漂移", "random walk with drift"),
    "cagr": ("复合增长率（CAGR）", "CAGR"),
    "ets": ("阻尼指数平滑（ETS）", "damped ETS"),
    "theta": ("Theta法", "Theta"),
    "local_linear_trend": ("局部线性趋势", "local linear trend"),
    "healthy_people": ("“健康国民”规则", "Healthy People"),
    "open_sdg": ("欧盟统计局规则", "Eurostat / Open SDG"),
    "unsd": ("联合国统计司规则", "UNSD"),
    "escap": ("亚太经社会规则", "ESCAP"),
    "aarr_rule": ("儿基会下降率规则", "UNICEF AARR rule"),
    "linear_pace": ("SDSN线性进度规则", "SDG Index linear pace"),
    "platt": ("Platt重新校准", "Platt scaling"),
    "average_with_random_walk": ("与随机游走平均", "averaged with random walk"),
    "average_with_line": ("掺入二成对数尺度直线", "with a fifth of the line"),
    "average_with_plain": ("与单一先验混合模型平均", "averaged with plain mixture"),
    "alone": ("单独预测", "alone"),
    "with_peers": ("借用同类地区", "with peers"),
    "without_counts": ("不给分子分母", "counts unknown"),
    "with_counts": ("给出分子分母", "counts known"),
}

LEVELS: dict[str, tuple[str, str]] = {
    "all": ("全部窗口", "all windows"),
    "5|5": ("5个点、提前5年", "5 points, 5 years"),
    "percent": ("百分比", "percentages"),
    "rate": ("率", "rates"),
    "index": ("指数和年限", "indices"),
    "country": ("国家", "countries"),
    "subnational": ("地方", "smaller places"),
    "under_10k": ("不足1万人", "under 10,000 people"),
    "10k_20k": ("1万—2万人", "10,000-20,000"),
    "20k_50k": ("2万—5万人", "20,000-50,000"),
    "50k_up": ("5万人以上", "50,000 and more"),
    "observed": ("实测序列", "observed series"),
    "modelled": ("模型估计序列", "modelled series"),
    "middle": ("百分比，远离上下限", "percent, mid-range"),
    "near_a_bound": ("百分比，离上下限不足5个百分点", "percent, within 5 of a bound"),
    "above_95": ("百分比，最新值高于95", "percent, latest above 95"),
    "zeros": ("窗口内出现零", "a zero in the window"),
    "every_year": ("到目标年每年都保持", "kept in every year"),
    "last_year": ("只看目标年", "target year alone"),
}

GROUPS: dict[str, tuple[str, str]] = {
    "all": ("", ""),
    "main": ("", ""),
    "points": ("已知点数", "Points seen"),
    "ahead": ("提前年数", "Years ahead"),
    "kind": ("指标类型", "Kind of indicator"),
    "tier": ("地区层级", "Tier"),
    "people": ("地区人口", "Size of place"),
    "series": ("序列性质", "Nature of the series"),
    "edge": ("数值位置", "Where the figures stand"),
    "topic": ("主题", "Topic"),
    "source": ("数据来源", "Source"),
}

RULES: dict[str, tuple[str, str]] = {
    "improve": ("提高或降低（优于基期）", "increase or decrease (better than the baseline)"),
    "reduce_by_pct": ("比基期降低10%", "10% below the baseline"),
    "stay_stable": ("保持稳定", "stay stable"),
    "stay_low": ("保持较低水平", "stay low"),
    "full_coverage": ("全覆盖", "full coverage"),
    "eliminate": ("消除", "eliminate"),
    "narrow_gap_difference": ("缩小差距（差值）", "narrow a gap (difference)"),
    "narrow_gap_ratio": ("缩小差距（比值）", "narrow a gap (ratio)"),
    "not_below_reference": ("不低于参照", "not below a reference"),
    "every_unit": ("每个单位都达到（三个）", "in every unit (of three)"),
}

VERDICTS: dict[str, tuple[str, str]] = {
    "achieved": ("已实现", "achieved"),
    "on_track": ("按期", "on track"),
    "acceleration_needed": ("需加快", "acceleration needed"),
    "limited": ("进展有限", "limited"),
    "worsening": ("倒退", "worsening"),
    "unknown": ("无法判断", "cannot say"),
}

FAILURES: dict[str, tuple[str, str]] = {
    "no_finite_forecast": ("得不到有限的预测", "no finite forecast"),
}
"""Other failures are named by the error that statsmodels raised."""

TOPICS: dict[str, str] = {
    "vaccination": "免疫接种", "births": "生育与儿童死亡", "causes of death": "死因", "infection": "传染病",
    "teachers": "教师", "school": "学校教育", "work": "就业", "poverty": "贫困与救助", "sickness": "病假与寿命",
    "crime": "犯罪", "water and net": "饮水与网络", "nutrition": "营养", "health staff": "卫生人力",
    "women in office": "妇女参政",
}  # fmt: skip

ALONE: dict[str, tuple[str, str]] = {
    "n09805": ("公共图书馆少儿活动（N09805）", "library events for the young (N09805)"),
    "n00403": ("有机耕地比重（N00403）", "organic farmland, share (N00403)"),
    "sl_tlf_manf": ("制造业就业比重（SL_TLF_MANF）", "employment in manufacturing, share (SL_TLF_MANF)"),
}
"""Indicators that are topics of their own, with their codes in Kolada and in the UN's SDG database."""


def method_name(code: str, lang: Lang) -> str:
    """Name of a method or rule."""
    return METHODS[code][0 if lang == "zh" else 1]


def level_name(group: str, level: str, lang: Lang) -> str:
    """Name of a group of windows.

    Examples
    --------
    >>> level_name("ahead", "3", "zh"), level_name("points", "5", "en"), level_name("topic", "births", "zh")
    ('提前3年', '5 points', '生育与儿童死亡')
    >>> level_name("topic", "n00403:ekologiskt brukad åkermark, andel (%)", "zh")
    '有机耕地比重（N00403）'
    """
    zh = lang == "zh"
    if group == "ahead":
        return f"提前{level}年" if zh else f"{level} years ahead"
    if group == "points":
        return f"{level}个点" if zh else f"{level} points"
    if group == "topic":
        code = level.partition(":")[0]
        alone = ALONE.get(code, (code, code))  # a code says more than nothing where an archive's indicator is new
        return TOPICS.get(level, alone[0]) if zh else alone[1]
    return LEVELS[level][0 if zh else 1] if level in LEVELS else level
