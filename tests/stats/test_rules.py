"""Every rule against a forecast whose distribution is known in closed form."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy import stats

from kcstats.stats import rules
from kcstats.stats.baseline_rules import baseline_quantiles, grid, stable_band
from kcstats.stats.batch import SeriesBatch
from kcstats.stats.reasons import reason
from kcstats.terms import Rule

NAN = np.nan


@dataclass(frozen=True)
class NormalForecast:
    """A stand-in with the forecast's manners: normal, NaN where it has a reason."""

    mean: np.ndarray
    sd: np.ndarray
    reason: tuple[str, ...]
    method: tuple[str, ...] = ()
    borrowed: None = None

    def __len__(self):
        return len(self.mean)

    def take(self, rows):
        return NormalForecast(self.mean[rows], self.sd[rows], tuple(self.reason[i] for i in rows))

    def quantile(self, q):
        return self.mean[:, None] + self.sd[:, None] * stats.norm.ppf(q)[None, :]

    def cdf(self, x):
        x = np.asarray(x)
        shape = (-1, 1) if x.ndim == 2 else (-1,)
        return stats.norm.cdf((x - self.mean.reshape(shape)) / self.sd.reshape(shape))


def forecast(mean, sd, why=None):
    mean = np.atleast_1d(np.asarray(mean, dtype=float))
    sd = np.broadcast_to(np.asarray(sd, dtype=float), mean.shape)
    why = tuple(why or [""] * len(mean))
    blank = np.where([bool(w) for w in why], NAN, 0.0)
    return NormalForecast(mean + blank, sd + blank, why)


def batch_of(values, *, years=None, scale="rate", direction=-1, numerator=None, denominator=None, multiplier=NAN):
    x = np.atleast_2d(np.asarray(values, dtype=float))
    t = np.broadcast_to(np.arange(2015.0, 2015 + x.shape[1]) if years is None else np.asarray(years, float), x.shape)
    n = len(x)
    upper = 100.0 if scale == "percent" else np.inf
    return SeriesBatch(
        t, x, np.array([scale] * n, dtype=object), np.zeros(n), np.full(n, upper), np.full(n, direction),
        numerator=None if numerator is None else np.atleast_2d(np.asarray(numerator, dtype=float)),
        denominator=None if denominator is None else np.atleast_2d(np.asarray(denominator, dtype=float)),
        multiplier=np.full(n, multiplier),
    )  # fmt: skip


FLAT = [5.0, 5, 5, 5, 5, 5]  # 2015-2020, no noise


def test_reduction_from_a_baseline_without_noise_is_one_level():
    found = rules.reduce_by_pct(forecast(4.0, 0.5), batch_of(FLAT), [2020], [5.0], [20.0])
    assert found.p[0] == pytest.approx(0.5)
    assert found.method == ("reduce_by_pct",)
    assert found.note == ("要求比基期下降20%，基期按公布值计",)


def test_reduction_counts_the_baselines_own_uncertainty():
    counted = batch_of([[2.5]], years=[2020], numerator=[[10]], denominator=[[4000]], multiplier=1000.0)
    q, uncertain = baseline_quantiles(counted, [2020], [2.5], grid())
    assert uncertain[0]
    assert q[0] == pytest.approx(stats.gamma.ppf(grid(), 10.5, scale=1 / 4), rel=1e-9)
    sure = rules.reduce_by_pct(forecast(1.2, 0.2), counted, [2020], [2.5], [20.0], published=True)
    unsure = rules.reduce_by_pct(forecast(1.2, 0.2), counted, [2020], [2.5], [20.0], lang="en")
    assert 0.5 < unsure.p[0] < sure.p[0]
    assert "whose own uncertainty is counted" in unsure.note[0]


def test_a_noisy_series_without_counts_lends_its_noise_to_the_baseline():
    noisy = batch_of([[10.0, 12, 9, 11, 8, 12, 10]])
    q, uncertain = baseline_quantiles(noisy, [2020], [NAN], grid())
    assert uncertain[0]
    assert q[0, 49] == pytest.approx(12)  # the median is the figure itself
    share = batch_of([[97.0, 99, 96, 98, 95, 99, 97]], scale="percent")
    q, uncertain = baseline_quantiles(share, [2020], [NAN], grid())
    assert uncertain[0]
    assert q.max() < 100


def test_baseline_uncertainty_of_a_percentage_is_jeffreys_beta():
    counted = batch_of(
        [[95.0]], years=[2020], scale="percent", numerator=[[190]], denominator=[[200]], multiplier=100.0
    )
    q, _ = baseline_quantiles(counted, [2020], [NAN], grid())
    assert q[0] == pytest.approx(100 * stats.beta.ppf(grid(), 190.5, 10.5), rel=1e-9)


@pytest.mark.parametrize(
    ("baseline", "percent", "why"),
    [(NAN, 20.0, "the baseline is not known"), (0.0, 20.0, "the baseline is zero"), (5.0, NAN, "gives no number")],
)
def test_reduction_says_why_it_cannot_be_assessed(baseline, percent, why):
    found = rules.reduce_by_pct(
        forecast(4.0, 0.5), batch_of([[3.0]], years=[2010]), [2020], [baseline], [percent], lang="en"
    )
    assert np.isnan(found.p[0])
    assert why in found.reason[0]
    assert (found.method[0], found.note[0]) == ("none", "")


def test_a_baseline_that_leaves_no_room_is_told_and_not_failed():
    # 2020 stood at 100 % (the district's consolidation rate): a rise cannot be; a lower figure is no failure to rise
    f = forecast([99.7, 0.4, 99.7], 0.2)
    up = rules.beyond_baseline(f, np.array([100.0, NAN, 99.0]), True, top=100.0)
    assert np.isnan(up.p[:2]).all()
    assert "没有改善的余地" in up.reason[0]
    assert up.reason[1] == "基期值未知"
    assert up.p[2] > 0.9
    down = rules.beyond_baseline(f, np.array([0.0, 1.0, 99.0]), False)
    assert np.isnan(down.p[0])
    assert np.isfinite(down.p[1:]).all()


def test_increase_and_decrease_since_the_baseline_are_complements():
    f = forecast([5.3], 0.4)
    up = rules.beyond_baseline(f, np.array([5.0]), True)
    down = rules.beyond_baseline(f, np.array([5.0]), False)
    assert up.p[0] == pytest.approx(stats.norm.cdf(0.75), abs=5e-4)
    assert up.p[0] + down.p[0] == pytest.approx(1)


def test_stability_is_an_equivalence_band_that_is_stated():
    b = batch_of(FLAT)
    found = rules.stay_stable(forecast(5.0, 0.25), b, [2020], [NAN])
    assert found.p[0] == pytest.approx(stats.norm.cdf(2) - stats.norm.cdf(-2), abs=5e-4)  # 10 % of 5 = two sd
    assert found.note == ("“稳定”指与基期相差不超过0.5",)
    assert stable_band(batch_of([95.0], scale="percent"), [2015], np.array([95.0]))[0] == 2.0
    one_death = batch_of([[0.0]], years=[2020], numerator=[[0]], denominator=[[4000]], multiplier=1e5)
    assert stable_band(one_death, [2020], np.array([0.0]))[0] == 25.0
    fewer = batch_of([[0.0, 0.0, 0.0]], years=[2019, 2020, 2021], multiplier=1e5, numerator=[[0] * 3],
                     denominator=[[2000, 4000, 3200]])  # fmt: skip
    assert stable_band(fewer, [2020], np.array([0.0]))[0] == 31.25  # 1 in 3,200, by hand: the years before are past


@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_gap_between_two_normals_is_the_normal_of_their_difference(rho):
    found = rules.narrow_gap(forecast(60.0, 2.0), forecast(55.0, 3.0), [62.0], [56.0], correlation=[rho])
    sd = np.sqrt(4 + 9 - 2 * rho * 6)
    assert found.p[0] == pytest.approx(stats.norm.cdf((6 - 5) / sd) - stats.norm.cdf((-6 - 5) / sd), abs=0.004)
    assert found.method == ("narrow_gap_difference",)
    assert "基期的6" in found.note[0]


def test_gap_as_a_ratio_and_its_grounds():
    found = rules.narrow_gap(
        forecast([10.0] * 4, 1e-6), forecast([8.0] * 4, 1e-6), [12.0, 9.9, 5.0, NAN], [8.0, 8.0, 5.0, 8.0],
        by="ratio", lang="en",
    )  # fmt: skip
    assert found.p[:2] == pytest.approx([1.0, 0.0], abs=6e-4)
    assert "no gap at the baseline" in found.reason[2]
    assert "baseline is not known" in found.reason[3]
    with pytest.raises(ValueError, match="'difference' or 'ratio'"):
        rules.narrow_gap(forecast(1, 1), forecast(1, 1), [1], [2], by="odds")


def test_two_groups_that_move_together_are_seen_to():
    a = batch_of([[10.0, 12, 11, 14, 13, 16]] * 3)
    b = batch_of([[20.0, 22, 21, 24, 23, 26], [20, 18, 19, 16, 17, 14], [NAN] * 6])
    rho = rules.paired_correlation(a, b)
    assert rho == pytest.approx([(5 + 2) / 9, -0.2, 0.5])  # (5 r + 4 (.5)) / 9, clipped at -.2


def test_not_below_a_reference():
    found = rules.not_below_reference(forecast(60.0, 2.0), forecast(58.0, 2.0), correlation=[0.5])
    assert found.p[0] == pytest.approx(stats.norm.cdf(2 / 2), abs=0.004)  # sd of the difference: sqrt(4 + 4 - 4) = 2
    missing = rules.not_below_reference(forecast(60.0, 2.0), forecast(58.0, 2.0, ["没有数据"]))
    assert (missing.reason, missing.method) == (("没有数据",), ("none",))
    past = reason("target_year_past")  # the reference's year has come, the figure's own has not been published
    known = rules.not_below_reference(forecast(60.0, 2.0), forecast(NAN, 2.0, [past]))
    assert known.reason == ("参照指标已有目标年数值而本指标没有，不作推算",)


def test_every_unit_lies_between_independence_and_the_weakest_unit():
    p = [[0.9, 0.8, 0.95, NAN]]
    joint = rules.every_unit(p, [3])
    assert joint.independent[0] == pytest.approx(0.9 * 0.8 * 0.95)
    assert joint.lower[0] == pytest.approx(0.65)
    assert joint.independent[0] < joint.p[0] < joint.upper[0] == 0.8
    assert rules.every_unit(p, [3], correlation=0.0).p[0] == pytest.approx(joint.independent[0])
    # bivariate normal orthant: P(both above 0) = 1/4 + asin(rho) / (2 pi)
    both = rules.every_unit([[0.5, 0.5]], [2], correlation=0.3)
    assert both.p[0] == pytest.approx(0.25 + np.arcsin(0.3) / (2 * np.pi), abs=1e-5)
    assert joint.expected_failures[0] == pytest.approx(0.35)


def test_a_unit_without_data_leaves_every_unit_open_but_names_the_failing():
    found = rules.every_unit([[0.9, 0.3, NAN], [NAN] * 3], [3, 3])
    assert np.isnan(found.p).all()
    assert found.failing.tolist() == [[False, True, False], [False] * 3]
    assert found.reason[0] == "3个单位中有1个没有数据，无法判断是否每个单位都达标"
    assert found.reason[1] == "没有分单位数据"
    with pytest.raises(ValueError, match="0 <= correlation < 1"):
        rules.every_unit([[0.5]], [1], correlation=1.0)


def test_full_coverage_states_its_tolerance():
    found = rules.full_coverage(forecast(99.95, 0.1))
    assert found.p[0] == pytest.approx(0.5 * (1 - rules.BELOW_FULL), abs=6e-4)
    assert found.note == (
        "公布值保留1位小数达到100即为全覆盖，即不低于99.95；历史数据中推算可达的约有44%停在满值以下，可能性已相应下调",
    )
    assert rules.full_coverage(forecast(99.95, 0.1), below_full=0.0).p[0] == pytest.approx(0.5)


def test_a_milestone_is_done_or_open():
    found = rules.milestone([1.0, 0.0, NAN])
    assert found.p[0] == 1
    assert np.isnan(found.p[1:]).all()
    assert found.reason == ("", "事项尚未完成，是否完成不能由数列推算", "没有数据")


def test_each_row_is_answered_by_its_own_rule():
    codes = ["reduce_by_pct", "increase", "decrease", "stay_stable", "slow_rise", "narrow_gap", "not_below_reference",
             "full_coverage", "min_dose", "eliminate", "milestone", "unquantified"]  # fmt: skip
    level = [20.0, NAN, NAN, NAN, NAN, NAN, NAN, NAN, 5.0, NAN, NAN, NAN]
    n = len(codes)
    found = rules.rule_probability(
        batch_of([FLAT] * n), forecast([4.0] + [5.0] * (n - 1), 0.5), codes, level, 2020, [5.0] * n, 2030
    )
    rounded = stats.norm.cdf(1)  # printed without decimals: 4.5 is published as 5
    assert found.p[[0, 1, 2, 8]] == pytest.approx([0.5, 0.5, 0.5, rounded], abs=6e-4)
    assert found.p[7] == pytest.approx(0, abs=6e-4)
    assert found.method == (
        "reduce_by_pct", "beyond_baseline", "beyond_baseline", "stay_stable", "slope_contrast", "none", "none",
        "full_coverage", "min_dose", "eliminate", "milestone_done", "none",
    )  # fmt: skip
    assert found.reason[5] == found.reason[6] == "需要对照数据（另一组别、参照指标或各单位）"
    assert found.reason[11] == "目标未定量，只报告不判断"
    for p, why in zip(found.p, found.reason, strict=True):
        assert np.isnan(p) == bool(why)
    assert {Rule(c) for c in codes} | {*rules._LEVEL, Rule.STAY_LOW} == set(Rule)


def test_a_row_without_a_forecast_keeps_the_forecasts_reason():
    found = rules.rule_probability(
        batch_of([FLAT] * 2),
        forecast([4.0, 4.0], 0.5, ["", "只有一个点"]),
        ["min_dose"] * 2,
        [3.0] * 2,
        2020,
        5.0,
        2030,
    )
    assert found.reason == ("", "只有一个点")
    assert np.isnan(found.p[1])


def test_unknown_rules_and_counts_of_rules_are_refused():
    with pytest.raises(ValueError, match="'better' is not a valid Rule"):
        rules.rule_probability(batch_of([FLAT]), forecast(4.0, 0.5), ["better"], [1.0], 2020, 5.0, 2030)
    with pytest.raises(ValueError, match="Expected 1 rules"):
        rules.rule_probability(batch_of([FLAT]), forecast(4.0, 0.5), ["increase"] * 2, [1.0], 2020, 5.0, 2030)
