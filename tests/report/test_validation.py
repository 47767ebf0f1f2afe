"""The validation report says what its tables say, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kcstats.report.validation import Validation
from kcstats.validation.backtest import Run
from kcstats.validation.tables import score_tables, window_table
from kcstats.validation.uses import Uses
from kcstats.validation.write import write_run

SECTIONS = ("summary", "how", "coverage", "pit", "reliability", "scores", "grammar", "comparators", "rules", "peers",
            "places", "warnings", "measures", "hindcast", "tried", "limits", "record")  # fmt: skip


@pytest.fixture(scope="module")
def folder(small_run: Run, small_uses: Uses, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("run")
    write_run(small_run, score_tables(small_run), small_uses, place / "tables", windows=window_table(small_run))
    return place


@pytest.fixture(scope="module")
def shown(folder: Path) -> Validation:
    return Validation.read(folder / "tables", figures=folder)


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_is_told_in_both_languages(shown: Validation, name: str) -> None:
    zh = getattr(shown, name)().data
    en = getattr(Validation(replace(shown.found, lang="en")), name)().data
    assert zh.startswith("# ")
    assert zh != en
    for text in (zh, en):
        assert "nan" not in text.lower().replace("finance", "")
        assert "None" not in text


def test_the_summary_is_read_from_the_tables(shown: Validation) -> None:
    found = shown.found
    text = shown.summary().data
    scores = found.tables["scores"].set_index(["method", "group", "level"])
    assert f"{scores.loc[('ours', 'main', '5|5'), 'skill']:.3f}".replace("-", "−") in text
    assert f"{found.record['windows']:,}" in text


def test_warnings_are_told_from_the_tables_of_the_run(shown: Validation) -> None:
    from kcstats.report.sections.validation_detect import RULES

    tables = shown.found.tables
    assert {*tables["warnings"]["rule"], *tables["detectors"]["rule"]} <= set(RULES)
    red = tables["warnings"].set_index("rule").loc["below_unlikely"]
    text = shown.warnings().data
    row = next(line for line in text.splitlines() if "红色" in line and "可能性低于20%" in line)
    assert f"{red['right_n']:,}" in row
    assert f"{red['right_share']:.0%}" in row
    assert "{#fig-roc" in text


def test_every_rule_that_was_asked_stands_in_the_report(shown: Validation) -> None:
    from kcstats.report.sections.validation_words import RULES
    from kcstats.validation import grammar

    assert tuple(RULES) == grammar.RULES
    text, table = shown.grammar().data, shown.found.tables["grammar"]
    row = table.set_index("rule").loc["improve"]
    line = next(line for line in text.splitlines() if RULES["improve"][0] in line)
    assert f"{100 * row['said']:.1f}%" in line
    assert f"{100 * row['came_true']:.1f}%" in line
    assert "无从检验" in text


def test_false_alarms_of_measures_are_those_of_the_tables(shown: Validation) -> None:
    from kcstats.report.sections.validation_uses import TESTS

    table = shown.found.tables["placebo"]
    text = shown.measures().data
    assert set(table["method"]) | set(shown.found.tables["power"]["method"]) == set(TESTS)
    every = table[table["before"] == 0].set_index("method").loc["ols_level", "share"]
    row = next(line for line in text.splitlines() if TESTS["ols_level"][0] in line)
    assert f"{100 * every:.1f}%" in row


def test_the_hindcast_shows_what_leaving_china_out_changes(shown: Validation) -> None:
    text, china = shown.hindcast().data, shown.found.record["uses"]["without_china"]
    assert f"{100 * china['largest_change']:.2f}个百分点" in text
    assert all(name in text for name in shown.found.tables["hindcast"]["id"])


def test_a_demand_that_is_missed_is_said(shown: Validation) -> None:
    found = shown.found
    scores = found.tables["scores"].copy()
    scores.loc[(scores["method"] == "ours") & (scores["group"] == "all"), "ece"] = 0.5
    text = Validation(replace(found, tables={**found.tables, "scores": scores})).summary().data
    row = next(line for line in text.splitlines() if "0.500" in line)
    assert "未达到" in row


def test_pictures_are_written_beside_the_notebook(shown: Validation, folder: Path) -> None:
    shown.coverage()
    shown.pit()
    shown.reliability()
    names = {path.name for path in (folder / "figures").glob("*.png")}
    assert {"coverage.png", "coverage-kinds.png", "pit.png", "reliability.png"} <= names


def test_drawn_counts_are_told_as_such(shown: Validation) -> None:
    assert "半模拟" in shown.places().data


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Validation.read(tmp_path)
