"""Units and plain figures as they stand in a sentence, in both languages."""

from __future__ import annotations

import math
import re

from kcstats.terms import Lang

_UNITS: dict[str, tuple[str, str]] = {
    "1/10万": ("/10万", " per 100,000"),
    "1/万": ("/万", " per 10,000"),
    "1/千": ("‰", "‰"),
    "/10万": ("/10万", " per 100,000"),
    "岁": ("岁", " years"),
    "年": ("年", " years"),
    "小时": ("小时", " hours"),
    "小时/天": ("小时", " hours a day"),
    "分钟": ("分钟", " minutes"),
    "人": ("人", " persons"),
    "万人": ("万人", " 10,000 persons"),
    "人/千人": ("人/千人", " per 1,000"),
    "个": ("个", ""),
    "个/千人": ("个/千人", " per 1,000"),
    "所": ("所", ""),
    "次": ("次", " times"),
    "例": ("例", " cases"),
    "项": ("项", " items"),
    "名": ("名", " persons"),
    "张": ("张", " beds"),
    "批次": ("批次", " batches"),
    "元/人·月": ("元/人·月", " yuan per person per month"),
    "课时": ("课时", " lessons"),
    "厘米": ("厘米", " cm"),
    "元": ("元", " yuan"),
    "万元": ("万元", " 10,000 yuan"),
    "亿元": ("亿元", " 100 million yuan"),
    "平方米": ("平方米", " m²"),
    "个百分点": ("个百分点", " percentage points"),
    "个千分点": ("个千分点", " per mille points"),
}
_POINTS = {"%": "个百分点", "‰": "个千分点"}


def plain(value: float) -> str:
    """Print a threshold as the plan's text does: no more digits than it has.

    Examples
    --------
    >>> plain(12.0), plain(4.5), plain(1500.0)
    ('12', '4.5', '1,500')
    """
    return f"{value:,.6f}".rstrip("0").rstrip(".").replace("-", "−")


def rounded(value: float, decimals: int) -> float:
    """Round half away from zero, as published figures are; never minus zero.

    Examples
    --------
    >>> rounded(0.285, 2), rounded(2.5, 0), rounded(-0.04, 1)
    (0.29, 3.0, 0.0)
    """
    step = 10.0**decimals
    whole = math.floor(abs(value) * step + 0.5 + 1e-9)
    return math.copysign(whole / step, value) if whole else 0.0


def published(value: float, decimals: int) -> str:
    """Print a figure with the digits it is published with.

    Examples
    --------
    >>> published(98.0, 1), published(16155.0, 0), published(3.0, 2)
    ('98.0', '16,155', '3.00')
    """
    return f"{rounded(value, decimals):,.{decimals}f}".replace("-", "−")


def unit_words(unit: str, lang: Lang = "zh") -> str:
    """Print a unit as it stands behind a number.

    Examples
    --------
    >>> unit_words("1/10万"), unit_words("1/10万", "en"), unit_words("%", "en")
    ('/10万', ' per 100,000', '%')
    """
    pair = _UNITS.get(unit, (unit, unit))
    return pair[0 if lang == "zh" else 1]


def unit_after(text: str, unit: str, lang: Lang = "zh") -> str:
    """Print a unit behind a printed number: one of it in the singular, where a language has one.

    Examples
    --------
    >>> unit_after("1", "人", "en"), unit_after("1.0", "小时", "en"), unit_after("1", "岁")
    (' person', ' hours', '岁')
    >>> unit_after("1", "小时/天", "en"), unit_after("1", "批次", "en")
    (' hour a day', ' batch')
    """
    words = unit_words(unit, lang)
    return re.sub(r"(?<=ch)es\b|s\b", "", words, count=1) if lang == "en" and text == "1" else words


def difference_unit(unit: str) -> str:
    """Give the unit of a difference of two figures: two percentages are so many points apart.

    Examples
    --------
    >>> difference_unit("%"), difference_unit("元")
    ('个百分点', '元')
    """
    return _POINTS.get(unit, unit)
