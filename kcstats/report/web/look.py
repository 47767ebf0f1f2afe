"""The house's look for the screen: the colours of the pictures as CSS variables, and the style of charts."""

from __future__ import annotations

from importlib.resources import files

from kcstats.report.house import house


def house_colours() -> str:
    """The colours of every picture, for style sheets.

    Examples
    --------
    >>> "--ink:#1b2a38;" in house_colours()
    True
    """
    said = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in house().colours.items())
    return f":root{{{said}}}\n"


def web_style() -> str:
    """The style of charts on the screen."""
    return (files("kcstats.report.web") / "explore.css").read_text(encoding="utf-8")
