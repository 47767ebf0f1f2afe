"""Faults: what was found, where, what was expected and how to mend it - all of them at once.

A statistician who gets twenty spreadsheets cannot mend them one error message at a time. So nothing in this
package stops at the first fault in a person's input: each is written down as a `Fault`, and the whole list is
raised together as one `InputError`. The command line prints the list and leaves with 2; there is no traceback.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place of a person's input.

    Attributes
    ----------
    file : str
        The file, as the user named it.
    row : int or None
        The spreadsheet's line (header = 1) or the line in the YAML file; None where the whole file is meant.
    column : str
        Column name or key path; empty where none is meant.
    found, expected, fix : str
        What stands there, what should, and how to mend it, in the reader's language.
    code : str
        A short stable name of the kind of fault, such as ``duplicate_key``.
    sheet : str
        The sheet of a workbook; empty for text files.
    """

    file: str
    row: int | None = None
    column: str = ""
    found: str = ""
    expected: str = ""
    fix: str = ""
    code: str = ""
    sheet: str = ""

    def place(self) -> str:
        """File, sheet, row and column in one readable piece.

        Examples
        --------
        >>> Fault("observations.csv", 7, "value").place()
        'observations.csv:7 [value]'
        """
        text = self.file + (f"[{self.sheet}]" if self.sheet else "")
        text += f":{self.row}" if self.row is not None else ""
        return text + (f" [{self.column}]" if self.column else "")


class KcstatsError(Exception):
    """Anything this package refuses; the message is for people."""


class InputError(KcstatsError):
    """A person's input is faulty; carries every fault found.

    Parameters
    ----------
    faults : sequence of Fault
        All faults, in file and row order.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(f"{f.place()}: {f.found}; {f.expected}; {f.fix}" for f in self.faults))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Fault, ...]]]:
        """Carry the faults, not the message, to another process."""
        return InputError, (self.faults,)


_EXPECTED = {
    "missing": "必须填写这一项",
    "extra_forbidden": "没有这一项，请删除或改正拼写",
    "enum": "只能是：{expected}",
    "literal_error": "只能是：{expected}",
    "string_type": "文字",
    "bool_type": "true 或 false",
    "bool_parsing": "true 或 false",
    "int_type": "整数",
    "int_parsing": "整数",
    "int_from_float": "整数",
    "float_type": "数",
    "float_parsing": "数",
    "finite_number": "有限的数",
    "greater_than": "大于 {gt}",
    "greater_than_equal": "不小于 {ge}",
    "less_than": "小于 {lt}",
    "less_than_equal": "不大于 {le}",
    "too_short": "至少 {min_length} 项",
    "list_type": "列表",
    "tuple_type": "列表",
    "dict_type": "“项: 值”的结构",
    "model_type": "“项: 值”的结构",
    "value_error": "{error}",
}


def expected_by_schema(item: Mapping[str, Any], lang: str) -> str:
    """Say in the reader's language what a schema wanted where it found a fault.

    Parameters
    ----------
    item : mapping
        One error as pydantic lists it: ``type``, ``msg`` and ``ctx``.
    lang : {"zh", "en"}

    Returns
    -------
    str
        Pydantic's own words where there are no Chinese ones.

    Examples
    --------
    >>> expected_by_schema({"type": "less_than", "msg": "Input should be less than 1", "ctx": {"lt": 1.0}}, "zh")
    '小于 1.0'
    """
    words = _EXPECTED.get(str(item["type"])) if lang == "zh" else None
    if words is None:
        return str(item["msg"])
    facts = {key: str(value).replace("' or '", "、").replace("', '", "、").strip("'") for key, value in
             (item.get("ctx") or {}).items()}  # fmt: skip
    return words.format(**facts)


def why_unreadable(error: Exception, lang: str) -> str:
    """Say why a file could not be read, without the machine's own words where people have some.

    Examples
    --------
    >>> why_unreadable(FileNotFoundError(2, "No such file or directory"), "zh")
    '没有这个文件'
    """
    at = 0 if lang == "zh" else 1
    for kind, words in (
        (FileNotFoundError, ("没有这个文件", "no such file")),
        (PermissionError, ("没有读取权限", "no permission to read it")),
        (IsADirectoryError, ("这是文件夹，不是文件", "it is a folder, not a file")),
        (UnicodeDecodeError, ("不是UTF-8编码", "it is not UTF-8")),
    ):
        if isinstance(error, kind):
            return words[at]
    return {"EmptyDataError": ("文件是空的", "the file is empty")}.get(type(error).__name__, (str(error),) * 2)[at]


class RenderError(KcstatsError):
    """A report could not be made, and why."""
