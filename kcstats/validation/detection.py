"""Warnings of targets hard to complete, judged on plans whose outcome is known, beside naive and published rules.

Every plan of `kcstats.validation.plans` is looked at every year as the evaluation would have, with weights learnt
from other topics only. A warning is right where the target year's own figure missed the target.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.settings import Cutoffs
from kcstats.evaluation.warn import BEHIND, DANGER_LEVELS, danger_rule
from kcstats.stats.change import change_since_baseline
from kcstats.stats.comparators import Comparator
from kcstats.stats.comparison import every_rule
from kcstats.stats.detection import roc_auc
from kcstats.stats.pace import behind_path
from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.screening import screen
from kcstats.validation.detectors import Row, curve, detector, lead_times, put_beside, right_share
from kcstats.validation.plans import Looks, plans, targets
from kcstats.validation.taught import Taught

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

KIND = "hard_to_complete"
SEED = 5
HORIZONS = ((1, 3), (4, 6), (7, 10))
"""Years to the target year that warnings are told apart by."""
BLOCK = 2000
"""Looks forecast at a time."""


@dataclass(frozen=True)
class Asked:
    """Looks at plans, what each demands, and what was said of it.

    Attributes
    ----------
    looks : Looks, n of them
    level : ndarray of float, shape (n,)
        [indicator unit]
    missed : ndarray of bool, shape (n,)
    p : ndarray of float, shape (n,)
        Our probability of attainment.
    code : ndarray of str, shape (n,)
        Rule that warns; empty where none does.
    late : ndarray of float, shape (n,)
        Distance behind the straight path; NaN in the baseline year itself.
    unasked : int
        Looks left out: no forecast can be made, or nothing is demanded.
    """

    looks: Looks
    level: Floats
    missed: Bools
    p: Floats
    code: npt.NDArray[np.object_]
    late: Floats
    unasked: int


def ask(frame: pd.DataFrame, taught: Taught, *, each: int) -> Asked:
    """Write plans, up to `each` an indicator, and look at each of them every year.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    taught : Taught
    each : int

    Returns
    -------
    Asked
    """
    looks = plans(frame, seed=SEED, each=each)
    level = targets(looks)
    asked = (screen(looks.seen.batch, looks.seen.target_year) == "") & (level != looks.baseline)
    looks, level = looks.take(np.flatnonzero(asked)), level[asked]
    batch = looks.seen.batch
    missed = np.where(batch.direction > 0, looks.seen.truth < level, looks.seen.truth > level)
    late = behind_path(looks.baseline_year, looks.baseline, looks.latest_year, looks.latest, looks.seen.target_year,
                       level, upward=batch.direction > 0)  # fmt: skip
    p = _probabilities(looks, level, taught)
    p_change = change_since_baseline(batch, looks.baseline_year, looks.baseline).p_improved
    code = danger_rule(p, p_change, late, Cutoffs())
    return Asked(looks, level, missed, p, code, late, int((~asked).sum()))


def _probabilities(looks: Looks, level: Floats, taught: Taught) -> Floats:
    """Probability of attainment at each look, by weights that saw no indicator of its topic."""
    fold = taught.fold(looks.seen.indicator)
    rule = np.where(looks.seen.batch.direction > 0, "at_least", "at_most")
    p = np.full(len(level), np.nan)
    for number, prior in enumerate(taught.priors):
        rows = np.flatnonzero(fold == number)
        for block in np.array_split(rows, len(rows) // BLOCK + 1) if len(rows) else ():
            batch, year = looks.seen.batch.take(block), looks.seen.target_year[block]
            ahead = forecast(batch, year, prior=prior)
            p[block] = attainment_probability(batch, year, level[block], rule[block], known=ahead, prior=prior)
    return p


def hard_to_complete(a: Asked) -> dict[str, list[Row]]:
    """Judge the warnings, the naive rules, and the published ones.

    Parameters
    ----------
    a : Asked

    Returns
    -------
    dict of str to list of dict
        Rows of the tables ``warnings``, ``horizons``, ``detectors``, ``roc`` and ``rule_looks``.
    """
    found = _published(a)
    rules = {"likelihood": (a.p < Cutoffs().likely, -a.p), "likelihood_red": (a.p < Cutoffs().unlikely, -a.p),
             "any_warning": (a.code != "", -a.p)} | _naive(a, found)  # fmt: skip
    detectors = [_detector(a, name, warned, score) for name, (warned, score) in rules.items()]
    put_beside(detectors, -a.p, a.missed)
    curves = [row for name, (_, score) in rules.items() if name not in ("likelihood_red", "any_warning")
              for row in curve(name, score, a.missed)]  # fmt: skip
    tables = {
        "warnings": [_warning(a, rule) for rule in DANGER_LEVELS],
        "horizons": [row for rule in DANGER_LEVELS for row in _by_horizon(a, rule)],
        "detectors": detectors,
        "roc": curves,
    }
    named = {name: [{"kind": KIND} | row for row in rows] for name, rows in tables.items()}
    return named | {"rule_looks": [_judged(a, name, rule) for name, rule in found.items()]}


def _detector(a: Asked, rule: str, warned: Bools, score: Floats) -> Row:
    seen = a.looks.seen
    told = detector(rule, warned, score, a.missed, seen.indicator)
    return told | {"plans": len(np.unique(a.looks.plan[warned]))} | lead_times(
        warned, a.missed, a.looks.plan, seen.ahead.astype(np.int64)
    )  # fmt: skip


def _warning(a: Asked, rule: str) -> Row:
    """How often one kind of warning was right; a yellow one against the calm looks, the others against all."""
    warned, level = a.code == rule, DANGER_LEVELS[rule]
    rows = np.flatnonzero(warned)
    calm = (a.code == "") & (a.p >= Cutoffs().likely) if level == "yellow" else np.isfinite(a.p)
    one = _detector(a, rule, warned, -a.p)
    return {
        "level": level, "rule": rule, **right_share(a.missed[rows], a.looks.seen.indicator[rows]),
        "plans": one["plans"], "base_rate": _mean(a.missed[calm]),
        **{name: one[name] for name in ("hit_rate", "false_alarms_per_indicator_year", "lead_time_median")},
    }  # fmt: skip


def _by_horizon(a: Asked, rule: str) -> list[Row]:
    """Share right by years left to the target year."""
    out = []
    for first, last in HORIZONS:
        mine = (a.code == rule) & (a.looks.seen.ahead >= first) & (a.looks.seen.ahead <= last)
        out.append({"level": DANGER_LEVELS[rule], "rule": rule, "from": first, "to": last, "right_n": int(mine.sum()),
                    "right_share": _mean(a.missed[mine])})  # fmt: skip
    return out


def _published(a: Asked) -> dict[str, Comparator]:
    batch, looks = a.looks.seen.batch, a.looks
    return every_rule(batch.years, batch.values, looks.start_year, looks.start, looks.seen.target_year, a.level,
                      upward=batch.direction > 0)  # fmt: skip


def _naive(a: Asked, found: dict[str, Comparator]) -> dict[str, tuple[Bools, Floats]]:
    """Warning and score (higher = more alarming) of each naive rule; a score is NaN where the rule cannot speak."""
    looks, level = a.looks, a.level
    batch = looks.seen.batch
    sign = np.where(batch.direction > 0, 1.0, -1.0)
    t, x = batch.years, batch.values  # noqa: PD011
    way = sign * (level - looks.baseline)
    known = np.isfinite(x)
    n = known.sum(axis=1)
    at, mean = np.where(known, t, 0).sum(axis=1) / n, np.where(known, x, 0).sum(axis=1) / n
    dt, dx = np.where(known, t - at[:, None], 0), np.where(known, x - mean[:, None], 0)
    line = mean + (dt * dx).sum(axis=1) / (dt**2).sum(axis=1) * (looks.seen.target_year - at)
    ratio = found["open_sdg"].value
    met = sign * (looks.latest - level) >= 0
    return {
        "last_year_missed": (~met, sign * (level - looks.latest) / way),
        "behind_path": (a.late > BEHIND, np.nan_to_num(a.late, nan=0.0) / way),
        "line_misses": (sign * (line - level) < 0, sign * (level - line) / way),
        "cagr_below_60": (np.nan_to_num(ratio, nan=np.inf) < 0.6, -ratio),
    }


def _judged(a: Asked, name: str, rule: Comparator) -> Row:
    """How often a published rule's yes and no came true, beside ours on the same looks."""
    missed, p = a.missed, a.p
    yes, no = rule.says > 0, rule.says < 0
    spoke = yes | no
    ours = p >= Cutoffs().likely
    return {
        "rule": name, "source": rule.source, "looks": int(spoke.sum()),
        "indicators": len(np.unique(a.looks.seen.indicator[spoke])),
        "met_share": _mean(~missed[spoke]),
        "yes_n": int(yes.sum()), "yes_right": _mean(~missed[yes]),
        "no_n": int(no.sum()), "no_right": _mean(missed[no]),
        "right_share": _mean((yes == ~missed)[spoke]),
        "auc": roc_auc(yes[spoke].astype(float), ~missed[spoke]),
        "ours_right_share": _mean((ours == ~missed)[spoke]), "ours_auc": roc_auc(p[spoke], ~missed[spoke]),
        "ours_auc_as_yes_or_no": roc_auc(ours[spoke].astype(float), ~missed[spoke]),
        "ours_yes_right": _mean(~missed[spoke & ours]), "ours_no_right": _mean(missed[spoke & ~ours]),
    }  # fmt: skip


def _mean(true: Bools) -> float:
    """Share of some looks; NaN of none."""
    return float(true.mean()) if len(true) else float("nan")
