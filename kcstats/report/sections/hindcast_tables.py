"""The tables of a plan whose outcome is known: targets, words, scores, published rules, series."""

from __future__ import annotations

import math
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from kcstats.evaluation.hindcast_scores import RULES, by_likelihood, scores
from kcstats.plan.model import Plan
from kcstats.report.facts import Facts, facts, target_cell
from kcstats.report.markdown import Column, pipe_table, slug
from kcstats.report.numbers import MISSING, listed, number, percent
from kcstats.report.reference_tables import id_column
from kcstats.report.sections.frame import Frame
from kcstats.report.tables import named
from kcstats.terms import Likelihood, word

METHODS = {
    "ours": ("本软件的可能性", "our likelihood"),
    "linear_pace": ("线性进度比（SDSN）", "linear pace (SDSN)"),
    "cagr_ratio": ("复合增长率之比（Open SDG）", "CAGR ratio (Open SDG)"),
    "aarr": ("年均下降率（UNICEF）", "AARR (UNICEF)"),
    "all_met": ("一律说“能实现”", "“all will be met”"),
}
VERDICTS = {
    "achieved": ("已达到", "achieved"), "on_track": ("可实现", "on track"),
    "acceleration_needed": ("须加快", "accelerate"), "limited": ("进展有限", "limited"),
    "worsening": ("倒退", "worsening"), "unknown": (MISSING, MISSING),
}  # fmt: skip


def said_and_came(frame: Frame, plan: Plan, table: pd.DataFrame) -> str:
    """Every target of a plan: what was known and said then, and what came."""
    zh = frame.zh
    year, last = frame.ev.settings.data_to, frame.ev.settings.truth_to
    columns = [
        id_column(frame.ev),
        Column("指标（单位）" if zh else "Indicator (unit)", 22),
        Column("目标" if zh else "Target", 9, right=True),
        Column(f"截至{year}年" if zh else f"By {year}", 17, right=True),
        Column("可能性" if zh else "Likelihood", 15, right=True),
        Column(f"{last}年80%区间" if zh else f"80% interval, {last}", 16, right=True),
        Column("实际" if zh else "Actual", 17, right=True),
        Column("结果" if zh else "Result", 10),
        Column("区间" if zh else "Inside", 8),
    ]
    rows = [_row(frame, facts(frame.ev, str(r["id"])), r) for r in table.to_dict("records")]
    caption = frame.say(
        f"{plan.name('zh')}：{year}年的判断与实际结果", f"Said in {year}, and the outcome: {plan.name('en')}"
    )
    return pipe_table(columns, rows, caption=caption, id=f"hindcast-{slug(plan.id)}")


def _row(frame: Frame, f: Facts, row: dict[Hashable, Any]) -> list[object]:
    zh = frame.zh
    p, low, high = (float(row[name]) for name in ("p_attain", "q10", "q90"))
    said = f"{word(Likelihood(row['likelihood']), frame.lang)} {percent(p)}" if math.isfinite(p) else (
        word(Likelihood.NONE, frame.lang))  # fmt: skip
    dash = "—" if zh else "–"
    interval = f"{number(low, f.decimals)}{dash}{number(high, f.decimals)}" if math.isfinite(low) else MISSING
    inside = row["inside"]
    within = (MISSING if pd.isna(inside) else "内" if inside else "外") if zh else (
        MISSING if pd.isna(inside) else "yes" if inside else "no")  # fmt: skip
    seen, came = (_dated(frame, row[f"{which}_value"], row[f"{which}_year"], f.decimals)
                  for which in ("latest", "actual"))  # fmt: skip
    return [f.id, named(f), target_cell(f), seen, said, interval, came, _outcome(frame, row["met"]), within]


def _dated(frame: Frame, value: Any, year: Any, decimals: int) -> str:
    if pd.isna(value) or pd.isna(year):
        return MISSING
    shown = number(float(value), decimals)
    return frame.say(f"{shown}（{int(year)}）", f"{shown} ({int(year)})")


def words_table(frame: Frame, table: pd.DataFrame) -> str:
    """How many targets each word of likelihood was said of, and how many were met."""
    zh = frame.zh
    columns = [
        Column("当时的用词" if zh else "Said", 30),
        Column("目标数" if zh else "Targets", 20, right=True),
        Column("预期实现" if zh else "Expected to be met", 25, right=True),
        Column("实际实现" if zh else "Met", 25, right=True),
    ]
    rows = [
        [word(Likelihood(r["likelihood"]), frame.lang), r["n"], number(r["expected"], 1) if r["n"] else MISSING,
         r["met"] if r["n"] else MISSING]
        for r in by_likelihood(table).to_dict("records")
    ]  # fmt: skip
    return pipe_table(columns, rows, caption=frame.say("可能性用词与实际结果", "Words of likelihood and outcomes"),
                      id="words")  # fmt: skip


def scores_table(frame: Frame, table: pd.DataFrame) -> str:
    """The score of every method, and ours on the same targets."""
    zh, at = frame.zh, 0 if frame.zh else 1
    columns = [
        Column("方法" if zh else "Method", 32),
        Column("能判断的目标" if zh else "Targets judged", 16, right=True),
        Column("说“能”" if zh else "Said yes", 13, right=True),
        Column("判断正确" if zh else "Right", 13, right=True),
        Column("Brier得分" if zh else "Brier score", 13, right=True),
        Column("同样目标上本软件" if zh else "Ours on the same", 19, right=True),
    ]
    rows = [
        [METHODS[r["method"]][at], r["n"], r["said_met"], r["right"], number(r["brier"], 3),
         MISSING if r["method"] == "ours" else number(r["ours"], 3)]
        for r in scores(table).to_dict("records")
    ]  # fmt: skip
    caption = frame.say(
        "各种方法在结果已知的目标上的成绩（本软件的判断以五成为界）",
        "Every method on the targets whose outcome is known (ours: yes from even odds on)",
    )
    return pipe_table(columns, rows, caption=caption, id="scores")


def better(frame: Frame, table: pd.DataFrame) -> str:
    """Say plainly which method scored better than we did on the same targets; empty where none did."""
    found = scores(table)
    names = [METHODS[r["method"]] for r in found.to_dict("records") if r["brier"] < r["ours"]]
    if not names:
        return ""
    return frame.say(f"在同样的目标上得分优于本软件的有：{listed([n[0] for n in names])}。",
                     f"Better than ours on the same targets: {listed([n[1] for n in names], 'en')}.")  # fmt: skip


def rules_table(frame: Frame, table: pd.DataFrame) -> str:
    """What each rule said of each target somebody could judge, and what came."""
    zh, at = frame.zh, 0 if frame.zh else 1
    spoke = table["p_attain"].notna() | (table[list(RULES)] != "unknown").any(axis=1)
    columns = [
        id_column(frame.ev),
        Column("指标" if zh else "Indicator", 26),
        Column(METHODS["ours"][at], 15, right=True),
        *(Column(METHODS[rule][at], 17) for rule in RULES),
        Column("结果" if zh else "Result", 10),
    ]
    rows = []
    for r in table[spoke].to_dict("records"):
        name = frame.ev.target(str(r["id"])).name(frame.lang)
        rows.append([r["id"], name, percent(float(r["p_attain"])), *(VERDICTS[r[rule]][at] for rule in RULES),
                     _outcome(frame, r["met"])])  # fmt: skip
    caption = frame.say("各种方法对每项目标的判断", "What each method said of each target")
    return pipe_table(columns, rows, caption=caption, id="rules")


def _outcome(frame: Frame, met: Any) -> str:
    if pd.isna(met):
        return MISSING
    return frame.say("实现", "met") if met else frame.say("未实现", "missed")


def series_table(frame: Frame, table: pd.DataFrame) -> str:
    """How many series of each indicator came inside their interval."""
    zh = frame.zh
    names = _names(frame.ev.settings.plan_path)
    columns = [
        Column("指标" if zh else "Indicator", 46),
        Column("序列数" if zh else "Series", 18, right=True),
        Column("在80%区间以内" if zh else "Inside 80%", 18, right=True),
        Column("年数" if zh else "Years ahead", 18, right=True),
    ]
    rows = []
    for id, part in table.groupby("indicator", sort=False):
        ahead = (part["actual_year"] - part["latest_year"]).to_numpy()
        dash = "—" if zh else "–"
        span = f"{ahead.min()}" if ahead.min() == ahead.max() else f"{ahead.min()}{dash}{ahead.max()}"
        rows.append([names[str(id)][0 if zh else 1], len(part), int(part["inside"].sum()), span])
    caption = frame.say("全部序列：实际值是否落在当时的80%区间", "All series: figures against their 80% intervals")
    return pipe_table(columns, rows, caption=caption, id="series")


@cache
def _names(folder: Path | None) -> dict[str, tuple[str, str]]:
    from kcstats.plan.load import load_indicators

    return {id: (item.name("zh"), item.name("en")) for id, item in load_indicators(folder).items()}
