"""Panels share an origin; nobody's future is anybody's peer."""

import numpy as np

from kcstats.validation.panels import FEWEST, draw_panels, without_peers


def test_a_panel_is_one_indicator_and_one_origin(few_series):
    found = draw_panels(few_series, points=5, ahead=5, each=2, seed=1)
    w = found.windows
    group = w.batch.peer_group
    for number in np.unique(group):
        mine = group == number
        assert len(set(w.indicator[mine].tolist())) == 1
        assert len(set(w.target_year[mine].tolist())) == 1
        assert mine.sum() >= FEWEST
        assert (found.size[mine] == mine.sum()).all()
        assert len(set(w.geo[mine].tolist())) == mine.sum()
    assert np.nanmax(w.batch.years, axis=1).tolist() == (w.target_year - 5).tolist()


def test_alone_means_alone(few_series):
    found = draw_panels(few_series, points=5, ahead=5, each=1, seed=1)
    assert (without_peers(found.windows).batch.peer_group == -1).all()


def test_a_panel_more_changes_no_other(few_series):
    one = draw_panels(few_series, points=5, ahead=5, each=1, seed=1).windows
    two = draw_panels(few_series, points=5, ahead=5, each=2, seed=1).windows
    keys = {(i, g, y) for i, g, y in zip(two.indicator, two.geo, two.target_year, strict=True)}
    assert {(i, g, y) for i, g, y in zip(one.indicator, one.geo, one.target_year, strict=True)} <= keys
