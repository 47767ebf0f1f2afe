"""kcstats: how likely is each target of a Women's and Children's Development Plan to be met; which need a warning.

Four verbs, in the order a reader needs them: `load_plan`, `read_dataset`, `evaluate`, `project`. Everything is
imported on first use, so that ``import kcstats`` and ``kcstats --help`` answer at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kcstats.evaluation.evaluate import evaluate
    from kcstats.evaluation.project import project
    from kcstats.observations.read import read_dataset
    from kcstats.plan.load import load_plan

__version__ = "0.1.0"

_HOME = {
    "load_plan": "kcstats.plan.load",
    "read_dataset": "kcstats.observations.read",
    "evaluate": "kcstats.evaluation.evaluate",
    "project": "kcstats.evaluation.project",
}

__all__ = ["evaluate", "load_plan", "project", "read_dataset"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'kcstats' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
