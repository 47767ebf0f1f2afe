"""The appendix of other rules: verdicts beside ours, silence left out, the hindcast from the record."""

from pathlib import Path

import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.record import comparator_record, warning_record
from kcstats.report.comparison import (
    DETECTOR_NAMES,
    RULE_NAMES,
    VERDICT_WORDS,
    comparator_record_table,
    comparison_table,
    detector_table,
    own_comparison,
)
from kcstats.report.report import Report
from kcstats.stats.comparators import VERDICTS
from kcstats.stats.comparison import RULES


def test_a_target_of_which_every_rule_is_silent_has_no_row(found: Evaluation) -> None:
    assert own_comparison(found)["id"].tolist() == ["W2.1"]


def test_the_row_shows_ours_every_rule_and_how_many_are_against(found: Evaluation) -> None:
    row = next(line for line in comparison_table(found, id="c").splitlines() if line.startswith("| W2.1"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells == [
        "W2.1",
        "初中生近视率（%）",
        "7%",
        "难以达标",
        "需加快",
        "如期",
        "如期",
        "如期",
        "倒退",
        "如期",
        "4",
    ]


def test_the_section_counts_contradictions(found: Evaluation, tmp_path: Path) -> None:
    said = Report(found, tmp_path).comparison().data
    assert "可作对照的1项目标中，1项至少有一种方法与本报告的判断相反，1项各方法之间互相矛盾" in said
    assert "[@" not in said


def test_our_own_table_of_made_up_data_says_so_and_the_hindcast_on_real_series_does_not(
    found_demo: Evaluation, tmp_path: Path
) -> None:
    said = Report(found_demo, tmp_path).comparison().data
    captions = [line for line in said.splitlines() if line.startswith(": ")]
    assert ["演示数据" in caption for caption in captions] == [True, False, False, False]
    assert "真实年度数列" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_of_the_records_has_a_name(lang: str) -> None:
    assert set(RULE_NAMES) == set(RULES) == {r["rule"] for r in comparator_record()["rules"]}
    assert set(VERDICT_WORDS) == set(VERDICTS)
    rules = {r["rule"] for kind in ("hard_to_complete", "strong_fluctuation") for r in warning_record()[kind]}
    assert rules == set(DETECTOR_NAMES)
    assert comparator_record_table(lang, id="r").count("\n| ") == 1 + len(RULES)
    rows = detector_table(lang, "hard_to_complete", id="h").count("\n| ")
    assert rows == 1 + len(warning_record()["hard_to_complete"])
