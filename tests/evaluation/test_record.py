"""The shipped record: what it must hold, and that nothing unmeasured is quoted."""

import math

import pytest

from kcstats.evaluation.record import (
    comparator_record,
    false_alarms,
    measure_record,
    prior_record,
    warning_record,
    warning_worth,
)
from kcstats.evaluation.warn import DANGER_LEVELS


def test_every_measured_kind_of_warning_beats_warning_by_lot() -> None:
    for row in warning_record()["warnings"]:
        assert row["right_share"] > row["base_rate"], row


def test_every_rule_of_the_hard_targets_is_in_the_record() -> None:
    for rule, level in DANGER_LEVELS.items():
        worth = warning_worth("hard_to_complete", level, rule)
        assert worth.right_n > 0
        assert 0 <= worth.right_low <= worth.right_share <= worth.right_high <= 1


def test_red_is_right_more_often_than_orange() -> None:
    shares = [warning_worth("hard_to_complete", level, rule).right_share
              for level, rule in (("red", "below_unlikely"), ("orange", "below_likely"))]  # fmt: skip
    assert shares[0] > shares[1]


def test_what_was_not_measured_is_missing() -> None:
    worth = warning_worth("strong_fluctuation", "red", "beyond_counts")
    assert worth.right_n == 0
    assert math.isnan(worth.right_share)


@pytest.mark.parametrize("kind", ["hard_to_complete", "strong_fluctuation"])
def test_our_warnings_tell_events_better_than_every_naive_rule(kind: str) -> None:
    first, *others = warning_record()[kind]
    naive = [r for r in others if "likelihood" not in r["rule"] and r["rule"] not in (
        "any_warning", "beyond_kind", "outlier")]  # fmt: skip
    assert naive
    assert all(first["auc"] > r["auc"] for r in naive)


def test_our_likelihood_tells_outcomes_better_than_every_published_rule() -> None:
    for rule in comparator_record()["rules"]:
        assert rule["ours_auc"] > rule["auc"], rule["rule"]


def test_records_say_where_they_come_from() -> None:
    for record in (warning_record(), comparator_record(), measure_record()):
        assert record["provenance"]["command"] == "kcstats backtest --publish"
        assert record["provenance"]["data"] == "data/benchmark/series.csv.gz"


def test_our_judgement_of_measures_is_honest_where_the_usual_ones_are_not() -> None:
    """Nominal 5 %: ours within the exact band of so many series, every usual test beyond it."""
    rows = {row["method"]: row for row in measure_record()["false_alarms"] if not row["before"]}
    assert rows["forecast"]["low"] <= 0.05 <= rows["forecast"]["high"]
    assert all(row["low"] > 0.05 for name, row in rows.items() if name != "forecast")
    with pytest.raises(KeyError, match="no_such_test"):
        false_alarms("no_such_test")


def test_the_national_hindcast_does_not_hang_on_its_own_series() -> None:
    assert prior_record()["series"] < 0.002 * prior_record()["of_series"]
    assert prior_record()["largest_change"] < 0.005
