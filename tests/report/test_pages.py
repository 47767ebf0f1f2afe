"""Pages as printed and as Word sets them: the brief and the bulletin fill one page, a profile one page each."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import nbformat
import pylopdf_fonts_zh_cn
import pypdf
import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings, project_root
from kcstats.report.embedded import render_embedded
from kcstats.report.make import front_matter
from kcstats.report.notebook import read_notebook, set_front_matter, write_notebook
from kcstats.report.report import Report

HOME = project_root(__file__)


@pytest.fixture(scope="module")
def ev() -> Evaluation:
    return evaluate(load_settings(HOME / "params" / "china-midterm.yml", groups=False, previous=None, title=""))


FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir><match target="pattern">
<edit name="family" mode="append_last"><string>Noto Serif SC</string></edit></match></fontconfig>"""
"""The faces that come with the installation; no other machine's faces decide how much fits."""


def printed(ev: Evaluation, kind: str, section: str, folder: Path, **more: object) -> pypdf.PdfReader:
    """Print one kind from its own notebook, without a kernel."""
    return pypdf.PdfReader(made(ev, kind, section, folder, "pdf", **more))


def in_word(ev: Evaluation, kind: str, section: str, folder: Path, **more: object) -> pypdf.PdfReader:
    """Let an office program set the Word file."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: Word pages are not counted")
    document = made(ev, kind, section, folder, "docx", **more)
    fonts = folder / "fonts.conf"
    fonts.write_text(FONTS.format(fonts=pylopdf_fonts_zh_cn.sans_path().parent, cache=folder / "cache"))
    asked = [office, f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless", "--convert-to", "pdf",
             "--outdir", str(folder / "word"), str(document)]  # fmt: skip
    subprocess.run(asked, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}, check=True, capture_output=True)
    return pypdf.PdfReader(folder / "word" / f"{kind}.pdf")


def made(ev: Evaluation, kind: str, section: str, folder: Path, to: str, **more: object) -> Path:
    """Make one kind from its own notebook, without a kernel."""
    asked = replace(ev, settings=ev.settings.model_copy(update={"notebook": kind, **more}))
    notebook = read_notebook(HOME / "notebooks" / f"{kind}.ipynb")
    shown = nbformat.v4.new_code_cell("#| output: asis")
    said = getattr(Report(asked, folder), section)().data
    shown.outputs = [nbformat.v4.new_output("display_data", data={"text/markdown": said})]
    notebook.cells = [notebook.cells[0], shown]
    set_front_matter(notebook, front_matter(asked))
    path = folder / f"{kind}.ipynb"
    write_notebook(notebook, path)
    return render_embedded(path, (to,), HOME / "reports" / "_quarto.yml", "test")[to]


@pytest.mark.parametrize(("kind", "section"), [("brief", "brief"), ("warning", "bulletin")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_to_be_one_page_is_one_page(
    kind: str, section: str, lang: str, ev: Evaluation, tmp_path: Path
) -> None:
    assert len(printed(ev, kind, section, tmp_path, language=lang).pages) == 1


def test_every_profile_fills_one_page(ev: Evaluation, tmp_path: Path) -> None:
    targets = ev.plans[1].targets[:4]
    ids = tuple(t.id for t in targets)
    pages = printed(ev, "indicator", "profiles", tmp_path, targets=ids).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(pages) == 2 + len(ids)  # cover and contents
    for target, text in zip(targets, texts[2:], strict=True):
        assert f"{target.id}{target.name.zh}" in text
        assert "指标解释" in text


@pytest.mark.parametrize(("kind", "section"), [("brief", "brief"), ("warning", "bulletin")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_to_be_one_page_is_one_page_in_word(
    kind: str, section: str, lang: str, ev: Evaluation, tmp_path: Path
) -> None:
    assert len(in_word(ev, kind, section, tmp_path, language=lang).pages) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_profile_is_one_page_in_word(lang: str, ev: Evaluation, tmp_path: Path) -> None:
    targets = ev.plans[1].targets[:4]
    ids = tuple(t.id for t in targets)
    pages = in_word(ev, "indicator", "profiles", tmp_path, targets=ids, language=lang).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(pages) == 2 + len(ids)  # cover and contents
    for target, text in zip(targets, texts[2:], strict=True):
        assert target.id + "".join(target.name("zh" if lang == "zh" else "en").split()) in text


def test_type_that_gives_way_stays_readable_and_the_rest_of_the_page_as_the_theme_says() -> None:
    from docx import Document

    from kcstats.report.one_page import SMALLEST, tighten
    from kcstats.report.theme import tight_page

    page = tight_page(HOME / "reports" / "theme")
    document = Document(str(HOME / "reports" / "theme" / "reference.docx"))
    for _ in range(200):  # far more than one page can hold
        document.add_paragraph("字" * 60, style="Body Text")
    tighten(document, page, covered=False)
    size = next(s for s in document.styles if s.name == "Body Text").font.size
    assert size is not None
    assert size.pt == pytest.approx(page.size["body"] * SMALLEST / 100, abs=0.5)
    assert document.sections[0].left_margin is not None
    assert document.sections[0].left_margin.mm == pytest.approx(page.margins["left"], abs=0.1)
