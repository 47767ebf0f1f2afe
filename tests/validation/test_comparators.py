"""The usual ways are what statistics books say they are."""

import numpy as np
import pytest

from kcstats.stats.batch import SeriesBatch
from kcstats.validation.comparators import extrapolations
from kcstats.validation.windows import FARTHEST, Windows


def window(values, *, scale="index", ahead=4, truth=0.0, direction=1):
    row = {"years": range(2000, 2000 + len(values)), "values": values, "scale": scale, "direction": direction}
    one = np.array(["x"])
    target_year = np.array([1999.0 + len(values) + ahead])
    return Windows(SeriesBatch.from_rows([row]), target_year, np.array([truth]), np.array([len(values)]),
                   np.array([ahead]), np.full((1, FARTHEST), np.nan), one, one, one, np.array([False]))  # fmt: skip


def test_the_line_predicts_as_least_squares_does():
    import statsmodels.api as sm

    values = [50.0, 53.0, 51.0, 57.0, 60.0]
    found = extrapolations(window(values))["line"]
    fit = sm.OLS(values, sm.add_constant(np.arange(5.0))).fit()
    expected = fit.get_prediction([[1.0, 8.0]])  # statsmodels 0.15: standard error of one new observation
    assert found.mean[0] == pytest.approx(expected.predicted_mean[0])
    assert found.sd[0] == pytest.approx(expected.se_obs[0])
    assert found.free[0] == 3
    low, high = expected.conf_int(obs=True, alpha=0.2)[0]
    for truth, inside in ((low + 0.01, True), (low - 0.01, False), (high - 0.01, True), (high + 0.01, False)):
        assert bool(found.held(np.array([truth]), 0.8)[0]) is inside


def test_quantiles_of_the_line_are_its_interval():
    found = extrapolations(window([50.0, 53.0, 51.0, 57.0, 60.0]))["line"]
    low, middle, high = found.quantile((0.1, 0.5, 0.9))[0]
    assert middle * 1.0 == pytest.approx(found.transform.backward(found.mean[:, None])[0, 0])
    for edge in (low, high):
        assert bool(found.held(np.array([edge - 1e-6 * np.sign(edge - middle)]), 0.8)[0])
        assert not bool(found.held(np.array([edge + 1e-6 * np.sign(edge - middle)]), 0.8)[0])


def test_walks_by_hand():
    # steps 2 and -1 of an index (worked on in twelfths); alone: sd sqrt((4 + 1) / 2), over 4 years times 2
    w = window([10.0, 12.0, 11.0])
    found = extrapolations(w)
    assert found["random_walk"].mean[0] * 12 == pytest.approx(11.0)
    assert found["random_walk"].sd[0] * 12 == pytest.approx(np.sqrt(2.5) * 2)
    # drift (11 - 10) / 2 = .5; residuals 1.5 and -1.5, one degree of freedom; sd sqrt(4.5 (4 + 16 / 2)); mean 11 + 2
    assert found["random_walk_drift"].mean[0] * 12 == pytest.approx(13.0)
    assert found["random_walk_drift"].sd[0] * 12 == pytest.approx(np.sqrt(4.5 * 12))
    assert found["random_walk_drift"].free[0] == 1


def test_probabilities_look_the_good_way():
    up = extrapolations(window([50.0, 53.0, 51.0, 57.0, 60.0]))["line"].probability(
        np.array([65.0]), np.array([True])
    )
    line = extrapolations(window([50.0, 53.0, 51.0, 57.0, 60.0], direction=-1))["line"]
    down = line.probability(np.array([65.0]), np.array([False]))
    assert up[0] + down[0] == pytest.approx(1.0)
    assert up[0] > 0.5  # the line passes 69 in that year


def test_growth_rates_and_reductions_work_on_the_logarithm():
    # a rate that falls a tenth a year: after 4 more years 100 * .9^8
    w = window([100.0, 90.0, 81.0, 72.9, 65.61], scale="rate", direction=-1)
    for name in ("aarr", "cagr"):
        found = extrapolations(w)[name]
        assert np.exp(found.mean[0]) == pytest.approx(100 * 0.9**8, rel=1e-6)
