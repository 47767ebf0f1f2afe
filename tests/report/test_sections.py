"""Sections: everything an evaluation must cover, the mark of made-up data, nothing invented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.report.report import Report
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.opening import standing_note
from kcstats.report.sections.situation import without_numbers

WORDS_ONLY = ("summary", "approach", "problems", "effects", "proposals", "missing", "qualitative", "indicators",
              "definitions", "sources", "colophon", "bulletin", "next_round")  # fmt: skip


@pytest.mark.parametrize("name", WORDS_ONLY)
def test_every_section_of_made_up_data_says_so(name: str, found_demo: Evaluation, tmp_path: Path) -> None:
    said = getattr(Report(found_demo, tmp_path), name)().data
    captions = [line for line in said.splitlines() if line.startswith(": ")]
    assert said.startswith("# ")
    assert all("（演示数据） {#tbl-" in caption for caption in captions)
    assert "演示数据" in said.split("\n\n")[1] or captions  # wide tables alone: their captions say it


def test_the_last_page_names_the_plans_by_title(found: Evaluation, tmp_path: Path) -> None:
    plan = found.plans[0]
    assert f"{plan.name('zh')}（{plan.id}）" in Report(found, tmp_path).colophon().data


def test_real_data_is_never_called_made_up(found: Evaluation, tmp_path: Path) -> None:
    report = Report(found, tmp_path)
    assert "演示数据" not in "".join(getattr(report, name)().data for name in WORDS_ONLY)


def test_a_report_without_an_issuing_body_says_that_no_authority_issued_it(found: Evaluation, tmp_path: Path) -> None:
    assert "不是任何机关发布" in standing_note(Frame(found, tmp_path))
    issued = found.settings.model_copy(update={"issuing_body": "某区统计局"})
    from dataclasses import replace

    assert standing_note(Frame(replace(found, settings=issued), tmp_path)) == ""


def test_causes_are_left_to_those_who_know(found: Evaluation, tmp_path: Path) -> None:
    report = Report(found, tmp_path)
    assert "**原因分析：**待补充" in report.problems().data
    assert "**措施成效：**待补充" in report.effects().data


def test_plan_section_has_a_picture_of_what_is_difficult(found: Evaluation, tmp_path: Path) -> None:
    said = Report(found, tmp_path).plans().data
    assert "figures/profile-w2-1.png" in said
    assert (tmp_path / "figures" / "profile-w2-1.png").is_file()


def test_a_domain_without_numeric_goals_tells_how_the_others_stand(
    found: Evaluation, found_en: Evaluation, tmp_path: Path
) -> None:
    """W2.2, attained, is the one directional target of the second domain put together in conftest.py."""
    plan = found.plan("women")
    assert without_numbers(Frame(found, tmp_path), plan, plan.domains[1]) == (
        "本领域没有定量目标。有方向性可监测指标1项：已达标1项（[@tbl-directional-women]）；另有定性目标1项。"
    )
    assert without_numbers(Frame(found_en, tmp_path), plan, plan.domains[1]) == (
        "No numeric target. 1 directional target: 1 attained ([@tbl-directional-women]); 1 qualitative goal."
    )


def test_references_point_at_something(found: Evaluation, tmp_path: Path) -> None:
    report = Report(found, tmp_path)
    names = ("summary", "approach", "situation", "plans", "forecast", "problems", "missing", "indicators")
    said = "\n".join(getattr(report, name)().data for name in names)
    made = re.findall(r"\{#((?:fig|tbl|sec)-[a-z0-9-]+)", said)
    assert len(made) == len(set(made))
    assert set(re.findall(r"\[@((?:fig|tbl)-[a-z0-9-]+)\]", said)) <= set(made)


def test_english_sections_hold_no_chinese_but_what_the_input_says(found_en: Evaluation, tmp_path: Path) -> None:
    report = Report(found_en, tmp_path)
    for name in ("summary", "approach", "effects", "problems", "colophon", "comparison"):
        assert not re.search(r"[\u4e00-\u9fff]", getattr(report, name)().data), name
