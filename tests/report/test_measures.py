"""Sentences about measures: every number from the table, nothing stronger than the design allows."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings
from kcstats.report.report import Report
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.measures import measured

ROOT = Path(__file__).resolve().parents[2]
CAUSAL = re.compile(
    r"(?<!不能说明差异)由该措施引起|归功于|因为该措施|使得|促使|导致|because of|thanks to|caused by|led to"
)


@pytest.fixture(scope="module", params=("zh", "en"))
def ev(request: pytest.FixtureRequest) -> Evaluation:
    settings = load_settings(ROOT / "params" / "midterm-2025.yml", language=request.param, plans=["children"])
    return evaluate(settings)


@pytest.fixture
def said(ev: Evaluation, tmp_path: Path) -> str:
    return measured(Frame(ev, tmp_path))


def test_every_measure_has_its_sentence_and_its_row(ev: Evaluation, said: str) -> None:
    for title in ev.effects["title"]:
        assert said.count(title) >= 2
    assert "{#tbl-effects" in said
    assert "{#fig-effects" in said


def test_a_measure_that_begins_after_the_figures_is_counted_and_not_told(ev: Evaluation, tmp_path: Path) -> None:
    later = ev.effects.copy()
    name = later.loc[later["group"] == "total", "measure"].iloc[0]
    later.loc[later["measure"] == name, "start_year"] = ev.settings.data_to + 1
    said = measured(Frame(replace(ev, effects=later), tmp_path))
    assert str(later.set_index("measure").loc[[name], "title"].iloc[0]) not in said
    assert ("另有1项次在2025年以后开始" if ev.settings.lang == "zh" else "1 more begin after 2025") in said


def test_groups_that_cannot_be_tested_are_counted_in_one_sentence(ev: Evaluation, tmp_path: Path) -> None:
    none = replace(ev, effects=ev.effects.assign(p_adjusted=float("nan")))
    said = measured(Frame(none, tmp_path))
    looks = int((ev.effects["group"] != "total").sum())
    assert (
        f"有数据的共{looks}项次，都无法判断。"
        if ev.settings.lang == "zh"
        else f"{looks} comparisons have figures, none"
    ) in said
    assert "Holm" not in said


def test_sentences_take_their_numbers_from_the_table(ev: Evaluation, said: str) -> None:
    row = ev.effects[ev.effects["group"] == "total"].set_index("measure").loc["nutrition-2022"]
    line = next(line for line in said.splitlines() if str(row["title"]) in line)
    for name in ("observed", "expected", "expected_low", "expected_high"):
        assert f"{row[name]:.2f}" in line
    assert ("比预期好" if ev.settings.lang == "zh" else "Better than expected") in line


def test_no_sentence_says_that_a_measure_brought_something_about(said: str) -> None:
    assert not CAUSAL.search(said)
    assert "不能说明差异由该措施引起" in said or "not that the measure made them" in said


def test_what_cannot_be_told_is_said_with_its_reason(ev: Evaluation, said: str) -> None:
    rows = ev.effects[(ev.effects["verdict"] == "cannot_be_told") & (ev.effects["group"] == "total")]
    assert len(rows) == 3
    for row in rows.to_dict("records"):
        line = next(line for line in said.splitlines() if row["title"] in line)
        assert row["reason"] in line
        assert ("无法判断" if ev.settings.lang == "zh" else "Cannot be told") in line


def test_counts_of_the_opening_sum_to_the_measures(ev: Evaluation, said: str) -> None:
    opening = said.splitlines()[0]
    numbers = [int(n) for n in re.findall(r"(?:比预期好|比预期差|看不出差别|无法判断)(\d+)", opening)]
    numbers = numbers or [int(n) for n in re.findall(r"(?:expected|difference|told) (\d+)", opening)]
    assert sum(numbers) == (ev.effects["group"] == "total").sum()


def test_groups_are_counted_with_their_tests_and_stand_in_the_table(ev: Evaluation, said: str) -> None:
    groups = ev.effects[ev.effects["group"] != "total"]
    tested = groups["p_adjusted"].notna()
    assert 0 < tested.sum() < len(groups)
    line = next(
        line for line in said.splitlines() if line.startswith(("**分性别、城乡**", "**By sex and residence**"))
    )
    assert re.findall(r"\d+", line)[:2] == [str(len(groups)), str(int(tested.sum()))]
    names = {"女性", "男性"} if ev.settings.lang == "zh" else {"female", "male"}
    cells = [line for line in said.splitlines() if line.startswith("|")]
    assert (
        sum(any(f"{mark}{name}" in cell for name in names for mark in ("，", ", ")) for cell in cells) == tested.sum()
    )


def test_without_measures_the_section_waits_for_words(ev: Evaluation, tmp_path: Path) -> None:
    empty = replace(ev, effects=pd.DataFrame(columns=ev.effects.columns))
    assert measured(Frame(empty, tmp_path)) == ""
    text = Report(empty, tmp_path).effects().data
    assert ("待补充" if ev.settings.lang == "zh" else "to be supplied") in text
