"""Reports put together without a kernel, and what stands in a rendered document, to hold two of them together.

Nothing is measured here: only what a reader is told - headings, text, captions with their numbers, tables row by row,
words for pictures, references and where they lead.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat

from kcstats.evaluation.model import Evaluation
from kcstats.observations.departments import Department
from kcstats.plan.model import Name
from kcstats.report.make import front_matter
from kcstats.report.notebook import read_notebook, set_front_matter
from kcstats.report.report import Report

BLOCKS = {"h1", "h2", "h3", "h4", "p", "li", "figcaption", "caption", "dt", "dd", "tr", "div"}
UNSEEN = {"script", "style", "svg", "title"}
PAGE = re.compile(r"—\s*\d+\s*—")
TAGS = ("/Table", "/TR", "/TD", "/Caption", "/Figure", "/Formula", "/L", "/H1", "/H2", "/H3")


UNIT = Department("health", Name("区卫生健康局", "Health bureau"), ("W1.2", "W1.3", "W1.4b"))
REPORTS = (
    "annual", "monitoring-midterm", "monitoring-final", "midterm", "final", "warning", "yearbook", "department",
    "brief", "indicator",
)  # fmt: skip


def filled(notebook: Path, ev: Evaluation, folder: Path) -> nbformat.NotebookNode:
    """A report's notebook as it stands after a run; pictures land in the folder."""
    book = read_notebook(notebook)
    settings = ev.settings.model_copy(update={"notebook": notebook.stem})
    shown = replace(ev, settings=settings, dataset=replace(ev.dataset, departments=(UNIT,)))
    report = Report(shown, folder, before=ev)
    for cell in book.cells:
        if "output: asis" in cell.source:
            call = ast.parse(cell.source).body[-1]
            section = getattr(report, call.value.func.attr)()  # type: ignore[attr-defined]
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/markdown": section.data})]
    set_front_matter(book, front_matter(shown))
    return book


def read_html(path: Path) -> list[str]:
    """Blocks of a page: tag and text; pictures with their alternative text, links with their target."""
    from lxml import html

    out: list[str] = []

    def walk(node: Any) -> None:
        if not isinstance(node.tag, str) or node.tag in UNSEEN:
            return
        if node.tag in BLOCKS:
            out.append(f"\n{node.tag}: " if node.tag != "div" else "\n")
        out.append({"td": "|", "th": "|", "img": f"[{node.get('alt')}]"}.get(node.tag, ""))
        out.append((node.text or "").replace("\n", " "))
        for child in node:
            walk(child)
            out.append((child.tail or "").replace("\n", " "))
        if node.tag == "a":
            out.append(f"<{node.get('href')}>")
        if node.tag in BLOCKS:
            out.append("\n")

    walk(html.parse(str(path)).getroot().body)
    return _lines("".join(out))


def read_docx(path: Path) -> list[str]:
    """Paragraphs with their style, tables row by row, fields by their code, pictures by their alternative text."""
    from docx import Document
    from docx.oxml.ns import qn

    text, code, turn = qn("w:t"), qn("w:instrText"), qn("w:pgSz")
    shown = {
        text: lambda node: node.text or "",
        code: lambda node: f"<{(node.text or '').strip()}>",
        qn("w:br"): lambda _: " ",
        turn: lambda node: f"<page {node.get(qn('w:orient')) or 'portrait'}>",
        qn("wp:docPr"): lambda node: f"[{node.get('descr')}]",
    }

    def said(node: Any) -> str:
        return "".join(shown[each.tag](each) for each in node.iter() if each.tag in shown)

    def walk(node: Any) -> None:
        for child in node:
            if child.tag == qn("w:p"):
                words = said(child)
                if words.strip():
                    out.append(f"{child.style}: {words}")
            elif child.tag == qn("w:tbl"):
                rows = child.findall(qn("w:tr"))
                out.extend("|".join(["row", *(said(cell) for cell in row.findall(qn("w:tc")))]) for row in rows)
            else:
                walk(child)

    out: list[str] = []
    document = Document(str(path))
    walk(document.element.body)
    first = document.sections[0]
    heads = [part.paragraphs[0].text for part in (first.header, first.even_page_header, first.first_page_header)]
    return _lines("\n".join([*heads, *out]))


def read_pdf(path: Path, repeated: Iterable[str] = ()) -> list[str]:
    """The cover, the text without what may repeat on a page, the bookmarks, how many parts a screen reader tells of.

    Where a page ends is the typesetter's affair and changes with its version: the contents' page numbers are left
    out, and so is what is `repeated`, the mark at a page's head and the heads of tables that go on to it.
    """
    from pypdf import PdfReader

    reader = PdfReader(path)
    pages = [page.extract_text() for page in reader.pages]
    start = reader.get_destination_page_number(reader.outline[0])  # type: ignore[arg-type]
    text = _solid(PAGE.sub("", " ".join(pages[start:])))
    for each in sorted(map(_solid, repeated), key=len, reverse=True):
        text = text.replace(each, "")
    marks = [f"bookmark: {entry['/Title']}" for entry in _flat(reader.outline)]
    root: Any = reader.trailer["/Root"]
    parts = _structure(root["/StructTreeRoot"]["/K"])
    tags = [f"{tag}: {parts.count(tag)}" for tag in TAGS]
    return [_solid(pages[0]) if start else "", text, *marks, *tags, str(root["/Lang"])]


def table_heads(page: Path) -> list[str]:
    """The words in the head of each table of a page."""
    from lxml import html

    heads = html.parse(str(page)).getroot().iter("thead")
    return [head.text_content() for head in heads if _solid(head.text_content())]


def _solid(text: str) -> str:
    return re.sub(r"[\s\u200b\u2060]+", "", text)


def _lines(text: str) -> list[str]:
    squeezed = (re.sub(r"[ \t\u00a0\u2003]+", " ", line).strip() for line in text.splitlines())
    return [line for line in squeezed if line]


def _flat(outline: list[Any]) -> list[Any]:
    return [found for each in outline for found in (_flat(each) if isinstance(each, list) else [each])]


def _structure(node: Any) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [found for kid in node for found in _structure(kid)]
    if not isinstance(node, dict):
        return []
    return [*([str(node["/S"])] if "/S" in node else []), *_structure(node.get("/K"))]
