"""Holm's step-down."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from kcstats.stats.multiple_tests import holm_adjusted


def test_adjusted_p_are_those_of_statsmodels():
    """statsmodels 0.15, multipletests(method="holm")."""
    p = np.random.default_rng(1).random(9) ** 3
    assert holm_adjusted(p) == pytest.approx(multipletests(p, method="holm")[1])


def test_a_test_not_made_does_not_count():
    assert holm_adjusted([0.02, np.nan, 0.5])[[0, 2]] == pytest.approx([0.04, 0.5])
    assert np.isnan(holm_adjusted([0.02, np.nan])[1])
    assert len(holm_adjusted([])) == 0


def test_a_family_finds_something_in_nothing_as_often_as_one_test():
    """Four tests of nothing, 20,000 times: at least one below 5 % in at most 5 % (1 - .95^4 = 18.5 % unadjusted)."""
    p = np.random.default_rng(2).random((20_000, 4))
    adjusted = np.array([holm_adjusted(row) for row in p])
    assert (p < 0.05).any(axis=1).mean() == pytest.approx(0.185, abs=0.01)
    assert (adjusted < 0.05).any(axis=1).mean() == pytest.approx(0.05, abs=0.005)


def test_what_is_no_p_is_refused():
    with pytest.raises(ValueError, match="0 <= p <= 1"):
        holm_adjusted([0.2, 1.2])
