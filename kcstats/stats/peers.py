r"""What the same indicator's past elsewhere says about a series.

Five points say little of their own trend; the neighbours' five points say more. From at least three other areas'
series of one indicator, known up to the same year and never beyond, three things are borrowed in closed form:

* the drift: a node's drift mean becomes .7 of its own and .3 of the peers' mean yearly change (clipped to s / 2);
* the kind: node weights are multiplied by :math:`(8 R_k + \sum_j \pi_{jk}) / ((8 + n - 1) R_k)`, with
  :math:`\pi_j` the peers' posterior weights and :math:`R_k` their mean in the corpus;
* the level: the forecast mean, not the likelihood, moves by h * .12 * s_k times the standardised distance to the
  peers' mean level, clipped at 2.

Full re-estimation of the weights from the peers would narrow the intervals too much.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.mixture import Borrowed, kept_open, posteriors, prepare
from kcstats.stats.screening import screen
from kcstats.stats.weights import Prior

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

FEWEST = 4
"""Series in a group, the borrower among them, from which borrowing is worth while."""
STRENGTH = 8.0
"""Prior strength of the corpus against the peers, in series."""


def borrow(batch: SeriesBatch, prior: Prior) -> Borrowed | None:
    """Borrow for every series that has peers.

    Parameters
    ----------
    batch : SeriesBatch
        Screened series; those of one `peer_group` lend to each other.
    prior : Prior

    Returns
    -------
    Borrowed or None
        None where no group is large enough.
    """
    groups, sizes = np.unique(batch.peer_group[batch.peer_group >= 0], return_counts=True)
    large = groups[sizes >= FEWEST]
    if not len(large):
        return None
    n, nodes = len(batch), len(prior.nodes.size)
    change, pull, ratio = np.full(n, np.nan), np.zeros(n), np.ones((n, nodes))
    latest = np.fmax.reduce(batch.years, axis=1)
    members = np.flatnonzero(np.isin(batch.peer_group, large))
    for origin in np.unique(latest[members]):
        asking = np.unique(batch.peer_group[members[latest[members] == origin]])
        rows = members[np.isin(batch.peer_group[members], asking)]
        lenders = _until(batch.take(rows), float(origin))
        rows, lenders = _thick(rows, lenders)
        if not len(rows):
            continue
        lent = _lend(lenders, prior)
        mine = np.flatnonzero(latest[rows] == origin)
        at = rows[mine]
        change[at], pull[at], ratio[at] = lent.change[mine], lent.pull[mine], lent.ratio[mine]
    return Borrowed(change, ratio, pull)


def _thick(rows: Rows, lenders: SeriesBatch) -> tuple[Rows, SeriesBatch]:
    """Leave out series of fewer than two points, then groups that have become too small."""
    kept = np.flatnonzero(np.isfinite(lenders.years).sum(axis=1) >= 2)
    _, place, sizes = np.unique(lenders.peer_group[kept], return_inverse=True, return_counts=True)
    kept = kept[sizes[place] >= FEWEST]
    return rows[kept], lenders.take(kept)


def borrow_all(batch: SeriesBatch, prior: Prior) -> Borrowed | None:
    """Borrow for a batch that may hold broken series: they neither lend nor borrow.

    Parameters
    ----------
    batch : SeriesBatch, n series
    prior : Prior

    Returns
    -------
    Borrowed or None
        For all n series; None where no group is large enough.
    """
    latest = np.fmax.reduce(batch.years, axis=1, initial=-np.inf)
    good = np.flatnonzero(screen(batch, latest + 1) == "")
    lent = borrow(batch.take(good), prior)
    if lent is None:
        return None
    n = len(batch)
    change, pull, ratio = np.full(n, np.nan), np.zeros(n), np.ones((n, lent.ratio.shape[1]))
    change[good], pull[good], ratio[good] = lent.change, lent.pull, lent.ratio
    return Borrowed(change, ratio, pull)


def _until(batch: SeriesBatch, origin: float) -> SeriesBatch:
    """What was known at the end of a year."""
    late = batch.years > origin
    names = ("years", "values", "numerator", "denominator")
    return replace(batch, **{name: np.where(late, np.nan, getattr(batch, name)) for name in names})


def _lend(batch: SeriesBatch, prior: Prior) -> Borrowed:
    """What each series gets from the others of its group; all groups at once."""
    work = prepare(batch)
    n = len(work)
    share = np.zeros((n, len(prior.nodes.size)))
    for rows, posterior in posteriors(work, work.years[:, -1] + 1, prior):
        share[rows] = posterior.weight
    first = np.isfinite(work.z).argmax(axis=1)
    at = np.arange(n)
    yearly = (work.z[:, -1] - work.z[at, first]) / (work.years[:, -1] - work.years[at, first])
    level = work.z[:, -1]
    typical = prior.responsibility[work.kind], prior.weights[work.kind], np.zeros(n, dtype=bool)
    usual = np.maximum(kept_open(*typical), 1e-9)
    others = _Others(batch.peer_group)
    ratio = (STRENGTH * usual + others.sum(share)) / ((STRENGTH + others.count[:, None]) * usual)
    mean = others.mean(level)
    spread = np.sqrt(np.maximum(others.mean(level**2) - mean**2, 0.0))
    distance = np.divide(mean - level, spread, out=np.zeros(n), where=spread > 1e-9)
    return Borrowed(others.mean(yearly), ratio, np.clip(distance, -2.0, 2.0))


class _Others:
    """Sums and means over the other series of each series' group."""

    def __init__(self, group: npt.NDArray[np.int64]) -> None:
        _, self._place, sizes = np.unique(group, return_inverse=True, return_counts=True)
        self._order = np.argsort(self._place, kind="stable")
        self._start = np.cumsum(sizes) - sizes
        self.count = (sizes - 1)[self._place].astype(float)

    def sum(self, x: Floats) -> Floats:
        """Over the others of each row, for arrays of shape (n,) or (n, K)."""
        total = np.add.reduceat(x[self._order], self._start, axis=0)
        return np.asarray(total[self._place] - x, dtype=float)

    def mean(self, x: Floats) -> Floats:
        """The same, divided by how many they are."""
        return np.asarray(self.sum(x) / self.count, dtype=float)
