"""The look of every picture: two inks, one accent, one typeface, sizes for paper.

Red belongs to targets and to the worst grade, and to nothing else. Whatever a colour says, a shape or a hatch says
too, so that the pictures survive a grey printer and a colour-blind reader. Sizes are true sizes on an A4 page: the
pictures are as wide as its text area and nothing is set below 7 pt. The typeface is read from its file, never looked
up by name, so that no machine shows another one. Colours and sizes are the theme's, in ``reports/theme/style.yml``.
"""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from functools import cache, lru_cache
from typing import Any

import matplotlib
import pylopdf_fonts_zh_cn
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from kcstats.report.house import house

_HOUSE = house()

INK = _HOUSE.colours["ink"]
BLUE = _HOUSE.colours["blue"]
TINT_DEEP = _HOUSE.colours["tint_deep"]
TINT = _HOUSE.colours["tint"]
TINT_PALE = _HOUSE.colours["tint_pale"]
RED = _HOUSE.colours["red"]
GREY = _HOUSE.colours["grey"]
GREY_MID = _HOUSE.colours["grey_mid"]
GREY_PALE = _HOUSE.colours["grey_pale"]
GREY_FAINT = _HOUSE.colours["grey_faint"]
PAPER = _HOUSE.colours["paper"]
"""The house's colours, from `kcstats.report.house`."""

WIDTH = 156.0
"""Width of a picture [mm]: the text area of the page that offices use."""

DPI = int(_HOUSE.pictures["dpi"])
HEADLINE, STANDING, BODY, SMALL = (_HOUSE.pictures[name] for name in ("headline", "standing", "body", "small"))
"""Sizes of type [pt]."""

MM_PER_POINT = 25.4 / 72

_RC: dict[Any, Any] = {
    "text.usetex": False,
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "axes.grid": False,
    "axes.facecolor": "none",
    "axes.linewidth": _HOUSE.pictures["axis"],
    "axes.xmargin": 0.0,
    "axes.ymargin": 0.0,
    "figure.facecolor": PAPER,
    "figure.autolayout": False,
    "figure.constrained_layout.use": False,
    "hatch.linewidth": _HOUSE.pictures["hatch"],
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "patch.linewidth": 0.0,
    "savefig.bbox": "standard",
    "savefig.facecolor": PAPER,
    "savefig.transparent": False,
}

_OPENING = "（《“〔【([《"
_CLOSING = "，。；：、！？）》”〕】…·,.;:!?)]%‰》"
_PIECES = re.compile(r"[A-Za-z0-9.,:/%‰+\-−–—≤≥<>=()'’&]+|\s+|个[百千]分点|.")
_UNITS = ("个百分点", "个千分点", *"年月日岁人个例次项所张名元倍")
"""What stays on the line of the number before it."""


def style() -> AbstractContextManager[None]:
    """Settings every picture is built and saved under; they never leave the ``with`` block.

    Examples
    --------
    >>> before = matplotlib.rcParams["hatch.linewidth"]
    >>> with style():
    ...     inside = matplotlib.rcParams["hatch.linewidth"]
    >>> inside, matplotlib.rcParams["hatch.linewidth"] == before
    (0.9, True)
    """
    return matplotlib.rc_context(_RC)


@cache
def font(size: float = BODY) -> FontProperties:
    """Noto Sans SC in one size [pt], from the file that comes with the installation.

    Examples
    --------
    >>> font(7.0).get_name()
    'Noto Sans SC'
    """
    return FontProperties(fname=str(pylopdf_fonts_zh_cn.sans_path()), size=size)


@cache
def _face() -> FT2Font:
    face = FT2Font(str(pylopdf_fonts_zh_cn.sans_path()))
    face.set_size(100.0, 72)
    return face


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = BODY) -> float:
    """Width of one line of text [mm].

    Parameters
    ----------
    text : str
    size : float
        Type size [pt].

    Returns
    -------
    float

    Examples
    --------
    >>> round(text_width("死亡率", 10) / text_width("死", 10), 1)
    3.0
    """
    if not text:
        return 0.0
    face = _face()
    face.set_text(text, 0.0)
    return float(face.get_width_height()[0]) / 64 / 100 * size * MM_PER_POINT


def wrap(text: str, width: float, size: float = BODY, *, lines: int | None = None) -> tuple[str, ...]:
    """Break a text into lines as a Chinese typesetter would.

    A line may break between any two Chinese characters, but never inside a number or a Latin word, never between a
    number and its unit, before closing punctuation or after an opening bracket.

    Parameters
    ----------
    text : str
        May hold line feeds of its own.
    width : float
        Of the column [mm].
    size : float
        Type size [pt].
    lines : int or None
        At most so many; what does not fit ends in an ellipsis.

    Returns
    -------
    tuple of str
        No line wider than `width` unless a single word is.

    Examples
    --------
    >>> wrap("比2020年降低15.4%，距目标还差2.3。", 25, 8)
    ('比2020年降低', '15.4%，距目标还', '差2.3。')
    """
    done: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _unbreakable(paragraph):
            if line and text_width((line + piece).rstrip(), size) > width:
                done.append(line.rstrip())
                line = ""
            line += piece if line else piece.lstrip()
        done.append(line.rstrip())
    if lines is None or len(done) <= lines:
        return tuple(done)
    rest = " ".join(done[lines - 1 :]) if text.isascii() else "".join(done[lines - 1 :])
    return (*done[: lines - 1], shorten(rest, width, size))


def balance(text: str, width: float, size: float = BODY, *, lines: int | None = None) -> tuple[str, ...]:
    """Break a text like `wrap`, into as few lines, of nearly equal length."""
    best = wrap(text, width, size, lines=lines)
    whole = wrap(text, width, size)
    if len(best) == 1 or len(whole) > len(best):
        return best
    while width > 6:
        width -= 1.0
        tighter = wrap(text, width, size)
        if len(tighter) > len(best):
            break
        best = tighter
    return best


def shorten(text: str, width: float, size: float = BODY) -> str:
    """Cut one line to a width [mm], with an ellipsis where something was cut."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _unbreakable(text: str) -> list[str]:
    """Cut a text where a line may break."""
    out: list[str] = []
    for piece in _PIECES.findall(text):
        counted = bool(out) and piece in _UNITS and out[-1][-1].isdigit()
        if out and (counted or piece[0] in _CLOSING or out[-1][-1] in _OPENING):
            out[-1] += piece
        else:
            out.append(piece)
    return out
