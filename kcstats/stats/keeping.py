r"""Holding a level in every year, not only in the last one.

Good years and bad years come together, so the probability of staying on the right side throughout is neither the
last year's nor the product of all. It is computed jointly: paths are drawn from the mixture, 128 pairs a series, from
fixed quasi-random normal numbers that come in pairs u and -u. The covariance of a path is split into a common part,
which is drawn, and an independent part :math:`\lambda I`, which is integrated:

.. math::
    P = E_u \prod_j \Phi\left(\frac{\pm(z_j(u) - c)}{\sqrt{\lambda}}\right).

Each draw's product falls as the demand rises, so the probability is monotone; the pairs make it the same for y and
100 - y; nothing in it is random.

References
----------
Genz and Bretz (2009), Computation of multivariate normal and t probabilities, doi:10.1007/978-3-642-01689-9.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from kcstats.stats.mixture import Borrowed, Posterior, Work, posteriors
from kcstats.stats.weights import Prior

Floats = npt.NDArray[np.float64]

PAIRS = 128
"""Pairs of paths a series."""
BLOCK = 500
"""Series drawn at once; bounds the memory."""
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)


def path_probability(
    work: Work,
    target_years: Floats,
    edge: Floats,
    upward: npt.NDArray[np.bool_],
    prior: Prior,
    borrowed: Borrowed | None = None,
    *,
    extra: Floats | None = None,
) -> Floats:
    """Probability that every year up to the target year stands on the right side.

    Parameters
    ----------
    work : Work, n series
    target_years : ndarray of float, shape (n,)
    edge : ndarray of float, shape (n,)
        The demand on the working scale.
    upward : ndarray of bool, shape (n,)
        At least (True) or at most.
    prior : Prior
    borrowed : Borrowed, optional
    extra : ndarray of float, shape (n,), optional
        Added to every future year's change [working scale / year].

    Returns
    -------
    ndarray of float, shape (n,)
    """
    more = np.zeros(len(work)) if extra is None else extra
    out = np.empty(len(work))
    for start in range(0, len(work), BLOCK):
        part = np.arange(start, min(start + BLOCK, len(work)))
        lent = None if borrowed is None else borrowed.take(part)
        for rows, posterior in posteriors(work.take(part), target_years[part], prior, path=True, borrowed=lent):
            at = part[rows]
            out[at] = _held(posterior, edge[at], np.where(upward[at], 1.0, -1.0), more[at])
    return out


def future_paths(
    work: Work, target_years: Floats, prior: Prior, borrowed: Borrowed | None = None
) -> Iterator[tuple[npt.NDArray[np.intp], Floats]]:
    """Draw the years up to the target year jointly, from the same fixed numbers for every series.

    Parameters
    ----------
    work : Work, n series
    target_years : ndarray of float, shape (n,)
    prior : Prior
    borrowed : Borrowed, optional

    Yields
    ------
    rows : ndarray of int, shape (k,)
        Series seen in the same years and asked for the same horizon H.
    z : ndarray of float, shape (k, 2 PAIRS, H)
        Figures of the next H years on the working scale.
    """
    for rows, posterior in posteriors(work, target_years, prior, path=True, borrowed=borrowed):
        node = _chosen(posterior.weight)
        at = np.arange(len(rows))[:, None]
        values, vectors = np.linalg.eigh(posterior.cov)
        root = (vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]) @ np.swapaxes(vectors, -1, -2)
        which = at if len(root) > 1 else np.zeros_like(at)
        swing = np.einsum("npij,pj->npi", root[which, node], normal_draws(posterior.mean.shape[2]))
        centre = posterior.mean[at, node]
        yield rows, np.concatenate([centre + swing, centre - swing], axis=1)


def _held(posterior: Posterior, edge: Floats, sign: Floats, extra: Floats) -> Floats:
    """Mean over the draws of the product over the years."""
    from scipy.special import ndtr

    n, _, years = posterior.mean.shape
    node = _chosen(posterior.weight)
    at = np.arange(n)[:, None]
    if len(posterior.cov) > 1:  # each series has its own: split those drawn, not all
        root, nugget = _split(posterior.cov[at, node])
    else:
        root, nugget = (part[0, node] for part in _split(posterior.cov))
    sd = np.sqrt(nugget)
    swing = np.einsum("npij,pj->npi", root, normal_draws(years))
    ahead = posterior.mean[at, node] + extra[:, None, None] * np.arange(1, years + 1)
    centre = (ahead - edge[:, None, None]) * sign[:, None, None]
    held = np.zeros((n, PAIRS))
    for side in (1.0, -1.0):
        held += ndtr((centre + side * swing) / sd[:, :, None]).prod(axis=2) / 2
    return np.asarray(held.mean(axis=1), dtype=float)


def _chosen(weight: Floats) -> npt.NDArray[np.intp]:
    """Systematic sample of nodes, the same number of draws for every series."""
    total = np.cumsum(weight, axis=1)
    marks = (np.arange(PAIRS) + 0.5) / PAIRS
    n, k = weight.shape
    flat = (total / total[:, -1:] + 2.0 * np.arange(n)[:, None]).ravel()
    asked = (marks + 2.0 * np.arange(n)[:, None]).ravel()
    found = np.searchsorted(flat, asked, side="left").reshape(n, PAIRS) - k * np.arange(n)[:, None]
    return np.asarray(np.clip(found, 0, k - 1), dtype=np.intp)


def _split(cov: Floats) -> tuple[Floats, Floats]:
    """Root of the common part of a covariance, and the variance of its independent part."""
    values, vectors = np.linalg.eigh(cov)
    nugget = 0.999 * np.maximum(values[..., 0], 1e-14)
    common = np.sqrt(np.maximum(values - nugget[..., None], 0.0))
    return (vectors * common[..., None, :]) @ np.swapaxes(vectors, -1, -2), nugget


@cache
def normal_draws(years: int) -> Floats:
    """Fixed normal numbers, shape (PAIRS, years): a Halton sequence in an order that breaks its link to the nodes."""
    from scipy.special import ndtri

    halton = np.column_stack([_radical_inverse(np.arange(1, PAIRS + 1), p) for p in _PRIMES[:years]])
    mix = (np.arange(PAIRS) * 37) % PAIRS
    return np.asarray(ndtri(halton[mix]), dtype=float)


def _radical_inverse(index: npt.NDArray[np.int64], base: int) -> Floats:
    out, scale, rest = np.zeros(len(index)), 1.0, index.copy()
    while rest.any():
        scale /= base
        out += scale * (rest % base)
        rest //= base
    return out
