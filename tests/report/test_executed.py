"""What an executed notebook may hold: what Quarto would lose or misread is an error, never silence."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from kcstats.errors import RenderError
from kcstats.report.executed import cell_options, notebook_markdown, refuse_failures

MARKDOWN = nbformat.v4.new_output("display_data", {"text/markdown": "一句话，见[@fig-a]。"})


def book(*cells: nbformat.NotebookNode) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=list(cells))


def code(source: str, *outputs: nbformat.NotebookNode, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"tags": list(tags)})


def text_of(tmp_path: Path, *cells: nbformat.NotebookNode) -> str:
    return notebook_markdown(book(*cells), "x.ipynb", tmp_path)


def test_code_is_hidden_and_its_result_shown(tmp_path: Path) -> None:
    assert text_of(tmp_path, code("#| output: asis\nshow()", MARKDOWN)) == "一句话，见[@fig-a]。\n"


def test_hidden_cells_leave_nothing(tmp_path: Path) -> None:
    shown = nbformat.v4.new_markdown_cell("正文")
    cells = (code("x", MARKDOWN, tags=("remove-cell",)), code("#| include: false\nx", MARKDOWN), shown)
    assert text_of(tmp_path, *cells) == "正文\n"


def test_a_picture_gets_its_label_caption_and_words(tmp_path: Path) -> None:
    output = nbformat.v4.new_output("display_data", {"image/png": "AAAA"})
    source = '#| label: fig-a\n#| fig-cap: 图题\n#| fig-alt: 说明"引号"\ndraw()'
    assert text_of(tmp_path, code(source, output)) == '![图题](figures/fig-a-0.png){#fig-a fig-alt="说明”引号”"}\n'
    assert (tmp_path / "figures" / "fig-a-0.png").read_bytes() == b"\0\0\0"


@pytest.mark.parametrize("text", ["见@tbl-x和", "@fig-a。"])
def test_a_reference_quarto_would_not_resolve_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RenderError, match=r"引用须写作 \[@"):
        text_of(tmp_path, nbformat.v4.new_markdown_cell(text))


def test_code_that_quotes_a_reference_is_not_one(tmp_path: Path) -> None:
    assert "@fig-a" in text_of(tmp_path, nbformat.v4.new_markdown_cell("写作 `@fig-a`。"))


@pytest.mark.parametrize(
    ("source", "says"),
    [("#| fold: true\nx", "fold"), ("#| echo: [\nx", "YAML"), ("#| just words\nx", "just words")],
)
def test_an_option_that_is_not_understood_is_refused(source: str, says: str) -> None:
    with pytest.raises(RenderError, match=says):
        cell_options(source, "x.ipynb[1]")


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (nbformat.v4.new_output("error", ename="ValueError", evalue="bad", traceback=[]), "ValueError: bad"),
        (nbformat.v4.new_output("stream", name="stderr", text="FutureWarning: soon"), "FutureWarning"),
        (nbformat.v4.new_output("display_data", {"text/html": "<b>x</b>"}), "text/html"),
    ],
)
def test_an_output_that_cannot_be_shown_is_refused(tmp_path: Path, output: nbformat.NotebookNode, says: str) -> None:
    with pytest.raises(RenderError, match=says):
        text_of(tmp_path, code("x", output))


@pytest.mark.parametrize(
    ("outputs", "says"),
    [
        ((), "没有任何输出"),
        ((nbformat.v4.new_output("error", ename="KeyError", evalue="k", traceback=[]),), "KeyError: k"),
    ],
)
def test_a_notebook_that_failed_or_never_ran_is_not_rendered(
    tmp_path: Path, outputs: tuple[nbformat.NotebookNode, ...], says: str
) -> None:
    path = tmp_path / "x.ipynb"
    nbformat.write(book(code("x", *outputs)), path)
    with pytest.raises(RenderError, match=says):
        refuse_failures(path)
