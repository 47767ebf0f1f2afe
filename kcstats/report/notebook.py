"""A notebook's file and its front matter: the YAML of the first raw cell, which both renderers read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat
import yaml

from kcstats.files import write_atomically

_read: Callable[..., Any] = nbformat.read
_write: Callable[..., Any] = nbformat.write
_raw_cell: Callable[..., Any] = nbformat.v4.new_raw_cell


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook in today's format."""
    node: nbformat.NotebookNode = _read(path, as_version=4)
    return node


def write_notebook(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    write_atomically(path, lambda beside: _write(notebook, beside))


def front_matter(notebook: nbformat.NotebookNode) -> dict[str, Any]:
    """Read the YAML of the first raw cell.

    Returns
    -------
    dict
        Empty where there is none.
    """
    if not notebook.cells or notebook.cells[0].cell_type != "raw":
        return {}
    text = notebook.cells[0].source.strip().removeprefix("---").removesuffix("---")
    return dict(yaml.safe_load(text) or {})


def set_front_matter(notebook: nbformat.NotebookNode, metadata: Mapping[str, Any]) -> None:
    """Put `metadata` over the front matter, in place; a raw cell is made where there is none."""
    merged = {**front_matter(notebook), **metadata}
    text = "---\n" + yaml.safe_dump(merged, allow_unicode=True, sort_keys=False, width=1000) + "---"
    if notebook.cells and notebook.cells[0].cell_type == "raw":
        notebook.cells[0].source = text
    else:
        notebook.cells.insert(0, _raw_cell(text, id="front-matter"))
