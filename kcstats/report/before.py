"""The report before this one, as far as a comparison needs it: its year of data and its verdict on every target.

It is either the folder of a report as it was made, whose tables are read, or a year: then the data up to that year
are judged again, with figures as they are known today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

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
        Its results, columns as `INDICATOR_COLUMNS`; of targets to narrow a gap `latest_value` is the gap.
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
        then = evaluate_once(settings.model_copy(update=earlier))
        return Before(asked, False, _with_gaps(then.indicators, then.rules))
    import pandas as pd

    folder = settings.path(asked)
    manifest = read_manifest(folder, lang=settings.lang)
    tables = [folder / record.path for record in manifest.tables if record.path.endswith("indicators.csv")]
    beside = [path.with_name("rules.csv") for path in tables]
    year = int(manifest.parameters.get("data_to", settings.data_to))
    if year >= settings.data_to or not tables or not all(p.is_file() for p in (*tables, *beside)):
        raise InputError([_fault(settings, str(asked))])
    results = pd.read_csv(tables[0], encoding="utf-8-sig")
    return Before(year, True, _with_gaps(results, pd.read_csv(beside[0], encoding="utf-8-sig")))


def _with_gaps(table: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Let the gap stand where the target speaks of it, as it does in the text."""
    keys = ["id", "area", "group"]
    gap = table[keys].merge(rules[[*keys, "gap_latest"]], on=keys, how="left")["gap_latest"].to_numpy(dtype=float)
    return table.assign(latest_value=table["latest_value"].where(np.isnan(gap), gap))


def _fault(settings: Settings, found: str) -> Fault:
    zh = (
        f"“{found}”",
        f"{settings.data_to}年以前的年份，或一份更早的报告的文件夹（有run.json和tables/）",
        "改正参数previous",
    )
    en = (f"“{found}”", f"a year before {settings.data_to}, or the folder of an earlier report", "mend `previous`")
    said, expected, fix = zh if settings.lang == "zh" else en
    return Fault("params", None, "previous", said, expected, fix, code="not_before")
