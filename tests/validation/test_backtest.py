"""The backtest leaks nothing and answers everything."""

from dataclasses import replace

import numpy as np
import pytest

from kcstats.validation.answers import came_true
from kcstats.validation.backtest import ALONE, OURS, PEERS, PLAIN, WITH_COUNTS, backtest
from kcstats.validation.folds import topic
from kcstats.validation.learn import learn, training_windows


def test_no_topic_is_learnt_from_and_asked_about(few_series, monkeypatch, small_run):
    """The learner of each fold is given no window whose topic stands in the fold that is then asked about."""
    monkeypatch.setattr("kcstats.validation.learn.read_corpus", lambda: few_series)
    seen = []

    def spying(evidence, prior, keep):
        seen.append(keep)
        return learn(evidence, prior, keep[:40])

    extent = small_run.extent
    tiny = replace(extent, each=1, main=8, slow=1, places=4)
    run = backtest(tiny, corpus=few_series, learner=spying, plain=spying)
    train = training_windows(seed=extent.seed + 6, share=extent.train)
    for number, keep in enumerate(seen[::2]):
        taught = {topic(i) for i in train.indicator[keep].tolist()}
        asked = {topic(i) for i in run.main.windows.indicator[run.fold == number].tolist()}
        assert taught
        assert asked
        assert not taught & asked


def test_every_window_is_answered_by_the_mixtures(small_run):
    for name in (OURS, PLAIN):
        a = small_run.main.answers[name]
        assert ((a.probability > 0) & (a.probability < 1)).all()
        assert ((a.pit >= 0) & (a.pit <= 1)).all()
        assert np.isfinite(a.held).all()
        assert (a.crps >= 0).all()
        assert (np.diff(a.held, axis=1) >= 0).all()  # a wider interval holds what a narrower one does
    for trial in small_run.panels.values():
        assert np.isfinite(trial.answers[ALONE].probability).all()
        assert (trial.answers[ALONE].probability != trial.answers[PEERS].probability).mean() > 0.9
    assert np.isfinite(small_run.places.answers[WITH_COUNTS].probability).all()


def test_statsmodels_answer_their_part_alone(small_run):
    for name, reasons in small_run.failed.items():
        answered = np.flatnonzero(np.isfinite(small_run.main.answers[name].probability))
        fitted = small_run.slow[np.array([r == "" for r in reasons])]
        assert answered.tolist() == fitted.tolist()


def test_keeping_every_year_is_no_likelier_than_the_last_alone(small_run):
    rows, p, hit = small_run.keep
    assert len(rows)
    assert (p <= small_run.main.answers[OURS].probability[rows] + 1e-12).all()
    assert (hit <= came_true(small_run.main.windows, small_run.main.target)[rows]).all()


def test_the_same_seed_gives_the_same_windows(small_run, few_series):
    from kcstats.validation.windows import rolling

    sizes = {(5, 5): 20}
    one, two = (rolling(few_series, sizes, seed=4) for _ in range(2))
    assert np.array_equal(one.truth, two.truth)
    # another size does not change these windows
    more = rolling(few_series, {(4, 2): 10} | sizes, seed=4)
    assert np.array_equal(more.truth[more.points == 5], one.truth)
    assert small_run.main.windows.points.min() == 4


def test_windows_of_unknown_models_are_named(monkeypatch, few_series):
    from kcstats.validation import statsmodels_models as models
    from kcstats.validation.windows import rolling

    def broken(z, ahead):
        raise np.linalg.LinAlgError("no")

    monkeypatch.setattr(models, "_ets", broken)
    monkeypatch.setattr(models, "_theta", lambda z, ahead: (0.0, float("inf")))
    found = models.fit_models(rolling(few_series, {(5, 5): 2}, seed=1))
    assert found["ets"].reason == ("LinAlgError",) * 2
    assert found["theta"].reason == ("no_finite_forecast",) * 2
    assert np.isnan(found["theta"].mean).all()


def test_models_are_statsmodels_own():
    """The local linear trend of a perfect line goes on along it (statsmodels 0.15)."""
    from kcstats.validation.statsmodels_models import _local_linear_trend, _tried

    mean, sd, reason = _tried(_local_linear_trend, np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), 3)
    assert reason == ""
    assert mean == pytest.approx(9.0, abs=0.05)
    assert sd < 0.5
