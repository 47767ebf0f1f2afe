"""The roll-up: the four grades by domain and plan, which always sum to n.

Three counts stand apart, because they answer different questions: the numeric targets of the goals (the denominator
of every published completion rate), the directional ones that give no number, and the numbers that stand among the
strategies.
"""

from __future__ import annotations

import pandas as pd

from kcstats.evaluation.model import SUMMARY_COLUMNS
from kcstats.plan.model import Plan, Target
from kcstats.terms import Grade

SECTIONS = ("goal_numeric", "directional", "strategy_numeric")


def section_of(target: Target) -> str:
    """Which of the three counts a target belongs to.

    Returns
    -------
    {"goal_numeric", "directional", "strategy_numeric"}
        Directional holds every measurable target without a number, of goals and strategies alike.
    """
    if not target.numeric:
        return "directional"
    return "goal_numeric" if target.source == "goal" else "strategy_numeric"


def summarise(plans: tuple[Plan, ...], graded: dict[str, Grade]) -> pd.DataFrame:
    """Count grades by plan, domain and section.

    Parameters
    ----------
    plans : tuple of Plan
    graded : dict of target id to Grade
        The evaluated area's total rows.

    Returns
    -------
    DataFrame
        Columns `SUMMARY_COLUMNS`; the domains of a plan, then its total with ``domain == ""``. A section without
        any target has no row.
    """
    rows = []
    for plan in plans:
        for section in SECTIONS:
            mine = [t for t in plan.targets if section_of(t) == section]
            for number in (domain.number for domain in plan.domains):
                here = [t for t in mine if t.domain == number]
                rows.append(_count(plan.id, str(number), section, here, graded))
            rows.append(_count(plan.id, "", section, mine, graded))
    table = pd.DataFrame(rows, columns=list(SUMMARY_COLUMNS))
    return table[table["n"] > 0].reset_index(drop=True)


def _count(
    plan: str, domain: str, section: str, targets: list[Target], graded: dict[str, Grade]
) -> dict[str, object]:
    grades = [graded[t.id] for t in targets]
    counts = {grade.value: grades.count(grade) for grade in Grade}
    return {"plan": plan, "domain": domain, "section": section, "n": len(targets), **counts}
