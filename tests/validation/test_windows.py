"""Windows show the past alone, and the truth stands the right number of years later."""

import numpy as np
import pandas as pd

from kcstats.validation.windows import cut, thresholds


def corpus(years, values, **more):
    row = {"series_id": "a", "indicator": "i", "geo": "g", "source": "s", "tier": "country", "unit_kind": "percent",
           "lower": 0.0, "upper": 100.0, "good_direction": "up", "modelled": False}  # fmt: skip
    return pd.DataFrame({"year": years, "value": values}).assign(**(row | more))


def test_the_truth_stands_ahead_of_the_latest_figure_seen():
    frame = corpus(range(2000, 2013), np.arange(13.0) + 40)  # the figure of 2000 + k is 40 + k
    found = cut(frame, [(5, 3), (4, 5)], seed=1)
    assert found.points.tolist() == [5, 4]
    assert found.ahead.tolist() == [3, 5]
    for i in range(2):
        seen = found.batch.years[i][np.isfinite(found.batch.years[i])]
        assert found.target_year[i] == seen[-1] + found.ahead[i]
        assert found.truth[i] == found.target_year[i] - 2000 + 40
        assert len(seen) == found.points[i]


def test_no_window_bridges_more_than_three_years():
    frame = corpus([2000, 2001, 2005, 2006, 2007, 2008, 2013], np.arange(7.0) + 40)
    found = cut(frame, [(4, 5)], seed=1, each=9)
    assert found.batch.years[:, :4].tolist() == [[2005, 2006, 2007, 2008]]


def test_targets_close_a_tenth_a_fifth_and_three_tenths_of_the_gap_in_turn():
    frame = pd.concat([corpus([1, 2, 3, 4, 5], [50.0] * 4 + [60.0], series_id=f"{i}") for i in range(3)])
    found = cut(frame, [(4, 1)], seed=1)
    # from 50 to the bound of 100 the gap is 50: 50 + 5, 50 + 10, 50 + 15
    assert thresholds(found).tolist() == [55.0, 60.0, 65.0]
    down = cut(frame.assign(good_direction="down", unit_kind="rate", upper=np.nan), [(4, 1)], seed=1)
    # from 50 to zero: 50 - 5, 50 - 10, 50 - 15
    assert np.allclose(thresholds(down), [45.0, 40.0, 35.0])
