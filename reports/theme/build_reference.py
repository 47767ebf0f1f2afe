"""Build ``reference.docx``: pandoc's own, with the page and the styles of GB/T 9704. Run after a change.

``reference-en.docx`` holds the same styles for English: smaller, since letters of one size look larger than Chinese
characters do, no first lines two characters in, and room between paragraphs in their place.

A reader's machine may lack 仿宋 or 方正小标宋_GBK; Word then takes an alternative name that the font table gives,
which is written here too. Where no Chinese face is installed, the document brings its own characters
(`kcstats.report.word_fonts`).
"""

import subprocess
from pathlib import Path
from typing import Any

import pypandoc
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

HERE = Path(__file__).resolve().parent
INK, BLUE, HAIR = RGBColor(0x1B, 0x2A, 0x38), RGBColor(0x1F, 0x5F, 0x8B), RGBColor(0xC9, 0xD2, 0xD9)
LINE = 28.9
LATIN = "Times New Roman"
# style: (East Asian, points, bold, centred, first-line indent in points, before, after, points a line)
STYLES = {
    "Normal": ("仿宋", 16, False, False, 0, 0, 0, LINE),
    "Body Text": ("仿宋", 16, False, False, 32, 0, 0, LINE),
    "First Paragraph": ("仿宋", 16, False, False, 32, 0, 0, LINE),
    "After Table": ("仿宋", 16, False, False, 32, 4, 0, LINE),
    "Compact": ("仿宋", 16, False, False, 0, 0, 0, LINE),
    "Title": ("方正小标宋_GBK", 22, False, True, 0, 0, 24, 34),
    "Subtitle": ("楷体", 16, False, True, 0, 0, 12, LINE),
    "Author": ("楷体", 16, False, True, 0, 0, 6, LINE),
    "Date": ("楷体", 16, False, True, 0, 0, 12, LINE),
    "Cover Mark": ("黑体", 18, False, True, 0, 18, 6, LINE),
    "TOC Heading": ("黑体", 18, False, True, 0, 0, 18, LINE),
    "Heading 1": ("黑体", 16, False, False, 32, 10, 4, LINE),
    "Heading 2": ("楷体", 16, False, False, 32, 4, 2, LINE),
    "Heading 3": ("仿宋", 16, True, False, 32, 0, 0, LINE),
    "Heading 4": ("仿宋", 16, False, False, 32, 0, 0, LINE),
    "Table Caption": ("黑体", 10.5, False, True, 0, 8, 3, 0),
    "Image Caption": ("黑体", 10.5, False, True, 0, 3, 10, 0),
    "Caption": ("黑体", 10.5, False, True, 0, 4, 4, 0),
    "Captioned Figure": ("仿宋", 10.5, False, True, 0, 12, 0, 0),
    "Figure": ("仿宋", 10.5, False, True, 0, 12, 0, 0),
    "Footnote Text": ("宋体", 9, False, False, 0, 0, 0, 0),
    "Block Text": ("楷体", 14, False, False, 28, 0, 0, 24),
    "Header": ("黑体", 10.5, False, False, 0, 0, 0, 0),
    "Footer": ("宋体", 14, False, False, 0, 0, 0, 0),
    "Table Text": ("宋体", 10.5, False, False, 0, 1.5, 1.5, 0),
    "Table Head": ("黑体", 10.5, False, False, 0, 1.5, 1.5, 0),
    "Table Text Wide": ("宋体", 9, False, False, 0, 1.5, 1.5, 0),
    "Table Head Wide": ("黑体", 9, False, False, 0, 1.5, 1.5, 0),
    "toc 1": ("仿宋", 14, False, False, 0, 0, 0, 22),
    "toc 2": ("仿宋", 10.5, False, False, 0, 0, 0, 17),
}
ENGLISH = {
    "Normal": ("仿宋", 11.5, False, False, 0, 0, 0, 17),
    "Body Text": ("仿宋", 11.5, False, False, 0, 0, 7, 17),
    "First Paragraph": ("仿宋", 11.5, False, False, 0, 5, 7, 17),  # after a heading or a picture
    "After Table": ("仿宋", 11.5, False, False, 0, 10, 7, 17),
    "Compact": ("仿宋", 11.5, False, False, 0, 0, 3, 17),
    "Title": ("方正小标宋_GBK", 22, True, True, 0, 0, 24, 30),
    "Subtitle": ("楷体", 14, False, True, 0, 0, 12, 20),
    "Author": ("楷体", 14, False, True, 0, 0, 6, 20),
    "Date": ("楷体", 14, False, True, 0, 0, 12, 20),
    "Cover Mark": ("黑体", 16, False, True, 0, 16, 6, 24),
    "TOC Heading": ("黑体", 16, True, True, 0, 0, 14, 22),
    "Heading 1": ("黑体", 16, True, False, 0, 16, 2, 20),
    "Heading 2": ("楷体", 13.5, True, False, 0, 12, 1, 18),
    "Heading 3": ("仿宋", 12, True, False, 0, 8, 0, 17),
    "Heading 4": ("仿宋", 11.5, True, False, 0, 6, 0, 17),
    "Table Caption": ("黑体", 10, True, True, 0, 8, 3, 0),
    "Image Caption": ("黑体", 10, True, True, 0, 3, 10, 0),
    "Caption": ("黑体", 10, True, True, 0, 4, 4, 0),
    "Captioned Figure": ("仿宋", 10, False, True, 0, 12, 0, 0),
    "Figure": ("仿宋", 10, False, True, 0, 12, 0, 0),
    "Footnote Text": ("宋体", 9, False, False, 0, 0, 0, 0),
    "Block Text": ("楷体", 11, False, False, 0, 0, 6, 16),
    "Header": ("黑体", 9.5, False, False, 0, 0, 0, 0),
    "Footer": ("宋体", 10.5, False, False, 0, 0, 0, 0),
    "Table Text": ("宋体", 9.5, False, False, 0, 1.5, 1.5, 0),
    "Table Head": ("黑体", 9.5, True, False, 0, 1.5, 1.5, 0),
    "Table Text Wide": ("宋体", 8.5, False, False, 0, 1.5, 1.5, 0),
    "Table Head Wide": ("黑体", 8.5, True, False, 0, 1.5, 1.5, 0),
    "toc 1": ("仿宋", 11.5, False, False, 0, 3, 0, 16),
    "toc 2": ("仿宋", 10, False, False, 0, 0, 0, 14),
}
IDS = {
    "After Table": "AfterTable",
    "Table Text": "TableText",
    "Table Head": "TableHead",
    "Table Text Wide": "TableTextWide",
    "Table Head Wide": "TableHeadWide",
    "toc 1": "TOC1",
    "toc 2": "TOC2",
}
ALTERNATIVES = {
    "仿宋": "仿宋_GB2312,FangSong",
    "楷体": "楷体_GB2312,KaiTi",
    "宋体": "SimSun",
    "黑体": "SimHei",
    "方正小标宋_GBK": "宋体,SimSun",
}


def main() -> None:
    """Write both files beside this script."""
    build(HERE / "reference.docx", STYLES)
    build(HERE / "reference-en.docx", ENGLISH)


def build(target: Path, styles: dict[str, tuple[Any, ...]]) -> None:
    """Write one file."""
    told = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    target.write_bytes(subprocess.run(told, capture_output=True, check=True).stdout)
    document = Document(str(target))
    for name, words in styles.items():
        set_style(style_of(document, name), *words)
    set_rest(document)
    set_table(document)
    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.header_distance, section.footer_distance = Mm(15), Mm(20)
    name_alternatives(document)
    document.save(str(target))


def style_of(document: Any, name: str) -> Any:
    """Find a style, or make it."""
    found = next((s for s in document.styles if s.name.lower() == name.lower()), None)
    if found is None:
        found = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name.startswith("toc"))
    if name in IDS:
        found.element.styleId = IDS[name]
    return found


def set_style(style: Any, asian: str, size: float, bold: bool, centred: bool, indent: float, before: float,
              after: float, line: float) -> None:  # fmt: skip
    """Set type, colour and spacing of one style."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = LATIN, Pt(size), bold, False
    style.font.color.rgb = INK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), asian)
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.first_line_indent = Pt(before), Pt(after), Pt(indent)
    if line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(line)
    else:
        shape.line_spacing = 1.15
    shape.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None


def set_rest(document: Any) -> None:
    """Contents with dotted leaders, headings that stay with their text, captions that stay with their table."""
    for name, left in (("toc 1", 0), ("toc 2", 21)):
        shape = style_of(document, name).paragraph_format
        shape.left_indent, shape.right_indent = Pt(left), Mm(10)
        shape.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name in ("Heading 1", "Heading 2", "Heading 3", "Table Caption", "Captioned Figure"):
        style_of(document, name).paragraph_format.keep_with_next = True
    for style in document.styles:
        if style.name == "Hyperlink":
            style.font.color.rgb = BLUE


def set_table(document: Any) -> None:
    """Three lines: above and below the table and under its head; hairlines between the rows."""
    style = next(s.element for s in document.styles if s.name == "Table")
    for name in ("w:semiHidden", "w:unhideWhenUsed"):
        for old in style.findall(qn(name)):
            style.remove(old)
    told = style.find(qn("w:tblPr"))
    told.remove(told.find(qn("w:tblCellMar")))
    told.append(lines("w:tblBorders", top=(12, INK), bottom=(12, INK), insideH=(2, HAIR)))
    room = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        room.append(made(f"w:{side}", w="57", type="dxa"))
    told.append(room)
    head = style.find(qn("w:tblStylePr")).find(qn("w:tcPr"))
    head.remove(head.find(qn("w:tcBorders")))
    head.insert(0, lines("w:tcBorders", top=(12, INK), bottom=(6, INK)))


def lines(name: str, **edges: tuple[int, RGBColor]) -> Any:
    """Make borders: eighths of a point and colour of each edge."""
    holder = OxmlElement(name)
    for edge, (size, ink) in edges.items():
        holder.append(made(f"w:{edge}", val="single", sz=str(size), space="0", color=str(ink)))
    return holder


def made(tag: str, **attributes: str) -> Any:
    """Make an empty element."""
    out = OxmlElement(tag)
    for key, value in attributes.items():
        out.set(qn(f"w:{key}"), value)
    return out


def name_alternatives(document: Any) -> None:
    """Tell Word what to use where a face is missing."""
    part = next(p for p in document.part.package.iter_parts() if p.partname.endswith("fontTable.xml"))
    from lxml import etree

    table = etree.fromstring(part.blob)
    for name, other in ALTERNATIVES.items():
        font = OxmlElement("w:font")
        font.set(qn("w:name"), name)
        alternative = OxmlElement("w:altName")
        alternative.set(qn("w:val"), other)
        font.append(alternative)
        table.append(font)
    part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)


if __name__ == "__main__":
    main()
