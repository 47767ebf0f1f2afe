"""The typefaces that come with the install, so that no machine shows a square for a character.

A PDF and a figure take them whole from the wheel; a web page carries only the characters it shows.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Any

ALWAYS = "".join(map(chr, range(32, 127))) + "，。：；、（）《》“”‘’—–…·％‰〔〕≥≤±×÷−→　／～"
"""Letters and signs that reports set besides Chinese characters."""
_HEAD_END = re.compile(r"</head>", re.IGNORECASE)
_RESOURCE = re.compile(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+")


def font_files() -> dict[str, Path]:
    """Files of the two families.

    Returns
    -------
    dict of family name to Path
        ``Noto Sans SC`` and ``Noto Serif SC``.

    Examples
    --------
    >>> sorted(font_files()), all(path.is_file() for path in font_files().values())
    (['Noto Sans SC', 'Noto Serif SC'], True)
    """
    import pylopdf_fonts_zh_cn

    sans = Path(str(pylopdf_fonts_zh_cn.sans_path()))
    return {"Noto Sans SC": sans, "Noto Serif SC": sans.with_name("NotoSerifSC-Regular.otf")}


def font_folder() -> Path:
    """Folder that holds Noto Sans SC and Noto Serif SC."""
    return font_files()["Noto Sans SC"].parent


def css_font(text: str) -> str:
    """Make a style sheet that embeds the characters of a text, and no others.

    Parameters
    ----------
    text : str
        Everything the page shows.

    Returns
    -------
    str
        One ``@font-face`` of the family ``KC Sans``; the same text gives the same bytes.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(str(font_files()["Noto Sans SC"]), recalcTimestamp=False)
    options = subset.Options(layout_features=["kern", "locl", "tnum", "pwid"], notdef_outline=True, hinting=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(set(text + ALWAYS))))
    cutter.subset(font)
    _leave_chinese_punctuation(font)
    font.flavor = "woff"
    buffer = io.BytesIO()
    font.save(buffer)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    source = f'src: url("data:font/woff;base64,{data}") format("woff");'
    return f'@font-face {{ font-family: "KC Sans"; font-display: block; {source} }}\n'


def _leave_chinese_punctuation(font: Any) -> None:
    """Take Chinese punctuation out of the narrow forms that English pages ask for, for their quotation marks."""
    wide = {name for code, name in font.getBestCmap().items() if 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFFEF}
    table = font["GSUB"].table
    narrow = {
        at for r in table.FeatureList.FeatureRecord if r.FeatureTag == "pwid" for at in r.Feature.LookupListIndex
    }
    for at in narrow:
        for part in table.LookupList.Lookup[at].SubTable:
            forms = getattr(part, "ExtSubTable", part)
            forms.mapping = {name: form for name, form in forms.mapping.items() if name not in wide}


def embed_font(page: Path) -> None:
    """Put the characters a web page shows into the page itself.

    Parameters
    ----------
    page : Path
        HTML; changed in place.
    """
    text = page.read_text(encoding="utf-8")
    shown = _RESOURCE.sub("", text)
    style = f"<style>\n{css_font(shown)}</style>\n</head>"
    page.write_text(_HEAD_END.sub(lambda _: style, text, count=1), encoding="utf-8", newline="\n")
