"""The appendix of how other rules would judge, and what rules and warnings were worth in hindcast."""

from __future__ import annotations

from kcstats.evaluation.record import comparator_record, warning_record
from kcstats.report.comparison import (
    RULE_NAMES,
    comparator_record_table,
    comparison_table,
    detector_table,
    own_comparison,
)
from kcstats.report.kinds import appendix
from kcstats.report.markdown import paragraphs
from kcstats.report.numbers import percent
from kcstats.report.sections.frame import Frame


def judged(frame: Frame) -> str:
    """The first half of the appendix: what other rules say of this report's targets."""
    found = own_comparison(frame.ev)
    against, split = int((found["disagree"] != "").sum()), int(found["rules_split"].sum())
    n = len(found)
    told = frame.say(
        f"下表用国际上公开的六种评价方法判断同一批数据，只作对照，不参加本报告的判定。可作对照的{n}项目标中，"
        f"{against}项至少有一种方法与本报告的判断相反，{split}项各方法之间互相矛盾。这些方法只看几个数值之间的比例，"
        "不给出可能性。" if n else "本次没有可供对照的目标（没有目标值或没有数据）。",
        f"Six published rules judge the same figures, for comparison only. Of {n} targets that they can judge, at "
        f"least one rule contradicts this report for {against}, and the rules contradict one another for {split}. "
        "None of them gives a likelihood." if n else "No target can be compared (no number to reach, or no figure).",
    )  # fmt: skip
    zh, en = appendix(frame.ev, "comparison")
    return paragraphs(
        frame.heading(f"{zh}　与其他方法的比较和预警回测", f"{en}: other rules, and hindcasts", id="comparison"),
        told,
        comparison_table(frame.ev, id="comparison") if n else "",
        _words(frame) if n else "",
    )


def hindcasts(frame: Frame) -> str:
    """The second half: what rules and warnings were worth on real series, whatever the data of this report."""
    return paragraphs(
        frame.subheading(frame.say("各种方法在回测中的准确程度", "What the rules were worth in hindcast"), 1),
        _hindcast(frame),
        comparator_record_table(frame.lang, id="comparison-record"),
        frame.subheading(frame.say("预警在回测中的准确程度", "What the warnings were worth in hindcast"), 2),
        _warnings(frame),
        detector_table(frame.lang, "hard_to_complete", id="detectors-hard"),
        detector_table(frame.lang, "strong_fluctuation", id="detectors-moving"),
    )


def _words(frame: Frame) -> str:
    sources = {
        "healthy_people": ("美国“健康人民2020”：已完成应变化量的百分比，只描述现状，“需加快”不算判断",
                           "Healthy People 2020: percent of the targeted change achieved; tells the present only"),
        "open_sdg": ("欧盟统计局和Open SDG：实际与所需年均增速之比（0.95、0.60、0）",
                     "Eurostat and Open SDG: observed over required compound growth (0.95, 0.60, 0)"),
        "unsd": ("联合国统计司：同一比值（0.95、0.10、−0.10）",
                 "UN Statistics Division: the same ratio (0.95, 0.10, −0.10)"),
        "escap": ("联合国亚太经社会：加权直线外推后的剩余差距（10%、100%）",
                  "UN ESCAP: gap left by a weighted line (10%, 100%)"),
        "aarr": ("联合国儿童基金会：年均下降率，只用于要求下降的指标",
                 "UNICEF: average annual rate of reduction; falling targets"),
        "linear_pace": ("可持续发展报告：实际与所需年均变化量之比（1、0.5、0）",
                        "SDG Index: observed over required yearly change (1, 0.5, 0)"),
    }  # fmt: skip
    zh = "；".join(f"{RULE_NAMES[name][0]}即{said[0]}" for name, said in sources.items())
    en = "; ".join(said[1] for said in sources.values())
    return frame.say(f"各方法：{zh}。", f"The rules: {en}.")


def _hindcast(frame: Frame) -> str:
    made, best = comparator_record()["provenance"], max(comparator_record()["rules"], key=lambda r: r["auc"])
    return frame.say(
        f"回测使用{made['indicators']}个社会指标的真实年度数列，假设当年制定了缩小差距10%、20%或30%的六至十年规划"
        f"（{made['plans']:,}项），逐年回看（共{made['looks']:,}次），再与目标年的实际数值核对；推算所用的经验分布"
        "不含所判断主题的任何指标。"
        f"几种方法中判断力最好的是{RULE_NAMES[best['rule']][0]}（AUC {best['auc']:.2f}），"
        f"本报告的可能性在同一批窗口上为{best['ours_auc']:.2f}（0.5为与抽签无异，1为完全正确）。",
        f"Hindcast on real annual series of {made['indicators']} social indicators: {made['plans']:,} plans of six "
        f"to ten years that close 10, 20 or 30% of the gap, looked at every year ({made['looks']:,} looks) and "
        "compared with the target year's own figure; the forecasts had learnt from no indicator of the topic judged. "
        f"The best of the rules is {RULE_NAMES[best['rule']][1]} (AUC {best['auc']:.2f}); our likelihood on the same "
        f"looks has {best['ours_auc']:.2f} (0.5 = chance, 1 = perfect).",
    )


def _warnings(frame: Frame) -> str:
    record = warning_record()
    base = record["hard_to_complete"][0]["base_rate"], record["strong_fluctuation"][0]["base_rate"]
    return frame.say(
        "达标困难预警以“目标年实际数值未达到目标”为准确；波动异常预警以“此后三个数据中再次出现超出同类指标90%范围的"
        f"起落”为准确。不加区别一律预警的准确率分别为{percent(base[0])}和{percent(base[1])}。命中率为未达标的年份中"
        "事先预警的比例；提前年数为首次预警并一直保持到目标年的年数。",
        "A warning of a hard target is right where the target year's figure missed; one of fluctuation where one of "
        "the next three figures again stands outside the 90% range of its kind. Warning of everything would be "
        f"right in {percent(base[0])} and {percent(base[1])}. Hit rate: share of missed targets' looks that warned. "
        "Lead: years before the target year at which a warning was first given and kept.",
    )
