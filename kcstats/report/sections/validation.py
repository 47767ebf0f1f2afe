"""Calibration told: what was asked, how it was tested, coverage, places of the truths, reliability, scores."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from kcstats.report.figures.coverage import Held, alt_coverage
from kcstats.report.figures.coverage import coverage as draw_coverage
from kcstats.report.figures.pit import Bars, alt_pit
from kcstats.report.figures.pit import pit as draw_pit
from kcstats.report.figures.reliability import draw_reliability, tell_reliability
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import number
from kcstats.report.sections.validation_frame import Backtested, score, share
from kcstats.report.sections.validation_words import GROUPS, level_name, method_name
from kcstats.stats.reliability import ReliabilityTable
from kcstats.validation.backtest import OURS, PLAIN

MAIN = {"group": "main", "level": "5|5"}
ALL = {"group": "all", "level": "all"}
COVER, WITHIN, ERROR, SKILL, GAIN = (0.77, 0.83), 0.75, 0.03, 0.20, 0.03
"""What the project asks of itself: coverage of 80 % intervals, share of indicators whose own lies in 70-90 %,
expected calibration error, skill at five points and five years, and skill above the plain mixture's."""


def summary(b: Backtested) -> str:
    """Every demand beside what was reached."""
    n, k = number(b.record["windows"], 0), b.record["indicators"]
    rows = _demands(b)
    short = sum(not met for *_, met in rows)
    unmet = b.say(
        f"；{len(rows)}项要求中有{short}项没有达到，没有达到的如实写出。", f"; {short} of {len(rows)} are not met."
    )
    met = b.say("，各项要求都已达到。", "; all are met.")
    opening = b.say(
        f"用{k}个真实指标的{n}个窗口检验：先看过去几年的数值，推算若干年后的数值，再与后来公布的真实数值核对。被检验的"
        "主题一律不参加学习。下表把对推算的要求和实际达到的水平并列",
        f"{n} windows of {k} real indicators: see a few past figures, forecast, and look up what was published "
        "later. No topic is judged by weights that have seen it. The table puts every requirement beside what was "
        "reached",
    ) + (unmet if short else met)
    columns = [Column(b.say("要求", "Requirement"), 46), Column(b.say("达到", "Reached"), 34),
               Column(b.say("结论", "Verdict"), 12)]  # fmt: skip
    words = (b.say("达到", "met"), b.say("未达到", "not met"))
    table = pipe_table(
        columns, [[asked, found, words[0] if met else words[1]] for asked, found, met in rows],
        caption=b.say("对推算的要求和达到的水平", "Requirements and what was reached"), id="demands",
    )  # fmt: skip
    return paragraphs(b.heading("摘要", "Summary", id="summary"), opening, table)


def _demands(b: Backtested) -> list[tuple[str, str, bool]]:
    """Demand, what was reached, and whether that is enough; from the tables alone."""
    cover: Any = b.rows("coverage", **ALL).set_index("nominal").loc[0.8]
    alone: Any = b.rows("coverage", method=PLAIN, **ALL).set_index("nominal").loc[0.8]
    within, plain_within = float(cover["indicators_within"]), float(alone["indicators_within"])
    skill, plain = b.one("scores", "skill", **MAIN), b.one("scores", "skill", method=PLAIN, **MAIN)
    low, high = b.one("scores", "skill_low", **MAIN), b.one("scores", "skill_high", **MAIN)
    ece = b.one("scores", "ece", **ALL)
    rows = [
        (b.say("80%区间的总覆盖率在77%—83%", "80% intervals cover 77–83%"),
         b.beside(share(cover["covered"]), b.band(cover["low"], cover["high"])),
         COVER[0] <= cover["covered"] <= COVER[1]),
        (b.say("四分之三的指标各自的覆盖率在70%—90%", "three indicators in four have a coverage of 70–90% each"),
         b.beside(share(within), b.say("单一先验：", "plain mixture: ") + share(plain_within)),
         within >= WITHIN),
        (b.say("期望校准误差不超过0.03", "expected calibration error at most 0.03"), score(ece), ece <= ERROR),
        (b.say("5个点、提前5年：布里尔技巧分至少0.20", "Brier skill at 5 points, 5 years: at least 0.20"),
         b.beside(score(skill), b.band(low, high, 2, shares=False)), skill >= SKILL),
        (b.say("5个点、提前5年：技巧分比单一先验的混合模型至少高0.03", "at least 0.03 above the plain mixture"),
         b.say(f"{score(skill)}，单一先验{score(plain)}", f"{score(skill)}, plain {score(plain)}"),
         skill - plain >= GAIN),
    ]  # fmt: skip
    for level, zh, en in (
        ("above_95", "最新值高于95%时不差于基准率", "above 95%: no worse than the base rate"),
        ("zeros", "窗口内有零时不差于基准率", "with zeros: no worse than the base rate"),
    ):
        found = b.one("scores", "skill", group="edge", level=level)
        if math.isfinite(found):
            rows.append((b.say(zh, en), b.say(f"技巧分{score(found)}", f"skill {score(found)}"), found >= 0))
    return [*rows, _beaten(b)]


def _beaten(b: Backtested) -> tuple[str, str, bool]:
    """Whether every method beside ours has the worse Brier score on the windows it answered."""
    table = b.tables["comparators"]
    others = table[~table["method"].isin([OURS, PLAIN]) & table["brier"].notna()]
    lost = others[others["ours_gain"] <= 0]
    names = sorted({method_name(m, b.lang) for m in lost["method"]})
    found = b.say("全部优于", "better than all") if not names else b.say("不及：", "worse than: ") + "、".join(names)
    return (
        b.say("布里尔分优于同一批窗口上的各种对照方法", "better Brier score than every other method"),
        found,
        not names,
    )


def how(b: Backtested, n: int) -> str:
    """The design, and how many windows of each size."""
    extent = b.record["extent"]
    text = b.say(
        f"每个窗口取一个序列的连续4、5、6、8或11个数值，推算最后一个数值之后1—10年的数值（滚动起点，起点随机抽取）。指标按主题"
        f"分成{extent['folds']}组，轮流留出一组：权重只用其余各组学习，再推算留出的一组，同一主题的姊妹指标（如同一种疫苗的三剂）"
        "不会一边学一边考。目标值定在最新值与上限（率则为零）之间差距的10%、20%、30%处，轮流取用，方向按指标的好坏方向。"
        "“实现”指真实数值达到目标值。",
        "Each window takes 4, 5, 6, 8 or 11 successive figures of one series and asks for the figure 1–10 years "
        f"after the latest (rolling origin, drawn by chance). Topics are dealt into {extent['folds']} folds; weights "
        "are learnt from the other folds alone. Targets close 10, 20 and 30% of the gap between the latest figure "
        "and the bound (zero for rates) in turn.",
    )
    bands = b.say(
        "表中比例的区间为精确二项95%区间（Clopper–Pearson），它假定各窗口独立，而同一指标的窗口往往同涨同落，所以是最窄的说法；"
        "技巧分的区间按整个指标重抽，更宽也更可信。布里尔技巧分=1−布里尔分÷基准率的布里尔分，0表示不比“总说平均比例”好。",
        "Bands of shares are exact 95% binomial bands (Clopper-Pearson) and take windows as independent; intervals "
        "of skill draw whole indicators again and are the wider and more honest ones. Brier skill is 1 - Brier score "
        "/ that of always saying the base rate.",
    )
    caption = b.say("各种大小的窗口数（行：已知点数；列：提前年数）", "Windows by points seen and years ahead")
    shown = _by_size(b, b.rows("scores", group="points_ahead"), "n", 0, id="windows", caption=caption)
    return paragraphs(b.heading("怎样检验", "How it was tested", id="how", number=n), text, bands, shown)


def _by_size(b: Backtested, table: pd.DataFrame, column: str, decimals: int, *, id: str, caption: str) -> str:
    """One column of a table, points down and years ahead across."""
    place = table["level"].str.split("|", expand=True).astype(int)
    cells = {(n, h): x for n, h, x in zip(place[0], place[1], table[column], strict=True)}
    points, ahead = sorted({n for n, _ in cells}), sorted({h for _, h in cells})
    columns = [Column(b.say("点数", "Points"), 10)]
    columns += [Column(b.say(f"{h}年", f"{h} y"), 9, right=True) for h in ahead]
    body = [[n, *(number(cells.get((n, h), math.nan), decimals) for h in ahead)] for n in points]
    return pipe_table(columns, body, id=id, caption=caption)


def coverage(b: Backtested, n: int) -> str:
    """Coverage by kind of window: picture, and a table of points by years ahead."""
    held = b.rows("coverage")
    held = held[held["nominal"] == 0.8]
    said = [
        b.say(
            f"{share(r['nominal'], 0)}区间覆盖{share(r['covered'])}",
            f"{share(r['nominal'], 0)}: {share(r['covered'])}",
        )
        for r in b.rows("coverage", **ALL).to_dict("records")
    ]
    text = b.say(
        f"全部窗口合计，{'，'.join(said)}。[@fig-coverage]按已知点数和提前年数、[@fig-coverage-kinds]按指标类型、地区大小和"
        "数值位置看80%区间；[@tbl-coverage-sizes]逐一列出点数和年数的各种组合。",
        f"Over all windows: {', '.join(said)}. [@fig-coverage] shows the 80% interval by points and years ahead, "
        "[@fig-coverage-kinds] by kind of window, [@tbl-coverage-sizes] by both.",
    )
    sizes, kinds = ("all", "main", "points", "ahead"), ("kind", "tier", "people", "series", "edge")
    cells = held[held["group"] == "points_ahead"].assign(percent=lambda t: 100 * t["covered"])
    caption = b.say("80%区间的覆盖率，按点数和提前年数（%）", "Coverage of 80% intervals by size (%)")
    shown = [
        _by_size(b, cells, "percent", 1, id="coverage-sizes", caption=caption),
        _held(b, held, sizes, "coverage", b.say("80%预测区间的覆盖率：按点数和年数", "Coverage by points and years")),
        _held(b, held, kinds, "coverage-kinds", b.say("80%预测区间的覆盖率：按类别", "Coverage by kind of window")),
    ]
    return paragraphs(b.heading("区间覆盖率", "Coverage", id="coverage", number=n), text, *shown, _worst(b))


def _held(b: Backtested, held: pd.DataFrame, groups: tuple[str, ...], id: str, caption: str) -> str:
    rows = [
        Held(GROUPS[group][0 if b.zh else 1], level_name(group, r["level"], b.lang), r["n"], r["covered"], r["low"],
             r["high"])
        for group in groups for r in held[held["group"] == group].to_dict("records")
    ]  # fmt: skip
    if not rows:
        return ""
    return b.draw(draw_coverage(rows, lang=b.lang), id, caption=caption, alt=alt_coverage(rows, lang=b.lang))


def _worst(b: Backtested) -> str:
    """Topics whose coverage strays most, named."""
    held = b.rows("coverage", group="topic")
    held = held[held["nominal"] == 0.8].sort_values("covered")
    if held.empty:
        return ""
    columns = [Column(b.say("主题", "Topic"), 34), Column(b.say("窗口数", "Windows"), 14, right=True),
               Column(b.say("覆盖率", "Coverage"), 14, right=True),
               Column(b.say("二项95%区间（%）", "95% band (%)"), 24, right=True)]  # fmt: skip
    shown = pd.concat([held.head(6), held.tail(6)]).drop_duplicates("level") if len(held) > 12 else held
    body = [
        [level_name("topic", r["level"], b.lang), number(r["n"], 0), share(r["covered"]), b.band(r["low"], r["high"])]
        for r in shown.to_dict("records")
    ]
    few = b.say(
        "覆盖率最低和最高的主题（各6个；只有一个指标的注明其原库代码）",
        "Topics with the lowest and the highest coverage (six each; one of a single indicator with its code)",
    )
    every = b.say("各主题的覆盖率（由低到高；只有一个指标的注明其原库代码）",
                  "Coverage by topic, lowest first; one of a single indicator with its code")  # fmt: skip
    return pipe_table(columns, body, id="coverage-topics", caption=few if len(held) > 12 else every)


def pit(b: Backtested, n: int) -> str:
    """Places of the truths in their forecasts."""
    table = b.rows("pit")
    panels = {}
    for group in ("all", "main", "kind", "tier", "people"):
        for level, part in table[table["group"] == group].groupby("level", sort=False):
            if part["n"].sum():
                share_, low, high = (part[name].tolist() for name in ("share", "low", "high"))
                panels[level_name(group, str(level), b.lang)] = Bars(share_, low, high, int(part["n"].sum()))
    figure = b.draw(draw_pit(panels, lang=b.lang), "pit", alt=alt_pit(panels, lang=b.lang),
                    caption=b.say("真实值在预测分布中的位置", "Place of the truth in its forecast"))  # fmt: skip
    text = b.say(
        "预测若如实，真实值落在预测分布任何一成里的机会应一样多，[@fig-pit]中的柱应齐平。",
        "Of honest forecasts each tenth holds as many truths: the bars of [@fig-pit] should be level.",
    )
    return paragraphs(b.heading("预测分布", "Distribution", id="pit", number=n), text, figure)


def reliability(b: Backtested, n: int) -> str:
    """Reliability diagrams."""
    shown = [b.heading("说多少，成多少", "Reliability", id="reliability", number=n)]
    sets = (
        ("reliability", ("all",), b.say("可靠性：全部窗口", "Reliability: all windows")),
        ("reliability-kind", ("kind", "tier"), b.say("可靠性：按指标类型和地区层级", "Reliability by kind and tier")),
        ("reliability-people", ("people",), b.say("可靠性：按地区人口", "Reliability by size of place")),
    )
    table = b.rows("reliability")
    sure, came = b.one("scores", "n_sure", **ALL), b.one("scores", "sure_came_true", **ALL)
    line = b.one("scores", "sure_came_true", method="line_logit_log", **ALL)
    shown.append(b.say(
        f"说“实现可能性80%以上”的{number(sure, 0)}次中，实际实现{share(came, 0)}；对数尺度的直线外推说同样的话，"
        f"只实现{share(line, 0)}。",
        f"Of {number(sure, 0)} targets called at least 80% likely, {share(came, 0)} came true; of those that a "
        f"straight line called so, {share(line, 0)}.",
    ))  # fmt: skip
    for id, groups, caption in sets:
        tables = {
            "" if group == "all" else level_name(group, str(level), b.lang): _reliability_table(part)
            for group in groups
            for level, part in table[table["group"] == group].groupby("level", sort=False)
        }
        if tables:
            figure = draw_reliability(tables, lang=b.lang)
            shown.append(b.draw(figure, id, caption=caption, alt=tell_reliability(tables, lang=b.lang)))
    return paragraphs(*shown)


def _reliability_table(part: pd.DataFrame) -> ReliabilityTable:
    low, high, said, came, lower, upper = (
        part[name].to_numpy(dtype=float) for name in ("from", "to", "said", "came_true", "low", "high")
    )
    return ReliabilityTable(low, high, part["n"].to_numpy(dtype=np.intp), said, came, lower, upper)


def _crps(b: Backtested) -> str:
    """What the score of the whole distribution is, and where it is worse than "no change"."""
    table = b.rows("scores")
    wide = table[(table["crps"] > 1) & table["group"].isin(["kind", "tier", "people", "series", "edge"])]
    names = b.list([level_name(str(r["group"]), str(r["level"]), b.lang) for r in wide.to_dict("records")])
    return b.say(
        "CRPS（连续分级概率评分）在对数或logit尺度上衡量整个预测分布离真实值多远，以“一点不变”的平均误差为1，越小越好。"
        + (f"大于1的有：{names}，在这些窗口上预测分布不如“一点不变”。" if names else ""),
        " CRPS (continuous ranked probability score): how far the whole forecast lies from the truth on the log or "
        "logit scale, 1 = as far as “no change”; smaller is better."
        + (f" Above 1, and so worse than “no change”: {names}." if names else ""),
    )


def scores(b: Backtested, n: int) -> str:
    """Brier score and its parts by kind of window."""
    heads = ((b.say("窗口数", "n"), 9), (b.say("实现", "Came true"), 8.5), (b.say("布里尔分", "Brier"), 12.5),
             (b.say("技巧分", "Skill"), 9), (b.say("其95%区间", "its 95%"), 19), (b.say("校准误差", "ECE"), 12.5),
             (b.say("可靠性", "Reliab."), 10), (b.say("分辨力", "Resol."), 10), ("CRPS", 8))  # fmt: skip
    columns = [Column(b.say("窗口", "Windows"), 24), *(Column(t, w, right=True) for t, w in heads)]
    body = [
        [level_name(group, r["level"], b.lang), number(r["n"], 0), share(r["base_rate"], 0), score(r["brier"]),
         score(r["skill"], 2), b.band(r["skill_low"], r["skill_high"], 2, shares=False), score(r["ece"]),
         score(r["reliability"], 4), score(r["resolution"], 4), score(r["crps"], 2)]
        for group in ("all", "main", "points", "ahead", "kind", "tier", "people", "series", "edge", "keep")
        for r in b.rows("scores", group=group).to_dict("records")
    ]  # fmt: skip
    text = b.say(
        "布里尔分=可靠性−分辨力+基准率自身的方差（另有很小的档内余项）：可靠性越小越好，分辨力越大越好。最后两行是“保持”类"
        "目标：到目标年的每一年都守住目标值的联合概率，与同一批窗口只看目标年的概率对照。",
        "Brier score = reliability - resolution + the base rate's own variance (and a small rest within bins). The "
        "last two rows ask for keeping the target in every year, beside the target year alone.",
    ) + _crps(b)
    caption = b.say("本软件的得分，按窗口类别", "Scores by kind of window")
    table = pipe_table(columns, body, id="scores", caption=caption)
    return paragraphs(b.heading("得分", "Scores", id="scores", number=n), text, table)
