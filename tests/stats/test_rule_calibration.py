"""Every rule comes true as often as it says, on series drawn from the model itself.

Series are simulated node by node from the learnt weights (`kcstats.stats.weights`): level, noise and drift as in
`kcstats.stats.drift`; several groups or units of one place share a part of every shock. Eight years are shown, six
kept back. The mean probability of each rule is held against the
share of series in which its demand really came true; 1,200 series leave a standard error of at most .0145.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from kcstats.stats.baseline_rules import reduce_by_pct, stable_band
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.companion_rules import (
    UNIT_CORRELATION,
    every_unit,
    narrow_gap,
    not_below_reference,
    paired_correlation,
)
from kcstats.stats.projection import Forecast, forecast
from kcstats.stats.rules import full_coverage, milestone, rule_probability
from kcstats.stats.scenarios import Demands, changed_pace_probability
from kcstats.stats.slope_rules import slope_of
from kcstats.stats.weights import KINDS, TIERS, learnt_prior

N, SEEN, AHEAD, BASE = 1200, 8, 6, 3
FIRST = 2018
BASE_YEAR, LAST_YEAR = FIRST + BASE, FIRST + SEEN - 1 + AHEAD


@dataclass(frozen=True)
class World:
    """Simulated series: all figures and the levels behind them, shape (N, SEEN + AHEAD)."""

    batch: SeriesBatch
    ahead: Forecast
    figures: np.ndarray
    levels: np.ndarray

    @property
    def base(self) -> np.ndarray:
        return self.figures[:, BASE]

    @property
    def last(self) -> np.ndarray:
        return self.figures[:, -1]


def simulate(seed: int, direction: int = -1) -> World:
    return simulate_groups(seed, 1, 0.0, direction=direction)[0]


def simulate_groups(
    seed: int,
    groups: int,
    correlation: float,
    *,
    kind: str = "rate",
    direction: int = -1,
    start: float = np.log(50.0),
) -> list[World]:
    """So many groups of each place: one kind of movement, every shock with one correlation between any two groups."""
    rng = np.random.default_rng(seed)
    prior = learnt_prior()
    weight = prior.weights[KINDS.index(kind) * len(TIERS)]
    node = rng.choice(len(weight), size=N, p=weight / weight.sum())
    shape, s = prior.nodes.shape[node], prior.nodes.size[node][:, None]
    r, tau, phi = (a[shape][:, None] for a in (prior.shapes.noise, prior.shapes.drift, prior.shapes.persistence))
    years = SEEN + AHEAD
    common = [rng.normal(size=(N, years)) for _ in range(3)] if groups > 1 else [np.zeros((N, years))] * 3
    worlds = []
    for _ in range(groups):
        own = [rng.normal(size=(N, years)) for _ in range(3)]
        shocks = [np.sqrt(correlation) * c + np.sqrt(1 - correlation) * o for c, o in zip(common, own, strict=True)]
        drift = np.empty((N, years))
        drift[:, 0] = shocks[0][:, 0]
        for t in range(1, years):
            drift[:, t : t + 1] = phi * drift[:, t - 1 : t] + np.sqrt(1 - phi**2) * shocks[0][:, t : t + 1]
        steps = direction * prior.nodes.mean[node][:, None] * s + tau * s * drift + np.sqrt(1 - r) * s * shocks[1]
        level = start + rng.normal(0, 0.3, (N, 1)) + np.cumsum(steps, axis=1)
        worlds.append(_world(level, level + np.sqrt(r) * s * shocks[2], kind, direction))
    return worlds


def _world(level: np.ndarray, z: np.ndarray, kind: str, direction: int) -> World:
    seen = np.broadcast_to(np.arange(FIRST, FIRST + SEEN, dtype=float), (N, SEEN)).copy()
    if kind == "percent":  # z = log((y + .5) / (100.5 - y)), as `kcstats.stats.transforms` has it
        figures, levels = (np.clip(50 + 50.5 * np.tanh(x / 2), 0, 100) for x in (z, level))
    else:
        figures, levels = np.exp(z), np.exp(level)
    top = 100.0 if kind == "percent" else np.inf
    batch = SeriesBatch(seen, figures[:, :SEEN], np.full(N, kind, dtype=object), np.zeros(N), np.full(N, top),
                        np.full(N, direction))  # fmt: skip
    return World(batch, forecast(batch, np.full(N, float(LAST_YEAR))), figures, levels)


@pytest.fixture(scope="module")
def world() -> World:
    return simulate(11)


@pytest.fixture(scope="module")
def other() -> World:
    return simulate(12)


def asked(world: World, rule: str, threshold: object = np.nan) -> np.ndarray:
    level = np.broadcast_to(np.asarray(threshold, dtype=float), (N,))
    return rule_probability(
        world.batch, world.ahead, [rule] * N, level, BASE_YEAR, world.base, LAST_YEAR, decimals=6
    ).p


def assert_comes_true_as_said(p: np.ndarray, true: np.ndarray, within: float = 0.04) -> None:
    known = np.isfinite(p)
    assert known.mean() > 0.99
    assert p[known].mean() == pytest.approx(true[known].mean(), abs=within)
    for low, high in ((0.0, 0.3), (0.3, 0.7), (0.7, 1.0)):
        here = known & (p >= low) & (p <= high)
        if here.sum() >= 150:
            assert p[here].mean() == pytest.approx(true[here].mean(), abs=within + 0.04)


@pytest.mark.parametrize("rule", ["at_most", "at_least", "keep_at_most", "keep_at_least", "min_dose", "eliminate"])
def test_levels(world: World, rule: str) -> None:
    up = rule in ("at_least", "keep_at_least", "min_dose")
    push = np.random.default_rng(1).normal(0, 0.2, N)
    goal = world.batch.values[:, -1] * np.exp(push)
    future = world.figures[:, SEEN:] if rule.startswith("keep") else world.figures[:, -1:]
    true = ((future >= goal[:, None]) if up else (future <= goal[:, None])).all(axis=1)
    assert_comes_true_as_said(asked(world, rule, goal), true)


def test_reduction_from_the_level_behind_the_baseline(world: World) -> None:
    assert_comes_true_as_said(
        asked(world, "reduce_by_pct", 10.0), world.last <= 0.9 * world.levels[:, BASE], within=0.05
    )


def test_reduction_from_the_baseline_as_published(world: World) -> None:
    found = reduce_by_pct(world.ahead, world.batch, BASE_YEAR, world.base, 10.0, published=True)
    assert_comes_true_as_said(found.p, world.last <= 0.9 * world.base)


@pytest.mark.parametrize(("rule", "sign"), [("increase", 1), ("decrease", -1)])
def test_directions(world: World, rule: str, sign: int) -> None:
    assert_comes_true_as_said(asked(world, rule), sign * (world.last - world.base) > 0)


def test_staying_stable_and_low(world: World) -> None:
    band = stable_band(world.batch, BASE_YEAR, world.base)
    assert_comes_true_as_said(asked(world, "stay_stable"), np.abs(world.last - world.base) <= band)
    assert_comes_true_as_said(
        asked(world, "stay_low"), (world.figures[:, SEEN:] <= (world.base + band)[:, None]).all(axis=1)
    )


def test_slowing_a_rise(world: World) -> None:
    years = np.broadcast_to(np.arange(FIRST, LAST_YEAR + 1, dtype=float), world.figures.shape)
    before = slope_of(years[:, : BASE + 1], world.levels[:, : BASE + 1]).mean
    after = slope_of(years[:, BASE:], world.figures[:, BASE:]).mean
    assert_comes_true_as_said(asked(world, "slow_rise"), after <= np.maximum(before, 0.0), within=0.06)


@pytest.mark.parametrize("by", ["difference", "ratio"])
def test_narrowing_a_gap(world: World, other: World, by: str) -> None:
    found = narrow_gap(world.ahead, other.ahead, world.base, other.base, by=by, correlation=0.0)
    if by == "difference":
        true = np.abs(world.last - other.last) < np.abs(world.base - other.base)
    else:
        true = np.abs(np.log(world.last / other.last)) < np.abs(np.log(world.base / other.base))
    assert_comes_true_as_said(found.p, true)


def test_standing_beside_a_reference(world: World, other: World) -> None:
    assert_comes_true_as_said(
        not_below_reference(world.ahead, other.ahead, correlation=0.0).p, world.last >= other.last
    )


PAIRS = 600
"""Pairs of groups that move together: a standard error of .02, and `agrees` within .05."""


@pytest.fixture(scope="module")
def pair() -> tuple[World, ...]:
    rows = np.arange(PAIRS)
    return tuple(World(w.batch.take(rows), w.ahead.take(rows), w.figures[rows], w.levels[rows])
                 for w in simulate_groups(21, 2, 0.7))  # fmt: skip


def test_narrowing_a_difference_of_groups_that_move_together(pair: tuple[World, ...]) -> None:
    one, two = pair
    true = np.abs(one.last - two.last) < np.abs(one.base - two.base)
    assert_comes_true_as_said(
        narrow_gap(one.ahead, two.ahead, one.base, two.base, correlation=0.7).p, true, within=0.05
    )


def test_narrowing_a_ratio_is_not_told_from_groups_taken_for_independent(pair: tuple[World, ...]) -> None:
    one, two = pair
    true = np.abs(np.log(one.last / two.last)) < np.abs(np.log(one.base / two.base))
    alone, joint = (narrow_gap(one.ahead, two.ahead, one.base, two.base, by="ratio", correlation=rho).p
                    for rho in (0.0, 0.7))  # fmt: skip
    assert_comes_true_as_said(joint, true, within=0.05)
    assert ((joint - true) ** 2).mean() < ((alone - true) ** 2).mean() - 0.005
    assert alone.mean() < true.mean() - 0.05


def test_the_correlation_told_from_the_figures_errs_to_the_cautious_side(pair: tuple[World, ...]) -> None:
    """Seven changes draw .7 to .63 on average ((7 (.7) + 4 (.5)) / 11): narrowing is a little likelier than said."""
    one, two = pair
    rho = paired_correlation(one.batch, two.batch)
    assert rho.mean() == pytest.approx(0.63, abs=0.05)
    true = np.abs(one.last - two.last) < np.abs(one.base - two.base)
    assert_comes_true_as_said(
        narrow_gap(one.ahead, two.ahead, one.base, two.base, correlation=rho).p, true, within=0.07
    )


def test_standing_beside_a_reference_that_moves_alike(pair: tuple[World, ...]) -> None:
    one, two = pair
    assert_comes_true_as_said(
        not_below_reference(one.ahead, two.ahead, correlation=0.7).p, one.last >= two.last, within=0.05
    )


def test_full_coverage_is_what_is_printed_as_full() -> None:
    """Percentages about 98.5 with one decimal: 99.95 is printed as 100.0; none of them has a ceiling below full."""
    world = simulate_groups(31, 1, 0.0, kind="percent", direction=1, start=np.log(99 / 2))[0]
    found = full_coverage(world.ahead, below_full=0.0)
    assert 0.1 < (world.last >= 99.95).mean() < 0.9
    assert_comes_true_as_said(found.p, world.last >= 99.95)


def test_a_milestone_has_no_probability_but_what_is_done() -> None:
    """Things are done in a year by chance and stay done: a fact is certain, an open one gets no number."""
    done = np.random.default_rng(41).integers(FIRST, LAST_YEAR + 6, N)
    years = np.arange(FIRST, LAST_YEAR + 1)
    figures = (years >= done[:, None]).astype(float)
    found = milestone(figures[:, SEEN - 1])
    known = np.isfinite(found.p)
    assert 0.2 < known.mean() < 0.8
    assert (found.p[known] == 1.0).all()
    assert (figures[known, -1] == 1.0).all()
    assert 0.1 < figures[~known, -1].mean() < 0.9  # some came true; no series could have told which
    assert all(found.reason[i] for i in np.flatnonzero(~known))


def test_every_unit_of_three_that_move_alike() -> None:
    """One factor of .3 among the units, as `UNIT_CORRELATION` takes it."""
    units = simulate_groups(51, 3, UNIT_CORRELATION)
    goals = [w.batch.values[:, -1] * 1.05 for w in units]
    p = np.column_stack([asked(w, "at_most", goal) for w, goal in zip(units, goals, strict=True)])
    true = np.column_stack([w.last <= goal for w, goal in zip(units, goals, strict=True)])
    found = every_unit(p, np.full(N, 3))
    assert_comes_true_as_said(found.p, true.all(axis=1))
    assert found.independent.mean() < true.all(axis=1).mean() - 0.02


def test_every_unit_of_three(world: World) -> None:
    goal = world.batch.values[:, -1] * 1.05
    p, true = asked(world, "at_most", goal).reshape(-1, 3), (world.last <= goal).reshape(-1, 3)
    found = every_unit(p, np.full(len(p), 3), correlation=0.0)
    assert found.p.mean() == pytest.approx(true.all(axis=1).mean(), abs=0.05)  # 400 areas
    assert found.expected_failures.mean() == pytest.approx((~true).sum(axis=1).mean(), abs=0.1)


@pytest.mark.parametrize("rule", ["at_most", "keep_at_most"])
def test_a_changed_pace_is_a_changed_drift(world: World, rule: str) -> None:
    goal = world.batch.values[:, -1] * 0.9
    none = np.zeros(N)
    demands = Demands((rule,) * N, goal, none + BASE_YEAR, world.base, none + LAST_YEAR, none.astype(int), goal,
                      none > 0)  # fmt: skip
    plain = changed_pace_probability(world.batch, world.ahead, demands, none)
    assert plain == pytest.approx(asked(world, rule, goal), abs=1e-9)
    extra = none - 0.03
    faster = world.figures[:, SEEN:] * np.exp(-0.03 * np.arange(1, AHEAD + 1))
    held = faster if rule == "keep_at_most" else faster[:, -1:]
    assert_comes_true_as_said(
        changed_pace_probability(world.batch, world.ahead, demands, extra), (held <= goal[:, None]).all(axis=1)
    )
