"""From a numpydoc docstring to markdown: sections become headings, parameters a list of terms, examples code."""

from __future__ import annotations

import inspect
import re
from typing import Any

from site_builder.contents import say

LISTED = ("Parameters", "Attributes", "Returns", "Yields", "Raises", "Warns")
SECTIONS = (*LISTED, "Notes", "References", "Examples", "See Also")
_CODE = re.compile(r"(:math:`[^`]+`|``[^`]+``|`[^`]+`)")
_SIGNS = re.compile(r"([\\*_\[\]<>$~^|#@])")


def prose(text: str) -> str:
    r"""Make running text of a docstring safe as markdown; code and mathematics stay what they are.

    Examples
    --------
    >>> prose("``p`` of `x_1` is p_1, :math:`a_1`")
    '`p` of `x_1` is p\\_1, $a_1$'
    """
    parts = []
    for place, part in enumerate(_CODE.split(text)):
        if place % 2 == 0:
            parts.append(_SIGNS.sub(r"\\\1", part))
        elif part.startswith(":math:"):
            parts.append("$" + " ".join(part[len(":math:`") : -1].split()) + "$")
        else:
            parts.append("`" + part.strip("`") + "`")
    return "".join(parts)


def markdown(doc: str, lang: str, level: int) -> str:
    """Write a docstring as markdown, its sections as headings of `level`."""
    out = []
    for title, body in _sections(inspect.cleandoc(doc)):
        if title:
            out.append(f"{'#' * level} {say(title, lang)} {{.unlisted}}")
        if title in LISTED:
            out.append(_terms(body))
        elif title == "References":
            out.append(_references(body))
        else:
            out.append(_blocks(body))
    return "\n\n".join(out)


def signature(thing: Any) -> str:
    """Write a call with its names and defaults; the types stand in the text."""
    parts, star = [], False
    for given in inspect.signature(thing).parameters.values():
        if given.kind is given.KEYWORD_ONLY and not star:
            parts.append("*")
            star = True
        mark = {given.VAR_POSITIONAL: "*", given.VAR_KEYWORD: "**"}.get(given.kind, "")
        star = star or mark == "*"
        value = "" if given.default is given.empty else f"={_default(given.default)}"
        parts.append(f"{mark}{given.name}{value}")
    return f"{thing.__name__}({', '.join(parts)})"


def _default(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 40 and " object at " not in text and not text.startswith("<") else "..."


def _sections(doc: str) -> list[tuple[str, str]]:
    lines, found, title = doc.splitlines(), [], ""
    body: list[str] = []
    for place, line in enumerate(lines):
        under = lines[place + 1] if place + 1 < len(lines) else ""
        if line in SECTIONS and under and set(under) == {"-"}:
            found.append((title, "\n".join(body)))
            title, body = line, []
        elif not (line and set(line) == {"-"} and not body and title):
            body.append(line)
    return [(name, text.strip("\n")) for name, text in [*found, (title, "\n".join(body))] if name or text.strip()]


def _terms(body: str) -> str:
    """Entries at the margin, their descriptions indented; an entry without one stands alone."""
    entries: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line and not line.startswith(" "):
            entries.append((line, []))
        elif entries:
            entries[-1][1].append(line)
    out = []
    for head, lines in entries:
        name, _, kind = head.partition(" : ")
        term = f"`{name}`" + (f" : {prose(kind)}" if kind else "")
        text = _blocks(inspect.cleandoc("\n".join(lines))) if any(lines) else "--"
        indented = "\n".join(f"    {line}" if line else "" for line in text.splitlines())
        out.append(f"{term}\n\n:   {indented.lstrip()}")
    return "\n\n".join(out)


def _references(body: str) -> str:
    entries = re.split(r"^\s*(?:\.\. \[\d+\]|\[\d+\]|- )\s*", body, flags=re.MULTILINE)
    return "\n".join(f"- {prose(' '.join(entry.split()))}" for entry in entries if entry.strip())


def _blocks(body: str) -> str:
    """Paragraphs as they are; what is prompted or set in is code, a displayed formula mathematics."""
    out = []
    for block in re.split(r"\n\s*\n", body):
        lines = block.strip("\n").splitlines()
        if not lines:
            continue
        first = lines[0]
        if first.lstrip().startswith(">>>"):
            out.append("```python\n" + inspect.cleandoc("\n".join(lines)) + "\n```")
        elif first.lstrip().startswith(".. math::"):
            formula = " ".join(" ".join(lines).replace(".. math::", "").split())
            out.append(f"$${formula}$$")
        elif first.startswith("    "):
            out.append("```text\n" + inspect.cleandoc("\n".join(lines)) + "\n```")
        else:
            out.append(_listed(lines))
    return "\n\n".join(out)


def _listed(lines: list[str]) -> str:
    if not any(re.match(r"[-*] ", line) for line in lines):
        return prose("\n".join(lines)).removesuffix("::")
    items = re.split(r"(?:^|\n)[-*] ", "\n".join(lines))
    head = [prose(items[0]) + "\n"] if items[0].strip() else []
    return "\n".join(head + [f"- {prose(' '.join(item.split()))}" for item in items[1:]])
