"""What a report is called, by whom and in what state; and what is refused before anything is computed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kcstats.errors import RenderError
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.report.make import front_matter, make_report

TITLE = "某某发展纲要（2021—2030年）部分目标中期评估（依据公布数据的独立测算）"


def titled(found: Evaluation, **changes: str) -> dict[str, object]:
    return front_matter(replace(found, settings=found.settings.model_copy(update=changes)))


def test_a_title_is_broken_as_on_a_cover(found: Evaluation) -> None:
    lines = ["某某发展纲要\\", "（2021—2030年）\\", "部分目标中期评估\\", "（依据公布数据的独立测算）"]
    assert str(titled(found, title=TITLE)["title"]).splitlines() == lines
    assert titled(found, title=TITLE)["pagetitle"] == TITLE


def test_a_short_remark_stays_in_its_line(found: Evaluation) -> None:
    assert titled(found, title="中期评估报告（演示）")["title"] == "中期评估报告（演示）"


def test_a_chinese_title_does_not_stand_on_an_english_report(found: Evaluation) -> None:
    title = str(titled(found, title=TITLE, language="en")["title"])
    assert title.endswith("id-term evaluation (an independent calculation from published figures)")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_title_in_the_reports_language_is_kept(found: Evaluation, language: str) -> None:
    own = {"zh": "甲区报告", "en": "Report of district A"}[language]
    assert titled(found, title=own, language=language)["title"] == own


def test_a_renderer_that_is_not_there_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    params = project_root(__file__) / "params" / "china-midterm.yml"
    with pytest.raises(RenderError, match="没有找到 quarto"):
        make_report(params, renderer="quarto", out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_several_bodies_stand_one_a_line(found: Evaluation) -> None:
    made = titled(found, issuing_body="甲区妇儿工委办\n 甲区统计局 \n", month="2026年6月")
    assert (made["author"], made["month"]) == (["甲区妇儿工委办", "甲区统计局"], "2026年6月")
    assert not {"author", "month"} & set(titled(found))


@pytest.mark.parametrize(
    ("language", "approval", "page", "cover"),
    [
        ("zh", "draft", "内部　草稿", ["（草稿）"]),
        ("zh", "review", "内部　送审", ["（送审）"]),
        ("zh", "approved", "内部　审定", ["（审定）"]),
        ("en", "review", "INTERNAL · FOR REVIEW", ["FOR REVIEW"]),
    ],
)
def test_edition_and_state_are_marked(
    found: Evaluation, language: str, approval: str, page: str, cover: list[str]
) -> None:
    made = titled(found, language=language, approval=approval)
    assert (made["page-mark"], made["cover-marks"]) == (page, cover)


def test_made_up_data_are_marked_beside_the_state(found_demo: Evaluation) -> None:
    made = front_matter(found_demo)
    assert (made["page-mark"], made["cover-marks"]) == ("内部　草稿　演示数据", ["（草稿）", "演示数据"])
