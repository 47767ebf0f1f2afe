"""Pipe tables and small pieces of markdown, the same for every renderer.

Column widths are given twice, in the dashes and in the caption's attributes, because the renderers read one each.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from kcstats.report.numbers import MAY_BREAK

_DASHES = 100
_WORD = re.compile(r"[−\d.]+至[−\d.]+|[^\s\u200b—⺀-鿿，。：；、（）“”！？／]+")  # an interval is a word too
_BREAKS = re.compile("、(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%‰])(?=（)")  # office programs find no place to break there
_CHINESE = re.compile("[⺀-鿿]")
_CELL = re.compile("[⺀-鿿]{3,4}")
_HEADING = 3  # characters of a column's heading that stay on one line
_LONGEST = 14  # signs; longer words may break
_LATIN, _CAPITAL = 0.57, 0.8  # widths in the faces that pages bring along, of a Chinese character's
_PADDING = 0.8  # left and right of a cell, in characters
_PAGE = {False: 42.0, True: 60.0}  # characters of a table's type that fit the page, upright and across
_MANY, _SMALLER = 7, 1.16  # tables of more columns are set smaller
_ENGLISH = 1.1  # English tables are set smaller still
_SIGNS = set("\\`*_{}[]()<>#+-.!|~^$@'\"=:&%")


@dataclass(frozen=True)
class Column:
    """One column: its heading, its share of the width, and whether it holds numbers."""

    title: str
    width: float
    right: bool = False


def cell(text: object) -> str:
    r"""Make a text safe inside a pipe table.

    Examples
    --------
    >>> print(cell("a|b"), cell("<1%"))
    a\|b \<1%
    """
    out = _BREAKS.sub(rf"\g<0>{MAY_BREAK}", str(text).replace("\n", " "))
    for sign in ("\\", "|", "<", ">", "*", "_", "$", "~", "^", "`"):
        out = out.replace(sign, "\\" + sign)
    return out


def quoted(text: str) -> str:
    r"""Make a text that somebody wrote safe in markdown: every sign stands for itself, on one line.

    Examples
    --------
    >>> print(quoted("提高*两*个#\n见[附件]"))
    提高\*两\*个\# 见\[附件\]
    """
    return "".join("\\" + c if c in _SIGNS else c for c in " ".join(text.split()))


def _shares(widths: Sequence[float]) -> list[int]:
    """Whole per cents in proportion to widths, at least 1 each, that sum to 100: a table as wide as the text.

    Examples
    --------
    >>> _shares([1, 1, 1]), _shares([12.15, 24, 13, 11, 13, 14, 14, 9])
    ([34, 33, 33], [11, 21, 12, 10, 12, 13, 13, 8])
    """
    total = sum(widths)
    shares = [max(round(100 * width / total), 1) for width in widths]
    order = sorted(range(len(widths)), key=lambda at: -widths[at])
    for step in range(abs(100 - sum(shares))):
        shares[order[step % len(order)]] += 1 if sum(shares) < 100 else -1
    return shares


def _unbroken(texts: Sequence[str]) -> float:
    """Room that the longest number or word of a column needs, in widths of a Chinese character.

    Chinese breaks anywhere; two characters of it stay together for the eye's sake, and cells of three or four.

    Examples
    --------
    >>> round(_unbroken(["最新", "106,067"]), 2), _unbroken(["无数据"]), round(_unbroken(["8.2至12.6"]), 2)
    (3.99, 3.0, 4.99)
    >>> _unbroken(["比2020年提高", "实现全覆盖"])
    2.28
    """
    whole = (float(len(text)) for text in texts if _CELL.fullmatch(text))
    words = (word for text in texts for word in _WORD.findall(text) if len(word) <= _LONGEST)
    return max([2.0, *whole, *(sum(map(_room, word)) for word in words)])


def _room(sign: str) -> float:
    return 1.0 if _CHINESE.match(sign) else _CAPITAL if sign.isupper() else _LATIN


def _roomy(widths: Sequence[float], needed: Sequence[float], *, wide: bool) -> list[float]:
    """Widen the columns whose numbers would break in two, at the cost of those that have room to spare.

    Examples
    --------
    >>> [round(width) for width in _roomy([90, 10], [2.0, 7.0], wide=False)]
    [81, 19]
    """
    page = _PAGE[wide] * (_SMALLER if len(widths) > _MANY else 1.0)
    total = sum(widths)
    least = [100 * (need + _PADDING) / page for need in needed]
    out = [100 * width / total for width in widths]
    missing = sum(max(low - width, 0.0) for low, width in zip(least, out, strict=True))
    spare = sum(max(width - low, 0.0) for low, width in zip(least, out, strict=True))
    if missing > spare:
        return out
    keep = 1.0 - missing / spare if spare else 1.0
    return [low + max(width - low, 0.0) * keep for low, width in zip(least, out, strict=True)]


def _by_content(texts: Sequence[Sequence[str]], needed: Sequence[float], *, wide: bool) -> list[float]:
    """Share the page among the columns of an English table by the length of what stands in them.

    Every column gets what its longest word needs; what is left goes to the columns whose cells are longer, in
    proportion to how much longer they usually are (the root of the mean square, so that long cells count for more).
    Where every cell and heading fits on one line, all columns share what is left over.

    Parameters
    ----------
    texts : sequence of sequences of str
        Each column's heading and cells.
    needed : sequence of float
        Room for each column's longest word, in widths of a Chinese character.

    Examples
    --------
    >>> cells = ["Indicator", "Share of women among the members of village committees"], ["Year", "2025"]
    >>> [round(width) for width in _by_content(cells, [7.0, 3.0], wide=False)]
    [37, 9]
    """
    least = [need + _PADDING for need in needed]
    lengths = [[sum(map(_room, text)) + _PADDING for text in column[1:]] for column in texts]
    heads = [sum(map(_room, column[0])) + _PADDING for column in texts]
    longest = [max([low, head, *column]) for low, head, column in zip(least, heads, lengths, strict=True)]
    page = _ENGLISH * _PAGE[wide] * (_SMALLER if len(texts) > _MANY else 1.0)
    if sum(longest) <= page:
        return [width + (page - sum(longest)) / len(texts) for width in longest]
    usual = [math.sqrt(sum(n * n for n in column) / len(column)) if column else 0.0 for column in lengths]
    more = [max(long - low, 0.0) for long, low in zip(usual, least, strict=True)]
    left = page - sum(least)
    if left <= 0 or not sum(more):
        return least
    return [low + left * part / sum(more) for low, part in zip(least, more, strict=True)]


def pipe_table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[object]],
    *,
    caption: str,
    id: str,
    wide: bool = False,
    turned: bool = False,
) -> str:
    """Write a table with its caption and id.

    Parameters
    ----------
    columns : sequence of Column
        Widths are shares; they need not sum to one. A table without a Chinese heading is set by its content instead:
        English words are longer than what the shares were measured for.
    rows : sequence of sequences
        One text a column.
    caption : str
    id : str
        Without its prefix; ``[@tbl-<id>]`` refers to it.
    wide : bool
        Put it on a landscape page.
    turned : bool
        It stands on a landscape page already, which the caller has opened.

    Returns
    -------
    str
        Markdown that starts and ends with an empty line.
    """
    texts = [[str(text) for text in (c.title, *(row[at] for row in rows))] for at, c in enumerate(columns)]
    needed = [max(_unbroken(t), len(t[0]) if len(t[0]) <= _HEADING else 0) for t in texts]
    english = len(columns) > 1 and not any(_CHINESE.search(c.title) for c in columns)
    widths_of = _by_content(texts, needed, wide=wide or turned) if english else _roomy(
        [c.width for c in columns], needed, wide=wide or turned)  # fmt: skip
    shares = _shares(widths_of)
    dashes = ["-" * max(round(_DASHES * share / 100), 3) for share in shares]
    rule = [d[:-1] + ":" if c.right else ":" + d[1:] for c, d in zip(columns, dashes, strict=True)]
    lines = ["| " + " | ".join(cell(c.title) for c in columns) + " |", "|" + "|".join(rule) + "|"]
    lines += ["| " + " | ".join(cell(text) or " " for text in row) + " |" for row in rows]
    widths = "[" + ",".join(str(share) for share in shares) + "]"
    text = "\n".join(lines) + f'\n\n: {caption} {{#tbl-{id} tbl-colwidths="{widths}"}}\n'
    return f"\n::: {{.landscape}}\n\n{text}\n:::\n" if wide else f"\n{text}"


def mark_tables(text: str, mark: str) -> str:
    """Put a mark at the end of every table's caption, so that it stays with a table that is copied out.

    Examples
    --------
    >>> mark_tables(': 各项 {#tbl-all tbl-colwidths="[50,50]"}', "（演示数据）")
    ': 各项（演示数据） {#tbl-all tbl-colwidths="[50,50]"}'
    """
    return re.sub(r"^(: .*?)( \{#tbl-[^}]*\})$", rf"\1{mark}\2", text, flags=re.MULTILINE)


def slug(text: str) -> str:
    """Make an id's part of a target's or plan's id.

    Examples
    --------
    >>> slug("CNW21-1.2a"), slug("W1.S4")
    ('cnw21-1-2a', 'w1-s4')
    """
    return "".join(c if c.isalnum() else "-" for c in text.lower())


def picture(path: str, caption: str, id: str, alt: str) -> str:
    """Put a picture in, with caption, id and words for those who cannot see it."""
    words = alt.replace('"', "”")
    return f'\n![{caption}]({path}){{#fig-{id} fig-alt="{words}"}}\n'


def paragraphs(*texts: str) -> str:
    """Join what is not empty, with empty lines between."""
    return "\n\n".join(text.strip("\n") for text in texts if text and text.strip()) + "\n"
