"""Warnings of the demonstration district and of the national outlines: what they say of the figures."""

import pytest

from kcstats.evaluation.model import Evaluation


def evidence(ev: Evaluation, id: str) -> str:
    table = ev.warnings[(ev.warnings["kind"] == "hard_to_complete") & (ev.warnings["group"] == "total")]
    mine = table[(table["id"] == id) & (table["area"] == ev.settings.area)]["evidence"]
    assert len(mine) == 1
    return str(mine.iloc[0])


@pytest.mark.parametrize(
    ("id", "zh", "en"),
    [
        ("W3.6", "2025年男女相差17,337元（2020年为16,155元）", "men and women differ by 17,337 yuan in 2025"),
        ("W2.6b", "2025年男女相差2.3个百分点", "men and women differ by 2.3 percentage points in 2025"),
        ("C1.3e", "2025年城乡相差2.17个千分点", "town and country differ by 2.17 per mille points in 2025"),
    ],
)
def test_a_gap_is_warned_of_by_the_gap(demo: Evaluation, demo_en: Evaluation, id: str, zh: str, en: str) -> None:
    """Expected: the differences of the groups' rows in data/kuancheng-demo/observations.csv."""
    assert evidence(demo, id).startswith(zh)
    assert evidence(demo_en, id).startswith(en)
    row = demo.rules.set_index("id").loc[id]
    assert f"{row['gap_latest']:,.6g}" in evidence(demo, id)


def test_a_warning_of_a_level_gives_the_figure_with_its_unit(china: Evaluation) -> None:
    table = china.warnings[china.warnings["evidence"].str.contains("/10万")]
    assert len(table)
    latest_of = china.indicators.set_index(["id", "area", "group"])["latest_value"]
    for row in table.to_dict("records"):
        latest = latest_of.loc[(row["id"], row["area"], row["group"])]
        assert f"{latest:g}/10万" in row["evidence"]


def test_a_gap_is_never_called_turned_by_the_figure_of_the_whole_area(demo: Evaluation) -> None:
    gaps = set(demo.rules.loc[demo.rules["rule"] == "narrow_gap", "id"])
    said = demo.warnings[demo.warnings["id"].isin(gaps) & (demo.warnings["kind"] == "hard_to_complete")]
    assert len(said)
    assert not said["rule"].str.contains("变差").any()


def test_a_warning_compares_nothing_across_a_change_of_definition(demo: Evaluation) -> None:
    """6个月内婴儿纯母乳喂养率 is counted anew from 2022 on (data/kuancheng-demo/dataset.yml)."""
    assert evidence(demo, "C1.S10") == "2025年为48.3%，实现目标的可能性为44%"


def test_a_likelihood_shows_on_which_side_of_a_cutoff_it_is(demo: Evaluation) -> None:
    hard = demo.warnings[demo.warnings["kind"] == "hard_to_complete"]
    close = hard[(hard["p_attain"] < 0.2) & (hard["p_attain"] > 0.195)]
    assert len(close)
    for row in close.to_dict("records"):
        assert f"可能性为{row['p_attain']:.1%}" in row["evidence"]


def test_what_fluctuates_is_told_with_its_unit(demo: Evaluation) -> None:
    moving = demo.warnings[demo.warnings["kind"] == "strong_fluctuation"]["evidence"]
    assert len(moving)
    assert moving.str.contains("为100%，按前后年份应在99.55%左右").any()


def test_a_series_that_two_targets_ask_of_is_warned_of_once(demo: Evaluation) -> None:
    """九年义务教育巩固率 is asked of by goal C3.3 and by strategy C3.S6b (plan/data/children.yml)."""
    own = demo.warnings[(demo.warnings["area"] == demo.settings.area) & (demo.warnings["group"] == "total")]
    moving = own[own["kind"] == "strong_fluctuation"].set_index("id")
    assert moving.loc["C3.3", "also"] == "C3.S6b"
    assert "C3.S6b" not in moving.index
    assert (own.loc[own["kind"] == "hard_to_complete", "also"] == "").all()
