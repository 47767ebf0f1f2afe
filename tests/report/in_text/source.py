"""The files of one run, and which numbers a sentence may take from them."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from kcstats.plan.load import load_indicators
from kcstats.plan.model import Indicator, Plan, Target
from kcstats.report.facts import facts
from kcstats.report.grouping import improved
from kcstats.report.numbers import small, subject
from kcstats.report.reference_tables import formula
from kcstats.report.report import Report
from tests.report.in_text.method import method

ENGLISH = {"万人": 4, "万元": -2, "亿元": -1}
"""By how many places a figure of these units moves when English says it in persons, millions and billions."""
LONG = 14
"""A text of a file this long is left out before sentences are cut: it may hold several."""


def printed(value: float, decimals: int) -> str:
    """Round half up on the number's shortest decimal form, as people do; without a sign."""
    shown = Decimal(repr(float(round(value, 9)))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return f"{abs(shown):f}"


def share(p: float) -> set[str]:
    """A probability or a share as it is printed, with the bounds that words such as 超过95% name."""
    if not math.isfinite(p):
        return set()
    whole = printed(100 * p, 0)
    if p > 0.99:
        return {"99"}
    if p < 0.01:
        return {"1"}
    return {whole} | ({"95"} if p > 0.95 else set()) | ({"5"} if p < 0.05 else set())


def without(text: str, texts: list[str]) -> str:
    """A text without several others."""
    for words in texts:
        if words in text:
            text = text.replace(words, " ")
    return text


class Source:
    """The files of one run, and which numbers a sentence may take from them."""

    def __init__(self, report: Report, folder: Path, lang: str) -> None:
        """Read the tables back from the files."""
        self.lang, self.ev = lang, report.ev
        self.tables = {
            path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in (folder / "tables").glob("*.csv")
        }
        self.package = report.ev.dataset.folder
        self.before = report.before
        self.known: dict[str, set[str]] = {}
        self.by_id: dict[str, dict[str, pd.DataFrame]] = {}
        seen = self.tables["observations"].dropna(subset=["value"]).sort_values("year")
        self.seen = {
            (str(id), str(group)): dict(zip(rows["year"], rows["value"], strict=True))
            for (id, group), rows in seen[seen["area"] == self.ev.settings.area].groupby(["id", "group"])
        }

    @cached_property
    def plans(self) -> tuple[Plan, ...]:
        """The plans, as data."""
        return self.ev.plans

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Every target by id."""
        return {t.id: t for plan in self.plans for t in plan.targets}

    def indicator(self, target: Target) -> Indicator:
        """What a target measures."""
        return self.ev.plan(target.plan).indicators[target.indicator]

    def own(self, table: str) -> pd.DataFrame:
        """Rows of a table about the whole area."""
        rows = self.tables[table]
        return rows[(rows["area"] == self.ev.settings.area) & (rows["group"] == "total")]

    @cached_property
    def names(self) -> dict[str, frozenset[str]]:
        """What a sentence may call a target: its title, or its indicator's name."""
        found: dict[str, set[str]] = {}
        for id, t in self.targets.items():
            for name in (t.name(self.lang), self.indicator(t).name(self.lang)):
                found.setdefault(name, set()).add(id)
        return {name: frozenset(found[name]) for name in sorted(found, key=len, reverse=True) if name}

    @cached_property
    def context(self) -> list[Indicator]:
        """Indicators of the setting."""
        return [item for item in load_indicators(self.ev.settings.plan_path).values() if item.context]

    @cached_property
    def years(self) -> set[str]:
        """Years that there are figures of, that a break, a text or a measure names, and the target years."""
        last = {t.target_year for t in self.targets.values()} | {self.ev.settings.data_to}
        last |= {b.year for b in self.ev.dataset.breaks} | {p.target_year - 9 for p in self.plans}
        return {str(y) for y in {*self.ev.dataset.current["year"].astype(int), *last}}

    @cached_property
    def verbatim(self) -> list[str]:
        """Texts that are printed as they stand in a file, the longest first."""
        found: list[object] = []
        for table, columns in (
            ("indicators", ("reason",)),
            ("rules", ("note", "units_failing", "units_unlikely")),
            ("effects", ("reason", "note")),
            ("warnings", ("rule", "evidence")),
        ):
            found += [text for name in columns for text in self.tables[table][name].dropna()]
        for name in ("narrative.csv", "measures.csv"):
            if (self.package / name).is_file():
                table = pd.read_csv(self.package / name)
                found += [text for column in ("text", "author", "note") if column in table for text in table[column]]
        ds, at = self.ev.dataset, self.lang
        found += [
            ds.title(at),
            *ds.sources.values(),
            *(a.name(at) for a in ds.areas),
            *(b.note(at) for b in ds.breaks),
        ]
        for plan in self.plans:
            found += [plan.citation(at), *(d.name(at) for d in plan.domains)]
            found += [i.title(at) for d in plan.domains for i in (*d.goals, *d.strategies)]
            for item in (*plan.indicators.values(), *self.context):
                found += [
                    item.definition(at),
                    item.numerator(at),
                    item.denominator(at),
                    item.source_system(at),
                    item.period(at),
                    item.note(at),
                    formula(item, at == "zh"),
                ]
        texts = {str(text).rstrip("。. ") for text in found if isinstance(text, str)}
        worded = (t for t in texts if re.search(r"\d", t) and re.search(r"[^\W\d_]", t) and len(t) > 4)
        worded = (t for t in worded if not any(t in name for name in self.titles))
        return sorted(worded, key=len, reverse=True)

    def figures(self, id: str) -> set[str]:
        """Everything that may be said of one target, or of one figure of the setting."""
        if id not in self.known:
            own = next((item for item in self.context if item.id == id), None)
            self.known[id] = self._figures(id) if own is None else self._setting(own)
        return self.known[id]

    def _figures(self, id: str) -> set[str]:
        target, out = self.targets[id], set()
        item = self.indicator(target)
        digits, last = item.decimals, self._rows("indicators", id).iloc[0]
        seen = self.figures_of(target)
        rules = self._rows("rules", id)
        before = float(last["baseline_value"]) if not target.gap_by else float(rules["gap_baseline"].iloc[0])
        known = list(seen.values())
        out |= {printed(v, digits) for v in (*known[-1:], before) if v == v}
        for value in (*known[-2:-1], before):
            if value == value and known:
                apart = round(float(printed(known[-1], digits)) - float(printed(value, digits)), 9)
                out.add(printed(apart, digits))
                out |= (
                    {printed(100 * apart / float(printed(value, digits)), 1)}
                    if float(printed(value, digits))
                    else set()
                )
        if last["threshold"] == last["threshold"]:
            out.add(f"{last['threshold']:g}")
        level = self._level(target, float(last["threshold"]), before)
        if level == level and known:
            out |= {printed(level - known[-1], digits + finer) for finer in (0, 1)} | {f"{level:g}"}
        out |= share(float(last["p_attain"]))
        out |= {printed(float(last[n]), digits + 1) for n in ("required_pace", "observed_pace") if last[n] == last[n]}
        out |= self._counts(id, digits, item) | self._then(id)
        return out | {str(int(n)) for n in rules["units"].dropna()}

    def _rows(self, table: str, id: str) -> pd.DataFrame:
        if table not in self.by_id:
            own = self.own(table)
            self.by_id[table] = {str(key): rows for key, rows in own.groupby("id")} | {"": own.iloc[:0]}
        return self.by_id[table].get(id, self.by_id[table][""])

    def figures_of(self, target: Target) -> dict[int, float]:
        """Figures by year; of a gap, the two groups' difference."""
        if not target.gap_by:
            return self.seen.get((target.id, "total"), {})
        pair = {"sex": ("sex=female", "sex=male"), "residence": ("residence=rural", "residence=urban")}[target.gap_by]
        one, two = (self.seen.get((target.id, group), {}) for group in pair)
        return {year: abs(one[year] - two[year]) for year in one if year in two}

    @staticmethod
    def _level(target: Target, threshold: float, before: float) -> float:
        return before * (1 - threshold / 100) if target.rule.value == "reduce_by_pct" else threshold

    def _counts(self, id: str, digits: int, item: Indicator) -> set[str]:
        """Counts behind a figure: this year's, and those of the years pooled."""
        out: set[str] = set()
        for row in self._rows("counts", id).to_dict("records"):
            whole = (
                "events",
                "denominator",
                "pooled_events",
                "pooled_denominator",
                "births_to_judge",
                "births_to_confirm",
            )
            out |= {printed(row[name], 0) for name in whole if row[name] == row[name]}
            parts = ("value", "pooled_value", "pooled_lower", "pooled_upper")
            out |= {printed(row[name], digits) for name in parts if row[name] == row[name]}
            out |= share(row["p_underlying"]) | share(row["p_target_year"])
            out.add(str(int(row["pooled_to"] - row["pooled_from"] + 1)))
        seen = self._rows("observations", id).dropna(subset=["numerator", "denominator"]).sort_values("year").tail(5)
        seen = seen[seen["segment"] == seen["segment"].iloc[-1]] if len(seen) else seen
        if len(seen) and item.multiplier:
            events, base = seen["numerator"].sum(), seen["denominator"].sum()
            out |= {printed(events, 0), printed(base, 0), printed(item.multiplier * events / base, digits)}
        return out

    def _then(self, id: str) -> set[str]:
        """What the mid-term said of it, where a final report looks back."""
        if self.before is None:
            return set()
        return share(float(self.before.row(id)["p_attain"]))

    def _setting(self, item: Indicator) -> set[str]:
        rows = self.ev.dataset.current.query("indicator == @item.id and area == @self.ev.settings.area")
        rows = rows[(rows["sex"] == "total") & (rows["age_group"] == "total") & (rows["residence"] == "total")]
        known = rows[rows["year"] <= self.ev.settings.data_to].sort_values("year")["value"].dropna().to_list()[-2:]
        ends = [float(printed(v, item.decimals)) for v in known]
        whole = {printed(known[-1], item.decimals), printed(ends[-1] - ends[0], item.decimals)}
        if self.lang == "zh" or item.unit not in ENGLISH:
            return whole
        return {f"{Decimal(text).scaleb(ENGLISH[item.unit]):f}" for text in whole}

    @cached_property
    def effects(self) -> dict[str, set[str]]:
        """Everything that may be said of one measure, by its title."""
        items = {i.id: i for plan in self.plans for i in plan.indicators.values()}
        names = (
            "observed",
            "expected",
            "expected_low",
            "expected_high",
            "effect",
            "comparison_effect",
            "comparison_low",
            "comparison_high",
        )
        out: dict[str, set[str]] = {"": set()}
        for row in self.tables["effects"].query("group == 'total'").to_dict("records"):
            digits = max(items[row["indicator"]].decimals, 1)
            own = {printed(row[name], digits) for name in names if row[name] == row[name]}
            own |= share(row["p_effect"]) | share(row["p_comparison"]) | {str(int(row["n_comparison"]))}
            out.setdefault(row["title"], set()).update(own)
        return out

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row a target, with what is counted: grade, likelihood, late, silent, better, worse, warned."""
        table = self.own("indicators").copy()
        table["plan"] = [self.targets[i].plan for i in table["id"]]
        table["domain"] = [str(self.targets[i].domain) for i in table["id"]]
        goal = [(self.targets[i].source, self.targets[i].numeric) for i in table["id"]]
        table["section"] = [
            "directional" if not n else "goal_numeric" if s == "goal" else "strategy_numeric" for s, n in goal
        ]
        said = {i: facts(self.ev, i) for i in table["id"]}
        table["better"] = [improved(said[i]) for i in table["id"]]
        table["silent"] = [said[i].latest is None for i in table["id"]]
        table["late"] = [f.latest is None or f.latest.year < f.data_to for f in said.values()]
        table["demand"] = [
            (t.indicator, t.sex, t.age_group, t.residence, t.gap_by, t.rule, t.threshold, t.scope)
            for t in (self.targets[i] for i in table["id"])
        ]
        table["source"] = [s for s, _ in goal]
        return table

    @cached_property
    def titles(self) -> list[str]:
        """Names that hold a digit, the longest first: 5岁以下儿童死亡率."""
        own = {*self.names, *(i.name(self.lang) for p in self.plans for i in p.indicators.values())}
        own |= (
            {i.name(self.lang) for i in self.context} | set(self.measures) | {p.name(self.lang) for p in self.plans}
        )
        own |= {small(name) for name in own} if self.lang == "en" else set()
        return sorted((name for name in own if re.search(r"\d", name)), key=len, reverse=True)

    @cached_property
    def measures(self) -> list[str]:
        """Titles of the measures that were evaluated."""
        return sorted(set(self.tables["effects"]["title"]), key=len, reverse=True)

    def in_items(self, ids: frozenset[str]) -> bool:
        """Whether a target is measured in 项, as counts of targets are said."""
        return any(self.indicator(self.targets[i]).unit == "项" for i in ids if i in self.targets)

    def said_of(self, sentence: str, *, setting: bool = False) -> set[str]:
        """The targets a sentence names, or the figures of the setting; a longer name is not read as one in it."""
        if setting:
            return {
                item.id
                for item in self.context
                if f"{item.name(self.lang)}为" in sentence or f"{subject(item.name(self.lang))} stood at" in sentence
            }
        return {id for name in self.named_in(sentence) for id in self.names[name]}

    def named_in(self, sentence: str) -> list[str]:
        """The names of targets in a sentence."""
        found = []
        for name in self.names:
            forms = {name, small(name)} if self.lang == "en" else {name}
            if any(form in sentence for form in forms):
                found.append(name)
                for form in forms:
                    sentence = sentence.replace(form, " ")
        return found

    @cached_property
    def long_texts(self) -> list[str]:
        """Texts of the files that may run over several sentences."""
        return [words for words in self.verbatim if len(words) >= LONG]

    @cached_property
    def numbered_units(self) -> re.Pattern[str]:
        """Units under a table, each with the number it has in the table."""
        names = "|".join(re.escape(unit.name(self.lang)) for unit in self.ev.dataset.departments)
        return re.compile(rf"\d+\. ?(?:{names})")

    @cached_property
    def short_texts(self) -> list[str]:
        """What is left out of a sentence: words of the method, names and short texts that hold a digit."""
        return [*method(self.ev, self.lang), *self.titles, *(words for words in self.verbatim if len(words) < LONG)]
