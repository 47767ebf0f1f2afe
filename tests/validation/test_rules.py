"""Published rules on windows."""

import numpy as np

from kcstats.stats.comparators import VERDICTS
from kcstats.validation.rules import published_rules


def test_every_rule_has_a_word_for_every_window(small_run):
    w, target = small_run.main.windows, small_run.main.target
    found = published_rules(w, target)
    assert set(found) == set(small_run.rules)
    for rule in found.values():
        assert len(rule.verdict) == len(w)
        assert set(rule.verdict) <= set(VERDICTS)


def test_the_rate_of_reduction_is_silent_where_a_rise_is_wanted(small_run):
    up = small_run.main.windows.batch.direction > 0
    words = np.array(small_run.rules["aarr_rule"])
    assert set(words[up]) == {"unknown"}
    assert "unknown" not in set(words[~up & (small_run.main.windows.batch.values > 0).all(axis=1)])
