"""Few events: the figures of the statistical brief, and tables."""

import numpy as np
import pytest

from kcstats.stats.counts import chance_of_meeting, pooled_rate, too_few_events, underlying_probability

NAN = np.nan


def test_a_single_maternal_death_is_above_the_target_below_8334_births():
    few = too_few_events([12.0] * 3, [8333, 8334, NAN], 1e5)
    assert few.flag.tolist() == [True, False, False]
    assert few.one_event_denominator[0] == 8334  # 100,000 / 12 = 8,333.3
    assert few.zero_event_denominator[0] == 24964  # -ln(.05) * 100,000 / 12 = 24,964.4
    assert np.isnan(few.expected[2])


def test_for_coverage_the_misses_are_the_events():
    few = too_few_events([95.0, 100.0], [15.0, 15.0], 100, upward=True)
    assert few.expected.tolist() == pytest.approx([0.75, 0.0])
    assert few.flag.tolist() == [True, False]  # of "100 %" a single miss is the meaning, not the noise
    assert few.one_event_denominator.tolist() == [20, np.inf]


def test_pooled_years_end_at_the_last_year_with_counts():
    t = [[2018, 2019, 2020, 2021, 2022, 2023, 2024], [2018, NAN, NAN, NAN, NAN, NAN, NAN]]
    y = [[9, 1, 0, 0, 1, 0, NAN], [NAN] * 7]
    d = [[4000, 4000, 4100, 4200, 4100, 4066, NAN], [NAN] * 7]
    found = pooled_rate(t, y, d, [1e5, 1e5])
    assert (found.first_year[0], found.last_year[0], found.events[0], found.denominator[0]) == (2019, 2023, 2, 20466)
    assert found.rate[0] == pytest.approx(9.77, abs=0.01)
    assert (found.lower[0] / 1e5 * 20466, found.upper[0] / 1e5 * 20466) == (
        pytest.approx(0.2422, abs=1e-4), pytest.approx(7.2247, abs=1e-4),
    )  # fmt: skip  # Garwood (1936), x = 2
    assert found.method == ("exact_poisson", "none")
    assert np.isnan(found.rate[1])


def test_published_figures_miss_and_meet_by_chance():
    # 5,000 births: at a true 24 per 100,000 no death in exp(-1.2) = 30 % of years; at 6, a death in 26 %.
    meets = chance_of_meeting([24.0, 6.0, NAN], [12.0] * 3, [5000.0] * 3, 1e5)
    assert meets[:2] == pytest.approx([np.exp(-1.2), np.exp(-0.3)])
    assert np.isnan(meets[2])
    share = chance_of_meeting([50.0], [50.0], [3.0], 100, proportion=True)
    assert share[0] == pytest.approx(0.5)  # at most 1 of 3 at one half


def test_underlying_rate_follows_the_gamma_and_beta_laws():
    from scipy import stats

    p = underlying_probability([12.0], [3], [40_000], 1e5)
    assert p[0] == pytest.approx(stats.gamma.cdf(12e-5, 3.5, scale=1 / 40_000))
    q = underlying_probability([95.0], [190], [200], 100, upward=True, proportion=True)
    assert q[0] == pytest.approx(stats.beta.sf(0.95, 190.5, 10.5))
    assert np.isnan(underlying_probability([12.0], [NAN], [1.0], 1e5)[0])


def test_over_dispersion_makes_the_answer_less_sure():
    one = underlying_probability([12.0], [1], [40_000], 1e5)[0]
    four = underlying_probability([12.0], [1], [40_000], 1e5, dispersion=4.0)[0]
    assert 0.5 < four < one


def test_level_is_a_probability():
    with pytest.raises(ValueError, match="0 < level < 1"):
        too_few_events([12.0], [5000], 1e5, level=95)
