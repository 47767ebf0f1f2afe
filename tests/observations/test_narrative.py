"""The user's own texts and duties: read whole, or refused with every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from package_writer import META, read, write_package

from kcstats.errors import InputError
from kcstats.terms import TextKind

HEADER = "plan,item,area,year,kind,text,author"
GOOD = (
    "women,1,district,2021,measure,“两癌”筛查进社区。,区卫生健康局",
    "women,W1.3a,某区,2021,原因,专业人员不足。,",
    "children,,district,2021,经验,年初下达、年末监测。,区妇儿工委办",
)


def package(folder: Path, *texts: str, header: str = HEADER) -> Path:
    write_package(folder)
    (folder / "narrative.csv").write_text("\n".join([header, *texts]) + "\n", encoding="utf-8")
    return folder


def faults_of(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InputError, match=r".") as caught:
        read(folder)
    return [(fault.code, fault.row, fault.column) for fault in caught.value.faults]


def test_texts_are_read_with_their_domain_and_line(tmp_path: Path) -> None:
    first, second, third = read(package(tmp_path, *GOOD)).narratives
    assert (first.kind, first.domain, first.row) == (TextKind.MEASURE, 1, 2)
    assert (second.kind, second.item, second.domain, second.area) == (TextKind.CAUSE, "W1.3a", 1, "district")
    assert (third.kind, third.item, third.domain) == (TextKind.EXPERIENCE, "", 0)


def test_without_the_file_there_are_no_texts_and_the_file_is_an_input_where_it_is(tmp_path: Path) -> None:
    assert read(write_package(tmp_path / "a")).narratives == ()
    assert [p.name for p in read(package(tmp_path / "b", *GOOD)).files][2:] == ["narrative.csv"]


def test_all_faults_are_named_together_with_those_of_the_figures(tmp_path: Path) -> None:
    folder = package(
        tmp_path,
        "wumen,1,district,2021,measure,文,",
        "women,W1.99,district,2021,measure,文,",
        "women,1,nowhere,2021,measure,文,",
        "women,1,district,21,measure,文,",
        "women,1,district,2021,rumour,文,",
        "women,1,district,2021,measure,,",
        "women,2,district,2021,measure,重复,甲",
        "women,2,district,2021,measure,重复,乙",
    )
    table = folder / "observations.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2.88", "2..88"), encoding="utf-8")
    assert faults_of(folder) == [
        ("not_a_number", 2, "value"),
        ("unknown_plan", 2, "plan"),
        ("unknown_item", 3, "item"),
        ("unknown_area", 4, "area"),
        ("impossible_year", 5, "year"),
        ("unknown_word", 6, "kind"),
        ("missing_field", 7, "text"),
        ("duplicate_text", 9, "text"),
    ]


def test_a_header_that_is_not_the_contract_is_refused(tmp_path: Path) -> None:
    folder = package(tmp_path, "women,1,district,2021,measure,文", header="plan,item,area,year,kind,words")
    assert {code for code, _, _ in faults_of(folder)} == {"unknown_column", "missing_column"}


def units(folder: Path, text: str) -> Path:
    write_package(folder, meta=META)
    (folder / "departments.yml").write_text(text, encoding="utf-8")
    return folder


def test_duties_are_read_and_the_first_unit_leads(tmp_path: Path) -> None:
    text = """departments:
- {id: health, name: 区卫生健康局, indicators: [infant_mortality_rate, myopia_rate]}
- {id: education, name: {zh: 区教育局, en: Education}, indicators: [myopia_rate]}
"""
    found = read(units(tmp_path, text))
    assert [unit.id for unit in found.answering("myopia_rate")] == ["health", "education"]
    assert found.answering("maternal_mortality_ratio") == ()


def test_nobody_answers_unless_somebody_said_so(tmp_path: Path) -> None:
    assert read(write_package(tmp_path / "a")).departments == ()
    assert read(units(tmp_path / "b", "# 尚未填写\n")).departments == ()


def test_faults_of_duties_have_their_line(tmp_path: Path) -> None:
    text = """departments:
- {id: health, name: 区卫生健康局, indicators: [infant_mortality]}
- {id: health, name: 又一个, indicators: []}
- {id: 卫健, name: 编号不是字母, indicators: []}
- {id: police, indicators: []}
"""
    assert faults_of(units(tmp_path, text)) == [
        ("unknown_indicator", 2, "departments.0.indicators.0"),
        ("duplicate_department", 3, "departments.1"),
        ("wrong_type", 4, "departments.2.id"),
        ("missing_key", 5, "departments.3.name"),
    ]
