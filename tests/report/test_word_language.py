"""Chinese lines that end where they may, English in its own styles, and tables whose rows stay with each other."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kcstats.evaluation.settings import project_root
from kcstats.report.word import finish_word

THEME = project_root(__file__) / "reports" / "theme"
ROWS = 14


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A document as the renderers hand it over, finished, with its language."""
    import pypandoc

    path = tmp_path_factory.mktemp("made") / f"{request.param}.docx"
    rows = [f"| 甲{number} | {number} |" for number in range(ROWS)]
    head = ["| 指标 | 数值 |", "|---|---|"]
    tables = ["\n".join([*head, *rows]), "\n".join([*head, *rows[:4]])]
    text = (
        "# 一\n\n按2021—2030年规划，12/10万以下。\n\n1. 甲\n\n"
        + "\n\n: 长表\n\n".join(tables)
        + "\n\n: 短表\n\n表后。\n"
    )
    pypandoc.convert_text(
        text, "docx", format="markdown", outputfile=str(path),
        extra_args=[f"--reference-doc={THEME / 'reference.docx'}", f"--metadata=lang:{request.param}"],
    )  # fmt: skip
    finish_word(path, {"page-mark": "内部", "lang": request.param}, THEME)
    return request.param, path


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(f"word/{name}.xml").decode("utf-8")


def styles(path: Path) -> dict[str, Any]:
    from docx import Document

    return {style.name: style for style in Document(str(path)).styles}


def test_the_language_has_a_country(made: tuple[str, Path]) -> None:
    """Office programs know the rules of zh-CN and none of zh."""
    _, path = made
    said = re.findall(r"<w:lang [^>]*>", part(path, "styles"))
    assert said
    assert all('w:eastAsia="zh-CN"' in one for one in said)


def test_chinese_lines_neither_begin_nor_end_with_a_dash_or_a_slash(made: tuple[str, Path]) -> None:
    lang, path = made
    settings = part(path, "settings")
    if lang == "en":
        assert "noLineBreaks" not in settings
        return
    order = [settings.index(f"<w:{name}") for name in ("characterSpacingControl", "noLineBreaksAfter",
                                                       "noLineBreaksBefore", "savePreviewPicture")]  # fmt: skip
    assert order == sorted(order)  # the schema's
    for name in ("Before", "After"):
        signs = re.findall(rf'<w:noLineBreaks{name} w:lang="zh-CN" w:val="([^"]+)"', settings)[0]
        assert set("—–／/") <= set(signs)
    assert "compressPunctuation" in settings


def test_only_chinese_paragraphs_begin_two_characters_in(made: tuple[str, Path]) -> None:
    lang, path = made
    body = styles(path)["Body Text"]
    shape = body.paragraph_format
    assert (shape.first_line_indent.pt, shape.space_after.pt) == ((32, 0) if lang == "zh" else (0, 7))
    assert body.font.size.pt == (16 if lang == "zh" else 11.5)
    assert 'w:firstLine="' not in part(path, "document")  # by style, not by hand


def test_both_sets_of_styles_have_the_same_names() -> None:
    ours, english = (styles(THEME / name) for name in ("reference.docx", "reference-en.docx"))
    assert {s.style_id for s in ours.values()} == {s.style_id for s in english.values()}
    assert set(ours) == set(english)


def test_a_short_table_stays_on_one_page_and_no_row_of_a_long_one_is_left_alone(made: tuple[str, Path]) -> None:
    from docx import Document

    long, short = Document(str(made[1])).tables
    kept = [[p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs] for row in long.rows]
    assert len(kept) == ROWS + 1
    assert [number for number, row in enumerate(kept) if all(row)] == [0, 1, ROWS - 1]
    *first, last = short.rows
    assert all(p.paragraph_format.keep_with_next for row in first for c in row.cells for p in c.paragraphs)
    assert not any(p.paragraph_format.keep_with_next for c in last.cells for p in c.paragraphs)


def test_text_under_a_table_stands_off_it(made: tuple[str, Path]) -> None:
    from docx import Document

    last = Document(str(made[1])).paragraphs[-1]
    assert (last.text, last.style.name) == ("表后。", "After Table")
    assert last.style.paragraph_format.space_before.pt > 0


def contents(entries: int, folder: Path) -> Any:
    """A document with contents of so many one-line entries, filled."""
    import pypandoc
    from docx import Document

    from kcstats.report.contents import fill_contents

    text = "\n\n".join(f"# 第{number}章" for number in range(entries))
    options = [f"--reference-doc={THEME / 'reference.docx'}", "--toc"]
    path = folder / f"{entries}.docx"
    pypandoc.convert_text(text, "docx", format="markdown", outputfile=str(path), extra_args=options)
    document = Document(str(path))
    assert fill_contents(document)
    return document


def test_contents_that_run_over_by_a_line_or_two_are_drawn_together(tmp_path: Path) -> None:
    """26 lines of 22 points fill a page of 638 under a heading of 52; 28 would leave two alone on the next."""
    made = {entries: contents(entries, tmp_path).styles["toc 1"] for entries in (26, 28, 36)}
    spacing = {entries: style.paragraph_format.line_spacing.pt for entries, style in made.items()}
    assert spacing[26] == 22
    assert spacing[36] == 22  # too many for one page in any case
    assert 22 * 0.86 <= spacing[28] <= (638 - 52) / 28
