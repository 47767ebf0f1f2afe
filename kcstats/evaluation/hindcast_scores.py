"""How good the likelihoods of a hindcast were, beside the published progress rules on the same targets.

A likelihood is scored by the Brier score, the mean square of its distance to what came (1 met, 0 missed). A rule that
says only yes or no is scored as if it had said 100 % or 0 %, which is what its colour says. Every method is compared
with ours on the very targets it spoke of.

References
----------
Brier GW. Verification of forecasts expressed in terms of probability. Mon Weather Rev 1950;78:1-3.
doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcstats.terms import Likelihood

RULES = ("linear_pace", "cagr_ratio", "aarr")
SAYS_MET = ("achieved", "on_track")


def scores(table: pd.DataFrame) -> pd.DataFrame:
    """Score our likelihoods, the published rules and "all will be met" on the targets whose outcome is known.

    Parameters
    ----------
    table : DataFrame
        As `hindcast` gives it.

    Returns
    -------
    DataFrame
        One row a method, columns ``method n met said_met right brier ours``: targets it spoke of, how many of them
        were met, how many it expected to be met, how many it got right, its Brier score, and our Brier score on the
        same targets (NaN where no target is common).

    Examples
    --------
    >>> table = pd.DataFrame({"met": pd.array([True, False], "boolean"), "p_attain": [0.8, 0.4],
    ...     "linear_pace": ["on_track", "on_track"], "cagr_ratio": "unknown", "aarr": "unknown"})
    >>> scores(table)[["method", "n", "right", "brier"]].round(2).values.tolist()[:2]
    [['ours', 2, 2, 0.1], ['linear_pace', 2, 1, 0.5]]
    """
    known = table[table["met"].notna()]
    met = known["met"].to_numpy(dtype=float)
    ours = known["p_attain"].to_numpy(dtype=float)
    said = {"ours": ours}
    for rule in RULES:
        verdict = known[rule]
        said[rule] = np.where(verdict == "unknown", np.nan, verdict.isin(SAYS_MET).to_numpy(dtype=float))
    said["all_met"] = np.where(np.isfinite(ours), 1.0, np.nan)
    return pd.DataFrame([_row(name, p, met, ours) for name, p in said.items()])


def by_likelihood(table: pd.DataFrame) -> pd.DataFrame:
    """Put what was said beside what came, word by word.

    Parameters
    ----------
    table : DataFrame
        As `hindcast` gives it.

    Returns
    -------
    DataFrame
        One row a word of likelihood, likeliest first, columns ``likelihood n expected met``: targets with that word
        and a known outcome, the sum of their likelihoods, and how many were met.
    """
    known = table[table["met"].notna() & table["p_attain"].notna()]
    words = [word for word in Likelihood if word is not Likelihood.NONE]
    rows = []
    for word in words:
        mine = known[known["likelihood"] == word.value]
        rows.append((word.value, len(mine), float(mine["p_attain"].sum()), int(mine["met"].sum())))
    return pd.DataFrame(rows, columns=["likelihood", "n", "expected", "met"])


def _row(method: str, p: np.ndarray, met: np.ndarray, ours: np.ndarray) -> dict[str, object]:
    spoke, both = np.isfinite(p), np.isfinite(p) & np.isfinite(ours)
    return {
        "method": method,
        "n": int(spoke.sum()),
        "met": int(met[spoke].sum()),
        "said_met": int((p[spoke] >= 0.5).sum()),
        "right": int(((p >= 0.5) == (met > 0))[spoke].sum()),
        "brier": float(((p - met)[spoke] ** 2).mean()) if spoke.any() else np.nan,
        "ours": float(((ours - met)[both] ** 2).mean()) if both.any() else np.nan,
    }
