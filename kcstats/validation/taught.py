"""Weights learnt without each fold of topics, for whatever else is judged on topics left out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.weights import Prior
from kcstats.validation.folds import topic_folds
from kcstats.validation.learn import Evidence, evidence, grid, learn, training_windows
from kcstats.validation.windows import Windows

Ints = npt.NDArray[np.int64]

SEED = 1
"""Of the windows learnt from; those that the shipped weights were learnt from, too."""


@dataclass(frozen=True)
class Taught:
    """Evidence, and what is learnt from the parts of it.

    Attributes
    ----------
    windows : Windows
        To learn from.
    known : Evidence
    start : Prior
        The nodes that the evidence speaks of.
    names : ndarray of str
        Indicators whose topics are dealt out.
    folds : int
    """

    windows: Windows
    known: Evidence
    start: Prior
    names: npt.NDArray[np.str_]
    folds: int

    @classmethod
    def of(cls, frame: pd.DataFrame, *, folds: int, share: int) -> Taught:
        """Gather the evidence of up to `share` windows; topics are dealt out over the indicators of `frame`."""
        windows, start = training_windows(seed=SEED, share=share), grid()
        names = frame["indicator"].unique().astype(str)
        return cls(windows, evidence(windows, start), start, names, folds)

    def fold(self, indicator: npt.ArrayLike) -> Ints:
        """Fold of each indicator, shape (n,)."""
        return topic_folds(indicator, self.names, folds=self.folds)

    def prior(self, keep: npt.NDArray[np.intp]) -> Prior:
        """Weights from some of the windows."""
        return learn(self.known, self.start, keep)

    @cached_property
    def priors(self) -> tuple[Prior, ...]:
        """Weights that saw nothing of a fold, fold by fold."""
        mine = self.fold(self.windows.indicator)
        return tuple(self.prior(np.flatnonzero(mine != number)) for number in range(self.folds))
