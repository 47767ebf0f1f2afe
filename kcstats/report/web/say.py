"""The page's own words, in both languages."""

from __future__ import annotations

from kcstats.terms import Lang

_WORDS: dict[str, tuple[str, str]] = {
    "demo": ("演示数据", "DEMO DATA"),
    "demo_long": (
        "演示数据：本页数据为虚构，只用来演示方法，不反映任何地区的真实情况。",
        "Made-up data: the figures on this page are invented to show the method; they describe no real place.",
    ),
    "skip": ("跳到指标列表", "Skip to the targets"),
    "glance": ("两部规划一览", "The plans at a glance"),
    "glance_one": ("规划一览", "The plan at a glance"),
    "domain": ("领域", "Domain"),
    "n": ("项数", "n"),
    "total": ("合计", "Total"),
    "targets": ("全部指标", "All targets"),
    "caption": (
        "每行一项可监测指标；细线为历年监测值，浅色带为80%预测区间，红线为目标；横条和数字为目标年达标可能性，中线为50%。",
        "One target a row. Line: observed values; pale band: 80% prediction interval; red: target. Bar and number: "
        "likelihood of attainment in the target year, middle line at 50%.",
    ),
    "caption_over": (
        "每行一项可监测指标；细线为历年监测值，红线为目标；实心点为目标年已实现，空心点为未实现，旁边是与目标相差多少。",
        "One target a row. Line: observed values; red: target. Full dot: met in the target year; hollow: missed; "
        "beside it the distance to the target.",
    ),
    "caption_mixed": (
        "每行一项可监测指标；细线为历年监测值，红线为目标。目标年数据已有的：实心点为已实现，空心点为未实现，"
        "旁边是与目标相差多少；还没有的：浅色带为80%预测区间，横条和数字为达标可能性，中线为50%。",
        "One target a row. Line: observed values; red: target. With a figure for the target year: full dot met, "
        "hollow missed, and the distance to the target; without one: pale band 80% prediction interval, bar and "
        "number the likelihood of attainment, middle line at 50%.",
    ),
    "indicator": ("指标", "Indicator"),
    "history": ("历年", "History"),
    "latest": ("最新", "Latest"),
    "target": ("目标", "Target"),
    "likelihood": ("达标可能性", "Likelihood"),
    "outcome": ("结果", "Outcome"),
    "outcome_mixed": ("可能性或结果", "Likelihood or outcome"),
    "grade": ("判断", "Grade"),
    "find": ("筛选和排序", "Filter and sort"),
    "search": ("查找指标", "Search"),
    "search_hint": ("名称或编号", "name or id"),
    "plan": ("规划", "Plan"),
    "section": ("类别", "Kind"),
    "grade_filter": ("判断", "Grade"),
    "likelihood_filter": ("可能性", "Likelihood"),
    "warning": ("预警", "Warning"),
    "sort": ("排序", "Sort"),
    "all": ("全部", "all"),
    "any_warning": ("有预警", "any"),
    "no_warning": ("无预警", "none"),
    "sort_rank": ("需关注的在前", "what needs attention first"),
    "sort_low": ("可能性由低到高", "least likely first"),
    "sort_high": ("可能性由高到低", "most likely first"),
    "sort_plan": ("规划顺序", "as in the plans"),
    "reset": ("清除筛选", "Clear"),
    "shown": ("显示{n}项，共{all}项", "{n} of {all} shown"),
    "nothing": ("没有符合条件的指标。", "No target fits."),
    "warned": ("预警", "warning"),
    "profiles": ("各项指标", "Target by target"),
    "close": ("关闭", "Close"),
    "previous": ("上一项", "Previous"),
    "next": ("下一项", "Next"),
    "back": ("回到列表", "Back to the list"),
    "ask": ("逐年查看", "Year by year"),
    "warnings": ("预警", "Warnings"),
    "since": ("自{year}年起", "since {year}"),
    "key_facts": ("要点", "Key facts"),
    "demand": ("目标要求", "Target"),
    "baseline": ("基期", "Baseline"),
    "status": ("现状", "Standing"),
    "distance": ("距目标", "Distance"),
    "needed": ("今后需年均", "Needed a year"),
    "seen": ("以往年均", "Seen a year"),
    "unit": ("责任单位", "Responsible"),
    "reason": ("不能判断的原因", "Why it cannot be judged"),
    "method": ("预测方法", "Method"),
    "goal": ("规划原文目标（摘要）", "The plan's goal (short)"),
    "definition": ("指标定义", "Definition"),
    "figures": ("历年数值", "Figures by year"),
    "year": ("年份", "Year"),
    "value": ("数值", "Value"),
    "numerator": ("分子", "Numerator"),
    "denominator": ("分母", "Denominator"),
    "source": ("来源", "Source"),
    "sources": ("资料来源", "Sources"),
    "groups": ("分组", "Groups"),
    "places": ("下级地区", "Sub-areas"),
    "meets": ("达到目标", "meets the target"),
    "misses": ("未达到", "does not"),
    "group": ("分组或地区", "Group or area"),
    "about": ("说明", "Notes"),
    "pending": ("待补充", "to be supplied"),
    "goal_numeric": ("目标中的定量指标", "numeric, in goals"),
    "directional": ("方向性指标", "directional"),
    "strategy_numeric": ("策略措施中的定量指标", "numeric, in strategies"),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """Say one of the page's words.

    Examples
    --------
    >>> say("shown", "zh", n=3, all=180), say("close", "en")
    ('显示3项，共180项', 'Close')
    """
    text = _WORDS[key][0 if lang == "zh" else 1]
    return text.format(**values) if values else text
