"""The typefaces that come with the install, so that no machine shows a square for a character."""

from __future__ import annotations

import base64
import io
from pathlib import Path


def font_folder() -> Path:
    """Folder that holds Noto Sans SC and Noto Serif SC."""
    import pylopdf_fonts_zh_cn

    return Path(str(pylopdf_fonts_zh_cn.sans_path())).parent


def css_font(text: str) -> str:
    """Make a style sheet that embeds the characters of a text, and no others.

    Parameters
    ----------
    text : str
        Everything the page shows.

    Returns
    -------
    str
        One ``@font-face`` of the family ``KC Sans``.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    import pylopdf_fonts_zh_cn

    font = TTFont(str(pylopdf_fonts_zh_cn.sans_path()))
    options = subset.Options(layout_features=["kern", "locl", "tnum"], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    always = "".join(map(chr, range(32, 127))) + "，。：；、（）《》“”—…·％‰〔〕"
    cutter.populate(text=text + always)
    cutter.subset(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    return f'@font-face {{ font-family: "KC Sans"; src: url("data:font/woff;base64,{data}") format("woff"); }}\n'
