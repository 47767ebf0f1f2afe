"""Numbers and short words as they stand in pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from kcstats.evaluation.demand import BANDED, FROM_BASELINE, bound_of, demand
from kcstats.plan.model import Indicator, Target
from kcstats.plan.units import plain, unit_after
from kcstats.report.numbers import amount, cited, in_cell, number, points
from kcstats.terms import Grade, Lang, Rule, Scope, Status, word

if TYPE_CHECKING:
    import pandas as pd

    from kcstats.evaluation.model import Evaluation

GROUP_WORDS = {
    "sex=female": ("女性", "female"),
    "sex=male": ("男性", "male"),
    "sex=total": ("男女合计", "both sexes"),
    "residence=urban": ("城镇", "urban"),
    "residence=rural": ("农村", "rural"),
    "residence=total": ("城乡合计", "urban and rural"),
}
_DIRECTIONS = {
    Rule.INCREASE: ("高于", "above", "提高", "rise"),
    Rule.DECREASE: ("低于", "below", "降低", "fall"),
    Rule.STAY_STABLE: ("稳定在", "stable at", "稳定", "stable"),
    Rule.STAY_LOW: ("", "", "低水平", "stay low"),
    Rule.SLOW_RISE: ("", "", "减缓上升", "slower rise"),
    Rule.NARROW_GAP: ("", "", "缩小差距", "smaller gap"),
    Rule.NOT_BELOW_REFERENCE: ("", "", "不低于参照", "≥ reference"),
    Rule.FULL_COVERAGE: ("", "", "全覆盖", "all"),
    Rule.ELIMINATE: ("", "", "基本消除", "eliminate"),
    Rule.MILESTONE: ("", "", "完成", "done"),
    Rule.MIN_DOSE: ("", "", "不少于", "minimum"),
    Rule.UNQUANTIFIED: ("", "", "未定量", "no number"),
}

_METHODS = {
    "damped_drift_mixture": ("阻尼漂移混合模型", "damped-drift mixture"),
    "counts": ("计入例数的随机波动", "chance in the counts included"),
    "peers": ("参考其他地区同一指标", "the same indicator elsewhere borrowed from"),
    "pooled_few_points": ("数据点少，主要依据同类指标的经验", "few figures: mostly what such indicators do"),
    "pooled_all_zero": ("历年均为0，主要依据同类指标的经验", "all zero: mostly what such indicators do"),
    "pooled_all_100": ("历年均为100%，主要依据同类指标的经验", "all 100%: mostly what such indicators do"),
    "pooled_constant": ("历年数值相同，主要依据同类指标的经验", "all equal: mostly what such indicators do"),
}


def method_words(method: str, lang: Lang) -> str:
    """Say a result's method, such as ``damped_drift_mixture+counts;at_most``; unknown parts are left out.

    Examples
    --------
    >>> method_words("damped_drift_mixture+counts;at_most", "zh")
    '阻尼漂移混合模型（计入例数的随机波动）'
    """
    codes = method.partition(";")[0].split("+")
    model, *notes = [_METHODS[code][0 if lang == "zh" else 1] for code in codes if code in _METHODS] or [""]
    if not notes:
        return model
    return f"{model}（{'，'.join(notes)}）" if lang == "zh" else f"{model} ({', '.join(notes)})"


def unit_text(unit: str, lang: Lang, figure: str = "") -> str:
    """Print a unit behind a number, as short as it can be; behind a printed 1 in the singular.

    Examples
    --------
    >>> unit_text("1/10万", "zh"), unit_text("1/10万", "en"), unit_text("%", "en")
    ('/10万', '/100,000', '%')
    """
    return unit_after(figure, unit, lang).replace(" per ", "/")


def grade_word(row: pd.Series, target_year: int, lang: Lang) -> str:
    """Say a grade; once the target year is over, difficult is missed."""
    grade = Grade(row["grade"])
    if grade is Grade.DIFFICULT and is_over(row, target_year):
        return "未达标" if lang == "zh" else "missed"
    return word(grade, lang)


def target_year(ev: Evaluation, target: Target) -> int:
    """The year a target is judged in."""
    return ev.settings.target_year or target.target_year


def indicator_of(ev: Evaluation, target: Target) -> Indicator:
    """The catalogue's entry behind a target."""
    return ev.plan(target.plan).indicators[target.indicator]


def is_over(row: pd.Series, year: int) -> bool:
    """Whether the target year's own figure is known, so that nothing is likely any more."""
    return bool(np.isfinite(row["latest_year"]) and row["latest_year"] >= year)


def level_of(target: Target, baseline: float) -> tuple[float, bool]:
    """The level a target holds its indicator to (NaN = none), and whether more is demanded."""
    needed = demand((target,), np.array([baseline], dtype=float))
    return float(needed.level[0]), bool(needed.upward[0])


def target_short(target: Target, baseline: float, decimals: int, lang: Lang) -> str:
    """Say a target in a table's cell, such as ≤12, or its direction where it has no number."""
    level, upward = level_of(target, baseline)
    if target.rule is Rule.REDUCE_BY_PCT:
        if math.isfinite(level):
            return "≤" + number(level, decimals)
        cut = plain(target.threshold or 0.0)
        return f"降{cut}%" if lang == "zh" else f"−{cut}%"
    if target.numeric and math.isfinite(level):
        return ("≥" if upward else "≤") + plain(level)
    if target.rule in _DIRECTIONS:
        return _DIRECTIONS[target.rule][2 if lang == "zh" else 3]
    return "—"


def target_at(target: Target, baseline: float, indicator: Indicator, lang: Lang) -> str:
    """Say a target in short, a level with its unit: ≤12/10万; a cut or a direction has none."""
    short = target_short(target, baseline, indicator.decimals, lang)
    return short + (unit_text(indicator.unit, lang) if short[0] in "≤≥" else "")


def level_words(target: Target, lang: Lang) -> str:
    """Say what a target without a number is held to: the baseline year, from above or below."""
    say = _DIRECTIONS.get(target.rule, ("", "", "", ""))[0 if lang == "zh" else 1]
    return f"{say}{target.baseline_year}年" if lang == "zh" else f"{say} {target.baseline_year}"


def target_words(ev: Evaluation, target: Target, baseline: float, lang: Lang) -> str:
    """Say a target on its line."""
    indicator = indicator_of(ev, target)
    level, upward = level_of(target, baseline)
    year, unit = target_year(ev, target), unit_text(target.unit or indicator.unit, lang, plain(level))
    zh = lang == "zh"
    if target.rule is Rule.REDUCE_BY_PCT:
        cut, at = plain(target.threshold or 0.0), number(level, indicator.decimals) + unit_text(indicator.unit, lang)
        known = math.isfinite(level)
        if zh:
            return f"目标：{year}年比{target.baseline_year}年下降{cut}%" + (f"，即≤{at}" if known else "")
        return f"Target: {cut}% below {target.baseline_year} by {year}" + (f", i.e. ≤{at}" if known else "")
    if target.rule is Rule.STAY_LOW:  # held with a band: the line is where it started, not the limit
        at = amount(level, indicator.unit, indicator.decimals, lang) if math.isfinite(level) else ""
        low = target_short(target, baseline, indicator.decimals, lang)
        base = (f"（{target.baseline_year}年为{at}）" if zh else f" ({target.baseline_year}: {at})") if at else ""
        return (f"目标：保持{low}" if zh else f"Target: {low}") + base
    if target.rule in FROM_BASELINE:
        at = amount(level, indicator.unit, indicator.decimals, lang) if math.isfinite(level) else ""
        say = level_words(target, lang)
        if zh:
            return f"目标：{say}" + (f"的{at}" if at else "")
        return f"Target: {say}" + (f" ({at})" if at else "")
    if not target.numeric:
        say = target_short(target, baseline, indicator.decimals, lang)
        return f"目标：{say}" if zh else f"Target: {say}"
    sign = ("≥" if upward else "≤") + plain(level) + unit
    if target.scope is Scope.EVERY_UNIT:
        sign = f"每个单位{sign}" if zh else f"{sign} in every unit"
    if target.rule in (Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST):
        return f"目标：到{year}年保持{sign}" if zh else f"Target: {sign} every year to {year}"
    return f"目标：{year}年{sign}" if zh else f"Target: {sign} in {year}"


def headroom_of(ev: Evaluation, target: Target, row: pd.Series) -> float:
    """How far the latest figure is beyond the target [indicator unit]; negative = short of it; NaN = no level."""
    level, upward = bound_of(ev, target, row)
    return (1 if upward else -1) * (float(row["latest_value"]) - level)


def headroom_words(ev: Evaluation, target: Target, row: pd.Series, lang: Lang) -> str:
    """Say how far the latest figure is from the target; empty where the target has no level."""
    indicator = indicator_of(ev, target)
    room = headroom_of(ev, target, row)
    if not math.isfinite(room):
        return ""
    size = in_cell(points(room, indicator.unit, indicator.decimals, lang)).replace(" per mille points", "‰")
    zh = lang == "zh"
    if target.rule in BANDED:
        if row["status"] == Status.MET.value:
            return "在容许范围内" if zh else "within the band"
        return f"超出{size}" if zh else f"{size} outside"
    if not any(digit in size for digit in "123456789"):
        if target.rule in FROM_BASELINE:
            return "与基期持平" if zh else "unchanged"
        return "恰好达到" if zh else "exactly met"
    if zh:
        return f"优于目标{size}" if room > 0 else f"差{size}"
    return f"{size} beyond" if room > 0 else f"{size} short"


def group_words(ev: Evaluation, target: Target, group: str, lang: Lang) -> str:
    """Say a group's code, such as ``sex=female;residence=rural``; empty for the target's own population."""
    if group == "total":
        return ""
    ages = {f"age_group={code}": name(lang) for code, name in indicator_of(ev, target).age_groups}
    words = [
        ages.get(part) or GROUP_WORDS.get(part, (part, part))[0 if lang == "zh" else 1] for part in group.split(";")
    ]
    return ("" if lang == "zh" else ", ").join(words)


def listed(items: Iterable[str], lang: Lang, *, most: int = 3) -> str:
    """List a few things and say how many there are.

    Examples
    --------
    >>> listed(["甲", "乙", "丙", "丁"], "zh"), listed(["A", "B"], "en")
    ('甲；乙；丙等4种', 'A; B')
    """
    names = list(dict.fromkeys(item.strip() for item in items if item and item.strip()))
    text = ("；" if lang == "zh" else "; ").join(names[:most])
    if len(names) > most:
        text += f"等{len(names)}种" if lang == "zh" else f" and {len(names) - most} more"
    return text


def source_words(ev: Evaluation, history: pd.DataFrame, lang: Lang) -> str:
    """Say where figures come from, newest first."""
    keys = history.sort_values("year", ascending=False)["source"].fillna("").astype(str)
    names = listed((cited(ev.dataset.citation(key, lang)) for key in keys), lang, most=2)
    none = "未注明" if lang == "zh" else "not stated"
    return ("来源：" if lang == "zh" else "Source: ") + (names or none)
