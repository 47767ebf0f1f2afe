"""Reading plans: YAML that an expert edits, checked against a closed schema, every fault with its line.

A plan file says what each goal and strategy demands; ids follow from the plan's letter, the numbers and the order of
the text, so that nobody has to keep them in step by hand. Plans and indicators of the user's own stand in a folder of
his, beside those that come with the software.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from kcstats.errors import Fault, InputError, expected_by_schema, why_unreadable
from kcstats.plan.fault_words import TEXTS
from kcstats.plan.model import Domain, Goal, Indicator, Name, Plan, Strategy, Target
from kcstats.terms import Direction, GoalKind, Lang, Rule, Scale, Scope

PLAN_FOLDER = Path(__file__).resolve().parent / "data"
INDICATORS = "indicators.yml"

_NUMBER_RULES = (Rule.AT_LEAST, Rule.AT_MOST, Rule.KEEP_AT_LEAST, Rule.KEEP_AT_MOST, Rule.REDUCE_BY_PCT,
                 Rule.MIN_DOSE)  # fmt: skip
"""Rules that mean nothing without a number; "full coverage" without one is all there is."""


_AS_WRITTEN = {
    "sex", "age_group", "residence", "gap_by", "reference_indicator", "responsible_unit", "rule", "scope",
    "threshold", "baseline_value",
}  # fmt: skip


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Name(_Closed):
    zh: str
    en: str

    def name(self) -> Name:
        return Name(self.zh, self.en)


_NO_NAME = _Name(zh="", en="")
Breakdown = Literal["sex", "age", "residence", "school_stage", "sub_district"]


class _Indicator(_Closed):
    name: _Name
    definition: _Name
    numerator: _Name = _NO_NAME
    denominator: _Name = _NO_NAME
    multiplier: float | None
    unit: str
    scale: Scale
    lower: float | None
    upper: float | None
    direction: Direction
    decimals: int = Field(ge=0, le=6)
    source_system: _Name
    period: _Name
    breakdowns: tuple[Breakdown, ...] = ()
    age_groups: dict[str, _Name] = {}
    note: _Name = _NO_NAME
    context: bool = False


class _Target(_Closed):
    indicator: str
    rule: Rule
    threshold: float | None = None
    unit: str | None = None
    name: _Name | None = None
    scope: Scope = Scope.AREA
    baseline_value: float | None = None
    sex: Literal["total", "female", "male"] = "total"
    age_group: str = "total"
    residence: Literal["total", "urban", "rural"] = "total"
    gap_by: Literal["", "sex", "residence"] = ""
    reference_indicator: str = ""
    responsible_unit: str = ""
    note: _Name = _NO_NAME


class _Item(_Closed):
    number: int = Field(ge=1)
    title: _Name
    targets: tuple[_Target, ...] = ()


class _Goal(_Item):
    kind: GoalKind


class _Domain(_Closed):
    number: int = Field(ge=1)
    name: _Name
    goals: tuple[_Goal, ...]
    strategies: tuple[_Item, ...] = ()


class _Plan(_Closed):
    id: str
    letter: str
    name: _Name
    citation: _Name
    baseline_year: int
    target_year: int
    selection: bool = False
    domains: tuple[_Domain, ...]


def plan_ids(folder: str | Path | None = None) -> tuple[str, ...]:
    """List the plans there are.

    Parameters
    ----------
    folder : str or Path, optional
        The user's own plans, beside the software's.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> "women" in plan_ids() and "children" in plan_ids()
    True
    """
    folders = [PLAN_FOLDER, *([Path(folder)] if folder else [])]
    return tuple(sorted({path.stem for f in folders for path in f.glob("*.yml") if path.name != INDICATORS}))


def load_indicators(folder: str | Path | None = None, *, lang: Lang = "zh") -> dict[str, Indicator]:
    """Read the catalogue of indicators shared by all plans.

    Parameters
    ----------
    folder : str or Path, optional
        A folder whose ``indicators.yml``, if any, adds to or replaces entries.
    lang : {"zh", "en"}
        Language of the messages.

    Returns
    -------
    dict of id to Indicator

    Raises
    ------
    InputError
        With every fault of the file.

    Examples
    --------
    >>> load_indicators()["maternal_mortality_ratio"].unit
    '1/10万'
    """
    found = dict(_indicators(PLAN_FOLDER / INDICATORS, lang))
    if folder and (Path(folder) / INDICATORS).is_file():
        found |= _indicators(Path(folder) / INDICATORS, lang)
    return found


def load_plan(id: str, folder: str | Path | None = None, *, lang: Lang = "zh") -> Plan:
    """Read one plan.

    Parameters
    ----------
    id : str
        Such as ``women`` or ``cn-children-2021``.
    folder : str or Path, optional
        The user's own plans; a plan there replaces the software's of the same id.
    lang : {"zh", "en"}
        Language of the messages.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        If there is no such plan, or with every fault of its file.

    Examples
    --------
    >>> load_plan("cn-women-2021").target("CNW21-1.1").threshold
    12.0
    """
    for place in ([Path(folder)] if folder else []) + [PLAN_FOLDER]:
        path = place / f"{id}.yml"
        if path.is_file():
            return _plan(path, load_indicators(folder, lang=lang), lang)
    raise InputError([_fault(f"{id}.yml", None, "", "no_plan", lang, id=id, known="、".join(plan_ids(folder)))])


def _plan(path: Path, indicators: dict[str, Indicator], lang: Lang) -> Plan:
    raw, lines = _read(path, lang)
    parsed: _Plan = _checked(TypeAdapter(_Plan), raw, path, lines, lang)
    faults = _cross_faults(parsed, indicators, path, lines, lang)
    if faults:
        raise InputError(faults)
    domains = tuple(_domain(parsed, d, indicators) for d in parsed.domains)
    targets = [t for d in domains for item in d.items for t in item.targets]
    used = {id for t in targets for id in (t.indicator, t.reference_indicator) if id}
    mine = {key: indicators[key] for key in sorted(used)}
    return Plan(
        id=parsed.id, letter=parsed.letter, name=parsed.name.name(), citation=parsed.citation.name(),
        baseline_year=parsed.baseline_year, target_year=parsed.target_year, selection=parsed.selection,
        domains=domains, indicators=mine,
    )  # fmt: skip


def _domain(plan: _Plan, domain: _Domain, indicators: dict[str, Indicator]) -> Domain:
    goals = []
    for goal in domain.goals:
        id = f"{plan.letter}{domain.number}.{goal.number}"
        targets = _targets(plan, domain, goal, id, "goal", indicators)
        goals.append(Goal(id, goal.number, goal.title.name(), goal.kind, targets))
    strategies = []
    for item in domain.strategies:
        id = f"{plan.letter}{domain.number}.S{item.number}"
        strategies.append(Strategy(id, item.number, item.title.name(),
                                   _targets(plan, domain, item, id, "strategy", indicators)))  # fmt: skip
    return Domain(domain.number, domain.name.name(), tuple(goals), tuple(strategies))


def _targets(
    plan: _Plan, domain: _Domain, item: _Item, id: str, source: str, indicators: dict[str, Indicator]
) -> tuple[Target, ...]:
    letters = [chr(ord("a") + i) for i in range(len(item.targets))] if len(item.targets) > 1 else [""]
    out = []
    for letter, t in zip(letters, item.targets, strict=False):
        indicator = indicators[t.indicator]
        plain = t.model_dump(include=_AS_WRITTEN)
        out.append(Target(
            id=id + letter, plan=plan.id, domain=domain.number, item=item.number, source=source,
            indicator=t.indicator, name=(t.name or _Name(zh=indicator.name.zh, en=indicator.name.en)).name(),
            unit=indicator.unit if t.unit is None else t.unit, baseline_year=plan.baseline_year,
            target_year=plan.target_year, note=t.note.name(), **plain,
        ))  # fmt: skip
    return tuple(out)


@lru_cache(maxsize=8)
def _indicators(path: Path, lang: Lang) -> dict[str, Indicator]:
    raw, lines = _read(path, lang)
    parsed: dict[str, _Indicator] = _checked(TypeAdapter(dict[str, _Indicator]), raw, path, lines, lang)
    out = {}
    for id, i in parsed.items():
        plain = {key: getattr(i, key) for key in ("multiplier", "unit", "scale", "lower", "upper", "direction",
                                                  "decimals", "breakdowns", "context")}  # fmt: skip
        words = {key: getattr(i, key).name() for key in ("name", "definition", "numerator", "denominator",
                                                         "source_system", "period", "note")}  # fmt: skip
        ages = tuple((code, name.name()) for code, name in i.age_groups.items())
        out[id] = Indicator(id=id, age_groups=ages, **plain, **words)
    return out


def _cross_faults(
    plan: _Plan, indicators: dict[str, Indicator], path: Path, lines: dict[tuple[Any, ...], int], lang: Lang
) -> list[Fault]:
    faults = []
    for d, domain in enumerate(plan.domains):
        for kind, items in (("goals", domain.goals), ("strategies", domain.strategies)):
            numbers = [item.number for item in items]
            for i, item in enumerate(items):
                here: tuple[Any, ...] = ("domains", d, kind, i)
                if item.number in numbers[:i]:
                    faults.append(_at(path, lines, here, "duplicate_number", lang, found=str(item.number)))
                for t, target in enumerate(item.targets):
                    for code, found in _target_faults(target, indicators):
                        faults.append(_at(path, lines, (*here, "targets", t), code, lang, found=found))
    return faults


def _target_faults(target: _Target, indicators: dict[str, Indicator]) -> list[tuple[str, str]]:
    out = []
    for id in filter(None, (target.indicator, target.reference_indicator)):
        if id not in indicators:
            out.append(("unknown_indicator", id))
    if target.rule in _NUMBER_RULES and target.threshold is None:
        out.append(("threshold_missing", target.rule.value))
    if target.rule is Rule.NARROW_GAP and not target.gap_by:
        out.append(("gap_by_missing", target.rule.value))
    if target.rule is Rule.NOT_BELOW_REFERENCE and not target.reference_indicator:
        out.append(("reference_missing", target.rule.value))
    indicator = indicators.get(target.indicator)
    if indicator is not None and target.threshold is not None and target.rule is not Rule.REDUCE_BY_PCT:
        if target.unit not in (None, indicator.unit):
            out.append(("other_unit", str(target.unit)))
        low, high = indicator.lower, indicator.upper
        if (low is not None and target.threshold < low) or (high is not None and target.threshold > high):
            out.append(("threshold_out_of_bounds", f"{target.threshold:g}"))
    known = {code for code, _ in indicator.age_groups} if indicator is not None else set()
    if indicator is not None and target.age_group not in ("total", *known):
        out.append(("unknown_age_group", target.age_group))
    return out


def _checked(schema: TypeAdapter[Any], raw: Any, path: Path, lines: dict[tuple[Any, ...], int], lang: Lang) -> Any:
    try:
        return schema.validate_python(raw)
    except ValidationError as error:
        faults = [
            _at(path, lines, item["loc"], "schema", lang, found=_found(item), message=expected_by_schema(item, lang))
            for item in error.errors()
        ]
        raise InputError(sorted(faults, key=lambda fault: fault.row or 0)) from None


def _found(item: Any) -> str:
    """What stands there; of a place where something is missing, its name."""
    return str(item["loc"][-1]) if item["type"] == "missing" and item["loc"] else repr(item.get("input"))[:60]


def _read(path: Path, lang: Lang) -> tuple[Any, dict[tuple[Any, ...], int]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=loader)
        raw = yaml.load(text, Loader=loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        raise InputError(
            [_fault(path.name, row, "", "unreadable", lang, message=why_unreadable(error, lang))]
        ) from None
    lines: dict[tuple[Any, ...], int] = {}
    _walk(node, (), lines)
    return raw, lines


def _walk(node: Any, place: tuple[Any, ...], lines: dict[tuple[Any, ...], int]) -> None:
    if node is None:
        return
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines[(*place, key.value)] = key.start_mark.line + 1
            _walk(value, (*place, key.value), lines)
            lines[(*place, key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            _walk(value, (*place, i), lines)


def _at(path: Path, lines: dict[tuple[Any, ...], int], place: Any, code: str, lang: Lang, **words: str) -> Fault:
    row, here = None, tuple(place)
    for end in range(len(here), -1, -1):
        if here[:end] in lines:
            row = lines[here[:end]]
            break
    return _fault(path.name, row, ".".join(str(p) for p in here), code, lang, **words)


def _fault(file: str, row: int | None, column: str, code: str, lang: Lang, **words: str) -> Fault:
    found, expected, fix = (text.format(**words) for text in TEXTS[code][0 if lang == "zh" else 1])
    return Fault(file, row, column, found, expected, fix, code=code)
