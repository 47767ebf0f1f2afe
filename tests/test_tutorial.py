"""The tutorial runs from its spreadsheet to its verdicts, and its data are what its script says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import nbformat
import openpyxl
import pytest

import kcstats
from kcstats.errors import InputError
from kcstats.report.run import run_notebook

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "data" / "tutorial"


def cells(folder: Path) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(folder / "observations.xlsx").active.iter_rows(values_only=True))


NOTEBOOKS = {"zh": "tutorial", "en": "tutorial-en"}


@pytest.fixture(scope="module", params=["zh", "en"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def outputs(lang: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each code cell shows as text, by its last line."""
    path = run_notebook(
        ROOT / "notebooks" / f"{NOTEBOOKS[lang]}.ipynb", {}, tmp_path_factory.mktemp("run"), root=str(ROOT)
    )
    shown = {}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            texts = [o.get("text") or o.get("data", {}).get("text/html") or " ".join(o["data"]) for o in cell.outputs]
            shown[cell.source.splitlines()[-1].split("(")[0].strip()] = "\n".join(texts)
    return shown


def test_the_notebook_shows_every_fault_and_then_the_verdicts(outputs: dict[str, str], lang: str) -> None:
    assert [outputs["print"].count(found) for found in ("cervical_screning_rate", "2O23", "998")] == [1, 1, 2]
    table = next(text for source, text in outputs.items() if source.startswith("own[["))
    for id in ("W1.2", "W1.3a", "W1.3b", "W1.5b", "W1.5c", "W1.7"):
        assert f"<td>{id}</td>" in table
    reason = {"zh": "事件太少，全年分母", "en": "too few events"}[lang]
    for word in ("very_unlikely", "difficult", "attained", reason):
        assert word in table
    assert "image/png" in outputs["profile"]
    assert {"zh": "达到85%", "en": "at least 85 %"}[lang] in outputs["kcstats.project"]
    if lang == "en":
        assert re.search("[\u4e00-\u9fff]", "".join(outputs.values()).replace("1/10万", "")) is None


def test_both_languages_run_the_same_code() -> None:
    """Words in quotation marks and comments apart; the table's column of Chinese names is left out in English."""
    zh, en = (nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells for name in NOTEBOOKS.values())
    assert [cell.cell_type for cell in zh] == [cell.cell_type for cell in en]
    for one, other in zip(zh, en, strict=True):
        if one.cell_type == "code":
            bare = [re.sub(r'#.*|"name_zh", |"[^"]*"', "", cell.source) for cell in (one, other)]
            assert bare[0] == bare[1]
        else:
            assert re.search("[\u4e00-\u9fff]", other.source) is None


def test_its_data_are_made_up_and_come_from_the_script(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("tutorial_data", ROOT / "data" / "build" / "tutorial.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path)
    for folder in (".", "first-draft"):
        assert cells(tmp_path / folder) == cells(DATA / folder)
        text = (DATA / folder / "dataset.yml").read_text(encoding="utf-8")
        assert "synthetic: true" in text
        assert text == (tmp_path / folder / "dataset.yml").read_text(encoding="utf-8")


def test_the_draft_is_wrong_in_three_cells_and_mending_them_mends_it() -> None:
    with pytest.raises(InputError, match="cervical_screning_rate") as caught:
        kcstats.read_dataset(DATA / "first-draft")
    differing = {
        (line, place)
        for line, rows in enumerate(zip(cells(DATA), cells(DATA / "first-draft"), strict=True), 1)
        for place, (right, wrong) in enumerate(zip(*rows, strict=True))
        if right != wrong
    }
    assert len(differing) == 3
    assert {fault.row for fault in caught.value.faults} == {line for line, _ in differing}
    assert kcstats.read_dataset(DATA).synthetic
