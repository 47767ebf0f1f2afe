"""The models that others would fit to each series: exponential smoothing, Theta, local linear trend.

All three come from statsmodels with its own defaults and are fitted by maximum likelihood to the working scale (log
odds, logarithm), which treats them as kindly as ourselves; their forecast is normal there. A year without a figure
between two others is interpolated for the first two, which cannot do without; the third takes it as missing. They
are slow, so that a stated random part of the windows is all they get. What cannot be fitted is counted by name.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kcstats.stats.mixture import prepare
from kcstats.validation.windows import Windows

Floats = npt.NDArray[np.float64]

MODELS = ("ets", "theta", "local_linear_trend")


@dataclass(frozen=True)
class Fitted:
    """Normal forecasts of n windows on the working scale by one model.

    Attributes
    ----------
    mean, sd : ndarray of float, shape (n,)
        NaN where the model could not be fitted.
    reason : tuple of str, length n
        Name of the failure; empty where there is none.
    """

    mean: Floats
    sd: Floats
    reason: tuple[str, ...]


def fit_models(
    w: Windows,
    *,
    models: tuple[str, ...] = MODELS,
    workers: int = 1,
    advance: Callable[[int], None] = lambda n: None,
) -> dict[str, Fitted]:
    """Fit the three models, or some of them, to each window.

    Parameters
    ----------
    w : Windows
    models : tuple of str
        Of `MODELS`.
    workers : int
        Processes; 1 = this one.
    advance : callable
        Told how many windows more are done.

    Returns
    -------
    dict of str to Fitted
        By the names in `models`.
    """
    work = prepare(w.batch)
    rows = []
    for i in range(len(w)):
        year = work.years[i][np.isfinite(work.years[i])].astype(int)
        z = np.full(year[-1] - year[0] + 1, np.nan)
        z[year - year[0]] = work.z[i][-len(year) :]
        rows.append((models, z, int(w.ahead[i])))
    found = []
    if workers == 1:
        for row in rows:
            found.append(_fit_row(row))
            advance(1)
    else:
        with ProcessPoolExecutor(workers) as pool:
            for answer in pool.map(_fit_row, rows, chunksize=8):
                found.append(answer)
                advance(1)
    out = {}
    for name in models:
        mean, sd, reason = zip(*[row[name] for row in found], strict=True)
        out[name] = Fitted(np.array(mean), np.array(sd), tuple(reason))
    return out


def _fit_row(row: tuple[tuple[str, ...], Floats, int]) -> dict[str, tuple[float, float, str]]:
    models, z, ahead = row
    at = np.arange(len(z))
    whole = np.interp(at, at[np.isfinite(z)], z[np.isfinite(z)])
    ways = {"ets": (_ets, whole), "theta": (_theta, whole), "local_linear_trend": (_local_linear_trend, z)}
    return {name: _tried(*ways[name], ahead) for name in models}


def _tried(fit: Callable[[Floats, int], tuple[float, float]], z: Floats, ahead: int) -> tuple[float, float, str]:
    """Mean, sd and no reason; or none of them and the failure's name."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a short series hardly converges is what is being measured
            mean, sd = fit(z, ahead)
    except (ValueError, ArithmeticError, IndexError, np.linalg.LinAlgError) as error:
        return float("nan"), float("nan"), type(error).__name__
    if not (np.isfinite(mean) and np.isfinite(sd) and sd > 0):
        return float("nan"), float("nan"), "no_finite_forecast"
    return mean, sd, ""


def _ets(z: Floats, ahead: int) -> tuple[float, float]:
    """Error, trend and damping additive: ETS(A, Ad, N)."""
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    model = ETSModel(pd.Series(z), error="add", trend="add", damped_trend=True)
    ahead_of = model.fit(disp=False).get_prediction(start=len(z), end=len(z) + ahead - 1)
    return float(ahead_of.predicted_mean.iloc[-1]), float(np.sqrt(np.asarray(ahead_of.forecast_variance)[-1]))


def _theta(z: Floats, ahead: int) -> tuple[float, float]:
    """The Theta method without seasons; the sd is half its 68.27 % interval."""
    import pandas as pd
    from statsmodels.tsa.forecasting.theta import ThetaModel

    years = pd.period_range("2000", periods=len(z), freq="Y")
    found = ThetaModel(pd.Series(z, index=years), deseasonalize=False).fit()
    low, high = found.prediction_intervals(ahead, alpha=0.31731050786).iloc[-1]
    return float(found.forecast(ahead).iloc[-1]), float(high - low) / 2


def _local_linear_trend(z: Floats, ahead: int) -> tuple[float, float]:
    """Level and slope both random walks."""
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    found = UnobservedComponents(z, "local linear trend").fit(disp=False).get_forecast(ahead)
    return float(found.predicted_mean[-1]), float(found.se_mean[-1])
