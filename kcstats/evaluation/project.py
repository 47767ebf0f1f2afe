"""Any series, any target: files or frames in, one row of probabilities and quantiles a target out.

This is the projection without a plan around it: a table of series, a table of targets, and each target answered in
its place, or left empty with the reason. Broken tables (a missing column, a word where a number belongs) are refused
with every fault at once; a series that merely cannot be projected is an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.errors import Fault, InputError, why_unreadable
from kcstats.files import write_atomically
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.mixture import Borrowed
from kcstats.stats.peers import borrow_all
from kcstats.stats.projection import PATH_RULES, attainment_probability, forecast
from kcstats.stats.screening import say
from kcstats.stats.weights import learnt_prior
from kcstats.terms import Lang

Floats = npt.NDArray[np.float64]
Columns = pd.DataFrame | Mapping[str, Any]

QUANTILES = {"q025": 0.025, "q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9, "q975": 0.975}
COLUMNS = ("target_id", "series_id", "target_year", "p_attain", *QUANTILES, "method", "reason")
SERIES_NEED = ("series_id", "year", "value")
TARGETS_NEED = ("target_id", "series_id", "scale", "lower", "upper", "direction", "rule", "threshold", "target_year")
NUMBERS = ("year", "value", "numerator", "denominator", "lower", "upper", "threshold", "target_year")
WORKERS = 2
"""Portions projected side by side."""
CHUNK = 2000
"""Targets projected at once, whole peer groups together; bounds the memory."""

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
    "direction": ("方向只能是increase或decrease", "the direction is neither increase nor decrease", "", ""),
}
_FROM_ZERO = ("percent", "rate")
_SIGN = {"increase": 1, "decrease": -1, "": 0, "none": 0}


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
            result.to_csv(path, index=False, encoding="utf-8-sig", float_format="%.12g")

    write_atomically(Path(out_path), write)


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
    book = _Book(series)
    n = len(targets)
    place = book.places(targets["series_id"])
    group = np.append(book.group, -1)[place]
    order = np.lexsort((np.arange(n), group))
    p, quantiles = np.full(n, np.nan), np.full((n, len(QUANTILES)), np.nan)
    method, reason = np.full(n, "", dtype=object), np.full(n, "", dtype=object)

    def answer(rows: npt.NDArray[np.intp]) -> None:
        asked = targets.iloc[rows]
        batch = book.batch(place[rows], asked)
        lent = _borrowed(book, place[rows], asked)
        p[rows], quantiles[rows], method[rows], reason[rows] = _answer(batch, asked, lent, lang)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(answer, _chunks(order, group[order])))
    names = {name: targets[name].to_numpy() for name in ("target_id", "series_id")}
    wanted = targets["target_year"].to_numpy(dtype=float)
    year = pd.array(np.where(np.isfinite(wanted), np.round(wanted), np.nan), dtype="Int64")
    frame = {**names, "target_year": year, "p_attain": p}
    frame |= {name: quantiles[:, j] for j, name in enumerate(QUANTILES)}
    return pd.DataFrame({**frame, "method": method, "reason": reason})[list(COLUMNS)]


def _chunks(order: npt.NDArray[np.intp], group: npt.NDArray[Any]) -> list[npt.NDArray[np.intp]]:
    """Rows in portions of about `CHUNK`, peer groups whole; `order` is sorted by `group`."""
    out, start, n = [], 0, len(order)
    while start < n:
        end = min(start + CHUNK, n)
        if end < n and group[end] >= 0 and group[end] == group[end - 1]:
            end = int(np.searchsorted(group, group[end], side="right"))
        out.append(order[start:end])
        start = end
    return out


class _Book:
    """All series as padded matrices, found by id."""

    def __init__(self, series: pd.DataFrame) -> None:
        s = series.sort_values(["series_id", "year"], kind="stable").reset_index(drop=True)
        codes, self.ids = pd.factorize(s["series_id"], sort=True)
        first = np.searchsorted(codes, np.arange(len(self.ids)))
        column = np.arange(len(s)) - first[codes] if len(s) else np.zeros(0, dtype=int)
        shape = (len(self.ids), int(column.max()) + 1 if len(s) else 1)
        self.columns: dict[str, Floats] = {}
        for name in ("year", "value", "numerator", "denominator"):
            self.columns[name] = np.full(shape, np.nan)
            self.columns[name][codes, column] = s[name].to_numpy(dtype=float)
        lost = np.isnan(self.columns["year"][codes, column]) if len(s) else np.zeros(0, dtype=bool)
        self.columns["year"][codes[lost], column[lost]] = np.inf
        groups = s["peer_group"].to_numpy()[first] if len(s) else np.zeros(0, dtype=object)
        self.group = np.where(groups == "", -1, pd.factorize(groups)[0])
        self.multiplier = _multipliers(self.columns)

    def places(self, ids: pd.Series[Any]) -> npt.NDArray[np.intp]:
        """Row of each id; -1 = no such series."""
        return np.asarray(pd.Index(self.ids).get_indexer(pd.Index(ids)), dtype=np.intp)

    def batch(self, place: npt.NDArray[np.intp], about: pd.DataFrame) -> SeriesBatch:
        """Series by place (-1 = none), each with what a row of `about` says of it."""
        scale = about["scale"].to_numpy(dtype=object)
        lower, upper = (about[name].to_numpy(dtype=float) for name in ("lower", "upper"))
        parts = {name: np.vstack([table, np.full(table.shape[1], np.nan)])[place]
                 for name, table in self.columns.items()}  # fmt: skip
        multiplier = np.append(self.multiplier, np.nan)[place]
        counted = np.isfinite(parts["denominator"]).any(axis=1)
        multiplier = np.where(np.isnan(multiplier) & counted & (scale == "percent"), 100.0, multiplier)
        return SeriesBatch(
            years=parts["year"], values=parts["value"], scale=scale,
            lower=np.where(np.isnan(lower), np.where(np.isin(scale.astype(str), _FROM_ZERO), 0.0, -np.inf), lower),
            upper=np.where(np.isnan(upper), np.where(scale == "percent", 100.0, np.inf), upper),
            direction=np.array([_SIGN.get(d, 0) for d in about["direction"]], dtype=np.int64),
            numerator=parts["numerator"], denominator=parts["denominator"], multiplier=multiplier,
            tier=about["tier"].to_numpy(dtype=object), peer_group=np.append(self.group, -1)[place].astype(np.int64),
        )  # fmt: skip


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


def _borrowed(book: _Book, place: npt.NDArray[np.intp], targets: pd.DataFrame) -> Borrowed | None:
    """What the targets' series get from all series of their groups, each counted once, targeted or not."""
    group = np.append(book.group, -1)[place]
    if not (group >= 0).any():
        return None
    what = pd.DataFrame({name: targets[name].to_numpy() for name in ("scale", "lower", "upper", "direction", "tier")})
    what["group"] = group
    kinds = what[group >= 0].sort_values(list(what.columns)).drop_duplicates("group").set_index("group")
    members = np.flatnonzero(np.isin(book.group, kinds.index.to_numpy()))
    lent = borrow_all(book.batch(members, kinds.loc[book.group[members]]), learnt_prior())
    if lent is None:
        return None
    at = np.searchsorted(members, np.where(group >= 0, place, members[0]))
    rows = lent.take(np.asarray(at, dtype=np.intp))
    mine = group >= 0
    ratio = np.where(mine[:, None], rows.ratio, 1.0)
    return Borrowed(np.where(mine, rows.change, np.nan), ratio, np.where(mine, rows.pull, 0.0))


def _answer(
    batch: SeriesBatch, targets: pd.DataFrame, lent: Borrowed | None, lang: Lang
) -> tuple[Floats, Floats, npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    """Probability, quantiles, method and reason of some targets."""
    years, level = targets["target_year"].to_numpy(dtype=float), targets["threshold"].to_numpy(dtype=float)
    rule = targets["rule"].to_numpy(dtype=object)
    future = forecast(batch, years, lang=lang, borrowed=lent)
    p = attainment_probability(batch, years, level, rule, known=future)
    reason = np.array(future.reason, dtype=object)
    reason[(reason == "") & ~np.isfinite(level)] = say("no_threshold", lang)
    reason[(reason == "") & ~np.isin(rule.astype(str), PATH_RULES)] = say("unknown_rule", lang)
    unknown = ~np.isin(targets["direction"].to_numpy(dtype=object).astype(str), list(_SIGN))
    reason[(reason == "") & unknown] = _WORDS["direction"][lang == "en"]
    answered = (reason == "") & np.isfinite(p)
    quantiles = np.full((len(batch), len(QUANTILES)), np.nan)
    if answered.any():
        quantiles[answered] = future.quantile(np.array(list(QUANTILES.values())))[answered]
    method = np.where(answered, np.array(future.method, dtype=object), "")
    return np.where(answered, p, np.nan), quantiles, method, reason
