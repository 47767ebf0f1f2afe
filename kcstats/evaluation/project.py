"""Any series, any target: files or frames in, one row of probabilities and quantiles a target out.

This is the projection without a plan around it: a table of series, a table of targets, and each target answered in
its place, or left empty with the reason. Broken tables (a missing column, a word where a number belongs) are refused
with every fault at once; a series that merely cannot be projected is an answer.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.errors import Fault, InputError, why_unreadable
from kcstats.evaluation.abreast import MOST, processors, side_by_side
from kcstats.evaluation.portions import Asked, Book, Task, portions
from kcstats.files import write_atomically
from kcstats.terms import Lang

Floats = npt.NDArray[np.float64]
Columns = pd.DataFrame | Mapping[str, Any]

QUANTILES = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q975": 0.975}
COLUMNS = ("target_id", "series_id", "target_year", "p_attain", *QUANTILES, "method", "reason")
SERIES_NEED = ("series_id", "year", "value")
TARGETS_NEED = ("target_id", "series_id", "scale", "lower", "upper", "direction", "rule", "threshold", "target_year")
NUMBERS = ("year", "value", "numerator", "denominator", "lower", "upper", "threshold", "target_year")
LARGE = 20_000
"""Targets above which other processors help."""

_WORDS = {
    "missing": ("缺少该列", "the column is missing", "补上该列", "add the column"),
    "number": ("数字", "a number", "改为数字，未知则留空", "write a number, or leave it empty"),
    "duplicate": ("编号不重复", "an id of its own", "改为不同编号", "give another id"),
    "empty": ("编号", "an id", "填写编号", "fill in the id"),
    "suffix": (
        "不能写成这种文件",
        "a kind of file that is not written",
        "改用 .csv 或 .parquet",
        "use .csv or .parquet",
    ),
}


def project(series: Columns, targets: Columns, *, lang: Lang = "zh") -> pd.DataFrame:
    """Project series to targets.

    Parameters
    ----------
    series : DataFrame or mapping of column to values
        Columns ``series_id year value`` and optionally ``numerator denominator peer_group``.
    targets : DataFrame or mapping of column to values
        Columns ``target_id series_id scale lower upper direction rule threshold target_year``, optionally ``tier``.
        scale percent, rate or index; blank bounds = none; direction increase or decrease; rule at_least, at_most,
        keep_at_least or keep_at_most.
    lang : {"zh", "en"}
        Language of reasons and faults.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a target in the order of `targets`; p_attain 0-1, quantiles in the target's unit. An
        unanswered row has no numbers and its reason.

    Raises
    ------
    InputError
        With every fault: missing columns, text in number columns, ids missing or twice.

    Examples
    --------
    >>> series = pd.DataFrame({"series_id": "a", "year": range(2016, 2022), "value": [90, 91, 93, 93, 94, 95.0]})
    >>> targets = pd.DataFrame([{"target_id": "t", "series_id": "a", "scale": "percent", "lower": 0, "upper": 100,
    ...     "direction": "increase", "rule": "at_least", "threshold": 96, "target_year": 2025}])
    >>> row = project(series, targets).iloc[0]
    >>> bool(0.3 < row["p_attain"] < 0.9), row["reason"]
    (True, '')
    """
    s, t = _checked(series, targets, ("SERIES", "TARGETS"), lang)
    return _project(s, t, lang)


def project_files(series_path: Path, targets_path: Path, out_path: Path, *, lang: Lang = "zh") -> None:
    """Project one file's series to another's targets; CSV or Parquet by suffix, written whole or not at all.

    Parameters
    ----------
    series_path, targets_path, out_path : Path
    lang : {"zh", "en"}

    Raises
    ------
    InputError
        With every fault in both tables; nothing is written.
    """
    frames = []
    faults: list[Fault] = []
    for path in (Path(series_path), Path(targets_path)):
        try:
            frames.append(_read(path))
        except (OSError, ValueError, pd.errors.ParserError) as error:
            found = ("无法读取：", "unreadable: ")[lang == "en"] + why_unreadable(error, lang)
            expected = ("UTF-8编码的CSV或Parquet文件", "a CSV file in UTF-8 or a Parquet file")[lang == "en"]
            fix = ("检查文件名，或另存为UTF-8编码的CSV", "check the name, or save it as CSV UTF-8")[lang == "en"]
            faults.append(Fault(str(path), None, "", found, expected, fix, "unreadable"))
    if Path(out_path).suffix.lower() not in (".csv", ".parquet"):
        words = _WORDS["suffix"]
        faults.append(Fault(str(out_path), None, "--out", words[0 + (lang == "en")], ".csv / .parquet",
                            words[2 + (lang == "en")], "bad_format"))  # fmt: skip
    if faults:
        raise InputError(faults)
    s, t = _checked(frames[0], frames[1], (str(series_path), str(targets_path)), lang)
    result = _project(s, t, lang)

    def write(path: Path) -> None:
        if path.suffix.lower() == ".parquet":
            result.to_parquet(path, index=False)
        else:
            _write_csv(result, path)

    write_atomically(Path(out_path), write)


def _write_csv(result: pd.DataFrame, path: Path) -> None:
    """Write the answers; column by column to text, which is far quicker than number by number."""
    text = {name: result[name].to_numpy(dtype=object, na_value="").tolist() for name in COLUMNS}
    text |= {name: _digits(result[name].to_numpy()) for name in ("p_attain", *QUANTILES)}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file, lineterminator=os.linesep)
        out.writerow(COLUMNS)
        out.writerows(zip(*text.values(), strict=True))


def _digits(numbers: Floats) -> list[str]:
    """Numbers to twelve digits; nothing for NaN."""
    return ("%.12g," * len(numbers) % tuple(numbers.tolist())).replace("nan", "").split(",")[:-1]


def _read(path: Path) -> pd.DataFrame:
    if path.suffix.lower() == ".parquet":
        return pd.read_parquet(path)
    names = pd.read_csv(path, nrows=0, encoding="utf-8-sig").columns
    words = {name: str for name in names if str(name).strip() not in NUMBERS}
    options: dict[str, Any] = {"keep_default_na": False, "na_values": [""], "low_memory": False}
    frame: pd.DataFrame = pd.read_csv(path, dtype=words, encoding="utf-8-sig", **options)
    return frame


def _checked(
    series: Columns, targets: Columns, files: tuple[str, str], lang: Lang
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables in known columns and types, or every fault in them."""
    faults: list[Fault] = []
    out = []
    needs = (SERIES_NEED, TARGETS_NEED)
    counts: dict[str, Any] = {"numerator": np.nan, "denominator": np.nan, "peer_group": ""}
    blanks: tuple[dict[str, Any], ...] = (counts, {"tier": ""})
    english = lang == "en"
    for frame, file, need, blank in zip((series, targets), files, needs, blanks, strict=True):
        frame = pd.DataFrame(frame).rename(columns=lambda c: str(c).strip())
        missing = [name for name in need if name not in frame.columns]
        words = _WORDS["missing"]
        faults += [Fault(file, 1, n, "—", words[english], words[2 + english], "missing_column") for n in missing]
        clean = pd.DataFrame(index=range(len(frame)))
        for name in (*need, *blank):
            if name in frame.columns:
                column = frame[name].reset_index(drop=True)
                clean[name] = _numbers(column, file, faults, lang) if name in NUMBERS else _texts(column)
            else:
                clean[name] = blank.get(name, "")
        out.append(clean)
        for name in [n for n in need if n.endswith("_id") and n not in missing]:
            empty = np.flatnonzero((clean[name] == "").to_numpy()).tolist()
            faults += [_fault(file, i, name, "", "empty", lang) for i in empty]
    if not faults:
        twice = np.flatnonzero(out[1]["target_id"].duplicated().to_numpy()).tolist()
        faults += [_fault(files[1], i, "target_id", str(out[1]["target_id"][i]), "duplicate", lang) for i in twice]
    if faults:
        raise InputError(faults)
    return out[0], out[1]


def _fault(file: str, row: int, column: str, found: str, code: str, lang: Lang) -> Fault:
    words, english = _WORDS[code], lang == "en"
    return Fault(file, int(row) + 2, column, found or ("空" if not english else "empty"), words[english],
                 words[2 + english], code)  # fmt: skip


def _texts(column: pd.Series[Any]) -> pd.Series[Any]:
    if isinstance(column.dtype, pd.StringDtype):
        return column.fillna("").str.strip()
    return column.astype(object).where(column.notna(), "").map(lambda x: str(x).strip())


def _numbers(column: pd.Series[Any], file: str, faults: list[Fault], lang: Lang) -> pd.Series[Any]:
    numbers = pd.to_numeric(column, errors="coerce").astype(float)
    if not pd.api.types.is_numeric_dtype(column):
        text = _texts(column)
        nothing = text.str.lower().isin(["", "nan", "na"]).to_numpy()
        for i in np.flatnonzero(numbers.isna().to_numpy() & ~nothing).tolist():
            faults.append(_fault(file, i, str(column.name), text[i], "number", lang))
    return numbers


def _project(series: pd.DataFrame, targets: pd.DataFrame, lang: Lang) -> pd.DataFrame:
    """Answer checked targets."""
    book, ids = _book(series)
    about = ("lower", "upper", "threshold", "target_year")
    numbers: dict[str, Any] = {name: targets[name].to_numpy(dtype=float) for name in about}
    words: dict[str, Any] = {name: _shared(targets[name]) for name in ("scale", "direction", "rule", "tier")}
    place = ids.get_indexer(pd.Index(targets["series_id"]))
    asked = Asked(place=np.asarray(place, dtype=np.intp), **numbers, **words)
    n = len(targets)
    p, quantiles = np.full(n, np.nan), np.full((n, len(QUANTILES)), np.nan)
    method, reason = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    task, parts = Task(book, asked, np.array(list(QUANTILES.values())), lang), portions(book, asked)
    others = min(processors(), MOST) - 1 if n > LARGE else 0
    for rows, answer in zip(parts, side_by_side(task, parts, others), strict=True):
        p[rows], quantiles[rows], method[rows], reason[rows] = answer
    names = {name: targets[name].to_numpy() for name in ("target_id", "series_id")}
    wanted = asked.target_year
    year = pd.array(np.where(np.isfinite(wanted), np.round(wanted), np.nan), dtype="Int64")
    frame = {**names, "target_year": year, "p_attain": p}
    frame |= {name: quantiles[:, j] for j, name in enumerate(QUANTILES)}
    return pd.DataFrame({**frame, "method": method, "reason": reason})[list(COLUMNS)]


def _shared(column: pd.Series[Any]) -> npt.NDArray[np.object_]:
    """A column of few different words as objects, equal ones the same."""
    codes, words = pd.factorize(column)
    return np.asarray(words, dtype=object)[codes]


def _book(s: pd.DataFrame) -> tuple[Book, pd.Index[Any]]:
    """All series as padded matrices, and their ids in the order of the rows."""
    codes, ids = pd.factorize(s["series_id"], sort=True)
    order = np.lexsort((s["year"].to_numpy(), codes))
    codes = codes[order]
    first = np.searchsorted(codes, np.arange(len(ids)))
    column = np.arange(len(codes)) - first[codes] if len(codes) else np.zeros(0, dtype=int)
    shape = (len(ids) + 1, int(column.max(initial=0)) + 1)
    tables = {name: np.full(shape, np.nan) for name in ("year", "value", "numerator", "denominator")}
    for name, table in tables.items():
        table[codes, column] = s[name].to_numpy(dtype=float)[order]
    lost = np.isnan(tables["year"][codes, column])
    tables["year"][codes[lost], column[lost]] = np.inf
    groups = s["peer_group"].to_numpy(dtype=object)[order][first] if len(codes) else np.zeros(0, dtype=object)
    group = np.append(np.where(groups == "", -1, pd.factorize(groups)[0]), -1).astype(np.int64)
    return Book(**tables, group=group, multiplier=_multipliers(tables)), pd.Index(ids)


def _multipliers(columns: dict[str, Floats]) -> Floats:
    """Power of ten by which events over denominator make the value; NaN where there are no counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = columns["value"] * columns["denominator"] / columns["numerator"]
    ratio = np.where(np.isfinite(ratio) & (ratio > 0), ratio, np.nan)
    known = np.isfinite(ratio).any(axis=1)
    power = np.full(len(ratio), np.nan)
    power[known] = np.nanmedian(np.log10(ratio[known]), axis=1)
    near = np.abs(power - np.round(power)) < 0.05
    return np.asarray(np.where(near, 10.0 ** np.round(power), np.nan), dtype=float)
