"""Kinds of report: their titles, the numbers of their chapters, and that each has its notebook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.plan.load import load_plan
from kcstats.report.kinds import KINDS, appendix, chapter, plan_names, report_title

ROOT = project_root(__file__)


def as_kind(ev: Evaluation, kind: str, **more: object) -> Evaluation:
    return replace(ev, settings=ev.settings.model_copy(update={"notebook": kind, **more}))


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"methods"}))
def test_every_kind_is_a_notebook(kind: str) -> None:
    assert (ROOT / "notebooks" / f"{kind}.ipynb").is_file()


def test_two_plans_that_differ_in_one_place_are_named_together() -> None:
    both = (load_plan("women"), load_plan("children"))
    assert plan_names(both, "zh") == "宽城区妇女儿童发展规划（2021—2030年）"
    assert plan_names(both, "en").startswith("Kuancheng District Women's and Children's Development Plan")
    assert plan_names(both[:1], "zh") == both[0].name.zh


def test_a_title_is_made_of_plans_year_and_kind_and_says_what_the_report_is_not(
    found: Evaluation, found_demo: Evaluation
) -> None:
    assert report_title(as_kind(found, "annual")) == "妇女发展规划2024年度监测报告（依据公布数据的独立测算）"
    assert report_title(as_kind(found_demo, "monitoring-midterm")) == "妇女发展规划中期统计监测报告（演示）"
    assert (
        report_title(as_kind(found, "brief", issuing_body="某区妇儿工委办")) == "妇女发展规划2024年实施情况决策简报"
    )
    assert report_title(as_kind(found, "annual", title="自己的标题")) == "自己的标题"
    assert report_title(as_kind(found_demo, "department"), "区教育局").startswith("区教育局：")


def test_a_chapter_a_domain_moves_the_later_numbers_on(found: Evaluation) -> None:
    ev = as_kind(found, "annual")  # two domains
    assert [chapter(ev, name) for name in ("background", "domains", "compared", "attention", "problems")] == [
        1, 2, 4, 5, 6,
    ]  # fmt: skip
    assert chapter(ev, "summary") == 0


def test_a_kind_of_the_users_own_is_numbered_like_a_mid_term(found: Evaluation) -> None:
    assert chapter(as_kind(found, "mine"), "forecast") == chapter(as_kind(found, "midterm"), "forecast") == 4


def test_appendices_are_numbered_in_the_order_of_the_kind(found: Evaluation) -> None:
    assert appendix(as_kind(found, "midterm"), "sources") == ("附录三", "Appendix 3")
    assert appendix(as_kind(found, "annual"), "sources") == ("附录二", "Appendix 2")
    assert appendix(as_kind(found, "yearbook"), "sources") == ("附录", "Appendix")
