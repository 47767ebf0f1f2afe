"""``dataset.yml``: what the package is, its sources, its areas and the breaks in its definitions.

A closed schema, read with the line of every key, so that a slip of the finger is named where it stands.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kcstats.observations.dataset import Area, Break
from kcstats.observations.faults import FaultBook
from kcstats.observations.table import decode
from kcstats.plan.model import Name

FILE = "dataset.yml"
_KEYS = ("title", "licence", "synthetic", "sources", "areas", "breaks")
_REQUIRED = ("title", "licence", "synthetic", "areas")
_AREA_KEYS = ("id", "name", "parent")
_BREAK_KEYS = ("indicator", "year", "note")

Path_ = tuple[str | int, ...]


@dataclass
class Package:
    """What ``dataset.yml`` says; fields that were faulty are left at their defaults."""

    title: Name = field(default_factory=lambda: Name("", ""))
    licence: str = ""
    synthetic: bool | None = None
    sources: dict[str, str] = field(default_factory=dict)
    areas: tuple[Area, ...] = ()
    breaks: tuple[Break, ...] = ()


def nearest(word: str, known: Iterable[str], lang: str) -> str:
    """Say which known word was probably meant; empty where none is near.

    Examples
    --------
    >>> nearest("infant_mortality", ["infant_mortality_rate", "myopia_rate"], "en")
    '; did you mean infant_mortality_rate?'
    """
    close = difflib.get_close_matches(word, list(known), 1, 0.6)
    if not close:
        return ""
    return f"，是否为“{close[0]}”？" if lang == "zh" else f"; did you mean {close[0]}?"


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
    text = decode(path, book)
    if text is None:
        return None
    lines: dict[Path_, int] = {}
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _note_lines(node, (), lines, book)
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or str(error)
        book.add("broken_yaml", FILE, row=line, problem=problem)
        return None
    return _Reader(lines, indicators, book).read(data)


def _note_lines(node: yaml.Node, path: Path_, lines: dict[Path_, int], book: FaultBook) -> None:
    """Remember the line of every key, and find keys written twice."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in lines:
                place, first = _dotted(here), lines[here]
                book.add("duplicate_yaml_key", FILE, row=line, column=place, found=key.value, first=first)
            lines[here] = line
            _note_lines(value, here, lines, book)
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            _note_lines(value, (*path, n), lines, book)


def _dotted(path: Path_) -> str:
    return ".".join(str(part) for part in path)


@dataclass
class _Reader:
    lines: dict[Path_, int]
    indicators: Mapping[str, object]
    book: FaultBook

    def read(self, data: Any) -> Package | None:
        if not isinstance(data, dict):
            self._wrong((), type(data).__name__, "“项: 值”的结构", "a mapping of keys to values")
            return None
        self._closed(data, (), _KEYS, _REQUIRED)
        package = Package()
        if "title" in data:
            package.title = self._name(data["title"], ("title",))
        if "licence" in data:
            package.licence = self._text(data["licence"], ("licence",))
        if "synthetic" in data:
            if isinstance(data["synthetic"], bool):
                package.synthetic = data["synthetic"]
            else:
                self._wrong(("synthetic",), data["synthetic"], "true 或 false", "true or false")
        package.sources = self._sources(data.get("sources"))
        if "areas" in data:
            package.areas = self._areas(data["areas"])
        package.breaks = self._breaks(data.get("breaks"))
        return package

    def _add(self, code: str, path: Path_, **facts: object) -> None:
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)
        self.book.add(code, FILE, row=line, column=_dotted(path), sheet="", **facts)

    def _wrong(self, path: Path_, found: object, zh: str, en: str) -> None:
        self._add("wrong_type", path, found=f"“{found}”", expected_zh=zh, expected_en=en)

    def _closed(self, data: dict[Any, Any], path: Path_, known: tuple[str, ...], required: tuple[str, ...]) -> None:
        for key in data:
            if key not in known:
                hint = nearest(str(key), known, self.book.lang)
                self._add("unknown_key", (*path, str(key)), found=key, known=", ".join(known), hint=hint)
        for key in required:
            if key not in data:
                self._add("missing_key", (*path, key), found=key)

    def _text(self, value: Any, path: Path_) -> str:
        if isinstance(value, str) and value.strip():
            return value.strip()
        self._wrong(path, value, "文字", "a text")
        return ""

    def _name(self, value: Any, path: Path_) -> Name:
        if isinstance(value, dict):
            self._closed(value, path, ("zh", "en"), ("zh",))
            zh = self._text(value["zh"], (*path, "zh")) if "zh" in value else ""
            en = self._text(value["en"], (*path, "en")) if "en" in value else zh
            return Name(zh, en)
        text = self._text(value, path)
        return Name(text, text)

    def _sources(self, value: Any) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._wrong(("sources",), type(value).__name__, "“代码: 来源全称”的结构", "a mapping of key to citation")
            return {}
        return {str(key): self._text(text, ("sources", str(key))) for key, text in value.items()}

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
            self._wrong(("areas",), value, "至少一个地区（id, name, parent）", "at least one area (id, name, parent)")
        areas: dict[str, Area] = {}
        for key, item in entries:
            path: Path_ = ("areas", key)
            if not isinstance(item, dict):
                self._wrong(path, item, "id, name, parent", "id, name, parent")
                continue
            self._closed(item, path, _AREA_KEYS, ("id",))
            id = str(item.get("id", "")).strip()
            if id in areas:
                self._add("duplicate_area", path, found=id)
                continue
            name = self._name(item["name"], (*path, "name")) if "name" in item else Name(id, id)
            parent = item.get("parent")
            areas[id] = Area(id, name, None if parent is None else str(parent))
        self._check_parents(areas)
        return tuple(areas.values())

    def _check_parents(self, areas: dict[str, Area]) -> None:
        for area in areas.values():
            if area.parent is not None and (area.parent not in areas or area.parent == area.id):
                hint = nearest(area.parent, areas, self.book.lang)
                self._add("unknown_parent", ("areas",), found=area.parent, hint=hint)
        if areas and all(area.parent is not None for area in areas.values()):
            self._add("no_root_area", ("areas",))

    def _breaks(self, value: Any) -> tuple[Break, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            zh, en = "列表：indicator, year, note", "a list of indicator, year, note"
            self._wrong(("breaks",), type(value).__name__, zh, en)
            return ()
        breaks = []
        for place, item in enumerate(value):
            path: Path_ = ("breaks", place)
            if not isinstance(item, dict):
                self._wrong(path, item, "indicator, year, note", "indicator, year, note")
                continue
            self._closed(item, path, _BREAK_KEYS, ("indicator", "year"))
            id, year = item.get("indicator"), item.get("year")
            if id is not None and id not in self.indicators:
                hint = nearest(str(id), self.indicators, self.book.lang)
                self._add("unknown_indicator", (*path, "indicator"), found=id, hint=hint)
            if isinstance(year, bool) or not isinstance(year, int):
                if "year" in item:
                    self._wrong((*path, "year"), year, "整数年份", "a whole year")
                continue
            note = self._name(item["note"], (*path, "note")) if "note" in item else Name("", "")
            breaks.append(Break(str(id), year, note))
        return tuple(breaks)
