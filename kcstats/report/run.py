"""Running a notebook on parameters, so that what remains is the result and nothing of the moment.

Papermill puts the parameters in and runs the cells in a fresh process of this Python. It only logs a parameter that
the notebook does not know, prints a banner into the document when a cell fails, and leaves timings in the metadata:
the first is refused beforehand, the second becomes an error, the last are taken out.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

from kcstats.errors import Fault, InputError, RenderError
from kcstats.evaluation.settings import ROOT
from kcstats.report.notebook import read_notebook, set_front_matter, write_notebook

_VOLATILE = ("papermill", "execution", "ExecuteTime")


def run_notebook(
    notebook: Path,
    parameters: Mapping[str, Any],
    folder: Path,
    *,
    metadata: Mapping[str, Any] | None = None,
    root: str = "",
) -> Path:
    """Execute a notebook into a run's folder.

    Parameters
    ----------
    notebook : Path
    parameters : mapping
        Names must stand in the notebook's cell tagged ``parameters``.
    folder : Path
        The run's folder; cells run there, so that ``figures/`` lands beside the executed notebook.
    metadata : mapping, optional
        Put over the front matter (title, lang, author, date, marks).
    root : str
        The project's root, from which the parameters name folders; found upwards from `folder` unless given.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    InputError
        If a parameter is not the notebook's.
    RenderError
        If a cell fails, or nothing was shown.
    """
    _refuse_unknown(notebook, parameters)
    folder.mkdir(parents=True, exist_ok=True)
    executed = _execute(notebook, parameters, folder, root)
    _clean(executed)
    _keep_language(executed, str(parameters.get("language", "")))
    executed.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    executed.metadata.pop("language_info", None)
    set_front_matter(executed, metadata or {})
    if not any(cell.get("outputs") for cell in executed.cells if cell.cell_type == "code"):
        raise RenderError(f"{notebook.name}: 没有任何输出 (no cell showed anything)")
    target = folder / notebook.name
    write_notebook(executed, target)
    return target


def _refuse_unknown(notebook: Path, parameters: Mapping[str, Any]) -> None:
    import papermill

    known = papermill.inspect_notebook(str(notebook))
    faults = [
        Fault(
            notebook.name, None, name, "笔记本没有这个参数 (unknown parameter)", "、".join(known), code="unknown_key"
        )
        for name in parameters
        if name not in known
    ]
    if faults:
        raise InputError(faults)


def _execute(notebook: Path, parameters: Mapping[str, Any], folder: Path, root: str) -> nbformat.NotebookNode:
    import papermill
    from papermill.exceptions import PapermillExecutionError

    beside = folder / f".{notebook.stem}.running.ipynb"
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        with _own_kernel(root) as kernel, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            papermill.execute_notebook(
                str(notebook), str(beside), parameters=dict(parameters), kernel_name=kernel, cwd=str(folder),
                progress_bar=False, log_output=False,
            )  # fmt: skip
        return read_notebook(beside)
    except PapermillExecutionError as error:
        raise RenderError(f"{notebook.name} [{error.exec_count}]: {error.ename}: {error.evalue}") from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _own_kernel(root: str) -> Iterator[str]:
    """Describe a kernel that is this very Python, wherever a user's own kernels may point.

    It logs nothing short of a crash: it is interrupted at its shutdown and would say so, and a fault in a cell is
    told by the cell itself.
    """
    words = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--IPKernelApp.log_level=50"]
    own = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONUTF8": "1", **({ROOT: root} if root else {})}
    described = {"argv": words, "display_name": "Python 3", "language": "python", "env": own}
    before = os.environ.get("JUPYTER_PATH")
    with tempfile.TemporaryDirectory(prefix="kcstats-kernel-") as found:
        place = Path(found) / "kernels" / "kcstats"
        place.mkdir(parents=True)
        (place / "kernel.json").write_text(json.dumps(described), encoding="utf-8")
        os.environ["JUPYTER_PATH"] = os.pathsep.join([found, *([before] if before else [])])
        try:
            yield "kcstats"
        finally:
            if before is None:
                del os.environ["JUPYTER_PATH"]
            else:
                os.environ["JUPYTER_PATH"] = before


def _keep_language(notebook: nbformat.NotebookNode, lang: str) -> None:
    """Leave out text cells tagged as the other language's; untagged ones are for both."""
    others = {"zh", "en"} - {lang} if lang in ("zh", "en") else set()
    foreign = [c for c in notebook.cells if c.cell_type == "markdown" and others & set(c.metadata.get("tags", []))]
    notebook.cells = [cell for cell in notebook.cells if cell not in foreign]


def _clean(notebook: nbformat.NotebookNode) -> None:
    for key in _VOLATILE:
        notebook.metadata.pop(key, None)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        for key in _VOLATILE:
            cell.metadata.pop(key, None)
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags and "remove-cell" not in tags:
            cell.metadata["tags"] = [*tags, "remove-cell"]
        for output in cell.get("outputs", []):
            output.get("metadata", {}).pop("papermill", None)
