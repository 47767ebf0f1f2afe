"""Promises of the projection, and a dense reference for paths (scipy's multivariate normal)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.drift import Nodes, Shapes
from kcstats.stats.projection import LEAK, attainment_probability, forecast, published_edge
from kcstats.stats.transforms import choose_transform
from kcstats.stats.weights import KINDS, TIERS, Prior, learnt_prior

Q = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]
PERCENT = [92.1, 92.8, 93.0, 93.9, 94.1, 94.6]
RATE = [14.0, 12.5, 13.0, 11.2, 10.9, 11.1]


def series(values=PERCENT, scale="percent", direction=1, **more):
    years = more.pop("years", range(2024 - len(values) + 1, 2025))
    return {"years": years, "values": values, "scale": scale, "direction": direction} | more


def batch(*rows):
    return SeriesBatch.from_rows(rows)


def one(row, threshold, rule, year=2030):
    return float(attainment_probability(batch(row), [year], [threshold], [rule])[0])


def test_quantiles_are_ordered_inside_the_bounds_and_invert_the_distribution():
    index, edge = series([-1.0, 0.5, 0.2, 1.1], "index"), series([99.9, 100, 100, 99.8])
    b = batch(series(), series(RATE, "rate", -1), index, edge)
    f = forecast(b, [2030] * 4)
    q = f.quantile(Q)
    assert (np.diff(q, axis=1) >= 0).all()
    assert ((q >= b.lower[:, None]) & (q <= b.upper[:, None])).all()
    inside = (q > b.lower[:, None]) & (q < b.upper[:, None])
    assert np.abs(f.cdf(q) - Q)[inside].max() < 1e-8
    assert f.reason == ("",) * 4


def test_the_density_is_the_slope_of_the_distribution():
    f = forecast(batch(series(), series(RATE, "rate", -1)), [2028, 2030])
    x = np.array([[94.0, 95.5], [9.0, 12.0]])
    slope = (f.cdf(x + 1e-4) - f.cdf(x - 1e-4)) / 2e-4
    np.testing.assert_allclose(f.pdf(x), slope, rtol=1e-5)


@pytest.mark.parametrize("pair", [("at_least", "at_most"), ("keep_at_least", "keep_at_most")])
@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(st.integers(0, 1000).map(lambda x: x / 10), min_size=2, max_size=8),
    threshold=st.integers(1, 999).map(lambda x: x / 10),
    direction=st.sampled_from([1, -1]),
)
def test_the_share_that_does_not_is_the_same_statement(pair, values, threshold, direction):
    mirrored = [100 - v for v in values]
    p = one(series(values, direction=direction), threshold, pair[0])
    assert p == pytest.approx(one(series(mirrored, direction=-direction), 100 - threshold, pair[1]), abs=1e-6)
    assert 0 < p < 1


def test_mirrored_peers_and_counts_give_the_same_probability():
    rng = np.random.default_rng(1)
    rows = [series((rng.normal(93, 1) + rng.normal(0.3, 0.5, 6).cumsum()).round(1), peer_group=1) for _ in range(6)]
    rows += [series([90.0, 95.0, 92.5, 95.0], numerator=[36, 38, 37, 38], denominator=[40] * 4, multiplier=100.0)]
    for kind, other in (("at_least", "at_most"), ("keep_at_least", "keep_at_most")):
        n = len(rows)
        p = attainment_probability(batch(*rows), [2030] * n, [95] * n, [kind] * n)
        flipped = [r | {"values": [100 - v for v in r["values"]], "direction": -1} for r in rows]
        flipped[-1]["numerator"] = [4, 2, 3, 2]
        mirrored = attainment_probability(batch(*flipped), [2030] * n, [5] * n, [other] * n)
        np.testing.assert_allclose(mirrored, p, atol=1e-6)


@pytest.mark.parametrize("rule", ["at_least", "at_most", "keep_at_least", "keep_at_most"])
@pytest.mark.parametrize("row", [series(), series(RATE, "rate", -1), series([0.0, 1.0, 0.0, 2.0], "rate", -1)])
def test_probability_is_monotone_in_the_threshold(rule, row):
    grid = np.linspace(0, 100, 400)
    p = attainment_probability(batch(*[row] * 400), [2029] * 400, grid, [rule] * 400)
    assert (np.diff(p) * (-1 if "least" in rule else 1) >= -1e-12).all()
    assert ((p > 0) & (p < 1)).all()


def test_keeping_throughout_is_no_more_likely_than_ending_there():
    for threshold in (93, 94, 95, 96):
        assert one(series(), threshold, "keep_at_least") <= one(series(), threshold, "at_least")
        assert one(series(), threshold, "keep_at_least", 2025) == pytest.approx(
            one(series(), threshold, "at_least", 2025), abs=0.02
        )


def single_node(r=0.4, tau=0.5, phi=0.9, s=0.15, m=0.2):
    one_node = np.ones((len(KINDS) * len(TIERS), 1))
    shapes = Shapes(np.array([r]), np.array([tau]), np.array([phi]))
    return Prior(shapes, Nodes(np.array([0]), np.array([s]), np.array([m])), one_node, one_node)


def test_a_path_under_one_model_is_the_dense_orthant_probability():
    prior, b = single_node(), batch(series(RATE, "rate", -1))
    from kcstats.stats.drift import condition, joint_moments

    z = np.log(np.array(RATE))
    joint = joint_moments(np.arange(6.0), np.arange(1.0, 6.0), prior.shapes)
    c = condition(joint, prior.nodes, np.diff(z)[None], np.array([[-0.2 * 0.15]]))
    edge = np.log(11.55)
    want = multivariate_normal(c.mean[0, 0] + z[-1], c.cov[0, 0]).cdf(np.full(5, edge))
    got = attainment_probability(b, [2029], [11.5], ["keep_at_most"], prior=prior)[0]
    assert got == pytest.approx(LEAK / 2 + (1 - LEAK) * want, abs=0.02)


def test_other_rows_and_their_order_change_nothing():
    rows = [series(), series(RATE, "rate", -1), series([50, 52, 51.0]), series([5.0, 6, 4, 5, 6, 7], "rate", -1)]
    years = np.array([2030, 2028, 2030, 2026])
    alone = [forecast(batch(r), [y]).quantile(Q)[0] for r, y in zip(rows, years, strict=True)]
    order = [2, 0, 3, 1]
    together = forecast(batch(*[rows[i] for i in order]), years[order]).quantile(Q)
    np.testing.assert_allclose(together, np.array(alone)[order], rtol=1e-9)


def test_peers_are_borrowed_from_up_to_the_origin_only():
    rows = [series(list(np.array(PERCENT) + i), peer_group=3) for i in range(-4, 1)]
    before = forecast(batch(*rows), [2030] * 5)
    assert all("peers" in m for m in before.method)
    later = [r | {"years": range(2019, 2026), "values": [*r["values"], 60.0]} for r in rows[1:]]
    after = forecast(batch(rows[0], *later), [2030] * 5)
    np.testing.assert_allclose(after.quantile(Q)[0], before.quantile(Q)[0], rtol=1e-9)
    assert not np.allclose(forecast(batch(rows[0]), [2030]).quantile(Q)[0], before.quantile(Q)[0], rtol=1e-4)


@pytest.mark.parametrize(
    ("row", "year", "reason"),
    [
        (series([95.0]), 2030, "只有一个年度数据"),
        (series([95.0, 96.0], years=[2020, 2020]), 2030, "同一年份"),
        (series([95.0, np.nan, 96.0]), 2030, "缺失"),
        (series([95.0, np.inf, 96.0]), 2030, "无穷"),
        (series([95.0, 96.0], years=[2000, 2020]), 2030, "相隔"),
        (series([95.0, 101.0]), 2030, "上下限"),
        (series([-1.0, 2.0], "rate"), 2030, "上下限"),
        (series(), 2024, "目标年"),
        (series(), np.nan, "目标年"),
        (series(), 2090, "25年"),
        (series(scale="ratio"), 2030, "数值类型"),
        (series([0, 0, 0.0], "rate"), 2030, "均为零"),
        (series([], years=[]), 2030, "没有数据"),
        (series([1.0, 2.0], "rate", numerator=[1, 2], denominator=[0, 5], multiplier=5.0), 2030, "分子分母"),
    ],
)
def test_what_cannot_be_projected_says_why(row, year, reason):
    b = batch(row)
    f = forecast(b, [year])
    assert reason in f.reason[0]
    assert np.isnan(f.quantile(Q)).all()
    assert np.isnan(f.cdf([50.0])).all()
    assert np.isnan(f.pdf([[50.0]])).all()
    assert np.isnan(attainment_probability(b, [year], [50], ["at_least"])).all()
    assert forecast(b, [year], lang="en").reason[0].isascii()


def test_unknown_rules_and_missing_thresholds_have_no_probability():
    b = batch(series(), series())
    assert np.isnan(attainment_probability(b, [2030] * 2, [95, np.nan], ["milestone", "at_least"])).all()


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (series([100.0] * 5), "pooled_all_100"),
        (series([0.0] * 5), "pooled_all_zero"),
        (series([7.0] * 5, "rate"), "pooled_constant"),
        (series([0.0] * 5, "rate", -1, numerator=[0] * 5, denominator=[4000] * 5, multiplier=1e5), "pooled_all_zero"),
        (series([95.0, 96.0]), "pooled_few_points"),
    ],
)
def test_series_without_information_are_pooled_say_so_and_are_never_certain(row, word):
    f = forecast(batch(row), [2030])
    assert word in f.method[0]
    for rule in ("at_least", "at_most", "keep_at_least", "keep_at_most"):
        assert 0 < one(row, row["values"][0], rule) < 1


def test_small_denominators_widen_the_interval_of_a_published_figure():
    values = [20.0, 30.0, 10.0, 20.0, 30.0]
    events = np.array([2, 3, 1, 2, 3])
    few = series(values, "rate", -1, numerator=events, denominator=[10**4] * 5, multiplier=1e5)
    flat = [20.0, 20.1, 19.9, 20.0, 20.1]
    calm = [series(flat, "rate", -1, numerator=np.array(flat) * n / 1e5, denominator=[n] * 5, multiplier=1e5)
            for n in (10**4, 10**8)]  # fmt: skip
    f = forecast(batch(few, *calm), [2025] * 3)
    assert all("counts" in m for m in f.method)
    width = np.diff(f.quantile([0.1, 0.9]), axis=1).ravel()
    assert width[1] > 5 * width[2]


def test_the_threshold_itself_meets_the_target_as_it_is_printed():
    values = np.array([[94.1, 95.2], [94.0, 95.0], [94.123, 95.2]])
    np.testing.assert_allclose(published_edge(values, np.full(3, 95.0), np.full(3, True)), [94.95, 94.5, 95.0])
    np.testing.assert_allclose(published_edge(values, np.full(3, 95.0), np.full(3, False)), [95.05, 95.5, 95.0])


def test_one_forecast_is_a_view_of_many():
    f = forecast(batch(series(), series(RATE, "rate", -1)), [2030, 2030])
    assert len(f) == 2
    assert len(f[-1]) == 1
    np.testing.assert_array_equal(f[1].quantile(Q)[0], f.quantile(Q)[1])
    with pytest.raises(ValueError, match="0 < q < 1"):
        f.quantile([0.0])
    with pytest.raises(IndexError):
        f[2]


def test_an_empty_batch_gives_an_empty_forecast():
    nothing = batch(series()).take([])
    assert len(forecast(nothing, [])) == 0
    assert attainment_probability(nothing, [], [], []).shape == (0,)


def test_learnt_weights_are_probabilities_of_every_kind():
    prior = learnt_prior()
    assert prior.weights.shape[0] == len(KINDS) * len(TIERS)
    np.testing.assert_allclose(prior.weights.sum(axis=1), 1)
    assert (prior.weights >= 0).all()


def test_transforms_go_there_and_back():
    b = batch(series([0.0, 50, 100]), series([0.0, 2, 3], "rate"), series([-2.0, 1, 3], "index"))
    t = choose_transform(b)
    np.testing.assert_allclose(t.backward(t.forward(b.values)), b.values, atol=1e-9)
