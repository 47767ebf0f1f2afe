"""The drawn part of a profile: history, fan, target line and the target year's distribution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from kcstats.evaluation.demand import FROM_BASELINE
from kcstats.plan.units import plain
from kcstats.report.figures.axis import Scaler, draw_axis, value_ticks
from kcstats.report.figures.density import draw_density
from kcstats.report.figures.gap_plot import draw_pair
from kcstats.report.figures.labels import Ink, Place, box_of, choose
from kcstats.report.figures.profile_labels import name_fan, name_points, say_why_not
from kcstats.report.figures.sheet import Sheet, leading
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    INK,
    MM_PER_POINT,
    PAPER,
    RED,
    SMALL,
    TINT,
    TINT_DEEP,
    TINT_PALE,
    text_width,
    wrap,
)

if TYPE_CHECKING:
    from kcstats.report.figures.profile import Subject

Floats = npt.NDArray[np.float64]

SIDE = 39.0
"""Room for the distribution [mm]."""


def draw_plot(on: Sheet, s: Subject, top: float, height: float) -> None:
    """Draw the picture into a strip of the sheet [mm]; axis labels hang 5 mm below it."""
    if s.pair is not None:
        draw_pair(on, s, s.pair, top, height)
        return
    judged = math.isfinite(float(s.row["p_attain"]))
    shows_density = s.forecast is not None and not s.over and bool(len(s.projected)) and judged
    low, high = value_range(s)
    ticks = value_ticks(s, low, high)
    left = max(text_width(plain(tick), BODY) for tick in ticks) + 2.2
    width = on.width - left - (SIDE if shows_density else 4.0)
    ax = on.axes(left, top, width, height)
    ax.set_ylim(low, high)
    first = int(s.history["year"].min()) if len(s.history) else s.target.baseline_year
    final = max(s.last, int(s.history["year"].max()) if len(s.history) else s.last)
    ax.set_xlim(first - 0.5, final + (0.25 if shows_density else 0.5))
    draw_axis(ax, s, ticks)
    scale = Scaler(ax, left, top, width, height)
    ink = Ink(np.empty((0, 2)), (left + 0.5, top, left + width, top + height))
    ink = _draw_breaks(ax, s, ink, scale, on)
    ink = _draw_fan(ax, s, ink, scale)
    ink = _draw_history(ax, s, ink, scale)
    ink = _draw_target(on, ax, s, ink, scale, beyond=SIDE - 1 if shows_density else 0.0)
    ink = name_points(on, s, ink, scale)
    ink = name_fan(on, s, ink, scale)
    if shows_density:
        draw_density(on, s, (low, high), (left + width + 4, top, SIDE - 4, height))
    if not s.over and not judged:
        say_why_not(on, s, ink, scale)


def value_range(s: Subject) -> tuple[float, float]:
    """Lowest and highest value shown: everything that matters, zero where it is near, bounds never passed."""
    seen = [s.history["value"].to_numpy(dtype=float)]
    core = s.projected[["q10", "q90"]].to_numpy(dtype=float).ravel()
    wide = s.projected[["q025", "q975"]].to_numpy(dtype=float).ravel()
    known = np.concatenate([*seen, core, [s.level]])
    known = known[np.isfinite(known)]
    if not len(s.history):
        whole = s.indicator.upper == 100 or not known.size
        return (0.0, 104.0) if whole else (0.0, 1.6 * float(abs(known).max()) or 1.0)
    low, high = float(known.min()), float(known.max())
    if wide.size:  # a wild 95 % band may leave the picture; the rest may not
        reach = 0.5 * (high - low)
        low, high = max(float(np.nanmin(wide)), low - reach), min(float(np.nanmax(wide)), high + reach)
        low, high = min(low, float(known.min())), max(high, float(known.max()))
    span = high - low or abs(high) * 1.2 or 1.0
    floor, ceiling = s.indicator.lower, s.indicator.upper
    bottom, roof = low - 0.12 * span, high + 0.14 * span
    if floor is not None and low - floor < 0.9 * span:
        bottom = floor - (0.03 * span if low <= floor else 0.0)
        if not s.upward and s.level - floor < 0.05 * span:  # figures at zero lie on the line: its words go below
            bottom = floor - 0.16 * span
    if ceiling is not None and roof > ceiling:
        roof = ceiling + 0.05 * span
    if s.upward and s.level >= low:  # room for the words on the target line and for the likelihood above it
        roof = max(roof, s.level + 0.17 * (roof - bottom))
    return bottom, roof


def _draw_breaks(ax: Axes, s: Subject, ink: Ink, scale: Scaler, on: Sheet) -> Ink:
    told = ("", -99.0, 0.0)
    for year, note in s.breaks:
        x = year - 0.5
        ax.axvline(x, color=GREY, lw=0.7, ls=(0, (1, 1.6)), zorder=1)
        mm = float(scale.x(x))
        ink = ink.with_line([mm, mm], [scale.top, scale.top + scale.height])
        words = note or ("统计口径调整" if s.lang == "zh" else "definition changed")
        rightward = scale.left + scale.width - mm > 34
        lines = wrap(words, 30.0, SMALL, lines=3)
        y = scale.top + SMALL * MM_PER_POINT
        if words == told[0]:
            continue
        if abs(mm - told[1]) < 34:
            y = told[2] + 0.8
        for line in lines:
            x_mm = mm + 1 if rightward else mm - 1
            on.text(x_mm, y, line, SMALL, GREY, align="left" if rightward else "right")
            left = x_mm if rightward else x_mm - text_width(line, SMALL)
            ink = ink.with_box(left, y - 2.4, left + text_width(line, SMALL), y + 0.6)
            y += leading(SMALL)
        told = (words, mm, y)
    return ink


def _draw_fan(ax: Axes, s: Subject, ink: Ink, scale: Scaler) -> Ink:
    if not len(s.projected):
        return ink
    table = s.projected
    start = s.history.iloc[-1] if len(s.history) else None
    years = table["year"].to_numpy(dtype=float)
    bands = {q: table[q].to_numpy(dtype=float) for q in ("q025", "q10", "q25", "q50", "q75", "q90", "q975")}
    if start is not None and start["year"] < years[0]:
        years = np.r_[float(start["year"]), years]
        bands = {q: np.r_[float(start["value"]), v] for q, v in bands.items()}
    for low, high, tint in (("q025", "q975", TINT_PALE), ("q10", "q90", TINT), ("q25", "q75", TINT_DEEP)):
        ax.fill_between(years, bands[low], bands[high], color=tint, lw=0, zorder=1.5)
    ax.plot(years, bands["q50"], color=BLUE, lw=1.3, ls=(0, (4, 2)), zorder=2.5)
    for q in ("q025", "q25", "q50", "q75", "q975"):
        ink = ink.with_line(scale.x(years), scale.y(bands[q]))
    return ink


def _draw_history(ax: Axes, s: Subject, ink: Ink, scale: Scaler) -> Ink:
    if not len(s.history):
        return ink
    years = s.history["year"].to_numpy(dtype=float)
    values = s.history["value"].to_numpy(dtype=float)
    segment = s.history["segment"].to_numpy(dtype=int)
    for i in range(len(years) - 1):
        if segment[i] != segment[i + 1]:
            continue
        pair = slice(i, i + 2)
        bridge = years[i + 1] - years[i] > 1
        ax.plot(years[pair], values[pair], color=GREY_MID if bridge else INK, lw=0.8 if bridge else 1.4,
                ls=(0, (2, 2)) if bridge else "-", zorder=3)  # fmt: skip
        ink = ink.with_line(scale.x(years[pair]), scale.y(values[pair]))
    size = 4.0 if len(years) <= 25 else 2.6
    ax.plot(years, values, "o", ms=size, mfc=PAPER, mec=INK, mew=1.0, zorder=4, clip_on=False)
    latest_segment = segment == segment[-1]
    ax.plot(years[latest_segment][-1:], values[latest_segment][-1:], "o", ms=size + 0.4, mfc=INK, mec=INK, zorder=4.1,
            clip_on=False)  # fmt: skip
    for x, y in zip(scale.x(years), scale.y(values), strict=True):
        ink = ink.with_box(x - 0.7, y - 0.7, x + 0.7, y + 0.7)
    if not s.over:
        ax.axvline(years[-1], color=GREY_MID, lw=0.6, ls=(0, (1, 2)), zorder=1)
        now = float(scale.x(years[-1]))
        ink = ink.with_line([now, now], [scale.top, scale.top + scale.height])
    return ink


def _draw_target(on: Sheet, ax: Axes, s: Subject, ink: Ink, scale: Scaler, *, beyond: float) -> Ink:
    if not math.isfinite(s.level):
        place = Place(scale.left + 2, scale.top + BODY * MM_PER_POINT)
        on.text(place.x, place.y, s.demand, BODY, RED, z=8, halo=True)
        return ink.with_box(*box_of(s.demand, BODY, place))
    y = float(scale.y(s.level))
    right = scale.left + scale.width
    on.rule([scale.left, right + beyond], [y, y], RED, 1.1, dash=s.target.rule in FROM_BASELINE, z=6)
    ink = ink.with_line([scale.left, right], [y, y])
    width = text_width(s.demand, BODY)
    above, below = y - 1.1, y + BODY * MM_PER_POINT + 0.5
    spots = [scale.left + 2 + part * (scale.width - width - 4) for part in (0.0, 0.25, 0.5, 0.75, 1.0, 0.12, 0.37)]
    places = [Place(x, row, cost) for cost, row in ((0, above), (2, below)) for x in spots]
    places = [Place(p.x, p.y, p.cost + i % len(spots)) for i, p in enumerate(places)]
    place, ink, _ = choose(s.demand, BODY, places, ink)
    on.text(place.x, place.y, s.demand, BODY, RED, z=8, halo=True)
    return ink
