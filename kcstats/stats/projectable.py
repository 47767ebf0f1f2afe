"""Which series of a batch are projected, and how each is named.

Screening tells the good from the rest; the good are brought to the working scale, with what their peers lend them.
All ways of projecting start from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.mixture import Borrowed, Work, prepare
from kcstats.stats.screening import screen
from kcstats.stats.transforms import Transform

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Projectable:
    """What of n series can be projected: m of them.

    Attributes
    ----------
    codes : ndarray of str, shape (n,)
        Why not (`screening.REASONS`); empty for those that can.
    rows : ndarray of int, shape (m,)
        Which can.
    work : Work, m series
    borrowed : Borrowed, optional, m series
    transform : Transform, n series
    method : ndarray of str, shape (n,)
        How each is projected; empty for those that are not.
    """

    codes: Codes
    rows: npt.NDArray[np.intp]
    work: Work
    borrowed: Borrowed | None
    transform: Transform
    method: Codes


def projectable(batch: SeriesBatch, target_years: Floats, borrowed: Borrowed | None) -> Projectable:
    """Screen a batch and prepare what is left.

    Parameters
    ----------
    batch : SeriesBatch, n series
    target_years : ndarray of float, shape (n,)
    borrowed : Borrowed, optional
        From the peers, for all n series.

    Returns
    -------
    Projectable

    Examples
    --------
    >>> rows = [{"years": [2020, 2021, 2022], "values": [91.0, 92, 93], "scale": "percent"},
    ...         {"years": [2020], "values": [91.0], "scale": "percent"}]
    >>> ready = projectable(SeriesBatch.from_rows(rows), np.array([2025.0, 2025.0]), None)
    >>> ready.codes.tolist(), ready.method.tolist()
    (['', 'one_point'], ['damped_drift_mixture+pooled_few_points', ''])
    """
    n = len(batch)
    codes = screen(batch, target_years)
    rows = np.flatnonzero(codes == "")
    good = batch.take(rows)
    work, lent = prepare(good), None if borrowed is None else borrowed.take(rows)
    transform = Transform(np.full(n, 2), np.ones(n))
    transform.kind[rows], transform.constant[rows] = work.transform.kind, work.transform.constant
    method = np.full(n, "", dtype=object)
    method[rows] = _methods(good, work, lent)
    return Projectable(codes, rows, work, lent, transform, method)


def _methods(batch: SeriesBatch, work: Work, lent: Borrowed | None) -> Codes:
    """Name how each series was projected: the model, then what was special about it."""
    n = len(batch)
    out = np.full(n, "damped_drift_mixture", dtype=object)
    there = np.isfinite(batch.values)
    points = there.sum(axis=1)
    high = np.max(np.where(there, batch.values, -np.inf), axis=1)
    low = np.min(np.where(there, batch.values, np.inf), axis=1)
    borrowed = np.zeros(n, dtype=bool) if lent is None else np.isfinite(lent.change)
    notes = [
        ("counts", work.future_noise > 0),
        ("peers", borrowed),
        ("pooled_few_points", points <= 3),
        ("pooled_all_zero", (high == low) & (high == 0)),
        ("pooled_all_100", (high == low) & (high == 100) & (batch.scale == "percent")),
        ("pooled_constant", (high == low) & (high != 0) & ~((high == 100) & (batch.scale == "percent"))),
    ]
    for word, hit in notes:
        out[hit] = out[hit] + f"+{word}"
    return out
