"""Published rules against their own arithmetic."""

import numpy as np
import pytest

from kcstats.stats import comparators as c

NAN = np.nan


def test_healthy_people_classes():
    # formula and classes: Healthy People 2020 final progress table, footnote 1 (catalog.data.gov)
    found = c.percent_of_targeted_change(
        [20, 20, 20, 20, 20, 10, NAN], [11, 16, 19.5, 20.5, 23, 9, 3], [12] * 7, upward=[False] * 7
    )
    assert found.value[:5] == pytest.approx([112.5, 50, 6.25, -6.25, -37.5])
    assert found.verdict == (
        "achieved", "acceleration_needed", "limited", "limited", "worsening", "achieved", "unknown",
    )  # fmt: skip
    assert np.isnan(found.value[5])  # the baseline met the target: not assessed
    assert found.says_met.tolist() == [True, False, False, False, False, True, False]


@pytest.mark.parametrize(
    ("latest", "verdict"), [(80.0, "achieved"), (64.0, "on_track"), (58.0, "acceleration_needed"), (51.0, "limited"),
                            (49.0, "worsening"), (NAN, "unknown"), (0.0, "unknown")],
)  # fmt: skip
def test_open_sdg_classes_of_the_growth_ratio(latest, verdict):
    # needed: (80/50)^(1/10) - 1 = 4.81 % a year; Open SDG's cut-offs .95, .60, 0
    found = c.cagr_ratio([2020], [50], [2025], [latest], [2030], [80], upward=[True])
    assert found.verdict == (verdict,)


def test_growth_ratio_is_one_on_the_path_itself_and_unsd_is_laxer():
    on_path = 50 * (80 / 50) ** 0.4
    assert c.cagr_ratio([2020], [50], [2024], [on_path], [2030], [80], upward=[True]).value[0] == pytest.approx(1)
    slow = ([2020], [50], [2025], [54], [2030], [80])
    assert c.cagr_ratio(*slow, upward=[True]).verdict == ("limited",)
    assert c.cagr_ratio(*slow, upward=[True], rule="unsd").verdict == ("acceleration_needed",)
    with pytest.raises(ValueError, match="'open_sdg' or 'unsd'"):
        c.cagr_ratio(*slow, upward=[True], rule="mdg")


def test_escap_gap_of_straight_series():
    t = [[2020, 2021, 2022, 2023]] * 4
    x = [[50, 53, 56, 59], [50, 52, 54, 56], [50, 49, 48, 47], [50, NAN, NAN, NAN]]
    found = c.anticipated_progress(t, x, [2020] * 4, [2030] * 4, [80] * 4, upward=[True] * 4)
    assert found.value[:3] == pytest.approx([0, 100 / 3, 400 / 3])  # by hand: the lines end at 80, 70 and 40
    assert found.verdict == ("on_track", "acceleration_needed", "worsening", "unknown")


def test_recent_years_count_more_for_escap():
    t = [list(range(2015, 2025))]
    bent = [[50] * 5 + [52, 54, 56, 58, 60]]
    plain = np.polyval(np.polyfit(t[0], bent[0], 1), 2030)
    found = c.anticipated_progress(t, bent, [2015], [2030], [80], upward=[True])
    assert found.value[0] < 100 * (80 - plain) / 30


def test_unicef_rate_from_its_regression_coefficient():
    # UNICEF (2007): a regression coefficient of -0.06613 is an AARR of 6.4 % a year
    t = np.arange(1995.0, 2003)
    found = c.annual_rate_of_reduction([t], [40 * np.exp(-0.06613 * (t - 1995))], [2015], [20])
    assert found.value[0] == pytest.approx(6.4, abs=0.005)
    slow = c.annual_rate_of_reduction([[2000, 2005], [2000, 2005], [2000, 2005]], [[40, 39], [40, 41], [40, 15]],
                                      [2010] * 3, [20] * 3)  # fmt: skip
    assert slow.verdict == ("acceleration_needed", "worsening", "achieved")


def test_linear_pace_classes():
    found = c.linear_pace(
        [2020] * 5, [50] * 5, [2025] * 5, [66, 58, 52, 49, 81], [2030] * 5, [80] * 5, upward=[True] * 5
    )
    assert found.value == pytest.approx([16 / 15, 8 / 15, 2 / 15, -1 / 15, 31 / 15])
    assert found.verdict == ("on_track", "acceleration_needed", "limited", "worsening", "achieved")
    already = c.linear_pace([2020], [10], [2024], [9], [2030], [12], upward=[False])
    assert already.verdict == ("achieved",)


def test_verdicts_are_of_the_list():
    every = {"achieved", "on_track", "acceleration_needed", "limited", "worsening", "unknown"}
    assert set(c.VERDICTS) == every


def test_open_sdg_puts_a_thousandth_in_the_place_of_zero():
    # Open SDG, progress methodology, "Special considerations for the base value and the target value"
    # target 0 by 2030 from 8 in 2015, 2 in 2020: ((2/8)^(1/5) - 1) / |(0.001/8)^(1/15) - 1| = -.24214 / .45072
    span = ([2015], [8], [2020], [2], [2030], [0])
    found = c.cagr_ratio(*span, upward=[False])
    assert found.value[0] == pytest.approx(0.24214 / 0.45072, abs=2e-5)
    assert found.verdict == ("limited",)
    assert c.cagr_ratio(*span, upward=[False], rule="unsd").verdict == ("unknown",)
    assert c.cagr_ratio([2015], [8], [2020], [0], [2030], [0], upward=[False]).verdict == ("achieved",)


@pytest.mark.parametrize(
    ("baseline", "latest", "target", "ratio", "verdict"),
    [
        # indicator 3-3-3: a target of zero counts as .001; (1.82/1.55)^(1/4) - 1 = .04096 against
        # |(.001/1.55)^(1/15) - 1| = .38721, away from the target: -.10579
        (1.55, 1.82, 0.0, -0.10579, "worsening"),
        # indicators 3-1-1 and 3-2-2: below their targets
        (7.060817171907362, 7.526112923948628, 70.0, NAN, "achieved"),
        (4.5, 4.4, 12.0, NAN, "achieved"),
    ],
)
def test_open_sdg_judges_its_own_test_data_so(baseline, latest, target, ratio, verdict):
    """Figures of 2015 and 2019 and targets for 2030, direction negative: open-sdg/sdg-build, tests/assets,
    progress-calculation (commits 5135477 and 44027ae); the ratios by its published formula.
    """
    found = c.cagr_ratio([2015], [baseline], [2019], [latest], [2030], [target], upward=[False])
    assert found.verdict == (verdict,)
    if np.isfinite(ratio):
        assert found.value[0] == pytest.approx(ratio, abs=2e-5)
