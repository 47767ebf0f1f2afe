"""Limits against printed tables."""

import numpy as np
import pytest

from kcstats.stats.intervals import byar, exact_binomial, exact_poisson, rate_interval, wilson

# Newcombe (1998), Table I, method 3 (score without continuity correction).
NEWCOMBE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
# The same table, method 5 (Clopper and Pearson's exact tails).
NEWCOMBE_EXACT = [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (0, 20, 0.0, 0.1684), (1, 29, 0.0009, 0.1776)]
# Garwood (1936) and Ulm (1990), 95 % limits of a Poisson mean.
GARWOOD = [(0, 0.0, 3.689), (1, 0.0253, 5.572), (2, 0.2422, 7.225), (5, 1.623, 11.668), (10, 4.795, 18.390),
           (20, 12.217, 30.888), (50, 37.111, 65.919), (100, 81.364, 121.627)]  # fmt: skip
# R package PHEindicatormethods 2.1.0 (Public Health England's own program), tests/testthat/testdata_Byars_Wilson.xlsx
# and testdata_Rate.xlsx: x, n, confidence, lower, upper; rates per 100,000.
PHE_BYAR = [(65, 0.95, 50.16318771, 82.84913855), (1045, 0.95, 982.59320181, 1110.33121299),
            (1, 0.95, 0.01307213, 5.56375558), (10, 0.998, 2.91631837, 24.19372493)]  # fmt: skip
PHE_WILSON = [(65, 100, 0.95, 0.55254443, 0.73635752), (1045, 5000, 0.998, 0.19179382, 0.22731563)]
PHE_RATES = [(1, 100, "exact_poisson", 25.317808, 5571.643391), (5, 100, "exact_poisson", 1623.48639, 11668.33207),
             (20, 100, "byar", 12211.42883488, 30889.8803692), (2, 200, "exact_poisson", 121.10463927, 3612.34383386),
             (10, 200, "byar", 2393.72495698, 9195.72930288)]  # fmt: skip


@pytest.mark.parametrize(("x", "n", "lower", "upper"), NEWCOMBE)
def test_wilson_is_newcombes_method_3(x, n, lower, upper):
    found = wilson(x, n)
    assert (found.lower, found.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


@pytest.mark.parametrize(("x", "n", "lower", "upper"), NEWCOMBE_EXACT)
def test_exact_binomial_limits_are_newcombes_method_5(x, n, lower, upper):
    found = exact_binomial(x, n)
    assert (found.lower, found.upper) == (pytest.approx(lower, abs=5e-5), pytest.approx(upper, abs=5e-5))


def test_no_trials_give_no_binomial_interval():
    found = exact_binomial([0, 3], [0, 3])
    assert np.isnan(found.lower[0])
    assert np.isnan(found.upper[0])
    assert float(found.upper[1]) == 1.0


@pytest.mark.parametrize(("x", "lower", "upper"), GARWOOD)
def test_exact_limits_are_garwoods(x, lower, upper):
    found = exact_poisson(x)
    assert (found.lower, found.upper) == (pytest.approx(lower, abs=6e-4), pytest.approx(upper, abs=6e-4))


@pytest.mark.parametrize(("x", "level", "lower", "upper"), PHE_BYAR)
def test_byar_is_that_of_public_health_england(x, level, lower, upper):
    found = byar(x, level=level)
    assert (found.lower, found.upper) == (pytest.approx(lower, rel=1e-6), pytest.approx(upper, rel=1e-6))


@pytest.mark.parametrize(("x", "n", "level", "lower", "upper"), PHE_WILSON)
def test_wilson_is_that_of_public_health_england(x, n, level, lower, upper):
    found = wilson(x, n, level=level)
    assert (found.lower, found.upper) == (pytest.approx(lower, rel=1e-6), pytest.approx(upper, rel=1e-6))


@pytest.mark.parametrize(("x", "n", "method", "lower", "upper"), PHE_RATES)
def test_rates_change_their_method_where_public_health_england_does(x, n, method, lower, upper):
    found = rate_interval([x], [n], 1e5)
    assert found.method == (method,)
    assert (found.lower[0], found.upper[0]) == (pytest.approx(lower, rel=1e-6), pytest.approx(upper, rel=1e-6))


def test_byar_is_close_to_exact_from_ten_events_on():
    x = np.arange(10, 500)
    assert np.abs(byar(x).lower / exact_poisson(x).lower - 1).max() < 0.003
    assert np.abs(byar(x).upper / exact_poisson(x).upper - 1).max() < 0.001


def test_every_row_names_its_method_and_flags():
    nan = np.nan
    r = rate_interval(
        [0, 2, 9, 10, 20, 95, nan, 3], [5000, 5000, 5000, 5000, 5000, 100, 5000, 0],
        [1e5, 1e5, 1e5, 1e5, 1e5, 100, 1e5, 1e5], proportion=[False] * 5 + [True] + [False] * 2,
    )  # fmt: skip
    assert r.method == ("exact_poisson", "exact_poisson", "exact_poisson", "byar", "byar", "wilson", "none", "none")
    assert r.suppress.tolist() == [True, True, False, False, False, False, False, False]
    assert r.few_events.tolist() == [True, True, True, True, False, False, False, False]
    assert r.lower[0] == 0
    assert np.isnan(r.rate[6:]).all()
    assert r.upper[5] <= 100
    assert np.all(r.lower[:6] <= r.rate[:6])
    assert np.all(r.rate[:6] <= r.upper[:6])


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="0 or more"):
        exact_poisson(-1)
    with pytest.raises(ValueError, match="no more events than trials"):
        wilson(3, 2)
    with pytest.raises(ValueError, match="0 < level < 1"):
        byar(3, level=95)
