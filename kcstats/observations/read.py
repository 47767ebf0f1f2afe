"""The door: from a folder to a checked `Dataset`, or to the list of everything that is wrong with it.

Files first, then columns, then rows; what can still be looked at after a fault is looked at, so that one run names
all faults. Nothing behind the door checks again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from kcstats.observations import narrative
from kcstats.observations.boundaries import FILE as BOUNDARIES
from kcstats.observations.boundaries import read_boundaries
from kcstats.observations.dataset import COLUMNS, Dataset
from kcstats.observations.departments import FILE as DEPARTMENTS
from kcstats.observations.departments import read_departments
from kcstats.observations.faults import FaultBook
from kcstats.observations.jumps import check_jumps
from kcstats.observations.measures import FILE as MEASURES
from kcstats.observations.measures import read_measures
from kcstats.observations.narrative import read_narrative
from kcstats.observations.package import FILE, Package, read_package
from kcstats.observations.rows import Place, check_columns, check_duplicates, check_identity
from kcstats.observations.table import RawTable, read_csv, read_xlsx
from kcstats.observations.values import NUMBERS, check_values
from kcstats.observations.yaml_file import nearest
from kcstats.plan.model import Indicator
from kcstats.terms import Lang

TABLES = ("observations.csv", "observations.xlsx")
_REQUIRED = tuple(name for name in COLUMNS if name != "unit")
_LAST_MADE_UP_YEAR = 2100


def read_dataset(
    folder: str | Path,
    *,
    indicators: Mapping[str, Indicator] | None = None,
    plan_folder: Path | None = None,
    lang: Lang = "zh",
) -> Dataset:
    """Read and check an input package.

    Parameters
    ----------
    folder : path
        Holds ``dataset.yml`` and ``observations.csv`` or a one-sheet ``observations.xlsx``; may hold
        ``narrative.csv`` (or ``.xlsx``), ``departments.yml``, ``measures.csv`` and ``boundaries.geojson``.
    indicators : mapping of id to Indicator, optional
        The catalogue; the one that comes with the software where it is left out.
    plan_folder : Path, optional
        The user's own plans, which texts may speak of; may hold ``departments.yml`` instead of the package.
    lang : {"zh", "en"}
        Language of the faults.

    Returns
    -------
    Dataset
        Every row, with codes and numbers; see `Dataset`.

    Raises
    ------
    InputError
        If anything is wrong, with every fault: file, row, column, found, expected, fix.
    """
    folder = Path(folder)
    book = FaultBook(lang)
    if not folder.is_dir():
        book.add("missing_folder", str(folder))
        book.close()
    if indicators is None:
        from kcstats.plan.load import load_indicators

        indicators = load_indicators()
    meta, table = _find_files(folder, book)
    package = read_package(meta, indicators, book) if meta else None
    raw = None if table is None else (read_xlsx if table.suffix == ".xlsx" else read_csv)(table, book)
    observations = _observations(raw, package, indicators, book) if raw is not None else None
    texts, units = _texts_file(folder, book), _units_file(folder, plan_folder, book)
    last = _last_year(package or Package())
    narratives = read_narrative(texts, package or Package(), last, book, plan_folder=plan_folder) if texts else ()
    departments = read_departments(units, indicators, book) if units else ()
    done = folder / MEASURES if (folder / MEASURES).is_file() else None
    measures = read_measures(done, package or Package(), indicators, book) if done else ()
    shapes = folder / BOUNDARIES if (folder / BOUNDARIES).is_file() else None
    areas = [area.id for area in package.areas] if package else []
    boundaries = read_boundaries(shapes, areas, book) if shapes else ()
    book.close()
    assert meta is not None
    assert table is not None
    assert package is not None
    assert observations is not None
    return Dataset(
        folder=folder,
        title=package.title,
        licence=package.licence,
        synthetic=bool(package.synthetic),
        sources=package.sources,
        areas=package.areas,
        breaks=package.breaks,
        observations=observations,
        files=(meta, table, *(path for path in (texts, units, done, shapes) if path)),
        narratives=narratives,
        departments=departments,
        measures=measures,
        boundaries=boundaries,
    )


def _texts_file(folder: Path, book: FaultBook) -> Path | None:
    found = [folder / name for name in narrative.FILES if (folder / name).is_file()]
    if len(found) > 1:
        book.add("two_narratives", narrative.FILES[0])
    return found[0] if len(found) == 1 else None


def _units_file(folder: Path, plan_folder: Path | None, book: FaultBook) -> Path | None:
    places = [folder, *([plan_folder] if plan_folder else [])]
    found = [place / DEPARTMENTS for place in places if (place / DEPARTMENTS).is_file()]
    if len(found) > 1:
        book.add("two_departments", DEPARTMENTS)
    return found[0] if len(found) == 1 else None


def _last_year(package: Package) -> int:
    """The latest year a row can speak of: this one, unless everything is made up."""
    return dt.date.today().year if package.synthetic is False else _LAST_MADE_UP_YEAR


def _find_files(folder: Path, book: FaultBook) -> tuple[Path | None, Path | None]:
    meta = folder / FILE
    if not meta.is_file():
        hint = _similar(folder, ".yml", ".yaml", lang=book.lang)
        book.add("missing_file", FILE, name=FILE, expected=FILE, hint=hint)
    found = [folder / name for name in TABLES if (folder / name).is_file()]
    if len(found) > 1:
        book.add("two_tables", TABLES[0])
    elif not found:
        hint = _similar(folder, ".csv", ".xlsx", ".xls", lang=book.lang)
        book.add("missing_file", TABLES[0], name=TABLES[0], expected=" / ".join(TABLES), hint=hint)
    return (meta if meta.is_file() else None), (found[0] if len(found) == 1 else None)


def _similar(folder: Path, *suffixes: str, lang: str) -> str:
    names = [path.name for path in sorted(folder.iterdir()) if path.suffix.lower() in suffixes]
    if not names:
        return ""
    return f"（文件夹里有：{'、'.join(names)}）" if lang == "zh" else f" (the folder holds: {', '.join(names)})"


def _observations(
    raw: RawTable, package: Package | None, indicators: Mapping[str, Indicator], book: FaultBook
) -> pd.DataFrame | None:
    """Check columns, then rows; None where the columns do not allow it."""
    place = Place(raw.file, raw.sheet, book)
    if not check_columns(raw.header, COLUMNS, _REQUIRED, place) or not raw.rows:
        return None
    if package is None:
        package = Package()
    cells = raw.frame()
    out = check_identity(cells, package, indicators, _last_year(package), place)
    check_duplicates(out, cells["row"], place)
    numbers = check_values(cells, out["indicator"], indicators, place)
    _check_sources(cells, package, place)
    table = out.assign(**{name: numbers[name] for name in NUMBERS})
    check_jumps(cells, table, indicators, place)
    if book.faults:
        return None
    units = out["indicator"].map({id: indicators[id].unit for id in out["indicator"].unique()})
    table = table.assign(unit=units, source=cells["source"], note=cells["note"], row=cells["row"].astype(int))
    return table.assign(year=table["year"].astype(int))[[*COLUMNS, "row"]]


def _check_sources(cells: pd.DataFrame, package: Package, place: Place) -> None:
    """See that every row of real data says where it comes from."""
    if package.synthetic is not False:
        return
    texts = cells["source"]
    for at in cells.index[texts == ""]:
        place.add("missing_source", int(cells["row"][at]), "source")
    like_a_key = texts.str.fullmatch(r"[A-Za-z0-9_.\-]+") & ~texts.isin(list(package.sources))
    for at in cells.index[like_a_key]:
        hint = nearest(texts[at], package.sources, place.book.lang)
        place.add("unknown_source", int(cells["row"][at]), "source", found=texts[at], hint=hint)
