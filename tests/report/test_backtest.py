"""One command from the series to the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kcstats import cli
from kcstats.errors import InputError
from kcstats.report import backtest as command
from kcstats.validation.backtest import Run
from kcstats.validation.tables import TABLES


def test_the_command_writes_tables_and_report(
    small_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def backtest(extent: object, *, advance: object) -> Run:
        asked.append(extent)
        return small_run

    monkeypatch.setattr(command, "backtest", backtest)
    found = CliRunner().invoke(cli.build("zh"), ["backtest", "--quick", "--to", "html", "--out", str(tmp_path)])
    assert found.exit_code == 0, found.output
    assert asked == [command.QUICK]
    assert {path.stem for path in (tmp_path / "tables").glob("*.csv")} == set(TABLES)
    record = json.loads((tmp_path / "tables" / "run.json").read_text(encoding="utf-8"))
    assert record["windows"] == len(small_run.main.windows)
    page = (tmp_path / "validation.html").read_text(encoding="utf-8")
    assert "推算方法检验报告" in page
    assert page.count("<img") >= 5


def test_a_wrong_format_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="pdff"):
        command.make_validation(to="pdff", out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_published_tables_are_those_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tables, shipped = tmp_path / "tables", tmp_path / "shipped"
    tables.mkdir()
    for name in ("scores.csv", "run.json", "windows.csv.gz"):
        (tables / name).write_text(name)
    monkeypatch.setattr(command, "SHIPPED", shipped)
    command._publish(tables)
    assert {path.name for path in shipped.iterdir()} == {"scores.csv", "run.json"}
