"""Columns of a table on paper share the page so that no number breaks and rows are few lines high."""

from __future__ import annotations

import pytest

from kcstats.report.table_widths import room_of, unbroken, widths

NAMES = [
    "Indicator (unit)",
    "Share of women among village committee members (%)",
    "Coverage of community children's centres (%)",
]
ENGLISH = [
    ["Id", "W4.7c", "C4.8"], NAMES, ["Baseline", "—", "80.2"], ["2024", "34.4", "89.6"], ["2025", "—", "89.6"],
    ["Target", "≥30", "above 2020"], ["Likelihood", "61%", "94%"], ["Grade", "attained", "attained"],
]  # fmt: skip
YEARS = [[str(year), *(["106,067"] * 9)] for year in range(2020, 2031)]
CHINESE = [
    ["编号", *(["W4.S10a"] * 9)], ["指标（单位）", *(["企业职工代表大会代表中女性比例（%）"] * 9)], *YEARS,
    ["目标", *(["比2020年提高"] * 9)], ["判定", *(["未达标"] * 9)], ["责任单位", *(["1"] * 9)],
]  # fmt: skip


def test_a_name_of_words_gets_what_columns_of_numbers_do_not_need() -> None:
    """The page holds 42 characters, in eight columns 1.16 times as many, in English 1.1 times as many."""
    found = widths(ENGLISH, [8, 29, 10, 8, 8, 16, 9, 12], wide=False)
    assert sum(found) == pytest.approx(42.0 * 1.16 * 1.1)
    assert found[1] == max(found)
    assert all(room_of(name) / 2 <= found[1] - 0.8 for name in NAMES)


def test_every_number_of_a_crowded_table_fits_its_column() -> None:
    """A table of eleven years: six digits of 0.57 and a comma of 0.4 are 3.82 characters."""
    found = widths(CHINESE, [8, 22, *([6] * 11), 11, 9, 8], wide=True)
    assert all(width >= 3.82 + 0.2 for width in found[2:13])
    assert found[-1] >= room_of("责任单位") + 0.8


def test_shares_hold_where_they_cost_no_lines() -> None:
    """30 and 12 of 42 characters leave both texts on one line."""
    assert widths([["指标", "孕产妇死亡率"], ["最新", "14.3"]], [30, 12], wide=False) == pytest.approx([30.0, 12.0])


@pytest.mark.parametrize(
    ("texts", "room"),
    [
        (["2030年", "1"], 3.58),
        (["最近一次数据", "1"], 2.0),
        (["判定", "无数据"], 3.0),
        (["区间", "8.2至12.6"], 4.65),
        (["年份", "2022—2025"], 5.56),
        (["最新（年）", "94.4（2025）"], 4.28),
        (["目标", "实现全覆盖"], 5.0),
    ],
)
def test_a_short_heading_a_short_verdict_and_an_interval_stay_whole(texts: list[str], room: float) -> None:
    """2030年: 4 x 0.57 + 1, and 0.3 for rounding; 8.2至12.6: 5 digits of 0.57, 2 points of 0.4 and a character."""
    assert unbroken(texts) == pytest.approx(room)
