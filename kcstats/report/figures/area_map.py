"""The places inside an area on a map: darker is worse, and what misses its target has a heavy edge.

Every place carries its name and figure, so that the map can be read without its colours; what has no figure is
hatched. The projection keeps areas true.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.ticker import MaxNLocator

from kcstats.plan.model import Target
from kcstats.plan.units import plain
from kcstats.report.figures.geography import Albers, area_of, middle
from kcstats.report.figures.labels import Ink, choose
from kcstats.report.figures.labels import Place as Spot
from kcstats.report.figures.sheet import Sheet, foot, leading, sheet
from kcstats.report.figures.style import (
    BLUE,
    BODY,
    GREY,
    GREY_MID,
    INK,
    MM_PER_POINT,
    PAPER,
    RED,
    SMALL,
    TINT,
    TINT_DEEP,
    TINT_PALE,
    WIDTH,
    shorten,
    style,
    text_width,
    wrap,
)
from kcstats.report.figures.subareas import Place, place_figures, places_of
from kcstats.report.figures.words import indicator_of, level_of, source_words, target_at, unit_text
from kcstats.report.numbers import number
from kcstats.terms import Direction, Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

Floats = npt.NDArray[np.float64]

EARTH = 6371.0
"""Mean radius [km]."""
FIELD, TALLEST = 112.0, 84.0
"""Room for the map: width, and most height [mm]."""
_TINTS = {2: (TINT_PALE, TINT_DEEP), 3: (TINT_PALE, TINT, BLUE), 4: (TINT_PALE, TINT, TINT_DEEP, BLUE),
          5: ("#eef4f8", TINT_PALE, TINT, TINT_DEEP, BLUE)}  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """One place as it lies on the sheet.

    Attributes
    ----------
    place : Place or None
        Its figures; None = none.
    name : str
    polygons : tuple of tuple of ndarray of float, shape (n, 2)
        Rings [mm].
    """

    place: Place | None
    name: str
    polygons: tuple[tuple[Floats, ...], ...]

    @property
    def largest(self) -> tuple[Floats, ...]:
        """The polygon that carries the label."""
        return max(self.polygons, key=lambda rings: area_of(rings[0]))

    @property
    def outline(self) -> Outline:
        """All rings as one path."""
        rings = [ring for polygon in self.polygons for ring in polygon]
        codes = [[Outline.MOVETO, *[Outline.LINETO] * (len(r) - 2), Outline.CLOSEPOLY] for r in rings]
        return Outline(np.vstack(rings), np.concatenate(codes))


@dataclass(frozen=True)
class Classes:
    """Ranges of the value and their tints, the best first."""

    edges: tuple[float, ...]
    tints: tuple[str, ...]
    rising: bool

    def tint(self, value: float) -> str:
        """Tint of a value; an edge belongs to the class above it."""
        k = int(np.clip(np.searchsorted(self.edges, value, side="right") - 1, 0, len(self.tints) - 1))
        return self.tints[::-1][k] if self.rising else self.tints[k]


def has_map(ev: Evaluation, target_id: str) -> bool:
    """Whether a map can be drawn: shapes and comparable figures of at least two places inside the area."""
    shaped = {b.area for b in ev.dataset.boundaries}
    return sum(place.id in shaped for place in places_of(ev, target_id)) >= 2


def area_map(ev: Evaluation, target_id: str, *, lang: Lang = "zh") -> Figure:
    """Draw the places inside the evaluated area.

    Parameters
    ----------
    ev : Evaluation
    target_id : str
    lang : {"zh", "en"}

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        Fewer than two places have both a shape and a comparable figure.
    """
    if not has_map(ev, target_id):
        raise ValueError(f"Expected shapes and figures of two sub-areas for {target_id!r}. But got fewer.")
    places = places_of(ev, target_id, lang=lang)
    shapes, height, kilometre = _laid_out(ev, places, lang)
    target = ev.target(target_id)
    rising = _rising(ev, target)
    classes = classes_of([p.value for p in places], rising)
    small = wrap(_note(ev, target, places, rising, lang), WIDTH, SMALL)
    top = 3.0
    tall = max(height, 46.0)
    with style():
        on = sheet(top + tall + 9.0 + len(small) * leading(SMALL))
        for shape in shapes:
            _draw(on, shape, classes)
        numbered = _name(on, ev, target, shapes, classes, lang)
        y = _legend(on, ev, target, shapes, classes, top, lang)
        _list(on, numbered, y + 2.0, top + tall)
        _scale(on, kilometre, top + tall + 3.2, lang)
        foot(on, top + tall + 8.5, small)
        on.mark_demo(ev, lang, centre=(FIELD / 2, top + tall / 2))
    return on.fig


def classes_of(values: Sequence[float], rising: bool) -> Classes:
    """Cut the range of values at round numbers into two to five classes.

    Examples
    --------
    >>> classes_of([88.0, 91.0, 96.0, 99.0], True).edges
    (85.0, 90.0, 95.0, 100.0)
    """
    low, high = min(values), max(values)
    if high <= low:
        low, high = low - 0.5, high + 0.5
    edges: Floats = np.asarray(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high), dtype=float)
    edges = edges[max(int(np.searchsorted(edges, low, side="right")) - 1, 0) :]
    edges = edges[: int(np.searchsorted(edges, high, side="left")) + 1]
    if len(edges) < 3:
        edges = np.linspace(edges[0], edges[-1], 3)
    while len(edges) > 6:
        edges = edges[::2]
    return Classes(tuple(round(float(e), 9) for e in edges), _TINTS[len(edges) - 1], rising)


def _rising(ev: Evaluation, target: Target) -> bool:
    level, upward = level_of(target, float(ev.row(target.id)["baseline_value"]))
    return upward if math.isfinite(level) else indicator_of(ev, target).direction is not Direction.DECREASE


def _laid_out(ev: Evaluation, places: Sequence[Place], lang: Lang) -> tuple[tuple[Shape, ...], float, float]:
    """Project and fit the shapes; with the map's height and the length of a kilometre [mm]."""
    inside = [area.id for area in ev.dataset.children(str(ev.settings.area))]
    shown = [b for b in ev.dataset.boundaries if b.area in inside]
    every = np.array([place for b in shown for polygon in b.polygons for ring in polygon for place in ring])
    cone = Albers.over(every[:, 0], every[:, 1])
    flat = cone.flat(every[:, 0], every[:, 1])
    low, high = flat.min(axis=0), flat.max(axis=0)
    scale = min(FIELD / (high[0] - low[0]), TALLEST / (high[1] - low[1]))
    left = (FIELD - (high[0] - low[0]) * scale) / 2
    by_id = {place.id: place for place in places}

    def on_sheet(ring: Sequence[tuple[float, float]]) -> Floats:
        found = cone.flat(*np.array(ring).T)
        x, y = left + (found[:, 0] - low[0]) * scale, 3.0 + (high[1] - found[:, 1]) * scale
        return np.column_stack([x, y])

    shapes = tuple(
        Shape(by_id.get(b.area), ev.dataset.area(b.area).name(lang),
              tuple(tuple(on_sheet(ring) for ring in polygon) for polygon in b.polygons))
        for b in shown
    )  # fmt: skip
    return shapes, float((high[1] - low[1]) * scale), float(scale / EARTH)


def _draw(on: Sheet, shape: Shape, classes: Classes) -> None:
    outline = shape.outline
    known = shape.place is not None
    tint = classes.tint(shape.place.value) if shape.place else PAPER
    body = PathPatch(outline, facecolor=tint, edgecolor=PAPER, lw=1.0, zorder=2)
    if not known:
        body.set(hatch="////", edgecolor=GREY_MID, lw=0.4)
    on.page.add_patch(body)
    if shape.place is not None and not shape.place.meets:
        edge = PathPatch(outline, facecolor="none", edgecolor=RED, lw=2.8, zorder=2.5)
        on.page.add_patch(edge)
        edge.set_clip_path(outline, on.page.transData)  # only its inner half, so that it is clear whose it is


def _label(shape: Shape, x: float, y: float, figure: str, number_: int) -> tuple[tuple[str, ...], bool]:
    """Lines above the figure that its place has room for: the name, in one line or two, or else its number.

    The second answer is whether anything fits at all.
    """
    for lines in (1, 2):
        room = _room(shape.largest[0], x, y, tall=3.4 * (lines + 1))
        name = wrap(shape.name, max(room - 1.4, 0.1), SMALL)
        if len(name) <= lines and max(text_width(t, SMALL) for t in name) <= room - 1.4:
            return name, text_width(figure, BODY) <= room - 1.0
    room = _room(shape.largest[0], x, y, tall=6.8)
    return (str(number_),), text_width(figure, BODY) <= room - 1.0


def _name(
    on: Sheet, ev: Evaluation, target: Target, shapes: Sequence[Shape], classes: Classes, lang: Lang
) -> list[str]:
    """Set name and figure where a place has most room; give the numbered names that had too little, for the key."""
    decimals = indicator_of(ev, target).decimals
    ink = Ink(np.empty((0, 2)), (0.0, 0.0, FIELD, on.height - 8.0))
    numbered: list[str] = []
    for shape in sorted(shapes, key=lambda s: -area_of(s.largest[0])):
        figure = number(shape.place.value, decimals) if shape.place else ("无数据" if lang == "zh" else "no data")
        x, y = middle(shape.largest, wide=1.6)
        above, fits = _label(shape, x, y, figure, len(numbered) + 1)
        if above == (str(len(numbered) + 1),):
            numbered.append(shape.name)
        tone = PAPER if shape.place and classes.tint(shape.place.value) == BLUE else INK
        if fits:
            first = y - 1.75 * (len(above) + 1) + 2.6
            end = on.lines(x, first, above, SMALL, tone, align="center")
            on.text(x, end + 0.2, figure, BODY, tone, align="center")
            ink = ink.with_box(x - 5, y - 4, x + 5, y + 4)
            continue
        text = f"{above[0] if len(above) == 1 else shape.name} {figure}"
        spots = [Spot(x + dx - (text_width(text, SMALL) if dx < 0 else 0), y + dy, abs(dx) + abs(dy))
                 for dx in (4.0, -4.0, 8.0, -8.0) for dy in (0.8, -4.0, 5.0, -8.0, 9.0)]  # fmt: skip
        spot, ink, _ = choose(text, SMALL, spots, ink)
        end = spot.x if spot.x > x else spot.x + text_width(text, SMALL)
        on.rule([x, end], [y, spot.y - 0.8], GREY, 0.5)
        on.text(spot.x, spot.y, text, SMALL, INK, halo=True, z=8)
    return numbered


def _room(ring: Floats, x: float, y: float, *, tall: float) -> float:
    """How wide a label of some height may be around a point inside a ring [mm]."""
    return min(_free(ring, x, y + shift * tall) for shift in (-0.5, 0.0, 0.5))


def _free(ring: Floats, x: float, y: float) -> float:
    """Twice the distance from a point to the nearer edge at its height; 0 outside."""
    a, b = ring[:-1], ring[1:]
    crossed = (a[:, 1] > y) != (b[:, 1] > y)
    a, b = a[crossed], b[crossed]
    edges = a[:, 0] + (y - a[:, 1]) / (b[:, 1] - a[:, 1]) * (b[:, 0] - a[:, 0])
    left, right = edges[edges <= x], edges[edges > x]
    return 2 * float(min(x - left.max(), right.min() - x)) if len(left) % 2 and len(right) % 2 else 0.0


def _legend(
    on: Sheet, ev: Evaluation, target: Target, shapes: Sequence[Shape], classes: Classes, top: float, lang: Lang
) -> float:
    """Draw target, classes and marks beside the map; return the y below them [mm]."""
    zh, x, y = lang == "zh", FIELD + 6.0, top + 3.0
    indicator = indicator_of(ev, target)
    unit = unit_text(indicator.unit, lang)
    short = target_at(target, float(ev.row(target.id)["baseline_value"]), indicator, lang)
    y = on.lines(x, y, wrap(target.name(lang), WIDTH - x, BODY, lines=3), BODY, INK)
    y = on.lines(x, y + 0.6, wrap(f"目标：{short}" if zh else f"Target: {short}", WIDTH - x, BODY), BODY, RED) + 1.5
    values = [s.place.value for s in shapes if s.place]
    pairs = list(zip(classes.edges[:-1], classes.edges[1:], strict=True))
    for low, high in pairs:
        tint = classes.tint((low + high) / 2)
        on.box(x, y - 2.6, 6.0, 3.4, tint)
        last = (low, high) == pairs[-1]
        n = sum(low <= v < high or (last and v == high) for v in values)
        said = f"{plain(low)}—{plain(high)}{unit}" if zh else f"{plain(low)}–{plain(high)}{unit}"
        on.text(x + 8.0, y, f"{said}　{n}个" if zh else f"{said}  ({n})", SMALL, GREY)
        y += 4.6
    if any(s.place is None for s in shapes):
        on.box(x, y - 2.6, 6.0, 3.4, GREY_MID, hatched=True)
        on.text(x + 8.0, y, "无数据" if zh else "no data", SMALL, GREY)
        y += 4.6
    missed = sum(not s.place.meets for s in shapes if s.place)
    if missed:
        on.rule(
            [x + 0.3, x + 5.7, x + 5.7, x + 0.3, x + 0.3], [y - 2.4, y - 2.4, y + 0.6, y + 0.6, y - 2.4], RED, 1.8
        )
        on.text(x + 8.0, y, f"未达到目标　{missed}个" if zh else f"target not met  ({missed})", SMALL, GREY)
        y += 4.6
    return y


def _list(on: Sheet, numbered: Sequence[str], y: float, bottom: float) -> None:
    """List the names that stand as numbers on the map, below the key; as tight as they must."""
    step = min(3.6, (bottom - y) / max(len(numbered), 1))
    for k, name in enumerate(numbered, start=1):
        on.text(FIELD + 9.5, y, str(k), SMALL, INK, align="right")
        on.text(FIELD + 11.0, y, shorten(name, WIDTH - FIELD - 11.0, SMALL), SMALL, GREY)
        y += step


def _scale(on: Sheet, kilometre: float, y: float, lang: Lang) -> None:
    """A bar of a round number of kilometres."""
    size = 10.0 ** math.floor(math.log10(26.0 / kilometre))
    size = next(n * size for n in (5, 2, 1) if n * size * kilometre <= 28.0)
    on.rule([0, 0, size * kilometre, size * kilometre], [y - 0.8, y, y, y - 0.8], GREY, 0.6)
    said = f"{plain(size)}千米" if lang == "zh" else f"{plain(size)} km"
    on.text(size * kilometre + 1.2, y + SMALL * MM_PER_POINT * 0.3, said, SMALL, GREY)


def _note(ev: Evaluation, target: Target, places: Sequence[Place], rising: bool, lang: Lang) -> str:
    year = max(place.year for place in places)
    older = sum(place.year < year for place in places)
    source = source_words(ev, place_figures(ev, target), lang)
    if lang == "zh":
        late = f"（{older}个地区为较早年份）" if older else ""
        worse = "低" if rising else "高"
        return f"{year}年{late}，颜色越深数值越{worse}，即离目标越远；等积投影。{source}。"
    late = f" ({older} older)" if older else ""
    worse = "lower" if rising else "higher"
    return f"{year}{late}. Darker: {worse}, that is further from the target; equal-area projection. {source}."
