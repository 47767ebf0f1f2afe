"""Gaps of the demonstration district, against its own input rows."""

import pandas as pd
import pytest

from kcstats.evaluation.model import Evaluation


def groups_of(demo: Evaluation, id: str, year: int) -> pd.Series:
    history = demo.history[(demo.history["id"] == id) & (demo.history["year"] == year)]
    return history.set_index("group")["value"][["sex=male", "sex=female"]]


def test_the_gap_is_that_of_the_groups_at_the_baseline_and_now(demo: Evaluation) -> None:
    row = demo.rules.set_index("id").loc["W3.6"]
    for year, when in ((2020, "baseline"), (2025, "latest")):
        pair = groups_of(demo, "W3.6", year)
        assert row[f"gap_{when}"] == pytest.approx(pair.max() - pair.min())
        assert row[f"ratio_{when}"] == pytest.approx(pair.max() / pair.min())


def test_where_no_gap_is_asked_for_none_is_given(demo: Evaluation) -> None:
    others = demo.rules[demo.rules["rule"] != "narrow_gap"]
    assert len(others)
    assert others[["gap_baseline", "gap_latest", "ratio_latest"]].isna().all(axis=None)
