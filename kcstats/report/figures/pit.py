"""Where in its forecast did the truth fall? Flat histograms are honest forecasts.

A hump in the middle: too wide; tall ends: too narrow; a slope: leaning to one side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import BLUE, BODY, GREY, GREY_MID, INK, SMALL, TINT, WIDTH, style, wrap
from kcstats.report.numbers import number
from kcstats.terms import Lang

_ACROSS, _GAP, _TALL = 3, 8.0, 26.0
"""Panels in a row; room between them and height of one [mm]."""
HIGHEST = 1.8
"""Tallest bar that fits, in multiples of the even share."""


@dataclass(frozen=True)
class Bars:
    """Shares of the truths by tenth of the forecast, with bands, 0-1; and how many truths there were."""

    share: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    n: int


def pit(panels: Mapping[str, Bars], *, lang: Lang = "zh") -> Figure:
    """Draw histograms of the place of the truth in its forecast.

    Parameters
    ----------
    panels : mapping of str to Bars
        By the name over the panel.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        There is no panel.
    """
    if not panels:
        raise ValueError("Expected at least one panel. But got none.")
    small = wrap(_note(lang), WIDTH, SMALL)
    width = (WIDTH - (_ACROSS - 1) * _GAP) / _ACROSS
    pitch = _TALL + 14.0
    bottom = math.ceil(len(panels) / _ACROSS) * pitch
    with style():
        on = sheet(bottom + 2.0 + len(small) * leading(SMALL))
        for k, (name, bars) in enumerate(panels.items()):
            _draw(on, name, bars, (k % _ACROSS) * (width + _GAP), (k // _ACROSS) * pitch + 6.0, width, lang)
        foot(on, bottom + 2.5, small)
    return on.fig


def _draw(on: Sheet, name: str, bars: Bars, left: float, top: float, width: float, lang: Lang) -> None:
    n = number(bars.n, 0)
    on.text(left, top - 2.0, name, BODY, INK)
    on.text(left + width, top - 2.0, f"{n}个窗口" if lang == "zh" else f"n = {n}", SMALL, GREY, align="right")
    count, base = len(bars.share), top + _TALL
    each = width / count

    def y(share: float) -> float:
        return base - _TALL * min(share * count, HIGHEST) / HIGHEST

    for k, (share, low, high) in enumerate(zip(bars.share, bars.low, bars.high, strict=True)):
        x = left + k * each
        on.box(x + 0.3, y(share), each - 0.6, base - y(share), TINT)
        on.rule([x + each / 2] * 2, [y(low), y(high)], BLUE, 1.0)
    on.rule([left, left + width], [y(1 / count)] * 2, INK, 0.8, dash=True)
    on.rule([left, left + width], [base] * 2, GREY_MID, 0.6)
    for tick in (0.0, 0.5, 1.0):
        align = {0.0: "left", 0.5: "center", 1.0: "right"}[tick]
        on.text(left + tick * width, base + 3.4, f"{100 * tick:g}%", SMALL, GREY, align=align)


def alt_pit(panels: Mapping[str, Bars], *, lang: Lang = "zh") -> str:
    """Tell the picture: the share in the lowest and the highest tenth of every panel."""
    zh = lang == "zh"
    told = [
        f"{name}最低一成{b.share[0]:.1%}、最高一成{b.share[-1]:.1%}（{b.n}个窗口）"
        if zh
        else f"{name}: lowest tenth {b.share[0]:.1%}, highest tenth {b.share[-1]:.1%} (n={b.n})"
        for name, b in panels.items()
    ]
    head = (
        "真实值在预测分布中的位置，理想为每成10%："
        if zh
        else "Place of the truth in its forecast, ideally 10% each: "
    )
    return head + ("；" if zh else "; ").join(told) + ("。" if zh else ".")


def _note(lang: Lang) -> str:
    if lang == "zh":
        return (
            "横轴为真实值在预测分布中的位置（随机化PIT），柱为落入各十分之一的比例，竖线为精确二项95%区间，虚线为理想的"
            "均匀分布。两端高：区间太窄；中间高：区间太宽；一边高：预测偏向另一边。"
        )
    return (
        "Across: place of the truth in its forecast (randomised PIT); bars: share in each tenth; uprights: exact 95% "
        "binomial bands; dashed: even, as it should be. Tall ends: too narrow; a hump: too wide; a slope: leaning."
    )
