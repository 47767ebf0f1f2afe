"""A run that leaves its record, and the run made again from it.

The record holds the parameters themselves, not the name of a params file: a file that was edited since does not
matter. Running again writes into a folder of its own and compares; the recorded results are never touched.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import kcstats
from kcstats import plan
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Settings, load_settings, project_root
from kcstats.evaluation.write import write_tables
from kcstats.provenance.compare import compare_tables
from kcstats.provenance.manifest import (
    build_manifest,
    changed_inputs,
    changed_versions,
    portable_path,
    read_manifest,
    write_manifest,
)
from kcstats.terms import Lang

PLAN_DATA = Path(plan.__file__).resolve().parent / "data"


def evaluate_to(params: str | Path, out: Path, *, lang: Lang = "zh", **changes: Any) -> tuple[Path, ...]:
    """Evaluate by a params file; write the tables and their record.

    Parameters
    ----------
    params : str or Path
    out : Path
        Receives the tables and ``run.json``.
    lang : {"zh", "en"}
        Language of the messages.
    **changes
        Values that replace those of the params file.

    Returns
    -------
    tuple of Path
        Every file written.

    Raises
    ------
    InputError
        Where the input is faulty; nothing is then written.
    """
    evaluation = kcstats.evaluate(load_settings(params, lang=lang, **changes))
    tables = write_tables(evaluation, out)
    return (*tables, write_record(evaluation, tables, out))


def write_record(
    evaluation: Evaluation, tables: tuple[Path, ...], folder: Path, *, renderer: Mapping[str, str] | None = None
) -> Path:
    """Write the record of an evaluation into a run's folder; returns the path of ``run.json``.

    Parameters
    ----------
    evaluation : Evaluation
    tables : tuple of Path
        The tables as written.
    folder : Path
        The run's folder.
    renderer : mapping of str to str, optional
        Name and version of what made the documents.
    """
    settings = evaluation.settings
    manifest = build_manifest(
        recorded_parameters(settings),
        inputs=input_files(evaluation),
        tables=tables,
        root=_root(settings),
        folder=folder,
        synthetic=evaluation.dataset.synthetic,
        renderer=renderer,
    )
    return write_manifest(manifest, folder)


def input_files(evaluation: Evaluation) -> tuple[Path, ...]:
    """Name every file an evaluation was read from: the package's, and the plans'."""
    names = ["indicators.yml", *(f"{each.id}.yml" for each in evaluation.plans)]
    folders = [PLAN_DATA, *([evaluation.settings.plan_path] if evaluation.settings.plan_path else [])]
    plans = (folder / name for folder in folders for name in names)
    return (*evaluation.dataset.files, *(path for path in plans if path.is_file()))


def recorded_parameters(settings: Settings) -> dict[str, Any]:
    """Give all parameters as JSON values, folders named from the project's root."""
    parameters = settings.model_dump(mode="json")
    root = _root(settings)
    parameters["dataset"] = portable_path(settings.dataset_path, root)
    if settings.plan_path is not None:
        parameters["plan_folder"] = portable_path(settings.plan_path, root)
    return parameters


def reproduce(folder: Path, *, lang: Lang = "zh") -> tuple[str, ...]:
    """Make a run again from its own record and compare every cell of its tables.

    Parameters
    ----------
    folder : Path
        The run's folder, with ``run.json``.
    lang : {"zh", "en"}

    Returns
    -------
    tuple of str
        One line a difference: changed inputs, cells, and then the versions that may explain them. Empty where every
        cell agrees and no input has changed.

    Raises
    ------
    InputError
        Where there is no record, or the run's input has become faulty.
    """
    manifest = read_manifest(folder, lang=lang)
    root = project_root(folder)
    if not (root / "params").is_dir():
        root = project_root(Path.cwd())
    lines = list(changed_inputs(manifest, root, lang=lang))
    settings = load_settings({**manifest.parameters, "root": str(root)}, lang=lang)
    if not settings.dataset_path.is_dir():
        return tuple(lines)
    names = [item.path for item in manifest.tables]
    recorded = (folder / names[0]).parent if names else folder
    with tempfile.TemporaryDirectory(prefix="kcstats-") as again:
        written = write_tables(kcstats.evaluate(settings), Path(again))
        files = {Path(name).name for name in names} | {path.name for path in written}
        found = compare_tables(recorded, Path(again), files=files)
    lines += [difference.line(lang) for difference in found]
    said = "版本不同" if lang == "zh" else "other version"
    return (*lines, *(f"{said}: {line}" for line in changed_versions(manifest))) if lines else ()


def _root(settings: Settings) -> Path:
    return Path(settings.root or ".").resolve()
