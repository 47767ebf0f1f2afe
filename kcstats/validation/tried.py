"""What else was tried with the same answers: recalibration, and averages with other methods.

Nothing here is used; it is measured in the same run so that whoever proposes it can see what it is worth. Each is
fitted to the answers for other topics only.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def platt(p: Floats, hit: Floats, fold: Ints) -> Floats:
    """Recalibrate by a logistic line in the log odds, fitted to the other folds.

    Parameters
    ----------
    p, hit : ndarray of float, shape (n,)
        Said, strictly between 0 and 1; 1 where it came true, else 0.
    fold : ndarray of int, shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)

    References
    ----------
    Platt J. Probabilistic outputs for support vector machines. 1999.

    Examples
    --------
    >>> p, hit = np.array([0.9, 0.9, 0.9, 0.9] * 50), np.array([1.0, 1.0, 0.0, 0.0] * 50)
    >>> platt(p, hit, np.arange(200) // 100).round(2).tolist()[:2]  # said 90 %, came true half the time
    [0.5, 0.5]
    """
    out = np.empty(len(p))
    z = np.log(p) - np.log1p(-p)
    for number in np.unique(fold):
        mine = fold == number
        a, b = _logistic(z[~mine], hit[~mine])
        out[mine] = 1 / (1 + np.exp(-(a + b * z[mine])))
    return out


def _logistic(z: Floats, hit: Floats, steps: int = 30) -> tuple[float, float]:
    """Intercept and slope by Newton's method; a touch of ridge keeps the slope where nothing tells it."""
    x = np.column_stack([np.ones(len(z)), z])
    centre, ridge = np.array([0.0, 1.0]), np.array([0.0, 1e-3])
    beta = np.zeros(2)
    for _ in range(steps):
        m = 1 / (1 + np.exp(-(x @ beta)))
        gradient = x.T @ (hit - m) - ridge * (beta - centre)
        step = np.linalg.solve((x * (m * (1 - m))[:, None]).T @ x + np.diag(ridge + 1e-9), gradient)
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return float(beta[0]), float(beta[1])
