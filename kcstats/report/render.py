"""From an executed notebook to documents, by Quarto where it is installed, else by our own renderer."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kcstats.errors import RenderError
from kcstats.report.embedded import render_embedded
from kcstats.report.executed import refuse_failures
from kcstats.report.quarto import quarto_version, render_quarto
from kcstats.report.theme import theme_options

FORMATS = ("html", "docx", "pdf")
RENDERERS = ("auto", "quarto", "pandoc")


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


def render(
    executed: Path, *, to: Sequence[str] = FORMATS, renderer: str = "auto", root: Path | None = None
) -> Documents:
    """Render an executed notebook beside itself; nothing is executed.

    Parameters
    ----------
    executed : Path
        In a run's folder, with ``figures/`` beside it; documents get its stem.
    to : sequence of str
        Of ``html docx pdf``.
    renderer : {"auto", "quarto", "pandoc"}
        Auto takes Quarto where it is installed.
    root : Path, optional
        The project's root, which holds ``reports/_quarto.yml``; found unless given.

    Returns
    -------
    Documents

    Raises
    ------
    RenderError
        Where the renderer is missing or fails, an output is an error, or a reference is not resolved.
    """
    if not set(to) <= set(FORMATS):
        raise RenderError(f"未知的格式 {list(to)} (unknown format)")
    found = find_quarto(renderer)
    refuse_failures(executed)
    config = theme_options(root or executed.resolve().parent)
    if found is not None:
        made = quarto_version(found)
        paths = render_quarto(found, executed, tuple(to), config, f"Quarto {made}")
        return Documents(paths, {"name": "quarto", "version": made})
    said = f"pandoc {_pandoc_version()}, Typst {version('typst')}"
    return Documents(render_embedded(executed, tuple(to), config, said), {"name": "pandoc", "version": said})


def find_quarto(renderer: str) -> str | None:
    """Find the program that a renderer needs, before anything is computed for it.

    Parameters
    ----------
    renderer : {"auto", "quarto", "pandoc"}

    Returns
    -------
    str or None
        Path of ``quarto``; None where the embedded renderer serves.

    Raises
    ------
    RenderError
        If there is no such renderer, or Quarto is asked for and not installed.
    """
    if renderer not in RENDERERS:
        raise RenderError(f"未知的渲染器 {renderer!r}，可选 {', '.join(RENDERERS)} (unknown renderer)")
    found = None if renderer == "pandoc" else shutil.which("quarto")
    if renderer == "quarto" and found is None:
        raise RenderError("没有找到 quarto，请安装，或改用 --renderer pandoc (quarto is not installed)")
    return found


def _pandoc_version() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_version())
