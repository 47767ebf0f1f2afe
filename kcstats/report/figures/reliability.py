"""Were the likelihoods honest? What was said against what came true, in past forecasts whose outcome is known.

A dot on the diagonal: of those given 70 %, 70 % came true. The upright through it is what chance allows for so few
forecasts; how many there were stands in the bars below. Dots under the line were promised too much.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure

from kcstats.evaluation.settings import Cutoffs
from kcstats.report.figures.sheet import Sheet, foot, leading, mark_made_up, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    GREY_PALE,
    INK,
    MM_PER_POINT,
    SMALL,
    TINT,
    WIDTH,
    font,
    style,
    text_width,
    wrap,
)
from kcstats.report.numbers import number
from kcstats.stats.reliability import TENTHS, ReliabilityTable, reliability_table
from kcstats.terms import Lang, Likelihood, word

FEW = 10
"""Fewer forecasts than this in a bin: the dot is hollow."""

_GAP, _STRIP, _AXIS = 6.0, 13.0, 9.0
"""Room at the right of a panel, for the bars of counts, and for the values at the left [mm]."""


@dataclass(frozen=True)
class Panel:
    """Where one diagram stands [mm], and what it shows."""

    name: str
    table: ReliabilityTable
    left: float
    top: float
    size: float

    def x(self, p: float) -> float:
        """Place of a probability said."""
        return self.left + p * self.size

    def y(self, share: float) -> float:
        """Place of a share that came true."""
        return self.top + (1 - share) * self.size


def reliability_tables(
    p: npt.ArrayLike, hit: npt.ArrayLike, groups: Sequence[str] | None, edges: Sequence[float]
) -> Mapping[str, ReliabilityTable]:
    """Tables by group, in the order in which the groups first occur; one under ``""`` without groups."""
    if groups is None:
        return {"": reliability_table(p, hit, edges=edges)}
    names, said, true = np.asarray(groups), np.asarray(p), np.asarray(hit)
    return {
        str(name): reliability_table(said[names == name], true[names == name], edges=edges)
        for name in dict.fromkeys(names.tolist())
    }


def reliability(
    p: npt.ArrayLike,
    hit: npt.ArrayLike,
    *,
    groups: Sequence[str] | None = None,
    edges: Sequence[float] = TENTHS,
    cutoffs: Cutoffs | None = None,
    source: str = "",
    synthetic: bool = False,
    lang: Lang = "zh",
) -> Figure:
    """Draw a reliability diagram, or one for each group side by side.

    Parameters
    ----------
    p : array_like of float, shape (n,)
        Probabilities given, 0-1.
    hit : array_like of bool or float, shape (n,)
        Whether the target was met.
    groups : sequence of str, length n, or None
        Names of groups, such as kinds of indicators; at most three stand in a row.
    edges : sequence of float
        Bins of probability, from 0 to 1.
    cutoffs : Cutoffs or None
        Where the words of likelihood change; None = the usual ones.
    source : str
        Where the forecasts come from, for the small print; without a full stop.
    synthetic : bool
        Whether the data are made up, which the picture then says.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        There is no forecast, or p, hit or edges are not what they must be.
    """
    tables = reliability_tables(p, hit, groups, edges)
    return draw_reliability(tables, cutoffs=cutoffs, source=source, synthetic=synthetic, lang=lang)


def draw_reliability(
    tables: Mapping[str, ReliabilityTable],
    *,
    cutoffs: Cutoffs | None = None,
    source: str = "",
    synthetic: bool = False,
    lang: Lang = "zh",
) -> Figure:
    """Draw reliability diagrams from tables made before, such as those of a backtest.

    Parameters
    ----------
    tables : mapping of str to ReliabilityTable
        By the name over the diagram; one under ``""`` needs none.
    cutoffs, source, synthetic, lang
        As in `reliability`.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        There is no forecast.
    """
    if not sum(int(t.n.sum()) for t in tables.values()):
        raise ValueError("Expected at least one forecast with its outcome. But got none.")
    small = wrap(_note(tables, source, lang), WIDTH, SMALL)
    panels, bottom = _laid_out(tables, lang)
    height = bottom + 5.0 + len(small) * leading(SMALL)
    with style():
        on = sheet(height)
        for panel in panels:
            _draw_panel(on, panel, cutoffs or Cutoffs(), lang)
        foot(on, bottom + 5.0, small)
        mark_made_up(on, synthetic, lang)
    return on.fig


def alt_reliability(
    p: npt.ArrayLike,
    hit: npt.ArrayLike,
    *,
    groups: Sequence[str] | None = None,
    edges: Sequence[float] = TENTHS,
    lang: Lang = "zh",
) -> str:
    """Tell a reliability diagram: in each bin what was said, what came true, and of how many.

    Returns
    -------
    str
    """
    return tell_reliability(reliability_tables(p, hit, groups, edges), lang=lang)


def tell_reliability(tables: Mapping[str, ReliabilityTable], *, lang: Lang = "zh") -> str:
    """Tell reliability diagrams from tables made before."""
    zh = lang == "zh"
    parts = []
    for name, t in tables.items():
        told = [
            f"平均说{s:.0%}的{n}次中实现{c:.0%}" if zh else f"{s:.0%} said, {c:.0%} came true (n={n})"
            for s, c, n in zip(t.said, t.came, t.n, strict=True)
        ]
        head = f"{name}{'：' if zh else ': '}" if name else ""
        parts.append(head + ("，" if zh else ", ").join(told))
    head = "可靠性图，预测的可能性与实际达标比例：" if zh else "Reliability diagram, likelihood against outcome: "
    return head + ("；" if zh else "; ").join(parts) + ("。" if zh else ".")


def _laid_out(tables: Mapping[str, ReliabilityTable], lang: Lang) -> tuple[tuple[Panel, ...], float]:
    """Put the panels into rows of at most three; one alone gets the middle of the sheet."""
    across = min(len(tables), 3)
    size = 80.0 if across == 1 else min((WIDTH - across * (_AXIS + _GAP)) / across, 58.0)
    indent = (WIDTH - size) / 2 - 6.0 if across == 1 else _AXIS
    head = 9.0 if any(tables) else 6.0
    tall = head + size + 2.0 + _STRIP + 8.0
    panels = tuple(
        Panel(name, table, indent + (k % across) * (size + _GAP + _AXIS), (k // across) * tall + head, size)
        for k, (name, table) in enumerate(tables.items())
    )
    return panels, math.ceil(len(tables) / across) * tall


def _draw_panel(on: Sheet, panel: Panel, cut: Cutoffs, lang: Lang) -> None:
    _draw_ground(on, panel, cut, lang)
    t = panel.table
    for k in range(len(t.n)):
        x = panel.x(float(t.said[k]))
        on.rule([x, x], [panel.y(float(t.lower[k])), panel.y(float(t.upper[k]))], BLUE, 1.0, z=3)
    on.rule([panel.x(s) for s in t.said.tolist()], [panel.y(c) for c in t.came.tolist()], INK, 0.9, z=3.2)
    for said, came, n in zip(t.said.tolist(), t.came.tolist(), t.n.tolist(), strict=True):
        on.dot(panel.x(said), panel.y(came), INK, size=4.2, hollow=n < FEW)
    _draw_counts(on, panel, lang)


def _draw_ground(on: Sheet, panel: Panel, cut: Cutoffs, lang: Lang) -> None:
    """The diagonal with its name, what lies above and below it, and the words of likelihood along the top."""
    wide = panel.size > 60
    for tick in (0.0, 0.2, 0.5, 0.8, 1.0) if not wide else (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        y = panel.y(tick)
        on.rule([panel.left, panel.x(1)], [y, y], GREY_PALE, 0.5, z=1)
        on.text(panel.left - 1.2, y + 0.9, f"{100 * tick:g}%", SMALL, GREY, align="right")
    edges = (0.0, cut.unlikely, cut.likely, cut.very_likely, 1.0)
    codes = (Likelihood.VERY_UNLIKELY, Likelihood.UNLIKELY, Likelihood.LIKELY, Likelihood.VERY_LIKELY)
    fields = list(zip(edges[:-1], edges[1:], (word(code, lang) for code in codes), strict=True))
    fits = all(text_width(label, SMALL) < (high - low) * panel.size - 0.6 for low, high, label in fields)
    for low, high, label in fields:
        on.rule([panel.x(low)] * 2, [panel.top, panel.y(0)], GREY_PALE, 0.5, z=1)
        if fits:
            on.text(panel.x((low + high) / 2), panel.top - 1.2, label, SMALL, GREY, align="center")
    on.rule([panel.x(1)] * 2, [panel.top, panel.y(0)], GREY_PALE, 0.5, z=1)
    if panel.name:
        on.text(panel.left + panel.size / 2, panel.top - 5.0, panel.name, BODY, INK, align="center")
    on.rule([panel.x(0), panel.x(1)], [panel.y(0), panel.y(1)], GREY_MID, 0.9, dash=True, z=2)
    if wide:
        zh = lang == "zh"
        diagonal = "虚线：说多少，成多少" if zh else "dashed: as often as said"
        on.text(panel.x(1) + 1.5, panel.y(1) + 1.0, diagonal, SMALL, GREY)
        above, below = (
            ("实际高于所说", "实际低于所说") if zh else ("met more often than said", "met less often than said")
        )
        on.text(panel.x(0.03), panel.y(0.93), above, SMALL, GREY)
        on.text(panel.x(0.97), panel.y(0.05), below, SMALL, GREY, align="right")
        on.page.text(
            panel.left - 10.5, panel.top + panel.size / 2, "实际达标比例" if zh else "Share that met the target",
            fontproperties=font(SMALL), color=GREY, rotation=90, ha="center", va="center",
        )  # fmt: skip


def _draw_counts(on: Sheet, panel: Panel, lang: Lang) -> None:
    """Bars of how many forecasts each bin holds, the number on each, and the axis below them."""
    t = panel.table
    base = panel.y(0) + 2.0 + _STRIP
    most = int(t.n.max())
    for low, high, n in zip(t.low.tolist(), t.high.tolist(), t.n.tolist(), strict=True):
        tall = max((_STRIP - 4.0) * n / most, 0.3)
        x, width = panel.x(low) + 0.3, (high - low) * panel.size - 0.6
        on.box(x, base - tall, width, tall, TINT)
        text = number(n, 0)
        if text_width(text, SMALL) < width + 0.6:
            on.text(x + width / 2, base - tall - 0.8, text, SMALL, GREY, align="center")
    on.rule([panel.left, panel.x(1)], [base, base], GREY_MID, 0.6)
    zh = lang == "zh"
    for tick in (0.0, 0.2, 0.5, 0.8, 1.0):
        on.text(panel.x(tick), base + SMALL * MM_PER_POINT + 0.6, f"{100 * tick:g}%", SMALL, GREY, align="center")
    if panel.size > 60:
        on.text(
            panel.x(1) + 6.0, base + SMALL * MM_PER_POINT + 0.6, "预测的可能性" if zh else "likelihood given", SMALL,
            GREY,
        )  # fmt: skip
        on.text(panel.x(1) + 2.0, base - 1.0, "预测次数" if zh else "forecasts", SMALL, GREY)


def _note(tables: Mapping[str, ReliabilityTable], source: str, lang: Lang) -> str:
    n = number(sum(int(t.n.sum()) for t in tables.values()), 0)
    few = any((t.n < FEW).any() for t in tables.values())
    if lang == "zh":
        hollow = f"空心点为不足{FEW}次，" if few else ""
        told = (
            f"点为各档预测的平均可能性和实际达标比例，{hollow}竖线为95%置信区间（Wilson），"
            f"下方为各档预测次数；共{n}次。"
        )
        return told + (f"来源：{source}。" if source else "")
    hollow = f"hollow: fewer than {FEW} forecasts; " if few else ""
    told = (
        f"Dots: mean likelihood given in each bin against the share that met its target; {hollow}uprights: 95% "
        f"confidence intervals (Wilson); bars: number of forecasts; {n} in all."
    )
    return told + (f" Source: {source}." if source else "")
