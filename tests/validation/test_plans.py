"""Plans on real series: what is seen, what is demanded, what came."""

import numpy as np
import pytest

from kcstats.validation.plans import LENGTHS, plans, targets


@pytest.fixture(scope="module")
def looks(few_series):
    return plans(few_series, seed=5, each=2)


def test_nothing_of_the_future_is_seen(looks):
    seen = np.nanmax(looks.seen.batch.years, axis=1)
    assert (seen == looks.latest_year).all()
    assert (seen < looks.seen.target_year).all()
    assert (looks.seen.target_year - seen == looks.seen.ahead).all()


def test_a_plan_runs_six_or_ten_years_and_is_looked_at_once_a_year(looks):
    assert set((looks.seen.target_year - looks.baseline_year).tolist()) <= set(map(float, LENGTHS))
    pairs = set(zip(looks.plan.tolist(), looks.latest_year.tolist(), strict=True))
    assert len(pairs) == len(looks)


def test_the_truth_is_the_series_own_figure(looks, few_series):
    row = 7
    w = looks.seen
    mine = few_series[(few_series["indicator"] == w.indicator[row]) & (few_series["geo"] == w.geo[row])]
    assert w.truth[row] in mine.loc[mine["year"] == w.target_year[row], "value"].tolist()


def test_each_plan_demands_a_share_of_its_gap(looks):
    """A percentage that should rise from 40 with a share of .1: 40 + .1 (100 - 40) = 46; a rate from 40: 36."""
    level, batch = targets(looks, (0.1,)), looks.seen.batch
    percent = (batch.scale == "percent") & (batch.direction > 0)
    falls = batch.direction < 0
    assert percent.any()
    assert falls.any()
    assert level[percent] == pytest.approx(looks.baseline[percent] + 0.1 * (100 - looks.baseline[percent]))
    assert level[falls] == pytest.approx(0.9 * looks.baseline[falls])
