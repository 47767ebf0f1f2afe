"""What must hold for each picture, whatever it shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from kcstats.evaluation.model import Evaluation
from kcstats.report import figures
from kcstats.report.figures.style import DPI, style
from kcstats.terms import Lang
from tests.report.figures.conftest import CASES, build, final_of

IDS = [f"W{case.domain}.{k + 1}" for k, case in enumerate(CASES)]
Make = Callable[[Evaluation, Lang], Figure]
WORDS = "这是一句较长的结论，说明到2030年达到目标的可能性约为六成（61%），数字和标点都不应被拆开。"


def panels(ev: Evaluation) -> list[figures.Panel]:
    """Three panels: a full one, one whose figures leave the band, and one that has only its past."""
    plan = ev.plan("women")
    indicator = plan.indicators[plan.targets[0].indicator]
    past = np.array([[year, 20.0 - year % 7] for year in range(2009, 2016)], dtype=float)
    steps = np.arange(1.0, 6.0)
    spread = np.array([-2.0, -1.2, 0.0, 1.2, 2.0])
    band = np.column_stack([2015 + steps, 15 - 0.3 * steps[:, None] + spread * np.sqrt(steps)[:, None]])
    near, far = (np.column_stack([2015 + steps, 15 - slope * steps]) for slope in (0.4, 2.4))
    none = np.empty((0, 2))
    return [
        figures.Panel(WORDS, WORDS, indicator, past, after, band[: len(after)], 2015.5, WORDS, level)
        for after, level in ((near, 12.0), (far, float("nan")), (none, float("nan")))
    ]


PICTURES: dict[str, Make] = {
    "overview": lambda ev, lang: figures.overview(ev, "women", lang=lang),
    "directional": lambda ev, lang: figures.overview(
        ev, "women", rows=figures.overview_pages(ev, "women", section="directional")[0], lang=lang
    ),
    "final": lambda ev, lang: figures.overview(final_of(ev), "women", lang=lang),
    "domains": lambda ev, lang: figures.domains(ev, "women", lang=lang),
    "sex": lambda ev, lang: figures.gaps(ev, "women", lang=lang),
    "residence": lambda ev, lang: figures.gaps(ev, "women", by="residence", lang=lang),
    "compare": lambda ev, lang: figures.compare(ev, final_of(ev), "women", lang=lang),
    "expected": lambda ev, lang: figures.expected(ev, panels(ev), note=WORDS, lang=lang),
    "expected alone": lambda ev, lang: figures.expected(ev, panels(ev)[:1], note=WORDS, lang=lang),
    "group": lambda ev, lang: figures.profile(ev, "W2.13", headline="", standing="", group="sex=female", lang=lang),
    "over": lambda ev, lang: figures.profile(final_of(ev), "W1.1", headline=WORDS, standing=WORDS, lang=lang),
    **{
        f"profile {id}": lambda ev, lang, id=id: figures.profile(ev, id, headline=WORDS, standing=WORDS, lang=lang)
        for id in IDS
    },
    **{f"map {id}": lambda ev, lang, id=id: figures.area_map(ev, id, lang=lang) for id in ("W2.4", "W1.1")},
    **{f"panels {id}": lambda ev, lang, id=id: figures.panels(ev, id, lang=lang) for id in ("W2.4", "W2.8")},
    **{f"subareas {id}": lambda ev, lang, id=id: figures.subareas(ev, id, lang=lang) for id in ("W2.4", "W2.8")},
    **{
        f"control {id}": lambda ev, lang, id=id: figures.control(ev, id, evidence=WORDS, lang=lang)
        for id in ("W1.2", "W2.4", "W3.10")
    },
}  # type: ignore[dict-item]


@pytest.fixture(scope="module", params=("zh", "en"))
def lang(request: pytest.FixtureRequest) -> Lang:
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", list(PICTURES))
def test_words_are_legible_and_inside_the_picture(name: str, lang: Lang, ev: Evaluation) -> None:
    fig = PICTURES[name](ev, lang)
    fig.canvas.draw()  # a missing glyph would warn, and a warning fails the test
    assert round(float(fig.get_size_inches()[0]) * 25.4, 3) == 156.0
    box = fig.bbox
    for text in fig.findobj(Text):
        if not text.get_text().strip() or not text.get_visible():
            continue
        assert text.get_fontsize() >= 7.0, text.get_text()
        if text.get_rotation() == 0 and text.get_fontproperties().get_file():
            extent = text.get_window_extent()
            assert extent.x0 >= box.x0 - 2, text.get_text()
            assert extent.x1 <= box.x1 + 2, text.get_text()
            assert extent.y0 >= box.y0 - 1, text.get_text()
            assert extent.y1 <= box.y1 + 1, text.get_text()


@pytest.mark.parametrize(
    "name", ["overview", "domains", "sex", "compare", "profile W1.1", "subareas W2.4", "map W2.4", "panels W2.4"]
)
def test_made_up_data_are_marked_in_the_picture_and_real_ones_are_not(
    name: str, ev: Evaluation, ev_real: Evaluation
) -> None:
    def marks(fig: Figure) -> list[str]:
        return [t.get_text() for t in fig.texts]

    assert marks(PICTURES[name](ev, "zh")) == ["演示数据"]
    assert marks(PICTURES[name](ev, "en")) == ["DEMO DATA"]
    assert marks(PICTURES[name](ev_real, "zh")) == []


@pytest.mark.parametrize("name", ["overview", "domains", "profile W1.2"])
def test_the_same_evaluation_gives_the_same_bytes(name: str, ev: Evaluation, tmp_path: Path) -> None:
    one = figures.save(PICTURES[name](ev, "zh"), tmp_path / "one.png")
    two = figures.save(PICTURES[name](build(), "zh"), tmp_path / "deep" / "two.png")
    assert one.read_bytes() == two.read_bytes()
    assert b"matplotlib" not in one.read_bytes().lower()


def test_no_setting_leaves_the_building_of_a_picture(ev: Evaluation, tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    figures.save(figures.overview(ev, "women"), tmp_path / "x.png")
    assert dict(matplotlib.rcParams) == before


def test_a_reader_s_own_settings_do_not_change_a_picture(ev: Evaluation, tmp_path: Path) -> None:
    plain = figures.save(figures.profile(ev, "W1.1", headline="", standing=""), tmp_path / "a.png")
    with matplotlib.rc_context({"axes.grid": True, "hatch.linewidth": 5.0, "axes.facecolor": "red"}):
        mine = figures.save(figures.profile(ev, "W1.1", headline="", standing=""), tmp_path / "b.png")
    assert plain.read_bytes() == mine.read_bytes()


def test_arguments_are_left_as_they_were(ev: Evaluation) -> None:
    tables = ("indicators", "projections", "history", "summary", "warnings")
    before = {name: getattr(ev, name).copy() for name in tables}
    kinds = {name.split()[0]: make for name, make in PICTURES.items()}
    for make in kinds.values():
        make(dataclasses.replace(ev), "zh")
    for name in tables:
        assert getattr(ev, name).equals(before[name]), name


def test_a_picture_keeps_its_paper_its_colours_and_its_size_in_fewer_bytes(ev: Evaluation, tmp_path: Path) -> None:
    """Against matplotlib's own file of the same picture."""
    fig = figures.profile(ev, "W1.1", headline="", standing="")
    with style():
        fig.savefig(tmp_path / "whole.png", dpi=DPI)
    small = figures.save(fig, tmp_path / "small.png")
    assert small.stat().st_size < 0.5 * (tmp_path / "whole.png").stat().st_size
    with Image.open(tmp_path / "whole.png") as a, Image.open(small) as b:
        assert (a.size, a.info["dpi"]) == (b.size, b.info["dpi"])
        one, two = (np.asarray(image.convert("RGB"), dtype=int) for image in (a, b))
    away = np.abs(one - two).max(axis=2)
    assert two[0, 0].tolist() == [255, 255, 255]
    assert (away > 24).mean() < 0.001
    assert away.mean() < 0.5
