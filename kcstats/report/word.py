"""What Word needs after the conversion: three-line tables, page numbers, a filled table of contents, a marked header.

Pandoc leaves tables without lines, the contents empty until somebody updates fields, and no page number; an office
prints what it opens. The styles themselves stand in the theme's ``reference.docx``.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def finish_word(path: Path, meta: Mapping[str, Any]) -> None:
    """Repair a converted document in place.

    Parameters
    ----------
    path : Path
    meta : mapping
        ``synthetic`` marks every page as made of demonstration data, in the language of ``lang``.
    """
    from docx import Document

    document = Document(str(path))
    for table in document.tables:
        _three_lines(table)
    _fill_contents(document)
    zh = str(meta.get("lang", "zh")).startswith("zh")
    mark = ("演示数据" if zh else "DEMO DATA") if meta.get("synthetic") else ""
    document.settings.odd_and_even_pages_header_footer = True
    for section in document.sections:
        for header in (section.header, section.even_page_header):
            header.is_linked_to_previous = False
            header.paragraphs[0].text = mark
            header.paragraphs[0].alignment = 2
        _page_number(section.footer, 2)
        _page_number(section.even_page_footer, 0)
    document.save(str(path))


def _three_lines(table: Any) -> None:
    """Top and bottom rule, a thin one under the head; the head repeats on every page and rows stay whole."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for edge, size in (("top", "12"), ("bottom", "12"), ("insideH", "2")):
        line = OxmlElement(f"w:{edge}")
        for key, value in (
            ("val", "single"),
            ("sz", size),
            ("space", "0"),
            ("color", "1B2A38" if size == "12" else "C9D2D9"),
        ):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblBorders")):
        properties.remove(old)
    look = properties.find(qn("w:tblLook"))
    (look.addprevious if look is not None else properties.append)(borders)
    for number, row in enumerate(table.rows):
        settings = row._tr.get_or_add_trPr()
        names = ["w:cantSplit", *(["w:tblHeader"] if number == 0 else [])]
        for name in names:
            if settings.find(qn(name)) is None:
                settings.append(OxmlElement(name))
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = 114300  # 9 pt in EMU
                    if number == 0:
                        run.font.bold = True


def _fill_contents(document: Any) -> None:
    """Write the headings into the contents field, so that it is not empty before somebody updates it."""
    from docx.oxml.ns import qn

    body = document.element.body
    block = body.find(qn("w:sdt"))
    if block is None:
        return
    heads = [p for p in document.paragraphs if p.style is not None and p.style.name in ("Heading 1", "Heading 2")]
    content = block.find(qn("w:sdtContent"))
    fields = content.findall(qn("w:p"))
    if not heads or not fields:
        return
    last = fields[-1]
    for head in reversed(heads):
        entry = document.add_paragraph(head.text)
        entry.paragraph_format.left_indent = 0 if head.style.name == "Heading 1" else 266700
        entry.paragraph_format.first_line_indent = 0
        element = copy.deepcopy(entry._p)
        entry._p.getparent().remove(entry._p)
        last.addnext(element)
    _drop_empty_field(last)


def _drop_empty_field(paragraph: Any) -> None:
    """The contents are text now: remove the field that would ask to be updated."""
    from docx.oxml.ns import qn

    for run in list(paragraph.findall(qn("w:r"))):
        paragraph.remove(run)


def _page_number(footer: Any, alignment: int) -> None:
    """Set the number between dashes, odd pages right, even pages left."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")
