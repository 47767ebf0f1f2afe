"""The table behind a reliability diagram, counted by hand."""

import numpy as np
import pytest

from kcstats.stats.reliability import reliability_table


def test_forecasts_are_counted_in_the_bin_of_what_was_said() -> None:
    # 0.2 and 0.5 stand on edges and belong above; 1.0 to the last bin
    p, hit = [0.0, 0.1, 0.2, 0.5, 0.99, 1.0], [0, 1, 0, 1, 1, 1]
    table = reliability_table(p, hit, edges=(0.0, 0.2, 0.5, 0.8, 1.0))
    assert table.low.tolist() == [0.0, 0.2, 0.5, 0.8]
    assert table.n.tolist() == [2, 1, 1, 2]
    assert table.said == pytest.approx([0.05, 0.2, 0.5, 0.995])
    assert table.came == pytest.approx([0.5, 0.0, 1.0, 1.0])


def test_empty_bins_are_left_out_and_nothing_is_lost() -> None:
    p = np.repeat([0.05, 0.95], [30, 70])
    table = reliability_table(p, p > 0.5)
    assert table.n.tolist() == [30, 70]
    assert table.high.tolist() == [0.1, 1.0]
    assert float((table.n * table.said).sum()) == pytest.approx(float(p.sum()))


def test_the_intervals_are_wilson_s() -> None:
    # Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I: 81 of 263,
    # score method: 0.2553 to 0.3662
    hit = np.r_[np.ones(81), np.zeros(182)]
    table = reliability_table(np.full(263, 0.3), hit)
    assert (round(float(table.lower[0]), 4), round(float(table.upper[0]), 4)) == (0.2553, 0.3662)


def test_the_last_probability_of_one_stays_inside_even_with_a_single_bin() -> None:
    assert reliability_table([1.0], [1], edges=(0.0, 1.0)).n.tolist() == [1]


@pytest.mark.parametrize(
    ("p", "hit", "edges", "said"),
    [
        ([0.1, 0.2], [1], (0.0, 1.0), "one shape"),
        ([0.1, np.nan], [1, 0], (0.0, 1.0), "0 <= p <= 1"),
        ([0.1, 1.2], [1, 0], (0.0, 1.0), "0 <= p <= 1"),
        ([0.1, 0.2], [1, 0.5], (0.0, 1.0), "0 or 1"),
        ([0.1, 0.2], [1, 0], (0.0, 0.5, 0.5, 1.0), "rise from 0 to 1"),
        ([0.1, 0.2], [1, 0], (0.1, 1.0), "rise from 0 to 1"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    p: list[float], hit: list[float], edges: tuple[float, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        reliability_table(p, hit, edges=edges)
