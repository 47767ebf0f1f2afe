"""The params files that come with the project are what the README says."""

from pathlib import Path

import pytest

from kcstats.evaluation.settings import load_settings, project_root

ROOT = Path(__file__).resolve().parents[1]
FILES = ("china-midterm", "china-final-2020", "china-hindcast", "midterm-2025", "final-2030")


def test_these_files_come_with_the_project() -> None:
    assert sorted(path.stem for path in (ROOT / "params").glob("*.yml")) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_passes_the_schema_and_finds_the_project(name: str) -> None:
    settings = load_settings(ROOT / "params" / f"{name}.yml")
    assert project_root(settings.root) == ROOT
    assert settings.notebook == next((kind for kind in ("final", "hindcast") if kind in name), "midterm")
    assert (settings.truth_to is not None) == ("hindcast" in name)
    assert (settings.mid_term is not None) == ("final" in name)


@pytest.mark.parametrize("name", FILES)
def test_no_report_pretends_to_be_issued_by_an_authority(name: str) -> None:
    settings = load_settings(ROOT / "params" / f"{name}.yml")
    assert settings.issuing_body == ""
    assert ("独立测算" if name.startswith("china") else "演示") in settings.title
