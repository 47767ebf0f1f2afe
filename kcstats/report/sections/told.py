"""The user's own words in a report: measures, experience, problems, causes, proposals, self-evaluation.

Nothing here is written by the software. A text is printed as it was given, with who wrote it and of which year it
speaks; where nobody wrote one, the report says 待补充.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kcstats.observations.narrative import Narrative
from kcstats.plan.model import Plan, Target
from kcstats.report.conclusions import PENDING
from kcstats.report.markdown import quoted
from kcstats.report.sections.frame import Frame
from kcstats.terms import TextKind


def told(frame: Frame, kind: TextKind, plan: Plan | None = None, domain: int | None = None) -> list[Narrative]:
    """Find texts of one kind: of all plans, of one plan (whole and parts), or of one domain of it.

    Parameters
    ----------
    frame : Frame
    kind : TextKind
    plan : Plan, optional
    domain : int, optional
        Number of a domain; 0 = only what speaks of the plan as a whole.

    Returns
    -------
    list of Narrative
        Of the evaluated area, from the year after the plan's baseline to the last year used, newest first.
    """
    ev = frame.ev
    first = {p.id: p.baseline_year for p in ev.plans}
    found = [
        n
        for n in ev.dataset.narratives
        if n.kind is kind and n.area == ev.settings.area and n.plan in (first if plan is None else (plan.id,))
        and first[n.plan] < n.year <= ev.settings.data_to and (domain is None or n.domain == domain)
    ]  # fmt: skip
    return sorted(found, key=lambda n: -n.year)


def about(frame: Frame, kind: TextKind, target: Target) -> list[Narrative]:
    """Find texts of one kind about one target, or about the goal or strategy that it belongs to."""
    plan = frame.ev.plan(target.plan)
    items = {target.id, target.id.rstrip("abcdefghijklmnopqrstuvwxyz")}
    return [n for n in told(frame, kind, plan, target.domain) if n.item in items]


def said(frame: Frame, found: Iterable[Narrative]) -> str:
    """Print texts in one paragraph, each with its author and year."""
    return frame.say("；", "; ").join(one(frame, n) for n in found)


def one(frame: Frame, narrative: Narrative) -> str:
    """Print one text with its author and year."""
    if frame.zh:
        by = f"{quoted(narrative.author)}，" if narrative.author else ""
        return f"{quoted(narrative.text)}（{by}{narrative.year}年）"
    by = f"{quoted(narrative.author)}, " if narrative.author else ""
    return f"{quoted(narrative.text)} ({by}{narrative.year})"


def labelled(
    frame: Frame, zh: str, en: str, found: Sequence[Narrative], *, named: bool = False, without: str = ""
) -> str:
    """Print texts behind a bold label, or that they are still to come.

    Texts that say what they are about are numbered, a paragraph each, the first of them behind the label, which so
    never stands alone at the foot of a page; a single text says it in the label.

    Parameters
    ----------
    frame : Frame
    zh, en : str
        The label.
    found : sequence of Narrative
    named : bool
        Whether each text says what it is about.
    without : str
        Said behind 待补充 where there is no text.
    """
    label = frame.say(f"**{zh}：**", f"**{en}:** ")
    if named and len(found) > 1:
        numbers = (frame.say(f"（{place}）", f"\\({place}) ") for place in range(1, len(found) + 1))
        return label + "\n\n".join(number + _about(frame, n) for number, n in zip(numbers, found, strict=True))
    if named and found and (subject := _subject(frame, found[0])):
        label = frame.say(f"**{zh}（{subject}）：**", f"**{en} ({subject}):** ")
    if found:
        return label + said(frame, found)
    return label + PENDING[frame.lang] + without + frame.say("。", ".")


def _about(frame: Frame, narrative: Narrative) -> str:
    subject = _subject(frame, narrative)
    return (subject + frame.say("：", ": ") if subject else "") + one(frame, narrative)


def _subject(frame: Frame, narrative: Narrative) -> str:
    """What a text is about: its target, goal or strategy, or domain; empty for the plan as a whole."""
    if not narrative.domain:
        return ""
    domain = frame.ev.plan(narrative.plan).domain(narrative.domain)
    names = {item.id: item.title(frame.lang) for item in domain.items}
    names |= {target.id: target.name(frame.lang) for item in domain.items for target in item.targets}
    return names.get(narrative.item, domain.name(frame.lang))
