"""Write ``data/tutorial``: a spreadsheet small enough to read in a minute, made up, and its first draft with faults.

Usage: ``python data/build/tutorial.py [FOLDER]``. The figures are the whole district's of a few indicators of
``data/kuancheng-demo``. The draft differs from the final workbook in the three cells of `FAULTS`, and nowhere else:
they are the slips of the finger that a first spreadsheet has.
"""

from __future__ import annotations

import argparse
import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import yaml

DATA = Path(__file__).resolve().parents[1]
FOLDER = DATA / "tutorial"
INDICATORS = (
    "maternal_mortality_ratio", "cervical_screening_rate", "breast_screening_rate", "maternal_hiv_testing_rate",
    "women_health_literacy", "maternal_syphilis_testing_rate",
)  # fmt: skip
COLUMNS = ("indicator", "area", "year", "sex", "age_group", "residence", "value", "unit", "numerator", "denominator",
           "status", "source", "note")  # fmt: skip
FAULTS: dict[tuple[str, int], tuple[str, str | float]] = {
    ("maternal_hiv_testing_rate", 2018): ("value", 998.0),
    ("cervical_screening_rate", 2019): ("indicator", "cervical_screning_rate"),
    ("women_health_literacy", 2023): ("year", "2O23"),
}
"""Indicator and year of a row to the column that is wrong in the draft, and what stands there: a decimal point
forgotten, a letter forgotten, a letter O for a zero."""
CONTENT = {
    "title": {"zh": "教程用示例（演示数据）", "en": "Example of the tutorial (demonstration data)"},
    "licence": "CC0-1.0",
    "synthetic": True,
    "sources": {
        "demo": {
            "zh": "演示数据，由data/build/tutorial.py取自data/kuancheng-demo，不是真实统计",
            "en": "made-up data, taken from data/kuancheng-demo by data/build/tutorial.py, no real statistics",
        }
    },
    "areas": [{"id": "kuancheng", "name": {"zh": "宽城区（演示）", "en": "Kuancheng District (demonstration)"}}],
}
MADE = dt.datetime(2021, 1, 1)
"""Time written into the workbooks, so that two runs give the same bytes."""


def main(folder: Path = FOLDER) -> None:
    """Write both packages."""
    rows = pd.read_csv(DATA / "kuancheng-demo" / "observations.csv", dtype=str, keep_default_na=False)
    whole = (rows[["sex", "age_group", "residence"]] == "total").all(axis=1) & (rows["area"] == "kuancheng")
    rows = rows[whole & rows["indicator"].isin(INDICATORS)].drop_duplicates(["indicator", "year"], keep="last")
    place = {id: order for order, id in enumerate(INDICATORS)}
    rows = rows.assign(order=rows["indicator"].map(place)).sort_values(["order", "year"])
    cells = [[_cell(name, row[name]) for name in COLUMNS] for _, row in rows.iterrows()]
    write(folder, cells)
    for cell in cells:
        wrong = FAULTS.get((str(cell[0]), int(str(cell[2]))))
        if wrong:
            cell[COLUMNS.index(wrong[0])] = wrong[1]
    write(folder / "first-draft", cells)


def write(folder: Path, rows: list[list[str | float | None]]) -> None:
    """Write one package: ``dataset.yml`` and a workbook of one sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(CONTENT, allow_unicode=True, sort_keys=False, width=110)
    (folder / "dataset.yml").write_text(text, encoding="utf-8", newline="\n")
    book = openpyxl.Workbook()
    book.properties.creator = "kcstats"
    book.properties.created = book.properties.modified = MADE
    sheet = book.active
    sheet.title = "observations"
    for row in [list(COLUMNS), *rows]:
        sheet.append(row)
    sheet.freeze_panes = "A2"
    for letter, width in (("A", 34), ("B", 12), ("H", 9), ("I", 11), ("J", 13), ("M", 24)):
        sheet.column_dimensions[letter].width = width
    path = folder / "observations.xlsx"
    book.save(path)
    _settle(path)


def _cell(name: str, text: str) -> str | float | None:
    if text == "" or (name in ("sex", "age_group", "residence") and text == "total"):
        return None
    if name in ("year", "numerator", "denominator"):
        return int(text)
    return float(text) if name == "value" else text


def _settle(path: Path) -> None:
    """Give every part of the workbook the same time: the library stamps the moment of saving."""
    stamp = MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    core = parts["docProps/core.xml"]
    start = core.index(b">", core.index(b"<dcterms:modified")) + 1
    parts["docProps/core.xml"] = core[:start] + stamp + core[core.index(b"<", start) :]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, date_time=MADE.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(info, content)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    main(parser.parse_args().folder)
