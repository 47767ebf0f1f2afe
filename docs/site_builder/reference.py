"""Reference pages: the public functions of the program, from their docstrings."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from site_builder.contents import say
from site_builder.docstrings import markdown, prose, signature

VERBS = "api-kcstats"
TYPES = (
    ("kcstats.evaluation.model", "Evaluation"),
    ("kcstats.evaluation.settings", "Settings"),
    ("kcstats.evaluation.settings", "Cutoffs"),
    ("kcstats.observations.dataset", "Dataset"),
    ("kcstats.plan.model", "Plan"),
    ("kcstats.plan.model", "Target"),
    ("kcstats.plan.model", "Indicator"),
)
"""What the four verbs take and give."""


def modules() -> tuple[str, ...]:
    """Names of the modules of statistics."""
    stats = import_module("kcstats.stats")
    return tuple(sorted(f"kcstats.stats.{found.name}" for found in pkgutil.iter_modules(stats.__path__)))


def page_name(module: str) -> str:
    """Name a module's page.

    Examples
    --------
    >>> page_name("kcstats.stats.theil_sen")
    'api-theil_sen'
    """
    return "api-" + module.rsplit(".", 1)[-1]


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """Public functions and classes that stand in a module itself, in the order of the file."""
    found = [
        (name, thing)
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(thing) or (callable(thing) and inspect.isfunction(inspect.unwrap(thing))))
        and getattr(thing, "__module__", "") == module.__name__
    ]
    yield from sorted(found, key=lambda pair: inspect.getsourcelines(inspect.unwrap(pair[1]))[1])


def pages(lang: str) -> dict[str, str]:
    """Every reference page as markdown, by name."""
    kcstats = import_module("kcstats")
    verbs = [(name, getattr(kcstats, name)) for name in ("load_plan", "read_dataset", "evaluate", "project")]
    types = [(name, getattr(import_module(module), name)) for module, name in TYPES]
    assert {name for name, _ in verbs} == set(kcstats.__all__)
    made = {VERBS: _page("kcstats", kcstats.__doc__, [*verbs, *types], lang)}
    for name in modules():
        module = import_module(name)
        made[page_name(name)] = _page(name, module.__doc__, list(public(module)), lang)
    return made


def index(lang: str) -> str:
    """A table of all reference pages with the idea of each module."""
    lines = [f"| {say('module', lang)} | {say('content', lang)} |", "|:-----------|:--------------------------|"]
    for page, module in ((VERBS, "kcstats"), *((page_name(m), m) for m in modules())):
        lines.append(f"| [`{module}`]({page}.md) | {prose(first_line(import_module(module)))} |")
    return "\n".join(lines)


def ideas(lang: str) -> str:
    """The idea behind each statistic, as its module opens, with the way to its functions."""
    out = []
    for name in modules():
        module = import_module(name)
        lines = inspect.cleandoc(str(module.__doc__)).split("\n\n", 1)
        body = markdown(lines[1], lang, 3) if len(lines) > 1 else ""
        title = prose(" ".join(lines[0].split())).rstrip(".")
        out.append(f"## {title}\n\n{body}\n\n[`{name}`]({page_name(name)}.md)")
    return "\n\n".join(out)


def first_line(module: ModuleType) -> str:
    """First sentence of a module's docstring."""
    return " ".join(inspect.cleandoc(str(module.__doc__)).split("\n\n", 1)[0].split())


def _page(name: str, doc: str | None, things: list[tuple[str, Any]], lang: str) -> str:
    parts = [f"---\ntitle: {name}\n---", say("docstrings", lang), markdown(doc or "", lang, 3)]
    for title, thing in things:
        where = thing.__module__
        at = "" if where == name else f"\n\n{say('written_in', lang)} `{where}`"
        doc = markdown(thing.__doc__ or "", lang, 3)
        parts.append(f"## {title} {{.code}}\n\n```python\n{signature(thing)}\n```{at}\n\n{doc}")
    return "\n\n".join(parts)
