"""Pipe tables and small pieces of markdown, the same for every renderer.

Column widths are given twice, in the dashes and in the caption's attributes, because the renderers read one each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kcstats.report.numbers import MAY_BREAK
from kcstats.report.table_widths import widths

_DASHES = 100
_BREAKS = re.compile("、(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%‰])(?=（)")  # office programs find no place to break there
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


def _shares(rooms: Sequence[float]) -> list[int]:
    """Whole per cents in proportion to widths, at least 1 each, that sum to 100: a table as wide as the text.

    Examples
    --------
    >>> _shares([1, 1, 1]), _shares([12.15, 24, 13, 11, 13, 14, 14, 9])
    ([34, 33, 33], [11, 21, 12, 10, 12, 13, 13, 8])
    """
    total = sum(rooms)
    shares = [max(round(100 * room / total), 1) for room in rooms]
    order = sorted(range(len(rooms)), key=lambda at: -rooms[at])
    for step in range(abs(100 - sum(shares))):
        shares[order[step % len(order)]] += 1 if sum(shares) < 100 else -1
    return shares


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
        Widths are shares; they need not sum to one. They give way to what stands in the columns, see
        :func:`kcstats.report.table_widths.widths`.
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
    shares = _shares(widths(texts, [c.width for c in columns], wide=wide or turned))
    dashes = ["-" * max(round(_DASHES * share / 100), 3) for share in shares]
    rule = [d[:-1] + ":" if c.right else ":" + d[1:] for c, d in zip(columns, dashes, strict=True)]
    lines = ["| " + " | ".join(cell(c.title) for c in columns) + " |", "|" + "|".join(rule) + "|"]
    lines += ["| " + " | ".join(cell(text) or " " for text in row) + " |" for row in rows]
    text = "\n".join(lines) + f'\n\n: {caption} {{#tbl-{id} tbl-colwidths="[{",".join(map(str, shares))}]"}}\n'
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
