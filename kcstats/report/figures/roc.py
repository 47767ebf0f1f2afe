"""How many misses does a warning rule find for how many false alarms? One curve a rule, a panel a kind of warning.

The farther a curve bends to the upper left, the better its score tells misses from the rest; the diagonal is drawing
lots. A dot is the rule as it stands, with its own cut-off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    GREY_PALE,
    INK,
    SMALL,
    TINT_DEEP,
    WIDTH,
    style,
    wrap,
)
from kcstats.terms import Lang

_SIZE, _LEFT, _GAP, _HEAD = 60.0, 11.0, 20.0, 8.0
"""Side of a panel, room left of one, between two and above one [mm]."""
_LINES: tuple[tuple[str, float, bool], ...] = (
    (BLUE, 1.8, False), (INK, 0.9, False), (GREY_MID, 0.9, False), (INK, 0.9, True), (TINT_DEEP, 1.1, True),
)  # fmt: skip
"""Ink, weight and dashes of the curves in their order; ours is first."""


@dataclass(frozen=True)
class Curve:
    """One rule.

    Attributes
    ----------
    name : str
    false_alarms, hits : sequence of float
        Rates along the curve, 0-1.
    stands : (float, float)
        False alarm rate and hit rate of the rule as it stands.
    auc : float
        Area under the curve.
    """

    name: str
    false_alarms: Sequence[float]
    hits: Sequence[float]
    stands: tuple[float, float]
    auc: float


def roc(panels: Sequence[tuple[str, Sequence[Curve]]], *, lang: Lang = "zh") -> Figure:
    """Draw ROC curves.

    Parameters
    ----------
    panels : sequence of (str, sequence of Curve)
        At most two panels with their names, ours first in each, at most five curves.
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        There is no panel, or there are more panels or curves than fit.
    """
    if not 0 < len(panels) <= 2 or max(len(curves) for _, curves in panels) > len(_LINES):
        raise ValueError(f"Expected one or two panels of at most {len(_LINES)} curves. But got {len(panels)}.")
    small = wrap(_note(lang), WIDTH, SMALL)
    keys = max(len(curves) for _, curves in panels)
    bottom = _HEAD + _SIZE + 9.0 + keys * leading(SMALL) + 1.0
    with style():
        on = sheet(bottom + 2.0 + len(small) * leading(SMALL))
        for k, (name, curves) in enumerate(panels):
            _draw(on, name, curves, _LEFT + k * (_SIZE + _GAP), lang)
        foot(on, bottom + 2.5, small)
    return on.fig


def _draw(on: Sheet, name: str, curves: Sequence[Curve], left: float, lang: Lang) -> None:
    base = _HEAD + _SIZE

    def x(rate: float) -> float:
        return left + _SIZE * rate

    def y(rate: float) -> float:
        return base - _SIZE * rate

    on.text(left, _HEAD - 3.0, name, BODY, INK)
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        on.rule([left, x(1)], [y(tick)] * 2, GREY_PALE, 0.5, z=1)
        on.rule([x(tick)] * 2, [y(0), y(1)], GREY_PALE, 0.5, z=1)
        on.text(left - 1.2, y(tick) + 0.9, f"{100 * tick:g}%", SMALL, GREY, align="right")
        on.text(x(tick), base + 3.4, f"{100 * tick:g}%", SMALL, GREY, align="center")
    on.rule([x(0), x(1)], [y(0), y(1)], GREY_MID, 0.6, dash=True, z=1.5)
    on.text(x(0.98), y(0.03), "横：误报率　纵：命中率" if lang == "zh" else "across: false alarms; up: hits", SMALL,
            GREY, align="right", halo=True)  # fmt: skip
    for place in range(len(curves) - 1, -1, -1):  # ours on top
        ink, weight, dash = _LINES[place]
        one = curves[place]
        z = 4.0 - 0.1 * place
        on.rule([x(r) for r in one.false_alarms], [y(r) for r in one.hits], ink, weight, dash=dash, z=z)
        on.dot(x(one.stands[0]), y(one.stands[1]), ink, hollow=place > 0, z=z + 1)
        at = base + 8.5 + place * leading(SMALL)
        on.rule([left, left + 7.0], [at - 0.9] * 2, ink, weight, dash=dash)
        on.dot(left + 3.5, at - 0.9, ink, hollow=place > 0)
        on.text(left + 8.5, at, f"{one.name}  {one.auc:.2f}", SMALL, INK if place == 0 else GREY)


def alt_roc(panels: Sequence[tuple[str, Sequence[Curve]]], *, lang: Lang = "zh") -> str:
    """Tell the picture: of every rule the area under its curve, and its rates as it stands."""
    zh = lang == "zh"
    parts = []
    for name, curves in panels:
        told = [
            f"{c.name}曲线下面积{c.auc:.2f}，误报率{c.stands[0]:.0%}时命中{c.stands[1]:.0%}"
            if zh
            else f"{c.name}: area {c.auc:.2f}, hits {c.stands[1]:.0%} at {c.stands[0]:.0%} false alarms"
            for c in curves
        ]
        parts.append(f"{name}{'：' if zh else ': '}" + ("；" if zh else "; ").join(told))
    return ("ROC曲线。" if zh else "ROC curves. ") + ("。" if zh else ". ").join(parts) + ("。" if zh else ".")


def _note(lang: Lang) -> str:
    if lang == "zh":
        return (
            "误报率：后来没有出事的各次回看中发出预警的比例；命中率：后来出事的各次回看中发出预警的比例。点为该规则按自己的"
            "界限发出预警时的位置，名称后为曲线下面积（0.5为与抽签无异），斜虚线为抽签。"
        )
    return (
        "False alarms: share of the looks after which nothing happened that warned; hits: share of those after which "
        "it did. Dot: the rule with its own cut-off; number: area under the curve (0.5 = chance); diagonal: chance."
    )
