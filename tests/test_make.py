"""Set-up happens once, again when its sources change, and never half; pip is stood in for, nothing is installed."""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]


class Recorder:
    """Stands in for running commands: keeps them, and fails where told to."""

    def __init__(self, make: ModuleType) -> None:
        self.make = make
        self.commands: list[list[str]] = []
        self.failing = ""

    def __call__(self, command: list[str]) -> int:
        self.commands.append(command)
        if "venv" in command:
            self.make.PYTHON.parent.mkdir(parents=True)
            self.make.PYTHON.write_text("", encoding="utf-8")
        return 1 if self.failing and self.failing in command else 0

    def named(self, word: str) -> list[list[str]]:
        return [command for command in self.commands if word in command]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name in ("make.py", "pyproject.toml", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path / name)
    spec = importlib.util.spec_from_file_location("make_under_test", tmp_path / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(module, "_usable", lambda: module.PYTHON.exists())
    return module


@pytest.fixture
def run(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder(make)
    monkeypatch.setattr(make, "_run", recorder)
    return recorder


def test_set_up_makes_the_environment_in_the_project_with_hashes_checked(
    make: ModuleType, run: Recorder, tmp_path: Path
) -> None:
    assert make.main(["setup"]) == 0
    assert [command[-1] for command in run.named("venv")] == [str(tmp_path / ".venv")]
    pinned, own = run.named("install")
    assert {"--require-hashes", "requirements.txt"} <= set(pinned)
    assert {"--no-deps", "--no-build-isolation", "--editable"} <= set(own)


def test_what_is_done_is_not_done_again_until_its_source_changes(
    make: ModuleType, run: Recorder, tmp_path: Path
) -> None:
    make.main(["setup"])
    done = len(run.commands)
    make.main(["setup"])
    assert len(run.commands) == done
    with (tmp_path / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    make.main(["setup"])
    assert len(run.named("install")) == 4
    assert len(run.named("venv")) == 1


@pytest.mark.parametrize("failing", ["--require-hashes", "--editable"])
def test_a_failed_step_is_told_and_tried_again(make: ModuleType, run: Recorder, failing: str) -> None:
    run.failing = failing
    assert make.main(["report"]) == 1
    assert run.named("report") == []
    run.failing = ""
    assert make.main(["setup"]) == 0
    assert len(run.named("--require-hashes")) == 2


def test_reports_are_the_real_national_one_and_the_demo_district(make: ModuleType, run: Recorder) -> None:
    assert make.main(["report", "--to", "html"]) == 0
    python = str(make.PYTHON)
    assert run.named("report") == [
        [python, "-m", "kcstats", "report", "params/china-midterm.yml", "--to", "html"],
        [python, "-m", "kcstats", "report", "params/midterm-2025.yml", "--to", "html"],
    ]


def test_a_failed_report_stops_the_run(make: ModuleType, run: Recorder) -> None:
    run.failing = "params/china-midterm.yml"
    assert make.main(["report"]) == 1
    assert len(run.named("report")) == 1


def test_tests_need_the_tools_of_developers_and_pass_options_on(make: ModuleType, run: Recorder) -> None:
    assert make.main(["test", "-k", "plan"]) == 0
    assert len(run.named("requirements-dev.txt")) == 1
    assert run.commands[-1][1:] == ["-m", "pytest", "-n", "2", "-k", "plan"]


@pytest.mark.parametrize("arguments", [[], ["install"], ["--help"]])
def test_an_unknown_step_is_answered_with_the_known_ones(
    make: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert make.main(arguments) == 2
    assert "setup | report | docs | test" in capsys.readouterr().err


def test_an_old_python_hands_over_or_says_what_is_needed(
    make: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make, "OLDEST", (99, 0))
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert make.main(["setup"]) == 1
    assert "Python 3.11" in capsys.readouterr().err
    handed: list[list[str]] = []
    monkeypatch.setattr(shutil, "which", lambda name: f"/opt/{name}")
    monkeypatch.setattr(subprocess, "call", lambda command, **_: handed.append(command) or 0)
    assert make.main(["setup"]) == 0
    assert handed[-1] == ["/opt/python3.13", str(make.ROOT / "make.py"), "setup"]


def test_caches_stay_inside_the_project(make: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seen: dict[str, str] = {}

    def spy(command: list[str], env: dict[str, str], check: bool) -> subprocess.CompletedProcess[str]:
        seen.update(env)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", spy)
    make._run(["x"])
    names = ("MPLCONFIGDIR", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    assert all(Path(seen[name]).is_relative_to(tmp_path / ".venv") for name in names)
    assert seen["PATH"] == os.environ["PATH"]


def test_clean_keeps_the_users_reports(make: ModuleType, tmp_path: Path) -> None:
    for name in (".venv/bin", "reports/run", ".pytest_cache"):
        (tmp_path / name).mkdir(parents=True)
    assert make.main(["clean"]) == 0
    assert not (tmp_path / ".venv").exists()
    assert (tmp_path / "reports/run").is_dir()
