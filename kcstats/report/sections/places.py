"""The places inside the area: where each stands, on a map where shapes are known, and which way each goes."""

from __future__ import annotations

from kcstats.plan.model import Plan
from kcstats.report.facts import Facts, of_plan
from kcstats.report.figures.alt import alt_map, alt_panels, alt_subareas
from kcstats.report.figures.area_map import area_map, has_map
from kcstats.report.figures.panels import panel_places, panels
from kcstats.report.figures.subareas import places_of, subareas
from kcstats.report.markdown import slug
from kcstats.report.sections.frame import Frame
from kcstats.terms import Grade

PLACES = 2
"""At most so many targets of a plan are shown by sub-area."""


def place_pictures(frame: Frame, plan: Plan) -> list[str]:
    """Pictures by sub-area of the plan's difficult targets; empty where no sub-area has figures."""
    hard = of_plan(frame.ev, plan, section="goal_numeric", keep=lambda f: f.grade is Grade.DIFFICULT)
    shown = [f for f in hard if places_of(frame.drawn, f.id, lang=frame.lang)][:PLACES]
    return [text for fact in shown for text in (_where(frame, fact), _whither(frame, fact)) if text]


def _where(frame: Frame, fact: Facts) -> str:
    """Where each place stands: a map, or a dot chart where there are no shapes."""
    mapped = has_map(frame.drawn, fact.id)
    figure = (area_map if mapped else subareas)(frame.drawn, fact.id, lang=frame.lang)
    alt = (alt_map if mapped else alt_subareas)(frame.drawn, fact.id, lang=frame.lang)
    caption = frame.say(f"{fact.name}的下级地区情况", f"{fact.name} by sub-area")
    return frame.draw(figure, f"places-{slug(fact.id)}", caption=caption, alt=alt)


def _whither(frame: Frame, fact: Facts) -> str:
    """How each place has moved; empty where histories are too short."""
    if not panel_places(frame.drawn, fact.id, lang=frame.lang):
        return ""
    figure = panels(frame.drawn, fact.id, lang=frame.lang)
    caption = frame.say(f"{fact.name}：各下级地区的走势", f"{fact.name}: history of each sub-area")
    alt = alt_panels(frame.drawn, fact.id, lang=frame.lang)
    return frame.draw(figure, f"panels-{slug(fact.id)}", caption=caption, alt=alt)
