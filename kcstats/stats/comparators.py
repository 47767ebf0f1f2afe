"""What others would say: the published progress rules, named, beside our probability and never instead of it.

Each of them turns a few figures into a colour. Here they are as their authors print them, so that a report can show
where they agree with the likelihood and where not. None carries an uncertainty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.annual_change import average_annual_change
from kcstats.stats.mann_kendall import checked_series

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

VERDICTS = ("achieved", "on_track", "acceleration_needed", "limited", "worsening", "unknown")
"""Codes of every rule here, best first."""

OPEN_SDG_ZERO = 0.001
"""What Open SDG puts in the place of zero, which has no growth rate."""


@dataclass(frozen=True)
class Comparator:
    """One published rule, one row a target.

    Attributes
    ----------
    value : ndarray of float, shape (n,)
        The rule's own number; NaN where it has none.
    verdict : tuple of str, length n
        One of `VERDICTS`.
    source : str
        Whose rule it is.
    foretells : bool
        Whether its middle class speaks of the target year; where not, "improved" is neither yes nor no.
    """

    value: Floats
    verdict: tuple[str, ...]
    source: str
    foretells: bool = True

    @property
    def says_met(self) -> Bools:
        """Whether the rule expects the target to be met; False also where it says nothing."""
        return np.array([v in ("achieved", "on_track") for v in self.verdict], dtype=bool)

    @property
    def says(self) -> npt.NDArray[np.int8]:
        """What the rule expects: 1 the target will be met, -1 it will not, 0 it does not say."""
        silent = {"unknown"} if self.foretells else {"unknown", "acceleration_needed"}
        spoken = np.array([v not in silent for v in self.verdict], dtype=bool)
        return np.where(self.says_met, 1, np.where(spoken, -1, 0)).astype(np.int8)


def percent_of_targeted_change(
    baseline: npt.ArrayLike, latest: npt.ArrayLike, target: npt.ArrayLike, *, upward: npt.ArrayLike
) -> Comparator:
    r"""Apply Healthy People's rule: share of the way from baseline to target that is done.

    Parameters
    ----------
    baseline, latest, target : array_like of float, shape (n,)
        In the indicator's unit; NaN = unknown.
    upward : array_like of bool, shape (n,)
        True where more is better.

    Returns
    -------
    Comparator
        Value in percent; NaN where the baseline already met the target. Below 10 % of the way: ``limited``; a tenth
        of the baseline or more in the wrong direction: ``worsening`` (the rules where no standard errors are known).

    Notes
    -----
    :math:`100\,(y - y_0) / (c - y_0)`. It does not look at the years left: ``on_track`` is never said.

    References
    ----------
    National Center for Health Statistics. Healthy People 2020 Final Review, technical notes; 2021.
    doi:10.15620/cdc:111173.

    Examples
    --------
    >>> rule = percent_of_targeted_change([20.0], [17.0], [12.0], upward=[False])
    >>> float(rule.value[0]), rule.verdict[0]
    (37.5, 'acceleration_needed')
    """
    b, y, c, up = _rows(baseline, latest, target, upward)
    sign = np.where(up > 0, 1.0, -1.0)
    way = sign * (c - b)
    value = np.where(way > 0, 100 * sign * (y - b) / np.where(way > 0, way, 1.0), np.nan)
    away = np.where(b != 0, -sign * (y - b) / np.where(b != 0, np.abs(b), 1.0), np.nan)
    met = sign * (y - c) >= 0
    verdict = _classes(value, ((10.0, "acceleration_needed"),), "limited")
    verdict[(away >= 0.1) & ~met] = "worsening"
    verdict[(way <= 0) & ~met & (away < 0.1)] = "limited"
    return _finish(value, verdict, met, np.isfinite(b + y + c), "Healthy People 2020", foretells=False)


def cagr_ratio(
    baseline_year: npt.ArrayLike,
    baseline: npt.ArrayLike,
    latest_year: npt.ArrayLike,
    latest: npt.ArrayLike,
    target_year: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    upward: npt.ArrayLike,
    rule: str = "open_sdg",
) -> Comparator:
    r"""Apply Eurostat's and Open SDG's rule (or the UN's): observed over required compound annual growth.

    Parameters
    ----------
    baseline_year, latest_year, target_year : array_like of float, shape (n,)
    baseline, latest, target : array_like of float, shape (n,)
        In the indicator's unit, above zero; NaN = unknown.
    upward : array_like of bool, shape (n,)
    rule : {"open_sdg", "unsd"}
        Cut-offs .95 / .60 / 0, or .95 / .10 / -.10.

    Returns
    -------
    Comparator
        Value: the ratio; NaN where a figure is zero, where the growth required is zero or nothing is required. Open
        SDG puts .001 in the place of a baseline or target of zero, as its documentation says.

    Raises
    ------
    ValueError
        If `rule` is unknown.

    Notes
    -----
    :math:`R = d\,\frac{(y/y_0)^{1/(t-t_0)} - 1}{|(c/y_0)^{1/(T-t_0)} - 1|}` with d = 1 for up, -1 for down.

    References
    ----------
    Eurostat. Sustainable development in the European Union: monitoring report, annex on the assessment method.
    Open SDG. Progress measurement methodology. https://open-sdg.readthedocs.io/en/latest/progress-methodology/.
    UN Statistics Division. Sustainable Development Goals Progress Chart: technical note; 2022.

    Examples
    --------
    >>> found = cagr_ratio([2020], [16.9], [2024], [14.3], [2030], [12.0], upward=[False])
    >>> round(float(found.value[0]), 3), found.verdict[0]
    (1.215, 'on_track')
    """
    if rule not in ("open_sdg", "unsd"):
        raise ValueError(f"Expected rule = 'open_sdg' or 'unsd'. But got {rule!r}.")
    t0, b, t, y, end, c, up = _rows(baseline_year, baseline, latest_year, latest, target_year, target, upward)
    sign = np.where(up > 0, 1.0, -1.0)
    met = sign * (y - c) >= 0
    if rule == "open_sdg":
        b, c = (np.where(a == 0, OPEN_SDG_ZERO, a) for a in (b, c))
    usable = (b > 0) & (y > 0) & (c > 0) & (t > t0) & (end > t0)
    safe = [np.where(usable, a, 1.0) for a in (b, y, c)]
    observed = (safe[1] / safe[0]) ** (1 / np.where(usable, t - t0, 1.0)) - 1
    required = np.abs((safe[2] / safe[0]) ** (1 / np.where(usable, end - t0, 1.0)) - 1)
    value = np.where(usable & (required > 0), sign * observed / np.where(required > 0, required, 1.0), np.nan)
    if rule == "open_sdg":
        steps: tuple[tuple[float, str], ...] = ((0.95, "on_track"), (0.60, "acceleration_needed"), (0.0, "limited"))
    else:
        steps = ((0.95, "on_track"), (0.10, "acceleration_needed"), (-0.10, "limited"))
    source = "Eurostat / Open SDG" if rule == "open_sdg" else "UN Statistics Division"
    return _finish(value, _classes(value, steps, "worsening"), met, np.isfinite(value) | met, source)


def anticipated_progress(
    years: npt.ArrayLike,
    values: npt.ArrayLike,
    baseline_year: npt.ArrayLike,
    target_year: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    upward: npt.ArrayLike,
    baseline: npt.ArrayLike = np.nan,
) -> Comparator:
    r"""Apply ESCAP's rule: how much of the change needed will be missing in the target year.

    Parameters
    ----------
    years, values : array_like of float, shape (n, T)
        Ascending years and figures, NaN = missing.
    baseline_year, target_year, target : array_like of float, shape (n,)
    upward : array_like of bool, shape (n,)
    baseline : array_like of float, shape (n,)
        Baseline where the series itself does not show that year; NaN = only the series counts.

    Returns
    -------
    Comparator
        Value: gap left over in percent of the change needed, 0 where none is. Up to 10: ``on_track`` (maintain); up
        to 100: ``acceleration_needed``; more: ``worsening`` (reverse).

    Notes
    -----
    :math:`100\,|c - \hat y_T| / |c - y_0|`, :math:`\hat y_T` by a straight line with weights that grow with the year
    (the later half counts more). ESCAP weighs recent data by its own scheme; here the weight is the rank of the year,
    so that the value can differ a little from ESCAP's.

    References
    ----------
    Bidarbakht-Nia A. Weighted extrapolation method for measuring the SDGs progress. ESCAP SD/WP/04; 2017.
    Bidarbakht-Nia A. Tracking progress towards the SDGs. ESCAP SD/WP/05; 2017.

    Examples
    --------
    >>> t = [[2020, 2021, 2022, 2023, 2024]]
    >>> found = anticipated_progress(t, [[50, 52, 54, 56, 58]], [2020], [2030], [80], upward=[True])
    >>> round(float(found.value[0]), 1), found.verdict[0]
    (33.3, 'acceleration_needed')
    """
    t, x = checked_series(years, values)
    start, end, c, up, given, _ = _rows(baseline_year, target_year, target, upward, baseline, t[:, 0])
    sign = np.where(up > 0, 1.0, -1.0)
    known = np.isfinite(x)
    here = known & (t == start[:, None])
    b = np.where(here.any(axis=1), np.where(here, x, 0.0).sum(axis=1), given)
    w = np.where(known, np.cumsum(known, axis=1), 0.0)
    enough = known.sum(axis=1) >= 2
    total = np.where(enough, w.sum(axis=1), 1.0)
    at, value_at = np.where(known, t, 0.0), np.where(known, x, 0.0)
    centre, mean = (w * at).sum(axis=1) / total, (w * value_at).sum(axis=1) / total
    dt = np.where(known, at - centre[:, None], 0.0)
    slope = (w * dt * value_at).sum(axis=1) / np.where(enough, (w * dt**2).sum(axis=1), 1.0)
    predicted = np.where(enough, mean + slope * (end - centre), np.nan)
    gap = np.maximum(sign * (c - predicted), 0.0)
    way = sign * (c - b)
    value = np.where(gap == 0, 0.0, np.where(way > 0, 100 * gap / np.where(way > 0, way, 1.0), np.nan))
    last = np.where(known, np.arange(x.shape[1]), -1).max(axis=1)
    latest = np.where(last >= 0, x[np.arange(len(x)), np.maximum(last, 0)], np.nan)
    verdict = _classes(-value, ((-10.0, "on_track"), (-100.0, "acceleration_needed")), "worsening")
    known_rows = np.isfinite(value) & np.isfinite(predicted)
    met = (sign * (latest - c) >= 0) & (gap == 0)
    return _finish(value, verdict, met, known_rows, "UN ESCAP")


def annual_rate_of_reduction(
    years: npt.ArrayLike, values: npt.ArrayLike, target_year: npt.ArrayLike, target: npt.ArrayLike
) -> Comparator:
    r"""Apply UNICEF's rule: observed against required average annual rate of reduction.

    Parameters
    ----------
    years, values : array_like of float, shape (n, T)
        Ascending years and figures above zero, NaN = missing; a fall is wanted.
    target_year, target : array_like of float, shape (n,)

    Returns
    -------
    Comparator
        Value: observed AARR in percent a year (positive = falling).

    Notes
    -----
    :math:`AARR = 100(1 - e^b)`, b the slope of log figure on year; required from the latest figure on. ``on_track``
    where the observed is at least the required rate, ``worsening`` where it is negative.

    References
    ----------
    UNICEF. Technical note: how to calculate average annual rate of reduction (AARR) of underweight prevalence; 2007.

    Examples
    --------
    >>> found = annual_rate_of_reduction([[2000, 2001, 2002]], [[40.0, 36.0, 32.4]], [2010], [20.0])
    >>> round(float(found.value[0]), 2), found.verdict[0]
    (10.0, 'on_track')
    """
    t, x = checked_series(years, values)
    end, c = _rows(target_year, target)
    value = -average_annual_change(t, x).percent
    known = np.isfinite(x)
    last = np.where(known, np.arange(x.shape[1]), -1).max(axis=1)
    row, at = np.arange(len(x)), np.maximum(last, 0)
    year, latest = np.where(last >= 0, t[row, at], np.nan), np.where(last >= 0, x[row, at], np.nan)
    asked = (end > year) & (latest > 0) & (c > 0)
    ratio = np.where(asked, c / np.where(asked, latest, 1.0), 1.0)
    required = 100 * (1 - ratio ** (1 / np.where(asked, end - year, 1.0)))
    verdict = np.where(value >= required, "on_track", np.where(value < 0, "worsening", "acceleration_needed"))
    met = latest <= c
    return _finish(value, verdict.astype(object), met, np.isfinite(value) & asked | met, "UNICEF")


def linear_pace(
    baseline_year: npt.ArrayLike,
    baseline: npt.ArrayLike,
    latest_year: npt.ArrayLike,
    latest: npt.ArrayLike,
    target_year: npt.ArrayLike,
    target: npt.ArrayLike,
    *,
    upward: npt.ArrayLike,
) -> Comparator:
    r"""Apply the SDG Index's rule: observed over required linear change per year.

    Parameters
    ----------
    baseline_year, latest_year, target_year : array_like of float, shape (n,)
    baseline, latest, target : array_like of float, shape (n,)
        In the indicator's unit; NaN = unknown.
    upward : array_like of bool, shape (n,)

    Returns
    -------
    Comparator
        Value: the ratio of the paces. From 1 on ``on_track``, from .5 ``acceleration_needed``, from 0 ``limited``.

    Notes
    -----
    :math:`\frac{(y - y_0)/(t - t_0)}{(c - y_0)/(T - t_0)}`

    References
    ----------
    Sachs JD, Lafortune G, Fuller G. Sustainable Development Report (SDG Index), methodology; 2024.
    doi:10.25546/108572.

    Examples
    --------
    >>> found = linear_pace([2020], [50.0], [2024], [58.0], [2030], [80.0], upward=[True])
    >>> round(float(found.value[0]), 3), found.verdict[0]
    (0.667, 'acceleration_needed')
    """
    t0, b, t, y, end, c, up = _rows(baseline_year, baseline, latest_year, latest, target_year, target, upward)
    sign = np.where(up > 0, 1.0, -1.0)
    usable = (t > t0) & (end > t0) & (sign * (c - b) > 0)
    observed = (y - b) / np.where(usable, t - t0, 1.0)
    required = np.where(usable, (c - b) / np.where(usable, end - t0, 1.0), 1.0)
    value = np.where(usable, observed / required, np.nan)
    steps = ((1.0, "on_track"), (0.5, "acceleration_needed"), (0.0, "limited"))
    met = sign * (y - c) >= 0
    return _finish(value, _classes(value, steps, "worsening"), met, np.isfinite(value) | met, "SDG Index (SDSN)")


def _rows(*arrays: npt.ArrayLike) -> list[Floats]:
    return [np.atleast_1d(a) for a in np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in arrays))]


def _classes(value: Floats, steps: tuple[tuple[float, str], ...], below: str) -> npt.NDArray[np.object_]:
    """First class whose lower limit the value reaches; steps descend."""
    out = np.full(value.shape, below, dtype=object)
    for limit, word in reversed(steps):
        out[value >= limit - 1e-12] = word
    return out


def _finish(
    value: Floats, verdict: npt.NDArray[np.object_], met: Bools, known: Bools, source: str, foretells: bool = True
) -> Comparator:
    verdict = verdict.copy()
    verdict[~known] = "unknown"
    verdict[met & known] = "achieved"
    return Comparator(value, tuple(str(v) for v in verdict), source, foretells)
