"""A full set: every kind of report that is due, in parallel, and resumable.

Everything is evaluated once, before the first report is begun, and the notebooks share it. A report is made beside
its place and moved there whole with its record in it; so a folder with a record that names the same parameters,
inputs and software is a finished report, and a run that was killed goes on with the others. A worker whose run has
died stops at once, so that nothing is left behind but the reports that were finished.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait as wait_for
from pathlib import Path
from typing import Any

from kcstats.errors import InputError
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Settings, load_settings
from kcstats.evaluation.store import FOLDER, evaluate_once
from kcstats.provenance.manifest import (
    RECORD,
    build_manifest,
    changed_inputs,
    changed_versions,
    read_manifest,
    write_manifest,
)
from kcstats.provenance.record import recorded_parameters
from kcstats.report.before import report_before
from kcstats.report.beside import built_beside
from kcstats.report.conclusions import is_over
from kcstats.report.kinds import KINDS, Kind
from kcstats.report.make import formats_of, make_report, settings_for, sources_digest
from kcstats.report.methods import show
from kcstats.terms import Lang

METHODS = "methods"
"""The one kind that is about no data."""

WORKING = ".working"
"""Folder of kept evaluations in a set's folder, for as long as the set is not complete."""


@dataclass(frozen=True)
class Task:
    """One report of a set.

    Attributes
    ----------
    folder : Path
    kind : str
        The notebook.
    department : str
        For an extract: of which unit; else empty.
    """

    folder: Path
    kind: str
    department: str = ""


@dataclass(frozen=True)
class FullSet:
    """What a run made.

    Attributes
    ----------
    made, kept : tuple of Task
        Reports made now, and those that were found finished.
    left_out : tuple of str
        Kinds that are not due at this stage of the plans.
    documents : tuple of Path
        Of all reports, in the order of the kinds.
    """

    made: tuple[Task, ...]
    kept: tuple[Task, ...]
    left_out: tuple[str, ...]
    documents: tuple[Path, ...]


def make_all(
    params: str | Path,
    *,
    to: str = "html,docx,pdf",
    renderer: str = "auto",
    out: Path | None = None,
    lang: Lang = "zh",
    profiles: bool = False,
    jobs: int = 2,
    **changes: Any,
) -> FullSet:
    """Make every kind of report that is due, from one params file.

    Parameters
    ----------
    params : str or Path
    to, renderer, lang, **changes
        As in `make_report`.
    out : Path, optional
        Receives a folder for each report; ``reports/<params stem>-all`` of the project unless given.
    profiles : bool
        Whether the indicator profiles are made too.
    jobs : int
        Reports made at the same time.

    Raises
    ------
    InputError
        Where parameters or data are faulty; nothing is then written.
    RenderError
        Where a report fails. The others are finished first; the next run goes on with what is missing.
    """
    formats = formats_of(to, lang)
    settings = load_settings(params, lang=lang, **changes)
    folder = (out or Path(settings.root) / "reports" / f"{Path(params).stem}-all").resolve()
    with _kept_in(folder / WORKING):
        try:
            evaluation = _evaluate(settings)
        except InputError:
            _leave_nothing(folder)
            raise
        tasks, left_out = due(evaluation, folder, profiles=profiles)
        asked = {task: _settings_of(params, task, lang, changes) for task in tasks}
        todo = [task for task in tasks if not finished(task, asked[task], formats)]
        calls = [(params, task, {"to": to, "renderer": renderer, "lang": lang, **changes}) for task in todo]
        _run(calls, jobs, _Bar(len(tasks), len(tasks) - len(todo), lang))
    shutil.rmtree(folder / WORKING, ignore_errors=True)
    documents = tuple(task.folder / f"{task.kind}.{name}" for task in tasks for name in formats)
    kept = tuple(task for task in tasks if task not in todo)
    return FullSet(tuple(todo), kept, left_out, documents)


def due(evaluation: Evaluation, folder: Path, *, profiles: bool = False) -> tuple[tuple[Task, ...], tuple[str, ...]]:
    """List the reports of a set, and the kinds that do not belong to this stage of the plans.

    Parameters
    ----------
    evaluation : Evaluation
    folder : Path
        The set's folder.
    profiles : bool
    """
    over = all(is_over(evaluation, plan) for plan in evaluation.plans)
    notebooks = Path(evaluation.settings.root) / "notebooks"
    tasks: list[Task] = []
    left_out: list[str] = []
    for name, kind in KINDS.items():
        if (name == "indicator" and not profiles) or not (notebooks / f"{name}.ipynb").is_file():
            continue
        if not _is_due(kind, over):
            left_out.append(name)
        elif name == "department" and evaluation.dataset.departments:
            tasks += [Task(folder / name / unit.id, name, unit.id) for unit in evaluation.dataset.departments]
        else:
            tasks.append(Task(folder / name, name))
    return tuple(tasks), tuple(left_out)


def finished(task: Task, settings: Settings, formats: tuple[str, ...]) -> bool:
    """Whether a report is there, whole, and made from the same parameters, inputs and software."""
    if not (task.folder / RECORD).is_file():
        return False
    if not all((task.folder / f"{task.kind}.{name}").is_file() for name in formats):
        return False
    try:
        record = read_manifest(task.folder)
    except InputError:
        return False
    root = Path(settings.root)
    made = record.renderer.get("sources") == sources_digest(root, task.kind) and not changed_versions(record)
    if task.kind == METHODS:
        return made and record.parameters == _methods_parameters(settings)
    same = {k: v for k, v in record.parameters.items() if k != "area"} == {
        k: v for k, v in recorded_parameters(settings).items() if k != "area"
    }
    area = settings.area is None or record.parameters.get("area") == settings.area
    return made and same and area and not changed_inputs(record, root)


def _is_due(kind: Kind, over: bool) -> bool:
    return kind.when == "always" or (kind.when != "never" and (kind.when == "over") == over)


def _evaluate(settings: Settings) -> Evaluation:
    """Evaluate whatever any report of the set will ask for, so that no two workers do the same."""
    evaluation = evaluate_once(settings)
    if settings.mid_term is not None:
        evaluate_once(settings.model_copy(update={"data_to": settings.mid_term, "mid_term": None, "previous": None}))
    report_before(settings)
    return evaluation


def _leave_nothing(folder: Path) -> None:
    shutil.rmtree(folder / WORKING, ignore_errors=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _settings_of(params: str | Path, task: Task, lang: Lang, changes: dict[str, Any]) -> Settings:
    return settings_for(params, task.kind, lang=lang, **{**changes, **_unit(task)})


def _unit(task: Task) -> dict[str, str]:
    return {"department": task.department} if task.department else {}


def _run(calls: list[tuple[str | Path, Task, dict[str, Any]]], jobs: int, bar: _Bar) -> None:
    """Make the reports, so many at a time; the first failure is raised when all have ended."""
    if not calls:
        return
    context = multiprocessing.get_context("spawn")
    failed: list[BaseException] = []
    with bar.shown(), ProcessPoolExecutor(min(jobs, len(calls)), context, _stop_with_parent) as pool:
        running: dict[Future[None], Task] = {pool.submit(_make, *call): call[1] for call in calls}
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                error = future.exception()
                failed += [error] if error is not None else []
                bar.step(running.pop(future))
    if failed:
        raise failed[0]


def _make(params: str | Path, task: Task, options: dict[str, Any]) -> None:
    if task.kind == METHODS:
        _make_methods(_settings_of(params, task, options["lang"], _changes(options)), task, options)
        return
    make_report(params, out=task.folder, notebook=task.kind, quiet=True, **{**options, **_unit(task)})


def _make_methods(settings: Settings, task: Task, options: dict[str, Any]) -> None:
    """Make the methods report, which asks for no evaluation."""
    root = Path(settings.root)
    formats = formats_of(options["to"], options["lang"])
    title = settings.title or (KINDS[METHODS].zh if settings.lang == "zh" else KINDS[METHODS].en.capitalize())
    with built_beside(task.folder) as work:
        show(root / "notebooks" / f"{METHODS}.ipynb", title, work, formats, options["renderer"], settings.lang,
             approval=settings.approval)  # fmt: skip
        sources = {"sources": sources_digest(root, METHODS)}
        manifest = build_manifest(_methods_parameters(settings), inputs=(), tables=(), root=root, folder=work,
                                  synthetic=False, renderer=sources)  # fmt: skip
        write_manifest(manifest, work)


def _methods_parameters(settings: Settings) -> dict[str, Any]:
    return {"notebook": METHODS, "language": settings.lang, "approval": settings.approval}


def _changes(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key not in ("to", "renderer", "lang")}


def _stop_with_parent() -> None:
    """Let this worker end with the run that started it, however that ended."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait_for([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def _kept_in(folder: Path) -> Iterator[None]:
    """Keep evaluations in a folder that a killed run leaves to the next."""
    before = os.environ.get(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ[FOLDER] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[FOLDER]
        else:
            os.environ[FOLDER] = before


class _Bar:
    """A progress bar over the reports of a set."""

    def __init__(self, total: int, done: int, lang: Lang) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        )
        self._lang = lang
        said = "生成报告" if lang == "zh" else "making reports"
        self._task = self._progress.add_task(said, total=total, completed=done)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the bar while the block runs."""
        with self._progress:
            yield

    def step(self, task: Task) -> None:
        """Count one report."""
        kind = KINDS[task.kind]
        name = (kind.zh if self._lang == "zh" else kind.en) + (f" {task.department}" if task.department else "")
        said = f"已完成：{name}" if self._lang == "zh" else f"done: {name}"
        self._progress.update(self._task, advance=1, description=said)
