"""Pictures of an evaluation, in one look, each a `matplotlib.figure.Figure` and a sentence that tells it."""

from kcstats.report.figures.domains import domains
from kcstats.report.figures.overview import overview, overview_pages
from kcstats.report.figures.profile import profile
from kcstats.report.figures.sheet import save

__all__ = ["domains", "overview", "overview_pages", "profile", "save"]
