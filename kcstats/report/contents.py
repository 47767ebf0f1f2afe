"""Word's table of contents, filled: every entry links to its heading and refers to its page.

Pandoc leaves one field that is empty until somebody updates it. Here every entry is there at once, and its page
number is a reference of its own, which an office program works out when it lays the pages out.
"""

from __future__ import annotations

import math
from typing import Any

from kcstats.report.one_page import wide
from kcstats.report.openxml import element, field

_LEVELS = {"Heading 1": "TOC1", "Heading 2": "TOC2"}
_PAGE, _TITLE, _WIDTH = 638.0, 52.0, 412.0  # height and width of the text, height of the heading "contents" [pt]
_TIGHTEST, _SURE = 0.86, 0.98  # of the theme's distance of lines; faces differ in width from machine to machine


def fill_contents(document: Any) -> bool:
    """Write the headings into the contents field and start the text on a new page.

    Parameters
    ----------
    document : docx.document.Document
        Changed in place.

    Returns
    -------
    bool
        Whether the document has contents.
    """
    from docx.oxml.ns import qn

    block = document.element.body.find(qn("w:sdt"))
    heads = [p for p in document.paragraphs if p.style is not None and p.style.name in _LEVELS]
    if block is None or not heads:
        return False
    content = block.find(qn("w:sdtContent"))
    paragraphs = content.findall(qn("w:p"))
    if not paragraphs:
        return False
    if len(paragraphs) > 1:
        _break_before(paragraphs[0])
    field = paragraphs[-1]
    for number, head in enumerate(heads):
        name = f"_Toc{number + 1:06d}"
        _bookmark(head._p, name, 100000 + number)
        field.addprevious(_entry(head.text, _LEVELS[head.style.name], name))
    field.getparent().remove(field)
    _break_before(heads[0]._p)
    _draw_together(document, [(head.text, _LEVELS[head.style.name]) for head in heads])
    return True


def _draw_together(document: Any, entries: list[tuple[str, str]]) -> None:
    """Set the lines of contents closer that would run over to another page by a few of them.

    Contents whose styles leave the distance of lines to the type stay as they are.
    """
    from docx.shared import Length, Pt

    shapes = {style.style_id: style for style in document.styles if style.style_id in _LEVELS.values()}
    spacing = {id: style.paragraph_format.line_spacing for id, style in shapes.items()}
    if not all(isinstance(spacing.get(id), Length) and shapes[id].font.size for _, id in entries):
        return
    height = sum(_lines(text, shapes[id]) * spacing[id].pt for text, id in entries)
    pages = math.floor((height + _TITLE) / _PAGE)
    share = (pages * _PAGE - _TITLE) / height * _SURE
    if pages and _TIGHTEST <= share < 1.0:
        for id, style in shapes.items():
            shape = style.paragraph_format
            shape.line_spacing, shape.line_spacing_rule = Pt(spacing[id].pt * share), shape.line_spacing_rule


def _lines(text: str, style: Any) -> int:
    """Estimate the lines that an entry takes."""
    left = style.paragraph_format.left_indent
    width = _WIDTH - (left.pt if left is not None else 0.0)
    return math.ceil(wide(text) * float(style.font.size.pt) / width)


def _entry(text: str, style: str, bookmark: str) -> Any:
    paragraph = element("w:p", element("w:pPr", element("w:pStyle", val=style)))
    words = element("w:t", text=text)
    number = field(f"PAGEREF {bookmark} \\h", dirty=True)
    link = element(
        "w:hyperlink", element("w:r", words), element("w:r", element("w:tab")), *number, anchor=bookmark, history="1"
    )
    paragraph.append(link)
    return paragraph


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    from docx.oxml.ns import qn

    start = element("w:bookmarkStart", id=str(number), name=name)
    properties = paragraph.find(qn("w:pPr"))
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    paragraph.append(element("w:bookmarkEnd", id=str(number)))


def _break_before(paragraph: Any) -> None:
    paragraph.get_or_add_pPr()._insert_pageBreakBefore(element("w:pageBreakBefore"))
