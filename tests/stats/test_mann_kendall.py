"""The test's null distribution is counted; here it is counted again by brute force and read off printed tables."""

from itertools import permutations

import numpy as np
import pytest

from kcstats.stats.mann_kendall import mann_kendall, s_distribution


def one(values):
    return mann_kendall([list(range(2000, 2000 + len(values)))], [values])


# Gilbert (1987), Table A18, "Probabilities for the Mann-Kendall nonparametric test for trend", as printed.
GILBERT_A18 = [
    (4, 0, 0.625), (4, 2, 0.375), (4, 4, 0.167), (4, 6, 0.042),
    (5, 0, 0.592), (5, 2, 0.408), (5, 4, 0.242), (5, 6, 0.117), (5, 8, 0.042), (5, 10, 0.0083),
    (6, 1, 0.500), (6, 3, 0.360), (6, 5, 0.235), (6, 7, 0.136), (6, 9, 0.068), (6, 11, 0.028), (6, 13, 0.0083),
    (6, 15, 0.0014),
    (7, 9, 0.119), (7, 11, 0.068), (7, 13, 0.035), (7, 15, 0.015), (7, 17, 0.0054), (7, 19, 0.0014),
    (8, 12, 0.089), (8, 14, 0.054), (8, 16, 0.031), (8, 18, 0.016), (8, 20, 0.0071), (8, 22, 0.0028),
    (10, 17, 0.078), (10, 19, 0.054), (10, 21, 0.036), (10, 23, 0.023), (10, 25, 0.014), (10, 27, 0.0083),
]  # fmt: skip


@pytest.mark.parametrize(("n", "s", "printed"), GILBERT_A18)
def test_tail_probabilities_are_those_of_gilberts_table(n, s, printed):
    support, p = s_distribution((1,) * n)
    assert p[support >= s].sum() == pytest.approx(printed, abs=0.0006 if printed > 0.01 else 0.00006)


@pytest.mark.parametrize(
    "values", [(1, 2, 2, 3), (1, 1, 2, 2, 3), (5, 5, 5, 1, 2), (1, 1, 1, 2, 2, 2, 3), (0, 0, 0, 0, 4), (3, 3, 3)]
)
def test_tied_series_match_the_enumeration_of_all_arrangements(values):
    def s_of(x):
        return sum(np.sign(x[j] - x[i]) for i in range(len(x)) for j in range(i + 1, len(x)))

    every = np.array([s_of(p) for p in permutations(values)])
    for arrangement in set(permutations(values)):
        test = one(arrangement)
        assert test.s[0] == s_of(arrangement)
        assert test.p_increase[0] == pytest.approx((every >= test.s[0]).mean())
        assert test.p_decrease[0] == pytest.approx((every <= test.s[0]).mean())


def test_four_points_are_never_significant_two_sided_but_can_be_one_sided():
    test = one([1, 2, 3, 4])
    assert test.p_two_sided[0] == pytest.approx(2 / 24)
    assert test.p_increase[0] == pytest.approx(1 / 24)


def test_gaps_and_padding_change_nothing_and_method_is_named():
    nan = np.nan
    test = mann_kendall(
        [[2000, 2004, 2011, nan, nan], [2000, 2001, 2002, 2003, 2004], [2000, nan, nan, nan, nan], [nan] * 5],
        [[1, 2, 3, nan, nan], [1, nan, 2, nan, 3], [1, nan, nan, nan, nan], [nan] * 5],
    )
    assert test.p_increase[:2] == pytest.approx([1 / 6, 1 / 6])
    assert np.isnan(test.p_increase[2:]).all()
    assert np.isnan(test.s[2:]).all()
    assert test.method == ("exact", "exact", "none", "none")
    assert test.points.tolist() == [3, 3, 1, 0]


def test_a_constant_series_shows_nothing():
    test = one([100.0] * 6)
    assert (test.s[0], test.p_increase[0], test.p_decrease[0], test.p_two_sided[0]) == (0, 1, 1, 1)
    assert test.method == ("exact_ties",)


def test_normal_approximation_beyond_the_limit_is_close_to_the_exact_tail():
    values = np.tile([1.0, 2.0, 3.0], 11)[:31] + np.arange(31) * 0.05
    test = one(values.round(1).tolist())
    assert test.method == ("normal_ties",)
    support, p = s_distribution(tuple(np.unique(values.round(1), return_counts=True)[1].tolist()))
    assert test.p_increase[0] == pytest.approx(p[support >= test.s[0]].sum(), abs=0.003)


def test_years_must_ascend_and_shapes_agree():
    with pytest.raises(ValueError, match="row 1 with a year repeated"):
        mann_kendall([[2000, 2001], [2001, 2001]], [[1, 2], [1, 2]])
    with pytest.raises(ValueError, match="one shape"):
        mann_kendall([[2000, 2001]], [[1.0]])
