"""The sections of the monitoring reports, the yearbook, the extract, the brief and the profiles."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from kcstats.errors import InputError
from kcstats.evaluation.model import Evaluation
from kcstats.observations.departments import Department
from kcstats.observations.narrative import Narrative
from kcstats.plan.model import Name
from kcstats.report.before import Before
from kcstats.report.facts import facts, of_plan
from kcstats.report.grouping import Group, group_heading, grouped, improved
from kcstats.report.prose import short_sentence
from kcstats.report.report import Report
from kcstats.stats.reasons import reason
from kcstats.terms import Grade, TextKind

UNIT = Department("health", Name("区卫生健康局", "Health bureau"), ("W1.2", "W1.3", "W1.4b"))
NEW = ("overview", "background", "domains", "chapters", "attention", "compared", "note", "tables", "by_group",
       "explanations", "brief", "profiles", "department")  # fmt: skip


def asked(ev: Evaluation, kind: str, **more: object) -> Evaluation:
    return replace(ev, settings=ev.settings.model_copy(update={"notebook": kind, **more}))


def with_units(ev: Evaluation, *texts: Narrative) -> Evaluation:
    return replace(ev, dataset=replace(ev.dataset, departments=(UNIT,), narratives=texts))


def text(kind: TextKind, item: str, words: str, author: str = "区卫生健康局") -> Narrative:
    return Narrative("women", item, 1, "district", 2024, kind, words, author, 2)


@pytest.mark.parametrize("name", NEW)
def test_references_point_at_something_and_ids_are_unique(name: str, found: Evaluation, tmp_path: Path) -> None:
    said = getattr(Report(with_units(found), tmp_path), name)().data
    made = re.findall(r"\{#((?:fig|tbl|sec)-[a-z0-9-]+)", said)
    assert len(made) == len(set(made))
    assert set(re.findall(r"\[@((?:fig|tbl)-[a-z0-9-]+)\]", said)) <= set(made)


@pytest.mark.parametrize("name", ["overview", "attention", "note", "by_group", "brief"])
def test_made_up_data_is_called_so(name: str, found_demo: Evaluation, tmp_path: Path) -> None:
    assert "演示数据" in getattr(Report(found_demo, tmp_path), name)().data


@pytest.mark.parametrize("name", ["overview", "domains", "attention", "brief", "note", "compared"])
def test_english_holds_no_chinese(name: str, found_en: Evaluation, tmp_path: Path) -> None:
    said = getattr(Report(found_en, tmp_path), name)().data.replace("事件太少，无法判断", "")  # the input's own
    assert not re.search(r"[\u4e00-\u9fff]", said)


def test_groups_hold_every_target_once_and_say_what_the_figures_say(found: Evaluation) -> None:
    plan = found.plans[0]
    groups = grouped(of_plan(found, plan))
    assert sorted(f.id for g in groups for f in g.facts) == sorted(t.id for t in plan.targets)
    said = {group.grade: group_heading(group) for group in groups}
    assert said[Grade.ATTAINED] == "婴儿死亡率、贫血患病率达到目标要求，均比2020年改善"
    assert said[Grade.DIFFICULT] == "初中生近视率难以如期达标"
    assert said[Grade.NO_DATA].startswith("宫颈癌筛查率、乳腺癌早诊率等3项数据不足，尚不能判断，其中1项没有数据")


def test_english_headings_give_the_reason_that_the_chinese_ones_give(found_en: Evaluation) -> None:
    """A baseline at its limit and a lack of any figure were both called “too little data to judge”."""
    fact = replace(facts(found_en, "W1.4a"), grade=Grade.NO_DATA)
    full = replace(fact, reason=reason("no_room", "en"))
    silent = facts(found_en, "W1.4b")
    assert "as good as can be in 2020, only to be kept" in group_heading(Group(Grade.NO_DATA, (full,)), "en")
    assert group_heading(Group(Grade.NO_DATA, (silent,)), "en").endswith(": no figures")
    both = group_heading(Group(Grade.NO_DATA, (full, silent)), "en")
    assert both.endswith("cannot be judged; 1 without any figure, 1 as good as can be at the baseline")
    better = tuple(facts(found_en, id) for id in ("W1.2", "W1.3"))
    assert group_heading(Group(Grade.ATTAINED, better), "en").endswith("; both better than in 2020")


def test_what_got_worse_but_may_still_be_met_is_said_in_that_order(found: Evaluation) -> None:
    """“可望如期达标，比2020年上升” sounded as if the rise were the good news."""
    fact = replace(facts(found, "W1.2"), baseline=13.0, grade=Grade.EXPECTED)
    said = group_heading(Group(Grade.EXPECTED, (fact,)))
    assert said == "孕产妇死亡率比2020年上升10.0%，尚未达到目标，但可望如期达标"  # 14.3 / 13.0 = 1.1


def test_a_repeated_demand_is_told_once(found: Evaluation) -> None:
    goal = facts(found, "W1.3")
    again = replace(goal, target=replace(goal.target, id="W1.S9", source="strategy"))
    assert [f.id for g in grouped([again, goal]) for f in g.facts] == ["W1.3"]


def test_better_is_judged_by_the_printed_figures(found: Evaluation) -> None:
    fact = facts(found, "W1.3")  # ‰, lower is better: 5.4 in 2020
    assert improved(fact)
    assert not improved(replace(fact, baseline=4.04))  # 4.0 printed, as today
    assert not improved(replace(fact, baseline=3.0))


def test_a_sentence_of_what_has_no_number_ends_with_the_verdict(found: Evaluation) -> None:
    assert short_sentence(facts(found, "W2.2")) == (
        "2024年，贫血患病率为52.5%，比2020年提高2.5个百分点（要求比2020年提高，可能性约为九成，90%）。"
    )


def test_chapters_open_with_the_domain_and_conclude_in_headings(found: Evaluation, tmp_path: Path) -> None:
    said = Report(asked(found, "annual"), tmp_path).domains().data
    assert "# 二、妇女与健康" in said
    assert "## （一）婴儿死亡率达到目标要求，比2020年降低1.4个千分点" in said
    assert "# 三、妇女与教育" in said


def test_what_is_not_met_and_not_reported_is_listed_with_its_unit(found: Evaluation, tmp_path: Path) -> None:
    said = Report(with_units(found), tmp_path).attention().data
    short, late = said.split("tbl-not-met")[0], said.split("tbl-not-met")[1]
    assert re.search(r"W1\.2 .*降低5\.3% .*≤12 .*2\.3/10万 .*61% .*区卫生健康局", short)
    assert re.search(r"W1\.4b .*— .*— .*区卫生健康局", late)
    assert "W1.3 " not in said


def test_without_figures_of_the_setting_the_report_says_so(found: Evaluation, tmp_path: Path) -> None:
    assert "待补充" in Report(found, tmp_path).background().data


def test_the_extract_says_that_nobody_answers_where_nobody_said_so(found: Evaluation, tmp_path: Path) -> None:
    said = Report(found, tmp_path).department().data
    assert "departments.yml" in said
    assert "|" not in said


def test_the_extract_holds_the_units_own_targets_and_words(found: Evaluation, tmp_path: Path) -> None:
    ev = with_units(
        found, text(TextKind.SELF_EVALUATION, "1", "按计划*推进*"), text(TextKind.CAUSE, "W1.2", "缺人", "别人")
    )
    said = Report(asked(ev, "department", department="health", reply_by="3月底"), tmp_path).department().data
    assert "承担可监测指标3项" in said
    assert r"按计划\*推进\*（区卫生健康局，2024年）" in said
    assert "缺人" not in said
    assert "**主要措施：**待补充。" in said
    assert "报送时限：3月底" in said
    assert "初中生近视率" not in said


def test_the_extract_says_which_targets_its_text_tells_in_one(
    found: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The table counted nine attained targets and the heading below it eight."""
    from kcstats.report.sections import department

    goal = facts(found, "W1.3")
    again = replace(goal, target=replace(goal.target, id="W1.S9", source="strategy"))
    said = Report(with_units(found), tmp_path).department().data
    assert "相同，下文合并说明" not in said
    monkeypatch.setattr(department, "duties", lambda ev, unit: [goal, again])
    said = Report(with_units(found), tmp_path).department().data
    assert "其中W1.S9与另一项目标的指标和要求相同，下文合并说明。" in said
    assert "婴儿死亡率达到目标要求" in said


def test_the_extract_has_no_column_of_likelihoods_where_there_is_none(
    found: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kcstats.report.sections import department

    assert "| 可能性 |" in Report(with_units(found), tmp_path).department().data
    decided = [replace(facts(found, id), p=float("nan")) for id in ("W1.2", "W1.3")]
    monkeypatch.setattr(department, "duties", lambda ev, unit: decided)
    assert "| 可能性 |" not in Report(with_units(found), tmp_path).department().data


def test_one_run_makes_an_extract_for_each_unit(
    found: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kcstats.report import make

    monkeypatch.setattr(make, "evaluate_once", lambda settings: with_units(found))
    every = found.settings.model_copy(update={"notebook": "department"})
    assert [(p.name, s.department) for p, s in make._one_each(every, tmp_path)] == [("health", "health")]
    one = every.model_copy(update={"department": "health"})
    assert make._one_each(one, tmp_path) == [(tmp_path, one)]
    monkeypatch.setattr(make, "evaluate_once", lambda settings: found)  # nobody answers: one document says so
    assert make._one_each(every, tmp_path) == [(tmp_path, every)]


def test_an_unknown_unit_or_target_is_refused(found: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="police"):
        Report(asked(with_units(found), "department", department="police"), tmp_path).department()
    with pytest.raises(InputError, match=r"W9\.9"):
        Report(asked(found, "indicator", targets=("W9.9",)), tmp_path).profiles()


def test_the_table_of_all_targets_numbers_its_units_and_names_them_before_it(
    found: Evaluation, tmp_path: Path
) -> None:
    said = Report(with_units(found), tmp_path).indicators().data
    assert re.search(r"\| W1\.2 .*\| 1 \|", said)
    assert re.search(r"\| W2\.1 .*\| — \|", said)
    assert said.count("责任单位：1.区卫生健康局；“—”为待补充。") == 1
    assert said.index("责任单位：1.") < said.index("| W1.2")
    assert re.search(r"\| W1\.2 .*\| 待补充 \|", Report(found, tmp_path).indicators().data)


def test_profiles_stand_on_a_page_each(found: Evaluation, tmp_path: Path) -> None:
    said = Report(asked(found, "indicator", targets=("W1.2", "W1.4b")), tmp_path).profiles().data
    assert said.count("::: {.sheet}") == 2
    assert (tmp_path / "figures" / "profile-w1-2.png").is_file()
    assert not (tmp_path / "figures" / "profile-w1-4b.png").exists()  # there is nothing to draw


def test_the_yearbook_explains_in_five_parts(found: Evaluation, tmp_path: Path) -> None:
    said = Report(found, tmp_path).explanations().data
    line = next(line for line in said.splitlines() if line.startswith("**初中生近视率**"))
    places = [line.index(part) for part in ("定义：", "计算方法：", "计量单位：", "资料来源：", "说明：")]
    assert places == sorted(places)
    assert "2015年起口径变化：改用抽测" in line


def test_the_comparison_counts_every_change_once(found: Evaluation, tmp_path: Path) -> None:
    then = found.indicators.copy()
    then.loc[then["id"] == "W1.2", ["grade", "p_attain"]] = ["difficult", 0.4]  # now expected: better
    then.loc[then["id"] == "W2.2", "grade"] = "no_data"  # now attained: can be judged
    then.loc[then["id"] == "W1.4a", "grade"] = "attained"  # now no data
    report = Report(found, tmp_path, previous=Before(2023, False, then))
    said = report.compared().data
    assert "8项可监测指标中，判定不变的5项，转好的1项，转差的0项，由无法判断转为可以判断的1项" in said
    assert re.search(r"W1\.2 .*难以达标 40% .*可望达标 61%", said)
    assert "没有指定上次报告" in Report(found, tmp_path).compared().data


def test_a_report_before_must_lie_before(found: Evaluation) -> None:
    from kcstats.report.before import report_before

    with pytest.raises(InputError, match="previous"):
        report_before(found.settings.model_copy(update={"previous": 2024}))
    assert isinstance(found.indicators, pd.DataFrame)
    assert report_before(found.settings) is None


@pytest.mark.parametrize(
    ("lang", "until", "said"),
    [
        ("zh", "", "并书面报送。答复期限：**待补充**。"),
        ("zh", "2026年3月31日", "并于2026年3月31日前书面报送。"),
        ("en", "", "in writing. Reply by: **to be supplied**."),
        ("en", "31 March 2026", "in writing, by 31 March 2026."),
    ],
)
def test_a_bulletin_without_a_date_leaves_a_marked_blank(
    lang: str, until: str, said: str, found: Evaluation, tmp_path: Path
) -> None:
    bulletin = Report(asked(found, "warning", reply_by=until, language=lang), tmp_path).bulletin().data
    assert said in bulletin
    assert "待补充前" not in bulletin
    assert "by to be supplied" not in bulletin


def test_several_texts_are_numbered_and_the_first_stands_behind_its_label(found: Evaluation, tmp_path: Path) -> None:
    told = [text(TextKind.CAUSE, "W1.4b", "人手不足。"), text(TextKind.CAUSE, "W1.4a", "经费不足。")]
    said = Report(asked(with_units(found, *told), "department"), tmp_path).department().data
    assert re.search(r"\*\*原因说明：\*\*（1）[^\n]+：人手不足。[^\n]*\n\n（2）[^\n]+：经费不足。", said)
    assert re.search(r"\*\*原因说明（[^\n]+）：\*\*人手不足。", Report(
        asked(with_units(found, told[0]), "department"), tmp_path).department().data)  # fmt: skip


def test_after_the_target_year_the_brief_tells_what_was_wanting(found: Evaluation, tmp_path: Path) -> None:
    """W2.1 stood at 71.4 % in 2024, held to 60: with 2024 as target year 11.4 points were wanting."""
    over = asked(found, "brief", target_year=2024)
    said = Report(replace(over, warnings=over.warnings.iloc[:0]), tmp_path).brief().data
    row = next(line for line in said.splitlines() if line.startswith("| W2.1"))
    assert "11.4个百分点" in row
    assert "差距" in said
    assert "可能性" not in said
    assert "预警" not in said
    assert "可能性" in Report(asked(found, "brief"), tmp_path).brief().data


def test_after_the_target_year_a_unit_is_asked_for_what_was_missed(found: Evaluation, tmp_path: Path) -> None:
    school = Department("school", Name("区教育局", "Education bureau"), ("W2.1", "W2.2"))
    over = asked(
        replace(found, dataset=replace(found.dataset, departments=(school,))), "department", target_year=2024
    )
    said = Report(over, tmp_path).department().data
    assert "其中已达标1项、未达标1项、无数据0项" in said
    assert "初中生近视率未实现目标" in said
    assert "以下1项未实现目标，请说明原因和今后的措施：初中生近视率" in said
    assert "难以" not in said
