"""The validation report as a value: a backtest's tables, and one method for each section a notebook shows.

Everything said is read from the tables of one run; no figure of a result is typed in anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kcstats.report.report import Markdown
from kcstats.report.sections import validation, validation_beside, validation_detect, validation_uses
from kcstats.report.sections.validation_frame import Backtested
from kcstats.terms import Lang
from kcstats.validation.write import SHIPPED, read_run


@dataclass(frozen=True, repr=False)
class Validation:
    """A backtest to be shown.

    Attributes
    ----------
    found : Backtested
    """

    found: Backtested

    @classmethod
    def read(
        cls, folder: str | Path | None = None, *, lang: Lang = "zh", figures: str | Path = ".", numbered: bool = True
    ) -> Validation:
        """Read a run.

        Parameters
        ----------
        folder : str or Path, optional
            Its tables; those of the run that is shipped unless given.
        lang : {"zh", "en"}
        figures : str or Path
            Receives ``figures/``.
        numbered : bool
            Whether the headings carry numbers.

        Raises
        ------
        FileNotFoundError
            If the folder is not a run's.
        """
        tables, record = read_run(Path(folder) if folder else SHIPPED)
        return cls(Backtested(tables, record, Path(figures), lang, numbered))

    def summary(self) -> Markdown:
        """What was asked of the forecasts, what they reached, and whether that is enough."""
        return Markdown(validation.summary(self.found))

    def how(self) -> Markdown:
        """How it was done, and how many windows there were."""
        return Markdown(validation.how(self.found, 1))

    def coverage(self) -> Markdown:
        """Coverage of the intervals with binomial bands."""
        return Markdown(validation.coverage(self.found, 2))

    def pit(self) -> Markdown:
        """Histograms of the place of the truth."""
        return Markdown(validation.pit(self.found, 3))

    def reliability(self) -> Markdown:
        """Reliability diagrams: all, by kind, by size of place."""
        return Markdown(validation.reliability(self.found, 4))

    def scores(self) -> Markdown:
        """Scores by kind of window."""
        return Markdown(validation.scores(self.found, 5))

    def grammar(self) -> Markdown:
        """Every rule of the target grammar, by its own test."""
        return Markdown(validation_beside.grammar(self.found, 6))

    def comparators(self) -> Markdown:
        """Ours beside the usual ways and statsmodels' models."""
        return Markdown(validation_beside.comparators(self.found, 7))

    def rules(self) -> Markdown:
        """What became of the published rules' words."""
        return Markdown(validation_beside.rules(self.found, 8))

    def peers(self) -> Markdown:
        """What borrowing from the same indicator elsewhere is worth."""
        return Markdown(validation_beside.peers(self.found, 9))

    def places(self) -> Markdown:
        """Small places with drawn counts."""
        return Markdown(validation_beside.places(self.found, 10))

    def warnings(self) -> Markdown:
        """The warnings judged as a detector."""
        return Markdown(validation_detect.warnings(self.found, 11))

    def measures(self) -> Markdown:
        """Measures that nobody took: false alarms and power by method."""
        return Markdown(validation_uses.measures(self.found, 12))

    def hindcast(self) -> Markdown:
        """The hindcast with and without the Chinese series in what was learnt."""
        return Markdown(validation_uses.hindcast(self.found, 13))

    def tried(self) -> Markdown:
        """What was tried and did not help."""
        return Markdown(validation_beside.tried(self.found, 14))

    def limits(self) -> Markdown:
        """What this validation cannot show."""
        return Markdown(validation_beside.limits(self.found, 15))

    def record(self) -> Markdown:
        """How to make it again."""
        return Markdown(validation_beside.record(self.found))
