"""Files are whole or as they were."""

from pathlib import Path

import pytest

from kcstats.files import copy_atomically, text_atomically, write_atomically


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old", encoding="utf-8")

    def full_disk(beside: Path) -> None:
        beside.write_text("half", encoding="utf-8")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        write_atomically(path, full_disk)
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_killed_write_leaves_nothing(tmp_path: Path) -> None:
    def killed(beside: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "new" / "table.csv", killed)
    assert list((tmp_path / "new").iterdir()) == []


def test_the_folder_is_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a" / "b.txt", lambda beside: beside.write_text("x", encoding="utf-8"))
    assert (tmp_path / "a" / "b.txt").read_text(encoding="utf-8") == "x"


def test_a_copy_and_a_text_come_whole_or_not_at_all(tmp_path: Path) -> None:
    source, place = tmp_path / "source.txt", tmp_path / "deep" / "copy.txt"
    text_atomically("一\n二\n", source)
    assert source.read_bytes() == "一\n二\n".encode()
    copy_atomically(source, place)
    assert place.read_bytes() == source.read_bytes()
    with pytest.raises(FileNotFoundError):
        copy_atomically(tmp_path / "nowhere", place)
    assert place.read_bytes() == source.read_bytes()
    assert [p.name for p in place.parent.iterdir()] == ["copy.txt"]
