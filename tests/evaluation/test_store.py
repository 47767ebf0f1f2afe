"""Kept evaluations: taken up where everything agrees, made anew where anything differs."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kcstats.evaluation import store
from kcstats.evaluation.settings import ROOT, Settings, load_settings, project_root
from kcstats.evaluation.store import FOLDER, evaluate_once, fingerprint, shared_evaluations

HOME = project_root(__file__)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(HOME / "data" / "kuancheng", tmp_path / "kuancheng")
    return load_settings({"plans": ["children"], "dataset": str(tmp_path / "kuancheng"), "data_to": 2020})


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "T"},
        {"issuing_body": "B"},
        {"month": "M"},
        {"approval": "approved"},
        {"edition": "public"},
        {"notebook": "final"},
        {"mid_term": 2019},
    ],
)
def test_what_only_dresses_a_report_is_no_part_of_the_fingerprint(
    settings: Settings, changes: dict[str, str]
) -> None:
    assert fingerprint(settings.model_copy(update=changes)) == fingerprint(settings)


@pytest.mark.parametrize("changes", [{"data_to": 2019}, {"language": "en"}, {"groups": False}, {"plans": ("women",)}])
def test_what_results_depend_on_is(settings: Settings, changes: dict[str, object]) -> None:
    assert fingerprint(settings.model_copy(update=changes)) != fingerprint(settings)


def test_a_changed_figure_is_another_fingerprint(settings: Settings) -> None:
    before = fingerprint(settings)
    table = settings.dataset_path / "observations.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("2.88", "2.89"), encoding="utf-8")
    assert fingerprint(settings) != before


def test_the_second_time_it_is_taken_up_under_the_settings_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shared_evaluations():
        first = evaluate_once(settings)
        monkeypatch.setattr(store, "evaluate", lambda _: pytest.fail("evaluated twice"))
        second = evaluate_once(settings.model_copy(update={"title": "T"}))
        with shared_evaluations():  # an inner run goes on with the outer one's folder
            evaluate_once(settings)
    assert FOLDER not in os.environ
    assert second.settings.title == "T"
    assert second.settings.area == first.settings.area == "kuancheng"
    pd.testing.assert_frame_equal(second.indicators, first.indicators)


def test_a_notebook_in_another_folder_is_told_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(ROOT, str(HOME))
    asked = load_settings({"plans": ["children"], "dataset": "data/kuancheng", "data_to": 2020})
    assert asked.dataset_path == HOME / "data" / "kuancheng"
