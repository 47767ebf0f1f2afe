"""The table as it stands in the file: every cell as text, with its spreadsheet line.

CSV and a one-sheet workbook end in the same frame, so that every later check exists once. What can go wrong with a
file as a file (its code page, its sheets, merged cells, broken formulas) is found here.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from kcstats.observations.dataset import COLUMNS
from kcstats.observations.faults import FaultBook

_LOOK_FOR_HEADER = 10
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
"""What no document can hold; line breaks inside a cell are allowed."""


@dataclass(frozen=True)
class RawTable:
    """Cells as text.

    Attributes
    ----------
    file, sheet : str
        As faults name them; `sheet` is empty for CSV.
    header : tuple of str
    cells : list of list of str
        As many cells a row as the header has.
    rows : list of int
        Spreadsheet line of each row.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    cells: list[list[str]]
    rows: list[int]

    def frame(self) -> pd.DataFrame:
        """Columns as text, and ``row``."""
        frame = pd.DataFrame(self.cells, columns=list(self.header), dtype=str)
        return frame.assign(row=self.rows)


def read_csv(path: Path, book: FaultBook) -> RawTable | None:
    """Read a CSV file; None where it cannot be read at all, with the faults in `book`."""
    text = decode(path, book)
    if text is None:
        return None
    if not text.strip():
        book.add("empty_file", path.name)
        return None
    first = text.lstrip().splitlines()[0]
    if "," not in first:
        for mark, name in ((";", ";"), ("\t", "Tab"), ("，", "，"), ("|", "|")):
            if mark in first:
                book.add("wrong_delimiter", path.name, row=1, found=name)
                return None
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        book.add("broken_csv", path.name, row=len(records) + 1, problem=error)
        return None
    return _table(path.name, "", records, book)


def decode(path: Path, book: FaultBook) -> str | None:
    """Read a text file as UTF-8 (with or without BOM); None and a fault where it is something else."""
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
    guess, code = "看起来是 GBK/GB18030" if book.lang == "zh" else "it looks like GBK/GB18030", "GB18030"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        guess, code = "UTF-16", "UTF-16"
    else:
        try:
            data.decode("gb18030")
        except UnicodeDecodeError:
            guess = "编码不明" if book.lang == "zh" else "unknown encoding"
    excel = path.suffix == ".csv"
    save_zh = "在 Excel 中另存为“CSV UTF-8（逗号分隔）”" if excel else "在文本编辑器中另存为 UTF-8 编码"
    save_en = "in Excel save as “CSV UTF-8 (Comma delimited)”" if excel else "save as UTF-8 in a text editor"
    words = {"save_zh": save_zh, "save_en": save_en}
    command = f"iconv -f {code} -t UTF-8 {path.name} > utf8-{path.name}"
    book.add("not_utf8", path.name, row=line, line=line, guess=guess, command=command, **words)
    return None


def read_xlsx(path: Path, book: FaultBook) -> RawTable | None:
    """Read a one-sheet workbook; None where it cannot be read at all, with the faults in `book`."""
    import openpyxl

    if path.stat().st_size == 0:
        book.add("empty_file", path.name)
        return None
    try:
        shown = openpyxl.load_workbook(path, data_only=True)
        typed = openpyxl.load_workbook(path)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError, TypeError) as error:
        book.add("broken_workbook", path.name, problem=error)
        return None
    names = shown.sheetnames
    if len(names) > 1:
        book.add("several_sheets", path.name, n=len(names), names="、".join(names))
        return None
    sheet = shown[names[0]]
    for area in sheet.merged_cells.ranges:
        book.add("merged_cells", path.name, sheet=sheet.title, row=area.min_row, found=str(area))
    records = [[_cell_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    header = next((row for row in records if any(row)), [])
    _check_formulas(typed[names[0]], records, header, book, path.name)
    return _table(path.name, sheet.title, records, book)


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()[:10]
    return str(value).strip()


def _check_formulas(sheet: Any, records: list[list[str]], header: list[str], book: FaultBook, file: str) -> None:
    """Find formulas whose result was never saved; they would read as empty."""
    for row, cells in enumerate(sheet.iter_rows(), 1):
        for place, cell in enumerate(cells):
            if cell.data_type == "f" and not records[row - 1][place]:
                column = header[place] if place < len(header) else ""
                book.add("formula_without_value", file, sheet=sheet.title, row=row, column=column, found=cell.value)


def _is_header(cells: list[str]) -> bool:
    """Whether a line names at least three of the columns."""
    return len({text.lower() for text in cells} & set(COLUMNS)) >= 3


def _table(file: str, sheet: str, records: list[list[str]], book: FaultBook) -> RawTable | None:
    """Split the header off, drop empty lines, and see that every row is as wide as the header."""
    filled = [(line, [c.strip() for c in cells]) for line, cells in enumerate(records, 1)]
    filled = [(line, cells) for line, cells in filled if any(cells)]
    if not filled:
        book.add("empty_file", file, sheet=sheet)
        return None
    header = filled[0][1]
    while header and not header[-1]:
        header.pop()
    if not _is_header(header):
        below = next((line for line, row in filled[1:_LOOK_FOR_HEADER] if _is_header(row)), None)
        if below is not None:
            book.add("header_not_first", file, sheet=sheet, row=filled[0][0], line=below)
            return None
    cells, rows = [], []
    for line, row in filled[1:]:
        while len(row) > len(header) and not row[-1]:
            row.pop()
        if len(row) != len(header):
            book.add("wrong_field_count", file, sheet=sheet, row=line, found=len(row), expected=len(header))
            continue
        for place, text in enumerate(row):
            if text and not text.isprintable() and _CONTROL.search(text):
                book.add("control_character", file, sheet=sheet, row=line, column=header[place])
        cells.append(row)
        rows.append(line)
    if len(filled) == 1:
        book.add("no_data_rows", file, sheet=sheet)
    return RawTable(file, sheet, tuple(header), cells, rows)
