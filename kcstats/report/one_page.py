"""A Word document of which every part is to fill one page: smaller type, narrower margins, yielding pictures.

The printed page shrinks its contents until they fit; Word has nothing of the kind, and what offices edit must not be
a picture of a page. So the theme holds a second, tighter page for such documents, and a picture takes the height that
its page has left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

SMALLEST = 80
"""Per cent of the theme's sizes that no type is set below."""

FULL = 0.94
"""Share of a page that its estimated contents may fill: faces differ in width from machine to machine."""

_APART = 0.4  # of the size of type, between paragraphs without indents and under tables
_PARAGRAPHS = ("Body Text", "First Paragraph", "After Table")
_MM = 72 / 25.4
_BREAK = "w:br[@w:type='page']"
_GROUPS = {
    "Body Text": "body", "First Paragraph": "body", "After Table": "body", "Compact": "body", "Normal": "body",
    "Heading 1": "heading",
    "Heading 2": "heading", "Title": "title", "Author": "body", "Date": "body", "Table Text": "table",
    "Table Head": "table", "Table Text Wide": "table", "Table Head Wide": "table", "Table Caption": "caption",
    "Image Caption": "caption",
}  # fmt: skip
"""Styles of a page's contents; those of cover and table of contents stay as they are."""


@dataclass(frozen=True)
class Tight:
    """The tighter page, as the theme gives it.

    Attributes
    ----------
    margins : mapping
        Of ``top``, ``bottom``, ``left``, ``right`` [mm].
    size : mapping
        Type [pt] of ``title``, ``heading``, ``body``, ``caption``, ``table``.
    leading : float
        Distance of two lines over the size of type.
    least : float
        Height below which no picture is pressed [mm].
    """

    margins: Mapping[str, float]
    size: Mapping[str, float]
    leading: float
    least: float

    @property
    def room(self) -> tuple[float, float]:
        """Width and height of the type area of an A4 page [pt]."""
        m = self.margins
        return (210 - m["left"] - m["right"]) * _MM, (297 - m["top"] - m["bottom"]) * _MM

    def line(self, group: str) -> float:
        """Distance of two lines over the size of type; less in tables, as everywhere."""
        return self.leading * (0.88 if group == "table" else 1.0)


def tighten(document: Any, page: Tight, *, covered: bool) -> None:
    """Set a document on the tighter page.

    Parameters
    ----------
    document : docx.document.Document
        Changed in place.
    page : Tight
    covered : bool
        Whether it has a cover, whose title keeps its size.
    """
    from docx.shared import Mm

    parts = list(_parts(document))
    if not covered:
        page = _shrunk(parts, page)
    for section in document.sections:
        for side, size in page.margins.items():
            setattr(section, f"{side}_margin", Mm(size))
        section.header_distance, section.footer_distance = (Mm(page.margins[side] / 2) for side in ("top", "bottom"))
    _set_styles(document, page, covered)
    for part in parts:
        _give_room(part, page)


def _shrunk(parts: list[list[Any]], page: Tight) -> Tight:
    """The same page in the largest type in which what has no pictures still fits."""
    width, height = page.room
    for percent in range(100, SMALLEST - 1, -2):
        tried = replace(page, size={name: size * percent / 100 for name, size in page.size.items()})
        if all(sum(_height(block, tried, width) for block in part) < FULL * height for part in parts):
            break
    return tried


def _set_styles(document: Any, page: Tight, covered: bool) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    for style in document.styles:
        group = _GROUPS.get(style.name)
        if group is None or (covered and style.name in ("Title", "Author", "Date")):
            continue
        size = page.size[group]
        shape = style.paragraph_format
        style.font.size = Pt(size)
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(size * page.line(group))
        room = {"heading": (0.5, 0.25), "title": (0, 0.6), "caption": (0.4, 0.2), "table": (0.1, 0.1)}.get(
            group, (0, 0)
        )
        shape.space_before, shape.space_after = (Pt(size * share) for share in room)
        if shape.first_line_indent:
            shape.first_line_indent = Pt(2 * size)
        elif style.name in _PARAGRAPHS:  # room tells paragraphs apart where indents do not
            shape.space_after = Pt(_APART * size)
        if style.name == "After Table":
            shape.space_before = Pt(_APART * size)


def _parts(document: Any) -> Iterator[list[Any]]:
    """The block elements of each page, cut where a page break stands."""
    part: list[Any] = []
    for block in document.element.body:
        if _find(block, f".//{_BREAK}"):
            yield part
            part = []
        else:
            part.append(block)
    yield part


def _give_room(part: list[Any], page: Tight) -> None:
    """Let the pictures of a page be as high as the rest of it leaves."""
    extents = [e for block in part for e in _find(block, ".//wp:inline/wp:extent")]
    if not extents:
        return
    width, height = page.room
    used = sum(_height(block, page, width) for block in part)
    room = max((height - used) / len(extents), page.least * _MM)
    for extent in extents:
        wide, high = (int(extent.get(key)) / 12700 for key in ("cx", "cy"))
        share = min(1.0, width / wide, room / high)
        for each in (extent, *_find(extent.getparent(), ".//a:xfrm/a:ext")):
            for key, size in (("cx", wide), ("cy", high)):
                each.set(key, str(round(size * share * 12700)))


def _height(block: Any, page: Tight, width: float) -> float:
    """Estimate the height of a paragraph or a table [pt]."""
    if block.tag.endswith("}tbl"):
        grid = [float(w) for w in _find(block, "./w:tblGrid/w:gridCol/@w:w")]
        widths = [width * w / sum(grid) for w in grid]
        return sum(_row(row, page, widths) for row in _find(block, "./w:tr"))
    style = "".join(_find(block, "./w:pPr/w:pStyle/@w:val"))
    words = "".join(_find(block, ".//w:t/text()"))
    group = "caption" if "Caption" in style else "heading" if style.startswith("Heading") else style.lower()
    size = page.size.get(group, page.size["body"])
    lines = math.ceil((wide(words) * size + 2 * size) / width) if words else 0
    return lines * size * page.leading * 1.05 + (
        0.75 * size if style.startswith(("Heading", "Table", "Image")) else _APART * size * (style == "AfterTable")
    )


def _row(row: Any, page: Tight, widths: list[float]) -> float:
    size = page.size["table"]
    lines = [
        math.ceil((wide("".join(_find(cell, ".//w:t/text()"))) + 0.5) * size / max(width - 6, size))
        for cell, width in zip(_find(row, "./w:tc"), widths, strict=False)
    ]
    return max(lines, default=1) * size * page.line("table") * 1.05 + 0.3 * size


def wide(text: str) -> float:
    """Width of a text in ems: a Chinese character is one, another letter about a half.

    Examples
    --------
    >>> wide("2021—2030年"), wide("May")
    (6.16, 1.56)
    """
    return sum(1.0 if ord(c) > 0x2E7F or 0x2014 <= ord(c) <= 0x2026 else 0.52 for c in text)


def _find(element: Any, path: str) -> list[Any]:
    """Look for elements or words below one element, python-docx's own or not."""
    from docx.oxml.ns import nsmap
    from lxml import etree

    return list(etree._Element.xpath(element, path, namespaces=nsmap))
