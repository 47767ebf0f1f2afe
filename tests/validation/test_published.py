"""What the documents quote is a full run's, made beside the weights that are shipped."""

import json

import pytest

from kcstats.stats.rules import BELOW_FULL
from kcstats.validation.backtest import FULL, POINTS
from kcstats.validation.records import records, shipped
from kcstats.validation.write import fingerprint, read_run, weights_checksum


@pytest.fixture(scope="module")
def published():
    return read_run()


def test_the_published_run_is_a_full_one(published):
    tables, record = published
    assert {k: v for k, v in record["extent"].items() if k != "workers"} == {
        k: v for k, v in vars(FULL).items() if k != "workers"
    }
    assert record["windows"] > 30_000
    points = tables["scores"].query("method == 'ours' and group == 'points'")["level"]
    assert sorted(points.astype(int)) == list(POINTS)


def test_the_published_run_stands_beside_the_shipped_weights(published):
    assert published[1]["weights_sha256"] == weights_checksum(), "run `kcstats backtest --publish` again"


def test_the_published_run_is_of_the_method_that_is_shipped(published):
    assert fingerprint() == pytest.approx(published[1]["fingerprint"], abs=2e-6), "run `kcstats backtest --publish`"


def test_the_share_that_stops_short_of_full_is_the_one_learnt(published):
    assert published[1]["below_full"] == pytest.approx(BELOW_FULL, abs=0.01), "mend kcstats.stats.rules.BELOW_FULL"


def test_statsmodels_could_be_compared(published):
    tables, record = published
    fitted = tables["failures"].query("reason == 'fitted'").set_index("method")["n"]
    assert set(fitted.index) == {"ets", "theta", "local_linear_trend"}
    assert (fitted >= 0.9 * record["extent"]["slow"]).all()


def test_the_records_shipped_are_those_of_the_published_run(published):
    for name, content in records(*published).items():
        assert json.loads(shipped(name).read_text(encoding="utf-8")) == content, "run `kcstats backtest --publish`"
