"""Two runs of one thing agree cell by cell, or every difference has a name.

Documents carry dates and their bytes depend on the renderer, so results are compared, not documents. Rows are matched
by the columns that identify them, never by their place: a row that moved is no difference, a row that is missing is.
Numbers agree within 1e-9 of each other, absolutely or relatively; everything else agrees letter by letter.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kcstats.errors import Fault, InputError
from kcstats.terms import Lang

KEYS: dict[str, tuple[str, ...]] = {
    "indicators": ("id", "area", "group"),
    "projections": ("id", "area", "group", "year", "kind"),
    "warnings": ("id", "area", "group", "kind"),
    "summary": ("plan", "domain", "section"),
    "counts": ("id", "area", "group"),
    "rules": ("id", "area", "group"),
    "scenarios": ("id", "area", "group"),
    "joint": ("plan", "domain", "goal", "section"),
    "comparators": ("id", "area", "group"),
    "observations": ("id", "area", "group", "year"),
    "effects": ("measure", "indicator", "area", "group"),
    "counterfactuals": ("measure", "indicator", "area", "group", "year", "kind"),
    "hindcast": ("id",),
    "hindcast_series": ("indicator", "area", "group"),
}
TOLERANCE = 1e-9

Key = tuple[str, ...]
Table = tuple[tuple[str, ...], dict[Key, dict[str, str]]]


@dataclass(frozen=True, order=True)
class Difference:
    """One place where two folders of tables disagree.

    Attributes
    ----------
    file : str
        The table's file name.
    key : tuple of str
        What identifies the row; empty where the whole table or column is meant.
    column : str
        Empty where the whole row or table is meant.
    was, is_ : str
        The two texts; ``absent`` says that something is there on one side only.
    absent : {"", "was", "is"}
        The side that lacks it.
    """

    file: str
    key: Key
    column: str
    was: str = ""
    is_: str = ""
    absent: str = ""

    def line(self, lang: Lang = "zh") -> str:
        """Say the difference in one line.

        Examples
        --------
        >>> Difference("indicators.csv", ("W1.2", "kc", "total"), "p_attain", "0.61", "0.58").line("en")
        'indicators.csv (W1.2, kc, total) p_attain: was 0.61, is 0.58'
        """
        place = self.file + (f" ({', '.join(self.key)})" if self.key else "")
        place += f" {self.column}" if self.column else ""
        if self.absent:
            zh, en = ("原结果中没有", "new") if self.absent == "was" else ("新结果中没有", "gone")
            return f"{place}：{zh}" if lang == "zh" else f"{place}: {en}"
        if lang == "zh":
            return f"{place}：原为 {self.was or '空'}，现为 {self.is_ or '空'}"
        return f"{place}: was {self.was or 'empty'}, is {self.is_ or 'empty'}"


def compare_tables(
    was: Path, now: Path, *, files: Collection[str] | None = None, tolerance: float = TOLERANCE
) -> tuple[Difference, ...]:
    """Compare the CSV tables of two folders, cell by cell.

    Parameters
    ----------
    was, now : Path
        Folders with the tables of the recorded and of the repeated run.
    files : collection of str, optional
        File names of the tables; all CSV files of both folders unless told otherwise.
    tolerance : float
        Largest absolute or relative difference of two numbers that agree.

    Returns
    -------
    tuple of Difference
        In the order of files and rows; empty where everything agrees.

    Raises
    ------
    InputError
        Where a table cannot be read.
    """
    names = files if files is not None else {path.name for folder in (was, now) for path in folder.glob("*.csv")}
    found: list[Difference] = []
    for file in sorted(names):
        if not (was / file).is_file():
            found.append(Difference(file, (), "", absent="was"))
        elif not (now / file).is_file():
            found.append(Difference(file, (), "", absent="is"))
        else:
            found += _in_table(file, _read(was / file), _read(now / file), tolerance)
    return tuple(found)


def cells_agree(was: str, now: str, tolerance: float = TOLERANCE) -> bool:
    """Say whether two cells hold the same text, or numbers within the tolerance.

    Examples
    --------
    >>> cells_agree("0.5", "0.50000000001"), cells_agree("met", "near"), cells_agree("", "0")
    (True, False, False)
    """
    if was == now:
        return True
    try:
        return math.isclose(float(was), float(now), rel_tol=tolerance, abs_tol=tolerance)
    except ValueError:
        return False


def _in_table(file: str, was: Table, now: Table, tolerance: float) -> list[Difference]:
    (columns_was, rows_was), (columns_now, rows_now) = was, now
    found = [Difference(file, (), name, absent="is") for name in columns_was if name not in columns_now]
    found += [Difference(file, (), name, absent="was") for name in columns_now if name not in columns_was]
    shared = [name for name in columns_was if name in columns_now]
    for key, row in rows_was.items():
        other = rows_now.get(key)
        if other is None:
            found.append(Difference(file, key, "", absent="is"))
            continue
        pairs = ((name, row[name], other[name]) for name in shared)
        found += [Difference(file, key, name, a, b) for name, a, b in pairs if not cells_agree(a, b, tolerance)]
    return found + [Difference(file, key, "", absent="was") for key in rows_now if key not in rows_was]


def _read(path: Path) -> Table:
    """Read a table as texts; rows by their key, rows without one by their number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle, restval="", restkey="+")
            rows, columns = list(reader), tuple(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError([Fault(str(path), found=str(error), code="unreadable")]) from None
    names = KEYS.get(path.stem, ())
    keyed = bool(names) and set(names) <= set(columns)
    seen: Counter[Key] = Counter()
    table: dict[Key, dict[str, str]] = {}
    for number, row in enumerate(rows, start=2):
        key = tuple(row[name] for name in names) if keyed else (f"#{number}",)
        seen[key] += 1
        table[key if seen[key] == 1 else (*key, f"#{seen[key]}")] = row
    return columns, table
