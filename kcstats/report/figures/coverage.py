"""Did the intervals hold as many truths as they promised? One row a group, a dot for the share held.

The upright is what was promised, the pale field what the project asks of itself; the line through a dot is the exact
binomial band of so many windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from kcstats.report.figures.sheet import foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_PALE,
    INK,
    SMALL,
    TINT_PALE,
    WIDTH,
    style,
    text_width,
    wrap,
)
from kcstats.report.numbers import number
from kcstats.terms import Lang

_ROW, _GAP, _HEAD = 4.6, 2.6, 7.0
"""Height of a row, room above a new group, and above the first [mm]."""
SCALE = (0.6, 1.0)


@dataclass(frozen=True)
class Held:
    """One row: how many intervals held their truth.

    Attributes
    ----------
    group, name : str
        Heading over a run of rows, and the row's own name.
    n : int
    covered, low, high : float
        Share held with its band, 0-1.
    """

    group: str
    name: str
    n: int
    covered: float
    low: float
    high: float


def coverage(
    rows: Sequence[Held], *, nominal: float = 0.8, asked: tuple[float, float] = (0.77, 0.83), lang: Lang = "zh"
) -> Figure:
    """Draw how often intervals held the truth.

    Parameters
    ----------
    rows : sequence of Held
        In their order; rows of one group stand together.
    nominal : float
        Share promised.
    asked : (float, float)
        The field in which it should lie.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        There is no row.
    """
    if not rows:
        raise ValueError("Expected at least one row. But got none.")
    small = wrap(_note(nominal, asked, lang), WIDTH, SMALL)
    groups = list(dict.fromkeys(row.group for row in rows))
    bottom = _HEAD + _ROW * (len(rows) + sum(bool(g) for g in groups)) + _GAP * (len(groups) - 1)
    label = 2.5 + max(text_width(text, BODY) for row in rows for text in (row.name, row.group)) + 3.0
    left, right = max(label, 34.0), WIDTH - 40.0

    def x(share: float) -> float:
        return left + (min(max(share, SCALE[0]), SCALE[1]) - SCALE[0]) / (SCALE[1] - SCALE[0]) * (right - left)

    with style():
        on = sheet(bottom + 4.0 + len(small) * leading(SMALL))
        on.box(x(asked[0]), _HEAD - 1.5, x(asked[1]) - x(asked[0]), bottom - _HEAD + 1.5, TINT_PALE, z=0.5)
        for tick in (0.6, 0.7, 0.8, 0.9, 1.0):
            on.rule([x(tick)] * 2, [_HEAD - 1.5, bottom], INK if tick == nominal else GREY_PALE, 0.7, z=1)
            on.text(x(tick), _HEAD - 3.0, f"{100 * tick:g}%", SMALL, GREY, align="center")
        heads = ("覆盖率", "窗口数") if lang == "zh" else ("held", "windows")
        on.text(right + 16.0, _HEAD - 3.0, heads[0], SMALL, GREY, align="right")
        on.text(WIDTH, _HEAD - 3.0, heads[1], SMALL, GREY, align="right")
        y, before = _HEAD, None
        for row in rows:
            if row.group != before:
                y += _GAP if before is not None else 0.0
                if row.group:
                    on.text(0, y + 3.2, row.group, BODY, GREY)
                    y += _ROW
                before = row.group
            on.text(2.5 if row.group else 0.0, y + 3.2, row.name, BODY)
            on.rule([x(row.low), x(row.high)], [y + 2.3] * 2, BLUE, 1.1, z=3)
            on.dot(x(row.covered), y + 2.3, INK, size=4.2)
            on.text(right + 16.0, y + 3.2, f"{100 * row.covered:.1f}%", BODY, align="right")
            on.text(WIDTH, y + 3.2, number(row.n, 0), BODY, GREY, align="right")
            y += _ROW
        foot(on, bottom + 4.5, small)
    return on.fig


def alt_coverage(rows: Sequence[Held], *, lang: Lang = "zh") -> str:
    """Tell the picture: the share held in every row."""
    if lang == "zh":
        told = "，".join(f"{r.group}{r.name}{100 * r.covered:.1f}%（{r.n}个窗口）" for r in rows)
        return f"区间覆盖率：{told}。"
    return "Share of truths held: " + ", ".join(f"{r.group} {r.name} {r.covered:.1%} (n={r.n})" for r in rows) + "."


def _note(nominal: float, asked: tuple[float, float], lang: Lang) -> str:
    if lang == "zh":
        return (
            f"点为实际落入{100 * nominal:.0f}%预测区间的比例，横线为该窗口数下的精确二项95%区间（Clopper–Pearson），"
            f"色带为要求的{100 * asked[0]:.0f}%—{100 * asked[1]:.0f}%；超出图幅的画在边上。"
        )
    return (
        f"Dots: share of truths inside the {nominal:.0%} interval; lines: exact 95% binomial bands "
        f"(Clopper–Pearson); field: the {asked[0]:.0%}-{asked[1]:.0%} asked for. What lies off the "
        "scale is drawn at its edge."
    )
