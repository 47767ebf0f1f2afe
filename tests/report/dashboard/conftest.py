"""The dashboard of made-up evaluations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.report.dashboard.page import dashboard_page
from tests.report.figures.conftest import build, final_of


@pytest.fixture(scope="session")
def shown() -> Evaluation:
    """Every ugly case, and one warning."""
    ev = build()
    warned = {
        "id": "W2.13", "name_zh": "", "area": "district", "group": "total", "kind": "hard_to_complete",
        "level": "red", "rule": "可能性低于20%", "evidence": "2024年为33", "since": 2019, "p_attain": 0.004,
        "right_share": 0.8, "right_n": 1234,
    }  # fmt: skip
    table = ev.warnings.copy()
    table.loc[len(table)] = {name: warned.get(name) for name in table.columns}
    return replace(ev, warnings=table)


@pytest.fixture(scope="session")
def page_zh(shown: Evaluation) -> str:
    return dashboard_page(shown)


@pytest.fixture(scope="session")
def files(shown: Evaluation, page_zh: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages on disk: Chinese, English, and after the target year."""
    folder = tmp_path_factory.mktemp("dashboard")
    english = replace(shown, settings=shown.settings.model_copy(update={"language": "en"}))
    pages = {"zh": page_zh, "en": dashboard_page(english), "final": dashboard_page(final_of(shown))}
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}
