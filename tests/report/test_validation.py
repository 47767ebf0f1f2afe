"""The validation report says what its tables say, in both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kcstats.report.validation import Validation
from kcstats.validation.backtest import Run
from kcstats.validation.tables import score_tables, window_table
from kcstats.validation.write import write_run

SECTIONS = ("summary", "how", "coverage", "pit", "reliability", "scores", "comparators", "rules", "peers", "places",
            "warnings", "tried", "limits", "record")  # fmt: skip


@pytest.fixture(scope="module")
def folder(small_run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("run")
    write_run(small_run, score_tables(small_run), place / "tables", windows=window_table(small_run))
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


def test_every_rule_of_the_record_has_a_word(shown: Validation) -> None:
    from kcstats.evaluation.record import warning_record
    from kcstats.report.sections.validation_detect import RULES

    record = warning_record()
    named = {r["rule"] for kind in ("warnings", "hard_to_complete", "strong_fluctuation") for r in record[kind]}
    assert named <= set(RULES)
    red = next(r for r in record["warnings"] if r["rule"] == "below_unlikely")
    assert f"{red['right_n']:,}" in shown.warnings().data


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
