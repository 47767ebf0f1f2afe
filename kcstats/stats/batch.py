"""Many short yearly series as one block of arrays.

A statistic is computed for ten thousand series at once or for one; the arithmetic is the same. So series of unequal
length stand in one matrix, a row each, ascending years from the left, NaN filling what is left over at the right.
Whatever else is known of a series (scale, bounds, which way is better, counts) stands beside it, one entry a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.object_]

_UNKNOWN: Any = None
"""Default of what may be unknown; an array of blanks takes its place when the batch is made."""


@dataclass(frozen=True)
class SeriesBatch:
    """Series with what is known of them; n series, at most T points each.

    Attributes
    ----------
    years : ndarray of float, shape (n, T)
        Ascending in each row, NaN-padded at the right.
    values : ndarray of float, shape (n, T)
        [indicator unit]; NaN where `years` is NaN.
    scale : ndarray of str, shape (n,)
        ``percent``, ``rate`` or ``index``.
    lower, upper : ndarray of float, shape (n,)
        Bounds [indicator unit]; -inf and inf = none.
    direction : ndarray of int, shape (n,)
        +1 higher is better, -1 lower is better, 0 neither.
    numerator, denominator : ndarray of float, shape (n, T), optional
        Counts; NaN where unknown.
    multiplier : ndarray of float, shape (n,), optional
        value = numerator / denominator * multiplier; NaN where there are no counts.
    tier : ndarray of str, shape (n,), optional
        ``country``, ``subnational`` or empty.
    peer_group : ndarray of int, shape (n,), optional
        Series of one indicator in several areas share a number; -1 = none.

    Raises
    ------
    ValueError
        If the shapes do not fit together.

    Examples
    --------
    >>> batch = SeriesBatch.from_rows([{"years": [2020, 2021], "values": [96.1, 96.4], "scale": "percent"}])
    >>> len(batch), batch.values.tolist(), batch.upper.tolist()
    (1, [[96.1, 96.4]], [100.0])
    """

    years: Floats
    values: Floats
    scale: Codes
    lower: Floats
    upper: Floats
    direction: Ints
    numerator: Floats = _UNKNOWN
    denominator: Floats = _UNKNOWN
    multiplier: Floats = _UNKNOWN
    tier: Codes = _UNKNOWN
    peer_group: Ints = _UNKNOWN

    def __post_init__(self) -> None:
        shape = self.values.shape
        if len(shape) != 2 or self.years.shape != shape:
            got = f"{self.years.shape} and {shape}"
            raise ValueError(f"Expected years and values of one shape (n, T). But got {got}.")
        defaults = {
            "numerator": np.full(shape, np.nan),
            "denominator": np.full(shape, np.nan),
            "multiplier": np.full(shape[0], np.nan),
            "tier": np.full(shape[0], "", dtype=object),
            "peer_group": np.full(shape[0], -1),
        }
        for name, default in defaults.items():
            if getattr(self, name) is None:
                object.__setattr__(self, name, default)
        for name in ("numerator", "denominator"):
            if getattr(self, name).shape != shape:
                raise ValueError(f"Expected {name} of shape {shape}. But got {getattr(self, name).shape}.")
        for name in ("scale", "lower", "upper", "direction", "multiplier", "tier", "peer_group"):
            if np.shape(getattr(self, name)) != shape[:1]:
                raise ValueError(f"Expected {name} of shape {shape[:1]}. But got {np.shape(getattr(self, name))}.")

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: npt.ArrayLike) -> SeriesBatch:
        """The batch of some rows, in the order asked for.

        Parameters
        ----------
        rows : array_like of int or bool

        Returns
        -------
        SeriesBatch
        """
        at = np.asarray(rows)
        if at.size == 0 and at.dtype != bool:
            at = at.astype(np.intp)
        return SeriesBatch(**{name: getattr(self, name)[at] for name in self.__dataclass_fields__})

    @property
    def counts(self) -> Floats:
        """Points in each series, shape (n,)."""
        return np.asarray(np.isfinite(self.years).sum(axis=1), dtype=float)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, Any]]) -> SeriesBatch:
        """Make a batch from one mapping a series.

        Parameters
        ----------
        rows : iterable of mapping
            Each with ``years``, ``values`` and ``scale``, and whatever else is known: ``lower``, ``upper``,
            ``direction``, ``numerator``, ``denominator``, ``multiplier``, ``tier``, ``peer_group``. Years may come in
            any order. Bounds not given are 0-100 for percent, 0 and none for rate, none for index.

        Returns
        -------
        SeriesBatch
        """
        given = list(rows)
        width = max([len(row["values"]) for row in given], default=0)
        order = [np.argsort(np.asarray(row["years"], dtype=float), kind="stable") for row in given]

        def padded(name: str) -> Floats:
            out = np.full((len(given), max(width, 1)), np.nan)
            for i, row in enumerate(given):
                if row.get(name) is not None:
                    out[i, : len(order[i])] = np.asarray(row[name], dtype=float)[order[i]]
            return out

        def column(name: str, default: Sequence[Any]) -> list[Any]:
            return [d if row.get(name) is None else row[name] for row, d in zip(given, default, strict=True)]

        scale = [row["scale"] for row in given]
        return cls(
            years=padded("years"),
            values=padded("values"),
            scale=np.array(scale, dtype=object),
            lower=np.array(column("lower", [-np.inf if s == "index" else 0.0 for s in scale]), dtype=float),
            upper=np.array(column("upper", [100.0 if s == "percent" else np.inf for s in scale]), dtype=float),
            direction=np.array(column("direction", [0] * len(given)), dtype=np.int64),
            numerator=padded("numerator"),
            denominator=padded("denominator"),
            multiplier=np.array(column("multiplier", [np.nan] * len(given)), dtype=float),
            tier=np.array(column("tier", [""] * len(given)), dtype=object),
            peer_group=np.array(column("peer_group", [-1] * len(given)), dtype=np.int64),
        )
