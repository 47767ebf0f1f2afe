"""Methods pages from what the notebooks of ``notebooks/methods`` say: their texts, and the published validation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from site_builder.contents import LANGUAGES, say

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks" / "methods"
_OTHER = {"zh": "en", "en": "zh"}


def pages(lang: str) -> dict[str, str]:
    """A page for every method with a companion notebook that has texts, by name."""
    return {f"method-{name}": _page(title, cells, lang) for name, title, _, cells in _companions(lang)}


def notebooks(lang: str) -> str:
    """A table of those pages: each method and the question it answers."""
    lines = [f"| {say('method', lang)} | {say('answers', lang)} |", "|:-----------|:-----------|"]
    lines += [f"| [{title}](method-{name}.md) | {answers} |" for name, title, answers, _ in _companions(lang)]
    return "\n".join(lines)


def validation(lang: str) -> str:
    """What the published validation demanded, reached and cannot show, with the numbers of its tables."""
    from kcstats.report.validation import Validation

    made = Validation.read("", lang="en" if lang == "en" else "zh")
    sections = [made.summary(), made.how(), made.limits()]
    return "\n\n".join(_plain(section.data) for section in sections)


def _companions(lang: str) -> Iterator[tuple[str, str, str, Sequence[Mapping[str, Any]]]]:
    """Name, title, question and shown cells of every companion notebook with texts."""
    from kcstats.report.methods import METHODS

    at = LANGUAGES.index(lang)
    for method in METHODS:
        path = NOTEBOOKS / f"{method.notebook}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.is_file() else []
        shown = [cell for cell in cells if not {_OTHER[lang], "remove-cell"} & set(cell["metadata"].get("tags", []))]
        if any(cell["cell_type"] == "markdown" for cell in shown):
            yield method.notebook, method.title[at], method.answers[at], shown


def _page(title: str, cells: Sequence[Mapping[str, Any]], lang: str) -> str:
    parts = [f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---", say("companion", lang)]
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(_plain(text))
        elif cell["cell_type"] == "code":
            code = "\n".join(line for line in text.splitlines() if not line.startswith("#|"))
            parts.append(f"```python\n{code}\n```")
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    """A report's markdown without its pictures, its own references and its numbering of chapters."""
    text = re.sub(r"^!\[.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r" ?\{#(?:sec|tbl|fig)-[^}]*\}", "", text)
    return re.sub(r"^# (?:[一二三四五六七八九十]+、|\d+\.? )?", "## ", text, flags=re.MULTILINE)
