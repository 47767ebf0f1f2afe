"""The answers of a backtest, scored: one table a question, one row a group and method.

Every share carries the exact binomial band of its number of windows. Windows of one indicator move alike, so that the
band is the narrowest that could be claimed; the skill's interval draws whole indicators and is wider.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.comparators import VERDICTS
from kcstats.stats.intervals import exact_binomial
from kcstats.stats.reliability import reliability_table
from kcstats.validation.answers import LEVELS, Answers
from kcstats.validation.backtest import ALONE, OURS, PEERS, PLAIN, WITH_COUNTS, WITHOUT_COUNTS, Run, Trial
from kcstats.validation.groups import FEWEST, groups
from kcstats.validation.scores import (
    brier_parts,
    brier_score,
    brier_skill,
    calibration_error,
    log_score,
    relative_crps,
    share_within,
    skill_interval,
)
from kcstats.validation.tried import platt

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

TABLES = ("scores", "coverage", "pit", "reliability", "comparators", "rules", "grammar", "panels", "places", "tried",
          "failures")  # fmt: skip
BROAD = ("all", "main", "kind", "tier")
"""Groupings that every method is scored in; the others are for ours and the plain mixture."""
DRAWN = ("all", "main", "kind", "people", "tier")
"""Groupings whose reliability and places of the truths are tabulated."""
SURE = 0.8
"""What a method calls at least this likely is looked at apart."""
BARS = 10
TRIAL_SCORES = ("brier", "skill", "ece", "crps", "covered_80", "gain")
"""Left blank for too few windows."""
RULE_SCORES = ("said", "came_true", "low", "high", "brier", "skill", "ece")
"""Left blank for too few windows."""
SILENT = ("healthy_people",)
"""A rule that looks at no future: its words are tabulated, it is scored as no forecast."""


def score_tables(run: Run) -> dict[str, pd.DataFrame]:
    """Score a run.

    Parameters
    ----------
    run : Run

    Returns
    -------
    dict of str to DataFrame
        By the names of `TABLES`.
    """
    cuts = list(groups(run.main.windows, run.people))
    wide = [cut for cut in cuts if cut[0] in DRAWN]
    methods = run.main.answers
    mine = [(name, methods[name]) for name in (OURS, PLAIN)]
    rows = {
        "scores": [r for name, a in methods.items() for r in _scores(run, name, a, _broad(name, cuts))]
        + list(_keep(run)),
        "coverage": [r for name, a in methods.items() for r in _coverage(run, name, a, _broad(name, cuts))],
        "pit": [r for name, a in mine for r in _pit(name, a, wide)],
        "reliability": [r for name, a in mine for r in _reliability(run, name, a, wide)],
        "comparators": list(_comparators(run)),
        "rules": list(_rules(run)),
        "grammar": list(_grammar(run)),
        "panels": list(_panels(run)),
        "places": list(_places(run)),
        "tried": list(_tried(run)),
        "failures": list(_failures(run)),
    }
    tables = {name: pd.DataFrame(rows[name]) for name in TABLES}
    tables["failures"] = tables["failures"].reindex(columns=["method", "asked", "reason", "n"])
    return tables


def window_table(run: Run) -> pd.DataFrame:
    """Every window with its target, its truth and what was said of it.

    Parameters
    ----------
    run : Run

    Returns
    -------
    DataFrame
    """
    w, trial = run.main.windows, run.main
    out = pd.DataFrame(
        {
            "source": w.source, "indicator": w.indicator, "geo": w.geo, "tier": w.batch.tier.astype(str),
            "kind": w.batch.scale.astype(str), "modelled": w.modelled, "population": run.people, "points": w.points,
            "ahead": w.ahead, "target_year": w.target_year.astype(int), "target": trial.target, "truth": w.truth,
            "hit": trial.hit.astype(int), "fold": run.fold, "held_80": trial.answers[OURS].held[:, 1],
            "pit": trial.answers[OURS].pit,
        }
    )  # fmt: skip
    for name, a in trial.answers.items():
        out[f"p_{name}"] = a.probability
    return out


def _broad(name: str, cuts: list[tuple[str, str, Rows]]) -> list[tuple[str, str, Rows]]:
    return cuts if name in (OURS, PLAIN) else [cut for cut in cuts if cut[0] in BROAD]


def _spoken(a: Answers, rows: Rows) -> Rows:
    """Those of the rows that the method answered."""
    return rows[np.isfinite(a.probability[rows])]


def probability_scores(
    p: Floats, hit: Floats, indicator: npt.NDArray[np.str_], seed: int, **beside: float
) -> dict[str, Any]:
    """Every score of probabilities; NaN where there is nothing to score.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
    indicator : ndarray of str, shape (n,)
    seed : int
    beside : float
        Scores of the whole forecast, to stand beside the log score.

    Returns
    -------
    dict
    """
    parts, (low, high) = brier_parts(p, hit), skill_interval(p, hit, indicator, seed=seed)
    sure = p >= SURE
    return {
        "n": len(p), "indicators": len(np.unique(indicator)), "base_rate": hit.mean(), "brier": brier_score(p, hit),
        "skill": brier_skill(p, hit), "skill_low": low, "skill_high": high, "ece": calibration_error(p, hit),
        "log_score": log_score(p, hit), **beside, "reliability": parts.reliability, "resolution": parts.resolution,
        "uncertainty": parts.uncertainty, "within": parts.within, "n_sure": int(sure.sum()),
        "sure_came_true": hit[sure].mean() if sure.any() else np.nan,
    }  # fmt: skip


def held_scores(held: Floats) -> dict[str, Any]:
    """Coverage of the 80 % interval with its exact binomial band."""
    known = held[np.isfinite(held)]
    band = exact_binomial(known.sum(), len(known))
    return {"covered_80": float(band.estimate), "covered_low": float(band.lower), "covered_high": float(band.upper)}


def _distance(trial: Trial, a: Answers, rows: Rows) -> float:
    """How far the forecasts lay from the truths, over the error of "no change"; NaN where a method has none."""
    return relative_crps(a.crps[rows], trial.still[rows])


def _scores(run: Run, name: str, a: Answers, cuts: list[tuple[str, str, Rows]]) -> Iterator[dict[str, Any]]:
    hit, indicator = run.main.hit, run.main.windows.indicator
    for group, level, rows in cuts:
        mine = _spoken(a, rows)
        if len(mine) >= FEWEST or (len(mine) and group == "all"):
            crps = _distance(run.main, a, mine)
            found = probability_scores(a.probability[mine], hit[mine], indicator[mine], run.extent.seed, crps=crps)
            yield {"method": name, "group": group, "level": level} | found


def _keep(run: Run) -> Iterator[dict[str, Any]]:
    """Keeping in every year to the target year, against the same question for the last year alone."""
    rows, p, hit = run.keep
    w, single = run.main.windows, run.main
    for level, said, came in (("every_year", p, hit), ("last_year", single.answers[OURS].probability[rows],
                                                       single.hit[rows])):  # fmt: skip
        if len(rows):
            found = probability_scores(said, came, w.indicator[rows], run.extent.seed)
            yield {"method": OURS, "group": "keep", "level": level} | found


def _coverage(run: Run, name: str, a: Answers, cuts: list[tuple[str, str, Rows]]) -> Iterator[dict[str, Any]]:
    for group, level, rows in cuts:
        for k, nominal in enumerate(LEVELS):
            mine = rows[np.isfinite(a.held[rows, k])]
            if len(mine) < FEWEST:
                continue
            held = a.held[mine, k]
            band = exact_binomial(held.sum(), len(held))
            within = share_within(held > 0, run.main.windows.indicator[mine]) if nominal == 0.8 else np.nan
            yield {
                "method": name, "group": group, "level": level, "nominal": nominal, "n": len(held),
                "covered": float(band.estimate), "low": float(band.lower), "high": float(band.upper),
                "indicators_within": within,
            }  # fmt: skip


def _pit(name: str, a: Answers, cuts: list[tuple[str, str, Rows]]) -> Iterator[dict[str, Any]]:
    for group, level, rows in cuts:
        place = a.pit[rows]
        count = np.histogram(place[np.isfinite(place)], bins=BARS, range=(0.0, 1.0))[0].astype(float)
        band = exact_binomial(count, np.full(BARS, count.sum()))
        for k in range(BARS):
            yield {
                "method": name, "group": group, "level": level, "from": k / BARS, "to": (k + 1) / BARS,
                "n": int(count[k]), "share": float(band.estimate[k]), "low": float(band.lower[k]),
                "high": float(band.upper[k]),
            }  # fmt: skip


def _reliability(run: Run, name: str, a: Answers, cuts: list[tuple[str, str, Rows]]) -> Iterator[dict[str, Any]]:
    for group, level, rows in cuts:
        table = reliability_table(a.probability[rows], run.main.hit[rows])
        columns = zip(table.low, table.high, table.n, table.said, table.came, table.lower, table.upper, strict=True)
        for low, high, n, said, came, lower, upper in columns:
            yield {
                "method": name, "group": group, "level": level, "from": low, "to": high, "n": int(n), "said": said,
                "came_true": came, "low": lower, "high": upper,
            }  # fmt: skip


def _comparators(run: Run) -> Iterator[dict[str, Any]]:
    """Every method beside ours on the very windows it answered, in three sets."""
    trial, seed = run.main, run.extent.seed
    w, hit, ours = trial.windows, trial.hit, trial.answers[OURS].probability
    five = np.flatnonzero((w.points == 5) & (w.ahead == 5))
    for subset, rows in (("all", np.arange(len(w))), ("main", five), ("slow", run.slow)):
        for name, a in trial.answers.items() if len(rows) else ():
            mine = _spoken(a, rows)
            if (name in run.failed and subset != "slow") or name in SILENT:
                continue
            row: dict[str, Any] = {"subset": subset, "method": name, "asked": len(rows)}
            if len(mine) < 2:
                yield row | {"n": len(mine)}
                continue
            crps = _distance(trial, a, mine)
            found = probability_scores(a.probability[mine], hit[mine], w.indicator[mine], seed, crps=crps)
            told = mine[np.isfinite(a.crps[mine])]
            low, high = skill_interval(ours[mine], hit[mine], w.indicator[mine], seed=seed, other=a.probability[mine])
            gain = found["brier"] - brier_score(ours[mine], hit[mine])
            beside = {"ours_brier": found["brier"] - gain, "ours_gain": gain / found["uncertainty"],
                      "gain_low": low, "gain_high": high,
                      "ours_crps": _distance(trial, trial.answers[OURS], told)}  # fmt: skip
            yield row | found | held_scores(a.held[mine, 1]) | beside


def _rules(run: Run) -> Iterator[dict[str, Any]]:
    """Of what a rule said in each of its words, the share that came true."""
    for name, verdict in run.rules.items():
        said = np.array(verdict)
        for word in VERDICTS:
            hit = run.main.hit[said == word]
            band = exact_binomial(hit.sum(), len(hit))
            yield {
                "rule": name, "verdict": word, "n": len(hit), "came_true": float(band.estimate),
                "low": float(band.lower), "high": float(band.upper),
            }  # fmt: skip


def _grammar(run: Run) -> Iterator[dict[str, Any]]:
    """Each rule's own test: what it said on average, and what came true with its band."""
    for rule, a in run.grammar.items():
        if len(a.hit) < FEWEST:
            yield {"rule": rule, "n": len(a.hit)} | dict.fromkeys(RULE_SCORES, np.nan)
            continue
        band = exact_binomial(a.hit.sum(), len(a.hit))
        found = probability_scores(a.probability, a.hit, a.indicator, run.extent.seed)
        yield {"rule": rule, "said": a.probability.mean(), "came_true": a.hit.mean(), "low": float(band.lower),
               "high": float(band.upper)} | found  # fmt: skip


def _trial_rows(run: Run, trial: Trial, rows: Rows, names: tuple[str, str]) -> Iterator[dict[str, Any]]:
    """Two methods on the same rows, the second's gain beside."""
    w, hit = trial.windows, trial.hit
    if len(rows) < FEWEST:
        yield from ({"method": name, "n": len(rows)} | dict.fromkeys(TRIAL_SCORES, np.nan) for name in names)
        return
    first = trial.answers[names[0]].probability[rows]
    for name in names:
        a = trial.answers[name]
        crps = _distance(trial, a, rows)
        found = probability_scores(a.probability[rows], hit[rows], w.indicator[rows], run.extent.seed, crps=crps)
        within = share_within(a.held[rows, 1] > 0, w.indicator[rows])
        gain = (brier_score(first, hit[rows]) - found["brier"]) / found["uncertainty"]
        yield {"method": name} | found | held_scores(a.held[rows, 1]) | {"indicators_within": within, "gain": gain}


def _panels(run: Run) -> Iterator[dict[str, Any]]:
    for points, trial in run.panels.items():
        size = trial.detail
        for label, mask in (("all", size > 0), ("4-9", size < 10), ("10-30", size >= 10)):
            rows = np.flatnonzero(mask)
            groups_of = len(np.unique(trial.windows.batch.peer_group[rows]))
            for row in _trial_rows(run, trial, rows, (ALONE, PEERS)):
                yield {"points": points, "places": label, "panels": groups_of} | row


def _places(run: Run) -> Iterator[dict[str, Any]]:
    trial = run.places
    for scale in ("percent", "rate"):
        kind = trial.windows.batch.scale == scale
        for denominator in np.unique(trial.detail[kind]):
            rows = np.flatnonzero(kind & (trial.detail == denominator))
            for row in _trial_rows(run, trial, rows, (WITHOUT_COUNTS, WITH_COUNTS)):
                yield {"kind": scale, "denominator": int(denominator)} | row


def _tried(run: Run) -> Iterator[dict[str, Any]]:
    trial, seed = run.main, run.extent.seed
    w, hit = trial.windows, trial.hit
    said = {name: a.probability for name, a in trial.answers.items()}
    ideas = {
        OURS: said[OURS],
        PLAIN: said[PLAIN],
        "platt": platt(said[OURS], hit, run.fold),
        "average_with_random_walk": (said[OURS] + said["random_walk"]) / 2,
        "average_with_line": 0.8 * said[OURS] + 0.2 * said["line_logit_log"],
        "average_with_plain": (said[OURS] + said[PLAIN]) / 2,
    }
    for name, p in ideas.items():
        low, high = skill_interval(p, hit, w.indicator, seed=seed, other=said[OURS])
        gain = (brier_score(said[OURS], hit) - brier_score(p, hit)) / (hit.mean() * (1 - hit.mean()))
        yield {"idea": name} | probability_scores(p, hit, w.indicator, seed) | {"gain": gain, "gain_low": low,
                                                                               "gain_high": high}  # fmt: skip


def _failures(run: Run) -> Iterator[dict[str, Any]]:
    for name, reasons in run.failed.items():
        for reason in sorted(set(reasons)):
            yield {"method": name, "asked": len(reasons), "reason": reason or "fitted", "n": reasons.count(reason)}
