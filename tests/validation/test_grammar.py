"""Rules asked on real windows: outcomes by hand, nothing asked where there is no room."""

from dataclasses import replace

import numpy as np
import pytest

from kcstats.stats.baseline_rules import stable_band
from kcstats.stats.weights import learnt_prior
from kcstats.validation.grammar import RULES, asked_alone, asked_together, joined


def test_every_rule_is_asked_that_the_few_series_allow(small_run):
    asked = set(small_run.grammar)
    assert asked <= set(RULES)
    assert asked >= {"improve", "stay_stable", "reduce_by_pct", "stay_low", "narrow_gap_ratio", "every_unit"}
    for a in small_run.grammar.values():
        assert len(a.probability) == len(a.hit) == len(a.indicator)
        assert ((a.probability >= 0) & (a.probability <= 1)).all()
        assert set(a.hit.tolist()) <= {0.0, 1.0}


def test_outcomes_are_those_of_the_published_figures(small_run):
    w = small_run.main.windows
    w = w.take(np.flatnonzero((w.ahead == 2) & np.isfinite(w.path[:, :2]).all(axis=1)))
    found = {a.rule: a for a in asked_alone(w, prior=learnt_prior())}
    base = w.batch.values[:, 0]
    up = w.batch.direction > 0
    room = np.where(up, (base < 100) | (w.batch.scale != "percent"), base > 0)  # nothing is above 100 % or below zero
    better = np.where(up, w.truth > base, w.truth < base)[room]
    assert found["improve"].hit.tolist() == better.astype(float).tolist()
    band = stable_band(w.batch, w.batch.years[:, 0], base)
    assert found["stay_stable"].hit.tolist() == (np.abs(w.truth - base) <= band).astype(float).tolist()
    low = (w.path[:, :2] <= (base + band)[:, None]).all(axis=1)[~up]
    assert found["stay_low"].hit.tolist() == low.astype(float).tolist()


def test_a_gap_is_that_of_two_places_of_one_panel(small_run):
    w = small_run.panels[8].windows
    w = w.take(np.flatnonzero(w.batch.peer_group == w.batch.peer_group[0])[:2])
    found = {a.rule: a for a in asked_together(w, prior=learnt_prior())}
    before, after = np.abs(np.diff(w.batch.values[:, 0])), np.abs(np.diff(w.truth))
    assert found["narrow_gap_difference"].hit == pytest.approx((after < before).astype(float))
    assert found["not_below_reference"].hit == pytest.approx(float(w.truth[0] >= w.truth[1]))
    swapped = {a.rule: a for a in asked_together(w.take(np.array([1, 0])), prior=learnt_prior())}
    assert swapped["narrow_gap_difference"].probability == pytest.approx(
        found["narrow_gap_difference"].probability, abs=0.01
    )


def test_windows_of_no_panel_are_asked_nothing_together(small_run):
    w = small_run.panels[8].windows.take(np.array([0]))
    assert asked_together(w, prior=learnt_prior()) == []
    gone = replace(w, ahead=np.array([1]))
    assert asked_alone(gone, prior=learnt_prior()) == []
    assert joined([]) == {}
