"""Full coverage on real shares: who is asked, and the share that stops short, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from kcstats.stats.rules import BELOW_FULL
from kcstats.stats.weights import learnt_prior
from kcstats.validation.full import asked_in_full, below_full, publishable_in_full, stopped_short
from kcstats.validation.grammar import Answered
from kcstats.validation.windows import read_corpus, rolling


def of(p: list[float], hit: list[float]) -> Answered:
    return Answered("full_coverage", np.array(p), np.array(hit), np.array(["a"] * len(p)))


@pytest.fixture(scope="module")
def windows():
    frame = read_corpus()
    frame = frame[frame["indicator"].isin(["sh_acs_mcv2", "sp_acs_bsrvh2o", "sh_sta_mmr"])]
    return rolling(frame, {(6, 5): 400}, seed=1)


def test_the_share_is_one_less_what_came_true_over_what_was_said():
    """(1 + 0) / (.5 + .3 + .2) = 1: nobody stopped short; (0 + 1) / 2 = .5."""
    assert below_full([of([0.5, 0.3, 0.2], [1, 0, 0])]) == pytest.approx(0)
    assert below_full([of([0.5, 0.5], [0, 0]), of([1.0], [1])]) == pytest.approx(0.5)
    assert below_full([of([0.1], [1])]) == 0
    assert below_full([]) == BELOW_FULL


def test_no_fold_is_cut_by_what_it_taught_itself():
    one, two = of([0.8, 0.8], [0, 0]), of([0.5, 0.5], [1, 0])
    cut = stopped_short([one, two])
    assert cut[0].probability == pytest.approx([0.8, 0.8])  # the other fold: 1 said, 1 came true
    assert cut[1].probability == pytest.approx([0, 0])  # the other fold: 1.6 said, none came true
    assert [a.hit.tolist() for a in cut] == [[0, 0], [1, 0]]


def test_shares_that_are_never_printed_as_full_are_not_asked(windows):
    """WHO and UNICEF give no vaccination above 99 %; drinking water goes up to 100; a rate has no full."""
    asked = set(windows.indicator[publishable_in_full(windows)].tolist())
    assert asked == {"sp_acs_bsrvh2o"}
    assert (windows.indicator == "sh_acs_mcv2").sum() > 20


def test_outcomes_are_what_was_printed(windows):
    w = windows.take(np.flatnonzero(publishable_in_full(windows)))
    (found,) = asked_in_full(w, prior=learnt_prior())
    assert found.hit.tolist() == (w.truth >= 99.95).astype(float).tolist()
    assert 0 < found.hit.sum() < len(found.hit)
    assert asked_in_full(replace(w, ahead=np.ones(len(w), dtype=w.ahead.dtype)), prior=learnt_prior()) == []
