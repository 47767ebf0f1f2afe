"""A plan whose outcome is known: what is said depends on nothing that came later."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kcstats.errors import InputError
from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.hindcast import COLUMNS, SERIES_COLUMNS, hindcast, hindcast_series
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import Settings, load_settings
from kcstats.evaluation.write import write_tables
from tests.evaluation.test_evaluate import package, yearly

ROOT = Path(__file__).resolve().parents[2]
PARAMS = ROOT / "params" / "china-hindcast.yml"


@pytest.fixture(scope="module")
def china() -> Evaluation:
    return evaluate(load_settings(PARAMS))


def small(folder: Path, values: dict[int, str], indicator: str, plan: str) -> Settings:
    package(folder, yearly(indicator, values))
    return load_settings({"plans": [plan], "dataset": str(folder), "data_to": 2015, "truth_to": 2020})


def test_outcomes_are_those_that_were_published(china: Evaluation) -> None:
    """终期统计监测报告 2021-12: maternal mortality 16.9 (met), women in village committees 24.2 % (missed)."""
    table = hindcast(china).set_index("id")
    assert tuple(hindcast(china).columns) == COLUMNS
    assert (table["actual_value"]["CNW11-1.1"], table["met"]["CNW11-1.1"]) == (16.9, True)
    assert (table["actual_value"]["CNW11-4.1"], table["met"]["CNW11-4.1"]) == (24.2, False)
    assert table["actual_year"]["CNW11-2.2"] == 2019  # no figure of 2020: listed, not scored
    assert pd.isna(table["met"]["CNW11-2.2"])
    assert pd.isna(table["inside"]["CNW11-2.2"])


def test_what_is_said_is_what_the_earlier_evaluation_says(china: Evaluation) -> None:
    then = evaluate(load_settings(PARAMS, truth_to=None))
    table = hindcast(china).set_index("id")
    for id in table.index:
        assert table["p_attain"][id] == pytest.approx(then.row(id)["p_attain"], nan_ok=True, abs=1e-12)


def test_later_figures_change_the_outcome_and_nothing_that_was_said(tmp_path: Path) -> None:
    past = {2010: "13.1", 2011: "12.1", 2012: "10.3", 2013: "9.5", 2014: "8.9", 2015: "8.1"}
    good = hindcast(evaluate(small(tmp_path, {**past, 2020: "5.4"}, "infant_mortality_rate", "cn-children-2011")))
    bad = hindcast(evaluate(small(tmp_path, {**past, 2020: "19.9"}, "infant_mortality_rate", "cn-children-2011")))
    said = ["p_attain", "q10", "q50", "q90", "linear_pace", "cagr_ratio", "aarr", "latest_value"]
    pd.testing.assert_frame_equal(good[said], bad[said])
    one, other = (t.set_index("id").loc["CNC11-1.1a"] for t in (good, bad))
    assert (one["met"], one["inside"]) == (True, True)
    assert (other["met"], other["inside"]) == (False, False)


def test_a_target_to_keep_must_have_held_every_later_year(tmp_path: Path) -> None:
    """Low birth weight is to be kept at 4 % or less: one year above it is a miss, whatever 2020 says."""
    kept = {2012: "3.1", 2013: "3.0", 2014: "3.0", 2015: "3.1", 2018: "3.2", 2020: "3.3"}
    once = {**kept, 2018: "4.4"}
    for values, met in ((kept, True), (once, False)):
        found = hindcast(evaluate(small(tmp_path, values, "low_birth_weight_rate", "cn-children-2011")))
        assert bool(found.set_index("id")["met"]["CNC11-1.2"]) is met


def test_series_are_official_ones_with_figures_on_both_sides(china: Evaluation) -> None:
    table = hindcast_series(china)
    assert tuple(table.columns) == SERIES_COLUMNS
    assert "china-un" not in set(table["area"])  # international estimates are no part of the area
    assert (table["points"] >= 3).all()
    assert (table["latest_year"] <= 2015).all()
    assert (table["actual_year"] > 2015).all()
    inside = (table["actual_value"] >= table["q10"]) & (table["actual_value"] <= table["q90"])
    np.testing.assert_array_equal(table["inside"], inside)


def test_an_evaluation_without_a_truth_has_no_hindcast(china: Evaluation) -> None:
    assert china.truth is not None
    for table in (hindcast, hindcast_series):
        with pytest.raises(ValueError, match="truth_to"):
            table(china.truth)


def test_the_truth_must_be_later_than_the_data() -> None:
    with pytest.raises(InputError, match="truth_to > data_to"):
        load_settings({"plans": ["women"], "dataset": "x", "data_to": 2020, "truth_to": 2020})


def test_tables_are_written_with_a_truth_and_only_then(china: Evaluation, tmp_path: Path) -> None:
    assert china.truth is not None
    with_truth = {path.name for path in write_tables(china, tmp_path / "a")}
    without = {path.name for path in write_tables(china.truth, tmp_path / "b")}
    assert with_truth - without == {"hindcast.csv", "hindcast_series.csv"}
