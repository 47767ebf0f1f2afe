"""The methods report and the companion notebooks, one a method.

`METHODS` is the one list of them: what each answers, where its code stands, its notebook and its first reference. The
report shows it as a table, and every notebook can be rendered as any report is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kcstats.evaluation.settings import project_root
from kcstats.report.make import formats_of
from kcstats.report.markdown import Column, pipe_table
from kcstats.report.notebook import front_matter, read_notebook
from kcstats.report.render import render
from kcstats.report.report import Markdown
from kcstats.report.run import run_notebook
from kcstats.report.theme import marks_of
from kcstats.terms import Lang


@dataclass(frozen=True)
class Method:
    """One method.

    Attributes
    ----------
    notebook : str
        Stem of its companion notebook in ``notebooks/methods``.
    title, answers : (str, str)
        Chinese and English.
    modules : tuple of str
        Of `kcstats.stats`, or with their room.
    reference : str
        The first one; the others stand in the modules.
    """

    notebook: str
    title: tuple[str, str]
    answers: tuple[str, str]
    modules: tuple[str, ...]
    reference: str


METHODS = (
    Method("projection", ("推算：许多漂移模型的混合", "Projection: a mixture of drift models"),
           ("目标年的数值会是多少，有多大把握", "the figure of the target year, with its uncertainty"),
           ("projection", "mixture", "drift", "weights"), "Gneiting & Raftery 2007"),
    Method("attainment", ("各种目标规则的实现可能性", "Attainment: each rule by its own test"),
           ("各类目标能不能实现", "whether each kind of target will be met"),
           ("rules", "baseline_rules", "slope_rules", "keeping"), "FPEM, Alkema 2013"),
    Method("counts", ("计数与小数目：一个指标，三个答案", "Counts and small numbers: three answers"),
           ("小地方的公布值、实际水平、将来的公布值", "published, underlying and future figure of small places"),
           ("counts", "intervals", "three_answers"), "Wilson 1927; Garwood 1936; Byar"),
    Method("trend", ("趋势：精确Mann–Kendall、Theil–Sen和年均变化",
                     "Trend: exact Mann-Kendall, Theil-Sen, annual change"),
           ("有没有变化，变化多快", "whether there is a change, and how fast"),
           ("mann_kendall", "theil_sen", "annual_change", "change"), "Mann 1945; Sen 1968"),
    Method("gaps", ("差距、参照序列和逐个单位", "Gaps, references, every unit"),
           ("差距会不会缩小，是否每个单位都达标", "whether a gap narrows, whether every unit attains"),
           ("companion_rules",), "Vasicek 2002"),
    Method("peers", ("借用同类地区的过去", "Borrowing from peers' past"),
           ("同一指标在别处的过去说明什么", "what the same indicator's past elsewhere says"), ("peers",),
           "Gneiting & Raftery 2007"),
    Method("warning", ("预警：难以完成与波动异常", "Early warning: hard to complete, strong fluctuation"),
           ("哪些指标要预警，依据和起始年", "which indicators need a warning, why, since when"),
           ("fluctuation", "unrest", "detection"), "Wheeler 2000; Anhøj 2015"),
    Method("comparators", ("公布的进度规则：并列，不代替", "Published progress rules: beside, never instead"),
           ("各国际组织的规则怎样说", "what published rules say"), ("comparators", "comparison"),
           "Eurostat; ESCAP; NCHS"),
    Method("joint", ("联合回答：能实现多少项，能否全部实现", "Joint answers: how many, and whether all"),
           ("预计实现多少项，要怎样才行", "the expected number met, what would have to happen"),
           ("joint", "scenarios"), "Hong 2013"),
    Method("measures", ("措施的效果：有没有措施都会这样吗", "Effect of measures: would it have come anyway?"),
           ("某项措施以后有没有不同", "whether things went differently after a measure"),
           ("interrupted", "segmented", "multiple_tests"), "Bernal 2017; Brodersen 2015"),
    Method("validation", ("推算方法检验报告", "Validation of the projections"),
           ("以上的概率可信到什么程度", "how far to trust the above"), ("validation.backtest", "validation.scores"),
           "Czado 2009; Murphy 1973"),
)  # fmt: skip


def method_table(lang: Lang = "zh") -> Markdown:
    """List the methods: question, code, notebook, first reference."""
    zh = lang == "zh"
    at = 0 if zh else 1
    columns = [Column("方法" if zh else "Method", 26), Column("回答什么" if zh else "What it answers", 26),
               Column("代码" if zh else "Code", 22), Column("首要文献" if zh else "First reference", 18)]  # fmt: skip
    rows = [[m.title[at], m.answers[at], "、".join(m.modules) if zh else ", ".join(m.modules), m.reference]
            for m in METHODS]  # fmt: skip
    caption = (
        "方法一览（代码在kcstats.stats，另有注明的除外）"
        if zh
        else "The methods (code in kcstats.stats unless named)"
    )
    return Markdown(pipe_table(columns, rows, caption=caption, id="methods"))


def make_methods(
    *,
    out: Path | None = None,
    to: str = "html,docx,pdf",
    renderer: str = "auto",
    lang: Lang = "zh",
    approval: str = "draft",
) -> tuple[Path, ...]:
    """Render the methods report and every companion notebook.

    Parameters
    ----------
    out : Path, optional
        ``reports/methods`` of the project unless given.
    to : str
        Formats, comma separated, of ``html docx pdf``.
    renderer : {"auto", "quarto", "pandoc"}
    lang : {"zh", "en"}
    approval : {"draft", "review", "approved"}
        The state that cover and pages name.

    Returns
    -------
    tuple of Path
        The documents, the methods report first.

    Raises
    ------
    InputError
        If a format is unknown.
    RenderError
        Where a notebook or a renderer fails, with its reason.
    """
    formats, root = formats_of(to, lang), project_root(__file__)
    folder = out or root / "reports" / "methods"
    title = ("推算和预警的统计方法", "Statistical methods")[0 if lang == "zh" else 1]
    made = list(show(root / "notebooks" / "methods.ipynb", title, folder, formats, renderer, lang, approval=approval))
    for method in METHODS:
        notebook = root / "notebooks" / "methods" / f"{method.notebook}.ipynb"
        name = method.title[0 if lang == "zh" else 1]
        made += show(notebook, name, folder, formats, renderer, lang, approval=approval)
    return tuple(made)


def show(
    notebook: Path,
    title: str,
    folder: Path,
    formats: tuple[str, ...],
    renderer: str,
    lang: Lang,
    *,
    approval: str = "draft",
    **parameters: Any,
) -> tuple[Path, ...]:
    """Run one of these notebooks in a folder and render it there, marked as every report is.

    Returns
    -------
    tuple of Path
    """
    root = project_root(__file__)
    made_up = bool(front_matter(read_notebook(notebook)).get("synthetic"))
    words = marks_of(approval, synthetic=made_up, lang=lang, root=root)
    metadata = {"title": title, "lang": lang, "page-mark": words.page, "cover-marks": list(words.cover)}
    executed = run_notebook(notebook, {"language": lang, **parameters}, folder, metadata=metadata)
    return tuple(render(executed, to=formats, renderer=renderer, root=root).paths.values())
