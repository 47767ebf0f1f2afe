"""What the page knows about one target: the words of its row, and the codes by which it is found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.summary import section_of
from kcstats.plan.model import Plan
from kcstats.report.conclusions import own_warnings, warned_ids
from kcstats.report.facts import Facts, facts
from kcstats.report.figures.overview import ordered
from kcstats.report.figures.reading import Reading, reading_of

WARNING_KINDS = ("hard_to_complete", "strong_fluctuation")


@dataclass(frozen=True)
class Entry:
    """One target.

    Attributes
    ----------
    fact : Facts
        From the evaluation as it is.
    reading : Reading
        The words of its row.
    section : {"goal_numeric", "directional", "strategy_numeric"}
    warnings : tuple of dict
        Its rows of the warnings table.
    rank : int
        Place by what needs attention, 0 = most.
    """

    plan: Plan
    fact: Facts
    reading: Reading
    section: str
    warnings: tuple[dict[str, Any], ...]
    rank: int

    @property
    def id(self) -> str:
        """The target's id, which is its address on the page too."""
        return self.fact.id

    @property
    def domain(self) -> str:
        """The domain's name."""
        return self.plan.domain(self.fact.target.domain).name(self.fact.lang)

    def codes(self) -> dict[str, Any]:
        """What the page's script filters and sorts by; a probability as a share, None where there is none."""
        return {
            "id": self.id,
            "plan": self.plan.id,
            "domain": f"{self.plan.id}/{self.fact.target.domain}",
            "section": self.section,
            "grade": self.fact.grade.value,
            "likelihood": self.fact.likelihood.value,
            "warning": [str(w["kind"]) for w in self.warnings],
            "p": round(self.fact.p, 4) if math.isfinite(self.fact.p) and not self.fact.over else None,
            "rank": self.rank,
            "text": " ".join(
                (self.id, self.fact.name, self.fact.indicator.name(self.fact.lang), self.domain)
            ).lower(),
        }


def entries(ev: Evaluation, drawn: Evaluation, ids: Sequence[str] | None = None) -> tuple[Entry, ...]:
    """Targets of the evaluated plans, in the plans' order.

    Parameters
    ----------
    ev : Evaluation
    drawn : Evaluation
        The same, as pictures take it (a missing year is NaN).
    ids : sequence of str or None
        Only these; None = all.

    Returns
    -------
    tuple of Entry
    """
    lang = ev.settings.lang
    targets = [(plan, target) for plan in ev.plans for target in plan.targets if ids is None or target.id in ids]
    rank = {id: place for place, id in enumerate(ordered(drawn, [target.id for _, target in targets]))}
    warned = pd.concat([own_warnings(ev, kind) for kind in WARNING_KINDS])
    by_id: dict[str, list[dict[str, Any]]] = {}
    for record in warned.to_dict("records"):
        for id in warned_ids(record):
            by_id.setdefault(id, []).append({str(key): value for key, value in record.items()})
    return tuple(
        Entry(
            plan=plan,
            fact=facts(ev, target.id),
            reading=reading_of(drawn, target.id, lang),
            section=section_of(target),
            warnings=tuple(by_id.get(target.id, ())),
            rank=rank[target.id],
        )
        for plan, target in targets
    )
