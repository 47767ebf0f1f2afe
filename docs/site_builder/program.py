"""What the program says of itself: commands, parameters, columns.

Where the words differ from it, nothing is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from site_builder import methods, reference
from site_builder.contents import LANGUAGES, say

Pair = Sequence[str]


class StaleError(Exception):
    """The words and the program differ."""


@cache
def words() -> Mapping[str, Any]:
    """Meanings of parameters and columns, in both languages."""
    path = Path(__file__).resolve().parents[1] / "words.yml"
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def expand(text: str, lang: str) -> str:
    """Put in what the program says, for every line ``{{name ...}}`` of a text.

    Raises
    ------
    StaleError
        Where a column, parameter or file has no words, or words have lost what they described.
    """

    def put(match: re.Match[str]) -> str:
        name, *arguments = match[1].split()
        if name not in DIRECTIVES:
            raise StaleError(f"{{{{{match[1]}}}}}: {', '.join(DIRECTIVES)}")
        return DIRECTIVES[name](lang, *arguments)

    return re.sub(r"^\{\{(.+?)\}\}$", put, text, flags=re.MULTILINE)


def result_columns() -> dict[str, tuple[str, ...]]:
    """Columns of every result table, as the program writes them."""
    from kcstats.evaluation import model
    from kcstats.evaluation.write import TABLES

    constants = {"counterfactuals": "BAND_COLUMNS", "observations": "HISTORY_COLUMNS"}
    names = [*TABLES, "observations"]
    return {name: getattr(model, constants.get(name, _constant(name))) for name in names}


def input_columns() -> dict[str, tuple[str, ...]]:
    """Columns of every table of an input package."""
    from kcstats.observations import dataset, measures, narrative

    return {"observations": dataset.COLUMNS, "measures": measures.COLUMNS, "narrative": narrative.COLUMNS}


def commands(lang: str) -> dict[str, Any]:
    """Commands of the command line, by name."""
    import typer

    from kcstats.cli import build

    found: dict[str, Any] = dict(typer.main.get_command(build(lang)).commands)  # type: ignore[attr-defined, arg-type]
    return found


def _constant(table: str) -> str:
    return f"{table.rstrip('s').upper()}_COLUMNS"


def _meanings(own: Mapping[str, Pair], expected: Sequence[str], what: str, lang: str) -> list[tuple[str, str]]:
    """The words of each column, in the program's order; a column's own before the shared ones."""
    shared = words()["shared"] if what.startswith("results") else {}
    known = {**shared, **own}
    missing = [name for name in expected if name not in known]
    gone = [name for name in own if name not in expected]
    if missing or gone:
        raise StaleError(f"docs/words.yml, {what}: missing {missing}, not in the program {gone}")
    return [(name, known[name][LANGUAGES.index(lang)]) for name in expected]


def _table(rows: Sequence[Sequence[str]], heads: Sequence[str], widths: Sequence[int]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "|" + "|".join(":" + "-" * width for width in widths) + "|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def _result(lang: str, table: str) -> str:
    rows = _meanings(words()["results"][table], result_columns()[table], f"results/{table}", lang)
    return _columns(rows, lang)


def _input(lang: str, table: str) -> str:
    return _columns(_meanings(words()["inputs"][table], input_columns()[table], f"inputs/{table}", lang), lang)


def _columns(rows: list[tuple[str, str]], lang: str) -> str:
    cells = [(f"`{name}`", text) for name, text in rows]
    return _table(cells, (say("column", lang), say("meaning", lang)), (24, 60))


def _settings(lang: str) -> str:
    from kcstats.evaluation.settings import Settings

    fields = {name: field for name, field in Settings.model_fields.items() if not field.exclude}
    rows = []
    for name, text in _meanings(words()["settings"], list(fields), "settings", lang):
        field = fields[name]
        if field.is_required():
            default = say("required", lang)
        else:
            value = field.default.model_dump() if hasattr(field.default, "model_dump") else field.default
            default = f"`{_as_yaml(value)}`"
        rows.append((f"`{name}`", text, default))
    return _table(rows, (say("key", lang), say("meaning", lang), say("default", lang)), (18, 56, 24))


def _as_yaml(value: Any) -> str:
    if isinstance(value, tuple):
        value = list(value)
    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True).replace("\n...", "").strip() or "''"


def _commands(lang: str) -> str:
    out = []
    for name, command in commands(lang).items():
        rows = [(f"`{_written(given)}`", given.help or "", _given(given, lang)) for given in command.params]
        table = _table(rows, (say("option", lang), say("meaning", lang), say("default", lang)), (24, 50, 20))
        out.append(f"## kcstats {name} {{#{name}}}\n\n{command.help}\n\n{table}")
    return "\n\n".join(out)


def _written(given: Any) -> str:
    return given.make_metavar() if given.param_type_name == "argument" and not given.metavar else (
        given.metavar or ", ".join(given.opts)
    )  # fmt: skip


def _given(given: Any, lang: str) -> str:
    if given.required:
        return say("required", lang)
    return "" if given.default in (None, "", False) or callable(given.default) else f"`{given.default}`"


def _params(lang: str) -> str:
    """The params files that come along, with the title line of each."""
    folder = Path(__file__).resolve().parents[2] / "params"
    rows = []
    for path in sorted(folder.glob("*.yml")):
        heads = [line[1:].strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        wanted = [head for head in heads if bool(re.search(r"[\u4e00-\u9fff]", head)) == (lang == "zh")]
        rows.append((f"`params/{path.name}`", wanted[0] if wanted else ""))
    return _table(rows, (say("file", lang), say("content", lang)), (40, 60))


def _kinds(lang: str) -> str:
    from kcstats.report.kinds import KINDS

    rows = [(f"`{name}`", kind.zh if lang == "zh" else kind.en) for name, kind in KINDS.items()]
    return _table(rows, ("`notebook`", say("content", lang)), (24, 60))


def _terms(lang: str, kind: str) -> str:
    from kcstats import terms

    rows = [(f"`{code}`", terms.word(code, lang)) for code in getattr(terms, kind)]
    return _table(rows, (say("key", lang), say("meaning", lang)), (24, 60))


DIRECTIVES: dict[str, Callable[..., str]] = {
    "result": _result,
    "input": _input,
    "settings": _settings,
    "commands": _commands,
    "params": _params,
    "kinds": _kinds,
    "terms": _terms,
    "api": reference.index,
    "ideas": reference.ideas,
    "validation": methods.validation,
    "notebooks": methods.notebooks,
}
