"""Widths of a table's columns where the window is narrow.

On paper, and in a wide window, columns share the page by the per cents they were given. On a telephone those shares
leave a name one character wide. There every column gets the room its own texts ask for, and the table scrolls; its
first column stays in sight.
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


def fit_columns(page: str) -> str:
    """Give every table of a page the widths of its columns as style variables, and say whether it must scroll.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    str
        ``--c1``, ``--c2``, … [em] on each table; the class ``scrolls`` where they do not fit a telephone. Tables with
        a class ``targets`` lay themselves out and stay as they are.

    Examples
    --------
    >>> rows = "<tr><th>编号</th><th>项数</th></tr><tr><td>W1.2</td><td>15</td></tr>"
    >>> fit_columns(f'<table id="tbl-a">{rows}</table>').split(">")[0]
    '<table id="tbl-a" style="--c1:2.6em;--c2:2em"'
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
    style = ";".join(f"--c{at}:{round(room, 1):g}em" for at, room in enumerate(rooms, start=1))
    given = (_STYLE.search(attributes) or ["", ""])[1].rstrip(";")
    rest = _STYLE.sub("", _CLASS.sub("", attributes)).strip()
    if sum(rooms) + _PADDING * len(rooms) > _SCREEN:
        classes.append("scrolls")
    said = [rest, f'class="{" ".join(classes)}"' if classes else "", f'style="{f"{given};" if given else ""}{style}"']
    return f"<table {' '.join(part for part in said if part)}>{inner}</table>"


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
