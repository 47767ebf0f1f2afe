"""What is missing, what is told in words only, and the appendices up to the last page."""

from __future__ import annotations

from kcstats import __version__
from kcstats.provenance.manifest import file_sha256, library_versions
from kcstats.report.answering import numbered_units
from kcstats.report.conclusions import missing_ones, qualitative_count
from kcstats.report.kinds import appendix
from kcstats.report.markdown import Column, paragraphs, pipe_table, slug
from kcstats.report.numbers import listed, plural
from kcstats.report.reference_tables import (
    breaks_table,
    definitions_table,
    revisions_table,
    sources_table,
    trace_table,
)
from kcstats.report.sections.frame import Frame
from kcstats.report.tables import goals_table, indicator_table, missing_table
from kcstats.terms import GoalKind


def missing(frame: Frame, number: int) -> str:
    """缺项数据: what cannot be judged, and why."""
    parts = [frame.heading("缺项数据", "Missing data", id="missing", number=number)]
    lists = [(plan, missing_ones(frame.ev, plan)) for plan in frame.ev.plans]
    n = sum(len(found) for _, found in lists)
    parts.append(
        frame.say(f"因没有数据、数据不足或目标未定量，目前无法判断的指标共{n}项，逐项列出原因。缺项不等于零，"
                  "也不计为达标。" if n else "没有缺项指标。",
                  f"{plural(n, 'target')} cannot be judged; missing is neither zero nor met." if n else
                  "Nothing is missing.")
    )  # fmt: skip
    parts += [missing_table(frame.ev, plan, found) for plan, found in lists if found]
    return paragraphs(*parts)


def qualitative(frame: Frame, number: int) -> str:
    """定性目标: listed as such, told by those who did the work; empty where the plans hold none."""
    plans = [plan for plan in frame.ev.plans if qualitative_count(plan)[1]]
    parts = [frame.heading("定性目标", "Qualitative goals", id="qualitative", number=number)]
    if not plans:
        parts.append(
            frame.say(
                "本次评估只选取有数值或方向要求的目标，定性目标不在评估范围。",
                "Only goals with a number or a direction were chosen; qualitative ones are outside this report.",
            )
        )
        return paragraphs(*parts)
    said = [frame.say(f"《{p.name('zh')}》{qualitative_count(p)[0]}项主要目标中有{qualitative_count(p)[1]}项为定性目"
                      "标",
                      f"{qualitative_count(p)[1]} of {qualitative_count(p)[0]} goals of {p.name('en')} are "
                      "qualitative") for p in plans]  # fmt: skip
    parts.append(frame.say("，".join(said) + "，不能用数值判断，只列出目标，进展情况由责任单位填写。",
                           "; ".join(said) + ": listed here, to be told in words by the responsible "
                                             "units."))  # fmt: skip
    parts += [goals_table(frame.ev, plan, GoalKind.QUALITATIVE.value) for plan in plans]
    return paragraphs(*parts)


def _spaced(digest: str) -> str:
    """Cut a long checksum into pieces that a narrow column can break between.

    Examples
    --------
    >>> _spaced("0123456789abcdef" * 2)
    '0123456789abcdef 0123456789abcdef'
    """
    return " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))


def _named_plans(frame: Frame) -> str:
    """The plans by title, each with the name that the parameters call it by."""
    named = [frame.say(f"{p.name('zh')}（{p.id}）", f"{p.name('en')} ({p.id})") for p in frame.ev.plans]
    return listed(named, frame.lang)


def indicators(frame: Frame) -> str:
    """The appendix of every measurable target."""
    zh, en = appendix(frame.ev, "indicators")
    parts = [frame.heading(f"{zh}　全部指标", f"{en}: all targets", id="all", marked=False)]
    units = numbered_units(frame.ev)
    key = f"\n::: {{.landscape}}\n\n{units}\n\n:::\n" if units else ""
    return paragraphs(*parts, key, *(indicator_table(frame.ev, plan) for plan in frame.ev.plans))


def definitions(frame: Frame) -> str:
    """The appendix of method, definitions, changed definitions."""
    method = frame.say(
        "推算方法：对每一数列，在适合其量纲的尺度上（比例用对数比，率用对数）以阻尼的变动趋势外推，"
        "得到目标年数值的概率分布；"
        "已知分子分母的，另计入计数本身的偶然误差；事件太少的不作判断。可能性是该分布落在目标以内的部分。"
        "基期以来的改善是否明显，用单侧检验5%水平判断。各项所用方法见结果表（indicators.csv）的method列。",
        "Method: each series is projected on the scale that suits it (logit for proportions, log for rates) with "
        "damped "
        "drift; the result is a distribution of the target year's figure. Where counts are known their chance "
        "variation "
        "is added; too few events are not judged. The likelihood is the part of the distribution inside the target. "
        "Improvement since the baseline is tested one-sided at 5%. Column `method` of indicators.csv names "
        "each row's method.",
    )
    zh, en = appendix(frame.ev, "definitions")
    parts = [frame.heading(f"{zh}　方法与指标解释", f"{en}: method and definitions", id="definitions"), method]
    return paragraphs(*parts, *(definitions_table(frame.ev, plan) for plan in frame.ev.plans), breaks_table(frame.ev))


def sources(frame: Frame) -> str:
    """The appendix of where every figure of the evaluated area stands."""
    said = frame.say(
        "下表给出本报告所用每个数值的来源编号、年份和它在数据文件（observations）中的行号；"
        "分组和下级地区的数值见tables/observations.csv，每行同样注明来源和行号。",
        "For every figure: the source's key, the year and its line in the data file (observations). Groups and "
        "sub-areas: "
        "tables/observations.csv, where every row names its source and line.",
    )
    zh, en = appendix(frame.ev, "sources")
    title = frame.heading(f"{zh}　数据来源", f"{en}: sources", id="sources")
    parts = [title, said, sources_table(frame.ev)]
    return paragraphs(*parts, *(trace_table(frame.ev, plan) for plan in frame.ev.plans), revisions_table(frame.ev))


def colophon(frame: Frame) -> str:
    """The last page: parameters, versions, hashes of the input, and a place for the renderer's name."""
    settings, zh = frame.ev.settings, frame.zh
    rows: list[list[object]] = [
        [frame.say("kcstats版本", "kcstats"), __version__],
        [frame.say("排版程序", "Renderer"), "RENDERER"],
        [frame.say("规划", "Plans"), _named_plans(frame)],
        [frame.say("数据包", "Input package"), f"{settings.dataset} ({frame.ev.dataset.licence})"],
        [frame.say("数据截止年份", "Data to"), settings.data_to],
        [frame.say("随机数种子", "Seed"), settings.seed],
        *(list[object]((name, version)) for name, version in library_versions().items()),
        *(list[object]((f"SHA-256 {path.name}", _spaced(file_sha256(path)))) for path in frame.ev.dataset.files),
    ]
    columns = [Column(frame.say("项目", "Item"), 30), Column(frame.say("内容", "Content"), 70)]
    table = pipe_table(columns, rows, caption=frame.say("制作信息", "How this report was made"), id=slug("colophon"))
    table = table.replace("RENDERER", "[" + frame.say("未记录", "not recorded") + "]{.renderer}")
    said = frame.say("本报告由数据和参数自动生成，可用“kcstats reproduce”重新计算并逐格核对结果表。",
                     "Made from data and parameters; `kcstats reproduce` computes it again and compares every "
                     "cell.")  # fmt: skip
    return (
        paragraphs(frame.heading("制作说明", "How this report was made", id="colophon"), said, table)
        if zh or table
        else ""
    )
