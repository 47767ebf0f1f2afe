"""The records that reports quote, made from a run's tables: warnings, published rules, measures, the prior.

Reports of an evaluation do not read a backtest's tables; they read these few lines, which are shipped with the
evaluation. They hold nothing that does not stand in the tables, rounded to four digits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kcstats.files import text_atomically
from kcstats.validation.detection import KIND as HARD
from kcstats.validation.fluctuation import KIND as MOVING
from kcstats.validation.placebo import LEVEL

RECORDS = ("warning_record", "comparator_record", "measure_record", "prior_record")


def records(tables: Mapping[str, pd.DataFrame], record: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Make the records.

    Parameters
    ----------
    tables : mapping of str to DataFrame
    record : mapping
        How the run was made.

    Returns
    -------
    dict of str to dict
        By the names of `RECORDS`; ready for JSON, a missing number is None.
    """
    made = record["uses"]
    provenance = {
        "command": record["command"] + " --publish", "data": "data/benchmark/series.csv.gz",
        **{name: made[name] for name in ("plans", "looks", "indicators", "looks_without_answer", "gap_closed")},
        "left_out": f"whole topics, {record['extent']['folds']} folds",
        "right_hard_to_complete": "the target year's figure missed the target",
        "right_strong_fluctuation": "one of the next three figures again outside the 90 % range of its kind",
    }  # fmt: skip
    source = {name: provenance[name] for name in ("command", "data", "left_out")}
    found = {
        "warning_record": {"provenance": provenance, "warnings": _warnings(tables),
                           **{kind: _of_kind(tables["detectors"], kind) for kind in (HARD, MOVING)}},
        "comparator_record": {"provenance": provenance, "rules": tables["rule_looks"].to_dict("records")},
        "measure_record": {"provenance": source | {"measures": made["placebo_measures"], "level": LEVEL},
                           "false_alarms": tables["placebo"].to_dict("records"),
                           "found": tables["power"].to_dict("records")},
        "prior_record": {"provenance": source, **made["without_china"]},
    }  # fmt: skip
    return {name: rounded(found[name]) for name in RECORDS}


def shipped(name: str) -> Path:
    """Where a record is read from by reports."""
    return Path(str(files("kcstats.evaluation"))) / "data" / f"{name}.json"


def write_records(tables: Mapping[str, pd.DataFrame], record: Mapping[str, Any]) -> tuple[Path, ...]:
    """Ship the records of a run.

    Returns
    -------
    tuple of Path
    """
    paths = []
    for name, content in records(tables, record).items():
        text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
        path = shipped(name)
        text_atomically(text, path)
        paths.append(path)
    return tuple(paths)


def _warnings(tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Every kind of warning; those of hard targets also by years to the target year."""
    far = tables["horizons"]
    out: list[dict[str, Any]] = []
    for row in tables["warnings"].to_dict("records"):
        mine = far[(far["kind"] == row["kind"]) & (far["rule"] == row["rule"])]
        by = mine[["from", "to", "right_n", "right_share"]].to_dict("records")
        out.append({str(k): v for k, v in row.items()} | ({"by_years_ahead": by} if by else {}))
    return out


def _of_kind(table: pd.DataFrame, kind: str) -> list[dict[str, Any]]:
    mine = table[table["kind"] == kind].drop(columns="kind").dropna(axis="columns", how="all")
    return [{str(k): v for k, v in row.items()} for row in mine.to_dict("records")]


def rounded(value: Any) -> Any:
    """Four significant digits, so that a record reads and compares well; whole numbers whole, NaN as None.

    Examples
    --------
    >>> rounded({"a": [0.123456, float("nan")], "n": 4176.0})
    {'a': [0.1235, None], 'n': 4176}
    """
    if isinstance(value, dict):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v) for v in value]
    if isinstance(value, float | np.floating):
        number = float(value)
        if not np.isfinite(number):
            return None
        return int(number) if number.is_integer() and abs(number) >= 1 else float(f"{number:.4g}")
    return int(value) if isinstance(value, np.integer) else bool(value) if isinstance(value, np.bool_) else value
