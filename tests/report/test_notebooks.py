"""Notebooks are thin: front matter, parameters, one line a section, no definitions, no outputs."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from kcstats.evaluation.settings import Settings, project_root
from kcstats.report.report import Report

FOLDER = project_root(__file__) / "notebooks"
NAMES = (
    "annual", "monitoring-midterm", "monitoring-final", "midterm", "final", "warning", "yearbook", "department",
    "brief", "indicator", "hindcast",
)  # fmt: skip


@pytest.fixture(params=NAMES)
def notebook(request: pytest.FixtureRequest) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / f"{request.param}.ipynb", as_version=4)


def test_front_matter_comes_first(notebook: nbformat.NotebookNode) -> None:
    assert notebook.cells[0].cell_type == "raw"
    assert notebook.cells[0].source.startswith("---\ntitle: ")


def test_parameters_are_the_settings(notebook: nbformat.NotebookNode) -> None:
    cells = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    assert len(cells) == 1
    names = {node.targets[0].id for node in ast.parse(cells[0].source).body}  # type: ignore[attr-defined]
    assert names == set(Settings.model_fields) - {"root"}


def test_nothing_is_defined_and_nothing_is_left_over(notebook: nbformat.NotebookNode) -> None:
    for cell in notebook.cells:
        assert "def " not in cell.source
        assert not cell.get("outputs")


def test_every_line_is_a_section_of_the_report(notebook: nbformat.NotebookNode) -> None:
    shown = [c.source.splitlines()[-1] for c in notebook.cells if "output: asis" in c.source]
    assert shown
    assert all(callable(getattr(Report, line.removeprefix("report.").removesuffix("()"))) for line in shown)


def test_the_notebooks_folder_is_where_the_project_says() -> None:
    assert isinstance(FOLDER, Path)
    assert {path.stem for path in FOLDER.glob("*.ipynb")} >= set(NAMES)
