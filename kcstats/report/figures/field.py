"""A field of rows over one common value axis: the ground of dot charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.ticker import MaxNLocator

from kcstats.plan.units import plain
from kcstats.report.figures.sheet import Sheet
from kcstats.report.figures.style import GREY, GREY_PALE, MM_PER_POINT, SMALL, text_width


@dataclass(frozen=True)
class Field:
    """Maps values to millimetres from `left` to ``left + width``.

    Attributes
    ----------
    low, high : float
        Values at the two ends.
    left, width : float
        [mm]
    """

    low: float
    high: float
    left: float
    width: float

    def x(self, value: float) -> float:
        """Place of a value [mm]."""
        return self.left + (value - self.low) / (self.high - self.low) * self.width

    def ticks(self, most: int = 5) -> list[float]:
        """Round values inside the field."""
        found = MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]).tick_values(self.low, self.high)
        slack = 1e-9 * (self.high - self.low)
        return [round(float(v), 9) for v in found if self.low - slack <= v <= self.high + slack]


def field_of(
    values: Sequence[float], left: float, width: float, *, lower: float | None = None, upper: float | None = None
) -> Field:
    """Choose the range for values that are all finite, with a margin but never beyond the bounds.

    Examples
    --------
    >>> f = field_of([90.0, 100.0], 0.0, 110.0, upper=100.0)
    >>> f.high, round(f.low, 1)
    (100.0, 89.2)
    """
    low, high = min(values), max(values)
    span = (high - low) or abs(high) * 0.2 or 1.0
    margin = 0.08 * span if high > low else 0.5 * span
    low, high = low - margin, high + margin
    low = low if lower is None else max(low, lower)
    high = high if upper is None else min(high, upper)
    if lower is not None and low - lower < 0.5 * span:
        low = lower
    return Field(low, high, left, width)


def draw_grid(on: Sheet, field: Field, top: float, bottom: float, unit: str = "") -> None:
    """Draw pale verticals with their values below [mm]; the unit behind the last."""
    ticks = next((found for most in (5, 4, 3) if not _crowded(field, found := field.ticks(most))), field.ticks(2))
    y = bottom + SMALL * MM_PER_POINT + 0.8
    for tick in ticks:
        x = field.x(tick)
        on.rule([x, x], [top, bottom], GREY_PALE, 0.5, z=1)
        on.text(x, y, plain(tick), SMALL, GREY, align="center")
    if ticks:
        on.text(field.x(ticks[-1]) + text_width(plain(ticks[-1]), SMALL) / 2, y, unit, SMALL, GREY)


def _crowded(field: Field, ticks: Sequence[float]) -> bool:
    """Whether the values below the verticals would touch each other."""
    apart = [field.x(b) - field.x(a) for a, b in pairwise(ticks)]
    rooms = [(text_width(plain(a), SMALL) + text_width(plain(b), SMALL)) / 2 + 1.0 for a, b in pairwise(ticks)]
    return any(room > gap for room, gap in zip(rooms, apart, strict=True))
