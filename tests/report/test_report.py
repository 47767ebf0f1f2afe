"""The report as a value: numbering, and what a notebook shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kcstats.evaluation.model import Evaluation
from kcstats.report.report import Report


def headings(report: Report, names: tuple[str, ...]) -> list[str]:
    return [getattr(report, name)().data.splitlines()[0].split(" {#")[0] for name in names]


def test_sections_of_a_mid_term_are_numbered_through(found: Evaluation, tmp_path: Path) -> None:
    names = ("approach", "forecast", "problems", "effects", "proposals", "compared", "missing", "qualitative")
    numbers = [text[2] for text in headings(Report(found, tmp_path), names)]
    assert numbers == ["一", "四", "五", "六", "七", "八", "九", "十"]  # 二 is the situation, 三 the one plan


def test_a_final_evaluation_has_its_own_order(found: Evaluation, tmp_path: Path) -> None:
    ev = replace(found, settings=found.settings.model_copy(update={"notebook": "final"}))
    numbers = [t[2] for t in headings(Report(ev, tmp_path, found), ("results", "looking_back", "problems"))]
    assert numbers == ["四", "五", "六"]


def test_a_notebook_shows_markdown(found: Evaluation, tmp_path: Path) -> None:
    shown = Report(found, tmp_path).summary()
    assert shown._repr_markdown_() == shown.data
    assert repr(shown).startswith("<markdown")
