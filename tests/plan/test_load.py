"""A plan of the user's own: read beside ours, or refused with the line of every fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.plan.load import load_indicators, load_plan, plan_ids

PLAN = """\
id: mine
letter: M
name: {zh: 某区规划, en: A plan}
citation: {zh: 某区, en: Somewhere}
baseline_year: 2020
target_year: 2030
domains:
- number: 1
  name: {zh: 健康, en: Health}
  goals:
  - number: 1
    title: {zh: 死亡率, en: Mortality}
    kind: quantified
    targets:
    - indicator: infant_mortality_rate
      rule: at_most
      threshold: 4
"""
INDICATORS = """\
local_rate:
  name: {zh: 本地指标, en: Local rate}
  definition: {zh: 定义, en: definition}
  multiplier: 100
  unit: "%"
  scale: proportion
  lower: 0
  upper: 100
  direction: increase
  decimals: 1
  source_system: {zh: 某局, en: some office}
  period: {zh: 年度, en: year}
"""


def folder(tmp_path: Path, text: str = PLAN, indicators: str = "") -> Path:
    (tmp_path / "mine.yml").write_text(text, encoding="utf-8")
    if indicators:
        (tmp_path / "indicators.yml").write_text(indicators, encoding="utf-8")
    return tmp_path


def test_a_plan_in_a_folder_of_ones_own_is_read_beside_ours(tmp_path: Path) -> None:
    where = folder(tmp_path)
    target = load_plan("mine", where).target("M1.1")
    assert (target.threshold, target.unit, target.target_year) == (4.0, "‰", 2030)
    assert {"mine", "women"} <= set(plan_ids(where))
    assert load_plan("women", where).letter == "W"


def test_an_indicator_of_ones_own_joins_the_catalogue(tmp_path: Path) -> None:
    text = PLAN.replace("infant_mortality_rate", "local_rate").replace("at_most", "at_least")
    where = folder(tmp_path, text, INDICATORS)
    assert load_plan("mine", where).indicators["local_rate"].name.zh == "本地指标"
    assert "local_rate" not in load_indicators()


def test_an_unknown_plan_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="mine") as caught:
        load_plan("yours", folder(tmp_path))
    assert "women" in caught.value.faults[0].expected


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("letter: M\n", "", "schema", 1),
        ("letter: M", "letter: M\ncolour: red", "schema", 3),
        ("kind: quantified", "kind: nice", "schema", 13),
        ("rule: at_most", "rule: below", "schema", 16),
        ("threshold: 4", "threshold: vier", "schema", 17),
        ("      threshold: 4\n", "", "threshold_missing", 15),
        ("threshold: 4", "threshold: 4000", "threshold_out_of_bounds", 15),
        ("threshold: 4", "threshold: 4\n      unit: '%'", "other_unit", 15),
        ("infant_mortality_rate", "infant_mortality", "unknown_indicator", 15),
        ("rule: at_most\n      threshold: 4", "rule: narrow_gap", "gap_by_missing", 15),
        ("rule: at_most\n      threshold: 4", "rule: not_below_reference", "reference_missing", 15),
        ("threshold: 4", "threshold: 4\n      age_group: teens", "unknown_age_group", 15),
        ("  name: {zh: 健康", "  name {zh: 健康", "unreadable", 9),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_broken_plan_is_named_where_it_is_broken(
    tmp_path: Path, old: str, new: str, code: str, line: int, lang: str
) -> None:
    assert old in PLAN
    with pytest.raises(InputError, match=r"mine\.yml") as caught:
        load_plan("mine", folder(tmp_path, PLAN.replace(old, new)), lang=lang)  # type: ignore[arg-type]
    (fault,) = caught.value.faults
    assert (fault.code, fault.row) == (code, line)
    assert fault.found
    assert fault.expected
    assert fault.fix


def test_a_number_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    second = PLAN[PLAN.index("  - number: 1\n    title") :]
    with pytest.raises(InputError, match="编号1重复") as caught:
        load_plan("mine", folder(tmp_path, PLAN + second))
    assert caught.value.faults[0].row == 18


def test_all_faults_of_a_plan_come_at_once(tmp_path: Path) -> None:
    text = PLAN.replace("kind: quantified", "kind: nice").replace("rule: at_most", "rule: below")
    with pytest.raises(InputError, match=r"mine\.yml") as caught:
        load_plan("mine", folder(tmp_path, text))
    assert [f.row for f in caught.value.faults] == [13, 16]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("letter: M\n", "", "必须填写这一项"),
        ("kind: quantified", "kind: nice", "只能是：quantified、mixed、directional、qualitative"),
        ("threshold: 4", "threshold: vier", "数"),
        ("letter: M", "letter: M\ncolour: red", "没有这一项"),
        ("  - number: 1", "  - number: 0", "不小于 1"),
        ("baseline_year: 2020", "baseline_year: 2020.5", "整数"),
    ],
)
def test_a_chinese_reader_is_told_in_chinese_what_was_expected(tmp_path: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(InputError, match=r"mine\.yml") as caught:
        load_plan("mine", folder(tmp_path, PLAN.replace(old, new)))
    assert says in caught.value.faults[0].expected
