"""Many targets in one go: probabilities and quantiles, without keeping the distributions.

A `Forecast` keeps some hundred models of every series, for whatever may be asked of it later. Where only one
probability and a few quantiles are wanted of a hundred thousand series, each block of mixtures is made, asked and
dropped while it is still in the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.keeping import path_probability
from kcstats.stats.mixture import Borrowed, posteriors
from kcstats.stats.normal_mixture import NormalMixture
from kcstats.stats.peers import borrow_all
from kcstats.stats.projectable import Projectable, projectable
from kcstats.stats.projection import PATH_RULES, UPWARD_RULES, published_edge, with_leak
from kcstats.stats.quantiles import mixture_quantiles
from kcstats.stats.weights import Prior, learnt_prior

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Answers:
    """What n targets were answered.

    Attributes
    ----------
    probability : ndarray of float, shape (n,)
        As `projection.attainment_probability` gives it.
    quantiles : ndarray of float, shape (n, k)
        As `projection.Forecast.quantile` gives them [indicator unit].
    method : ndarray of str, shape (n,)
        Empty where there is no projection.
    codes : ndarray of str, shape (n,)
        Why there is none (`screening.REASONS`).
    """

    probability: Floats
    quantiles: Floats
    method: Codes
    codes: Codes


def answer_in_bulk(
    batch: SeriesBatch,
    target_years: npt.ArrayLike,
    thresholds: npt.ArrayLike,
    rules: npt.ArrayLike,
    levels: npt.ArrayLike,
    *,
    prior: Prior | None = None,
    borrowed: Borrowed | None = None,
) -> Answers:
    """Project each series to its target.

    Parameters
    ----------
    batch : SeriesBatch, n series
    target_years, thresholds, rules
        As in `projection.attainment_probability`.
    levels : array_like of float, shape (k,)
        Of the quantiles, 0-1, exclusive.
    prior, borrowed : optional
        As in `projection.forecast`.

    Returns
    -------
    Answers

    Examples
    --------
    >>> rows = [{"years": range(2016, 2022), "values": [92.1, 92.8, 93.0, 93.9, 94.1, 94.6], "scale": "percent",
    ...          "direction": 1}]
    >>> found = answer_in_bulk(SeriesBatch.from_rows(rows), [2025], [95], ["at_least"], [0.1, 0.9])
    >>> bool(0.5 < found.probability[0] < 0.95), bool(93 < found.quantiles[0, 0] < found.quantiles[0, 1] < 99)
    (True, True)
    """
    n = len(batch)
    years, level = (np.broadcast_to(np.asarray(x, dtype=float), (n,)) for x in (target_years, thresholds))
    rule = np.broadcast_to(np.asarray(rules).astype(str), (n,))
    learnt = learnt_prior() if prior is None else prior
    ready = projectable(batch, years, borrow_all(batch, learnt) if borrowed is None else borrowed)
    upward = np.isin(rule, UPWARD_RULES)
    edge = ready.transform.forward(published_edge(batch.values, level, upward)[:, None])[:, 0]
    below, z = _asked(ready, years, edge, np.atleast_1d(np.asarray(levels, dtype=float)), learnt)
    p = np.where(upward, 1.0 - below, below)
    asked = np.isin(rule, PATH_RULES) & np.isfinite(level) & np.isfinite(p)
    keep = np.flatnonzero((asked & np.char.startswith(rule, "keep"))[ready.rows])
    if len(keep):
        rows = ready.rows[keep]
        lent = None if ready.borrowed is None else ready.borrowed.take(keep)
        joint = path_probability(ready.work.take(keep), years[rows], edge[rows], upward[rows], learnt, lent)
        p[rows] = np.minimum(p[rows], joint)
    y = np.clip(ready.transform.backward(z), batch.lower[:, None], batch.upper[:, None])
    return Answers(np.where(asked, with_leak(p), np.nan), np.asarray(y, dtype=float), ready.method, ready.codes)


def _asked(ready: Projectable, years: Floats, edge: Floats, levels: Floats, prior: Prior) -> tuple[Floats, Floats]:
    """Distribution function at an edge each, and quantiles, on the working scale; NaN where nothing is projected."""
    below, z = np.full(len(years), np.nan), np.full((len(years), len(levels)), np.nan)
    for at, posterior in posteriors(ready.work, years[ready.rows], prior, borrowed=ready.borrowed):
        sd = np.sqrt(posterior.cov[:, :, 0, 0])
        mixture = NormalMixture.of(posterior.weight, posterior.mean[:, :, 0], sd)
        rows = ready.rows[at]
        below[rows], z[rows] = mixture.below(edge[rows]), mixture_quantiles(mixture, levels)
    return below, z
