"""The words every layer shares.

A plan, an observation, a verdict and a sentence in a report must mean the same thing by the same code, so the
codes stand here once, each with the words people read (Chinese first, English by option). Nothing is imported
from the rest of the package: this is the bottom of the house.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class Rule(StrEnum):
    """What a target demands of its indicator."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    KEEP_AT_LEAST = "keep_at_least"
    KEEP_AT_MOST = "keep_at_most"
    REDUCE_BY_PCT = "reduce_by_pct"
    INCREASE = "increase"
    DECREASE = "decrease"
    STAY_STABLE = "stay_stable"
    STAY_LOW = "stay_low"
    SLOW_RISE = "slow_rise"
    NARROW_GAP = "narrow_gap"
    NOT_BELOW_REFERENCE = "not_below_reference"
    FULL_COVERAGE = "full_coverage"
    MIN_DOSE = "min_dose"
    ELIMINATE = "eliminate"
    MILESTONE = "milestone"
    UNQUANTIFIED = "unquantified"


class Scope(StrEnum):
    """Whether a target speaks of the area as a whole or of every unit in it."""

    AREA = "area"
    EVERY_UNIT = "every_unit"


class Scale(StrEnum):
    """What kind of number an indicator is."""

    PROPORTION = "proportion"
    GROSS_RATE = "gross_rate"
    RATE = "rate"
    MEAN = "mean"
    INDEX = "index"
    COUNT = "count"
    BINARY = "binary"


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NONE = "none"


class GoalKind(StrEnum):
    """How far a goal's text can be measured."""

    QUANTIFIED = "quantified"
    MIXED = "mixed"
    DIRECTIONAL = "directional"
    QUALITATIVE = "qualitative"


class Status(StrEnum):
    """Where the indicator stands now."""

    MET = "met"
    NEAR = "near"
    NOT_MET = "not_met"
    NO_DATA = "no_data"


class Likelihood(StrEnum):
    """How likely the target is to be met in the target year."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    UNLIKELY = "unlikely"
    VERY_UNLIKELY = "very_unlikely"
    NONE = "none"


class Grade(StrEnum):
    """The four grades of practice; they always sum to n."""

    ATTAINED = "attained"
    EXPECTED = "expected"
    DIFFICULT = "difficult"
    NO_DATA = "no_data"


class Effect(StrEnum):
    """What can be said of the figures after a measure's start, against what was to be expected without it."""

    IMPROVED = "improved_beyond_forecast"
    WORSE = "worse"
    NO_DETECTABLE_CHANGE = "no_detectable_change"
    CANNOT_BE_TOLD = "cannot_be_told"


class ObservationStatus(StrEnum):
    """How final a published value is; the later one wins."""

    PRELIMINARY = "preliminary"
    FINAL = "final"
    REVISED = "revised"


class TextKind(StrEnum):
    """What a text of the user's own tells."""

    MEASURE = "measure"
    EXPERIENCE = "experience"
    PROBLEM = "problem"
    CAUSE = "cause"
    PROPOSAL = "proposal"
    SELF_EVALUATION = "self-evaluation"


_WORDS: tuple[tuple[StrEnum, str, str], ...] = (
    (Rule.AT_LEAST, "达到", "at least"),
    (Rule.AT_MOST, "降至", "at most"),
    (Rule.KEEP_AT_LEAST, "保持在…以上", "keep at least"),
    (Rule.KEEP_AT_MOST, "控制在…以下", "keep at most"),
    (Rule.REDUCE_BY_PCT, "比基期下降", "reduce by % from the baseline"),
    (Rule.INCREASE, "提高", "increase"),
    (Rule.DECREASE, "降低", "decrease"),
    (Rule.STAY_STABLE, "保持稳定", "stay stable"),
    (Rule.STAY_LOW, "保持低水平", "stay low"),
    (Rule.SLOW_RISE, "减缓上升", "slow the rise"),
    (Rule.NARROW_GAP, "缩小差距", "narrow the gap"),
    (Rule.NOT_BELOW_REFERENCE, "不低于参照", "not below the reference"),
    (Rule.FULL_COVERAGE, "全覆盖", "full coverage"),
    (Rule.MIN_DOSE, "不少于", "minimum dose"),
    (Rule.ELIMINATE, "消除", "eliminate"),
    (Rule.MILESTONE, "完成事项", "milestone"),
    (Rule.UNQUANTIFIED, "未定量", "not quantified"),
    (Scope.AREA, "全区", "area"),
    (Scope.EVERY_UNIT, "每个单位", "every unit"),
    (Scale.PROPORTION, "比例", "proportion"),
    (Scale.GROSS_RATE, "毛率", "gross rate"),
    (Scale.RATE, "率", "rate"),
    (Scale.MEAN, "均值", "mean"),
    (Scale.INDEX, "指数", "index"),
    (Scale.COUNT, "数量", "count"),
    (Scale.BINARY, "是否", "yes or no"),
    (Direction.INCREASE, "越高越好", "higher is better"),
    (Direction.DECREASE, "越低越好", "lower is better"),
    (Direction.NONE, "无方向", "no direction"),
    (GoalKind.QUANTIFIED, "定量", "quantified"),
    (GoalKind.MIXED, "部分定量", "partly quantified"),
    (GoalKind.DIRECTIONAL, "方向性", "directional"),
    (GoalKind.QUALITATIVE, "定性", "qualitative"),
    (Status.MET, "已达到", "met"),
    (Status.NEAR, "接近", "near"),
    (Status.NOT_MET, "未达到", "not met"),
    (Status.NO_DATA, "无数据", "no data"),
    (Likelihood.VERY_LIKELY, "很可能", "very likely"),
    (Likelihood.LIKELY, "较可能", "likely"),
    (Likelihood.UNLIKELY, "较难", "unlikely"),
    (Likelihood.VERY_UNLIKELY, "很难", "very unlikely"),
    (Likelihood.NONE, "无法判断", "cannot be judged"),
    (Grade.ATTAINED, "已达标", "attained"),
    (Grade.EXPECTED, "可望达标", "expected"),
    (Grade.DIFFICULT, "难以达标", "difficult"),
    (Grade.NO_DATA, "无数据", "no data"),
    (Effect.IMPROVED, "比预期好", "better than expected"),
    (Effect.WORSE, "比预期差", "worse than expected"),
    (Effect.NO_DETECTABLE_CHANGE, "看不出差别", "no detectable difference"),
    (Effect.CANNOT_BE_TOLD, "无法判断", "cannot be told"),
    (ObservationStatus.PRELIMINARY, "初步数", "preliminary"),
    (ObservationStatus.FINAL, "终期数", "final"),
    (ObservationStatus.REVISED, "修订数", "revised"),
    (TextKind.MEASURE, "措施", "measure"),
    (TextKind.EXPERIENCE, "经验", "experience"),
    (TextKind.PROBLEM, "问题", "problem"),
    (TextKind.CAUSE, "原因", "cause"),
    (TextKind.PROPOSAL, "建议", "proposal"),
    (TextKind.SELF_EVALUATION, "自评", "self-evaluation"),
)
_BY_TYPE = {(type(code), code.value): (zh, en) for code, zh, en in _WORDS}
"""Two enums may share a code, and equal strings are equal keys: the type belongs to the key."""


def word(code: StrEnum, lang: Lang = "zh") -> str:
    """Say a code in the reader's language.

    Parameters
    ----------
    code : StrEnum
        One of the codes of this module.
    lang : {"zh", "en"}
        The reader's language.

    Returns
    -------
    str
        The word people read.

    Examples
    --------
    >>> word(Grade.EXPECTED), word(Grade.EXPECTED, "en")
    ('可望达标', 'expected')
    """
    zh, en = _BY_TYPE[type(code), code.value]
    return zh if lang == "zh" else en
