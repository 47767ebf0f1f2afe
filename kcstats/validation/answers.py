"""What a method said of each window, and what came: the raw material of every score.

A method says a probability that the target is met; a full forecast also has intervals, and a place for the truth in
its distribution. What a method cannot say is NaN and is left out of its scores, with the number that remains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.comparators import Comparator
from kcstats.stats.mixture import prepare
from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.transforms import Transform, resolution
from kcstats.stats.weights import Prior
from kcstats.validation.comparators import Extended
from kcstats.validation.scores import CRPS_LEVELS, quantile_crps, randomised_pit
from kcstats.validation.windows import FARTHEST, Windows

Floats = npt.NDArray[np.float64]

LEVELS = (0.5, 0.8, 0.95)
"""Central intervals whose coverage is measured."""
BELOW = 4.0
"""A first zero counts as lying so far below the lowest figure seen on a logarithm, as where weights are learnt."""


@dataclass(frozen=True)
class Answers:
    """What one method said of n windows.

    Attributes
    ----------
    probability : ndarray of float, shape (n,)
        That the figure of the target year meets the target.
    held : ndarray of float, shape (n, len(LEVELS))
        1 where the interval held the truth, else 0.
    pit : ndarray of float, shape (n,)
        Randomised place of the truth in the forecast.
    crps : ndarray of float, shape (n,)
        Continuous ranked probability score on the working scale of the window.
    """

    probability: Floats
    held: Floats
    pit: Floats
    crps: Floats


@dataclass(frozen=True)
class Scale:
    """The working scale of n windows, on which distances of different indicators can be compared.

    Attributes
    ----------
    w : Windows
    transform : Transform
    floor : ndarray of float, shape (n,)
        Nothing lies below it: a first zero has no logarithm.
    """

    w: Windows
    transform: Transform
    floor: Floats

    @classmethod
    def of(cls, w: Windows) -> Scale:
        """The scale that the windows are forecast on; its floor is `BELOW` below the lowest figure seen."""
        work = prepare(w.batch)
        return cls(w, work.transform, np.nanmin(work.z, axis=1) - BELOW)

    def of_values(self, y: Floats) -> Floats:
        """Figures, shape (n, k), on the scale; outside the bounds counts as on them."""
        inside = np.clip(y, self.w.batch.lower[:, None], self.w.batch.upper[:, None])
        return np.maximum(self.transform.forward(inside), self.floor[:, None])

    def crps(self, quantile: Floats) -> Floats:
        """Score forecasts known by their quantiles [indicator unit] at `CRPS_LEVELS`; shape (n,)."""
        return quantile_crps(self.of_values(quantile), self.of_values(self.w.truth[:, None])[:, 0])

    def still(self) -> Floats:
        """Absolute change from the latest figure to the truth, shape (n,): the error of "no change"."""
        count = np.isfinite(self.w.batch.values).sum(axis=1)
        latest = np.take_along_axis(self.w.batch.values, count[:, None] - 1, axis=1)
        ends = self.of_values(np.hstack([latest, self.w.truth[:, None]]))
        return np.asarray(np.abs(ends[:, 1] - ends[:, 0]), dtype=float)


def nothing_said(n: int) -> Answers:
    """No answer to n windows, to be filled in."""
    return Answers(np.full(n, np.nan), np.full((n, len(LEVELS)), np.nan), np.full(n, np.nan), np.full(n, np.nan))


def put(into: Answers, rows: npt.NDArray[np.intp], found: Answers) -> None:
    """Fill in the answers to some rows, in place."""
    for name in Answers.__dataclass_fields__:
        getattr(into, name)[rows] = getattr(found, name)


def came_true(w: Windows, target: Floats) -> Floats:
    """1 where the truth meets the target, else 0, shape (n,)."""
    return np.where(w.batch.direction > 0, w.truth >= target, w.truth <= target).astype(float)


def rules_of(w: Windows, *, keep: bool = False) -> npt.NDArray[np.str_]:
    """``at_least`` or ``at_most`` by the good direction; ``keep_…`` for every year to the target year."""
    rule = np.where(w.batch.direction > 0, "at_least", "at_most")
    return np.char.add("keep_", rule) if keep else rule


def projected(w: Windows, target: Floats, u: Floats, *, prior: Prior) -> Answers:
    """What the projection says, given what was learnt elsewhere.

    Parameters
    ----------
    w : Windows
        Such as can be projected.
    target, u : ndarray of float, shape (n,)
        Targets [indicator unit]; uniform draws for the places of the truths.
    prior : Prior

    Returns
    -------
    Answers
    """
    f = forecast(w.batch, w.target_year, prior=prior)
    p = attainment_probability(w.batch, w.target_year, target, rules_of(w), known=f, prior=prior)
    tails = sorted((1 + side * level) / 2 for level in LEVELS for side in (-1, 1))
    every = f.quantile([*tails, *CRPS_LEVELS])
    q = every[:, : len(tails)]
    truth = w.truth[:, None]
    held = [
        (q[:, len(LEVELS) - 1 - k] <= w.truth + 1e-9) & (w.truth <= q[:, len(LEVELS) + k] + 1e-9)
        for k in range(len(LEVELS))
    ]
    step = resolution(np.column_stack([w.batch.values, truth]))
    half = np.where(step > 0, step / 2, 1e-9 * np.maximum(np.abs(w.truth), 1.0))[:, None]
    edges = f.cdf(np.hstack([truth - half, truth + half]))
    pit = randomised_pit(edges[:, 0], edges[:, 1], u)
    return Answers(p, np.column_stack(held).astype(float), pit, Scale.of(w).crps(every[:, len(tails) :]))


def extended(w: Windows, target: Floats, found: Extended) -> Answers:
    """What an extended line or walk says."""
    known = np.isfinite(found.mean) & np.isfinite(found.sd)
    p = np.where(known, found.probability(target, w.batch.direction > 0), np.nan)
    held = np.column_stack([found.held(w.truth, level) for level in LEVELS]).astype(float)
    crps = Scale.of(w).crps(found.quantile(CRPS_LEVELS))
    return Answers(p, np.where(known[:, None], held, np.nan), np.full(len(w), np.nan), np.where(known, crps, np.nan))


def ruled(found: Comparator) -> Answers:
    """What a published rule says: 1 for "will be met", 0 for every other colour, NaN where it is silent."""
    silent = np.array([v == "unknown" for v in found.verdict])
    p = np.where(silent, np.nan, found.says_met.astype(float))
    said = nothing_said(len(p))
    said.probability[:] = p
    return said


def kept(w: Windows, target: Floats, *, prior: Prior) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
    """What the projection says of keeping on the good side of the target in every year to the end.

    Parameters
    ----------
    w : Windows
    target : ndarray of float, shape (n,)
        [indicator unit]
    prior : Prior

    Returns
    -------
    rows : ndarray of int, shape (m,)
        Windows at least two years ahead with a figure in every year to the target year.
    probability, hit : ndarray of float, shape (m,)
    """
    asked = np.arange(1, FARTHEST + 1) <= w.ahead[:, None]
    rows = np.flatnonzero((~asked | np.isfinite(w.path)).all(axis=1) & (w.ahead >= 2))
    part, level = w.take(rows), target[rows]
    p = attainment_probability(part.batch, part.target_year, level, rules_of(part, keep=True), prior=prior)
    up = (part.batch.direction > 0)[:, None]
    good = np.where(up, part.path >= level[:, None], part.path <= level[:, None]) | ~asked[rows]
    return rows, p, good.all(axis=1).astype(float)
