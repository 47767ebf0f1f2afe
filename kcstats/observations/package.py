"""``dataset.yml``: what the package is, its sources, its areas and the breaks in its definitions.

A closed schema, read with the line of every key, so that a slip of the finger is named where it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kcstats.observations.dataset import Area, Break
from kcstats.observations.faults import FaultBook
from kcstats.observations.yaml_file import Path_, YamlReader, load_yaml, nearest
from kcstats.plan.model import Name

FILE = "dataset.yml"
_KEYS = ("title", "licence", "synthetic", "sources", "areas", "breaks")
_REQUIRED = ("title", "licence", "synthetic", "areas")
_AREA_KEYS = ("id", "name", "parent")
_BREAK_KEYS = ("indicator", "year", "note")


@dataclass
class Package:
    """What ``dataset.yml`` says; fields that were faulty are left at their defaults."""

    title: Name = field(default_factory=lambda: Name("", ""))
    licence: str = ""
    synthetic: bool | None = None
    sources: dict[str, Name] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()
    breaks: tuple[Break, ...] = ()


def read_package(path: Path, indicators: Mapping[str, object], book: FaultBook) -> Package | None:
    """Read ``dataset.yml``.

    Parameters
    ----------
    path : Path
    indicators : mapping
        Known indicator ids, for the breaks.
    book : FaultBook
        Receives every fault.

    Returns
    -------
    Package or None
        None where the file is no YAML mapping at all.
    """
    found = load_yaml(path, book)
    return None if found is None else _Reader(FILE, found[1], book, indicators).read(found[0])


def _in_circle(area: Area, areas: Mapping[str, Area]) -> bool:
    """Whether going up from an area comes back to it; one that names itself is told already."""
    above, steps = area.parent, 0
    while above is not None and above in areas and above != area.id and steps < len(areas):
        above, steps = areas[above].parent, steps + 1
    return steps > 0 and above == area.id


@dataclass
class _Reader(YamlReader):
    indicators: Mapping[str, object]

    def read(self, data: Any) -> Package | None:
        if not isinstance(data, dict):
            self.wrong((), data, "“项: 值”的结构", "a mapping of keys to values")
            return None
        self.closed(data, (), _KEYS, _REQUIRED)
        package = Package()
        if "title" in data:
            package.title = self.name(data["title"], ("title",))
        if "licence" in data:
            package.licence = self.text(data["licence"], ("licence",))
        if "synthetic" in data:
            if isinstance(data["synthetic"], bool):
                package.synthetic = data["synthetic"]
            else:
                self.wrong(("synthetic",), data["synthetic"], "true 或 false", "true or false")
        package.sources = self._sources(data.get("sources"))
        if "areas" in data:
            package.areas = self._areas(data["areas"])
        package.breaks = self._breaks(data.get("breaks"))
        return package

    def _sources(self, value: Any) -> dict[str, Name]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(("sources",), value, "“代码: 来源全称”的结构", "a mapping of key to citation")
            return {}
        return {str(key): self.name(text, ("sources", str(key))) for key, text in value.items()}

    def _areas(self, value: Any) -> tuple[Area, ...]:
        if isinstance(value, dict):
            entries = [
                ((key, {"id": key, **item} if isinstance(item, dict) else {"id": key, "name": item}))
                for key, item in value.items()
            ]
        elif isinstance(value, list):
            entries = list(enumerate(value))
        else:
            entries = []
        if not entries:
            self.wrong(("areas",), value, "至少一个地区（id, name, parent）", "at least one area (id, name, parent)")
        areas: dict[str, Area] = {}
        for key, item in entries:
            path: Path_ = ("areas", key)
            if not isinstance(item, dict):
                self.wrong(path, item, "id, name, parent", "id, name, parent")
                continue
            self.closed(item, path, _AREA_KEYS, ("id",))
            id = str(item.get("id", "")).strip()
            if id in areas:
                self.add("duplicate_area", path, found=id)
                continue
            name = self.name(item["name"], (*path, "name")) if "name" in item else Name(id, id)
            parent = item.get("parent")
            areas[id] = Area(id, name, None if parent is None else str(parent))
        self._check_parents(areas)
        return tuple(areas.values())

    def _check_parents(self, areas: dict[str, Area]) -> None:
        for area in areas.values():
            if area.parent is not None and (area.parent not in areas or area.parent == area.id):
                hint = nearest(area.parent, areas, self.book.lang)
                self.add("unknown_parent", ("areas",), found=area.parent, hint=hint)
        if areas and all(area.parent is not None for area in areas.values()):
            self.add("no_root_area", ("areas",))
            return
        for area in areas.values():
            if _in_circle(area, areas):
                self.add("circle_of_areas", ("areas",), found=area.id)

    def _breaks(self, value: Any) -> tuple[Break, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            zh, en = "列表：indicator, year, note", "a list of indicator, year, note"
            self.wrong(("breaks",), value, zh, en)
            return ()
        breaks = []
        for place, item in enumerate(value):
            path: Path_ = ("breaks", place)
            if not isinstance(item, dict):
                self.wrong(path, item, "indicator, year, note", "indicator, year, note")
                continue
            self.closed(item, path, _BREAK_KEYS, ("indicator", "year"))
            id, year = item.get("indicator"), item.get("year")
            if id is not None and id not in self.indicators:
                hint = nearest(str(id), self.indicators, self.book.lang)
                self.add("unknown_indicator", (*path, "indicator"), found=id, hint=hint)
            if isinstance(year, bool) or not isinstance(year, int):
                if "year" in item:
                    self.wrong((*path, "year"), year, "整数年份", "a whole year")
                continue
            note = self.name(item["note"], (*path, "note")) if "note" in item else Name("", "")
            breaks.append(Break(str(id), year, note))
        return tuple(breaks)
