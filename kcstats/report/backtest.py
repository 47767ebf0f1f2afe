"""Making the validation report: run the backtest, keep its tables, run the notebook on them, render.

The notebook reads the tables that lie beside it and computes nothing, so that what is printed is what was measured.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kcstats.evaluation.settings import project_root
from kcstats.report.make import formats_of
from kcstats.report.methods import show
from kcstats.terms import Lang
from kcstats.validation.backtest import FULL, QUICK, Advance, Extent, backtest
from kcstats.validation.records import write_records
from kcstats.validation.tables import score_tables, window_table
from kcstats.validation.uses import judged_meanwhile
from kcstats.validation.write import RECORD, SHIPPED, read_run, write_run

STEPS: dict[str, tuple[str, str]] = {
    "reading": ("读取基准序列，抽取窗口", "reading the series, drawing windows"),
    "learning": ("准备学习", "preparing to learn"),
    "folds": ("留出主题，学习并推算", "leaving topics out, learning, forecasting"),
    "comparators": ("对照方法", "other methods"),
    "statsmodels": ("拟合statsmodels模型", "fitting statsmodels' models"),
    "scoring": ("评分", "scoring"),
    "uses": ("检验预警、措施和回溯评估", "judging warnings, measures and the hindcast"),
    "tables": ("写出结果表", "writing tables"),
    "report": ("生成报告", "making the report"),
}


def make_validation(
    *,
    quick: bool = False,
    extent: Extent | None = None,
    out: Path | None = None,
    to: str = "html,docx,pdf",
    renderer: str = "auto",
    publish: bool = False,
    lang: Lang = "zh",
) -> tuple[Path, ...]:
    """Run the backtest and report it.

    Parameters
    ----------
    quick : bool
        A small run, for a first look.
    extent : Extent, optional
        Another extent than the full or the quick one.
    out : Path, optional
        Folder of the run; ``reports/validation`` of the project unless given.
    to : str
        Formats, comma separated, of ``html docx pdf``.
    renderer : {"auto", "quarto", "pandoc"}
    publish : bool
        Put the tables where the documents quote them from, ``data/benchmark/validation``, and the records that
        every report quotes into the evaluation's data.
    lang : {"zh", "en"}

    Returns
    -------
    tuple of Path
        The documents, then the tables.

    Raises
    ------
    InputError
        If a format is unknown; nothing is then run.
    RenderError
        Where the notebook or a renderer fails, with its reason.
    """
    formats = formats_of(to, lang)
    folder = out or project_root(__file__) / "reports" / "validation"
    asked = extent or (QUICK if quick else FULL)
    with _progress(lang) as advance, judged_meanwhile(asked) as judged:
        run = backtest(asked, advance=advance)
        scored = score_tables(run)
        advance("uses", 0.97)
        found = judged()
        advance("tables", 0.98)
        tables = write_run(run, scored, found, folder / "tables", windows=window_table(run))
        if publish:
            _publish(folder / "tables")
        advance("report", 0.99)
        documents = show_validation(folder, to=formats, renderer=renderer, lang=lang)
    return (*documents, *tables)


def show_validation(
    folder: Path, *, to: tuple[str, ...], renderer: str = "auto", lang: Lang = "zh"
) -> tuple[Path, ...]:
    """Report a run whose tables lie in ``folder/tables``.

    Returns
    -------
    tuple of Path
        The documents.
    """
    notebook = project_root(__file__) / "notebooks" / "methods" / "validation.ipynb"
    title = "推算方法检验报告" if lang == "zh" else "Validation of the projections"
    return show(notebook, title, folder, to, renderer, lang, tables="tables")


def _publish(tables: Path) -> None:
    """Copy what the documents quote, and ship the records; the single windows stay with the run."""
    SHIPPED.mkdir(parents=True, exist_ok=True)
    for path in [*sorted(tables.glob("*.csv")), tables / RECORD]:
        shutil.copyfile(path, SHIPPED / path.name)
    write_records(*read_run(SHIPPED))


@contextmanager
def _progress(lang: Lang) -> Iterator[Advance]:
    """A bar with the step under way and the time left."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def advance(step: str, share: float) -> None:
            bar.update(task, completed=share, description=STEPS[step][0 if lang == "zh" else 1])

        yield advance
