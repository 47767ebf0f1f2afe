"""A report as a value: the evaluation behind it, and one method for each section a notebook shows.

A notebook holds parameters and one line a section; everything it says is made here, from one evaluation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings
from kcstats.evaluation.store import evaluate_once
from kcstats.evaluation.write import write_tables
from kcstats.report.before import Before, report_before
from kcstats.report.kinds import chapter
from kcstats.report.markdown import mark_tables
from kcstats.report.sections import (
    annual,
    brief,
    bulletin,
    closing,
    compared,
    comparison,
    department,
    final,
    hindcast,
    opening,
    outlook,
    profiles,
    situation,
    yearbook,
)  # fmt: skip
from kcstats.report.sections.frame import Frame


@dataclass(frozen=True, repr=False)
class Markdown:
    """A section's text; a notebook shows it as markdown.

    Attributes
    ----------
    data : str
    """

    data: str

    def _repr_markdown_(self) -> str:
        return self.data

    def __repr__(self) -> str:
        return f"<markdown, {len(self.data)} characters>"


@dataclass(frozen=True)
class Report:
    """One report.

    Attributes
    ----------
    ev : Evaluation
    folder : Path
        Receives ``figures/`` and ``tables/``.
    before : Evaluation or None
        For a final evaluation: the mid-term one, made again with the figures known then.
    previous : Before or None
        The report before this one.
    """

    ev: Evaluation
    folder: Path
    before: Evaluation | None = None
    previous: Before | None = None

    @classmethod
    def from_parameters(cls, *, folder: str | Path = ".", **parameters: Any) -> Report:
        """Evaluate, write the result tables, and be ready to show sections.

        Parameters
        ----------
        folder : str or Path
            Where figures and tables go; the notebook's own folder unless told otherwise.
        **parameters
            The keys of `Settings`, as in a params file.

        Raises
        ------
        InputError
            If a parameter, a plan or the package is faulty.
        """
        settings = load_settings(parameters)
        ev = evaluate_once(settings)
        before = None
        if settings.mid_term is not None:
            earlier = {"data_to": settings.mid_term, "mid_term": None, "previous": None}
            before = evaluate_once(settings.model_copy(update=earlier))
        report = cls(ev, Path(folder), before, report_before(settings))
        write_tables(ev, report.folder / "tables")
        return report

    @cached_property
    def frame(self) -> Frame:
        """What the sections are written from."""
        return Frame(self.ev, self.folder, self.before, self.previous)

    def _number(self, section: str) -> int:
        """Number of a section's first chapter in this kind of report."""
        return chapter(self.ev, section)

    def _shown(self, text: str) -> Markdown:
        """Let a section be shown; every table of made-up data says so."""
        if not self.ev.dataset.synthetic:
            return Markdown(text)
        return Markdown(mark_tables(text, self.frame.say("（演示数据）", " (made-up data)")))

    def summary(self) -> Markdown:
        """摘要."""
        return self._shown(opening.summary(self.frame))

    def approach(self) -> Markdown:
        """How the evaluation was done."""
        return self._shown(opening.approach(self.frame, self._number("approach")))

    def situation(self) -> Markdown:
        """The situation as a whole."""
        return self._shown(opening.situation(self.frame, self._number("situation")))

    def plans(self) -> Markdown:
        """Each plan's targets, domain by domain."""
        parts = [
            situation.plan_section(self.frame, p, k) for k, p in enumerate(self.ev.plans, start=self._number("plans"))
        ]
        return self._shown("\n".join(parts))

    def forecast(self) -> Markdown:
        """Forecast and early warning."""
        return self._shown(outlook.forecast(self.frame, self._number("forecast")))

    def problems(self) -> Markdown:
        """Ranked problems, causes to be supplied."""
        return self._shown(outlook.problems(self.frame, self._number("problems")))

    def effects(self) -> Markdown:
        """Effect of measures and experience."""
        return self._shown(outlook.effects(self.frame, self._number("effects")))

    def proposals(self) -> Markdown:
        """Draft proposals by rule."""
        return self._shown(outlook.proposals(self.frame, self._number("proposals")))

    def missing(self) -> Markdown:
        """What cannot be judged, and why."""
        return self._shown(closing.missing(self.frame, self._number("missing")))

    def qualitative(self) -> Markdown:
        """Qualitative goals."""
        return self._shown(closing.qualitative(self.frame, self._number("qualitative")))

    def results(self) -> Markdown:
        """Final evaluation: every target met or not, and by how much."""
        return self._shown(final.results(self.frame, self._number("results")))

    def looking_back(self) -> Markdown:
        """Final evaluation: what the mid-term had said."""
        return self._shown(final.looking_back(self.frame, self._number("looking_back")))

    def next_round(self) -> Markdown:
        """Final evaluation: proposals for the next round."""
        return self._shown(final.next_round(self.frame, self._number("next_round")))

    def hindcast_summary(self) -> Markdown:
        """Hindcast: what it comes to."""
        return self._shown(hindcast.summary(self.frame))

    def hindcast_approach(self) -> Markdown:
        """Hindcast: how the test was done."""
        return self._shown(hindcast.approach(self.frame, 1))

    def hindcast_results(self) -> Markdown:
        """Hindcast: every target, what was said and what came."""
        return self._shown(hindcast.results(self.frame, 2))

    def hindcast_marks(self) -> Markdown:
        """Hindcast: Brier, coverage, and the published rules on the same targets."""
        return self._shown(hindcast.marks(self.frame, 3))

    def hindcast_series(self) -> Markdown:
        """Hindcast: the intervals of all series."""
        return self._shown(hindcast.series(self.frame, 4))

    def hindcast_sources(self) -> Markdown:
        """Hindcast: where every figure stands, those that came later included."""
        frame = self.frame if self.ev.truth is None else Frame(self.ev.truth, self.folder)
        return self._shown(closing.sources(frame))

    def bulletin(self) -> Markdown:
        """The early-warning bulletin, whole."""
        return self._shown(bulletin.bulletin(self.frame))

    def overview(self) -> Markdown:
        """Monitoring report: basis, data, scope, overall conclusion."""
        return self._shown(annual.opening(self.frame))

    def background(self) -> Markdown:
        """Population, economy and spending."""
        return self._shown(annual.background(self.frame, self._number("background")))

    def domains(self) -> Markdown:
        """A chapter a domain, its headings conclusions."""
        return self._shown(annual.chapters(self.frame, self._number("domains")))

    def attention(self) -> Markdown:
        """What is not met and what was not reported."""
        return self._shown(annual.attention(self.frame, self._number("attention")))

    def note(self) -> Markdown:
        """Yearbook: what is in it."""
        return self._shown(yearbook.note(self.frame))

    def tables(self) -> Markdown:
        """Yearbook: ten years of the whole area, by domain."""
        return self._shown(yearbook.tables(self.frame, self._number("tables")))

    def by_group(self) -> Markdown:
        """Yearbook: ten years of the groups, sexes and ages as columns."""
        return self._shown(yearbook.by_group(self.frame, self._number("by_group")))

    def explanations(self) -> Markdown:
        """Yearbook: every indicator in five parts."""
        return self._shown(yearbook.explanations(self.frame, self._number("explanations")))

    def brief(self) -> Markdown:
        """The decision brief, whole."""
        return self._shown(brief.brief(self.frame))

    def profiles(self) -> Markdown:
        """Indicator profiles, a page each."""
        return self._shown(profiles.profiles(self.frame))

    def department(self) -> Markdown:
        """A department's extract, whole; all departments where none is named."""
        return self._shown(department.department(self.frame))

    def chapters(self) -> Markdown:
        """Monitoring report over several years: a chapter a domain, with a table since the baseline."""
        return self._shown(annual.chapters(self.frame, self._number("domains"), tables=True))

    def groups(self) -> Markdown:
        """Gaps between sexes, town and country, and sub-areas."""
        return self._shown(annual.groups(self.frame, self._number("groups")))

    def compared(self) -> Markdown:
        """Verdicts that changed since the report before."""
        return self._shown(compared.compared(self.frame, self._number("compared")))

    def indicators(self) -> Markdown:
        """Appendix: every measurable target."""
        return self._shown(closing.indicators(self.frame))

    def definitions(self) -> Markdown:
        """Appendix: method and definitions."""
        return self._shown(closing.definitions(self.frame))

    def sources(self) -> Markdown:
        """Appendix: where every figure stands."""
        return self._shown(closing.sources(self.frame))

    def comparison(self) -> Markdown:
        """Appendix: how other rules would judge, and what rules and warnings were worth in hindcast."""
        hindcasts = comparison.hindcasts(self.frame)  # on real series: never marked as made up
        return Markdown(self._shown(comparison.judged(self.frame)).data + "\n" + hindcasts)

    def colophon(self) -> Markdown:
        """The last page: renderer, versions, hashes."""
        return self._shown(closing.colophon(self.frame))
