"""How common each drift model is, learnt from real series of other indicators.

The weights maximise the log score of the figure 3-10 years ahead given 4-11 points, by multiplicative
(expectation-maximisation) steps: a node gains where it explains past and future together better than the past alone.
Every indicator counts by the square root of its windows. Kinds are shrunk toward their tier, tiers toward all.
`benchmarks/fit_weights.py` writes what is learnt here from all indicators to kcstats/stats/data/drift_weights.json.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from kcstats.stats.drift import Nodes, Shapes, condition, joint_moments
from kcstats.stats.mixture import drift_means, nothing_borrowed, patterns, prepare
from kcstats.stats.screening import screen
from kcstats.stats.weights import KINDS, TIERS, Prior
from kcstats.validation.windows import Windows, cut, read_corpus

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SIZES = [(4, 3), (4, 7), (5, 5), (5, 4), (6, 3), (6, 8), (8, 6), (8, 10), (11, 5)]
STRENGTH = 60.0
STEPS = 60


def grid() -> Prior:
    """Every node, equally common."""
    noise, drift, persistence = [], [], []
    for r, tau in product((0.0, 0.3, 0.7, 0.95), (0.0, 0.3, 0.8, 2.0, 5.0)):
        for phi in (0.6, 0.9, 0.98) if tau else (0.5,):
            noise.append(r)
            drift.append(tau)
            persistence.append(phi)
    sizes = 0.0011 * 1.65 ** np.arange(16)
    means = (-0.2, 0.0, 0.25, 0.8)
    nodes = np.array(list(product(range(len(noise)), sizes, means)))
    k = len(nodes)
    flat = np.full((len(KINDS) * len(TIERS), k), 1.0 / k)
    return Prior(
        Shapes(np.array(noise), np.array(drift), np.array(persistence)),
        Nodes(nodes[:, 0].astype(np.int64), nodes[:, 1], nodes[:, 2]),
        flat,
        flat,
    )


@dataclass(frozen=True)
class Evidence:
    """Likelihood of each window's past (rows scaled to a maximum of 1) and of its truth, and its kind and weight."""

    past: Singles
    future: Singles
    kind: Ints
    importance: Singles


def evidence(windows: Windows, prior: Prior) -> Evidence:
    """What each window says of each node of `prior`.

    Parameters
    ----------
    windows : Windows, n of them
        Such as can be projected.
    prior : Prior, K nodes

    Returns
    -------
    Evidence
    """
    work = prepare(windows.batch)
    z = work.transform.forward(windows.truth[:, None])[:, 0]
    z = np.maximum(z, np.nanmin(work.z, axis=1) - 4.0)  # a first zero on a log scale
    past = np.empty((len(work), len(prior.nodes.size)), dtype=np.float32)
    future = np.empty_like(past)
    for rows, seen, horizon in patterns(work, windows.target_year):
        joint = joint_moments(seen, np.array([float(horizon)]), prior.shapes)
        mine = work.take(rows)
        changes = np.diff(mine.z[:, -len(seen) :], axis=1)
        c = condition(joint, prior.nodes, changes, drift_means(mine, nothing_borrowed(len(rows)), prior))
        sd = np.sqrt(c.cov[:, :, 0, 0])
        u = (z[rows, None] - mine.z[:, -1:] - c.mean[:, :, 0]) / sd
        past[rows] = np.exp(c.loglik - c.loglik.max(axis=1, keepdims=True))
        log = -0.5 * u * u - np.log(sd)
        future[rows] = np.exp(log - log.max(axis=1, keepdims=True))
    _, inverse, counts = np.unique(windows.indicator, return_inverse=True, return_counts=True)
    importance = counts[inverse] ** -0.5
    return Evidence(past, past * future, work.kind, (importance / importance.mean()).astype(np.float32))


def climb(e: Evidence, rows: Ints, start: Floats, parent: Floats | None, steps: int) -> Floats:
    """Multiplicative steps from `start`, shrunk toward `parent`."""
    w = start.astype(np.float64)
    past, both, omega = e.past[rows], e.future[rows], e.importance[rows]
    for _ in range(steps):
        v = w.astype(np.float32)
        alone = w * ((omega / np.maximum(past @ v, 1e-30)) @ past)
        together = w * ((omega / np.maximum(both @ v, 1e-30)) @ both)
        pull = STRENGTH * parent if parent is not None else 0.0
        hold = STRENGTH * w if parent is not None else 0.0
        w = w * np.sqrt((together + pull + 1e-12) / (alone + hold + 1e-12))
        w = w / w.sum()
    return w


def learn(e: Evidence, prior: Prior, keep: Ints, *, kinds: bool = True) -> Prior:
    """Weights from the windows in `keep`: all, then each tier, then each kind in each tier.

    Parameters
    ----------
    e : Evidence, n windows
    prior : Prior
        The nodes that `e` speaks of.
    keep : ndarray of int
        Windows to learn from.
    kinds : bool
        Weights of their own for kinds and tiers; False = one set for all.

    Returns
    -------
    Prior
        Nodes that are rare everywhere are left out.
    """
    k = len(prior.nodes.size)
    pooled = climb(e, keep, np.full(k, 1.0 / k), None, STEPS)
    weights = np.empty((len(KINDS) * len(TIERS), k))
    weights[:] = pooled
    if kinds:
        tier = e.kind % len(TIERS)
        for t in range(len(TIERS)):
            own = keep if t == 0 else keep[tier[keep] == t]
            parent = pooled if t == 0 else climb(e, own, pooled, pooled, STEPS // 2)
            for number in range(len(KINDS)):
                mine = own[e.kind[own] // len(TIERS) == number]
                place = number * len(TIERS) + t
                weights[place] = climb(e, mine, parent, parent, STEPS // 2) if len(mine) else parent
    share = np.empty_like(weights)
    for place in range(len(weights)):
        t = place % len(TIERS)
        mine = keep[(e.kind[keep] == place) if t else (e.kind[keep] // len(TIERS) == place // len(TIERS))]
        w = weights[place].astype(np.float32)
        total = e.past[mine] @ w if len(mine) else np.ones(1)
        share[place] = w * ((1 / total) @ e.past[mine]) / len(mine) if len(mine) else w
    return thin(Prior(prior.shapes, prior.nodes, weights, share))


def thin(prior: Prior, least: float = 1e-3) -> Prior:
    """Leave out nodes that are rare in every kind."""
    kept = np.flatnonzero(prior.weights.max(axis=0) > least)
    nodes = Nodes(prior.nodes.shape[kept], prior.nodes.size[kept], prior.nodes.mean[kept])
    used, again = np.unique(nodes.shape, return_inverse=True)
    shapes = Shapes(prior.shapes.noise[used], prior.shapes.drift[used], prior.shapes.persistence[used])
    weights = prior.weights[:, kept] / prior.weights[:, kept].sum(axis=1, keepdims=True)
    share = prior.responsibility[:, kept] / prior.responsibility[:, kept].sum(axis=1, keepdims=True)
    return Prior(shapes, Nodes(again.astype(np.int64), nodes.size, nodes.mean), weights, share)


def record(prior: Prior, windows: Windows) -> dict[str, object]:
    """What the weights file holds."""
    names = [f"{kind}|{tier}" for kind in KINDS for tier in TIERS]

    def rows(matrix: Floats) -> dict[str, list[float]]:
        return {name: [float(f"{x:.4g}") for x in row] for name, row in zip(names, matrix, strict=True)}

    return {
        "provenance": {
            "script": "benchmarks/fit_weights.py",
            "data": "data/benchmark/series.csv.gz",
            "windows": len(windows.truth),
            "indicators": len(np.unique(windows.indicator)),
            "points_and_years_ahead": SIZES,
        },
        "shapes": {
            "noise": prior.shapes.noise.tolist(),
            "drift": prior.shapes.drift.tolist(),
            "persistence": prior.shapes.persistence.tolist(),
        },
        "nodes": {
            "shape": prior.nodes.shape.tolist(),
            "size": [float(f"{x:.6g}") for x in prior.nodes.size],
            "mean": prior.nodes.mean.tolist(),
        },
        "weights": rows(prior.weights),
        "responsibility": rows(prior.responsibility),
    }


def training_windows(seed: int = 1, share: int = 9000) -> Windows:
    """Windows of the corpus to learn from, of the `SIZES`.

    Parameters
    ----------
    seed : int
    share : int
        The most windows.

    Returns
    -------
    Windows
    """
    windows = cut(read_corpus(), SIZES, seed=seed)
    rng = np.random.default_rng(seed)
    good = np.flatnonzero(screen(windows.batch, windows.target_year) == "")
    return windows.take(np.sort(rng.permutation(good)[:share]))
