"""What can be counted in the tables of one run, by what it is called."""

from __future__ import annotations

import re

import pandas as pd

from kcstats.report.report import Report
from tests.report.in_text.source import Source, printed, share

LABELS: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "已达标|达到目标|实现|已实现|多数|半数": ("attained", "good", "came"),
        "可望": ("expected", "good"),
        "难以|未达标|未实现|困难|未能|需要关注": ("difficult", "failed", "hard"),
        "无数据|无法判断|缺少|缺项|数据不足|没有|未填报": ("no_data", "silent", "late", "lost_sight"),
        "改善": ("better", "gains"),
        "变差|转差": ("worse", "down"),
        "转好": ("up",),
        "不变": ("same",),
        "很可能|较可能|较难|很难": ("odds",),
        "预计|预期|区间": ("joint",),
        "判断": ("judged", "right", "fresh", "lost_sight"),
        "红色|橙色|黄色": ("levels",),
        "预警": ("warned", "difficult"),
        "波动": ("moving",),
        "方法": ("rules",),
        "定性": ("qualitative",),
        "个领域": ("domains",),
        "有数值要求": ("short",),
        "目前达到": ("met_now",),
        "目标未定量": ("vague",),
        "到极限": ("full",),
        "缺少数据或数据不足": ("lacking",),
        "不能判断": ("no_data",),
        "项次|组": ("effects",),
        "本领域有|等": ("any",),
        "对照": ("rules",),
        "可监测": ("n",),
        "主要目标": ("goals",),
    },
    "en": {
        "attained|met|meeting": ("attained", "good", "came", "met_now"),
        "expected": ("expected", "good", "joint", "effects"),
        "difficult|missed|hard|unlikely": ("difficult", "failed", "hard", "warned", "odds", "met_now"),
        "no data|judged|without|missing|no figure|none": (
            "no_data",
            "silent",
            "late",
            "lost_sight",
            "judged",
            "fresh",
            "joint",
        ),
        "better|improved": ("better", "gains", "up"),
        "worse": ("worse", "down"),
        "as before": ("same",),
        "likely|unlikely": ("odds",),
        "interval": ("joint",),
        "right": ("right",),
        "red|orange|yellow": ("levels",),
        "warning|more in": ("warned", "rest", "moving"),
        "fluctuat|vary": ("moving",),
        "rule": ("rules",),
        "qualitative": ("qualitative",),
        "domains": ("domains",),
        "not met": ("short",),
        "measures|detectable|told|chance": ("effects",),
        "goals": ("goals", "qualitative"),
        "more": ("any",),
        "both times": ("n",),
        "without enough data|without data": ("lacking",),
        "not quantified": ("vague",),
        "measurable|numeric target": ("n", "judged", "difficult"),
    },
}
SECTIONS = {
    "directional": "有方向性可监测指标|targets without a number|directional targets?: ",
    "strategy_numeric": "策略措施中有定量指标|The strategies hold",
    "goal_numeric": "目标中有定量要求的指标|本领域有定量目标指标|项定量目标中，到|"
    "numeric targets? among the goals|numeric targets?: |numeric targets? met",
}
"""Words by which a sentence says which of the three lists it counts."""

WHY = ("vague", "full", "lacking")
"""Counts of why nothing can be judged: asked for by their own words only."""

GRADES = ("attained", "expected", "difficult", "no_data")
LIKELIHOODS = ("very_likely", "likely", "unlikely", "very_unlikely", "none")


class Counts:
    """What can be counted in the rows of a plan, a domain or a unit, by what it is called."""

    def __init__(self, source: Source, report: Report) -> None:
        """Hold the tables."""
        self.source, self.report = source, report
        self.found: dict[tuple[str, str, str, str], dict[str, set[str]]] = {}

    def of(self, plan: str, domain: str, unit: str, section: str = "") -> dict[str, set[str]]:
        """Counts of one plan, domain, unit and section ("" = all of them)."""
        key = (plan, domain, unit, section)
        if key not in self.found:
            self.found[key] = self._of(*key)
        return self.found[key]

    def _of(self, plan: str, domain: str, unit: str, section: str) -> dict[str, set[str]]:
        rows = self.source.rows
        rows = rows[(rows["plan"] == plan) | (plan == "")]
        rows = rows[(rows["domain"] == domain) | (domain == "")]
        if unit:
            held = {i for u in self.source.ev.dataset.departments if u.id == unit for i in u.indicators}
            rows = rows[[self.source.targets[i].indicator in held for i in rows["id"]]]
        once = (
            rows.assign(order=rows["source"] != "goal").sort_values("order", kind="stable").drop_duplicates("demand")
        )
        parts = [rows, once, *(rows[rows["section"] == s] for s in rows["section"].unique())]
        parts = [rows[rows["section"] == section]] if section else parts
        out: dict[str, set[str]] = {}
        for part in parts:
            for name, n in self._counted(part).items():
                out.setdefault(name, set()).add(str(n))
        if section in ("", "goal_numeric"):
            self._joint(out, plan, domain)
        self._warned(out, rows)
        self._once(out, plan, domain, rows)
        if unit:  # an extract names what is asked for once
            names = {self.source.targets[i].name(self.source.lang) for i in rows.loc[rows["late"], "id"]}
            out["late"].add(str(len(names)))
        return out

    @staticmethod
    def _counted(rows: pd.DataFrame) -> dict[str, int]:
        grade = rows["grade"]
        found = {g: int((grade == g).sum()) for g in GRADES}
        hard, good = grade == "difficult", grade == "attained"
        out = {
            "n": len(rows),
            **found,
            "good": found["attained"] + found["expected"],
            "judged": len(rows) - found["no_data"],
        }
        out |= {f"odds {w}": int((rows["likelihood"] == w).sum()) for w in LIKELIHOODS}
        vague = (rows["rule"] == "unquantified") & ~rows["silent"]
        full = rows["reason"].fillna("").str.contains("没有改善的余地|no room to improve")
        out |= {
            "met_now": int((hard & (rows["status"] == "met")).sum()),
            "late": int(rows["late"].sum()),
            "silent": int((rows["silent"] & (grade == "no_data")).sum()),
            "vague": int(vague.sum()),
            "full": int(full.sum()),
            "lacking": int(((grade == "no_data") & ~vague & ~full).sum()),
            "never": int(rows["silent"].sum()),
            "gains": int((rows["p_change"] < 0.05).sum()),
            "worse": int((rows["p_change"] > 0.95).sum()),
        }
        out |= {
            "better attained": int((rows["better"] & good).sum()),
            "better expected": int((rows["better"] & (grade == "expected")).sum()),
        }
        shown = rows["status"].isin(["not_met", "near"]) & ~rows["silent"] & (rows["section"] != "directional")
        return out | {"short": int(shown.sum())}

    def _joint(self, out: dict[str, set[str]], plan: str, domain: str) -> None:
        table = self.source.tables["joint"]
        mine = table[(table["plan"] == plan) & table["goal"].isna()]
        mine = mine[mine["domain"].isna()] if not domain else mine[mine["domain"].astype(str).str.startswith(domain)]
        for row in mine.to_dict("records"):
            whole = {
                str(int(row[name])) for name in ("n", "judged", "not_judged", "low", "high") if row[name] == row[name]
            }
            out.setdefault("joint", set()).update(whole | {printed(row["expected"], 1)})
        if not domain:
            part = self.source.tables["summary"]
            mine = part[(part["plan"] == plan) & (part["domain"].isna())] if plan else part[part["domain"].isna()]
            total = mine[mine["section"] == "goal_numeric"][["n", *GRADES]].sum()
            good = total["attained"] + total["expected"]
            own = self.source.rows[(self.source.rows["plan"] == plan) | (plan == "")]
            hard = own[own["grade"] == "difficult"]["p_attain"].dropna()
            out.setdefault("share", set()).update(*(share(p) for p in (hard.min(), hard.max())))
            out["share"].update(printed(100 * v / total["n"], 1) for v in (good, total["attained"]) if total["n"])
            for name, value in (*total.items(), ("good", good), ("judged", total["n"] - total["no_data"])):
                out.setdefault(str(name), set()).add(str(int(value)))

    def _warned(self, out: dict[str, set[str]], rows: pd.DataFrame) -> None:
        table = self.source.own("warnings")
        table = table[table["id"].isin(rows["id"])]
        hard, moving = (table[table["kind"] == kind] for kind in ("hard_to_complete", "strong_fluctuation"))
        out["warned"], out["moving"] = {str(len(hard))}, {str(len(moving))}
        out["levels"] = {str((hard["level"] == name).sum()) for name in ("red", "orange", "yellow")}
        shown = (8, 3) if self.source.lang == "zh" else (6, 2)  # on the one page of the bulletin
        out["rest"] = {str(max(len(hard) - shown[0], 0) + max(len(moving) - shown[1], 0))}

    def _once(self, out: dict[str, set[str]], plan: str, domain: str, rows: pd.DataFrame) -> None:
        """Goals of a plan or domain, and what is counted over a plan or the whole report only."""
        plans = [p for p in self.source.plans if plan in ("", p.id)]
        goals = [g for p in plans for d in p.domains for g in d.goals]
        out["domains"] = {str(sum(len(p.domains) for p in plans))}
        out["goals"] = {str(len(goals))}
        own = [g for p in plans for d in p.domains for g in d.goals if domain in ("", str(d.number))]
        out["qualitative"] = {str(sum(g.kind.value == "qualitative" for g in own))}
        every = self.source.tables["effects"]
        whole, groups = every[every["group"] == "total"]["verdict"], every[every["group"] != "total"]
        told = whole[whole != "cannot_be_told"]
        tested = groups[groups["p_adjusted"].notna()]
        found = tested["verdict"].isin(["improved_beyond_forecast", "worse"]).sum()
        families = len(tested[["measure", "indicator", "area"]].drop_duplicates())
        numbers = (*whole.value_counts(), len(whole), len(told), len(groups), len(tested), found, families, 0)
        out["effects"] = {str(n) for n in numbers} | {printed(0.05 * len(part), 1) for part in (told, tested)}
        beside = self.source.own("comparators")
        asked = beside[["healthy_people", "open_sdg", "unsd", "escap", "aarr", "linear_pace"]]
        spoke = beside[asked.ne("unknown").any(axis=1)]
        out["rules"] = {str(len(spoke)), str(spoke["disagree"].notna().sum()), str(int(spoke["rules_split"].sum()))}
        self._before(out, plan, rows)

    def _before(self, out: dict[str, set[str]], plan: str, rows: pd.DataFrame) -> None:
        """Against the report before, and against the mid-term."""
        rank = dict(zip(reversed(GRADES), range(4), strict=True))
        now = rows.set_index("id")["grade"]
        if self.report.previous is not None:
            table = self.report.previous.table
            then = table[(table["area"] == self.source.ev.settings.area) & (table["group"] == "total")].set_index(
                "id"
            )["grade"]
            both = pd.concat([now, then], axis=1, join="inner", keys=["now", "then"])
            known = both[(both != "no_data").all(axis=1)].replace(rank).infer_objects()
            out["n"].add(str(len(both)))
            out["same"] = {str((both["now"] == both["then"]).sum())}
            out["up"], out["down"] = (
                {str((known["now"] > known["then"]).sum())},
                {str((known["now"] < known["then"]).sum())},
            )
            out["fresh"] = {str(((both["then"] == "no_data") & (both["now"] != "no_data")).sum())}
            out["lost_sight"] = {str(((both["now"] == "no_data") & (both["then"] != "no_data")).sum())}
        if self.report.before is not None:
            table = self.report.before.indicators
            then = table[(table["area"] == self.source.ev.settings.area) & (table["group"] == "total")].set_index(
                "id"
            )
            goal = rows[(rows["section"] == "goal_numeric")].set_index("id")
            both = goal.join(then[["grade", "p_attain"]].add_suffix("_then"))
            both = both[(both["latest_year"] >= self.source.ev.settings.data_to) & (both["grade_then"] != "no_data")]
            hoped = both["grade_then"] != "difficult"
            met = both["grade"] == "attained"
            came, failed = int((hoped & met).sum()), int((~hoped & ~met).sum())
            early = rows["id"].isin(then[then["status"] == "met"].index) & (rows["status"] == "met")
            late = rows["latest_year"] >= self.source.ev.settings.data_to
            out["attained"] |= {
                str(int((early & late & (rows["section"] == s)).sum())) for s in rows["section"].unique()
            }
            out["attained"] |= {str(int((early & late).sum()))}
            out["judged"].add(str(len(both)))
            out["came"], out["failed"] = {str(came), str(hoped.sum())}, {str(failed), str((~hoped).sum())}
            out["right"] = {str(came + failed), str(len(both))}
            out["share"] = (
                out.get("share", set()) | {printed(100 * (came + failed) / len(both), 1)} if len(both) else set()
            )
            out["joint"] = out.get("joint", set()) | {printed(both["p_attain_then"].sum(), 1), str(met.sum())}

    def named(self, clause: str, found: dict[str, set[str]], lang: str) -> set[str]:
        """The counts that a clause's words ask for; every one of the scope where they name none."""
        asked = {name for words, names in LABELS[lang].items() if re.search(words, clause) for name in names}
        mine = {name: values for name, values in found.items() if name.split(" ")[0] in asked}
        chosen = mine or {name: values for name, values in found.items() if name not in WHY}
        return set().union(*chosen.values())
