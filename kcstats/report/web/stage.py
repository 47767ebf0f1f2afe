"""A field for a chart that is as wide as its reader's screen.

Shapes are SVG that stretches with the field; lines keep their weight and dots stay round. Words are HTML that is
placed in percent and keeps its size, so that a chart can be read on a phone as on a desk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from kcstats.report.web.markup import Html, tag

Floats = npt.NDArray[np.float64]

UNITS = 1000
"""Of the SVG's own grid, in both directions."""


@dataclass(frozen=True)
class Stage:
    """Maps years and values to the field; y downwards.

    Attributes
    ----------
    first, last : float
        Years at the left and right edge.
    low, high : float
        Values at the lower and upper edge.
    """

    first: float
    last: float
    low: float
    high: float

    def x(self, year: float) -> float:
        """Share of the width from the left, 0-1."""
        return (year - self.first) / (self.last - self.first)

    def y(self, value: float) -> float:
        """Share of the height from the top, 0-1."""
        return (self.high - value) / (self.high - self.low)

    def points(self, years: Sequence[float] | Floats, values: Sequence[float] | Floats) -> str:
        """Points of a path on the SVG's grid."""
        return " ".join(
            f"{UNITS * self.x(float(x)):.0f},{UNITS * self.y(float(y)):.0f}"
            for x, y in zip(years, values, strict=True)
        )

    def line(self, years: Sequence[float] | Floats, values: Sequence[float] | Floats, class_: str) -> Html:
        """A line through points."""
        return tag("path", d="M" + self.points(years, values), class_=class_)

    def band(self, years: Floats, low: Floats, high: Floats, class_: str) -> Html:
        """The area between two lines."""
        there = self.points(years, high)
        back = self.points(years[::-1], low[::-1])
        return tag("path", d=f"M{there} {back}Z", class_=class_)

    def level(self, value: float, class_: str) -> Html:
        """A line across the field."""
        return self.line([self.first, self.last], [value, value], class_)

    def dots(self, years: Iterable[float], values: Iterable[float], class_: str) -> Html:
        """Dots: lines without length, whose round ends stay round however the field is stretched."""
        marks = "".join(f"M{self.points([x], [y])}h0" for x, y in zip(years, values, strict=True))
        return tag("path", d=marks, class_=class_) if marks else Html("")


def svg(*content: object, **attributes: object) -> Html:
    """A drawing that fills its box; never read aloud, because the words stand beside it."""
    box = f"0 0 {UNITS} {UNITS}"
    return tag("svg", *content, viewBox=box, preserveAspectRatio="none", aria_hidden="true", focusable="false",
               **attributes)  # fmt: skip


def runs(years: Floats, values: Floats, segment: npt.NDArray[np.intp]) -> list[tuple[Floats, Floats, bool]]:
    """Cut a history where its definition changed; years that are bridged come as runs of two, marked True."""
    out: list[tuple[Floats, Floats, bool]] = []
    start = 0
    for i, (before, after) in enumerate(pairwise(years), start=1):
        broken, bridged = segment[i] != segment[i - 1], after - before > 1
        if not (broken or bridged):
            continue
        out.append((years[start:i], values[start:i], False))
        if bridged and not broken:
            out.append((years[i - 1 : i + 1], values[i - 1 : i + 1], True))
        start = i
    out.append((years[start:], values[start:], False))
    return [run for run in out if len(run[0]) > 1]


def spot(text: object, *, x: float, y: float, class_: str, side: str = "right") -> Html:
    """Words at a place of the field [share]; `side` says on which side of the place they stand."""
    return tag("span", text, class_=f"{class_} at-{side}", style=f"left:{100 * x:.1f}%;top:{100 * y:.1f}%")


def hatch(id: str) -> Html:
    """A pattern of slanted lines for what misses the target, in the proportions of a narrow field."""
    line = tag("path", d="M-20 48L120 -8M-20 8L20 -8M80 48L120 32", class_="hatch-line")
    return tag("defs", tag("pattern", line, id=id, width="100", height="40", patternUnits="userSpaceOnUse"))
