"""What every section of the validation report is written from: one run's tables, language, headings, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from kcstats.report.markdown import picture
from kcstats.report.numbers import MISSING, chinese, number
from kcstats.terms import Lang
from kcstats.validation.backtest import OURS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, repr=False)
class Backtested:
    """A run's tables and how they are shown.

    Attributes
    ----------
    tables : mapping of str to DataFrame
        By the names of `kcstats.validation.tables.TABLES`.
    record : mapping
        How the run was made.
    folder : Path
        Pictures go into its ``figures/``.
    lang : {"zh", "en"}
    numbered : bool
        Whether headings carry numbers.
    """

    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]
    folder: Path
    lang: Lang
    numbered: bool = True

    @property
    def zh(self) -> bool:
        """Whether it is told in Chinese."""
        return self.lang == "zh"

    def say(self, zh: str, en: str) -> str:
        """Choose the reader's language."""
        return zh if self.zh else en

    def heading(self, zh: str, en: str, *, id: str, number: int = 0) -> str:
        """Open a section."""
        title = self.say(zh, en)
        if number and self.numbered:
            title = f"{chinese(number)}、{title}" if self.zh else f"{number} {title}"
        return f"# {title} {{#sec-{id}}}"

    def draw(self, figure: Figure, id: str, *, caption: str, alt: str) -> str:
        """Save a picture and give the markdown that shows it."""
        from kcstats.report.figures.sheet import save

        save(figure, self.folder / "figures" / f"{id}.png")
        return picture(f"figures/{id}.png", caption, id, alt)

    def band(self, low: float, high: float, decimals: int = 1, *, shares: bool = True) -> str:
        """An interval in a table's cell; of shares as per cent."""
        if pd.isna(low) or pd.isna(high):
            return MISSING
        factor = 100.0 if shares else 1.0
        return f"{number(factor * low, decimals)}{self.say('至', ' to ')}{number(factor * high, decimals)}"

    def beside(self, text: str, more: str) -> str:
        """A figure with something in brackets behind it."""
        return self.say(f"{text}（{more}）", f"{text} ({more})")

    def list(self, names: Sequence[str]) -> str:
        """Names one after the other."""
        return self.say("、", ", ").join(names)

    def rows(self, table: str, *, method: str = OURS, **wanted: str) -> pd.DataFrame:
        """Rows of a table for one method and whatever else is wanted."""
        found = self.tables[table]
        found = found[found["method"] == method]
        for name, value in wanted.items():
            found = found[found[name] == value]
        return found

    def one(self, table: str, column: str, *, method: str = OURS, **wanted: str) -> float:
        """One figure; NaN where the run has no such row."""
        found = self.rows(table, method=method, **wanted)[column]
        return float(found.iloc[0]) if len(found) else float("nan")


def share(value: float, decimals: int = 1) -> str:
    """A share as per cent, for a table.

    Examples
    --------
    >>> share(0.8031), share(float("nan"))
    ('80.3%', '—')
    """
    text = number(100 * value, decimals)
    return text if text == MISSING else text + "%"


def score(value: float, decimals: int = 3) -> str:
    """A score, or a dash.

    Examples
    --------
    >>> score(0.1742), score(-0.01234, 2)
    ('0.174', '−0.01')
    """
    return number(value, decimals)
