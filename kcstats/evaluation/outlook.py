"""Joint answers: how many targets of a plan, a domain or a goal will be met, and whether all of them will.

A count of colours says nothing of what is between them: five targets at 60 % are three met on average, not five. So
the number met is a distribution, made from the probabilities of the single targets and from how outcomes of one place
hang together. What cannot be judged is counted apart and never as met or missed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from kcstats.evaluation.model import JOINT_COLUMNS
from kcstats.evaluation.summary import SECTIONS, section_of
from kcstats.plan.model import Goal, Plan, Target
from kcstats.stats.joint import NumberMet, number_met
from kcstats.terms import Status

LEVEL = 0.8
"""Of the interval of the number met."""


def outcomes(table: pd.DataFrame, area: str) -> dict[str, tuple[float, bool]]:
    """What each target of the evaluated area comes to.

    Parameters
    ----------
    table : DataFrame
        The results, one row a target, area and group.
    area : str

    Returns
    -------
    dict of target id to (probability, known)
        The figure of the target year decides where it is known (1 or 0); NaN = cannot be judged.
    """
    own = table[(table["area"] == area) & (table["group"] == "total")]
    over = (own["method"] == "observed").to_numpy()
    met = (own["status"] == Status.MET.value).to_numpy()
    blank = (own["status"] == Status.NO_DATA.value).to_numpy()
    p = np.where(over & ~blank, np.where(met, 1.0, 0.0), own["p_attain"].to_numpy(dtype=float))
    return {str(id): (float(x), bool(o and not b)) for id, x, o, b in zip(own["id"], p, over, blank, strict=True)}


def joint_table(plans: tuple[Plan, ...], found: Mapping[str, tuple[float, bool]]) -> pd.DataFrame:
    """Number met and the probability that all are, by plan, domain, goal and section.

    Parameters
    ----------
    plans : tuple of Plan
    found : mapping of target id to (probability, known)
        As `outcomes` gives them.

    Returns
    -------
    DataFrame
        Columns `JOINT_COLUMNS`. Domains of a plan by section (``goal == ""``), the plan's total (``domain == ""``),
        then every goal with measurable targets (``section == ""``). `expected`, `low`, `high` speak of the `judged`
        ones; `p_all` is empty where one of the set cannot be judged, `p_all_judged` then still speaks of the rest.
    """
    rows = []
    for plan in plans:
        for section in SECTIONS:
            mine = [t for t in plan.targets if section_of(t) == section]
            for number in (domain.number for domain in plan.domains):
                rows.append(_row(plan.id, str(number), "", section, [t for t in mine if t.domain == number], found))
            rows.append(_row(plan.id, "", "", section, mine, found))
        goals: list[tuple[int, Goal]] = [(d.number, g) for d in plan.domains for g in d.goals]
        rows += [_row(plan.id, str(n), goal.id, "", list(goal.targets), found) for n, goal in goals]
    table = pd.DataFrame(rows, columns=list(JOINT_COLUMNS))
    table = table.astype({"low": "Int64", "high": "Int64"})
    return table[table["n"] > 0].reset_index(drop=True)


def _row(
    plan: str,
    domain: str,
    goal: str,
    section: str,
    targets: Sequence[Target],
    found: Mapping[str, tuple[float, bool]],
) -> dict[str, object]:
    judged = [t for t in targets if not np.isnan(found[t.id][0])]
    number = _together(judged, found)
    whole = len(judged) == len(targets) and number is not None
    return {
        "plan": plan, "domain": domain, "goal": goal, "section": section, "n": len(targets), "judged": len(judged),
        "not_judged": len(targets) - len(judged), "known": sum(found[t.id][1] for t in targets),
        "expected": np.nan if number is None else number.expected,
        "low": None if number is None else number.lower,
        "high": None if number is None else number.upper,
        "p_all": number.p_all if whole and number is not None else np.nan,
        "p_all_judged": np.nan if number is None else number.p_all,
    }  # fmt: skip


def _together(targets: Sequence[Target], found: Mapping[str, tuple[float, bool]]) -> NumberMet | None:
    """One outcome for each different demand, however often it stands in the set."""
    if not targets:
        return None
    demands: dict[tuple[object, ...], list[Target]] = {}
    for target in targets:
        demands.setdefault(demand_key(target), []).append(target)
    first = [same[0] for same in demands.values()]
    return number_met(
        [found[t.id][0] for t in first],
        [(t.plan, t.domain, t.source, t.item) for t in first],
        times=[len(same) for same in demands.values()],
        level=LEVEL,
    )


def demand_key(target: Target) -> tuple[object, ...]:
    """What makes two targets one and the same demand of the same figure."""
    return (
        target.indicator, target.rule, target.scope, target.threshold, target.sex, target.age_group, target.residence,
        target.gap_by, target.reference_indicator, target.baseline_year, target.target_year,
    )  # fmt: skip
