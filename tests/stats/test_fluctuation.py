"""What must be flagged, what must not, and how often chance is taken for unrest."""

import numpy as np
import pytest

from kcstats.stats.batch import SeriesBatch
from kcstats.stats.fluctuation import CUTOFFS, LIMITS, strong_fluctuation
from kcstats.stats.unrest import KINDS

NAN = np.nan
T = list(range(2016, 2025))


def found_in(*rows, lang="zh"):
    return strong_fluctuation(SeriesBatch.from_rows([{"years": T[: len(r["values"])], **r} for r in rows]), lang=lang)


def counted(counts, births=4000, multiplier=1e5):
    y = np.asarray(counts, dtype=float)
    return {"values": (y / births * multiplier).tolist(), "numerator": y.tolist(), "denominator": [births] * len(y),
            "multiplier": multiplier, "scale": "rate"}  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        [80, 81.1, 82, 83.2, 84, 85.1, 86, 87, 88.1],  # steady
        [30, 45, 60, 72, 82, 89, 93, 96, 98],  # steep and bending
        [98.0, 98.0, 98.1, 98.0, 98.0, 98.1, 98.0, 98.0, 98.3],  # a hair's breadth
        [100.0] * 9,
        [60, 60, 60, 60, 75, 75, 75, 75, 75],  # one lasting shift
    ],
)
def test_smooth_flat_and_shifted_percentages_are_not_flagged(values):
    found = found_in({"values": values, "scale": "percent"})
    assert not found.flag[0]
    assert (found.level[0], found.rule[0], found.reason[0]) == ("", "", "")
    assert np.isnan(found.since_year[0])


def test_a_steep_smooth_rate_is_not_flagged():
    assert not found_in({"values": [40 * 0.8**i for i in range(9)], "scale": "rate"}).flag[0]


def test_two_deaths_coming_and_going_are_chance():
    assert not found_in(counted([2, 0, 1, 3, 0, 2, 0, 1, 4])).flag[0]


def test_an_outbreak_beyond_what_counts_allow_is_flagged():
    found = found_in(counted([3, 2, 4, 3, 2, 3, 4, 25, 3]))
    assert found.flag[0]
    assert found.rule[0] in ("beyond_counts", "outlier")
    assert found.extreme_year[0] == 2023
    assert found.extreme_value[0] == pytest.approx(625)
    assert found.expected_value[0] < 130


def test_the_same_ups_and_downs_are_chance_with_few_events_and_unrest_with_many():
    pattern = np.array([2, 5, 1, 6, 2, 6, 1, 5, 2])
    found = found_in(counted(pattern), counted(pattern * 1000, births=4_000_000))
    assert found.flag.tolist() == [False, True]


def test_a_wild_percentage_is_flagged_since_it_began():
    found = found_in({"values": [70, 71, 72, 73, 74, 30, 80, 28, 85], "scale": "percent"})
    assert found.flag[0]
    assert found.rule[0] == "beyond_kind"
    assert 2020 <= found.since_year[0] <= 2021
    assert found.ratio[0] > 3


def test_one_recent_year_outside_a_calm_series_is_an_outlier():
    found = found_in({"values": [80, 80.6, 80.9, 81.6, 82, 82.5, 83.1, 60, 84], "scale": "percent"}, lang="en")
    assert found.flag[0]
    assert found.extreme_year[0] == 2023
    assert found.expected_value[0] == pytest.approx(83.6, abs=0.3)
    assert "2023: 60, where its neighbours suggest about 83.5" in found.evidence("en")[0]


def test_evidence_is_a_chinese_sentence_with_its_numbers():
    found = found_in(
        {"values": [60, 82, 41, 88, 35, 79, 90, 44, 85], "scale": "percent"}, {"values": [50] * 9, "scale": "percent"}
    )
    first, second = found.evidence()
    assert first.startswith("近9个年度的逐年起落是同类指标通常幅度的")
    assert second == ""


def test_too_little_says_so():
    found = found_in(
        {"values": [50, 10, 90, 20], "scale": "percent"}, {"values": [3, 0, 5, 2, 4, 6], "scale": "rate"}
    )
    assert found.reason == ("只有4个年度数据，至少需要5个", "有非正数，无法取对数")
    assert not found.flag.any()
    assert np.isnan(found.p_value).all()


def test_gaps_in_years_use_true_distances():
    t = [2005, 2010, 2015, 2016, 2018, 2020, 2024]
    line = [20 + 2 * (year - 2005) for year in t]
    assert not strong_fluctuation(SeriesBatch.from_rows([{"years": t, "values": line, "scale": "percent"}])).flag[0]


def test_rows_do_not_influence_each_other():
    rng = np.random.default_rng(3)
    rows = [{"years": T[: rng.integers(5, 10)], "scale": "percent"} for _ in range(30)]
    rows = [r | {"values": rng.uniform(20, 80, len(r["years"])).tolist()} for r in rows]
    whole = strong_fluctuation(SeriesBatch.from_rows(rows))
    for i in (0, 7, 29):
        alone = strong_fluctuation(SeriesBatch.from_rows([rows[i]]))
        assert alone.p_value[0] == pytest.approx(whole.p_value[i])
        assert (alone.level[0], alone.rule[0]) == (whole.level[i], whole.rule[i])


def test_chance_alone_fires_seldom_also_when_counts_are_over_dispersed():
    rng = np.random.default_rng(11)
    n, births = 1500, 4000.0
    for mean, dispersion, most in ((1.0, 1, 0.02), (8.0, 1, 0.02), (8.0, 2, 0.04), (40.0, 2, 0.04)):
        shape = (n, 9)
        risk = np.full(shape, mean)
        if dispersion > 1:
            risk = rng.gamma(mean / (dispersion - 1), dispersion - 1, shape)
        y = rng.poisson(risk).astype(float)
        years = np.tile(np.asarray(T, dtype=float), (n, 1))
        batch = SeriesBatch(
            years, y / births * 1e5, np.full(n, "rate", dtype=object), np.zeros(n),
            np.full(n, np.inf), np.full(n, -1),
            numerator=y, denominator=np.full(shape, births), multiplier=np.full(n, 1e5),
        )  # fmt: skip
        assert strong_fluctuation(batch).flag.mean() <= most


def test_cut_offs_ascend_and_every_length_has_its_limits():
    assert CUTOFFS["yellow"] > CUTOFFS["orange"] > CUTOFFS["red"]
    assert sorted(LIMITS) == list(range(5, 12))
    assert all(a < b < c for a, b, c in LIMITS.values())
    assert {scale for scale, _ in KINDS} == {"percent", "rate"}
