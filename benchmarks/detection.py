"""How good the early warnings and the published rules are: plans on the benchmark series, looked at year by year.

Hard to complete: every plan of `benchmarks.plans` is looked at as the evaluation would have, with weights learnt
from other topics only; a warning is right where the target year's own figure missed. Strongly fluctuating: a warning
is right where one of the next three figures again stands outside the range that 90 % of figures of its kind keep to,
the kind's range too being learnt from other topics. Beside them, on the same looks, the naive rules and the published
comparators. Writes kcstats/evaluation/data/warning_record.json and comparator_record.json, which reports quote.

    python -m benchmarks.detection
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.fluctuation import fitted, unrest, windows
from benchmarks.plans import Looks, plans, targets
from benchmarks.unrest import NAIVE as NAIVE_UNREST
from benchmarks.unrest import unrest_looks
from kcstats.evaluation.settings import Cutoffs
from kcstats.evaluation.warn import BEHIND, DANGER_LEVELS, danger_rule
from kcstats.stats.change import change_since_baseline
from kcstats.stats.comparators import Comparator
from kcstats.stats.comparison import every_rule
from kcstats.stats.detection import clustered_share, detect, lead_time, roc_auc, roc_curve
from kcstats.stats.fluctuation import strong_fluctuation
from kcstats.stats.pace import behind_path
from kcstats.stats.projection import attainment_probability, forecast
from kcstats.stats.screening import screen
from kcstats.stats.unrest import KINDS, local_probability
from kcstats.validation.folds import topic_folds
from kcstats.validation.learn import evidence, grid, learn, training_windows
from kcstats.validation.windows import read_corpus

FOLDS = 5
SHARES = (0.1, 0.2, 0.3)
EACH = 30
"""Plans an indicator."""
OUT = Path(__file__).resolve().parent.parent / "kcstats" / "evaluation" / "data"
HORIZONS = ((1, 3), (4, 6), (7, 10))
LEVELS = ("", "yellow", "orange", "red")

Table = dict[str, object]


def probabilities(looks: Looks, level: np.ndarray, every: np.ndarray) -> np.ndarray:
    """Probability of attainment at each look, by weights that saw no indicator of its topic."""
    train, prior = training_windows(seed=1), grid()
    known = evidence(train, prior)
    mine, fold = (topic_folds(w.indicator, every, folds=FOLDS) for w in (train, looks.seen))
    rule = np.where(looks.seen.batch.direction > 0, "at_least", "at_most")
    p = np.full(len(level), np.nan)
    for number in range(FOLDS):
        learnt = learn(known, prior, np.flatnonzero(mine != number))
        rows = np.flatnonzero(fold == number)
        for block in np.array_split(rows, max(len(rows) // 2000, 1)):
            batch, year = looks.seen.batch.take(block), looks.seen.target_year[block]
            ahead = forecast(batch, year, prior=learnt)
            p[block] = attainment_probability(batch, year, level[block], rule[block], known=ahead, prior=learnt)
        print(f"fold {number}: {len(rows)} looks, {len(learnt.nodes.size)} nodes", flush=True)
    return p


def published(looks: Looks, level: np.ndarray) -> dict[str, Comparator]:
    """Every published rule on the looks."""
    batch = looks.seen.batch
    return every_rule(batch.years, batch.values, looks.start_year, looks.start, looks.seen.target_year, level,
                            upward=batch.direction > 0)  # fmt: skip


def naive(looks: Looks, level: np.ndarray, found: dict[str, Comparator]) -> dict[str, tuple[np.ndarray, ...]]:
    """Warning and score (higher = more alarming) of each naive rule; a score is NaN where the rule cannot speak."""
    sign = np.where(looks.seen.batch.direction > 0, 1.0, -1.0)
    batch = looks.seen.batch
    t, x = batch.years, batch.values  # noqa: PD011
    way = sign * (level - looks.baseline)
    late = lag(looks, level)
    known = np.isfinite(x)
    n = known.sum(axis=1)
    at, mean = np.where(known, t, 0).sum(axis=1) / n, np.where(known, x, 0).sum(axis=1) / n
    dt, dx = np.where(known, t - at[:, None], 0), np.where(known, x - mean[:, None], 0)
    line = mean + (dt * dx).sum(axis=1) / (dt**2).sum(axis=1) * (looks.seen.target_year - at)
    ratio = found["open_sdg"].value
    met = sign * (looks.latest - level) >= 0
    return {
        "last_year_missed": (~met, sign * (level - looks.latest) / way),
        "behind_path": (late > BEHIND, np.nan_to_num(late, nan=0.0) / way),
        "line_misses": (sign * (line - level) < 0, sign * (level - line) / way),
        "cagr_below_60": (np.nan_to_num(ratio, nan=np.inf) < 0.6, -ratio),
    }


def lag(looks: Looks, level: np.ndarray) -> np.ndarray:
    """Distance behind the straight path from baseline to target; NaN in the baseline year itself."""
    return behind_path(looks.baseline_year, looks.baseline, looks.latest_year, looks.latest, looks.seen.target_year,
                       level, upward=looks.seen.batch.direction > 0)  # fmt: skip


def shares(right: np.ndarray, looks: Looks) -> Table:
    """Share right of some looks, with its interval over indicators."""
    share, low, high = clustered_share(right, looks.seen.indicator)
    return {"right_share": share, "right_low": low, "right_high": high, "right_n": len(right),
            "plans": len(np.unique(looks.plan)), "indicators": len(np.unique(looks.seen.indicator))}  # fmt: skip


def detector(name: str, warned: np.ndarray, score: np.ndarray, missed: np.ndarray, looks: Looks) -> Table:
    """One warning rule over all looks."""
    d = detect(warned, missed)
    plan, ahead = looks.plan, looks.seen.ahead.astype(int)
    _, row = np.unique(plan, return_inverse=True)
    grid_of = np.zeros((2, row.max() + 1, int(ahead.max())), dtype=bool)
    grid_of[0, row, ahead - 1], grid_of[1, row, ahead - 1] = warned, True
    lead = lead_time(grid_of[0], grid_of[1])
    lost = np.zeros(row.max() + 1, dtype=bool)
    lost[row] = missed
    said = np.isfinite(score)
    kept = lead[lost]
    return {
        "rule": name, "looks": d.n, "base_rate": d.base_rate, "hit_rate": d.hit_rate,
        "false_alarm_rate": d.false_alarm_rate, "false_alarms_per_indicator_year": d.false_alarms_per_look,
        **shares(missed[warned], looks.take(np.flatnonzero(warned))),
        "auc_as_it_stands": roc_auc(warned.astype(float), missed),
        "auc": roc_auc(score[said], missed[said]), "auc_looks": int(said.sum()),
        "plans_missed": int(lost.sum()), "missed_plans_warned": float((kept > 0).mean()),
        "lead_time_mean": float(kept[kept > 0].mean()) if kept.any() else float("nan"),
        "lead_time_median": float(np.median(kept[kept > 0])) if kept.any() else float("nan"),
        "missed_plans_warned_three_years_before": float((kept >= 3).mean()),
        "missed_plans_warned_five_years_before": float((kept >= 5).mean()),
    }  # fmt: skip


def hard(looks: Looks, level: np.ndarray, every: np.ndarray) -> tuple[list[Table], list[Table], list[Table]]:
    """Records of the warnings of targets hard to complete, of the rules as detectors, of the published rules."""
    up = looks.seen.batch.direction > 0
    missed = np.where(up, looks.seen.truth < level, looks.seen.truth > level)
    p = probabilities(looks, level, every)
    p_change = change_since_baseline(looks.seen.batch, looks.baseline_year, looks.baseline).p_improved
    code = danger_rule(p, p_change, lag(looks, level), Cutoffs())
    found = published(looks, level)
    warnings = []
    for rule, colour in DANGER_LEVELS.items():
        rows = np.flatnonzero(code == rule)
        calm = (code == "") & (p >= Cutoffs().likely) if colour == "yellow" else np.isfinite(p)
        one = detector(rule, code == rule, -p, missed, looks)
        warnings.append({"kind": "hard_to_complete", "level": colour, "rule": rule,
                         **shares(missed[rows], looks.take(rows)), "base_rate": float(missed[calm].mean()),
                         "hit_rate": one["hit_rate"],
                         "false_alarms_per_indicator_year": one["false_alarms_per_indicator_year"],
                         "lead_time_median": one["lead_time_median"],
                         "by_years_ahead": by_horizon(missed, code == rule, looks)})  # fmt: skip
    detectors = [detector("likelihood", p < Cutoffs().likely, -p, missed, looks),
                 detector("likelihood_red", p < Cutoffs().unlikely, -p, missed, looks),
                 detector("any_warning", code != "", -p, missed, looks)]  # fmt: skip
    detectors += [detector(name, w, s, missed, looks) for name, (w, s) in naive(looks, level, found).items()]
    beside(detectors, -p, missed)
    return warnings, detectors, [judged(name, c, p, missed, looks) for name, c in found.items()]


def beside(detectors: list[Table], score: np.ndarray, event: np.ndarray) -> None:
    """Add to each rule what our score would have found with as many false alarms as the rule."""
    alarms, hits = roc_curve(score, event)
    for row in detectors:
        row["our_hit_rate_at_its_false_alarms"] = float(np.interp(float(str(row["false_alarm_rate"])), alarms, hits))


def by_horizon(missed: np.ndarray, warned: np.ndarray, looks: Looks) -> list[Table]:
    """Share right by years left to the target year."""
    out = []
    for first, last in HORIZONS:
        mine = warned & (looks.seen.ahead >= first) & (looks.seen.ahead <= last)
        out.append({"from": first, "to": last, "right_n": int(mine.sum()),
                    "right_share": float(missed[mine].mean()) if mine.any() else float("nan")})  # fmt: skip
    return out


def judged(name: str, rule: Comparator, p: np.ndarray, missed: np.ndarray, looks: Looks) -> Table:
    """How often a published rule's yes and no came true, beside ours on the same looks."""
    yes, no = rule.says > 0, rule.says < 0
    spoke = yes | no
    ours = p >= Cutoffs().likely
    return {
        "rule": name, "source": rule.source, "looks": int(spoke.sum()),
        "indicators": len(np.unique(looks.seen.indicator[spoke])),
        "met_share": float((~missed[spoke]).mean()),
        "yes_n": int(yes.sum()), "yes_right": float((~missed[yes]).mean()),
        "no_n": int(no.sum()), "no_right": float(missed[no].mean()),
        "right_share": float((yes == ~missed)[spoke].mean()),
        "auc": roc_auc(yes[spoke].astype(float), ~missed[spoke]),
        "ours_right_share": float((ours == ~missed)[spoke].mean()), "ours_auc": roc_auc(p[spoke], ~missed[spoke]),
        "ours_auc_as_yes_or_no": roc_auc(ours[spoke].astype(float), ~missed[spoke]),
        "ours_yes_right": float((~missed)[spoke & ours].mean()), "ours_no_right": float(missed[spoke & ~ours].mean()),
    }  # fmt: skip


def learnt_kinds(frame: pd.DataFrame, every: np.ndarray) -> Iterator[dict[tuple[str, str], tuple[float, float]]]:
    """The unrest usual for each kind, for every fold from the topics outside it."""
    rows = list(windows(frame))
    table = pd.DataFrame([(i, t, k) for i, t, k, _ in rows], columns=["indicator", "tier", "kind"])
    values = np.array([v for *_, v in rows])[:, :8]
    fold = topic_folds(table["indicator"].to_numpy(dtype=str), every, folds=FOLDS)
    for number in range(FOLDS):
        learnt = dict(KINDS)
        for kind in ("percent", "rate"):
            for tier in ("", "country", "subnational"):
                mine = (table["kind"] == kind).to_numpy() & (fold != number)
                mine &= (table["tier"] == tier).to_numpy() | (tier == "")
                names = table.loc[mine, "indicator"]
                weight = (1 / names.groupby(names).transform("size")).to_numpy(dtype=float)
                learnt[kind, tier] = fitted(unrest(values[mine], kind), weight)
        yield learnt


def moving(frame: pd.DataFrame, every: np.ndarray) -> tuple[list[Table], list[Table]]:
    """Records of the warnings of strong fluctuation, and of the rules as detectors."""
    looks = unrest_looks(frame, seed=6, each=200)
    fold = topic_folds(looks.indicator, every, folds=FOLDS)
    level, rule = np.zeros(len(fold), dtype=int), np.full(len(fold), "", dtype=object)
    p, right = np.ones(len(fold)), np.zeros(len(fold), dtype=bool)
    for number, kinds in enumerate(learnt_kinds(frame, every)):
        rows = np.flatnonzero(fold == number)
        found = strong_fluctuation(looks.seen.take(rows), kinds=kinds)
        level[rows], rule[rows] = [LEVELS.index(x) for x in found.level], found.rule
        p[rows] = np.where(np.isfinite(found.p_value), found.p_value, 1.0)
        right[rows] = looks.restless(rows, *local_probability(looks.followed.take(rows), kinds=kinds))
    base = float(right.mean())
    warnings = []
    for name in ("beyond_kind", "outlier"):
        for at, colour in enumerate(LEVELS[1:], start=1):
            rows = np.flatnonzero((level == at) & (rule == name))
            share, low, high = clustered_share(right[rows], looks.indicator[rows])
            warnings.append({"kind": "strong_fluctuation", "level": colour, "rule": name, "right_share": share,
                             "right_low": low, "right_high": high, "right_n": len(rows),
                             "indicators": len(np.unique(looks.indicator[rows])), "base_rate": base})  # fmt: skip
    alarms = {"strong_fluctuation": (level > 0, level - p)}
    alarms |= {
        "beyond_kind": ((rule == "beyond_kind"), -p),
        "outlier": (rule == "outlier", np.where(rule == "outlier", level, 0)),
    }
    alarms |= {name: f(looks.seen) for name, f in NAIVE_UNREST.items()}
    detectors = []
    for name, (warned, score) in alarms.items():
        d = detect(warned, right)
        share, low, high = clustered_share(right[warned], looks.indicator[warned])
        detectors.append({"rule": name, "looks": d.n, "base_rate": d.base_rate, "hit_rate": d.hit_rate,
                          "false_alarm_rate": d.false_alarm_rate,
                          "false_alarms_per_indicator_year": d.false_alarms_per_look, "right_share": share,
                          "right_low": low, "right_high": high, "right_n": d.warned,
                          "auc_as_it_stands": roc_auc(warned.astype(float), right),
                          "auc": roc_auc(score, right)})  # fmt: skip
    beside(detectors, level - p, right)
    return warnings, detectors


def rounded(value: object) -> object:
    """Four significant digits, so that a record reads and compares well; NaN becomes null."""
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    if isinstance(value, float):
        return float(f"{value:.4g}") if np.isfinite(value) else None
    return value


def write(name: str, content: Table) -> None:
    OUT.mkdir(exist_ok=True)
    text = json.dumps(rounded(content), ensure_ascii=False, indent=1)
    (OUT / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    corpus = read_corpus()
    every = corpus["indicator"].unique().astype(str)
    looks = plans(corpus, seed=5, each=EACH)
    level = targets(looks, SHARES)
    asked = (screen(looks.seen.batch, looks.seen.target_year) == "") & (level != looks.baseline)
    looks, level = looks.take(np.flatnonzero(asked)), level[asked]
    hard_warnings, hard_detectors, compared = hard(looks, level, every)
    moving_warnings, moving_detectors = moving(corpus, every)
    provenance = {
        "script": "benchmarks/detection.py", "data": "data/benchmark/series.csv.gz",
        "plans": len(np.unique(looks.plan)), "looks": len(level),
        "indicators": len(np.unique(looks.seen.indicator)), "looks_without_answer": int((~asked).sum()),
        "gap_closed": SHARES, "left_out": f"whole topics, {FOLDS} folds",
        "right_hard_to_complete": "the target year's figure missed the target",
        "right_strong_fluctuation": "one of the next three figures again outside the 90 % range of its kind",
    }  # fmt: skip
    write("warning_record.json", {"provenance": provenance, "warnings": hard_warnings + moving_warnings,
                                  "hard_to_complete": hard_detectors,
                                  "strong_fluctuation": moving_detectors})  # fmt: skip
    write("comparator_record.json", {"provenance": provenance, "rules": compared})
    for rows in (hard_warnings + moving_warnings, hard_detectors, moving_detectors, compared):
        print(pd.DataFrame(rows).T.to_string(), end="\n\n")


if __name__ == "__main__":
    main()
