"""The drawn part of a profile: history, fan, target line and the target year's distribution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kcstats.report.figures.density import draw_density
from kcstats.report.figures.labels import Ink, Place, choose
from kcstats.report.figures.sheet import Sheet, leading
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    GREY_PALE,
    INK,
    MM_PER_POINT,
    PAPER,
    RED,
    SMALL,
    TINT,
    TINT_DEEP,
    TINT_PALE,
    font,
    text_width,
    wrap,
)
from kcstats.report.figures.words import unit_text
from kcstats.report.numbers import number, plain
from kcstats.terms import Scale

if TYPE_CHECKING:
    from kcstats.report.figures.profile import Subject

Floats = npt.NDArray[np.float64]

SIDE = 39.0
"""Room for the distribution [mm]."""


class Scaler:
    """Turns years and values into millimetres on the sheet."""

    def __init__(self, ax: Axes, x: float, y: float, width: float, height: float) -> None:
        self.x0, self.x1 = ax.get_xlim()
        self.y0, self.y1 = ax.get_ylim()
        self.left, self.top, self.width, self.height = x, y, width, height

    def x(self, year: float | Floats) -> Floats:
        """Millimetres from the left edge of the sheet."""
        return self.left + (np.asarray(year, dtype=float) - self.x0) / (self.x1 - self.x0) * self.width

    def y(self, value: float | Floats) -> Floats:
        """Millimetres from the upper edge of the sheet."""
        return self.top + (self.y1 - np.asarray(value, dtype=float)) / (self.y1 - self.y0) * self.height


def draw_plot(on: Sheet, s: Subject, top: float, height: float) -> None:
    """Draw the picture into a strip of the sheet [mm]; axis labels hang 5 mm below it."""
    shows_density = s.forecast is not None and not s.over and bool(len(s.projected))
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
    ink = _name_points(on, s, ink, scale)
    _name_fan(on, s, ink, scale)
    if shows_density:
        draw_density(on, s, (low, high), (left + width + 4, top, SIDE - 4, height))
    _say_why_not(on, s, scale, shows_density)


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
    if ceiling is not None and roof > ceiling:
        roof = ceiling + 0.05 * span
    if s.upward and s.level >= low:  # room for the words on the target line and for the likelihood above it
        roof = max(roof, s.level + 0.17 * (roof - bottom))
    return bottom, roof


def value_ticks(s: Subject, low: float, high: float) -> list[float]:
    """Round values to print on the axis, none beyond what the indicator can be."""
    floor = low if s.indicator.lower is None else max(low, s.indicator.lower)
    ceiling = high if s.indicator.upper is None else min(high, s.indicator.upper)
    ticks = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [round(float(t), 9) for t in ticks if floor <= t <= ceiling] or [low]


def draw_axis(ax: Axes, s: Subject, ticks: list[float]) -> None:
    """Draw the two axes: values with a light grid, years with the target year among them."""
    ax.set_yticks(ticks)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: plain(round(v, 6))))
    first, last = ax.get_xlim()
    ax.set_xticks(year_ticks(math.ceil(first), math.floor(last), s.last))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:.0f}"))
    ax.grid(axis="y", color=GREY_PALE, lw=0.5)
    ax.set_axisbelow(True)
    ax.tick_params(labelleft=True, labelbottom=True, pad=2, colors=GREY)
    ax.tick_params(axis="x", length=2.2, width=0.6, color=GREY_MID)
    for side in ("left", "bottom"):
        ax.spines[side].set(visible=True, color=GREY_MID, lw=0.6)
    for label in (*ax.get_xticklabels(), *ax.get_yticklabels()):
        label.set(fontproperties=font(BODY), color=GREY)


def year_ticks(first: int, last: int, target_year: int) -> list[int]:
    """Years to print, the target year always among them.

    Examples
    --------
    >>> year_ticks(2009, 2030, 2030)
    [2010, 2012, 2014, 2016, 2018, 2020, 2022, 2024, 2026, 2028, 2030]
    """
    span = last - first
    step = 1 if span <= 11 else 2 if span <= 22 else 5
    return [year for year in range(first, last + 1) if (target_year - year) % step == 0]


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
        return ink
    y = float(scale.y(s.level))
    right = scale.left + scale.width
    on.rule([scale.left, right + beyond], [y, y], RED, 1.1, dash=not s.target.numeric, z=6)
    ink = ink.with_line([scale.left, right], [y, y])
    width = text_width(s.demand, BODY)
    above, below = y - 1.1, y + BODY * MM_PER_POINT + 0.5
    spots = [scale.left + 2 + part * (scale.width - width - 4) for part in (0.0, 0.25, 0.5, 0.75, 1.0)]
    places = [Place(x, row, cost) for cost, row in ((0, above), (2, below)) for x in spots]
    places = [Place(p.x, p.y, p.cost + i) for i, p in enumerate(places)]
    place, ink, _ = choose(s.demand, BODY, places, ink)
    on.text(place.x, place.y, s.demand, BODY, RED, z=8, halo=True)
    return ink


def _name_points(on: Sheet, s: Subject, ink: Ink, scale: Scaler) -> Ink:
    """Write the latest value and, where the plan starts from it, the baseline's; counts where events are few."""
    if not len(s.history):
        return ink
    unit = unit_text(s.indicator.unit, s.lang)
    year_word = "年" if s.lang == "zh" else ":"
    shown = [(int(s.history["year"].iloc[-1]), float(s.history["value"].iloc[-1]), INK)]
    base = s.history[s.history["year"] == s.target.baseline_year]
    if len(base) and s.target.baseline_year != shown[0][0] and not few_events(s):
        shown.append((s.target.baseline_year, float(base["value"].iloc[0]), GREY))
    for year, value, tone in shown:
        text = f"{year}{year_word} {number(value, s.indicator.decimals)}{unit}"
        ink = beside(on, text, float(scale.x(year)), float(scale.y(value)), ink, tone)
    return _name_counts(on, s, ink, scale)


def beside(on: Sheet, text: str, x: float, y: float, ink: Ink, tone: str, *, size: float = BODY) -> Ink:
    """Write beside a point, with a hair line to it where it stands away from it."""
    width, rise = text_width(text, size), size * MM_PER_POINT
    spots = []
    for far in (2.2, 5.0, 9.0, 14.0):
        cost = (far - 2.2) * 0.8
        for dx, extra in ((-width / 2, 0.0), (-width - 0.6, 0.3), (0.6, 1.5)):
            spots += [Place(x + dx, y - far, cost + extra), Place(x + dx, y + far + rise * 0.8, cost + extra + 0.4)]
    place, ink, _ = choose(text, size, spots, ink)
    on.text(place.x, place.y, text, size, tone, z=8, halo=True)
    above = place.y < y
    gap = y - place.y if above else place.y - rise * 0.8 - y
    if gap > 3.5:
        anchor = min(max(x, place.x + 1), place.x + width - 1)
        end = place.y + 0.8 if above else place.y - rise * 0.95
        on.rule([anchor, x], [end, y - 1.0 if above else y + 1.0], GREY_MID, 0.5, z=2.8)
    return ink


def few_events(s: Subject) -> bool:
    """Whether the figures stand on fewer than 20 events a year, so that the counts must be told."""
    counts = s.history["numerator"].to_numpy(dtype=float)
    known = counts[np.isfinite(counts)]
    rare = s.indicator.scale in (Scale.RATE, Scale.PROPORTION) and s.indicator.unit not in ("%", "")
    return rare and known.size > 0 and bool(known.max() < 20)


def _name_counts(on: Sheet, s: Subject, ink: Ink, scale: Scaler) -> Ink:
    """Write the number of events at each dot where they are few."""
    if not few_events(s):
        return ink
    counts = s.history["numerator"].to_numpy(dtype=float)
    rise = SMALL * MM_PER_POINT
    values = s.history["value"].to_numpy(dtype=float)
    for year, value, count in zip(s.history["year"], values, counts, strict=True):
        if not math.isfinite(count):
            continue
        x, y = float(scale.x(float(year))), float(scale.y(value))
        text = f"{count:.0f}" + ("例" if s.lang == "zh" else "")
        half = text_width(text, SMALL) / 2
        places = [Place(x - half, y - 1.6), Place(x - half, y + rise + 1.0, 0.5), Place(x + 1.2, y - 0.6, 1),
                  Place(x - 2 * half - 1.2, y - 0.6, 1)]  # fmt: skip
        place, after, cost = choose(text, SMALL, places, ink)
        if cost < 12:
            on.text(place.x, place.y, text, SMALL, GREY, z=7, halo=True)
            ink = after
    return ink


def _name_fan(on: Sheet, s: Subject, ink: Ink, scale: Scaler) -> None:
    if len(s.projected) < 2:
        return
    text = "80%区间" if s.lang == "zh" else "80% interval"
    places = []
    for part in (0.55, 0.7, 0.85, 0.4):
        row = s.projected.iloc[int(part * (len(s.projected) - 1))]
        x = float(scale.x(float(row["year"]))) - text_width(text, SMALL) / 2
        upper, lower = float(scale.y(float(row["q975"]))), float(scale.y(float(row["q025"])))
        places += [Place(x, upper - 1.6), Place(x, lower + 3.4, 0.5), Place(x, upper - 4.0, 1.5)]
    place, _, cost = choose(text, SMALL, places, ink)
    if cost < 8:
        on.text(place.x, place.y, text, SMALL, BLUE, z=7, halo=True)


def _say_why_not(on: Sheet, s: Subject, scale: Scaler, shows_density: bool) -> None:
    """Write into the empty future why nothing is said about it."""
    if shows_density or s.over:
        return
    zh = s.lang == "zh"
    reason = str(s.row["reason"]) if isinstance(s.row["reason"], str) else ""
    if not len(s.history) and not reason:
        reason = "没有数据" if zh else "there are no data"
    lead = "无法判断" if zh else "Cannot be judged"
    text = (f"{lead}：{reason}" if zh else f"{lead}: {reason}") if reason else lead
    text = reason if lead in reason else text
    start = float(scale.x(float(s.history["year"].max()))) + 4 if len(s.history) else scale.left + 10
    room = max(scale.left + scale.width - start - 2, 34.0)
    x = scale.left + scale.width - 2 - room
    lines = wrap(text, room, BODY, lines=6)
    y = scale.top + scale.height * 0.36
    if math.isfinite(s.level) and abs(float(scale.y(s.level)) - y) < (len(lines) + 2) * leading(BODY):
        y = float(scale.y(s.level)) + 2.4 * leading(BODY)
        if y + len(lines) * leading(BODY) > scale.top + scale.height:
            y = float(scale.y(s.level)) - (len(lines) + 1.2) * leading(BODY)
    on.lines(x, y, lines, BODY, GREY)
