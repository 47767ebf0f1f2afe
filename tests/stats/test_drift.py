"""The closed form against a dense multivariate normal of all levels, drifts and noises (scipy)."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from kcstats.stats.drift import Nodes, Shapes, condition, condition_noisy, joint_moments

SHAPES = Shapes(np.array([0.0, 0.4, 0.9]), np.array([0.0, 0.5, 2.0]), np.array([0.5, 0.9, 0.6]))
NODES = Nodes(np.array([0, 1, 2, 1]), np.array([0.1, 0.3, 0.2, 1.0]), np.array([0.0, 0.2, -0.1, 0.5]))
YEARS = np.array([2011.0, 2012.0, 2015.0, 2016.0, 2018.0])
AHEAD = np.array([2.0, 5.0])
Z = np.array([0.1, 0.4, 0.2, 0.9, 1.1])


def dense(node, noise):
    """Mean and covariance of the observations relative to the first level, built step by step."""
    r, tau, phi = (x[NODES.shape[node]] for x in (SHAPES.noise, SHAPES.drift, SHAPES.persistence))
    s, mu = NODES.size[node], NODES.mean[node] * NODES.size[node]
    steps = int(YEARS[-1] + AHEAD[-1] - YEARS[0])
    lag = np.abs(np.subtract.outer(np.arange(steps), np.arange(steps)))
    yearly = tau**2 * s**2 * phi**lag + (1 - r) * s**2 * np.eye(steps)
    at = (np.concatenate([YEARS, YEARS[-1] + AHEAD]) - YEARS[0]).astype(int)
    sums = np.array([[step < t for step in range(steps)] for t in at], dtype=float)
    known = np.concatenate([noise, np.zeros(len(AHEAD))])
    cov = sums @ yearly @ sums.T + np.diag(r * s**2 + known)
    changes = np.zeros((len(at) - 1, len(at)))
    for i in range(len(YEARS) - 1):
        changes[i, i], changes[i, i + 1] = -1, 1
    for j in range(len(AHEAD)):
        changes[len(YEARS) - 1 + j, len(YEARS) - 1], changes[len(YEARS) - 1 + j, len(YEARS) + j] = -1, 1
    return changes @ (mu * at), changes @ cov @ changes.T


@pytest.mark.parametrize("noise", [np.zeros(5), np.array([0.02, 0.01, 0.05, 0.03, 0.04])])
def test_closed_form_is_the_dense_normal(noise):
    joint = joint_moments(YEARS, AHEAD, SHAPES)
    changes = np.diff(Z)[None]
    drift = (NODES.mean * NODES.size)[None]
    plain = not noise.any()
    c = condition(joint, NODES, changes, drift) if plain else None
    c = c or condition_noisy(joint, NODES, changes, drift, noise[None])
    p = len(YEARS) - 1
    logs = []
    for k in range(len(NODES.size)):
        mean, cov = dense(k, noise)
        logs.append(multivariate_normal(mean[:p], cov[:p, :p]).logpdf(changes[0]))
        gain = cov[p:, :p] @ np.linalg.inv(cov[:p, :p])
        np.testing.assert_allclose(c.mean[0, k], mean[p:] + gain @ (changes[0] - mean[:p]), rtol=1e-9)
        np.testing.assert_allclose(c.cov[0, k], cov[p:, p:] - gain @ cov[:p, p:], rtol=1e-9)
    np.testing.assert_allclose(np.diff(c.loglik[0]), np.diff(logs), rtol=1e-9)


def test_noise_of_almost_nothing_changes_nothing():
    joint = joint_moments(YEARS, AHEAD, SHAPES)
    drift = (NODES.mean * NODES.size)[None]
    a = condition(joint, NODES, np.diff(Z)[None], drift)
    b = condition_noisy(joint, NODES, np.diff(Z)[None], drift, np.full((1, 5), 1e-14))
    np.testing.assert_allclose(a.mean, b.mean, rtol=1e-8, atol=1e-11)
    np.testing.assert_allclose(a.loglik, b.loglik, rtol=1e-8)
