"""Average annual change against statsmodels, hand calculation and what may not be said."""

import numpy as np
import pytest

from kcstats.stats.annual_change import average_annual_change

NAN = np.nan


def test_log_linear_change_is_statsmodels_least_squares():
    import statsmodels.api as sm

    t = np.array([2015.0, 2016, 2018, 2020, 2021, 2024])
    y = np.array([12.1, 11.0, 9.8, 9.9, 8.2, 7.0])
    ols = sm.OLS(np.log(y), sm.add_constant(t)).fit()
    found = average_annual_change([t], [y])
    lower, upper = ols.conf_int()[1]
    assert found.percent[0] == pytest.approx(100 * np.expm1(ols.params[1]))
    assert (found.lower[0], found.upper[0]) == (
        pytest.approx(100 * np.expm1(lower)), pytest.approx(100 * np.expm1(upper)),
    )  # fmt: skip
    assert found.p_value[0] == pytest.approx(ols.pvalues[1])


def test_a_constant_relative_fall_is_found_exactly():
    t = np.arange(1998.0, 2006)
    found = average_annual_change([t], [30 * 0.936 ** (t - 1998)])
    assert found.percent[0] == pytest.approx(-6.4)


def test_percentages_change_between_the_fitted_ends():
    t = np.arange(2016.0, 2021)
    logit = -1 + 0.2 * (t - 2016)
    y = 101 / (1 + np.exp(-logit)) - 0.5  # the inverse of ln((y + .5) / (100 - y + .5))
    found = average_annual_change([t], [y], kind="percent")
    p = 1 / (1 + np.exp(-logit))
    assert found.percent[0] == pytest.approx(100 * ((p[-1] / p[0]) ** 0.25 - 1))
    assert found.method == ("logit_linear",)


def test_counts_are_used_where_every_value_has_them_and_named():
    t = np.tile(np.arange(2016.0, 2022), (3, 1))
    y = np.array([[8.0, 0, 5, 3, 2, 1]] * 3)
    d = np.full((3, 6), 4000.0)
    d[1, 2] = NAN
    found = average_annual_change(t, y / 4000 * 1e5, numerator=y, denominator=d, kind=["rate", "rate", "percent"])
    assert found.method == ("quasi_poisson", "none", "quasi_binomial")
    assert found.lower[0] < found.percent[0] < found.upper[0]
    assert found.percent[0] == pytest.approx(found.percent[2], rel=0.01)  # rare events: the two agree
    assert found.reason == ("", "有零值而没有分子分母，无法计算年均变化率", "")
    assert found.dispersion[0] > 1


def test_every_missing_answer_has_its_ground():
    t = np.tile([2018.0, 2019, 2020], (6, 1))
    x = [[NAN] * 3, [5, NAN, NAN], [5, 6, NAN], [-1, 2, 3], [0, 0, 0], [100, 100, 100]]
    y = [[NAN] * 3] * 4 + [[0, 0, 0], [40, 40, 40]]
    d = [[NAN] * 3] * 4 + [[50] * 3, [40] * 3]
    found = average_annual_change(
        t, x, numerator=y, denominator=d, kind=["rate"] * 5 + ["percent"], lang="en"
    )  # fmt: skip
    assert found.method == ("none", "none", "log_linear", "none", "none", "none")
    assert found.reason == (
        "no data",
        "only 1 yearly figures; at least 2 are needed",
        "two figures give no interval",
        "values that are not positive have no logarithm",
        "no events in any year: no rate of change can be computed",
        "100% in every year: no rate of change can be computed",
    )
    assert np.isnan(found.percent[[0, 1, 3, 4, 5]]).all()
    assert found.percent[2] == pytest.approx(20)
    assert np.isnan(found.lower[2])


def test_a_constant_series_has_not_changed():
    found = average_annual_change([[2018, 2019, 2020, 2021]], [[100.0] * 4], kind="percent")
    assert (found.percent[0], found.p_value[0]) == (pytest.approx(0), 1)


def test_faulty_arguments_are_refused():
    with pytest.raises(ValueError, match="0 < level < 1"):
        average_annual_change([[1, 2]], [[1, 2]], level=0)
    with pytest.raises(ValueError, match="counts of the values' shape"):
        average_annual_change([[1, 2]], [[1, 2]], numerator=[[1]], denominator=[[1]])
