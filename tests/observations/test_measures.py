"""Measures pass the one door: every fault of them is named together with those of the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.observations.dataset import Measure
from tests.observations.package_writer import CLEAN, read, write_package

HEADER = "measure,indicator,area,start_year,end_year,title,note"
GOOD = "m1,infant_mortality_rate,district,2021,,访视,文件", "m1,近视率,东街道,2020,2023,访视,"


def measures(folder: Path, *rows: str, header: str = HEADER) -> Path:
    write_package(folder)
    (folder / "measures.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return folder


def faults(folder: Path, lang: str = "zh") -> set[tuple[str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        read(folder, lang)
    assert all(fault.found and fault.expected and fault.fix for fault in caught.value.faults if fault.code != "-")
    return {(fault.code, fault.row, fault.column) for fault in caught.value.faults if fault.file == "measures.csv"}


def test_a_package_needs_no_measures(tmp_path: Path) -> None:
    assert read(write_package(tmp_path)).measures == ()


def test_names_become_codes_and_an_open_end_stays_open(tmp_path: Path) -> None:
    found = read(measures(tmp_path, *GOOD))
    assert found.measures == (
        Measure("m1", "infant_mortality_rate", "district", 2021, None, "访视", "文件"),
        Measure("m1", "myopia_rate", "east", 2020, 2023, "访视", ""),
    )
    assert found.files[-1].name == "measures.csv"  # fingerprinted with the rest


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_faults_are_named_at_once(tmp_path: Path, lang: str) -> None:
    folder = measures(
        tmp_path,
        "m1,infant_mortality,district,2021,,t,",
        "m1,myopia_rate,westt,2021,,t,",
        "m1,myopia_rate,east,20x1,,t,",
        "m1,myopia_rate,district,,,t,",
        "m2,myopia_rate,district,2021,2019,t,",
        "m3,myopia_rate,district,2021,99,t,",
        "m4,myopia_rate,district,2021,,,",
        ",myopia_rate,district,2021,,t,",
        "m5,myopia_rate,district,2021,,t,",
        "m5,近视率,某区,2022,,t,",
    )
    assert faults(folder, lang) == {
        ("unknown_indicator", 2, "indicator"),
        ("unknown_area", 3, "area"),
        ("impossible_year", 4, "start_year"),
        ("missing_field", 5, "start_year"),
        ("end_before_start", 6, "end_year"),
        ("impossible_year", 7, "end_year"),
        ("missing_field", 8, "title"),
        ("missing_field", 9, "measure"),
        ("duplicate_measure", 11, "measure"),
    }


def test_faults_of_figures_and_of_measures_come_together(tmp_path: Path) -> None:
    folder = measures(tmp_path, "m1,nothing,district,2021,,t,")
    write_package(folder, *CLEAN, "nothing,district,2020,,,,1,,,,,yearbook,")
    with pytest.raises(InputError, match="nothing") as caught:
        read(folder)
    assert {fault.file for fault in caught.value.faults} == {"observations.csv", "measures.csv"}


def test_columns_are_closed(tmp_path: Path) -> None:
    folder = measures(
        tmp_path, "m1,myopia_rate,district,2021,,t", header="measure,indicator,area,start,end_year,title"
    )
    assert faults(folder) == {
        ("unknown_column", 1, "start"), ("missing_column", 1, "start_year"), ("missing_column", 1, "note"),
    }  # fmt: skip
