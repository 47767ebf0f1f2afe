"""One indicator on one page: what was, what is likely, what is demanded - and how much of the likely meets it.

The past stands as dots on a line, broken where the definition was; the future as bands that hold the coming figure
with 50, 80 and 95 %. The target is one red line. On the right the target year's distribution is cut by that line:
the filled part is the likelihood, so that the number printed can be seen as an area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.figure import Figure

from kcstats.evaluation.demand import FROM_BASELINE
from kcstats.plan.model import Indicator, Target
from kcstats.report.figures.gaps import pair_of
from kcstats.report.figures.profile_plot import draw_plot
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import GREY, HEADLINE, INK, SMALL, STANDING, WIDTH, style, wrap
from kcstats.report.figures.words import (
    grade_word,
    group_words,
    indicator_of,
    level_of,
    method_words,
    source_words,
    target_words,
    target_year,
)
from kcstats.terms import Lang, Rule

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation
    from kcstats.stats.projection import Forecast

SPAN, ENOUGH = 22, 5
"""Years before the target year that are drawn, and how many figures must stand in them."""

PLOT, LEAST, HALF_PAGE = 62.0, 54.0, 98.5
"""Height of the plot [mm], and the least, where long words would keep two pictures from one page."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Subject:
    """Everything one profile shows, looked up once.

    Attributes
    ----------
    row : Series
        Its row of the results table.
    history : DataFrame
        Its observations, by year.
    projected : DataFrame
        Its projected years.
    forecast : Forecast or None
        The target year's distribution.
    level : float
        What the target holds the indicator to, in its unit; NaN = no such number.
    upward : bool
        Whether more is demanded.
    last : int
        The target year.
    breaks : tuple of (year, note)
        Definition breaks inside the history.
    pair : tuple of DataFrame or None
        Where a gap is to narrow: the two groups' observations.
    """

    target: Target
    indicator: Indicator
    row: pd.Series
    history: pd.DataFrame
    projected: pd.DataFrame
    forecast: Forecast | None
    level: float
    upward: bool
    last: int
    breaks: tuple[tuple[int, str], ...]
    demand: str
    lang: Lang
    pair: tuple[pd.DataFrame, pd.DataFrame] | None = None

    @property
    def over(self) -> bool:
        """Whether the target year's own figure is known."""
        return bool(len(self.history)) and int(self.history["year"].max()) >= self.last


def subject_of(
    ev: Evaluation, target_id: str, *, area: str | None = None, group: str = "total", lang: Lang = "zh"
) -> Subject:
    """Look up what one profile shows; KeyError where the evaluation has no such row."""
    where = area if area is not None else ev.settings.area
    target = ev.target(target_id)
    row = ev.row(target_id, where, group)

    def mine(table: pd.DataFrame) -> pd.DataFrame:
        keep = (table["id"] == target_id) & (table["area"] == where) & (table["group"] == group)
        return table[keep].sort_values("year")

    history = mine(ev.history)
    history = _recent(history[history["value"].notna()], target_year(ev, target))
    projected = mine(ev.projections)
    seen = int(history["year"].max()) if len(history) else 0
    ahead = (projected["kind"] == "projected") & projected["q50"].notna() & (projected["year"] > seen)
    projected = projected[ahead]
    level, upward = level_of(target, float(row["baseline_value"]))
    span = (history["year"].min(), history["year"].max()) if len(history) else (0, 0)
    breaks = tuple(
        (b.year, b.note(lang))
        for b in ev.dataset.breaks
        if b.indicator == target.indicator and span[0] < b.year <= span[1]
    )
    return Subject(
        target=target,
        indicator=indicator_of(ev, target),
        row=row,
        history=history,
        projected=projected,
        forecast=ev.forecasts.get((target_id, str(where), group)),
        level=level,
        upward=upward,
        last=target_year(ev, target),
        breaks=breaks,
        demand=target_words(ev, target, float(row["baseline_value"]), lang),
        lang=lang,
        pair=pair_of(ev, target, str(where)) if target.rule is Rule.NARROW_GAP and group == "total" else None,
    )


def _recent(history: pd.DataFrame, last: int) -> pd.DataFrame:
    """Leave out what lies more than two decades before the target year, where enough remains."""
    recent = history[history["year"] >= last - SPAN]
    return recent if len(recent) >= ENOUGH else history


def profile(
    ev: Evaluation,
    target_id: str,
    *,
    headline: str,
    standing: str,
    area: str | None = None,
    group: str = "total",
    lang: Lang = "zh",
) -> Figure:
    """Draw one indicator.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
        Such as ``W1.2``.
    headline : str
        The finding, a sentence with the number in it; empty for none.
    standing : str
        The second line: value, change, distance, pace; empty for none.
    area : str or None
        None = the evaluated area.
    group : str
        A group's code as in the results table.
    lang : {"zh", "en"}

    Returns
    -------
    Figure
        As wide as an A4 text area; its height follows from its words.

    Raises
    ------
    KeyError
        The evaluation has no such target, area or group.
    """
    subject = subject_of(ev, target_id, area=area, group=group, lang=lang)
    head = wrap(headline, WIDTH, HEADLINE) if headline else ()
    second = wrap(standing, WIDTH, STANDING) if standing else ()
    third = wrap(_place(ev, subject, area, group), WIDTH, SMALL)
    small = wrap(_small_print(ev, subject), WIDTH, SMALL)
    top = len(head) * leading(HEADLINE) + len(second) * leading(STANDING) + len(third) * leading(SMALL)
    words = top + 4 + 7 + len(small) * leading(SMALL) + 1.5
    plot = min(PLOT, max(HALF_PAGE - words, LEAST))
    height = words + plot
    with style():
        on = sheet(height)
        y = _set_head(on, head, second, third)
        draw_plot(on, subject, y + 3, plot)
        foot(on, height - 1.5 - (len(small) - 1) * leading(SMALL), small)
        on.mark_demo(ev, lang, centre=(62.0, y + 3 + plot / 2))
    return on.fig


def _set_head(on: Sheet, head: tuple[str, ...], second: tuple[str, ...], third: tuple[str, ...]) -> float:
    y = 4.2 if head else 3.2
    y = on.lines(0, y, head, HEADLINE, INK)
    y = on.lines(0, y - (0.6 if head else 0), second, STANDING, INK)
    return on.lines(0, y, third, SMALL, GREY) - leading(SMALL)


def _place(ev: Evaluation, s: Subject, area: str | None, group: str) -> str:
    zh = s.lang == "zh"
    domain = ev.plan(s.target.plan).domain(s.target.domain).name(s.lang)
    parts = [grade_word(s.row, s.last, s.lang), f"{domain} {s.target.id}"]
    if area is not None and area != ev.settings.area:
        parts.append(ev.dataset.area(area).name(s.lang))
    if group != "total":
        parts.append(group_words(ev, s.target, group, s.lang))
    if s.indicator.unit:
        parts.append(("单位：" if zh else "Unit: ") + _unit(s.indicator.unit, zh))
    return " · ".join(parts)


def _unit(unit: str, zh: bool) -> str:
    return unit if zh else {"1/10万": "per 100,000", "‰": "per 1,000"}.get(unit, unit)


def _small_print(ev: Evaluation, s: Subject) -> str:
    zh = s.lang == "zh"
    text = source_words(ev, s.history, s.lang) if len(s.history) else ""
    if len(s.projected) and s.pair is None:
        method = method_words(str(s.row["method"] or ""), s.lang)
        bands = (
            "阴影由深到浅为50%、80%、95%预测区间，虚线为中位数"
            if zh
            else "Shading: 50, 80 and 95% prediction intervals; dashed: median"
        )
        how = ("预测方法：" if zh else "Method: ") + method
        text += ("。" if zh else ". ") + "".join([how + ("；" if zh else ". ") if method else "", bands])
    if text and math.isfinite(s.level) and s.target.rule in FROM_BASELINE:
        text += "；红色虚线为基期水平" if zh else "; dashed red: level of the baseline"
    return text + ("。" if zh else ".") if text else ""
