"""Numbers of the prose that belong to the method, each in the words it stands in."""

from __future__ import annotations

from kcstats.evaluation.effects import AREAS_THAT_DECIDE
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.record import comparator_record, false_alarms, measure_record, warning_record
from kcstats.report.numbers import percent
from kcstats.stats.fluctuation import CUTOFFS
from kcstats.stats.joint import GOAL_CORRELATION, PLACE_CORRELATION


def method(ev: Evaluation, lang: str) -> list[str]:
    """Numbers that belong to the method, in the words they stand in; from parameters and records where they can."""
    cut = ev.settings.cutoffs
    low, half, high = (f"{p:.0%}" for p in (cut.unlikely, cut.likely, cut.very_likely))
    red, orange, yellow = (f"{100 * CUTOFFS[name]:g}%" for name in ("red", "orange", "yellow"))
    made, rules = comparator_record()["provenance"], comparator_record()["rules"]
    best = max(rules, key=lambda r: float(r["auc"]))
    base = [percent(warning_record()[kind][0]["base_rate"]) for kind in ("hard_to_complete", "strong_fluctuation")]
    ours, level, slope = (f"{false_alarms(name):.0%}" for name in ("forecast", "ols_level", "ols_slope"))
    tried = f"{measure_record()['provenance']['measures']:,}"
    zh = [
        # where the words of likelihood and the grades change: params, cutoffs
        f"{high}及以上为“很可能”",
        f"{half}—{high}为“较可能”",
        f"{low}—{half}为“较难”",
        f"低于{low}为“很难”",
        f"可能性不低于{half}",
        f"可能性低于{half}",
        f"可能性低于{low}",
        f"可能性在{low}—{half}之间",
        f"橙色：{low}—{half}",
        f"不足{high}且落后",
        f"红色不超过{red}，橙色不超过{orange}，黄色不超过{yellow}",
        # levels of the tests and of the intervals: fixed by the method
        "单侧检验5%水平",
        "双侧5%水平",
        "名义水平5%",
        "95%区间",
        "80%区间",
        "80%和95%区间",
        "确认（95%）",
        "90%范围",
        "10例以下",
        "10例及以上",
        "年后5年内",
        "“加快25%”",
        "再多25%",
        "1例即",
        "1例未达到",
        "1例才不致",
        # examples that explain how probabilities add up; correlations of the joint answer
        "5项各有六成可能，平均达标3项而不是5项",
        f"分别取{PLACE_CORRELATION:.2f}和{GOAL_CORRELATION:.2f}",
        f"有{AREAS_THAT_DECIDE}个以上没有",
        # what the hindcasts gave, as their records hold it
        f"误报的占{ours}",
        f"在{tried}个没有措施的公开序列",
        "可能不超过5%",
        f"水平项误报的占{level}",
        f"斜率项占{slope}",
        f"使用{made['indicators']}个社会指标",
        f"（{made['plans']:,}项）",
        f"（共{made['looks']:,}次）",
        "缩小差距10%、20%或30%",
        f"AUC {best['auc']:.2f}",
        f"窗口上为{best['ours_auc']:.2f}",
        "（0.5为与抽签无异，1为完全正确）",
        f"分别为{base[0]}和{base[1]}",
        # cut-offs of other bodies' rules, as published
        "健康人民2020",
        "（0.95、0.60、0）",
        "（0.95、0.10、−0.10）",
        "（10%、100%）",
        "（1、0.5、0）",
    ]
    en = [
        f"{high} and above",
        f"{half} to {high} likely",
        f"{low} to {half} unlikely",
        f"below {low}",
        f"below {half}",
        f"at least {half}",
        f"orange: {low} to {half}",
        f"below {high} and behind",
        f"between {low} and {half}",
        f"at most {red} for red, {orange} for orange and {yellow} for yellow",
        "one-sided 5%",
        "one-sided at 5%",
        "two-sided 5%",
        "nominal 5%",
        "95% interval",
        "80% interval",
        "expected (80%)",
        "90% range",
        "below 10 events",
        "from 10 on",
        "“For 50%”",
        "“for 80%”",
        "“Year of 50%”",
        "“+25%”",
        "80 and 95%",
        f"correlations {PLACE_CORRELATION:.2f} and {GOAL_CORRELATION:.2f}",
        f"At least {AREAS_THAT_DECIDE} sister",
        f"at least {AREAS_THAT_DECIDE} sister",
        f"wrong in {ours} of cases",
        f"On {tried} real series",
        "at most a 5% chance",
        f"in {level} by its level and {slope} by its slope",
        f"series of {made['indicators']} social",
        f"{made['plans']:,} plans",
        f"{made['looks']:,} looks",
        "close 10, 20 or 30% of the gap",
        f"AUC {best['auc']:.2f}",
        f"looks has {best['ours_auc']:.2f} (0.5 = chance, 1 = perfect)",
        f"right in {base[0]} and {base[1]}",
        "People 2020",
        "(0.95, 0.60, 0)",
        "(0.95, 0.10, −0.10)",
        "(10%, 100%)",
        "(1, 0.5, 0)",
    ]
    return sorted(zh if lang == "zh" else en, key=len, reverse=True)
