"""From texts to a site: expand, convert once a language with pandoc, dress every page, and check all of it.

The result is refused as a whole where anything is amiss: a complaint of pandoc, a link that leads nowhere, a page
that one language lacks, something that would be fetched from a network, or words that the program has outgrown.
"""

from __future__ import annotations

import html
import re
import shutil
import string
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import yaml

from kcstats.report.fonts import css_font
from site_builder import methods, reference
from site_builder.check import problems_of
from site_builder.contents import LANGUAGES, SECTIONS, say
from site_builder.program import StaleError, expand
from site_builder.search import index_script

FORMAT = "markdown+east_asian_line_breaks-auto_identifiers-citations-implicit_figures"
_MARK = "KCSTATS-PAGE-"


@dataclass(frozen=True)
class Page:
    """One page before it is converted: its name, title and markdown."""

    name: str
    title: str
    text: str


def build(docs: Path, out: Path) -> list[str]:
    """Build the site.

    Parameters
    ----------
    docs : Path
        Folder with ``zh``, ``en`` and ``theme``.
    out : Path
        Folder of the site; replaced as a whole, and only where nothing is amiss.

    Returns
    -------
    list of str
        What is amiss; empty where the site was written.
    """
    with tempfile.TemporaryDirectory(prefix="kcstats-docs-") as beside:
        made = Path(beside) / "site"
        made.mkdir()
        problems: list[str] = []
        for lang in LANGUAGES:
            try:
                problems += _language(docs, made, lang)
            except StaleError as stale:
                problems.append(f"{lang}: {stale}")
        (made / "font.css").write_text(css_font(_shown(made)), encoding="utf-8", newline="\n")
        for name in ("site.css", "search.js"):
            shutil.copy(docs / "theme" / name, made / name)
        shutil.copy(docs / "report.png", made / "report.png")
        shutil.copy(docs / "theme" / "start.html", made / "index.html")
        problems += [] if problems else problems_of(made)
        if not problems:
            shutil.rmtree(out, ignore_errors=True)
            shutil.copytree(made, out)
    return problems


def _shown(site: Path) -> str:
    """Everything the pages say; for readers whose system has no Chinese font."""
    return "".join(path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html")))


def sources(docs: Path, lang: str) -> list[Page]:
    """All pages of a language, in the order of the navigation, those of single modules last."""
    texts = {}
    for name in (name for names in SECTIONS.values() for name in names):
        texts[name] = (docs / lang / f"{name}.md").read_text(encoding="utf-8")
    made = texts | methods.pages(lang) | reference.pages(lang)
    return [_page(name, expand(text, lang)) for name, text in made.items()]


def _page(name: str, text: str) -> Page:
    _, head, body = text.split("---\n", 2) if text.startswith("---\n") else ("", "", text)
    return Page(name, str(yaml.safe_load(head)["title"]), body)


def _language(docs: Path, made: Path, lang: str) -> list[str]:
    folder = made / lang
    folder.mkdir()
    pages = sources(docs, lang)
    bodies, complaints = _converted(pages, lang)
    template = string.Template((docs / "theme" / "page.html").read_text(encoding="utf-8"))
    titles = {page.name: page.title for page in pages}
    dressed = [_dressed(page, body, titles, lang) for page, body in zip(pages, bodies, strict=True)]
    index = index_script(
        [(f"{page.name}.html", page.title, d["body"]) for page, d in zip(pages, dressed, strict=True)]
    )
    (folder / "sections.js").write_text(index, encoding="utf-8", newline="\n")
    for page, parts in zip(pages, dressed, strict=True):
        text = template.substitute(parts)
        (folder / f"{page.name}.html").write_text(text, encoding="utf-8", newline="\n")
    return complaints


def _converted(pages: list[Page], lang: str) -> tuple[list[str], list[str]]:
    """Bodies as HTML, all pages in one run of pandoc, and what pandoc complained of."""
    import pypandoc

    text = "\n\n".join(f"{_MARK}{place}\n\n{page.text}" for place, page in enumerate(pages))
    command = [pypandoc.get_pandoc_path(), "--from", FORMAT, "--to", "html5", "--mathml", "--wrap=none",
               "--syntax-highlighting=none"]  # fmt: skip
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    complaints = [f"{lang}: pandoc: {line}" for line in done.stderr.splitlines() if line.strip()]
    if done.returncode:
        return [""] * len(pages), complaints or [f"{lang}: pandoc: {done.returncode}"]
    bodies = re.split(rf"<p>{_MARK}\d+</p>", done.stdout)[1:]
    return bodies, complaints


def _dressed(page: Page, body: str, titles: dict[str, str], lang: str) -> dict[str, str]:
    body = re.sub(r'href="(?!\w+:)([\w-]+)\.md(#[^"]*)?"', r'href="\1.html\2"', body)
    body, headings = _with_ids(body)
    body = body.replace("<table>", '<div class="wide" tabindex="0"><table>').replace("</table>", "</table></div>")
    body = body.replace("<th ", '<th scope="col" ')
    body = re.sub(r"<pre(?=[ >])", '<pre tabindex="0"', body)  # whoever walks by keyboard must reach what scrolls
    body = re.sub(
        r'<math display="block".*?</math>', r'<span class="formula" tabindex="0">\g<0></span>', body, flags=re.DOTALL
    )
    other = LANGUAGES[1 - LANGUAGES.index(lang)]
    return {
        "lang": "zh-CN" if lang == "zh" else "en",
        "other_lang": "en" if other == "en" else "zh-CN",
        "title": html.escape(page.title),
        "site": say("site", lang),
        "skip": say("skip", lang),
        "navigation": say("navigation", lang),
        "search": say("search", lang),
        "found": say("found", lang),
        "other": say("other", lang),
        "other_href": f"../{other}/{page.name}.html",
        "nav": _navigation(page.name, titles, lang),
        "toc": _contents(headings, lang),
        "body": body,
    }


def _with_ids(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Give every heading an id of its own; second-level ones are returned for the page's contents."""
    taken: dict[str, int] = {}
    headings: list[tuple[str, str]] = []

    def give(match: re.Match[str]) -> str:
        level, attributes, inner = match[1], match[2] or "", match[3]
        plain = html.unescape(re.sub(r"<[^>]+>", "", inner))
        given = re.search(r'id="([^"]+)"', attributes)
        id = given[1] if given else re.sub(r"[^\w]+", "-", plain.lower()).strip("-") or "section"
        taken[id] = taken.get(id, 0) + 1
        if taken[id] > 1:
            id = f"{id}-{taken[id]}"
        if level == "2":
            headings.append((id, inner))
        return f'<h{level} id="{html.escape(id)}">{inner}</h{level}>'

    return re.sub(r"<h([1-6])((?: [^>]*)?)>(.*?)</h\1>", give, body, flags=re.DOTALL), headings


def _navigation(current: str, titles: dict[str, str], lang: str) -> str:
    parts = []
    for section, names in SECTIONS.items():
        links = "".join(
            f'<li><a href="{name}.html"{" aria-current=" + chr(34) + "page" + chr(34) if name == current else ""}>'
            f"{html.escape(titles[name])}</a></li>"
            for name in names
        )
        parts.append(f"<h2>{say(section, lang)}</h2><ul>{links}</ul>")
    return "".join(parts)


def _contents(headings: list[tuple[str, str]], lang: str) -> str:
    if len(headings) < 3:
        return ""
    title = say("on_this_page", lang)
    links = "".join(f'<li><a href="#{html.escape(id)}">{inner}</a></li>' for id, inner in headings)
    return f'<nav class="contents" aria-label="{title}"><h2>{title}</h2><ul>{links}</ul></nav>'
