"""The report before this one, as far as a comparison needs it: its year of data and its verdict on every target.

It is either the folder of a report as it was made, whose tables are read, or a year: then the data up to that year
are judged again, with figures as they are known today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kcstats.errors import Fault, InputError
from kcstats.evaluation.settings import Settings
from kcstats.evaluation.store import evaluate_once
from kcstats.provenance.manifest import read_manifest

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Before:
    """The report before.

    Attributes
    ----------
    year : int
        The last year of data that it used.
    as_made : bool
        Whether its tables are those it was issued with; False where it was judged again.
    table : DataFrame
        Its results, columns as `INDICATOR_COLUMNS`.
    """

    year: int
    as_made: bool
    table: pd.DataFrame


def report_before(settings: Settings) -> Before | None:
    """Find the report before; None where none was named.

    Raises
    ------
    InputError
        If the folder named is no report, or does not lie before this one.
    """
    asked = settings.previous
    if asked is None:
        return None
    if isinstance(asked, int):
        if asked >= settings.data_to:
            raise InputError([_fault(settings, str(asked))])
        earlier = {"data_to": asked, "mid_term": None, "previous": None}
        return Before(asked, False, evaluate_once(settings.model_copy(update=earlier)).indicators)
    import pandas as pd

    folder = settings.path(asked)
    manifest = read_manifest(folder, lang=settings.lang)
    tables = [folder / record.path for record in manifest.tables if record.path.endswith("indicators.csv")]
    year = int(manifest.parameters.get("data_to", settings.data_to))
    if year >= settings.data_to or not tables or not tables[0].is_file():
        raise InputError([_fault(settings, str(asked))])
    return Before(year, True, pd.read_csv(tables[0], encoding="utf-8-sig"))


def _fault(settings: Settings, found: str) -> Fault:
    zh = (
        f"“{found}”",
        f"{settings.data_to}年以前的年份，或一份更早的报告的文件夹（有run.json和tables/）",
        "改正参数previous",
    )
    en = (f"“{found}”", f"a year before {settings.data_to}, or the folder of an earlier report", "mend `previous`")
    said, expected, fix = zh if settings.lang == "zh" else en
    return Fault("params", None, "previous", said, expected, fix, code="not_before")
