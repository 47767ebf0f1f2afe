"""The catalogue: what a plan holds, as a table for the screen, for a spreadsheet and for a program."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from kcstats.errors import Fault, InputError
from kcstats.plan.load import load_plan
from kcstats.plan.model import Goal, Plan
from kcstats.terms import Lang, word

DEFAULT_PLANS = ("women", "children")
TARGET_COLUMNS = (
    "id", "plan", "domain", "goal", "source", "name_zh", "name_en", "rule", "scope", "threshold", "unit",
    "baseline_value", "baseline_year", "target_year", "breakdowns", "note",
)  # fmt: skip
GOAL_COLUMNS = ("id", "plan", "domain", "number", "title_zh", "title_en", "kind")
STRATEGY_COLUMNS = ("id", "plan", "domain", "number", "title_zh", "title_en")

Row = dict[str, str]


def target_rows(plan: Plan, lang: Lang = "zh") -> list[Row]:
    """One row a measurable target: each domain's goals first, then its strategies.

    Examples
    --------
    >>> target_rows(load_plan("women"))[2]["threshold"]
    '12'
    """
    rows = []
    for domain in plan.domains:
        for item in domain.items:
            for t in item.targets:
                rows.append({
                    "id": t.id, "plan": plan.id, "domain": str(domain.number), "goal": item.id, "source": t.source,
                    "name_zh": t.name.zh, "name_en": t.name.en, "rule": t.rule.value, "scope": t.scope.value,
                    "threshold": _number(t.threshold), "unit": t.unit, "baseline_value": _number(t.baseline_value),
                    "baseline_year": str(t.baseline_year), "target_year": str(t.target_year),
                    "breakdowns": ";".join(plan.indicators[t.indicator].breakdowns), "note": t.note(lang),
                })  # fmt: skip
    return rows


def item_rows(plan: Plan, kind: str) -> list[Row]:
    """One row a goal, with its kind, or one a strategy."""
    rows = []
    for domain in plan.domains:
        for item in domain.items:
            if isinstance(item, Goal) != (kind == "goals"):
                continue
            row = {"id": item.id, "plan": plan.id, "domain": str(domain.number), "number": str(item.number),
                   "title_zh": item.title.zh, "title_en": item.title.en}  # fmt: skip
            rows.append({**row, "kind": item.kind.value} if isinstance(item, Goal) else row)
    return rows


def catalog_text(
    plans: Sequence[str] | None, kind: str, format: str, *, folder: str | Path | None = None, lang: Lang = "zh"
) -> str:
    """Write the catalogue.

    Parameters
    ----------
    plans : sequence of str or None
        Plan ids; None = the two of the district.
    kind : {"targets", "goals", "strategies"}
    format : {"table", "csv", "json"}
    folder : str or Path, optional
        The user's own plans.
    lang : {"zh", "en"}
        Of notes, messages and the table.

    Returns
    -------
    str
        Ends with a line feed.

    Raises
    ------
    InputError
        If there is no such plan, or its file is faulty.
    """
    columns = {"targets": TARGET_COLUMNS, "goals": GOAL_COLUMNS, "strategies": STRATEGY_COLUMNS}[kind]
    faults: list[Fault] = []
    rows: list[Row] = []
    for id in plans or DEFAULT_PLANS:
        try:
            plan = load_plan(id, folder, lang=lang)
        except InputError as error:
            faults += error.faults
            continue
        rows += target_rows(plan, lang) if kind == "targets" else item_rows(plan, kind)
    if faults:
        raise InputError(faults)
    if format == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    if format == "csv":
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return buffer.getvalue()
    return _table(rows, kind, lang)


def _table(rows: Iterable[Row], kind: str, lang: Lang) -> str:
    """The few columns that fit a screen."""
    from kcstats.terms import GoalKind, Rule

    lines = []
    for row in rows:
        if kind == "targets":
            demand = f"{word(Rule(row['rule']), lang)} {row['threshold']}{row['unit'] if row['threshold'] else ''}"
            lines.append(f"{row['id']:<12} {row[f'name_{lang}']}  {demand.strip()}")
        elif kind == "goals":
            lines.append(f"{row['id']:<8} {row[f'title_{lang}']}  [{word(GoalKind(row['kind']), lang)}]")
        else:
            lines.append(f"{row['id']:<8} {row[f'title_{lang}']}")
    return "\n".join([*lines, f"{len(lines)} 项" if lang == "zh" else f"{len(lines)} rows"]) + "\n"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
