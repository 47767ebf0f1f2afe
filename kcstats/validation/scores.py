"""What forecasts were worth, once the truth is known.

A probability is good when it is calibrated (of all that were called 70 % likely, 70 % came true) and sharp. The Brier
score rewards both; skill says how much better it is than always giving the share that came true.

References
----------
Gneiting and Raftery (2007), Strictly proper scoring rules, prediction and estimation, doi:10.1198/016214506000001437.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

FEWEST = 15
"""Windows an indicator needs for a coverage of its own."""
WITHIN = (0.7, 0.9)
"""An indicator's 80 % intervals are in order between these coverages."""


def brier_score(p: Floats, hit: Floats) -> float:
    """Mean square of probability minus outcome.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
        0-1.
    hit : ndarray of float, shape (n,)
        1 where it came true, else 0.

    Returns
    -------
    float
        0 (perfect) to 1.

    Examples
    --------
    >>> round(brier_score(np.array([0.8, 0.4]), np.array([1.0, 0.0])), 3)
    0.1
    """
    return float(((p - hit) ** 2).mean())


def brier_skill(p: Floats, hit: Floats) -> float:
    """How much better than always saying the base rate; 1 = perfect, 0 = no better.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`.

    Returns
    -------
    float
        NaN where the outcome never varies.

    Examples
    --------
    >>> round(brier_skill(np.array([0.8, 0.4]), np.array([1.0, 0.0])), 3)
    0.6
    """
    base = hit.mean() * (1 - hit.mean())
    return float(1 - brier_score(p, hit) / base) if base > 0 else float("nan")


def calibration_error(p: Floats, hit: Floats) -> float:
    """Expected calibration error over ten equal bins of probability.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        As in `brier_score`.

    Returns
    -------
    float

    Examples
    --------
    >>> round(calibration_error(np.array([0.75, 0.75, 0.25]), np.array([1.0, 0.0, 0.0])), 3)
    0.25
    """
    bins = np.minimum((p * 10).astype(int), 9)
    groups = [bins == b for b in np.unique(bins)]
    return float(sum(abs(p[g].mean() - hit[g].mean()) * g.mean() for g in groups))


def share_within(covered: Bools, indicator: npt.NDArray[np.str_]) -> float:
    """Share of the indicators whose coverage lies `WITHIN`; those with at least `FEWEST` windows.

    Parameters
    ----------
    covered : ndarray of bool, shape (n,)
        Whether the 80 % interval held the truth.
    indicator : ndarray of str, shape (n,)

    Returns
    -------
    float
        NaN where no indicator has enough windows.

    Examples
    --------
    >>> share_within(np.arange(20) % 5 > 0, np.full(20, "one"))
    1.0
    """
    names, place, count = np.unique(indicator, return_inverse=True, return_counts=True)
    by = np.bincount(place, weights=covered.astype(float), minlength=len(names)) / np.maximum(count, 1)
    by = by[count >= FEWEST]
    return float(((by >= WITHIN[0]) & (by <= WITHIN[1])).mean()) if len(by) else float("nan")
