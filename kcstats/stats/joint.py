r"""Several targets at once: how many will be met, and whether all of them will.

Good and bad years of one place come together, and those of one goal's indicators more so: "nine of twelve" is not
nine coins in a row. Every outcome hangs on a factor z of the place and a factor g of its goal,

.. math::
    X_i = \sqrt{\rho_0}\, z + \sqrt{\rho_1 - \rho_0}\, g + \sqrt{1 - \rho_1}\, e_i, \qquad
    \text{met} \iff X_i \ge -\Phi^{-1}(p_i),

so that two targets of one goal correlate by :math:`\rho_1` and any others by :math:`\rho_0`, while each keeps its own
probability. Given the factors the outcomes are independent and the number met is Poisson-binomial; both factors are
integrated by Gauss-Hermite quadrature. Closed form, no random numbers.

Measured where the truth is known (``benchmarks/indicator_correlation.py``, 463 to 1,160 places and years): the 80 %
interval holds the number met in 88 to 92 %; being of whole numbers it is wider than asked. Without correlations it
would be 85 to 89 %.

References
----------
Vasicek (2002), The distribution of loan portfolio value, Risk 15:160-162 (the one-factor copula).
Hong (2013), On computing the distribution function for the Poisson binomial distribution,
doi:10.1016/j.csda.2012.10.006.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import ndtr, ndtri

Floats = npt.NDArray[np.float64]

PLACE_CORRELATION = 0.02
"""Correlation of the outcomes of different goals in one place: forecast errors of indicators of different topics in
one place measured .00 in municipalities and .01 (-.02 to .04) in countries five years ahead
(``benchmarks/indicator_correlation.py``)."""
GOAL_CORRELATION = 0.3
"""Correlation of the outcomes of one goal's targets: within a topic .33 in countries and .13 in municipalities, by
the same script; the cautious end is taken."""
NODES = 41
"""Nodes of a factor's quadrature."""


@dataclass(frozen=True)
class NumberMet:
    """How many targets of one set are met.

    Attributes
    ----------
    expected : float
    lower, upper : int
        Central interval: at most half of what is left out lies on either side.
    p_all : float
        Probability that every one is met; 1 for an empty set.
    mass : ndarray of float, shape (total + 1,)
        Probability of 0, 1, ... met.
    """

    expected: float
    lower: int
    upper: int
    p_all: float
    mass: Floats


def given_factor(p: Floats, correlation: float) -> tuple[Floats, Floats]:
    """Probabilities given a common factor.

    Parameters
    ----------
    p : ndarray of float, shape (..., m)
        0-1; certain outcomes (exactly 0 or 1) stay certain.
    correlation : float
        0 or more, below 1.

    Returns
    -------
    conditional : ndarray of float, shape (..., m, NODES)
    weights : ndarray of float, shape (NODES,)
        Sum to 1.

    Raises
    ------
    ValueError
        If `correlation` is outside [0, 1).
    """
    if not 0 <= correlation < 1:
        raise ValueError(f"Expected 0 <= correlation < 1. But got {correlation}.")
    nodes, weights = hermegauss(NODES)
    z = (ndtri(p)[..., None] + np.sqrt(correlation) * nodes) / np.sqrt(1 - correlation)
    return np.asarray(ndtr(z), dtype=float), np.asarray(weights / weights.sum(), dtype=float)


def number_met(
    p: npt.ArrayLike,
    goals: Sequence[Hashable],
    *,
    times: npt.ArrayLike | None = None,
    place: float = PLACE_CORRELATION,
    goal: float = GOAL_CORRELATION,
    level: float = 0.8,
) -> NumberMet:
    """Distribution of the number of targets met.

    Parameters
    ----------
    p : array_like of float, shape (m,)
        Probability of each target, 0-1; no NaN.
    goals : sequence, length m
        The goal each stands in.
    times : array_like of int, shape (m,), optional
        How often the very same demand stands in the set (one outcome, counted so many times); 1 unless given.
    place, goal : float
        Correlations, 0 <= place <= goal < 1.
    level : float
        Of the interval, between 0 and 1.

    Returns
    -------
    NumberMet

    Raises
    ------
    ValueError
        If `level` is not inside (0, 1), a probability is missing, or the correlations are not in order.

    Examples
    --------
    >>> found = number_met([0.5, 0.5], ["a", "b"], place=0, goal=0)
    >>> found.mass.round(2).tolist(), round(found.p_all, 2)
    ([0.25, 0.5, 0.25], 0.25)
    >>> round(number_met([0.5, 0.5], ["a", "a"], place=0, goal=0.5).p_all, 3)
    0.333
    """
    each = np.atleast_1d(np.asarray(p, dtype=float))
    if not 0 < level < 1:
        raise ValueError(f"Expected 0 < level < 1. But got {level}.")
    if np.isnan(each).any():
        raise ValueError("Expected a probability for every target. But got a missing one.")
    if not 0 <= place <= goal < 1:
        raise ValueError(f"Expected 0 <= place <= goal < 1. But got {place} and {goal}.")
    count = np.ones(len(each), dtype=np.intp) if times is None else np.asarray(times, dtype=np.intp)
    outer, weights = given_factor(each, place)
    outer = outer.T
    mass, whole = np.ones((NODES, 1)), np.ones(NODES)
    for one in dict.fromkeys(goals):
        mine = np.array([g == one for g in goals], dtype=bool)
        inner, share = given_factor(outer[:, mine], (goal - place) / (1 - place))
        mass = _added(mass, _poisson_binomial(inner, count[mine]) @ share)
        whole = whole * (inner.prod(axis=1) @ share)
    together = weights @ mass
    below, tail = np.cumsum(together), (1 - level) / 2
    return NumberMet(
        float((each * count).sum()),
        int((below < tail - 1e-12).sum()),
        int((below < 1 - tail - 1e-12).sum()),
        min(float(weights @ whole), 1.0),
        together,
    )


def _poisson_binomial(p: Floats, count: npt.NDArray[np.intp]) -> Floats:
    """Mass of the number met; p (places, m, nodes), count (m,); result (places, total + 1, nodes)."""
    mass = np.zeros((p.shape[0], int(count.sum()) + 1, p.shape[2]))
    mass[:, 0] = 1.0
    for j, step in enumerate(count):
        share = p[:, j][:, None, :]
        moved = np.zeros_like(mass)
        moved[:, step:] = mass[:, : mass.shape[1] - step]
        mass = mass * (1 - share) + moved * share
    return mass


def _added(a: Floats, b: Floats) -> Floats:
    """Mass of the sum of two independent numbers, row by row."""
    out = np.zeros((len(a), a.shape[1] + b.shape[1] - 1))
    for j in range(b.shape[1]):
        out[:, j : j + a.shape[1]] += a * b[:, j, None]
    return out
