"""Making a report: check, evaluate, run the notebook, render, and keep the record.

The package and the parameters are checked and evaluated first, so that every fault is said before a notebook starts.
The notebook then runs by itself on the same parameters, as an evaluator would run it by hand; the tables beside it
are what `kcstats reproduce` holds it to.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kcstats.errors import Fault, InputError
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Settings, load_settings
from kcstats.evaluation.store import evaluate_once, shared_evaluations, software_digest
from kcstats.evaluation.write import write_tables
from kcstats.provenance.record import recorded_parameters, write_record
from kcstats.report.beside import built_beside
from kcstats.report.kinds import kind_of, report_title
from kcstats.report.numbers import percent
from kcstats.report.render import find_quarto, render
from kcstats.report.run import run_notebook
from kcstats.report.theme import marks
from kcstats.terms import Lang

FORMATS = ("html", "docx", "pdf")
_STEPS = {
    "zh": ("检查数据并评估", "运行笔记本", "生成文档", "记录来源"),
    "en": ("checking and evaluating", "running the notebook", "making documents", "keeping the record"),
}


def make_report(
    params: str | Path,
    *,
    to: str = "html,docx,pdf",
    renderer: str = "auto",
    out: Path | None = None,
    lang: Lang = "zh",
    notebook: str | None = None,
    quiet: bool = False,
    **changes: Any,
) -> tuple[Path, ...]:
    """Make one report from a params file; of a department's extract, one for each department.

    Parameters
    ----------
    params : str or Path
    to : str
        Formats, comma separated, of ``html docx pdf``.
    renderer : {"auto", "quarto", "pandoc"}
    out : Path, optional
        The run's folder; ``reports/<params stem>`` of the project unless given. Departments get a folder each in it.
    lang : {"zh", "en"}
        Language of the messages.
    notebook : str, optional
        Another notebook than the params file names.
    quiet : bool
        Whether to show no progress.
    **changes
        Values that replace those of the params file.

    Returns
    -------
    tuple of Path
        The documents.

    Raises
    ------
    InputError
        Where parameters or data are faulty; nothing is then written.
    RenderError
        Where the notebook or a renderer fails, with its reason; the folder is then as it was.
    """
    formats = formats_of(to, lang)
    settings = settings_for(params, notebook, lang=lang, **changes)
    root = Path(settings.root)
    source = root / "notebooks" / f"{settings.notebook}.ipynb"
    if not source.is_file():
        raise InputError([_no_notebook(source, root, lang)])
    find_quarto(renderer)
    folder = out or root / "reports" / Path(params).stem
    made: list[Path] = []
    with shared_evaluations():
        for place, asked in _one_each(settings, folder):
            with _progress(lang, quiet) as advance, built_beside(place) as work:
                evaluation = evaluate_once(asked)
                tables = write_tables(evaluation, work / "tables")
                advance()
                matter = front_matter(evaluation)
                executed = run_notebook(source, _parameters(asked), work, metadata=matter, root=settings.root)
                advance()
                documents = render(executed, to=formats, renderer=renderer, root=root)
                advance()
                sources = {"sources": sources_digest(root, settings.notebook)}
                write_record(evaluation, tables, work, renderer={**documents.renderer, **sources})
                advance()
            made += [place / path.name for path in documents.paths.values()]
    return tuple(made)


def settings_for(params: str | Path, notebook: str | None, *, lang: Lang = "zh", **changes: Any) -> Settings:
    """Read a params file for the kind it names or for another; a title given for its own kind suits no other."""
    settings = load_settings(params, lang=lang, **changes)
    if notebook is None or notebook == settings.notebook:
        return settings
    return load_settings(params, lang=lang, **{"notebook": notebook, "title": "", **changes})


def sources_digest(root: Path, notebook: str) -> str:
    """Fingerprint what a report was made with: the software, the notebook and the theme."""
    digest = hashlib.sha256(software_digest().encode())
    theme = sorted(path for path in (root / "reports" / "theme").rglob("*") if path.is_file())
    for path in (root / "notebooks" / f"{notebook}.ipynb", root / "reports" / "_quarto.yml", *theme):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _one_each(settings: Settings, folder: Path) -> list[tuple[Path, Settings]]:
    """The reports that one run makes, each with its folder: one, or one a department."""
    if settings.notebook != "department" or settings.department:
        return [(folder, settings)]
    units = evaluate_once(settings).dataset.departments
    found = [(folder / unit.id, settings.model_copy(update={"department": unit.id})) for unit in units]
    return found or [(folder, settings)]


def make_warning(
    params: str | Path, *, out: Path | None = None, lang: Lang = "zh", **options: Any
) -> tuple[str, tuple[Path, ...]]:
    """Make the early-warning list: the table for the screen, and the one-page bulletin with its CSV.

    Returns
    -------
    table : str
    paths : tuple of Path
        The documents, then the CSV.
    """
    settings = load_settings(params, lang=lang, **{k: v for k, v in options.items() if k == "language"})
    folder = out or Path(settings.root) / "reports" / f"{Path(params).stem}-warning"
    own = {} if settings.notebook == "warning" else {"title": ""}  # an evaluation's title is no bulletin's
    documents = make_report(params, out=folder, lang=lang, notebook="warning", **{**own, **options})
    csv = folder / "tables" / "warnings.csv"
    return _on_screen(csv, settings.lang), (*documents, csv)


def front_matter(evaluation: Evaluation) -> dict[str, Any]:
    """Title, issuing bodies, month, language and marks of a report, as its front matter holds them."""
    settings, words = evaluation.settings, marks(evaluation)
    plain = report_title(evaluation, _unit(evaluation))
    found: dict[str, Any] = {
        "title": _in_lines(plain, covered=kind_of(settings).covered),
        "pagetitle": plain,
        "lang": settings.lang,
        "author": list(settings.issuing_bodies),
        "month": settings.month,
        "page-mark": words.page,
        "cover-marks": list(words.cover),
    }
    return {key: value for key, value in found.items() if value}


def _unit(evaluation: Evaluation) -> str:
    """Name of the department that the report is about; empty for none."""
    asked = evaluation.settings.department
    found = [unit for unit in evaluation.dataset.departments if unit.id == asked]
    return found[0].name(evaluation.settings.lang) if found else ""


def _in_lines(title: str, *, covered: bool = True) -> str:
    r"""Break a title where a cover does: the years of the plan in brackets take a line of their own.

    A long remark in brackets at the end does too.

    Examples
    --------
    >>> _in_lines("某区妇女发展规划（2021—2030年）中期评估报告").splitlines()
    ['某区妇女发展规划\\', '（2021—2030年）\\', '中期评估报告']
    >>> _in_lines("某区妇女发展规划（2021—2030年）预警通报", covered=False).splitlines()
    ['某区妇女发展规划（2021—2030年）\\', '预警通报']
    >>> _in_lines("某局：某区妇女发展规划（2021—2030年）指标进展情况", covered=False).splitlines()
    ['某局\\', '某区妇女发展规划（2021—2030年）\\', '指标进展情况']
    >>> plan = "Kuancheng District Women’s and Children’s Development Plan"
    >>> _in_lines(f"{plan} (2021–2030): brief 2025", covered=False).splitlines()[1:]
    ['Plan (2021–2030): brief 2025']
    """
    if not covered:  # an English name that fills a line and more
        title = re.sub(r"^(.{40,}) (\S+ \(\d{4}–\d{4}\): [^,]*)$", r"\1\\\n\2", title)
    title = re.sub(r"^([^：]+)：(?=.*（\d{4}[—–-]\d{4}年?）)", r"\1\\\n", title)
    before = "" if not covered else r"\\\n"
    out = re.sub(r"(?<=.)(（\d{4}[—–-]\d{4}年?）)(?=.)", before + r"\1\\\n", title)
    out = re.sub(r"(?<=.)(妇女儿童统计资料)", r"\\\n\1", out)
    return re.sub(r"(?<=[^\n])(（[^（）]{8,}）)$", r"\\\n\1", out)


def formats_of(to: str, lang: Lang) -> tuple[str, ...]:
    """Read a list of formats.

    Raises
    ------
    InputError
        If one is unknown, or none is named.
    """
    asked = tuple(dict.fromkeys(part.strip() for part in to.split(",") if part.strip()))
    wrong = [name for name in asked if name not in FORMATS]
    if wrong or not asked:
        words = ("格式", "html、docx、pdf 中的一个或几个，逗号分隔", "改正 --to")
        english = ("format", "one or more of html, docx, pdf, comma separated", "mend --to")
        said = words if lang == "zh" else english
        raise InputError([Fault("--to", None, "", f"{said[0]} {to!r}", said[1], said[2], code="bad_format")])
    return asked


def _no_notebook(source: Path, root: Path, lang: Lang) -> Fault:
    known = "、".join(sorted(p.stem for p in (root / "notebooks").glob("*.ipynb"))) or "-"
    if lang == "zh":
        return Fault(
            source.name, None, "notebook", "没有这个笔记本", f"notebooks/ 中的一个：{known}", "改正参数 notebook"
        )
    return Fault(source.name, None, "notebook", "no such notebook", f"one of notebooks/: {known}", "mend `notebook`")


def _parameters(settings: Settings) -> dict[str, Any]:
    """The parameters cell: every setting but the notebook's own name; paths from the project's root."""
    values = recorded_parameters(settings)
    values.pop("notebook")
    return values


def _on_screen(csv: Path, lang: Lang) -> str:
    import pandas as pd

    table = pd.read_csv(csv, encoding="utf-8-sig", dtype=str, keep_default_na=False)
    if table.empty:
        return "没有预警指标。" if lang == "zh" else "No early warnings."
    for name in ("p_attain", "right_share"):
        table[name] = [percent(float(text) if text else None) for text in table[name]]
    hidden = ["area", "group", "right_low", "right_high", "base_rate"]
    return table.drop(columns=hidden).rename(columns=_SCREEN[lang]).to_string(index=False)


_SCREEN: dict[str, dict[str, str]] = {
    "zh": {"right_share": "历史准确率", "right_n": "回测次数"},
    "en": {"right_share": "right in hindcast", "right_n": "hindcasts"},
}


@contextmanager
def _progress(lang: Lang, quiet: bool) -> Iterator[Any]:
    """Show a bar with the step under way, on a terminal; plain lines nowhere."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    steps = _STEPS[lang]
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True, disable=quiet) as bar:
        task = bar.add_task(steps[0], total=len(steps))
        done = 0

        def advance() -> None:
            nonlocal done
            done += 1
            bar.update(task, completed=done, description=steps[min(done, len(steps) - 1)])

        yield advance
