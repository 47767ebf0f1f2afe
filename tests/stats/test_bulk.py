"""Answers in bulk are those of the forecasts they do not keep."""

import numpy as np

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.bulk import answer_in_bulk
from kcstats.stats.projection import attainment_probability, forecast

LEVELS = [0.1, 0.5, 0.9]


def rows(n, seed=1):
    """Series of every kind: scales, lengths, gaps, counts, peers, rounded and broken ones."""
    rng = np.random.default_rng(seed)
    for i in range(n):
        size = int(rng.integers(2, 9))
        years = np.sort(rng.choice(np.arange(2012, 2025), size, replace=False))
        row = {"years": years, "direction": int(rng.choice([-1, 1])), "tier": str(rng.choice(["", "country"]))}
        kind = i % 6
        percent = np.clip(80 + rng.normal(0, 2, size).cumsum(), 1, 99)
        if kind == 0:
            yield row | {"scale": "percent", "values": percent}
        elif kind == 1:
            yield row | {"scale": "rate", "values": np.exp(rng.normal(2, 0.2, size))}
        elif kind == 2:
            yield row | {"scale": "index", "values": rng.normal(0, 1, size)}
        elif kind == 3:
            births = np.full(size, 400.0)
            dead = rng.poisson(4, size).astype(float)
            yield row | {"scale": "rate", "values": dead / 0.4, "numerator": dead, "denominator": births,
                         "multiplier": 1000.0}  # fmt: skip
        elif kind == 4:
            yield row | {"scale": "percent", "values": percent.round(), "peer_group": 1}
        else:
            yield row | {"scale": "percent", "values": percent + 90}


def test_probabilities_quantiles_methods_and_reasons_are_those_of_forecasts():
    n = 300
    rng = np.random.default_rng(3)
    batch = SeriesBatch.from_rows(rows(n))
    years, level = rng.integers(2024, 2031, n).astype(float), rng.uniform(1, 95, n)
    level[::17] = np.nan
    rule = rng.choice(["at_least", "at_most", "keep_at_least", "keep_at_most", "milestone"], n)
    known = forecast(batch, years, lang="en")
    found = answer_in_bulk(batch, years, level, rule, LEVELS)
    assert tuple(found.method) == known.method
    assert [code == "" for code in found.codes] == [reason == "" for reason in known.reason]
    assert (found.codes != "").any()
    assert any("counts" in m for m in known.method)
    assert any("peers" in m for m in known.method)
    p = attainment_probability(batch, years, level, rule, known=known)
    np.testing.assert_allclose(found.probability, p, atol=1e-10)
    np.testing.assert_allclose(known.below(known.transform.forward(found.quantiles)), known.below(
        known.transform.forward(known.quantile(LEVELS))), atol=2e-9)  # fmt: skip


def test_an_empty_batch_has_no_answers():
    nothing = SeriesBatch.from_rows(rows(1)).take([])
    found = answer_in_bulk(nothing, [], [], [], LEVELS)
    assert found.probability.shape == (0,)
    assert found.quantiles.shape == (0, 3)
