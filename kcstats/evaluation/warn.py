"""Early warning, of the two kinds that the plans ask for: hard to complete, and strongly fluctuating.

Hard to complete: the chance of attainment is below the printed cut-offs, or not safe while the indicator lags behind
the straight path to its target, or the indicator has turned away from its target by more than chance explains. Since
when is found by taking the same look at every earlier year. Strongly fluctuating: the figures vary by more than
counts and the indicator's own way of moving allow. How often each kind was right in hindcast goes with it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcstats.evaluation.assemble import Floats
from kcstats.evaluation.gaps import gap_of
from kcstats.evaluation.judge import Codes, Look, look
from kcstats.evaluation.model import WARNING_COLUMNS
from kcstats.evaluation.record import warning_worth
from kcstats.evaluation.select import REFERENCE, Selection
from kcstats.evaluation.settings import Cutoffs, Settings
from kcstats.plan.model import Indicator
from kcstats.plan.units import difference_unit, published, unit_after, unit_words
from kcstats.stats.fluctuation import strong_fluctuation
from kcstats.stats.pace import behind_path
from kcstats.terms import Lang, Rule

FEWEST_POINTS = 3
TURNED = 0.95
"""One-sided p of an improvement above which the indicator has detectably become worse."""
BEHIND = 1e-9
"""Distance behind the straight path [indicator unit] that is more than rounding."""

_RULES = {
    "below_unlikely": ("可能性低于{unlikely:.0%}", "likelihood below {unlikely:.0%}"),
    "below_likely": ("可能性低于{likely:.0%}", "likelihood below {likely:.0%}"),
    "behind": (
        "可能性不足{very_likely:.0%}且落后于直线进度",
        "likelihood below {very_likely:.0%} and behind the straight path",
    ),
    "beyond_counts": ("波动超出计数的随机范围", "varies by more than its counts allow"),
    "beyond_kind": ("波动超出同类指标的常态", "varies by more than indicators of its kind"),
    "outlier": ("近期一年明显偏离", "one recent year stands far out"),
    "turned": ("基期以来明显变差（单侧5%）", "detectably worse since the baseline (one-sided 5%)"),
}


_APART = {"sex": ("男女相差", "men and women differ by "), "residence": ("城乡相差", "town and country differ by ")}

DANGER_LEVELS = {"below_unlikely": "red", "below_likely": "orange", "turned": "yellow", "behind": "yellow"}
"""Level of each rule of the warnings of targets hard to complete."""


def danger_rule(p: Floats, p_change: Floats, behind: Floats, cutoffs: Cutoffs) -> Codes:
    """Tell which rule calls a target hard to complete.

    Parameters
    ----------
    p : ndarray of float, shape (n,)
        Probability of attainment, 0-1; NaN = no answer and no warning.
    p_change : ndarray of float, shape (n,)
        One-sided p of an improvement since the baseline.
    behind : ndarray of float, shape (n,)
        Distance behind the straight path from baseline to target; NaN = unknown.
    cutoffs : Cutoffs

    Returns
    -------
    ndarray of str, shape (n,)
        A key of `DANGER_LEVELS`; empty where nothing warns.

    Examples
    --------
    >>> p = np.array([0.1, 0.3, 0.6, 0.6, 0.9, 0.9, np.nan])
    >>> worse, late = np.array([0.5, 0.5, 0.99, 0.5, 0.5, 0.99, 0.99]), np.array([1, 1, 1, 1, 1, -1, 1])
    >>> danger_rule(p, worse, late, Cutoffs()).tolist()
    ['below_unlikely', 'below_likely', 'turned', 'behind', '', 'turned', '']
    """
    out = np.full(p.shape, "", dtype=object)
    out[(behind > BEHIND) & (p >= cutoffs.likely) & (p < cutoffs.very_likely)] = "behind"
    out[(p_change > TURNED) & (p >= cutoffs.likely)] = "turned"
    out[p < cutoffs.likely] = "below_likely"
    out[p < cutoffs.unlikely] = "below_unlikely"
    return out


def early_warnings(
    selection: Selection, indicators: dict[str, Indicator], settings: Settings, now: Look, table: pd.DataFrame
) -> pd.DataFrame:
    """List the warnings of a run.

    Parameters
    ----------
    selection : Selection
    indicators : dict of id to Indicator
    settings : Settings
    now : Look
        The look at the end of the last year used.
    table : DataFrame
        One row a target, area and group, as in the results.

    Returns
    -------
    DataFrame
        Columns `WARNING_COLUMNS`; the red ones first, then in the order of the plans.
    """
    rows = _hard_to_complete(selection, indicators, settings, now, table)
    rows += _fluctuating(selection, indicators, settings.lang, now, table)
    found = pd.DataFrame(rows, columns=list(WARNING_COLUMNS))
    rank = found["level"].map({"red": 0, "orange": 1, "yellow": 2})
    found["since"] = found["since"].astype("Int64")
    found["right_n"] = found["right_n"].astype("Int64")
    return found.iloc[np.argsort(rank.to_numpy(), kind="stable")].reset_index(drop=True)


def _hard_to_complete(
    selection: Selection, indicators: dict[str, Indicator], settings: Settings, now: Look, table: pd.DataFrame
) -> list[dict[str, object]]:
    p = table["p_attain"].to_numpy(dtype=float)
    cut = settings.cutoffs
    gaps = np.array([target.rule is Rule.NARROW_GAP for target in selection.targets], dtype=bool)
    own_change = np.where(now.over | gaps, np.nan, table["p_change"].to_numpy(dtype=float))
    code = danger_rule(p, own_change, _behind(now), cut)
    danger = _since(selection, indicators, settings, now, code)
    out, lang = [], settings.lang
    for key in np.flatnonzero(code != "").tolist():
        if selection.groups[key] == REFERENCE:
            continue
        rule = str(code[key])
        said = _RULES[rule][0 if lang == "zh" else 1].format(**cut.model_dump())
        since = now.baseline_year[key] if rule == "turned" else danger[key]
        figures = _evidence(selection, indicators, now, key, lang)
        evidence = figures + _odds(p[key], cut, lang)
        out.append(_row(table, key, "hard_to_complete", DANGER_LEVELS[rule], rule, said, evidence, since))
    return out


def _since(
    selection: Selection, indicators: dict[str, Indicator], settings: Settings, now: Look, code: Codes
) -> Floats:
    """The first year from which on every look has warned by likelihood or pace."""
    since = np.where(code != "", now.latest_year, np.nan)
    unbroken = np.isfinite(since)
    first = int(selection.history["year"].min()) if len(selection.history) else settings.data_to
    for year in range(settings.data_to - 1, first + FEWEST_POINTS - 2, -1):
        if not unbroken.any():
            break
        part, rows = selection.only({selection.targets[key].id for key in np.flatnonzero(unbroken)})
        then = look(part, indicators, settings, year)
        unbroken[rows] &= danger_rule(then.p, np.full(len(rows), np.nan), _behind(then), settings.cutoffs) != ""
        since[rows[unbroken[rows]]] = then.latest_year[unbroken[rows]]
    return since


def _behind(then: Look) -> Floats:
    return behind_path(
        then.baseline_year, then.baseline, then.latest_year, then.latest, then.target_year, then.bound.level,
        upward=then.bound.upward,
    )  # fmt: skip


def _fluctuating(
    selection: Selection, indicators: dict[str, Indicator], lang: Lang, now: Look, table: pd.DataFrame
) -> list[dict[str, object]]:
    found = strong_fluctuation(now.batch, lang=lang)
    units = [unit_words(indicators[selection.targets[int(key)].indicator].unit, lang) for key in now.keys]
    sentences = found.evidence(lang, units=units)
    out: list[dict[str, object]] = []
    once: dict[tuple[str, ...], dict[str, object]] = {}
    for at in np.flatnonzero(found.flag):
        key = int(now.keys[at])
        if selection.groups[key] == REFERENCE:
            continue
        target, row = selection.targets[key], table.iloc[key]
        series = (target.indicator, target.sex, target.age_group, target.residence, row["area"], row["group"])
        if series in once:  # what fluctuates is the series: one warning, whoever's target it is
            once[series]["also"] = f"{once[series]['also']} {target.id}".strip()
            continue
        said = _RULES[found.rule[at]][0 if lang == "zh" else 1]
        since = float(found.since_year[at])
        once[series] = _row(
            table, key, "strong_fluctuation", found.level[at], found.rule[at], said, sentences[at], since
        )
        out.append(once[series])
    return out


def _row(
    table: pd.DataFrame, key: int, kind: str, level: str, code: str, rule: str, evidence: str, since: float
) -> dict[str, object]:
    row, worth = table.iloc[key], warning_worth(kind, level, code)
    return {
        **{name: row[name] for name in ("id", "name_zh", "area", "group", "p_attain")},
        "kind": kind, "level": level, "rule": rule, "evidence": evidence, "since": since, "also": "",
        **{name: getattr(worth, name) for name in worth.__dataclass_fields__},
    }  # fmt: skip


def _evidence(selection: Selection, indicators: dict[str, Indicator], now: Look, key: int, lang: Lang) -> str:
    """The figures behind a likelihood: those of the gap where the target speaks of one, else the area's own."""
    target, gap, at = selection.targets[key], gap_of(selection, now, key), 0 if lang == "zh" else 1
    latest, base = (now.latest[key], now.baseline[key]) if gap is None else (gap.latest, gap.baseline)
    if np.isnan(latest):
        return ("两组没有同一年的数据", "the two groups share no year")[at]
    item = indicators[target.indicator]
    unit = item.unit if gap is None else difference_unit(item.unit)
    what = ("为", "") if gap is None else _APART[target.gap_by]
    year, start = int(now.latest_year[key]), now.baseline_year[key]

    def said(value: float) -> str:
        figure = published(value, item.decimals)
        return figure + unit_after(figure, unit, lang)

    before = ""
    if np.isfinite(base) and year > start:
        before = f"（{int(start)}年为{said(base)}）" if lang == "zh" else f" ({said(base)} in {int(start)})"
    return (
        f"{year}年{what[at]}{said(latest)}{before}" if lang == "zh" else f"{what[at]}{said(latest)} in {year}{before}"
    )


def _odds(p: float, cut: Cutoffs, lang: Lang) -> str:
    """The likelihood, with a digit more where the whole per cent would not show on which side of a cut-off it is."""
    if p < 0.01:
        return "，实现目标的可能性不到1%" if lang == "zh" else "; likelihood of attainment below 1%"
    hidden = any(p < limit <= float(f"{p:.2f}") for limit in (cut.unlikely, cut.likely, cut.very_likely))
    said = f"{p:.1%}" if hidden else f"{p:.0%}"
    return f"，实现目标的可能性为{said}" if lang == "zh" else f"; likelihood of attainment {said}"
