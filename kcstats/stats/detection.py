r"""A warning judged as a detector: how many misses it found, how often it cried wolf, and how early.

A warning that always sounds finds every miss, one that never sounds is never wrong. So a rule is described by several
numbers at once: the share of misses that it found (hit rate), its false alarms, how often it was right when it
sounded, the years between its first lasting sound and the event, and, over all its possible cut-offs, the area under
the ROC curve. Looks at one indicator are alike, so the spread of a share is counted over clusters, not looks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata, t

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Detection:
    """Counts of one detector over n looks.

    Attributes
    ----------
    n : int
        Looks.
    events : int
        Looks after which the event came.
    warned : int
        Looks that warned.
    hits : int
        Looks that warned, after which the event came.

    Examples
    --------
    >>> found = detect([True, True, False, False], [True, False, True, False])
    >>> found.hit_rate, found.false_alarm_rate, found.false_alarms_per_look, found.right_share
    (0.5, 0.5, 0.25, 0.5)
    """

    n: int
    events: int
    warned: int
    hits: int

    @property
    def base_rate(self) -> float:
        """Share of looks after which the event came: how often a warning by lot is right."""
        return _share(self.events, self.n)

    @property
    def hit_rate(self) -> float:
        """Share of the events that were warned of (sensitivity)."""
        return _share(self.hits, self.events)

    @property
    def false_alarm_rate(self) -> float:
        """Share of the looks without an event that warned (1 - specificity)."""
        return _share(self.warned - self.hits, self.n - self.events)

    @property
    def false_alarms_per_look(self) -> float:
        """False alarms per look; with one look a year, per indicator and year."""
        return _share(self.warned - self.hits, self.n)

    @property
    def right_share(self) -> float:
        """Share of the warnings that came true (positive predictive value)."""
        return _share(self.hits, self.warned)


def detect(warned: npt.ArrayLike, event: npt.ArrayLike) -> Detection:
    """Count what a detector did.

    Parameters
    ----------
    warned, event : array_like of bool, shape (n,)
        Whether a look warned, and whether the event came after it.

    Returns
    -------
    Detection

    Raises
    ------
    ValueError
        If the two differ in shape.
    """
    w, e = _pair(warned, event)
    return Detection(len(w), int(e.sum()), int(w.sum()), int((w & e).sum()))


def roc_curve(score: npt.ArrayLike, event: npt.ArrayLike) -> tuple[Floats, Floats]:
    """False alarm rate and hit rate at every cut-off of a score.

    Parameters
    ----------
    score : array_like of float, shape (n,)
        Higher = more alarming.
    event : array_like of bool, shape (n,)

    Returns
    -------
    false_alarm_rate, hit_rate : ndarray of float, shape (k,)
        From (0, 0) to (1, 1), one point for every distinct score.

    Raises
    ------
    ValueError
        If the shapes differ, a score is missing, or events or non-events are.
    """
    s, e = _scored(score, event)
    order = np.argsort(-s, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(s[order])), len(s) - 1)
    hits = np.cumsum(e[order])[ends]
    alarms = ends + 1 - hits
    return np.append(0.0, alarms / (~e).sum()), np.append(0.0, hits / e.sum())


def roc_auc(score: npt.ArrayLike, event: npt.ArrayLike) -> float:
    r"""Area under the ROC curve: the chance that an event scored higher than a non-event, ties by half.

    Parameters
    ----------
    score : array_like of float, shape (n,)
        Higher = more alarming. A yes/no rule is a score of two values.
    event : array_like of bool, shape (n,)

    Returns
    -------
    float
        .5 = no better than by lot.

    Raises
    ------
    ValueError
        If the shapes differ, a score is missing, or events or non-events are.

    Notes
    -----
    :math:`A = \frac{R - m(m+1)/2}{m(n-m)}`, R the sum of the mid-ranks of the m events (Mann and Whitney).

    References
    ----------
    Hanley JA, McNeil BJ. The meaning and use of the area under a ROC curve. Radiology 1982;143:29-36.
    doi:10.1148/radiology.143.1.7063747.

    Examples
    --------
    >>> roc_auc([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    0.75
    """
    s, e = _scored(score, event)
    m = int(e.sum())
    return float((rankdata(s)[e].sum() - m * (m + 1) / 2) / (m * (len(e) - m)))


def lead_time(warned: npt.ArrayLike, looked: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Years before the target year at which a warning was first given and kept to the last look.

    Parameters
    ----------
    warned : array_like of bool, shape (n, L)
        Column j holds the look j + 1 years before the target year.
    looked : array_like of bool, shape (n, L)
        False where there was no look; a warning passes over such years.

    Returns
    -------
    ndarray of int, shape (n,)
        0 where the last look did not warn (or there was none).

    Examples
    --------
    >>> lead_time([[True, True, False, True], [False, True, True, True]], [[True] * 4] * 2).tolist()
    [2, 0]
    """
    w, seen = np.asarray(warned, dtype=bool), np.asarray(looked, dtype=bool)
    if w.shape != seen.shape or w.ndim != 2:
        raise ValueError(f"Expected two matrices of one shape (n, L). But got {w.shape} and {seen.shape}.")
    unbroken = np.logical_and.accumulate(w | ~seen, axis=1) & w & seen
    return np.asarray(np.where(unbroken, np.arange(1, w.shape[1] + 1), 0).max(axis=1, initial=0), dtype=np.int64)


def clustered_share(
    right: npt.ArrayLike, cluster: npt.ArrayLike, *, level: float = 0.95
) -> tuple[float, float, float]:
    r"""A share of looks with an interval that knows that looks at one indicator are alike.

    Parameters
    ----------
    right : array_like of bool, shape (n,)
    cluster : array_like, shape (n,)
        What a look belongs to.
    level : float
        Confidence, 0-1.

    Returns
    -------
    share, low, high : float
        NaN bounds with fewer than two clusters, all NaN without looks.

    Notes
    -----
    The ratio estimator :math:`\hat p = \sum y_g / \sum n_g` over G clusters, with variance
    :math:`\frac{G}{G-1}\sum (y_g - \hat p\,n_g)^2 / (\sum n_g)^2` and a t quantile on G - 1 degrees of freedom;
    bounds are cut at 0 and 1. A share of exactly 0 or 1 has no spread by this formula, so there the rule of three
    over clusters (Hanley and Lippman-Hand 1983) gives the open bound.

    References
    ----------
    Cochran WG. Sampling Techniques. 3rd ed. New York: Wiley; 1977 (ratio estimates in cluster sampling).
    Hanley JA, Lippman-Hand A. If nothing goes wrong, is everything all right? JAMA 1983;249:1743-1745.
    doi:10.1001/jama.1983.03330370053031.

    Examples
    --------
    >>> [round(x, 3) for x in clustered_share([1, 1, 0, 1, 0, 0], ["a", "a", "b", "b", "c", "c"])]
    [0.5, 0.0, 1.0]
    """
    y = np.asarray(right, dtype=float)
    _, group = np.unique(np.asarray(cluster), return_inverse=True)
    if y.shape != group.shape:
        raise ValueError(f"Expected right and cluster of one shape (n,). But got {y.shape} and {group.shape}.")
    if not len(y):
        return float("nan"), float("nan"), float("nan")
    n, hits = np.bincount(group).astype(float), np.bincount(group, weights=y)
    share, many = float(y.mean()), len(n)
    if many < 2:
        return share, float("nan"), float("nan")
    if share in (0.0, 1.0):
        edge = min(-np.log((1 - level) / 2) / many, 1.0)
        return (share, 0.0, edge) if share == 0.0 else (share, 1.0 - edge, 1.0)
    variance = many / (many - 1) * ((hits - share * n) ** 2).sum() / n.sum() ** 2
    half = float(t.ppf((1 + level) / 2, many - 1) * np.sqrt(variance))
    return share, max(share - half, 0.0), min(share + half, 1.0)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _pair(warned: npt.ArrayLike, event: npt.ArrayLike) -> tuple[Bools, Bools]:
    w, e = np.asarray(warned, dtype=bool), np.asarray(event, dtype=bool)
    if w.shape != e.shape or w.ndim != 1:
        raise ValueError(f"Expected warned and event of one shape (n,). But got {w.shape} and {e.shape}.")
    return w, e


def _scored(score: npt.ArrayLike, event: npt.ArrayLike) -> tuple[Floats, Bools]:
    s, e = np.asarray(score, dtype=float), np.asarray(event, dtype=bool)
    if s.shape != e.shape or s.ndim != 1:
        raise ValueError(f"Expected score and event of one shape (n,). But got {s.shape} and {e.shape}.")
    if np.isnan(s).any():
        raise ValueError(f"Expected a score for every look. But {int(np.isnan(s).sum())} are missing.")
    if not e.any() or e.all():
        raise ValueError(f"Expected events and non-events. But got {int(e.sum())} events in {len(e)} looks.")
    return s, e
