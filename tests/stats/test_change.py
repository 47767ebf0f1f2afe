"""Change since the baseline: which test, which verdict, and how often it cries wolf."""

import numpy as np
import pytest
from scipy import stats

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.change import change_since_baseline

NAN = np.nan


def batch_of(years, values, *, scale="rate", direction=-1, numerator=None, denominator=None, multiplier=1e5):
    x = np.atleast_2d(np.asarray(values, dtype=float))
    t = np.where(np.isfinite(x), np.broadcast_to(np.asarray(years, dtype=float), x.shape), NAN)
    n = len(x)
    empty = np.full(x.shape, NAN)
    return SeriesBatch(
        t, x, np.array([scale] * n, dtype=object), np.zeros(n), np.full(n, 100.0 if scale == "percent" else np.inf),
        np.full(n, direction),
        numerator=empty if numerator is None else np.atleast_2d(np.asarray(numerator, dtype=float)),
        denominator=empty if denominator is None else np.atleast_2d(np.asarray(denominator, dtype=float)),
        multiplier=np.full(n, NAN if numerator is None else multiplier),
    )  # fmt: skip


YEARS = [2018, 2019, 2020, 2021, 2022, 2023, 2024]


def test_figures_alone_are_tested_by_their_order_since_the_baseline():
    batch = batch_of(YEARS, [30, 31, 20, 19, 18, 17, 16])
    found = change_since_baseline(batch, [2020], [20.0])
    assert found.change[0] == -4
    assert found.p_improved[0] == pytest.approx(1 / 120)  # five figures in order: one of 5! arrangements
    assert found.p_worse[0] == 1
    assert (found.verdict[0], found.method[0], found.reason[0]) == ("improved", "mann_kendall_exact", "")


def test_direction_decides_what_is_better():
    values = [[NAN, NAN, 16, 17, 18, 19, 20]] * 3
    batch = batch_of(YEARS, values)
    batch = SeriesBatch(batch.years, batch.values, batch.scale, batch.lower, batch.upper, np.array([1, -1, 0]))
    found = change_since_baseline(batch, [2020] * 3, [NAN] * 3, lang="en")
    assert found.verdict == ("improved", "worse", "unknown")
    assert found.reason[2] == "the indicator has no better direction"
    assert np.isnan(found.p_improved[2])
    assert found.change.tolist() == [4, 4, 4]


def test_a_revised_baseline_replaces_the_series_own_and_an_outside_one_is_added():
    batch = batch_of(YEARS, [[NAN, NAN, 20, 19, 18, 17, NAN], [NAN, NAN, NAN, 19, 18, 17, NAN]])
    found = change_since_baseline(batch, [2020, 2020], [18.5, 20.0])
    assert found.change.tolist() == [-1.5, -3]
    assert found.p_improved[0] == pytest.approx(4 / 24)  # 18.5 19 18 17: S = -4, Gilbert's Table A18: .167
    assert found.p_improved[1] == pytest.approx(1 / 24)


def test_three_figures_are_too_few_and_so_are_two_large_counts():
    few = change_since_baseline(batch_of(YEARS, [NAN, NAN, 20, 19, 18, NAN, NAN]), [2020], [20.0])
    assert (few.verdict[0], few.method[0], few.reason[0]) == ("unknown", "none", "只有3个年度数据，至少需要4个")
    assert few.change[0] == -2
    two = change_since_baseline(
        batch_of([2020, 2024], [5, 6], numerator=[50, 60], denominator=[1000, 1000], scale="percent"), [2020], [5.0],
    )  # fmt: skip
    assert (two.verdict[0], two.reason[0]) == ("unknown", "基期以来只有两个年度数据，看不出逐年的自然波动")


@pytest.mark.parametrize(
    ("values", "baseline", "why"),
    [
        ([NAN] * 7, 5.0, "no data"),
        ([NAN, NAN, 5, NAN, NAN, NAN, NAN], 5.0, "no figure since the baseline year"),
        ([6, NAN, NAN, 5, 4, 3, 2], NAN, "the baseline is not known"),
    ],
)
def test_every_unknown_has_its_reason(values, baseline, why):
    found = change_since_baseline(batch_of(YEARS, values), [2020], [baseline], lang="en")
    if why == "no data":
        why = "no figure since the baseline year"  # the baseline itself is known
    assert (found.verdict[0], found.reason[0]) == ("unknown", why)


def test_few_events_in_two_years_are_the_conditional_binomial_test():
    batch = batch_of([2020, 2024], [[200, 50]], numerator=[[8, 2]], denominator=[[4000, 4000]])
    found = change_since_baseline(batch, [2020], [200.0])
    assert found.p_improved[0] == pytest.approx(stats.binomtest(2, 10, 0.5, alternative="less").pvalue)
    assert found.method[0] == "exact_conditional"
    assert found.verdict[0] == "no_detectable_change"


def test_coverage_near_100_is_judged_by_its_misses():
    d = [1000.0] * 5
    batch = batch_of(YEARS[2:], [98.8, 99.0, 99.3, 99.5, 99.8], scale="percent", direction=1,
                     numerator=[988, 990, 993, 995, 998], denominator=d, multiplier=100)  # fmt: skip
    found = change_since_baseline(batch, [2020], [98.8])
    assert found.method[0] == "exact_conditional"
    assert found.verdict[0] == "improved"


def test_many_events_are_regressed_and_over_dispersion_is_named():
    y = [[400, 390, 360, 350, 330], [400, 300, 410, 290, 330]]
    batch = batch_of(YEARS[2:], np.array(y) / 50.0, numerator=y, denominator=np.full((2, 5), 5000.0))
    found = change_since_baseline(batch, [2020] * 2, [8.0] * 2)
    assert found.method == ("poisson", "quasi_poisson")
    assert found.verdict == ("improved", "no_detectable_change")


def test_false_alarms_stay_near_the_level():
    rng = np.random.default_rng(5)
    n, t = 4000, YEARS[2:]
    for mean, limit in ((3.0, 0.05), (200.0, 0.075)):
        y = rng.poisson(mean, size=(n, 5)).astype(float)
        found = change_since_baseline(
            batch_of(t, y * 20, numerator=y, denominator=np.full((n, 5), 5000.0)), [2020] * n, [NAN] * n
        )
        assert np.mean(np.array(found.verdict) == "improved") <= limit + 0.005


def test_level_is_one_sided():
    with pytest.raises(ValueError, match=r"0 < level < 0\.5"):
        change_since_baseline(batch_of(YEARS, [1] * 7), [2020], [1.0], level=0.95)
