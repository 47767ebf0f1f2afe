"""Results become tables, figures, sentences, and - through a notebook and a renderer - documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcstats.report.report import Report
    from kcstats.report.validation import Validation

__all__ = ["Report", "Validation"]


def __getattr__(name: str) -> Any:
    if name == "Report":
        from kcstats.report.report import Report

        return Report
    if name == "Validation":
        from kcstats.report.validation import Validation

        return Validation
    raise AttributeError(f"module 'kcstats.report' has no attribute {name!r}")
