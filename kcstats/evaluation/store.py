"""An evaluation kept on disk, so that everything made from the same input is made from one pass.

Evaluating two plans takes longer than drawing a report from them, and one run needs the same evaluation many times:
to check the input, in the notebook of every kind, and as the mid-term that another looks back to. It is kept under a
fingerprint of all it was made from - the parameters, every input file, the code and the libraries - so that anything
that differs is made anew. What only the title page says (title, issuing body, month, the kind of report) is no part
of the fingerprint.
"""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import kcstats
from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Settings
from kcstats.files import write_atomically
from kcstats.plan.load import PLAN_FOLDER

FOLDER = "KCSTATS_EVALUATIONS"
"""The environment variable that names the folder of kept evaluations; set by a run for the notebooks it starts."""

_LIBRARIES = ("numpy", "pandas", "scipy")


def evaluate_once(settings: Settings) -> Evaluation:
    """Evaluate, or take what was kept; keeps nothing where no folder was named.

    Parameters
    ----------
    settings : Settings

    Returns
    -------
    Evaluation
        As `evaluate` gives it, with these very settings.

    Raises
    ------
    InputError
        As `evaluate`.
    """
    folder = os.environ.get(FOLDER)
    if not folder:
        return evaluate(settings)
    path = Path(folder) / f"{fingerprint(settings)}.pickle"
    if path.is_file():
        kept: Evaluation = pickle.loads(path.read_bytes())
    else:
        kept = evaluate(settings)
        write_atomically(path, lambda beside: beside.write_bytes(pickle.dumps(kept)))
    return kept.asked(settings)


def fingerprint(settings: Settings) -> str:
    """Name everything an evaluation is made from in 64 hexadecimal digits."""
    asked = settings.model_dump(mode="json", include=set(Settings.evaluated()))
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True).encode())
    digest.update(software_digest().encode())
    folders = [settings.dataset_path, PLAN_FOLDER, *([settings.plan_path] if settings.plan_path else [])]
    for folder in folders:
        for path in sorted(p for p in folder.glob("*") if p.is_file()):
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@contextmanager
def shared_evaluations() -> Iterator[None]:
    """Keep evaluations for as long as the block runs, for it and the notebooks started in it.

    Where a folder is named already - by a run of many reports - that one goes on being used.
    """
    if os.environ.get(FOLDER):
        yield
        return
    with tempfile.TemporaryDirectory(prefix="kcstats-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]


@lru_cache(maxsize=1)
def software_digest() -> str:
    """Fingerprint the code of this package and the libraries that results depend on."""
    home = Path(kcstats.__file__).resolve().parent
    digest = hashlib.sha256("".join(f"{name} {version(name)};" for name in _LIBRARIES).encode())
    for path in sorted(home.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
