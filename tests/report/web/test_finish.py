"""Pictures of a report that can be explored: on the screen only, offline, and the printed picture stays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.report.facts import facts
from kcstats.report.figures.overview import overview_pages
from kcstats.report.figures.profile import profile
from kcstats.report.notebook import write_notebook
from kcstats.report.render import render
from kcstats.report.sections.frame import Frame
from kcstats.report.web.finish import finish_page
from kcstats.report.web.fragment import overview_fragment, profile_fragment
from kcstats.report.web.look import web_style
from tests.report.figures.conftest import build, final_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = project_root(__file__)


@pytest.fixture(scope="module")
def ev() -> Evaluation:
    return build()


@pytest.fixture(scope="module")
def made(ev: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """A small report of two pictures, rendered to a web page and to Word."""
    folder = tmp_path_factory.mktemp("explore")
    frame = Frame(ev, folder)
    ids = overview_pages(ev, "women")[0]
    figure = profile(ev, "W1.1", headline="", standing="")
    text = [
        frame.draw(figure, "overview-women", caption="一览", alt="一览", explore=overview_fragment(ev, ids)),
        frame.draw(
            figure, "profile-w1-1", caption="走势", alt="走势", explore=profile_fragment(ev, facts(ev, "W1.1"))
        ),
        frame.draw(figure, "plain", caption="图", alt="图"),
    ]
    cell = nbformat.v4.new_code_cell("#| output: asis\nshow()")
    cell.outputs = [
        nbformat.v4.new_output("display_data", {"text/markdown": "# 题 {#sec-a}\n\n" + "\n\n".join(text)})
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell("---\ntitle: 题\nlang: zh\n---"), cell])
    path = folder / "small.ipynb"
    write_notebook(notebook, path)
    return render(path, to=("html", "docx"), renderer="pandoc", root=ROOT).paths


def test_fragments_stand_before_their_pictures_and_the_pictures_stay(made: Mapping[str, Path]) -> None:
    page = made["html"].read_text(encoding="utf-8")
    assert page.count('class="kc-explore" hidden') == 2
    assert page.count('<img class="kc-static"') == 2
    assert page.count("<img") == 3
    assert page.count("function kcExplore") == 1
    left = re.sub(r"data:[\w/+.-]+;base64,[A-Za-z0-9+/=]+", "", page)
    assert not re.search(r'src="(?!")|https?://(?!www\.w3\.org)', left)


def test_word_knows_nothing_of_them(made: Mapping[str, Path]) -> None:
    from docx import Document

    said = "".join(p.text for p in Document(str(made["docx"])).paragraphs)
    assert "走势" in said
    assert "逐年查看" not in said
    assert "function" not in said


def test_a_page_without_fragments_gets_no_script(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text('<html><head></head><body><figure id="fig-a"><img src="data:x"></figure></body></html>', "utf-8")
    finish_page(page, tmp_path / "figures")
    assert "<script" not in page.read_text(encoding="utf-8")
    assert "@font-face" in page.read_text(encoding="utf-8")


def test_a_picture_made_again_without_a_fragment_loses_the_old_one(ev: Evaluation, tmp_path: Path) -> None:
    frame, figure = Frame(ev, tmp_path), profile(ev, "W1.1", headline="", standing="")
    frame.draw(figure, "x", caption="", alt="", explore="<div></div>")
    assert (tmp_path / "figures" / "x.explore.html").is_file()
    frame.draw(figure, "x", caption="", alt="")
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["x.png"]


def test_on_the_screen_they_can_be_asked_filtered_and_sorted_and_in_print_the_picture_stands(
    made: Mapping[str, Path], browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(made["html"].as_uri())
    assert trouble == []
    assert page.locator("img:visible").count() == 1  # the one that cannot be explored
    rows = page.locator(".targets tbody tr:visible")
    every = rows.count()
    page.locator(".strip-ask select").first.select_option(label="妇女与教育")
    assert 0 < rows.count() < every
    assert all("妇女与教育" in text for text in rows.locator("th").all_inner_texts())
    page.locator(".strip-ask select").first.select_option(label="全部")
    page.locator(".strip-ask select").nth(1).select_option("high")
    p = [float(x) for x in page.evaluate("[...document.querySelectorAll('.targets tbody tr[data-p]')]"
                                         ".map(row => row.dataset.p)")]  # fmt: skip
    assert p == sorted(p, reverse=True)
    page.locator(".fan-ask input").focus()
    page.keyboard.press("Home")
    assert page.inner_text(".fan-ask output") == "2009年31.9/10万"
    page.emulate_media(media="print")
    assert page.locator("img:visible").count() == 3
    assert page.locator(".kc-explore:visible").count() == 0
    context.close()


def test_without_a_script_the_pictures_are_shown(made: Mapping[str, Path], browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(made["html"].as_uri())
    assert page.locator("img:visible").count() == 3
    assert page.locator(".kc-explore:visible").count() == 0
    context.close()


def test_fragments_are_as_accessible_as_the_page(made: Mapping[str, Path], browser: Browser) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed: accessibility is not checked")
    for width in (1280, 320):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(made["html"].as_uri())
        page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()


def test_after_the_target_year_nothing_is_sorted_by_likelihood(
    ev: Evaluation, tmp_path: Path, browser: Browser
) -> None:
    over = final_of(ev)
    frame = Frame(over, tmp_path)
    fragment = overview_fragment(over, overview_pages(over, "women")[0])
    frame.draw(profile(ev, "W1.1", headline="", standing=""), "overview-women", caption="", alt="", explore=fragment)
    path = tmp_path / "page.html"
    path.write_text(
        '<html><head></head><body><figure id="fig-overview-women"><img src="data:x"></figure></body></html>', "utf-8"
    )
    finish_page(path, tmp_path / "figures")
    page = browser.new_page()
    page.goto(path.as_uri())
    assert page.locator(".targets tbody tr:visible").count() > 3
    assert page.locator(".strip-ask select").count() == 1
    said = page.locator(".targets caption").inner_text() + page.locator(".targets thead").inner_text()
    assert "实心点为目标年已实现" in said
    assert "可能性" not in said  # nor of bars and intervals, of which there are none any more
    page.locator(".strip-ask select").select_option(label="妇女与教育")
    assert all("妇女与教育" in text for text in page.locator(".targets tbody tr:visible th").all_inner_texts())
    page.close()


def test_on_a_telephone_a_row_of_the_overview_is_a_card_as_wide_as_the_screen(
    made: Mapping[str, Path], browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto(made["html"].as_uri())
    name, row = page.locator(".targets tbody th").first.bounding_box(), page.locator(".targets").first.bounding_box()
    assert name is not None
    assert row is not None
    assert name["width"] == pytest.approx(row["width"], abs=1)
    page.close()


def test_a_mark_laid_across_a_picture_stays_on_a_narrow_screen(
    ev: Evaluation, tmp_path: Path, browser: Browser
) -> None:
    """After the target year there is no panel beside the field: a turned box of its size would leave the screen."""
    text = profile_fragment(final_of(ev), facts(final_of(ev), "W1.1"))
    path = tmp_path / "whole.html"
    style = "<meta name=viewport content='width=device-width'><style>body{margin:20px}figure{margin:0}</style>"
    path.write_text(
        f"<!DOCTYPE html>{style}<style>{web_style()}</style><figure class='kc-alive'>{text}</figure>",
        encoding="utf-8",
    )
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto(path.as_uri())
    page.evaluate("document.querySelector('.kc-explore').hidden = false")  # as the page's script does
    assert page.locator(".fan.whole .fan-field[data-demo]:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_real_data_carry_no_mark(ev: Evaluation) -> None:
    real = replace(ev, dataset=replace(ev.dataset, synthetic=False))
    assert 'data-demo="演示数据"' in profile_fragment(ev, facts(ev, "W1.1"))
    assert "data-demo" not in profile_fragment(real, facts(real, "W1.1"))
