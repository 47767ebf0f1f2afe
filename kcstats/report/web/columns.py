"""Widths of a table's columns on a screen, by what stands in them.

On paper columns share the page by the per cents they were given. A browser knows its own type: in a wide window it
shares the room itself, and columns of short texts keep them on one line. On a telephone every column gets the room
its own texts ask for, and the table scrolls; its first column stays in sight.
"""

from __future__ import annotations

import re
from html import unescape

_TABLE = re.compile(r"<table\b([^>]*)>(.*?)</table>", re.DOTALL)
_CLASS, _STYLE = re.compile(r'\bclass="([^"]*)"'), re.compile(r'\s*\bstyle="([^"]*)"')
_WORD = re.compile(r"[!-῿]{2,20}")
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")

SHORT, LONG, FIRST = 5.5, 12.0, 8.0
"""Widths of a character [em]: up to where a text stays on one line; the widest column; the widest first column."""

_LINES = 3  # over which a longer text may run
_PADDING, _SCREEN = 1.2, 26.0  # of a cell and of a telephone, in widths of a table's character
_LATIN = 0.66  # of a Chinese character's width, capitals among small letters
_KEPT, _NAME = 8.7, 10.0  # the longest text kept on its line; least room of others
_WHOLE = 4.0  # a text so short is never broken
_WINDOW = ((13, 72.0, 0.8), (11, 62.0, 0.75), (1, 58.0, 1.2))
"""From so many columns on: a wide window's table and the padding of a cell, in widths of its smaller type."""
_NARROW = 0.6  # of a Chinese character's width, numbers among small letters
_BREAKS = re.compile("[ \u2e80-\u9fff]")


def fit_columns(page: str) -> str:
    """Give every table of a page the widths of its columns as style variables, and say whether it must scroll.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    str
        ``--c1``, ``--c2``, … [em] on each table, ``--w1``, ``--w2``, … [em] for those columns that a wide window
        keeps on one line; the class ``scrolls`` where they do not fit a telephone. Tables with a class ``targets``
        lay themselves out and stay as they are.

    Examples
    --------
    >>> rows = "<tr><th>编号</th><th>项数</th></tr><tr><td>W1.2</td><td>15</td></tr>"
    >>> fit_columns(f'<table id="tbl-a">{rows}</table>').split(">")[0]
    '<table id="tbl-a" style="--c1:2.6em;--c2:2em;--w1:2.4em;--w2:2em"'
    """
    return _TABLE.sub(_fitted, page)


def _fitted(found: re.Match[str]) -> str:
    attributes, inner = found.groups()
    classes = (_CLASS.search(attributes) or ["", ""])[1].split()
    rows = [[unescape(_TAG.sub("", c)).strip() for c in _CELL.findall(row)] for row in _ROW.findall(inner)]
    if not rows or "targets" in classes:
        return found.group()
    columns = [[row[at] for row in rows if at < len(row)] for at in range(len(rows[0]))]
    rooms = [_room(column, FIRST if at == 0 else LONG) for at, column in enumerate(columns)]
    wide = {f"--c{at}": room for at, room in enumerate(rooms, start=1)} | _kept(columns)
    style = ";".join(f"{name}:{round(room, 1):g}em" for name, room in wide.items())
    given = (_STYLE.search(attributes) or ["", ""])[1].rstrip(";")
    rest = _STYLE.sub("", _CLASS.sub("", attributes)).strip()
    if sum(rooms) + _PADDING * len(rooms) > _SCREEN:
        classes.append("scrolls")
    said = [rest, f'class="{" ".join(classes)}"' if classes else "", f'style="{f"{given};" if given else ""}{style}"']
    return f"<table {' '.join(part for part in said if part)}>{inner}</table>"


def _kept(columns: list[list[str]]) -> dict[str, float]:
    """Room of the columns whose texts are short and could break, the shortest first, while the page has room.

    Examples
    --------
    >>> _kept([["目标", "比2020年提高"], ["最新", "106,067"], ["指标", "一" * 27]])
    {'--w1': 6.4, '--w2': 4.2}
    """
    lengths = [[_long(text) for text in texts] for texts in columns]
    longest = [max([head if head <= _WHOLE else 0.0, *cells]) for head, *cells in lengths]
    short = [most <= _KEPT for most in longest]
    breaks = [s and any(_BREAKS.search(text) for text in texts) for s, texts in zip(short, columns, strict=True)]
    page, padding = next((page, padding) for least, page, padding in _WINDOW if len(columns) >= least)
    rooms = [(most / 2 if b else most) if s else _NAME for most, s, b in zip(longest, short, breaks, strict=True)]
    left = page - sum(rooms) - padding * len(columns)
    kept = {}
    for at in sorted((at for at, b in enumerate(breaks) if b), key=lambda at: longest[at]):
        left -= longest[at] / 2
        if left < 0 and longest[at] > _WHOLE:
            break
        kept[at] = longest[at]
    return {f"--w{at + 1}": kept[at] for at in sorted(kept)}


def _long(text: str) -> float:
    return sum(_NARROW if sign < "\u2000" else 1.0 for sign in text)


def _room(texts: list[str], most: float) -> float:
    """Room for a heading and its cells: a short text or a word whole, a longer text on a few lines.

    Examples
    --------
    >>> _room(["目标", "比2020年提高"], LONG), _room(["指标", "一" * 27], LONG), _room(["一" * 60], FIRST)
    (5.5, 9.0, 8.0)
    >>> round(_room(["Unit", "Understandable figures"], LONG), 2)
    9.24
    """
    words = [_LATIN * len(word) for text in texts for word in _WORD.findall(text)]
    heading, *cells = [sum(_LATIN if sign < "\u2000" else 1.0 for sign in text) for text in texts]
    longest = max([heading if heading <= SHORT - 1 else heading / 2, *cells])
    return longest if longest <= SHORT else max(min(max(longest / _LINES, SHORT), most), *words, 0.0)
