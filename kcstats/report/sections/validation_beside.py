"""The forecasts beside others: extrapolations, models, published rules, peers, counts, and what was tried."""

from __future__ import annotations

from typing import Any

from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import number, percent
from kcstats.report.sections.validation_frame import Backtested, score, share
from kcstats.report.sections.validation_words import FAILURES, VERDICTS, method_name
from kcstats.report.sections.validation_words import RULES as GRAMMAR
from kcstats.validation.backtest import OURS
from kcstats.validation.full import NEAR_FULL

ORDER = ("ours", "plain_mixture", "random_walk", "random_walk_drift", "cagr", "line", "line_logit_log", "aarr", "ets",
         "theta", "local_linear_trend", "linear_pace", "open_sdg", "unsd", "escap", "aarr_rule")  # fmt: skip


def comparators(b: Backtested, n: int) -> str:
    """Three sets of windows, each method beside ours on the windows it answered."""
    slow = b.record["extent"]["slow"]
    text = b.say(
        "每种方法都与本软件在它能回答的同一批窗口上比较。公布的进度规则只给颜色，按“会实现”记1、其余记0评分，没有区间。"
        f"statsmodels的三种模型很慢，只在随机抽取的{slow}个窗口上拟合（[@tbl-comparators-slow]，其他方法也在同一批窗口上重算）；"
        "拟合失败的按名称计数。“覆盖率”为80%区间的；“CRPS”为连续分级概率评分，在对数或logit尺度上衡量整个预测分布离真实值"
        "多远，以“一点不变”的平均误差为1，越小越好；“八成者”为说可能性八成以上的目标后来实现的比例；“本软件多出”为技巧分之差，"
        "区间按整个指标重抽，为正则本软件较好。",
        "Every method is compared with ours on the very windows it answered. Published rules give a colour: 1 for "
        "“will be met”, else 0; no interval. statsmodels' models are slow and get a random part of "
        f"{slow} windows ([@tbl-comparators-slow]; all others again on the same). Covers: the 80% interval; CRPS: "
        "how far the whole forecast lies from the truth, on the log or logit scale, 1 = as far as “no change”; "
        "≥80%: of what was called so likely, the share that came true; gain: our skill minus theirs.",
    )
    captions = {
        "all": b.say("与其他方法比较：全部窗口", "Beside other methods: all windows"),
        "main": b.say("与其他方法比较：5个点、提前5年", "Beside other methods: 5 points, 5 years ahead"),
        "slow": b.say(f"与其他方法比较：随机抽取的{slow}个窗口", f"Beside other methods: {slow} random windows"),
    }
    known = set(b.tables["comparators"]["subset"])
    shown = [_beside(b, subset, caption) for subset, caption in captions.items() if subset in known]
    return paragraphs(
        b.heading("与其他方法比较", "Beside other methods", id="comparators", number=n), text, *shown, _failures(b)
    )


def _beside(b: Backtested, subset: str, caption: str) -> str:
    table = b.tables["comparators"]
    table = table[(table["subset"] == subset) & table["brier"].notna()].set_index("method")
    heads = ((b.say("窗口数", "n"), 9), (b.say("覆盖率", "Covers"), 9), (b.say("布里尔分", "Brier"), 12),
             (b.say("技巧分", "Skill"), 10), (b.say("校准误差", "ECE"), 12), ("CRPS", 8),
             (b.say("八成者", "≥80%"), 9), (b.say("本软件多出（95%区间）", "Our gain (95%)"), 28))  # fmt: skip
    columns = [Column(b.say("方法", "Method"), 25), *(Column(t, w, right=True) for t, w in heads)]
    body = []
    for name in (m for m in ORDER if m in table.index):
        r: Any = table.loc[name]
        gain = b.beside(score(r["ours_gain"]), b.band(r["gain_low"], r["gain_high"], 2, shares=False))
        body.append([method_name(name, b.lang), number(r["n"], 0), share(r["covered_80"]), score(r["brier"]),
                     score(r["skill"]), score(r["ece"]), score(r["crps"], 2), share(r["sure_came_true"], 0),
                     "" if name == OURS else gain])  # fmt: skip
    return pipe_table(columns, body, caption=caption, id=f"comparators-{subset}")


def _failures(b: Backtested) -> str:
    said = []
    for name, part in b.tables["failures"].groupby("method", sort=False):
        fitted = int(part.loc[part["reason"] == "fitted", "n"].sum())
        rest = part[part["reason"] != "fitted"]
        reasons = [b.say(*FAILURES.get(reason, (reason, reason))) for reason in rest["reason"]]
        why = b.list([b.beside(reason, str(k)) for reason, k in zip(reasons, rest["n"], strict=True)])
        asked = int(part["asked"].iloc[0])
        word = method_name(str(name), b.lang)
        said.append(b.say(f"{word}拟合成功{fitted}个（共{asked}个）" + (f"，失败：{why}" if why else ""),
                          f"{word}: {fitted} of {asked} fitted" + (f", failed: {why}" if why else "")))  # fmt: skip
    return b.say("；".join(said) + "。", "; ".join(said) + ".")


def grammar(b: Backtested, n: int) -> str:
    """Each rule's own test: what it said on average, and what came true."""
    heads = ((b.say("次数", "n"), 9), (b.say("平均说", "Said"), 10), (b.say("后来实现", "Came true"), 11),
             (b.say("95%区间（%）", "95% (%)"), 18), (b.say("布里尔分", "Brier"), 11), (b.say("技巧分", "Skill"), 9),
             (b.say("校准误差", "ECE"), 11))  # fmt: skip
    columns = [Column(b.say("规则", "Rule"), 30), *(Column(t, w, right=True) for t, w in heads)]
    body = [
        [b.say(*GRAMMAR[r["rule"]]), number(r["n"], 0), share(r["said"]), share(r["came_true"]),
         b.band(r["low"], r["high"]), score(r["brier"]), score(r["skill"], 2), score(r["ece"])]
        for r in b.tables["grammar"].to_dict("records")
    ]  # fmt: skip
    text = b.say(
        "每种规则都用它自己的检验问一遍真实窗口（权重同样只从其他主题学习），再看后来公布的数值。窗口的第一个数值当作"
        "基期；同一指标的两个地区当作要缩小差距的两个人群，或一地和它的参照；三个地区当作一个区的各单位。[@tbl-grammar]列出平均"
        "说的可能性和后来实现的比例（精确二项95%区间）。“至少”“至多”“保持”见前后各节。",
        "Every rule is asked by its own test on real windows (weights learnt from other topics alone) and held "
        "against what was published later. A window's first figure is the baseline; two places with one "
        "indicator stand for two groups whose gap is to narrow, or a place and its reference; three for the units "
        "of a district. "
        "[@tbl-grammar] gives the mean likelihood and the share that came true (95% binomial band). At least, at "
        "most and keep have sections of their own.",
    )
    shown = pipe_table(
        columns, body, id="grammar", caption=b.say("各种规则：平均说多少，实现多少", "Each rule: said, came true")
    )
    short, table = percent(b.record["below_full"]), b.tables["grammar"]
    full = b.say(
        f"“全覆盖”只问接近满值（{NEAR_FULL:g}%以上）、且发布者会公布满值的指标；有的估计值从不超过99%，不在其内。推算可达满值的，"
        f"约有{short}停在满值以下，可能性按这一比例下调；表中每折用的比例由其他主题学来。",
        f"Full coverage is asked of nearly full shares ({NEAR_FULL:g}% or more) whose publisher prints full ones; "
        f"some estimates are never given above 99%. Of those forecast to be full about {short} stop short, and the "
        "likelihood is cut by that share; in the table each fold's share is learnt from other topics.",
    )
    bad = b.list([b.say(*GRAMMAR[rule]) for rule in table.loc[table["skill"] < 0, "rule"]])
    rest = b.say(
        (f"技巧分低于0、不如“总说平均比例”的：{bad}。" if bad else "")
        + "不在表中的：“减缓上升”和“比真实的基期水平降低”比的是数值背后的水平，"
        "公布的数值看不出结果，只在模拟序列上检验过；"
        "“完成事项”没有可能性，只说完成没有，无从检验；没有数量要求的目标不作判断。",
        (f"Skill below 0, worse than always saying the average: {bad}. " if bad else "")
        + "Not in the table: a slower rise and a cut from the level behind the baseline compare levels that "
        "published figures do not show, and are calibrated on simulated series alone; a milestone has no likelihood, "
        "only done or not, and nothing to judge; targets without a number are not judged.",
    )
    return paragraphs(
        b.heading("各种目标规则", "Rules of the targets", id="grammar", number=n), text, shown, full, rest
    )


def rules(b: Backtested, n: int) -> str:
    """Of each word of each rule, the share that came true."""
    columns = [Column(b.say("规则", "Rule"), 30), Column(b.say("说法", "Verdict"), 18),
               Column(b.say("次数", "n"), 12, right=True), Column(b.say("后来实现", "Came true"), 14, right=True),
               Column(b.say("95%区间（%）", "95% (%)"), 18, right=True)]  # fmt: skip
    body, before = [], ""
    for r in b.tables["rules"].to_dict("records"):
        if r["n"]:
            name = method_name(r["rule"], b.lang)
            body.append(["" if name == before else name, VERDICTS[r["verdict"]][0 if b.zh else 1],
                         number(r["n"], 0), share(r["came_true"], 0), b.band(r["low"], r["high"], 0)])  # fmt: skip
            before = name
    text = b.say(
        "各国际组织公布的进度规则把几个数值变成一种颜色。[@tbl-rules]列出每种说法后来实现的比例和次数：说“按期”的目标，后来"
        "大多并没有实现。健康国民的规则不看剩余年数，从不说“按期”，只列在此处，不参加评分。",
        "Published rules turn a few figures into a colour. [@tbl-rules] gives what became of each word (share that "
        "came true, and how often it was said). Healthy People's rule never says “on track” and is not scored.",
    )
    caption = b.say("公布规则的各种说法后来实现的比例（次数）", "Share of each verdict that came true (n)")
    shown = pipe_table(columns, body, id="rules", caption=caption)
    return paragraphs(b.heading("公布的进度规则", "Published rules", id="rules", number=n), text, shown)


def _measures(b: Backtested) -> list[Column]:
    heads = ((b.say("窗口数", "n"), 9), (b.say("覆盖率", "Covers"), 9), (b.say("布里尔分", "Brier"), 12),
             (b.say("技巧分", "Skill"), 9), (b.say("校准误差", "ECE"), 12))  # fmt: skip
    return [Column(title, width, right=True) for title, width in heads]


def _measured(row: Any) -> list[str]:
    return [
        number(row["n"], 0),
        share(row["covered_80"]),
        score(row["brier"]),
        score(row["skill"]),
        score(row["ece"]),
    ]


def peers(b: Backtested, n: int) -> str:
    """Panels alone and with their peers' past."""
    table = b.tables["panels"]
    columns = [Column(b.say("点数", "Points"), 8), Column(b.say("地区数", "Places"), 10),
               Column(b.say("方法", "Method"), 18), Column(b.say("组数", "Panels"), 8, right=True),
               *_measures(b)]  # fmt: skip
    body = [
        [r["points"], b.say("全部", "all") if r["places"] == "all" else r["places"], method_name(r["method"], b.lang),
         number(r["panels"], 0), *_measured(r)] for r in table.to_dict("records")
    ]  # fmt: skip
    text = b.say(
        "同一指标在几个地区都有数据时，先各自单独推算，再借用其他地区同一起点年以前的数据推算（绝不用起点以后的数据），提前5年。",
        "Where several places have the same indicator: first each alone, then with the others' past up to the same "
        "origin (never after it), five years ahead.",
    )
    shown = pipe_table(
        columns, body, id="panels", caption=b.say("借用同类地区的收益", "What borrowing from peers is worth")
    )
    return paragraphs(b.heading("借用同类地区", "Peers", id="peers", number=n), text, shown)


def places(b: Backtested, n: int) -> str:
    """Drawn counts by denominator."""
    table = b.tables["places"]
    columns = [Column(b.say("指标", "Indicator"), 22), Column(b.say("分母", "Denominator"), 11, right=True),
               Column(b.say("方法", "Method"), 18), *_measures(b)]  # fmt: skip
    kinds = {"percent": b.say("百分比", "percent"), "rate": b.say("罕见事件，每10万", "rare, per 100,000")}
    body = [
        [kinds[r["kind"]], number(r["denominator"], 0), method_name(r["method"], b.lang), *_measured(r)]
        for r in table.to_dict("records")
    ]
    text = b.say(
        "**半模拟**：真实的国家序列当作真实水平的走势，再按小地方的分母随机抽取每年的分子（未来那一年也抽），所以确知数值来自计数。"
        "目标值仍按真实走势确定。同一批数据分别在给出和不给出分子分母的情况下推算，提前5年。",
        "**Half made up**: the course of a real national series is taken for the underlying level, and every year's "
        "count, the future one too, is drawn with a small place's denominator. The same figures are forecast with "
        "and without their counts, five years ahead.",
    )
    caption = b.say("按分母大小（分子为模拟抽取）", "By denominator (counts are drawn)")
    shown = pipe_table(columns, body, id="places", caption=caption)
    return paragraphs(b.heading("小地方和分子分母", "Small places and counts", id="places", number=n), text, shown)


def tried(b: Backtested, n: int) -> str:
    """Ideas measured in the same run."""
    table = b.tables["tried"]
    heads = ((b.say("布里尔分", "Brier"), 12), (b.say("技巧分", "Skill"), 10), (b.say("校准误差", "ECE"), 12),
             (b.say("对数分", "Log score"), 10),
             (b.say("技巧分变化（95%区间）", "Change of skill (95%)"), 30))  # fmt: skip
    columns = [Column(b.say("做法", "Idea"), 24), *(Column(t, w, right=True) for t, w in heads)]
    body = [
        [method_name(r["idea"], b.lang), score(r["brier"], 4), score(r["skill"]), score(r["ece"]),
         score(r["log_score"]),
         "" if r["idea"] == OURS
         else b.beside(score(r["gain"]), b.band(r["gain_low"], r["gain_high"], 3, shares=False))]
        for r in table.to_dict("records")
    ]  # fmt: skip
    helped = [method_name(r["idea"], b.lang) for r in table.to_dict("records") if r["gain_low"] > 0]
    text = b.say(
        "在同一次检验里也量了几种常被提议的做法：重新校准（只用其他主题的回答拟合）、与其他方法取平均。变化的区间跨过0的，"
        "不能说有用。" + (f"区间全在0以上的有：{b.list(helped)}。" if helped else "没有一种的区间全在0以上。"),
        "Measured in the same run: recalibration (fitted to other topics' answers) and averages. A change whose "
        "interval holds 0 cannot be called a gain. "
        + (f"Wholly above 0: {b.list(helped)}." if helped else "Not one lies wholly above 0."),
    )
    shown = pipe_table(columns, body, id="tried", caption=b.say("试过的做法", "What was tried"))
    apart = b.say(
        "另在留出主题的其他窗口上试过：按离好端的距离和方向细分指标类型、让节点权重随窗口特征连续变化、"
        "对似然开方或乘方、把各地共同走势与各自偏离分开推算、改变向同类地区借用的强度。"
        "没有一种使布里尔分降低0.001以上，没有采用；"
        "余下的提高要靠更多信息（计数、同类地区），不是换一条曲线。",
        "Tried apart, on other windows of left-out topics: finer kinds by distance to the good end and direction, "
        "node weights that follow the window's features, powers of the likelihood, a common course of all places and "
        "each one's departure forecast separately, other strengths of borrowing. Not one lowered Brier by more than "
        ".001. What is left to gain lies in information (counts, peers), not in another curve.",
    )
    return paragraphs(b.heading("试过而没有采用的", "Tried and not used", id="tried", number=n), text, shown, apart)


def limits(b: Backtested, n: int) -> str:
    """What the figures above cannot show."""
    points = b.say(
        "- 语料是外国和国际的指标，没有一个是本地的；同类指标在本地走法若不同，概率就不准。\n"
        "- 目标值是按差距的比例设定的，实际规划的目标可能更难或更容易，偏差也会不同。\n"
        "- 模型估计的序列过于平滑，在这些序列上的好成绩不能搬到真实登记数据上。\n"
        "- 窗口之间不独立，二项区间偏窄；按指标重抽的区间才是可信的范围。\n"
        "- 检验只说明“过去怎样走，今后也怎样走”时准不准；政策转折、疫情、口径变动不在其中。",
        "- The corpus is foreign and international; an indicator that moves differently here is not covered by it.\n"
        "- Targets are set at shares of a gap; a plan's own may be harder or easier.\n"
        "- Modelled series are too smooth: their good scores do not carry over to registered figures.\n"
        "- Windows are not independent; the intervals over indicators are the honest ones.\n"
        "- It shows honesty while the future moves as the past did; turns of policy are not in it.",
    )
    return paragraphs(b.heading("这次检验说明不了什么", "What this cannot show", id="limits", number=n), points)


def record(b: Backtested) -> str:
    """How the run was made, so that anyone can make it again."""
    r = b.record
    versions = b.say("、", ", ").join(f"{name} {v}" for name, v in r["versions"].items())
    extent = r["extent"]
    rows = [
        (b.say("命令", "Command"), r["command"]),
        (b.say("种子", "Seed"), extent["seed"]),
        (b.say("学习用窗口", "Windows to learn from"), number(extent["train"], 0)),
        (b.say("语料校验值", "Corpus sha256"), r["data_sha256"][:16]),
        (b.say("随软件权重校验值", "Shipped weights sha256"), r["weights_sha256"][:16]),
        (b.say("版本", "Versions"), f"Python {r['python']}{b.say('、', ', ')}{versions}"),
    ]
    columns = [Column(b.say("项目", "Item"), 24), Column(b.say("内容", "Content"), 60)]
    shown = pipe_table(columns, rows, id="record", caption=b.say("怎样重做", "How to make it again"))
    sources = b.list(["Kolada", "UN SDG", "Gapminder", "UNESCO UIS", "ONS", "WHO/UNICEF", "OECD"])
    text = b.say(
        f"数据：{sources}的公开序列，见data/benchmark/README.md；权重在每一折内重新学习，不用随软件发布的权重。",
        f"Data: open series of {sources} (data/benchmark/README.md); weights are learnt anew in every fold.",
    )
    return paragraphs(b.heading("附录　怎样重做", "Appendix: making it again", id="record"), text, shown)
