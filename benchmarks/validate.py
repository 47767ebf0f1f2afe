"""The backtest without statsmodels, on the screen: what the learner of the working copy is worth.

python -m benchmarks.validate [--quick]
"""

from __future__ import annotations

import sys
from dataclasses import replace

from kcstats.validation.backtest import FULL, QUICK, backtest
from kcstats.validation.tables import score_tables

GROUPS = ("all", "main", "points", "kind", "tier", "people", "series", "edge", "keep")


def main() -> None:
    run = backtest(replace(QUICK if "--quick" in sys.argv else FULL, slow=0))
    tables = score_tables(run)
    for name, columns in (
        ("scores", "method group level n indicators base_rate brier skill skill_low skill_high ece log_score"),
        ("coverage", "method group level nominal n covered low high indicators_within"),
    ):
        table = tables[name]
        table = table[table["method"].isin(["ours", "plain_mixture"]) & table["group"].isin(GROUPS)]
        print(f"\n{name}\n" + table[columns.split()].round(3).to_string(index=False))
    for name, columns in (
        ("comparators", "subset method n covered_80 brier skill ece sure_came_true ours_gain gain_low gain_high"),
        ("panels", "points places method n covered_80 brier skill ece gain"),
        ("places", "kind denominator method n covered_80 brier skill ece gain"),
        ("tried", "idea brier skill ece log_score gain gain_low gain_high"),
    ):
        print(f"\n{name}\n" + tables[name][columns.split()].round(3).to_string(index=False))
    print("\nnodes", run.nodes)


if __name__ == "__main__":
    main()
