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


def field(code: str, *result: Any, dirty: bool = False) -> list[Any]:
    r"""Make the runs of a field: its code, and what it shows until it is updated.

    Parameters
    ----------
    code : str
        Such as ``PAGEREF name \\h``.
    *result
        Runs.
    dirty : bool
        Whether an office program works it out when it opens the document.

    Examples
    --------
    >>> len(field("PAGE"))
    4
    """
    begin = {"dirty": "true"} if dirty else {}
    return [
        element("w:r", element("w:fldChar", fldCharType="begin", **begin)),
        element("w:r", element("w:instrText", text=f" {code} ")),
        element("w:r", element("w:fldChar", fldCharType="separate")),
        *result,
        element("w:r", element("w:fldChar", fldCharType="end")),
    ]
