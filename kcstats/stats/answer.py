"""One answer to one demand: a probability, how it was found, and why there is none where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from kcstats.stats.reasons import reason
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.stats.projection import Forecast

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LEAK = 1e-3
"""Probability kept back for what no model foresees, half of it on either side; as in `kcstats.stats.projection`."""


@dataclass(frozen=True)
class RuleAnswer:
    """Probability that each demand is met, one row a target.

    Attributes
    ----------
    p : ndarray of float, shape (n,)
        0-1; NaN where the demand cannot be assessed.
    method : tuple of str, length n
        Short code of how `p` was found; ``none`` where there is none.
    reason : tuple of str, length n
        Why there is no answer; empty where there is one.
    note : tuple of str, length n
        What the answer takes for granted, such as the width of a band; may be empty.
    """

    p: Floats
    method: tuple[str, ...]
    reason: tuple[str, ...]
    note: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.p)


def answer(
    p: Floats,
    method: str,
    *,
    forecast: Forecast | None = None,
    grounds: Sequence[str] | None = None,
    notes: Sequence[str] | None = None,
    lang: Lang = "zh",
    certain: bool = False,
) -> RuleAnswer:
    """Put probabilities, grounds and notes together so that every missing one has a reason.

    Like every probability of a future figure, `p` keeps back `LEAK` for what no model foresees.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
    method : str
    forecast : Forecast, optional
        Its own reason is taken where it has no distribution.
    grounds : sequence of str, length n, optional
        Finished sentences; they go before the forecast's, and a row that has one gets no probability.
    notes : sequence of str, length n, optional
    lang : {"zh", "en"}
    certain : bool
        True where `p` is a fact and nothing is kept back.

    Returns
    -------
    RuleAnswer

    Examples
    --------
    >>> one = answer(np.array([0.25, np.nan]), "level", lang="en")
    >>> one.method, one.reason
    (('level', 'none'), ('', 'no projection'))
    """
    n = len(p)
    p = np.clip(p, 0.0, 1.0)
    p = p if certain else LEAK / 2 + (1 - LEAK) * p
    own = grounds if grounds is not None else [""] * n
    theirs = forecast.reason if forecast is not None else [""] * n
    why = [mine or (other if np.isnan(x) else "") for mine, other, x in zip(own, theirs, p, strict=True)]
    why = [w or (reason("no_forecast", lang) if np.isnan(x) else "") for w, x in zip(why, p, strict=True)]
    said = notes if notes is not None else [""] * n
    return RuleAnswer(
        np.where([bool(w) for w in why], np.nan, p) if n else p,
        tuple("none" if w else method for w in why),
        tuple(why),
        tuple("" if w else s for w, s in zip(why, said, strict=True)),
    )


def at_most(forecast: Forecast, level: Floats) -> Floats:
    """P(figure <= level), the level included; shape as `level`, (n,) or (n, k)."""
    found: Floats = forecast.cdf(level + _slack(level))
    return found


def at_least(forecast: Forecast, level: Floats) -> Floats:
    """P(figure >= level), the level included; shape as `level`, (n,) or (n, k)."""
    found: Floats = 1 - forecast.cdf(level - _slack(level))
    return found


def _slack(level: Floats) -> Floats:
    """A hair, so that a level is included although figures may have mass on it."""
    slack: Floats = 1e-9 * np.maximum(1.0, np.abs(level))
    return slack
