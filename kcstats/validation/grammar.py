"""The rules of the target grammar, each asked by its own test on real windows, and what came true.

A window's first figure stands for the baseline. Two places of one panel stand for two groups whose gap is to narrow,
and for a place and its reference; three of them for the units of a district. What a rule demands is then read off the
figures that were published later. Some demands cannot be read off published figures: a cut from the level *behind*
the baseline, a slower rise than that of the level behind the figures. They are calibrated on simulated series alone;
here a cut is asked from the baseline as published. A milestone has no probability, so that there is nothing to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.baseline_rules import beyond_baseline, reduce_by_pct, stable_band, stay_stable
from kcstats.stats.companion_rules import every_unit, narrow_gap, not_below_reference, paired_correlation
from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.rules import rule_probability
from kcstats.stats.weights import Prior
from kcstats.validation.windows import FARTHEST, Windows

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

CUT = 10.0
"""Reduction asked for [percent]."""
FEW = 1.0
"""Figures at most this are asked for elimination [indicator unit]."""
PUBLISHED_FULL, PUBLISHED_ZERO = 99.95, 0.05
"""With one decimal such figures are printed as 100.0 and 0.0."""
PAIRS, UNITS = 2, 3
"""Pairs taken of a panel; units of a made-up district."""
RULES = ("improve", "reduce_by_pct", "stay_stable", "stay_low", "full_coverage", "eliminate", "narrow_gap_difference",
         "narrow_gap_ratio", "not_below_reference", "every_unit")  # fmt: skip
NOT_HERE = ("slow_rise", "milestone", "unquantified")
"""Rules that real windows cannot judge."""


@dataclass(frozen=True)
class Answered:
    """One rule's answers to m windows: probability, outcome (1 or 0) and indicator, shape (m,)."""

    rule: str
    probability: Floats
    hit: Floats
    indicator: npt.NDArray[np.str_]


def joined(parts: Iterable[Answered]) -> dict[str, Answered]:
    """The answers of several folds put together, by rule in the order of `RULES`."""
    every = list(parts)
    out = {}
    for rule in RULES:
        mine = [a for a in every if a.rule == rule]
        if mine:
            p, hit, names = (
                np.concatenate([getattr(a, n) for a in mine]) for n in ("probability", "hit", "indicator")
            )
            out[rule] = Answered(rule, p, hit, names)
    return out


def asked_alone(w: Windows, *, prior: Prior) -> list[Answered]:
    """Ask the rules that a single series answers.

    Parameters
    ----------
    w : Windows
        Such as can be projected; those at least two years ahead with a figure in every year to the target are asked.
    prior : Prior
        Learnt elsewhere.

    Returns
    -------
    list of Answered
        Where a rule gives a probability.
    """
    ahead = np.arange(1, FARTHEST + 1) <= w.ahead[:, None]
    w = w.take(np.flatnonzero((~ahead | np.isfinite(w.path)).all(axis=1) & (w.ahead >= 2)))
    if not len(w):
        return []
    batch, future = w.batch, forecast(w.batch, w.target_year, prior=prior)
    year, base, up = batch.years[:, 0], batch.values[:, 0], batch.direction > 0
    top = np.where(batch.scale == "percent", 100.0, np.inf)
    band = stable_band(batch, year, base)
    path = np.where(np.arange(1, FARTHEST + 1) <= w.ahead[:, None], w.path, -np.inf)
    keep = np.full(len(w), "keep_at_most", dtype=object)
    low = attainment_probability(batch, w.target_year, base + band, keep, prior=prior)
    none = np.full(len(w), np.nan)
    zero = rule_probability(batch, future, ["eliminate"] * len(w), none, year, base, w.target_year).p
    every = np.ones(len(w), dtype=bool)
    return [
        told_by("improve", beyond_baseline(future, base, up, top=top).p, np.where(up, w.truth > base, w.truth < base),
              w, every),
        told_by("reduce_by_pct", reduce_by_pct(future, batch, year, base, CUT, published=True).p,
              w.truth <= (1 - CUT / 100) * base, w, ~up),
        told_by("stay_stable", stay_stable(future, batch, year, base).p, np.abs(w.truth - base) <= band, w, every),
        told_by("stay_low", low, (path <= (base + band)[:, None]).all(axis=1), w, ~up),
        told_by("eliminate", zero, w.truth <= PUBLISHED_ZERO, w, ~up & (latest_of(batch.values) <= FEW)),
    ]  # fmt: skip


def asked_together(w: Windows, *, prior: Prior) -> list[Answered]:
    """Ask the rules that need several series, of places of one panel.

    Parameters
    ----------
    w : Windows
        Panels, told apart by `SeriesBatch.peer_group`.
    prior : Prior

    Returns
    -------
    list of Answered
    """
    pairs, threes = _places(w, 2, PAIRS), _places(w, UNITS, 1)
    if not len(pairs):
        return []
    one, two = (w.take(pairs[:, k]) for k in (0, 1))
    future = forecast(w.batch, w.target_year, prior=prior)
    first, second = (future.take(pairs[:, k]) for k in (0, 1))
    rho = paired_correlation(one.batch, two.batch)
    a0, b0 = one.batch.values[:, 0], two.batch.values[:, 0]
    every = np.ones(len(one), dtype=bool)
    out = [told_by("not_below_reference", not_below_reference(first, second, correlation=rho).p,
                 one.truth >= two.truth, one, every)]  # fmt: skip
    for by in ("difference", "ratio"):
        p = narrow_gap(first, second, a0, b0, by=by, correlation=rho).p
        out.append(told_by(f"narrow_gap_{by}", p, _narrower(a0, b0, one.truth, two.truth, by), one, every))
    level = _halfway(w)
    rule = np.where(w.batch.direction > 0, "at_least", "at_most")
    p = attainment_probability(w.batch, w.target_year, level, rule, known=future, prior=prior)
    met = np.where(w.batch.direction > 0, w.truth >= level, w.truth <= level)
    joint = every_unit(p[threes], np.full(len(threes), UNITS)).p
    out.append(told_by("every_unit", joint, met[threes].all(axis=1), w.take(threes[:, 0]),
                     np.ones(len(threes), dtype=bool)))  # fmt: skip
    return out


def told_by(rule: str, p: Floats, hit: npt.ArrayLike, w: Windows, asked: Bools) -> Answered:
    """The answers of a rule to the windows that were asked and got a number."""
    rows = np.flatnonzero(asked & np.isfinite(p))
    return Answered(rule, p[rows], np.asarray(hit, dtype=float)[rows], w.indicator[rows])


def latest_of(values: Floats) -> Floats:
    """Latest figure of each series, shape (n,)."""
    count = np.isfinite(values).sum(axis=1)
    return np.asarray(np.take_along_axis(values, count[:, None] - 1, axis=1)[:, 0])


def _places(w: Windows, size: int, each: int) -> Rows:
    """Up to `each` sets of `size` places of every panel, shape (m, size)."""
    out = []
    for group in np.unique(w.batch.peer_group):
        rows = np.flatnonzero(w.batch.peer_group == group)
        out += [rows[k * size : (k + 1) * size] for k in range(min(each, len(rows) // size))]
    return np.array(out, dtype=np.intp).reshape(-1, size)


def _halfway(w: Windows) -> Floats:
    """A target that about half of all places meet: what it is now, a little worse."""
    latest = latest_of(w.batch.values)
    return np.asarray(latest * np.where(w.batch.direction > 0, 0.98, 1.02))


def _narrower(a0: Floats, b0: Floats, a: Floats, b: Floats, by: str) -> Bools:
    """Whether the gap is smaller than at the baseline."""
    if by == "difference":
        return np.asarray(np.abs(a - b) < np.abs(a0 - b0))
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = np.abs(np.log(a0 / b0)), np.abs(np.log(a / b))
    return np.asarray(after < before)
