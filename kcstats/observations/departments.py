"""``departments.yml``: which unit answers for which indicators.

The plans name no unit for any goal, so this is the user's own, beside the data or in the folder of the user's
plans, and there is none unless somebody wrote it. A unit is named with its duties by indicator; where several answer
for one, the first in the file leads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kcstats.observations.faults import FaultBook
from kcstats.observations.yaml_file import Path_, YamlReader, load_yaml, nearest
from kcstats.plan.model import Name

FILE = "departments.yml"
_KEYS = ("id", "name", "indicators")


@dataclass(frozen=True)
class Department:
    """One unit.

    Attributes
    ----------
    id : str
        Short code, such as ``health``; names the unit's folder.
    name : Name
    indicators : tuple of str
        Ids in the catalogue.
    """

    id: str
    name: Name
    indicators: tuple[str, ...]


def read_departments(path: Path, indicators: Mapping[str, object], book: FaultBook) -> tuple[Department, ...]:
    """Read which unit answers for what.

    Parameters
    ----------
    path : Path
    indicators : mapping
        Known indicator ids.
    book : FaultBook
        Receives every fault.

    Returns
    -------
    tuple of Department
        In the file's order; empty for an empty file.
    """
    found = load_yaml(path, book)
    return () if found is None else _Reader(path.name, found[1], book, indicators).read(found[0])


@dataclass
class _Reader(YamlReader):
    indicators: Mapping[str, object]

    def read(self, data: Any) -> tuple[Department, ...]:
        if data is None:
            return ()
        if not isinstance(data, dict):
            self.wrong((), data, "departments: 各单位的列表", "departments: a list of units")
            return ()
        self.closed(data, (), ("departments",), ("departments",))
        entries = data.get("departments") or []
        if not isinstance(entries, list):
            self.wrong(("departments",), entries, "列表：id, name, indicators", "a list of units")
            return ()
        units: dict[str, Department] = {}
        for place, item in enumerate(entries):
            unit = self._unit(item, ("departments", place))
            if unit is not None and unit.id in units:
                self.add("duplicate_department", ("departments", place), found=unit.id)
            elif unit is not None:
                units[unit.id] = unit
        return tuple(units.values())

    def _unit(self, item: Any, path: Path_) -> Department | None:
        if not isinstance(item, dict):
            self.wrong(path, item, "id, name, indicators", "id, name, indicators")
            return None
        self.closed(item, path, _KEYS, _KEYS)
        id = item.get("id")
        if not isinstance(id, str) or not id.replace("-", "").replace("_", "").isalnum() or not id.isascii():
            if "id" in item:
                self.wrong((*path, "id"), id, "英文字母、数字和连字符", "letters, digits and hyphens")
            return None
        name = self.name(item["name"], (*path, "name")) if "name" in item else Name(id, id)
        return Department(id, name, self._indicators(item.get("indicators"), (*path, "indicators")))

    def _indicators(self, value: Any, path: Path_) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self.wrong(path, value, "指标代码的列表", "a list of indicator ids")
            return ()
        for place, id in enumerate(value):
            if id not in self.indicators:
                hint = nearest(str(id), self.indicators, self.book.lang)
                self.add("unknown_indicator", (*path, place), found=id, hint=hint)
        return tuple(dict.fromkeys(str(id) for id in value))
