"""Results become tables, figures, sentences, and - through a notebook and a renderer - documents."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcstats.report.methods import method_table
    from kcstats.report.report import Report
    from kcstats.report.validation import Validation
    from kcstats.report.worked import Worked, shipped

_HOME = {
    "Report": "kcstats.report.report",
    "method_table": "kcstats.report.methods",
    "Validation": "kcstats.report.validation",
    "Worked": "kcstats.report.worked",
    "shipped": "kcstats.report.worked",
}

__all__ = ["Report", "Validation", "Worked", "method_table", "shipped"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'kcstats.report' has no attribute {name!r}")
