"""The plans as data, held against the plans as published.

Expected numbers were read, domain by domain, from the text of 宽城区妇女发展规划 and 宽城区儿童发展规划
（2021—2030年）; the wording in the third column is what decides the rule.
"""

from __future__ import annotations

from itertools import pairwise

import pytest

from kcstats.plan.load import load_plan
from kcstats.plan.model import Plan, Target
from kcstats.terms import GoalKind, Rule

GOALS = {"women": (10, 9, 10, 9, 9, 9, 9, 9), "children": (12, 10, 9, 11, 8, 9, 10)}
STRATEGIES = {"women": (12, 11, 13, 10, 9, 12, 11, 14), "children": (15, 12, 12, 14, 8, 11, 14)}

NUMERIC = (
    ("W1.2", "keep_at_most 12 1/10万", "控制在12/10万以下"),
    ("W1.3a", "at_least 70 %", "人群筛查率达到70%以上"),
    ("W1.3c", "at_least 90 %", "治疗率达90%以上"),
    ("W1.5a", "at_most 2 %", "下降到2%以下"),
    ("W1.5b", "at_least 98 %", "艾滋病检测率达到98%以上"),
    ("W1.5c", "at_least 98 %", "梅毒检测率达到98%以上"),
    ("W1.5d", "at_least 98 %", "乙肝检测率达到98%以上"),
    ("W1.5e", "at_least 95 %", "艾滋病感染者治疗率达到95%以上"),
    ("W1.5f", "at_least 95 %", "梅毒感染者治疗率达到95%以上"),
    ("W1.S4", "at_least 90 %", "系统管理率达到90%以上"),
    ("W1.S5", "at_least 90 %", "知晓率达到90%以上"),
    ("W2.3", "at_least 99 %", "提高到99%以上"),
    ("W3.3", "full_coverage 100 %", "做到100%帮扶"),
    ("W3.5", "at_least 40 %", "达到40%"),
    ("W4.4b", "at_least 50 %", "力争一半以上的领导班子"),
    ("W4.7c", "at_least 30 %", "达到30%以上"),
    ("W7.7a", "at_least 95 %", "达到95%"),
    ("C1.3a", "at_most 3 ‰", "降至3.0‰以下"),
    ("C1.3b", "at_most 4 ‰", "降至4.0‰以下"),
    ("C1.3c", "at_most 5 ‰", "降至5.0‰以下"),
    ("C1.6", "keep_at_least 95 %", "以乡（镇）街道为单位保持在95%以上"),
    ("C1.8a", "keep_at_most 10 %", "控制在10%以下"),
    ("C1.8b", "keep_at_most 5 %", "控制在5%以下"),
    ("C1.9a", "at_most 38 %", "降至38%以下"),
    ("C1.9b", "at_most 60 %", "降至60%以下"),
    ("C1.9c", "at_most 70 %", "降至70%以下"),
    ("C1.9d", "at_least 90 %", "达到90%以上"),
    ("C1.11", "at_least 60 %", "达到60%以上"),
    ("C1.S2", "min_dose 1 名", "至少配备1名"),
    ("C1.S4", "keep_at_least 90 %", "保持在90%以上"),
    ("C1.S6a", "keep_at_least 90 %", "保持在90%以上"),
    ("C1.S6b", "keep_at_least 90 %", "保持在90%以上"),
    ("C1.S10", "at_least 50 %", "达到50%以上"),
    ("C1.S11b", "min_dose 1 小时", "不少于1小时"),
    ("C1.S11c", "min_dose 4 次", "每年开展四次视力筛查"),
    ("C1.S13a", "min_dose 1 小时", "每天至少1小时"),
    ("C1.S13b", "min_dose 10 小时", "小学生达到10小时"),
    ("C1.S13c", "min_dose 9 小时", "初中生达到9小时"),
    ("C1.S13d", "min_dose 8 小时", "高中生达到8小时"),
    ("C1.S13e", "min_dose 1 项", "1—2项运动技能"),
    ("C1.S15a", "min_dose 6 课时", "初中学段6课时"),
    ("C1.S15b", "min_dose 4 课时", "高中学段4课时"),
    ("C2.1", "reduce_by_pct 20 %", "以2020年数据为基数下降20%"),
    ("C3.2", "keep_at_least 95 %", "达到并保持在95%"),
    ("C3.3", "keep_at_least 99 %", "保持在99%"),
    ("C4.S10", "full_coverage 100 %", "百分百享有公办学校学位"),
    ("C5.6a", "at_least 95 %", "95%的城市社区"),
    ("C5.6b", "at_least 85 %", "85%的农村社区（村）"),
    ("C6.7a", "at_least 95 %", "达到95%"),
)

BASELINES = {  # children's plan, preface: 截至2020年底
    "C1.3b": 2.88, "C1.3c": 3.49, "C1.8a": 4.61, "C1.8b": 0.1, "C3.2": 99.6, "C3.3": 100.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {id: load_plan(id) for id in GOALS}


def all_targets(plans: dict[str, Plan]) -> dict[str, Target]:
    return {t.id: t for plan in plans.values() for t in plan.targets}


@pytest.mark.parametrize("id", GOALS)
def test_every_goal_and_strategy_is_there_in_order(plans: dict[str, Plan], id: str) -> None:
    domains = plans[id].domains
    assert tuple(len(d.goals) for d in domains) == GOALS[id]
    assert tuple(len(d.strategies) for d in domains) == STRATEGIES[id]
    for d in domains:
        assert [g.number for g in d.goals] == list(range(1, len(d.goals) + 1))
        assert [s.number for s in d.strategies] == list(range(1, len(d.strategies) + 1))


def test_the_two_plans_hold_143_goals_and_178_strategies_in_15_domains(plans: dict[str, Plan]) -> None:
    domains = [d for plan in plans.values() for d in plan.domains]
    assert len(domains) == 15
    assert sum(len(d.goals) for d in domains) == 143
    assert sum(len(d.strategies) for d in domains) == 178


@pytest.mark.parametrize(("id", "demand", "wording"), NUMERIC)
def test_numeric_target_says_what_the_text_says(plans: dict[str, Plan], id: str, demand: str, wording: str) -> None:
    target = all_targets(plans)[id]
    assert f"{target.rule.value} {target.threshold:g} {target.unit}" == demand, wording


def test_no_other_target_has_a_number(plans: dict[str, Plan]) -> None:
    numeric = [t for t in all_targets(plans).values() if t.numeric]
    assert {t.id for t in numeric} == {id for id, _, _ in NUMERIC}
    assert [sum(t.source == source for t in numeric) for source in ("goal", "strategy")] == [32, 17]


def test_only_vaccination_is_demanded_of_every_unit(plans: dict[str, Plan]) -> None:
    assert [t.id for t in all_targets(plans).values() if t.scope.value == "every_unit"] == ["C1.6"]


def test_baselines_are_those_of_the_text_and_no_others(plans: dict[str, Plan]) -> None:
    found = {t.id: t.baseline_value for t in all_targets(plans).values() if t.baseline_value is not None}
    assert found == BASELINES


def test_coverage_without_a_number_has_none(plans: dict[str, Plan]) -> None:
    full = {t.id: t.threshold for t in all_targets(plans).values() if t.rule is Rule.FULL_COVERAGE}
    assert {id for id, number in full.items() if number is not None} == {"W3.3", "C4.S10"}
    assert {"W4.S2", "W6.S4b", "W7.S7", "C6.S2", "C3.S6c"} <= set(full)  # 全覆盖, without a number


def test_kind_of_a_goal_agrees_with_its_targets(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        for goal in (g for d in plan.domains for g in d.goals):
            numbers = [t.numeric for t in goal.targets]
            expected = {
                GoalKind.QUALITATIVE: not numbers,
                GoalKind.DIRECTIONAL: bool(numbers) and not any(numbers),
                GoalKind.MIXED: any(numbers),
                GoalKind.QUANTIFIED: bool(numbers) and all(numbers),
            }
            assert expected[goal.kind], goal.id


def test_letters_stand_only_where_one_item_has_several_targets(plans: dict[str, Plan]) -> None:
    for plan in plans.values():
        for item in (i for d in plan.domains for i in (*d.goals, *d.strategies)):
            letters = [t.id.removeprefix(item.id) for t in item.targets]
            assert letters == ([""] if len(letters) == 1 else [chr(ord("a") + n) for n in range(len(letters))])


@pytest.mark.parametrize(
    ("one", "other"),
    [("W7.7a", "C6.7a"), ("W7.8", "C6.7b"), ("W2.3", "C3.3")],  # monitoring traps: one indicator in two plans
)
def test_an_indicator_in_two_plans_is_one(plans: dict[str, Plan], one: str, other: str) -> None:
    targets = all_targets(plans)
    assert targets[one].indicator == targets[other].indicator
    assert targets["W2.3"].sex == "female"


def test_traps_are_modelled(plans: dict[str, Plan]) -> None:
    targets, catalogue = all_targets(plans), plans["women"].indicators | plans["children"].indicators
    assert targets["W4.2"].rule is Rule.NOT_BELOW_REFERENCE
    assert targets["W4.2"].reference_indicator in catalogue
    assert {targets[id].rule for id in ("W1.6a", "W1.6b", "C1.8c")} == {Rule.SLOW_RISE}
    gross = catalogue[targets["C3.2"].indicator]
    assert gross.scale.value == "gross_rate"
    assert gross.upper is None  # may exceed 100
    assert targets["C2.1"].baseline_value is None


def test_no_unit_is_named_that_the_plan_does_not_name(plans: dict[str, Plan]) -> None:
    assert {t.responsible_unit for t in all_targets(plans).values()} == {""}


@pytest.mark.parametrize(
    ("id", "years"),
    [
        ("cn-women-2011", (2010, 2020)),
        ("cn-children-2011", (2010, 2020)),
        ("cn-women-2021", (2020, 2030)),
        ("cn-children-2021", (2020, 2030)),
    ],
)
def test_national_outlines_are_a_selection_with_ids_of_their_own(id: str, years: tuple[int, int]) -> None:
    plan = load_plan(id)
    assert plan.selection
    assert (plan.baseline_year, plan.target_year) == years
    assert all(t.id.startswith(plan.letter) for t in plan.targets)
    assert plan.letter not in ("W", "C")


def test_every_indicator_is_described_whole_in_both_languages(plans: dict[str, Plan]) -> None:
    for indicator in (plans["women"].indicators | plans["children"].indicators).values():
        for name in (indicator.name, indicator.definition, indicator.source_system, indicator.period):
            assert name.zh, indicator.id
            assert name.en, indicator.id
        assert (indicator.multiplier is None) == (not indicator.denominator.zh), indicator.id
        bounds = (indicator.lower, indicator.upper)
        assert None in bounds or all(a < b for a, b in pairwise(bounds)), indicator.id  # type: ignore[operator]
