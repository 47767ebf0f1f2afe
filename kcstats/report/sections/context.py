"""The setting in which a plan is carried out: population, economy and spending, from the same package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kcstats.evaluation.model import Evaluation
from kcstats.observations.dataset import TOTAL
from kcstats.plan.model import Indicator
from kcstats.plan.units import unit_words
from kcstats.report.numbers import amount, move, number, subject, uncounted
from kcstats.terms import Lang

YEARS = 5
"""So many years are tabled, up to the last one used."""


@dataclass(frozen=True)
class Setting:
    """One figure of the setting, by year.

    Attributes
    ----------
    years : tuple of int
        The tabled years.
    values : dict of int to float
        What is known, of any year.
    """

    indicator: Indicator
    years: tuple[int, ...]
    values: dict[int, float]

    def named(self, lang: Lang) -> str:
        """Its name with the unit."""
        unit, name = unit_words(self.indicator.unit, lang).strip(" ()"), self.indicator.name(lang)
        if not unit:
            return name
        return f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"

    def printed(self) -> list[str]:
        """The tabled figures."""
        return [number(self.values.get(year), self.indicator.decimals) for year in self.years]

    def sentence(self, lang: Lang) -> str:
        """Say the last figure, and how it moved on the year before."""
        year = max(y for y in self.values if y <= self.years[-1])
        item, last = self.indicator, self.values[year]
        value = amount(last, item.unit, item.decimals, lang)
        before = self.values.get(year - 1)
        moved = "" if before is None else move(before, last, item.unit, item.decimals, item.direction, lang)
        if lang == "en":
            joint = "since" if moved.endswith("unchanged") else "on"
            said = f", {moved} {joint} {year - 1}" if moved else ""
            return uncounted(f"{subject(item.name(lang))} stood at {value} in {year}{said}.")
        said = f"，{'与' if moved.endswith('持平') else '比'}{year - 1}年{moved}" if moved else ""
        return f"{year}年，{item.name(lang)}为{value}{said}。"


def setting_words(found: Sequence[Setting], lang: Lang) -> str:
    """Say the figures of the setting one after the other; in Chinese those of one year in one sentence."""
    said = [item.sentence(lang) for item in found]
    if lang == "en":
        return " ".join(said)
    parts: dict[str, list[str]] = {}
    for text in said:
        year, rest = text.rstrip("。").split("，", 1)
        parts.setdefault(year, []).append(rest)
    return "".join(f"{year}，{'；'.join(rest)}。" for year, rest in parts.items())


def context_ones(ev: Evaluation) -> list[Setting]:
    """Find the setting's figures of the evaluated area; empty where the package has none."""
    from kcstats.plan.load import load_indicators

    known = {id: item for id, item in load_indicators(ev.settings.plan_path).items() if item.context}
    table = ev.dataset.current
    mine = table[(table["area"] == ev.settings.area) & table["value"].notna() & table["indicator"].isin(known)
                 & (table["year"] <= ev.settings.data_to)]  # fmt: skip
    mine = mine[(mine["sex"] == TOTAL) & (mine["age_group"] == TOTAL) & (mine["residence"] == TOTAL)]
    last = ev.settings.data_to
    years = tuple(range(last - YEARS + 1, last + 1))
    out = []
    for id, item in known.items():
        rows = mine[mine["indicator"] == id]
        if len(rows):
            out.append(Setting(item, years, dict(zip(rows["year"].astype(int), rows["value"], strict=True))))
    return out
