"""Reading an executed notebook as Quarto would, and refusing what Quarto would not understand.

What is not supported is an error and never silence: a report that lost a table must not look complete.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import yaml

from kcstats.errors import RenderError
from kcstats.report.notebook import read_notebook

_OPTIONS = {"echo", "output", "include", "warning", "label", "fig-cap", "tbl-cap", "fig-alt", "eval"}
_HIDDEN = {"remove-cell", "hide-cell"}
_REFERENCE = re.compile(r"@(?:fig|tbl)-[\w-]+")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_BRACKETS = re.compile(r"\[[^\[\]]*\]")


def notebook_markdown(notebook: nbformat.NotebookNode, name: str, folder: Path) -> str:
    """Put together the markdown of a notebook's cells and of what they showed.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    name : str
        For messages.
    folder : Path
        Receives pictures that stand in the notebook itself, in ``figures/``.

    Returns
    -------
    str

    Raises
    ------
    RenderError
        If a cell raised, has an option that is not understood, shows what cannot be rendered, or holds a reference
        that Quarto would not resolve.
    """
    parts = []
    for number, cell in enumerate(notebook.cells):
        place = f"{name}[{number}]"
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code" and not _HIDDEN & set(cell.metadata.get("tags", [])):
            parts += _shown(cell, place, folder)
    text = "\n\n".join(part.strip("\n") for part in parts) + "\n"
    _refuse_bare_references(text, name)
    return text


def refuse_failures(executed: Path) -> None:
    """Fail on a cell that raised, and on a notebook that shows nothing.

    Raises
    ------
    RenderError
        With the cell's own error.
    """
    notebook = read_notebook(executed)
    shown = 0
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            shown += 1
            if output.output_type == "error":
                raise RenderError(f"{executed.name}[{number}]: {output.ename}: {output.evalue}")
    if not shown:
        raise RenderError(f"{executed.name}: 笔记本没有任何输出，请先运行 (no outputs: execute it first)")


def cell_options(source: str, place: str) -> dict[str, Any]:
    r"""Read the ``#|`` lines that open a cell.

    Raises
    ------
    RenderError
        On an option that is not supported, or one that is not YAML.

    Examples
    --------
    >>> cell_options("#| echo: false\n#| output: asis\nshow()", "cell 1")
    {'echo': False, 'output': 'asis'}
    """
    lines = []
    for line in source.splitlines():
        if not line.startswith("#|"):
            break
        lines.append(line[2:].removeprefix(" "))
    try:
        options = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise RenderError(f"{place}: 单元格选项不是 YAML (cell options are not YAML): {error}") from None
    unknown = sorted(set(options) - _OPTIONS) if isinstance(options, dict) else [str(options)]
    if unknown:
        raise RenderError(f"{place}: 不支持的单元格选项 (unsupported option): {', '.join(unknown)}")
    return dict(options)


def _shown(cell: nbformat.NotebookNode, place: str, folder: Path) -> list[str]:
    options = cell_options(cell.source, place)
    if options.get("include") is False:
        return []
    code = "\n".join(line for line in cell.source.splitlines() if not line.startswith("#|")).strip()
    parts = [f"```python\n{code}\n```"] if options.get("echo", False) is True and code else []
    if options.get("output") is False:
        return parts
    for number, output in enumerate(cell.outputs):
        if output.output_type == "error":
            raise RenderError(f"{place}: {output.ename}: {output.evalue}")
        if output.output_type == "stream":
            parts += _stream(output, options, place)
        else:
            parts.append(_display(output.data, options, place, folder, number))
    return parts


def _stream(output: nbformat.NotebookNode, options: Mapping[str, Any], place: str) -> list[str]:
    if output.name == "stderr":
        if options.get("warning") is False:
            return []
        raise RenderError(f"{place}: 单元格发出警告 (a cell warned): {output.text.strip()[:300]}")
    return [output.text if options.get("output") == "asis" else f"```\n{output.text.rstrip()}\n```"]


def _display(data: Mapping[str, Any], options: Mapping[str, Any], place: str, folder: Path, number: int) -> str:
    label, alt = str(options.get("label", "")), str(options.get("fig-alt", "")).replace('"', "”")
    if "image/png" in data:
        name = f"figures/{label or 'cell-' + re.sub(r'[^0-9]+', '', place)}-{number}.png"
        (folder / "figures").mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(base64.b64decode(data["image/png"]))
        attributes = (f"#{label} " if label else "") + (f'fig-alt="{alt}"' if alt else "")
        return f"![{options.get('fig-cap', '')}]({name})" + (f"{{{attributes.strip()}}}" if attributes else "")
    if "text/markdown" in data:
        text = str(data["text/markdown"])
        return f"{text}\n\n: {options['tbl-cap']} {{#{label}}}" if "tbl-cap" in options else text
    raise RenderError(f"{place}: 不支持的输出类型，请输出 markdown 或 PNG (unsupported output): {', '.join(data)}")


def _refuse_bare_references(text: str, name: str) -> None:
    for found in _REFERENCE.finditer(_BRACKETS.sub("", _CODE.sub("", text))):
        raise RenderError(f"{name}: 引用须写作 [{found.group(0)}] (write the reference in brackets)")
