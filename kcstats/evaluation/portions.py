"""Targets of a table and the series they ask about, as arrays, answered portion by portion.

Series stand in one padded matrix each for years, values and counts; a target knows its row. Peer groups stay whole;
within a portion stand series seen in the same years and asked for the same horizon, because they share most of the
arithmetic. A portion's answer depends on nothing but the portion, so they may be answered in any order and anywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.bulk import answer_in_bulk
from kcstats.stats.mixture import Borrowed
from kcstats.stats.peers import borrow_all
from kcstats.stats.projection import PATH_RULES
from kcstats.stats.screening import say
from kcstats.stats.weights import learnt_prior
from kcstats.terms import Lang

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]
Codes = npt.NDArray[np.object_]
Answered = tuple[Floats, Floats, Codes, Codes]

PORTION = 2000
"""Targets answered at once, whole peer groups together; bounds the memory."""
SIGN = {"increase": 1, "decrease": -1, "": 0, "none": 0}
_FROM_ZERO = ("percent", "rate")
_DIRECTION = ("方向只能是increase或decrease", "the direction is neither increase nor decrease")


@dataclass(frozen=True)
class Book:
    """All series; m of them, at most T points each, and a last row without any for ids that are not found.

    Attributes
    ----------
    year, value, numerator, denominator : ndarray of float, shape (m + 1, T)
        Ascending years from the left, NaN-padded; a figure without a year stands last, in year infinity.
    group : ndarray of int, shape (m + 1,)
        Peer group; -1 = none.
    multiplier : ndarray of float, shape (m + 1,)
        value = numerator / denominator * multiplier; NaN where there are no counts.
    """

    year: Floats
    value: Floats
    numerator: Floats
    denominator: Floats
    group: npt.NDArray[np.int64]
    multiplier: Floats


@dataclass(frozen=True)
class Asked:
    """What n targets ask: the row of the book, and the target's own columns, shape (n,) each."""

    place: Rows
    scale: Codes
    lower: Floats
    upper: Floats
    direction: Codes
    rule: Codes
    threshold: Floats
    target_year: Floats
    tier: Codes

    def take(self, rows: Rows) -> Asked:
        """The same of some targets, in the order asked for."""
        return Asked(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


@dataclass(frozen=True)
class Task:
    """Answers targets of a book, whichever rows of them it is given.

    Attributes
    ----------
    book : Book
    asked : Asked, n targets
    levels : ndarray of float, shape (k,)
        Of the quantiles.
    lang : {"zh", "en"}
        Language of the reasons.
    """

    book: Book
    asked: Asked
    levels: Floats
    lang: Lang

    def __call__(self, rows: Rows) -> Answered:
        """Probability (r,), quantiles (r, k), method (r,) and reason (r,) of r targets."""
        asked = self.asked.take(rows)
        batch = _batch(self.book, asked)
        found = answer_in_bulk(batch, asked.target_year, asked.threshold, asked.rule, self.levels,
                               borrowed=_borrowed(self.book, asked, batch))  # fmt: skip
        reason = _each(found.codes, lambda code: say(code, self.lang))
        reason[(reason == "") & ~np.isfinite(asked.threshold)] = say("no_threshold", self.lang)
        reason[(reason == "") & ~np.isin(asked.rule.astype(str), PATH_RULES)] = say("unknown_rule", self.lang)
        reason[(reason == "") & ~np.isin(asked.direction.astype(str), list(SIGN))] = _DIRECTION[self.lang == "en"]
        answered = (reason == "") & np.isfinite(found.probability)
        p = np.where(answered, found.probability, np.nan)
        return p, np.where(answered[:, None], found.quantiles, np.nan), np.where(answered, found.method, ""), reason


def portions(book: Book, asked: Asked) -> list[Rows]:
    """Rows in portions of about `PORTION`: peer groups whole, the rest by years seen and horizon."""
    group, year = book.group[asked.place], book.year[asked.place]
    first, points = year[:, 0], np.isfinite(year).sum(axis=1)
    latest = np.max(np.where(np.isfinite(year), year, -np.inf), axis=1, initial=-np.inf)
    with np.errstate(invalid="ignore"):
        order = np.lexsort((np.arange(len(group)), points, latest - first, asked.target_year - latest, group))
    group = group[order]
    out, start, n = [], 0, len(order)
    while start < n:
        end = min(start + PORTION, n)
        if end < n and group[end] >= 0 and group[end] == group[end - 1]:
            end = int(np.searchsorted(group, group[end], side="right"))
        out.append(order[start:end])
        start = end
    return out


def _batch(book: Book, asked: Asked) -> SeriesBatch:
    """The series asked about, each with what its target says of it."""
    scale, lower, upper = asked.scale, asked.lower, asked.upper
    parts = {name: getattr(book, name)[asked.place] for name in ("value", "numerator", "denominator")}
    multiplier = book.multiplier[asked.place]
    counted = np.isfinite(parts["denominator"]).any(axis=1)
    multiplier = np.where(np.isnan(multiplier) & counted & (scale == "percent"), 100.0, multiplier)
    return SeriesBatch(
        years=book.year[asked.place], values=parts["value"], scale=scale,
        lower=np.where(np.isnan(lower), np.where(np.isin(scale.astype(str), _FROM_ZERO), 0.0, -np.inf), lower),
        upper=np.where(np.isnan(upper), np.where(scale == "percent", 100.0, np.inf), upper),
        direction=_each(asked.direction, lambda word: SIGN.get(word, 0)).astype(np.int64),
        numerator=parts["numerator"], denominator=parts["denominator"], multiplier=multiplier,
        tier=asked.tier, peer_group=book.group[asked.place],
    )  # fmt: skip


def _each(words: Codes, meaning: Callable[[str], object]) -> Codes:
    """What each word means, asked once a word: there are few."""
    out = np.empty(len(words), dtype=object)
    for word in set(words.tolist()):
        out[words == word] = meaning(word)
    return out


def _borrowed(book: Book, asked: Asked, batch: SeriesBatch) -> Borrowed | None:
    """What the targets' series get from all series of their groups, each counted once, targeted or not."""
    mine = batch.peer_group >= 0
    if not mine.any():
        return None
    groups, speaker = _speakers(asked, batch.peer_group)
    members = np.flatnonzero(np.isin(book.group, groups))
    spoken = asked.take(speaker[np.searchsorted(groups, book.group[members])])
    lent = borrow_all(_batch(book, Asked(**{**vars(spoken), "place": members})), learnt_prior())
    if lent is None:
        return None
    at = np.searchsorted(members, np.where(mine, asked.place, members[0]))
    rows = lent.take(np.asarray(at, dtype=np.intp))
    ratio = np.where(mine[:, None], rows.ratio, 1.0)
    return Borrowed(np.where(mine, rows.change, np.nan), ratio, np.where(mine, rows.pull, 0.0))


def _speakers(asked: Asked, group: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], Rows]:
    """Groups, ascending, and for each the target that says what its series are: the first in a fixed order."""
    words = [
        np.unique(part.astype(str), return_inverse=True)[1] for part in (asked.tier, asked.direction, asked.scale)
    ]
    order = np.lexsort((words[0], words[1], asked.upper, asked.lower, words[2]))
    order = order[group[order] >= 0]
    groups, first = np.unique(group[order], return_index=True)
    return groups, np.asarray(order[first], dtype=np.intp)
