"""Where a PDF breaks its pages: no short table in two, no head or opening sentence alone at a page's foot."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kcstats.evaluation.settings import project_root
from kcstats.report.embedded import Job, _pdf, merged_options
from kcstats.report.markdown import Column, paragraphs, pipe_table

ROOT = project_root(__file__)
LANGS = ("zh", "en")


def pages(body: str, lang: str, work: Path) -> list[str]:
    """Set a text as a PDF and read what stands on each of its pages."""
    from pypdf import PdfReader

    project = yaml.safe_load((ROOT / "reports" / "_quarto.yml").read_text(encoding="utf-8"))
    options = merged_options(project, {"lang": lang, "title": "Breaks", "toc": False}, "typst")
    work.mkdir()
    return [
        page.extract_text().replace("\xa0", " ")
        for page in PdfReader(_pdf(Job(body, options, ROOT / "reports", work))).pages
    ]


def filler(lines: int) -> str:
    """Write so many paragraphs of one line."""
    return paragraphs(*(f"Line {n}" for n in range(lines)))


def table(rows: int, *, name: str) -> str:
    """Write a table whose rows can be told apart."""
    body = [[f"{name} row {n} of it", f"{n}"] for n in range(rows)]
    return pipe_table([Column("Row", 40), Column("n", 20, right=True)], body, caption=f"Caption {name}", id=name)


def places(found: list[str], sign: str) -> set[int]:
    """On which pages a sign stands."""
    return {place for place, text in enumerate(found) if sign in text}


@pytest.mark.parametrize("lang", LANGS)
def test_a_short_table_stays_on_one_page(lang: str, tmp_path: Path) -> None:
    """Twelve rows, begun at every height of the page: once above and once below the break, never across it."""
    found = set()
    for lines in range(4, 24, 3):
        shown = pages(paragraphs(filler(lines), table(12, name="short")), lang, tmp_path / f"{lines}")
        whole = [places(shown, f"short row {n} of") for n in range(12)]
        assert len({frozenset(place) for place in [*whole, places(shown, "Caption short")]}) == 1, lines
        found |= whole[0]
    assert found == {0, 1}


@pytest.mark.parametrize("lang", LANGS)
def test_a_long_table_begins_with_some_of_its_rows(lang: str, tmp_path: Path) -> None:
    for lines in range(14, 24, 2):
        shown = pages(paragraphs(filler(lines), table(60, name="long")), lang, tmp_path / f"{lines}")
        first = places(shown, "Caption long")
        assert first == places(shown, "long row 2 of"), lines  # head and rows 0 to 2 take less than 4 cm
        assert places(shown, "long row 59 of") - first  # and it is broken, being longer than a page


@pytest.mark.parametrize("lang", LANGS)
def test_the_opening_sentence_of_a_part_stays_with_the_text(lang: str, tmp_path: Path) -> None:
    for lines in range(17, 26):
        shown = pages(
            paragraphs(filler(lines), "**Opening.**", "What follows.", filler(3)), lang, tmp_path / f"{lines}"
        )
        assert places(shown, "Opening.") == places(shown, "What follows."), lines
