"""One command from the series to the report."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kcstats import cli
from kcstats.errors import InputError
from kcstats.report import backtest as command
from kcstats.validation.backtest import Run
from kcstats.validation.uses import Uses
from kcstats.validation.write import ALL_TABLES, RECORD, write_run


def test_the_command_writes_tables_and_report(
    small_run: Run, small_uses: Uses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def backtest(extent: object, *, advance: object) -> Run:
        asked.append(extent)
        return small_run

    monkeypatch.setattr(command, "backtest", backtest)
    monkeypatch.setattr(command, "judged_meanwhile", lambda extent: nullcontext(lambda: small_uses))
    found = CliRunner().invoke(cli.build("zh"), ["backtest", "--quick", "--to", "html", "--out", str(tmp_path)])
    assert found.exit_code == 0, found.output
    assert asked == [command.QUICK]
    assert {path.stem for path in (tmp_path / "tables").glob("*.csv")} == set(ALL_TABLES)
    record = json.loads((tmp_path / "tables" / "run.json").read_text(encoding="utf-8"))
    assert record["windows"] == len(small_run.main.windows)
    page = (tmp_path / "validation.html").read_text(encoding="utf-8")
    assert "推算方法检验报告" in page
    assert page.count("<img") >= 5


def test_a_wrong_format_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="pdff"):
        command.make_validation(to="pdff", out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_published_tables_and_records_are_those_of_a_run(
    small_run: Run, small_uses: Uses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kcstats.validation import records
    from kcstats.validation.tables import score_tables, window_table

    folder, shipped = tmp_path / "tables", tmp_path / "shipped"
    write_run(small_run, score_tables(small_run), small_uses, folder, windows=window_table(small_run))
    monkeypatch.setattr(command, "SHIPPED", shipped)
    monkeypatch.setattr(records, "shipped", lambda name: tmp_path / "records" / f"{name}.json")
    command._publish(folder)
    assert {path.name for path in shipped.iterdir()} == {RECORD, *(f"{name}.csv" for name in ALL_TABLES)}
    assert {path.stem for path in (tmp_path / "records").iterdir()} == set(records.RECORDS)
    found = json.loads((tmp_path / "records" / "measure_record.json").read_text(encoding="utf-8"))
    assert found["provenance"]["measures"] == small_uses.made["placebo_measures"]
