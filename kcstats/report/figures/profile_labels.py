"""Words in a profile: the latest figure, counts where events are few, the band, and why nothing is forecast."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.report.figures.axis import Scaler
from kcstats.report.figures.labels import Ink, Place, choose
from kcstats.report.figures.sheet import Sheet, leading
from kcstats.report.figures.style import BLUE, BODY, GREY, GREY_MID, INK, MM_PER_POINT, SMALL, text_width, wrap
from kcstats.report.figures.words import unit_text
from kcstats.report.numbers import number
from kcstats.terms import Scale

if TYPE_CHECKING:
    from kcstats.report.figures.profile import Subject

Floats = npt.NDArray[np.float64]


def name_points(on: Sheet, s: Subject, ink: Ink, scale: Scaler) -> Ink:
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


def name_fan(on: Sheet, s: Subject, ink: Ink, scale: Scaler) -> Ink:
    """Name the middle band where there is room beside it."""
    if len(s.projected) < 2:
        return ink
    text = "80%区间" if s.lang == "zh" else "80% interval"
    places = []
    for part in (0.55, 0.7, 0.85, 0.4):
        row = s.projected.iloc[int(part * (len(s.projected) - 1))]
        x = float(scale.x(float(row["year"]))) - text_width(text, SMALL) / 2
        upper, lower = float(scale.y(float(row["q975"]))), float(scale.y(float(row["q025"])))
        places += [Place(x, upper - 1.6), Place(x, lower + 3.4, 0.5), Place(x, upper - 4.0, 1.5)]
    place, after, cost = choose(text, SMALL, places, ink)
    if cost >= 8:
        return ink
    on.text(place.x, place.y, text, SMALL, BLUE, z=7, halo=True)
    return after


def say_why_not(on: Sheet, s: Subject, ink: Ink, scale: Scaler) -> None:
    """Write where there is room why no likelihood is given."""
    zh = s.lang == "zh"
    reason = str(s.row["reason"]) if isinstance(s.row["reason"], str) else ""
    if not len(s.history) and not reason:
        reason = "没有数据" if zh else "there are no data"
    lead = "无法判断" if zh else "Cannot be judged"
    text = (f"{lead}：{reason}" if zh else f"{lead}: {reason}") if reason else lead
    text = reason if lead in reason else text
    start = float(scale.x(float(s.history["year"].max()))) + 3 if len(s.history) else scale.left + 10
    right = scale.left + scale.width - 2
    best: tuple[float, tuple[str, ...], float, float] = (math.inf, (text,), start, scale.top)
    for left, end in ((start, right), (scale.left + 3, start - 4), (scale.left + scale.width / 2, right)):
        if end - left < 34:
            continue
        lines = wrap(text, end - left, BODY, lines=6)
        width, tall = max(text_width(line, BODY) for line in lines), len(lines) * leading(BODY)
        for part in (0.3, 0.15, 0.02, 0.45, 0.6, 0.75):
            y = scale.top + part * scale.height + 2.6
            cost = ink.touched(left - 0.5, y - 3.2, left + width + 0.5, y + tall - 2.6) + 3 * len(lines)
            best = min(best, (cost, lines, left, y), key=lambda found: found[0])
    _, lines, left, y = best
    for line in lines:
        on.text(left, y, line, BODY, GREY, z=8, halo=True)
        y += leading(BODY)
