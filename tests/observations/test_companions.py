"""What a quality report says of the files beside the figures, counted again from the files themselves."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml
from package_writer import CATALOGUE, CLEAN, read, write_package

from kcstats.observations.check import quality_report
from kcstats.observations.companions import describe_companions

DEMO = Path(__file__).resolve().parents[2] / "data" / "kuancheng-demo"


def rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def zh() -> str:
    return quality_report(DEMO)


@pytest.fixture(scope="module")
def en() -> str:
    return quality_report(DEMO, lang="en")


def test_texts_are_counted_by_kind_and_by_unit(zh: str, en: str) -> None:
    texts = rows("narrative.csv")
    causes, authors = sum(t["kind"] == "cause" for t in texts), len({t["author"] for t in texts})
    assert f"narrative.csv：{len(texts)} 条文字（" in zh
    assert f"原因 {causes}、" in zh
    assert f"{authors} 个单位填写" in zh
    assert f"narrative.csv: {len(texts)} texts (" in en
    assert f"cause {causes}, " in en


def test_measures_are_counted_by_indicator(zh: str, en: str) -> None:
    measures = rows("measures.csv")
    assert f"measures.csv：{len({m['measure'] for m in measures})} 项措施，{len(measures)} 行（" in zh
    anaemia = sum(m["indicator"] == "under5_anemia_rate" for m in measures)
    assert f"5岁以下儿童贫血率 {anaemia}" in zh
    assert f"measures.csv: {len({m['measure'] for m in measures})} measures in {len(measures)} rows" in en


def test_indicators_are_counted_by_unit(zh: str, en: str) -> None:
    units = yaml.safe_load((DEMO / "departments.yml").read_text(encoding="utf-8"))["departments"]
    answered = {id for unit in units for id in unit["indicators"]}
    held = {row["indicator"] for row in rows("observations.csv")}
    assert f"departments.yml：{len(units)} 个单位，负责 {len(answered)} 个指标" in zh
    assert f"有数据而没有单位负责的指标 {len(held - answered)} 个" in zh
    assert f"{units[0]['name']['en']} {len(units[0]['indicators'])}" in en


def test_areas_drawn_are_counted_and_missing_ones_named(zh: str, en: str, tmp_path: Path) -> None:
    shapes = json.loads((DEMO / "boundaries.geojson").read_text(encoding="utf-8"))["features"]
    assert f"boundaries.geojson：画出 {len(shapes)} 个地区；下级地区都有边界" in zh
    assert f"boundaries.geojson: {len(shapes)} areas drawn; every sub-area has a shape" in en
    package = write_package(tmp_path, *CLEAN)
    (package / "boundaries.geojson").write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    assert (
        describe_companions(read(package), CATALOGUE)
        == "boundaries.geojson：画出 0 个地区；没有边界的下级地区：东街道"
    )


def test_a_package_of_figures_alone_says_nothing_of_other_files(tmp_path: Path) -> None:
    assert describe_companions(read(write_package(tmp_path, *CLEAN)), CATALOGUE) == ""
