"""Words in a chart for the screen, each where it touches least on a desk and on a telephone.

Words keep their size when a field shrinks, so that a place that is free on a desk may be full on a telephone. Both
sizes are looked at, and the place that is best for both together is taken.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.report.figures.labels import Ink, Place, box_of
from kcstats.report.figures.profile import Subject
from kcstats.report.figures.style import text_width
from kcstats.report.figures.words import unit_text
from kcstats.report.numbers import number
from kcstats.report.web.markup import Html
from kcstats.report.web.stage import Stage, spot

Floats = npt.NDArray[np.float64]
Field = tuple[float, float]

LETTER, DOT = 9.5, 0.8
"""Type of the words [pt]; half a dot [mm]."""
FIELDS: tuple[Field, ...] = ((151.0, 66.0), (62.0, 59.0))
"""Width and height of a field on a desk and on a telephone [mm, where the type is LETTER]."""
WRAP, LINE = 52.9, 4.5
"""Width from which on words take a second line on a telephone (as explore.css has it), and a line's height [mm]."""
TRIED = 8
"""Places of the first word that are tried with every place of the second."""
NEAR_END = 0.84
"""Share of the field's width from which on a word in the middle of its dot would leave a telephone's screen."""


def words(s: Subject, stage: Stage) -> list[Html]:
    """Place the target on its line and the latest figure at its dot, so that both together touch least.

    Parameters
    ----------
    s : Subject
    stage : Stage

    Returns
    -------
    list of Html
        Words in place; none for what is not known.
    """
    inks = [_ink(s, stage, field) for field in FIELDS]
    goals = _ranked(s.demand, _goal_spots(s, stage), inks)[:TRIED] if s.demand else []
    said, spots = "", list[_Spot]()
    if len(s.history):
        year, value = int(s.history["year"].iloc[-1]), float(s.history["value"].iloc[-1])
        figure = number(value, s.indicator.decimals) + unit_text(s.indicator.unit, s.lang)
        said = f"{year}年 {figure}" if s.lang == "zh" else f"{year}: {figure}"
        spots = _latest_spots(stage, year, value)
    if goals and spots:
        pairs = [(cost + much, goal, best) for cost, goal in goals
                 for much, best in _ranked(said, spots, _with(s.demand, goal, inks))[:1]]  # fmt: skip
        _, goal, latest = min(pairs, key=lambda pair: pair[0])
        return [_word(s.demand, goal, "goal-word"), _word(said, latest, "latest-word")]
    alone = _ranked(said, spots, inks)
    return [*(_word(s.demand, goal, "goal-word") for _, goal in goals[:1]),
            *(_word(said, latest, "latest-word") for _, latest in alone[:1])]  # fmt: skip


@dataclass(frozen=True)
class _Spot:
    """Where a word may stand: its place in the field [share], its side of it, and what that costs beside the ink.

    `back` is how much of the word lies to the left of its place [share of the word, mm]; `down` is from the place to
    the word's baseline [mm]; `shift` is by how much the place itself lies below the point it names [mm].
    """

    x: float
    y: float
    side: str
    cost: float
    down: float
    back: tuple[float, float] = (0.0, 0.0)
    shift: float = 0.0

    def place(self, width: float, field: Field) -> Place:
        """The baseline's left end on a field of some size."""
        share, more = self.back
        return Place(field[0] * self.x - share * width + more, field[1] * self.y + self.shift + self.down, self.cost)


def _goal_spots(s: Subject, stage: Stage) -> list[_Spot]:
    """On either side of the target's line, from its left end onwards, above better than below; else along the top."""
    y = stage.y(s.level) if math.isfinite(s.level) else 4.0 / FIELDS[0][1]
    out = []
    for step, x in enumerate(np.linspace(0.015, 0.615, 13)):
        out += [_Spot(x, y, "above", 0.1 * step, -1.2), _Spot(x, y, "under", 0.3 + 0.1 * step, 3.9)]
        out.append(_Spot(x, 0.0, "under", 4.0 + 0.1 * step, 3.9))
    ends = [_Spot(0.985, y, "above end", 2.0, -1.2, (1.0, 0.0)), _Spot(0.985, y, "under end", 2.3, 3.9, (1.0, 0.0))]
    return out + ends


def _latest_spots(stage: Stage, year: int, value: float) -> list[_Spot]:
    x, y = stage.x(year), stage.y(value)
    sides = [("", 0.0, (0.5, 0.0))] if x < NEAR_END else []
    sides.append((" end", 0.5, (1.0, 1.5)))
    out = [_Spot(x, y, "left", 1.0, 1.2, (1.0, -2.2))]  # free where a line comes steeply from above or below
    for far, cost in ((2.4, 0.0), (5.5, 2.0), (9.0, 4.0)):
        for end, more, back in sides:
            out.append(_Spot(x, y, "above" + end, cost + more, 0.0, back, -far))
            out.append(_Spot(x, y, "under" + end, cost + more + 0.4, 2.6, back, far))
    return out


def _ranked(text: str, spots: list[_Spot], inks: list[Ink]) -> list[tuple[float, _Spot]]:
    """The spots with what each touches on all fields together, the one that touches least first."""
    costs = np.zeros(len(spots))
    for field, ink in zip(FIELDS, inks, strict=True):
        costs += [ink.touched(*_box(text, spot, field)) + spot.cost for spot in spots]
    return [(float(costs[at]), spots[at]) for at in np.argsort(costs, kind="stable")]


def _with(text: str, at: _Spot, inks: list[Ink]) -> list[Ink]:
    """The ink of every field with a word in it."""
    return [ink.with_box(*_box(text, at, field)) for field, ink in zip(FIELDS, inks, strict=True)]


def _word(text: str, at: _Spot, class_: str) -> Html:
    return spot(text, x=at.x, y=at.y + at.shift / FIELDS[0][1], class_=class_, side=at.side)


def _box(text: str, spot: _Spot, field: Field) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a text [mm]; what is long for a telephone runs on there in a second line."""
    width = text_width(text, LETTER)
    long = field is not FIELDS[0] and width > WRAP
    left, top, right, bottom = box_of(text, LETTER, spot.place(WRAP if long else width, field))
    if not long:
        return left, top, right, bottom
    up, down = (LINE, 0.0) if "above" in spot.side else (0.0, LINE)
    return left, top - up, left + WRAP + 1.0, bottom + down


def _ink(s: Subject, stage: Stage, field: Field) -> Ink:
    """The lines of a subject on a field of some size; dots are ink of their own."""
    ink = Ink(np.empty((0, 2)), (0.0, -4.0, field[0], field[1]))
    years, values = (s.history[name].to_numpy(dtype=float) for name in ("year", "value"))
    x, y = _mm(stage, field, years, values)
    ink = ink.with_line(x, y)
    for a, b in zip(x, y, strict=True):
        ink = ink.with_box(a - DOT, b - DOT, a + DOT, b + DOT)
    if len(s.projected):
        ahead = s.projected["year"].to_numpy(dtype=float)
        for q in ("q025", "q10", "q25", "q50", "q75", "q90", "q975"):
            ink = ink.with_line(*_mm(stage, field, ahead, s.projected[q].to_numpy(dtype=float)))
    if math.isfinite(s.level):
        ink = ink.with_line(*_mm(stage, field, np.array([stage.first, stage.last]), np.array([s.level] * 2)))
    return ink


def _mm(stage: Stage, field: Field, years: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Places on a field of some size [mm]."""
    x = field[0] * (years - stage.first) / (stage.last - stage.first)
    return x, field[1] * (stage.high - values) / (stage.high - stage.low)
