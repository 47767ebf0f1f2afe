"""The conformance notebook through the renderer that comes along: every construct a report may use, in every format.

That a real Quarto makes the same of it is `test_renderers_agree`'s affair.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kcstats.evaluation.settings import project_root
from kcstats.report.embedded import Job, merged_options
from kcstats.report.markdown import Column, pipe_table
from kcstats.report.render import render
from kcstats.report.run import run_notebook

ROOT = project_root(__file__)
MARKED = {
    "author": ["甲区妇儿工委办", "甲区统计局"], "month": "2026年6月", "toc": True,
    "page-mark": "内部　送审　演示数据", "cover-marks": ["（送审）", "演示数据"],
}  # fmt: skip


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the conformance notebook."""
    folder = tmp_path_factory.mktemp("conformance")
    return run_notebook(ROOT / "notebooks" / "conformance.ipynb", {}, folder, metadata=MARKED)


@pytest.fixture(scope="module")
def made(executed: Path) -> Mapping[str, Path]:
    """Render it to all formats."""
    return render(executed, renderer="pandoc", root=ROOT).paths


@pytest.fixture(scope="module")
def page(made: Mapping[str, Path]) -> str:
    return made["html"].read_text(encoding="utf-8")


def words(html: str) -> str:
    body = html[html.index("<body") :]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", re.sub(r"<style.*?</style>", "", body, flags=re.DOTALL)))


def fetched(page: str) -> list[str]:
    """Every resource a page would ask a network for."""
    named = re.findall(r'(?:src|<link[^>]*href)="([^"]*)"|url\(["\']?([^"\')]*)', page)
    assert named
    return [a or b for a, b in named if not (a or b).startswith(("data:", "#"))]


def test_a_page_asks_nothing_of_any_network(page: str) -> None:
    assert fetched(page) == []
    assert "<script" not in page


def test_captions_are_numbered_and_references_found(page: str) -> None:
    said = words(page).replace("\u00a0", " ")
    assert re.search(r"全部指标见表 1和图 1，方法见附录，宽表见表 2", said)
    assert "?@" not in said


def test_no_space_stands_between_two_chinese_lines(page: str) -> None:
    assert "写在两行里，两行之间不应出现空格" in words(page)


def test_formulas_need_no_script(page: str) -> None:
    assert "<math" in page


def test_the_page_keeps_its_mark_at_the_upper_edge(page: str) -> None:
    assert re.search(r'<div class="page-mark" role="note">\s*内部　送审　演示数据\s*</div>', page)


def document(made: Mapping[str, Path]) -> Any:
    from docx import Document

    return Document(str(made["docx"]))


def test_word_has_real_headings_and_filled_contents(made: Mapping[str, Path]) -> None:
    doc = document(made)
    heads = [p.text for p in doc.paragraphs if p.style.name in ("Heading 1", "Heading 2")]
    assert heads[:2] == ["一、总体情况", "（一）列表和脚注"]
    xml = doc.element.xml
    entries = re.findall(r"PAGEREF (_Toc\d+)", xml)
    assert len(entries) == len(heads)
    assert set(entries) == set(re.findall(r'w:bookmarkStart [^>]*w:name="(_Toc\d+)"', xml))


def test_word_tables_repeat_their_head_and_have_three_lines(made: Mapping[str, Path]) -> None:
    tables = document(made).tables
    assert len(tables) >= 2
    for table in tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
        assert table.style.name == "Table"
        assert "Borders" not in table._tbl.xml  # lines are the style's: a row that is put in has them
    style = tables[0].style.element.xml
    for edge, size in (("top", 12), ("bottom", 12), ("insideH", 2), ("bottom", 6)):
        assert re.search(rf'<w:{edge} [^>]*w:sz="{size}"', style)


def test_word_counts_its_captions_and_refers_to_them(made: Mapping[str, Path]) -> None:
    doc = document(made)
    captions = [p for p in doc.paragraphs if p.style.name in ("Table Caption", "Image Caption")]
    assert [p.text.replace("\u00a0", " ").split("\u2003")[0] for p in captions] == ["表 1", "图 1", "表 2"]
    kinds = [re.findall(r"SEQ (\S+) ", p._p.xml) for p in captions]
    assert kinds == [["表"], ["图"], ["表"]]
    names = [re.findall(r'bookmarkStart [^>]*w:name="(_Ref\d+)"', p._p.xml)[0] for p in captions]
    assert re.findall(r"REF (_Ref\d+) ", doc.element.xml) == [names[0], names[1], names[2]]
    assert doc.element.xml.count('fldCharType="begin"') == doc.element.xml.count('fldCharType="end"')


def test_words_pictures_stand_in_the_column_of_text(made: Mapping[str, Path]) -> None:
    """LibreOffice would move a picture as wide as the text by an eighth of an inch if it named no distances."""
    pictures = re.findall(r"<wp:inline [^>]*>", document(made).element.xml)
    assert pictures
    assert all(f'dist{side}="0"' in picture for picture in pictures for side in "TBLR")


def test_word_turns_the_page_for_a_wide_table(made: Mapping[str, Path]) -> None:
    widths = {(s.page_width > s.page_height) for s in document(made).sections}
    assert widths == {False, True}


def test_word_marks_every_page(made: Mapping[str, Path]) -> None:
    first, *rest = document(made).sections
    heads = (first.header, first.even_page_header, first.first_page_header)
    assert [h.paragraphs[0].text for h in heads] == ["内部　送审　演示数据"] * 3
    assert all(s.header.is_linked_to_previous and s.even_page_header.is_linked_to_previous for s in rest)
    assert not any(s.different_first_page_header_footer for s in rest)


def test_words_cover_has_title_state_bodies_and_month(made: Mapping[str, Path]) -> None:
    cover = [(p.style.name, p.text) for p in document(made).paragraphs[:7]]
    assert cover == [
        ("Title", "排版一致性检查"), ("Subtitle", "两种排版程序读同一份笔记本"),
        ("Cover Mark", "（送审）"), ("Cover Mark", "演示数据"),
        ("Author", "甲区妇儿工委办"), ("Author", "甲区统计局"), ("Date", "2026年6月"),
    ]  # fmt: skip


def pdf_text(made: Mapping[str, Path], *options: str) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", *options, str(made["pdf"]), "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8")


def test_pdf_says_the_same(made: Mapping[str, Path]) -> None:
    said = re.sub(r"\s+", "", pdf_text(made))
    assert "全部指标见表1和图1，方法见附录，宽表见表2" in said
    pages = re.sub(r"[ \u3000]+", " ", pdf_text(made, "-layout")).split("\f")[:-1]
    assert all("内部 送审 演示数据" in page for page in pages)
    assert all(word in pages[0] for word in ("（送审）", "甲区妇儿工委办", "甲区统计局", "2026年6月"))


def test_pdf_carries_every_font_it_uses(made: Mapping[str, Path]) -> None:
    if shutil.which("pdffonts") is None:
        pytest.skip("pdffonts (poppler-utils) is not installed")
    done = subprocess.run(["pdffonts", str(made["pdf"])], capture_output=True, text=True, check=True)
    fonts = done.stdout.splitlines()[2:]
    assert fonts
    assert all(" yes yes " in line for line in fonts), done.stdout
    assert any("NotoSerifSC" in line for line in fonts)


def structure(node: Any) -> list[Any]:
    """Every element of a PDF's structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for kid in node for found in structure(kid)]
    if not isinstance(node, dict):
        return []
    return [*([node] if "/S" in node else []), *structure(node.get("/K"))]


def test_pdf_is_for_archives_and_for_readers_who_hear_it(made: Mapping[str, Path]) -> None:
    """What ISO 19005-2 (6.2.3, 6.6, 6.7) and ISO 14289-1 (7.1 to 7.3) ask for, read back by pypdf."""
    from pypdf import PdfReader

    reader = PdfReader(made["pdf"])
    root: Any = reader.trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    claims = dict(re.findall(r"<(pdf\w*id:\w+)>(.*?)</", xmp))
    assert claims == {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert "排版一致性检查" in xmp
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "zh-CN"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    (intent,) = [each.get_object() for each in root["/OutputIntents"]]
    assert intent["/S"] == "/GTS_PDFA1"
    assert "/DestOutputProfile" in intent
    assert not reader.is_encrypted
    parts = structure(root["/StructTreeRoot"]["/K"])
    tags = [str(part["/S"]) for part in parts]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Caption", "/Figure", "/Formula", "/L", "/TOC"} <= set(tags)
    spoken = [str(part.get("/Alt", "")) for part in parts if part["/S"] in ("/Figure", "/Formula")]
    assert all(spoken)
    assert "一条从左下到右上的线" in spoken


def test_pdf_has_a_bookmark_for_every_heading(made: Mapping[str, Path]) -> None:
    from pypdf import PdfReader

    outline = PdfReader(made["pdf"]).outline
    assert [str(entry["/Title"]) for entry in outline if not isinstance(entry, list)] == [
        "一、总体情况", "附录　全部数值", "制作说明"
    ]  # fmt: skip


def test_rendering_again_gives_the_same_bytes(made: Mapping[str, Path], tmp_path: Path) -> None:
    source = made["html"].with_suffix(".ipynb")
    shutil.copytree(source.parent, tmp_path / "again")
    again = render(tmp_path / "again" / source.name, to=["html", "docx"], renderer="pandoc", root=ROOT).paths
    for name in ("html", "docx"):
        assert again[name].read_bytes() == made[name].read_bytes()


def test_the_later_layer_of_options_wins() -> None:
    config = {"lang": "zh", "toc": True, "format": {"html": {"toc-depth": 2}, "typst": {"papersize": "a4"}}}
    matter = {"toc": False, "format": {"html": {"toc-depth": 3}}}
    assert merged_options(config, matter, "html") == {"lang": "zh", "toc": False, "toc-depth": 3}


def test_english_quotation_marks_are_narrow_in_the_fonts_that_come_along() -> None:
    """Noto Sans SC draws U+2019 one em wide unless asked for proportional width."""
    import base64
    import io

    from fontTools.ttLib import TTFont

    from kcstats.report.fonts import css_font

    data = re.search(r"base64,([^\"]+)", css_font("Women’s “plan”"))
    assert data is not None
    font = TTFont(io.BytesIO(base64.b64decode(data.group(1))))
    tags = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert "pwid" in tags


def test_chinese_punctuation_stays_wide_on_english_pages() -> None:
    """A comma of a quoted Chinese text has no narrow form; an apostrophe has."""
    import base64
    import io

    from fontTools.ttLib import TTFont

    from kcstats.report.fonts import css_font

    data = re.search(r"base64,([^\"]+)", css_font("Women’s 整合，分级（演示）。"))
    assert data is not None
    font = TTFont(io.BytesIO(base64.b64decode(data.group(1))))
    table, names = font["GSUB"].table, font.getBestCmap()
    narrowed: set[str] = set()
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "pwid":
            for at in record.Feature.LookupListIndex:
                for part in table.LookupList.Lookup[at].SubTable:
                    narrowed |= set(getattr(part, "ExtSubTable", part).mapping)
    assert names[0x2019] in narrowed
    assert not narrowed & {names[ord(sign)] for sign in "，（）。"}


def test_columns_whose_words_do_not_fit_give_way_together(tmp_path: Path) -> None:
    """Nine columns of words that may not break need more than the page has: the table stays as wide as the text."""
    columns = [Column(f"Heading{place}", 11) for place in range(9)]
    text = pipe_table(columns, [["W1.S10a-2030", *["demonstration"] * 8]], caption="Full", id="full")
    job = Job(text, {"lang": "en", "filters": ["theme/crossref.lua"]}, ROOT / "reports", tmp_path)
    job.pandoc("typst", tmp_path / "full.typ")
    widths = re.search(r"#table\(\s*columns: \(([^)]*)\)", (tmp_path / "full.typ").read_text(encoding="utf-8"))
    assert widths is not None
    shares = [float(share) for share in re.findall(r"([\d.]+)%", widths.group(1))]
    assert len(shares) == 9
    assert sum(shares) == pytest.approx(100, abs=0.1)
    assert shares[0] > shares[1]  # a code stays whole, words give way
