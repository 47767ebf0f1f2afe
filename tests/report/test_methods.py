"""Every method has its companion, every companion runs in both languages, and nothing listed is missing."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path

import nbformat
import pytest

from kcstats.evaluation.settings import project_root
from kcstats.report.methods import METHODS, method_table, show
from kcstats.report.notebook import front_matter, read_notebook
from kcstats.report.worked import YEAR, Worked, shipped

FOLDER = project_root(__file__) / "notebooks" / "methods"
WORKED = [m.notebook for m in METHODS if m.notebook != "validation"]


@pytest.mark.parametrize("method", METHODS, ids=lambda m: m.notebook)
def test_what_is_listed_exists(method):
    assert (FOLDER / f"{method.notebook}.ipynb").is_file()
    for name in method.modules:
        import_module(f"kcstats.{name}" if "." in name else f"kcstats.stats.{name}")
    for lang in ("zh", "en"):
        shown = method_table(lang).data.replace("\u200b", "")  # places where a line may break
        assert method.title[0 if lang == "zh" else 1] in shown


def test_every_companion_is_listed():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == {m.notebook for m in METHODS}


@pytest.mark.parametrize("name", WORKED)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_worked_example_runs(name: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The cells as they stand, without a kernel: each shown one gives markdown, without a code of ours in it."""
    monkeypatch.chdir(tmp_path)
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    space: dict[str, object] = {}
    shown = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), space)
        if "parameters" in cell.metadata.get("tags", []):
            space["language"] = lang
        if last is not None:
            value = eval(compile(ast.Expression(last.value), name, "eval"), space)
            assert value._repr_markdown_().strip()
            assert not re.search(r"\bnan\b", value.data)
            shown += 1
    assert shown


@pytest.mark.parametrize("name", WORKED)
def test_a_companion_tells_equation_example_and_limits_in_both_languages(name: str):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    for lang in ("zh", "en"):
        text = "\n".join(c.source for c in notebook.cells if lang in c.metadata.get("tags", []))
        for part in ("#sec-equation", "#sec-example", "#sec-limits"):
            assert text.count(part) == 1
        assert "$" in text


@pytest.mark.parametrize("name", WORKED)
def test_a_companion_on_made_up_data_is_marked_on_every_page(name: str):
    notebook = read_notebook(FOLDER / f"{name}.ipynb")
    made_up = any("kuancheng-demo" in cell.source for cell in notebook.cells)
    assert bool(front_matter(notebook).get("synthetic")) is made_up


def test_one_language_is_rendered(tmp_path: Path):
    (page,) = show(FOLDER / "joint.ipynb", "Joint answers", tmp_path, ("html",), "pandoc", "en")
    text = page.read_text(encoding="utf-8")
    assert "Given the factors" in text
    assert "给定因子" not in text


def test_tables_of_made_up_data_say_so():
    from kcstats import read_dataset

    made_up = Worked(read_dataset(shipped("data/kuancheng-demo")))
    real = Worked(read_dataset(shipped("data/china")))
    columns = {"年份|Year": [2020, 2021], "值|Value": [1.5, float("nan")]}
    assert "演示数据" in made_up.table("a", "甲|A", columns).data
    assert "演示数据" not in real.table("a", "甲|A", columns).data
    text = Worked(real.dataset, "en").table("a", "甲|A", columns, decimals=[YEAR, 1]).data
    assert "| 2020 | 1.5 |" in text
    assert "| 2021 | — |" in text
    assert ": A {" in text


def test_series_that_are_not_there_are_refused():
    from kcstats import read_dataset

    page = Worked(read_dataset(shipped("data/china")))
    with pytest.raises(ValueError, match="myopia_rate in jilin"):
        page.batch("myopia_rate", ["jilin"])
    assert page.batch("maternal_mortality_ratio", residence=["rural", "urban"], since=2020).values[:, 0].tolist() == [
        18.5, 14.1]  # fmt: skip


@pytest.mark.parametrize(
    ("notebook", "approval", "page"),
    [("counts", "review", "内部　送审　演示数据"), ("comparators", "draft", "内部　草稿")],
)
def test_a_companion_is_marked_as_every_report_is(notebook: str, approval: str, page: str, tmp_path: Path) -> None:
    (made,) = show(FOLDER / f"{notebook}.ipynb", "题目", tmp_path, ("html",), "pandoc", "zh", approval=approval)
    assert page in made.read_text(encoding="utf-8")
    matter = front_matter(read_notebook(tmp_path / f"{notebook}.ipynb"))
    assert matter["page-mark"] == page
    assert matter["cover-marks"][0] == {"review": "（送审）", "draft": "（草稿）"}[approval]
