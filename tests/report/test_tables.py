"""Tables: well-formed pipe tables whose figures are those of the evaluation and of the sentences."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.report.conclusions import GRADES, hard_ones, missing_ones
from kcstats.report.facts import facts
from kcstats.report.markdown import Column, pipe_table
from kcstats.report.numbers import MAY_BREAK, percent
from kcstats.report.prose import sentence
from kcstats.report.reference_tables import (
    breaks_table,
    definitions_table,
    revisions_table,
    sources_table,
    trace,
    trace_table,
)
from kcstats.report.tables import (
    bulletin_table,
    final_table,
    goals_table,
    grades_shown,
    grades_table,
    hard_table,
    indicator_table,
    missing_table,
    short_table,
    warning_table,
)


def rows_of(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[c.strip() for c in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def every_table(ev: Evaluation) -> list[str]:
    plan = ev.plans[0]
    return [
        grades_table(ev, plan), indicator_table(ev, plan), hard_table(ev, hard_ones(ev), id="hard"),
        missing_table(ev, plan, missing_ones(ev, plan)), goals_table(ev, plan, "qualitative"),
        short_table(ev, plan, "strategy_numeric", id="s", caption="c"), final_table(ev, plan, ev),
        warning_table(ev, "hard_to_complete", id="w"), bulletin_table(ev, {"hard_to_complete": 4}, id="b"),
        definitions_table(ev, plan), trace_table(ev, plan),
        sources_table(ev), breaks_table(ev), revisions_table(ev),
    ]  # fmt: skip


@pytest.mark.parametrize("lang", ["found", "found_en"])
def test_every_table_is_rectangular_with_widths_and_an_id(lang: str, request: pytest.FixtureRequest) -> None:
    for table in every_table(request.getfixturevalue(lang)):
        rows = rows_of(table)
        assert len(rows) > 2
        assert len({len(row) for row in rows}) == 1, table
        assert re.search(r"\{#tbl-[a-z0-9-]+ tbl-colwidths=\"\[[\d,]+\]\"\}", table)


def test_the_bulletin_keeps_a_code_apart_from_the_name(found: Evaluation) -> None:
    for row in rows_of(bulletin_table(found, {"hard_to_complete": 4}, id="b"))[2:]:
        codes, name = row[2].split("\u3000")
        assert {found.target(code).name("zh") for code in codes.split("、")} == {name}


def test_grades_sum_to_n_in_every_row(found: Evaluation) -> None:
    for row in rows_of(grades_table(found, found.plans[0]))[2:]:
        assert int(row[1]) == sum(int(cell) for cell in row[2:])


def test_after_the_target_year_nothing_is_expected_unless_something_still_is() -> None:
    done = {"attained": 13, "expected": 0, "difficult": 2, "no_data": 0}
    open_ = done | {"expected": 1}
    assert [g.value for g in grades_shown([done], over=True)] == ["attained", "difficult", "no_data"]
    assert grades_shown([done, open_], over=True) == grades_shown([done], over=False) == list(GRADES)


def test_text_and_table_say_the_same(found: Evaluation) -> None:
    rows = {row[0]: row for row in rows_of(indicator_table(found, found.plans[0]))}
    for id in ("W1.2", "W1.3", "W2.1"):
        fact = facts(found, id)
        said = sentence(fact)
        assert fact.latest is not None
        for text in (f"{fact.latest.value:.1f}", percent(fact.p)):
            assert text in rows[id]
            assert text in said


def test_number_columns_are_right_aligned(found: Evaluation) -> None:
    header, rule = rows_of(indicator_table(found, found.plans[0]))[:2]
    assert all(mark.endswith(":") for name, mark in zip(header, rule, strict=True) if name.isdigit())


def traced(text: str) -> dict[int, int]:
    """Year to line of the data file, read out of a cell as a person would."""
    out = {}
    for years, lines in re.findall(r"([\d—]+)（([\d—]+)）", text.replace(MAY_BREAK, "")):
        (first, *last), (line, *_) = years.split("—"), lines.split("—")
        for step, year in enumerate(range(int(first), int(last[0] if last else first) + 1)):
            out[year] = int(line) + step
        assert lines.split("—")[-1] == str(out[year])
    return out


def test_every_figure_has_a_source_and_a_line(found: Evaluation) -> None:
    table = trace_table(found, found.plans[0])
    for id in ("W1.2", "W1.3", "W2.1"):
        row = next(r for r in rows_of(table) if r[0] == id)
        assert traced(row[2]) == {point.year: point.row for point in facts(found, id).points}
    assert "《统计监测报告》" in sources_table(found)


def test_wide_table_lies_on_its_side(found: Evaluation) -> None:
    assert "::: {.landscape}" in indicator_table(found, found.plans[0])


def test_revisions_show_both_figures(found: Evaluation) -> None:
    assert "初步数 15.0/10万 → 修订数 15.1/10万" in revisions_table(found).replace("\\", "")


def test_missing_list_gives_reasons(found: Evaluation) -> None:
    plan = found.plans[0]
    for row in rows_of(missing_table(found, plan, missing_ones(found, plan)))[2:]:
        assert row[-1]


def test_no_number_is_broken_in_two() -> None:
    """Six digits of 0.57 of a character, a comma of 0.4 and 0.8 beside need 11 of 100 shares of 42 characters."""
    table = pipe_table([Column("指标", 90), Column("值", 3)], [["妇女", "106,067"]], caption="甲", id="a")
    assert 'tbl-colwidths="[89,11]"' in table


def test_neighbouring_lines_are_joined_and_others_are_not(found: Evaluation) -> None:
    point = facts(found, "W1.2").points[0]
    rows = [(2020, 5), (2021, 6), (2022, 9), (2024, 10)]
    many = replace(facts(found, "W1.2"), points=tuple(replace(point, year=y, row=r) for y, r in rows))
    key = {point.source: "S1"}
    assert trace(many, key, zh=True).replace("\u200b", "") == "S1：2020—2021（5—6）、2022（9）、2024（10）"
    assert trace(many, key, zh=False) == "S1: 2020–2021 (5–6), 2022 (9), 2024 (10)"
