"""What came beside what was to be expected: the past, a band of what its own way of moving allowed, and the figures.

One panel an indicator. Up to a marked year the figures stand as hollow dots; after it a band shows where they were to
be expected (80 and 95 %) had things gone on as before, and full dots show where they were. Nothing in the band knows
the full dots.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kcstats.plan.model import Indicator
from kcstats.plan.units import plain
from kcstats.report.figures.axis import Scaler, draw_axis, value_ticks
from kcstats.report.figures.labels import Ink
from kcstats.report.figures.profile_labels import beside
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
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
    STANDING,
    TINT,
    TINT_PALE,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.words import unit_text
from kcstats.report.numbers import amount, number
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

Floats = npt.NDArray[np.float64]

PAST = 14
"""Years before the mark that are drawn."""
PLOT = 40.0
TALLEST = 200.0
"""Picture with its caption on one page [mm]."""
GUTTER = 8.0


@dataclass(frozen=True)
class Panel:
    """One indicator's panel.

    Attributes
    ----------
    title, note : str
        Its name, and a line under it.
    before, after : ndarray of float, shape (n, 2) and (m, 2)
        Year and figure up to the mark, and after it.
    band : ndarray of float, shape (k, 6)
        Year and the 2.5, 10, 50, 90 and 97.5 % quantiles of what was to be expected; k may be 0.
    mark : float
        Where the vertical line stands, in years.
    marked : str
        Words beside it.
    level : float
        A target drawn in red; NaN = none.
    """

    title: str
    note: str
    indicator: Indicator
    before: Floats
    after: Floats
    band: Floats
    mark: float
    marked: str
    level: float = math.nan

    @property
    def last(self) -> int:
        """The last year drawn."""
        ends = [part[-1, 0] for part in (self.before, self.after, self.band) if len(part)]
        return int(max(ends))


def expected(ev: Evaluation, panels: Sequence[Panel], *, note: str, lang: Lang = "zh") -> Figure:
    """Draw panels in two columns (one panel alone takes the whole width).

    Parameters
    ----------
    ev : Evaluation
        Tells whether the data are made up.
    panels : sequence of Panel
    note : str
        The small print.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If there is no panel.
    """
    if not panels:
        raise ValueError("Expected at least one panel. But got none.")
    columns = 1 if len(panels) == 1 else 2
    width = (WIDTH - GUTTER * (columns - 1)) / columns
    heads = [(wrap(p.title, width, STANDING), wrap(p.note, width, SMALL)) for p in panels]
    talls = [len(t) * leading(STANDING) + len(n) * leading(SMALL) for t, n in heads]
    rows = [range(i, min(i + columns, len(panels))) for i in range(0, len(panels), columns)]
    small = wrap(note, WIDTH, SMALL)
    tall = [max(talls[i] for i in row) + 11.0 for row in rows]
    plot = min(PLOT, (TALLEST - sum(tall) - len(small) * leading(SMALL) - 2.0) / len(rows))
    tall = [beside + plot for beside in tall]
    height = sum(tall) + len(small) * leading(SMALL) + 2.0
    with style():
        on = sheet(height)
        top = 0.0
        for row, room in zip(rows, tall, strict=True):
            head = max(talls[i] for i in row)
            for column, i in enumerate(row):
                left = column * (width + GUTTER)
                y = on.lines(left, top + 3.4, heads[i][0], STANDING, INK)
                on.lines(left, y, heads[i][1], SMALL, GREY)
                _draw(on, panels[i], left, top + head + 2.5, width, plot, lang)
            top += room
        foot(on, height - 1.5 - (len(small) - 1) * leading(SMALL), small)
        on.mark_demo(ev, lang)
    return on.fig


def _draw(on: Sheet, p: Panel, left: float, top: float, width: float, height: float, lang: Lang) -> None:
    before = p.before[p.before[:, 0] >= p.mark - PAST] if len(p.before) else p.before
    low, high = _range(p, before)
    first = float(before[0, 0]) if len(before) else math.floor(p.mark)
    ticks = value_ticks(p, low, high)
    side = max(text_width(plain(tick), BODY) for tick in ticks) + 2.2
    plot = width - side - 3.0
    ax = on.axes(left + side, top, plot, height)
    ax.set_ylim(low, high)
    ax.set_xlim(first - 0.5, p.last + 0.5)
    draw_axis(ax, p, ticks)
    room = text_width("2020", BODY) + 2.0
    step = next(n for n in (1, 2, 3, 5, 10) if (p.last - first + 1) / n * room <= plot or n == 10)
    ax.set_xticks([year for year in range(int(first), p.last + 1) if (p.last - year) % step == 0])
    scale = Scaler(ax, left + side, top, plot, height)
    ink = Ink(np.empty((0, 2)), (left + side + 0.5, top, left + side + plot + 2.5, top + height))
    ink = _band(ax, p, ink, scale)
    ink = _figures(ax, p, before, ink, scale)
    ink = _mark(on, ax, p, ink, scale)
    _name_ends(on, p, before, ink, scale, lang)


def _range(p: Panel, before: Floats) -> tuple[float, float]:
    """Lowest and highest value shown: a wild 95 % band may leave the picture, the rest may not."""
    known = np.concatenate([before[:, 1], p.after[:, 1], p.band[:, [2, 4]].ravel(), [p.level]])
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    reach = 0.35 * (high - low)
    if len(p.band):
        low, high = (
            min(low, max(float(p.band[:, 1].min()), low - reach)),
            max(high, min(float(p.band[:, 5].max()), high + reach)),
        )
    span = high - low or abs(high) * 0.2 or 1.0
    floor, ceiling = p.indicator.lower, p.indicator.upper
    bottom, roof = low - 0.12 * span, high + 0.16 * span
    if floor is not None and bottom < floor:
        bottom = floor - 0.03 * span
    if ceiling is not None and roof > ceiling:
        roof = ceiling + 0.06 * span
    return bottom, roof


def _band(ax: Axes, p: Panel, ink: Ink, scale: Scaler) -> Ink:
    if not len(p.band):
        return ink
    table = p.band
    if len(p.before):
        start = np.r_[p.before[-1, 0], np.repeat(p.before[-1, 1], 5)]
        table = np.vstack([start, table])
    years = table[:, 0]
    for low, high, tint in ((1, 5, TINT_PALE), (2, 4, TINT)):
        ax.fill_between(years, table[:, low], table[:, high], color=tint, lw=0, zorder=1.5)
    ax.plot(years, table[:, 3], color=BLUE, lw=1.2, ls=(0, (4, 2)), zorder=2.5)
    for column in (1, 3, 5):
        ink = ink.with_line(scale.x(years), scale.y(np.clip(table[:, column], *ax.get_ylim())))
    return ink


def _mark(on: Sheet, ax: Axes, p: Panel, ink: Ink, scale: Scaler) -> Ink:
    x = float(scale.x(p.mark))
    ax.axvline(p.mark, color=GREY, lw=0.8, ls=(0, (1, 1.6)), zorder=1)
    ink = ink.with_line([x, x], [scale.top, scale.top + scale.height])
    if math.isfinite(p.level):
        y = float(scale.y(p.level))
        on.rule([scale.left, scale.left + scale.width], [y, y], RED, 1.0, z=2.8)
        ink = ink.with_line([scale.left, scale.left + scale.width], [y, y])
    return _mark_words(on, p, x, ink, scale)


def _mark_words(on: Sheet, p: Panel, x: float, ink: Ink, scale: Scaler) -> Ink:
    """Write what the vertical line means beside it, where the fewest lines run: high on its left if that is free."""
    lines = wrap(p.marked, max(x - scale.left - 2, 18.0), SMALL, lines=3)
    wide, rise = max(text_width(line, SMALL) for line in lines), SMALL * MM_PER_POINT
    tall = rise + (len(lines) - 1) * leading(SMALL)
    found = []
    for order, (leftward, part) in enumerate((side, part) for part in (0.0, 0.9, 0.2, 0.7, 0.45) for side in (1, 0)):
        left, top = (x - 1 - wide if leftward else x + 1), scale.top + 0.4 + part * (scale.height - tall - 1.6)
        box = (left - 0.4, top, left + wide + 0.4, top + tall + 0.8)
        found.append((ink.touched(*box) + order, leftward, top, box))
    _, leftward, top, box = min(found)
    for place, line in enumerate(lines):
        y = top + rise + place * leading(SMALL)
        on.text(x - 1 if leftward else x + 1, y, line, SMALL, GREY, align="right" if leftward else "left", halo=True)
    return ink.with_box(*box)


def _figures(ax: Axes, p: Panel, before: Floats, ink: Ink, scale: Scaler) -> Ink:
    whole = np.vstack([before, p.after])
    for one, two in pairwise(whole):
        bridge = two[0] - one[0] > 1
        ax.plot([one[0], two[0]], [one[1], two[1]], color=GREY_MID if bridge else INK, lw=0.8 if bridge else 1.2,
                ls=(0, (2, 2)) if bridge else "-", zorder=3)  # fmt: skip
    ax.plot(before[:, 0], before[:, 1], "o", ms=3.8, mfc=PAPER, mec=INK, mew=0.9, zorder=4, clip_on=False)
    ax.plot(p.after[:, 0], p.after[:, 1], "o", ms=4.2, mfc=INK, mec=INK, zorder=4.2, clip_on=False)
    ink = ink.with_line(scale.x(whole[:, 0]), scale.y(whole[:, 1]))
    for x, y in zip(scale.x(whole[:, 0]), scale.y(whole[:, 1]), strict=True):
        ink = ink.with_box(x - 0.7, y - 0.7, x + 0.7, y + 0.7)
    return ink


def _name_ends(on: Sheet, p: Panel, before: Floats, ink: Ink, scale: Scaler, lang: Lang) -> None:
    """Write the last figure of each side of the mark."""
    unit, sign = unit_text(p.indicator.unit, lang), "年" if lang == "zh" else ":"
    ends = ([before[-1]] if len(before) else []) + ([p.after[-1]] if len(p.after) else [])
    for (year, value), tone in zip(ends[::-1], (INK, GREY), strict=False):
        text = f"{year:.0f}{sign} {number(float(value), p.indicator.decimals)}{unit}"
        ink = beside(on, text, float(scale.x(year)), float(scale.y(value)), ink, tone, size=SMALL)


def alt_expected(panels: Sequence[Panel], lang: Lang = "zh") -> str:
    """Tell the panels in words: each indicator's last figure, and the band it was to be expected in."""
    zh = lang == "zh"
    said = []
    for p in panels:
        if not len(p.after):
            said.append(f"{p.title}：之后没有数据" if zh else f"{p.title}: no figure after the mark")
            continue
        year, value = p.after[-1]
        digits = p.indicator.decimals
        at = p.band[p.band[:, 0] == year]
        figure = amount(float(value), p.indicator.unit, digits, lang)
        low, high = (number(float(v), digits) for v in at[0, [2, 4]]) if len(at) else ("", "")
        if zh:
            said.append(f"{p.title}：{year:.0f}年为{figure}" + (f"，预期80%区间{low}—{high}" if low else ""))
        else:
            said.append(f"{p.title}: {figure} in {year:.0f}" + (f", expected (80%) {low} to {high}" if low else ""))
    head = "小图组，实际值与预期带。" if zh else "Small charts, figures against the band expected. "
    return head + ("；" if zh else "; ").join(said) + ("。" if zh else ".")
