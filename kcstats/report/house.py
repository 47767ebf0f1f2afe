"""The house's colours and sizes of type, read from the theme: one file for pictures, web pages and the dashboard.

``reports/theme/style.yml`` of the project is looked for: the project that a notebook runs for, else upwards from the
folder one works in, else the one this software lies in. Without one, as after a bare installation, the colours
are those that were shipped.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from kcstats.errors import RenderError
from kcstats.evaluation.settings import ROOT

COLOURS = (
    "ink", "blue", "tint_deep", "tint", "tint_pale", "red", "grey", "grey_mid", "grey_pale", "grey_faint", "paper",
    "quiet", "pale", "line",
)  # fmt: skip
PICTURES = ("headline", "standing", "body", "small", "axis", "hatch", "dpi")


@dataclass(frozen=True)
class House:
    """What the theme says of colours and type.

    Attributes
    ----------
    colours : mapping of name to ``#rrggbb``
    pictures : mapping of name to float
        Type and lines [pt], and dots per inch.
    """

    colours: Mapping[str, str]
    pictures: Mapping[str, float]


@cache
def house() -> House:
    """Read the house's style, once a process.

    Raises
    ------
    RenderError
        If the theme's file lacks a value, or holds one that is no colour or no number.

    Examples
    --------
    >>> sorted(house().colours) == sorted(COLOURS)
    True
    """
    return read_house(*([Path(os.environ[ROOT])] if os.environ.get(ROOT) else []), Path.cwd())


def read_house(*starts: Path) -> House:
    """Read the style of the project at or above one of some folders; the shipped one where there is none."""
    for start in (*starts, Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            path = folder / "reports" / "theme" / "style.yml"
            if path.is_file():
                return _understood(path.read_text(encoding="utf-8"), "reports/theme/style.yml")
    return _understood(
        (files("kcstats.report") / "house.yml").read_text(encoding="utf-8"), "kcstats/report/house.yml"
    )


def _understood(text: str, name: str) -> House:
    try:
        said: Any = yaml.safe_load(text)
        colours = {key: str(said["colours"][key]) for key in COLOURS}
        pictures = {key: float(said["pictures"][key]) for key in PICTURES}
    except (KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise RenderError(f"{name}: 缺少数值或无法读取 (a value is missing): {error!r}") from None
    wrong = [f"{key}: {value}" for key, value in colours.items() if not re.fullmatch(r"#[0-9a-fA-F]{6}", value)]
    if wrong:
        raise RenderError(f"{name}: 颜色应写作“#1b2a38”的样子 (colours are written #rrggbb): {', '.join(wrong)}")
    return House(colours, pictures)
