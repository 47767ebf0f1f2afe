"""Placing words beside the things they name, where nothing is in the way.

A picture without a legend needs its labels on the things themselves. For each label a few places are tried in the
order of preference; the first that touches no ink is taken, or the one that touches least. Ink is a cloud of points:
lines sampled along their length and the boxes of labels already set.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.report.figures.style import MM_PER_POINT, text_width

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """A place for a label [mm]: the baseline's left end, and what choosing it costs beside the ink it touches."""

    x: float
    y: float
    cost: float = 0.0


@dataclass(frozen=True)
class Ink:
    """Where something is drawn already.

    Attributes
    ----------
    points : ndarray of float, shape (n, 2)
        [mm] on the sheet, y downwards.
    bounds : tuple of float
        Left, top, right and bottom of the field labels must stay in [mm].
    """

    points: Floats
    bounds: tuple[float, float, float, float]

    def with_line(self, x: Sequence[float] | Floats, y: Sequence[float] | Floats) -> Ink:
        """Add a line through points [mm], sampled about every half millimetre."""
        xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        pieces = [self.points]
        for x0, y0, x1, y1 in zip(xs[:-1], ys[:-1], xs[1:], ys[1:], strict=True):
            if np.isfinite([x0, y0, x1, y1]).all():
                n = max(2, int(np.hypot(x1 - x0, y1 - y0) / 0.5))
                pieces.append(np.column_stack([np.linspace(x0, x1, n), np.linspace(y0, y1, n)]))
        return Ink(np.vstack(pieces), self.bounds)

    def with_box(self, left: float, top: float, right: float, bottom: float) -> Ink:
        """Add a filled box [mm]."""
        xs, ys = np.meshgrid(np.arange(left, right + 0.5, 0.7), np.arange(top, bottom + 0.5, 0.7))
        return Ink(np.vstack([self.points, np.column_stack([xs.ravel(), ys.ravel()])]), self.bounds)

    def touched(self, left: float, top: float, right: float, bottom: float) -> int:
        """How many points of ink lie in a box, and a fine for leaving the field."""
        x, y = self.points[:, 0], self.points[:, 1]
        inside = (x > left) & (x < right) & (y > top) & (y < bottom)
        west, north, east, south = self.bounds
        out = max(west - left, 0) + max(north - top, 0) + max(right - east, 0) + max(bottom - south, 0)
        return int(inside.sum()) + int(np.ceil(20 * out))


def box_of(text: str, size: float, place: Place, *, margin: float = 0.5) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a label [mm]."""
    rise = size * MM_PER_POINT
    width = text_width(text, size)
    return (
        place.x - margin,
        place.y - 0.9 * rise - margin,
        place.x + width + margin,
        place.y + 0.22 * rise + margin,
    )


def choose(text: str, size: float, places: Sequence[Place], ink: Ink) -> tuple[Place, Ink, float]:
    """Find a label's best place.

    Parameters
    ----------
    text : str
    size : float
        [pt]
    places : sequence of Place
        In the order of preference.
    ink : Ink

    Returns
    -------
    place : Place
    ink : Ink
        With the label in it.
    cost : float
        0 where nothing is touched.
    """
    costs = [ink.touched(*box_of(text, size, place)) + place.cost for place in places]
    best = int(np.argmin(costs))
    return places[best], ink.with_box(*box_of(text, size, places[best])), costs[best]
