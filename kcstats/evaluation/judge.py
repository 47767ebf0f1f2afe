"""One look at the data as they stood at the end of a year: what the target year will bring, for every row.

The same look is taken at earlier years to tell since when a target has been in danger, so nothing here may use a
figure from after the year of the look.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.assemble import Floats, Ints, assemble, last_segment, latest, value_in
from kcstats.evaluation.assess import Answer, Question, assess
from kcstats.evaluation.demand import BANDED, Demand, bound, demand
from kcstats.evaluation.select import Selection
from kcstats.evaluation.settings import Settings
from kcstats.plan.model import Indicator
from kcstats.stats.baseline_rules import stable_band
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import Forecast, forecast
from kcstats.stats.reasons import reason
from kcstats.stats.three_answers import published_answer
from kcstats.terms import Lang, Rule

Codes = npt.NDArray[np.object_]

_NO_COUNT_LEVEL = (*BANDED, Rule.SLOW_RISE, Rule.NARROW_GAP, Rule.NOT_BELOW_REFERENCE)
_TOO_FEW = {
    ("zh", False): "事件太少，全年分母{0:,.0f}，按目标水平一年预计只有{1:.2f}例，1例即超出目标；"
    "分母至少{2:,.0f}才能逐年判断",
    ("zh", True): "基数太小，全年分母{0:,.0f}，按目标水平一年只容许{1:.2f}例未达到，1例未达到即低于目标；"
    "分母至少{2:,.0f}才能逐年判断",
    ("en", False): "too few events (of {0:,.0f} a year the target level means {1:.2f}, so that a single one "
    "already misses it; at least {2:,.0f} would be needed)",
    ("en", True): "too few cases (of {0:,.0f} a year the target level lets {1:.2f} go wrong, so that a single one "
    "already misses it; at least {2:,.0f} would be needed)",
}


@dataclass(frozen=True)
class Look:
    """What was known, and what follows from it; arrays over the selection's rows.

    Attributes
    ----------
    history : DataFrame
        The observations up to the year of the look.
    keys : ndarray of int, shape (m,)
        Rows that have a series, and so a place in `batch` and `forecast`.
    batch : SeriesBatch, m series
    forecast : Forecast, m distributions
        Of the target year's figure.
    target_year, baseline_year, baseline, latest_year, latest : ndarray of float, shape (n,)
        The baseline is NaN where a changed definition lies between it and the latest figure: nothing is compared.
    baseline_as_published : ndarray of float, shape (n,)
        Of whatever definition.
    demand : Demand
    bound : Demand
        The same, but for a band about the baseline its edge on the figure's side.
    p : ndarray of float, shape (n,)
        Probability of attainment; NaN = no answer.
    reason, method, note : ndarray of str, shape (n,)
    ratio : ndarray of float, shape (n,)
        Probability that a gap narrows as a ratio; NaN elsewhere.
    """

    history: pd.DataFrame
    keys: Ints
    batch: SeriesBatch
    forecast: Forecast
    target_year: Floats
    baseline_year: Floats
    baseline: Floats
    latest_year: Floats
    latest: Floats
    baseline_as_published: Floats
    demand: Demand
    bound: Demand
    p: Floats
    reason: Codes
    method: Codes
    note: Codes
    ratio: Floats

    @property
    def over(self) -> npt.NDArray[np.bool_]:
        """Rows whose latest figure is that of the target year (or later): nothing is left to forecast."""
        return self.latest_year >= self.target_year


def look(selection: Selection, indicators: dict[str, Indicator], settings: Settings, year: int) -> Look:
    """Judge every row by what was known at the end of a year.

    Parameters
    ----------
    selection : Selection
    indicators : dict of id to Indicator
    settings : Settings
    year : int
        Figures after it are not used.

    Returns
    -------
    Look
    """
    n = len(selection)
    targets = selection.targets
    history = selection.history[selection.history["year"] <= year]
    of_row = {key: indicators[t.indicator] for key, t in enumerate(targets)}
    target_year = np.array([settings.target_year or t.target_year for t in targets], dtype=float)
    baseline_year = np.array([t.baseline_year for t in targets], dtype=float)
    published = _baseline(selection, history, baseline_year)
    redefined = _redefined(history, baseline_year)
    baseline = np.where(redefined, np.nan, published)
    latest_year, latest_value = latest(history, n)
    keys, batch = assemble(last_segment(history), of_row)
    lent = selection.elsewhere.lend(keys, year, indicators)
    future = forecast(batch, target_year[keys], lang=settings.lang, borrowed=lent)
    wanted, band = demand(targets, baseline), np.full(n, np.nan)
    band[keys] = stable_band(batch, baseline_year[keys], baseline[keys])
    question = Question(selection, indicators, keys, batch, future, target_year, baseline_year, baseline)
    answer = _few_events(question, wanted, assess(question, lang=settings.lang), settings.lang)
    unknown = redefined & (answer.reason == reason("no_baseline", settings.lang))
    why = np.where(unknown, reason("redefined", settings.lang), answer.reason)
    return Look(
        history, keys, batch, future, target_year, baseline_year, baseline, latest_year, latest_value, published,
        wanted, bound(targets, wanted, band, latest_value), answer.p, why, answer.method, answer.note, answer.ratio,
    )  # fmt: skip


def count_level(selection: Selection, wanted: Demand) -> Floats:
    """Level that a figure's counts are held against; NaN for rules about a band, a slope or another series.

    Returns
    -------
    ndarray of float, shape (n,)
    """
    held = np.array([t.rule not in _NO_COUNT_LEVEL for t in selection.targets], dtype=bool)
    return np.where(held, wanted.level, np.nan)


def _few_events(question: Question, wanted: Demand, answer: Answer, lang: Lang) -> Answer:
    """Withhold the probability where a single event decides: too few births to judge is a verdict of its own."""
    keys, batch = question.keys, question.batch
    counts = published_answer(batch, count_level(question.selection, wanted)[keys], wanted.upward[keys])
    hit = counts.too_few & np.isfinite(answer.p[keys])
    p, reason = answer.p.copy(), answer.reason.copy()
    for place in np.flatnonzero(hit):
        denominator, least = counts.denominator[place], counts.births_to_judge[place]
        p[keys[place]] = np.nan
        said = _TOO_FEW[lang, bool(wanted.upward[keys[place]])]
        reason[keys[place]] = said.format(denominator, denominator / least, least)
    return Answer(p, reason, answer.method, answer.note, answer.ratio)


def _redefined(history: pd.DataFrame, baseline_year: Floats) -> npt.NDArray[np.bool_]:
    """Whether the definition changed between the baseline year and the latest figure, shape (n,)."""
    since = history[history["year"].to_numpy(dtype=float) >= baseline_year[history["key"].to_numpy(dtype=np.intp)]]
    many = since.groupby("key")["segment"].nunique()
    out = np.zeros(len(baseline_year), dtype=bool)
    out[many.index.to_numpy(dtype=np.intp)] = many.to_numpy() > 1
    return out


def _baseline(selection: Selection, history: pd.DataFrame, baseline_year: Floats) -> Floats:
    """The data's own baseline, revised as it may be; for the area as a whole, else the plan's."""
    baseline = value_in(history, len(selection), baseline_year)
    for key, target in enumerate(selection.targets):
        own = selection.groups[key] == "total" and selection.areas[key] == selection.areas[0]
        if np.isnan(baseline[key]) and target.baseline_value is not None and own:
            baseline[key] = target.baseline_value
    return baseline
