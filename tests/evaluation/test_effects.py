"""Measures and what came after them: found where it is, not where it is not, and refused where it cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from kcstats.evaluation.effects import LEVEL, MOST_AFTER, measure_effects
from kcstats.evaluation.model import BAND_COLUMNS, EFFECT_COLUMNS
from kcstats.evaluation.settings import load_settings
from kcstats.observations.read import read_dataset
from kcstats.plan.load import load_indicators
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.interrupted import deviation_from_forecast

ROOT = Path(__file__).resolve().parents[2]
FIGURES = "indicator,area,year,sex,age_group,residence,value,unit,numerator,denominator,status,source,note\n"
HEADER = "measure,indicator,area,start_year,end_year,title,note\n"
AREAS = "".join(f", {{id: b{k}, parent: a}}" for k in range(6))
META = f"title: t\nlicence: CC0\nsynthetic: true\nsources: {{s: t}}\nareas: [{{id: a, name: 甲}}{AREAS}]\n"
RATE = "infant_mortality_rate"
FLAT = {2012 + k: 8.0 * 0.97**k * (1 + 0.02 * (-1) ** k) for k in range(12)}
"""A steady fall of 3 % a year that wobbles by 2 %, 2012-2023."""

Look = Callable[..., pd.DataFrame]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    def run(series: dict[str, dict[int, float]], *measures: str, meta: str = "", to: int = 2023) -> pd.DataFrame:
        rows = [
            f"{RATE},{area},{year},,,,{value:.3f},,,,,s,\n" for area, s in series.items() for year, value in s.items()
        ]
        (tmp_path / "dataset.yml").write_text(META + meta, encoding="utf-8")
        (tmp_path / "observations.csv").write_text(FIGURES + "".join(rows), encoding="utf-8")
        (tmp_path / "measures.csv").write_text(HEADER + "".join(f"{m}\n" for m in measures), encoding="utf-8")
        settings = load_settings({"plans": ["women"], "dataset": str(tmp_path), "data_to": to, "area": "a"})
        return measure_effects(read_dataset(tmp_path), load_indicators(), settings)[0]

    return run


def moved(since: int, factor: float) -> dict[int, float]:
    return {year: value * (factor if year >= since else 1.0) for year, value in FLAT.items()}


def test_a_large_change_is_found_and_none_where_nothing_changed(look: Look) -> None:
    measure = f"m,{RATE},a,2019,,t,"
    verdicts = [look({"a": moved(2019, factor)}, measure)["verdict"][0] for factor in (0.5, 1.0, 2.0)]
    assert verdicts == ["improved_beyond_forecast", "no_detectable_change", "worse"]


def test_numbers_are_those_of_the_forecast_made_before(look: Look) -> None:
    row = look({"a": moved(2019, 0.5)}, f"m,{RATE},a,2019,2021,t,文件").iloc[0]
    assert tuple(row.index) == EFFECT_COLUMNS
    assert (row["n_before"], row["n_after"], row["first_after"], row["last_after"]) == (7, 3, 2019, 2021)
    before = SeriesBatch.from_rows(
        [{"years": range(2012, 2019), "values": [round(FLAT[y], 3) for y in range(2012, 2019)], "scale": "rate",
          "upper": 1000.0, "direction": -1}]
    )  # fmt: skip
    after = [[round(FLAT[year] / 2, 3) for year in (2019, 2020, 2021)]]
    found = deviation_from_forecast(before, [[2019, 2020, 2021]], after)
    assert row["expected"] == pytest.approx(found.expected[0])
    assert row["p_effect"] == pytest.approx(found.p[0])
    assert row["effect"] == pytest.approx(row["observed"] - row["expected"])
    assert row["effect_low"] == pytest.approx(row["observed"] - row["expected_high"])
    assert row["note"] == "文件"


def test_no_later_figure_and_no_other_year_enters_what_was_expected(look: Look) -> None:
    measure = f"m,{RATE},a,2019,2020,t,"
    one = look({"a": FLAT}, measure).iloc[0]
    other = look({"a": FLAT | {2021: 99.0, 2023: 1.0}}, measure).iloc[0]
    pd.testing.assert_series_equal(one, other)


def test_at_most_five_years_are_looked_at(look: Look) -> None:
    assert look({"a": FLAT}, f"m,{RATE},a,2017,,t,")["last_after"][0] == 2017 + MOST_AFTER - 1


def test_sister_areas_decide_where_there_are_enough(look: Look) -> None:
    """All areas fall by half in 2019: the one with the measure is better than forecast, yet no better than they."""
    measure = f"m,{RATE},b0,2019,,t,"
    wobble = {
        f"b{k}": {y: v * (1 + 0.01 * ((y * (k + 2)) % 5 - 2)) for y, v in moved(2019, 0.5).items()} for k in range(6)
    }
    shared = look(wobble, measure).iloc[0]
    assert shared["p_effect"] < LEVEL
    assert (shared["n_comparison"], shared["verdict"]) == (5, "no_detectable_change")
    alone = look(
        {**wobble, "b0": {y: v * (0.4 if y >= 2019 else 1.0) for y, v in wobble["b0"].items()}}, measure
    ).iloc[0]
    assert alone["verdict"] == "improved_beyond_forecast"
    assert alone["method"].endswith(";between_areas")


def test_areas_with_a_measure_of_their_own_are_no_comparison(look: Look) -> None:
    series = {f"b{k}": FLAT for k in range(6)}
    found = look(series, f"m,{RATE},b0,2019,,t,", f"x,{RATE},b1,2020,,t,", f"x,{RATE},b2,2020,,t,")
    assert found["n_comparison"][0] == 3
    assert ";" not in found["method"][0]  # too few to decide


@pytest.mark.parametrize(
    ("series", "measure", "meta", "reason"),
    [
        ({}, "2019,,t,", "", "没有该指标的合计数据"),
        (FLAT, "2025,,t,", "", "2025年才开始"),
        (FLAT, "2010,,t,", "", "措施开始以前没有数据（数据自2012年起）"),
        (FLAT, "2015,,t,", "", "只有3个，至少需要4个"),
        ({y: v for y, v in FLAT.items() if y < 2019}, "2019,,t,", "", "还没有可用的数据"),
        ({y: v for y, v in FLAT.items() if not 2016 <= y < 2020}, "2020,,t,", "", "最近的数据是2015年"),
        (FLAT, "2019,,t,", f"breaks: [{{indicator: {RATE}, year: 2019}}]\n", "2019年统计口径改变"),
        (FLAT, "2019,,t,", f"breaks: [{{indicator: {RATE}, year: 2016}}]\n", "同一口径的年度数据只有3个"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_says_why(
    look: Look, series: dict[int, float], measure: str, meta: str, reason: str
) -> None:
    row = look({"a": series, "b0": FLAT}, f"m,{RATE},a,{measure}", meta=meta).iloc[0]
    assert row["verdict"] == "cannot_be_told"
    assert reason in row["reason"]
    assert np.isnan(row["p_effect"])


def test_measures_close_together_cannot_be_told_apart_and_a_later_one_ends_the_look(look: Look) -> None:
    found = look({"a": FLAT}, f"one,{RATE},a,2018,,第一,", f"two,{RATE},a,2019,,第二,").set_index("measure")
    assert found["last_after"]["one"] == 2018  # from 2019 on it is both
    assert "“第一”自2018年开始" in found["reason"]["two"]


def test_a_break_later_on_ends_the_look(look: Look) -> None:
    row = look({"a": FLAT}, f"m,{RATE},a,2019,,t,", meta=f"breaks: [{{indicator: {RATE}, year: 2021}}]\n").iloc[0]
    assert (row["last_after"], row["n_after"]) == (2020, 2)


def test_the_made_up_district_answers_as_it_was_made() -> None:
    """data/build/demo.py puts a change behind the first two measures only."""
    folder = ROOT / "data" / "kuancheng-demo"
    dataset, indicators = read_dataset(folder), load_indicators()
    settings = load_settings({"plans": ["women"], "dataset": str(folder), "data_to": 2025, "area": "kuancheng"})
    effects, bands = measure_effects(dataset, indicators, settings)
    verdict = effects[effects["group"] == "total"].set_index("measure")["verdict"]
    assert verdict["nutrition-2022"] == verdict["village-doctor-2021"] == "improved_beyond_forecast"
    assert verdict["canteen-2022"] == "no_detectable_change"
    assert (verdict[["green-channel-2021", "care-2022", "eyes-2018"]] == "cannot_be_told").all()
    assert tuple(bands.columns) == BAND_COLUMNS
    mine = bands[(bands["measure"] == "nutrition-2022") & (bands["kind"] == "expected") & (bands["group"] == "total")]
    assert list(mine["year"]) == [2022, 2023, 2024, 2025]
    assert (mine[["q025", "q10", "q50", "q90", "q975"]].diff(axis=1).iloc[:, 1:] > 0).all(axis=None)


def test_too_few_events_are_told_from_the_counts(tmp_path: Path) -> None:
    """Three deaths expected: even none has a probability of exp(-3.1) > 2.5 %, so nothing could be told."""
    rows = "".join(f"maternal_mortality_ratio,a,{y},,,,{1e5 / 4000:.1f},,1,4000,,s,\n" for y in range(2012, 2022))
    (tmp_path / "dataset.yml").write_text(META, encoding="utf-8")
    (tmp_path / "observations.csv").write_text(FIGURES + rows, encoding="utf-8")
    (tmp_path / "measures.csv").write_text(HEADER + "m,maternal_mortality_ratio,a,2019,,t,\n", encoding="utf-8")
    settings = load_settings({"plans": ["women"], "dataset": str(tmp_path), "data_to": 2023, "area": "a"})
    row = measure_effects(read_dataset(tmp_path), load_indicators(), settings)[0].iloc[0]
    assert "事件太少" in row["reason"]
    assert "预计共3.2例" in row["reason"]  # (7 + .5) / 28,000 births before, 12,000 after


def by_sex(tmp_path: Path, factor: dict[str, float]) -> pd.DataFrame:
    """The steady fall of one area by sex, each multiplied by its factor from 2019 on."""
    rows = [
        f"{RATE},a,{year},{sex},,,{value * (factor[sex] if year >= 2019 else 1.0):.3f},,,,,s,\n"
        for sex in factor
        for year, value in FLAT.items()
    ]
    (tmp_path / "dataset.yml").write_text(META, encoding="utf-8")
    (tmp_path / "observations.csv").write_text(FIGURES + "".join(rows), encoding="utf-8")
    (tmp_path / "measures.csv").write_text(HEADER + f"m,{RATE},a,2019,,t,\n", encoding="utf-8")
    settings = load_settings({"plans": ["women"], "dataset": str(tmp_path), "data_to": 2023, "area": "a"})
    return measure_effects(read_dataset(tmp_path), load_indicators(), settings)[0].set_index("group")


def test_groups_are_judged_each_by_its_own_figures(tmp_path: Path) -> None:
    found = by_sex(tmp_path, {"": 1.0, "female": 0.5, "male": 1.0})
    assert list(found.index) == ["total", "sex=female", "sex=male"]
    assert list(found["verdict"]) == ["no_detectable_change", "improved_beyond_forecast", "no_detectable_change"]
    assert (found["n_tests"] == 3).all()


def test_p_of_groups_are_holms_within_the_measure_and_the_whole_keeps_its_own(tmp_path: Path) -> None:
    """Of two groups the smaller p counts twice."""
    found = by_sex(tmp_path, {"": 0.5, "female": 0.8, "male": 1.05})
    p, adjusted = found["p_effect"], found["p_adjusted"]
    assert adjusted["total"] == p["total"]
    low, high = sorted((p["sex=female"], p["sex=male"]))
    assert sorted(adjusted.drop("total")) == pytest.approx([min(2 * low, 1.0), max(2 * low, high)])


def test_a_group_that_one_test_would_find_may_be_chance_among_two(tmp_path: Path) -> None:
    """A fall between the single and the adjusted cut-off: p below 5 %, twice that above it."""
    for factor in np.arange(0.95, 0.6, -0.01):
        found = by_sex(tmp_path, {"": 1.0, "female": float(factor), "male": 1.0})
        p = found.loc["sex=female", "p_effect"]
        if p < LEVEL:
            break
    assert LEVEL / 2 < p < LEVEL
    assert found.loc["sex=female", "verdict"] == "no_detectable_change"
    assert found.loc["sex=female", "p_adjusted"] == pytest.approx(2 * p)


def test_groups_are_left_out_where_the_run_wants_none(tmp_path: Path) -> None:
    by_sex(tmp_path, {"": 1.0, "female": 0.5})
    settings = load_settings(
        {"plans": ["women"], "dataset": str(tmp_path), "data_to": 2023, "area": "a", "groups": False}
    )
    assert list(measure_effects(read_dataset(tmp_path), load_indicators(), settings)[0]["group"]) == ["total"]
