"""A backtest's tables as files, and the record of what made them."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from kcstats.files import text_atomically, write_atomically
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import attainment_probability
from kcstats.validation import uses
from kcstats.validation.backtest import Run
from kcstats.validation.tables import TABLES
from kcstats.validation.uses import Uses
from kcstats.validation.windows import BENCHMARK, CORPUS

SHIPPED = BENCHMARK / "validation"
"""Tables of the full run that the documents quote."""
RECORD = "run.json"
DIGITS = "%.6g"

_COUNTS: dict[str, Any] = {
    "numerator": [9.0, 7, 8, 5, 6], "denominator": [4200.0, 4100, 3900, 3800, 3600], "multiplier": 1e5,
}  # fmt: skip
FIXED: tuple[tuple[str, int, list[float], dict[str, Any]], ...] = (
    ("percent", 1, [52.1, 54.0, 53.2, 56.8, 57.5], {"tier": "country"}),
    ("percent", 1, [88.0, 87.1, 90.4, 91.0], {"tier": "subnational"}),
    ("percent", -1, [4.1, 3.9, 4.4, 3.2, 3.0, 2.8], {}),
    ("rate", -1, [21.7, 20.1, 19.9, 19.6, 18.3, 17.8], {"tier": "country"}),
    ("rate", -1, [12.0, 0.0, 25.0, 13.0, 0.0], {"tier": "subnational"}),
    ("rate", -1, [y / d * 1e5 for y, d in zip(_COUNTS["numerator"], _COUNTS["denominator"], strict=True)], _COUNTS),
    ("rate", 1, [101.0, 102.5, 104.0, 103.8, 106.1, 107.0, 108.2, 109.9], {}),
    ("index", 1, [74.2, 74.5, 74.9, 75.0, 75.4], {}),
)
"""Series whose probabilities are the fingerprint: kind, good direction, figures, and what else is known."""


ALL_TABLES = (*TABLES, *uses.TABLES)


def write_run(
    run: Run, tables: Mapping[str, pd.DataFrame], judged: Uses, folder: Path, *, windows: pd.DataFrame
) -> tuple[Path, ...]:
    """Write the tables, the windows and the record.

    Parameters
    ----------
    run : Run
    tables : mapping of str to DataFrame
        As `score_tables` gives them.
    judged : Uses
        With the tables of the warnings, the measures and the hindcast.
    folder : Path
    windows : DataFrame
        As `window_table` gives it; becomes ``windows.csv.gz``.

    Returns
    -------
    tuple of Path
    """
    paths, every = [], {**tables, **judged.tables}
    for name in ALL_TABLES:
        path = folder / f"{name}.csv"
        write_atomically(path, partial(_csv, every[name]))
        paths.append(path)
    path = folder / "windows.csv.gz"
    packed: dict[str, Any] = {"method": "gzip", "mtime": 0}  # the same bytes for the same windows
    write_atomically(
        path, lambda beside: windows.to_csv(beside, index=False, compression=packed, float_format=DIGITS)
    )
    record = folder / RECORD
    text = json.dumps(run_record(run, judged), ensure_ascii=False, indent=2) + "\n"
    text_atomically(text, record)
    return (*paths, path, record)


def _csv(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", float_format=DIGITS)


def run_record(run: Run, judged: Uses) -> dict[str, Any]:
    """How a run was made: its extent, its data and weights by checksum, and the versions."""
    return {
        "command": "kcstats backtest",
        "extent": asdict(run.extent),
        "windows": len(run.main.windows),
        "indicators": len(set(run.main.windows.indicator.tolist())),
        "keep_windows": len(run.keep[0]),
        "panel_windows": {str(n): len(trial.windows) for n, trial in run.panels.items()},
        "place_windows": len(run.places.windows),
        "below_full": round(run.below_full, 4),
        "uses": judged.made,
        "nodes": {name: list(found) for name, found in run.nodes.items()},
        "data_sha256": hashlib.sha256(CORPUS.read_bytes()).hexdigest(),
        "weights_sha256": weights_checksum(),
        "fingerprint": fingerprint(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("numpy", "scipy", "pandas", "statsmodels")},
    }


def weights_checksum() -> str:
    """Checksum of the weights shipped; a published run names those it was made beside."""
    return hashlib.sha256(files("kcstats.stats").joinpath("data/drift_weights.json").read_bytes()).hexdigest()


def fingerprint() -> list[float]:
    """What the shipped method says of a few fixed series: it moves when the method or its weights do.

    Returns
    -------
    list of float
        Probabilities, to six digits.
    """
    batch = SeriesBatch.from_rows(
        {"years": range(2020 - len(values), 2020), "values": values, "scale": scale, "direction": way} | more
        for scale, way, values, more in FIXED
    )
    targets = [values[-1] * (1 + way / 20) for _, way, values, _ in FIXED]
    rules = ["at_least" if way > 0 else "at_most" for _, way, _, _ in FIXED]
    p = attainment_probability(batch, [2025.0] * len(FIXED), targets, rules)
    return [round(float(x), 6) for x in p]


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
    text |= {"kind": str, "id": str}
    tables = {name: pd.read_csv(folder / f"{name}.csv", encoding="utf-8-sig", dtype=text) for name in ALL_TABLES}
    return tables, json.loads((folder / RECORD).read_text(encoding="utf-8"))
