"""The places inside an area, side by side on one value axis, against the target.

A place that meets the target is a full dot, one that does not a hollow one; a short line shows where it came from.
The worst stand on top, because they are what the picture is looked at for. Where the target gives no number, each
place is held to its own baseline.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from kcstats.plan.model import Target
from kcstats.report.figures.field import Field, draw_grid, field_of
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_FAINT,
    GREY_MID,
    INK,
    MM_PER_POINT,
    RED,
    SMALL,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.words import indicator_of, level_of, source_words, target_short, unit_text
from kcstats.report.numbers import amount, number
from kcstats.terms import Direction, Lang, Rule

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation


ONE_SIDED = (Rule.INCREASE, Rule.DECREASE, Rule.STAY_LOW, Rule.FULL_COVERAGE, Rule.ELIMINATE)
"""Rules without a number that hold a place to its own baseline, or to all or nothing."""
STALE = 2
"""Years by which a figure may be older than the newest one it is compared with."""


@dataclass(frozen=True)
class Place:
    """One sub-area's latest figure and, if known, the baseline year's."""

    id: str
    name: str
    year: int
    value: float
    before: float | None
    meets: bool


def place_figures(ev: Evaluation, target: Target) -> pd.DataFrame:
    """Figures of the areas directly inside the evaluated one, in the target's own population."""
    table = ev.dataset.current
    inside = [area.id for area in ev.dataset.children(str(ev.settings.area))]
    keep = (
        (table["indicator"] == target.indicator)
        & table["area"].isin(inside)
        & (table["sex"] == target.sex)
        & (table["age_group"] == target.age_group)
        & (table["residence"] == target.residence)
        & (table["year"] <= ev.settings.data_to)
        & table["value"].notna()
    )
    return table[keep].sort_values(["area", "year"])


def places_of(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> tuple[Place, ...]:
    """Sub-areas with comparable data, the worst first; empty where fewer than two have any.

    Empty too where the target has no better side (to stay stable, to narrow a gap), so that none is worse.

    Figures more than two years older than the newest are left out: places are compared, not times.
    """
    target = ev.target(target_id)
    if not target.numeric and target.rule not in ONE_SIDED:
        return ()
    level, upward = level_of(target, float(ev.row(target_id)["baseline_value"]))
    found = []
    table = place_figures(ev, target)
    newest = int(table["year"].max()) if len(table) else 0
    for area, series in table.groupby("area", sort=False):
        value, year = float(series["value"].iloc[-1]), int(series["year"].iloc[-1])
        if year < newest - STALE:
            continue
        base = series[series["year"] == target.baseline_year]["value"]
        before = float(base.iloc[0]) if len(base) and year != target.baseline_year else None
        held_to = level if target.numeric else math.nan if before is None else before
        meets = not math.isfinite(held_to) or (value >= held_to - 1e-9 if upward else value <= held_to + 1e-9)
        found.append(Place(str(area), ev.dataset.area(str(area)).name(lang), year, value, before, meets))
    rising = upward if math.isfinite(level) else indicator_of(ev, target).direction is not Direction.DECREASE
    if len(found) < 2:
        return ()
    return tuple(sorted(found, key=lambda place: (place.value if rising else -place.value, place.id)))


def subareas(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> Figure:
    """Draw the sub-areas of one target.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        Fewer than two sub-areas have comparable data.
    """
    places = places_of(ev, target_id, lang=lang)
    if not places:
        raise ValueError(f"Expected two sub-areas with data for {target_id!r}. But got none.")
    target = ev.target(target_id)
    row, indicator = ev.row(target_id), indicator_of(ev, target)
    level = level_of(target, float(row["baseline_value"]))[0] if target.numeric else math.nan
    small = wrap(_note(ev, target, places, lang), WIDTH, SMALL)
    tall = 6.6 if len(places) <= 12 else 5.4
    head = 9.5
    height = head + len(places) * tall + 9.2 + (len(small) - 1) * leading(SMALL)
    left = min(max(text_width(p.name, BODY) for p in places), 46.0) + 4
    right = max(text_width(number(p.value, indicator.decimals), BODY) for p in places)
    right = max(right + max(text_width(_late(p, places, lang), SMALL) for p in places), 9.0) + 6.0
    total = float(row["latest_value"])
    values = [v for p in places for v in (p.value, p.before) if v is not None]
    values += [v for v in (level, total) if math.isfinite(v)]
    field = field_of(values, left, WIDTH - left - right, lower=indicator.lower, upper=indicator.upper)
    with style():
        on = sheet(height)
        bottom = head + len(places) * tall
        draw_grid(on, field, head, bottom, unit_text(indicator.unit, lang))
        _draw_lines(on, field, level, total, (head, bottom), _labels(ev, target, row, places, lang))
        on.text(WIDTH - 0.5, head - 1.4, _year(places, lang), SMALL, GREY, align="right")
        for k, place in enumerate(places):
            y = head + (k + 0.5) * tall
            on.rule([0, WIDTH], [y - tall / 2, y - tall / 2], GREY_FAINT, 0.5, z=0.9)
            _draw_place(on, field, place, y, indicator.decimals, left - 4, _late(place, places, lang))
        foot(on, bottom + 8.0, small)
        on.mark_demo(ev, lang)
    return on.fig


def _usual(places: tuple[Place, ...]) -> int:
    return max(place.year for place in places)


def _year(places: tuple[Place, ...], lang: Lang) -> str:
    return f"{_usual(places)}年" if lang == "zh" else str(_usual(places))


def _late(place: Place, places: tuple[Place, ...], lang: Lang) -> str:
    """The year of a figure that is not of the usual one."""
    if place.year == _usual(places):
        return ""
    return f"{place.year}年" if lang == "zh" else str(place.year)


def _labels(ev: Evaluation, target: Target, row: pd.Series, places: tuple[Place, ...], lang: Lang) -> tuple[str, str]:
    indicator = indicator_of(ev, target)
    short = target_short(target, float(row["baseline_value"]), indicator.decimals, lang)
    area = ev.dataset.area(str(ev.settings.area)).name(lang)
    total = amount(float(row["latest_value"]), unit_text(indicator.unit, lang), indicator.decimals, lang)
    if float(row["latest_year"]) != _usual(places):
        year = f"{row['latest_year']:.0f}"
        total = f"{year}年{total}" if lang == "zh" else f"{total} in {year}"
    return (f"目标：{short}" if lang == "zh" else f"Target {short}"), f"{area}{'' if lang == 'zh' else ' '}{total}"


def _draw_lines(
    on: Sheet, field: Field, level: float, total: float, span: tuple[float, float], labels: tuple[str, str]
) -> None:
    """Draw the target and the whole area's own figure, each with its words above the field."""
    head, bottom = span
    shown = []
    if math.isfinite(level):
        x = field.x(level)
        on.rule([x, x], [head - 1, bottom], RED, 1.1, z=2)
        shown.append((x, labels[0], RED))
    if math.isfinite(total):
        x = field.x(total)
        on.rule([x, x], [head - 1, bottom], INK, 0.8, dash=True, z=1.8)
        shown.append((x, labels[1], INK))
    for k, (x, label, ink) in enumerate(shown):
        half = text_width(label, SMALL) / 2
        at = min(max(x, field.left + half - 8), field.left + field.width - half)
        on.text(at, head - 2.0 - k * leading(SMALL), label, SMALL, ink, align="center")


def _draw_place(on: Sheet, field: Field, place: Place, middle: float, decimals: int, room: float, late: str) -> None:
    base = middle + BODY * MM_PER_POINT * 0.36
    name = wrap(place.name, room, BODY, lines=1)[0]
    on.text(0, base, name, BODY, INK)
    x = field.x(place.value)
    if place.before is not None:
        was = field.x(place.before)
        on.rule([was, x], [middle, middle], GREY_MID, 1.0, z=2.2)
        on.rule([was, was], [middle - 0.9, middle + 0.9], GREY_MID, 1.0, z=2.2)
    on.dot(x, middle, BLUE if place.meets else RED, size=4.6, hollow=not place.meets, z=4)
    text = number(place.value, decimals)
    on.text(WIDTH - 0.5, base, text, BODY, INK if place.meets else RED, align="right")
    if late:
        on.text(WIDTH - 0.5 - text_width(text, BODY) - 0.6, base, late, SMALL, GREY, align="right")


def _way(target: Target, lang: Lang) -> str:
    return target_short(target, math.nan, 0, lang)


def _note(ev: Evaluation, target: Target, places: tuple[Place, ...], lang: Lang) -> str:
    source = source_words(ev, place_figures(ev, target), lang)
    met, n = sum(p.meets for p in places), len(places)
    if lang == "zh":
        told = f"实心点为达到目标（{met}个），空心点为未达到（{n - met}个）；"
        if not target.numeric:
            told = f"目标为比{target.baseline_year}年{_way(target, lang)}，空心点为没有做到的（{n - met}个）；"
        return f"{told}短竖线为{target.baseline_year}年的值。{source}。"
    told = f"Full dots meet the target ({met}), hollow ones do not ({n - met}); "
    if not target.numeric:
        told = f"Target: {_way(target, lang)} since {target.baseline_year}; hollow dots did not ({n - met}); "
    return f"{told}short upright: value of {target.baseline_year}. {source}."
