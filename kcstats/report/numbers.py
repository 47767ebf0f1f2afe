"""Numbers as they are printed in sentences and tables.

A figure keeps the digits it was published with and never leaves its unit; a move is said in the words of its unit:
points of a percentage are 个百分点, points of a per mille 个千分点, a rate per 100,000 moves by so many per cent of
itself. A probability is never printed as 0 % or 100 %: no method here claims certainty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from kcstats.plan.units import published, rounded, unit_after, unit_words
from kcstats.terms import Direction, Lang

MISSING = "—"
MAY_BREAK = "\u200b"
"""Between a number and the bracket after it: a narrow column breaks there, and not inside the number."""

_RATES = ("/10万", "/万")
_AMOUNTS = {
    "人", "万人", "名", "个", "所", "张", "次", "例", "项", "批次", "课时", "小时", "小时/天", "分钟", "元", "万元",
    "亿元", "平方米", "个/千人", "人/千人",
}  # fmt: skip
_ENGLISH = {"万人": (4, 0, " persons"), "万元": (4, 6, " million yuan"), "亿元": (8, 9, " billion yuan")}
"""Units of 10,000 and 100 million: their power of ten, the one in which an English sentence counts, its words."""
_COUNTED = re.compile(r"(?<=\d) (?:persons?|beds?|batch(?:es)?|lessons?|items?|times?)\b")
_CHENG = "零一二三四五六七八九十"


def number(value: float | None, decimals: int) -> str:
    """Print a number with the digits it is published with, in groups of three; a missing one as a dash.

    Examples
    --------
    >>> number(14.25, 1), number(1234567.0, 0), number(float("nan"), 1), number(-0.02, 1)
    ('14.3', '1,234,567', '—', '0.0')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    return published(value, decimals)


def amount(value: float | None, unit: str, decimals: int, lang: Lang = "zh") -> str:
    """Print a number with its unit.

    Examples
    --------
    >>> amount(14.3, "1/10万", 1), amount(92.9, "%", 1, "en"), amount(77.9, "岁", 1, "en"), amount(1, "人", 0, "en")
    ('14.3/10万', '92.9%', '77.9 years', '1 person')
    >>> amount(59.7, "万人", 1, "en"), amount(85118, "万元", 0, "en"), amount(570.5, "亿元", 1, "en")
    ('597,000 persons', '851.18 million yuan', '57.05 billion yuan')
    """
    if value is None or not math.isfinite(value):
        return MISSING
    if lang == "en" and unit in _ENGLISH:
        return _in_english(value, unit, decimals)
    text = number(value, decimals)
    return text + unit_after(text, unit, lang)


def _in_english(value: float, unit: str, decimals: int) -> str:
    """Print a figure of a unit that English has no word for (万, 亿) in one it has, with the digits it was given."""
    own, english, words = _ENGLISH[unit]
    return number(rounded(value, decimals) * 10.0 ** (own - english), max(decimals + english - own, 0)) + words


def points(value: float, unit: str, decimals: int, lang: Lang = "zh") -> str:
    """Print the size of a difference in the unit's own words; the sign is left to the sentence.

    Examples
    --------
    >>> points(-1.6, "%", 1), points(0.4, "‰", 1), points(2.3, "1/10万", 1), points(1.6, "%", 1, "en")
    ('1.6个百分点', '0.4个千分点', '2.3/10万', '1.6 percentage points')
    """
    text = number(abs(value), decimals)
    if unit == "%":
        return text + ("个百分点" if lang == "zh" else " percentage points")
    if unit in ("‰", "1/千"):
        return text + ("个千分点" if lang == "zh" else " per mille points")
    return amount(abs(value), unit, decimals, lang)


def uncounted(text: str) -> str:
    """Leave out the nouns of an English sentence's counts, whose subject says what is counted.

    Examples
    --------
    >>> uncounted("Live births stood at 3,902 persons in 2025, down 225 persons on 2024")
    'Live births stood at 3,902 in 2025, down 225 on 2024'
    >>> uncounted("142 yuan per person"), uncounted("up 1 lesson on 2020")
    ('142 yuan per person', 'up 1 on 2020')
    """
    return _COUNTED.sub("", text)


def in_cell(text: str) -> str:
    """Shorten the English words of a difference for a narrow column; captions say what pp means.

    Examples
    --------
    >>> in_cell("down 5.2 percentage points"), in_cell("1.6个百分点")
    ('down 5.2 pp', '1.6个百分点')
    """
    return text.replace(" percentage points", " pp")


def is_rate(unit: str) -> bool:
    """Whether moves of this unit are said in per cent of itself (rates per 10,000 and 100,000)."""
    return unit_words(unit) in _RATES


def verbs(unit: str, direction: Direction = Direction.NONE, *, gap: bool = False) -> tuple[str, str]:
    """Choose the Chinese words for more and less of a figure.

    A gap widens and narrows, things and money become more and fewer; of all else, what is wanted high is raised and
    what is wanted low rises.

    Examples
    --------
    >>> verbs("%", Direction.INCREASE), verbs("%", Direction.DECREASE), verbs("人"), verbs("元", gap=True)
    (('提高', '下降'), ('上升', '降低'), ('增加', '减少'), ('扩大', '缩小'))
    """
    if gap:
        return "扩大", "缩小"
    if unit in _AMOUNTS:
        return "增加", "减少"
    up = "提高" if direction is Direction.INCREASE else "上升"
    return up, "降低" if direction is Direction.DECREASE else "下降"


def move(
    before: float,
    after: float,
    unit: str,
    decimals: int,
    direction: Direction = Direction.NONE,
    lang: Lang = "zh",
    *,
    gap: bool = False,
) -> str:
    """Say how a figure moved, without saying since when; with `gap`, that a gap widened or narrowed.

    Equal to the last printed digit is 持平; one unit of that digit and less than one per cent is 基本持平. Both
    ends are rounded first, so that the words agree with the figures printed beside them.

    Returns
    -------
    str
        Such as ``提高1.6个百分点``; empty where an end is missing.

    Examples
    --------
    >>> move(15.1, 14.3, "1/10万", 1, Direction.DECREASE), move(91.3, 92.9, "%", 1, Direction.INCREASE)
    ('降低5.3%', '提高1.6个百分点')
    >>> move(99.8, 99.8, "%", 1), move(99.7, 99.8, "%", 1), move(2.5, 2.6, "‰", 1, Direction.DECREASE)
    ('持平', '基本持平', '上升0.1个千分点')
    >>> move(1.06, 0.0, "1/10万", 2, Direction.DECREASE)
    '降低1.06/10万'
    """
    if not (math.isfinite(before) and math.isfinite(after)):
        return ""
    first, last = rounded(before, decimals), rounded(after, decimals)
    apart = abs(last - first)
    if apart < 0.5 * 10.0**-decimals:
        return "持平" if lang == "zh" else "unchanged"
    if apart < 1.5 * 10.0**-decimals and apart < 0.01 * abs(first):
        return "基本持平" if lang == "zh" else "almost unchanged"
    in_per_cent = is_rate(unit) and first and last  # "降低100%" would say less than the figures do
    size = f"{number(100 * apart / abs(first), 1)}%" if in_per_cent else points(apart, unit, decimals, lang)
    more, less = ("up ", "down ") if lang == "en" else verbs(unit, direction, gap=gap)
    return (more if last > first else less) + size


def percent(p: float | None) -> str:
    """Print a probability in a table's cell.

    Examples
    --------
    >>> percent(0.614), percent(0.9996), percent(0.002), percent(float("nan"))
    ('61%', '>99%', '<1%', '—')
    """
    if p is None or not math.isfinite(p):
        return MISSING
    if p > 0.99:
        return ">99%"
    return "<1%" if p < 0.01 else f"{rounded(100 * p, 0):.0f}%"


def chance(p: float, lang: Lang = "zh") -> str:
    """Say a probability in words and figures.

    Parameters
    ----------
    p : float
        0-1.
    lang : {"zh", "en"}

    Examples
    --------
    >>> chance(0.61), chance(0.65), chance(0.68), chance(0.5)
    ('约为六成（61%）', '约为六成半（65%）', '接近七成（68%）', '约为五成（50%）')
    >>> chance(0.2), chance(0.24), chance(0.18)
    ('约为两成（20%）', '约为两成半（24%）', '接近两成（18%）')
    >>> chance(0.03), chance(0.98), chance(0.999), chance(0.61, "en")
    ('不到5%（3%）', '超过95%（98%）', '超过99%', '61%')
    """
    zh = lang == "zh"
    if p > 0.99:
        return "超过99%" if zh else "over 99%"
    if p < 0.01:
        return "不到1%" if zh else "under 1%"
    n = int(rounded(100 * p, 0))
    if not zh:
        return f"{n}%"
    if n > 95:
        return f"超过95%（{n}%）"
    if n < 5:
        return f"不到5%（{n}%）"
    return f"{_tenths(n)}（{n}%）"


def _tenths(n: int) -> str:
    """成 of a whole percentage between 5 and 95."""
    tens, rest = divmod(n, 10)
    if rest >= 7:
        return f"接近{_tens(tens + 1)}成"
    if tens == 0:
        return "不足一成"
    return f"约为{_tens(tens)}成" + ("半" if rest >= 4 else "")


def _tens(n: int) -> str:
    """Count 成: 两成, not 二成."""
    return "两" if n == 2 else _CHENG[n]


def listed(items: Sequence[str], lang: Lang = "zh", *, most: int | None = None, total: int | None = None) -> str:
    """Join names, saying how many there are where not all are named; `total` counts what shares a name one by one.

    Chinese names that hold the mark between names themselves are put in quotation marks, which then part them.

    Examples
    --------
    >>> listed(["甲", "乙"]), listed(["甲", "乙", "丙", "丁"], most=2), listed(["A", "B", "C"], "en")
    ('甲、乙', '甲、乙等4项', 'A, B and C')
    >>> listed(["社区、行政村覆盖率", "利用率"])
    '“社区、行政村覆盖率”“利用率”'
    >>> listed(["甲", "乙", "丙"], most=2, total=4), listed(["A", "B", "C"], "en", most=2, total=4)
    ('甲、乙等4项', 'A, B and 2 more')
    """
    count = total or len(items)
    shown = list(items if most is None else items[:most])
    if lang == "zh":
        apart = len(shown) > 1 and any("、" in item for item in shown)
        named = "".join(f"“{item}”" for item in shown) if apart else "、".join(shown)
        return named + (f"等{count}项" if len(shown) < len(items) else "")
    if len(shown) < len(items):
        return ", ".join(shown) + f" and {count - len(shown)} more"
    return ", ".join(shown[:-1]) + " and " + shown[-1] if len(shown) > 1 else "".join(shown)


def cited(source: str) -> str:
    """Print a Chinese source with the punctuation of Chinese text; others stay as they are.

    Examples
    --------
    >>> cited("国家统计局 2021年统计监测报告,2023-04(转载)")
    '国家统计局 2021年统计监测报告，2023-04（转载）'
    >>> cited("World Bank (2024), table 3")
    'World Bank (2024), table 3'
    >>> cited("国家统计局《中国妇女发展纲要(2011-2020年)》统计监测报告")
    '国家统计局《中国妇女发展纲要（2011—2020年）》统计监测报告'
    """
    if re.search(r"[\u4e00-\u9fff]", source) is None:
        return source
    text = re.sub(r"(?<=[\u4e00-\u9fff》）)\d]),(?=\S)", "，", source)
    text = re.sub(r"(?<=[\u4e00-\u9fff》）)]);", "；", text)
    text = re.sub(r"(?<=\d{4})-(?=\d{4}年)", "—", text)
    return re.sub(r"\(([^()]*[\u4e00-\u9fff][^()]*|\d{4}[^()]*)\)", r"（\1）", text)


def names_listed(
    names: Sequence[str],
    lang: Lang = "zh",
    *,
    most: int | None = None,
    first: bool = False,
    total: int | None = None,
) -> str:
    """List indicators' names inside a sentence; where the list comes first in it, the English opens with a capital.

    Examples
    --------
    >>> names_listed(["Life expectancy", "Myopia rate", "HIV testing rate"], "en")
    'life expectancy, myopia rate and HIV testing rate'
    >>> names_listed(["Life expectancy", "Myopia rate"], "en", first=True)
    'Life expectancy and myopia rate'
    """
    if lang == "zh":
        return listed(names, lang, most=most, total=total)
    kept = 1 if first else 0
    return listed([*names[:kept], *(small(name) for name in names[kept:])], lang, most=most, total=total)


_HEADS = {"rate", "ratio", "share", "gap", "prevalence", "incidence", "number", "population", "allowance", "income"}
_AFTER_HEAD = re.compile(r" (?:of|in|under|at|by|among|per|for|aged|from)\b")


def subject(name: str) -> str:
    """Begin a sentence with an English indicator's name: what is one rate, ratio or share takes the article.

    Examples
    --------
    >>> subject("Maternal mortality ratio"), subject("HIV testing rate of pregnant women")
    ('The maternal mortality ratio', 'The HIV testing rate of pregnant women')
    >>> subject("Women among party members"), subject("Life expectancy of women")
    ('Women among party members', 'Life expectancy of women')
    """
    head = _AFTER_HEAD.split(name, maxsplit=1)[0].split()[-1:]
    return f"The {small(name)}" if head and head[0].lower() in _HEADS else name


def sentence_case(text: str) -> str:
    """Begin a text with a capital letter.

    Examples
    --------
    >>> sentence_case("live births"), sentence_case("活产数")
    ('Live births', '活产数')
    """
    return text[:1].upper() + text[1:]


def small(name: str) -> str:
    """Begin an English name with a small letter, unless its first word is an abbreviation.

    Examples
    --------
    >>> small("Myopia rate"), small("HIV testing rate"), small("Nine-year schooling")
    ('myopia rate', 'HIV testing rate', 'nine-year schooling')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def plural(n: int, noun: str) -> str:
    """Count an English noun.

    Examples
    --------
    >>> plural(1, "numeric target"), plural(0, "indicator")
    ('1 numeric target', '0 indicators')
    """
    return f"{n} {noun}" + ("" if n == 1 else "s")


def chinese(n: int) -> str:
    """Count in Chinese numerals, 1 to 99, as headings are numbered.

    Examples
    --------
    >>> chinese(3), chinese(10), chinese(12), chinese(20)
    ('三', '十', '十二', '二十')
    """
    tens, rest = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _CHENG[tens] + "十"
    return head + (_CHENG[rest] if rest else "")
