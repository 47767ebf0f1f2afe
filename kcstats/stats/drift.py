r"""Levels that drift: what a series' past changes say of its future ones, in closed form.

A series on its working scale is a level with noise, the level a walk with a drift that itself fades and returns:

.. math::
    z_t = l_t + e_t, \quad l_t = l_{t-1} + d_t + \eta_t, \quad
    e_t \sim N(0, r s^2), \quad \eta_t \sim N(0, (1-r) s^2),

the drift d stationary with mean :math:`\mu`, sd :math:`\tau s` and correlation :math:`\varphi^{|i-j|}`. Changes of z
over any gaps, seen and future, are then jointly normal with mean :math:`\mu g` (g the gap in years) and covariance

.. math::
    s^2 [\tau^2 G \Phi G' + (1-r) G G' + r E E'] = s^2 C,

G telling which yearly steps a change spans and E which observations it joins. C depends on the years alone, so all
series seen in the same years share it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shapes:
    """Shapes of the covariance, S of them: noise share r, drift sd tau [in s], drift persistence phi."""

    noise: Floats
    drift: Floats
    persistence: Floats


@dataclass(frozen=True)
class Joint:
    """Moments of p past and H future changes for S shapes, at s = 1.

    Attributes
    ----------
    past : ndarray, shape (S, p, p)
    cross : ndarray, shape (S, H, p)
    future : ndarray, shape (S, H, H)
    gaps : ndarray, shape (p,)
        Years that each past change spans.
    ahead : ndarray, shape (H,)
        Years that each future change spans.
    join : ndarray, shape (p, p + 1)
        Which observations a past change joins (-1, +1).
    """

    past: Floats
    cross: Floats
    future: Floats
    gaps: Floats
    ahead: Floats
    join: Floats


def joint_moments(years: Floats, ahead: Floats, shapes: Shapes) -> Joint:
    """Covariance of past changes and of future changes from the latest observation.

    Parameters
    ----------
    years : ndarray of float, shape (T,)
        Whole years, ascending, T >= 2.
    ahead : ndarray of float, shape (H,)
        Whole years after the latest, ascending.
    shapes : Shapes

    Returns
    -------
    Joint
    """
    p, n_future = len(years) - 1, len(ahead)
    since = np.concatenate([years - years[0], years[-1] - years[0] + ahead]).astype(int)
    start = np.concatenate([np.arange(p), np.full(n_future, p)])
    end = np.arange(1, p + 1 + n_future)
    step = np.arange(since[-1])
    spans = ((step >= since[start][:, None]) & (step < since[end][:, None])).astype(float)
    joins = np.zeros((p + n_future, p + 1 + n_future))
    joins[np.arange(p + n_future), start] = -1.0
    joins[np.arange(p + n_future), end] = 1.0
    lag = np.abs(step[:, None] - step[None, :])
    fading = shapes.persistence[:, None, None] ** lag
    r = shapes.noise[:, None, None]
    cov = shapes.drift[:, None, None] ** 2 * (spans @ fading @ spans.T)
    cov = cov + (1 - r) * (spans @ spans.T) + r * (joins @ joins.T)
    total = spans.sum(axis=1)
    return Joint(cov[:, :p, :p], cov[:, p:, :p], cov[:, p:, p:], total[:p], total[p:], joins[:p, : p + 1])


@dataclass(frozen=True)
class Nodes:
    """Fully specified models, K of them: a shape each, with its own size s and drift mean m [s / year]."""

    shape: Ints
    size: Floats
    mean: Floats


@dataclass(frozen=True)
class Conditional:
    """What n series say under K nodes.

    Attributes
    ----------
    loglik : ndarray, shape (n, K)
        Log density of the past changes, up to a constant that all nodes share.
    mean : ndarray, shape (n, K, H)
        Expected future changes.
    cov : ndarray, shape (S or n, K, H, H)
        Their covariance; one for all series (first axis 1) where no noise is known from outside.
    """

    loglik: Floats
    mean: Floats
    cov: Floats


def condition(joint: Joint, nodes: Nodes, changes: Floats, drift: Floats) -> Conditional:
    """Condition the future on the past, for series without noise known from outside.

    Parameters
    ----------
    joint : Joint
    nodes : Nodes
    changes : ndarray of float, shape (n, p)
        Past changes on the working scale.
    drift : ndarray of float, shape (n, K)
        Drift mean of each series under each node [working scale / year].

    Returns
    -------
    Conditional
    """
    root = np.linalg.inv(np.linalg.cholesky(joint.past))
    shapes, p = root.shape[:2]
    white = (changes @ root.reshape(shapes * p, p).T).reshape(-1, shapes, p)
    trend = root @ joint.gaps
    gain = joint.cross @ np.swapaxes(root, 1, 2)
    squares = np.vecdot(white, white)
    product = np.vecdot(white, trend)
    logdet = -np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
    k, s = nodes.shape, nodes.size
    loglik = drift * np.vecdot(trend, trend)[k]
    loglik -= (2.0 * product).take(k, axis=1)
    loglik *= drift
    loglik += squares.take(k, axis=1)
    loglik *= -0.5 / s**2
    loglik -= p * np.log(s) + logdet[k]
    pulled = np.vecdot(gain, white[:, :, None, :])
    slope = joint.ahead - np.vecdot(gain, trend[:, None, :])
    mean = drift[:, :, None] * slope[k]
    mean += pulled.take(k, axis=1)
    rest = joint.future - gain @ np.swapaxes(gain, 1, 2)
    cov = rest[k] * (s**2)[:, None, None]
    return Conditional(loglik, mean, cov[None])


def condition_noisy(joint: Joint, nodes: Nodes, changes: Floats, drift: Floats, noise: Floats) -> Conditional:
    """Condition the future on the past where each observation carries a known noise of its own.

    Parameters
    ----------
    joint, nodes, changes, drift
        As in `condition`.
    noise : ndarray of float, shape (n, p + 1)
        Known variance of each observation on the working scale, from its counts or its rounding.

    Returns
    -------
    Conditional
        The covariance is that of the underlying future changes: the future figure's own known noise is not in it.
    """
    s2 = (nodes.size**2)[:, None, None]
    own = np.einsum("ia,na,ja->nij", joint.join, noise, joint.join, optimize=True)
    shared = -(joint.join[:, -1] * noise[:, -1:])
    past = joint.past[nodes.shape][None] * s2 + own[:, None]
    cross = joint.cross[nodes.shape][None] * s2 + shared[:, None, None, :]
    future = joint.future[nodes.shape][None] * s2 + noise[:, -1][:, None, None, None]
    rest = changes[:, None, :] - drift[:, :, None] * joint.gaps
    white, gain, logdet = _whitened(past, rest, cross)
    loglik = -0.5 * np.einsum("ink,ink->nk", white, white) - logdet
    mean = np.einsum("hink,ink->nkh", gain, white) + drift[:, :, None] * joint.ahead
    known = np.empty((len(gain), len(gain), *loglik.shape))
    for h in range(len(gain)):
        for g in range(h + 1):
            known[h, g] = known[g, h] = np.einsum("ink,ink->nk", gain[h], gain[g])
    return Conditional(loglik, mean, future - np.moveaxis(known, (0, 1), (2, 3)))


def _whitened(past: Floats, rest: Floats, cross: Floats) -> tuple[Floats, Floats, Floats]:
    """Factorise all covariances at once and whiten by them.

    A routine call a matrix would take longer than its arithmetic: there are thousands of them, none larger than the
    window. So the columns of the factor are made one after the other, each for all series and nodes together.

    Parameters
    ----------
    past : ndarray of float, shape (n, K, p, p)
    rest : ndarray of float, shape (n, K, p)
    cross : ndarray of float, shape (n, K, H, p)

    Returns
    -------
    white : ndarray of float, shape (p, n, K)
    gain : ndarray of float, shape (H, p, n, K)
    logdet : ndarray of float, shape (n, K)
        Of the factor.
    """
    p = past.shape[-1]
    factor = np.ascontiguousarray(np.moveaxis(past, (2, 3), (0, 1)))
    sides = np.concatenate([np.moveaxis(rest, 2, 0)[None], np.moveaxis(cross, (2, 3), (0, 1))])
    logdet = np.zeros(past.shape[:2])
    for j in range(p):
        for i in range(j):
            factor[j:, j] -= factor[j:, i] * factor[j, i]
            sides[:, j] -= sides[:, i] * factor[j, i]
        pivot = np.sqrt(factor[j, j])
        factor[j:, j] /= pivot
        sides[:, j] /= pivot
        logdet += np.log(pivot)
    return sides[0], sides[1:], logdet
