"""How many targets will be met, on a plan whose probabilities are given by hand and on the published figures."""

from pathlib import Path

import numpy as np
import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import COUNT_COLUMNS, JOINT_COLUMNS, Evaluation
from kcstats.evaluation.outlook import joint_table, outcomes
from kcstats.evaluation.settings import load_settings
from kcstats.plan.load import load_plan

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def china() -> Evaluation:
    return evaluate(load_settings(ROOT / "params" / "china-midterm.yml"))


def test_expected_numbers_are_sums_of_the_single_probabilities(china: Evaluation) -> None:
    table = china.joint
    assert tuple(table.columns) == JOINT_COLUMNS
    row = table[
        (table["plan"] == "cn-children-2021") & (table["domain"] == "") & (table["section"] == "goal_numeric")
    ]
    own = china.indicators[(china.indicators["group"] == "total") & (china.indicators["area"] == "china")]
    mine = own[own["id"].str.startswith("CNC") & own["threshold"].notna()]["p_attain"]
    assert row["n"].iloc[0] == len(mine)
    assert row["expected"].iloc[0] == pytest.approx(mine.sum())
    assert row["low"].iloc[0] <= mine.sum() <= row["high"].iloc[0]


def test_judged_and_not_judged_sum_to_n_and_nothing_missing_is_met(china: Evaluation) -> None:
    table = china.joint
    assert (table["judged"] + table["not_judged"] == table["n"]).all()
    assert (table["high"].dropna() <= table.loc[table["high"].notna(), "judged"]).all()
    open_ones = table[table["not_judged"] > 0]
    assert len(open_ones)
    assert open_ones["p_all"].isna().all()


def test_all_of_a_goal_is_never_likelier_than_its_least_likely_target(china: Evaluation) -> None:
    goals = china.joint[(china.joint["goal"] != "") & china.joint["p_all"].notna()]
    for goal in goals.itertuples():
        plan = china.plan(goal.plan)
        ids = [t.id for d in plan.domains for g in d.goals if g.id == goal.goal for t in g.targets]
        p = [china.row(id)["p_attain"] for id in ids]
        assert np.prod(p) - 1e-9 <= goal.p_all <= min(p) + 1e-9


def test_after_the_target_year_the_figures_decide() -> None:
    found = evaluate(load_settings(ROOT / "params" / "china-final-2020.yml"))
    own = found.indicators[(found.indicators["group"] == "total") & (found.indicators["method"] == "observed")]
    known = outcomes(found.indicators, str(found.settings.area))
    for row in own.itertuples():
        assert known[row.id] == (1.0 if row.status == "met" else 0.0, True)
    total = found.joint[(found.joint["domain"] == "") & (found.joint["section"] == "goal_numeric")]
    decided = total[total["known"] == total["judged"]]
    assert (decided["low"] == decided["high"]).all()
    assert (decided["expected"] == decided["low"]).all()


def test_a_demand_that_stands_twice_counts_twice_and_happens_once() -> None:
    plan = load_plan("women")
    found = {t.id: (np.nan, False) for t in plan.targets}
    found["W6.7"] = found["W6.S10"] = (0.75, False)  # one demand, as goal and as strategy
    table = joint_table((plan,), found)
    row = table[(table["domain"] == "6") & (table["section"] == "directional") & (table["goal"] == "")].iloc[0]
    assert (row["judged"], row["expected"], row["low"], row["high"]) == (2, pytest.approx(1.5), 0, 2)
    assert row["p_all_judged"] == pytest.approx(0.75)
    assert np.isnan(row["p_all"])


def test_every_count_has_its_three_answers() -> None:
    demo = evaluate(load_settings(ROOT / "params" / "midterm-2025.yml", groups=False))
    table = demo.counts
    assert tuple(table.columns) == COUNT_COLUMNS
    row = table[(table["id"] == "W1.2") & (table["group"] == "total")].iloc[0]
    assert row["value"] == pytest.approx(row["events"] / row["denominator"] * 1e5)
    assert row["too_few_to_judge"]
    assert (row["births_to_judge"], row["births_to_confirm"]) == (8334, 24964)
    assert row["pooled_to"] - row["pooled_from"] == 4
    answered = table[table["p_target_year"].notna()]
    assert answered["p_target_year"].between(0, 1).all()
    assert answered["p_underlying"].between(0, 1).all()
    gap = table[table["id"] == "C1.3d"].iloc[0]
    assert np.isnan(gap["level"])
    assert np.isnan(gap["p_underlying"])
    drowned = demo.row("C2.2")  # no death at the baseline: held to one event a year, and answered
    assert drowned["p_attain"] > 0
