"""As published, underlying, in the target year: by hand, and calibrated on simulated districts."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import forecast
from kcstats.stats.three_answers import (
    future_answer,
    latest_counts,
    over_dispersion,
    published_answer,
    underlying_answer,
)

NAN = np.nan
DOWN = np.array([False])


def counted(events, births, multiplier, *, scale="rate", first=2020):
    y, d = np.atleast_2d(np.asarray(events, float)), np.atleast_2d(np.asarray(births, float))
    years = np.broadcast_to(np.arange(first, first + y.shape[1], dtype=float), y.shape)
    rows = len(y)
    return SeriesBatch(
        years, y / d * multiplier, np.array([scale] * rows, dtype=object), np.zeros(rows),
        np.full(rows, 100.0 if scale == "percent" else np.inf), np.full(rows, -1),
        numerator=y, denominator=np.broadcast_to(d, y.shape).copy(), multiplier=np.full(rows, float(multiplier)),
    )  # fmt: skip


def test_the_districts_maternal_deaths_by_hand():
    # 1 death in 4,012 births: 24.9 per 100,000; exact limits of one event .0253 and 5.572 (Garwood 1936)
    batch = counted([0, 0, 1, 0, 1], [4100, 4200, 4100, 4054, 4012], 1e5)
    one = published_answer(batch, np.array([12.0]), DOWN)
    assert (one.year[0], one.events[0], one.denominator[0]) == (2024, 1, 4012)
    assert one.value[0] == pytest.approx(24.925, abs=1e-3)
    assert (one.lower[0], one.upper[0]) == (
        pytest.approx(0.02532 / 4012e-5, rel=1e-3), pytest.approx(5.5716 / 4012e-5, rel=1e-4),
    )  # fmt: skip
    assert (one.method[0], one.few[0], one.too_few[0]) == ("exact_poisson", True, True)
    assert (one.births_to_judge[0], one.births_to_confirm[0]) == (8334, 24964)  # 1 / 12e-5; -ln(.05) / 12e-5
    many = underlying_answer(batch, np.array([12.0]), DOWN)
    assert (many.events[0], many.denominator[0]) == (2, 20466)
    assert many.rate[0] == pytest.approx(9.77, abs=0.01)
    # Jeffreys: P(rate <= 12e-5) with 2 events of 20,466 = P(Gamma(2.5) <= 2.456) = .556
    assert many.p[0] == pytest.approx(stats.gamma.cdf(2.45592, 2.5), abs=1e-4)
    assert many.dispersion[0] == 1.0


def test_over_dispersion_is_pearson_over_its_degrees_of_freedom():
    # 20, 40, 20, 40, 20 of equal births lie 28 +- 12, 8 about a flat line: (3 * 64 + 2 * 144) / 28 / 3 = 5.714
    batch = counted([20, 40, 20, 40, 20], [1000] * 5, 1000)
    assert over_dispersion(batch)[0] == pytest.approx(480 / 28 / 3, rel=1e-6)
    wide = underlying_answer(batch, np.array([28.0]), DOWN)
    assert wide.method[0] == "byar+overdispersed"
    assert wide.rate[0] == pytest.approx(28.0)
    assert wide.upper[0] - wide.lower[0] > 2 * 2 * np.sqrt(140) / 5 * 0.9


def test_latest_counts_are_of_the_last_year_that_has_both():
    batch = counted([1, 2, NAN], [100, 100, 100], 100)
    year, events, size = latest_counts(batch)
    assert (year[0], events[0], size[0]) == (2021, 2, 100)
    bare = counted([NAN, NAN], [NAN, NAN], 100)
    assert np.isnan(published_answer(bare, np.array([5.0]), DOWN).value[0])
    assert np.isnan(underlying_answer(bare, np.array([5.0]), DOWN).p[0])


def test_a_sure_rate_leaves_the_poisson_chance_of_the_year():
    # A rate known to be 24 per 100,000 meets 12 with 5,000 births in exp(-1.2) = 30.1 % of years.
    # 200 years of births in one figure leave next to nothing open about the rate; the target year has 5,000.
    batch = counted([[240] * 9 + [1]], [[1e6] * 9 + [5000]], 1e5, first=2015)
    ahead = forecast(batch, [2025])
    sure = type(ahead)(**{**ahead.__dict__, "mean": np.log(24.0 + ahead.transform.constant[:, None]) + 0 * ahead.mean,
                          "sd": np.sqrt(1e-8 + (ahead.sd * 0 + future_noise(batch)))})  # fmt: skip
    found = future_answer(batch, sure, np.array([12.0]), DOWN)
    assert found[0] == pytest.approx(np.exp(-1.2), abs=0.01)


def future_noise(batch):
    from kcstats.stats.mixture import prepare

    return prepare(batch).future_noise[:, None]


def test_no_level_or_no_counts_is_no_answer():
    batch = counted([[5, 6, 5], [NAN, NAN, NAN]], [[1000] * 3, [NAN] * 3], 1000)
    batch.values[1] = [5.0, 6.0, 5.0]
    ahead = forecast(batch, [2025, 2025])
    assert np.isnan(future_answer(batch, ahead, np.array([NAN, 5.0]), np.array([False, False]))).all()


@pytest.mark.parametrize(("years", "events", "phi"), [(5, 5, 1), (5, 40, 1), (6, 5, 3), (10, 40, 3)])
def test_underlying_answers_come_true_as_often_as_they_say(years, events, phi):
    # 3,000 districts with rates spread about the target (log sd .5); standard error of the mean at most .009
    rng = np.random.default_rng(years * 100 + events + phi)
    n, births, m = 3000, 4000.0, 1000.0
    mean = events * np.exp(rng.normal(0, 0.5, n))
    each = np.repeat(mean[:, None], years, axis=1)
    y = rng.poisson(each) if phi == 1 else rng.negative_binomial(each / (phi - 1), 1 / phi)
    batch = counted(y, np.full(y.shape, births), m)
    found = underlying_answer(batch, np.full(n, events / births * m), np.full(n, False))
    true = mean <= events
    assert found.p.mean() == pytest.approx(true.mean(), abs=0.03)
    inside = (found.lower <= mean / births * m) & (mean / births * m <= found.upper)
    assert inside.mean() > (0.95 if phi == 1 else 0.88)
    assert inside.mean() < 0.99


def test_future_answers_come_true_as_often_as_they_say():
    # 500 districts of 4,000 births whose log rate walks with sd .08 a year about 3 per 1,000, to no side
    rng = np.random.default_rng(7)
    n, births, m = 500, 4000.0, 1000.0
    walk = np.log(3.0) + rng.normal(0, 0.3, (n, 1)) + np.cumsum(rng.normal(0, 0.08, (n, 13)), axis=1)
    y = rng.poisson(np.exp(walk) / m * births).astype(float)
    batch = replace(counted(y[:, :8], np.full((n, 8), births), m), direction=np.zeros(n, dtype=int))
    found = future_answer(batch, forecast(batch, np.full(n, 2032.0)), np.full(n, 3.0), np.full(n, False))
    true = y[:, 12] / births * m <= 3.0
    assert found.mean() == pytest.approx(true.mean(), abs=0.05)
    assert np.mean((found - true) ** 2) < np.mean((true.mean() - true) ** 2) - 0.03
