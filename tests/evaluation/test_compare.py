"""Other rules beside ours on real data."""

from pathlib import Path

import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import COMPARATOR_COLUMNS, Evaluation
from kcstats.evaluation.settings import load_settings
from kcstats.stats.comparators import VERDICTS
from kcstats.stats.comparison import RULES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def china() -> Evaluation:
    return evaluate(load_settings(ROOT / "params" / "china-midterm.yml"))


def test_columns_and_codes(china: Evaluation) -> None:
    table = china.comparators
    assert tuple(table.columns) == COMPARATOR_COLUMNS
    assert set(table[list(RULES)].to_numpy().ravel()) <= set(VERDICTS)


def test_rows_are_those_of_the_results_that_have_a_number_to_reach(china: Evaluation) -> None:
    keys = ["id", "area", "group"]
    merged = china.comparators.merge(china.indicators, on=keys, suffixes=("", "_there"))
    assert len(merged) == len(china.comparators)
    assert merged["rule"].isin(["at_least", "at_most", "keep_at_least", "keep_at_most", "reduce_by_pct"]).all()
    assert (merged["p_attain"].fillna(-1) == merged["p_attain_there"].fillna(-1)).all()


def test_maternal_mortality_by_hand(china: Evaluation) -> None:
    # 16.9 in 2020, 14.3 in 2024, 12 in 2030: 2.6 of 4.9 = 53.1 %; (2.6/4) / (4.9/10) = 1.327
    # growth: 1 - (14.3/16.9)^(1/4) = 4.090 % a year of 1 - (12/16.9)^(1/10) = 3.366 % needed: 1.215
    table = china.comparators
    row = table[(table["id"] == "CNW21-1.1") & (table["group"] == "total")].iloc[0]
    assert row["healthy_people_value"] == pytest.approx(53.06, abs=0.005)
    assert row["linear_pace_value"] == pytest.approx(1.3265, abs=5e-5)
    assert row["open_sdg_value"] == pytest.approx(1.215, abs=5e-4)
    assert (row["healthy_people"], row["open_sdg"]) == ("acceleration_needed", "on_track")


def test_rules_that_contradict_us_are_named() -> None:
    demo = evaluate(load_settings(ROOT / "params" / "midterm-2025.yml"))
    table = demo.comparators
    against = table[table["disagree"] != ""]
    assert len(against)
    for row in against.to_dict("records"):
        ours = row["grade"] in ("attained", "expected")
        for name in row["disagree"].split(";"):
            assert row[name] != "unknown"
            assert (row[name] in ("achieved", "on_track")) is not ours
    assert table["rules_split"].any()
