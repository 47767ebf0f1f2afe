"""What other indicators taught: how common each kind of movement is.

The weights of the drift models were learnt once from some ten thousand real series of other indicators
(`benchmarks/fit_weights.py`) and stand in `data/drift_weights.json` with where they come from. Kinds of indicator
have their own: percentages in mid-range and near a bound, rates with and without zeros, indices; each for countries,
for smaller places and for places of unknown size. A kind is told from the series alone, and for percentages the same
way from either end.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.drift import Nodes, Shapes

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

KINDS = ("percent", "percent_edge", "rate", "rate_zero", "index")
TIERS = ("", "country", "subnational")
EDGE = 5.0
"""A percentage whose mean distance from the nearer bound is below this stands near the edge [percentage points]."""


@dataclass(frozen=True)
class Prior:
    """The models and how common they are.

    Attributes
    ----------
    shapes : Shapes, S of them
    nodes : Nodes, K of them
        `Nodes.mean` is the drift toward better [s / year].
    weights : ndarray of float, shape (kinds * tiers, K)
        Rows sum to 1; row `KINDS` index * len(`TIERS`) + `TIERS` index.
    responsibility : ndarray of float, shape (kinds * tiers, K)
        Mean posterior weight in the corpus, at five points.
    """

    shapes: Shapes
    nodes: Nodes
    weights: Floats
    responsibility: Floats


@cache
def learnt_prior() -> Prior:
    """The prior shipped with the package.

    Returns
    -------
    Prior
    """
    text = files("kcstats.stats").joinpath("data/drift_weights.json").read_text(encoding="utf-8")
    return prior_from(json.loads(text))


def prior_from(record: dict[str, dict[str, list[float]]]) -> Prior:
    """Read a prior from its record (the content of the weights file)."""
    shapes, nodes = record["shapes"], record["nodes"]
    names = [f"{kind}|{tier}" for kind in KINDS for tier in TIERS]
    weights = np.array([record["weights"][name] for name in names], dtype=float)
    shares = np.array([record["responsibility"][name] for name in names], dtype=float)
    return Prior(
        Shapes(np.array(shapes["noise"]), np.array(shapes["drift"]), np.array(shapes["persistence"])),
        Nodes(np.array(nodes["shape"], dtype=np.int64), np.array(nodes["size"]), np.array(nodes["mean"])),
        weights / weights.sum(axis=1, keepdims=True),
        shares,
    )


def kind_of(batch: SeriesBatch) -> Ints:
    """Row of the prior's weights that fits each series.

    Parameters
    ----------
    batch : SeriesBatch

    Returns
    -------
    ndarray of int, shape (n,)

    Examples
    --------
    >>> rows = [{"years": [2020, 2021], "values": v, "scale": "percent"} for v in ([50, 51], [98, 99], [2, 1])]
    >>> [KINDS[k // len(TIERS)] for k in kind_of(SeriesBatch.from_rows(rows))]
    ['percent', 'percent_edge', 'percent_edge']
    """
    known = np.isfinite(batch.values)
    away = np.where(known, np.minimum(batch.values, 100.0 - batch.values), 0.0)
    mean = away.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    zero = (known & (batch.values <= 0)).any(axis=1)
    kind = np.where(batch.scale == "percent", np.where(mean < EDGE, 1, 0), np.where(zero, 3, 2))
    kind = np.where(batch.scale == "index", 4, kind)
    tier = np.where(batch.tier == "country", 1, np.where(batch.tier == "subnational", 2, 0))
    return (kind * len(TIERS) + tier).astype(np.int64)
