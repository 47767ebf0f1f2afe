"""A small history as SVG: a line, its last dot, the target in red, the coming years as a pale band."""

from __future__ import annotations

import math

import numpy as np

from kcstats.report.figures.spark import Spark
from kcstats.report.web.markup import Html
from kcstats.report.web.stage import Stage, runs, svg


def spark(s: Spark) -> Html:
    """Draw one small history; empty where nothing is known.

    Parameters
    ----------
    s : Spark
        As the overview picture draws it.

    Returns
    -------
    Html
    """
    known = np.concatenate([s.seen, s.band[:, 1:].ravel() if len(s.seen) else [], [s.level]])
    known = known[np.isfinite(known)]
    if not known.size:
        return Html("")
    low, high = float(known.min()), float(known.max())
    margin = 0.1 * (high - low) or abs(high) or 1.0
    stage = Stage(s.span[0] - 0.5, s.span[1] + 0.5, low - margin, high + margin)
    parts: list[Html] = []
    if len(s.band) and len(s.years):
        years = np.r_[s.years[-1], s.band[:, 0]]
        parts.append(stage.band(years, np.r_[s.seen[-1], s.band[:, 1]], np.r_[s.seen[-1], s.band[:, 2]], "band80"))
    if math.isfinite(s.level):
        parts.append(stage.level(s.level, "goal" if s.numeric else "goal dashed"))
    for xs, ys, bridged in runs(s.years, s.seen, s.segment):
        parts.append(stage.line(xs, ys, "bridge" if bridged else "seen"))
    parts.append(stage.dots(s.years[-1:], s.seen[-1:], "dot"))
    return svg(*parts, class_="spark")
