"""The usual tests of an interrupted series."""

import numpy as np
import pytest
from scipy import stats

from kcstats.validation.interrupted_models import NAMES, usual_p_values

SINCE = np.array([[-5.0, -4, -3, -2, -1, 0, 1, 2]])
Z = np.array([[1.0, 2.1, 2.9, 4.2, 4.8, 9.0, 9.8, 11.1]])


def test_least_squares_by_the_normal_equations():
    """The same p from (X'X)^-1 written out: four terms, eight figures, four degrees of freedom."""
    t, after = SINCE[0], SINCE[0] >= 0
    x = np.column_stack([np.ones(8), t, after, after * t])
    inverse = np.linalg.inv(x.T @ x)
    beta = inverse @ x.T @ Z[0]
    variance = ((Z[0] - x @ beta) ** 2).sum() / 4
    p = 2 * stats.t.sf(abs(beta[2]) / np.sqrt(variance * inverse[2, 2]), 4)
    assert usual_p_values(SINCE, Z)["ols_level"][0] == pytest.approx(p)


def test_the_t_test_is_students():
    """Before: mean 3.00, after: 9.967; pooled sd 1.390, t = -6.863 on 6 degrees of freedom, p = .0005."""
    assert usual_p_values(SINCE, Z)["t_test"][0] == pytest.approx(0.00047, abs=2e-5)


def test_what_cannot_be_tested_is_missing():
    flat = usual_p_values(SINCE, np.ones((1, 8)))
    assert all(np.isnan(flat[name][0]) for name in NAMES)
    single = usual_p_values(SINCE[:, :6], Z[:, :6])  # one figure after the start
    assert np.isnan(single["ols_level"][0])
    assert np.isnan(single["t_test"][0])
    assert np.isfinite(single["line_before"][0])
