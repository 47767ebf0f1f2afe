"""The faces inside the Word file, seen by an office program that has no Chinese font of its own."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from kcstats.evaluation.settings import project_root
from kcstats.report.fonts import font_files
from kcstats.report.word import finish_word
from kcstats.report.word_fonts import common_characters, obfuscated, truetype

THEME = project_root(__file__) / "reports" / "theme"
HAN = re.compile("[㐀-鿿]")
LATIN_ONLY = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{cache}</cachedir></fontconfig>"""


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A document with every Chinese face of the theme, finished as reports are."""
    import pypandoc

    path = tmp_path_factory.mktemp("letter") / "letter.docx"
    text = (
        "# 一、总体情况\n\n2024年，孕产妇死亡率为14.3/10万。\n\n## （一）龘靐\n\n### 1.健康\n\n**加粗**，`等宽`\n\n"
        "| 指标 | 数值 |\n|---|---|\n| 甲 | 1 |\n\n: 表题\n"
    )
    options = [
        f"--reference-doc={THEME / 'reference.docx'}",
        "--metadata",
        "title=评估报告",
        "--metadata",
        "author=甲区",
    ]
    pypandoc.convert_text(text, "docx", format="markdown", outputfile=str(path), extra_args=options)
    finish_word(path, {"page-mark": "内部　草稿"}, THEME)
    return path


def parts(path: Path, ending: str) -> list[bytes]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in sorted(archive.namelist()) if name.endswith(ending)]


def test_the_file_brings_every_character_under_the_names_its_styles_use(letter: Path) -> None:
    asked = set(re.findall(r'w:eastAsia="([^"]*[㐀-鿿][^"]*)"', parts(letter, "styles.xml")[0].decode("utf-8")))
    assert {"仿宋", "楷体", "黑体", "宋体", "方正小标宋_GBK"} == asked
    table = parts(letter, "fontTable.xml")[0].decode("utf-8")
    lines = {re.findall(r'w:name="([^"]+)"', line)[0]: line for line in table.split("<w:font ")[1:]}
    assert all("embedRegular" in lines[name] for name in asked)
    assert "仿宋_GB2312" in lines["仿宋"]
    keys = {uuid.UUID(key) for key in re.findall(r'w:fontKey="\{([0-9A-F-]+)\}"', table)}
    fonts = parts(letter, ".odttf")
    assert len(keys) == len(fonts) == 3
    shown = set("".join(HAN.findall(parts(letter, "document.xml")[0].decode("utf-8"))))
    assert "龘" in shown
    for font in sorted(fonts, key=len)[1:]:  # the smallest has letters and digits only
        opened = [obfuscated(font, key) for key in keys]
        plain = next(data for data in opened if data[:4] == b"\0\1\0\0")
        face = TTFont(io.BytesIO(plain))
        assert face["OS/2"].fsType == 0  # may be embedded without limit
        assert {ord(c) for c in shown} <= set(face.getBestCmap())


def test_people_can_write_on_in_it_and_open_the_next_one(letter: Path) -> None:
    """Level 1 of GB 2312 comes along, so that one file's fonts serve for another, and new words are no squares."""
    *_, one, two = sorted(parts(letter, ".odttf"), key=len)
    assert 500_000 < len(one) < len(two) < 2_000_000
    keys = re.findall(r'fontKey="\{([0-9A-F-]+)\}"', parts(letter, "fontTable.xml")[0].decode("utf-8"))
    plain = [obfuscated(two, uuid.UUID(key)) for key in keys]
    face = TTFont(io.BytesIO(next(data for data in plain if data[:4] == b"\0\1\0\0")))
    assert {ord(c) for c in common_characters() if not c.isspace()} <= set(face.getBestCmap())


def test_an_english_document_brings_its_few_characters_only(tmp_path: Path) -> None:
    from docx import Document

    document = Document(str(THEME / "reference.docx"))
    document.add_paragraph("The district of Kuancheng (宽城区)")
    path = tmp_path / "english.docx"
    document.save(str(path))
    finish_word(path, {}, THEME)
    assert sum(len(font) for font in parts(path, ".odttf")) < 150_000


def test_letters_and_digits_come_as_narrow_as_those_the_page_is_laid_out_for(letter: Path) -> None:
    """A digit of Times New Roman is half as wide as the type is high (its hmtx: 1024 of 2048 units)."""
    table = parts(letter, "fontTable.xml")[0].decode("utf-8")
    line = next(line for line in table.split("<w:font ") if 'w:name="Times New Roman"' in line)
    key = uuid.UUID(re.findall(r'fontKey="\{([0-9A-F-]+)\}"', line)[0])
    plain = (obfuscated(font, key) for font in parts(letter, ".odttf"))
    face = TTFont(io.BytesIO(next(data for data in plain if data[:4] == b"\0\1\0\0")))
    known, units = face.getBestCmap(), face["head"].unitsPerEm
    assert {face["hmtx"][known[ord(digit)]][0] / units for digit in "0123456789"} == {0.5}
    assert max(face["hmtx"][known[ord(sign)]][0] / units for sign in "“’") < 0.5  # Chinese ones are 1.0 wide


def test_a_document_that_asks_for_none_of_the_faces_brings_no_font(tmp_path: Path) -> None:
    from docx import Document

    path = tmp_path / "plain.docx"
    Document().save(str(path))
    finish_word(path, {}, THEME)
    assert parts(path, ".odttf") == []


def test_the_outlines_are_those_of_the_family() -> None:
    """Advance and height of 国 in Noto Serif SC, read from the font itself; a curve may move by one unit."""
    source = TTFont(str(font_files()["Noto Serif SC"]))
    ours = TTFont(io.BytesIO(truetype("Noto Serif SC", "国a￿")))
    assert sorted(ours.getBestCmap()) == [ord("a"), ord("国")]
    name, own = source.getBestCmap()[ord("国")], ours.getBestCmap()[ord("国")]
    assert ours["hmtx"][own][0] == source["hmtx"][name][0]
    from fontTools.pens.boundsPen import BoundsPen

    bounds: list[Any] = []
    for font, glyph in ((source, name), (ours, own)):
        pen = BoundsPen(font.getGlyphSet())
        font.getGlyphSet()[glyph].draw(pen)
        bounds.append(pen.bounds)
    assert bounds[1] == pytest.approx(bounds[0], abs=1.5)


def test_an_office_program_without_chinese_fonts_shows_no_square(letter: Path, tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("soffice (LibreOffice) is not installed")
    settings = tmp_path / "fonts.conf"
    settings.write_text(LATIN_ONLY.format(cache=tmp_path / "cache"), encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(letter)],
        env={"FONTCONFIG_FILE": str(settings), "HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        capture_output=True, check=True, timeout=180,
    )  # fmt: skip
    from pypdf import PdfReader

    faces: dict[str, str] = {}

    def note(text: str, _cm: Any, _tm: Any, font: Any, _size: Any) -> None:
        for character in HAN.findall(text):
            faces[character] = faces.get(character, "") + str((font or {}).get("/BaseFont"))

    for page in PdfReader(tmp_path / "letter.pdf").pages:
        page.extract_text(visitor_text=note)
    assert {"龘", "孕", "评", "草", "康"} <= set(faces)
    assert {c: face for c, face in faces.items() if "KC" not in face} == {}
