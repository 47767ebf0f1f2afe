"""How many targets will be met, on a plan whose probabilities are given by hand and on the published figures."""

from pathlib import Path

import numpy as np
import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import COUNT_COLUMNS, JOINT_COLUMNS, RULE_COLUMNS, SCENARIO_COLUMNS, Evaluation
from kcstats.evaluation.outlook import joint_table, outcomes
from kcstats.evaluation.settings import load_settings
from kcstats.plan.load import load_plan

ROOT = Path(__file__).resolve().parents[2]


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


def test_every_count_has_its_three_answers(demo: Evaluation) -> None:
    table = demo.counts
    assert tuple(table.columns) == COUNT_COLUMNS
    row = table[(table["id"] == "W1.2") & (table["group"] == "total")].iloc[0]
    assert row["value"] == pytest.approx(row["events"] / row["denominator"] * 1e5)
    assert row["too_few_to_judge"]
    assert (row["births_to_judge"], row["births_to_confirm"]) == (8334, 24964)
    assert row["pooled_to"] - row["pooled_from"] == 4
    answered = table[table["p_target_year"].notna()]
    assert answered["p_target_year"].between(0, 1).all()
    assert answered["p_underlying"].dropna().between(0, 1).all()
    full = table[
        (table["group"] == "total") & table["id"].isin(demo.rules.loc[demo.rules["rule"] == "full_coverage", "id"])
    ]
    assert len(full) > 5
    assert full["p_underlying"].isna().all()  # no counts show a rate of exactly 100 %
    for row in full.to_dict("records"):
        assert row["p_target_year"] == demo.row(row["id"])["p_attain"]
    gap = table[table["id"] == "C1.3d"].iloc[0]
    assert np.isnan(gap["level"])
    assert np.isnan(gap["p_underlying"])
    drowned = demo.row("C2.2")  # no death at the baseline: held to one event a year, and answered
    assert drowned["p_attain"] > 0


def test_a_scenario_is_consistent_with_its_likelihood(demo: Evaluation) -> None:
    table = demo.scenarios
    assert tuple(table.columns) == SCENARIO_COLUMNS
    asked = table[table["p_faster_50"].notna()]
    assert len(asked) > 50
    steps = asked[["p_attain", "p_faster_25", "p_faster_50", "p_faster_100"]].to_numpy()
    assert (np.diff(steps, axis=1) >= -1e-9).all()
    single = table[table["rule"].isin(["at_least", "at_most"]) & table["p_attain"].notna()]
    up = single["rule"] == "at_least"
    sure = np.where(up, single["reachable_80"] >= single["level"], single["reachable_80"] <= single["level"])
    clear = (single["p_attain"] - 0.8).abs() > 0.03  # a level is met as printed, so the edges may touch
    assert (sure == (single["p_attain"] >= 0.8))[clear].all()
    assert single.loc[single["p_attain"] >= 0.5, "pace_50"].isna().all()
    short = single[single["p_attain"] < 0.5]
    # the middle course that ends at the level: what is left over the years that are left
    left = (short["target_year"] - short["latest_year"]).astype(float)
    assert short["pace_50"].to_numpy() == pytest.approx(((short["level"] - short["latest_value"]) / left).to_numpy())


def test_a_scenario_that_cannot_be_asked_says_why(demo: Evaluation) -> None:
    table = demo.scenarios[demo.scenarios["area"] == demo.settings.area].set_index("id")
    assert "不作情景推算" in table.loc["C1.3d", "reason"]
    assert "见各单位的行" in table.loc["C1.6", "reason"]
    assert "8,334" in table.loc["W1.2", "reason"]
    assert table.loc[["C1.3d", "C1.6", "W1.2"], "p_faster_25"].isna().all()
    units = demo.scenarios[(demo.scenarios["id"] == "C1.6") & (demo.scenarios["area"] != demo.settings.area)]
    assert units["reachable_80"].notna().all()


def test_a_gap_is_answered_both_ways_and_graded_by_the_difference(demo: Evaluation) -> None:
    assert tuple(demo.rules.columns) == RULE_COLUMNS
    row = demo.rules.set_index("id").loc["W3.6"]
    assert row["p_difference"] == row["p_attain"] == demo.row("W3.6")["p_attain"]
    assert row["p_ratio"] != row["p_difference"]


def test_units_that_fail_are_named(demo: Evaluation) -> None:
    row = demo.rules.set_index("id").loc["C1.6"]
    units = demo.indicators[(demo.indicators["id"] == "C1.6") & (demo.indicators["area"] != demo.settings.area)]
    assert row["units"] == len(units) == 9
    named = [demo.dataset.area(a).name.zh for a in units.loc[units["p_attain"] < 0.5, "area"]]
    assert row["units_unlikely"] == "、".join(named)
    assert row["p_attain"] <= units["p_attain"].min()


def test_a_target_looser_than_its_baseline_is_marked(demo: Evaluation) -> None:
    marked = set(demo.rules.loc[demo.rules["already_beyond"], "id"])
    # monitoring-requirements: infant and under-five mortality, anaemia, stunting, enrolment and retention
    assert {"C1.3b", "C1.3c", "C1.8a", "C1.8b", "C3.2", "C3.3"} <= marked
    assert demo.row("C3.2")["method"].endswith(";already_beyond")
    assert "already_beyond" not in demo.row("W1.3a")["method"]


def test_every_row_tells_the_chance_of_the_right_direction(demo: Evaluation) -> None:
    rules = demo.rules.set_index("id")
    both = rules[rules["rule"].isin(["increase", "decrease"]) & rules["p_attain"].notna()]
    assert both["p_direction"].to_numpy() == pytest.approx(both["p_attain"].to_numpy())
    assert np.isnan(rules.loc["C3.3", "p_direction"])  # 100 % in 2020: no room


def test_a_revised_baseline_moves_the_target(tmp_path: Path) -> None:
    (tmp_path / "dataset.yml").write_text(
        "title: {zh: 试, en: t}\nlicence: CC0\nsynthetic: true\nsources: {s: 试}\n"
        "areas: [{id: a, name: {zh: 甲, en: A}}]\n",
        encoding="utf-8",
    )
    head = "indicator,area,year,sex,age_group,residence,value,unit,numerator,denominator,status,source,note\n"
    values = {2018: 12.0, 2019: 11.5, 2020: 11.0, 2021: 10.8, 2022: 10.1, 2023: 9.9}
    lines = [f"child_injury_mortality_rate,a,{y},,,,{v},,,,,s,\n" for y, v in values.items()]
    settings = {"plans": ["children"], "dataset": str(tmp_path), "data_to": 2023}
    found = []
    for more in ([], ["child_injury_mortality_rate,a,2020,,,,10,,,,revised,s,\n"]):
        (tmp_path / "observations.csv").write_text(head + "".join([*lines, *more]), encoding="utf-8")
        found.append(evaluate(load_settings(settings)))
    first, revised = (ev.scenarios.set_index("id").loc["C2.1"] for ev in found)
    assert (first["level"], revised["level"]) == (pytest.approx(8.8), pytest.approx(8.0))  # 20 % off 11, off 10
    assert revised["p_attain"] < first["p_attain"]
    assert "20%" in found[1].rules.set_index("id").loc["C2.1", "note"]
