"""Widths of a table's columns on paper, by what stands in them.

A row is as high as its cell of most lines, so that one narrow column of words makes a table long while columns of
numbers stand half empty. Every column first gets what its longest number or word needs; what is left goes, step by
step, to the column where a little more width saves most lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from kcstats.report.numbers import MAY_BREAK

_PIECE = re.compile(  # an interval is a word too; brackets and commas stay with theirs
    r"(\s?)([（“《]*(?:[−\d.]+[至—][−\d.]+|[^\s\u200b—⺀-鿿，。：；、（）“”！？／《》]+|个[百千]分点|.)[，。：；、）”！？》%]*)"
)
_CHINESE = re.compile("[⺀-鿿]")
_CELL = re.compile("[⺀-鿿]{3,5}")
_HEADING = 4.5  # widest heading that stays on one line, in characters
_LONGEST = 14  # signs; longer words may break
_PADDING = 0.8  # left and right of a cell, in characters
_TIGHT, _CROWDED = 0.2, 0.2  # the same beside numbers where less than this share of the page is left for words
_LOST = 0.3  # in rounding to whole per cents, and where a reader has other faces
_PAGE = {False: 42.0, True: 66.0}  # characters of a table's type that fit the page, upright and across
_MANY, _SMALLER = 7, 1.16  # tables of more columns are set smaller
_ENGLISH = 1.1  # English tables are set smaller still
_STEP = 1.0  # characters
_EVERY = 0.2  # weight of a line that does not make its row higher
_SHORT, _BROKEN = (7.0, 10.0), (0.5, 0.3)
"""Widest short texts [characters]; weight of a line too many in one, the sum in the shorter."""
_HEAD = 2.0  # weight of a heading that breaks
_ENOUGH = 1.04  # given shares stay where they need hardly more lines than the best

_NARROW, _BROAD = set("fijlrtI.,:;'’()-/| "), set("mwMW%")
_CAPITAL = re.compile("[A-Z&]")


def room_of(text: str) -> float:
    """Width of a text in the faces that pages bring along, in widths of a Chinese character.

    Examples
    --------
    >>> round(room_of("106,067"), 2), room_of("无数据"), round(room_of("Women"), 2)
    (3.82, 3.0, 3.61)
    """
    return sum(map(_sign, text))


def _sign(sign: str) -> float:
    if sign in _NARROW:
        return 0.4
    if sign in _BROAD:
        return 0.95
    if _CAPITAL.match(sign):
        return 0.74
    return 0.57 if sign.isascii() or sign in "–−" else 0.0 if sign == MAY_BREAK else 1.0


def unbroken(texts: Sequence[str]) -> float:
    """Room that the longest number or word of a column needs, in widths of a Chinese character.

    Chinese breaks anywhere; two characters of it stay together for the eye's sake, and cells of three to five.

    Parameters
    ----------
    texts : sequence of str
        The heading first: a short one stays on one line.

    Examples
    --------
    >>> round(unbroken(["最新", "106,067"]), 2), unbroken(["判定", "无数据"]), round(unbroken(["8.2至12.6"]), 2)
    (3.82, 3.0, 4.65)
    >>> unbroken(["目标", "实现全覆盖"]), unbroken(["目标", "比2020年提高"])
    (5.0, 2.3)
    """
    whole = (float(len(text)) for text in texts if _CELL.fullmatch(text))
    words = (word for text in texts for _, word in _PIECE.findall(text) if len(word) <= _LONGEST)
    heading = room_of(texts[0])
    return max([2.0, heading + _LOST if heading <= _HEADING else 0.0, *whole, *map(room_of, words)])


def widths(texts: Sequence[Sequence[str]], given: Sequence[float], *, wide: bool) -> list[float]:
    """Share the page among the columns of a table.

    Parameters
    ----------
    texts : sequence of sequences of str
        Each column's heading and cells.
    given : sequence of float
        Shares that were asked for; they need not sum to one. They hold where they leave every number and word whole
        and need hardly more lines than the best, but not in tables without a Chinese heading, whose words are longer
        than what the shares were measured for. Room that nobody needs is shared out by them.
    wide : bool
        The page lies on its side.

    Returns
    -------
    list of float
        In widths of a Chinese character.

    Examples
    --------
    >>> cells = ["Indicator", "Share of women among the members of village committees"], ["Year", "2025"]
    >>> [round(width) for width in widths(cells, [1, 1], wide=False)]
    [37, 9]
    >>> [round(width) for width in widths([["指标", "孕产妇死亡率"], ["最新", "106,067"]], [9, 1], wide=False)]
    [37, 5]
    """
    english = len(texts) > 1 and not any(_CHINESE.search(column[0]) for column in texts)
    page = _PAGE[wide] * (_SMALLER if len(texts) > _MANY else 1.0) * (_ENGLISH if english else 1.0)
    lines = _Lines(texts)
    least = [unbroken(column) + _PADDING for column in texts]
    if page - sum(least) < _CROWDED * page:
        narrow = [_of_numbers(column, low) for column, low in zip(texts, least, strict=True)]
        least = [low - (_PADDING - _TIGHT) * few for low, few in zip(least, narrow, strict=True)]
    best = _fewest_lines(lines, least, page)
    left = page - sum(best)
    if left > 0:
        asked = [1.0] * len(texts) if english else given
        best = [width + left * share / sum(asked) for width, share in zip(best, asked, strict=True)]
    if english:
        return best
    asked = _widened(given, least, page)
    holds = all(width >= low - 1e-9 for width, low in zip(asked, least, strict=True))
    return asked if holds and lines.height(asked) <= _ENOUGH * lines.height(best) else best


def _of_numbers(column: Sequence[str], room: float) -> bool:
    """Tell whether a number, not Chinese or a text of several words, asks for a column's room.

    Examples
    --------
    >>> _of_numbers(["2025", "106,067"], 4.6), _of_numbers(["责任单位", "1"], 4.8)
    (True, False)
    """
    return all(room_of(text) <= (room - 2 * _PADDING if _CHINESE.search(text) else room) for text in column)


def _widened(given: Sequence[float], least: Sequence[float], page: float) -> list[float]:
    """Widen the columns whose numbers would break in two, at the cost of those that have room to spare.

    Examples
    --------
    >>> [round(width, 1) for width in _widened([90, 10], [2.8, 7.8], 42.0)]
    [34.2, 7.8]
    """
    out = [page * width / sum(given) for width in given]
    missing = sum(max(low - width, 0.0) for low, width in zip(least, out, strict=True))
    spare = sum(max(width - low, 0.0) for low, width in zip(least, out, strict=True))
    if missing > spare:
        return out
    keep = 1.0 - missing / spare if spare else 1.0
    return [low + max(width - low, 0.0) * keep for low, width in zip(least, out, strict=True)]


def _fewest_lines(lines: _Lines, least: Sequence[float], page: float) -> list[float]:
    """Widen one column after the other, each time the one where a character of width saves most lines."""
    widths_of = list(least)
    while True:
        left = page - sum(widths_of)
        now, best, where = lines.height(widths_of), 0.0, (0, 0.0)
        for at, longest in enumerate(lines.longest):
            steps = int(min(left, longest + _PADDING + _LOST + _STEP - widths_of[at]) / _STEP)
            for step in range(1, steps + 1):
                more = step * _STEP
                tried = [width + more if i == at else width for i, width in enumerate(widths_of)]
                saved = (now - lines.height(tried)) / more
                if saved > best + 1e-12:
                    best, where = saved, (at, more)
        if not best:
            return widths_of
        widths_of[where[0]] += where[1]


class _Lines:
    """Lines of every cell of a table at a width, each counted once."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        self.texts = texts
        self.longest = [max((room_of(text) for text in column), default=0.0) for column in texts]
        rooms = np.array([[room_of(text) for text in column] for column in texts])
        self._dear = sum(weight * (rooms <= most) for most, weight in zip(_SHORT, _BROKEN, strict=True))
        self._known: dict[tuple[int, int], np.ndarray] = {}

    def height(self, widths_of: Sequence[float]) -> float:
        """Lines of all rows together, and a little for other lines and for short texts and headings that break."""
        counts = np.array([self._of(at, width) for at, width in enumerate(widths_of)])
        more = counts - 1
        torn = float((more * self._dear).sum()) + _HEAD * int(more[:, 0].sum())
        return float(counts.max(axis=0).sum() + _EVERY * counts.sum()) + torn

    def _of(self, at: int, width: float) -> np.ndarray:
        key = (at, round(min(width, self.longest[at] + _PADDING + _LOST) * 100))
        if key not in self._known:
            told: dict[str, int] = {text: _wrapped(text, width - _PADDING - _LOST) for text in set(self.texts[at])}
            self._known[key] = np.array([told[text] for text in self.texts[at]])
        return self._known[key]


def _wrapped(text: str, room: float) -> int:
    """Count the lines of a text.

    Examples
    --------
    >>> _wrapped("妇女人均预期寿命（岁）", 6.0), _wrapped("Life expectancy of women (years)", 9.0), _wrapped("", 5.0)
    (2, 2, 1)
    """
    if room_of(text) <= room + 1e-9:
        return 1
    count, used = 1, 0.0
    for space, word in _PIECE.findall(text):
        wanted = room_of(word)
        before = room_of(space) if used else 0.0
        if used and used + before + wanted > room + 1e-9:
            count, used = count + 1, wanted
        else:
            used += before + wanted
    return count
