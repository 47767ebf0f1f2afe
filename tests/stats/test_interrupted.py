"""Effect against the forecast and against other areas: exactness, invariance, honesty."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.interrupted import Deviation, against_areas, deviation_from_forecast
from kcstats.stats.projection import forecast
from kcstats.stats.transforms import Transform

PAST = [42.0, 40.5, 41.0, 39.2, 38.8, 38.0]
NAN = float("nan")


def batch(values: list[float] = PAST, **more: object) -> SeriesBatch:
    first = 2018 - len(values)
    return SeriesBatch.from_rows(
        [{"years": range(first, 2018), "values": values, "scale": "rate", "direction": -1, **more}]
    )


def test_one_year_after_is_the_forecast_of_that_year() -> None:
    """The forecast's own distribution function and quantiles, `projection`, give the same p and interval."""
    found = deviation_from_forecast(batch(), [[2020.0]], [[30.0]])
    f = forecast(batch(), [2020])
    low, middle, high = f.quantile([0.025, 0.5, 0.975])[0]
    np.testing.assert_allclose([found.low[0], found.expected[0], found.high[0]], [low, middle, high], rtol=1e-6)
    assert found.observed[0] == pytest.approx(30.0)
    assert found.p[0] == pytest.approx(1e-3 + (1 - 1e-3) * 2 * f.cdf([30.0])[0], rel=1e-6)


def test_several_years_are_their_mean_on_the_working_scale() -> None:
    found = deviation_from_forecast(batch(), [[2018, 2019, 2021]], [[30.0, 27.0, 40.0]])
    assert found.observed[0] == pytest.approx((30.0 * 27.0 * 40.0) ** (1 / 3))  # rates: a geometric mean
    single = [forecast(batch(), [year]).quantile([0.025, 0.975])[0] for year in (2018, 2019, 2021)]
    widths = [np.log(high / low) for low, high in single]
    assert widths[0] < np.log(found.high[0] / found.low[0]) < widths[2]  # an average is surer than its last year


def test_padding_and_order_of_rows_do_not_matter() -> None:
    two = SeriesBatch.from_rows(
        [{"years": range(2012, 2018), "values": v, "scale": "rate", "direction": -1} for v in (PAST, PAST[::-1])]
    )
    years, values = [[2018, 2019, NAN], [2018, 2019, 2020]], [[37.0, 36.0, NAN], [43.0, 44.0, 45.0]]
    both = deviation_from_forecast(two, years, values)
    swapped = deviation_from_forecast(two.take([1, 0]), years[::-1], values[::-1])
    alone = deviation_from_forecast(two.take([0]), [[2018, 2019]], [[37.0, 36.0]])
    np.testing.assert_allclose(both.p, swapped.p[::-1], rtol=1e-12)
    assert alone.p[0] == pytest.approx(both.p[0], rel=1e-12)
    assert alone.low[0] == pytest.approx(both.low[0], rel=1e-9)


def test_a_percentage_and_its_complement_are_one_statement() -> None:
    up = SeriesBatch.from_rows([{"years": range(2012, 2018), "values": [60, 61, 61, 63, 62, 64], "scale": "percent",
                                 "direction": 1}])  # fmt: skip
    down = SeriesBatch.from_rows([{"years": range(2012, 2018), "values": [40, 39, 39, 37, 38, 36], "scale": "percent",
                                   "direction": -1}])  # fmt: skip
    a = deviation_from_forecast(up, [[2018, 2019]], [[72.0, 74.0]])
    b = deviation_from_forecast(down, [[2018, 2019]], [[28.0, 26.0]])
    assert a.p[0] == pytest.approx(b.p[0], rel=1e-9)
    assert a.low[0] == pytest.approx(100 - b.high[0], rel=1e-6)


def test_a_figure_on_its_bound_is_never_rare() -> None:
    full = SeriesBatch.from_rows([{"years": range(2012, 2018), "values": [99.8, 99.9, 100, 100, 100, 100],
                                   "scale": "percent", "direction": 1}])  # fmt: skip
    found = deviation_from_forecast(full, [[2018, 2019]], [[100.0, 100.0]])
    assert found.p[0] > 0.5
    assert found.high[0] == 100.0


def test_a_first_zero_is_a_small_figure_and_not_infinitely_rare() -> None:
    found = deviation_from_forecast(batch(), [[2018.0]], [[0.0]])
    assert found.observed[0] == pytest.approx(min(PAST) / 2)
    assert found.p[0] >= 1e-3
    assert deviation_from_forecast(batch(), [[2018.0]], [[7.0]]).observed[0] == pytest.approx(7.0)


def test_known_counts_widen_what_was_to_be_expected() -> None:
    """With about six events a year, a figure of 25 instead of 38 is nothing; without counts it would be."""
    counts = {"numerator": [6, 6, 6, 6, 6, 6], "denominator": [15000] * 6, "multiplier": 1e5}
    few = batch([40.0] * 6, **counts)
    plain = batch([40.0, 40.1, 39.9, 40.0, 40.1, 39.9])
    after = [[2018.0]], [[25.0]]
    assert deviation_from_forecast(few, *after).p[0] > 0.2
    assert deviation_from_forecast(plain, *after).p[0] < 0.05


def test_what_cannot_be_projected_keeps_its_reason() -> None:
    found = deviation_from_forecast(batch([5.0]), [[2018.0]], [[4.0]])
    assert found.reason[0] == "one_point"
    assert np.isnan([found.p[0], found.expected[0], found.observed[0]]).all()


def test_broken_input_is_refused() -> None:
    with pytest.raises(ValueError, match="after the last one"):
        deviation_from_forecast(batch(), [[2017.0]], [[4.0]])
    with pytest.raises(ValueError, match="a row without"):
        deviation_from_forecast(batch(), [[NAN]], [[NAN]])
    with pytest.raises(ValueError, match=r"shape \(1, M\)"):
        deviation_from_forecast(batch(), [[2018.0], [2018.0]], [[4.0], [4.0]])


def deviations(z: list[float], spread: list[float]) -> Deviation:
    n = len(z)
    values, zero = np.array(z), np.zeros(n)
    linear = Transform(np.full(n, 2), np.ones(n))
    return Deviation(values, zero, zero, zero, zero, values, zero, np.array(spread), linear,
                     np.full(n, "", dtype=object))  # fmt: skip


def test_few_areas_are_compared_mostly_by_the_models_uncertainty() -> None:
    """By hand: common (1 + 3 * .25) / 1.25 = 1.4, difference 2.6; spread .16 + .64 = .8 on one degree of freedom, so
    kappa = (4 + .8) / 5 = .96 and the variance .96 * (1 + 1 / 1.25) = 1.728, with 5 degrees of freedom."""
    found = against_areas(deviations([4.0], [1.0]), deviations([1.0, 3.0], [1.0, 2.0]))
    assert found.n == 2
    assert found.common == pytest.approx(1.4)
    assert found.effect == pytest.approx(2.6)
    assert found.p == pytest.approx(1e-3 + (1 - 1e-3) * 2 * stats.t.sf(2.6 / np.sqrt(1.728), 5))
    assert found.high - found.effect == pytest.approx(stats.t.ppf(0.975, 5) * np.sqrt(1.728))


def test_very_many_equal_areas_become_an_ordinary_two_sample_t_test() -> None:
    """One against C equals: t = (x - mean) / (s sqrt(1 + 1/C)); the prior's four degrees of freedom are forgotten."""
    others = np.random.default_rng(3).normal(0, 2.0, 400).tolist()
    found = against_areas(deviations([4.0], [0.7]), deviations(others, [0.7] * 400))
    t = (4.0 - np.mean(others)) / (np.std(others, ddof=1) * np.sqrt(1 + 1 / 400))
    assert found.p == pytest.approx(2 * stats.t.sf(t, 399), abs=2e-3)


def test_a_shock_that_all_areas_share_is_no_effect() -> None:
    others = [0.4, -0.2, 0.9, 0.1, -0.5, 0.3]
    calm = against_areas(deviations([0.5], [0.7]), deviations(others, [0.7] * 6))
    shaken = against_areas(deviations([5.5], [0.7]), deviations([d + 5 for d in others], [0.7] * 6))
    assert shaken.effect == pytest.approx(calm.effect)
    assert shaken.p == pytest.approx(calm.p)
    assert shaken.p > 0.05


def test_without_areas_there_is_no_comparison() -> None:
    none = deviations([1.0], [1.0])
    none.reason[0] = "one_point"
    found = against_areas(deviations([1.0], [1.0]), none)
    assert found.n == 0
    assert np.isnan(found.p)
