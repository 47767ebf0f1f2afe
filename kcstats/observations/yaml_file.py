"""A YAML file of a package, read with the line of every key, so that a slip of the finger is named where it stands.

A reader of one kind of file derives from `YamlReader` and takes from it what all of them need: faults with their
line, closed lists of keys, texts and names in both languages.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kcstats.observations.faults import FaultBook
from kcstats.observations.table import decode
from kcstats.plan.model import Name

Path_ = tuple[str | int, ...]


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


def load_yaml(path: Path, book: FaultBook) -> tuple[Any, dict[Path_, int]] | None:
    """Read a YAML file and the line of every key; None where it is no YAML, with the fault in `book`."""
    text = decode(path, book)
    if text is None:
        return None
    lines: dict[Path_, int] = {}
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        if node is not None:
            _note_lines(node, (), lines, path.name, book)
        return (loader.construct_document(node) if node is not None else None), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = getattr(error, "problem", None) or str(error)
        book.add("broken_yaml", path.name, row=line, problem=problem)
        return None


def _note_lines(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str, book: FaultBook) -> None:
    """Remember the line of every key, and find keys written twice."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            here = (*path, str(key.value))
            line = key.start_mark.line + 1
            if here in lines:
                place, first = _dotted(here), lines[here]
                book.add("duplicate_yaml_key", file, row=line, column=place, found=key.value, first=first)
            lines[here] = line
            _note_lines(value, here, lines, file, book)
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            _note_lines(value, (*path, n), lines, file, book)


def _shape(value: object, lang: str) -> str:
    """Say what stands there: a text as it is, a list or a mapping by its kind."""
    if value is None:
        return "空白" if lang == "zh" else "nothing"
    if isinstance(value, list):
        return "一个列表" if lang == "zh" else "a list"
    if isinstance(value, dict):
        return "“项: 值”的结构" if lang == "zh" else "a mapping"
    return f"“{value}”"


def _dotted(path: Path_) -> str:
    return ".".join(str(part) for part in path)


@dataclass
class YamlReader:
    """What the readers of all YAML files share.

    Attributes
    ----------
    file : str
        As faults name it.
    lines : dict of path to int
    book : FaultBook
    """

    file: str
    lines: dict[Path_, int] = field(repr=False)
    book: FaultBook = field(repr=False)

    def add(self, code: str, path: Path_, **facts: object) -> None:
        """Write down one fault of this file."""
        line = next((self.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.lines), 1)
        self.book.add(code, self.file, row=line, column=_dotted(path), sheet="", **facts)

    def wrong(self, path: Path_, found: object, zh: str, en: str) -> None:
        """Write down that something is not of the kind expected."""
        self.add("wrong_type", path, found=_shape(found, self.book.lang), expected_zh=zh, expected_en=en)

    def closed(self, data: dict[Any, Any], path: Path_, known: tuple[str, ...], required: tuple[str, ...]) -> None:
        """See that a mapping has only known keys, and every required one."""
        for key in data:
            if key not in known:
                hint = nearest(str(key), known, self.book.lang)
                self.add("unknown_key", (*path, str(key)), found=key, known=", ".join(known), hint=hint)
        for key in required:
            if key not in data:
                self.add("missing_key", (*path, key), found=key)

    def text(self, value: Any, path: Path_) -> str:
        """Take a text; empty, with a fault, where it is none."""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.wrong(path, value, "文字", "a text")
        return ""

    def name(self, value: Any, path: Path_) -> Name:
        """Take a name: one text for both languages, or a mapping of ``zh`` and ``en``."""
        if isinstance(value, dict):
            self.closed(value, path, ("zh", "en"), ("zh",))
            zh = self.text(value["zh"], (*path, "zh")) if "zh" in value else ""
            en = self.text(value["en"], (*path, "en")) if "en" in value else zh
            return Name(zh, en)
        text = self.text(value, path)
        return Name(text, text)
