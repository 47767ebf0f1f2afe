"""The result tables as files: UTF-8 with BOM so that Excel opens them, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kcstats.evaluation.hindcast import hindcast, hindcast_series
from kcstats.evaluation.model import Evaluation
from kcstats.files import write_atomically

TABLES = (
    "indicators", "projections", "warnings", "summary", "counts", "joint", "rules", "scenarios", "comparators",
    "effects", "counterfactuals",
)  # fmt: skip


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write one table as CSV: BOM, line feeds, shortest round-trip numbers; an empty cell is missing."""
    write_atomically(
        path, lambda beside: table.to_csv(beside, index=False, encoding="utf-8-sig", lineterminator="\n")
    )


def write_tables(evaluation: Evaluation, folder: Path) -> tuple[Path, ...]:
    """Write the result tables of an evaluation.

    Parameters
    ----------
    evaluation : Evaluation
    folder : Path
        Receives a file named after each of `TABLES`, and ``observations.csv``; of a hindcast also
        ``hindcast.csv hindcast_series.csv``.

    Returns
    -------
    tuple of Path
    """
    tables = {name: getattr(evaluation, name) for name in TABLES} | {"observations": evaluation.history}
    if evaluation.truth is not None:
        tables |= {"hindcast": hindcast(evaluation), "hindcast_series": hindcast_series(evaluation)}
    paths = []
    for name, table in tables.items():
        path = folder / f"{name}.csv"
        write_csv(table, path)
        paths.append(path)
    return tuple(paths)
