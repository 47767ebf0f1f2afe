"""Did the prior know the outcome? Learn the weights again without any Chinese series, and see what changes.

The benchmark holds series of China by international bodies, some of the very indicators that the hindcast of
params/china-hindcast.yml is about. Each target's likelihood and interval is given with the weights learnt from all
series and from those without them (both learnt here, alike).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.assemble import assemble, last_segment
from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.hindcast import hindcast
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.select import select
from kcstats.evaluation.settings import load_settings, project_root
from kcstats.plan.load import load_indicators
from kcstats.plan.model import Target
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.projection import forecast
from kcstats.stats.rules import rule_probability
from kcstats.stats.weights import Prior
from kcstats.validation.taught import Taught

Row = dict[str, Any]

CHINA = ("chn", "156", "CHN", "China")
"""How the benchmark's sources call it."""
PARAMS = "china-hindcast.yml"
TAILS = (0.1, 0.9)


def without_china(frame: pd.DataFrame, taught: Taught) -> tuple[list[Row], Row]:
    """Forecast the targets of the hindcast with and without the Chinese series in the prior.

    Parameters
    ----------
    frame : DataFrame
        As `read_corpus` gives it.
    taught : Taught

    Returns
    -------
    rows : list of dict
        One a target that has a likelihood: ``id name_zh name_en shipped everyone without`` (likelihoods, 0-1),
        ``low high low_without high_without`` (80 % interval, indicator unit).
    made : dict
        How many series and windows are of China, of how many, of which indicators, and the largest change.
    """
    chinese = frame[frame["geo"].isin(CHINA)]
    theirs = np.isin(taught.windows.geo.astype(str), CHINA)
    everyone = taught.prior(np.arange(len(theirs)))
    others = taught.prior(np.flatnonzero(~theirs))
    ev = evaluate(load_settings(project_root(__file__) / "params" / PARAMS))
    table = hindcast(ev)
    shipped = table[table["p_attain"].notna()].set_index("id")["p_attain"]
    batch, targets = _asked(ev, set(shipped.index))
    first, second = (_told(batch, targets, prior) for prior in (everyone, others))
    indicators = load_indicators()
    rows = [
        {"id": t.id, "name_zh": indicators[t.indicator].name.zh, "name_en": indicators[t.indicator].name.en,
         "shipped": float(shipped[t.id]), "everyone": a[0], "without": b[0], "low": a[1], "high": a[2],
         "low_without": b[1], "high_without": b[2]}
        for t, a, b in zip(targets, first.tolist(), second.tolist(), strict=True)
    ]  # fmt: skip
    made = {
        "series": int(chinese["series_id"].nunique()), "of_series": int(frame["series_id"].nunique()),
        "windows": int(theirs.sum()), "of_windows": len(theirs),
        "indicators": sorted(chinese["indicator"].unique().tolist()),
        "largest_change": float(np.nanmax(np.abs(first[:, 0] - second[:, 0]))),
    }  # fmt: skip
    return rows, made


def _asked(ev: Evaluation, wanted: set[str]) -> tuple[SeriesBatch, list[Target]]:
    """Series of the evaluated area and the targets asked of them."""
    selection = select(ev.plans, ev.dataset, ev.settings, str(ev.settings.area))
    indicators = load_indicators()
    of_row = {key: indicators[t.indicator] for key, t in enumerate(selection.targets)}
    keys, batch = assemble(last_segment(selection.history), of_row)
    rows = [at for at, key in enumerate(keys) if selection.targets[key].id in wanted
            and selection.groups[key] == "total" and selection.areas[key] == ev.settings.area]  # fmt: skip
    return batch.take(np.array(rows, dtype=np.intp)), [selection.targets[keys[at]] for at in rows]


def _told(batch: SeriesBatch, targets: list[Target], prior: Prior) -> npt.NDArray[np.float64]:
    """Likelihood and 80 % interval of each target, shape (n, 3)."""
    year = np.array([float(t.target_year) for t in targets])
    future = forecast(batch, year, prior=prior)
    level = np.array([np.nan if t.threshold is None else t.threshold for t in targets], dtype=float)
    base = np.array([float(t.baseline_year) for t in targets])
    rules = [t.rule.value for t in targets]
    p = rule_probability(batch, future, rules, level, base, np.full(len(targets), np.nan), year).p
    return np.column_stack([p, future.quantile(np.array(TAILS))])
