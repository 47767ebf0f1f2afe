"""A plan whose outcome is known: what would have been said, what came, and what that is worth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kcstats.evaluation.hindcast import hindcast, hindcast_series
from kcstats.evaluation.hindcast_scores import scores
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.record import prior_record
from kcstats.plan.model import Plan
from kcstats.report.conclusions import plan_title
from kcstats.report.facts import Facts, Point, facts, of_plan, target_cell
from kcstats.report.figures.alt import alt_compare
from kcstats.report.figures.compare import compare
from kcstats.report.figures.expected import Panel, alt_expected, expected
from kcstats.report.markdown import paragraphs, slug
from kcstats.report.numbers import number, percent
from kcstats.report.sections.frame import Frame, with_plain_years
from kcstats.report.sections.hindcast_tables import (
    better,
    rules_table,
    said_and_came,
    scores_table,
    series_table,
    words_table,
)
from kcstats.report.sections.opening import standing_note
from kcstats.stats.intervals import wilson

BANDS = ["year", "q025", "q10", "q50", "q90", "q975"]


def summary(frame: Frame) -> str:
    """摘要: how many targets could be judged then, and how it turned out."""
    ev, table = frame.ev, hindcast(frame.ev)
    score = scores(table).to_dict("records")[0]
    judged = table[table["met"].notna() & table["p_attain"].notna()]
    inside, n = int(judged["inside"].sum()), len(judged)
    year, last = ev.settings.data_to, int(ev.settings.truth_to or 0)
    titles = "".join(plan_title(plan, "zh") for plan in ev.plans)
    if not n:
        said = frame.say("没有当年能够判断、结果又已公布的目标，无法检验。", "No target can be checked.")
    else:
        said = frame.say(
            f"{len(table)}项目标中，只用截至{year}年的数据能够给出可能性、目标年又有公布数值的有{n}项：按当时推算的可能性相加，"
            f"预期实现{number(float(judged['p_attain'].sum()), 1)}项，实际实现{int(score['met'])}项；"
            f"{inside}项的实际值落在当时给出的80%区间以内；Brier得分{number(float(score['brier']), 3)}（0为最好，"
            "一律说五成为0.25）。",
            f"Of {len(table)} targets {n} could be given a likelihood with the figures up to {year} and have a "
            f"figure for their target year: {number(float(judged['p_attain'].sum()), 1)} were expected to be met, "
            f"{int(score['met'])} were; {inside} figures fell inside the 80% interval given then; Brier score "
            f"{number(float(score['brier']), 3)} (0 is best, saying even odds scores 0.25).",
        )
    return paragraphs(
        frame.heading("摘要", "Summary", id="summary"),
        standing_note(frame),
        frame.say(
            f"本报告检验方法本身：把{titles}放回{year}年，只用当时以前的数据作出推算，"
            f"再与{last}年前后公布的实际数值逐项对照。",
            f"This report tests the method: the plans are put back to {year}, projected from earlier figures only, "
            f"and compared with what was published for {last}.",
        ),
        said,
        _small(frame, n, int(score["met"])),
    )


def approach(frame: Frame, number_: int) -> str:
    """How the test was done, and what it cannot exclude."""
    ev = frame.ev
    year, last = ev.settings.data_to, ev.settings.truth_to
    return paragraphs(
        frame.heading("检验方法", "How the test was done", id="approach", number=number_),
        frame.say(
            f"**起点**：只用{year}年及以前的数值，按与中期评估完全相同的规则推算各项目标的实现可能性和{last}年数值的80%区间。"
            "数值采用现在掌握的版本，包括后来的修订，所以比当年实际能看到的略好。",
            f"**Origin**: figures up to {year} only, by the very rules of a mid-term evaluation. The figures are "
            "those known now, later revisions included, so the test is slightly kinder than the year itself was.",
        ),
        frame.say(
            f"**结果**：目标年的公布数值直接对照目标；要求“保持”的，起点以后公布的各年数值都须在目标以内。{last}年没有公布数值的，"
            "列出最近数值，不计入成绩。",
            f"**Outcome**: the target year's published figure against the target; targets to keep must hold in every "
            f"later published year. Without a figure for {last} a target is listed, not scored.",
        ),
        frame.say(
            "**对照**：线性进度比、复合增长率之比、年均下降率三种公开的进度规则，用同样的数据、同样的目标；它们只说“能”或“不能”，"
            "按100%或0%计分，只在它们能够作出判断的目标上比较。",
            "**Comparators**: three published progress rules on the same figures and targets; they say only yes or "
            "no and are scored as 100% or 0%, on the targets they speak of.",
        ),
        _prior(frame),
    )


def results(frame: Frame, number_: int) -> str:
    """逐项对照: every target, what was said and what came; pictures."""
    table = hindcast(frame.ev)
    parts = [frame.heading("逐项对照", "Target by target", id="results", number=number_)]
    for place, plan in enumerate(frame.ev.plans, start=1):
        mine = table[table["plan"] == plan.id]
        parts += [
            frame.subheading(plan.name(frame.lang), place),
            frame.say(f"各项目标当时的判断和实际结果见[@tbl-hindcast-{slug(plan.id)}]。",
                      f"What was said of each target, and the outcome: [@tbl-hindcast-{slug(plan.id)}]."),
            said_and_came(frame, plan, mine),
            _dots(frame, plan, mine),
            _panels(frame, plan),
        ]  # fmt: skip
    return paragraphs(*parts)


def marks(frame: Frame, number_: int) -> str:
    """成绩: Brier, coverage, reliability by word, and the published rules on the same targets."""
    table = hindcast(frame.ev)
    judged = table[table["met"].notna() & table["p_attain"].notna()]
    n, inside = len(judged), int(judged["inside"].sum())
    parts = [frame.heading("成绩", "How good it was", id="marks", number=number_)]
    if not n:
        return paragraphs(*parts, frame.say("没有可以计分的目标。", "No target can be scored."))
    found = wilson([inside], [n])
    low, high = float(found.lower[0]), float(found.upper[0])
    parts += [
        frame.say(
            f"**区间**：{n}项中{inside}项的实际值在80%区间以内（{inside / n:.0%}，"
            f"Wilson 95%区间{low:.0%}—{high:.0%}）。",
            f"**Intervals**: {inside} of {n} figures lie inside the 80% interval ({inside / n:.0%}, Wilson 95% "
            f"interval {low:.0%} to {high:.0%}).",
        ),
        frame.say("**可能性**：按用词分组，预期数与实际数见[@tbl-words]；各种方法在同样目标上的得分见"
                  "[@tbl-scores]，逐项判断见[@tbl-rules]。",
                  "**Likelihood**: [@tbl-words] gives expected and actual numbers by word, [@tbl-scores] the scores "
                  "of every method on the same targets, and [@tbl-rules] what each said, target by target."),
        words_table(frame, table),
        scores_table(frame, table),
        better(frame, table),
        rules_table(frame, table),
        _small(frame, n, int(judged["met"].sum())),
    ]  # fmt: skip
    return paragraphs(*parts)


def series(frame: Frame, number_: int) -> str:
    """其他序列: the intervals of every series with figures on both sides."""
    table = hindcast_series(frame.ev)
    heading = frame.heading("全部序列的区间检验", "The intervals of all series", id="series", number=number_)
    if table.empty:
        return paragraphs(heading, frame.say("没有这样的序列。", "There is no such series."))
    n, inside = len(table), int(table["inside"].sum())
    found = wilson([inside], [n])
    low, high = float(found.lower[0]), float(found.upper[0])
    year = frame.ev.settings.data_to
    zh = (
        f"目标太少，因此把数据包中本地区及下级地区{year}年以前至少有3个数值、以后又有数值的全部{n}个序列"
        f"（不论有无目标）都放回{year}年推算，取以后最近一个公布数值对照：{inside}个在80%区间以内"
        f"（{inside / n:.0%}，Wilson 95%区间{low:.0%}—{high:.0%}）。"
    )
    en = (
        f"The targets are few, so all {n} series of the area and its parts with at least 3 figures up to {year} and "
        f"one later were put back to {year} too and compared with their newest figure: {inside} lie inside the 80% "
        f"interval ({inside / n:.0%}, Wilson 95% interval {low:.0%} to {high:.0%})."
    )
    if low > 0.8:
        zh += "这些序列上区间偏宽：实际变动比方法所留的余地小。"
        en += " On these series the intervals were too wide."
    elif high < 0.8:
        zh += "这些序列上区间偏窄。"
        en += " On these series the intervals were too narrow."
    zh += "同一指标的各地区不是相互独立的证据，上述区间低估了不确定性。"
    en += " Areas of one indicator are not independent evidence, so the interval just given is too narrow."
    return paragraphs(heading, frame.say(zh, en), series_table(frame, table))


def _small(frame: Frame, n: int, met: int) -> str:
    zh = f"**样本很小**：只有{n}项可以计分，分属两部规划，彼此相关，"
    en = f"**Few cases**: only {n} targets can be scored, and they are related; "
    if met in (0, n):
        zh += (
            f"而且{'全部实现' if met else '无一实现'}，因此不能检验方法能否区分实现与不实现的目标，"
            f"任何一律{'乐观' if met else '悲观'}的规则在这里都会满分。"
        )
        en += (
            f"{'all' if met else 'none'} of them were met, so that this cannot show whether the method tells "
            "targets that are met from those that are not: a rule that always says "
            f"{'yes' if met else 'no'} is perfect."
        )
    else:
        zh += "一两项的不同就会改变上述数字。"
        en += "one or two outcomes would change these numbers."
    return frame.say(
        zh + "方法的校准以数千个序列的留出检验为准，本报告只是一个可以逐项查看的实例。",
        en + " Calibration is established on thousands of held-out series; this is one case to look at.",
    )


def _prior(frame: Frame) -> str:
    known = prior_record()
    of, n = number(known["of_series"], 0), number(known["series"], 0)
    share, change = number(1000 * known["series"] / known["of_series"], 1), number(100 * known["largest_change"], 2)
    return frame.say(
        f"**先验**：推算所用的先验权重由{of}个公开序列学得（data/benchmark），没有用本报告的数据包学习或调整。"
        f"但那些序列里有中国的{n}个，其中孕产妇、婴儿、5岁以下儿童死亡率与本报告的指标同名（联合国等机构的"
        "估计值，含2015年以后的年份）。"
        f"它们占全部序列的千分之{share}；去掉这{n}个序列重新学习权重，全国2011—2020年两部纲要各项可能性最多变化"
        f"{change}个百分点（见推算方法检验报告）。",
        f"**Prior**: the weights of the projection were learnt from {of} public series (data/benchmark), none of "
        f"them from this report's package. Those do hold {n} series of China, among them maternal, infant "
        f"and under-five mortality (international estimates, with years after 2015): {share} in a thousand. Learnt "
        "again without them no likelihood of the national programmes of 2011–2020 changes by more than "
        f"{change} percentage points (`kcstats backtest`).",
    )


def _dots(frame: Frame, plan: Plan, table: pd.DataFrame) -> str:
    truth = frame.ev.truth
    if truth is None or not table["p_attain"].notna().any():
        return ""
    before, now = frame.drawn, with_plain_years(truth)
    ids = [str(id) for id in table["id"]]
    caption = frame.say(f"{plan.name('zh')}：当时的可能性与实际结果", f"Likelihoods and outcomes: {plan.name('en')}")
    return frame.draw(compare(before, now, plan.id, rows=ids, lang=frame.lang), f"compare-{slug(plan.id)}",
                      caption=caption, alt=alt_compare(before, now, plan.id, lang=frame.lang))  # fmt: skip


def _panels(frame: Frame, plan: Plan) -> str:
    """Each projected target's band and the figures that came."""
    ev = frame.ev
    panels = [panel(ev, f) for f in of_plan(ev, plan) if (f.id, str(ev.settings.area), "total") in ev.forecasts]
    if not panels:
        return ""
    year = ev.settings.data_to
    note = frame.say(
        f"空心点为{year}年及以前的数值，阴影为只用这些数值推算的80%和95%区间（虚线为中位数），"
        "实心点为后来公布的数值，红线为目标。",
        f"Hollow: figures up to {year}; shading: 80 and 95% intervals projected from them (dashed: median); full: "
        "what was published later; red: the target.",
    )
    caption = frame.say(
        f"{plan.name('zh')}：推算区间与后来的实际数值", f"Intervals and later figures: {plan.name('en')}"
    )
    return frame.draw(expected(ev, panels, note=note, lang=frame.lang), f"expected-{slug(plan.id)}", caption=caption,
                      alt=alt_expected(panels, frame.lang))  # fmt: skip


def panel(ev: Evaluation, f: Facts) -> Panel:
    """One target's panel: its figures to the origin, its band, and its later figures."""
    assert ev.truth is not None
    rows = ev.projections
    mine = rows[(rows["id"] == f.id) & (rows["area"] == ev.settings.area) & (rows["group"] == "total")]
    band = mine[mine["kind"] == "projected"].sort_values("year")[BANDS].to_numpy(dtype=float)
    later = [p for p in facts(ev.truth, f.id).points if p.year > ev.settings.data_to]
    zh = f.lang == "zh"
    odds = f"{f.last}年{target_cell(f)}：当时的可能性{percent(f.p)}" if zh else (
        f"{target_cell(f)} in {f.last}: likelihood given {percent(f.p)}")  # fmt: skip
    at = band[band[:, 0] == f.last]
    if len(at):
        low, high = (number(float(v), f.decimals) for v in at[0, [2, 4]])
        odds += f"，80%区间{low}—{high}" if zh else f", 80% interval {low} to {high}"
    return Panel(
        title=f"{f.name} {f.id}", note=odds, indicator=f.indicator,
        before=_pairs(f.points), after=_pairs(later),
        band=band, mark=ev.settings.data_to + 0.5,
        marked=f"数据截至{ev.settings.data_to}年" if zh else f"data to {ev.settings.data_to}", level=f.level,
    )  # fmt: skip


def _pairs(points: Sequence[Point]) -> np.ndarray:
    return np.array([(p.year, p.value) for p in points], dtype=float).reshape(-1, 2)
