"""The warnings judged as a detector, from the tables of the run: how often right, beside naive rules, how early."""

from __future__ import annotations

from typing import Any

from kcstats.report.conclusions import KIND_WORDS, LEVEL_WORDS
from kcstats.report.figures.roc import Curve, alt_roc
from kcstats.report.figures.roc import roc as draw_roc
from kcstats.report.markdown import Column, paragraphs, pipe_table
from kcstats.report.numbers import number
from kcstats.report.sections.validation_frame import Backtested, score, share

RULES: dict[str, tuple[str, str]] = {
    "below_unlikely": ("可能性低于20%", "likelihood below 20%"),
    "below_likely": ("可能性低于50%", "likelihood below 50%"),
    "turned": ("基期以来明显变差", "worse since the baseline"),
    "behind": ("不足80%且落后于直线进度", "below 80% and behind the straight path"),
    "beyond_kind": ("波动超出同类指标的常态", "beyond its kind"),
    "outlier": ("近期一年明显偏离", "one year far out"),
    "likelihood": ("可能性低于50%", "likelihood below 50%"),
    "likelihood_red": ("可能性低于20%（红色）", "likelihood below 20% (red)"),
    "any_warning": ("达标困难预警（各级）", "hard to complete, any level"),
    "last_year_missed": ("简单规则：最近一年未达标", "naive: last year missed"),
    "behind_path": ("简单规则：落后于直线进度", "naive: behind the straight path"),
    "line_misses": ("简单规则：直线外推达不到", "naive: the line misses"),
    "cagr_below_60": ("简单规则：增长率之比低于0.6", "naive: CAGR ratio below 0.6"),
    "strong_fluctuation": ("波动异常预警（各级）", "strong fluctuation, any level"),
    "last_change_above_10_percent": ("简单规则：比上年变动超过10%", "naive: last change above 10%"),
    "textbook_xmr": ("简单规则：教科书控制图", "naive: textbook control chart"),
}


def warnings(b: Backtested, n: int) -> str:
    """How often each kind of warning was right, and the detectors side by side."""
    made = b.record["uses"]
    looks, plans, k, moving = (
        number(made[name], 0) for name in ("looks", "plans", "indicators", "fluctuation_looks")
    )
    text = b.say(
        f"把{k}个指标的{plans}个假想规划从头到尾看{looks}次（留出整个主题），每次记下是否预警和后来怎样；波动异常另看"
        f"{moving}次。“对的”对达标困难预警是目标年确实没有达到，对波动异常预警是以后三年又有超出常态的数值；“本来”是随便"
        "预警也会对的比例。",
        f"{plans} made-up plans of {k} indicators are looked at {looks} times, whole topics left out; strong "
        f"fluctuation in {moving} looks of its own. Right: the target was missed in its year (hard to complete), or "
        "one of the next three figures was again beyond the usual (fluctuation). By chance: the share that would be "
        "right of warnings given blindly.",
    )
    beside = b.say(
        "[@tbl-detectors]和[@fig-roc]把预警与人人会用的简单规则并列。命中率：后来出事的各次回看中发出预警的比例；"
        "每年误报：每个指标每年发出的错误预警数；提前：没有达到的规划里，首次预警并一直保持到目标年的年数（中位）；最后一列：与该规则误报"
        "一样多时，本软件能命中的比例。",
        "[@tbl-detectors] and [@fig-roc] put the warnings beside rules that anyone could use. Hit rate: share of the "
        "looks before a miss that warned; false alarms: wrong warnings per indicator and year; lead: years before "
        "the target year at which a warning was first given and kept (median over missed plans); ours: what "
        "our score finds with as many false alarms as the rule.",
    )
    return paragraphs(
        b.heading("预警有多准", "How good the warnings are", id="warnings", number=n), text, _each(b), beside,
        _beside(b), _curves(b),
    )  # fmt: skip


def _each(b: Backtested) -> str:
    at = 0 if b.zh else 1
    heads = ((b.say("次数", "n"), 10), (b.say("对的", "Right"), 10), (b.say("95%区间（%）", "95% (%)"), 16),
             (b.say("本来", "By chance"), 9))  # fmt: skip
    columns = [Column(b.say("种类", "Kind"), 16), Column(b.say("级别", "Level"), 10)]
    columns += [Column(b.say("规则", "Rule"), 26), *(Column(title, width, right=True) for title, width in heads)]
    body = [
        [KIND_WORDS[r["kind"]][at], LEVEL_WORDS[r["level"]][at], _rule(b, r["rule"]), number(r["right_n"], 0),
         share(r["right_share"], 0), b.band(r["right_low"], r["right_high"], 0), share(r["base_rate"], 0)]
        for r in b.tables["warnings"].to_dict("records")
    ]  # fmt: skip
    caption = b.say("每种预警后来对了多少", "How often each kind of warning was right")
    return pipe_table(columns, body, id="warnings", caption=caption)


def _beside(b: Backtested) -> str:
    heads = ((b.say("命中率", "Hit rate"), 10), (b.say("每年误报", "False alarms a year"), 13),
             (b.say("对的", "Right"), 9), (b.say("AUC", "AUC"), 8), (b.say("提前（年）", "Lead (years)"), 13),
             (b.say("同样误报时本软件命中", "Ours, as many alarms"), 16))  # fmt: skip
    columns = [Column(b.say("规则", "Rule"), 34), *(Column(title, width, right=True) for title, width in heads)]
    body = [
        [_rule(b, r["rule"]), share(r["hit_rate"], 0), score(r["false_alarms_per_indicator_year"]),
         share(r["right_share"], 0), score(r["auc"], 2), number(r["lead_time_median"], 0),
         share(r["our_hit_rate_at_its_false_alarms"], 0)]
        for r in b.tables["detectors"].to_dict("records")
    ]  # fmt: skip
    caption = b.say(
        "预警与简单规则对照（先列达标困难，后列波动异常）", "Our warnings beside naive rules, kind by kind"
    )
    return pipe_table(columns, body, id="detectors", caption=caption)


def _curves(b: Backtested) -> str:
    at, panels = 0 if b.zh else 1, []
    for kind, words in KIND_WORDS.items():
        mine = b.tables["roc"][b.tables["roc"]["kind"] == kind]
        rules = b.tables["detectors"].set_index(["kind", "rule"])
        curves = []
        for rule, part in mine.groupby("rule", sort=False):
            one: Any = rules.loc[(kind, str(rule))]
            alarms, hits = part["false_alarm_rate"].tolist(), part["hit_rate"].tolist()
            stands = float(one["false_alarm_rate"]), float(one["hit_rate"])
            curves.append(Curve(_rule(b, str(rule)), alarms, hits, stands, float(one["auc"])))
        panels.append((words[at], curves))
    caption = b.say(
        "预警与简单规则的命中和误报（ROC曲线）", "Hits and false alarms of warnings and naive rules (ROC)"
    )
    return b.draw(draw_roc(panels, lang=b.lang), "roc", caption=caption, alt=alt_roc(panels, lang=b.lang))


def _rule(b: Backtested, code: str) -> str:
    return b.say(*RULES.get(code, (code, code)))
