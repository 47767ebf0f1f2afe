"""A small clean package, and a catalogue for it, for tests to break in one place."""

from __future__ import annotations

from pathlib import Path

from kcstats.observations.dataset import Dataset
from kcstats.observations.read import read_dataset
from kcstats.plan.model import Indicator, Name
from kcstats.terms import Direction, Scale

HEADER = "indicator,area,year,sex,age_group,residence,value,unit,numerator,denominator,status,source,note"
META = """\
title: {zh: 测试数据, en: Test data}
licence: CC-BY-4.0
synthetic: false
sources:
  yearbook: 某某统计年鉴
areas:
  - {id: district, name: {zh: 某区, en: District}}
  - {id: east, name: 东街道, parent: district}
breaks:
  - {indicator: myopia_rate, year: 2019, note: 筛查方法改变}
"""
CLEAN = (
    "infant_mortality_rate,district,2020,,,,2.88,‰,,,,yearbook,",
    "infant_mortality_rate,district,2021,total,total,total,2.49,‰,10,4012,final,yearbook,",
    "myopia_rate,district,2020,女,小学,城镇,35.6,%,,,初步数,yearbook,",
    "maternal_mortality_ratio,某区,2021,,,,24.9,1/10万,1,4012,,yearbook,",
    "preschool_gross_enrolment_rate,east,2021,,,,101.5,,,,revised,某教育公报,",
)


def indicator(id: str, zh: str, unit: str, multiplier: float | None, scale: Scale, **more: object) -> Indicator:
    """One entry of the catalogue, with bounds of its unit."""
    upper = {"%": 100.0, "‰": 1000.0, "1/10万": 100_000.0}[unit]
    fields: dict[str, object] = {
        "id": id, "name": Name(zh, id.replace("_", " ")), "definition": Name("", ""), "numerator": Name("", ""),
        "denominator": Name("", ""), "multiplier": multiplier, "unit": unit, "scale": scale, "lower": 0.0,
        "upper": upper, "direction": Direction.DECREASE, "decimals": 2, "source_system": Name("", ""),
        "period": Name("", ""), "breakdowns": (),
    }  # fmt: skip
    return Indicator(**{**fields, **more})  # type: ignore[arg-type]


STAGES = tuple(
    (code, Name(zh, code))
    for code, zh in (("primary_school", "小学"), ("junior_secondary", "初中"), ("senior_secondary", "高中"))
)
CATALOGUE = {
    i.id: i
    for i in (
        indicator("infant_mortality_rate", "婴儿死亡率", "‰", 1000, Scale.RATE, breakdowns=("sex", "residence")),
        indicator("maternal_mortality_ratio", "孕产妇死亡率", "1/10万", 100_000, Scale.RATE),
        indicator(
            "myopia_rate", "近视率", "%", 100, Scale.PROPORTION, age_groups=STAGES,
            breakdowns=("sex", "residence", "school_stage"),
        ),
        indicator("preschool_gross_enrolment_rate", "学前毛入园率", "%", 100, Scale.GROSS_RATE, upper=150.0),
    )
}  # fmt: skip


def write_package(folder: Path, *rows: str, meta: str = META, header: str = HEADER) -> Path:
    """Write a package; the clean rows where none are given."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.yml").write_text(meta, encoding="utf-8")
    text = "\n".join([header, *(rows or CLEAN)]) + "\n"
    (folder / "observations.csv").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, lang: str = "zh") -> Dataset:
    """Read with the small catalogue."""
    return read_dataset(folder, indicators=CATALOGUE, lang=lang)  # type: ignore[arg-type]
