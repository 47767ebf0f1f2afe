"""From what a cell says to a number, or to the reason why it is none.

Tables come with full-width digits, thousands separators, dashes for “no figure” and units glued to the value. Each
is recognised so that the fault can say what to do, but none is silently repaired: a guess at a figure is no figure.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.observations.words import PLACEHOLDERS

Reason = tuple[str, str, str, str]
"""Why (Chinese, English) and how to mend it (Chinese, English)."""

_THOUSANDS = re.compile(r"^[+-]?[0-9]{1,3}([,， '][0-9]{3})+(\.[0-9]+)?$")
_PLAIN = re.compile(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$")
_INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity", "∞", "+∞", "-∞"})


def parse_numbers(texts: pd.Series) -> npt.NDArray[np.float64]:
    """Read a column of cells; NaN where a cell is empty or no plain number.

    Parameters
    ----------
    texts : Series of str
        Stripped cells.

    Returns
    -------
    ndarray of float, shape (n,)

    Examples
    --------
    >>> parse_numbers(pd.Series(["2.88", "", "１２", "1e3"])).tolist()
    [2.88, nan, nan, 1000.0]
    """
    plain = texts.str.fullmatch(_PLAIN.pattern)
    numbers = pd.to_numeric(texts.where(plain)).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(numbers, dtype=np.float64)


def is_infinite(text: str) -> bool:
    """Whether a cell says infinity, in words or by a number too large."""
    return text.lower() in _INFINITE or (bool(_PLAIN.match(text)) and bool(np.isinf(float(text))))


def decimals(text: str) -> int:
    """Count the digits after the point, as printed.

    Examples
    --------
    >>> decimals("24.90"), decimals("95"), decimals("1.5e-1")
    (2, 0, 2)
    """
    mantissa, _, exponent = text.lower().partition("e")
    digits = len(mantissa.partition(".")[2])
    return max(0, digits - (int(exponent) if exponent else 0))


def explain(text: str) -> Reason:
    """Say why a cell is no number.

    Examples
    --------
    >>> explain("12,345")[1], explain("—")[3]
    ('thousands separator', 'leave the cell empty')
    """
    if text.lower() in PLACEHOLDERS:
        return "用符号或文字表示没有数据", "a sign for “no figure”", "没有数据就留空", "leave the cell empty"
    if _THOUSANDS.match(text):
        bare = re.sub(r"[,， ']", "", text)
        return "带千分位分隔符", "thousands separator", f"写成 {bare}", f"write {bare}"
    if text[-1] in "%％‰":
        bare = text[:-1].strip()
        en = f"write {bare}, the unit in column unit"
        return "带单位符号", "a unit in the cell", f"只写 {bare}，单位写在 unit 列", en
    narrow = unicodedata.normalize("NFKC", text).replace("。", ".").strip()
    if narrow != text and _PLAIN.match(narrow):
        return "全角数字或符号", "full-width digits", f"写成半角 {narrow}", f"write {narrow}"
    if re.match(r"^[<>≤≥约近超~]|.*(以上|以下|左右|余)$", text):
        return "是范围或约数", "a range or an approximation", "填确切数，没有就留空", "give the exact figure or none"
    return "不是数", "not a number", "改为数字，说明文字写入 note 列", "give a number, remarks go to column note"
