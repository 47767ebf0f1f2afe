"""Kinds of windows that are scored apart, since a good mean may hide a bad corner."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kcstats.validation.folds import topic
from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

FEWEST = 50
"""A group with fewer windows is not scored."""
NEAR = 5.0
"""A percentage whose mean stands within this of a bound is near it [percentage points]."""
HIGH = 95.0
"""A percentage whose latest figure is above this is near 100 %."""
PEOPLE = ((0.0, "under_10k"), (1e4, "10k_20k"), (2e4, "20k_50k"), (5e4, "50k_up"))
"""Sizes of place by residents, each from its number on."""
MAIN = (5, 5)
"""Points and years ahead of the headline figures."""


def groups(w: Windows, people: Floats) -> Iterator[tuple[str, str, Rows]]:
    """Name of the grouping, of the group, and its windows; only groups large enough.

    Parameters
    ----------
    w : Windows
    people : ndarray of float, shape (n,)
        Residents of the place; NaN where unknown.

    Yields
    ------
    group, level : str
    rows : ndarray of int
    """
    for group, level, mask in _masks(w, people):
        rows = np.flatnonzero(mask)
        if len(rows) >= FEWEST:
            yield group, level, rows


def _masks(w: Windows, people: Floats) -> Iterator[tuple[str, str, npt.NDArray[np.bool_]]]:
    yield "all", "all", np.ones(len(w), dtype=bool)
    yield "main", "5|5", (w.points == MAIN[0]) & (w.ahead == MAIN[1])
    for n in np.unique(w.points):
        yield "points", str(n), w.points == n
    for h in np.unique(w.ahead):
        yield "ahead", str(h), w.ahead == h
    for n in np.unique(w.points):
        for h in np.unique(w.ahead):
            yield "points_ahead", f"{n}|{h}", (w.points == n) & (w.ahead == h)
    for kind in ("percent", "rate", "index"):
        yield "kind", kind, w.batch.scale == kind
    for tier in ("country", "subnational"):
        yield "tier", tier, w.batch.tier == tier
    for (least, name), most in zip(PEOPLE, [p[0] for p in PEOPLE[1:]] + [np.inf], strict=True):
        yield "people", name, (people >= least) & (people < most)
    yield "series", "observed", ~w.modelled
    yield "series", "modelled", w.modelled
    yield from _edges(w)
    for source in np.unique(w.source):
        yield "source", str(source), w.source == source
    topics = np.array([topic(str(i)) for i in w.indicator])
    for name in np.unique(topics):
        yield "topic", str(name), topics == name


def _edges(w: Windows) -> Iterator[tuple[str, str, npt.NDArray[np.bool_]]]:
    known = np.isfinite(w.batch.values)
    count = known.sum(axis=1)
    latest = np.take_along_axis(w.batch.values, count[:, None] - 1, axis=1)[:, 0]
    percent = w.batch.scale == "percent"
    away = np.where(known, np.minimum(w.batch.values, 100.0 - w.batch.values), 0.0).sum(axis=1) / count
    yield "edge", "middle", percent & (away >= NEAR)
    yield "edge", "near_a_bound", percent & (away < NEAR)
    yield "edge", "above_95", percent & (latest > HIGH)
    yield "edge", "zeros", (known & (w.batch.values == 0)).any(axis=1)
