"""What the published progress rules would have said of the same targets, and where they disagree with us.

Ours says yes where attainment is more likely than not (or, after the target year, where the figure met it). Rules
that do not speak of the target year (Healthy People's "improved") or lack a figure are silent, and silence is no
disagreement.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.evaluation.assemble import Floats
from kcstats.evaluation.judge import Look
from kcstats.evaluation.model import COMPARATOR_COLUMNS
from kcstats.evaluation.select import REFERENCE, Selection
from kcstats.stats.comparison import RULES, every_rule
from kcstats.terms import Grade, Rule

LEVELLED = (Rule.AT_LEAST, Rule.AT_MOST, Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST, Rule.REDUCE_BY_PCT,
            Rule.FULL_COVERAGE, Rule.MIN_DOSE, Rule.ELIMINATE)  # fmt: skip
"""Rules with a number to reach; the published rules know no others."""


def compare_rules(selection: Selection, now: Look, table: pd.DataFrame) -> pd.DataFrame:
    """Apply the published rules to every target that has a number to reach and a figure.

    Parameters
    ----------
    selection : Selection
    now : Look
    table : DataFrame
        One row a target, area and group, as in the results.

    Returns
    -------
    DataFrame
        Columns `COMPARATOR_COLUMNS`, in the order of the results. Columns named after a rule hold its verdict (a code
        of `kcstats.stats.comparators.VERDICTS`), ``*_value`` its own number; `disagree` names the rules whose yes or
        no is not ours, separated by semicolons; `rules_split` tells whether the rules part among themselves.
    """
    wanted = [k for k, (t, g) in enumerate(zip(selection.targets, selection.groups, strict=True))
              if t.rule in LEVELLED and g != REFERENCE]  # fmt: skip
    place = np.searchsorted(now.keys, wanted)
    there = (place < len(now.keys)) & np.isfinite(now.demand.level[wanted])
    there &= now.keys[np.minimum(place, len(now.keys) - 1)] == wanted if len(now.keys) else False
    keys, batch = np.array(wanted, dtype=np.intp)[there], now.batch.take(place[there])
    if not len(keys):
        return pd.DataFrame(columns=list(COMPARATOR_COLUMNS))
    found = every_rule(
        batch.years, batch.values, now.baseline_year[keys], now.baseline[keys], now.target_year[keys],
        now.demand.level[keys], upward=now.demand.upward[keys],
    )  # fmt: skip
    rows = table.iloc[keys].reset_index(drop=True)
    says = np.array([found[name].says for name in RULES])
    verdicts: dict[str, tuple[str, ...] | Floats] = {}
    for name in RULES:
        verdicts |= {name: found[name].verdict, f"{name}_value": found[name].value}
    split = (says > 0).any(axis=0) & (says < 0).any(axis=0)
    against = _against(says, _ours(rows["grade"]))
    out = rows.assign(**verdicts, disagree=against, rules_split=np.asarray(split))
    return out[list(COMPARATOR_COLUMNS)]


def _ours(grades: pd.Series) -> npt.NDArray[np.int8]:
    """1 yes, -1 no, 0 no answer."""
    yes = grades.isin([Grade.ATTAINED.value, Grade.EXPECTED.value]).to_numpy()
    return np.where(yes, 1, np.where(grades == Grade.DIFFICULT.value, -1, 0)).astype(np.int8)


def _against(says: npt.NDArray[np.int8], ours: npt.NDArray[np.int8]) -> list[str]:
    return [";".join(name for name, s in zip(RULES, column, strict=True) if s * o < 0)
            for column, o in zip(says.T.tolist(), ours.tolist(), strict=True)]  # fmt: skip
