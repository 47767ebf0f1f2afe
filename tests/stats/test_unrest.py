"""Deviations from neighbours: by hand, and by kind."""

import numpy as np
import pytest
from scipy.stats import t as student

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.unrest import KINDS, local_probability


def batch(values, tier=""):
    return SeriesBatch.from_rows(
        [dict(years=range(2020, 2020 + len(values)), values=values, scale="rate", tier=tier)]
    )


def test_a_figure_is_compared_with_the_line_between_its_neighbours():
    # log scale; r = z2 - (z1 + z3) / 2 = log 1.2, variance 1.5 sd^2; t with the kind's degrees of freedom
    _, p = local_probability(batch([10, 12, 10]))
    sd, df = KINDS["rate", ""]
    assert p[0, 1] == pytest.approx(2 * student.sf(np.log(1.2) / (sd * np.sqrt(1.5)), df))
    # the last one with the line through the two before: r = z3 - 2 z2 + z1, variance 6 sd^2
    assert p[0, 2] == pytest.approx(2 * student.sf(2 * np.log(1.2) / (sd * np.sqrt(6)), df))
    assert np.isnan(p[0, 0])


def test_a_restless_kind_allows_more():
    quiet, wild = (local_probability(batch([10, 12, 10, 11]), kinds={("rate", ""): (sd, 2.0)})[1]
                   for sd in (0.05, 0.5))  # fmt: skip
    assert (wild[0, 1:4] > quiet[0, 1:4]).all()


def test_a_steep_straight_line_on_its_scale_is_calm():
    _, p = local_probability(batch([100, 50, 25, 12.5, 6.25]))
    assert p[0, 1:5] == pytest.approx(1)
