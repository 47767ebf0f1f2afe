"""What has passed the door: areas, definition breaks, and every observation ever reported.

One row is one figure of one indicator, area, year and group, as one publication gave it. A preliminary figure is not
overwritten by the revised one: both stay, so that a report can be run again as it stood; `Dataset.current` is the
view in which the later status has won. A row without a value is a gap that somebody reported, never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kcstats.errors import KcstatsError
from kcstats.plan.model import Name
from kcstats.terms import Lang, ObservationStatus

if TYPE_CHECKING:
    import pandas as pd

    from kcstats.observations.boundaries import Boundary
    from kcstats.observations.departments import Department
    from kcstats.observations.narrative import Narrative

COLUMNS = (
    "indicator", "area", "year", "sex", "age_group", "residence", "value", "unit",
    "numerator", "denominator", "status", "source", "note",
)  # fmt: skip
"""Columns of ``observations.csv``, in the order we write them; a reader accepts any order."""

SERIES_KEY = ("indicator", "area", "sex", "age_group", "residence")
"""What identifies one series."""

KEY = ("indicator", "area", "year", "sex", "age_group", "residence", "status")
"""What identifies one row."""

TOTAL = "total"


@dataclass(frozen=True)
class Area:
    """A place that figures are reported for.

    Attributes
    ----------
    id : str
        Stable code, such as ``kuancheng``.
    name : Name
    parent : str or None
        Id of the area it is a part of; None for one that stands by itself.
    """

    id: str
    name: Name
    parent: str | None


@dataclass(frozen=True)
class Break:
    """A changed definition: figures before and after `year` must not be compared.

    Attributes
    ----------
    indicator : str
    year : int
        First year of the new definition.
    note : Name
        What changed.
    """

    indicator: str
    year: int
    note: Name


@dataclass(frozen=True)
class Measure:
    """Something that was done for an indicator in an area.

    Attributes
    ----------
    id : str
        One measure may stand for several indicators and areas.
    indicator, area : str
    start_year : int
        First year whose figure it can have changed.
    end_year : int or None
        Last such year; None = it goes on.
    title : str
        Its name, as people read it.
    note : str
        Document, source, or what else should be known.
    """

    id: str
    indicator: str
    area: str
    start_year: int
    end_year: int | None
    title: str
    note: str


@dataclass(frozen=True, eq=False)
class Dataset:
    """One input package, checked.

    Attributes
    ----------
    folder : Path
    title : Name
    licence : str
    synthetic : bool
        True for made-up data: every page of a report must then say so.
    sources : dict of str to Name
        Key to full citation in both languages; a row's ``source`` holds a key or a citation of its own.
    areas : tuple of Area
    breaks : tuple of Break
    observations : DataFrame
        All rows, columns `COLUMNS` and ``row`` (the spreadsheet's line, header = 1). Codes are normalised, ``year``
        and ``row`` are int, ``value numerator denominator`` float with NaN where missing; in the file's order.
    files : tuple of Path
        Every input file, for hashing.
    narratives : tuple of Narrative
        The user's own texts; empty where there is no ``narrative.csv``.
    measures : tuple of Measure
        What was done, in the file's order; empty where the package tells of nothing.
    departments : tuple of Department
        Which unit answers for which indicators; empty where nobody said so.
    boundaries : tuple of Boundary
        Shapes of areas for maps; empty where there is no ``boundaries.geojson``.
    """

    folder: Path
    title: Name
    licence: str
    synthetic: bool
    sources: dict[str, Name]
    areas: tuple[Area, ...]
    breaks: tuple[Break, ...]
    observations: pd.DataFrame
    files: tuple[Path, ...]
    narratives: tuple[Narrative, ...] = ()
    departments: tuple[Department, ...] = ()
    measures: tuple[Measure, ...] = ()
    boundaries: tuple[Boundary, ...] = ()

    @cached_property
    def current(self) -> pd.DataFrame:
        """One row a key without status: the later status wins, and a value wins over a gap.

        Returns
        -------
        DataFrame
            Same columns, sorted by series and year, index 0 to n-1.
        """
        rows = self.observations
        rank = {status.value: place for place, status in enumerate(ObservationStatus)}
        order = rows.assign(_rank=rows["status"].map(rank), _known=rows["value"].notna())
        key = [*SERIES_KEY, "year"]
        order = order.sort_values([*key, "_known", "_rank"], kind="stable")
        kept = order.drop_duplicates(key, keep="last")
        return kept.drop(columns=["_rank", "_known"]).reset_index(drop=True)

    @property
    def root(self) -> Area:
        """The first area that is part of no other."""
        return next(area for area in self.areas if area.parent is None)

    def area(self, id: str) -> Area:
        """Find one area.

        Parameters
        ----------
        id : str

        Returns
        -------
        Area

        Raises
        ------
        KcstatsError
            If the package has no such area.
        """
        for area in self.areas:
            if area.id == id:
                return area
        known = ", ".join(area.id for area in self.areas)
        raise KcstatsError(f"数据包中没有地区“{id}”，已有：{known} (no area “{id}” in the package)")

    def answering(self, indicator: str) -> tuple[Department, ...]:
        """Find the units that answer for an indicator, the leading one first; empty where nobody said so."""
        return tuple(unit for unit in self.departments if indicator in unit.indicators)

    def children(self, id: str) -> tuple[Area, ...]:
        """Find the areas directly below one, in the package's order."""
        return tuple(area for area in self.areas if area.parent == id)

    def citation(self, source: str, lang: Lang) -> str:
        """Spell out a row's source: the citation behind a key, or the text itself."""
        return self.sources[source](lang) if source in self.sources else source
