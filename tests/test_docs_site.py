"""The documentation site builds without complaint, links within itself, loads nothing, and cannot go stale."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest
import yaml

from kcstats.cli import build
from kcstats.evaluation import model
from kcstats.evaluation.settings import Settings
from kcstats.evaluation.write import TABLES
from kcstats.observations import dataset, measures, narrative
from kcstats.report.kinds import KINDS
from kcstats.terms import Rule

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("docs") / "site"
    done = _make(ROOT / "docs", out)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return out


def _make(docs: Path, out: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", str(docs / "make_site.py"), "--out", str(out)], cwd=ROOT,
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


class Tags(HTMLParser):
    """Every tag of a page with its attributes."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def values(self, attribute: str) -> list[str]:
        return [given[attribute] for _, given in self.found if attribute in given]


def coded(site: Path, lang: str, page: str, heading: str = "") -> list[str]:
    """What stands as code in the first column of the tables of a page, or of one of its sections."""
    text = (site / lang / f"{page}.html").read_text(encoding="utf-8")
    if heading:
        text = text.split(f'id="{heading}"')[1].split("<h2")[0]
    return re.findall(r"<tr>\s*<td[^>]*><code>([^<]+)</code>", text)


def test_both_languages_have_the_same_pages_and_lead_to_each_other(site: Path) -> None:
    names = [{path.name for path in (site / lang).glob("*.html")} for lang in LANGUAGES]
    assert names[0] == names[1]
    for lang, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        for path in (site / lang).glob("*.html"):
            assert f"../{other}/{path.name}" in Tags(path).values("href")


def test_every_internal_link_leads_somewhere(site: Path) -> None:
    pages = {path.resolve(): Tags(path) for path in site.rglob("*.html")}
    for path, page in pages.items():
        for link in page.values("href") + page.values("src"):
            if re.match(r"https?:", link):
                continue
            address, _, anchor = link.partition("#")
            target = (path.parent / address).resolve() if address else path
            assert target.is_file(), (path.name, link)
            assert not anchor or anchor in pages[target].values("id"), (path.name, link)


def test_nothing_is_loaded_from_a_network(site: Path) -> None:
    for path in site.rglob("*.html"):
        for tag, given in Tags(path).found:
            if tag in ("script", "link", "img", "iframe", "source"):
                assert not re.match(r"(https?:)?//", given.get("src", "") + given.get("href", "")), path.name
    assert "url(" not in (site / "site.css").read_text(encoding="utf-8")


def test_every_page_says_its_language_and_describes_its_pictures(site: Path) -> None:
    for lang, said in (("zh", "zh-CN"), ("en", "en")):
        for path in (site / lang).glob("*.html"):
            tags = Tags(path).found
            assert ("html", {"lang": said}) in tags
            assert sum(tag == "h1" for tag, _ in tags) == 1
            assert all(given.get("alt") for tag, given in tags if tag == "img")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_is_described_with_its_options(site: Path, lang: str) -> None:
    page = (site / lang / "commands.html").read_text(encoding="utf-8")
    commands = [c.name or c.callback.__name__ for c in build("en").registered_commands if c.callback]
    assert commands
    for command in commands:
        assert f'id="{command}"' in page
    assert set(coded(site, lang, "commands", "report")) >= {"--to", "--renderer", "--lang", "--out"}
    howto = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / lang).glob("*.md"))
    assert {command for command in commands if f"kcstats {command}" not in howto} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_is_described(site: Path, lang: str) -> None:
    assert coded(site, lang, "settings") == [n for n, f in Settings.model_fields.items() if not f.exclude]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_of_every_result_table_is_described(site: Path, lang: str) -> None:
    names = {"counterfactuals": "BAND", "observations": "HISTORY", "indicators": "INDICATOR", "rules": "RULE"}
    for table in (*TABLES, "observations"):
        columns = getattr(model, f"{names.get(table, table.rstrip('s').upper())}_COLUMNS")
        assert coded(site, lang, "results", table) == list(columns), table


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_of_every_input_table_is_described(site: Path, lang: str) -> None:
    found = coded(site, lang, "inputs")
    for columns in (dataset.COLUMNS, measures.COLUMNS, narrative.COLUMNS):
        assert any(found[at : at + len(columns)] == list(columns) for at in range(len(found)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_report_and_of_target_is_described(site: Path, lang: str) -> None:
    assert set(coded(site, lang, "reports")) >= set(KINDS)
    assert set(coded(site, lang, "own-plan")) >= set(Rule)
    params = {f"params/{path.name}" for path in (ROOT / "params").glob("*.yml")}
    assert {name for name in coded(site, lang, "reports") if name.startswith("params/")} == params


def test_every_module_of_statistics_and_every_verb_has_its_reference(site: Path) -> None:
    for path in (ROOT / "kcstats" / "stats").glob("[a-z]*.py"):
        page = (site / "zh" / f"api-{path.stem}.html").read_text(encoding="utf-8")
        for name in re.findall(r"^def ([a-z]\w*)\(", path.read_text(encoding="utf-8"), re.MULTILINE):
            assert f">{name}</h2>" in page, (path.name, name)
    ids = Tags(site / "en" / "api-kcstats.html").values("id")
    assert {"load_plan", "read_dataset", "evaluate", "project"} <= set(ids)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_methods_notebook_with_texts_has_a_page_in_one_language(site: Path, lang: str) -> None:
    for path in (ROOT / "notebooks" / "methods").glob("*.ipynb"):
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
        if cells:
            page = (site / lang / f"method-{path.stem}.html").read_text(encoding="utf-8")
            for cell in cells:
                heading = re.search(r"^# (.+?)(?: \{.*)?$", cell.source, re.MULTILINE)
                if heading:
                    assert (f">{heading[1]}</h2>" in page) == (cell.metadata.get("tags") in ([], None, [lang])), path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_validation_page_has_the_published_numbers(site: Path, lang: str) -> None:
    from kcstats.report.validation import Validation

    row = re.search(r"\| ([\d.]+%)\W*[（(]", Validation.read("", lang=lang).summary().data)  # type: ignore[arg-type]
    assert row is not None
    assert row[1] in (site / lang / "validation.html").read_text(encoding="utf-8")


def test_what_is_amiss_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    docs = _copied(tmp_path)
    for lang, text in (("zh", "[x](nowhere.md)"), ("en", "![x](https://example.org/x.png)")):
        with (docs / lang / "check.md").open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")
    done = _make(docs, tmp_path / "site")
    assert done.returncode == 1
    assert "zh/check.html: nowhere.html leads nowhere" in done.stderr
    assert "en/check.html: loads https://example.org/x.png" in done.stderr
    assert not (tmp_path / "site").exists()


def test_a_column_without_words_and_words_without_a_column_stop_the_build(tmp_path: Path) -> None:
    docs = _copied(tmp_path)
    text = (docs / "words.yml").read_text(encoding="utf-8")
    (docs / "words.yml").write_text(text.replace("  data_to:", "  data_till:"), encoding="utf-8")
    done = _make(docs, tmp_path / "site")
    assert done.returncode == 1
    assert "settings: missing ['data_to'], not in the program ['data_till']" in done.stderr
    assert not (tmp_path / "site").exists()


def _copied(folder: Path) -> Path:
    for name in ("notebooks", "params"):
        (folder / name).mkdir()
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("site", "__pycache__"))
    return folder / "docs"


def test_words_stand_in_both_languages() -> None:
    def pairs(item: object) -> list[list[str]]:
        if isinstance(item, dict):
            return [pair for value in item.values() for pair in pairs(value)]
        assert isinstance(item, list)
        return [item]

    for pair in pairs(yaml.safe_load((ROOT / "docs" / "words.yml").read_text(encoding="utf-8"))):
        assert len(pair) == 2
        assert re.search(r"[\u4e00-\u9fff]", pair[0])
        assert not re.search(r"[\u4e00-\u9fff]", pair[1])


def test_the_search_box_finds_sections_by_all_their_words(site: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    trouble: list[str] = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto((site / "zh" / "index.html").as_uri())
    page.fill("#query", "预警 准确率")
    both = page.locator("#found a").count()
    page.fill("#query", "预警")
    assert 0 < both <= page.locator("#found a").count()
    first = page.locator("#found a").first
    assert "预警" in first.inner_text()
    address = str(first.get_attribute("href"))
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{address}")
    page.fill("#query", "no such word anywhere")
    assert page.locator("#found").is_hidden()
    assert page.locator("#said").inner_text() == "找到0处"
    page.keyboard.press("Escape")
    assert trouble == []
    page.close()


@pytest.mark.parametrize(
    "name", ["zh/index", "zh/method-projection", "zh/api-projection", "en/results", "en/commands"]
)
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_accessible_and_fit_a_phone(site: Path, browser: Browser, name: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed: accessibility is not checked")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((site / f"{name}.html").as_uri())
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    assert found["passes"], "axe looked at nothing"
    assert [(v["id"], v["nodes"][0]["html"][:150]) for v in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than its screen"
    page.close()
