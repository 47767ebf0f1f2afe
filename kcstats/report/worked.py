"""Worked examples of the methods on shipped data, for the companion notebooks.

A companion notebook calls the statistics themselves; this page only hands it series out of an input package as a
batch, and sets what it found as a table in the reader's language. Every table of made-up data says so.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.assemble import assemble
from kcstats.evaluation.settings import project_root
from kcstats.plan.load import load_indicators
from kcstats.report.conclusions import LEVEL_WORDS
from kcstats.report.markdown import Column, mark_tables, pipe_table
from kcstats.report.numbers import number
from kcstats.report.report import Markdown
from kcstats.report.sections.validation_words import VERDICTS
from kcstats.stats.batch import SeriesBatch
from kcstats.terms import Lang, Rule, word

YEAR = -1
"""Digits of a year: none, and no groups of three."""

CODES: dict[str, tuple[str, str]] = {
    **VERDICTS,
    **LEVEL_WORDS,
    **{rule.value: (word(rule, "zh"), word(rule, "en")) for rule in Rule},
    "damped_drift_mixture": ("漂移模型的混合", "mixture of drift models"),
    "counts": ("计数", "counts"),
    "peers": ("同类地区", "peers"),
    "mann_kendall_exact": ("精确Mann–Kendall检验", "exact Mann-Kendall test"),
    "beyond_counts": ("超出计数的随机范围", "beyond its counts"),
    "beyond_kind": ("超出同类指标的常态", "beyond its kind"),
    "outlier": ("近期一年明显偏离", "one year far out"),
}
"""Words for codes that the statistics give."""


def shipped(path: str) -> Path:
    """A file or folder that comes with the project, wherever the notebook runs.

    Parameters
    ----------
    path : str
        From the project's root, such as ``data/china``.
    """
    return project_root(__file__) / path


@dataclass(frozen=True, repr=False)
class Worked:
    """One companion notebook's page.

    Attributes
    ----------
    dataset : Dataset
        As `kcstats.read_dataset` gives it.
    lang : {"zh", "en"}
    """

    dataset: Any
    lang: Lang = "zh"

    def batch(
        self,
        indicator: str,
        areas: Sequence[str] = ("china",),
        *,
        residence: Sequence[str] = ("total",),
        sex: str = "total",
        since: int = 0,
        until: int = 9999,
    ) -> SeriesBatch:
        """Series of one indicator: a row for every area and residence asked for, in that order.

        Parameters
        ----------
        indicator : str
            Id in the catalogue.
        areas, residence : sequence of str
        sex : str
        since, until : int
            First and last year shown.

        Returns
        -------
        SeriesBatch

        Raises
        ------
        ValueError
            If the package holds no figure of a series.
        """
        rows = self.dataset.current
        about = load_indicators()[indicator]
        rows = rows[(rows["indicator"] == indicator) & (rows["sex"] == sex) & rows["value"].notna()]
        rows = rows[(rows["age_group"] == "total") & rows["year"].between(since, until)]
        asked = [(area, where) for area in areas for where in residence]
        parts = []
        for key, (area, where) in enumerate(asked):
            mine = rows[(rows["area"] == area) & (rows["residence"] == where)]
            if mine.empty:
                raise ValueError(f"Expected figures of {indicator} in {area} ({where}). But got none.")
            parts.append(mine.assign(key=key).sort_values("year"))
        return assemble(pd.concat(parts), {key: about for key in range(len(asked))})[1]

    def areas(self, ids: Sequence[str]) -> list[str]:
        """Names of areas."""
        names = {area.id: area.name(self.lang) for area in self.dataset.areas}
        return [names[id] for id in ids]

    def indicators(self, ids: Sequence[str]) -> list[str]:
        """Names of indicators."""
        known = load_indicators()
        return [known[id].name(self.lang) for id in ids]

    def as_peers(self, batch: SeriesBatch) -> SeriesBatch:
        """The same series as one peer group: they lend to each other."""
        return replace(batch, peer_group=np.zeros(len(batch), dtype=np.int64))

    def log(self, values: npt.ArrayLike) -> npt.NDArray[Any]:
        """Natural logarithms; a missing value stays missing."""
        return np.asarray(np.log(np.asarray(values, dtype=float)), dtype=float)

    def array(self, *values: float) -> npt.NDArray[Any]:
        """Values as an array, one a series."""
        return np.asarray(values)

    def table(
        self, id: str, caption: str, columns: Mapping[str, Sequence[Any]], *, decimals: int | Sequence[int] = 2
    ) -> Markdown:
        """Set a table.

        Parameters
        ----------
        id : str
        caption : str
            ``Chinese|English``.
        columns : mapping of str to sequence
            Heading (``Chinese|English``) to cells: words in both languages, codes, numbers, or arrays of them.
        decimals : int or sequence of int
            Digits of the numbers; one for all columns, or one a column. `YEAR` for years.

        Returns
        -------
        Markdown
        """
        digits = [decimals] * len(columns) if isinstance(decimals, int) else list(decimals)
        cells = [[self._cell(x, d) for x in np.ravel(np.asarray(values, dtype=object))]
                 for values, d in zip(columns.values(), digits, strict=True)]  # fmt: skip
        numeric = [all(_is_number(x) for x in np.ravel(np.asarray(v, dtype=object))) for v in columns.values()]
        wide = [max(8.0, *(sum(2 if ord(c) > 255 else 1 for c in x) for x in (*column, self._say(head)))) + 1
                for head, column in zip(columns, cells, strict=True)]  # fmt: skip
        heads = [
            Column(self._say(head), width, right) for head, width, right in zip(columns, wide, numeric, strict=True)
        ]
        text = pipe_table(heads, list(zip(*cells, strict=True)), caption=self._say(caption), id=id)
        if self.dataset.synthetic:
            text = mark_tables(text, self._say("（演示数据）| (made-up data)"))
        return Markdown(text)

    def _say(self, words: str) -> str:
        zh, _, en = words.partition("|")
        if not en:
            return " + ".join(CODES[part][0 if self.lang == "zh" else 1] if part in CODES else part
                              for part in words.split("+"))  # fmt: skip
        return zh if self.lang == "zh" else en

    def _cell(self, value: Any, decimals: int) -> str:
        if not _is_number(value):
            return self._say(str(value))
        return str(int(value)) if decimals == YEAR else number(float(value), decimals)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) and not (
        isinstance(value, float) and math.isinf(value)
    )  # fmt: skip
