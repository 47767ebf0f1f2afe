import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from package_writer import CLEAN, HEADER, META, read, write_package

from kcstats.errors import Fault, InputError

R = "infant_mortality_rate,district,2022,,,,2.50,‰,,,,yearbook,"


def faults(folder: Path, lang: str = "zh") -> tuple[Fault, ...]:
    with pytest.raises(InputError) as caught:
        read(folder, lang)
    return caught.value.faults


def row(**changes: str) -> str:
    """One clean row, changed in the named columns."""
    cells = dict(zip(HEADER.split(","), R.split(","), strict=True))
    cells.update(changes)
    return ",".join(cells.values())


# --- clean ---------------------------------------------------------------------------------------------------------


def test_clean_package_is_read_with_codes_and_numbers(tmp_path: Path) -> None:
    data = read(write_package(tmp_path))
    assert data.title.en == "Test data"
    assert data.root.id == "district"
    assert [a.id for a in data.children("district")] == ["east"]
    third = data.observations.iloc[2]
    assert (third["sex"], third["age_group"], third["residence"], third["status"]) == (
        "female", "primary_school", "urban", "preliminary",
    )  # fmt: skip
    assert data.observations["row"].tolist() == [2, 3, 4, 5, 6]
    assert data.observations["year"].dtype.kind == "i"
    assert data.observations["area"].iloc[3] == "district"  # given by its Chinese name
    assert [f.name for f in data.files] == ["dataset.yml", "observations.csv"]


def test_byte_order_mark_and_blank_lines_are_accepted(tmp_path: Path) -> None:
    folder = write_package(tmp_path, CLEAN[0], "", ",,,,,,,,,,,,", CLEAN[1])
    table = folder / "observations.csv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    assert read(folder).observations["row"].tolist() == [2, 5]


def test_empty_value_with_counts_is_computed_and_without_them_stays_a_gap(tmp_path: Path) -> None:
    folder = write_package(tmp_path, row(value="", numerator="10", denominator="4000"), row(value="", year="2023"))
    values = read(folder).observations["value"]
    assert values[0] == 2.5  # 10 / 4000 x 1000
    assert values.isna().tolist() == [False, True]


def test_later_status_wins_but_a_gap_does_not(tmp_path: Path) -> None:
    rows = [
        row(value="2.6", status="revised"),
        row(value="2.4", status="preliminary"),
        row(value="2.5", status="final"),
        row(year="2023", value="2.2", status="preliminary"),
        row(year="2023", value="", status="final"),
    ]
    data = read(write_package(tmp_path, *rows))
    assert len(data.observations) == 5
    assert data.current["value"].tolist() == [2.6, 2.2]


def test_unit_column_may_be_left_out(tmp_path: Path) -> None:
    header = HEADER.replace(",unit", "")
    folder = write_package(tmp_path, "infant_mortality_rate,district,2020,,,,2.88,,,,yearbook,", header=header)
    assert read(folder).observations["unit"].tolist() == ["‰"]


def test_gross_rate_may_pass_its_denominator(tmp_path: Path) -> None:
    line = "preschool_gross_enrolment_rate,east,2021,,,,101.5,,203,200,,yearbook,"
    assert read(write_package(tmp_path, line)).observations["value"].tolist() == [101.5]


def test_workbook_reads_like_csv(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    expected = read(folder).observations
    to_workbook(folder)
    actual = read(folder).observations
    assert actual.equals(expected)


def to_workbook(folder: Path) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "数据"
    table = folder / "observations.csv"
    for line in table.read_text(encoding="utf-8").splitlines():
        sheet.append([_typed(cell) for cell in line.split(",")])
    table.unlink()
    book.save(folder / "observations.xlsx")
    return book


def _typed(cell: str) -> object:
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return cell


# --- broken rows: (changes, code, column, what the message must say) -----------------------------------------------

BROKEN_ROWS = [
    ({"indicator": "infant_mortality"}, "unknown_indicator", "indicator", "infant_mortality_rate"),
    ({"indicator": ""}, "missing_field", "indicator", "必须填写"),
    ({"area": "west"}, "unknown_area", "area", "dataset.yml"),
    ({"year": "2022.5"}, "impossible_year", "year", "整数"),
    ({"year": "1902"}, "impossible_year", "year", "1949"),
    ({"year": "2202"}, "impossible_year", "year", "2202"),
    ({"year": "2022年"}, "impossible_year", "year", "四位"),
    ({"year": ""}, "missing_field", "year", "必须填写"),
    ({"sex": "女士"}, "unknown_word", "sex", "female (女)"),
    ({"residence": "郊区"}, "unknown_word", "residence", "rural (农村)"),
    ({"status": "终稿"}, "unknown_word", "status", "revised (修订数)"),
    ({"age_group": "小学"}, "not_of_indicator", "age_group", "婴儿死亡率"),
    ({"value": "２．５"}, "not_a_number", "value", "写成半角 2.5"),
    ({"value": "2.5‰"}, "not_a_number", "value", "只写 2.5"),
    ({"value": "—"}, "not_a_number", "value", "留空"),
    ({"value": "…"}, "not_a_number", "value", "留空"),
    ({"value": "约2.5"}, "not_a_number", "value", "约数"),
    ({"value": "nan"}, "not_a_number", "value", "留空"),
    ({"value": "abc"}, "not_a_number", "value", "不是数"),
    ({"denominator": '"4,012"'}, "not_a_number", "denominator", "写成 4012"),
    ({"value": "inf"}, "infinite", "value", "有限"),
    ({"value": "1e999"}, "infinite", "value", "有限"),
    ({"value": "#DIV/0!"}, "formula_error", "value", "公式"),
    ({"value": "-0.1"}, "out_of_bounds", "value", "0 到 1000"),
    ({"value": "1200"}, "out_of_bounds", "value", "婴儿死亡率"),
    ({"value": "0.25", "unit": "%"}, "unit_mismatch", "unit", "换算为 2.5"),
    ({"value": "0.25", "numerator": "10", "denominator": "4000"}, "unit_looks_wrong", "value", "10 倍"),
    ({"value": "2.9", "numerator": "10", "denominator": "4000"}, "contradicts_counts", "value", "2.50"),
    ({"numerator": "-1"}, "negative_count", "numerator", "不小于 0"),
    ({"denominator": "0"}, "zero_denominator", "denominator", "分母为 0"),
    ({"source": ""}, "missing_source", "source", "来源"),
    ({"source": "yearbok"}, "unknown_source", "source", "yearbook"),
]


@pytest.mark.parametrize(("changes", "code", "column", "says"), BROKEN_ROWS)
def test_broken_row_is_named_with_place_and_remedy(
    tmp_path: Path, changes: dict[str, str], code: str, column: str, says: str
) -> None:
    found = faults(write_package(tmp_path, CLEAN[0], row(**changes)))
    assert [(f.code, f.file, f.row, f.column) for f in found] == [(code, "observations.csv", 3, column)]
    assert says in f"{found[0].found} {found[0].expected} {found[0].fix}"
    assert found[0].found
    assert found[0].expected
    assert found[0].fix


@pytest.mark.parametrize(("changes", "code", "column", "says"), BROKEN_ROWS)
def test_english_messages_hold_no_chinese_of_ours(
    tmp_path: Path, changes: dict[str, str], code: str, column: str, says: str
) -> None:
    found = faults(write_package(tmp_path, row(**changes)), "en")
    assert [f.code for f in found] == [code]
    assert not any("应" in f.expected or "请" in f.fix or "改" in f.fix for f in found)


def test_women_only_indicator_takes_total_only(tmp_path: Path) -> None:
    line = "maternal_mortality_ratio,district,2021,{},,,24.9,,,,,yearbook,"
    assert len(read(write_package(tmp_path, line.format("合计"))).observations) == 1
    (fault,) = faults(write_package(tmp_path, line.format("女")))
    assert (fault.code, fault.row, fault.column) == ("not_of_indicator", 2, "sex")


def test_school_stage_of_another_indicator_lists_its_own(tmp_path: Path) -> None:
    (fault,) = faults(write_package(tmp_path, "myopia_rate,district,2021,,大学,,30,,,,,yearbook,"))
    assert (fault.code, fault.column) == ("not_of_indicator", "age_group")
    assert "junior_secondary" in fault.expected


def test_numerator_above_denominator_of_a_proportion(tmp_path: Path) -> None:
    (fault,) = faults(write_package(tmp_path, "myopia_rate,district,2021,,,,100,,1334,1326,,yearbook,"))
    assert (fault.code, fault.row, fault.column) == ("numerator_above_denominator", 2, "numerator")
    assert "1334" in fault.found


def test_value_may_be_rounded_to_its_printed_digits(tmp_path: Path) -> None:
    # 1 / 4012 x 100000 = 24.925…
    line = "maternal_mortality_ratio,district,20{},,,,{},,1,4012,,yearbook,"
    rows = [line.format(10 + n, v) for n, v in enumerate(("25", "24.9", "24.93", "24.925"))]
    assert len(read(write_package(tmp_path, *rows)).observations) == 4
    (fault,) = faults(write_package(tmp_path, line.format(10, "24.92")))
    assert fault.code == "contradicts_counts"


def test_duplicate_key_names_both_rows(tmp_path: Path) -> None:
    found = faults(write_package(tmp_path, row(), CLEAN[0], row(sex="合计", status="final")))
    assert [(f.code, f.row) for f in found] == [("duplicate_key", 4)]
    assert "2" in found[0].found
    assert "4" in found[0].found


def test_same_figure_with_another_status_is_no_duplicate(tmp_path: Path) -> None:
    assert len(read(write_package(tmp_path, row(), row(status="revised"))).observations) == 2


def test_one_figure_ten_times_off_its_series_needs_a_note(tmp_path: Path) -> None:
    values = ["2.9", "2.8", "3.0", "2.7", "2.9", "0.28"]
    rows = [row(year=str(2015 + n), value=v) for n, v in enumerate(values)]
    (fault,) = faults(write_package(tmp_path, *rows))
    assert (fault.code, fault.row, fault.column) == ("unit_looks_wrong", 7, "value")
    assert "‰" in fault.expected
    rows[-1] += "当年确实如此"
    assert len(read(write_package(tmp_path, *rows)).observations) == 6


def test_all_faults_come_at_once_in_row_order(tmp_path: Path) -> None:
    meta = META.replace("synthetic: false", "synthetic: maybe")
    found = faults(write_package(tmp_path, row(year="x"), row(area="?", value="—"), row(sex="?"), meta=meta))
    assert [(f.file, f.row, f.code) for f in found] == [
        ("dataset.yml", 3, "wrong_type"),
        ("observations.csv", 2, "impossible_year"),
        ("observations.csv", 3, "unknown_area"),
        ("observations.csv", 3, "not_a_number"),
        ("observations.csv", 4, "unknown_word"),
    ]


def test_a_source_may_be_named_in_both_languages(tmp_path: Path) -> None:
    meta = META.replace("yearbook: 某某统计年鉴", "yearbook: {zh: 某某统计年鉴, en: Statistical yearbook}")
    dataset = read(write_package(tmp_path, meta=meta))
    assert [dataset.citation("yearbook", lang) for lang in ("zh", "en")] == ["某某统计年鉴", "Statistical yearbook"]
    assert dataset.citation("某教育公报", "en") == "某教育公报"
    plain = read(write_package(tmp_path / "plain"))
    assert [plain.citation("yearbook", lang) for lang in ("zh", "en")] == ["某某统计年鉴"] * 2


def test_made_up_data_need_no_source_and_may_lie_ahead(tmp_path: Path) -> None:
    meta = META.replace("synthetic: false", "synthetic: true")
    assert len(read(write_package(tmp_path, row(year="2060", source=""), meta=meta)).observations) == 1


# --- broken files --------------------------------------------------------------------------------------------------


def test_missing_folder_and_files(tmp_path: Path) -> None:
    assert [f.code for f in faults(tmp_path / "none")] == ["missing_folder"]
    (tmp_path / "data.xls").touch()
    found = faults(tmp_path)
    assert [f.code for f in found] == ["missing_file", "missing_file"]
    assert "data.xls" in found[1].fix


def test_two_tables(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "observations.xlsx").touch()
    assert [f.code for f in faults(folder)] == ["two_tables"]


def test_gbk_file_is_named_with_the_way_to_convert_it(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    table = folder / "observations.csv"
    table.write_bytes(table.read_text(encoding="utf-8").encode("gb18030"))
    (fault,) = faults(folder)
    assert (fault.code, fault.row) == ("not_utf8", 2)
    assert "GBK" in fault.found
    assert "CSV UTF-8" in fault.fix
    assert "iconv -f GB18030 -t UTF-8" in fault.fix


def test_utf16_file(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    table = folder / "observations.csv"
    table.write_bytes(table.read_text(encoding="utf-8").encode("utf-16"))
    (fault,) = faults(folder)
    assert "UTF-16" in fault.found


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "empty_file", None),
        ("\n\n", "empty_file", None),
        (HEADER + "\n", "no_data_rows", None),
        (HEADER.replace(",", ";") + "\n" + R.replace(",", ";"), "wrong_delimiter", 1),
        (HEADER + "\n" + R + "多余,一格", "wrong_field_count", 2),
        (HEADER + '\n"' + R, "broken_csv", 2),
        (HEADER.replace("area,", "") + "\n" + R.replace("district,", ""), "missing_column", 1),
        (HEADER + ",remarks\n" + R + ",", "unknown_column", 1),
        (HEADER + ",value\n" + R + ",", "duplicate_column", 1),
        ("某区数据表\n\n" + HEADER + "\n" + R, "header_not_first", 1),
        ("\ufeff", "empty_file", None),
        (HEADER.replace(",", "\t") + "\n" + R.replace(",", "\t"), "wrong_delimiter", 1),
        (HEADER.replace(",", "，") + "\n" + R.replace(",", "，"), "wrong_delimiter", 1),
        (HEADER + "\n" + R + "\x00", "control_character", 2),
    ],
)
def test_broken_table(tmp_path: Path, text: str, code: str, line: int | None) -> None:
    folder = write_package(tmp_path)
    (folder / "observations.csv").write_text(text, encoding="utf-8")
    (fault,) = faults(folder)
    assert (fault.code, fault.file, fault.row) == (code, "observations.csv", line)


def test_chinese_heading_is_told_its_column(tmp_path: Path) -> None:
    found = faults(write_package(tmp_path, header=HEADER.replace("year", "年份")))
    assert [(f.code, f.column) for f in found] == [("unknown_column", "年份"), ("missing_column", "year")]
    assert "year" in found[0].fix


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        ("licence: CC", "licence: CC: ", "broken_yaml", 2, ""),
        ("licence:", "license:", "unknown_key", 2, "license"),
        ("synthetic: false", "synthetic: 否", "wrong_type", 3, "synthetic"),
        ("licence: CC-BY-4.0", "licence: 1", "wrong_type", 2, "licence"),
        ("synthetic: false", "licence: x", "duplicate_yaml_key", 3, "licence"),
        ("parent: district}", "parent: west}\n  - {id: west, parent: east}", "circle_of_areas", 6, "areas"),
        ("parent: district", "parent: distric", "unknown_parent", 6, "areas"),
        ("id: east", "id: district", "duplicate_area", 8, "areas.1"),
        ("parent: district", "up: district", "unknown_key", 8, "areas.1.up"),
        ("indicator: myopia_rate", "indicator: myopia", "unknown_indicator", 10, "breaks.0.indicator"),
        ("year: 2019", "year: 二零一九", "wrong_type", 10, "breaks.0.year"),
    ],
)
def test_broken_description(tmp_path: Path, old: str, new: str, code: str, line: int, column: str) -> None:
    found = faults(write_package(tmp_path, CLEAN[0], meta=META.replace(old, new)))
    assert (code, "dataset.yml", line, column) in [(f.code, f.file, f.row, f.column) for f in found]


@pytest.mark.parametrize(
    ("text", "code", "found"),
    [("", "wrong_type", "空白"), ("- a\n- b\n", "wrong_type", "列表"), ("一句话\n", "wrong_type", "一句话")],
)
def test_description_that_is_no_mapping(tmp_path: Path, text: str, code: str, found: str) -> None:
    (fault,) = faults(write_package(tmp_path, meta=text))
    assert (fault.code, fault.file) == (code, "dataset.yml")
    assert found in fault.found


def test_description_in_gbk_is_not_sent_to_a_spreadsheet(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "dataset.yml").write_bytes(META.encode("gb18030"))
    (fault,) = faults(folder)
    assert (fault.code, fault.file) == ("not_utf8", "dataset.yml")
    assert "Excel" not in fault.fix
    assert "iconv" in fault.fix


def test_misspelt_licence_is_also_missing(tmp_path: Path) -> None:
    found = faults(write_package(tmp_path, meta=META.replace("licence:", "license:")))
    assert [f.code for f in found] == ["missing_key", "unknown_key"]
    assert "licence" in found[1].fix


# --- broken workbooks ----------------------------------------------------------------------------------------------


def test_workbook_with_several_sheets(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    book = to_workbook(folder)
    book.create_sheet("说明")
    book.save(folder / "observations.xlsx")
    (fault,) = faults(folder)
    assert fault.code == "several_sheets"
    assert "说明" in fault.found


def test_workbook_with_merged_cells_and_broken_formulas(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    book = to_workbook(folder)
    sheet = book.active
    assert sheet is not None
    sheet["G2"] = "#DIV/0!"
    sheet["G3"] = "=I3/J3*1000"
    sheet.merge_cells("M2:M3")
    book.save(folder / "observations.xlsx")
    found = faults(folder)
    assert [(f.code, f.sheet, f.row, f.column) for f in found] == [
        ("merged_cells", "数据", 2, ""),
        ("formula_error", "数据", 2, "value"),
        ("formula_without_value", "数据", 3, "value"),
    ]


def test_workbook_with_everything_wrong_at_once(tmp_path: Path) -> None:
    folder = write_package(tmp_path, CLEAN[1])
    book = to_workbook(folder)
    sheet = book.active
    assert sheet is not None
    sheet.append([])
    sheet.append(["infant_mortality_rate", "district", dt.datetime(2022, 1, 1), *[None] * 3, "２．５", *[None] * 6])
    sheet.append(["xx", "nowhere", 2022, "女士", None, "郊区", True, "%", 5, 4, "z", "yearbook", None])
    book.save(folder / "observations.xlsx")
    assert [(f.row, f.column, f.code) for f in faults(folder)] == [
        (4, "year", "impossible_year"),
        (4, "value", "not_a_number"),
        (4, "source", "missing_source"),
        (5, "indicator", "unknown_indicator"),
        (5, "area", "unknown_area"),
        (5, "sex", "unknown_word"),
        (5, "residence", "unknown_word"),
        (5, "status", "unknown_word"),
        (5, "value", "not_a_number"),
    ]


def test_workbook_with_a_title_above_its_header(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    book = to_workbook(folder)
    sheet = book.active
    assert sheet is not None
    sheet.insert_rows(1)
    sheet["A1"] = "某区数据表"
    sheet.merge_cells("A1:M1")
    book.save(folder / "observations.xlsx")
    assert [(f.code, f.row) for f in faults(folder)] == [("merged_cells", 1), ("header_not_first", 1)]


@pytest.mark.parametrize(("lines", "code"), [(0, "empty_file"), (1, "no_data_rows")])
def test_workbook_without_data(tmp_path: Path, lines: int, code: str) -> None:
    folder = write_package(tmp_path)
    book = to_workbook(folder)
    sheet = book.active
    assert sheet is not None
    sheet.delete_rows(lines + 1, 99)
    book.save(folder / "observations.xlsx")
    assert [f.code for f in faults(folder)] == [code]


def test_workbook_with_a_hidden_sheet(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    book = to_workbook(folder)
    book.create_sheet("旧数据").sheet_state = "hidden"
    book.save(folder / "observations.xlsx")
    (fault,) = faults(folder)
    assert fault.code == "several_sheets"


def test_file_that_is_no_workbook(tmp_path: Path) -> None:
    folder = write_package(tmp_path)
    (folder / "observations.csv").rename(folder / "observations.xlsx")
    assert [f.code for f in faults(folder)] == ["broken_workbook"]
