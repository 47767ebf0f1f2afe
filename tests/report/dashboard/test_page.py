"""What the dashboard says, without a browser: its numbers are the evaluation's, and it asks no network for any."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pandas as pd
import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.report.dashboard.page import dashboard_page
from kcstats.report.facts import facts
from kcstats.report.numbers import percent
from kcstats.report.prose import headline, sentence
from kcstats.report.prospects import expected_sentence
from kcstats.report.web.entry import entries
from tests.report.figures.conftest import build, final_of


class Reader(HTMLParser):
    """Keeps the rows of tables, ids, and every attribute that could ask for something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.asked: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("src", "href", "srcset", "action", "poster"):
                self.asked.append((tag, value or ""))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


def data_of(page: str) -> dict[str, object]:
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    content: dict[str, object] = json.loads(found[1])
    return content


def test_every_target_stands_in_the_table_the_profiles_and_the_data(page_zh: str, shown: Evaluation) -> None:
    ids = {t.id for plan in shown.plans for t in plan.targets}
    assert {target["id"] for target in data_of(page_zh)["targets"]} == ids  # type: ignore[attr-defined]
    assert set(re.findall(r'<tr role="row" data-id="([^"]+)">', page_zh)) == ids
    assert set(re.findall(r'<article id="([^"]+)"', page_zh)) == ids


def test_a_row_holds_name_latest_target_likelihood_and_judgement(page_zh: str) -> None:
    (row,) = [cells for cells in Reader(page_zh).rows if cells[0].startswith("孕产妇死亡率") and len(cells) == 6]
    assert row[0] == "孕产妇死亡率W1.1 · 妇女与健康"
    assert row[2:] == ["14.3/10万", "≤12", "61%较可能", "可望达标"]


def test_the_four_grades_sum_to_n_in_every_row_of_the_glance(page_zh: str) -> None:
    rows = [cells for cells in Reader(page_zh).rows if len(cells) == 6 and all(c.isdigit() for c in cells[1:])]
    assert rows
    for _, n, *grades in rows:
        assert int(n) == sum(map(int, grades))
    total = [int(cells[1]) for cells in rows if cells[0] == "合计"]
    assert total == [sum(int(cells[1]) for cells in rows if cells[0] != "合计")]


def test_a_profile_holds_finding_sentence_warning_figures_and_source(page_zh: str, shown: Evaluation) -> None:
    fact = facts(shown, "W2.13")
    article = re.search(r'<article id="W2\.13".*?</article>', page_zh, re.DOTALL)
    assert article is not None
    text = unescape(re.sub(r"<[^>]+>", "", article[0]))
    assert headline(fact) in text
    assert sentence(fact).strip() in text
    assert (
        "达标困难（红色）：可能性低于20%；2024年为33；自2019年起；此类预警历史上的准确率为80%（由1,234次回测给出）。"
        in text
    )
    assert percent(fact.p) in text
    for point in fact.points:
        assert f"{point.year}{fact.value(point.value)}" in text
    assert "资料来源：" in text


def test_the_codes_are_those_of_the_results(page_zh: str, shown: Evaluation) -> None:
    for target in data_of(page_zh)["targets"]:  # type: ignore[attr-defined]
        row = shown.row(target["id"])
        assert target["grade"] == row["grade"]
        assert target["likelihood"] == row["likelihood"]
        assert (target["p"] is None) == (row["p_attain"] != row["p_attain"])
        assert target["warning"] == (["hard_to_complete"] if target["id"] == "W2.13" else [])


def test_the_page_asks_for_nothing(page_zh: str) -> None:
    reader = Reader(page_zh)
    assert all(tag == "a" and where.startswith("#") for tag, where in reader.asked)
    assert "default-src 'none'" in unescape(page_zh)
    outside = re.sub(r"data:font/woff;base64,[A-Za-z0-9+/=]+", "", page_zh)
    assert not re.search(r"url\((?!#|\"?\")", outside)
    assert not re.search(r"https?://|@import|\bfetch\(|XMLHttpRequest|WebSocket", outside)


def test_links_lead_to_ids_and_ids_are_unique(page_zh: str) -> None:
    reader = Reader(page_zh)
    assert len(reader.ids) == len(set(reader.ids))
    assert {where[1:] for tag, where in reader.asked if tag == "a"} <= set(reader.ids)


def test_made_up_data_are_marked_and_real_ones_are_not(page_zh: str) -> None:
    assert '<div class="page-mark" role="note">内部　草稿　演示数据</div>' in page_zh
    real = dashboard_page(build(synthetic=False))
    assert '<div class="page-mark" role="note">内部　草稿</div>' in real
    assert "演示数据" not in re.sub(r"<script.*?</script>", "", real, flags=re.DOTALL)


def test_the_same_evaluation_gives_the_same_page(page_zh: str, shown: Evaluation) -> None:
    assert dashboard_page(shown) == page_zh


def test_english_by_option(shown: Evaluation) -> None:
    page = dashboard_page(replace(shown, settings=shown.settings.model_copy(update={"language": "en"})))
    assert '<html lang="en">' in page
    said = re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL)
    left = re.findall(r"[一-鿿]+", re.sub(r"<[^>]+>", " ", said))
    own = set("".join(str(t.name.zh) for p in shown.plans for t in p.targets))
    assert not [word for word in left if word in ("判断", "达标", "可能性", "目标", "预警", "领域", "排序")], (
        own & set("")
    )


def test_after_the_target_year_outcomes_stand_in_place_of_likelihoods(shown: Evaluation) -> None:
    final = final_of(shown)
    rows = [cells for cells in Reader(dashboard_page(final)).rows if cells and cells[0].startswith("孕产妇死亡率")]
    assert rows[0][4:] == ["差2.3/10万", "未达标"]


def test_entries_are_ranked_by_what_needs_attention(shown: Evaluation) -> None:
    found = sorted(entries(shown, shown), key=lambda e: e.rank)
    order = ["difficult", "expected", "attained", "no_data"]
    grades = [e.fact.grade.value for e in found]
    assert grades == sorted(grades, key=order.index)


@pytest.mark.parametrize("text", ["</script>", "<b>&amp;"])
def test_words_of_the_data_cannot_become_markup(text: str, shown: Evaluation) -> None:
    (plan,) = shown.plans
    domain = replace(plan.domains[0], name=type(plan.domains[0].name)(text, text))
    page = dashboard_page(replace(shown, plans=(replace(plan, domains=(domain, *plan.domains[1:])),)))
    assert page.count("</script>") == 2  # the data and the code
    assert "<b>&amp;<" not in page


def test_the_number_met_is_told_where_it_was_computed(shown: Evaluation) -> None:
    row = {"plan": "women", "domain": "", "goal": "", "section": "goal_numeric", "n": 14, "judged": 12,
           "not_judged": 2, "known": 0, "expected": 8.24, "low": 6, "high": 10}  # fmt: skip
    found = replace(shown, joint=pd.DataFrame([row]))
    said = expected_sentence(found, found.plans[0])
    assert "8.2项（80%区间6—10项）" in said
    assert said in dashboard_page(found)
    assert "预计到2030年达标" not in dashboard_page(shown)
