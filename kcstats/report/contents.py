"""Word's table of contents, filled: every entry links to its heading and refers to its page.

Pandoc leaves one field that is empty until somebody updates it. Here every entry is there at once, and its page
number is a reference of its own, which an office program works out when it lays the pages out.
"""

from __future__ import annotations

from typing import Any

from kcstats.report.openxml import element, field

_LEVELS = {"Heading 1": "TOC1", "Heading 2": "TOC2"}


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
    return True


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
