"""A backtest's tables as files, and the record of what made them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from kcstats.files import write_atomically
from kcstats.validation.backtest import Run
from kcstats.validation.tables import TABLES
from kcstats.validation.windows import BENCHMARK, CORPUS

SHIPPED = BENCHMARK / "validation"
"""Tables of the full run that the documents quote."""
RECORD = "run.json"
DIGITS = "%.6g"


def write_run(
    run: Run, tables: Mapping[str, pd.DataFrame], folder: Path, *, windows: pd.DataFrame
) -> tuple[Path, ...]:
    """Write the tables, the windows and the record.

    Parameters
    ----------
    run : Run
    tables : mapping of str to DataFrame
        As `score_tables` gives them.
    folder : Path
    windows : DataFrame
        As `window_table` gives it; becomes ``windows.csv.gz``.

    Returns
    -------
    tuple of Path
    """
    paths = []
    for name in TABLES:
        path = folder / f"{name}.csv"
        write_atomically(path, lambda beside, name=name: _csv(tables[name], beside))  # type: ignore[misc]
        paths.append(path)
    path = folder / "windows.csv.gz"
    packed: dict[str, Any] = {"method": "gzip", "mtime": 0}  # the same bytes for the same windows
    write_atomically(
        path, lambda beside: windows.to_csv(beside, index=False, compression=packed, float_format=DIGITS)
    )
    record = folder / RECORD
    text = json.dumps(run_record(run), ensure_ascii=False, indent=2) + "\n"
    write_atomically(record, lambda beside: beside.write_text(text, encoding="utf-8"))
    return (*paths, path, record)


def _csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", float_format=DIGITS)


def run_record(run: Run) -> dict[str, Any]:
    """How a run was made: its extent, its data and weights by checksum, and the versions."""
    return {
        "command": "kcstats backtest",
        "extent": asdict(run.extent),
        "windows": len(run.main.windows),
        "indicators": len(set(run.main.windows.indicator.tolist())),
        "keep_windows": len(run.keep[0]),
        "panel_windows": {str(n): len(trial.windows) for n, trial in run.panels.items()},
        "place_windows": len(run.places.windows),
        "nodes": {name: list(found) for name, found in run.nodes.items()},
        "data_sha256": hashlib.sha256(CORPUS.read_bytes()).hexdigest(),
        "weights_sha256": weights_checksum(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("numpy", "scipy", "pandas", "statsmodels")},
    }


def weights_checksum() -> str:
    """Checksum of the weights shipped; a published run names those it was made beside."""
    return hashlib.sha256(files("kcstats.stats").joinpath("data/drift_weights.json").read_bytes()).hexdigest()


def read_run(folder: Path = SHIPPED) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Read the tables and the record of a run.

    Parameters
    ----------
    folder : Path
        The shipped run unless told otherwise.

    Returns
    -------
    tables : dict of str to DataFrame
    record : dict

    Raises
    ------
    FileNotFoundError
        If the folder is not a run's.
    """
    text = {"method": str, "group": str, "level": str, "places": str, "rule": str, "verdict": str, "subset": str}
    tables = {name: pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig", dtype=text) for name in TABLES}
    return tables, json.loads((folder / RECORD).read_text(encoding="utf-8"))
