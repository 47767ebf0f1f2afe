"""``narrative.csv``: what the user's own people wrote - measures, experience, problems, causes, proposals.

No figure tells why it moved, so a report takes such words from here or says that they are still to come. A row speaks
of a whole plan (empty ``item``), a domain (its number), a goal, a strategy or a single target (their ids).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from kcstats.errors import InputError
from kcstats.observations.faults import FaultBook
from kcstats.observations.package import Package
from kcstats.observations.rows import (
    Place,
    check_columns,
    check_formula_errors,
    known_codes,
    known_words,
    known_years,
)
from kcstats.observations.table import read_csv, read_xlsx
from kcstats.observations.words import TEXT_KINDS
from kcstats.observations.yaml_file import nearest
from kcstats.plan.load import load_plan, plan_ids
from kcstats.plan.model import Plan
from kcstats.terms import TextKind

FILES = ("narrative.csv", "narrative.xlsx")
COLUMNS = ("plan", "item", "area", "year", "kind", "text", "author")


@dataclass(frozen=True)
class Narrative:
    """One text.

    Attributes
    ----------
    plan : str
        Id of the plan.
    item : str
        Domain number, or id of a goal, strategy or target; empty for the plan as a whole.
    domain : int
        The domain that the item belongs to; 0 for the plan as a whole.
    year : int
        The year it speaks of.
    author : str
        Who wrote it, as printed behind it; may be empty.
    row : int
        Spreadsheet line.
    """

    plan: str
    item: str
    domain: int
    area: str
    year: int
    kind: TextKind
    text: str
    author: str
    row: int


def read_narrative(
    path: Path, package: Package, last_year: int, book: FaultBook, *, plan_folder: Path | None = None
) -> tuple[Narrative, ...]:
    """Read the texts of a package.

    Parameters
    ----------
    path : Path
        ``narrative.csv`` or a one-sheet ``narrative.xlsx``.
    package : Package
        For its areas.
    last_year : int
        The latest year a text can speak of.
    book : FaultBook
        Receives every fault.
    plan_folder : Path, optional
        The user's own plans.

    Returns
    -------
    tuple of Narrative
        In the file's order; empty where there was a fault.
    """
    raw = (read_xlsx if path.suffix == ".xlsx" else read_csv)(path, book)
    if raw is None:
        return ()
    place = Place(raw.file, raw.sheet, book)
    if not check_columns(raw.header, COLUMNS, COLUMNS, place) or not raw.rows:
        return ()
    before = len(book.faults)
    cells = raw.frame()
    check_formula_errors(cells, place)
    plans = _plans(cells, place, plan_folder)
    places = {id: _items(plan) for id, plan in plans.items()}
    domains = _domains(cells, places, place)
    areas = {name: a.id for a in package.areas for name in (a.name.en, a.name.zh, a.id)}
    area = known_codes(cells, "area", areas or {t: t for t in cells["area"] if t}, "unknown_area", place)
    year = known_years(cells, last_year, place)
    kind = known_words(cells, "kind", TEXT_KINDS, place)
    for at in cells.index[cells["text"] == ""]:
        place.add("missing_field", int(cells["row"][at]), "text", field="text")
    _check_doubles(cells, place)
    if len(book.faults) > before:
        return ()
    return tuple(
        Narrative(
            str(cells["plan"][at]), str(cells["item"][at]), domains[at], str(area[at]), int(year[at]),
            TextKind(kind[at]), str(cells["text"][at]), str(cells["author"][at]), int(cells["row"][at]),
        )
        for at in cells.index
    )  # fmt: skip


def _plans(cells: pd.DataFrame, place: Place, folder: Path | None) -> dict[str, Plan]:
    """Load the plans that the rows name; a plan file's own faults are said with the rest."""
    known = plan_ids(folder)
    known_codes(cells, "plan", {id: id for id in known}, "unknown_plan", place)
    plans = {}
    for id in dict.fromkeys(cells["plan"]):
        if id in known:
            try:
                plans[id] = load_plan(id, folder, lang=place.book.lang)
            except InputError as error:
                place.book.faults += error.faults
    return plans


def _items(plan: Plan) -> dict[str, int]:
    """Everything of a plan that a text can speak of, with its domain."""
    found = {"": 0}
    for domain in plan.domains:
        found[str(domain.number)] = domain.number
        for item in domain.items:
            found |= {item.id: domain.number, **{target.id: domain.number for target in item.targets}}
    return found


def _domains(cells: pd.DataFrame, places: Mapping[str, Mapping[str, int]], place: Place) -> np.ndarray:
    out = np.zeros(len(cells), dtype=int)
    for at, (plan, item) in enumerate(zip(cells["plan"], cells["item"], strict=True)):
        known = places.get(plan)
        if known is None:
            continue
        if item not in known:
            hint = nearest(item, _named(known), place.book.lang)
            place.add("unknown_item", int(cells["row"][at]), "item", found=item, plan=plan, hint=hint)
        out[at] = known.get(item, 0)
    return out


def _named(items: Iterable[str]) -> list[str]:
    return [item for item in items if item]


def _check_doubles(cells: pd.DataFrame, place: Place) -> None:
    """Find texts that stand twice, word by word, for the same thing."""
    key = [name for name in COLUMNS if name != "author"]
    first: dict[tuple[str, ...], int] = {}
    for at in cells.index[cells["text"] != ""]:
        named = tuple(cells[name][at] for name in key)
        row = int(cells["row"][at])
        if named in first:
            place.add("duplicate_text", row, "text", first=first[named])
        first.setdefault(named, row)
