"""The theme is found where the project is, and its words can be changed without the program."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from kcstats.errors import RenderError
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import project_root
from kcstats.report.theme import marks, theme_options

ROOT = project_root(__file__)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Make a project of its own with a copy of the theme."""
    (tmp_path / "reports").mkdir()
    shutil.copyfile(ROOT / "reports" / "_quarto.yml", tmp_path / "reports" / "_quarto.yml")
    shutil.copytree(ROOT / "reports" / "theme", tmp_path / "reports" / "theme")
    return tmp_path


def told(found: Evaluation, root: Path, before: str, after: str) -> Evaluation:
    path = root / "reports" / "theme" / "marks.yml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    return replace(found, settings=found.settings.model_copy(update={"root": str(root)}))


def test_the_projects_own_theme_comes_before_ours(own: Path) -> None:
    assert theme_options(own / "reports" / "run") == own / "reports" / "_quarto.yml"
    assert theme_options() == ROOT / "reports" / "_quarto.yml"


def test_an_office_changes_the_words_in_the_theme(found: Evaluation, own: Path) -> None:
    shown = told(found, own, "internal: 内部", "internal: 内部资料")
    assert marks(shown).page == "内部资料　草稿"


def test_a_word_that_is_missing_is_named(found: Evaluation, own: Path) -> None:
    with pytest.raises(RenderError, match=r"marks\.yml.*'draft'"):
        marks(told(found, own, "draft: 草稿, ", ""))
