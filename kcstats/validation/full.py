"""Full coverage on real shares: who can be asked, and how many of those forecast to be full stop short of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from kcstats.stats.projection import forecast
from kcstats.stats.rules import BELOW_FULL, full_coverage
from kcstats.stats.weights import Prior
from kcstats.validation.grammar import PUBLISHED_FULL, Answered, latest_of, told_by
from kcstats.validation.windows import Windows

NEAR_FULL = 97.0
"""Percentages whose latest figure is at least this are asked."""
CAPPED = 0.1
"""From this share of nearly full figures at one largest value on, that value is a cap of the publisher."""


def publishable_in_full(w: Windows) -> npt.NDArray[np.bool_]:
    """Tell the windows of shares that are nearly full and whose publisher prints full ones.

    Parameters
    ----------
    w : Windows

    Returns
    -------
    ndarray of bool, shape (n,)
        False where many of the indicator's figures stand at one largest value below full, as where estimates of
        vaccination are never given above 99 %: full could not have come true there, whatever happened.
    """
    latest = latest_of(w.batch.values)
    asked = (w.batch.scale == "percent") & (w.batch.direction > 0) & (latest >= NEAR_FULL)
    names, at = np.unique(w.indicator, return_inverse=True)
    where, figure = np.tile(at, 2), np.concatenate([latest, w.truth])
    near = figure >= NEAR_FULL
    top = np.zeros(len(names))
    np.maximum.at(top, where[near], figure[near])
    number, highest = (np.bincount(where[m], minlength=len(names)) for m in (near, near & (figure == top[where])))
    capped = (top < PUBLISHED_FULL) & (highest >= CAPPED * number)
    return np.asarray(asked & ~capped[at], dtype=bool)


def asked_in_full(w: Windows, *, prior: Prior) -> list[Answered]:
    """Ask for full coverage, before the share that stops short is taken off.

    Parameters
    ----------
    w : Windows
        Such as `publishable_in_full` names; those at least two years ahead are asked.
    prior : Prior
        Learnt elsewhere.

    Returns
    -------
    list of Answered
        One, or none where nothing is asked.
    """
    w = w.take(np.flatnonzero(w.ahead >= 2))
    if not len(w):
        return []
    p = full_coverage(forecast(w.batch, w.target_year, prior=prior), below_full=0.0).p
    return [told_by("full_coverage", p, w.truth >= PUBLISHED_FULL, w, np.ones(len(w), dtype=bool))]


def below_full(parts: Sequence[Answered]) -> float:
    """Share of those forecast to be full that stopped short: one less what came true over what was said.

    Parameters
    ----------
    parts : sequence of Answered
        Of full coverage, as the forecast alone says it.

    Returns
    -------
    float
        0-1; the share that is shipped where nothing was said.
    """
    said, came = (sum(float(getattr(a, name).sum()) for a in parts) for name in ("probability", "hit"))
    return min(max(1 - came / said, 0.0), 1.0) if said > 0 else BELOW_FULL


def stopped_short(parts: Sequence[Answered]) -> list[Answered]:
    """Cut each fold's answers by the share that the other folds teach."""
    return [
        replace(a, probability=(1 - below_full([*parts[:k], *parts[k + 1 :]])) * a.probability)
        for k, a in enumerate(parts)
    ]
