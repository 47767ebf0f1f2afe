"""Segmented regression: against least squares where errors are independent, and honest where they are not."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from kcstats.stats import segmented
from kcstats.stats.segmented import design, segmented_regression

YEARS = np.arange(2010.0, 2022.0)


def test_without_autocorrelation_it_is_least_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the grid at zero alone: coefficients, 95 % intervals and p of statsmodels 0.15 OLS."""
    monkeypatch.setattr(segmented, "RHO", np.zeros(1))
    y = np.array([3.0, 2.7, 2.9, 2.4, 2.5, 2.1, 1.4, 1.5, 1.0, 1.2, 0.8, 0.9])
    found = segmented_regression(YEARS[None, :], y[None, :], [2016])
    ols = sm.OLS(y, design(YEARS - 2016)).fit()
    np.testing.assert_allclose([found.level[0], found.slope[0]], ols.params[2:], rtol=1e-10)
    np.testing.assert_allclose([found.p_level[0], found.p_slope[0]], ols.pvalues[2:], rtol=1e-8)
    ends = [found.level_low[0], found.level_high[0], found.slope_low[0], found.slope_high[0]]
    np.testing.assert_allclose(ends, ols.conf_int()[2:].ravel(), rtol=1e-7, atol=1e-9)


def test_one_known_autocorrelation_is_generalised_least_squares(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the grid at one value: statsmodels 0.15 GLS with the same correlation, years missing included."""
    monkeypatch.setattr(segmented, "RHO", np.array([0.6]))
    keep = np.array([0, 1, 2, 4, 5, 6, 7, 9, 10, 11])
    years = YEARS[keep]
    y = np.array([3.0, 2.7, 2.9, 2.5, 2.1, 1.4, 1.5, 1.2, 0.8, 0.9])
    found = segmented_regression(years[None, :], y[None, :], [2016])
    gls = sm.GLS(y, design(years - 2016), sigma=0.6 ** np.abs(years[:, None] - years[None, :])).fit()
    np.testing.assert_allclose([found.level[0], found.slope[0]], gls.params[2:], rtol=1e-10)
    np.testing.assert_allclose([found.p_level[0], found.p_slope[0]], gls.pvalues[2:], rtol=1e-8)
    assert found.autocorrelation[0] == pytest.approx(0.6)


def test_an_uncertain_autocorrelation_widens_the_interval() -> None:
    rng = np.random.default_rng(1)
    y = np.cumsum(rng.normal(size=(40, len(YEARS))), axis=1)
    found = segmented_regression(np.tile(YEARS, (40, 1)), y, np.full(40, 2016))
    x = design(YEARS - 2016)
    plain = np.array([np.ptp(sm.OLS(row, x).fit().conf_int()[2]) for row in y])
    assert np.median((found.level_high - found.level_low) / plain) > 1.1
    assert ((found.autocorrelation > 0) & (found.autocorrelation < 1)).all()


def test_too_few_figures_have_no_answer() -> None:
    few = np.array([[2013, 2014, 2015, 2016, 2017, 2018], [2012, 2013, 2014, 2015, 2016, np.nan]], dtype=float)
    values = np.where(np.isfinite(few), few * 0.1, np.nan)
    found = segmented_regression(few, values, [2016, 2016])  # three before; one since the start
    for name in ("level", "p_level", "slope", "p_slope", "autocorrelation"):
        assert np.isnan(getattr(found, name)).all()


def test_rows_do_not_see_each_other() -> None:
    rng = np.random.default_rng(2)
    y = rng.normal(size=(5, len(YEARS)))
    y[2, 3] = np.nan
    years, start = np.tile(YEARS, (5, 1)), np.array([2015, 2016, 2016, 2017, 2016])
    whole = segmented_regression(years, y, start)
    for row in range(5):
        alone = segmented_regression(years[[row]], y[[row]], start[[row]])
        assert alone.level[0] == pytest.approx(whole.level[row], abs=1e-12)
        assert alone.p_slope[0] == pytest.approx(whole.p_slope[row], abs=1e-12)
