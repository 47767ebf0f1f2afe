"""Paces by hand, and against another program."""

import numpy as np
import pytest
from scipy import stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.pace import attainment_year, behind_path, observed_pace, required_pace

NAN = np.nan


def batch_of(*rows):
    width = max(len(years) for years, _ in rows)
    padded = [[list(a) + [NAN] * (width - len(a)) for a in row] for row in rows]
    n = len(rows)
    return SeriesBatch(
        np.array([row[0] for row in padded]), np.array([row[1] for row in padded]), np.array(["rate"] * n),
        np.zeros(n), np.full(n, np.inf), np.full(n, -1),
    )  # fmt: skip


def test_required_pace_is_what_is_left_over_the_years_left():
    # (12 - 14.3) / 6 by hand
    assert required_pace([2024, 2030, NAN], [14.3, 14.3, 1], [12, 12, 12], [2030, 2030, 2030]) == pytest.approx(
        [-2.3 / 6, NAN, NAN], nan_ok=True
    )


def test_a_target_already_met_needs_no_pace_when_the_side_is_known():
    found = required_pace([2024] * 3, [2.6, 98, 90], [4, 95, 95], [2029] * 3, upward=[False, True, True])
    assert found.tolist() == [0, 0, 1]


def test_observed_pace_is_theil_sens_slope_since_the_baseline():
    years = [2015.0, 2016, 2018, 2020, 2021, 2022, 2024]
    values = [30.0, 28, 25, 20, 18, 19, 15]
    batch = batch_of(*[(years, values)] * 3)
    slope = observed_pace(batch, [2020, 2023, NAN])
    assert slope[0] == pytest.approx(stats.theilslopes(values[3:], years[3:])[0])
    assert slope[1] == pytest.approx(stats.theilslopes(values[3:], years[3:])[0])  # last five calendar years
    assert slope[2] == slope[1]


def test_one_value_has_no_pace():
    batch = batch_of(([2020.0], [5.0]), ([2016.0, 2020], [5.0, 3]))
    assert observed_pace(batch, [2020, 2020]) == pytest.approx([NAN, -0.5], nan_ok=True)


def test_attainment_must_last():
    p = [[0.6, 0.4, 0.55, 0.8], [NAN] * 4, [0.1] * 4, [0.9] * 4]
    assert attainment_year([2025, 2026, 2027, 2028], p) == pytest.approx([2027, NAN, NAN, 2025], nan_ok=True)
    assert attainment_year([2025, 2026, 2027, 2028], p, 0.8)[0] == 2028
    with pytest.raises(ValueError, match="2 probabilities a row"):
        attainment_year([2025, 2026], [[0.1]])


def test_behind_the_straight_path_by_hand():
    # path from 50 (2020) to 80 (2030) is at 62 in 2024: 58 is 4 behind, 64 is 2 ahead;
    # from 20 to 10 at 16: 17 is 1 behind
    found = behind_path([2020] * 4, [50, 50, 20, NAN], [2024] * 4, [58, 64, 17, 58], [2030] * 4, [80, 80, 10, 80],
                        upward=[True, True, False, True])  # fmt: skip
    assert found[:3] == pytest.approx([4, -2, 1])
    assert np.isnan(found[3])
    assert np.isnan(behind_path([2020], [50], [2020], [50], [2030], [80], upward=[True])[0])  # nothing since
