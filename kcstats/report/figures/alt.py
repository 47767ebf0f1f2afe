"""What a picture says, for those who do not see it: kind of picture, then the figures that carry its meaning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kcstats.report.figures.chart import limits
from kcstats.report.figures.compare import outcomes
from kcstats.report.figures.domains import GRADES, tallied
from kcstats.report.figures.gaps import GROUP_WORDS, MOST, gap_of, gap_targets
from kcstats.report.figures.overview import overview_pages
from kcstats.report.figures.panels import MOST as MOST_PANELS
from kcstats.report.figures.panels import panel_places
from kcstats.report.figures.profile import Subject, subject_of
from kcstats.report.figures.subareas import place_figures, places_of
from kcstats.report.figures.words import grade_word, group_words, indicator_of, target_year, unit_text
from kcstats.report.numbers import amount, number, percent, points
from kcstats.stats.unrest import WINDOW
from kcstats.terms import Grade, Lang, word

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation


def alt_overview(ev: Evaluation, plan_id: str, *, rows: Sequence[str] | None = None, lang: Lang = "zh") -> str:
    """Tell the overview: each grade's targets with their likelihoods.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    rows : sequence of str or None
        As given to `overview`.
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    if rows is None:
        pages = overview_pages(ev, plan_id)
        rows = pages[0] if pages else ()
    told: dict[str, list[str]] = {}
    chances = False
    for id in rows:
        target, row = ev.target(id), ev.row(id)
        p = float(row["p_attain"])
        chance = percent(p) if math.isfinite(p) else ""
        piece = target.name(lang) + _bracket(chance, lang)
        chances = chances or bool(chance)
        told.setdefault(grade_word(row, target_year(ev, target), lang), []).append(piece)
    if lang == "zh":
        parts = [f"{grade}{len(names)}项：{'、'.join(names)}" for grade, names in told.items()]
        head = f"指标一览图，共{len(rows)}项" + ("，括号内为达标可能性。" if chances else "。")
        return head + "；".join(parts) + "。"
    parts = [f"{grade} ({len(names)}): {', '.join(names)}" for grade, names in told.items()]
    head = f"Overview of {len(rows)} targets" + (" with their likelihood of attainment. " if chances else ". ")
    return head + "; ".join(parts) + "."


def alt_profile(
    ev: Evaluation, target_id: str, *, area: str | None = None, group: str = "total", lang: Lang = "zh"
) -> str:
    """Tell a profile: first and last figure, target, projection and likelihood.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    area : str or None
    group : str
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    s = subject_of(ev, target_id, area=area, group=group, lang=lang)
    zh = lang == "zh"
    name = s.target.name(lang) + (_bracket(group_words(ev, s.target, group, lang), lang))
    parts = [_seen(s)] if len(s.history) else ["没有数据" if zh else "no data"]
    parts.append(s.demand)
    parts += _coming(s)
    head = f"折线图，{name}：" if zh else f"Line chart, {name}: "
    return head + ("；" if zh else "; ").join(parts) + ("。" if zh else ".")


def _bracket(text: str, lang: Lang) -> str:
    if not text:
        return ""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def _figure(s: Subject, value: float) -> str:
    return amount(value, s.indicator.unit, s.indicator.decimals, s.lang)


def _seen(s: Subject) -> str:
    if s.pair is not None:
        names = GROUP_WORDS[s.target.gap_by][0 if s.lang == "zh" else 1]
        told = [
            f"{name}{'' if s.lang == 'zh' else ' '}{_figure(s, float(rows['value'].iloc[-1]))}"
            for name, rows in zip(names, s.pair, strict=True)
        ]
        year = int(s.pair[0]["year"].iloc[-1])
        return f"{year}年{'、'.join(told)}" if s.lang == "zh" else f"{', '.join(told)} in {year}"
    ends = [(int(s.history["year"].iloc[i]), float(s.history["value"].iloc[i])) for i in (0, -1)]
    if len(s.history) == 1:
        ends = ends[:1]
    if s.lang == "zh":
        return "，".join(f"{year}年{_figure(s, value)}" for year, value in ends)
    return ", ".join(f"{_figure(s, value)} in {year}" for year, value in ends)


def _coming(s: Subject) -> list[str]:
    """Projection and likelihood, or the reason why there is none."""
    zh, p = s.lang == "zh", float(s.row["p_attain"])
    parts = []
    if len(s.projected) and not s.over and s.pair is None:
        last = s.projected.iloc[-1]
        low, middle, high = (float(last[q]) for q in ("q10", "q50", "q90"))
        span = f"{number(low, s.indicator.decimals)}—{_figure(s, high)}"
        year = int(last["year"])
        if zh:
            parts.append(f"{year}年预测中位数{_figure(s, middle)}，80%区间{span}")
        else:
            parts.append(
                f"median projected for {year} {_figure(s, middle)}, 80% interval {span.replace('—', ' to ')}"
            )
    if math.isfinite(p) and not s.over:
        parts.append(f"达标可能性{percent(p)}" if zh else f"likelihood of attainment {percent(p)}")
    elif isinstance(s.row["reason"], str) and s.row["reason"]:
        parts.append(str(s.row["reason"]))
    parts.append(grade_word(s.row, s.last, s.lang))
    return parts


def alt_domains(ev: Evaluation, plan_id: str, *, section: str = "goal_numeric", lang: Lang = "zh") -> str:
    """Tell the grades by domain.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    section : {"goal_numeric", "directional", "strategy_numeric"}
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    tallies, total = tallied(ev, plan_id, section, lang)
    last = ev.settings.target_year or ev.plan(plan_id).target_year
    zh = lang == "zh"

    def say(counts: tuple[int, ...]) -> str:
        named = []
        for grade, count in zip(GRADES, counts, strict=True):
            over = grade is Grade.DIFFICULT and ev.settings.data_to >= last
            name = ("未达标" if zh else "missed") if over else word(grade, lang)
            if count:
                named.append(f"{name}{count}项" if zh else f"{count} {name}")
        return ("、" if zh else ", ").join(named)

    if zh:
        rows = "；".join(f"{''.join(t.name)}{t.n}项：{say(t.counts)}" for t in tallies)
        return f"堆叠条形图，共{total.n}项：{say(total.counts)}。{rows}。"
    rows = "; ".join(f"{' '.join(t.name)} ({t.n}): {say(t.counts)}" for t in tallies)
    return f"Stacked bars, {total.n} targets: {say(total.counts)}. {rows}."


def alt_gaps(
    ev: Evaluation, plan_id: str, *, by: str = "sex", rows: Sequence[str] | None = None, lang: Lang = "zh"
) -> str:
    """Tell the gaps between two groups.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    by : {"sex", "residence"}
    rows : sequence of str or None
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    zh = lang == "zh"
    one, two = GROUP_WORDS[by][0 if zh else 1]
    parts = []
    for id in tuple(rows) if rows is not None else gap_targets(ev, plan_id, by=by)[:MOST]:
        gap = gap_of(ev, id, by=by)
        if gap is None:
            continue
        unit, decimals = gap.indicator.unit, gap.indicator.decimals
        first, second = (amount(v, unit, decimals, lang) for v in (gap.first, gap.second))
        apart = points(gap.size, unit, decimals, lang)
        name = gap.target.name(lang)
        parts.append(
            f"{name}{gap.year}年{one}{first}、{two}{second}，相差{apart}"
            if zh
            else f"{name} in {gap.year}: {one} {first}, {two} {second}, gap {apart}"
        )
    return ("哑铃图。" if zh else "Dumbbell chart. ") + ("；" if zh else "; ").join(parts) + ("。" if zh else ".")


def alt_subareas(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> str:
    """Tell the sub-areas: how many meet the target, the worst and the best.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    target = ev.target(target_id)
    indicator = indicator_of(ev, target)
    places = places_of(ev, target_id, lang=lang)
    name, met = target.name(lang), sum(p.meets for p in places)
    ends = [(p.name, amount(p.value, indicator.unit, indicator.decimals, lang)) for p in (places[0], places[-1])]
    if lang == "zh":
        told = "，".join(f"{how}{who}（{figure}）" for how, (who, figure) in zip(("最差", "最好"), ends, strict=True))
        return f"点图，{name}：{len(places)}个下级区域中{met}个达到目标；{told}。"
    told = ", ".join(f"{how} {who} ({figure})" for how, (who, figure) in zip(("worst", "best"), ends, strict=True))
    return f"Dot chart, {name}: {met} of {len(places)} sub-areas meet the target; {told}."


def alt_map(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> str:
    """Tell a map: every place's figure, from the furthest from the target, and which have none.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    target = ev.target(target_id)
    indicator = indicator_of(ev, target)
    places = places_of(ev, target_id, lang=lang)
    zh = lang == "zh"
    known = {p.id for p in places}
    none = [a.name(lang) for a in ev.dataset.children(str(ev.settings.area)) if a.id not in known]
    told = [
        f"{p.name}{'' if zh else ' '}{amount(p.value, indicator.unit, indicator.decimals, lang)}"
        + ("" if p.meets else "（未达到）" if zh else " (not met)")
        for p in places
    ]
    if zh:
        return (
            f"分区地图，{target.name(lang)}：{'、'.join(told)}"
            + (f"；无数据：{'、'.join(none)}" if none else "")
            + "。"
        )
    return f"Map, {target.name(lang)}: {', '.join(told)}" + (f"; no data: {', '.join(none)}" if none else "") + "."


def alt_panels(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> str:
    """Tell small multiples: each place's first and last figure.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    target = ev.target(target_id)
    indicator, table = indicator_of(ev, target), place_figures(ev, target)
    zh = lang == "zh"
    told = []
    for place in panel_places(ev, target_id, lang=lang)[:MOST_PANELS]:
        first = table[table["area"] == place.id].iloc[0]
        ends = [(int(first["year"]), float(first["value"])), (place.year, place.value)]
        said = [(year, amount(value, indicator.unit, indicator.decimals, lang)) for year, value in ends]
        (y0, v0), (y1, v1) = said
        told.append(f"{place.name}{y0}年{v0}、{y1}年{v1}" if zh else f"{place.name} {v0} in {y0}, {v1} in {y1}")
    head = f"各地区走势图，{target.name(lang)}：" if zh else f"Histories by sub-area, {target.name(lang)}: "
    return head + ("；" if zh else "; ").join(told) + ("。" if zh else ".")


def alt_control(
    ev: Evaluation, target_id: str, *, area: str | None = None, group: str = "total", lang: Lang = "zh"
) -> str:
    """Tell a control chart: which years lie outside the band.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    area : str or None
    group : str
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    s = subject_of(ev, target_id, area=area, group=group, lang=lang)
    last = s.history[s.history["segment"] == s.history["segment"].max()].iloc[-WINDOW:]
    years, values = (last[name].to_numpy(dtype=float) for name in ("year", "value"))
    found = limits(years, values)
    outside = (values < found.lower - 1e-9) | (values > found.upper + 1e-9)
    unit = unit_text(s.indicator.unit, lang)
    zh = lang == "zh"
    told = [
        f"{y:.0f}{'年' if zh else ': '}{number(float(v), s.indicator.decimals)}{unit}"
        for y, v in zip(years[outside], values[outside], strict=True)
    ]
    if zh:
        return (
            f"控制图，{s.target.name(lang)}："
            + ("超出范围的有" + "、".join(told) if told else "没有年份超出范围")
            + "。"
        )
    return (
        f"Control chart, {s.target.name(lang)}: "
        + ("outside the limits " + ", ".join(told) if told else "no year outside the limits")
        + "."
    )


def alt_compare(
    ev_midterm: Evaluation,
    ev_final: Evaluation,
    plan_id: str,
    *,
    rows: Sequence[str] | None = None,
    lang: Lang = "zh",
) -> str:
    """Tell what the mid-term had said and what came of it.

    Parameters
    ----------
    ev_midterm, ev_final : Evaluation
    plan_id : str
    rows : sequence of str or None
        Target ids; None = all with a number.
    lang : {"zh", "en"}

    Returns
    -------
    str
    """
    zh = lang == "zh"
    parts = []
    for o in outcomes(ev_midterm, ev_final, plan_id, lang=lang):
        if rows is not None and o.id not in rows:
            continue
        chance = percent(o.p) if math.isfinite(o.p) else o.said_word
        parts.append(f"{o.name}{chance}，{o.word}" if zh else f"{o.name} {chance}, {o.word}")
    head = (
        "点图，各项指标中期评估时的达标可能性和终期结果："
        if zh
        else "Dot chart, likelihood at the mid-term and outcome: "
    )
    return head + ("；" if zh else "; ").join(parts) + ("。" if zh else ".")
