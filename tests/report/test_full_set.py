"""A full set: what is due, what is finished, and what a killed run leaves behind."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kcstats.errors import Fault, InputError
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.report.full_set import Task, due, finished, make_all
from kcstats.report.make import settings_for

HOME = project_root(__file__)
PARAMS = """plans: [children]
dataset: data/small
data_to: 2020
notebook: midterm
title: 某区儿童发展规划中期评估报告
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of its own with two kinds of report and nine real figures."""
    root = tmp_path_factory.mktemp("project")
    (root / "notebooks").mkdir()
    for name in ("brief", "warning", "final"):
        shutil.copy(HOME / "notebooks" / f"{name}.ipynb", root / "notebooks")
    shutil.copytree(HOME / "data" / "kuancheng", root / "data" / "small")
    shutil.copytree(HOME / "reports" / "theme", root / "reports" / "theme")
    shutil.copy(HOME / "reports" / "_quarto.yml", root / "reports")
    (root / "params").mkdir()
    (root / "params" / "small.yml").write_text(PARAMS, encoding="utf-8")
    return root


def start(project: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kcstats", "report", "all", "params/small.yml", "--to", "html", "--jobs", "1"]
    return subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            encoding="utf-8", start_new_session=True)  # fmt: skip


@dataclass(frozen=True)
class Interrupted:
    """What a killed run left behind, and what the next one said."""

    project: Path
    whole: list[str]
    made: int
    said: str


@pytest.fixture(scope="module")
def interrupted(project: Path) -> Interrupted:
    """A run killed while its second report is being made, and the run after it."""
    place = project / "reports" / "small-all"
    run = start(project)
    until = time.monotonic() + 300
    while not (place / "warning" / "run.json").is_file() or not (place / ".brief.new").is_dir():
        assert run.poll() is None, run.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.02)
    run.send_signal(signal.SIGKILL)  # the run itself: its workers have to notice
    run.communicate(timeout=60)  # ends only when the workers have let go of its pipes
    made = (place / "warning" / "warning.html").stat().st_mtime_ns
    whole = [p.name for p in place.iterdir() if not p.name.startswith(".")]
    again = start(project)
    said, complaint = again.communicate(timeout=600)
    assert again.returncode == 0, complaint
    return Interrupted(project, whole, made, said)


def test_a_killed_run_leaves_whole_reports_and_the_next_goes_on(interrupted: Interrupted) -> None:
    """Killed while the second report is being made; the first is neither lost nor made again."""
    place = interrupted.project / "reports" / "small-all"
    assert interrupted.whole == ["warning"]
    assert "新生成1份，原有且未变1份" in interrupted.said
    assert (place / "warning" / "warning.html").stat().st_mtime_ns == interrupted.made
    assert sorted(p.name for p in place.iterdir()) == ["brief", "warning"]  # nothing of the killed run is left
    assert (place / "brief" / "brief.html").is_file()


def test_workers_do_not_outlive_their_run(interrupted: Interrupted) -> None:
    """Neither worker nor kernel of the killed run is left."""
    if sys.platform != "linux":
        pytest.skip("looks into /proc")
    mine = str(interrupted.project)
    alive = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.readlink(entry / "cwd").startswith(mine):
                    alive.append(entry.name)
            except OSError:
                continue
    assert alive == []


def test_a_finished_report_is_one_of_the_same_parameters_inputs_and_sources(interrupted: Interrupted) -> None:
    project = interrupted.project
    params = project / "params" / "small.yml"
    task = Task(project / "reports" / "small-all" / "brief", "brief")
    settings = settings_for(params, "brief")
    assert settings.title == ""  # the params file's title is that of its own kind
    assert finished(task, settings, ("html",))
    assert not finished(task, settings, ("html", "pdf"))
    assert not finished(task, settings.model_copy(update={"data_to": 2019}), ("html",))
    record = task.folder / "run.json"
    kept = record.read_text(encoding="utf-8")
    content = json.loads(kept)
    content["inputs"][0]["sha256"] = "0" * 64
    record.write_text(json.dumps(content), encoding="utf-8")
    assert not finished(task, settings, ("html",))
    record.write_text(kept[: len(kept) // 2], encoding="utf-8")
    assert not finished(task, settings, ("html",))
    record.write_text(kept, encoding="utf-8")
    notebook = project / "notebooks" / "brief.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace("评估参数", "参数"), encoding="utf-8")
    assert not finished(task, settings, ("html",))
    notebook.write_text(text, encoding="utf-8")


def test_what_is_due_depends_on_the_stage_of_the_plan(found: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    for name in ("annual", "midterm", "final", "monitoring-final", "indicator", "hindcast"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text("{}")
    under_way = replace(found, settings=found.settings.model_copy(update={"root": str(tmp_path)}))
    tasks, out = due(under_way, tmp_path)
    assert [task.kind for task in tasks] == ["annual", "midterm"]
    assert out == ("monitoring-final", "final", "hindcast")
    over = replace(under_way, settings=under_way.settings.model_copy(update={"data_to": 2030}))
    assert [task.kind for task in due(over, tmp_path, profiles=True)[0]] == [
        "annual", "monitoring-final", "final", "indicator",
    ]  # fmt: skip


def test_faults_reach_the_run_from_a_worker() -> None:
    fault = Fault("params", 3, "targets", "found", "expected", "mend")
    assert pickle.loads(pickle.dumps(InputError([fault]))).faults == (fault,)


def test_faulty_input_leaves_nothing(tmp_path: Path) -> None:
    params = tmp_path / "p.yml"
    params.write_text("plans: [children]\ndataset: nowhere\ndata_to: 2020\n", encoding="utf-8")
    with pytest.raises(InputError, match="nowhere"):
        make_all(params, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
