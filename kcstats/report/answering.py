"""Who answers for a target: the units of ``departments.yml``, else the unit in the user's own plan, else nobody yet.

The plans of the nation and of the district name no unit for any goal, so nothing is assumed.
"""

from __future__ import annotations

from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Target
from kcstats.report.conclusions import PENDING


def answering(ev: Evaluation, target: Target) -> str:
    """Name the units that answer for a target, the leading one first; empty where nobody said so."""
    lang = ev.settings.lang
    units = ev.dataset.answering(target.indicator)
    if units:
        return ("、" if lang == "zh" else ", ").join(unit.name(lang) for unit in units)
    return target.responsible_unit


def answering_or_pending(ev: Evaluation, target: Target) -> str:
    """The same, with 待补充 where nobody said so."""
    return answering(ev, target) or PENDING[ev.settings.lang]
