"""What warnings, published rules and judgements of measures were worth in hindcast: the records that reports quote.

Measured on the benchmark series by ``kcstats backtest --publish`` and shipped as data, with where they come from.
What was not measured (warnings from counts: the benchmark series have none) is missing, never borrowed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Worth:
    """How often one kind of warning was right.

    Attributes
    ----------
    right_share : float
        Share of such warnings that came true, 0-1; NaN where not measured.
    right_low, right_high : float
        Its 95 % interval over indicators.
    right_n : int
        Warnings counted; 0 where not measured.
    base_rate : float
        Share that would have come true of warnings given by lot.
    """

    right_share: float
    right_low: float
    right_high: float
    right_n: int
    base_rate: float


UNKNOWN = Worth(float("nan"), float("nan"), float("nan"), 0, float("nan"))


def warning_worth(kind: str, level: str, rule: str) -> Worth:
    """How often warnings of one kind, level and rule were right in hindcast.

    Parameters
    ----------
    kind : {"hard_to_complete", "strong_fluctuation"}
    level : {"red", "orange", "yellow"}
    rule : str
        Code of the rule, as in the record.

    Returns
    -------
    Worth
        `UNKNOWN` where such warnings were not measured.

    Examples
    --------
    >>> warning_worth("strong_fluctuation", "red", "beyond_counts").right_n
    0
    >>> red = warning_worth("hard_to_complete", "red", "below_unlikely")
    >>> red.right_low <= red.right_share <= red.right_high and red.right_share > red.base_rate
    True
    """
    return _worths().get((kind, level, rule), UNKNOWN)


@cache
def warning_record() -> Mapping[str, Any]:
    """The whole record of the warnings: provenance, warnings, and the rules as detectors beside the naive ones."""
    return _read("warning_record.json")


@cache
def comparator_record() -> Mapping[str, Any]:
    """The record of the published rules beside ours: provenance and one entry a rule."""
    return _read("comparator_record.json")


@cache
def measure_record() -> Mapping[str, Any]:
    """The record of the judgements of measures: false alarms by method, and the share found of a known shift."""
    return _read("measure_record.json")


@cache
def prior_record() -> Mapping[str, Any]:
    """How far the national hindcast hangs on the Chinese series that the prior was learnt from."""
    return _read("prior_record.json")


def false_alarms(method: str) -> float:
    """Share of measures that nobody took, over all sizes, in which a method found an effect at 5 %.

    Parameters
    ----------
    method : str
        Code of the method, as in the record.

    Returns
    -------
    float
        0-1.

    Raises
    ------
    KeyError
        If the method was not tried.

    Examples
    --------
    >>> false_alarms("forecast") < false_alarms("ols_level") < false_alarms("t_test")
    True
    """
    every = {row["method"]: float(row["share"]) for row in measure_record()["false_alarms"] if not row["before"]}
    return every[method]


@cache
def _worths() -> dict[tuple[str, str, str], Worth]:
    return {(row["kind"], row["level"], row["rule"]): _worth(row) for row in warning_record()["warnings"]}


def _worth(row: Mapping[str, Any]) -> Worth:
    share, low, high, base = (_number(row, n) for n in ("right_share", "right_low", "right_high", "base_rate"))
    return Worth(share, low, high, int(row["right_n"]), base)


def _number(row: Mapping[str, Any], name: str) -> float:
    return float("nan") if row[name] is None else float(row[name])


def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(
        files("kcstats.evaluation").joinpath(f"data/{name}").read_text(encoding="utf-8")
    )
    return found
