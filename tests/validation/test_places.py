"""Drawn counts have the size and the mean they should have, and can be hidden."""

import numpy as np

from kcstats.validation.places import drawn, suited, without_counts


def test_counts_scatter_as_binomials_do(small_run):
    w = small_run.main.windows
    rows = suited(w)
    rows = np.resize(rows[w.batch.scale[rows] == "percent"], 3000)
    part = w.take(rows)
    made = drawn(part, np.full(3000, 400.0), rng=np.random.default_rng(1))
    assert np.array_equal(np.isfinite(made.batch.values), np.isfinite(part.batch.values))
    p = part.truth / 100
    standard = (made.truth / 100 - p) / np.sqrt(np.maximum(p * (1 - p), 1e-9) / 400)
    wide = (p > 0.02) & (p < 0.98)
    assert abs(standard[wide].mean()) < 0.1
    assert abs(standard[wide].std() - 1) < 0.1
    known = np.isfinite(made.batch.values)
    assert np.allclose(made.batch.values[known], (made.batch.numerator / made.batch.denominator * 100)[known])


def test_hidden_counts_leave_the_figures(small_run):
    w = small_run.places.windows
    hidden = without_counts(w).batch
    assert np.isnan(hidden.numerator).all()
    assert np.isnan(hidden.multiplier).all()
    assert np.array_equal(hidden.values, w.batch.values, equal_nan=True)
