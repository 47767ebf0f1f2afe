"""The slope and its interval against other programs and against what the interval promises."""

import numpy as np
import pytest
from scipy import stats

from kcstats.stats.theil_sen import theil_sen_slope


def test_slope_is_that_of_scipy_theilslopes():
    rng = np.random.default_rng(1)  # scipy.stats.theilslopes is the other program
    for n in (2, 3, 5, 8, 12):
        t = np.sort(rng.choice(np.arange(1990, 2025), n, replace=False)).astype(float)
        x = rng.normal(size=n)
        assert theil_sen_slope([t], [x]).slope[0] == pytest.approx(stats.theilslopes(x, t)[0])


def test_interval_of_sens_paper():
    # Sen (1968), section 6 (also scipy's own test): slope 4, interval 26/7 to 35/8. Its ends are the 4th and 18th of
    # the 21 slopes, whose exact coverage is 1 - 2 P(S >= 15) = 1 - 2 (0.015) by Gilbert's Table A18.
    fit = theil_sen_slope([[1, 2, 3, 4, 10, 12, 18]], [[9, 15, 19, 20, 45, 55, 78]], level=0.965)
    assert fit.slope[0] == 4
    assert (fit.lower[0], fit.upper[0]) == (pytest.approx(26 / 7), pytest.approx(35 / 8))
    assert fit.coverage[0] == pytest.approx(0.97, abs=0.001)


def test_interval_covers_as_often_as_it_says():
    rng = np.random.default_rng(2)
    t = np.tile(np.arange(2016.0, 2024.0), (20_000, 1))
    fit = theil_sen_slope(t, 3 * t + rng.normal(size=t.shape))
    hit = ((fit.lower <= 3) & (fit.upper >= 3)).mean()
    assert hit == pytest.approx(fit.coverage[0], abs=0.006)
    assert fit.coverage[0] >= 0.95


def test_few_points_give_no_finite_interval_and_one_point_no_slope():
    nan = np.nan
    fit = theil_sen_slope([[2020, 2021, 2022, 2025], [2020, nan, nan, nan]], [[1, 2, 3, 9], [1, nan, nan, nan]])
    assert fit.slope[0] == pytest.approx((1 + 8 / 5) / 2)
    assert (fit.lower[0], fit.upper[0], fit.coverage[0]) == (-np.inf, np.inf, 1)
    assert np.isnan([fit.slope[1], fit.lower[1], fit.upper[1], fit.coverage[1]]).all()


def test_padding_and_batching_do_not_change_a_row():
    rng = np.random.default_rng(3)
    t = np.tile(np.arange(2010.0, 2021.0), (50, 1))
    x = np.where(rng.random(t.shape) < 0.3, np.nan, rng.normal(size=t.shape))
    whole = theil_sen_slope(t, x)
    for i in range(50):
        keep = np.isfinite(x[i])
        alone = theil_sen_slope(t[i : i + 1, keep], x[i : i + 1, keep])
        assert alone.slope[0] == pytest.approx(whole.slope[i], nan_ok=True)
        assert alone.lower[0] == pytest.approx(whole.lower[i], nan_ok=True)


def test_level_must_be_a_probability():
    with pytest.raises(ValueError, match="0 < level < 1"):
        theil_sen_slope([[1, 2]], [[1, 2]], level=95)
