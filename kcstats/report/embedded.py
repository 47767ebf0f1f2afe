"""The renderer that comes along: an executed notebook to HTML, Word and PDF by pandoc and Typst, without a network.

It reads what Quarto reads - the notebook, ``reports/_quarto.yml``, the front matter, the theme - and refuses what
Quarto would not understand. It never executes anything.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import yaml

from kcstats.errors import RenderError
from kcstats.files import write_atomically
from kcstats.report.fonts import css_font, font_folder
from kcstats.report.run import front_matter
from kcstats.report.word import finish_word

READER = "markdown-citations+pipe_tables+fenced_divs+bracketed_spans+link_attributes+implicit_figures"
_OPTIONS = {"echo", "output", "include", "warning", "label", "fig-cap", "tbl-cap", "fig-alt", "eval"}
_BARE = re.compile(r"(?<![\[\w;,、 -])@(?:fig|tbl)-[\w-]+|(?<=[^\[; \w-])@(?:fig|tbl)-[\w-]+")
_WORDS = {"zh": ("目录", "演示数据"), "en": ("Contents", "DEMO DATA")}


def notebook_markdown(notebook: nbformat.NotebookNode, name: str) -> str:
    """Put together the markdown of a notebook's cells and of what they showed.

    Parameters
    ----------
    notebook : NotebookNode
        Executed.
    name : str
        For messages.

    Returns
    -------
    str

    Raises
    ------
    RenderError
        If a cell raised, has an option that is not understood, shows something else than markdown, or holds a
        reference that Quarto would not resolve.
    """
    parts = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code" and "remove-cell" not in cell.metadata.get("tags", []):
            parts += _outputs(cell, f"{name}[{number}]")
    text = "\n\n".join(parts)
    bare = _BARE.search(text)
    if bare:
        raise RenderError(f"{name}: 引用须写作 [{bare.group(0)}] (write references in brackets)")
    return text


def render_embedded(executed: Path, formats: tuple[str, ...], config: Path, renderer: str) -> dict[str, Path]:
    """Render an executed notebook.

    Parameters
    ----------
    executed : Path
    formats : tuple of str
        Of ``html docx pdf``.
    config : Path
        ``_quarto.yml``; paths in it are from its folder.
    renderer : str
        Printed on the last page.

    Returns
    -------
    dict of format to Path
    """
    notebook = nbformat.read(executed, as_version=4)
    text = notebook_markdown(notebook, executed.name)
    options = yaml.safe_load(config.read_text(encoding="utf-8"))
    meta = {"lang": options.get("lang", "zh"), **front_matter(notebook), "renderer": renderer}
    meta = {key: value for key, value in meta.items() if key not in ("format", "execute", "jupyter")}
    makers = {"html": _html, "docx": _docx, "pdf": _pdf}
    out = {}
    for name in formats:
        target = executed.with_suffix(f".{name}")
        with tempfile.TemporaryDirectory(prefix="kcstats-") as work:
            made = makers[name](text, meta, options, config.parent, executed.parent, Path(work))
            write_atomically(target, lambda beside, made=made: shutil.copyfile(made, beside))  # type: ignore[misc]
        out[name] = target
    return out


def _outputs(cell: nbformat.NotebookNode, place: str) -> list[str]:
    options = {}
    for line in cell.source.splitlines():
        if line.startswith("#|"):
            options |= yaml.safe_load(line[2:]) or {}
    unknown = set(options) - _OPTIONS
    if unknown:
        raise RenderError(f"{place}: 不支持的选项 (unsupported option) {', '.join(sorted(unknown))}")
    if options.get("include") is False or options.get("output") is False:
        return []
    parts = []
    for output in cell.outputs:
        if output.output_type == "error":
            raise RenderError(f"{place}: {output.ename}: {output.evalue}")
        if output.output_type == "stream":
            raise RenderError(f"{place}: 单元格打印了文字 (a cell printed): {output.text.strip()[:120]}")
        if "text/markdown" not in output.data:
            raise RenderError(f"{place}: 只接受 markdown 输出 (markdown outputs only): {', '.join(output.data)}")
        parts.append(output.data["text/markdown"])
    return parts


Meta = Mapping[str, Any]


def _pandoc(
    text: str, to: str, meta: Meta, options: Meta, theme: Path, figures: Path, target: Path, *more: str
) -> None:
    import pypandoc

    sheet = target.with_suffix(".meta.yml")
    zh = str(meta.get("lang", "zh")).startswith("zh")
    words = _WORDS["zh" if zh else "en"]
    extra = {"toc-title": words[0], "demo": words[1], **({} if zh else {"english": True})}
    sheet.write_text(yaml.safe_dump({**meta, **extra}, allow_unicode=True), encoding="utf-8")
    filters = [f"--lua-filter={theme / name}" for name in options.get("filters", [])]
    filters.append(f"--lua-filter={theme / 'theme' / 'crossref.lua'}")
    arguments = [
        "--standalone",
        f"--metadata-file={sheet}",
        f"--resource-path={figures}",
        "--wrap=none",
        *filters,
        *more,
    ]
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".md", encoding="utf-8", delete=False) as handle:
            handle.write(text)
        reader = READER.replace("-citations", "+citations")
        pypandoc.convert_file(handle.name, to, format=reader, outputfile=str(target), extra_args=arguments)
    except RuntimeError as error:
        raise RenderError(str(error)) from None
    finally:
        Path(handle.name).unlink(missing_ok=True)


def _contents(options: Meta, name: str) -> list[str]:
    chosen = options["format"][name]
    return ["--toc", f"--toc-depth={chosen.get('toc-depth', 2)}"] if chosen.get("toc") else []


def _html(text: str, meta: Meta, options: Meta, theme: Path, figures: Path, work: Path) -> Path:
    target, chosen = work / "report.html", options["format"]["html"]
    font = work / "font.css"
    font.write_text(css_font(text + str(meta)), encoding="utf-8")
    more = [f"--css={font}", f"--css={theme / chosen['css']}", "--embed-resources", "--mathml", "--section-divs"]
    _pandoc(text, "html5", meta, options, theme, figures, target, *_contents(options, "html"), *more)
    return target


def _docx(text: str, meta: Meta, options: Meta, theme: Path, figures: Path, work: Path) -> Path:
    target, chosen = work / "report.docx", options["format"]["docx"]
    reference = f"--reference-doc={theme / chosen['reference-doc']}"
    _pandoc(text, "docx", meta, options, theme, figures, target, *_contents(options, "docx"), reference)
    finish_word(target, meta)
    return target


def _pdf(text: str, meta: Meta, options: Meta, theme: Path, figures: Path, work: Path) -> Path:
    import typst

    source, target = work / "report.typ", work / "report.pdf"
    template = f"--template={theme / 'theme' / 'report.typ'}"
    _pandoc(text, "typst", meta, options, theme, figures, source, template)
    for name in ("figures",):
        if (figures / name).is_dir():
            shutil.copytree(figures / name, work / name, dirs_exist_ok=True)
    try:
        typst.compile(str(source), output=str(target), root=str(work), font_paths=[str(font_folder())],
                      ignore_system_fonts=True, timestamp=0)  # fmt: skip
    except (typst.TypstError, RuntimeError, TypeError) as error:
        raise RenderError(f"Typst: {error}") from None
    return target
