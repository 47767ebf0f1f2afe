"""The axes of a chart over the years: round values with a light grid, years with the target year among them."""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kcstats.plan.model import Indicator
from kcstats.plan.units import plain
from kcstats.report.figures.style import BODY, GREY, GREY_MID, GREY_PALE, font

Floats = npt.NDArray[np.float64]


class Shown(Protocol):
    """What an axis must know of the thing drawn: the indicator, and a year that is always printed."""

    @property
    def indicator(self) -> Indicator: ...  # noqa: D102
    @property
    def last(self) -> int: ...  # noqa: D102


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


def value_ticks(s: Shown, low: float, high: float) -> list[float]:
    """Round values to print on the axis, none beyond what the indicator can be."""
    floor = low if s.indicator.lower is None else max(low, s.indicator.lower)
    ceiling = high if s.indicator.upper is None else min(high, s.indicator.upper)
    ticks = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [round(float(t), 9) for t in ticks if floor <= t <= ceiling] or [low]


def draw_axis(ax: Axes, s: Shown, ticks: list[float]) -> None:
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
