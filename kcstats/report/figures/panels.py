"""The places inside an area as small multiples: each one's own history, on one scale, beside the whole area's.

A dot chart says where the places stand; these say which way they go. The worst comes first, and a hollow dot misses
the target.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kcstats.plan.model import Target
from kcstats.plan.units import plain
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    GREY_PALE,
    INK,
    MM_PER_POINT,
    RED,
    SMALL,
    TINT_DEEP,
    WIDTH,
    shorten,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.subareas import Place, place_figures, places_of
from kcstats.report.figures.words import indicator_of, level_of, source_words, target_at
from kcstats.report.numbers import number
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

Floats = npt.NDArray[np.float64]

FEWEST = 3
"""Years a place needs for a history worth a panel of its own."""
MOST = 24
"""Panels on one sheet; of more places the worst are shown, and the note says how many are not."""
_PLOT, _HEAD, _GAP = 17.0, 5.2, 4.0
"""Height of a panel's field, of its title, and the room between panels [mm]."""


@dataclass(frozen=True)
class Ground:
    """What all panels share: the years, the range of values, the target, and the whole area's history."""

    years: tuple[int, int]
    low: float
    high: float
    level: float
    whole: tuple[Floats, Floats]

    def x(self, year: Floats | float, left: float, width: float) -> Floats:
        """Place of years in a panel [mm]."""
        first, last = self.years
        return left + (np.asarray(year, dtype=float) - first) / max(last - first, 1) * width

    def y(self, value: Floats | float, top: float) -> Floats:
        """Place of values in a panel [mm]."""
        return top + (self.high - np.asarray(value, dtype=float)) / (self.high - self.low) * _PLOT


def panel_places(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> tuple[Place, ...]:
    """Places with enough years for a panel, the worst first; empty where fewer than two have them."""
    table = place_figures(ev, ev.target(target_id))
    known = table.groupby("area").size()
    found = tuple(p for p in places_of(ev, target_id, lang=lang) if known.get(p.id, 0) >= FEWEST)
    return found if len(found) >= 2 else ()


def panels(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> Figure:
    """Draw the histories of the places inside the evaluated area.

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
        Fewer than two places have three years of figures.
    """
    every = panel_places(ev, target_id, lang=lang)
    if not every:
        raise ValueError(f"Expected two sub-areas with {FEWEST} years of figures for {target_id!r}. But got fewer.")
    places, target = every[:MOST], ev.target(target_id)
    ground = _ground(ev, target, places)
    ticks = [t for t in MaxNLocator(3).tick_values(ground.low, ground.high) if ground.low <= t <= ground.high]
    axis = max(text_width(plain(round(t, 6)), SMALL) for t in ticks) + 1.8
    across = 3 if len(places) <= 12 else 4
    width = (WIDTH - axis - 1.2 - (across - 1) * _GAP) / across  # the last dot reaches over its field
    rows = math.ceil(len(places) / across)
    small = wrap(_note(ev, target, places, len(every), lang), WIDTH, SMALL)
    tall = _HEAD + _PLOT + _GAP
    head = 5.0
    with style():
        on = sheet(head + rows * tall + 4.0 + len(small) * leading(SMALL))
        _head(on, ev, target, lang)
        for k, place in enumerate(places):
            left, top = axis + (k % across) * (width + _GAP), head + (k // across) * tall + _HEAD
            _draw_ground(on, ground, left, top, width, ticks, first=k % across == 0)
            _draw_place(on, ev, target, place, ground, left, top, width)
            if k + across >= len(places):
                _draw_years(on, ground, left, top, width, lang)
        foot(on, head + rows * tall + 4.0, small)
        on.mark_demo(ev, lang)
    return on.fig


def _ground(ev: Evaluation, target: Target, places: Sequence[Place]) -> Ground:
    table = place_figures(ev, target)
    table = table[table["area"].isin([p.id for p in places])]
    own = ev.history[(ev.history["id"] == target.id) & (ev.history["area"] == ev.settings.area)]
    own = own[(own["group"] == "total") & own["value"].notna()].sort_values("year")
    first, last = int(table["year"].min()), int(table["year"].max())
    own = own[(own["year"] >= first) & (own["year"] <= last)]
    level = level_of(target, math.nan)[0] if target.numeric else math.nan
    known = np.r_[table["value"].to_numpy(dtype=float), own["value"].to_numpy(dtype=float), level]
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    margin = 0.12 * (high - low) or abs(high) * 0.1 or 1.0
    whole = own["year"].to_numpy(dtype=float), own["value"].to_numpy(dtype=float)
    return Ground((first, last), low - margin, high + margin, level, whole)


def _head(on: Sheet, ev: Evaluation, target: Target, lang: Lang) -> None:
    """The target in red, and what the pale line is, above the first row."""
    zh = lang == "zh"
    indicator = indicator_of(ev, target)
    short = target_at(target, float(ev.row(target.id)["baseline_value"]), indicator, lang)
    said = f"目标：{short}" if zh else f"Target {short}"
    on.text(0, 3.2, said, SMALL, RED)
    area = ev.dataset.area(str(ev.settings.area)).name(lang)
    x = text_width(said, SMALL) + 5.0
    on.rule([x, x + 6.0], [2.3, 2.3], TINT_DEEP, 1.6)
    on.text(x + 7.2, 3.2, area, SMALL, GREY)


def _draw_ground(
    on: Sheet, g: Ground, left: float, top: float, width: float, ticks: Sequence[float], *, first: bool
) -> None:
    for tick in ticks:
        y = float(g.y(tick, top))
        on.rule([left, left + width], [y, y], GREY_PALE, 0.5, z=1)
        if first:
            on.text(left - 1.2, y + SMALL * MM_PER_POINT * 0.34, plain(round(tick, 6)), SMALL, GREY, align="right")
    on.rule([left, left + width], [top + _PLOT, top + _PLOT], GREY_MID, 0.5, z=1)
    if math.isfinite(g.level):
        y = float(g.y(g.level, top))
        on.rule([left, left + width], [y, y], RED, 0.9, z=2)
    years, values = g.whole
    on.rule(g.x(years, left, width).tolist(), g.y(values, top).tolist(), TINT_DEEP, 1.6, z=2.2)


def _draw_place(
    on: Sheet, ev: Evaluation, target: Target, place: Place, g: Ground, left: float, top: float, width: float
) -> None:
    table = place_figures(ev, target)
    mine = table[(table["area"] == place.id) & (table["year"] >= g.years[0])]
    years, values = mine["year"].to_numpy(dtype=float), mine["value"].to_numpy(dtype=float)
    x, y = g.x(years, left, width), g.y(values, top)
    for i in range(len(x) - 1):
        bridge = years[i + 1] - years[i] > 1
        on.rule(
            [x[i], x[i + 1]], [y[i], y[i + 1]], GREY_MID if bridge else INK, 0.8 if bridge else 1.2, dash=bool(bridge)
        )
    on.dot(float(x[-1]), float(y[-1]), BLUE if place.meets else RED, size=4.4, hollow=not place.meets, z=4)
    figure = number(place.value, indicator_of(ev, target).decimals)
    tone = INK if place.meets else RED
    on.text(left + width, top - 1.6, figure, BODY, tone, align="right")
    on.text(left, top - 1.6, shorten(place.name, width - text_width(figure, BODY) - 2.0, BODY), BODY, INK)


def _draw_years(on: Sheet, g: Ground, left: float, top: float, width: float, lang: Lang) -> None:
    sign = "年" if lang == "zh" else ""
    y = top + _PLOT + SMALL * MM_PER_POINT + 0.6
    on.text(left, y, f"{g.years[0]}{sign}", SMALL, GREY)
    on.text(left + width, y, f"{g.years[1]}{sign}", SMALL, GREY, align="right")


def _note(ev: Evaluation, target: Target, places: Sequence[Place], every: int, lang: Lang) -> str:
    source = source_words(ev, place_figures(ev, target), lang)
    met, n = sum(p.meets for p in places), len(places)
    if lang == "zh":
        left = f"共{every}个地区，只列离目标最远的{n}个；" if every > n else ""
        dots = f"实心点为达到目标（{met}个），空心点为未达到（{n - met}个）"
        return f"{left}各图同一刻度，离目标最远的在前；{dots}。{source}。"
    left = f"The {n} furthest from the target of {every}. " if every > n else ""
    dots = f"full dots meet the target ({met}), hollow do not ({n - met})"
    return f"{left}One scale, the furthest first; {dots}. {source}."
