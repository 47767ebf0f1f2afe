r"""Scales on which a change means the same at any level.

One point is a lot at 99 % and little at 50 %; a fall from 20 to 10 per 100,000 is as much as one from 200 to 100. So
percentages are worked on as log odds, rates as logarithms, and only what may be negative on its own scale:

.. math::
    z = \log\frac{y + .5}{100 - y + .5}, \qquad z = \log(y + \epsilon), \qquad z = y / c

with :math:`\epsilon` only where zeros are near (half an event where counts are known, else half the smallest positive
value) and c the largest absolute value. The logit is odd about 50, so "90 % do" and "10 % do not" are one statement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LOGIT, LOG, LINEAR = 0, 1, 2
HALF = 0.5
"""Half a percentage point added to both sides of the odds, so that 0 and 100 have a place."""


@dataclass(frozen=True)
class Transform:
    """How each of n series is transformed.

    Attributes
    ----------
    kind : ndarray of int, shape (n,)
        `LOGIT`, `LOG` or `LINEAR`.
    constant : ndarray of float, shape (n,)
        The epsilon of a logarithm, the divisor of a linear scale.
    """

    kind: Ints
    constant: Floats

    def take(self, rows: npt.NDArray[np.intp]) -> Transform:
        """The transforms of some rows."""
        return Transform(self.kind[rows], self.constant[rows])

    def forward(self, y: Floats) -> Floats:
        """Values to the working scale; y has n rows; below its range -inf, above it inf."""
        kind, constant = self._beside(y)
        with np.errstate(divide="ignore", invalid="ignore"):
            up, down = np.maximum(y + HALF, 0.0), np.maximum(100.0 - y + HALF, 0.0)
            logit = np.log(up) - np.log(down)
            log = np.log(np.maximum(y + constant, 0.0))
        out = np.where(kind == LOGIT, logit, np.where(kind == LOG, log, y / np.where(kind == LINEAR, constant, 1.0)))
        return np.asarray(out, dtype=float)

    def backward(self, z: Floats) -> Floats:
        """Working scale to values, before bounds."""
        kind, constant = self._beside(z)
        with np.errstate(over="ignore"):
            percent = 50.0 + (50.0 + HALF) * np.tanh(z / 2)
            rate = np.exp(np.where(kind == LOG, z, 0.0)) - constant
        out = np.where(kind == LOGIT, percent, np.where(kind == LOG, rate, z * constant))
        return np.asarray(out, dtype=float)

    def slope(self, y: Floats) -> Floats:
        """Derivative dz/dy at y."""
        kind, constant = self._beside(y)
        with np.errstate(divide="ignore", invalid="ignore"):
            logit = 1.0 / (y + HALF) + 1.0 / (100.0 - y + HALF)
            log = 1.0 / (y + constant)
        linear = 1.0 / np.where(kind == LINEAR, constant, 1.0)
        out = np.where(kind == LOGIT, logit, np.where(kind == LOG, log, linear))
        return np.asarray(out, dtype=float)

    def _beside(self, y: Floats) -> tuple[Ints, Floats]:
        shape = (-1,) + (1,) * (y.ndim - 1)
        kind, constant = self.kind.reshape(shape), self.constant.reshape(shape)
        safe = np.where((kind == LINEAR) & (constant == 0), 1.0, constant)
        return kind, np.asarray(safe, dtype=float)


def choose_transform(batch: SeriesBatch) -> Transform:
    """Find each series' transform from its scale, bounds, values and counts.

    Parameters
    ----------
    batch : SeriesBatch

    Returns
    -------
    Transform

    Examples
    --------
    >>> rows = [{"years": [2020, 2021], "values": [50.0, 100.0], "scale": "percent"}]
    >>> batch = SeriesBatch.from_rows(rows)
    >>> choose_transform(batch).forward(batch.values).round(3).tolist()
    [[0.0, 5.303]]
    """
    y = batch.values
    n = len(batch)
    positive = np.where(y > 0, y, np.nan)
    smallest = np.fmin.reduce(positive, axis=1, initial=np.inf)
    largest = np.fmax.reduce(np.abs(y), axis=1, initial=0.0)
    lowest = np.fmin.reduce(y, axis=1, initial=np.inf)
    linear = (batch.scale == "index") & ((batch.lower < 0) | (lowest <= 0))
    kind = np.where(batch.scale == "percent", LOGIT, np.where(linear, LINEAR, LOG))
    epsilon = np.where((lowest <= 0) & np.isfinite(smallest), HALF * smallest, 0.0)
    known = np.isfinite(batch.denominator) & (batch.denominator > 0)
    size = np.where(known, batch.denominator, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    counted = known.any(axis=1) & np.isfinite(batch.multiplier)
    event = np.divide(HALF * batch.multiplier, size, out=np.zeros(n), where=counted)
    epsilon = np.where(counted, event, epsilon)
    constant = np.where(kind == LINEAR, np.where(largest > 0, largest, 1.0), np.where(kind == LOG, epsilon, HALF))
    return Transform(kind.astype(np.int64), constant.astype(float))


def resolution(values: Floats) -> Floats:
    """Step of the last digit that a series is printed to: 1, 0.1 or 0.01; 0 where it is printed finer.

    Parameters
    ----------
    values : ndarray of float, shape (n, T)
        NaN = no value.

    Returns
    -------
    ndarray of float, shape (n,)

    Examples
    --------
    >>> resolution(np.array([[98.0, 99.0], [98.1, 99.0], [98.123, 99.0]])).tolist()
    [1.0, 0.1, 0.0]
    """
    step = np.zeros(len(values))
    values = np.where(np.isfinite(values), values, np.nan)
    for digits in (2, 1, 0):
        scaled = values * 10.0**digits
        near = np.abs(scaled - np.round(scaled)) < 1e-6 * np.maximum(1.0, np.abs(scaled) * 1e-3)
        fits = (near | ~np.isfinite(values)).all(axis=1)
        step = np.where(fits, 10.0**-digits, step)
    return step
