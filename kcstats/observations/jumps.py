"""A figure ten times off its own series is a wrong unit more often than a fact.

Where counts are given they decide. Where they are not, a series that otherwise keeps still is the only witness: at
least four other figures, all within a factor of 1.5 of their median, and one that is about ten times too large or too
small. A figure that is right after all is let through when its row says why in ``note``.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kcstats.observations.dataset import SERIES_KEY
from kcstats.observations.rows import Place
from kcstats.observations.words import PER, unit_code
from kcstats.plan.model import Indicator

OTHERS = 4
STEADY = 1.5
LOW, HIGH = 8.0, 12.5


def check_jumps(cells: pd.DataFrame, table: pd.DataFrame, indicators: Mapping[str, Indicator], place: Place) -> None:
    """Find single figures that look like another unit.

    Parameters
    ----------
    cells : DataFrame of str
        The table as text, with ``row`` and ``note``.
    table : DataFrame
        Codes and numbers of the same rows.
    indicators : mapping of id to Indicator
    place : Place
    """
    ratio = {id for id in table["indicator"].unique() if id and unit_code(indicators[id].unit) in PER}
    use = table[table["indicator"].isin(ratio) & (table["value"] > 0) & table["denominator"].isna()]
    groups = use.groupby(list(SERIES_KEY), sort=False)
    use = use[groups["value"].transform("size") > OTHERS]
    logs = np.log(use["value"])
    steady = logs.groupby([use[name] for name in SERIES_KEY], sort=False)
    for index in steady.groups.values():
        mine = logs[index]
        middle = float(np.median(mine))
        off = (mine - middle).abs()
        away = off > np.log(STEADY)
        if away.sum() != 1:
            continue
        at = off.idxmax()
        factor = float(np.exp(off[at]))
        if not LOW <= factor <= HIGH or cells["note"][at]:
            continue
        indicator = indicators[table["indicator"][at]]
        zh, en = "；若属实，在 note 列说明原因", "; if it is right, say why in column note"
        place.add(
            "unit_looks_wrong", int(cells["row"][at]), "value", found=cells["value"][at], factor=f"{factor:.0f}",
            against_zh="本序列其他年份", against_en="the other years", name=indicator.name(place.book.lang),
            unit=indicator.unit, likely=f"{np.exp(middle):.3g}", note_zh=zh, note_en=en,
        )  # fmt: skip
