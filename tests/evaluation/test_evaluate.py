"""The whole pass on the published national figures, and on small packages made to be awkward."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import INDICATOR_COLUMNS, SUMMARY_COLUMNS, Evaluation
from kcstats.evaluation.settings import Settings, load_settings
from kcstats.evaluation.write import write_tables
from kcstats.terms import Rule

ROOT = Path(__file__).resolve().parents[2]
HEADER = "indicator,area,year,sex,age_group,residence,value,unit,numerator,denominator,status,source,note\n"
DESCRIPTION = """title: {zh: 试, en: t}
licence: CC0
synthetic: true
sources: {s: 试}
areas: [{id: a, name: {zh: 甲, en: A}}]
"""


def package(folder: Path, rows: str, more: str = "", *, plan: str = "cn-women-2021") -> Settings:
    (folder / "dataset.yml").write_text(DESCRIPTION + more, encoding="utf-8")
    (folder / "observations.csv").write_text(HEADER + rows, encoding="utf-8")
    return load_settings({"plans": [plan], "dataset": str(folder), "data_to": 2024})


def yearly(indicator: str, values: dict[int, str]) -> str:
    return "".join(f"{indicator},a,{year},,,,{value},,,,,s,\n" for year, value in values.items())


def test_every_target_has_a_row_for_the_area_whether_or_not_there_are_data(china: Evaluation) -> None:
    own = china.indicators[(china.indicators["area"] == "china") & (china.indicators["group"] == "total")]
    assert list(own["id"]) == [t.id for plan in china.plans for t in plan.targets]
    assert tuple(china.indicators.columns) == INDICATOR_COLUMNS


def test_grades_sum_to_n(china: Evaluation) -> None:
    table = china.summary
    assert tuple(table.columns) == SUMMARY_COLUMNS
    assert (table[["attained", "expected", "difficult", "no_data"]].sum(axis=1) == table["n"]).all()
    parts = table[table["domain"] != ""].groupby(["plan", "section"])["n"].sum()
    whole = table[table["domain"] == ""].set_index(["plan", "section"])["n"]
    pd.testing.assert_series_equal(parts.sort_index(), whole.sort_index())


def test_published_values_pass_through_unchanged(china: Evaluation) -> None:
    """Maternal mortality of China: 16.9 in 2020, 14.3 in 2024 (国家统计局, 中国妇女发展纲要统计监测报告)."""
    row = china.row("CNW21-1.1")
    assert (row["baseline_value"], row["latest_year"], row["latest_value"]) == (16.9, 2024, 14.3)
    assert row["change"] == pytest.approx(-2.6)
    assert row["required_pace"] == pytest.approx((12 - 14.3) / 6)
    assert row["status"] == "not_met"


def test_words_follow_from_the_probability(china: Evaluation) -> None:
    table = china.indicators
    judged = table[table["p_attain"].notna()]
    assert judged["p_attain"].between(0, 1, inclusive="neither").all()
    assert (judged["q10"] <= judged["q50"]).all()
    assert (judged["q50"] <= judged["q90"]).all()
    assert ((judged["likelihood"] == "very_likely") == (judged["p_attain"] >= 0.8)).all()
    unanswered = table[table["p_attain"].isna()]
    assert (unanswered["likelihood"] == "none").all()
    assert (unanswered["reason"] != "").all()


def test_every_observation_names_its_source_and_line(china: Evaluation) -> None:
    assert (china.history["source"] != "").all()
    lines = (ROOT / "data" / "china" / "observations.csv").read_text(encoding="utf-8-sig").splitlines()
    for row in china.history.sample(20, random_state=1).itertuples():
        assert f",{row.year}," in lines[row.row - 1]


def test_nothing_after_the_last_year_is_used(china: Evaluation) -> None:
    earlier = evaluate(china.settings.model_copy(update={"data_to": 2022}))
    assert earlier.history["year"].max() <= 2022
    cut = china.history[china.history["year"] <= 2022]
    assert len(cut) == len(earlier.history)


def test_adding_a_plan_changes_no_others_result(china: Evaluation) -> None:
    alone = evaluate(china.settings.model_copy(update={"plans": ("cn-children-2021",)}))
    both = china.indicators[china.indicators["id"].str.startswith("CNC")].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone.indicators, both, check_exact=False, rtol=1e-9)


def test_two_runs_write_the_same_bytes(china: Evaluation, tmp_path: Path) -> None:
    again = evaluate(china.settings)
    first, second = write_tables(china, tmp_path / "a"), write_tables(again, tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    assert first[0].read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_empty_indicator_is_missing_never_met(tmp_path: Path) -> None:
    found = evaluate(package(tmp_path, yearly("maternal_mortality_ratio", {2020: "10", 2021: "9", 2022: "8"})))
    assert set(found.indicators["grade"][1:]) == {"no_data"}
    assert set(found.indicators["status"][1:]) == {"no_data"}


def test_one_point_is_no_trend(tmp_path: Path) -> None:
    row = evaluate(package(tmp_path, yearly("maternal_mortality_ratio", {2020: "10"}))).indicators.iloc[0]
    assert (row["status"], row["grade"], row["likelihood"]) == ("met", "no_data", "none")
    assert row["reason"]


def test_too_few_births_are_a_verdict(tmp_path: Path) -> None:
    """8,334 births: the fewest at which one death is not already above 12 per 100,000 (1 / 12e-5)."""
    rows = "".join(
        f"maternal_mortality_ratio,a,{y},,,,,,{d},4012,,s,\n" for y, d in ((2020, 1), (2021, 0), (2022, 1))
    )
    row = evaluate(package(tmp_path, rows)).indicators.iloc[0]
    assert np.isnan(row["p_attain"])
    assert "8,334" in row["reason"]
    assert row["grade"] == "no_data"


def test_a_definition_break_cuts_the_series(tmp_path: Path) -> None:
    values = {2016: "30", 2017: "29", 2018: "28", 2019: "27", 2022: "14", 2023: "13.8", 2024: "13.5"}
    broken = "breaks: [{indicator: maternal_mortality_ratio, year: 2022, note: {zh: 改, en: b}}]\n"
    cut = evaluate(package(tmp_path, yearly("maternal_mortality_ratio", values), broken))
    assert sorted(set(cut.history["segment"])) == [0, 1]
    (tmp_path / "short").mkdir()
    late = {y: v for y, v in values.items() if y >= 2022}
    short = evaluate(package(tmp_path / "short", yearly("maternal_mortality_ratio", late)))
    assert cut.indicators["p_attain"][0] == pytest.approx(short.indicators["p_attain"][0])


def test_in_the_target_year_the_figure_decides() -> None:
    """Known outcomes of 2020: maternal mortality 16.9 attained, village committees 24.2 not (report of 2021-12)."""
    found = evaluate(load_settings(ROOT / "params" / "china-final-2020.yml"))
    assert found.row("CNW11-1.1")["grade"] == "attained"
    assert found.row("CNW11-4.1")["grade"] == "difficult"
    assert found.row("CNC11-1.1a")["grade"] == "attained"


@pytest.mark.parametrize(("baseline", "status", "grade"), [("100", "no_data", "no_data"), ("98.0", "met", "attained"),
                                                          ("99.8", "not_met", "difficult")])  # fmt: skip
def test_what_could_not_improve_is_not_missed_in_the_target_year(
    tmp_path: Path, baseline: str, status: str, grade: str
) -> None:
    """A rate of 100 % cannot rise and is no failure: before the target year it was not judged, then called missed."""
    rows = yearly(
        "urban_drinking_source_quality_rate", {2018: "97", 2019: "98", 2020: baseline, 2025: "99.0", 2030: "99.5"}
    )
    settings = package(tmp_path, rows, plan="women").model_copy(update={"data_to": 2030})
    row = evaluate(settings).row("W7.7b")
    assert (row["status"], row["grade"]) == (status, grade)
    assert ("已到极限" in str(row["reason"])) == (status == "no_data")


def test_warnings_are_sorted_and_say_since_when(china: Evaluation) -> None:
    table = china.warnings
    order = table["level"].map({"red": 0, "orange": 1, "yellow": 2})
    assert order.is_monotonic_increasing
    hard = table[table["kind"] == "hard_to_complete"]
    assert hard["since"].notna().all()
    assert (hard[hard["level"] == "red"]["p_attain"] < 0.2).all()


def test_a_gap_that_only_rounding_moves_has_not_narrowed(tmp_path: Path) -> None:
    """0.2 points in 2020 and in 2024 as published; in binary the later difference is the smaller one."""
    assert 16.3 - 16.1 < 8.3 - 8.1
    figures = {2020: ("8.1", "8.3"), 2022: ("12.1", "12.4"), 2024: ("16.1", "16.3")}
    rows = "".join(
        f"science_literacy_rate,a,{year},{sex},,,{value},,,,,s,\n"
        for year, pair in figures.items()
        for sex, value in zip(("female", "male", "total"), (*pair, pair[0]), strict=True)
    )
    found = evaluate(package(tmp_path, rows, plan="women"))
    assert found.rules.set_index("id").loc["W2.6b", "gap_latest"] == pytest.approx(0.2)
    assert found.row("W2.6b")["status"] == "not_met"


def test_nothing_is_compared_with_a_baseline_of_another_definition(tmp_path: Path) -> None:
    """The rate jumps by its new definition in 2022 and falls from there: 14.6 less 8.4 says nothing."""
    changed = "breaks: [{indicator: women_health_literacy, year: 2022, note: {zh: 新, en: new}}]\n"
    figures = {2018: "8.0", 2019: "8.2", 2020: "8.4", 2021: "8.5", 2022: "15.0", 2023: "14.8", 2024: "14.6"}
    rows = yearly("women_health_literacy", figures)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    broken = evaluate(package(tmp_path / "a", rows, changed, plan="women"))
    whole = evaluate(package(tmp_path / "b", rows, plan="women"))
    asked = [t for t in whole.plans[0].targets if t.indicator == "women_health_literacy" and t.rule is Rule.INCREASE]
    assert asked
    for target in asked:
        row, other = broken.row(target.id), whole.row(target.id)
        assert row["baseline_value"] == other["baseline_value"] == 8.4
        assert np.isnan(row["change"])
        assert np.isnan(row["p_change"])
        assert np.isnan(row["p_attain"])
        assert row["reason"] == "基期以后统计口径改变，不能与基期比较"
        assert other["change"] == pytest.approx(6.2)
        assert other["p_attain"] > 0.5
