"""HTML as a value: a tag, its attributes, its content, everything escaped that was not made here."""

from __future__ import annotations

import json
from html import escape
from typing import Any


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


VOID = frozenset({"br", "input", "meta", "link", "path", "rect", "line"})


def tag(name: str, /, *content: object, **attributes: object) -> Html:
    """Write one element.

    Parameters
    ----------
    name : str
    *content : object
        Text is escaped, `Html` is not; None and "" are left out.
    **attributes : object
        A trailing underscore is dropped and others become hyphens; None and False leave the attribute out, True
        writes it bare.

    Returns
    -------
    Html

    Examples
    --------
    >>> tag("td", "≤12 & <13", class_="n", data_p=0.5, hidden=False)
    '<td class="n" data-p="0.5">≤12 &amp; &lt;13</td>'
    >>> tag("p", tag("b", "x"), None, "y"), tag("input", type="search", required=True)
    ('<p><b>x</b>y</p>', '<input type="search" required>')
    """
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Html(f"<{name}{said}>") if name in ("br", "input", "meta", "link") else Html(f"<{name}{said}/>")
    return Html(f"<{name}{said}>{join(*content)}</{name}>")


def join(*content: object) -> Html:
    """Put pieces behind each other, escaping what is not HTML yet.

    Examples
    --------
    >>> join("a<b", Html("<br>"), None)
    'a&lt;b<br>'
    """
    return Html("".join(_text(piece) for piece in content if piece is not None and piece != ""))


def _text(piece: object) -> str:
    return piece if isinstance(piece, Html) else escape(str(piece), quote=False)


def data(content: Any, **attributes: object) -> Html:
    r"""Write a block of JSON that a script reads; nothing in it can end the block.

    Examples
    --------
    >>> data({"name": "</script>"}, id="x")
    '<script id="x" type="application/json">{"name":"\\u003c/script>"}</script>'
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return tag("script", Html(text), **attributes, type="application/json")
