"""Numbers in words. Expected values: the units' usage in published monitoring reports; arithmetic by hand."""

from __future__ import annotations

import re

import pytest

from kcstats.report.numbers import amount, chance, chinese, listed, move, number, percent, points
from kcstats.terms import Direction


@pytest.mark.parametrize("hundredths", range(101))
def test_a_probability_is_never_said_to_be_certain(hundredths: int) -> None:
    said = chance(hundredths / 100) + percent(hundredths / 100)
    assert not re.search(r"(?<![\d.])0%|100%", said)


@pytest.mark.parametrize("hundredths", range(1, 100))
def test_words_and_table_print_the_same_percentage(hundredths: int) -> None:
    assert percent(hundredths / 100) in chance(hundredths / 100)


def test_moves_are_said_in_the_words_of_the_unit() -> None:
    assert move(2.6, 2.2, "‰", 1, Direction.DECREASE) == "降低0.4个千分点"
    assert move(77.9, 78.6, "岁", 1, Direction.INCREASE) == "提高0.7岁"
    assert move(16.9, 14.3, "1/10万", 1, Direction.DECREASE) == "降低15.4%"  # 2.6 / 16.9
    assert move(float("nan"), 1.0, "%", 1) == ""


def test_things_grow_in_number_and_gaps_in_width() -> None:
    assert move(4127, 3902, "人", 0, Direction.INCREASE) == "减少225人"
    assert move(549.0, 570.5, "亿元", 1) == "增加21.5亿元"
    assert move(2.1, 2.3, "个百分点", 1, Direction.DECREASE, gap=True) == "扩大0.2个百分点"
    assert move(118, 142, "元/人·月", 0, Direction.INCREASE) == "提高24元/人·月"
    assert move(4127, 3902, "人", 0, Direction.INCREASE, "en") == "down 225 persons"


def test_a_move_agrees_with_the_printed_ends() -> None:
    assert move(4.04, 3.96, "%", 1, Direction.DECREASE) == "持平"  # both print as 4.0


@pytest.mark.parametrize(
    ("value", "text"), [(1344556.0, "1,344,556"), (-2.5, "−2.5"), (float("inf"), "—"), (None, "—")]
)
def test_number(value: float | None, text: str) -> None:
    assert number(value, 1 if value == -2.5 else 0) == text


def test_units_in_both_languages() -> None:
    assert amount(8.5, "小时", 1) == "8.5小时"
    assert amount(12.0, "1/10万", 0, "en") == "12 per 100,000"
    assert points(2.0, "%", 1) == "2.0个百分点"


def test_listing_and_counting() -> None:
    assert listed([]) == ""
    assert listed(["甲", "乙", "丙"], most=3) == "甲、乙、丙"
    assert [chinese(n) for n in (1, 11, 21)] == ["一", "十一", "二十一"]
