"""The params files that come with the project are what the README says."""

from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.evaluation.settings import load_settings, project_root
from kcstats.report.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]
FILES = tuple(sorted(path.stem for path in (ROOT / "params").glob("*.yml")))
WHOLE = ("china-midterm", "china-final-2020", "china-hindcast", "midterm-2025", "final-2030")
"""The files that say everything; the others say what differs from one of them."""


def test_every_kind_has_its_files() -> None:
    kinds = {load_settings(ROOT / "params" / f"{name}.yml").notebook for name in FILES}
    assert kinds >= set(KINDS) - {"methods"}
    assert set(WHOLE) <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_passes_the_schema_and_finds_the_project(name: str) -> None:
    settings = load_settings(ROOT / "params" / f"{name}.yml")
    assert project_root(settings.root) == ROOT
    assert (ROOT / "notebooks" / f"{settings.notebook}.ipynb").is_file()
    assert (settings.truth_to is not None) == ("hindcast" in name)
    assert (settings.mid_term is not None) == ("final" in name)


@pytest.mark.parametrize("name", FILES)
def test_no_report_pretends_to_be_issued_by_an_authority(name: str) -> None:
    settings = load_settings(ROOT / "params" / f"{name}.yml")
    assert settings.issuing_body == ""
    if name in WHOLE:
        assert ("独立测算" if name.startswith("china") else "演示") in settings.title
    else:
        assert settings.title == ""  # made of plans, year and kind, with the same words (tests/report/test_kinds.py)


def test_a_file_with_a_base_says_only_what_differs() -> None:
    whole = load_settings(ROOT / "params" / "midterm-2025.yml")
    annual = load_settings(ROOT / "params" / "annual-2025.yml")
    assert (annual.dataset, annual.plans, annual.data_to) == (whole.dataset, whole.plans, whole.data_to)
    assert (annual.notebook, annual.previous) == ("annual", 2024)


@pytest.mark.parametrize("name", ["midterm-2025", "final-2030", "china-midterm", "china-final-2020"])
def test_every_yearly_report_has_one_before_it_to_be_compared_with(name: str) -> None:
    """Without one the annual report of the set holds a chapter that says only that nothing is compared."""
    settings = load_settings(ROOT / "params" / f"{name}.yml")
    assert settings.previous == settings.data_to - 1


def test_faults_name_the_file_they_stand_in(tmp_path: Path) -> None:
    (tmp_path / "whole.yml").write_text("plans: [women]\ndataset: d\ndata_to: soon\n", encoding="utf-8")
    (tmp_path / "part.yml").write_text("base: whole.yml\nnotbook: annual\n", encoding="utf-8")
    with pytest.raises(InputError, match="notbook") as caught:
        load_settings(tmp_path / "part.yml")
    assert {(f.file, f.row, f.code) for f in caught.value.faults} == {
        ("whole.yml", 3, "bad_value"), ("part.yml", 2, "unknown_key")
    }  # fmt: skip


def test_bases_that_go_round_in_a_circle_are_refused(tmp_path: Path) -> None:
    for name, base in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.yml").write_text(f"base: {base}.yml\n", encoding="utf-8")
    with pytest.raises(InputError, match="base"):
        load_settings(tmp_path / "a.yml")
