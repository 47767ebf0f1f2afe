"""Many short series at once, as arrays.

Everything statistical in this package takes a batch: one row a series, years ascending, padded at the right with NaN.
The words (scale, direction, bounds) say how a series may move; counts and peers are extra knowledge where it exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Words = npt.NDArray[np.object_]

_EMPTY: Floats = np.empty((0, 0))


@dataclass(frozen=True, eq=False)
class SeriesBatch:
    """A batch of n series of at most T points.

    Attributes
    ----------
    years, values : ndarray of float, shape (n, T)
        Ascending years without duplicates and values in the indicator's unit; NaN-padded at the right.
    scale : ndarray of str, shape (n,)
        ``percent``, ``rate`` or ``index``.
    lower, upper : ndarray of float, shape (n,)
        Bounds of a possible value; -inf and inf where there are none.
    direction : ndarray of int, shape (n,)
        +1 higher is better, -1 lower is better, 0 neither.
    numerator, denominator : ndarray of float, shape (n, T)
        Counts behind the values; NaN where unknown.
    multiplier : ndarray of float, shape (n,)
        value = numerator / denominator * multiplier; NaN without counts.
    tier : ndarray of str, shape (n,)
        ``country``, ``subnational`` or empty where unknown.
    peer_group : ndarray of int, shape (n,)
        Series of the same number are the same indicator elsewhere; -1 = none.

    Examples
    --------
    >>> one = SeriesBatch(np.array([[2019.0, 2020]]), np.array([[6.6, 7.1]]), np.array(["percent"], dtype=object),
    ...                   np.array([0.0]), np.array([100.0]), np.array([1]))
    >>> len(one), bool(np.isnan(one.multiplier[0]))
    (1, True)
    """

    years: Floats
    values: Floats
    scale: Words
    lower: Floats
    upper: Floats
    direction: Ints
    numerator: Floats = field(default_factory=lambda: _EMPTY)
    denominator: Floats = field(default_factory=lambda: _EMPTY)
    multiplier: Floats = field(default_factory=lambda: _EMPTY)
    tier: Words = field(default_factory=lambda: np.empty((0, 0), dtype=object))
    peer_group: Ints = field(default_factory=lambda: np.empty((0, 0), dtype=np.intp))

    def __post_init__(self) -> None:
        n = len(self.years)
        missing = np.full(self.years.shape, np.nan)
        defaults = {
            "numerator": missing,
            "denominator": missing,
            "multiplier": np.full(n, np.nan),
            "tier": np.full(n, "", dtype=object),
            "peer_group": np.full(n, -1, dtype=np.intp),
        }
        for name, default in defaults.items():
            if getattr(self, name).ndim == 2 and getattr(self, name).shape == (0, 0):
                object.__setattr__(self, name, default)
        for f in fields(self):
            if len(getattr(self, f.name)) != n:
                raise ValueError(f"Expected {n} rows in {f.name}. But got {len(getattr(self, f.name))}")

    def __len__(self) -> int:
        return len(self.years)

    def take(self, rows: npt.ArrayLike) -> SeriesBatch:
        """Choose series by position or mask; the arrays are copies.

        Examples
        --------
        >>> years = np.array([[2019.0, 2020], [2019, 2020]])
        >>> zero, words = np.zeros(2), np.array(["rate", "rate"], dtype=object)
        >>> len(SeriesBatch(years, years, words, zero, zero + np.inf, np.array([0, 0])).take([1]))
        1
        """
        chosen = np.asarray(rows)
        return SeriesBatch(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})
