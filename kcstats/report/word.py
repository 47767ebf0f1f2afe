"""What Word needs after the conversion: a cover, filled contents, counting captions, page numbers, a marked header.

Pandoc leaves the contents empty until somebody updates fields, numbers typed, heads of tables that do not repeat and
no page number; an office prints what it opens and then goes on writing. Styles, the lines of tables, fonts and the
page itself stand in the theme's ``reference.docx``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kcstats.report.captions import count_captions
from kcstats.report.contents import fill_contents
from kcstats.report.one_page import tighten
from kcstats.report.openxml import element
from kcstats.report.theme import tight_page
from kcstats.report.word_fonts import embed_faces
from kcstats.report.word_language import set_language

_COVER = ("Title", "Subtitle", "Author", "Date")
_ABOVE, _HEIGHT = 120.0, 560.0  # points above the title, and down to the foot of the signature
_LINES = {"Title": 34.0, "Cover Mark": 55.0}  # points a line; 35 for the others
_LONG = 20  # characters of a title's line
_LEFT, _RIGHT = 0, 2
_STEP = {True: 640, False: 400}  # two characters of the text, Chinese or not [twentieths of a point]
_MANY = 7  # columns; wider tables are set smaller
_SMALL, _BRIEF = 9, 400  # rows with the head, signs; such tables stay on one page
_TOGETHER = 2  # first rows of any other table that stay with the next
_STAMP = (2021, 1, 1, 0, 0, 0)


def finish_word(path: Path, meta: Mapping[str, Any], theme: Path) -> None:
    """Repair a converted document in place.

    Parameters
    ----------
    path : Path
    meta : mapping
        ``page-mark`` stands in the head of every page, ``cover-marks`` under the title of a document with contents;
        ``one-page`` asks for the tighter page; ``lang`` is the language, Chinese unless given.
    theme : Path
        The folder ``theme/`` whose ``style.yml`` holds that page.
    """
    from docx import Document

    document, lang = Document(str(path)), str(meta.get("lang", "zh"))
    set_language(document, lang, theme)
    _finish_tables(document)
    _set_pictures(document)
    _make_room_for_numbers(document, _STEP[lang.startswith("zh")])
    count_captions(document)
    covered = fill_contents(document)
    if covered:
        _lay_out_cover(document, tuple(str(mark) for mark in meta.get("cover-marks", ())))
    _head_and_foot(document, str(meta.get("page-mark", "")), covered)
    if meta.get("one-page"):
        tighten(document, tight_page(theme), covered=covered)
    embed_faces(document)
    document.save(str(path))
    _rezip(path)


def _finish_tables(document: Any) -> None:
    """Give every table of figures the theme's style; tables that only frame a float are left alone."""
    from docx.oxml.ns import qn

    for table in document.element.body.iter(qn("w:tbl")):
        framing = (
            table.find(f".//{qn('w:tc')}//{qn('w:tbl')}") is not None
            or table.find(f".//{qn('w:drawing')}") is not None
        )
        if table.find(qn("w:tblGrid")) is not None and not framing:
            _leave_to_style(table)
            _set_cells(table)
            _part_from_text(table)


def _leave_to_style(table: Any) -> None:
    """Take out what stands in the way of the table style: lines and room of this table's own."""
    from docx.oxml.ns import qn

    for name in ("w:tblBorders", "w:tblCellMar"):
        for old in table.tblPr.findall(qn(name)):
            table.tblPr.remove(old)
    for properties in table.iter(qn("w:tcPr")):
        for old in properties.findall(qn("w:tcBorders")):
            properties.remove(old)


def _set_cells(table: Any) -> None:
    from docx.oxml.ns import qn

    wide = "Wide" if len(table.find(qn("w:tblGrid"))) > _MANY else ""
    rows = table.findall(qn("w:tr"))
    whole = len(rows) <= _SMALL and sum(len(text.text or "") for text in table.iter(qn("w:t"))) <= _BRIEF
    for number, row in enumerate(rows):
        bound = number < len(rows) - 1 and (whole or number < _TOGETHER or number == len(rows) - 2)
        settings = row.get_or_add_trPr()
        for name in ("w:cantSplit", *(("w:tblHeader",) if number == 0 else ())):
            if settings.find(qn(name)) is None:
                settings.append(element(name))
        for cell in row.findall(qn("w:tc")):
            for paragraph in cell.findall(qn("w:p")):
                paragraph.get_or_add_pPr().style = ("TableHead" if number == 0 else "TableText") + wide
                if bound:
                    paragraph.pPr.get_or_add_keepNext()


def _part_from_text(table: Any) -> None:
    """Give the paragraph under a table a style with room above; headings and captions have theirs."""
    from docx.oxml.ns import qn

    below = table.getnext()
    while below is not None and below.tag in (qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
        below = below.getnext()
    if below is not None and below.tag == qn("w:p") and below.style in ("FirstParagraph", "BodyText"):
        below.style = "AfterTable"


def _set_pictures(document: Any) -> None:
    """Leave no room beside pictures: they are as wide as the text, and LibreOffice would add an eighth of an inch."""
    from docx.oxml.ns import qn

    for picture in document.element.body.iter(qn("wp:inline")):
        for side in ("distT", "distB", "distL", "distR"):
            picture.set(side, "0")


def _make_room_for_numbers(document: Any, step: int) -> None:
    """Set the lists' numbers two characters in and their text two more, so that 10. has room and lines up with 9."""
    from docx.oxml.ns import qn

    for list_ in document.part.numbering_part.element.iter(qn("w:abstractNum")):
        for depth, level in enumerate(list_.findall(qn("w:lvl"))):
            if level.find(qn("w:numFmt")).get(qn("w:val")) == "decimal":
                indent = level.find(qn("w:pPr")).find(qn("w:ind"))
                indent.set(qn("w:left"), str(step * (depth + 2)))
                indent.set(qn("w:hanging"), str(step))


def _lay_out_cover(document: Any, marks: tuple[str, ...]) -> None:
    """Put the title on a page of its own, state under it, issuing bodies and month at its foot."""
    from docx.shared import Pt

    cover = []
    for paragraph in document.paragraphs:
        if paragraph.style is None or paragraph.style.name not in _COVER:
            break
        cover.append(paragraph)
    signed = [p for p in cover if p.style.name in ("Author", "Date")]
    titles = [p for p in cover if p not in signed]
    if not titles:
        return
    titles[0].paragraph_format.space_before = Pt(_ABOVE)
    for mark in marks:
        titles.append(_after(titles[-1], mark, "Cover Mark"))
    if signed:
        used = _ABOVE + sum(_height(p) for p in (*titles, *signed))
        signed[0].paragraph_format.space_before = Pt(max(_HEIGHT - used, 24.0))


def _after(paragraph: Any, text: str, style: str) -> Any:
    """Put a paragraph behind another."""
    from docx.text.paragraph import Paragraph

    made = element("w:p")
    paragraph._p.addnext(made)
    out = Paragraph(made, paragraph._parent)
    out.style = style
    out.add_run(text)
    return out


def _height(paragraph: Any) -> float:
    """Estimate the points that a paragraph of the cover takes."""
    lines = paragraph.text.split("\n")
    each = _LINES.get(paragraph.style.name, 35.0)
    return each * sum(max(1, -(-len(line) // _LONG)) for line in lines)


def _head_and_foot(document: Any, mark: str, covered: bool) -> None:
    """Mark and number the pages of the first section; the following ones inherit both."""
    document.settings.odd_and_even_pages_header_footer = True
    first = document.sections[0]
    for header in (first.header, first.even_page_header):
        _mark_page(header, mark)
    _number_page(first.footer, _RIGHT)
    _number_page(first.even_page_footer, _LEFT)
    if covered:
        first.different_first_page_header_footer = True
        _mark_page(first.first_page_header, mark)
        first.first_page_footer.is_linked_to_previous = False


def _mark_page(header: Any, mark: str) -> None:
    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    paragraph.text = mark
    paragraph.alignment = _RIGHT


def _number_page(footer: Any, alignment: int) -> None:
    """Set the number between dashes, one character in from the margin."""
    from docx.shared import Pt

    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    paragraph._p.append(element("w:fldSimple", element("w:r", element("w:t", text="1")), instr="PAGE"))
    paragraph.add_run(" —")


def _rezip(path: Path) -> None:
    """Take the clock out of the file."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, data)
