"""What Quarto cannot do is not used: every notebook, and everything that reports' sections write, passes one check.

Nothing is rendered here; the text is put together as both renderers read it, and held to what both understand.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from kcstats.errors import RenderError
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.report.executed import cell_options, notebook_markdown
from kcstats.report.notebook import front_matter, read_notebook
from tests.report.documents import REPORTS, filled

FOLDER = project_root(__file__) / "notebooks"
EVERY = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.ipynb"))
MATTER = {"title", "subtitle", "lang", "toc", "one-page", "synthetic"}
TAGS = {"parameters", "remove-cell", "hide-cell", "zh", "en"}  # the last two are taken out before rendering
LABEL = re.compile(r"\{#([\w-]+)")


def faults(text: str) -> list[str]:
    """What Quarto would leave unresolved, number twice, or not number at all."""
    made = LABEL.findall(text)
    out = [f"twice: {label}" for label in sorted(set(made)) if made.count(label) > 1]
    out += [f"prefix: {label}" for label in made if not label.startswith(("fig-", "tbl-", "sec-"))]
    out += [f"nothing: {ref}" for ref in re.findall(r"\[@([\w-]+)\]", text) if ref not in made]
    out += [f"nothing: {ref}" for ref in re.findall(r"\]\(#([\w-]+)\)", text) if ref not in made]
    return out + [f"section: {ref}" for ref in re.findall(r"@sec-[\w-]+", text)]


@pytest.mark.parametrize("name", EVERY)
def test_a_notebook_uses_only_what_both_renderers_know(name: str, tmp_path: Path) -> None:
    book = read_notebook(FOLDER / f"{name}.ipynb")
    assert set(front_matter(book)) <= MATTER
    for cell in book.cells:
        assert set(cell.metadata.get("tags", [])) <= TAGS
        options = cell_options(cell.source, name) if cell.cell_type == "code" else {}
        assert str(options.get("label", "fig-")).startswith(("fig-", "tbl-"))
        assert ("fig-alt" in options) == ("fig-cap" in options)
    text = notebook_markdown(book, name, tmp_path)
    assert all(label.startswith(("fig-", "tbl-", "sec-")) for label in LABEL.findall(text))


@pytest.mark.parametrize("name", REPORTS)
def test_everything_a_report_writes_resolves(name: str, found: Evaluation, tmp_path: Path) -> None:
    book = filled(FOLDER / f"{name}.ipynb", found, tmp_path)
    text = notebook_markdown(book, name, tmp_path)
    assert len(text) > 500
    assert faults(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("见[@tbl-a]。", "nothing: tbl-a"),
        ("[附录](#sec-a)", "nothing: sec-a"),
        ("# 一 {#sec-a}\n\n# 二 {#sec-a}", "twice: sec-a"),
        ("![图](a.png){#plot-a}", "prefix: plot-a"),
        ("# 一 {#sec-a}\n\n见[@sec-a]", "section: @sec-a"),
    ],
)
def test_the_check_finds_what_quarto_would_not_resolve(text: str, said: str) -> None:
    assert said in faults(text)
    assert faults("见[@tbl-a]。\n\n: 表 {#tbl-a}") == []


def test_a_bare_reference_in_a_section_is_refused(tmp_path: Path) -> None:
    output = nbformat.v4.new_output("display_data", {"text/markdown": "见@tbl-a。\n\n: 表 {#tbl-a}"})
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("#| output: asis\nx", outputs=[output])])
    with pytest.raises(RenderError, match=r"引用须写作 \[@tbl-a"):
        notebook_markdown(book, "x", tmp_path)
