"""How often "on track" came true: the published progress rules on windows whose outcome is known.

The rules give a colour. Each is scored as the forecast it stands for ("will be met": 1, anything else: 0), with the
first figure of a window as the baseline.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kcstats.stats.comparators import Comparator
from kcstats.stats.comparison import every_rule
from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]

NAMES = {"aarr": "aarr_rule"}
"""UNICEF's rate of reduction is a rule here and a line in `comparators`."""


def published_rules(w: Windows, target: Floats) -> dict[str, Comparator]:
    """Apply each rule to each window.

    Parameters
    ----------
    w : Windows
    target : ndarray of float, shape (n,)
        [indicator unit]

    Returns
    -------
    dict of str to Comparator
        ``healthy_people``, ``open_sdg``, ``unsd``, ``escap``, ``aarr_rule``, ``linear_pace``; ``unknown`` where a
        rule cannot speak (a zero on a compound scale, a rise for a rate of reduction).
    """
    batch = w.batch
    start, baseline = batch.years[:, 0], batch.values[:, 0]
    found = every_rule(batch.years, batch.values, start, baseline, w.target_year, target, upward=batch.direction > 0)
    return {NAMES.get(name, name): rule for name, rule in found.items()}
