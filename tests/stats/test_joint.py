"""The number met against closed forms, hand calculations and its own model, simulated."""

import numpy as np
import pytest

from kcstats.stats.joint import GOAL_CORRELATION, PLACE_CORRELATION, number_met


def test_independent_targets_are_a_poisson_binomial():
    # 0 met: .1 * .2 = .02; 1: .9 * .2 + .1 * .8 = .26; 2: .9 * .8 = .72
    found = number_met([0.9, 0.8], ["a", "b"], place=0, goal=0)
    assert found.mass == pytest.approx([0.02, 0.26, 0.72])
    assert (found.expected, found.p_all) == (pytest.approx(1.7), pytest.approx(0.72))


@pytest.mark.parametrize(("goals", "rho"), [(["a", "a"], 0.6), (["a", "b"], 0.2)])
def test_two_even_chances_follow_sheppards_formula(goals, rho):
    # Sheppard (1899): P(X > 0, Y > 0) = 1/4 + arcsin(rho) / (2 pi) of a bivariate normal
    found = number_met([0.5, 0.5], goals, place=0.2, goal=0.6)
    assert found.p_all == pytest.approx(0.25 + np.arcsin(rho) / (2 * np.pi), abs=1e-6)
    assert found.mass[2] == pytest.approx(found.p_all)


def test_the_number_spreads_by_both_correlations():
    # four even chances in two goals: variance 4/4 + 2 [2 cov(goal) + 4 cov(place)], cov = arcsin(rho) / (2 pi)
    found = number_met([0.5] * 4, ["a", "a", "b", "b"], place=0.1, goal=0.5)
    k = np.arange(5)
    variance = (found.mass * k**2).sum() - (found.mass * k).sum() ** 2
    cov = {r: np.arcsin(r) / (2 * np.pi) for r in (0.1, 0.5)}
    assert variance == pytest.approx(1 + 2 * (2 * cov[0.5] + 4 * cov[0.1]), abs=1e-6)


def test_what_is_known_is_certain():
    found = number_met([1.0, 0.0, 0.5], ["a", "a", "a"])
    assert found.mass == pytest.approx([0, 0.5, 0.5, 0])
    assert found.p_all == pytest.approx(0.0)
    assert number_met([1.0, 1.0], ["a", "b"]).p_all == pytest.approx(1.0)


def test_one_demand_that_stands_twice_is_one_outcome():
    found = number_met([0.6], ["a"], times=[2])
    assert found.mass == pytest.approx([0.4, 0, 0.6])
    assert (found.expected, found.p_all) == (pytest.approx(1.2), pytest.approx(0.6))


def test_the_interval_leaves_at_most_a_tenth_on_either_side():
    found = number_met(np.linspace(0.05, 0.95, 19), list("aabbccddeeffgghhiij"))
    below = np.cumsum(found.mass)
    assert below[found.lower - 1] < 0.1 <= below[found.lower]
    assert below[found.upper - 1] < 0.9 <= below[found.upper]
    assert found.mass.sum() == pytest.approx(1)


def test_an_empty_set_is_met():
    found = number_met([], [])
    assert (found.expected, found.lower, found.upper, found.p_all) == (0, 0, 0, pytest.approx(1))


def test_simulated_plans_agree_with_the_closed_form():
    # 200,000 draws of the model itself; the standard error of a probability is at most .0011
    rng = np.random.default_rng(20210101)
    p, goals = np.array([0.9, 0.8, 0.7, 0.4, 0.2, 0.6]), [0, 0, 0, 1, 1, 2]
    n = 200_000
    place, own = rng.normal(size=(n, 1)), rng.normal(size=(n, 6))
    goal = rng.normal(size=(n, 3))[:, goals]
    rho0, rho1 = PLACE_CORRELATION, GOAL_CORRELATION
    x = np.sqrt(rho0) * place + np.sqrt(rho1 - rho0) * goal + np.sqrt(1 - rho1) * own
    met = (x < np.quantile(rng.normal(size=2_000_000), p)).sum(axis=1)
    found = number_met(p, goals)
    assert found.mass == pytest.approx(np.bincount(met, minlength=7) / n, abs=0.005)
    assert found.p_all == pytest.approx((met == 6).mean(), abs=0.004)


@pytest.mark.parametrize(
    ("more", "match"),
    [({"level": 80}, "0 < level < 1"), ({"place": 0.5, "goal": 0.3}, "place <= goal"), ({"goal": 1.0}, "goal < 1")],
)
def test_wrong_settings_are_refused(more, match):
    with pytest.raises(ValueError, match=match):
        number_met([0.5], ["a"], **more)


def test_a_missing_probability_is_refused():
    with pytest.raises(ValueError, match="a missing one"):
        number_met([0.5, np.nan], ["a", "b"])
