"""What a plan is made of.

A plan is data: domains hold goals and strategies, goals and strategies hold targets, and a target makes one demand
(`Rule`) of one indicator. The indicator is described once, in the catalogue shared by all plans, because the same
indicator may stand in two of them. No code in this package knows any particular plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kcstats.terms import Direction, GoalKind, Lang, Rule, Scale, Scope


@dataclass(frozen=True)
class Name:
    """A name in both languages."""

    zh: str
    en: str

    def __call__(self, lang: Lang = "zh") -> str:
        """Say the name in the reader's language.

        Examples
        --------
        >>> Name("孕产妇死亡率", "Maternal mortality ratio")("en")
        'Maternal mortality ratio'
        """
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Indicator:
    """One measurable thing, defined once for all plans.

    Attributes
    ----------
    id : str
        Stable code, such as ``maternal_mortality_ratio``.
    unit : str
        As printed, such as ``%``, ``‰``, ``1/10万``; empty for a pure number.
    multiplier : float or None
        value = numerator / denominator * multiplier; None where there is no such formula.
    lower, upper : float or None
        Bounds of a possible value, in the unit; None = unbounded.
    decimals : int
        Digits after the point as usually published.
    breakdowns : tuple of str
        Groups wanted, of ``sex age residence school_stage sub_district``.
    age_groups : tuple of Name
        Allowed groups of ``age_group`` beside ``total``: (code, words).
    context : bool
        True for what describes the setting - population, economy, spending - and is no plan's target.
    """

    id: str
    name: Name
    definition: Name
    numerator: Name
    denominator: Name
    multiplier: float | None
    unit: str
    scale: Scale
    lower: float | None
    upper: float | None
    direction: Direction
    decimals: int
    source_system: Name
    period: Name
    breakdowns: tuple[str, ...]
    age_groups: tuple[tuple[str, Name], ...] = ()
    note: Name = Name("", "")
    context: bool = False


@dataclass(frozen=True)
class Target:
    """One measurable demand of a goal or a strategy.

    Attributes
    ----------
    id : str
        ``W1.2``; with a letter where one item has several targets, ``W1.3a``; ``W1.S4`` for a strategy.
    source : {"goal", "strategy"}
        Where the demand stands.
    indicator : str
        Id in the catalogue.
    name : Name
        Short title of the demand, such as 孕产妇死亡率.
    threshold : float or None
        Bare number in ``unit``; None for rules without a number.
    sex, age_group, residence : str
        The group the target itself speaks of; ``total`` unless the text says otherwise.
    gap_by : str
        For `narrow_gap`: the breakdown whose groups are compared (``sex`` or ``residence``); else empty.
    reference_indicator : str
        For `not_below_reference`: the indicator compared with; else empty.
    """

    id: str
    plan: str
    domain: int
    item: int
    source: str
    indicator: str
    name: Name
    rule: Rule
    scope: Scope
    threshold: float | None
    unit: str
    baseline_value: float | None
    baseline_year: int
    target_year: int
    sex: str = "total"
    age_group: str = "total"
    residence: str = "total"
    gap_by: str = ""
    reference_indicator: str = ""
    responsible_unit: str = ""
    note: Name = Name("", "")

    @property
    def numeric(self) -> bool:
        """Whether the plan's text gives a number."""
        return self.threshold is not None

    @property
    def every_year(self) -> bool:
        """Whether it must hold in every year up to the target year, not in that year alone."""
        return self.rule in (Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST, Rule.STAY_LOW)


@dataclass(frozen=True)
class Goal:
    """One numbered goal of a domain, with the targets its text holds."""

    id: str
    number: int
    title: Name
    kind: GoalKind
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Strategy:
    """One numbered strategy of a domain, with the targets its text holds."""

    id: str
    number: int
    title: Name
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Domain:
    """One field of a plan, such as 妇女与健康."""

    number: int
    name: Name
    goals: tuple[Goal, ...]
    strategies: tuple[Strategy, ...] = ()

    @property
    def items(self) -> tuple[Goal | Strategy, ...]:
        """All goals, then all strategies."""
        return (*self.goals, *self.strategies)


@dataclass(frozen=True)
class Plan:
    """One plan, whole.

    Attributes
    ----------
    id : str
        ``women``, ``children``, ``cn-women-2021`` …
    letter : str
        Prefix of its ids: ``W``, ``C``, ``CNW21-`` …
    selection : bool
        True where the data hold only a part of the published plan; reports say so.
    indicators : dict of str to Indicator
        Every indicator its targets name.
    citation : Name
        What document this is.
    """

    id: str
    letter: str
    name: Name
    citation: Name
    baseline_year: int
    target_year: int
    selection: bool
    domains: tuple[Domain, ...]
    indicators: dict[str, Indicator]

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """All targets: each domain's goals first, then its strategies."""
        return tuple(t for d in self.domains for item in d.items for t in item.targets)

    def target(self, id: str) -> Target:
        """Find one target by its id; KeyError where there is none."""
        for t in self.targets:
            if t.id == id:
                return t
        raise KeyError(id)

    def domain(self, number: int) -> Domain:
        """Find one domain by its number; KeyError where there is none."""
        for d in self.domains:
            if d.number == number:
                return d
        raise KeyError(number)
