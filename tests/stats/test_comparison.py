"""All rules side by side: each gets what it asks for, and silence is told from no."""

import numpy as np

from kcstats.stats import comparators as c
from kcstats.stats.comparison import RULES, every_rule

NAN = np.nan
YEARS = [[2018, 2019, 2020, 2021, 2022, 2023, 2024]]


def test_each_rule_gets_the_figures_that_it_gets_alone():
    x = [[44, 46, 50, 52, 54, 56, 58]]
    found = every_rule(YEARS, x, [2020], [50], [2030], [80], upward=[True])
    assert tuple(found) == RULES
    span = ([2020], [50], [2024], [58], [2030], [80])
    assert found["healthy_people"].value == c.percent_of_targeted_change([50], [58], [80], upward=[True]).value
    assert found["open_sdg"].value == c.cagr_ratio(*span, upward=[True]).value
    assert found["unsd"].verdict == c.cagr_ratio(*span, upward=[True], rule="unsd").verdict
    assert found["linear_pace"].value == c.linear_pace(*span, upward=[True]).value
    assert found["escap"].value == c.anticipated_progress(YEARS, x, [2020], [2030], [80], upward=[True]).value
    assert found["aarr"].verdict == ("unknown",)  # a rate of reduction speaks of falling targets only


def test_without_a_figure_after_the_baseline_only_lines_through_the_past_can_speak():
    x = [[44, 46, 50, NAN, NAN, NAN, NAN]]
    found = every_rule(YEARS, x, [2020], [50], [2030], [80], upward=[True])
    assert {name for name, rule in found.items() if rule.verdict != ("unknown",)} == {"escap"}


def test_a_baseline_that_stands_in_the_plan_alone_serves_every_rule():
    x = [[NAN, NAN, NAN, 52, 54, 56, 58]]
    found = every_rule(YEARS, x, [2020], [50], [2030], [80], upward=[True])
    assert found["escap"].value[0] == 100 * (80 - 70) / 30  # by hand: the line goes on by 2 a year to 70
    assert found["open_sdg"].verdict != ("unknown",)


def test_improved_is_silence_and_worse_is_no():
    rule = c.percent_of_targeted_change([20] * 4, [17, 19.8, 23, 12], [12] * 4, upward=[False] * 4)
    assert rule.verdict == ("acceleration_needed", "limited", "worsening", "achieved")
    assert rule.says.tolist() == [0, -1, -1, 1]
    pace = c.linear_pace([2020] * 2, [50] * 2, [2024] * 2, [57, NAN], [2030] * 2, [80] * 2, upward=[True] * 2)
    assert pace.says.tolist() == [-1, 0]
