"""Did the prior know the outcome? Learn the weights again without any Chinese series, and say what changes.

The benchmark holds series of China by international bodies, some of the very indicators that the hindcast of
params/china-hindcast.yml is about. Printed: how many there are, and each target's likelihood and interval with the
weights learnt from all series and from those without them (both learnt here, alike).

    python -m benchmarks.hindcast
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from kcstats.evaluation.assemble import assemble, last_segment
from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.hindcast import hindcast
from kcstats.evaluation.select import select
from kcstats.evaluation.settings import load_settings
from kcstats.plan.load import load_indicators
from kcstats.stats.projection import forecast
from kcstats.stats.rules import rule_probability
from kcstats.validation.learn import evidence, grid, learn, training_windows
from kcstats.validation.windows import read_corpus

CHINA = ("chn", "156", "CHN", "China")
PARAMS = Path(__file__).resolve().parent.parent / "params" / "china-hindcast.yml"


def main() -> None:
    corpus = read_corpus()
    chinese = corpus[corpus["geo"].isin(CHINA)]
    names = sorted(chinese["indicator"].unique())
    print(
        f"{chinese['series_id'].nunique()} of {corpus['series_id'].nunique()} series are of China:",
        *names,
        sep="\n  ",
    )
    windows, prior = training_windows(), grid()
    known = evidence(windows, prior)
    everyone = np.arange(len(windows))
    without = np.flatnonzero(~np.isin(windows.geo.astype(str), CHINA))
    print(f"{len(everyone) - len(without)} of {len(everyone)} windows learnt from are of China")
    priors = {"all": learn(known, prior, everyone), "without China": learn(known, prior, without)}
    ev = evaluate(load_settings(PARAMS))
    table = hindcast(ev)
    table = table[table["p_attain"].notna()].set_index("id")
    indicators = load_indicators()
    selection = select(ev.plans, ev.dataset, ev.settings, str(ev.settings.area))
    of_row = {key: indicators[t.indicator] for key, t in enumerate(selection.targets)}
    keys, batch = assemble(last_segment(selection.history), of_row)
    rows = [at for at, key in enumerate(keys) if selection.targets[key].id in table.index
            and selection.groups[key] == "total" and selection.areas[key] == ev.settings.area]  # fmt: skip
    mine, targets = batch.take(rows), [selection.targets[keys[at]] for at in rows]
    year = np.array([float(t.target_year) for t in targets])
    found = {}
    for name, each in priors.items():
        future = forecast(mine, year, prior=each)
        p = rule_probability(
            mine, future, [t.rule.value for t in targets], np.array([t.threshold or np.nan for t in targets]),
            np.array([float(t.baseline_year) for t in targets]), np.full(len(targets), np.nan), year,
        ).p  # fmt: skip
        found[name] = np.column_stack([p, future.quantile([0.1, 0.9])])
    for place, target in enumerate(targets):
        cells = "  ".join(
            f"{name} {row[place, 0]:.3f} ({row[place, 1]:.2f} to {row[place, 2]:.2f})" for name, row in found.items()
        )
        print(f"{target.id:12s} as shipped {table['p_attain'][target.id]:.3f}  {cells}")
    change = np.nanmax(np.abs(found["all"][:, 0] - found["without China"][:, 0]))
    print(f"largest change of a likelihood: {change:.4f}")


if __name__ == "__main__":
    main()
