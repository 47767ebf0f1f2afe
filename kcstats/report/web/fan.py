"""One indicator for the screen: what was, what is likely, what is demanded; each year can be asked for its figures.

It shows what the printed profile shows, from the same subject, with the same scale and the same cut distribution.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.evaluation.demand import FROM_BASELINE
from kcstats.plan.units import plain
from kcstats.report.figures.axis import value_ticks, year_ticks
from kcstats.report.figures.density import has_area, in_steps, met_words, slices, smoothed
from kcstats.report.figures.gaps import GROUP_WORDS
from kcstats.report.figures.profile import Subject
from kcstats.report.figures.profile_plot import value_range
from kcstats.report.figures.words import unit_text
from kcstats.report.numbers import number, percent
from kcstats.report.web.labels import NEAR_END, words
from kcstats.report.web.markup import Html, tag
from kcstats.report.web.stage import UNITS, Stage, hatch, runs, spot, svg

Floats = npt.NDArray[np.float64]

if TYPE_CHECKING:
    from kcstats.stats.projection import Forecast

_BANDS = (("q025", "q975", "band95"), ("q10", "q90", "band80"), ("q25", "q75", "band50"))


def fan(s: Subject, *, label: str, mark: str = "") -> Html:
    """Draw one subject.

    Parameters
    ----------
    s : Subject
        As `subject_of` looked it up.
    label : str
        What the picture says, for those who do not see it.
    mark : str
        Stands large and pale in the picture where its data are made up.

    Returns
    -------
    Html
        A ``div`` of class ``fan``; empty where there is neither a figure nor a level to draw.
    """
    if not len(s.history) and not math.isfinite(s.level):
        return Html("")
    stage = _stage(s)
    ticks = value_ticks(s, stage.low, stage.high)
    grid = [stage.level(tick, "grid") for tick in ticks]
    drawn = _pair(s, stage) if s.pair is not None else _past_and_future(s, stage)
    shapes = svg(*grid, *drawn, class_="shapes")
    said = _pair_words(s, stage) if s.pair is not None else words(s, stage)
    field = tag("div", shapes, *said, class_="fan-field", data_demo=mark or None)
    values = tag("div", *(spot(plain(t), x=1, y=stage.y(t), class_="tick", side="left") for t in ticks),
                 class_="fan-values")  # fmt: skip
    asked = year_ticks(math.ceil(stage.first), math.floor(stage.last), s.last)
    years = tag("div", *(_year(stage, year, asked) for year in asked), class_="fan-years")
    side = _side(s, stage)
    whole = "fan" if side else "fan whole"
    return tag("div", values, field, side, years, class_=whole, role="img", aria_label=label)


def readings(s: Subject) -> list[tuple[float, str]]:
    """What each year says when asked: its place from the left [per cent] and its words, by year."""
    stage = _stage(s)
    zh, decimals = s.lang == "zh", s.indicator.decimals
    unit = unit_text(s.indicator.unit, s.lang)
    said: dict[int, str] = {}
    if s.pair is not None:
        return _pair_readings(s, stage)
    for year, value, top, bottom in s.history[["year", "value", "numerator", "denominator"]].to_numpy(dtype=float):
        text = number(value, decimals) + unit
        if math.isfinite(top) and math.isfinite(bottom):
            text += (
                f"（{number(top, 0)}/{number(bottom, 0)}）" if zh else f" ({number(top, 0)} of {number(bottom, 0)})"
            )
        said[int(year)] = text
    for year, *quantiles in s.projected[["year", "q50", "q10", "q90"]].to_numpy(dtype=float):
        middle, low, high = (number(q, decimals) for q in quantiles)
        said.setdefault(
            int(year),
            f"推算{middle}{unit}，80%区间{low}—{high}" if zh else f"projected {middle}{unit}, 80% {low} to {high}",
        )
    return [
        (round(100 * stage.x(y), 1), f"{y}年{text}" if zh else f"{y}: {text}") for y, text in sorted(said.items())
    ]


def _pair_readings(s: Subject, stage: Stage) -> list[tuple[float, str]]:
    assert s.pair is not None
    zh = s.lang == "zh"
    names = GROUP_WORDS[s.target.gap_by][0 if zh else 1]
    unit = unit_text(s.indicator.unit, s.lang)
    said: dict[int, list[str]] = {}
    for rows, name in zip(s.pair, names, strict=True):
        for year, value in rows[["year", "value"]].to_numpy(dtype=float):
            text = f"{name}{'' if zh else ' '}{number(value, s.indicator.decimals)}{unit}"
            said.setdefault(int(year), []).append(text)
    return [
        (round(100 * stage.x(y), 1), f"{y}年{'，'.join(t)}" if zh else f"{y}: {', '.join(t)}")
        for y, t in sorted(said.items())
    ]


def _stage(s: Subject) -> Stage:
    if s.pair is not None:
        values = np.concatenate([rows["value"].to_numpy(dtype=float) for rows in s.pair])
        low, high = float(values.min()), float(values.max())
        span = high - low or abs(high) or 1.0
        first = min(int(rows["year"].min()) for rows in s.pair)
        return Stage(
            first - 0.5, s.last + 0.5, max(low - 0.15 * span, s.indicator.lower or -math.inf), high + 0.3 * span
        )
    low, high = value_range(s)
    first = int(s.history["year"].min()) if len(s.history) else s.target.baseline_year
    final = max(s.last, int(s.history["year"].max()) if len(s.history) else s.last)
    return Stage(first - 0.5, final + 0.5, low, high)


def _year(stage: Stage, year: int, asked: list[int]) -> Html:
    """A year under the field; on narrow screens every second or fourth, counted from the last, stays."""
    place = (len(asked) - 1 - asked.index(year)) % 4
    gives_way = {0: "", 2: " minor-2"}.get(place, " minor")
    return spot(year, x=stage.x(year), y=0, class_=f"tick{gives_way}", side="below")


def _past_and_future(s: Subject, stage: Stage) -> list[Html]:
    parts: list[Html] = []
    years, values = (s.history[name].to_numpy(dtype=float) for name in ("year", "value"))
    for year, _ in s.breaks:
        parts.append(stage.line([year - 0.5] * 2, [stage.low, stage.high], "break"))
    if len(s.projected):
        table = s.projected
        start = len(years) > 0 and years[-1] < table["year"].iloc[0]

        def column(name: str) -> Floats:
            told: Floats = np.clip(table[name].to_numpy(dtype=float), stage.low, stage.high)
            return np.concatenate([values[-1:], told]) if start else told

        ahead = table["year"].to_numpy(dtype=float)
        ahead = np.r_[years[-1], ahead] if start else ahead
        parts += [stage.band(ahead, column(low), column(high), name) for low, high, name in _BANDS]
        parts.append(stage.line(ahead, column("q50"), "median"))
    if math.isfinite(s.level):
        parts.append(stage.level(s.level, "goal dashed" if s.target.rule in FROM_BASELINE else "goal"))
    for xs, ys, bridged in runs(years, values, s.history["segment"].to_numpy(dtype=np.intp)):
        parts.append(stage.line(xs, ys, "bridge" if bridged else "seen"))
    return [*parts, stage.dots(years, values, "dot"), stage.dots(years[:-1], values[:-1], "hole")]


def _pair(s: Subject, stage: Stage) -> list[Html]:
    assert s.pair is not None
    out: list[Html] = []
    for rows, hollow in zip(s.pair, (False, True), strict=True):
        years, values = (rows[name].to_numpy(dtype=float) for name in ("year", "value"))
        out += [stage.line(years, values, "group"), stage.dots(years, values, "dot blue")]
        out += [stage.dots(years, values, "hole")] if hollow else []
    return out


def _pair_words(s: Subject, stage: Stage) -> list[Html]:
    assert s.pair is not None
    names = GROUP_WORDS[s.target.gap_by][0 if s.lang == "zh" else 1]
    out = [spot(s.demand, x=0.015, y=0.08, class_="goal-word", side="above")] if s.demand else []
    top = max(float(rows["value"].iloc[-1]) for rows in s.pair)
    for rows, name in zip(s.pair, names, strict=True):
        year, value = float(rows["year"].iloc[-1]), float(rows["value"].iloc[-1])
        text = f"{name} {number(value, s.indicator.decimals)}"
        x, y = stage.x(year), stage.y(value)
        if x < NEAR_END:
            out.append(spot(text, x=x + 0.015, y=y, class_="latest-word", side="right"))
        else:
            side, away = ("above end", -0.036) if value == top else ("under end", 0.036)
            out.append(spot(text, x=x, y=y + away, class_="latest-word", side=side))
    return out


def _side(s: Subject, stage: Stage) -> Html:
    """The target year's distribution, cut by the target, and the likelihood beside it; empty where there is none."""
    p = float(s.row["p_attain"])
    if s.over or not math.isfinite(p):
        return Html("")
    zh = s.lang == "zh"
    hard = s.row["grade"] == "difficult"
    said = tag("div", tag("b", percent(p)), tag("span", met_words(s)), class_="odds hard" if hard else "odds")
    drawn = _density(s, stage, s.forecast) if s.forecast is not None and s.pair is None and len(s.projected) else ""
    return tag(
        "div", tag("span", f"{s.last}年" if zh else s.last, class_="side-year"), drawn, said, class_="fan-side"
    )


def _density(s: Subject, stage: Stage, forecast: Forecast) -> Html:
    edges, mass = slices(forecast, stage.low, stage.high, s.level)
    if in_steps(mass):
        return _steps(s, stage, edges, mass)
    width = smoothed(mass)
    seen = np.flatnonzero(width > 0.002 * width.max())
    rows = slice(int(seen[0]), int(seen[-1]) + 1)
    middle, width = ((edges[:-1] + edges[1:]) / 2)[rows], width[rows] / (1.06 * float(width.max()) or 1.0)
    good = middle >= s.level if s.upward else middle <= s.level
    cut = math.isfinite(s.level) and has_area(s)
    id = f"h-{s.target.id}".replace(".", "-")
    parts = [_heap(stage, middle, width, good, "good"), _heap(stage, middle, width, ~good, "bad", id)] if cut else [
        _heap(stage, middle, width, np.ones(len(middle), dtype=bool), "band80")
    ]  # fmt: skip
    goal = stage.level(s.level, "goal") if math.isfinite(s.level) else ""
    return svg(hatch(id) if cut else "", *parts, goal, class_="shapes")


def _heap(
    stage: Stage, middle: Floats, width: Floats, keep: npt.NDArray[np.bool_], class_: str, id: str = ""
) -> Html:
    """The part of a distribution on one side of the target; every second slice is enough for a screen."""
    at = np.flatnonzero(keep)
    if at.size < 2:
        return Html("")
    at = np.unique(np.r_[at[0], at[::2], at[-1]])
    y = UNITS * (stage.high - middle[at]) / (stage.high - stage.low)
    x = UNITS * width[at]
    outline = " ".join(f"{a:.0f},{b:.0f}" for a, b in zip(x, y, strict=True))
    d = f"M0,{y[0]:.0f} {outline} 0,{y[-1]:.0f}Z"
    return tag("path", d=d, class_=class_, style=f"fill:url(#{id})" if id else None)


def _steps(s: Subject, stage: Stage, edges: Floats, mass: Floats) -> Html:
    """One bar a possible value, as with a few events in a known population."""
    seen = np.flatnonzero(mass > 1e-4 * mass.max())
    bars = []
    for value, size in zip(edges[seen + 1], mass[seen] / (1.06 * mass.max()), strict=True):
        met = value >= s.level - 1e-9 if s.upward else value <= s.level + 1e-9
        y = UNITS * stage.y(float(value))
        bars.append(tag("path", d=f"M0,{y:.0f}H{UNITS * size:.0f}", class_="stem" if met else "stem missed"))
    goal = stage.level(s.level, "goal") if math.isfinite(s.level) else ""
    return svg(*bars, goal, class_="shapes")


def caption_of(s: Subject) -> str:
    """Say what the shading and the lines are; empty where nothing is projected."""
    zh = s.lang == "zh"
    parts = []
    if len(s.projected) and s.pair is None:
        parts.append(
            "阴影由深到浅为50%、80%、95%预测区间，虚线为中位数"
            if zh
            else "Shading: 50, 80 and 95% prediction intervals; dashed: median"
        )
    if math.isfinite(s.level) and s.target.rule in FROM_BASELINE:
        parts.append("红色虚线为基期水平" if zh else "dashed red: level of the baseline")
    for year, note in s.breaks:
        parts.append(f"{year}年起：{note}" if zh else f"from {year}: {note}")
    return ("；" if zh else "; ").join(parts) + (("。" if zh else ".") if parts else "")
