"""The catalogue's columns are a contract."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.plan.catalog import catalog_text

TARGETS = (
    "id,plan,domain,goal,source,name_zh,name_en,rule,scope,threshold,unit,baseline_value,baseline_year,target_year,"
    "breakdowns,note"
)
GOALS = "id,plan,domain,number,title_zh,title_en,kind"


def rows(kind: str, plans: list[str] | None = None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(catalog_text(plans, kind, "csv"))))


@pytest.mark.parametrize(("kind", "header"), [("targets", TARGETS), ("goals", GOALS)])
def test_columns_are_the_agreed_ones(kind: str, header: str) -> None:
    assert catalog_text(None, kind, "csv").splitlines()[0] == header


def test_without_a_plan_it_lists_the_two_of_the_district() -> None:
    assert {row["plan"] for row in rows("goals")} == {"women", "children"}
    assert (len(rows("goals")), len(rows("strategies"))) == (143, 178)
    assert {row["plan"] for row in rows("goals", ["cn-women-2021"])} == {"cn-women-2021"}


def test_a_target_row_reads_as_the_contract_says() -> None:
    found = {row["id"]: row for row in rows("targets")}
    assert {k: found["C1.8a"][k] for k in ("plan", "domain", "goal", "source", "rule", "scope")} == {
        "plan": "children", "domain": "1", "goal": "C1.8", "source": "goal", "rule": "keep_at_most", "scope": "area",
    }  # fmt: skip
    numbers = ("threshold", "unit", "baseline_value", "baseline_year", "target_year")
    assert [found["C1.8a"][k] for k in numbers] == ["10", "%", "4.61", "2020", "2030"]
    assert found["W1.1a"]["threshold"] == ""
    assert found["C1.S6b"]["goal"] == "C1.S6"


def test_json_says_the_same_as_csv() -> None:
    assert json.loads(catalog_text(None, "targets", "json")) == rows("targets")


@pytest.mark.parametrize("kind", ["targets", "goals", "strategies"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_has_one_line_a_row_and_the_sum(kind: str, lang: str) -> None:
    lines = catalog_text(None, kind, "table", lang=lang).splitlines()  # type: ignore[arg-type]
    assert len(lines) == len(rows(kind)) + 1
    assert lines[-1].startswith(str(len(rows(kind))))


def test_every_unknown_plan_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="x1") as caught:
        catalog_text(["x1", "women", "x2"], "goals", "csv", folder=tmp_path)
    assert len(caught.value.faults) == 2
