"""Measures that nobody took, and a plan whose outcome is known: false alarms, power, what the prior knew."""

from __future__ import annotations

import math

from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import number
from kcstats.report.sections.validation_frame import Backtested, share
from kcstats.validation.placebo import FORECAST

TESTS: dict[str, tuple[str, str]] = {
    "forecast": ("与措施前作出的推算比（本软件）", "against the forecast made before (ours)"),
    "forecast_areas": ("再与姊妹地区比（本软件）", "and against sister areas (ours)"),
    "segmented_level": (
        "分段回归，自相关积分：水平（并列）",
        "segmented, autocorrelation integrated: level (beside)",
    ),
    "segmented_slope": (
        "分段回归，自相关积分：斜率（并列）",
        "segmented, autocorrelation integrated: slope (beside)",
    ),
    "ols_level": ("分段最小二乘：水平", "segmented least squares: level"),
    "ols_slope": ("分段最小二乘：斜率", "segmented least squares: slope"),
    "newey_west_level": ("Newey–West标准误：水平", "Newey-West: level"),
    "prais_winsten_level": ("Prais–Winsten：水平", "Prais-Winsten: level"),
    "prais_winsten_slope": ("Prais–Winsten：斜率", "Prais-Winsten: slope"),
    "line_before": ("措施前直线的预测区间", "line before the start, prediction interval"),
    "t_test": ("前后t检验", "t test, before against after"),
}


def measures(b: Backtested, n: int) -> str:
    """False alarms of every method where nothing was done, and what ours finds of a known shift."""
    tried = number(b.record["uses"]["placebo_measures"], 0)
    text = b.say(
        f"在{tried}个真实序列里随机指定一个“措施”开始年份，其实没有任何措施：名义水平5%的方法应当只在5%的序列里发现“效果”。"
        "[@tbl-placebo]按方法列出误报的比例（精确二项95%区间），全部及按措施前、后的数值个数。推算所用权重只用其他主题"
        "学习。",
        f"In {tried} real series a start year is drawn at which nothing was done: a method at a nominal 5% should "
        "find an “effect” in 5% of them. [@tbl-placebo] gives the share of false alarms by method (95% "
        "binomial band), in all and by figures before and after. The forecasts use weights learnt from other topics.",
    )
    apart = b.say(
        "[@tbl-power]在措施以后的数值上加一个已知大小的好转，看能发现多少；最后两行只用有四个以上姊妹地区的序列，同一批序列分别"
        "单独判断和与姊妹地区比较。",
        "[@tbl-power] adds a shift toward better of known size to the figures after the start and counts how often "
        "it is found; the last two rows use series with four or more sister areas, alone and against them.",
    )
    return paragraphs(
        b.heading("措施判断的误报和检出", "Measures: false alarms and power", id="measures", number=n), text,
        _false_alarms(b), apart, _power(b),
    )  # fmt: skip


def _false_alarms(b: Backtested) -> str:
    table = b.tables["placebo"]
    sizes = [(i, j) for i, j in table[["before", "after"]].drop_duplicates().itertuples(index=False) if i]
    columns = [Column(b.say("方法", "Method"), 32), Column(b.say("序列", "n"), 9, right=True),
               Column(b.say("误报", "False"), 9, right=True),
               Column(b.say("95%区间（%）", "95% (%)"), 17, right=True),
               *(Column(f"{i}+{j}", 7, right=True) for i, j in sizes)]  # fmt: skip
    body = []
    for method, part in table.groupby("method", sort=False):
        by = {(i, j): x for i, j, x in part[["before", "after", "share"]].itertuples(index=False)}
        every = part[part["before"] == 0].iloc[0]
        body.append([_test(b, str(method)), number(every["n"], 0), share(every["share"]),
                     b.band(every["low"], every["high"]), *(share(by[size], 0) for size in sizes)])  # fmt: skip
    caption = b.say(
        "没有措施时说“有变化”的比例（名义5%；列为措施前+后的数值个数）",
        "Called an effect where nothing was done (nominal 5%; columns: figures before + after)",
    )
    return pipe_table(columns, body, id="placebo", caption=caption)


def _power(b: Backtested) -> str:
    table = b.tables["power"]
    shifts = sorted(x for x in table["shift"].unique() if x > 0)
    columns = [Column(b.say("方法", "Method"), 34), Column(b.say("措施前+后", "Before + after"), 14, right=True),
               Column(b.say("序列", "n"), 9, right=True),
               Column(b.say("无", "none"), 9, right=True),
               *(Column(f"{-math.expm1(-x):.0%}", 9, right=True) for x in shifts)]  # fmt: skip
    placebo = b.tables["placebo"]
    sizes = placebo[placebo["method"] == FORECAST]
    alone = {(i, j): x for i, j, x in sizes[["before", "after", "share"]].itertuples(index=False)}
    body = []
    for (compared, method, before, after), part in table.groupby(["compared", "method", "before", "after"]):
        by = part.set_index("shift")["share"]
        none = by[0.0] if compared else alone[before, after]
        body.append([_test(b, str(method)), f"{before}+{after}", number(part["n"].iloc[0], 0), share(none, 0),
                     *(share(by[x], 0) for x in shifts)])  # fmt: skip
    caption = b.say(
        "已知大小的好转被发现的比例（列为率下降的幅度）", "Share found of a shift, by its size (of a rate)"
    )
    return pipe_table(columns, body, id="power", caption=caption)


def _test(b: Backtested, code: str) -> str:
    return b.say(*TESTS[code])


def hindcast(b: Backtested, n: int) -> str:
    """Likelihoods of the hindcast with and without the Chinese series in what was learnt."""
    china = b.record["uses"]["without_china"]
    series, of = number(china["series"], 0), number(china["of_series"], 0)
    change = number(100 * china["largest_change"], 2)
    text = b.say(
        f"把2011—2020年的两部纲要放回2015年推算（params/china-hindcast.yml），学习所用的{of}个序列里有中国的{series}个，"
        f"有的正是纲要的指标，且含2015年以后的年份。去掉它们重新学习，[@tbl-hindcast]各项可能性最多变化{change}个百分点。",
        f"The outlines of 2011-2020 are put back to 2015 (params/china-hindcast.yml). {series} of the {of} series "
        "learnt from are of China, some of the very indicators, with years after 2015. Learnt again without them, no "
        f"likelihood of [@tbl-hindcast] changes by more than {change} percentage points.",
    )
    columns = [Column(b.say("目标", "Target"), 12), Column(b.say("指标", "Indicator"), 30),
               Column(b.say("可能性", "Likelihood"), 11, right=True),
               Column(b.say("不含中国", "Without"), 11, right=True),
               Column(b.say("80%区间", "80% interval"), 18, right=True),
               Column(b.say("不含中国", "Without"), 18, right=True)]  # fmt: skip
    body = [
        [r["id"], r["name_zh" if b.zh else "name_en"], share(r["everyone"]), share(r["without"]),
         b.band(r["low"], r["high"], 2, shares=False), b.band(r["low_without"], r["high_without"], 2, shares=False)]
        for r in b.tables["hindcast"].to_dict("records")
    ]  # fmt: skip
    caption = b.say("去掉中国的序列重新学习，回溯检验的变化", "The hindcast, learnt with and without China's series")
    table = pipe_table(columns, body, id="hindcast", caption=caption)
    return paragraphs(
        b.heading("回溯检验：先验知道结果吗", "Hindcast: did the prior know?", id="hindcast", number=n), text, table
    )
