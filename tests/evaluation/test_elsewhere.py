"""Borrowing inside an evaluation: who lends to whom, and from which years."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kcstats.evaluation.elsewhere import descendants
from kcstats.evaluation.judge import look
from kcstats.evaluation.select import select
from kcstats.evaluation.settings import load_settings
from kcstats.observations.read import read_dataset
from kcstats.plan.load import load_indicators, load_plan

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo():
    indicators = load_indicators()
    settings = load_settings(ROOT / "params" / "midterm-2025.yml")
    return indicators, settings, read_dataset(settings.dataset_path, indicators=indicators)


def _vaccination(demo, dataset=None):
    indicators, settings, read = demo
    selection, _ = select((load_plan("children"),), dataset or read, settings, "kuancheng").only({"C1.6"})
    return selection, look(selection, indicators, settings, 2023)


def test_sub_districts_lend_to_each_other_and_the_district_borrows_from_none_of_its_parts(demo):
    selection, now = _vaccination(demo)
    change = dict(zip([selection.areas[k] for k in now.keys], now.forecast.borrowed.change, strict=True))
    assert np.isnan(change.pop("kuancheng"))
    assert len(change) == 9
    assert all(np.isfinite(x) for x in change.values())


def test_nothing_after_the_year_of_the_look_is_borrowed(demo):
    _, _, dataset = demo
    rows = dataset.observations
    later = (rows["indicator"] == "nip_vaccination_rate") & (rows["year"] > 2023)
    assert later.any()
    shaken = replace(dataset, observations=rows.assign(value=rows["value"].where(~later, 50.0)))
    _, calm = _vaccination(demo)
    _, other = _vaccination(demo, shaken)
    np.testing.assert_array_equal(calm.p, other.p)


def test_a_look_at_some_targets_says_what_the_whole_says(demo):
    indicators, settings, dataset = demo
    plans = tuple(load_plan(plan) for plan in settings.plans)
    selection = select(plans, dataset, settings, "kuancheng")
    part, rows = selection.only({"C1.6", "W2.2", "C1.2"})
    whole, some = look(selection, indicators, settings, 2024), look(part, indicators, settings, 2024)
    np.testing.assert_allclose(some.p, whole.p[rows], rtol=1e-9)
    assert [part.targets[k].id for k in range(len(part))] == [selection.targets[k].id for k in rows]


def test_descendants_are_found_at_any_depth(demo):
    _, _, dataset = demo
    deeper = replace(dataset, areas=(*dataset.areas, replace(dataset.areas[1], id="village", parent="jia")))
    assert {"jia", "village"} <= descendants(deeper, "kuancheng")
    assert descendants(deeper, "jia") == {"village"}
    assert not descendants(deeper, "yi")
