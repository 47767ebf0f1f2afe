"""Who answers for a target: the units of ``departments.yml``, else the unit in the user's own plan, else nobody yet.

The plans of the nation and of the district name no unit for any goal, so nothing is assumed.
"""

from __future__ import annotations

from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Target
from kcstats.report.conclusions import PENDING
from kcstats.report.numbers import MISSING


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


def answering_numbers(ev: Evaluation, target: Target) -> str:
    """Name the units by their numbers, for a narrow column; `numbered_units` is printed over the tables."""
    known = {unit.id: place for place, unit in enumerate(ev.dataset.departments, start=1)}
    units = ev.dataset.answering(target.indicator)
    if units:
        return ("、" if ev.settings.lang == "zh" else ", ").join(str(known[unit.id]) for unit in units)
    if known and not target.responsible_unit:
        return MISSING
    return answering_or_pending(ev, target)


def numbered_units(ev: Evaluation) -> str:
    """The key to tables whose units are numbers; empty where no duties were given."""
    lang, units = ev.settings.lang, ev.dataset.departments
    if not units:
        return ""
    if lang == "zh":
        named = [f"{place}.{unit.name(lang)}" for place, unit in enumerate(units, start=1)]
        return f"责任单位：{'；'.join(named)}；“—”为待补充。"
    named = [f"{place}. {unit.name(lang)}" for place, unit in enumerate(units, start=1)]
    return f"Responsible: {'; '.join(named)}; “—” to be supplied."
