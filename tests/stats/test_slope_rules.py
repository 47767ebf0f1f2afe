"""Slopes by hand, and the contrast against Student's t and a normal forecast."""

import numpy as np
import pytest
from scipy import stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import forecast
from kcstats.stats.slope_rules import Slope, slope_of, slow_rise, slower_probability

NAN = np.nan


def test_slope_and_error_are_those_of_least_squares():
    t, x = np.array([2016.0, 2017, 2018, 2019, 2020]), np.array([3.0, 3.4, 3.3, 3.9, 4.0])
    found = slope_of(np.vstack([t, t]), np.vstack([x, [NAN, NAN, 3.3, NAN, NAN]]))
    by_scipy = stats.linregress(t, x)
    assert found.mean[0] == pytest.approx(by_scipy.slope)  # (-2*3 - 3.4 + 3.9 + 2*4) / 10 = .25
    assert found.mean[0] == pytest.approx(0.25)
    assert found.se[0] == pytest.approx(by_scipy.stderr)
    assert found.points.tolist() == [5, 1]
    assert np.isnan(found.mean[1])


def test_the_contrast_is_students_t_of_the_old_slope():
    before = Slope(np.array([0.2]), np.array([0.05]), np.array([3.0]), np.array([5]))
    # half the futures rise by .1 a year, half by .3: (T3(2) + T3(-2)) / 2 = 1/2 by symmetry
    assert slower_probability(before, np.array([[0.1, 0.3]]))[0] == pytest.approx(0.5)
    assert slower_probability(before, np.array([[0.1]]))[0] == pytest.approx(stats.t.cdf(2, 3))
    # what does not rise at all is slowed whatever stood before
    assert slower_probability(before, np.array([[-0.1, 0.0]]))[0] == 1.0


def test_where_nothing_rose_the_demand_is_that_nothing_rises():
    fell = Slope(np.array([-0.2]), np.array([1e-9]), np.array([3.0]), np.array([5]))
    assert slower_probability(fell, np.array([[-0.1, 0.1]]))[0] == pytest.approx(0.5)


def series(values, *, first=2011, direction=-1, scale="rate"):
    return SeriesBatch.from_rows(
        [{"years": range(first, first + len(v)), "values": v, "scale": scale, "direction": direction} for v in values]
    )


def test_a_rise_that_has_stopped_is_slowed_and_one_that_quickened_is_not():
    before = [3.0 + 0.2 * k for k in range(10)]  # 2011-2020, .2 a year
    flat, steep = [*before, *[4.8] * 5], [*before, *[5.2 + 0.4 * k for k in range(5)]]
    batch = series([flat, steep])
    found = slow_rise(forecast(batch, [2030.0, 2030.0]), batch, [2030, 2030], [2020, 2020], lang="en")
    assert found.p[0] > 0.9
    assert found.p[1] < 0.2
    assert found.method == ("slope_contrast", "slope_contrast")
    assert found.note[0].startswith("slopes compared: 0.2 a year up to 2020")


def test_years_before_the_baseline_are_needed():
    batch = series([[3.0, 3.1, 3.3, 3.4]], first=2019)
    found = slow_rise(forecast(batch, [2030.0]), batch, [2030], [2020], lang="en")
    assert np.isnan(found.p[0])
    assert "only 2 figures up to the baseline year; 4 are needed" in found.reason[0]


def test_it_is_a_contrast_and_not_a_level():
    # A jump up in 2021 and then a standstill: far above the old line, yet the rise to come is what is asked about.
    jumped = [*[3.0 + 0.05 * k for k in range(10)], *[6.0] * 5]
    steady = [*[3.0 + 0.05 * k for k in range(10)], *[3.5 + 0.05 * k for k in range(5)]]
    batch = series([jumped, steady])
    found = slow_rise(forecast(batch, [2030.0] * 2), batch, [2030] * 2, [2020] * 2)
    assert found.p[0] < found.p[1]  # the slope from 2020 on still holds the jump


def test_row_order_does_not_matter():
    batch = series([[3.0 + 0.1 * k + 0.05 * (k % 2) for k in range(14)], [5.0 - 0.1 * k for k in range(14)]])
    one = slow_rise(forecast(batch, [2030.0] * 2), batch, [2030] * 2, [2020] * 2).p
    back = batch.take([1, 0])
    two = slow_rise(forecast(back, [2030.0] * 2), back, [2030] * 2, [2020] * 2).p
    assert one == pytest.approx(two[::-1], abs=1e-12)
