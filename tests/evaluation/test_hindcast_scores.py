"""Scores of a hindcast, by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from kcstats.evaluation.hindcast_scores import by_likelihood, scores

TABLE = pd.DataFrame(
    {
        "met": pd.array([True, False, True, pd.NA, False], dtype="boolean"),
        "p_attain": [0.9, 0.6, float("nan"), 0.7, 0.1],
        "likelihood": ["very_likely", "likely", "none", "likely", "very_unlikely"],
        "linear_pace": ["on_track", "achieved", "limited", "on_track", "unknown"],
        "cagr_ratio": ["unknown"] * 5,
        "aarr": ["worsening", "unknown", "unknown", "unknown", "acceleration_needed"],
    }
)


def test_each_method_is_scored_on_what_it_spoke_of() -> None:
    found = scores(TABLE).set_index("method")
    # ours: .9 met, .6 missed, .1 missed -> (.01 + .36 + .01) / 3
    assert found.loc["ours", ["n", "met", "said_met", "right"]].tolist() == [3, 1, 2, 2]
    assert found["brier"]["ours"] == pytest.approx(0.38 / 3)
    # linear pace: yes-met, yes-missed, no-met -> 2 wrong of 3; ours on the first two: (.01 + .36) / 2
    assert found.loc["linear_pace", ["n", "met", "said_met", "right"]].tolist() == [3, 2, 2, 1]
    assert found["brier"]["linear_pace"] == pytest.approx(2 / 3)
    assert found["ours"]["linear_pace"] == pytest.approx(0.37 / 2)
    # the rate of reduction: no-met, no-missed
    assert found.loc["aarr", ["n", "right"]].tolist() == [2, 1]
    assert found["n"]["cagr_ratio"] == 0
    assert math.isnan(found["brier"]["cagr_ratio"])
    assert found["brier"]["all_met"] == pytest.approx(2 / 3)  # of the three we spoke of, one was met


def test_words_are_laid_beside_outcomes() -> None:
    found = by_likelihood(TABLE).set_index("likelihood")
    assert list(found.index) == ["very_likely", "likely", "unlikely", "very_unlikely"]
    assert found.loc["likely"].tolist() == [1, 0.6, 0]  # the one whose outcome is unknown is left out
    assert found.loc["unlikely"].tolist() == [0, 0.0, 0]
    assert found["n"].sum() == 3
