"""Shapes of areas: read whole, and every fault named at once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kcstats.errors import InputError
from kcstats.evaluation.settings import project_root
from kcstats.observations.boundaries import read_boundaries
from kcstats.observations.faults import FaultBook
from kcstats.observations.read import read_dataset

SQUARE = [[125.0, 43.0], [126.0, 43.0], [126.0, 44.0], [125.0, 44.0], [125.0, 43.0]]
HOLE = [[125.4, 43.4], [125.4, 43.6], [125.6, 43.6], [125.4, 43.4]]


def feature(area: Any, geometry: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"area": area}, "geometry": geometry}


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def read(tmp_path: Path, *features: Any, text: str | None = None) -> tuple[tuple[Any, ...], FaultBook]:
    path, book = tmp_path / "boundaries.geojson", FaultBook("zh")
    content = json.dumps({"type": "FeatureCollection", "features": list(features)})
    path.write_text(content if text is None else text, encoding="utf-8")
    return read_boundaries(path, ["a", "b"], book), book


def test_polygons_with_holes_and_in_parts_are_read(tmp_path: Path) -> None:
    parts = {"type": "MultiPolygon", "coordinates": [[SQUARE], [[[x + 5, y] for x, y in SQUARE]]]}
    found, book = read(tmp_path, feature("a", polygon(SQUARE, HOLE)), feature("b", parts))
    assert book.faults == []
    assert [b.area for b in found] == ["a", "b"]
    assert [len(p) for p in found[0].polygons] == [2]
    assert found[0].polygons[0][0][2] == (126.0, 44.0)
    assert len(found[1].polygons) == 2


def test_a_third_coordinate_is_left_out(tmp_path: Path) -> None:
    found, _ = read(tmp_path, feature("a", polygon([[*place, 210.0] for place in SQUARE])))
    assert found[0].polygons[0][0][0] == (125.0, 43.0)


@pytest.mark.parametrize(
    ("item", "code", "column"),
    [
        ({"type": "Feature", "geometry": polygon(SQUARE)}, "boundary_without_area", "area"),
        (feature("z", polygon(SQUARE)), "unknown_boundary", "area"),
        (feature("a", {"type": "Point", "coordinates": [125, 43]}), "boundary_shape", "geometry"),
        (feature("a", None), "boundary_shape", "geometry"),
        (feature("a", polygon(SQUARE[:-1])), "boundary_ring", "coordinates"),
        (feature("a", polygon()), "boundary_ring", "coordinates"),
        (feature("a", polygon([[125, "x"], *SQUARE[1:]])), "boundary_place", "coordinates"),
        (feature("a", polygon([[511000.0, 4861000.0]] * 4)), "boundary_not_degrees", "coordinates"),
        ("text", "boundary_without_area", "area"),
    ],
)
def test_each_fault_is_named_at_its_feature(tmp_path: Path, item: Any, code: str, column: str) -> None:
    found, book = read(tmp_path, feature("b", polygon(SQUARE)), item)
    assert [(f.code, f.row, f.column) for f in book.faults] == [(code, 2, column)]
    assert all((f.found, f.expected, f.fix)[k] for f in book.faults for k in range(3))
    assert [b.area for b in found] == ["b"]


def test_an_area_has_one_feature(tmp_path: Path) -> None:
    _, book = read(tmp_path, feature("a", polygon(SQUARE)), feature("a", polygon(SQUARE)))
    assert [f.code for f in book.faults] == ["duplicate_boundary"]
    assert "第 1 个要素" in book.faults[0].found


@pytest.mark.parametrize(("text", "code"), [("{", "broken_json"), ("[]", "not_geojson"), ("{}", "not_geojson")])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str, code: str) -> None:
    found, book = read(tmp_path, text=text)
    assert found == ()
    assert [f.code for f in book.faults] == [code]


def test_the_demonstration_has_a_shape_for_every_sub_district_and_edges_are_shared() -> None:
    demo = read_dataset(project_root(__file__) / "data" / "kuancheng-demo")
    assert {b.area for b in demo.boundaries} == {a.id for a in demo.children("kuancheng")}
    assert any(path.name == "boundaries.geojson" for path in demo.files)
    places = [place for b in demo.boundaries for polygon in b.polygons for ring in polygon for place in ring[:-1]]
    inner = [place for place in set(places) if places.count(place) > 1]
    assert len(inner) == 4 + 12 * 7 + 8  # four inner corners, seven places on each inner edge, ends on the outside


def test_a_faulty_file_stops_the_whole_package(tmp_path: Path) -> None:
    source = project_root(__file__) / "data" / "kuancheng"
    for path in source.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    shape = json.dumps({"type": "FeatureCollection", "features": [feature("nowhere", polygon(SQUARE))]})
    (tmp_path / "boundaries.geojson").write_text(shape, encoding="utf-8")
    with pytest.raises(InputError, match=r"boundaries\.geojson"):
        read_dataset(tmp_path)
