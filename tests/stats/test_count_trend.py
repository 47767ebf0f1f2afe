"""Regression on counts against statsmodels, exact trend against enumeration."""

from itertools import product

import numpy as np
import pytest

from kcstats.stats.count_trend import exact_trend_tails, fit_count_trend

RNG = np.random.default_rng(4)
T = np.array([2015.0, 2016, 2018, 2019, 2020, 2023, 2024])


def _glm(t, y, d, binomial):
    import statsmodels.api as sm

    x = sm.add_constant(t - t.mean())
    if binomial:
        return sm.GLM(np.column_stack([y, d - y]), x, family=sm.families.Binomial()).fit(tol=1e-12)
    return sm.GLM(y, x, family=sm.families.Poisson(), exposure=d).fit(tol=1e-12)


@pytest.mark.parametrize("binomial", [False, True])
@pytest.mark.parametrize("rate", [0.002, 0.02, 0.4])
def test_slope_and_error_are_those_of_statsmodels(binomial, rate):
    d = RNG.integers(800, 5000, size=(6, len(T))).astype(float)
    y = RNG.binomial(d.astype(int), rate * np.exp(-0.1 * (T - 2015))).astype(float)
    fit = fit_count_trend(np.tile(T, (6, 1)), y, d, np.full(6, binomial))
    for i in range(6):
        glm = _glm(T, y[i], d[i], binomial)  # statsmodels is the other program
        assert fit.slope[i] == pytest.approx(glm.params[1], rel=1e-6)
        phi = max(1.0, glm.pearson_chi2 / (len(T) - 2))
        assert fit.dispersion[i] == pytest.approx(phi, rel=1e-6)
        assert fit.se[i] == pytest.approx(glm.bse[1] * np.sqrt(phi), rel=1e-5)
        assert fit.df[i] == (len(T) - 2 if phi > 1 else np.inf)


def test_padding_and_order_of_rows_change_nothing():
    y = RNG.poisson(8.0, size=(5, 7)).astype(float)
    d = np.full((5, 7), 4000.0)
    y[2, 5:] = np.nan
    whole = fit_count_trend(np.tile(T, (5, 1)), y, d, np.zeros(5, dtype=bool))
    alone = fit_count_trend(T[None, :5], y[2:3, :5], d[2:3, :5], np.zeros(1, dtype=bool))
    assert alone.slope[0] == pytest.approx(whole.slope[2])
    assert alone.se[0] == pytest.approx(whole.se[2])


def test_without_events_there_is_no_fit_and_all_in_the_first_year_is_finite():
    y = np.array([[0.0] * 5, [3.0, 0, 0, 0, 0], [0, 0, 0, 0, 2], [50] * 5])
    d = np.full((4, 5), 50.0)
    t = np.tile(np.arange(2016.0, 2021), (4, 1))
    fit = fit_count_trend(t, y, d, np.array([False, False, True, True]))
    assert np.isnan(fit.slope[[0, 3]]).all()
    assert fit.penalised.tolist() == [False, True, True, False]
    assert fit.slope[1] < 0 < fit.slope[2]
    lower, upper = fit.interval()
    assert np.isfinite([lower[1], upper[1], lower[2], upper[2]]).all()


def test_exact_tails_are_those_of_all_placements():
    exposure = np.array([1000.0, 2000.0, 1500.0, 500.0])
    years = np.array([2018.0, 2019, 2021, 2022])
    y = np.array([2.0, 1.0, 1.0, 0.0])
    share = exposure / exposure.sum()
    up = down = 0.0
    for draw in product(range(4), repeat=4):
        p = np.prod(share[list(draw)])
        u = years[list(draw)].sum()
        up += p * (u >= (years * y).sum())
        down += p * (u <= (years * y).sum())
    found = exact_trend_tails(
        np.array([years, [2020.0, np.nan, np.nan, np.nan]]), np.array([y, [1.0, 0, 0, 0]]), np.tile(exposure, (2, 1))
    )
    assert found[0][0] == pytest.approx(up)
    assert found[1][0] == pytest.approx(down)
    assert np.isnan([found[0][1], found[1][1]]).all()


def test_no_events_at_all_is_no_evidence():
    up, down = exact_trend_tails(np.array([[2020.0, 2021.0]]), np.zeros((1, 2)), np.full((1, 2), 4e3))
    assert (up[0], down[0]) == (1.0, 1.0)
