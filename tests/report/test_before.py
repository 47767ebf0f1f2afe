"""The comparison with the report before, from the folder of a real run."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from kcstats.errors import InputError
from kcstats.evaluation.settings import ROOT, load_settings, project_root
from kcstats.provenance.record import evaluate_to
from kcstats.report.before import report_before
from kcstats.report.report import Report

HOME = project_root(__file__)
PARAMS = """plans: [women, children]
dataset: data/kuancheng-demo
data_to: {year}
groups: false
notebook: annual
"""


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a run on data to 2023, as they were issued."""
    root = tmp_path_factory.mktemp("project")
    shutil.copytree(HOME / "data" / "kuancheng-demo", root / "data" / "kuancheng-demo")
    for name in ("params", "notebooks"):
        (root / name).mkdir()
    (root / "params" / "then.yml").write_text(PARAMS.format(year=2023), encoding="utf-8")
    evaluate_to(root / "params" / "then.yml", root / "reports" / "annual-2023")
    return root


@pytest.fixture(scope="module")
def reports(earlier: Path) -> dict[str, Report]:
    """The report of 2025, against the folder of the run of 2023, and against that year judged again."""
    (earlier / "params" / "now.yml").write_text(PARAMS.format(year=2025), encoding="utf-8")
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(ROOT, str(earlier))  # as a run tells its notebook
        for name, previous in (("folder", "reports/annual-2023"), ("year", 2023)):
            asked = load_settings(earlier / "params" / "now.yml", previous=previous)
            made[name] = Report.from_parameters(folder=earlier / "reports" / f"now-{name}", **asked.model_dump())
    return made


def test_the_verdicts_of_a_report_before_come_from_its_own_tables(reports: dict[str, Report], earlier: Path) -> None:
    before = reports["folder"].previous
    assert before is not None
    assert (before.year, before.as_made) == (2023, True)
    issued = pd.read_csv(next((earlier / "reports" / "annual-2023").rglob("indicators.csv")), encoding="utf-8-sig")
    assert before.table["grade"].tolist() == issued["grade"].tolist()


def test_counts_of_changed_verdicts_are_those_of_the_two_tables(reports: dict[str, Report]) -> None:
    report = reports["folder"]
    said = report.compared().data
    assert report.previous is not None
    keep = ["id", "grade"]
    now, then = (
        t[(t["group"] == "total") & (t["area"] == "kuancheng")][keep]
        for t in (report.ev.indicators, report.previous.table)
    )
    both = now.merge(then, on="id", suffixes=("_now", "_then"))
    same = int((both["grade_now"] == both["grade_then"]).sum())
    assert f"与使用截至2023年数据的上次报告相比，两次都列入的{len(both)}项可监测指标中，判定不变的{same}项" in said
    assert "上次报告的判断取自其结果表。" in said
    listed = re.findall(r"^\| ([WC]\d\S+) ", said, re.MULTILINE)
    assert listed == both[both["grade_now"] != both["grade_then"]]["id"].tolist()


def test_a_year_judged_again_on_the_same_figures_gives_the_same_verdicts(reports: dict[str, Report]) -> None:
    issued, again = reports["folder"].previous, reports["year"].previous
    assert issued is not None
    assert again is not None
    assert not again.as_made
    assert again.table["grade"].astype(str).tolist() == issued.table["grade"].tolist()
    assert "按同样规则重新作出" in reports["year"].compared().data


def test_of_a_gap_the_figure_then_is_the_gap(reports: dict[str, Report], earlier: Path) -> None:
    folder = next((earlier / "reports" / "annual-2023").rglob("rules.csv"))
    rules = pd.read_csv(folder, encoding="utf-8-sig").query("group == 'total'").set_index("id")["gap_latest"].dropna()
    assert len(rules) > 3
    for name in ("folder", "year"):
        before = reports[name].previous
        assert before is not None
        told = before.table[before.table["group"] == "total"].set_index("id")["latest_value"].loc[rules.index]
        assert told.tolist() == pytest.approx(rules.tolist(), abs=1e-9)


@pytest.mark.parametrize("previous", ["reports/nowhere", "reports/annual-2023", 2025])
def test_a_folder_that_is_no_earlier_report_is_refused(previous: str | int, earlier: Path) -> None:
    (earlier / "params" / "old.yml").write_text(PARAMS.format(year=2023), encoding="utf-8")
    with pytest.raises(InputError):
        report_before(load_settings(earlier / "params" / "old.yml", previous=previous))


def test_a_folder_without_its_tables_is_refused_by_name(earlier: Path) -> None:
    bare = earlier / "reports" / "bare"
    shutil.copytree(earlier / "reports" / "annual-2023", bare)
    next(bare.rglob("rules.csv")).unlink()
    (earlier / "params" / "later.yml").write_text(PARAMS.format(year=2025), encoding="utf-8")
    with pytest.raises(InputError, match="reports/bare"):
        report_before(load_settings(earlier / "params" / "later.yml", previous="reports/bare"))
