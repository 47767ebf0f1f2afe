"""``boundaries.geojson``: the shapes of the areas, for maps.

GeoJSON as its standard has it [1]_: a FeatureCollection of polygons in degrees of longitude and latitude, each with
a property ``area`` that holds an area's id. It is optional, and so is every single area; an area without a shape is
missing from maps and from nothing else.

References
----------
.. [1] Butler, H. et al. (2016). The GeoJSON Format. RFC 7946, doi:10.17487/RFC7946.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kcstats.observations.faults import FaultBook

FILE = "boundaries.geojson"

Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Boundary:
    """The shape of one area.

    Attributes
    ----------
    area : str
        The area's id.
    polygons : tuple of tuple of rings
        Each polygon's outer ring, then its holes; a ring is (longitude, latitude) in degrees, its last place its
        first.
    """

    area: str
    polygons: tuple[tuple[Ring, ...], ...]


def read_boundaries(path: Path, areas: Collection[str], book: FaultBook) -> tuple[Boundary, ...]:
    """Read the shapes of areas.

    Parameters
    ----------
    path : Path
    areas : collection of str
        Ids of the package's areas.
    book : FaultBook
        Receives every fault, with the feature's number (the first is 1) as its row.

    Returns
    -------
    tuple of Boundary
        In the file's order, without what was faulty.
    """
    content = _json(path, book)
    if content is None:
        return ()
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        book.add("not_geojson", path.name)
        return ()
    found: dict[str, Boundary] = {}
    first: dict[str, int] = {}
    for row, feature in enumerate(features, start=1):
        area = _area(feature, row, path.name, areas, book)
        if area is None:
            continue
        if area in first:
            book.add("duplicate_boundary", path.name, row=row, column="area", found=area, first=first[area])
            continue
        first[area] = row
        polygons = _polygons(feature.get("geometry"), row, path.name, book)
        if polygons:
            found[area] = Boundary(area, polygons)
    return tuple(found.values())


def _json(path: Path, book: FaultBook) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        book.add("broken_json", path.name, row=error.lineno, problem=error.msg)
    except (OSError, UnicodeDecodeError) as error:
        book.add("broken_json", path.name, problem=str(error))
    return None


def _area(feature: Any, row: int, file: str, areas: Collection[str], book: FaultBook) -> str | None:
    """The area a feature is the shape of; None, and a fault, where it names none of the package's."""
    known = feature if isinstance(feature, dict) else {}
    properties = known.get("properties")
    area = properties.get("area") if isinstance(properties, dict) else None
    if not isinstance(area, str) or not area:
        book.add("boundary_without_area", file, row=row, column="area")
        return None
    if area not in areas:
        book.add("unknown_boundary", file, row=row, column="area", found=area, known=", ".join(areas))
        return None
    return area


def _polygons(geometry: Any, row: int, file: str, book: FaultBook) -> tuple[tuple[Ring, ...], ...]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        book.add("boundary_shape", file, row=row, column="geometry", found=kind or "—")
        return ()
    polygons = [coordinates] if kind == "Polygon" else coordinates
    out = []
    for polygon in polygons:
        rings = [_ring(ring, row, file, book) for ring in polygon] if isinstance(polygon, list) else []
        if not rings:
            book.add("boundary_ring", file, row=row, column="coordinates", found=0)
        if not rings or any(ring is None for ring in rings):
            return ()
        out.append(tuple(ring for ring in rings if ring is not None))
    return tuple(out)


def _ring(ring: Any, row: int, file: str, book: FaultBook) -> Ring | None:
    """One closed ring; None, and a fault, where it is none."""
    places = ring if isinstance(ring, list) else []
    for place in places:
        numbers = place[:2] if isinstance(place, list) else []
        if len(numbers) < 2 or not all(_is_number(n) for n in numbers):
            book.add("boundary_place", file, row=row, column="coordinates", found=place)
            return None
        if abs(numbers[0]) > 180 or abs(numbers[1]) > 90:
            book.add("boundary_not_degrees", file, row=row, column="coordinates", found=numbers)
            return None
    if len(places) < 4 or places[0][:2] != places[-1][:2]:
        book.add("boundary_ring", file, row=row, column="coordinates", found=len(places))
        return None
    return tuple((float(place[0]), float(place[1])) for place in places)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
