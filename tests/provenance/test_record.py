"""A run leaves its record and can be made again from it; the evaluation itself is stood in for by a small one."""

import json
from pathlib import Path

import pandas as pd
import pytest

import kcstats
from kcstats.errors import InputError
from kcstats.evaluation.model import (
    HISTORY_COLUMNS,
    INDICATOR_COLUMNS,
    PROJECTION_COLUMNS,
    SUMMARY_COLUMNS,
    WARNING_COLUMNS,
    Evaluation,
)
from kcstats.evaluation.settings import Settings
from kcstats.observations.dataset import Area, Dataset
from kcstats.plan.model import Name
from kcstats.provenance import record as module
from kcstats.provenance.record import evaluate_to, input_files, reproduce

PARAMS = "plans: [women]\ndataset: data/kc\ndata_to: 2025\n"


def stand_in(settings: Settings) -> Evaluation:
    """An evaluation whose only figure is the number in the package's file."""
    file = settings.dataset_path / "observations.csv"
    row = {"id": "W1.2", "area": "kc", "group": "total", "p_attain": float(file.read_text(encoding="utf-8"))}
    nothing = pd.DataFrame([])
    name = Name("宽城", "Kuancheng")
    dataset = Dataset(file.parent, name, "", True, {}, (Area("kc", name, None),), (), nothing, (file,))
    return Evaluation(
        settings=settings,
        plans=(),
        dataset=dataset,
        indicators=pd.DataFrame([row]).reindex(columns=list(INDICATOR_COLUMNS)),
        projections=nothing.reindex(columns=list(PROJECTION_COLUMNS)),
        warnings=nothing.reindex(columns=list(WARNING_COLUMNS)),
        summary=nothing.reindex(columns=list(SUMMARY_COLUMNS)),
        history=nothing.reindex(columns=list(HISTORY_COLUMNS)),
    )


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(vars(kcstats), "evaluate", stand_in)
    root = tmp_path / "project"
    for folder in ("notebooks", "params", "data/kc"):
        (root / folder).mkdir(parents=True)
    (root / "data/kc/observations.csv").write_text("0.61", encoding="utf-8")
    (root / "params/run.yml").write_text(PARAMS, encoding="utf-8")
    return root


def made(root: Path) -> Path:
    evaluate_to(root / "params/run.yml", root / "reports/run")
    return root / "reports/run"


def test_tables_and_record_are_written_and_named(project: Path) -> None:
    paths = evaluate_to(project / "params/run.yml", project / "out", language="en")
    names = ["indicators", "projections", "warnings", "summary", "counts", "joint", "rules", "scenarios",
             "comparators", "effects", "counterfactuals", "observations"]  # fmt: skip
    assert [path.name for path in paths] == [*(f"{name}.csv" for name in names), "run.json"]
    content = json.loads(paths[-1].read_text(encoding="utf-8"))
    assert content["parameters"]["language"] == "en"
    assert content["parameters"]["dataset"] == "data/kc"
    assert content["synthetic"] is True
    assert [item["path"] for item in content["inputs"]] == ["data/kc/observations.csv", *shipped()]
    assert str(project) not in paths[-1].read_text(encoding="utf-8")


def shipped() -> list[str]:
    file = module.PLAN_DATA / "indicators.yml"
    return ["kcstats/plan/data/indicators.yml"] if file.is_file() else []


def test_a_run_made_again_agrees_and_nothing_is_touched(project: Path) -> None:
    folder = made(project)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert reproduce(folder) == ()
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_an_edited_params_file_does_not_matter(project: Path) -> None:
    folder = made(project)
    (project / "params/run.yml").write_text("plans: []\n", encoding="utf-8")
    assert reproduce(folder) == ()


def test_a_changed_input_and_its_consequence_are_both_named(project: Path) -> None:
    folder = made(project)
    (project / "data/kc/observations.csv").write_text("0.58", encoding="utf-8")
    first, second = reproduce(folder, lang="en")
    assert first.startswith("data/kc/observations.csv: input file has changed")
    assert second == "indicators.csv (W1.2, kc, total) p_attain: was 0.61, is 0.58"


def test_an_edited_result_is_found(project: Path) -> None:
    folder = made(project)
    table = folder / "indicators.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("0.61", "0.99"), encoding="utf-8")
    assert reproduce(folder, lang="en") == ("indicators.csv (W1.2, kc, total) p_attain: was 0.99, is 0.61",)


def test_a_package_that_is_gone_is_named(project: Path) -> None:
    folder = made(project)
    (project / "data/kc/observations.csv").unlink()
    (project / "data/kc").rmdir()
    assert reproduce(folder) == ("data/kc/observations.csv: 输入文件不存在",)


def test_other_files_beside_the_tables_are_left_alone(project: Path) -> None:
    folder = made(project)
    (folder / "mine.csv").write_text("a\n1\n", encoding="utf-8")
    assert reproduce(folder) == ()


def test_a_run_written_outside_the_project_is_made_again_from_within_it(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluate_to(project / "params/run.yml", tmp_path / "elsewhere")
    monkeypatch.chdir(project)
    assert reproduce(tmp_path / "elsewhere") == ()


def test_a_folder_without_record_is_refused(project: Path) -> None:
    with pytest.raises(InputError, match=r"run\.json: 无法读取运行记录"):
        reproduce(project)


def test_own_plans_are_inputs(project: Path) -> None:
    (project / "plans").mkdir()
    (project / "plans/indicators.yml").write_text("", encoding="utf-8")
    settings = Settings(plans=("x",), dataset="data/kc", data_to=2025, plan_folder="plans", root=str(project))
    assert project / "plans/indicators.yml" in input_files(stand_in(settings))
