"""Weights without a fold have seen nothing of its topics."""

import numpy as np

from kcstats.validation import taught as module
from kcstats.validation.folds import topic


def test_weights_of_a_fold_are_learnt_from_the_others_alone(small_taught, monkeypatch):
    kept = []
    monkeypatch.setattr(module, "learn", lambda known, start, keep: kept.append(keep) or start)
    parts = small_taught.windows, small_taught.known, small_taught.start, small_taught.names, small_taught.folds
    assert len(module.Taught(*parts).priors) == small_taught.folds
    fold = small_taught.fold(small_taught.names)
    for number, keep in enumerate(kept):
        seen = {topic(i) for i in small_taught.windows.indicator[keep].tolist()}
        asked = {topic(i) for i in small_taught.names[fold == number].tolist()}
        assert seen
        assert asked
        assert not seen & asked


def test_every_fold_has_weights_of_its_own(small_taught):
    first, second = small_taught.priors
    assert len(first.nodes.size) != len(second.nodes.size) or not np.allclose(first.weights, second.weights)
