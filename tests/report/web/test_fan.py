"""Pictures for the screen hold what the printed ones hold."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.report.figures.profile import subject_of
from kcstats.report.figures.spark import spark_of
from kcstats.report.web import labels
from kcstats.report.web.fan import caption_of, fan, readings
from kcstats.report.web.look import web_style
from kcstats.report.web.spark import spark
from kcstats.report.web.stage import Stage, runs
from tests.report.figures.conftest import build, final_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOUCHES = """() => {
  const words = [], dots = [];
  for (const fan of document.querySelectorAll(".fan")) {
    const boxes = [...fan.querySelectorAll(".goal-word, .latest-word")].map(word => {
      const range = document.createRange();
      range.selectNodeContents(word);
      const {left, right, top, bottom} = range.getBoundingClientRect();
      return [word.textContent, left, right, top + 4, bottom - 4];  // letters do not fill their line
    });
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
      if (a[1] < b[2] && b[1] < a[2] && a[3] < b[4] && b[3] < a[4]) words.push([a[0], b[0]]);
    }));
    for (const path of fan.querySelectorAll(".fan-field .dot")) {
      for (const at of path.getAttribute("d").split("M").slice(1)) {
        const [x, y] = at.split("h")[0].split(",").map(Number);
        const dot = new DOMPoint(x, y).matrixTransform(path.getScreenCTM());
        for (const [text, left, right, top, bottom] of boxes)
          if (dot.x > left && dot.x < right && dot.y > top && dot.y < bottom) dots.push([text, dot.x, dot.y]);
      }
    }
  }
  return [words, dots];
}"""


@pytest.fixture(scope="module")
def ev() -> Evaluation:
    return build()


def words(html: str) -> list[str]:
    return [text for text in re.findall(r">([^<]+)<", html) if text.strip()]


def test_a_stage_maps_years_to_the_right_and_values_upwards() -> None:
    stage = Stage(2010, 2030, 0, 50)
    assert (stage.x(2010), stage.x(2020), stage.y(50), stage.y(10)) == (0, 0.5, 0, 0.8)
    assert stage.points([2010, 2030], [0, 50]) == "0,1000 1000,0"


def test_a_history_is_cut_at_breaks_and_bridged_over_missing_years() -> None:
    years = np.array([2010.0, 2011, 2013, 2014, 2015])
    found = runs(years, years, np.array([0, 0, 0, 1, 1]))
    assert [(a.tolist(), bridged) for a, _, bridged in found] == [
        ([2010, 2011], False), ([2011, 2013], True), ([2014, 2015], False)]  # fmt: skip


def test_a_fan_holds_target_latest_year_likelihood_and_the_cut_distribution(ev: Evaluation) -> None:
    html = fan(subject_of(ev, "W1.1"), label="alt")
    assert {"目标：2030年≤12/10万", "2024年 14.3/10万", "2030年", "61%", "达标"} <= set(words(html))
    assert 'role="img" aria-label="alt"' in html
    assert html.count('class="good"') == html.count('class="bad"') == 1
    assert html.count('class="band') == 3


def test_each_year_can_be_asked(ev: Evaluation) -> None:
    told = readings(subject_of(ev, "W1.1"))
    assert told[0][1] == "2009年31.9/10万"
    assert told[-1][1] == "2030年推算11.5/10万，80%区间9.3—13.7"
    places = [at for at, _ in told]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < 100
    counted = readings(subject_of(ev, "W1.2"))
    assert any("/" in text.split("（")[-1] for _, text in counted)


def test_few_events_are_bars_and_a_path_rule_says_every_year(ev: Evaluation) -> None:
    html = fan(subject_of(ev, "W1.2"), label="")
    assert 'class="stem"' in html
    assert "每年都达标" in words(html)


def test_a_gap_shows_two_groups_and_no_fan(ev: Evaluation) -> None:
    subject = subject_of(ev, "W4.19")
    html = fan(subject, label="")
    assert html.count('class="group"') == 2
    assert "band95" not in html
    assert readings(subject)[-1][1] == "2024年女16.7%，男15.9%"  # 16.4 * 1.02 and * 0.97


def test_nothing_is_likely_any_more_after_the_target_year_and_nothing_is_drawn_without_anything(
    ev: Evaluation,
) -> None:
    assert "fan-side" not in fan(subject_of(final_of(ev), "W1.1"), label="")
    assert not readings(subject_of(ev, "W1.7"))
    assert "goal" in fan(subject_of(ev, "W1.7"), label="")  # no figure, but a level


def test_the_last_word_of_a_whole_field_ends_at_its_dot(ev: Evaluation) -> None:
    """In the middle of a dot at the right edge it would leave a telephone's screen."""
    over = final_of(ev)
    drawn = [fan(subject_of(over, id), label="alt") for id in over.indicators["id"].unique()]
    words_of = re.findall(r'class="(latest-word at-(?:above|under)[^"]*)" style="left:([\d.]+)%', "".join(drawn))
    late = [name.split() for name, left in words_of if float(left) >= 84]
    assert late
    assert all("end" in name for name in late)


def test_the_last_word_lies_on_no_steep_line(ev: Evaluation) -> None:
    """The target's word takes the place above the dot; below it runs the line; beside it there is room."""
    subject = subject_of(final_of(ev), "W1.1")
    years = subject.history["year"].to_numpy()
    rising = np.where(years == years.max(), 16.0, np.linspace(14.0, 6.0, len(years)))
    steep = replace(subject, history=subject.history.assign(value=rising), level=8.3, upward=False,
                    demand="目标：2030年比2020年下降20%，即≤8.26/10万")  # fmt: skip
    stage = Stage(float(years.min()) - 0.5, float(years.max()) + 0.5, 0.0, 20.3)
    last = str(labels.words(steep, stage)[1])
    assert "latest-word" in last
    assert "at-left" in last


@pytest.mark.parametrize("width", [400, 1100])
def test_words_lie_on_no_other_words_and_on_a_desk_on_no_dot(
    ev: Evaluation, tmp_path: Path, browser: Browser, width: int
) -> None:
    """Before the target year and after it; a telephone has not always room beside every dot."""
    drawn = [
        f"<figure>{fan(subject_of(each, id), label='alt')}</figure>"
        for each in (ev, final_of(ev))
        for id in each.indicators["id"].unique()
    ]
    report = (project_root(__file__) / "reports" / "theme" / "report.css").read_text(encoding="utf-8")
    path = tmp_path / "fans.html"
    head = "<!DOCTYPE html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    path.write_text(f"{head}<style>{report}{web_style()}</style>{''.join(drawn)}", encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".latest-word").count() > 20
    words_touch, dots_touched = page.evaluate(TOUCHES)
    assert words_touch == []
    assert dots_touched == [] or width < 1100
    page.close()


def test_the_caption_explains_what_is_drawn(ev: Evaluation) -> None:
    assert "95%预测区间" in caption_of(subject_of(ev, "W1.1"))
    assert "红色虚线为基期水平" in caption_of(subject_of(ev, "W2.8"))
    assert "2018年起" in caption_of(subject_of(ev, "W3.10"))
    assert caption_of(subject_of(ev, "W1.7")) == ""


def test_a_small_history_holds_target_line_and_last_dot(ev: Evaluation) -> None:
    html = spark(spark_of(ev, ev.target("W1.1"), (2010, 2030)))
    assert html.count('class="goal"') == html.count('class="dot"') == html.count('class="band80"') == 1
    assert 'aria-hidden="true"' in html
