"""A real Quarto and the renderer that comes along, held against each other on every kind of report.

Same headings, text, captions, numbers, order, references, tables and words for pictures, in all three formats.
Skipped where Quarto is not installed; what both must understand is checked without it in `test_conformance`.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from kcstats.errors import RenderError
from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings, project_root
from kcstats.report.notebook import write_notebook
from kcstats.report.render import render
from kcstats.report.run import run_notebook
from tests.report.documents import REPORTS, filled, read_docx, read_html, read_pdf, table_heads

needs_quarto = pytest.mark.skipif(shutil.which("quarto") is None, reason="quarto is not installed")
ROOT = project_root(__file__)
MARKED = {
    "author": ["甲区妇儿工委办", "甲区统计局"], "month": "2026年6月", "toc": True,
    "page-mark": "内部　送审　演示数据", "cover-marks": ["（送审）", "演示数据"],
}  # fmt: skip


def run(name: str, ev: Evaluation, folder: Path) -> Path:
    """Write the notebook of a kind as it stands after a run."""
    book = filled(ROOT / "notebooks" / f"{name}.ipynb", ev, folder)
    write_notebook(book, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def compared(executed: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What the two renderers' documents tell, without the one thing that may differ: which renderer it was."""
    other = executed.parent.with_name("quarto")
    shutil.copytree(executed.parent, other)
    own = render(executed, renderer="pandoc", root=ROOT)
    theirs = render(other / executed.name, renderer="quarto", root=ROOT)
    names = (own.renderer["version"], f"Quarto {theirs.renderer['version']}")
    repeated = [*read_docx(own.paths["docx"])[:1], *table_heads(own.paths["html"])]
    found = []
    for paths, name in zip((own.paths, theirs.paths), names, strict=True):
        said = {"html": read_html(paths["html"]), "docx": read_docx(paths["docx"]),
                "pdf": read_pdf(paths["pdf"], repeated)}  # fmt: skip
        found.append({to: [_unnamed(line, name) for line in lines] for to, lines in said.items()})
    return found[0], found[1]


def _unnamed(line: str, name: str) -> str:
    return line.replace(name, "RENDERER").replace(name.replace(" ", ""), "RENDERER")


def assert_agree(executed: Path) -> None:
    own, theirs = compared(executed)
    for to in ("html", "docx", "pdf"):
        assert len(own[to]) > 10
        assert theirs[to] == own[to], to


@needs_quarto
@pytest.mark.parametrize("name", REPORTS)
def test_every_kind_says_the_same_under_both(name: str, found_demo: Evaluation, tmp_path: Path) -> None:
    assert_agree(run(name, found_demo, tmp_path / "own"))


@needs_quarto
@pytest.mark.parametrize("name", ["midterm", "yearbook", "warning"])
def test_english_says_the_same_under_both(name: str, found_en: Evaluation, tmp_path: Path) -> None:
    assert_agree(run(name, found_en, tmp_path / "own"))


@needs_quarto
@pytest.mark.parametrize(("params", "name"), [("china-midterm", "midterm"), ("china-hindcast", "hindcast")])
def test_published_figures_with_their_pictures_are_the_same_under_both(
    params: str, name: str, tmp_path: Path
) -> None:
    ev = evaluate(load_settings(ROOT / "params" / f"{params}.yml", groups=False))
    executed = run(name, ev, tmp_path / "own")
    assert list((executed.parent / "figures").glob("*.png"))
    assert_agree(executed)


@needs_quarto
@pytest.mark.parametrize(("name", "parameters"), [("conformance", {}), ("methods", {"language": "zh"})])
def test_notebooks_without_an_evaluation_are_the_same_under_both(
    name: str, parameters: dict[str, str], tmp_path: Path
) -> None:
    executed = run_notebook(ROOT / "notebooks" / f"{name}.ipynb", parameters, tmp_path / "own", metadata=MARKED)
    assert_agree(executed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("见[@tbl-none]。", "unresolved reference: tbl-none"),
        ("见[附录](#sec-none)。", "unresolved reference: sec-none"),
        ("# 一 {#sec-a}\n\n# 二 {#sec-a}\n\n文", "label used twice: sec-a"),
        ("![图](figures/none.png){#fig-a fig-alt='一图'}\n\n见[@fig-a]。", "picture not found: figures/none.png"),
        ('|a|b|\n|---|---|\n|1|2|\n\n: 甲 {#tbl-a tbl-colwidths="[10]"}', "tbl-colwidths"),
    ],
)
@pytest.mark.parametrize("renderer", ["pandoc", pytest.param("quarto", marks=needs_quarto)])
def test_both_refuse_the_same(renderer: str, text: str, said: str, tmp_path: Path) -> None:
    output = nbformat.v4.new_output("display_data", {"text/markdown": text})
    cell = nbformat.v4.new_code_cell("#| output: asis\nshow()", outputs=[output])
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell("---\ntitle: 题\n---"), cell])
    nbformat.write(book, tmp_path / "a.ipynb")
    with pytest.raises(RenderError, match=said):
        render(tmp_path / "a.ipynb", to=["html"], renderer=renderer, root=ROOT)


@needs_quarto
def test_quarto_makes_the_archive_pdf_it_is_asked_for(found: Evaluation, tmp_path: Path) -> None:
    from pypdf import PdfReader

    made = render(run("brief", found, tmp_path / "own"), to=["pdf"], renderer="quarto", root=ROOT)
    root = PdfReader(made.paths["pdf"]).trailer["/Root"]
    xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
