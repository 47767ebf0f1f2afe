"""The table's arithmetic against scipy's normal distribution function and the normal density's own derivatives."""

import numpy as np
import pytest
from scipy.special import ndtr

from kcstats.stats.normal_mixture import REACH, STEPS, NormalMixture


def single(n):
    """A standard normal, n times."""
    return NormalMixture.of(np.ones((n, 1)), np.zeros((n, 1)), np.ones((1, 1)))


def many(seed=1, n=40, k=300):
    """Mixtures of narrow and wide parts."""
    rng = np.random.default_rng(seed)
    weight = rng.random((n, k)) ** 4
    mean = rng.normal(3.0, 0.5, (n, k))
    sd = np.exp(rng.uniform(np.log(0.003), np.log(3.0), (n, k)))
    return weight / weight.sum(axis=1, keepdims=True), mean, sd


def test_the_distribution_function_is_scipys_on_a_dense_grid_between_and_on_the_tables_points():
    x = np.concatenate([np.linspace(-REACH - 1, REACH + 1, 200_003), np.arange(-300, 300) / STEPS,
                        (np.arange(-9 * STEPS, 9 * STEPS) + 0.5) / STEPS])  # fmt: skip
    found = single(len(x)).below(x)
    assert np.abs(found - ndtr(x)).max() < 3e-11
    assert (np.diff(found[:200_003]) >= -2.3e-16).all()  # one bit of 1


def test_both_tails_are_each_others_mirror_and_end_at_nothing():
    x = np.linspace(0, 12, 50_001)
    up, down = single(len(x)).below(x), single(len(x)).below(-x)
    assert np.abs(up + down - 1).max() < 1e-15
    np.testing.assert_array_equal(single(3).below(np.array([-np.inf, np.inf, np.nan])), [0.0, 1.0, np.nan])
    np.testing.assert_array_equal(single(2).below(np.array([-1e300, 1e300])), [0.0, 1.0])


def test_mixtures_and_their_derivatives_are_the_sums_of_their_parts():
    weight, mean, sd = many()
    x = np.random.default_rng(2).normal(3.0, 0.5, len(weight))
    u = (x[:, None] - mean) / sd
    density = weight * np.exp(-0.5 * u**2) / np.sqrt(2 * np.pi)
    below, slope, bend, twist = NormalMixture.of(weight, mean, sd).expansion(x)
    assert np.abs(below - (weight * ndtr(u)).sum(axis=1)).max() < 1e-11
    np.testing.assert_allclose(slope, (density / sd).sum(axis=1), rtol=2e-6)
    size = (density / sd**2).sum(axis=1)
    assert (np.abs(bend + (density * u / sd**2).sum(axis=1)) < 2e-3 * size).all()
    size = (density / sd**3).sum(axis=1)
    assert (np.abs(twist - (density * (u**2 - 1) / sd**3).sum(axis=1)) < 2e-3 * size).all()


def test_the_rough_distribution_function_is_near():
    weight, mean, sd = many()
    points = np.linspace(1.5, 4.5, 9) + np.zeros((len(weight), 1))
    exact = (weight[:, None] * ndtr((points[:, :, None] - mean[:, None]) / sd[:, None])).sum(axis=2)
    assert np.abs(NormalMixture.of(weight, mean, sd).rough(points) - exact).max() < 2e-4


def test_standard_deviations_may_be_shared():
    weight, mean, sd = many()
    x = np.full(len(weight), 3.1)
    shared, own = (NormalMixture.of(weight, mean, s) for s in (sd[:1], np.broadcast_to(sd[:1], sd.shape)))
    np.testing.assert_array_equal(shared.below(x), own.below(x))
    rows = np.array([7, 2])
    np.testing.assert_array_equal(shared.take(rows).below(x[rows]), own.below(x)[rows])


def test_moments_are_those_of_the_mixture():
    weight, mean, sd = many()
    centre, spread = NormalMixture.of(weight, mean, sd).moments()
    assert centre == pytest.approx((weight * mean).sum(axis=1), rel=1e-9)
    assert spread**2 == pytest.approx((weight * (sd**2 + mean**2)).sum(axis=1) - centre**2, rel=1e-7)
