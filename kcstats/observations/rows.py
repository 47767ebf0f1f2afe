"""Who, where, when, which group: the columns that say what a figure is about.

Chinese words and codes are both accepted; what comes out are codes. A word that is neither is a fault, with the words
that are known. Every check looks at a whole column at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.observations.dataset import KEY, TOTAL
from kcstats.observations.faults import FaultBook
from kcstats.observations.package import Package
from kcstats.observations.words import AGE_GROUP, HEADERS, RESIDENCE, SEX, STATUS
from kcstats.observations.yaml_file import nearest
from kcstats.plan.model import Indicator

FIRST_YEAR = 1949
_FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})


@dataclass(frozen=True)
class Place:
    """The table whose rows are checked, and where its faults go."""

    file: str
    sheet: str
    book: FaultBook

    def add(self, code: str, row: int | None, column: str, **facts: object) -> None:
        """Write down one fault of this table."""
        self.book.add(code, self.file, row=row, column=column, sheet=self.sheet, **facts)


def check_columns(header: Sequence[str], known: Sequence[str], required: Sequence[str], place: Place) -> bool:
    """See that a table has the columns it must have, each once, and no others; whether it does."""
    before = len(place.book.faults)
    names = ", ".join(known)
    for name in dict.fromkeys(header):
        n = header.count(name)
        if n > 1:
            place.add("duplicate_column", 1, name, found=name, n=n)
        if name not in known:
            hint = nearest(HEADERS.get(name, name.lower()), known, place.book.lang)
            place.add("unknown_column", 1, name, found=name, known=names, hint=hint)
    for name in required:
        if name not in header:
            place.add("missing_column", 1, name, found=name, known=names)
    return len(place.book.faults) == before


def check_identity(
    cells: pd.DataFrame, package: Package, indicators: Mapping[str, Indicator], last_year: int, place: Place
) -> pd.DataFrame:
    """Turn the identifying columns into codes.

    Parameters
    ----------
    cells : DataFrame of str
        The table as text, with ``row``.
    package : Package
    indicators : mapping of id to Indicator
    last_year : int
        The latest year a figure can speak of.
    place : Place

    Returns
    -------
    DataFrame
        ``indicator area year sex age_group residence status``: codes, "" where faulty; year float, NaN where faulty.
    """
    check_formula_errors(cells, place)
    out = pd.DataFrame(index=cells.index)
    ids = {name: id for id, i in indicators.items() for name in (i.name.en, i.name.zh, id)}
    out["indicator"] = known_codes(cells, "indicator", ids, "unknown_indicator", place)
    areas = {name: a.id for a in package.areas for name in (a.name.en, a.name.zh, a.id)}
    known = areas or {text: text for text in cells["area"].unique() if text}
    out["area"] = known_codes(cells, "area", known, "unknown_area", place)
    out["year"] = known_years(cells, last_year, place)
    out["sex"] = known_words(cells, "sex", SEX, place)
    out["residence"] = known_words(cells, "residence", RESIDENCE, place)
    out["status"] = known_words(cells, "status", STATUS, place)
    out["age_group"] = _age_groups(cells, out["indicator"], indicators, place)
    _check_dimensions(cells, out, indicators, place)
    return out


def check_duplicates(out: pd.DataFrame, rows: pd.Series, place: Place) -> None:
    """Find rows with the same key; rows whose key is itself faulty are left out."""
    sound = out[(out["indicator"] != "") & (out["area"] != "") & out["year"].notna()]
    sound = sound[(sound[["sex", "age_group", "residence", "status"]] != "").all(axis=1)]
    doubled = sound[sound.duplicated(list(KEY), keep=False)]
    first = rows[doubled.index].groupby([doubled[name] for name in KEY]).transform("min")
    for at in doubled.index[doubled.duplicated(list(KEY))]:
        place.add("duplicate_key", int(rows[at]), "indicator", first=first[at], row2=rows[at])


def check_formula_errors(cells: pd.DataFrame, place: Place) -> None:
    """Find what a broken spreadsheet formula leaves in a cell."""
    for column in cells.columns.drop("row"):
        for at in cells.index[cells[column].isin(_FORMULA_ERRORS)]:
            place.add("formula_error", int(cells["row"][at]), column, found=cells[column][at])


def _mapped(texts: pd.Series, codes: Mapping[str, str]) -> pd.Series:
    unique = texts.unique()
    table = {text: codes.get(text, codes.get(text.lower(), "")) for text in unique}
    return texts.map(table).astype(object)


def _formula(texts: pd.Series) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = texts.isin(_FORMULA_ERRORS).to_numpy(dtype=bool)
    return mask


def known_codes(cells: pd.DataFrame, column: str, codes: Mapping[str, str], code: str, place: Place) -> pd.Series:
    """Turn a column of names into codes; an empty cell and a name nobody knows (fault `code`) become ""."""
    texts = cells[column]
    found = _mapped(texts, codes)
    hints: dict[str, str] = {}
    for at in cells.index[(found == "") & ~_formula(texts)]:
        text, row = texts[at], int(cells["row"][at])
        if not text:
            _missing(place, row, column)
            continue
        if text not in hints:
            hints[text] = nearest(text, codes, place.book.lang)
        place.add(code, row, column, found=text, hint=hints[text])
    return found


def _missing(place: Place, row: int, column: str) -> None:
    place.add("missing_field", row, column, field=column)


def known_years(
    cells: pd.DataFrame, last: int, place: Place, *, column: str = "year", required: bool = True
) -> npt.NDArray[np.float64]:
    """Read a column of years; NaN where it is faulty, or empty where it may be."""
    texts = cells[column]
    whole = texts.str.fullmatch(r"[0-9]{4}(\.0+)?")
    years = pd.to_numeric(texts.where(whole)).to_numpy(dtype=float, na_value=np.nan)
    wrong = ~((years >= FIRST_YEAR) & (years <= last))
    for at in cells.index[wrong & ~_formula(texts)]:
        row = int(cells["row"][at])
        if not texts[at]:
            if required:
                _missing(place, row, column)
        else:
            place.add("impossible_year", row, column, found=texts[at], low=FIRST_YEAR, high=last)
    return np.where(wrong, np.nan, years)


def known_words(cells: pd.DataFrame, column: str, codes: Mapping[str, str], place: Place) -> pd.Series:
    """Turn a column of words from a closed list into codes; "" where faulty."""
    found = _mapped(cells[column], codes)
    known = _listed(codes)
    for at in cells.index[(found == "") & ~_formula(cells[column])]:
        place.add("unknown_word", int(cells["row"][at]), column, found=cells[column][at], known=known)
    return found


def _listed(codes: Mapping[str, str]) -> str:
    """List each code with its first Chinese word."""
    first: dict[str, str] = {}
    for text, code in codes.items():
        if text and not text.isascii():
            first.setdefault(code, text)
    return ", ".join(f"{code} ({text})" for code, text in first.items())


def _age_groups(cells: pd.DataFrame, ids: pd.Series, indicators: Mapping[str, Indicator], place: Place) -> pd.Series:
    """Read age groups and school stages; each indicator has its own."""
    found = _mapped(cells["age_group"], AGE_GROUP)
    own: dict[str, dict[str, str]] = {}
    for id in ids.unique():
        groups = indicators[id].age_groups if id else ()
        own[id] = {text: code for code, name in groups for text in (name.en, name.zh, code)}
    texts = cells["age_group"]
    special = cells.index[(texts != "") & (found != TOTAL)]
    for at in special:
        id, text = ids[at], texts[at]
        allowed = own[id]
        code = allowed.get(text) or (found[at] if found[at] in allowed.values() else "")
        found[at] = code
        if id and not code and text not in _FORMULA_ERRORS:
            known = ", ".join([TOTAL, *dict.fromkeys(allowed.values())])
            name = indicators[id].name
            place.add(
                "not_of_indicator", int(cells["row"][at]), "age_group", found=text, name=name(place.book.lang),
                known_zh=f"的分组只有：{known}", known_en=f"has only the groups {known}",
            )  # fmt: skip
    return found


def _check_dimensions(
    cells: pd.DataFrame, out: pd.DataFrame, indicators: Mapping[str, Indicator], place: Place
) -> None:
    """See that no figure is given by a breakdown that its indicator does not have."""
    for column, zh, en in (
        ("sex", "不分性别（或本身只涉及女性），应为合计", "has no sex dimension (or is about women only): total"),
        ("residence", "不分城乡（或本身只涉及农村），应为合计", "has no residence dimension (or rural only): total"),
    ):
        without = {id for id in out["indicator"].unique() if id and column not in indicators[id].breakdowns}
        wrong = out["indicator"].isin(without) & ~out[column].isin([TOTAL, ""])
        for at in out.index[wrong]:
            name = indicators[out["indicator"][at]].name(place.book.lang)
            found = cells[column][at]
            row = int(cells["row"][at])
            place.add("not_of_indicator", row, column, found=found, name=name, known_zh=zh, known_en=en)
