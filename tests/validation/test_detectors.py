"""Detectors by hand."""

import numpy as np
import pytest

from kcstats.validation.detectors import curve, detector, lead_times, put_beside

EVENT = np.array([True, True, True, False, False])
SCORE = np.array([0.9, 0.8, 0.3, 0.5, 0.1])
NAMES = np.array(["a", "a", "b", "b", "c"])


def test_a_detector_by_hand():
    """Warned at .5 and above: two of three events found, one of two others wrongly; five looks."""
    found = detector("rule", SCORE >= 0.5, SCORE, EVENT, NAMES)
    assert found["hit_rate"] == pytest.approx(2 / 3)
    assert found["false_alarm_rate"] == pytest.approx(1 / 2)
    assert found["false_alarms_per_indicator_year"] == pytest.approx(1 / 5)
    assert found["right_share"] == pytest.approx(2 / 3)
    assert found["auc"] == pytest.approx(5 / 6)  # of six pairs of an event and another only (.3, .5) is wrong
    assert found["auc_looks"] == 5


def test_a_silent_rule_is_scored_where_it_speaks():
    found = detector("rule", SCORE >= 0.5, np.where(NAMES == "c", np.nan, SCORE), EVENT, NAMES)
    assert found["auc_looks"] == 4


def test_lead_time_by_hand():
    """Plan 0 missed and was warned of 3, 2 and 1 years before; plan 1 missed, warned only 2 years before."""
    warned = np.array([True, True, True, True, False, False])
    found = lead_times(
        warned, np.array([True] * 5 + [False]), np.array([0, 0, 0, 1, 1, 2]), np.array([3, 2, 1, 2, 1, 1])
    )
    assert found["plans_missed"] == 2
    assert found["missed_plans_warned"] == 0.5
    assert found["lead_time_median"] == 3
    assert found["missed_plans_warned_three_years_before"] == 0.5
    assert found["missed_plans_warned_five_years_before"] == 0


def test_ours_beside_a_rule_has_as_many_false_alarms():
    rows = [{"false_alarm_rate": 0.5}]
    put_beside(rows, SCORE, EVENT)
    assert rows[0]["our_hit_rate_at_its_false_alarms"] == pytest.approx(1.0)


def test_a_curve_never_falls():
    rows = curve("rule", SCORE, EVENT)
    hits = [row["hit_rate"] for row in rows]
    assert hits == sorted(hits)
    assert hits[0] == pytest.approx(2 / 3)  # without a false alarm the two highest scores are found
