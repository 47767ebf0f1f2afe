"""Word's own numbers: captions count themselves, and references follow them.

The renderers type the number of a table or picture. Whoever puts another table into the Word file then finds every
later number wrong; as fields (SEQ in the caption, REF in the text) Word counts again when fields are updated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from kcstats.report.openxml import element, field

_STYLES = {"TableCaption", "ImageCaption"}
_LABEL = re.compile(r"(图|表|Figure|Table)([\s\u00a0]*)(\d+)")
_ANCHOR = re.compile(r"(tbl|fig)-|X[0-9a-f]{39}$")
"""The ids of tables and pictures; Word takes 40 signs of a bookmark's name, so that longer ids come as a checksum."""
_FIRST = 200000  # ids of our bookmarks start here; the contents' have theirs from 100000


def count_captions(document: Any) -> int:
    """Turn typed numbers of captions, and references to them, into fields.

    Parameters
    ----------
    document : docx.document.Document
        Changed in place.

    Returns
    -------
    int
        Number of captions that count themselves now.
    """
    from docx.oxml.ns import qn

    known: dict[str, tuple[str, str]] = {}
    found = list(_captions(document.element.body))
    for number, (anchor, paragraph, match) in enumerate(found):
        name = f"_Ref{_FIRST + number:09d}"
        _count(paragraph, match, name, _FIRST + number)
        known[anchor] = (name, match.group(0))
    for link in document.element.body.iter(qn("w:hyperlink")):
        name, label = known.get(str(link.get(qn("w:anchor"))), ("", ""))
        if name and _text(link) == label:
            style = element("w:rPr", element("w:rStyle", val="Hyperlink"))
            link[:] = field(f"REF {name} \\h", element("w:r", style, element("w:t", text=label)))
    return len(found)


def _captions(body: Any) -> Iterator[tuple[str, Any, re.Match[str]]]:
    """Go through the captions that open with a number, each with the anchor that stands before it."""
    from docx.oxml.ns import qn

    anchor = ""
    for node in body.iter(qn("w:bookmarkStart"), qn("w:p")):
        if node.tag == qn("w:bookmarkStart"):
            name = str(node.get(qn("w:name")))
            anchor = name if _ANCHOR.match(name) else anchor
        elif node.style in _STYLES and anchor:
            match = _LABEL.match(_text(node))
            if match:
                yield anchor, node, match
                anchor = ""


def _count(paragraph: Any, match: re.Match[str], name: str, number: int) -> None:
    """Put bookmark and field where the typed label stood."""
    from docx.oxml.ns import qn

    left = match.end()
    for run in paragraph.findall(qn("w:r")):
        words = _text(run)
        if len(words) > left:
            (text, *others) = run.findall(qn("w:t"))
            text.text = words[left:]
            for other in others:
                run.remove(other)
            break
        paragraph.remove(run)
        left -= len(words)
    word, gap, typed = match.groups()
    parts = [
        element("w:bookmarkStart", id=str(number), name=name),
        element("w:r", element("w:t", text=word + gap)),
        *field(f"SEQ {word} \\* ARABIC", element("w:r", element("w:t", text=typed))),
        element("w:bookmarkEnd", id=str(number)),
    ]
    start = 1 if paragraph.find(qn("w:pPr")) is not None else 0
    for place, part in enumerate(parts, start):
        paragraph.insert(place, part)


def _text(node: Any) -> str:
    from docx.oxml.ns import qn

    return "".join(t.text or "" for t in node.iter(qn("w:t")))
