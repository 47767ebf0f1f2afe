"""Quantiles are where scipy's normal distribution functions, summed, reach their levels."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from kcstats.stats.normal_mixture import NormalMixture
from kcstats.stats.quantiles import mixture_quantiles

LEVELS = np.array([0.001, 0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975, 0.999])


def missed(weight, mean, sd, levels=LEVELS):
    """Largest distance of the distribution function at the quantiles from their levels."""
    q = mixture_quantiles(NormalMixture.of(weight, mean, sd), levels)
    reached = (weight[:, None] * ndtr((q[:, :, None] - mean[:, None]) / sd[:, None])).sum(axis=2)
    assert (np.diff(q, axis=1) >= 0).all()
    return np.abs(reached - levels).max()


def test_a_single_normal_has_the_textbook_quantiles():
    q = mixture_quantiles(NormalMixture.of(np.ones((1, 1)), np.full((1, 1), 5.0), np.full((1, 1), 0.2)), LEVELS)
    np.testing.assert_allclose(q[0], 5.0 + 0.2 * ndtri(LEVELS), rtol=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_quantiles_of_many_parts_invert_the_distribution(seed):
    rng = np.random.default_rng(seed)
    weight = rng.random((150, 200)) ** rng.uniform(1, 12, (150, 1))
    sd = np.exp(rng.uniform(np.log(0.003), np.log(3.0), (150, 200)))
    mean = rng.normal(0, 1, (150, 200)) * rng.choice([0.05, 1.0, 5.0], (150, 1))
    assert missed(weight / weight.sum(axis=1, keepdims=True), mean, sd) < 1e-9


@pytest.mark.parametrize(
    ("weight", "mean", "sd"),
    [
        ([0.9, 0.1], [0.0, 0.0], [1e-3, 5.0]),  # a spike in a wide plain
        ([0.5, 0.5], [-1.0, 1.0], [0.05, 0.05]),  # nothing between two hills
        ([0.98, 0.02], [0.0, 30.0], [1.0, 1.0]),  # a level in a far small hill
        ([0.2, 0.2, 0.6], [0.0, 0.1, 0.2], [1e-3, 1e-3, 1e-3]),  # steps
    ],
)
def test_spikes_gaps_and_far_hills_are_found_too(weight, mean, sd):
    assert missed(*(np.array([part]) for part in (weight, mean, sd))) < 1e-9


def test_levels_come_in_any_order_and_mirrored_mixtures_have_mirrored_quantiles():
    rng = np.random.default_rng(5)
    weight, mean, sd = rng.dirichlet(np.ones(50), 20), rng.normal(0, 1, (20, 50)), rng.uniform(0.01, 1, (20, 50))
    there, back = (mixture_quantiles(NormalMixture.of(weight, side * mean, sd), LEVELS) for side in (1, -1))
    np.testing.assert_allclose(there, -back[:, ::-1], atol=1e-7)
    order = np.array([4, 0, 8, 2, 6, 1, 7, 3, 5])
    mixed = mixture_quantiles(NormalMixture.of(weight, mean, sd), LEVELS[order])
    np.testing.assert_array_equal(mixed, there[:, order])
