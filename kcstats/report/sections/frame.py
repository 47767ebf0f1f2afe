"""What every section shares: the evaluation, headings, the mark of made-up data, and where pictures are put."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kcstats.evaluation.model import Evaluation
from kcstats.files import text_atomically
from kcstats.report.markdown import picture
from kcstats.report.numbers import chinese
from kcstats.terms import Lang

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kcstats.report.before import Before

_DEMO = {
    "zh": "**演示数据**：本报告所用数据为虚构，只用来演示方法，不反映任何地区的真实情况。",
    "en": "**Made-up data**: the figures in this report are invented to show the method; they describe no real "
    "place.",
}


def with_plain_years(ev: Evaluation) -> Evaluation:
    """The same evaluation with a missing year as NaN, which compares, where `Int64` has NA, which does not."""
    return replace(ev, indicators=ev.indicators.astype({"latest_year": float}))


@dataclass(frozen=True)
class Frame:
    """What a section is written from.

    Attributes
    ----------
    ev : Evaluation
    folder : Path
        The run's folder; pictures go into its ``figures/``.
    before : Evaluation or None
        The mid-term evaluation a final one looks back to.
    previous : Before or None
        The report before this one.
    """

    ev: Evaluation
    folder: Path
    before: Evaluation | None = None
    previous: Before | None = None

    @property
    def lang(self) -> Lang:
        """Language of everything people read."""
        return self.ev.settings.lang

    @property
    def zh(self) -> bool:
        """Whether that is Chinese."""
        return self.lang == "zh"

    @cached_property
    def drawn(self) -> Evaluation:
        """The evaluation as pictures take it: a missing latest year is NaN, not NA."""
        return with_plain_years(self.ev)

    def say(self, zh: str, en: str) -> str:
        """Choose the reader's language."""
        return zh if self.zh else en

    def heading(self, zh: str, en: str, *, id: str, number: int = 0, marked: bool = True) -> str:
        """Open a section: its heading, and the mark of made-up data under it.

        Unmarked where only wide tables follow: they take the heading to their landscape page, and say it themselves.
        """
        title = self.say(zh, en)
        if number:
            title = f"{chinese(number)}、{title}" if self.zh else f"{number} {title}"
        mark = f"\n\n{_DEMO[self.lang]}" if self.ev.dataset.synthetic and marked else ""
        return f"# {title} {{#sec-{id}}}{mark}"

    def subheading(self, text: str, number: int, *, id: str = "") -> str:
        """A heading of the second level, numbered （一）."""
        label = f"（{chinese(number)}）{text}" if self.zh else f"({number}) {text}"
        return f"## {label}" + (f" {{#sec-{id}}}" if id else "")

    def draw(self, figure: Figure, id: str, *, caption: str, alt: str, explore: str = "") -> str:
        """Save a picture, and what a screen shows in its place if anything; give the markdown that shows it."""
        from kcstats.report.figures.sheet import save
        from kcstats.report.web.finish import SUFFIX

        path = self.folder / "figures" / f"{id}.png"
        save(figure, path)
        beside = path.with_name(f"{id}{SUFFIX}")
        if explore:
            text_atomically(explore, beside)
        else:
            beside.unlink(missing_ok=True)
        return picture(f"figures/{id}.png", caption, id, alt)
