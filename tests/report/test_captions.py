"""Captions in Word count themselves, whatever the length of their ids."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from kcstats.report.captions import count_captions
from kcstats.report.pandoc import run_pandoc

LONG = "tbl-groups-senior-secondary-gross-enrolment-rate"
"""More than the 40 signs that Word takes: the bookmark's name is a checksum."""


@pytest.mark.parametrize("id", ["tbl-short", LONG])
def test_a_caption_counts_itself_and_references_follow(id: str, tmp_path: Path) -> None:
    caption = '::: {custom-style="Table Caption"}\n表\u00a01\u2003毛入学率\n:::'
    text = f"::: {{#{id}}}\n\n{caption}\n:::\n\n见[表\u00a01](#{id})。\n"
    path = tmp_path / "a.docx"
    run_pandoc(text, ["-f", "markdown", "-t", "docx", "-o", str(path)], tmp_path)
    document = Document(str(path))
    assert count_captions(document) == 1
    xml = document.element.xml
    assert "SEQ 表" in xml
    assert "REF _Ref" in xml
