"""The hindcast with and without the Chinese series."""

import pytest

from kcstats.validation.hindcast import CHINA


def test_only_series_of_china_are_left_out(few_series, small_uses):
    china = small_uses.made["without_china"]
    mine = few_series[few_series["geo"].isin(CHINA)]
    assert china["series"] == mine["series_id"].nunique()
    assert china["indicators"] == sorted(mine["indicator"].unique())


def test_targets_keep_their_likelihoods_when_little_is_left_out(small_uses):
    table, china = small_uses.tables["hindcast"], small_uses.made["without_china"]
    assert (table["low"] < table["high"]).all()
    assert table["everyone"].between(0, 1).all()
    change = (table["everyone"] - table["without"]).abs().max()
    assert change == pytest.approx(china["largest_change"])
    assert change < 0.1
