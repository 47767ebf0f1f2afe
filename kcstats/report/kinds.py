"""The kinds of report there are: what each is called, what it holds, and when it is due.

A kind is a notebook of the same name. What stands here is what cannot be said in a notebook: the words of its title,
the order its chapters are numbered in, and whether it belongs to the years under way or to the end of a plan.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Settings
from kcstats.plan.model import Plan
from kcstats.report.numbers import chinese
from kcstats.terms import Lang

When = Literal["always", "under way", "over", "never"]


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    Attributes
    ----------
    zh, en : str
        What it is called, behind the names of the plans.
    chapters : tuple of str
        Its numbered sections in their order; ``plans`` takes a number for each plan, ``domains`` for each domain.
    when : {"always", "under way", "over", "never"}
        Whether it belongs to a full set in any year, only before the target year, only from then on, or not at all.
    yearly : bool
        Whether its title names the year of the data.
    covered : bool
        Whether it has a cover, and so a title in lines of a cover's length.
    appendices : tuple of str
        Its appendices in their order; a single one has no number.
    """

    zh: str
    en: str
    chapters: tuple[str, ...] = ()
    when: When = "always"
    yearly: bool = True
    covered: bool = True
    appendices: tuple[str, ...] = ("indicators", "definitions", "sources", "comparison")


_MONITORING = ("situation", "background", "domains", "groups", "attention", "problems", "proposals")
_FINAL = ("situation", "background", "domains", "results", "groups", "attention", "problems", "next_round")

KINDS: dict[str, Kind] = {
    "annual": Kind("年度监测报告", "annual monitoring report",
                   ("background", "domains", "compared", "attention", "problems", "proposals"),
                   appendices=("indicators", "sources")),
    "monitoring-midterm": Kind("中期统计监测报告", "mid-term monitoring report", _MONITORING, "under way", False),
    "monitoring-final": Kind("终期统计监测报告", "final monitoring report", _FINAL, "over", False),
    "midterm": Kind("中期评估报告", "mid-term evaluation",
                    ("approach", "situation", "plans", "forecast", "problems", "effects", "proposals", "compared",
                     "missing", "qualitative"), "under way", False),
    "final": Kind("终期评估报告", "final evaluation",
                  ("approach", "situation", "plans", "results", "looking_back", "problems", "effects", "next_round",
                   "missing", "qualitative"), "over", False),
    "warning": Kind("预警通报", "early warnings", covered=False),
    "yearbook": Kind("统计资料", "statistics", ("tables", "by_group", "explanations"), appendices=("sources",)),
    "department": Kind("指标进展情况", "extract", ("duties", "standing", "asked", "own"), covered=False),
    "brief": Kind("实施情况决策简报", "brief", covered=False),
    "indicator": Kind("指标档案", "indicator profiles"),
    "hindcast": Kind("回溯检验", "hindcast", when="never", yearly=False, appendices=("sources",)),
    "methods": Kind("监测评估方法报告", "methods"),
}  # fmt: skip


def kind_of(settings: Settings) -> Kind:
    """The kind a run's notebook is; one of the user's own is called an evaluation and numbered like a mid-term."""
    own = Kind("监测评估报告", "evaluation", KINDS["midterm"].chapters, yearly=False)
    return KINDS.get(settings.notebook, own)


def chapter(ev: Evaluation, section: str) -> int:
    """Number of a section's (first) chapter; 0 where the kind does not number it.

    Parameters
    ----------
    ev : Evaluation
    section : str
        Name of the section, as in `Kind.chapters`.
    """
    chapters = kind_of(ev.settings).chapters
    if section not in chapters:
        return 0
    widths = {"plans": len(ev.plans), "domains": sum(len(plan.domains) for plan in ev.plans)}
    return 1 + sum(widths.get(name, 1) for name in chapters[: chapters.index(section)])


def appendix(ev: Evaluation, name: str) -> tuple[str, str]:
    """What an appendix is called in this kind, in Chinese and English: 附录二, or 附录 where it is alone."""
    names = kind_of(ev.settings).appendices
    if len(names) == 1:
        return "附录", "Appendix"
    place = names.index(name) + 1
    return f"附录{chinese(place)}", f"Appendix {place}"


_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def report_title(ev: Evaluation, unit: str = "") -> str:
    """The title of a report: the one asked for, else made of the plans' names, the year and the kind.

    Parameters
    ----------
    ev : Evaluation
    unit : str
        The department an extract is about.
    """
    settings, kind, lang = ev.settings, kind_of(ev.settings), ev.settings.lang
    if settings.title and (lang == "zh" or _CHINESE.search(settings.title) is None):
        return settings.title  # a Chinese title serves no English reader
    names, year = plan_names(ev.plans, lang), settings.data_to
    if lang == "en":
        said = f"{names}: {kind.en}" + (f" {year}" if kind.yearly else "") + (f", {unit}" if unit else "")
        standing = _standing_en(ev)
        return said if standing and said.endswith(standing) else said + standing
    if settings.notebook == "yearbook":
        return f"{ev.dataset.area(str(settings.area)).name('zh')}妇女儿童统计资料（{year}年）"
    said = f"{names}{year}{'年' if not kind.zh.startswith('年') else ''}{kind.zh}" if kind.yearly else names + kind.zh
    return (f"{unit}：" if unit else "") + said + _standing(ev)


def plan_names(plans: tuple[Plan, ...], lang: Lang) -> str:
    """Name several plans as one where they differ in one place, as the women's and the children's do.

    Parameters
    ----------
    plans : tuple of Plan
    lang : {"zh", "en"}
    """
    names = [plan.name(lang) for plan in plans]
    parts: list[list[str]] = [list(name) if lang == "zh" else name.split(" ") for name in names]
    joint = "" if lang == "zh" else " "
    if len(names) != 2:
        return ("与" if lang == "zh" else " and ").join(names)
    head = _common(*parts)
    tail = _common(*(part[head:][::-1] for part in parts))
    middles = [joint.join(part[head : len(part) - tail]) for part in parts]
    if not tail or not all(middles):
        return ("与" if lang == "zh" else " and ").join(names)
    middle = ("" if lang == "zh" else " and ").join(middles)
    return joint.join(part for part in (joint.join(parts[0][:head]), middle, joint.join(parts[0][-tail:])) if part)


def _common(first: list[str], second: list[str]) -> int:
    """How many parts two names open with alike."""
    pairs = zip(first, second, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(first), len(second)))


def _standing(ev: Evaluation) -> str:
    if ev.dataset.synthetic:
        return "（演示）"
    return "" if ev.settings.issuing_body else "（依据公布数据的独立测算）"


def _standing_en(ev: Evaluation) -> str:
    if ev.dataset.synthetic:
        return " (demonstration)"
    return "" if ev.settings.issuing_body else " (an independent calculation from published figures)"
