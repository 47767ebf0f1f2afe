"""A report's folder is whole or as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcstats.report.beside import built_beside


def test_it_is_put_in_place_when_the_block_ends(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "annual"
    with built_beside(place) as work:
        (work / "run.json").write_text("{}")
        assert not place.exists()
    assert (place / "run.json").is_file()
    assert [p.name for p in place.parent.iterdir()] == ["annual"]


def test_a_failure_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    place = tmp_path / "annual"
    place.mkdir()
    (place / "annual.html").write_text("old")
    with pytest.raises(IsADirectoryError), built_beside(place) as work:
        work.write_text("half")
    assert (place / "annual.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["annual"]


def test_what_the_user_added_is_taken_along_and_what_we_made_is_not(tmp_path: Path) -> None:
    place = tmp_path / "annual"
    (place / "tables").mkdir(parents=True)
    for name in ("annual.ipynb", "annual.docx", "run.json", "tables/old.csv", "stamped.docx", "notes.txt"):
        (place / name).write_text("old")
    with built_beside(place) as work:
        (work / "annual.ipynb").write_text("new")
        (work / "tables").mkdir()
    assert sorted(p.name for p in place.iterdir()) == ["annual.ipynb", "notes.txt", "stamped.docx", "tables"]
    assert (place / "annual.ipynb").read_text() == "new"
    assert not list((place / "tables").iterdir())


def test_what_a_killed_run_left_is_put_right(tmp_path: Path) -> None:
    place = tmp_path / "annual"
    for name in (".annual.before", ".annual.new"):
        (tmp_path / name).mkdir()
    (tmp_path / ".annual.before" / "annual.html").write_text("old")  # killed between the two renames
    with pytest.raises(KeyboardInterrupt), built_beside(place):
        raise KeyboardInterrupt
    assert (place / "annual.html").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["annual"]
