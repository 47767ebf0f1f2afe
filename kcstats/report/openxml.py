"""Making elements of Word's XML."""

from __future__ import annotations

from typing import Any


def element(tag: str, /, *children: Any, text: str = "", **attributes: str) -> Any:
    """Make one element of the main namespace.

    Parameters
    ----------
    tag : str
        With its prefix, such as ``w:tbl``.
    *children
        Elements to put in, in order.
    text : str
        Its text, spaces kept.
    **attributes : str
        Of the same namespace.

    Examples
    --------
    >>> element("w:p", element("w:r")).tag.rsplit("}")[-1]
    'p'
    """
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(children)
    if text:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made
