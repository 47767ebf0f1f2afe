"""Joint answers, scenarios and small counts as sentences and tables, on made-up data with every kind of row."""

from dataclasses import replace
from pathlib import Path

import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings
from kcstats.report.facts import facts, of_plan
from kcstats.report.numbers import MAY_BREAK
from kcstats.report.prose import sentence
from kcstats.report.prospects import (
    counts_sentence,
    counts_table,
    expected_sentence,
    gap_table,
    goals_together_table,
    joint_row,
    joint_table_text,
    needs_table,
    small_counts,
    units_sentence,
)
from kcstats.report.sections.frame import Frame
from kcstats.report.sections.prospects import needed, small, together
from kcstats.terms import Grade

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def demo() -> Evaluation:
    return evaluate(load_settings(ROOT / "params" / "midterm-2025.yml", groups=False))


@pytest.fixture(scope="module")
def demo_en(demo: Evaluation) -> Evaluation:
    return replace(demo, settings=demo.settings.model_copy(update={"language": "en"}))


def test_the_summary_says_the_expected_number_with_its_interval(demo: Evaluation, demo_en: Evaluation) -> None:
    plan = demo.plan("women")
    row = joint_row(demo, plan)
    said = expected_sentence(demo, plan)
    assert f"可判断的{row['judged']}项中，预计到2030年达标{row['expected']:.1f}项" in said
    assert f"（80%区间{row['low']}—{row['high']}项）" in said
    assert f"另有{row['not_judged']}项无法判断，不计为达标" in said
    assert f"80% interval {row['low']} to {row['high']}" in expected_sentence(demo_en, plan)


def test_nothing_is_expected_after_the_target_year(demo: Evaluation, found: Evaluation) -> None:
    over = replace(demo, settings=demo.settings.model_copy(update={"data_to": 2030}))
    assert expected_sentence(over, over.plan("women")) == ""
    assert expected_sentence(found, found.plan("women")) == ""  # no joint answers at all
    assert joint_table_text(found, found.plan("women"), id="x") == ""


def test_domains_and_goals_have_their_rows(demo: Evaluation) -> None:
    plan = demo.plan("children")
    text = joint_table_text(demo, plan, id="x")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(lines) == 2 + sum(joint_row(demo, plan, domain=str(d.number)) is not None for d in plan.domains)
    goals = goals_together_table(demo, plan, id="y")
    assert "| C1.3 |" in goals
    assert "| C1.6 |" not in goals  # one target: its own likelihood says it


def test_what_is_needed_is_told_for_what_is_not_likely(demo: Evaluation, demo_en: Evaluation) -> None:
    hard = of_plan(demo, demo.plan("women"), keep=lambda f: f.grade is Grade.DIFFICULT)
    text = needs_table(demo, hard, id="needs")
    assert "W1.3a" in text
    assert "| +3.08 |" in text  # (70 - 54.6) / 5 years
    assert "W3.6" not in text  # a gap has no level
    frame = Frame(demo_en, Path("."))
    assert "What would have to happen" in needed(frame, 4)


def test_small_counts_tell_events_before_rates(demo: Evaluation, demo_en: Evaluation) -> None:
    rows = small_counts(demo)
    first = next(row for row in rows if row["id"] == "W1.2")
    said = counts_sentence(demo, first)
    assert said.index("活产数3,902") < said.index("孕产妇死亡人数0") < said.index("折合0.0/10万")
    assert "近五年合计孕产妇死亡人数2、活产数20,697，合并为9.7/10万（95%区间1.2—34.9）" in said
    assert "至少要有8,334" in said
    assert "累计24,964无一例发生" in said
    assert "a base of 8,334 would be needed" in counts_sentence(demo_en, first)
    table = counts_table(demo, rows, id="small").replace(MAY_BREAK, "")
    assert table.count("| W1.2 |") == 1
    assert "0／3,902（2025）" in table
    assert not any(row["denominator"] >= 100 and not row["few_events"] for row in rows)
    assert "小基数指标" in small(Frame(demo, Path(".")), 5)


def test_gaps_are_shown_both_ways(demo: Evaluation) -> None:
    text = gap_table(demo, demo.plan("women"), id="both")
    row = demo.rules.set_index("id").loc["W3.6"]
    assert f"| {row['p_difference']:.0%} | {row['ratio_baseline']:.2f} |" in text


def test_gaps_have_no_empty_columns_after_the_target_year(demo: Evaluation) -> None:
    none = float("nan")
    over = replace(demo, rules=demo.rules.assign(p_difference=none, p_ratio=none))
    head = next(line for line in gap_table(over, demo.plan("women"), id="both").splitlines() if "基期差值" in line)
    assert "缩小" not in head
    assert head.count("|") == 8


def test_units_are_named_in_the_targets_paragraph(demo: Evaluation, demo_en: Evaluation) -> None:
    said = units_sentence(demo, facts(demo, "C1.6"))
    row = demo.rules.set_index("id").loc["C1.6"]
    assert said.startswith("9个单位中，")
    assert row["units_unlikely"] in said
    assert units_sentence(demo, facts(demo, "C1.8a")) == ""
    assert units_sentence(demo_en, facts(demo_en, "C1.6")).startswith("Of 9 units")


def test_a_target_that_asks_to_hold_says_so(demo: Evaluation) -> None:
    assert "基期已优于目标，重在保持" in sentence(facts(demo, "C1.3b"))
    assert facts(demo, "C1.3b").holding
    assert not facts(demo, "W1.3a").holding
    assert "重在保持" not in sentence(facts(demo, "W1.3a"))


def test_all_parts_stand_in_the_forecast_of_both_languages(demo: Evaluation, demo_en: Evaluation) -> None:
    assert "预计达标项数" in together(Frame(demo, Path(".")), 3)
    assert "How many together" in together(Frame(demo_en, Path(".")), 3)


def test_an_evaluation_without_such_answers_has_no_such_parts(found: Evaluation) -> None:
    frame = Frame(found, Path("."))
    assert together(frame, 3) == needed(frame, 3) == small(frame, 3) == ""
    assert gap_table(found, found.plan("women"), id="x") == ""


def test_after_the_target_year_two_answers_are_left(demo: Evaluation, tmp_path: Path) -> None:
    over = replace(demo, counts=demo.counts.assign(p_target_year=float("nan")))
    said = small(Frame(over, tmp_path), 3)
    assert "两个互不替代的答案" in said
    assert "目标年公布值" not in said
    assert "公布值、合并年份和两个答案" in said
    row = small_counts(over)[0]
    assert f"实际水平在目标以内的可能性为{round(100 * row['p_underlying'])}%。" in counts_sentence(over, row)
    assert "三个互不替代的答案" in small(Frame(demo, tmp_path), 3)
