"""Pictures of an evaluation, in one look, each a `matplotlib.figure.Figure` and a sentence that tells it."""

from kcstats.report.figures.alt import (
    alt_compare,
    alt_control,
    alt_domains,
    alt_gaps,
    alt_map,
    alt_overview,
    alt_panels,
    alt_profile,
    alt_subareas,
)
from kcstats.report.figures.area_map import area_map, has_map
from kcstats.report.figures.chart import control
from kcstats.report.figures.compare import compare
from kcstats.report.figures.domains import domains
from kcstats.report.figures.expected import Panel, alt_expected, expected
from kcstats.report.figures.gaps import gap_targets, gaps
from kcstats.report.figures.overview import overview, overview_pages
from kcstats.report.figures.panels import panel_places, panels
from kcstats.report.figures.profile import profile
from kcstats.report.figures.reliability import alt_reliability, reliability
from kcstats.report.figures.sheet import save
from kcstats.report.figures.subareas import places_of, subareas

__all__ = [
    "Panel",
    "alt_compare",
    "alt_control",
    "alt_domains",
    "alt_expected",
    "alt_gaps",
    "alt_map",
    "alt_overview",
    "alt_panels",
    "alt_profile",
    "alt_reliability",
    "alt_subareas",
    "area_map",
    "compare",
    "control",
    "domains",
    "expected",
    "gap_targets",
    "gaps",
    "has_map",
    "overview",
    "overview_pages",
    "panel_places",
    "panels",
    "places_of",
    "profile",
    "reliability",
    "save",
    "subareas",
]
