"""From an executed notebook to documents, by real Quarto where it is installed, else by the renderer that comes along."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import nbformat

from kcstats.errors import RenderError
from kcstats.report.embedded import render_embedded

_SUFFIX = {"html": "html", "docx": "docx", "pdf": "typst"}


@dataclass(frozen=True)
class Documents:
    """What a renderer made.

    Attributes
    ----------
    paths : mapping of format to Path
    renderer : mapping of str to str
        ``name`` and ``version``.
    """

    paths: Mapping[str, Path]
    renderer: Mapping[str, str]


def render(executed: Path, *, to: tuple[str, ...] = ("html", "docx", "pdf"), renderer: str = "auto",
           root: Path | None = None) -> Documents:  # fmt: skip
    """Render an executed notebook beside itself.

    Parameters
    ----------
    executed : Path
        In a run's folder; documents get its stem.
    to : tuple of str
        Of ``html docx pdf``.
    renderer : {"auto", "quarto", "pandoc"}
        Auto takes Quarto where it is installed.
    root : Path, optional
        The project's root, which holds ``reports/_quarto.yml``; found upwards unless given.

    Returns
    -------
    Documents

    Raises
    ------
    RenderError
        Where the renderer is missing or fails, an output is an error, or a reference is not resolved.
    """
    if renderer not in ("auto", "quarto", "pandoc"):
        raise RenderError(f"未知渲染器 {renderer!r}，应为 auto、quarto 或 pandoc (unknown renderer)")
    _refuse_errors(executed)
    found = shutil.which("quarto")
    if renderer == "quarto" and found is None:
        raise RenderError("没有找到 quarto，请安装，或改用 --renderer pandoc (quarto is not installed)")
    if found is not None and renderer != "pandoc":
        made = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout.strip()
        return Documents(_quarto(found, executed, to, f"Quarto {made}"), {"name": "quarto", "version": made})
    parts = {"pandoc": _pandoc_version(), "typst": version("typst")}
    said = f"pandoc {parts['pandoc']}, Typst {parts['typst']}"
    config = _config(executed, root)
    return Documents(render_embedded(executed, to, config, said), {"name": "pandoc", "version": said})


def _quarto(program: str, executed: Path, to: tuple[str, ...], said: str) -> dict[str, Path]:
    """Render a copy, never the notebook itself: some settings make Quarto write into its source."""
    out = {}
    for name in to:
        copy = executed.with_name(f"{executed.stem}.quarto.ipynb")
        target = executed.with_suffix(f".{name}")
        shutil.copyfile(executed, copy)
        try:
            command = [program, "render", copy.name, "--no-execute", "-M", "ipynb:false", "-M", f"renderer:{said}",
                       "--to", _SUFFIX[name], "--output", target.name]  # fmt: skip
            done = subprocess.run(command, cwd=executed.parent, capture_output=True, text=True, check=False,
                                  encoding="utf-8")  # fmt: skip
        finally:
            copy.unlink(missing_ok=True)
        trouble = [line for line in done.stderr.splitlines() if "Unable to resolve" in line or "ERROR" in line]
        if done.returncode or trouble or not target.is_file():
            raise RenderError("quarto: " + ("\n".join(trouble) or done.stderr.strip() or "没有生成文件 (no file)"))
        out[name] = target
    return out


def _refuse_errors(executed: Path) -> None:
    for cell in nbformat.read(executed, as_version=4).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                raise RenderError(f"{executed.name}: {output.ename}: {output.evalue}")


def _config(executed: Path, root: Path | None) -> Path:
    folders = (
        [root / "reports"]
        if root
        else [p for parent in executed.resolve().parents for p in (parent, parent / "reports")]
    )
    for folder in folders:
        if (folder / "_quarto.yml").is_file() and (folder / "theme").is_dir():
            return folder / "_quarto.yml"
    raise RenderError("找不到 reports/_quarto.yml 和 reports/theme/ (the project's theme was not found)")


def _pandoc_version() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_version())
