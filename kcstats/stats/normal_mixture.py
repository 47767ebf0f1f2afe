r"""Distribution functions of mixtures of normals, many at once, from one table.

A mixture of hundreds of normals asks for hundreds of normal distribution functions at every point. They are read
from a table with its grid points a 1/1024 of a standard deviation apart and carried from the nearest of them by two
terms of Taylor's series,

.. math::
    \Phi(g + d) = \Phi(g) + \varphi(g) \left(d - \frac{g d^2}{2}\right) + O(d^3),

which leaves less than 3e-11 and is some three times as fast as the function itself. The density comes with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

STEPS = 1024
"""Grid points a standard deviation."""
REACH = 8.5
"""Half-width of the table [standard deviations]; beyond it the distribution function is 0 or 1 to the last bit."""
MIDDLE = int(REACH * STEPS)
"""Place of zero in the table."""


@cache
def _tables() -> tuple[Floats, Singles, Singles]:
    """Distribution function, the same in single precision, and density a grid step, in single precision."""
    grid = np.arange(-MIDDLE, MIDDLE + 1) / STEPS
    below = np.array([0.5 * math.erfc(-g * math.sqrt(0.5)) for g in grid.tolist()])
    density = np.exp(-0.5 * grid**2) / (math.sqrt(2 * math.pi) * STEPS)
    below[[0, -1]], density[[0, -1]] = (0.0, 1.0), 0.0
    return below, below.astype(np.float32), density.astype(np.float32)


@dataclass(frozen=True)
class NormalMixture:
    """n mixtures of K normals each, placed on the table's grid.

    Attributes
    ----------
    weight : ndarray of float, shape (n, K)
        Rows sum to 1.
    rate : ndarray of float, shape (n, K) or (1, K)
        Grid steps that a unit of x is long.
    origin : ndarray of float, shape (n, K)
        Place of x = 0 in the table.

    Examples
    --------
    >>> two = NormalMixture.of(np.array([[0.5, 0.5]]), np.array([[-1.0, 1.0]]), np.array([[1.0, 1.0]]))
    >>> two.below(np.array([0.0])).tolist(), [float(part[0].round(3)) for part in two.moments()]
    ([0.5], [0.0, 1.414])
    """

    weight: Floats
    rate: Floats
    origin: Floats

    @classmethod
    def of(cls, weight: Floats, mean: Floats, sd: Floats) -> NormalMixture:
        """Place mixtures on the grid.

        Parameters
        ----------
        weight, mean : ndarray of float, shape (n, K)
        sd : ndarray of float, shape (n, K) or (1, K)
        """
        rate = STEPS / sd
        return cls(weight, rate, MIDDLE - mean * rate)

    def __len__(self) -> int:
        return len(self.weight)

    def take(self, rows: npt.NDArray[np.intp]) -> NormalMixture:
        """The mixtures of some rows, in the order asked for."""
        rate = self.rate if len(self.rate) == 1 else self.rate[rows]
        return NormalMixture(self.weight[rows], rate, self.origin[rows])

    def moments(self) -> tuple[Floats, Floats]:
        """Mean and standard deviation of each mixture, both of shape (n,)."""
        mean = (MIDDLE - self.origin) / self.rate
        centre = np.vecdot(self.weight, mean)
        mean -= centre[:, None]
        return centre, np.sqrt(np.vecdot(self.weight, mean**2 + (STEPS / self.rate) ** 2))

    def below(self, x: Floats) -> Floats:
        """Probability of a value at or below x, to 3e-11; x of shape (n,) may be infinite, NaN stays NaN."""
        unknown = np.isnan(x)
        return np.where(unknown, np.nan, self._carried(np.where(unknown, 0.0, x))[0])

    def expansion(self, x: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Distribution function at finite x and its first three derivatives.

        Parameters
        ----------
        x : ndarray of float, shape (n,)

        Returns
        -------
        below, slope, bend, twist : ndarray of float, shape (n,)
            The first to 3e-11, the second to 1e-6, the others, taken at the nearest grid points, to a thousandth.
        """
        below, step, steep, fall = self._carried(x)
        _, rate, _ = self._single
        steep *= rate
        step *= rate
        slope = steep.sum(axis=1) - np.vecdot(steep, fall) / STEPS**2
        bend = np.vecdot(steep, step) / -(STEPS**2)
        step *= step
        step -= (np.float32(STEPS) * rate) ** 2
        return below, *(part.astype(float) for part in (slope, bend, np.vecdot(steep, step) / STEPS**4))

    def rough(self, points: Floats) -> Floats:
        """Distribution function to some 1e-4 at points of shape (n, k), in single precision: a start, no answer."""
        weight, rate, origin = self._single
        _, table, _ = _tables()
        at, place = points.astype(np.float32), self._sheets.single[0]
        out = np.empty(points.shape)
        for j in range(points.shape[1]):
            np.multiply(at[:, j, None], rate, out=place)
            place += origin
            np.clip(place, 0.0, 2.0 * MIDDLE, out=place)
            out[:, j] = np.vecdot(weight, table.take(self._index(place), mode="clip", out=self._sheets.single[1]))
        return out

    @cached_property
    def _single(self) -> tuple[Singles, Singles, Singles]:
        """Weight, rate and origin in single precision, the origin half a step on: cut off there is rounded here."""
        weight, rate, origin = (part.astype(np.float32) for part in (self.weight, self.rate, self.origin + 0.5))
        return weight, rate, origin

    @cached_property
    def _sheets(self) -> _Sheets:
        return _Sheets.of(self.weight.shape)

    def _index(self, place: npt.NDArray[np.floating]) -> npt.NDArray[np.intp]:
        """Whole places as the table's index; by way of short integers, which is quicker."""
        np.copyto(self._sheets.index, place.astype(np.int32))
        return self._sheets.index

    def _carried(self, x: Floats) -> tuple[Floats, Singles, Singles, Singles]:
        """Distribution function at x, and what it was carried by from the nearest grid points.

        Their steps from the middle; the weighted densities there; and the product of the step and the way from the
        grid point, by which the density falls. They live until the next call.
        """
        place, step = self._sheets.double
        far, steep, fall, way = self._sheets.single
        table, _, density = _tables()
        np.multiply(x[:, None], self.rate, out=place)
        place += self.origin
        np.clip(place, 0.0, 2.0 * MIDDLE, out=place)
        np.rint(place, out=step)
        place -= step
        np.copyto(way, place, casting="same_kind")
        index = self._index(step)
        below = np.vecdot(self.weight, table.take(index, mode="clip", out=place))
        density.take(index, mode="clip", out=steep)
        steep *= self._single[0]
        step -= MIDDLE
        np.copyto(far, step, casting="same_kind")
        np.multiply(far, way, out=fall)
        way *= steep
        below += way.sum(axis=1)
        below -= np.vecdot(way, fall) / (2 * STEPS**2)
        return below, far, steep, fall


@dataclass(frozen=True)
class _Sheets:
    """Working memory of a mixture: to ask the system for it at every point would take as long as the sums.

    Attributes
    ----------
    double : ndarray of float64, shape (2, n, K)
    single : ndarray of float32, shape (4, n, K)
    index : ndarray of int, shape (n, K)
    """

    double: Floats
    single: Singles
    index: npt.NDArray[np.intp]

    @classmethod
    def of(cls, shape: tuple[int, ...]) -> _Sheets:
        """Sheets for a mixture of a shape."""
        return cls(np.empty((2, *shape)), np.empty((4, *shape), dtype=np.float32), np.empty(shape, dtype=np.intp))
