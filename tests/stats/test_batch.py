import numpy as np
import pytest

from kcstats.stats.batch import SeriesBatch


def row(**more):
    return {"years": [2020, 2021], "values": [50.0, 51.0], "scale": "percent"} | more


def test_rows_of_unequal_length_are_padded_at_the_right():
    batch = SeriesBatch.from_rows([row(), row(years=[2019, 2020, 2021], values=[1, 2, 3])])
    assert batch.values.shape == (2, 3)
    assert np.isnan(batch.values[0, 2])
    assert batch.counts.tolist() == [2.0, 3.0]


def test_years_come_out_ascending_with_their_values_and_counts():
    batch = SeriesBatch.from_rows([row(years=[2021, 2020], values=[51, 50], numerator=[2, 1])])
    assert batch.years.tolist() == [[2020, 2021]]
    assert batch.values.tolist() == [[50, 51]]
    assert batch.numerator.tolist() == [[1, 2]]


def test_take_leaves_the_batch_unchanged():
    batch = SeriesBatch.from_rows([row(), row(values=[1, 2])])
    assert batch.take([1]).values.tolist() == [[1, 2]]
    assert len(batch.take([])) == 0
    assert len(batch) == 2


def test_what_is_not_given_is_blank():
    batch = SeriesBatch.from_rows([row()])
    assert np.isnan(batch.multiplier).all()
    assert batch.tier.tolist() == [""]
    assert batch.peer_group.tolist() == [-1]


def test_shapes_that_do_not_fit_are_refused():
    batch = SeriesBatch.from_rows([row()])
    with pytest.raises(ValueError, match="years and values of one shape"):
        SeriesBatch(batch.years[:, :1], batch.values, batch.scale, batch.lower, batch.upper, batch.direction)
    with pytest.raises(ValueError, match="lower of shape"):
        SeriesBatch(batch.years, batch.values, batch.scale, np.zeros(2), batch.upper, batch.direction)
