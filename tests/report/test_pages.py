"""Pages as printed: the brief and the bulletin fill one page, a profile one page each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
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


def printed(ev: Evaluation, kind: str, section: str, folder: Path, **more: object) -> pypdf.PdfReader:
    """Print one kind from its own notebook, without a kernel."""
    asked = replace(ev, settings=ev.settings.model_copy(update={"notebook": kind, **more}))
    notebook = read_notebook(HOME / "notebooks" / f"{kind}.ipynb")
    shown = nbformat.v4.new_code_cell("#| output: asis")
    said = getattr(Report(asked, folder), section)().data
    shown.outputs = [nbformat.v4.new_output("display_data", data={"text/markdown": said})]
    notebook.cells = [notebook.cells[0], shown]
    set_front_matter(notebook, front_matter(asked))
    path = folder / f"{kind}.ipynb"
    write_notebook(notebook, path)
    made = render_embedded(path, ("pdf",), HOME / "reports" / "_quarto.yml", "test")
    return pypdf.PdfReader(made["pdf"])


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
