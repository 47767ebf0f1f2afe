from pathlib import Path

from package_writer import CATALOGUE, CLEAN, read, write_package

from kcstats.observations.check import describe, revised_values, small_counts
from kcstats.observations.gaps import gap_list

IMR = "infant_mortality_rate,district,{year},,,,{value},‰,{above},{below},{status},yearbook,"


def imr(year: int, value: str = "2.5", above: str = "", below: str = "", status: str = "") -> str:
    return IMR.format(year=year, value=value, above=above, below=below, status=status)


def test_years_missing_inside_and_at_the_end_of_a_series_are_gaps(tmp_path: Path) -> None:
    rows = [imr(2018), imr(2020), imr(2021, ""), "myopia_rate,district,2022,,,,50,,,,,yearbook,"]
    gaps = gap_list(read(write_package(tmp_path, *rows)), CATALOGUE)
    years = gaps[(gaps["kind"] == "year") & (gaps["indicator"] == "infant_mortality_rate")]["year"].tolist()
    assert years == [2019, 2021, 2022]


def test_wanted_breakdowns_that_never_came_are_gaps(tmp_path: Path) -> None:
    gaps = gap_list(read(write_package(tmp_path, imr(2020))), CATALOGUE)
    rows = gaps[gaps["kind"] == "breakdown"]
    assert rows[["sex", "residence"]].to_numpy().tolist() == [["total", "*"], ["*", "total"]]


def test_indicator_listed_without_any_value_never_reported(tmp_path: Path) -> None:
    rows = [imr(2020), "myopia_rate,district,2020,,,,,,,,,yearbook,"]
    gaps = gap_list(read(write_package(tmp_path, *rows)), CATALOGUE)
    assert gaps.loc[gaps["kind"] == "never", "indicator"].tolist() == ["myopia_rate"]


def test_revisions_and_small_counts_are_found(tmp_path: Path) -> None:
    rows = [imr(2020, "", "10", "4000", "preliminary"), imr(2020, "", "9", "4000", "final"), imr(2021)]
    data = read(write_package(tmp_path, *rows))
    assert revised_values(data)["status"].tolist() == ["preliminary", "final"]
    assert small_counts(data)["numerator"].tolist() == [9]


def test_report_tells_size_statuses_breaks_and_gaps(tmp_path: Path) -> None:
    data = read(write_package(tmp_path, *CLEAN))
    text = describe(data, CATALOGUE)
    assert "数据：5 行，4 个指标，2 个地区，2020-2021 年" in text
    assert "初步数 1、终期数 3、修订数 1" in text
    assert "近视率：2019 年起，筛查方法改变" in text
    assert "缺项清单" in text
    assert "Gap list" in describe(data, CATALOGUE, lang="en")
