"""Looks for strong fluctuation, and the usual unrest of a kind."""

import numpy as np
import pytest
from scipy import stats

from kcstats.validation.restless import NEXT, fitted, textbook_xmr, unrest, unrest_looks, usual_unrest


def test_what_followed_is_not_seen(few_series):
    looks = unrest_looks(few_series, seed=6, each=5)
    assert (np.nanmax(looks.seen.years, axis=1) == looks.latest_year).all()
    later = looks.followed.years > looks.latest_year[:, None]
    assert (later.sum(axis=1) == NEXT).all()


def test_unrest_by_hand():
    """Rates 1, e, 1: logs 0, 1, 0; the middle stands 1 off its neighbours' line: 1 / 1.5."""
    assert unrest(np.array([[1.0, np.e, 1.0]]), "rate") == pytest.approx([2 / 3])


def test_the_fit_finds_the_law_that_made_the_figures():
    s2 = 0.3**2 * stats.f.ppf((np.arange(4000) + 0.5) / 4000, 3.37, 8.0)
    sd, df = fitted(s2, np.ones(len(s2)))
    assert sd == pytest.approx(0.3, rel=0.01)
    assert df == pytest.approx(8.0, rel=0.03)


def test_a_fold_learns_from_the_others(few_series):
    names = np.unique(few_series["indicator"].to_numpy(dtype=str))
    one, two = usual_unrest(few_series, lambda i: np.isin(i, names[::2]).astype(np.int64), 2)
    assert one != two


def test_the_textbook_chart_by_hand(few_series):
    """A flat line with one jump of ten moving ranges in its last figure is beyond 2.66."""
    from kcstats.stats.batch import SeriesBatch

    values = [1.0, 1.1, 1.0, 1.1, 1.0, 1.1, 1.0, 3.0]
    batch = SeriesBatch.from_rows([{"years": range(8), "values": values, "scale": "rate"}])
    warned, size = textbook_xmr(batch)
    moving, mean = (6 * 0.1 + 2.0) / 7, sum(values) / 8
    assert size[0] == pytest.approx((3.0 - mean) / moving)
    assert warned[0]
