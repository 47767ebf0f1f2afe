"""What each picture says: its words and figures against the evaluation they come from."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from kcstats.evaluation.model import Evaluation
from kcstats.report import figures
from kcstats.report.figures import gap_plot
from kcstats.report.figures.chart import limits
from kcstats.report.figures.density import slices
from kcstats.report.figures.gaps import gap_of
from kcstats.report.figures.labels import Ink, Place, box_of, choose
from kcstats.report.figures.overview import ordered
from kcstats.report.figures.style import BODY, balance, text_width, wrap
from kcstats.report.figures.words import headroom_words, target_at
from kcstats.terms import Rule
from tests.report.figures import test_every_picture as every
from tests.report.figures.conftest import FakeForecast, build, final_of


def words(fig: Figure) -> list[str]:
    return [t.get_text() for t in fig.findobj(Text) if t.get_text().strip()]


def test_the_overview_sorts_by_what_needs_attention(ev: Evaluation) -> None:
    ids = figures.overview_pages(ev, "women")[0]
    grades = [ev.row(id)["grade"] for id in ids]
    order = ["difficult", "expected", "attained", "no_data"]
    assert grades == sorted(grades, key=order.index)
    for grade in order[:3]:
        p = [float(ev.row(id)["p_attain"]) for id in ids if ev.row(id)["grade"] == grade]
        assert p == sorted(p)


def test_pages_hold_every_numeric_target_once_and_are_of_nearly_equal_length(ev: Evaluation) -> None:
    pages = figures.overview_pages(ev, "women", size=6)
    ids = [id for page in pages for id in page]
    assert sorted(ids) == sorted(t.id for t in ev.plan("women").targets if t.numeric)
    assert max(map(len, pages)) - min(map(len, pages)) <= 1
    assert tuple(ids) == ordered(ev, ids)
    directional = figures.overview_pages(ev, "women", section="directional")
    assert [id for page in directional for id in page] == ["W4.19", "W2.8", "W1.16", "W1.18"]


def test_an_overview_row_holds_value_target_likelihood_and_judgement(ev: Evaluation) -> None:
    said = words(figures.overview(ev, "women", rows=["W1.1"]))
    assert {"孕产妇死亡率", "14.3/10万", "≤12", "61%", "可望达标"} <= set(said)


def test_an_overview_says_why_there_is_no_answer_and_of_which_year_an_old_figure_is(ev: Evaluation) -> None:
    said = "".join(words(figures.overview(ev, "women", rows=["W1.6", "W2.3"])))
    assert "只有2020年一个数据" in said
    assert "2020年" in said
    assert "2023年" in said


def test_an_overview_after_the_target_year_gives_distances_instead_of_likelihoods(ev: Evaluation) -> None:
    said = words(figures.overview(final_of(ev), "women", rows=["W1.1", "W3.14", "W2.4"]))
    assert {"差2.3/10万", "未达标", "恰好达到", "优于目标10.0个百分点", "与目标相比"} <= set(said)
    assert "61%" not in said


@pytest.mark.parametrize(
    ("rule", "latest", "status", "said"),
    [  # baseline 40, limit 42 for "low", 38 for "stable" that fell, by hand
        (Rule.STAY_LOW, 41.0, "met", "在容许范围内"),
        (Rule.STAY_LOW, 43.5, "not_met", "超出1.5个百分点"),
        (Rule.STAY_STABLE, 36.9, "not_met", "超出1.1个百分点"),
        (Rule.INCREASE, 40.0, "not_met", "与基期持平"),
    ],
)
def test_a_distance_goes_by_what_decides_the_target(
    ev: Evaluation, rule: Rule, latest: float, status: str, said: str
) -> None:
    target = dataclasses.replace(next(t for t in ev.plan("women").targets if t.id == "W2.4"), rule=rule)
    row = ev.row(target.id).copy()
    row[["baseline_value", "latest_value", "status"]] = 40.0, latest, status
    limit = 38.0 if latest < 40 else 42.0
    rules = pd.DataFrame({"id": [target.id], "area": [row["area"]], "group": ["total"], "limit": [limit]})
    assert headroom_words(dataclasses.replace(ev, rules=rules), target, row, "zh") == said


def test_the_cut_offs_are_printed_as_set(ev: Evaluation) -> None:
    settings = ev.settings.model_copy(
        update={"cutoffs": ev.settings.cutoffs.model_copy(update={"very_likely": 0.9, "likely": 0.6})}
    )
    said = "".join(words(figures.overview(dataclasses.replace(ev, settings=settings), "women")))
    assert "90%及以上" in said
    assert "低于60%" in said


def test_an_overview_of_nothing_is_refused(ev: Evaluation) -> None:
    with pytest.raises(ValueError, match="at least one target"):
        figures.overview(ev, "women", rows=[])


def test_a_profile_prints_headline_place_target_latest_and_likelihood(ev: Evaluation) -> None:
    said = words(figures.profile(ev, "W1.1", headline="结论。", standing="第二行。"))
    assert {"结论。", "第二行。", "可望达标 · 妇女与健康 W1.1 · 单位：1/10万"} <= set(said)
    assert {"目标：2030年≤12/10万", "2024年 14.3/10万", "61%", "39%", "达标"} <= set(said)


def test_the_filled_part_is_the_likelihood() -> None:
    forecast = FakeForecast(11.5, 1.7)
    edges, mass = slices(forecast, 0.0, 30.0, 12.0)  # type: ignore[arg-type]
    width = np.diff(edges)
    below = float((mass * width)[edges[1:] <= 12.0 + 1e-9].sum())
    assert np.isclose(edges, 12.0).any()
    assert below == pytest.approx(float(forecast.cdf(12.0)), abs=1e-6)


def test_a_rule_over_the_whole_path_gives_no_complement(ev: Evaluation) -> None:
    said = words(figures.profile(ev, "W1.2", headline="", standing=""))
    assert "98%" in said
    assert "2%" not in said
    assert "".join(said).count("每年都达标") == 1


def test_few_events_stand_at_their_dots(ev: Evaluation) -> None:
    said = words(figures.profile(ev, "W1.2", headline="", standing=""))
    assert {"14例", "9例", "5例"} <= set(said)


def test_no_answer_is_said_in_the_picture(ev: Evaluation) -> None:
    said = "".join(words(figures.profile(ev, "W1.6", headline="", standing="")))
    assert "只有2020年一个数据，无法判断趋势" in said
    nothing = "".join(words(figures.profile(ev, "W1.7", headline="", standing="")))
    assert "没有任何监测数据" in nothing
    assert "目标：2030年≥70%" in nothing


def test_a_target_without_a_number_is_drawn_from_its_baseline(ev: Evaluation) -> None:
    said = words(figures.profile(ev, "W2.8", headline="", standing=""))
    assert "目标：高于2020年的159.8厘米" in said


def test_a_reduction_is_drawn_at_the_level_it_comes_to(ev: Evaluation) -> None:
    said = words(figures.profile(ev, "W1.9", headline="", standing=""))
    assert "目标：2030年比2020年下降20%，即≤111.7/万" in said  # 139.6 * 0.8 = 111.68


def test_a_line_is_cut_at_a_definition_break(ev: Evaluation) -> None:
    fig = figures.profile(ev, "W3.10", headline="", standing="")
    runs = [line.get_xdata() for line in fig.axes[1].get_lines() if len(line.get_xdata()) == 2]
    pairs = {tuple(float(x) for x in run) for run in runs}
    assert (2016.0, 2017.0) in pairs
    assert (2017.0, 2018.0) not in pairs
    assert (2019.0, 2020.0) not in pairs
    assert "由“供水覆盖人口”改为" in "".join(words(fig))


def test_after_the_target_year_nothing_is_likely_any_more(ev: Evaluation) -> None:
    said = words(figures.profile(final_of(ev), "W1.1", headline="", standing=""))
    assert not any("%" in text for text in said)
    assert any(text.startswith("未达标") for text in said)


def test_a_gap_to_narrow_shows_the_two_groups_and_not_their_mean(ev: Evaluation) -> None:
    said = words(figures.profile(ev, "W4.19", headline="", standing=""))
    # 16.4 * 1.02 and * 0.97; the gap in 2020 is 14.1 * 0.05
    assert {"女 16.7", "男 15.9", "2024年差0.8个百分点", "2020年差0.7个百分点", "37%", "目标：缩小差距"} <= set(said)
    assert "0.8%" in words(figures.overview(ev, "women", rows=["W4.19"]))
    assert "2024年女16.7%、男15.9%" in figures.alt_profile(ev, "W4.19")


def test_the_size_of_a_gap_stands_over_its_line_where_others_cross_beside_it() -> None:
    """One group zigzags 25 mm down and back [mm]: no room beside the line of the gap, some over its upper end."""
    text, ends = "2020年差3.22个千分点", [20.0, 45.0]
    ink = Ink(np.empty((0, 2)), (0.0, 0.0, 120.0, 46.0)).with_line([60.0, 60.0], ends)
    ink = ink.with_line(np.arange(30.0, 91.0, 6.0), np.where(np.arange(11) % 2, 20.0, 45.0))
    place, _, cost = choose(text, BODY, gap_plot._places(text, 60.0, ends), ink)
    assert cost < 8  # no ink, only the price of standing apart: one line crossed is 6 points and more
    assert place.y < ends[0]
    assert ink.touched(*box_of(text, BODY, place)) == 0


def test_a_level_has_its_unit_and_a_cut_has_none(ev: Evaluation) -> None:
    died = ev.target("W1.1")
    indicator = ev.plan(died.plan).indicators[died.indicator]
    assert target_at(died, 16.9, indicator, "zh") == "≤12/10万"
    cut = dataclasses.replace(died, rule=Rule.REDUCE_BY_PCT, threshold=20.0)
    assert target_at(cut, 20.0, indicator, "zh") == "≤16.0/10万"  # 20 * 0.8
    assert target_at(cut, np.nan, indicator, "zh") == "降20%"
    assert target_at(cut, np.nan, indicator, "en") == "−20%"


def test_without_a_likelihood_there_is_no_distribution_but_a_reason(ev: Evaluation) -> None:
    table = ev.indicators.copy()
    table.loc[table["id"] == "W1.2", ["p_attain", "reason"]] = [np.nan, "事件太少，无法判断"]
    said = words(figures.profile(dataclasses.replace(ev, indicators=table), "W1.2", headline="", standing=""))
    assert "事件太少，无法判断" in said
    assert "98%" not in said
    assert "2030年" not in said  # the head of the distribution


def test_an_unknown_row_is_refused(ev: Evaluation) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        figures.profile(ev, "W1.1", headline="", standing="", area="nowhere")


def test_the_bars_of_the_domains_sum_to_n(ev: Evaluation) -> None:
    said = words(figures.domains(ev, "women"))
    numbers = [int(text.removesuffix("项")) for text in said if text.removesuffix("项").isdigit()]
    totals = [int(text.removesuffix("项")) for text in said if text.removesuffix("项").isdigit() and "项" in text]
    assert totals[0] == sum(totals[1:]) == 14
    assert sum(numbers) == 4 * 14  # every count and every sum stands twice: in all, and by domain


def test_a_section_without_targets_is_refused(ev: Evaluation) -> None:
    with pytest.raises(ValueError, match="section 'nothing'"):
        figures.domains(ev, "women", section="nothing")


def test_a_gap_is_of_a_common_year_and_stands_beside_the_baseline_s(ev: Evaluation) -> None:
    gap = gap_of(ev, "W3.14")
    assert gap is not None
    assert (gap.year, gap.first, gap.second) == (2024, pytest.approx(92.0 * 1.02), pytest.approx(92.0 * 0.97))
    assert gap.before == pytest.approx(91.2 * 0.05)
    assert gap_of(ev, "W1.1") is None
    assert figures.gap_targets(ev, "women") == ("W2.13", "W3.14", "W4.17", "W4.19")
    with pytest.raises(ValueError, match="figures by sex"):
        figures.gaps(ev, "women", rows=["W1.1"])


def test_sub_areas_stand_worst_first_and_say_how_many_meet_the_target(ev: Evaluation) -> None:
    places = figures.places_of(ev, "W2.4")
    assert [p.value for p in places] == sorted(p.value for p in places)
    assert all(p.meets == (p.value >= 90) for p in places)
    falling = figures.places_of(ev, "W1.1")
    assert [p.value for p in falling] == sorted((p.value for p in falling), reverse=True)
    met = sum(p.meets for p in places)
    assert f"实心点为达到目标（{met}个）" in "".join(words(figures.subareas(ev, "W2.4")))
    with pytest.raises(ValueError, match="two sub-areas with data"):
        figures.subareas(ev, "W1.7")


def test_limits_follow_the_series_own_moves() -> None:
    years, values = np.arange(2014.0, 2020.0), np.array([5.0, 6.0, 5.0, 6.0, 5.0, 6.0])
    found = limits(years, values + 2 * (years - 2014))
    slope = np.diff(found.centre)
    assert slope == pytest.approx(np.full(5, slope[0]))
    moves = np.abs(np.diff(values + 2 * (years - 2014) - found.centre)).mean()
    assert found.upper - found.centre == pytest.approx(np.full(6, 2.28 * moves))  # LIMITS[6], mildest warning
    with pytest.raises(ValueError, match="at least 5 figures"):
        figures.control(build(), "W1.6")


def test_outcomes_are_counted_as_the_mid_term_saw_them(ev: Evaluation) -> None:
    said = "".join(words(figures.compare(ev, final_of(ev), "women")))
    assert "中期可能性50%及以上的9项，终期达标8项；低于50%的4项，终期达标0项" in said


def test_lines_break_where_a_typesetter_would() -> None:
    text = "截至2024年，孕产妇死亡率为14.3/10万（比2020年降低15.4%），距2030年的目标还差2.3/10万。"
    for width in (18.0, 25.0, 40.0, 60.0):
        lines = wrap(text, width, 8.0)
        assert "".join(lines) == text
        assert all(text_width(line, 8.0) <= width for line in lines)
        assert not any(line[0] in "，。；：、）%年" for line in lines)
        assert not any(line.endswith("（") for line in lines)
        assert len(balance(text, width, 8.0)) == len(lines)
    assert wrap("一二三四五六七八九十", 20, 8.0, lines=1)[0].endswith("…")
    assert wrap("Women in village committees", 20, 8.0) == ("Women in", "village", "committees")


def test_a_label_avoids_ink() -> None:
    ink = Ink(np.empty((0, 2)), (0.0, 0.0, 100.0, 50.0)).with_line([0, 100], [10, 10])
    place, after, cost = choose("标签", 7.0, [Place(10, 11), Place(10, 30)], ink)
    assert (place.y, cost) == (30, 0)
    _, _, second = choose("标签", 7.0, [Place(10, 30)], after)
    assert second > 0


def test_alt_texts_tell_the_figures_that_the_pictures_show(ev: Evaluation) -> None:
    assert figures.alt_profile(ev, "W1.1") == (
        "折线图，孕产妇死亡率：2009年31.9/10万，2024年14.3/10万；目标：2030年≤12/10万；"
        "2030年预测中位数11.5/10万，80%区间9.3—13.7/10万；达标可能性61%；可望达标。"
    )
    assert "43.4% in 2020" in figures.alt_profile(ev, "W1.6", lang="en")
    assert "孕产妇死亡率（61%）" in figures.alt_overview(ev, "women")
    assert "共14项：已达标4项、可望达标4项、难以达标4项、无数据2项" in figures.alt_domains(ev, "women")
    assert "女93.8%、男89.2%，相差4.6个百分点" in figures.alt_gaps(ev, "women")
    assert "sub-areas meet the target" in figures.alt_subareas(ev, "W2.4", lang="en")
    assert figures.alt_control(ev, "W1.9").startswith("控制图，出生缺陷发生率：")
    assert "孕产妇死亡率61%，未达标" in figures.alt_compare(ev, final_of(ev), "women")


def test_figures_against_a_band_are_named_at_their_ends_and_told_in_words(ev: Evaluation) -> None:
    panels = every.panels(ev)
    said = words(figures.expected(ev, panels, note="x", lang="zh"))
    assert any(text.startswith("2020年 13.0") for text in said)  # 15 - 0.4 * 5
    assert any(text.startswith("2020年 3.0") for text in said)  # 15 - 2.4 * 5
    told = figures.alt_expected(panels, "zh")
    assert "2020年为13.0" in told
    assert "预期80%区间10.8—16.2" in told  # 13.5 -+ 1.2 * sqrt(5)
    assert "之后没有数据" in told


def test_a_picture_without_panels_is_refused(ev: Evaluation) -> None:
    with pytest.raises(ValueError, match="at least one panel"):
        figures.expected(ev, [], note="")
