"""Every number in a sentence is in the result tables, or follows from them by one step of arithmetic done here.

The tables are read back from the files that a report writes; nothing of the prose is used to make the expected
numbers. On the national published figures, whose values are real.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings, project_root
from kcstats.evaluation.write import write_tables
from kcstats.report.conclusions import summary_sentence
from kcstats.report.facts import Facts, of_plan
from kcstats.report.prose import conclusion, headline, sentence, short_sentence, standing

HOME = project_root(__file__)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def ev() -> Evaluation:
    return evaluate(load_settings(HOME / "params" / "china-midterm.yml", groups=False))


@pytest.fixture(scope="module")
def tables(ev: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    paths = write_tables(ev, tmp_path_factory.mktemp("tables"))
    return {path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in paths}


def printed(value: float, decimals: int) -> str:
    """Round half up on the number's shortest decimal form, as people do."""
    shown = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(shown):f}"


def expected(fact: Facts, tables: dict[str, pd.DataFrame]) -> set[str]:
    """Everything that may be said of one target, from its rows in the files."""
    row = tables["indicators"].query("id == @fact.id and group == 'total'").iloc[0]
    seen = tables["observations"].query("id == @fact.id and group == 'total'").sort_values("year")
    digits = fact.indicator.decimals
    figures = dict(zip(seen["year"], seen["value"], strict=True)) | {row["baseline_year"]: row["baseline_value"]}
    out = {str(int(year)) for year in figures} | {str(fact.last), str(int(row["baseline_year"]))}
    out |= {printed(v, digits) for v in figures.values() if v == v}
    known = [float(printed(v, digits)) for v in figures.values() if v == v]
    latest = float(printed(row["latest_value"], digits)) if row["latest_value"] == row["latest_value"] else math.nan
    for value in known:
        out.add(printed(round(latest - value, 9), digits))
        if value:
            out.add(printed(round(100 * (latest - value) / value, 9), 1))
    if row["threshold"] == row["threshold"]:
        out |= {f"{row['threshold']:g}", printed(row["threshold"], digits)}
        for finer in (0, 1):
            out.add(printed(round(row["threshold"] - row["latest_value"], 9), digits + finer))
    out |= {printed(100 * row["p_attain"], 0), "99", "1", "95", "5"} if row["p_attain"] == row["p_attain"] else set()
    for name in ("required_pace", "observed_pace"):
        if row[name] == row[name]:
            out.add(printed(round(row[name], 9), digits + 1))
    return out


def numbers_of(text: str, fact: Facts) -> Iterator[str]:
    """The numbers of a sentence without those of names, units and the reason given by the evaluation."""
    for part in (fact.reason.rstrip("。. "), fact.name, fact.indicator.name.zh, "10万", "100,000"):
        text = text.replace(part, " ") if part else text
    return (found.replace(",", "") for found in NUMBER.findall(text))


@pytest.mark.parametrize("say", [sentence, short_sentence, headline, standing, conclusion])
def test_every_number_of_a_sentence_is_in_the_tables(
    say: object, ev: Evaluation, tables: dict[str, pd.DataFrame]
) -> None:
    checked = 0
    for plan in ev.plans:
        for fact in of_plan(ev, plan):
            allowed = expected(fact, tables)
            for number in numbers_of(say(fact), fact):  # type: ignore[operator]
                checked += 1
                assert number in allowed, f"{fact.id}: {number} in “{say(fact)}” not in {sorted(allowed)}"  # type: ignore[operator]
    assert checked > len(ev.plans) * 3


def test_a_wrong_number_would_be_found(ev: Evaluation, tables: dict[str, pd.DataFrame]) -> None:
    fact = of_plan(ev, ev.plans[0], keep=lambda f: f.assessed)[0]
    assert fact.latest is not None
    assert printed(fact.latest.value + 0.7, fact.decimals) not in expected(fact, tables)


def test_the_counts_of_the_summary_are_those_of_the_table(ev: Evaluation, tables: dict[str, pd.DataFrame]) -> None:
    for plan in ev.plans:
        table = tables["summary"]
        row = table[(table["plan"] == plan.id) & (table["section"] == "goal_numeric") & table["domain"].isna()].iloc[
            0
        ]
        said = summary_sentence(ev, plan)
        for word, name in (
            ("已达标", "attained"),
            ("可望达标", "expected"),
            ("难以达标", "difficult"),
            ("无数据", "no_data"),
        ):
            assert f"{word}{row[name]}项" in said
        assert f"共{row['n']}项" in said
        good = row["attained"] + row["expected"]
        assert f"{good}项，占{printed(round(100 * good / row['n'], 9), 1)}%" in said


def test_the_tables_printed_hold_the_same_figures(
    ev: Evaluation, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    from kcstats.report.sections.annual import attention
    from kcstats.report.sections.frame import Frame

    said = attention(Frame(ev, tmp_path), 1)
    rows = [[c.strip() for c in line.split("|")[1:-1]] for line in said.splitlines() if line.startswith("| CN")]
    short = [row for row in rows if len(row) == 9]
    assert short
    for row in short:
        fact = next(f for plan in ev.plans for f in of_plan(ev, plan) if f.id == row[0])
        cells = " ".join(row[2:8]).replace("\\", "")
        for number in numbers_of(cells, fact):
            assert number in expected(fact, tables), (row, number)
