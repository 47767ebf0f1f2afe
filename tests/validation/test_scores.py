"""Scores are what their papers say, and take a perfect and an ignorant forecaster for what they are."""

import numpy as np
import pytest
from scipy import stats

from kcstats.validation.scores import (
    CRPS_LEVELS,
    brier_parts,
    brier_score,
    brier_skill,
    calibration_error,
    log_score,
    quantile_crps,
    randomised_pit,
    relative_crps,
    share_within,
    skill_interval,
)

RNG = np.random.default_rng(3)
P = RNG.random(6000)
HIT = (RNG.random(6000) < P).astype(float)  # said and came true alike by construction


def test_honest_probabilities_have_no_calibration_error_beyond_chance():
    # a bin of 600 has a standard error below sqrt(.25 / 600) = .021, its mean absolute value .8 of that
    assert calibration_error(P, HIT) < 0.025
    assert calibration_error(np.clip(P + 0.2, 0, 1), HIT) > 0.1


def test_the_brier_score_of_honest_uniform_probabilities_is_a_sixth():
    # integral of p (1 - p) over 0-1 = 1/6, and of ignorance 1/4: skill 1/3
    assert brier_score(P, HIT) == pytest.approx(1 / 6, abs=0.006)
    assert brier_skill(P, HIT) == pytest.approx(1 / 3, abs=0.02)


def test_the_parts_make_the_whole():
    parts = brier_parts(P, HIT)
    total = parts.reliability - parts.resolution + parts.uncertainty + parts.within
    assert total == pytest.approx(brier_score(P, HIT), abs=1e-12)
    assert abs(parts.within) < 0.002
    # said 0 or 1 only: the bins hide nothing, and Murphy's three parts are all there is
    sure = np.array([0.0, 0.0, 1.0, 1.0])
    parts = brier_parts(sure, np.array([0.0, 1.0, 1.0, 1.0]))
    # bins: said 0, came .5; said 1, came 1; base rate .75: (.5^2)/2 - (.25^2 + .25^2)/2 + .1875 = .25
    assert (parts.reliability, parts.resolution, parts.uncertainty) == (0.125, 0.0625, 0.1875)
    assert parts.within == pytest.approx(0.0, abs=1e-15)


def test_an_outcome_that_never_varies_has_no_skill_to_tell():
    assert np.isnan(brier_skill(np.array([0.9, 0.8]), np.ones(2)))


def test_the_log_score_forgives_a_rule_that_says_never_no_more_than_we_do():
    # a wrong 0 counts as .0005: -ln .0005 = 7.6009
    assert log_score(np.array([0.0]), np.array([1.0])) == pytest.approx(7.6009, abs=1e-4)


def test_the_interval_of_skill_widens_when_indicators_are_few():
    many = np.array([f"{i % 200}" for i in range(6000)])
    low, high = skill_interval(P, HIT, many, seed=1)
    assert low < brier_skill(P, HIT) < high
    easy = np.where(np.arange(6000) % 4 == 0, HIT, 0.5)  # one of four indicators is forecast perfectly
    few = np.array([f"{i % 4}" for i in range(6000)])
    wide = skill_interval(easy, HIT, few, seed=1)
    assert wide[1] - wide[0] > 5 * (high - low)


def test_a_method_gains_nothing_on_itself():
    names = np.array([f"{i % 40}" for i in range(6000)])
    assert skill_interval(P, HIT, names, seed=1, other=P) == (0.0, 0.0)
    low, _ = skill_interval(P, HIT, names, seed=1, other=np.full(6000, 0.5))
    assert low > 0.25  # a third better than ignorance, less the chance of 40 indicators


def test_one_indicator_alone_has_no_interval():
    assert np.isnan(skill_interval(P, HIT, np.full(6000, "one"), seed=1)).all()


def test_places_of_counts_in_their_own_forecast_are_uniform():
    # Poisson counts of mean 1 in their own distribution: without the draw the places would stand in a few lumps
    y = RNG.poisson(1.0, 20_000)
    at_most = np.array([0.3679, 0.7358, 0.9197, 0.9810, 0.9963, 0.9994, 0.9999, 1.0, 1.0, 1.0, 1.0])  # e^-1 sum 1/k!
    below = np.concatenate([[0.0], at_most])[y]
    place = randomised_pit(below, at_most[np.minimum(y, 10)], RNG.random(20_000))
    share = np.histogram(place, bins=10, range=(0, 1))[0] / 20_000
    assert np.allclose(share, 0.1, atol=0.008)  # 4 standard errors: 4 sqrt(.09 / 20000) = .0085


def test_indicators_with_few_windows_do_not_count():
    covered = np.concatenate([np.arange(20) % 5 > 0, np.zeros(14, dtype=bool)])
    names = np.array(["whole"] * 20 + ["thin"] * 14)
    assert share_within(covered, names) == 1.0
    assert np.isnan(share_within(covered[20:], names[20:]))


def test_crps_by_hand():
    """Two quantiles below and eighteen above: each at its distance times its level or one less, twice, on average."""
    q = np.array([[0.0] * 2 + [1.0] * 18])
    below = sum(level * 0.4 for level in CRPS_LEVELS[:2])
    above = sum((1 - level) * 0.6 for level in CRPS_LEVELS[2:])
    assert quantile_crps(q, np.array([0.4])) == pytest.approx([2 * (below + above) / 20])


@pytest.mark.parametrize("truth", [-3.0, -1.0, 0.0, 0.5, 2.0])
def test_crps_of_a_normal_is_the_closed_form(truth):
    """Gneiting and Raftery (2007), eq. 5 of section 4.2: s (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi))."""
    s, z = 1.7, truth / 1.7
    exact = s * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    q = stats.norm.ppf(CRPS_LEVELS)[None, :] * s
    assert quantile_crps(q, np.array([truth]))[0] == pytest.approx(exact, rel=0.015)


def test_an_honest_forecast_has_the_lowest_crps():
    truth = np.random.default_rng(1).normal(size=4000)
    q = stats.norm.ppf(CRPS_LEVELS)[None, :]
    scores = {(shift, spread): quantile_crps(shift + spread * q, truth).mean()
              for shift in (-0.3, 0.0, 0.3) for spread in (0.6, 1.0, 1.6)}  # fmt: skip
    assert min(scores, key=scores.get) == (0.0, 1.0)


def test_relative_crps_of_no_change_is_one():
    still = np.array([0.2, 0.0, 0.7])
    assert relative_crps(still, still) == pytest.approx(1.0)
    assert np.isnan(relative_crps(np.full(3, np.nan), still))
    assert np.isnan(relative_crps(np.zeros(3), np.zeros(3)))
