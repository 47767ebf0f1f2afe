"""Tables of how other rules would judge, and of what every rule was worth in hindcast.

The verdicts come from the evaluation, the hindcast from the record shipped with the software; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.record import comparator_record, warning_record
from kcstats.report.facts import facts, grade_words
from kcstats.report.markdown import Column, pipe_table
from kcstats.report.numbers import MISSING, percent
from kcstats.report.reference_tables import id_column
from kcstats.report.tables import named
from kcstats.stats.comparison import RULES
from kcstats.terms import Lang

RULE_NAMES: dict[str, tuple[str, str]] = {
    "healthy_people": ("健康人民", "Healthy People"),
    "open_sdg": ("欧盟统计局", "Eurostat / Open SDG"),
    "unsd": ("联合国统计司", "UNSD"),
    "escap": ("亚太经社会", "ESCAP"),
    "aarr": ("年均下降率", "AARR"),
    "linear_pace": ("直线进度", "Linear pace"),
}
VERDICT_WORDS: dict[str, tuple[str, str]] = {
    "achieved": ("已达", "met"),
    "on_track": ("如期", "on track"),
    "acceleration_needed": ("需加快", "faster"),
    "limited": ("有限", "limited"),
    "worsening": ("倒退", "worse"),
    "unknown": (MISSING, MISSING),
}
DETECTOR_NAMES: dict[str, tuple[str, str]] = {
    "likelihood": ("可能性低于50%（橙色及以上）", "likelihood below 50% (orange, red)"),
    "likelihood_red": ("可能性低于20%（红色）", "likelihood below 20% (red)"),
    "any_warning": ("全部达标困难预警", "any warning of this kind"),
    "last_year_missed": ("最新年未达到目标值", "latest figure misses the target"),
    "behind_path": ("最新年落后于直线进度", "latest figure behind the straight path"),
    "line_misses": ("直线外推达不到目标", "a straight line misses the target"),
    "cagr_below_60": ("年均增速之比低于0.6", "growth ratio below 0.6"),
    "strong_fluctuation": ("全部波动异常预警", "any warning of this kind"),
    "beyond_kind": ("波动超出同类指标", "varies more than its kind"),
    "outlier": ("近期一年明显偏离", "one recent year far out"),
    "last_change_above_10_percent": ("比上年变动超过10%", "latest change above 10%"),
    "textbook_xmr": ("教科书控制图（2.66倍移动极差）", "textbook XmR chart (2.66)"),
}


def own_comparison(ev: Evaluation) -> pd.DataFrame:
    """The rows of the evaluated area as a whole of which at least one rule says anything."""
    table = ev.comparators
    keep = (table["area"] == ev.settings.area) & (table["group"] == "total")
    return table[keep & (table[list(RULES)] != "unknown").any(axis=1)]


def comparison_table(ev: Evaluation, *, id: str) -> str:
    """Ours beside every published rule, a row a target; empty where no rule says anything."""
    at, found = 0 if ev.settings.lang == "zh" else 1, own_comparison(ev)
    if found.empty:
        return ""
    columns = [
        id_column(ev, wide=True),
        Column(("指标（单位）", "Indicator (unit)")[at], 24),
        Column(("可能性", "Likelihood")[at], 8, right=True),
        Column(("本报告", "Ours")[at], 9),
        *(Column(RULE_NAMES[name][at], 9) for name in RULES),
        Column(("不同", "Other")[at], 5, right=True),
    ]
    rows = []
    for record in found.to_dict("records"):
        fact = facts(ev, record["id"])
        said = [VERDICT_WORDS[record[name]][at] for name in RULES]
        against = len([name for name in record["disagree"].split(";") if name])
        rows.append([fact.id, named(fact), percent(fact.p), grade_words(fact), *said, against or MISSING])
    caption = (
        "各种公开的评价方法对同一批数据的判断（“不同”为与本报告判断相反的方法数）",
        "How published rules judge the same figures (Other: rules whose yes or no is not ours)",
    )[at]
    return pipe_table(columns, rows, caption=caption, id=id, wide=True)


def comparator_record_table(lang: Lang, *, id: str) -> str:
    """How often each rule's yes and no came true in hindcast, and ours on the same looks."""
    at = 0 if lang == "zh" else 1
    columns = [
        Column(("方法", "Rule")[at], 20),
        Column(("判断次数", "Verdicts")[at], 11, right=True),
        Column(("说能实现，果然实现", "Said yes: met")[at], 14, right=True),
        Column(("说不能，果然未实现", "Said no: missed")[at], 14, right=True),
        Column(("判断正确", "Right")[at], 12, right=True),
        Column(("本报告判断正确", "Ours: right")[at], 14, right=True),
        Column("AUC", 9, right=True),
        Column(("本报告AUC", "Ours: AUC")[at], 11, right=True),
    ]
    rows = [
        [RULE_NAMES[r["rule"]][at], f"{r['looks']:,}", percent(r["yes_right"]), percent(r["no_right"]),
         percent(r["right_share"]), percent(r["ours_right_share"]), f"{r['auc']:.2f}", f"{r['ours_auc']:.2f}"]
        for r in comparator_record()["rules"]
    ]  # fmt: skip
    caption = (
        "各种方法在回测中的准确程度（同一方法能作判断的同一批回测窗口）",
        "What each rule was worth in hindcast, and ours on the same looks",
    )[at]
    return pipe_table(columns, rows, caption=caption, id=id)


def detector_table(lang: Lang, kind: str, *, id: str) -> str:
    """The warnings of one kind as detectors, beside naive rules on the same looks."""
    at, hard = 0 if lang == "zh" else 1, kind == "hard_to_complete"
    columns = [
        Column(("预警规则", "Rule")[at], 28),
        Column(("命中率", "Hit rate")[at], 11, right=True),
        Column(("每指标每年误报", "False alarms a year")[at], 20, right=True),
        Column(("准确率", "Right")[at], 11, right=True),
        Column("AUC", 9, right=True),
        Column(("同样误报下本报告命中率", "Our hit rate at its false alarms")[at], 15, right=True),
        *([Column(("提前年数（中位）", "Lead, years (median)")[at], 15, right=True)] if hard else []),
    ]
    rows = [_detector(r, at, hard) for r in warning_record()[kind]]
    caption = (
        ("达标困难预警与简单规则的回测比较", "Warnings of hard targets beside naive rules, in hindcast")
        if hard
        else ("波动异常预警与简单规则的回测比较", "Warnings of fluctuation beside naive rules, in hindcast")
    )[at]
    return pipe_table(columns, rows, caption=caption, id=id)


def _detector(r: Mapping[str, Any], at: int, hard: bool) -> list[object]:
    cells: list[object] = [DETECTOR_NAMES[r["rule"]][at], percent(r["hit_rate"]),
                           f"{r['false_alarms_per_indicator_year']:.3f}", percent(r["right_share"]),
                           f"{r['auc']:.2f}", percent(r["our_hit_rate_at_its_false_alarms"])]  # fmt: skip
    return [*cells, f"{r['lead_time_median']:.0f}"] if hard else cells
