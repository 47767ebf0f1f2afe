"""Build ``reference.docx``: pandoc's own, with the page and the styles of GB/T 9704. Run after a change of house style."""

import subprocess
from pathlib import Path

import pypandoc
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

HERE = Path(__file__).resolve().parent
INK = RGBColor(0x1B, 0x2A, 0x38)
# style: (Latin, East Asian, points, bold, centred, first-line indent in points, before, after)
STYLES = {
    "Normal": ("Times New Roman", "仿宋", 14, False, False, 0, 0, 0),
    "Body Text": ("Times New Roman", "仿宋", 14, False, False, 28, 0, 0),
    "First Paragraph": ("Times New Roman", "仿宋", 14, False, False, 28, 0, 0),
    "Compact": ("Times New Roman", "仿宋", 10.5, False, False, 0, 1, 1),
    "Title": ("Times New Roman", "方正小标宋_GBK", 22, True, True, 0, 160, 24),
    "Subtitle": ("Times New Roman", "楷体", 16, False, True, 0, 0, 12),
    "Author": ("Times New Roman", "楷体", 14, False, True, 0, 24, 6),
    "Date": ("Times New Roman", "楷体", 14, False, True, 0, 0, 12),
    "TOC Heading": ("Times New Roman", "黑体", 16, False, True, 0, 12, 12),
    "Heading 1": ("Times New Roman", "黑体", 16, False, False, 0, 18, 8),
    "Heading 2": ("Times New Roman", "楷体", 15, True, False, 0, 12, 6),
    "Heading 3": ("Times New Roman", "仿宋", 14, True, False, 0, 8, 4),
    "Heading 4": ("Times New Roman", "仿宋", 14, False, False, 0, 6, 4),
    "Table Caption": ("Times New Roman", "黑体", 10.5, False, True, 0, 8, 3),
    "Image Caption": ("Times New Roman", "黑体", 10.5, False, True, 0, 3, 8),
    "Caption": ("Times New Roman", "黑体", 10.5, False, True, 0, 4, 4),
}


def main() -> None:
    """Write the file beside this script."""
    target = HERE / "reference.docx"
    pandoc = pypandoc.get_pandoc_path()
    target.write_bytes(
        subprocess.run(
            [pandoc, "--print-default-data-file", "reference.docx"], capture_output=True, check=True
        ).stdout
    )
    document = Document(str(target))
    for name, (latin, asian, size, bold, centred, indent, before, after) in STYLES.items():
        if name not in [s.name for s in document.styles]:
            continue
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = latin, Pt(size), bold, False
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), asian)
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.first_line_indent = Pt(indent)
        shape.line_spacing = 1.25 if name in ("Body Text", "First Paragraph", "Normal") else 1.1
        shape.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None
    for section in document.sections:
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
    document.save(str(target))


if __name__ == "__main__":
    main()
