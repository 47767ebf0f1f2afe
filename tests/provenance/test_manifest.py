"""A run's record says what a result was made from, and nothing about the machine."""

import json
import subprocess
from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.provenance import manifest as module
from kcstats.provenance.manifest import (
    Manifest,
    build_manifest,
    changed_inputs,
    changed_versions,
    file_sha256,
    git_commit,
    read_manifest,
    write_manifest,
)


def record(root: Path) -> Manifest:
    data = root / "data" / "区"
    data.mkdir(parents=True, exist_ok=True)
    for name in ("dataset.yml", "observations.csv"):
        (data / name).write_text(name, encoding="utf-8")
    run = root / "reports" / "run"
    (run / "tables").mkdir(parents=True, exist_ok=True)
    (run / "tables" / "summary.csv").write_text("plan\n", encoding="utf-8")
    return build_manifest(
        {"plans": ["women"], "seed": 7},
        inputs=[data / "observations.csv", data / "dataset.yml", data / "dataset.yml"],
        tables=[run / "tables" / "summary.csv"],
        root=root,
        folder=run,
        synthetic=True,
        renderer={"name": "pandoc", "version": "3.9"},
    )


def test_sha256_is_the_published_one_of_abc(tmp_path: Path) -> None:
    # FIPS 180-2, appendix B.1
    (tmp_path / "abc").write_bytes(b"abc")
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert file_sha256(tmp_path / "abc") == expected


def test_a_record_read_back_is_the_record_written(tmp_path: Path) -> None:
    made = record(tmp_path)
    write_manifest(made, tmp_path / "reports" / "run")
    assert read_manifest(tmp_path / "reports" / "run") == made


def test_files_are_named_once_in_order_from_the_project_and_from_the_run(tmp_path: Path) -> None:
    made = record(tmp_path)
    assert [item.path for item in made.inputs] == ["data/区/dataset.yml", "data/区/observations.csv"]
    assert [(item.path, item.bytes) for item in made.tables] == [("tables/summary.csv", 5)]


def test_no_path_of_the_machine_and_no_time_is_written(tmp_path: Path) -> None:
    path = write_manifest(record(tmp_path), tmp_path / "reports" / "run")
    text = path.read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert str(Path.home()) not in text
    assert set(json.loads(text)) == set(Manifest.__dataclass_fields__)


def test_two_projects_with_the_same_files_write_the_same_bytes(tmp_path: Path) -> None:
    written = [write_manifest(record(tmp_path / name), tmp_path / name / "reports/run") for name in ("a", "b")]
    assert written[0].read_bytes() == written[1].read_bytes()


def test_inputs_outside_the_project_are_named_from_it(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "x.csv").write_text("x", encoding="utf-8")
    root = tmp_path / "project"
    root.mkdir()
    made = build_manifest({}, inputs=[tmp_path / "own" / "x.csv"], tables=[], root=root, folder=root, synthetic=False)
    assert made.inputs[0].path == "../own/x.csv"
    assert changed_inputs(made, root) == ()


def test_files_of_the_software_itself_are_named_by_package(tmp_path: Path) -> None:
    own = Path(module.__file__)
    made = build_manifest({}, inputs=[own], tables=[], root=tmp_path, folder=tmp_path, synthetic=False)
    assert made.inputs[0].path == "kcstats/provenance/manifest.py"
    assert changed_inputs(made, tmp_path) == ()


def test_every_changed_or_missing_input_is_named(tmp_path: Path) -> None:
    made = record(tmp_path)
    assert changed_inputs(made, tmp_path) == ()
    (tmp_path / "data/区/dataset.yml").write_text("other", encoding="utf-8")
    (tmp_path / "data/区/observations.csv").unlink()
    first, second = changed_inputs(made, tmp_path, lang="en")
    assert first.startswith("data/区/dataset.yml: input file has changed (sha256 ")
    assert second == "data/区/observations.csv: input file is missing"
    assert changed_inputs(made, tmp_path)[1] == "data/区/observations.csv: 输入文件不存在"


def test_differing_versions_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = record(tmp_path)
    assert changed_versions(made) == ()
    now = {**made.versions, "numpy": "99.0"}
    monkeypatch.setattr(module, "library_versions", lambda: now)
    assert changed_versions(made) == (f"numpy {made.versions['numpy']} -> 99.0",)


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"inputs": 1, "tables": []}', "\ufeff{"])
def test_what_is_no_record_is_refused_in_words(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"run\.json: 无法读取运行记录"):
        read_manifest(tmp_path)
    with pytest.raises(InputError, match="the run's record cannot be read"):
        read_manifest(tmp_path, lang="en")


def test_the_commit_is_named_and_marked_where_files_differ(tmp_path: Path) -> None:
    assert git_commit(tmp_path) == ""

    def git(*arguments: str) -> str:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *who, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    try:
        git("init", "-q")
    except OSError:
        pytest.skip("git is not installed")
    assert git_commit(tmp_path) == ""  # no commit yet
    (tmp_path / "a").write_text("1", encoding="utf-8")
    git("add", "a")
    git("commit", "-q", "-m", "a", "--no-verify")
    head = git("rev-parse", "HEAD")
    assert head != ""
    assert git_commit(tmp_path) == head
    (tmp_path / "a").write_text("2", encoding="utf-8")
    assert git_commit(tmp_path) == f"{head}+changes"
