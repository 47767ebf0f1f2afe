"""Verdicts: where an indicator stands, how likely its target is, and which of the four grades follows.

Status speaks of the latest figure alone, likelihood of the target year alone; the grade of practice follows from the
two by one printed rule. After the target year nothing is likely any more: the figure of that year decides.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kcstats.evaluation.settings import Cutoffs
from kcstats.terms import Grade, Likelihood, Status

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.object_]


def status_now(latest: Floats, threshold: Floats, upward: Bools, last_digit: Floats) -> Codes:
    """Compare the latest figure with the target.

    Parameters
    ----------
    latest, threshold : ndarray of float, shape (n,)
        In the indicator's unit; NaN = unknown.
    upward : ndarray of bool, shape (n,)
        True where more is demanded. The number itself is included either way.
    last_digit : ndarray of float, shape (n,)
        One unit of the last printed digit, such as 0.1; a figure that misses by no more is `near`.

    Returns
    -------
    ndarray of Status, shape (n,)

    Examples
    --------
    >>> one = np.ones(1)
    >>> [status_now(one * x, one * 20, one < 0, one * 0.1)[0].value for x in (20.0, 20.1, 20.2, np.nan)]
    ['met', 'near', 'not_met', 'no_data']
    """
    headroom = np.where(upward, latest - threshold, threshold - latest)
    tolerance = 1e-9 * np.maximum(1.0, np.abs(threshold))
    out = _filled(latest.shape, Status.NOT_MET)
    out[headroom >= -last_digit - tolerance] = Status.NEAR
    out[headroom >= -tolerance] = Status.MET
    out[~np.isfinite(headroom)] = Status.NO_DATA
    return out


def likelihood_word(p: Floats, cutoffs: Cutoffs) -> Codes:
    """Put a probability into words by the printed cut-offs.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
        Probability of attainment, 0-1; NaN = no answer.
    cutoffs : Cutoffs

    Returns
    -------
    ndarray of Likelihood, shape (n,)

    Examples
    --------
    >>> [x.value for x in likelihood_word(np.array([0.8, 0.5, 0.2, 0.19, np.nan]), Cutoffs())]
    ['very_likely', 'likely', 'unlikely', 'very_unlikely', 'none']
    """
    out = _filled(p.shape, Likelihood.VERY_UNLIKELY)
    out[p >= cutoffs.unlikely] = Likelihood.UNLIKELY
    out[p >= cutoffs.likely] = Likelihood.LIKELY
    out[p >= cutoffs.very_likely] = Likelihood.VERY_LIKELY
    out[np.isnan(p)] = Likelihood.NONE
    return out


def grade(status: Codes, p: Floats, over: Bools, cutoffs: Cutoffs) -> Codes:
    """Give the grade of practice.

    Attained: met now and more likely than not to be met in the target year; expected: not met now, but more likely
    than not to be; difficult: less likely than not, also where met now. Where the target year's own figure is known
    (`over`): met in it or not. No data: no figure, or no answer.

    Parameters
    ----------
    status : ndarray of Status, shape (n,)
    p : ndarray of float, shape (n,)
    over : ndarray of bool, shape (n,)
        The latest figure is that of the target year.
    cutoffs : Cutoffs
        `likely` is the line between expected and difficult.

    Returns
    -------
    ndarray of Grade, shape (n,)

    Examples
    --------
    >>> s = np.array([Status.MET, Status.NOT_MET, Status.MET, Status.NOT_MET, Status.NO_DATA], dtype=object)
    >>> p = np.array([0.9, 0.6, 0.4, np.nan, np.nan])
    >>> [g.value for g in grade(s, p, np.array([False, False, False, True, False]), Cutoffs())]
    ['attained', 'expected', 'difficult', 'difficult', 'no_data']
    """
    met = status == Status.MET
    out = _filled(p.shape, Grade.NO_DATA)
    probable = p >= cutoffs.likely
    out[probable & met] = Grade.ATTAINED
    out[probable & ~met] = Grade.EXPECTED
    out[p < cutoffs.likely] = Grade.DIFFICULT
    out[over & met] = Grade.ATTAINED
    out[over & ~met] = Grade.DIFFICULT
    out[status == Status.NO_DATA] = Grade.NO_DATA
    return out


def _filled(shape: tuple[int, ...], code: Status | Likelihood | Grade) -> Codes:
    out = np.empty(shape, dtype=object)
    out[...] = code  # np.full would turn the code into a bare str
    return out
