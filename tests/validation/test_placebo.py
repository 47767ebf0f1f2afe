"""Placebo measures: nothing seen of the future, shifts of the size that is said."""

import numpy as np
import pytest

from kcstats.validation.placebo import FORECAST, deviations, draw_placebos, p_values, shifted


@pytest.fixture(scope="module")
def placebos(few_series):
    return draw_placebos(few_series, 6, 3, 60, np.random.default_rng(3))


def test_the_figures_before_end_where_those_after_begin(placebos):
    assert (np.nanmax(placebos.before.years, axis=1) < placebos.years[:, 0]).all()
    assert (np.isfinite(placebos.before.values).sum(axis=1) == 6).all()
    assert placebos.values.shape == (60, 3)


def test_a_shift_takes_so_much_off_a_rate(placebos):
    """On the logarithm .8 is 1 - exp(-.8) = 55 % off."""
    falls = (placebos.before.scale == "rate") & (placebos.before.direction < 0)
    falls &= (placebos.before.values > 0).all(axis=1) & (placebos.values > 0).all(axis=1)
    assert falls.sum() >= 5
    off = shifted(placebos, 0.8).values[falls] / placebos.values[falls]
    assert off == pytest.approx(np.exp(-0.8), rel=1e-6)


def test_no_shift_is_no_change(placebos):
    assert shifted(placebos, 0.0) is placebos


def test_more_is_found_of_a_larger_shift(placebos, small_taught):
    found = [float((deviations(shifted(placebos, by), small_taught).p < 0.05).mean()) for by in (0.0, 0.4, 1.6)]
    assert found[0] < 0.2
    assert found == sorted(found)
    assert found[-1] > 0.5


def test_every_method_gives_a_p(placebos, small_taught):
    ours = deviations(placebos, small_taught)
    found = p_values(placebos, ours)
    assert found[FORECAST] is ours.p
    for p in found.values():
        assert p.shape == (60,)
        assert ((p[np.isfinite(p)] >= 0) & (p[np.isfinite(p)] <= 1)).all()


def test_series_with_areas_are_judged_both_ways(small_uses):
    table = small_uses.tables["power"].query("compared")
    n = table.groupby("shift")["n"].agg(["min", "max"])
    assert (n["min"] == n["max"]).all()
    assert (table["n"] > 0).all()
