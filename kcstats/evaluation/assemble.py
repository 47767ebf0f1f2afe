"""From the table of observations to arrays that the statistics understand.

Only what stands after the last declared break says something about the future, so only that goes into the arrays.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.plan.model import Indicator
from kcstats.stats.batch import SeriesBatch
from kcstats.terms import Direction, Scale

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

_SIGN = {Direction.INCREASE: 1, Direction.DECREASE: -1, Direction.NONE: 0}


def scale_word(indicator: Indicator) -> str:
    """Name the scale on which an indicator moves: percent (logit), rate (log) or index (as it is).

    Proportions printed in another unit than % are rare events and move like rates; gross rates may pass 100.
    """
    if indicator.scale is Scale.PROPORTION and indicator.unit == "%":
        return "percent"
    if indicator.scale in (Scale.MEAN, Scale.INDEX, Scale.BINARY):
        return "index"
    return "rate"


def last_segment(history: pd.DataFrame) -> pd.DataFrame:
    """Keep what stands after the last definition break of each series."""
    return history[history["segment"] == history.groupby("key")["segment"].transform("max")]


def assemble(history: pd.DataFrame, indicators: dict[int, Indicator]) -> tuple[Ints, SeriesBatch]:
    """Make padded arrays of all series that have a value.

    Parameters
    ----------
    history : DataFrame
        Columns ``key year value numerator denominator``, sorted by key and year.
    indicators : dict of row number to Indicator

    Returns
    -------
    keys : ndarray of int, shape (n,)
        Row numbers of the batch's series, ascending.
    batch : SeriesBatch
        Shape (n, T), padded at the right.
    """
    keys, row = np.unique(history["key"].to_numpy(dtype=np.intp), return_inverse=True)
    column = history.groupby("key").cumcount().to_numpy(dtype=np.intp)
    shape = (len(keys), int(column.max()) + 1 if len(column) else 1)

    def padded(name: str) -> Floats:
        out = np.full(shape, np.nan)
        out[row, column] = history[name].to_numpy(dtype=float)
        return out

    mine = [indicators[int(key)] for key in keys]
    return keys, SeriesBatch(
        years=padded("year"),
        values=padded("value"),
        scale=np.array([scale_word(i) for i in mine], dtype=object),
        lower=np.array([-np.inf if i.lower is None else i.lower for i in mine], dtype=float),
        upper=np.array([np.inf if i.upper is None else i.upper for i in mine], dtype=float),
        direction=np.array([_SIGN[i.direction] for i in mine], dtype=int),
        numerator=padded("numerator"),
        denominator=padded("denominator"),
        multiplier=np.array([np.nan if i.multiplier is None else i.multiplier for i in mine], dtype=float),
    )


def latest(history: pd.DataFrame, n: int) -> tuple[Floats, Floats]:
    """Year and value of each row's last observation.

    Returns
    -------
    year, value : ndarray of float, shape (n,)
        NaN where a row has no observation.
    """
    last = history.groupby("key").tail(1)
    year, value = np.full(n, np.nan), np.full(n, np.nan)
    keys = last["key"].to_numpy(dtype=np.intp)
    year[keys], value[keys] = last["year"].to_numpy(dtype=float), last["value"].to_numpy(dtype=float)
    return year, value


def value_in(history: pd.DataFrame, n: int, years: Floats, column: str = "value") -> Floats:
    """Each row's value in a year of its own; NaN where none was observed."""
    keys = history["key"].to_numpy(dtype=np.intp)
    hit = history["year"].to_numpy(dtype=float) == years[keys]
    out = np.full(n, np.nan)
    out[keys[hit]] = history[column].to_numpy(dtype=float)[hit]
    return out
