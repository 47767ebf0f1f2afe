"""The hindcast's report: nothing claimed that few cases cannot carry."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings
from kcstats.report.report import Report

PARAMS = Path(__file__).resolve().parents[2] / "params" / "china-hindcast.yml"
NAMES = ("summary", "approach", "results", "marks", "series", "sources")


@pytest.fixture(scope="module", params=("zh", "en"))
def ev(request: pytest.FixtureRequest) -> Evaluation:
    return evaluate(load_settings(PARAMS, language=request.param))


def test_every_target_stands_in_a_table_and_every_reference_leads_somewhere(ev: Evaluation, tmp_path: Path) -> None:
    report = Report(ev, tmp_path)
    said = "\n".join(getattr(report, f"hindcast_{name}")().data for name in NAMES)
    assert all(f"| {target.id} |" in said for plan in ev.plans for target in plan.targets)
    made = re.findall(r"\{#((?:fig|tbl|sec)-[a-z0-9-]+)", said)
    assert len(made) == len(set(made))
    assert set(re.findall(r"\[@((?:fig|tbl)-[a-z0-9-]+)\]", said)) <= set(made)
    assert len(list((tmp_path / "figures").glob("expected-*.png"))) == 2


def test_few_cases_are_called_few_and_better_rules_are_named(ev: Evaluation, tmp_path: Path) -> None:
    said = Report(ev, tmp_path).hindcast_marks().data
    zh = ev.settings.lang == "zh"
    assert ("样本很小" if zh else "Few cases") in said
    assert ("全部实现" if zh else "all of them were met") in said  # so no method's skill can be told here
    assert ("得分优于本软件" if zh else "Better than ours") in said


def test_figures_that_came_later_are_sourced(ev: Evaluation, tmp_path: Path) -> None:
    assert "2020" in Report(ev, tmp_path).hindcast_sources().data.split("tbl-sources")[1]
