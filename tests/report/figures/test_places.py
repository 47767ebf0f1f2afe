"""Maps and small multiples of the places inside an area."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

from kcstats.evaluation.model import Evaluation
from kcstats.report import figures
from kcstats.report.figures.area_map import classes_of
from kcstats.report.figures.geography import Albers, area_of, inside, middle
from kcstats.report.figures.style import RED
from tests.report.figures.conftest import FakeDataset


def words(fig: Figure) -> list[str]:
    return [t.get_text() for t in fig.findobj(Text) if t.get_text().strip()]


def without(ev: Evaluation, area: str, indicator: str) -> Evaluation:
    """The same evaluation without a town's figures."""
    dataset = ev.dataset
    assert isinstance(dataset, FakeDataset)
    table = dataset.observations
    keep = ~((table["area"] == area) & (table["indicator"] == indicator))
    return dataclasses.replace(ev, dataset=dataclasses.replace(dataset, observations=table[keep]))


def test_areas_are_true_on_the_map() -> None:
    # a cell of 2 by 1 degrees holds (sin 41 - sin 40) * 2 degrees of a sphere's surface, wherever it is drawn
    cone = Albers(25.0, 47.0, 36.0, 105.0)
    for longitude, latitude in ((80.0, 40.0), (105.0, 40.0), (125.0, 20.0)):
        x = np.r_[np.linspace(0, 2, 50), np.full(50, 2.0), np.linspace(2, 0, 50), np.zeros(50)] + longitude
        y = np.r_[np.zeros(50), np.linspace(0, 1, 50), np.ones(50), np.linspace(1, 0, 50)] + latitude
        ring = cone.flat(np.r_[x, x[0]], np.r_[y, y[0]])
        true = np.radians(2) * (np.sin(np.radians(latitude + 1)) - np.sin(np.radians(latitude)))
        assert area_of(ring) == pytest.approx(true, rel=1e-4)


def test_a_cone_astride_the_equator_stays_finite() -> None:
    places = np.array([[-5.0, -5.0], [5.0, 5.0]])
    assert np.isfinite(Albers.over(*places.T).flat(*places.T)).all()


def test_a_label_stands_inside_its_place_and_out_of_its_hole() -> None:
    ring = np.array([[0, 0], [10, 0], [10, 2], [2, 2], [2, 10], [0, 10], [0, 0]], dtype=float)  # an L
    place = np.array([middle([ring])])
    assert inside(place, [ring])[0]
    square = np.array([[0, 0], [6, 0], [6, 6], [0, 6], [0, 0]], dtype=float)
    hole = square / 3 + 2.0
    assert inside(np.array([middle([square, hole])]), [square, hole])[0]


def test_classes_cover_every_value_and_the_worst_is_darkest() -> None:
    for values, rising in (([88.0, 91.0, 99.0], True), ([3.0, 3.0], False), ([0.01, 0.5], False)):
        found = classes_of(values, rising)
        assert found.edges[0] <= min(values)
        assert found.edges[-1] >= max(values)
        assert 2 <= len(found.tints) == len(found.edges) - 1 <= 5
    up, down = classes_of([80.0, 99.0], True), classes_of([80.0, 99.0], False)
    assert up.tint(80.0) == down.tint(99.0) == up.tints[-1]


def test_a_map_names_every_place_with_its_figure_and_counts_those_that_miss(ev: Evaluation) -> None:
    fig = figures.area_map(ev, "W2.4")
    said = "".join(words(fig))
    places = [p for p in figures.places_of(ev, "W2.4") if p.id != "t19"]  # which has no shape
    for place in places:
        assert place.name[:9] in said  # one too long for the key is cut
        assert f"{place.value:.1f}" in said
    assert "目标：≥90%" in words(fig)
    missed = sum(not p.meets for p in places)
    assert f"未达到目标　{missed}个" in said
    edged = [p for p in fig.findobj(PathPatch) if p.get_linewidth() > 2]
    assert len(edged) == missed
    assert all(p.get_edgecolor()[:3] == pytest.approx(tuple(int(RED[k : k + 2], 16) / 255 for k in (1, 3, 5)))
               for p in edged)  # fmt: skip
    counted = sum(int(text.split("　")[1].removesuffix("个")) for text in words(fig) if "%　" in text)
    assert counted == len(places)


def test_a_place_without_figures_is_hatched_and_said(ev: Evaluation) -> None:
    target = ev.target("W2.4")
    fig = figures.area_map(without(ev, "t4", target.indicator), "W2.4")
    assert "".join(words(fig)).count("无数据") == 2  # on the place and in the key
    assert sum(p.get_hatch() is not None for p in fig.findobj(PathPatch)) == 1
    assert "无数据：第5街道办事处。" in figures.alt_map(without(ev, "t4", target.indicator), "W2.4")


def test_without_shapes_there_is_no_map(ev: Evaluation) -> None:
    dataset = ev.dataset
    assert isinstance(dataset, FakeDataset)
    bare = dataclasses.replace(ev, dataset=dataclasses.replace(dataset, boundaries=()))
    assert not figures.has_map(bare, "W2.4")
    assert figures.has_map(ev, "W2.4")
    with pytest.raises(ValueError, match="shapes and figures of two"):
        figures.area_map(bare, "W2.4")


def test_a_target_without_a_better_side_ranks_no_places(ev: Evaluation) -> None:
    assert figures.places_of(ev, "W4.19") == ()  # a gap that is to narrow


def test_panels_stand_worst_first_with_figure_and_target(ev: Evaluation) -> None:
    said = words(figures.panels(ev, "W2.4"))
    places = figures.panel_places(ev, "W2.4")
    names = [text for text in said if "街道办事处" in text]
    assert names == [p.name for p in places if "街道办事处" in p.name]
    assert "目标：≥90%" in said
    assert {f"{p.value:.1f}" for p in places} <= set(said)
    met = sum(p.meets for p in places)
    assert f"实心点为达到目标（{met}个）" in "".join(said)


def test_a_place_with_two_years_gets_no_panel(ev: Evaluation) -> None:
    target, dataset = ev.target("W2.4"), ev.dataset
    assert isinstance(dataset, FakeDataset)
    table = dataset.observations
    mine = (table["area"] == "t3") & (table["indicator"] == target.indicator)
    last = table[mine].sort_values("year").tail(2).index
    short = pd.concat([table[~mine], table.loc[last]])
    cut = dataclasses.replace(ev, dataset=dataclasses.replace(dataset, observations=short))
    assert "t3" in {p.id for p in figures.places_of(cut, "W2.4")}
    assert "t3" not in {p.id for p in figures.panel_places(cut, "W2.4")}
    with pytest.raises(ValueError, match="two sub-areas with 3 years"):
        figures.panels(ev, "W1.7")


def test_alt_texts_tell_every_place(ev: Evaluation) -> None:
    told = figures.alt_map(ev, "W2.4", lang="en")
    assert told.count("(not met)") == sum(not p.meets for p in figures.places_of(ev, "W2.4"))
    first = figures.panel_places(ev, "W2.4")[0]
    assert f"{first.name}" in figures.alt_panels(ev, "W2.4")
    assert f"{first.year}年{first.value:.1f}%" in figures.alt_panels(ev, "W2.4")
