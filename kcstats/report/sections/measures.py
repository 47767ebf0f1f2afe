"""措施成效: each dated measure, what was observed after it, and what was to be expected without it.

The sentences never say that a measure brought something about: the figures before and after a date cannot show that.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd

from kcstats.evaluation.effects import AREAS_THAT_DECIDE, LEVEL
from kcstats.evaluation.model import BAND_COLUMNS
from kcstats.evaluation.record import false_alarms, measure_record
from kcstats.evaluation.select import TOTAL
from kcstats.plan.load import load_indicators
from kcstats.plan.model import Indicator
from kcstats.report.figures.expected import Panel, alt_expected, expected
from kcstats.report.figures.words import GROUP_WORDS, unit_text
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import MISSING, amount, number, percent, points
from kcstats.report.sections.frame import Frame
from kcstats.terms import Effect, word

PANELS = 8
"""At most so many pictures."""

Row = dict[Hashable, Any]


def measured(frame: Frame) -> str:
    """Tell every measure of the package; empty where it names none."""
    named = frame.ev.effects.to_dict("records") if len(frame.ev.effects) else []
    every = [row for row in named if row["start_year"] <= frame.ev.settings.data_to]
    rows = [row for row in every if row["group"] == TOTAL]
    later = sum(row["group"] == TOTAL for row in named) - len(rows)
    if not rows:
        return _later(frame, later)
    groups = [row for row in every if row["group"] != TOTAL]
    shown = [row for row in every if row["group"] == TOTAL or _finite(row["p_adjusted"])]
    indicators = load_indicators(frame.ev.settings.plan_path)
    items = [f"{place}. {sentence(frame, row, indicators[row['indicator']])}" for place, row in enumerate(rows, 1)]
    return paragraphs(
        _opening(frame, rows) + _later(frame, later), _method(frame), "\n".join(items),
        _by_group(frame, groups, indicators) if groups else "", _table(frame, shown, indicators),
        _picture(frame, rows, indicators),
    )  # fmt: skip


def sentence(frame: Frame, row: Row, indicator: Indicator) -> str:
    """One measure: what was done when, what came, what was to be expected, and what can be said of it."""
    told = _told(frame, row, indicator)
    verdict = word(Effect(row["verdict"]), frame.lang)
    if row["verdict"] == Effect.CANNOT_BE_TOLD:
        said = frame.say(f"**{verdict}**：{row['reason']}。", f"**{verdict.capitalize()}**: {row['reason']}.")
    elif row["verdict"] == Effect.NO_DETECTABLE_CHANGE:
        said = frame.say(f"**{verdict}**：差异没有超出偶然范围{_least(frame, row, indicator)}。",
                         f"**{verdict.capitalize()}**: within chance{_least(frame, row, indicator)}.")  # fmt: skip
    else:
        said = frame.say(f"**{verdict}**，差异超出偶然范围。", f"**{verdict.capitalize()}**, by more than chance.")
    return frame.say(f"{told}{said}", f"{told} {said}")


def _told(frame: Frame, row: Row, indicator: Indicator) -> str:
    name, where = indicator.name(frame.lang), _where(frame, row)
    ends = frame.say("年起", " on")
    if not pd.isna(row["end_year"]):
        ends = frame.say(f"—{int(row['end_year'])}年", f"–{int(row['end_year'])}")
    head = frame.say(f"**{row['title']}**（{where}{row['start_year']}{ends}，{name}）。",
                     f"**{row['title']}** ({where}{row['start_year']}{ends}; {name}).")  # fmt: skip
    if not _finite(row["observed"]):
        return head
    digits, unit = _digits(indicator), indicator.unit
    seen, hoped = (amount(row[key], unit, digits, frame.lang) for key in ("observed", "expected"))
    low, high = (number(row[key], digits) for key in ("expected_low", "expected_high"))
    first, last = int(row["first_after"]), int(row["last_after"])
    single = first == last
    zh = (
        f"{first}年为{seen}" if single else f"{first}—{last}年平均为{seen}"
    ) + f"；按此前走势预计为{hoped}（95%区间{low}—{high}），实际比预计{_apart(frame, row['effect'], indicator)}，"
    zh += f"仅由偶然造成这样大差异的概率为{percent(row['p_effect'])}。"
    en = (
        (f" {seen} in {first}" if single else f" {seen} on average in {first}–{last}")
        + f"; {hoped} was to be expected from the figures before (95% interval {low} to {high}): "
        + f"{_apart(frame, row['effect'], indicator)}; chance alone: {percent(row['p_effect'])}."
    )
    return head + frame.say(zh, en) + _compared(frame, row, indicator)


def _compared(frame: Frame, row: Row, indicator: Indicator) -> str:
    n = int(row["n_comparison"])
    if not n:
        return ""
    digits = _digits(indicator)
    low, high = (_signed(row[key], digits) for key in ("comparison_low", "comparison_high"))
    apart, p = _apart(frame, row["comparison_effect"], indicator), percent(row["p_comparison"])
    zh = f"与没有这项措施的{n}个地区各自偏离预计的程度相比，{apart}（95%区间{low}至{high}，偶然概率{p}）"
    en = f" Against {n} areas without it: {apart} (95% interval {low} to {high}; chance alone: {p})"
    few = n < AREAS_THAT_DECIDE
    return frame.say(zh + ("，地区太少，只作参考。" if few else "。"), en + (", too few to decide." if few else "."))


def _least(frame: Frame, row: Row, indicator: Indicator) -> str:
    """What it would have taken to be noticed, where the area's own forecast decides."""
    if int(row["n_comparison"]) >= AREAS_THAT_DECIDE:
        return ""
    up = indicator.direction.value == "increase"
    level = amount(row["expected_high" if up else "expected_low"], indicator.unit, _digits(indicator), frame.lang)
    side = ("高于", "above") if up else ("低于", "below")
    return frame.say(
        f"（平均{side[0]}{level}才能看出改善）", f" (an average {side[1]} {level} would have been noticed)"
    )


def _apart(frame: Frame, effect: float, indicator: Indicator) -> str:
    size = points(effect, indicator.unit, _digits(indicator), frame.lang)
    if not any(digit in size for digit in "123456789"):
        return frame.say("持平", "no difference")
    return frame.say(("高" if effect > 0 else "低") + size, size + (" higher" if effect > 0 else " lower"))


def _signed(value: float, digits: int) -> str:
    return ("+" if value > 0 else "") + number(value, digits)


def _digits(indicator: Indicator) -> int:
    """Averages are printed with one digit at least."""
    return max(indicator.decimals, 1)


def _finite(value: Any) -> bool:
    return not pd.isna(value) and math.isfinite(float(value))


def _where(frame: Frame, row: Row) -> str:
    if row["area"] == frame.ev.settings.area:
        return ""
    name = frame.ev.dataset.area(row["area"]).name(frame.lang)
    return frame.say(f"{name}，", f"{name}, ")


def _opening(frame: Frame, rows: list[Row]) -> str:
    count = {effect: sum(row["verdict"] == effect for row in rows) for effect in Effect}
    told = [(word(effect, frame.lang), n) for effect, n in count.items()]
    n = len(rows)
    judged = n - count[Effect.CANNOT_BE_TOLD]
    chance = number(LEVEL * judged, 1)
    return frame.say(
        f"数据包登记的措施共{n}项次（一项措施、一个指标、一个地区为一项次，[@tbl-effects]）："
        + "、".join(f"{name}{n}项次" for name, n in told) + "。"
        + (f"即使都没有作用，{judged}项次中平均也会有{chance}项次仅因偶然超出范围。" if judged else ""),
        f"The package names {n} measures by indicator and area ([@tbl-effects]): "
        + ", ".join(f"{name} {n}" for name, n in told) + "."
        + (f" Even if none did anything, {chance} of {judged} would be outside by chance." if judged else ""),
    )  # fmt: skip


def _later(frame: Frame, n: int) -> str:
    """Measures that begin after the figures used end are not looked at one by one."""
    to = frame.ev.settings.data_to
    zh, en = (
        f"另有{n}项次在{to}年以后开始，不在所用数据的范围内。",
        f" {n} more begin after {to}, beyond the figures used.",
    )
    return frame.say(zh, en) if n else ""


def _by_group(frame: Frame, rows: list[Row], indicators: dict[str, Indicator]) -> str:
    """Sexes and residences: how many looks, how many tests, what is left of them after the correction."""
    tested = [row for row in rows if _finite(row["p_adjusted"])]
    apart = [row for row in tested if row["verdict"] in (Effect.IMPROVED, Effect.WORSE)]
    names = [
        frame.say(f"{row['title']}（{_where(frame, row)}{indicators[row['indicator']].name('zh')}，"
                  f"{_group(frame, row)}）{word(Effect(row['verdict']), 'zh')}",
                  f"{row['title']} ({_where(frame, row)}{indicators[row['indicator']].name('en')}, "
                  f"{_group(frame, row)}): {word(Effect(row['verdict']), 'en')}")
        for row in apart
    ]  # fmt: skip
    if not tested:
        return frame.say(
            f"**分性别、城乡**：有数据的共{len(rows)}项次，都无法判断。",
            f"**By sex and residence**: {len(rows)} comparisons have figures, none of which can be told.",
        )
    families = len({(row["measure"], row["indicator"], row["area"]) for row in tested})
    zh = (
        f"**分性别、城乡**：有数据的共{len(rows)}项次，其中{len(tested)}项次能作检验，其余无法判断。比较得越多，偶然超出的"
        f"也越多，不校正时即使都没有作用，平均也会有{number(LEVEL * len(tested), 1)}项次超出范围；所以概率按Holm法在"
        f"每项措施内校正（{families}组，每组即使都没有作用，误报任何一项的可能不超过5%）。"
    )
    en = (
        f"**By sex and residence**: {len(rows)} comparisons have figures, {len(tested)} could be tested, the others "
        f"cannot be told. Looking more finds more by chance: unadjusted, {number(LEVEL * len(tested), 1)} would be "
        f"outside even if nothing worked. So p-values are adjusted within each measure (Holm; {families} families, "
        "each with at most a 5% chance of any false finding)."
    )
    left = (
        f"校正后仍超出范围的{len(apart)}项次：" + "；".join(names) + "。",
        " Beyond chance after that: " + "; ".join(names) + ".",
    )
    none = ("校正后没有一项次超出范围。", " None is beyond chance after that.")
    found = left if names else none
    return frame.say(zh + found[0], en + found[1])


def _group(frame: Frame, row: Row) -> str:
    code = str(row["group"])
    return frame.say(*GROUP_WORDS.get(code, (code, code)))


def _method(frame: Frame) -> str:
    ours, level, slope = (f"{false_alarms(name):.0%}" for name in ("forecast", "ols_level", "ols_slope"))
    tried = number(measure_record()["provenance"]["measures"], 0)
    return frame.say(
        "判断方法：只用措施开始以前的数值推算以后各年在走势不变时的水平，与实际数值的平均比较（双侧5%水平）；"
        f"数据包中有{AREAS_THAT_DECIDE}个以上没有这项措施的同级地区时，以与这些地区相比的差异为准。"
        "这只说明措施开始以后的数值与此前走势是否不同，**不能说明差异由该措施引起**：同一时期的其他变化也包含在内。"
        f"在{tried}个没有措施的公开序列上检验（名义水平5%），这一方法误报的占{ours}；通常的分段线性回归，水平项误报的占"
        f"{level}、斜率项占{slope}（见推算方法检验报告）。",
        "How it is told: the figures before the start give what was to be expected had things gone on as before; the "
        "mean of the figures after it is compared with that (two-sided 5%). With at least "
        f"{AREAS_THAT_DECIDE} sister areas without the measure, the difference from them decides. This shows whether "
        "the figures departed from their course, **not that the measure made them**: whatever else happened at the "
        f"time is in it too. On {tried} real series without a measure (nominal 5%) the method is wrong in {ours} of "
        f"cases, the usual segmented regression in {level} by its level and {slope} by its slope "
        "(`kcstats backtest`).",
    )


def _table(frame: Frame, rows: list[Row], indicators: dict[str, Indicator]) -> str:
    zh, compared = frame.zh, any(row["n_comparison"] for row in rows)
    grouped = any(row["group"] != TOTAL for row in rows)
    columns = [
        Column("措施" if zh else "Measure", 19),
        Column("指标（单位）" if zh else "Indicator (unit)", 17),
        Column("年份" if zh else "Years", 11),
        Column("实际" if zh else "Actual", 7, right=True),
        Column("预计（95%区间）" if zh else "Expected (95%)", 21, right=True),
        Column("偶然概率" if zh else "Chance", 8, right=True),
        *([Column("校正后" if zh else "Adjusted", 8, right=True)] if grouped else []),
        *([Column("对照地区" if zh else "Areas", 8, right=True)] if compared else []),
        Column("分段回归" if zh else "Segmented", 10, right=True),
        Column("判断" if zh else "Verdict", 13),
    ]
    cells = [_cells(frame, row, indicators[row["indicator"]], compared=compared, grouped=grouped) for row in rows]
    caption = frame.say(
        "措施前后（分段回归：水平、斜率变化的双侧p值，自相关已计入，只作参考）",
        "Measures, before and after (segmented: two-sided p of level and slope change, autocorrelation allowed for; "
        "for comparison only)",
    )
    return pipe_table(columns, cells, caption=caption, id="effects")


def _cells(frame: Frame, row: Row, indicator: Indicator, *, compared: bool, grouped: bool) -> list[object]:
    digits = _digits(indicator)
    name = f"{_where(frame, row)}{indicator.name(frame.lang)}"
    if row["group"] != TOTAL:
        name += frame.say(f"，{_group(frame, row)}", f", {_group(frame, row)}")
    unit = unit_text(indicator.unit, frame.lang).strip()
    unit = frame.say(f"（{unit}）", f" ({unit})") if unit else ""
    dash = frame.say("—", "–")
    years, came, hoped = str(row["start_year"]) + dash, MISSING, MISSING
    if _finite(row["observed"]):
        first, last = int(row["first_after"]), int(row["last_after"])
        years = f"{first}{dash}{last}" if last > first else f"{first}"
        came = number(row["observed"], digits)
        low, high = (number(row[key], digits) for key in ("expected_low", "expected_high"))
        hoped = f"{number(row['expected'], digits)} ({low}{frame.say('—', ' to ')}{high})"
    areas = f"{int(row['n_comparison'])}: {percent(row['p_comparison'])}" if row["n_comparison"] else MISSING
    lines = f"{_p(row['p_level'])}, {_p(row['p_slope'])}" if _finite(row["p_level"]) else MISSING
    beside = [areas, lines] if compared else [lines]
    if grouped:
        beside = [percent(row["p_adjusted"]) if row["group"] != TOTAL else MISSING, *beside]
    verdict = word(Effect(row["verdict"]), frame.lang)
    return [row["title"], name + unit, years, came, hoped, percent(row["p_effect"]), *beside, verdict]


def _p(value: float) -> str:
    return "<0.01" if value < 0.01 else f"{value:.2f}"


def _picture(frame: Frame, rows: list[Row], indicators: dict[str, Indicator]) -> str:
    shown = [row for row in rows if _finite(row["observed"])][:PANELS]
    if not shown:
        return ""
    panels = [panel(frame, row, indicators[row["indicator"]]) for row in shown]
    note = frame.say(
        "空心点为措施开始以前的数值，阴影为只用这些数值推算的80%和95%区间（虚线为中位数），实心点为措施开始以后的数值。",
        "Hollow: figures before the start; shading: 80 and 95% intervals projected from them (dashed: median); full: "
        "figures since the start.",
    )
    caption = frame.say("措施开始以后的实际数值与按此前走势的预计", "Figures since the start, and what was expected")
    return frame.draw(expected(frame.ev, panels, note=note, lang=frame.lang), "effects", caption=caption,
                      alt=alt_expected(panels, frame.lang))  # fmt: skip


def panel(frame: Frame, row: Row, indicator: Indicator) -> Panel:
    """One measure's panel."""
    table = frame.ev.counterfactuals
    mine = table[
        (table["measure"] == row["measure"])
        & (table["indicator"] == row["indicator"])
        & (table["area"] == row["area"])
        & (table["group"] == row["group"])
    ].sort_values("year")
    band = [name for name in BAND_COLUMNS if name.startswith("q")]
    parts = {kind: mine[mine["kind"] == kind] for kind in ("before", "after", "expected")}
    verdict = word(Effect(row["verdict"]), frame.lang)
    place = _where(frame, row)
    return Panel(
        title=frame.say(f"{place}{indicator.name('zh')}：{verdict}", f"{place}{indicator.name('en')}: {verdict}"),
        note=str(row["title"]), indicator=indicator,
        before=_array(parts["before"], ["year", "value"]), after=_array(parts["after"], ["year", "value"]),
        band=_array(parts["expected"], ["year", *band]), mark=int(row["start_year"]) - 0.5,
        marked=frame.say(f"{row['start_year']}年起", f"since {row['start_year']}"),
    )  # fmt: skip


def _array(table: pd.DataFrame, names: list[str]) -> np.ndarray:
    return table[names].to_numpy(dtype=float).reshape(-1, len(names))
