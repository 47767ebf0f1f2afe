"""The renderer that comes along: an executed notebook to HTML, Word and PDF by pandoc and Typst, without a network.

It reads what Quarto reads - the notebook, ``reports/_quarto.yml``, the front matter, the theme - and refuses what
Quarto would not understand. It never executes anything.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from kcstats.errors import RenderError
from kcstats.files import copy_atomically
from kcstats.report.executed import notebook_markdown
from kcstats.report.fonts import font_folder
from kcstats.report.notebook import front_matter, read_notebook
from kcstats.report.pandoc import EPOCH, run_pandoc
from kcstats.report.web.finish import finish_page
from kcstats.report.word import finish_word

_CALL = {
    "css", "filters", "reference-doc", "template-partials", "toc", "toc-depth", "embed-resources", "theme", "minimal",
    "html-math-method", "execute", "language", "pdf-standard", "quarto-required",
}  # fmt: skip
"""Options that are told to pandoc as arguments, or are Quarto's own; as metadata they would be used twice."""

READER = "markdown+pipe_tables+fenced_divs+bracketed_spans+link_attributes+implicit_figures+table_attributes"
QUARTO_NAMES = {"html": "html", "docx": "docx", "pdf": "typst"}


@dataclass(frozen=True)
class Job:
    """One format to be made: the text, the merged options, and the folders it needs.

    Attributes
    ----------
    text : str
        Markdown of the whole document.
    options : mapping
        Merged; see `merged_options`.
    theme : Path
        The folder that paths in the options start from.
    work : Path
        A folder of its own, with ``figures/``.
    """

    text: str
    options: Mapping[str, Any]
    theme: Path
    work: Path

    @property
    def zh(self) -> bool:
        """Whether the document is Chinese."""
        return str(self.options.get("lang", "zh")).startswith("zh")

    def pandoc(self, to: str, target: Path, *more: str) -> None:
        """Convert with the options and the theme's filters."""
        sheet = self.work / f"{to}.yml"
        words = {"toc-title": "目录", "abstract-title": "摘要"} if self.zh else {"toc-title": "Contents"}
        said = {key: value for key, value in self.options.items() if key not in _CALL}
        sheet.write_text(yaml.safe_dump({**words, **said}, allow_unicode=True), encoding="utf-8")
        contents = ["--toc", f"--toc-depth={self.options.get('toc-depth', 3)}"] if self.options.get("toc") else []
        arguments = [
            f"--from={READER}", f"--to={to}", f"--output={target}", "--standalone", "--wrap=none",
            f"--metadata-file={sheet}", f"--resource-path={self.work}", *contents,
            *(f"--lua-filter={self.theme / name}" for name in self.options.get("filters", [])), *more,
        ]  # fmt: skip
        run_pandoc(self.text, arguments, self.work)


def merged_options(config: Mapping[str, Any], matter: Mapping[str, Any], to: str) -> dict[str, Any]:
    """Merge options as Quarto does: the project's, its format's, the notebook's, its format's; the later wins.

    Examples
    --------
    >>> merged_options({"lang": "zh", "format": {"html": {"toc": True}}}, {"toc": False, "title": "T"}, "html")
    {'lang': 'zh', 'toc': False, 'title': 'T'}
    """
    merged: dict[str, Any] = {}
    for layer in (config, matter):
        own = (layer.get("format") or {}).get(to)
        merged |= {key: value for key, value in layer.items() if key not in ("format", "project", "jupyter")}
        merged |= own if isinstance(own, dict) else {}
    return merged


def render_embedded(executed: Path, formats: tuple[str, ...], config: Path, renderer: str) -> dict[str, Path]:
    """Render an executed notebook beside itself, the formats at the same time.

    Parameters
    ----------
    executed : Path
    formats : tuple of str
        Of ``html docx pdf``.
    config : Path
        ``_quarto.yml``; paths in it are from its folder.
    renderer : str
        Printed where the notebook has a span of class ``renderer``.

    Returns
    -------
    dict of format to Path

    Raises
    ------
    RenderError
        If anything cannot be rendered as Quarto would; no document is then replaced.
    """
    makers: dict[str, Callable[[Job], Path]] = {"html": _html, "docx": _docx, "pdf": _pdf}
    notebook = read_notebook(executed)
    project = yaml.safe_load(config.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="kcstats-") as scratch:
        shared = Path(scratch) / "shared"
        text = notebook_markdown(notebook, executed.name, shared)
        jobs = {}
        for name in formats:
            work = Path(scratch) / name
            for folder in (executed.parent / "figures", shared / "figures"):
                if folder.is_dir():
                    shutil.copytree(folder, work / "figures", dirs_exist_ok=True)
            work.mkdir(exist_ok=True)
            options = merged_options(project, front_matter(notebook), QUARTO_NAMES[name])
            jobs[name] = Job(text, {**options, "renderer": renderer}, config.parent, work)
        with ThreadPoolExecutor(max_workers=3) as pool:
            made = dict(zip(jobs, pool.map(lambda name: makers[name](jobs[name]), jobs), strict=True))
        out = {}
        for name, path in made.items():
            out[name] = executed.with_suffix(f".{name}")
            copy_atomically(path, out[name])
    return out


def _html(job: Job) -> Path:
    target = job.work / "report.html"
    style = f"--css={job.theme / job.options['css']}"
    job.pandoc("html5", target, style, "--embed-resources", "--mathml", "--section-divs")
    finish_page(target, job.work / "figures")
    return target


def _docx(job: Job) -> Path:
    target = job.work / "report.docx"
    job.pandoc("docx", target, f"--reference-doc={job.theme / job.options['reference-doc']}")
    finish_word(target, job.options, job.theme / "theme")
    return target


def _pdf(job: Job) -> Path:
    import typst

    source, target = job.work / "report.typ", job.work / "report.pdf"
    template = job.theme / "theme" / "typst" / "report.typ"
    for path in (template, *(job.theme / name for name in job.options.get("template-partials", []))):
        shutil.copyfile(path, job.work / f"template-{path.name}" if path == template else job.work / path.name)
    job.pandoc("typst", source, f"--template={job.work / 'template-report.typ'}")
    try:
        typst.compile(
            str(source), output=str(target), root=str(job.work), font_paths=[str(font_folder())],
            ignore_system_fonts=True, timestamp=int(EPOCH),
            pdf_standards=[job.options["pdf-standard"], "ua-1"],  # Quarto 1.9 takes one; ours both, and enforces them
        )  # fmt: skip
    except (typst.TypstError, RuntimeError) as error:
        raise RenderError(f"Typst: {getattr(error, 'diagnostic', '') or error}") from None
    return target
