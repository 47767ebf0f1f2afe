"""Sentences. Expected wording: the patterns of published 统计监测报告, as the project's own style writes them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from kcstats.evaluation.model import Evaluation
from kcstats.report.clauses import pace
from kcstats.report.conclusions import (
    _heading_en,
    counts,
    domain_heading,
    overall,
    proposal,
    summary_sentence,
    warning_sentence,
)
from kcstats.report.facts import Facts, demand_words, facts, of_plan
from kcstats.report.prose import conclusion, headline, sentence, short_sentence, standing
from kcstats.terms import Grade, Rule, Scope, Status


def test_sentence_says_value_moves_distance_likelihood_and_pace(found: Evaluation) -> None:
    assert sentence(facts(found, "W1.2")) == (
        "2024年，孕产妇死亡率为14.3/10万，比2023年降低5.3%，比2020年降低15.4%，距2030年控制在12/10万以下的目标还差2."
        "3/10万；"
        "按现有监测值推算，实现目标的可能性约为六成（61%），需今后年均降低0.38/10万。"
    )


def test_sentence_of_a_target_met_already_speaks_of_keeping_it(found: Evaluation) -> None:
    assert sentence(facts(found, "W1.3")) == (
        "2024年，婴儿死亡率为4.0‰，比2023年降低0.5个千分点，比2020年降低1.4个千分点，符合2030年控制在5‰以下的目标要求；"
        "按现有监测值推算，在以后各年保持在目标以内的可能性超过95%（98%）。"
    )


def test_one_figure_is_no_trend(found: Evaluation) -> None:
    assert sentence(facts(found, "W1.4a")) == (
        "2020年（最新数据），宫颈癌筛查率为43.4%。只有2020年一个数据，无法判断趋势，列入缺项数据清单。"
    )


def test_no_figure_is_listed_as_missing(found: Evaluation) -> None:
    assert sentence(facts(found, "W1.4b")) == "乳腺癌早诊率没有监测数据，无法判断，列入缺项数据清单。"


def test_few_events_are_counted_before_the_rate(found: Evaluation) -> None:
    said = sentence(facts(found, "W1.5"))
    assert (
        "2024年死亡人数为1，活产数为4,012；2020—2024年死亡人数合计为1，活产数合计为12,312，合并计算为8.1/10万。"
        in said
    )  # 1 / 12312 * 1e5 = 8.12
    assert said.count("无法判断") == 1
    assert "的目标，事件太少，无法判断。" in said


def test_unchanged_is_said_as_such(found: Evaluation) -> None:
    assert "与2023年持平" in sentence(facts(found, "W2.1"))


def test_old_figures_are_marked(found: Evaluation) -> None:
    assert sentence(facts(found, "W2.S1")).startswith(
        "2022年（最新数据），自来水普及率为92.9%，比2020年提高6.9个百分点"
    )


def test_headline_holds_the_number(found: Evaluation) -> None:
    assert headline(facts(found, "W1.2")) == "孕产妇死亡率2030年实现目标的可能性约为六成（61%）"
    assert standing(facts(found, "W1.2")).startswith("2024年14.3/10万，比2023年降低5.3%")


@pytest.mark.parametrize(("id", "words"), [
    ("W1.2", "控制在12/10万以下"), ("W1.4a", "达到70%以上"), ("W2.1", "降至60%以下"), ("W2.2", "比2020年提高"),
])  # fmt: skip
def test_demand_words(found: Evaluation, id: str, words: str) -> None:
    assert demand_words(facts(found, id)) == words


def test_four_grades_in_the_summary_sum_to_n(found: Evaluation) -> None:
    said = summary_sentence(found, found.plans[0])
    number = counts(found, "women")
    assert "共6项" in said
    assert "已达标1项、可望达标1项、难以达标1项、无数据3项" in said
    assert number["n"] == sum(number[g] for g in ("attained", "expected", "difficult", "no_data"))


def test_heading_is_a_conclusion(found: Evaluation) -> None:
    plan = found.plans[0]
    assert (
        domain_heading(found, plan, plan.domain(1))
        == "妇女与健康：2项可判断的目标均已达标或可望达标，另有3项缺少数据"
    )
    assert domain_heading(found, plan, plan.domain(2)) == "妇女与教育：初中生近视率难以达标"


def test_an_english_heading_does_not_count_one_of_one() -> None:
    """“1 of 1 numeric target met” is no conclusion."""
    assert _heading_en(1, 1, 1, [], False) == "its one numeric target met or expected"
    assert _heading_en(1, 1, 1, [], True) == "its one numeric target met"
    assert _heading_en(2, 2, 2, [], True) == "2 of 2 numeric targets met"


def test_overall_counts_only_what_can_be_judged(found: Evaluation) -> None:
    assert overall(found).startswith("总体看，可作判断的3项定量目标中，多数（2项）已达标或可望如期达标")


def test_warning_tells_rule_evidence_since_and_level(found: Evaluation) -> None:
    said = warning_sentence(found, found.warnings.iloc[0])
    for part in (
        "2021年以来",
        "71.4",
        "可能性低于20%",
        "达标困难",
        "红色",
        "此类预警历史上的准确率为91%（由12,937次回测给出）",
    ):
        assert part in said


def test_a_warning_whose_kind_was_not_measured_says_so(found: Evaluation) -> None:
    row = found.warnings.iloc[0].to_dict() | {"right_share": float("nan"), "right_n": 0}
    assert "历史准确率未能回测" in warning_sentence(found, row)


def test_proposals_name_their_rule(found: Evaluation) -> None:
    assert proposal(facts(found, "W2.1"), found.settings.cutoffs).startswith("（规则")


def test_english_holds_no_chinese(found_en: Evaluation) -> None:
    plan = found_en.plans[0]
    said = [sentence(f) + headline(f) + standing(f) for f in of_plan(found_en, plan) if not f.reason]
    assert not re.search(r"[\u4e00-\u9fff]", "".join(said))


def test_chinese_has_no_half_width_punctuation_and_no_space(found: Evaluation) -> None:
    for f in of_plan(found, found.plans[0]):
        for said in (sentence(f), headline(f), standing(f)):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]", said), said
            assert " " not in said, said


def test_english_sentences_need_no_singular_and_keep_their_unit(found_en: Evaluation) -> None:
    said = sentence(facts(found_en, "W1.2"))
    assert said.startswith("The maternal mortality ratio stood at 14.3 per 100,000 in 2024, down 5.3% on 2023")
    assert "the likelihood of meeting it is 61%; reaching it takes a fall of 0.38 per 100,000 a year" in said
    met = sentence(facts(found_en, "W1.3"))  # a level to be kept: in every year, not in 2030 alone
    assert "the likelihood of keeping it every year to 2030 is 98%" in met


def test_a_demand_on_every_unit_is_told_of_every_unit(found: Evaluation) -> None:
    fact = facts(found, "W1.3")
    every = replace(fact, target=replace(fact.target, scope=Scope.EVERY_UNIT))
    assert "各单位在以后各年都保持在目标以内的可能性超过95%（98%）" in sentence(every)
    assert "每个单位都控制在5‰以下" in sentence(every)


def test_a_target_without_a_number_is_reported_not_judged(found: Evaluation) -> None:
    fact = facts(found, "W1.5")
    open_one = replace(fact, target=replace(fact.target, rule=Rule.UNQUANTIFIED, threshold=None))
    assert sentence(open_one).endswith("目标没有定量，只报告数值，不作判断。")


def test_the_short_english_sentence_gives_the_reason_of_its_silence(found_en: Evaluation) -> None:
    fact = replace(facts(found_en, "W1.5"), status=Status.NO_DATA, grade=Grade.NO_DATA, p=float("nan"))
    asked = replace(fact, target=replace(fact.target, rule=Rule.INCREASE, threshold=None))
    said = short_sentence(replace(asked, reason="the baseline is not known"))
    assert said.endswith("(target: above 2020; cannot be judged: the baseline is not known). ")
    vague = replace(fact, target=replace(fact.target, rule=Rule.UNQUANTIFIED, threshold=None))
    said = short_sentence(replace(vague, reason="the target is not quantified: reported, not judged"))
    assert said.endswith("(the target is not quantified: reported, not judged). ")


def test_one_of_a_unit_is_in_the_singular(found_en: Evaluation) -> None:
    fact = facts(found_en, "W1.4a")
    hour = replace(fact, target=replace(fact.target, rule=Rule.MIN_DOSE, threshold=1.0, unit="小时"))
    assert demand_words(hour) == "no less than 1 hour"


def test_a_pace_of_nothing_has_no_sign(found: Evaluation, found_en: Evaluation) -> None:
    assert pace(facts(found_en, "W2.1"), -0.0004) == "0.00 percentage points"
    assert pace(facts(found, "W2.1"), -0.0004) == "持平"


def test_what_cannot_be_judged_at_the_target_year_is_never_called_missed(found: Evaluation) -> None:
    fact = facts(found, "W1.5")
    assert fact.latest is not None
    over = replace(fact, last=fact.latest.year, status=Status.NO_DATA, grade=Grade.NO_DATA, p=float("nan"))
    for said in (sentence(over), headline(over), conclusion(over)):
        assert "未实现" not in said
        assert "判断" in said
    open_ended = replace(over, target=replace(over.target, rule=Rule.INCREASE, threshold=None))
    assert "未实现" not in short_sentence(open_ended)


def test_a_target_without_a_number_gives_the_reason_of_its_silence(found: Evaluation) -> None:
    fact = replace(facts(found, "W1.5"), status=Status.NO_DATA, grade=Grade.NO_DATA, p=float("nan"))
    asked = replace(fact, target=replace(fact.target, rule=Rule.INCREASE, threshold=None), reason="基期值未知")
    assert short_sentence(asked).endswith("年提高，基期值未知，尚无法判断）。")


def test_a_change_of_definition_is_neither_better_nor_worse(found: Evaluation) -> None:
    fact = facts(found, "W1.5")
    broken = tuple(replace(p, segment=int(p.year > fact.baseline_year)) for p in fact.points)
    for p_change in (0.01, 0.99):
        whole = replace(fact, p_change=p_change)
        assert whole.better or whole.worse
        apart = replace(whole, points=broken)
        assert not apart.better
        assert not apart.worse


def broken(fact: Facts) -> Facts:
    """The same figures, of another definition from the year after the baseline on."""
    return replace(fact, points=tuple(replace(p, segment=int(p.year > fact.baseline_year)) for p in fact.points))


def test_a_baseline_of_another_definition_is_not_spoken_of(found: Evaluation, found_en: Evaluation) -> None:
    """“因口径调整不与2020年比较” and “基期已优于目标” contradict each other; so does a pace “since 2020”."""
    for ev, held in ((found, "基期已优于目标"), (found_en, "met in 2020")):
        fact = replace(facts(ev, "W1.3"), baseline=4.0)
        assert held in sentence(fact)
        assert held not in sentence(broken(fact))
    known = facts(found, "W1.2")
    points = tuple(replace(known.points[0], year=year, value=14.3) for year in range(2019, 2025))
    short = replace(known, points=points, required=-0.4, observed=-0.3)
    assert "，2020年以来年均" in standing(short)
    assert "，2021年以来年均" in standing(broken(short))


def test_of_a_direction_that_cannot_be_judged_nothing_is_left_to_go(found: Evaluation) -> None:
    """“能否实现目标尚无法判断 … 距目标0.3个百分点，今后需年均提高0.06个百分点”, of a baseline of 100 %."""
    fact = replace(facts(found, "W1.2"), required=-0.4, p=float("nan"))
    assert "距目标2.3/10万" in standing(fact)
    vague = replace(fact, target=replace(fact.target, rule=Rule.DECREASE, threshold=None))
    assert "距目标" not in standing(vague)
    assert "今后需年均" not in standing(vague)


def test_a_missed_english_target_keeps_its_distance_apart_from_its_demand(found_en: Evaluation) -> None:
    """“missing its target for 2024: at most 12 by 2.3” reads as another demand."""
    fact = replace(facts(found_en, "W1.2"), last=2024)
    assert "missing its target for 2024 (kept at or below 12 per 100,000) by 2.3 per 100,000" in sentence(fact)


def test_english_sentences_count_without_repeating_the_noun(found_en: Evaluation) -> None:
    fact = facts(found_en, "W1.2")
    lessons = replace(fact, indicator=replace(fact.indicator, unit="课时", decimals=0))
    said = short_sentence(replace(lessons, target=replace(fact.target, rule=Rule.MIN_DOSE, threshold=6, unit="课时",
                                                          source="strategy")))  # fmt: skip
    assert re.search(r"stood at \d+ in 2024, (down \d+|almost unchanged|unchanged) ", said)
    assert "no less than 6 lessons" in said


def test_what_stands_still_is_said_once_in_english(found_en: Evaluation) -> None:
    fact = facts(found_en, "W1.2")
    still = replace(fact, baseline=14.3, points=tuple(replace(p, value=14.3) for p in fact.points))
    assert "unchanged since 2020 and since 2023" in sentence(still)


def test_proposals_do_not_call_missed_what_is_met_nor_spur_on_what_is_over(found: Evaluation) -> None:
    """What was met but worse than the baseline was called 未实现; what is over without a figure was spurred on."""
    cutoffs = found.settings.cutoffs
    over = replace(facts(found, "W1.2"), last=2024, status=Status.NOT_MET)
    assert proposal(over, cutoffs).startswith("（规则甲）未实现")
    met = replace(over, status=Status.MET, p_change=0.99)
    assert proposal(met, cutoffs).startswith("（规则乙）目标已实现")
    unknown = replace(facts(found, "W2.1"), last=2023, data_to=2024, p=0.3)
    silent = replace(unknown, points=tuple(p for p in unknown.points if p.year < 2023))
    assert "建议补报" in proposal(silent, cutoffs)
    assert "加强推进" not in proposal(silent, cutoffs)
