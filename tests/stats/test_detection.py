"""Detectors: counts by hand, areas under ROC curves as published, lead times, intervals over clusters."""

import numpy as np
import pytest

from kcstats.stats.detection import clustered_share, detect, lead_time, roc_auc, roc_curve


def test_counts_and_shares_by_hand():
    # 10 looks, 4 events; 5 warnings, 3 of them right: 3/4 found, 2 of 6 calm looks disturbed, 2 false alarms in 10
    warned = [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
    event = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    found = detect(warned, event)
    assert (found.n, found.events, found.warned, found.hits) == (10, 4, 5, 3)
    assert found.base_rate == 0.4
    assert found.hit_rate == 0.75
    assert found.false_alarm_rate == pytest.approx(2 / 6)
    assert found.false_alarms_per_look == 0.2
    assert found.right_share == 0.6


def test_a_detector_that_never_warns_is_not_right_and_not_wrong():
    found = detect([0, 0], [1, 0])
    assert np.isnan(found.right_share)
    assert found.hit_rate == 0
    with pytest.raises(ValueError, match="one shape"):
        detect([1, 0], [1])


def test_roc_curve_of_the_documented_example():
    # scikit-learn 1.x, documentation of sklearn.metrics.roc_curve: y = 1 1 2 2, scores = .1 .4 .35 .8, pos_label = 2
    fpr, tpr = roc_curve([0.1, 0.4, 0.35, 0.8], [False, False, True, True])
    assert fpr.tolist() == [0.0, 0.0, 0.5, 0.5, 1.0]
    assert tpr.tolist() == [0.0, 0.5, 0.5, 1.0, 1.0]
    assert roc_auc([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == 0.75  # ibid., roc_auc_score


def test_area_with_ties_of_hanley_and_mcneil():
    # Hanley and McNeil (1982), table I: 58 normal and 51 abnormal CT images rated 1 to 5; area .893
    normal, abnormal = [33, 6, 6, 11, 2], [3, 2, 2, 11, 33]
    score = np.concatenate([np.repeat(np.arange(5.0), normal), np.repeat(np.arange(5.0), abnormal)])
    event = np.repeat([False, True], [58, 51])
    assert roc_auc(score, event) == pytest.approx(0.893, abs=5e-4)
    fpr, tpr = roc_curve(score, event)
    assert np.trapezoid(tpr, fpr) == pytest.approx(roc_auc(score, event))
    assert roc_auc(-score, event) == pytest.approx(1 - roc_auc(score, event))


def test_a_yes_or_no_rule_has_the_area_of_its_one_point():
    warned, event = np.array([1, 1, 0, 0, 1, 0]), np.array([1, 1, 1, 0, 0, 0], dtype=bool)
    found = detect(warned, event)
    assert roc_auc(warned, event) == pytest.approx((1 + found.hit_rate - found.false_alarm_rate) / 2)


@pytest.mark.parametrize(
    ("score", "event", "said"),
    [([1.0, np.nan], [True, False], "1 are missing"), ([1.0, 2.0], [True, True], "2 events in 2"),
     ([1.0], [True, False], "one shape")],
)  # fmt: skip
def test_what_has_no_curve_is_refused(score, event, said):
    with pytest.raises(ValueError, match=said):
        roc_auc(score, event)


def test_lead_time_counts_back_from_the_target_year_over_an_unbroken_warning():
    warned = [[1, 1, 0, 1], [0, 1, 1, 1], [1, 0, 1, 0], [0, 0, 0, 0], [1, 1, 1, 1]]
    looked = [[1, 1, 1, 1], [1, 1, 1, 1], [1, 0, 1, 1], [0, 0, 0, 0], [1, 1, 1, 1]]
    # warned 2 years before and kept; dropped in the last look; passes over the year without a look; never looked at
    assert lead_time(warned, looked).tolist() == [2, 0, 3, 0, 4]
    with pytest.raises(ValueError, match="one shape"):
        lead_time([1, 0], [1, 0])


def test_interval_over_clusters_by_hand():
    # 4 clusters of 10 with 4, 5, 6, 5: p = .5, variance 4/3 (1 + 0 + 1 + 0) / 40^2, t(3; .975) = 3.18245
    right = np.concatenate([np.repeat([1, 0], [k, 10 - k]) for k in (4, 5, 6, 5)])
    share, low, high = clustered_share(right, np.repeat(list("abcd"), 10))
    half = 3.18245 * np.sqrt(4 / 3 * 2 / 1600)
    assert (share, low, high) == pytest.approx((0.5, 0.5 - half, 0.5 + half), abs=1e-5)


def test_looks_that_are_copies_of_each_other_do_not_narrow_the_interval():
    right, cluster = np.array([1, 0, 1, 1, 0, 1, 0, 1]), np.arange(8)
    once = clustered_share(right, cluster)
    thrice = clustered_share(np.tile(right, 3), np.tile(cluster, 3))
    assert thrice == pytest.approx(once)


def test_an_interval_is_open_where_all_were_right_and_missing_where_there_is_one_cluster():
    assert clustered_share([1] * 30, np.arange(30)) == pytest.approx((1.0, 1 + np.log(0.025) / 30, 1.0))
    share, low, high = clustered_share([1, 0], ["a", "a"])
    assert share == 0.5
    assert np.isnan([low, high]).all()
    assert np.isnan(clustered_share([], [])).all()
