"""Two folders of tables agree, or every difference is named by file, row and column."""

from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.evaluation import hindcast
from kcstats.evaluation.model import (
    BAND_COLUMNS,
    COMPARATOR_COLUMNS,
    COUNT_COLUMNS,
    EFFECT_COLUMNS,
    HISTORY_COLUMNS,
    INDICATOR_COLUMNS,
    JOINT_COLUMNS,
    PROJECTION_COLUMNS,
    RULE_COLUMNS,
    SCENARIO_COLUMNS,
    SUMMARY_COLUMNS,
    WARNING_COLUMNS,
)
from kcstats.provenance.compare import KEYS, Difference, cells_agree, compare_tables

TABLE = "id,area,group,p_attain,grade\nW1.2,kc,total,0.61,expected\nC3.2,kc,total,,no_data\n"


def folders(tmp_path: Path, was: str, now: str, file: str = "indicators.csv") -> tuple[Path, Path]:
    for name, text in (("was", was), ("now", now)):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(text, encoding="utf-8-sig")
    return tmp_path / "was", tmp_path / "now"


def test_the_same_tables_agree(tmp_path: Path) -> None:
    assert compare_tables(*folders(tmp_path, TABLE, TABLE)) == ()


def test_rows_are_matched_by_key_not_by_place(tmp_path: Path) -> None:
    head, first, second = TABLE.splitlines(keepends=True)
    assert compare_tables(*folders(tmp_path, TABLE, head + second + first)) == ()


def test_columns_may_change_places(tmp_path: Path) -> None:
    was, now = "id,area,group,a,b\nx,y,total,1,2\n", "b,id,area,group,a\n2,x,y,total,1\n"
    assert compare_tables(*folders(tmp_path, was, now)) == ()


def test_a_changed_number_and_a_changed_word_are_named(tmp_path: Path) -> None:
    now = TABLE.replace("0.61,expected", "0.4,difficult")
    key = ("W1.2", "kc", "total")
    assert compare_tables(*folders(tmp_path, TABLE, now)) == (
        Difference("indicators.csv", key, "p_attain", "0.61", "0.4"),
        Difference("indicators.csv", key, "grade", "expected", "difficult"),
    )


def test_a_number_that_vanished_is_a_difference(tmp_path: Path) -> None:
    (found,) = compare_tables(*folders(tmp_path, TABLE, TABLE.replace("0.61", "")))
    assert found.line() == "indicators.csv (W1.2, kc, total) p_attain：原为 0.61，现为 空"


def test_missing_and_new_rows_columns_and_files_are_named(tmp_path: Path) -> None:
    was, now = folders(tmp_path, TABLE, "id,area,group,p_attain,reason\nW1.2,kc,total,0.61,\nW9,kc,total,1,\n")
    (was / "summary.csv").write_text("plan,domain,section,n\n", encoding="utf-8")
    (now / "warnings.csv").write_text("id\n", encoding="utf-8")
    assert [found.line("en") for found in compare_tables(was, now)] == [
        "indicators.csv grade: gone",
        "indicators.csv reason: new",
        "indicators.csv (C3.2, kc, total): gone",
        "indicators.csv (W9, kc, total): new",
        "summary.csv: gone",
        "warnings.csv: new",
    ]


def test_a_repeated_key_is_counted_not_swallowed(tmp_path: Path) -> None:
    twice = TABLE + "W1.2,kc,total,0.7,expected\n"
    (found,) = compare_tables(*folders(tmp_path, twice, TABLE))
    assert found.key == ("W1.2", "kc", "total", "#2")
    assert found.absent == "is"


def test_tables_without_known_key_are_compared_line_by_line(tmp_path: Path) -> None:
    (found,) = compare_tables(*folders(tmp_path, "a\n1\n2\n", "a\n1\n3\n", "other.csv"))
    assert found.line("en") == "other.csv (#3) a: was 2, is 3"


@pytest.mark.parametrize(
    ("was", "now", "agree"),
    [
        ("1", "1.0", True),
        ("0", "9e-10", True),  # absolute
        ("0", "2e-9", False),
        ("1e9", "1000000000.5", True),  # relative
        ("1e9", "1000000002", False),
        ("nan", "nan", True),
        ("nan", "1", False),
        ("", "nan", False),
        ("inf", "-inf", False),
        ("W1", "w1", False),
    ],
)
def test_numbers_agree_to_1e9_and_texts_exactly(was: str, now: str, agree: bool) -> None:
    assert cells_agree(was, now) is agree
    assert cells_agree(now, was) is agree


def test_a_table_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    was, now = folders(tmp_path, TABLE, TABLE)
    (now / "indicators.csv").write_bytes("指标\n".encode("gbk"))
    with pytest.raises(InputError, match=r"indicators\.csv: .*utf-8"):
        compare_tables(was, now)


def test_keys_are_columns_of_the_tables_that_evaluate_writes() -> None:
    columns = {
        "indicators": INDICATOR_COLUMNS,
        "projections": PROJECTION_COLUMNS,
        "warnings": WARNING_COLUMNS,
        "summary": SUMMARY_COLUMNS,
        "counts": COUNT_COLUMNS,
        "joint": JOINT_COLUMNS,
        "comparators": COMPARATOR_COLUMNS,
        "rules": RULE_COLUMNS,
        "scenarios": SCENARIO_COLUMNS,
        "observations": HISTORY_COLUMNS,
        "effects": EFFECT_COLUMNS,
        "counterfactuals": BAND_COLUMNS,
        "hindcast": hindcast.COLUMNS,
        "hindcast_series": hindcast.SERIES_COLUMNS,
    }
    assert {name: set(key) - set(columns[name]) for name, key in KEYS.items()} == {name: set() for name in columns}
