"""Two groups over the years, and the gap between them: the profile of a target that wants a gap to narrow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.plan.units import plain
from kcstats.report.figures.axis import Scaler, draw_axis, value_ticks
from kcstats.report.figures.density import draw_chance
from kcstats.report.figures.gaps import GROUP_WORDS
from kcstats.report.figures.labels import Ink, Place, box_of, choose
from kcstats.report.figures.profile_labels import say_why_not
from kcstats.report.figures.sheet import Sheet
from kcstats.report.figures.style import BLUE, BODY, GREY_MID, INK, MM_PER_POINT, PAPER, RED, text_width
from kcstats.report.numbers import number, points

if TYPE_CHECKING:
    from kcstats.report.figures.profile import Subject

Floats = npt.NDArray[np.float64]
SIDE = 20.0


def draw_pair(on: Sheet, s: Subject, pair: tuple[pd.DataFrame, pd.DataFrame], top: float, height: float) -> None:
    """Draw two groups into a strip of the sheet [mm]; the likelihood stands beside them."""
    low, high = _range(s, pair)
    ticks = value_ticks(s, low, high)
    left = max(text_width(plain(tick), BODY) for tick in ticks) + 2.2
    width = on.width - left - SIDE
    ax = on.axes(left, top, width, height)
    ax.set_ylim(low, high)
    first = min(int(rows["year"].min()) for rows in pair)
    ax.set_xlim(first - 0.5, s.last + 0.5)
    draw_axis(ax, s, ticks)
    scale = Scaler(ax, left, top, width, height)
    place = Place(left + 2, top + BODY * MM_PER_POINT)
    on.text(place.x, place.y, s.demand, BODY, RED, z=8, halo=True)
    ink = Ink(np.empty((0, 2)), (left + 0.5, top, left + width, top + height)).with_box(
        *box_of(s.demand, BODY, place)
    )
    for rows, hollow in zip(pair, (False, True), strict=True):
        years, values = rows["year"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float)
        ax.plot(years, values, color=BLUE, lw=1.3, zorder=3)
        ax.plot(years, values, "o", ms=4, mfc=PAPER if hollow else BLUE, mec=BLUE, mew=1.0, zorder=4)
        ink = ink.with_line(scale.x(years), scale.y(values))
        for x, y in zip(scale.x(years), scale.y(values), strict=True):
            ink = ink.with_box(x - 0.7, y - 0.7, x + 0.7, y + 0.7)
    ink = _name_ends(on, s, pair, ink, scale)
    ink = _mark_gaps(on, s, pair, ink, scale)
    if math.isfinite(float(s.row["p_attain"])):
        draw_chance(on, s, (low, high), left + width + 2, top, SIDE - 2.5, height)
    elif not s.over:
        say_why_not(on, s, ink, scale)


def _range(s: Subject, pair: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[float, float]:
    values = np.concatenate([rows["value"].to_numpy(dtype=float) for rows in pair])
    low, high = float(values.min()), float(values.max())
    span = high - low or abs(high) or 1.0
    bottom, roof = low - 0.15 * span, high + 0.25 * span
    floor = s.indicator.lower
    return (floor if floor is not None and low - floor < 0.9 * span else bottom), roof


def _name_ends(on: Sheet, s: Subject, pair: tuple[pd.DataFrame, pd.DataFrame], ink: Ink, scale: Scaler) -> Ink:
    names = GROUP_WORDS[s.target.gap_by][0 if s.lang == "zh" else 1]
    for rows, name in zip(pair, names, strict=True):
        year, value = float(rows["year"].iloc[-1]), float(rows["value"].iloc[-1])
        x, y = float(scale.x(year)) + 1.8, float(scale.y(value)) + BODY * MM_PER_POINT * 0.36
        y = min(y, scale.top + scale.height - 1.0)  # a figure of nothing is named above the axis, not across it
        text = f"{name} {number(value, s.indicator.decimals)}"
        on.text(x, y, text, BODY, BLUE, z=8, halo=True)
        ink = ink.with_box(*box_of(text, BODY, Place(x, y)))
    return ink


def _mark_gaps(on: Sheet, s: Subject, pair: tuple[pd.DataFrame, pd.DataFrame], ink: Ink, scale: Scaler) -> Ink:
    """Draw the gap of the baseline year and of the latest common one, with its size."""
    one, two = (rows.set_index("year")["value"] for rows in pair)
    common = sorted(set(one.index) & set(two.index))
    for year in sorted({s.target.baseline_year, *common[-1:]} & set(common)):
        ends = [float(series[year]) for series in (one, two)]
        x = float(scale.x(float(year)))
        y = [float(scale.y(end)) for end in ends]
        on.rule([x, x], y, GREY_MID, 1.2, z=1.5)
        size = points(ends[0] - ends[1], s.indicator.unit, s.indicator.decimals, s.lang)
        text = f"{year}年差{size}" if s.lang == "zh" else f"gap in {year}: {size}"
        place, ink, _ = choose(text, BODY, _places(text, x, y), ink.with_line([x, x], y))
        on.text(place.x, place.y, text, BODY, INK, z=8, halo=True)
    return ink


def _places(text: str, x: float, ends: list[float]) -> list[Place]:
    """Where the size of a gap may stand [mm]: beside its line, else over or under it."""
    width, rise = text_width(text, BODY), BODY * MM_PER_POINT
    places = [Place(x + 1.2, max(ends) + 4, 2)]
    for part, cost in ((0.5, 0), (0.3, 1), (0.7, 1), (0.15, 2), (0.85, 2)):
        base = ends[0] + part * (ends[1] - ends[0]) + rise * 0.36
        places += [Place(x - width - 1.2, base, cost), Place(x + 1.2, base, cost + 1)]
    for step, away in enumerate((1.8, 3.6, 5.4, 7.2)):
        for start in (x - width / 2, x - 0.8 * width, x - 0.2 * width):
            places.append(Place(start, min(ends) - away, 3 + step))
            places.append(Place(start, max(ends) + away + 0.8 * rise, 3 + step))
    return places
