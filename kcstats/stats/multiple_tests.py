"""Several tests at once: the more are made, the surer one of them is to fire by chance.

Twenty honest tests at 5 % find something in nothing two times in three. Holm's step-down keeps the chance of any
false find at the level, whatever the dependence between the tests: the smallest p is multiplied by their number, the
next by one less, and so on, and none may fall below the one before it.

References
----------
Holm S. A simple sequentially rejective multiple test procedure. Scand J Stat 1979;6:65-70.
Wright SP. Adjusted p-values for simultaneous inference. Biometrics 1992;48:1005-1013. doi:10.2307/2532694.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def holm_adjusted(p: npt.ArrayLike) -> Floats:
    r"""Adjust the p-values of one family of tests.

    Parameters
    ----------
    p : array_like of float, shape (m,)
        0-1; NaN = a test that was not made, and does not count.

    Returns
    -------
    ndarray of float, shape (m,)
        Below a level where Holm's procedure rejects at it; NaN where p is.

    Raises
    ------
    ValueError
        If a p lies outside 0-1.

    Notes
    -----
    :math:`\tilde p_{(i)} = \max_{j \le i} \min(1, (m - j + 1)\,p_{(j)})` over the m tests that were made.

    Examples
    --------
    >>> holm_adjusted([0.01, 0.04, 0.03]).round(2).tolist()  # 3 (.01), 2 (.03), 1 (.04) but not below .06
    [0.03, 0.06, 0.06]
    """
    given = np.asarray(p, dtype=float)
    made = np.flatnonzero(np.isfinite(given))
    if ((given[made] < 0) | (given[made] > 1)).any():
        raise ValueError(f"Expected 0 <= p <= 1. But got {given.tolist()}.")
    order = made[np.argsort(given[made], kind="stable")]
    out = np.full(given.shape, np.nan)
    out[order] = np.maximum.accumulate(np.minimum(given[order] * np.arange(len(order), 0, -1), 1.0))
    return out
