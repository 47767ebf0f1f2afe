"""A sheet of paper measured in millimetres, on which pictures are set like pages.

Charts made of rows, words and small marks are typesetting more than plotting: a name stands 3 mm below a rule, a
number ends at a column's right edge. So a picture is a `Sheet` whose own axes run in millimetres from the upper left
corner, with ordinary axes laid on it where data need a scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from PIL import Image

from kcstats.files import write_atomically
from kcstats.report.figures.style import (
    BODY,
    DPI,
    GREY,
    GREY_MID,
    INK,
    MM_PER_POINT,
    PAPER,
    SMALL,
    WIDTH,
    balance,
    font,
    style,
    text_width,
    wrap,
)
from kcstats.terms import Lang

if TYPE_CHECKING:
    from kcstats.evaluation.model import Evaluation

P = ParamSpec("P")
T = TypeVar("T")

LEADING = 1.42
"""Distance of two lines over the size of type."""
PALETTE = 256
"""Colours of a picture's file."""


def leading(size: float) -> float:
    """Distance of two baselines [mm] for a size of type [pt]."""
    return size * MM_PER_POINT * LEADING


@dataclass(frozen=True)
class Sheet:
    """One picture being made.

    Attributes
    ----------
    fig : Figure
    page : Axes
        Covers the whole sheet; x to the right and y downwards, in millimetres.
    width, height : float
        [mm]
    """

    fig: Figure
    page: Axes
    width: float
    height: float

    def text(
        self, x: float, y: float, text: str, size: float = BODY, ink: str = INK, *, align: str = "left", z: float = 5,
        halo: bool = False,
    ) -> Text:  # fmt: skip
        """Set one line with its baseline at `y` [mm]; a halo keeps it legible over other ink."""
        set_ = self.page.text(x, y, text, fontproperties=font(size), color=ink, ha=align, va="baseline", zorder=z)
        if halo:
            set_.set_path_effects([withStroke(linewidth=1.8, foreground=PAPER, alpha=0.85)])
        return set_

    def lines(
        self, x: float, y: float, lines: Sequence[str], size: float = BODY, ink: str = INK, *, align: str = "left"
    ) -> float:
        """Set lines below each other, the first with its baseline at `y`; return the y of a next one [mm]."""
        for line in lines:
            self.text(x, y, line, size, ink, align=align)
            y += leading(size)
        return y

    def named(self, x: float, y: float, lines: Sequence[str], id: str) -> None:
        """Set a name made by `name_lines`, its id in grey."""
        *first, last = lines
        y = self.lines(x, y, first)
        name = last.removesuffix(id).rstrip()
        self.text(x, y, name)
        if last.endswith(id):
            self.text(x + text_width(name, BODY) + (1.2 if name else 0.0), y, id, SMALL, GREY)

    def rule(
        self, x: Sequence[float], y: Sequence[float], ink: str = INK, weight: float = 0.8, *, dash: bool = False,
        z: float = 3,
    ) -> None:  # fmt: skip
        """Draw a line through points [mm]."""
        self.page.plot(x, y, color=ink, lw=weight, ls=(0, (2.5, 2)) if dash else "-", zorder=z)

    def dot(
        self, x: float, y: float, ink: str = INK, *, size: float = 3.2, hollow: bool = False, z: float = 4
    ) -> None:
        """Set a dot [mm]; a hollow one shows paper inside."""
        face = PAPER if hollow else ink
        self.page.plot([x], [y], "o", ms=size, mfc=face, mec=ink, mew=0.9, zorder=z)

    def box(
        self, x: float, y: float, width: float, height: float, ink: str, *, hatched: bool = False, z: float = 2
    ) -> None:
        """Draw a filled box, or one hatched on paper, from its upper left corner [mm]."""
        shape = Rectangle((x, y), width, height, facecolor=PAPER if hatched else ink, lw=0, zorder=z)
        if hatched:
            shape.set(hatch="/////", edgecolor=ink, lw=0.7)
        self.page.add_patch(shape)

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """Lay bare axes on the sheet: no frame, no ticks."""
        place = (x / self.width, 1 - (y + height) / self.height, width / self.width, height / self.height)
        ax = self.fig.add_axes(place)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.tick_params(length=0, labelleft=False, labelbottom=False)
        ax.patch.set_alpha(0)
        return ax

    def mark_demo(self, ev: Evaluation, lang: Lang, *, centre: tuple[float, float] | None = None) -> None:
        """Mark the picture where the evaluation's data are made up; see `mark_made_up`."""
        mark_made_up(self, ev.dataset.synthetic, lang, centre=centre)


def mark_made_up(on: Sheet, synthetic: bool, lang: Lang, *, centre: tuple[float, float] | None = None) -> None:
    """Write large, pale and slanted over a picture that its data are made up; nothing where they are real."""
    if not synthetic:
        return
    words = "演示数据" if lang == "zh" else "DEMO DATA"
    size = min(54.0, 0.62 * on.width / text_width(words, 1.0), 0.75 * on.height / text_width(words, 1.0) * 2)
    x, y = centre or (on.width / 2, on.height / 2)
    on.fig.text(
        x / on.width, 1 - y / on.height, words, fontproperties=font(size), color=GREY_MID, alpha=0.2, rotation=22,
        ha="center", va="center", zorder=20,
    )  # fmt: skip


def sheet(height: float, width: float = WIDTH) -> Sheet:
    """Take an empty sheet [mm]."""
    with style():
        fig = Figure(figsize=(width / 25.4, height / 25.4), dpi=DPI, facecolor=PAPER)
        FigureCanvasAgg(fig)
        page = fig.add_axes((0.0, 0.0, 1.0, 1.0))
        page.set_axis_off()
        page.set_xlim(0, width)
        page.set_ylim(height, 0)
        page.set_zorder(5)
    return Sheet(fig, page, width, height)


def name_lines(name: str, id: str, room: float, *, lines: int = 3) -> tuple[str, ...]:
    """Break a name, its id behind it on the last line, to a width [mm].

    Examples
    --------
    >>> name_lines("孕产妇死亡率", "W1.2", 40.0)
    ('孕产妇死亡率 W1.2',)
    """
    found = balance(f"{name} {id}", room, BODY)
    if len(found) <= lines:
        return found
    short = wrap(name, room - text_width(f" {id}", BODY), BODY, lines=lines)
    return (*short[:-1], f"{short[-1]} {id}")


def foot(on: Sheet, y: float, lines: Sequence[str], x: float = 0.0) -> None:
    """Set the small print under a picture, its first baseline at `y` [mm]."""
    on.lines(x, y, lines, SMALL, GREY)


def save(fig: Figure, path: str | Path) -> Path:
    """Write a picture as PNG, the same bytes for the same picture.

    A few flat colours and their blends with the paper: a palette holds them all but unseen shades, in a third of the
    bytes, so that a page of two hundred profiles can still be sent by mail.

    Parameters
    ----------
    fig : Figure
        One of this package's pictures.
    path : str or Path
        Ends in ``.png``; its folder is made where it is missing.

    Returns
    -------
    Path
        The file.
    """
    target = Path(path)

    def draw(beside: Path) -> None:
        whole = BytesIO()
        with style():
            fig.savefig(whole, format="png", dpi=DPI, pil_kwargs={"compress_level": 0})
        flat = Image.open(whole).convert("RGB")
        few = flat.quantize(PALETTE, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(beside, format="png", dpi=(DPI, DPI))

    write_atomically(target, draw)
    return target
