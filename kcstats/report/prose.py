"""One indicator in words: value, against last year, against the baseline, distance to the target, likelihood, pace.

The order is the one in which published monitoring reports speak. Every number is taken from `Facts`; nothing is said
about why a figure moved, because no number tells that.
"""

from __future__ import annotations

import math

from kcstats.plan.model import Indicator
from kcstats.plan.units import unit_words
from kcstats.report.clauses import distance, gap_decimals, goal, hold, likelihood, needs_pace, outcome, pace, result
from kcstats.report.facts import Facts, Point, demand_words
from kcstats.report.numbers import chance, move, number, points, subject, uncounted
from kcstats.stats.pace import MIN_POINTS
from kcstats.terms import Lang, Rule, Status

FEW_EVENTS = 20
"""Below this many events a year the counts are told before the rate."""

FEW_CASES = 100
"""Below this denominator a percentage is told with its counts."""

_RECENT = 5


def sentence(fact: Facts) -> str:
    """Say everything about one target.

    Parameters
    ----------
    fact : Facts

    Returns
    -------
    str
        One or two sentences, with their full stop.
    """
    comma, stop = ("，", "。") if fact.lang == "zh" else (", ", ". ")
    if fact.latest is None:
        return _without_figure(fact)
    opening = _opening(fact)
    if fact.over:
        return opening + comma + result(fact) + stop
    if not math.isfinite(fact.p):
        return opening + stop + _unanswered(fact)
    return opening + comma + distance(fact) + likelihood(fact) + stop


def headline(fact: Facts) -> str:
    """Say the finding, with the number in it: the title over an indicator's picture."""
    name, zh = fact.name, fact.lang == "zh"
    if fact.latest is None:
        return f"{name}尚无监测数据" if zh else f"{name}: no figures yet"
    value = fact.value(fact.latest.value)
    if fact.over:
        if zh:
            tail = outcome(fact) + ("" if fact.status is Status.NO_DATA else "目标")
            return f"{fact.latest.year}年{name}为{value}，{tail}"
        said = "target cannot be judged" if fact.status is Status.NO_DATA else f"target {outcome(fact)}"
        return f"{name}: {value} in {fact.latest.year}, {said}"
    if not math.isfinite(fact.p):
        return f"{name}为{value}，能否实现目标尚无法判断" if zh else f"{name}: {value}; attainment cannot be judged"
    odds = chance(fact.p, fact.lang)
    if fact.status is Status.MET:
        if zh:
            return f"{name}已达到目标要求，{hold(fact)}的可能性{odds}"
        return f"{name}: target met now; likelihood of {hold(fact)}: {odds}"
    if zh:
        return f"{name}{fact.last}年实现目标的可能性{odds}"
    return f"{name}: likelihood of meeting the target in {fact.last} is {odds}"


def standing(fact: Facts) -> str:
    """Say where the indicator stands, in the line under the headline: value, moves, distance, paces."""
    if fact.latest is None:
        return demand_words(fact)
    zh = fact.lang == "zh"
    parts = [f"{fact.latest.year}年{fact.value(fact.latest.value)}" if zh
             else f"{fact.value(fact.latest.value)} in {fact.latest.year}", *_moves(fact)]  # fmt: skip
    asked = fact.target.numeric or math.isfinite(fact.p)  # of a direction that cannot be judged nothing is left to go
    if asked and math.isfinite(fact.gap) and fact.gap > 0:
        apart = points(fact.gap, fact.unit, gap_decimals(fact), fact.lang)
        parts.append(f"距目标{apart}" if zh else f"{apart} from the target")
    if asked and needs_pace(fact):
        needed, seen = pace(fact, fact.required), pace(fact, fact.observed)
        parts.append(f"今后需年均{needed}" if zh else f"needs {needed} a year")
        if math.isfinite(fact.observed):
            parts.append(f"{_since(fact)}年均{seen}" if zh else f"{seen} a year{_since(fact)}")
    return ("，" if zh else ", ").join(parts)


def conclusion(fact: Facts) -> str:
    """Say in a few words how the indicator has moved: the bold opening of its paragraph."""
    zh = fact.lang == "zh"
    name = fact.name
    if fact.latest is None:
        return f"{name}缺少数据" if zh else f"{name}: no figures"
    if fact.over and fact.status is not Status.NO_DATA:
        return f"{name}{outcome(fact)}目标" if zh else f"{name}: {outcome(fact)}"
    if not fact.assessed:
        return f"{name}数据不足，尚不能判断" if zh else f"{name}: too little data to judge"
    if fact.status is Status.MET and not (fact.p < 0.5):
        return f"{name}已达到目标要求" if zh else f"{name}: target met so far"
    if fact.status is Status.MET:
        return f"{name}目前达到目标，但难以保持" if zh else f"{name}: met now, unlikely to last"
    said = ("，" + direction_words(fact)) if zh and direction_words(fact) else ""
    return f"{name}尚未达到目标{said}" if zh else f"{name}: not yet at its target"


def short_sentence(fact: Facts) -> str:
    """Say one target as a monitoring report does: value, moves, target and distance, likelihood in words and figures.

    A numeric target of a goal gets its whole `sentence`; what only asks for a direction, and the numbers of the
    strategies, get the figure, its moves and the verdict in brackets.
    """
    if fact.latest is None or (fact.target.numeric and fact.target.source == "goal"):
        return sentence(fact)
    odds, zh = chance(fact.p, fact.lang) if math.isfinite(fact.p) else "", fact.lang == "zh"
    asked = demand_words(fact)
    verdict = f"（要求{asked}" if zh else f" (target: {asked}"
    if fact.over and fact.status is not Status.NO_DATA:
        verdict += ("，" if zh else "; ") + outcome(fact)
    elif odds:
        odds = odds.replace("（", "，").replace("）", "")
        verdict += f"，可能性{odds}" if zh else f"; likelihood {odds}"
    else:
        verdict = _why_not(fact, verdict)
    return _opening(fact) + verdict + ("）。" if zh else "). ")


def _why_not(fact: Facts, asked: str) -> str:
    """End the brackets of what cannot be judged with the reason; `asked` is what they hold so far."""
    why, zh = fact.reason.rstrip("。. "), fact.lang == "zh"
    if fact.target.rule is Rule.UNQUANTIFIED and why:
        return f"（{why}" if zh else f" ({why}"
    if not zh:
        return f"{asked}; cannot be judged" + (f": {why}" if why else "")
    open_ = "，无法判断" if fact.over else "，尚无法判断"
    return f"{asked}，{why}" + ("" if "无法判断" in why else open_) if why else asked + open_


def against_before(fact: Facts) -> str:
    """How the newest figure moved on the one of the year before; empty where there is none to compare with."""
    last, before = fact.latest, fact.previous
    if last is None or before is None or before.year != last.year - 1:
        return ""
    return _moved(fact, before.value)


def counted(indicator: Indicator, point: Point) -> bool:
    """Whether a figure rests on so few known events that the counts must be told first."""
    if not (math.isfinite(point.numerator) and math.isfinite(point.denominator)) or indicator.multiplier is None:
        return False
    return point.denominator < FEW_CASES or (indicator.multiplier >= 1000 and point.numerator < FEW_EVENTS)


def few_events(fact: Facts) -> str:
    """Tell the counts: this year's, and those of the last years together."""
    last = fact.latest
    if last is None or not counted(fact.indicator, last) or fact.indicator.multiplier is None:
        return ""
    known = [p for p in fact.points[-_RECENT:] if math.isfinite(p.numerator) and math.isfinite(p.denominator)]
    known = [p for p in known if p.segment == last.segment]
    events, base = sum(p.numerator for p in known), sum(p.denominator for p in known)
    pooled = fact.value(fact.indicator.multiplier * events / base) if base else ""
    top, bottom = fact.indicator.numerator(fact.lang), fact.indicator.denominator(fact.lang)
    if fact.lang == "en":
        now = f"{top}: {number(last.numerator, 0)}; {bottom}: {number(last.denominator, 0)}"
        years = f"{known[0].year}–{last.year} together: {number(events, 0)} of {number(base, 0)}, {pooled}"
        return f"In {last.year}, {now}. {years}. With so few events one year's figure says little. "
    now = f"{last.year}年{top}为{number(last.numerator, 0)}，{bottom}为{number(last.denominator, 0)}"
    years = f"{known[0].year}—{last.year}年{top}合计为{number(events, 0)}，{bottom}合计为{number(base, 0)}"
    return f"{now}；{years}，合并计算为{pooled}。因基数小，单年数值不能说明风险高低。"


def _opening(fact: Facts) -> str:
    last = fact.latest
    assert last is not None
    if fact.lang == "en":
        late = "" if last.year >= fact.data_to else " (latest figure)"
        parts = [f"{subject(fact.name)} stood at {fact.value(last.value)} in {last.year}{late}", *_moves(fact)]
        return uncounted(", ".join(parts))
    late = "" if last.year >= fact.data_to else "（最新数据）"
    return "，".join([f"{last.year}年{late}，{fact.name}为{fact.value(last.value)}", *_moves(fact)])


def _moves(fact: Facts) -> list[str]:
    """Against the year before and against the baseline."""
    last, before = fact.latest, fact.previous
    assert last is not None
    zh = fact.lang == "zh"
    out = []
    if before is not None:
        out.append(_against(fact, before.year, before.value))
    if last.year > fact.baseline_year and (before is None or before.year != fact.baseline_year):
        if fact.broken:
            out.append(f"因口径调整不与{fact.baseline_year}年比较" if zh
                       else f"not compared with {fact.baseline_year}: the definition changed")  # fmt: skip
        elif math.isfinite(fact.baseline):
            out.append(_against(fact, fact.baseline_year, fact.baseline))
    if before is not None and out == [f"与{year}年持平" for year in (before.year, fact.baseline_year)]:
        return [f"与{before.year}年、{fact.baseline_year}年均持平"]
    if before is not None and out == [f"unchanged since {year}" for year in (before.year, fact.baseline_year)]:
        return [f"unchanged since {fact.baseline_year} and since {before.year}"]
    return [part for part in out if part]


def _moved(fact: Facts, before: float, lang: Lang | None = None) -> str:
    """How the newest figure moved on an earlier one."""
    assert fact.latest is not None
    return move(
        before, fact.latest.value, fact.unit, fact.decimals, fact.indicator.direction, lang or fact.lang,
        gap=fact.of_gap,
    )  # fmt: skip


def _against(fact: Facts, year: int, value: float) -> str:
    last = fact.latest
    assert last is not None
    said = _moved(fact, value)
    if not said:
        return ""
    if fact.lang == "en":
        return f"{said} on {year}" if said[0] in "ud" and not said.startswith("unchanged") else f"{said} since {year}"
    return f"与{year}年{said}" if said.endswith("持平") else f"比{year}年{said}"


def _without_figure(fact: Facts) -> str:
    if fact.lang == "en":
        known = f" but the plan's own for {fact.baseline_year}, {fact.value(fact.baseline)}"
        return f"{fact.name}: no figure{known if math.isfinite(fact.baseline) else ''}; listed as missing. "
    known = (
        f"规划给出的{fact.baseline_year}年基数为{fact.value(fact.baseline)}，此后"
        if math.isfinite(fact.baseline)
        else ""
    )
    return f"{fact.name}{'：' if known else ''}{known}没有监测数据，无法判断，列入缺项数据清单。"


def _unanswered(fact: Facts) -> str:
    """Why there is no likelihood; counts first where events are few."""
    zh = fact.lang == "zh"
    if len(fact.points) == 1 and fact.latest is not None and not few_events(fact):
        year = fact.latest.year
        if zh:
            return f"只有{year}年一个数据，无法判断趋势，列入缺项数据清单。"
        return f"There is only the figure of {year}: no trend can be told; listed as missing. "
    if fact.target.rule is Rule.UNQUANTIFIED:
        return few_events(fact) + ("目标没有定量，只报告数值，不作判断。" if zh
                                   else "The target is not quantified: reported, not judged. ")  # fmt: skip
    why = fact.reason.rstrip("。. ")
    if zh and "无法判断" in why:
        return f"{few_events(fact)}对照{goal(fact)}，{why}。"
    tail = (f"能否实现{goal(fact)}尚无法判断" + (f"：{why}。" if why else "。")) if zh else (
        f"Whether its target for {fact.last} ({demand_words(fact)}) will be met cannot be judged"
        + (f": {why}. " if why else ". "))  # fmt: skip
    return few_events(fact) + tail


def _since(fact: Facts) -> str:
    """Over which years the observed pace was taken: since the baseline, or those there are."""
    last = fact.points[-1].segment if fact.points else 0
    years = [p.year for p in fact.points if p.year >= fact.baseline_year and p.segment == last]
    enough = len(years) >= MIN_POINTS
    start = min(years) if enough and fact.broken else fact.baseline_year
    if fact.lang == "en":
        return f" since {start}" if enough else " in the years known"
    return f"{start}年以来" if enough else "以往"


def direction_words(fact: Facts) -> str:
    """Say how it moved since the baseline; empty where that cannot be compared."""
    last = fact.latest
    if last is None or fact.broken or not math.isfinite(fact.baseline) or last.year <= fact.baseline_year:
        return ""
    said = _moved(fact, fact.baseline, "zh")
    return f"与{fact.baseline_year}年{said}" if said.endswith("持平") else f"比{fact.baseline_year}年{said}"


def unit_in_header(fact: Facts) -> str:
    """The unit as it stands in a table's name column; empty for a pure number."""
    return unit_words(fact.unit, fact.lang).strip()
