"""Is this fluctuation more than usual? A control chart of one series, for the early warning.

Year-to-year moves around the series' own trend say how much it usually fluctuates; the band holds what such moves
allow. A year outside it is marked and named. The trend is Theil and Sen's; the limits are those of the chart of
individuals and moving ranges [1]_, as wide as a short series needs.

References
----------
.. [1] Wheeler, D. J. (2000). Understanding Variation. SPC Press, 2nd ed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kcstats.plan.units import plain
from kcstats.report.conclusions import warned_ids
from kcstats.report.figures.axis import Scaler, draw_axis, value_ticks
from kcstats.report.figures.labels import Ink
from kcstats.report.figures.profile import Subject, subject_of
from kcstats.report.figures.profile_labels import beside
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    INK,
    PAPER,
    SMALL,
    TINT_PALE,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.words import source_words, unit_text
from kcstats.report.numbers import number
from kcstats.stats.fluctuation import LIMITS, MIN_POINTS
from kcstats.stats.theil_sen import theil_sen_slope
from kcstats.stats.unrest import WINDOW
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """Centre line and limits of a series [indicator unit], one value a year."""

    centre: Floats
    lower: Floats
    upper: Floats


def limits(years: Floats, values: Floats) -> Limits:
    """Find what a series' own moves allow.

    Parameters
    ----------
    years, values : ndarray of float, shape (n,)
        One segment, n >= 5; by year.

    Returns
    -------
    Limits

    Notes
    -----
    The centre is the Theil-Sen line; the limits stand `reach_of` mean moving ranges of the residuals from it.

    Examples
    --------
    >>> found = limits(np.arange(2016.0, 2021.0), np.array([10.0, 11.0, 10.0, 11.0, 10.0]))
    >>> float(found.centre[0]), round(float(found.upper[0]), 2)
    (10.0, 12.13)
    """
    slope = float(theil_sen_slope(years[None, :], values[None, :]).slope[0])
    centre = np.median(values - slope * years) + slope * years
    reach = reach_of(len(values)) * float(np.abs(np.diff(values - centre)).mean())
    return Limits(centre, centre - reach, centre + reach)


def reach_of(n: int) -> float:
    """Limits in mean moving ranges that a recent year passes by chance as often as the mildest warning allows."""
    return LIMITS[min(max(n, min(LIMITS)), max(LIMITS))][0]


def control(
    ev: Evaluation,
    target_id: str,
    *,
    evidence: str = "",
    area: str | None = None,
    group: str = "total",
    lang: Lang = "zh",
) -> Figure:
    """Draw the control chart of one indicator.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    evidence : str
        A sentence above the picture, such as the warning's evidence; empty for none.
    area : str or None
        None = the evaluated area.
    group : str
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        Fewer than five figures since the last definition break.
    KeyError
        The evaluation has no such row.
    """
    s = subject_of(ev, target_id, area=area, group=group, lang=lang)
    last = s.history[s.history["segment"] == s.history["segment"].max()]
    if len(last) < MIN_POINTS:
        raise ValueError(f"Expected at least {MIN_POINTS} figures since the last break. But got {len(last)}.")
    head = wrap(evidence, WIDTH, BODY) if evidence else ()
    last = last.iloc[-WINDOW:]
    small = wrap(_note(ev, s, len(last), lang), WIDTH, SMALL)
    top, plot = len(head) * leading(BODY) + 3.0, 46.0
    height = top + plot + 9.0 + (len(small) - 1) * leading(SMALL) + 1.5
    with style():
        on = sheet(height)
        on.lines(0, 3.2, head, BODY, INK)
        years, values = (last[name].to_numpy(dtype=float) for name in ("year", "value"))
        _draw(on, s, years, values, top, plot, _since(ev, s))
        foot(on, top + plot + 9.0, small)
        on.mark_demo(ev, lang)
    return on.fig


def _since(ev: Evaluation, s: Subject) -> float:
    """The year a warning of strong fluctuation dates from; NaN where there is none."""
    table = ev.warnings
    mine = table[
        np.array([s.target.id in warned_ids(row) for row in table.to_dict("records")], dtype=bool)
        & (table["area"] == s.row["area"])
        & (table["group"] == s.row["group"])
        & (table["kind"] == "strong_fluctuation")
    ]
    return float(mine["since"].iloc[0]) if len(mine) and mine["since"].notna().iloc[0] else float("nan")


def _draw(on: Sheet, s: Subject, years: Floats, values: Floats, top: float, height: float, since: float) -> None:
    found = limits(years, values)
    floor, ceiling = s.indicator.lower, s.indicator.upper
    lower = found.lower if floor is None else np.maximum(found.lower, floor)
    upper = found.upper if ceiling is None else np.minimum(found.upper, ceiling)
    low, high = float(min(lower.min(), values.min())), float(max(upper.max(), values.max()))
    span = (high - low) or abs(high) * 0.2 or 1.0
    low, high = low - 0.1 * span, high + 0.14 * span
    if floor is not None and low < floor:
        low = floor - 0.03 * span
    ticks = value_ticks(s, low, high)
    left = max(text_width(plain(tick), BODY) for tick in ticks) + 2.2
    names = ("上限", "趋势", "下限") if s.lang == "zh" else ("upper limit", "trend", "lower limit")
    width = on.width - left - max(text_width(name, SMALL) for name in names) - 3.0
    ax = on.axes(left, top, width, height)
    ax.set_ylim(low, high)
    ax.set_xlim(years[0] - 0.5, years[-1] + 0.3)
    draw_axis(ax, s, ticks)
    scale = Scaler(ax, left, top, width, height)
    ax.fill_between(years, lower, upper, color=TINT_PALE, lw=0, zorder=1)
    for line in (lower, upper):
        ax.plot(years, line, color=BLUE, lw=0.7, zorder=1.5)
    ax.plot(years, found.centre, color=BLUE, lw=1.0, ls=(0, (4, 2)), zorder=2)
    _name_lines(on, scale, (float(upper[-1]), float(found.centre[-1]), float(lower[-1])), names, left + width + 1.0)
    _draw_points(on, ax, s, years, values, found, scale, since)


def _name_lines(
    on: Sheet, scale: Scaler, ends: tuple[float, float, float], names: tuple[str, str, str], x: float
) -> None:
    """Name the three lines at their right ends, at least a line apart."""
    y = [float(scale.y(end)) + 0.9 for end in ends]
    y[0] = min(y[0], y[1] - 3.2)
    y[2] = max(y[2], y[1] + 3.2)
    for at, name in zip(y, names, strict=True):
        on.text(x, at, name, SMALL, BLUE)


def _draw_points(
    on: Sheet, ax: Axes, s: Subject, years: Floats, values: Floats, found: Limits, scale: Scaler, since: float
) -> None:
    outside = (values < found.lower - 1e-9) | (values > found.upper + 1e-9)
    for i in range(len(years) - 1):
        bridge = years[i + 1] - years[i] > 1
        ax.plot(years[i : i + 2], values[i : i + 2], color=GREY_MID if bridge else INK, lw=0.8 if bridge else 1.3,
                ls=(0, (2, 2)) if bridge else "-", zorder=3)  # fmt: skip
    ax.plot(years[~outside], values[~outside], "o", ms=4, mfc=PAPER, mec=INK, mew=1.0, zorder=4, clip_on=False)
    ax.plot(years[outside], values[outside], "D", ms=6, mfc=INK, mec=INK, zorder=4.2, clip_on=False)
    bounds = (scale.left + 0.5, scale.top, scale.left + scale.width, scale.top + scale.height)
    ink = Ink(np.empty((0, 2)), bounds).with_line(scale.x(years), scale.y(values))
    unit, sign = unit_text(s.indicator.unit, s.lang), "年" if s.lang == "zh" else ":"
    named = outside | (years == years[-1]) | (years == since)
    for i in np.flatnonzero(named).tolist():
        text = f"{years[i]:.0f}{sign} {number(float(values[i]), s.indicator.decimals)}{unit}"
        tone = INK if outside[i] or years[i] == since else GREY
        ink = beside(on, text, float(scale.x(years[i])), float(scale.y(values[i])), ink, tone)


def _note(ev: Evaluation, s: Subject, n: int, lang: Lang) -> str:
    source = source_words(ev, s.history, lang)
    broken = bool(s.breaks)
    if lang == "zh":
        since = f"只用{s.breaks[-1][0]}年口径调整以后的数据。" if broken else ""
        band = f"趋势线（Theil–Sen）加减{reach_of(n)}倍平均移动极差"
        return f"色带为逐年变动所允许的范围：{band}，菱形为超出者。{since}{source}。"
    since = f" Only data since the definition changed in {s.breaks[-1][0]}." if broken else ""
    return (
        f"Band: what this series' own yearly moves allow, the trend (Theil–Sen) plus or minus {reach_of(n)} mean "
        f"moving ranges; diamonds lie outside it.{since} {source}."
    )
