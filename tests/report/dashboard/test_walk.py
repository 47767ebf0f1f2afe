"""The page in a browser: accessible in every state, walked by keyboard, offline, on a phone, without a script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DESK, PHONE = (1280, 900), (320, 640)


def opened(browser: Browser, file: Path, size: tuple[int, int], at: str = "", **options: Any) -> Page:
    """Open the page in a context of its own, where a request or an error of a script fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
    page = context.new_page()
    page.set_default_timeout(20_000)
    trouble: list[str] = []
    page.on("request", lambda request: trouble.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(file.as_uri() + at)
    page.wait_for_load_state()
    assert [said for said in trouble if not said.startswith((file.as_uri(), "data:"))] == []
    return page


@pytest.fixture
def desk(browser: Browser, files: dict[str, Path]) -> Iterator[Page]:
    page = opened(browser, files["zh"], DESK)
    yield page
    page.context.close()


def violations(page: Page) -> list[tuple[str, list[str]]]:
    axe = pytest.importorskip("axe_playwright_python", reason="axe is not installed: accessibility is not checked")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    assert found["passes"], "axe looked at nothing"
    return [(v["id"], [node["html"][:200] for node in v["nodes"]]) for v in found["violations"]]


STATES = [
    *((DESK, at) for at in ("", "#?grade=difficult&sort=low", "#?q=nothing-like-this", "#W1.1", "#W1.7", "#W4.19")),
    *((PHONE, at) for at in ("", "#?warning=any", "#W1.2", "#W2.13")),
]


@pytest.mark.parametrize(("size", "at"), STATES)
def test_no_state_of_the_page_violates_wcag_2_1_aa(
    size: tuple[int, int], at: str, browser: Browser, files: dict[str, Path]
) -> None:
    page = opened(browser, files["zh"], size, at)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than its screen"
    assert page.evaluate("[...document.querySelectorAll('dialog[open] .dialog-body')]"
                         ".every(e => e.scrollWidth <= e.clientWidth + 1)")  # fmt: skip
    page.context.close()


@pytest.mark.parametrize("name", ["en", "final"])
def test_english_and_final_pages_are_as_accessible(name: str, browser: Browser, files: dict[str, Path]) -> None:
    for at in ("", "#W1.1"):
        page = opened(browser, files[name], DESK, at)
        assert violations(page) == []
        page.context.close()


def ids(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.querySelectorAll('.targets tbody tr:not([hidden])')]"
                                     ".map(row => row.dataset.id)")  # fmt: skip
    return found


def focused(page: Page) -> str:
    said: str = page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href') || ''")
    return said


def test_the_keyboard_alone_reaches_everything(desk: Page) -> None:
    desk.keyboard.press("Tab")
    assert focused(desk) == "#targets"  # the way past the head of the page
    for _ in range(60):
        desk.keyboard.press("Tab")
        if focused(desk) == "q":
            break
    assert focused(desk) == "q"
    desk.keyboard.type("死亡率")
    assert "W1.1" in ids(desk)
    assert 0 < len(ids(desk)) < 14
    assert "显示" in desk.inner_text("#count")
    for _ in range(30):
        desk.keyboard.press("Tab")
        if focused(desk).startswith("#W"):
            break
    first = focused(desk)
    assert first == f"#{ids(desk)[0]}"
    desk.keyboard.press("Enter")
    desk.wait_for_selector("dialog[open]")
    assert focused(desk) == f"title-{first[1:]}"
    for _ in range(40):  # the page behind is out of reach: at most the browser's own bar comes between
        desk.keyboard.press("Tab")
        assert desk.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    desk.keyboard.press("Escape")
    desk.wait_for_selector("dialog:not([open])", state="attached")
    assert focused(desk) == first


def test_the_slider_tells_each_year(desk: Page) -> None:
    desk.evaluate("location.hash = 'W1.1'")
    slider = desk.locator("dialog .fan-ask input")
    slider.focus()
    assert slider.get_attribute("aria-valuetext") is not None
    desk.keyboard.press("Home")
    assert desk.inner_text("dialog output") == "2009年31.9/10万"
    desk.keyboard.press("End")
    assert desk.inner_text("dialog output") == "2030年推算11.5/10万，80%区间9.3—13.7"
    assert desk.locator("dialog .fan-cursor").is_visible()
    box = desk.locator("dialog .fan-field").bounding_box()
    assert box is not None
    desk.mouse.move(box["x"] + 0.02 * box["width"], box["y"] + 20)
    assert desk.inner_text("dialog output") == "2009年31.9/10万"


def test_filters_narrow_sort_and_stand_in_the_address(desk: Page) -> None:
    every = ids(desk)
    desk.select_option("#grade", "difficult")
    hard = ids(desk)
    assert 0 < len(hard) < len(every)
    assert "grade=difficult" in desk.url
    desk.select_option("#warning", "any")
    assert ids(desk) == ["W2.13"]
    desk.click(".reset")
    desk.wait_for_function("document.querySelectorAll('.targets tbody tr[hidden]').length === 0")
    assert ids(desk) == every
    assert desk.url.endswith("zh.html")
    desk.click("th[data-sort=low] button")
    low = [desk.locator(f'tr[data-id="{id}"] .odds b').all_inner_texts() for id in ids(desk)]
    shown = [float(p[0].strip("<>%")) for p in low if p]
    assert shown == sorted(shown)
    assert desk.locator("th[aria-sort=ascending]").count() == 1


def test_a_number_of_the_glance_shows_what_it_counts(desk: Page) -> None:
    row = desk.locator(".grades tr.sum").first
    wanted = int(row.locator("td").nth(3).inner_text())  # difficult
    row.locator("td").nth(3).locator("button").click()
    assert len(ids(desk)) == wanted
    assert desk.input_value("#section") == "goal_numeric"


def test_back_and_neighbours_and_deep_links(desk: Page, browser: Browser, files: dict[str, Path]) -> None:
    first, second = ids(desk)[:2]
    desk.click(f'a[href="#{first}"]')
    desk.wait_for_selector("dialog[open]")
    assert desk.is_disabled("dialog .previous")
    desk.click("dialog .next")
    desk.wait_for_function(f"document.querySelector('dialog article').id === '{second}'")
    desk.click("dialog .close")
    assert desk.locator("dialog[open]").count() == 0
    deep = opened(browser, files["zh"], DESK, f"#{second.lower()}")
    assert deep.locator("dialog article").get_attribute("id") == second
    assert deep.inner_text("dialog .mark-demo") == deep.inner_text(".page-mark") == "内部　草稿　演示数据"
    deep.context.close()


def test_without_a_script_it_is_a_table_with_its_profiles(browser: Browser, files: dict[str, Path]) -> None:
    page = opened(browser, files["zh"], DESK, java_script_enabled=False)
    assert page.locator(".targets tbody tr").count() == page.locator("article:visible").count() > 10
    assert not page.locator(".controls").is_visible()
    page.click('a[href="#W1.1"]')
    assert page.locator("article#W1\\.1").is_visible()
    page.context.close()


def test_print_shows_the_table_and_no_controls(desk: Page) -> None:
    desk.emulate_media(media="print")
    assert desk.locator(".targets").is_visible()
    assert not desk.locator(".controls").is_visible()
    assert desk.locator(".page-mark").is_visible()


def test_motion_is_spared_those_who_ask(browser: Browser, files: dict[str, Path]) -> None:
    for wish, moved in (("reduce", "none"), ("no-preference", "enter")):
        page = opened(browser, files["zh"], DESK, "#W1.1", reduced_motion=wish)
        assert page.evaluate("getComputedStyle(document.querySelector('dialog')).animationName") == moved
        page.context.close()
