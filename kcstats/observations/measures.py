"""``measures.csv``: what was done, for which indicator, where and since when.

An optional table of the package, one row a measure, indicator and area. A measure is a fact with a date, nothing
more; whether anything changed after it is asked elsewhere. It passes the same door as the figures: every fault of it
is named together with theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from kcstats.observations.dataset import Measure
from kcstats.observations.faults import FaultBook
from kcstats.observations.package import Package
from kcstats.observations.rows import Place, check_columns, check_formula_errors, known_codes, known_years
from kcstats.observations.table import RawTable, read_csv
from kcstats.plan.model import Indicator

FILE = "measures.csv"
COLUMNS = ("measure", "indicator", "area", "start_year", "end_year", "title", "note")
KEY = ("measure", "indicator", "area")
LAST_YEAR = 2100
"""A measure may be planned ahead."""


def read_measures(
    path: Path, package: Package, indicators: Mapping[str, Indicator], book: FaultBook
) -> tuple[Measure, ...]:
    """Read and check a package's measures.

    Parameters
    ----------
    path : Path
        ``measures.csv``.
    package : Package
        For its areas.
    indicators : mapping of id to Indicator
    book : FaultBook
        Receives every fault.

    Returns
    -------
    tuple of Measure
        In the file's order; empty where there was a fault.
    """
    raw = read_csv(path, book)
    if raw is None:
        return ()
    place = Place(raw.file, raw.sheet, book)
    if not check_columns(raw.header, COLUMNS, COLUMNS, place) or not raw.rows:
        return ()
    return _rows(raw, package, indicators, place)


def _rows(raw: RawTable, package: Package, indicators: Mapping[str, Indicator], place: Place) -> tuple[Measure, ...]:
    before = len(place.book.faults)
    cells = raw.frame()
    check_formula_errors(cells, place)
    ids = {name: id for id, i in indicators.items() for name in (i.name.en, i.name.zh, id)}
    areas = {name: a.id for a in package.areas for name in (a.name.en, a.name.zh, a.id)}
    out = pd.DataFrame(index=cells.index)
    out["measure"] = cells["measure"]
    out["indicator"] = known_codes(cells, "indicator", ids, "unknown_indicator", place)
    known = areas or {text: text for text in cells["area"].unique() if text}
    out["area"] = known_codes(cells, "area", known, "unknown_area", place)
    out["start_year"] = known_years(cells, LAST_YEAR, place, column="start_year")
    out["end_year"] = known_years(cells, LAST_YEAR, place, column="end_year", required=False)
    for column in ("measure", "title"):
        for at in cells.index[cells[column] == ""]:
            place.add("missing_field", int(cells["row"][at]), column, field=column)
    for at in out.index[out["end_year"] < out["start_year"]]:
        facts = {"found": f"{out['end_year'][at]:.0f}", "start": f"{out['start_year'][at]:.0f}"}
        place.add("end_before_start", int(cells["row"][at]), "end_year", **facts)
    _check_duplicates(out, cells["row"], place)
    if len(place.book.faults) > before:
        return ()
    return tuple(
        Measure(r["measure"], r["indicator"], r["area"], int(r["start_year"]),
                None if np.isnan(r["end_year"]) else int(r["end_year"]), title, note)
        for r, title, note in zip(out.to_dict("records"), cells["title"], cells["note"], strict=True)
    )  # fmt: skip


def _check_duplicates(out: pd.DataFrame, rows: pd.Series, place: Place) -> None:
    sound = out[(out[list(KEY)] != "").all(axis=1)]
    doubled = sound[sound.duplicated(list(KEY), keep=False)]
    first = rows[doubled.index].groupby([doubled[name] for name in KEY]).transform("min")
    for at in doubled.index[doubled.duplicated(list(KEY))]:
        place.add("duplicate_measure", int(rows[at]), "measure", first=first[at], row2=rows[at])
