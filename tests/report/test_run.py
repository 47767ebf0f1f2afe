"""Running a notebook: closed parameters, failures that fail, nothing of the moment left in the file."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

from kcstats.errors import InputError, RenderError
from kcstats.evaluation.settings import ROOT
from kcstats.report.run import run_notebook


def write(folder: Path, *sources: str) -> Path:
    cells = [
        nbformat.v4.new_raw_cell("---\ntitle: 题\n---"),
        nbformat.v4.new_code_cell("years = 3", metadata={"tags": ["parameters"]}),
        *(nbformat.v4.new_code_cell(source) for source in sources),
    ]
    path = folder / "x.ipynb"
    kernel = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> nbformat.NotebookNode:
    """Run one notebook into a folder far from any project."""
    folder = tmp_path_factory.mktemp("far")
    show = f"import os\nprint(years, os.environ['{ROOT}'])"
    path = run_notebook(
        write(folder, show), {"years": 5}, folder / "run", metadata={"lang": "zh"}, root="/the/project"
    )
    return nbformat.read(path, as_version=4)


def test_parameters_and_the_project_reach_the_cells(executed: nbformat.NotebookNode) -> None:
    assert executed.cells[-1].outputs[0].text == "5 /the/project\n"


def test_nothing_of_the_moment_is_left(executed: nbformat.NotebookNode) -> None:
    for part in (executed, *executed.cells):
        assert not {"papermill", "execution"} & set(part.metadata)
    assert [cell.id for cell in executed.cells[1:]] == [f"cell-{n}" for n in range(1, len(executed.cells))]


def test_injected_parameters_are_not_printed(executed: nbformat.NotebookNode) -> None:
    (cell,) = [c for c in executed.cells if "injected-parameters" in c.metadata.get("tags", [])]
    assert "remove-cell" in cell.metadata["tags"]


def test_front_matter_is_completed(executed: nbformat.NotebookNode) -> None:
    assert executed.cells[0].source == "---\ntitle: 题\nlang: zh\n---"


def test_a_parameter_the_notebook_does_not_know_is_refused_before_it_runs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown parameter") as caught:
        run_notebook(write(tmp_path, "1"), {"years": 1, "yaers": 2}, tmp_path / "run")
    assert [f.column for f in caught.value.faults] == ["yaers"]
    assert not (tmp_path / "run").exists()


def test_a_cell_that_fails_fails_the_run_and_leaves_no_notebook(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="ZeroDivisionError"):
        run_notebook(write(tmp_path, "1 / 0"), {}, tmp_path / "run")
    assert list((tmp_path / "run").iterdir()) == []
