"""From degrees to a flat map on which every area is as large as it is: Albers' equal-area conic projection.

A reader compares areas of colour, so areas must be true. For a district the projection is a plain plan; for a country
it is the one its atlases use, with standard parallels a sixth of the height inside the edges.

References
----------
Snyder, J. P. (1987). Map Projections: A Working Manual. USGS Professional Paper 1395, pp. 98-103, doi:10.3133/pp1395.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Albers:
    """One projection on a sphere of radius 1.

    Attributes
    ----------
    south, north : float
        Standard parallels [degrees]; never both 0 or opposite to each other.
    latitude, longitude : float
        Of the origin [degrees].
    """

    south: float
    north: float
    latitude: float
    longitude: float

    @classmethod
    def over(cls, longitude: Floats, latitude: Floats) -> Albers:
        """Choose the projection for places [degrees]: centred, parallels a sixth inside the edges."""
        low, high = float(latitude.min()), float(latitude.max())
        sixth = (high - low) / 6
        south, north = low + sixth, high - sixth
        if abs(south + north) < 1e-6:  # astride the equator the cone would be a cylinder: tilt it by a hair
            north += 1e-3
        return cls(south, north, (low + high) / 2, (float(longitude.min()) + float(longitude.max())) / 2)

    def flat(self, longitude: Floats, latitude: Floats) -> Floats:
        r"""Project places.

        Parameters
        ----------
        longitude, latitude : ndarray of float, shape (n,)
            [degrees]

        Returns
        -------
        ndarray of float, shape (n, 2)
            x to the right and y upwards, in radii of the sphere.

        Notes
        -----
        :math:`n = (\sin\varphi_1 + \sin\varphi_2)/2`, :math:`C = \cos^2\varphi_1 + 2n\sin\varphi_1`,
        :math:`\rho = \sqrt{C - 2n\sin\varphi}/n`, :math:`\theta = n(\lambda - \lambda_0)`;
        :math:`x = \rho\sin\theta`, :math:`y = \rho_0 - \rho\cos\theta`.

        Examples
        --------
        >>> cone = Albers(29.5, 45.5, 23.0, -96.0)  # Snyder's own example, p. 291
        >>> cone.flat(np.array([-75.0]), np.array([35.0])).round(7).tolist()
        [[0.295272, 0.2416774]]
        """
        first, second = np.radians(self.south), np.radians(self.north)
        n = (np.sin(first) + np.sin(second)) / 2
        c = np.cos(first) ** 2 + 2 * n * np.sin(first)
        rho = np.sqrt(c - 2 * n * np.sin(np.radians(latitude))) / n
        origin = np.sqrt(c - 2 * n * np.sin(np.radians(self.latitude))) / n
        theta = n * np.radians(longitude - self.longitude)
        return np.column_stack([rho * np.sin(theta), origin - rho * np.cos(theta)])


def inside(places: Floats, rings: Sequence[Floats]) -> npt.NDArray[np.bool_]:
    """Whether places lie in a polygon with holes: a ray to the right crosses its edges an odd number of times.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
    rings : sequence of ndarray of float, shape (m, 2)
        Closed.

    Returns
    -------
    ndarray of bool, shape (n,)

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]])
    >>> hole = square / 4 + 1.5
    >>> inside(np.array([[1.0, 1.0], [2.0, 2.0], [5.0, 1.0]]), [square, hole]).tolist()
    [True, False, False]
    """
    x, y = places[:, :1], places[:, 1:]
    odd = np.zeros(len(places), dtype=bool)
    for ring in rings:
        x0, y0, x1, y1 = *ring[:-1].T, *ring[1:].T
        spans = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            crossed = x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
        odd ^= (spans & crossed).sum(axis=1) % 2 == 1
    return odd


def middle(rings: Sequence[Floats], *, wide: float = 2.0) -> tuple[float, float]:
    """The place inside a polygon that is furthest from its edge, where a label has most room.

    Parameters
    ----------
    rings : sequence of ndarray of float, shape (m, 2)
        The outer ring, then holes.
    wide : float
        How many times wider than high the label is.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0], [0.0, 0.0]])
    >>> [round(abs(v - 2.0), 1) for v in middle([square], wide=1.0)]
    [0.0, 0.0]
    """
    outer = rings[0]
    low, high = outer.min(axis=0), outer.max(axis=0)
    xs, ys = (np.linspace(a, b, 41)[1:-1] for a, b in zip(low, high, strict=True))
    grid = np.column_stack([axis.ravel() for axis in np.meshgrid(xs, ys)])
    grid = grid[inside(grid, rings)]
    if not len(grid):
        return float(outer[:-1, 0].mean()), float(outer[:-1, 1].mean())
    scale = np.array([1.0 / wide, 1.0])
    apart = np.min([_distance(grid * scale, ring * scale) for ring in rings], axis=0)
    off = np.hypot(*(grid - (low + high) / 2).T)  # of places equally far from the edge the most central one
    best = grid[int(np.argmax(apart - 0.05 * off))]
    return float(best[0]), float(best[1])


def area_of(ring: Floats) -> float:
    """Area inside a closed ring, in the square of its unit."""
    x, y = ring.T
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2


def _distance(places: Floats, ring: Floats) -> Floats:
    """Distance of places from a line of segments."""
    start, step = ring[:-1], np.diff(ring, axis=0)
    long = np.maximum((step**2).sum(axis=1), 1e-30)
    rel = places[:, None, :] - start[None, :, :]
    t = np.clip((rel * step[None]).sum(axis=2) / long, 0.0, 1.0)
    apart = rel - t[:, :, None] * step[None]
    nearest: Floats = np.sqrt((apart**2).sum(axis=2)).min(axis=1)
    return nearest
