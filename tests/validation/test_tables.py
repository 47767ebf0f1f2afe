"""Tables hold what the answers say."""

import numpy as np
import pandas as pd
import pytest

from kcstats.stats.intervals import exact_binomial
from kcstats.validation.backtest import OURS
from kcstats.validation.scores import brier_score
from kcstats.validation.tables import TABLES, score_tables, window_table


@pytest.fixture(scope="module")
def tables(small_run):
    return score_tables(small_run)


def test_every_table_is_there(tables):
    assert tuple(tables) == TABLES
    assert all(len(table) for table in tables.values())


def test_scores_can_be_made_again_from_the_single_windows(small_run, tables):
    w = window_table(small_run)
    row = tables["scores"].set_index(["method", "group", "level"]).loc[(OURS, "all", "all")]
    assert row["n"] == len(w)
    assert row["brier"] == pytest.approx(((w["p_ours"] - w["hit"]) ** 2).mean())
    percent = w[w["kind"] == "percent"]
    row = tables["scores"].set_index(["method", "group", "level"]).loc[("line", "kind", "percent")]
    assert row["brier"] == pytest.approx(((percent["p_line"] - percent["hit"]) ** 2).mean())
    covered = tables["coverage"].set_index(["method", "group", "level", "nominal"]).loc[(OURS, "all", "all", 0.8)]
    assert covered["covered"] == pytest.approx(w["held_80"].mean())
    band = exact_binomial(w["held_80"].sum(), len(w))
    assert (covered["low"], covered["high"]) == pytest.approx((float(band.lower), float(band.upper)))


def test_others_are_compared_on_what_they_answered(small_run, tables):
    row = tables["comparators"].set_index(["subset", "method"]).loc[("all", "open_sdg")]
    p = small_run.main.answers["open_sdg"].probability
    spoke = np.isfinite(p)
    assert row["n"] == spoke.sum()
    ours = small_run.main.answers[OURS].probability[spoke]
    assert row["ours_brier"] == pytest.approx(brier_score(ours, small_run.main.hit[spoke]))
    base = small_run.main.hit[spoke].mean()
    gain = (row["brier"] - row["ours_brier"]) / (base * (1 - base))
    assert row["ours_gain"] == pytest.approx(gain)


def test_crps_is_over_the_error_of_no_change(small_run, tables):
    """A percentage p on the working scale is log((p + .5) / (100.5 - p)), whatever was said of it."""
    w, a = small_run.main.windows, small_run.main.answers[OURS]
    mine = np.flatnonzero(w.batch.scale == "percent")
    figures = w.batch.values  # noqa: PD011
    latest = figures[np.arange(len(w)), np.isfinite(figures).sum(axis=1) - 1]
    z = [np.log((x[mine] + 0.5) / (100.5 - x[mine])) for x in (latest, w.truth)]
    row = tables["scores"].set_index(["method", "group", "level"]).loc[(OURS, "kind", "percent")]
    assert row["crps"] == pytest.approx(a.crps[mine].sum() / np.abs(z[1] - z[0]).sum())
    rules = tables["comparators"].set_index(["subset", "method"])
    assert np.isnan(rules.loc[("all", "open_sdg"), "crps"])  # a colour is no distribution
    assert rules.loc[("all", "line"), "ours_crps"] == pytest.approx(rules.loc[("all", OURS), "crps"])


def test_every_verdict_is_counted_once(small_run, tables):
    n = tables["rules"].groupby("rule")["n"].sum()
    assert (n == len(small_run.main.windows)).all()


def test_bars_of_the_histograms_sum_to_the_windows(small_run, tables):
    part = tables["pit"]
    part = part[(part["method"] == OURS) & (part["group"] == "all")]
    assert part["n"].sum() == len(small_run.main.windows)
    assert part["share"].sum() == pytest.approx(1.0)


def test_failures_are_told_by_name(small_run, tables):
    table = tables["failures"]
    assert (table.groupby("method")["n"].sum() == len(small_run.slow)).all()


def test_tables_come_back_as_they_were_written(small_run, small_uses, tables, tmp_path):
    from kcstats.validation.write import read_run, write_run

    paths = write_run(small_run, tables, small_uses, tmp_path, windows=window_table(small_run))
    assert all(path.is_file() for path in paths)
    back, record = read_run(tmp_path)
    for name, table in (tables | small_uses.tables).items():
        pd.testing.assert_frame_equal(back[name], table, check_dtype=False, rtol=1e-4, atol=1e-5)
    assert record["uses"] == small_uses.made
    assert record["windows"] == len(small_run.main.windows)
    assert record["extent"]["seed"] == small_run.extent.seed
