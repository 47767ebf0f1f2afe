"""Who is ahead and who behind: women and men, town and country, two dots on one line.

The line between the dots is the gap. Both ends stand with their figures, and the gap of the baseline year stands
beside today's, because the plans ask whether it narrows. One group is a full dot and the other a hollow one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from kcstats.plan.model import Indicator, Target
from kcstats.report.figures.field import draw_grid, field_of
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_FAINT,
    GREY_MID,
    INK,
    MM_PER_POINT,
    SMALL,
    WIDTH,
    balance,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.words import indicator_of, source_words, unit_text
from kcstats.report.numbers import number, points
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

PAIRS = {"sex": ("sex=female", "sex=male"), "residence": ("residence=rural", "residence=urban")}
GROUP_WORDS = {
    "sex": (("女", "男"), ("female", "male")),
    "residence": (("农村", "城镇"), ("rural", "urban")),
}
MOST = 16
ROW = 8.2


@dataclass(frozen=True)
class Gap:
    """One indicator's two groups in the latest year both were seen, and in the baseline year.

    Attributes
    ----------
    first, second : float
        In the indicator's unit.
    before : float or None
        Size of the gap in the baseline year.
    """

    target: Target
    indicator: Indicator
    year: int
    first: float
    second: float
    before: float | None

    @property
    def size(self) -> float:
        """Of the gap now, never negative."""
        return abs(self.first - self.second)


def gap_targets(ev: Evaluation, plan_id: str, *, by: str = "sex") -> tuple[str, ...]:
    """Targets whose two groups were both seen in some year, in the plan's order; one for each indicator.

    Left out is what is nought in both groups, as rare events often are.
    """
    found: dict[tuple[str, str], str] = {}
    for target in ev.plan(plan_id).targets:
        gap = gap_of(ev, target.id, by=by)
        if gap is not None and (gap.first or gap.second):
            found.setdefault((target.indicator, target.age_group), target.id)
    return tuple(found.values())


def gap_of(ev: Evaluation, target_id: str, *, by: str = "sex") -> Gap | None:
    """Find the two groups of one target; None where there is no common year.

    Parameters
    ----------
    by : {"sex", "residence"}
    """
    target = ev.target(target_id)
    one, two = (rows.set_index("year")["value"] for rows in _groups(ev, target_id, str(ev.settings.area), by))
    both = pd.concat([one, two], axis=1, join="inner", keys=["first", "second"]).sort_index()
    if both.empty:
        return None
    year = int(both.index[-1])
    first, second = (both[name].to_numpy(dtype=float) for name in ("first", "second"))
    base = np.flatnonzero(both.index == target.baseline_year)
    before = float(abs(first[base[0]] - second[base[0]])) if len(base) and target.baseline_year != year else None
    return Gap(target, indicator_of(ev, target), year, float(first[-1]), float(second[-1]), before)


def _groups(ev: Evaluation, target_id: str, area: str, by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    here = ev.history[(ev.history["id"] == target_id) & (ev.history["area"] == area) & ev.history["value"].notna()]
    one, two = (here[here["group"] == code].sort_values("year") for code in PAIRS[by])
    return one, two


def pair_of(ev: Evaluation, target: Target, area: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """Observations of the two groups whose gap a target speaks of; None where either has none."""
    if target.gap_by not in PAIRS:
        return None
    one, two = _groups(ev, target.id, area, target.gap_by)
    return (one, two) if len(one) and len(two) else None


def gaps(
    ev: Evaluation, plan_id: str, *, by: str = "sex", rows: Sequence[str] | None = None, lang: Lang = "zh"
) -> Figure:
    """Draw the gaps between two groups, a panel for each unit.

    Parameters
    ----------
    ev : Evaluation
    plan_id : str
    by : {"sex", "residence"}
    rows : sequence of str or None
        Target ids; None = the first 16 of `gap_targets`.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        No target has both groups.
    """
    ids = tuple(rows) if rows is not None else gap_targets(ev, plan_id, by=by)[:MOST]
    found = [gap for gap in (gap_of(ev, id, by=by) for id in ids) if gap is not None]
    if not found:
        raise ValueError(f"Expected targets of {plan_id!r} with figures by {by}. But got none.")
    panels: dict[str, list[Gap]] = {}
    for gap in found:
        panels.setdefault(gap.indicator.unit, []).append(gap)
    ids_shown = [gap.target.id for gap in found]
    mine = ev.history[ev.history["id"].isin(ids_shown) & ev.history["group"].isin(PAIRS[by])]
    small = wrap(source_words(ev, mine, lang) + ("。" if lang == "zh" else "."), WIDTH, SMALL)
    height = sum(len(panel) * ROW + 10.5 for panel in panels.values()) + 6.0 + len(small) * leading(SMALL)
    with style():
        on = sheet(height)
        y = 3.0
        for unit, panel in panels.items():
            y = _draw_panel(on, panel, unit, by, y, lang)
        foot(on, y + 3.4, small)
        on.mark_demo(ev, lang)
    return on.fig


def _draw_panel(on: Sheet, panel: list[Gap], unit: str, by: str, top: float, lang: Lang) -> float:
    """Draw one unit's gaps; return where the next panel starts [mm]."""
    zh = lang == "zh"
    panel = sorted(panel, key=lambda gap: -gap.size)
    title = f"{max(g.year for g in panel)}年差距" if zh else f"Gap in {max(g.year for g in panel)}"
    right = max(text_width(points(g.size, unit, g.indicator.decimals, lang), BODY) for g in panel)
    usual = max(g.year for g in panel)
    before = [_before(g, usual, lang) for g in panel]
    right = max([right, text_width(title, SMALL), *(text_width(text, SMALL) for text in before)]) + 4
    left = 44.0
    values = [v for g in panel for v in (g.first, g.second)]
    bounds = {(g.indicator.lower, g.indicator.upper) for g in panel}
    lower, upper = bounds.pop() if len(bounds) == 1 else (panel[0].indicator.lower, None)
    field = field_of(values, left + 9, WIDTH - left - right - 20, lower=lower, upper=upper)
    head, bottom = top + 5.0, top + 5.0 + len(panel) * ROW
    draw_grid(on, field, head, bottom, unit_text(unit, lang))
    on.text(WIDTH - 0.5, top + 3.2, title, SMALL, GREY, align="right")
    names = GROUP_WORDS[by][0 if zh else 1]
    for k, (gap, was) in enumerate(zip(panel, before, strict=True)):
        on.rule([0, WIDTH], [head + k * ROW, head + k * ROW], GREY_FAINT, 0.5, z=0.9)
        _draw_gap(on, gap, field.x(gap.first), field.x(gap.second), head + k * ROW, names if k == 0 else None, lang)
        base = head + (k + 0.5) * ROW + BODY * MM_PER_POINT * 0.36
        lift = leading(SMALL) / 2 if was else 0.0
        size = points(gap.size, unit, gap.indicator.decimals, lang)
        on.text(WIDTH - 0.5, base - lift, size, BODY, INK, align="right")
        on.text(WIDTH - 0.5, base + leading(SMALL) - lift, was, SMALL, GREY, align="right")
    return bottom + 5.5


def _before(gap: Gap, usual: int, lang: Lang) -> str:
    """Say the baseline's gap, and the year of today's where it is not the usual one."""
    parts = []
    if gap.year != usual:
        parts.append(f"{gap.year}年" if lang == "zh" else str(gap.year))
    if gap.before is not None:
        text, year = number(gap.before, gap.indicator.decimals), gap.target.baseline_year
        parts.append(f"{year}年{text}" if lang == "zh" else f"{text} in {year}")
    return ("，" if lang == "zh" else "; ").join(parts)


def _draw_gap(
    on: Sheet, gap: Gap, first: float, second: float, top: float, names: tuple[str, str] | None, lang: Lang
) -> None:
    middle = top + ROW / 2
    base = middle + BODY * MM_PER_POINT * 0.36
    lines = balance(f"{gap.target.name(lang)}", 42.0, BODY, lines=2)
    on.lines(0, base - (len(lines) - 1) * leading(BODY) / 2, lines, BODY, INK)
    on.rule([first, second], [middle, middle], GREY_MID, 1.6, z=2)
    on.dot(first, middle, BLUE, size=5.0)
    on.dot(second, middle, BLUE, size=5.0, hollow=True)
    leftmost = first <= second
    for x, value, lefthand in ((first, gap.first, leftmost), (second, gap.second, not leftmost)):
        at = x - 1.7 if lefthand else x + 1.7
        on.text(at, base, number(value, gap.indicator.decimals), BODY, INK, align="right" if lefthand else "left")
    if names is not None:
        widths = [text_width(name, SMALL) for name in names]
        near = abs(first - second) < (widths[0] + widths[1]) / 2 + 1.5
        for x, name, lefthand in ((first, names[0], leftmost), (second, names[1], not leftmost)):
            align = ("right" if lefthand else "left") if near else "center"
            on.text(x + (-0.1 if lefthand else 0.1) * near, middle - 2.1, name, SMALL, BLUE, align=align)
