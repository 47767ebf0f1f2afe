"""What an office program must know of a document's language: where its lines may end, and how its text is set.

A Word file that only says ``zh`` is of no country, and then programs know none of the rules for the ends of lines: an
opening bracket is left behind and a number torn. Ranges and rates need more than the usual rules: Chinese lines break
before and after a dash or a slash, so that 2021—2030年 and 12/10万 come apart; a document can name such signs itself.

References
----------
ECMA-376 part 1, 17.15.1.58 and 17.15.1.59 (signs that no line begins or ends with), 17.3.2.20 (languages).
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from kcstats.report.openxml import element

_BOUND = "—–／/～"
_NOT_FIRST = "!%),.:;>?]}¢¨°·ˇˉ―‖’”…‰′″›℃∶、。〃〉》」』】〕〗〞！＂％＇），．：；？］｀｜｝～￠" + _BOUND
_NOT_LAST = "$([{£¥·‘“〈《「『【〔〖〝（．［｛￡￥" + _BOUND


def set_language(document: Any, lang: str, theme: Path) -> None:
    """Say of which country the document's language is, how its lines end, and give English its own styles.

    Parameters
    ----------
    document : docx.document.Document
        Changed in place.
    lang : str
        Such as ``zh`` or ``en``.
    theme : Path
        The folder with ``reference-en.docx``, whose styles English takes.
    """
    from docx.oxml.ns import qn

    settings = document.settings.element
    if not lang.startswith("zh"):
        _take_styles(document, theme / "reference-en.docx")
    for spoken in (*document.styles.element.iter(qn("w:lang")), *settings.iter(qn("w:themeFontLang"))):
        spoken.set(qn("w:val"), "en-US")
        spoken.set(qn("w:eastAsia"), "zh-CN")
    if lang.startswith("zh"):
        _bind(settings)


def _take_styles(document: Any, source: Path) -> None:
    """Put another document's styles in the place of those with the same ids; the rest stay."""
    from docx import Document

    theirs = {style.style_id: style.element for style in Document(str(source)).styles}
    for style in list(document.styles):
        if style.style_id in theirs:
            style.element.getparent().replace(style.element, deepcopy(theirs[style.style_id]))


def _bind(settings: Any) -> None:
    """Keep dashes and slashes between what they join, and let punctuation give way within a line."""
    from docx.oxml.ns import qn

    for spacing in settings.iter(qn("w:characterSpacingControl")):
        spacing.set(qn("w:val"), "compressPunctuation")
        spacing.addnext(element("w:noLineBreaksBefore", lang="zh-CN", val=_NOT_FIRST))
        spacing.addnext(element("w:noLineBreaksAfter", lang="zh-CN", val=_NOT_LAST))
