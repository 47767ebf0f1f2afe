"""A finished site is checked as its readers meet it: every link, every address, both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

from site_builder.contents import LANGUAGES

LOADED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src", "object": "data"}
"""What a browser fetches by itself."""


class Document(HTMLParser):
    """Ids, links and loaded addresses of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, leads to or loads."""
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in LOADED and LOADED[tag] in given:
            self.loaded.append(given[LOADED[tag]])


def problems_of(site: Path) -> list[str]:
    """What is amiss with a site; empty where nothing is."""
    pages = {path: Document(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    return [*_languages(site), *_links(site, pages), *_network(site, pages), *_ids(site, pages)]


def _languages(site: Path) -> Iterator[str]:
    one, other = ({path.name for path in (site / lang).glob("*.html")} for lang in LANGUAGES)
    for name in sorted(one ^ other):
        yield f"{name}: only in one language"


def _links(site: Path, pages: dict[Path, Document]) -> Iterator[str]:
    for path, page in pages.items():
        for link in (*page.links, *(address for address in page.loaded if not _remote(address))):
            if _remote(link) or link.startswith("mailto:"):
                continue
            address, anchor = urldefrag(link)
            target = (path.parent / unquote(address)).resolve() if address else path
            if not target.is_file():
                yield f"{path.relative_to(site)}: {link} leads nowhere"
            elif anchor and target.suffix == ".html":
                found = next(page for there, page in pages.items() if there.resolve() == target.resolve())
                if unquote(anchor) not in found.ids:
                    yield f"{path.relative_to(site)}: {link} has no such place"


def _network(site: Path, pages: dict[Path, Document]) -> Iterator[str]:
    for path, page in pages.items():
        for address in page.loaded:
            if _remote(address):
                yield f"{path.relative_to(site)}: loads {address}"
    for path in sorted(site.rglob("*.css")):
        if re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(site)}: loads from elsewhere"


def _ids(site: Path, pages: dict[Path, Document]) -> Iterator[str]:
    for path, page in pages.items():
        for id in sorted({id for id in page.ids if page.ids.count(id) > 1}):
            yield f"{path.relative_to(site)}: id {id} stands twice"


def _remote(address: str) -> bool:
    return bool(re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", address, re.IGNORECASE))
