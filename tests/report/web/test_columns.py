"""On a telephone a table's words and numbers stay whole, and its first column and headings stay in sight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from kcstats.evaluation.settings import project_root
from kcstats.report.web.columns import fit_columns
from kcstats.report.web.look import house_colours

if TYPE_CHECKING:
    from playwright.sync_api import Browser

STYLE = (project_root(__file__) / "reports" / "theme" / "report.css").read_text(encoding="utf-8")
YEARS = range(2016, 2026)
NAME = "高新技术、战略性新兴和现代服务业从业人员中女性比例（%）"


def page_of(tmp_path: Path, table: str) -> str:
    path = tmp_path / "page.html"
    head = "<!DOCTYPE html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    path.write_text(f"{head}<style>{STYLE}{house_colours()}</style>{fit_columns(table)}", encoding="utf-8")
    return path.as_uri()


def yearbook_table(rows: int, attributes: str = 'id="tbl-a"') -> str:
    """As pandoc writes one: shares of the page in per cent, a name and ten years."""
    shares = '<col style="width: 20%">' + '<col style="width: 8%">' * len(YEARS)
    heads = "".join(f"<th>{year}</th>" for year in YEARS)
    cells = "".join("<td>106,067</td>" for _ in YEARS)
    body = f"<tr><td>{NAME}</td>{cells}</tr>" * rows
    return (
        f"<table {attributes}><caption>表</caption><colgroup>{shares}</colgroup>"
        f"<thead><tr><th>指标（单位）</th>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


@pytest.mark.parametrize("width", [320, 400, 700])
def test_numbers_stay_whole_and_names_keep_a_few_lines(tmp_path: Path, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(page_of(tmp_path, yearbook_table(3)))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    lines = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
    assert page.locator("td").nth(1).evaluate(lines) == 1
    assert page.locator("td").nth(0).evaluate(lines) <= 5
    page.evaluate("document.querySelector('table').scrollLeft = 300")
    assert page.evaluate("document.querySelector('table').scrollLeft") > 0
    assert page.evaluate("document.querySelector('td').getBoundingClientRect().left") >= 0
    page.close()


@pytest.mark.parametrize("width", [960, 1280])
def test_a_wide_window_keeps_short_texts_and_names_on_a_line(tmp_path: Path, browser: Browser, width: int) -> None:
    """By the given shares both names ran over two lines while the columns of numbers stood half empty."""
    shares = "".join(f'<col style="width: {share}%">' for share in (12, 24, 13, 13, 20, 18))
    heads = "".join(f"<th>{text}</th>" for text in ("编号", "指标（单位）", "基期", "最新", "要求", "距目标"))
    rows = [
        ("W1.9a", "妇女经常参加体育锻炼的人数比例（%）", "35.2", "40.6", "比2020年提高", "15.4个百分点"),
        ("W1.S5", "宫颈癌和乳腺癌防治知识知晓率（%）", "—", "86.3", "达到90%以上", "3.7个百分点"),
    ]
    body = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
    table = f"<table><colgroup>{shares}</colgroup><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    page = browser.new_page(viewport={"width": width, "height": 600})
    page.goto(page_of(tmp_path, table))
    lines = "e => { const r = document.createRange(); r.selectNodeContents(e); return r.getClientRects().length }"
    assert page.locator("td, th").evaluate_all(f"all => all.map({lines})") == [1] * 18
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_headings_beside_a_wide_table_stay_in_the_column_of_the_text(tmp_path: Path, browser: Browser) -> None:
    parts = f'<p id="text">一</p><div class="landscape"><h1 id="head">附录一</h1>{yearbook_table(2)}</div>'
    page = browser.new_page(viewport={"width": 1100, "height": 600})
    page.goto(page_of(tmp_path, parts))
    left = "id => document.querySelector(id).getBoundingClientRect().left"
    assert page.evaluate(left, "#head") == pytest.approx(page.evaluate(left, "#text"), abs=1)
    assert page.evaluate(left, "table") < page.evaluate(left, "#text") - 20
    page.close()


def test_on_a_telephone_a_title_keeps_its_words_whole(tmp_path: Path, browser: Browser) -> None:
    """Larger, it broke after 妇 of 妇女."""
    title = '<h1 class="title">长春市宽城区妇女儿童发展规划<br>（2021—2030年）</h1>'
    head = f'<header id="title-block-header">{title}</header>'
    page = browser.new_page(viewport={"width": 400, "height": 800})
    page.goto(page_of(tmp_path, head))
    size = float(page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))
    lines = page.locator("h1").evaluate(
        "e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)"
    )
    assert lines == pytest.approx(2, abs=0.1)
    assert size >= 20
    page.close()


def test_on_paper_every_sheet_bears_the_mark_above_the_text_and_no_table_is_cut(
    tmp_path: Path, browser: Browser
) -> None:
    """The mark of the edition lay over the first lines of every sheet, and wide tables lost their last columns."""
    wide = yearbook_table(60).replace("<th>2025</th>", "<th>LASTYEAR</th>")
    mark, last = '<div class="page-mark">MARKED</div>', '<div class="sheet"><h1>SHEET</h1></div>'
    parts = f'{mark}<p>START</p><div class="landscape">{wide}</div>{last}'
    path = tmp_path / "page.pdf"
    page = browser.new_page()
    page.goto(page_of(tmp_path, parts))
    page.pdf(path=path, format="A4", margin={side: "15mm" for side in ("top", "bottom", "left", "right")})
    page.close()
    sheets = ["".join(page.extract_text().split()) for page in PdfReader(path).pages]
    assert len(sheets) >= 3
    assert all(text.startswith("MARKED") and text.count("MARKED") == 1 for text in sheets)
    assert all("LASTYEAR" in text for text in sheets[:-1])
    assert sheets[-1] == "MARKEDSHEET"


def test_headings_of_a_long_table_stay_in_sight(tmp_path: Path, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 600})
    page.goto(page_of(tmp_path, f'<div class="landscape">{yearbook_table(80)}</div>'))
    page.evaluate("scrollTo(0, 1500)")
    assert page.evaluate("document.querySelector('tbody tr').getBoundingClientRect().bottom") < 0
    assert page.evaluate("document.querySelector('th').getBoundingClientRect().top") == pytest.approx(0, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_a_table_that_fits_does_not_scroll_and_what_a_table_has_stays() -> None:
    rows = "<tr><th>项</th></tr><tr><td>3</td></tr>"
    small = f'<table class="caption-top" id="tbl-b" style="width:100%;">{rows}</table>'
    assert fit_columns(small).startswith(
        '<table id="tbl-b" class="caption-top" style="width:100%;--c1:1em;--w1:1em">'
    )
    wide = fit_columns(yearbook_table(1, 'class="caption-top" id="tbl-b"'))
    assert 'class="caption-top scrolls"' in wide


def test_tables_that_lay_themselves_out_are_left_alone() -> None:
    own = '<table class="targets" role="table"><tr><th>指标</th></tr></table>'
    assert fit_columns(own) == own


def test_a_crowded_table_keeps_its_shortest_texts_whole() -> None:
    """Eleven years of six digits take the room of a wide window; a verdict of three characters never breaks."""
    head = ["编号", "指标", *map(str, range(2020, 2031)), "目标", "判定", "责任单位"]
    row = ["W5.5", "一" * 20, *["106,067"] * 11, "比2020年提高", "已达标", "1"]
    cells = "".join(f"<th>{text}</th>" for text in head), "".join(f"<td>{text}</td>" for text in row)
    style = fit_columns(f"<table><tr>{cells[0]}</tr><tr>{cells[1]}</tr></table>").split(">")[0]
    assert "--w15:3em;--w16:4em" in style
    assert "--w14" not in style  # seven characters may take two lines where there is no room
    assert "--w14" in fit_columns(f"<table><tr>{cells[0]}</tr><tr>{cells[1].replace('106,067', '9.5')}</tr></table>")
