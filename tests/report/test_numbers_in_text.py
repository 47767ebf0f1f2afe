"""Every number in the prose of every kind of report is in the run's tables, or follows from them by a stated rule.

The made-up package is reported in both languages by every notebook, without drawing; the CSV tables of the run, the
plan and the package's own files say which numbers each sentence may hold. What a sentence is about is read from the
sentence: a target's name lets in that target's figures only, a plan or a domain the counts of its own rows.

Left out are tables, ids, references, years (which must be years of the package), and texts printed as they stand in a
file (names, definitions, reasons, the units' own words). `method` lists the numbers that belong to the method, each
in the words it stands in. What the check is worth is measured: numbers of the text are changed one at a time.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module

import pytest

from kcstats.evaluation.settings import load_settings, project_root
from kcstats.report.facts import facts
from kcstats.report.report import Report
from tests.report.in_text.counts import Counts
from tests.report.in_text.pictures import pictures, unexplained_in_picture
from tests.report.in_text.sayings import COUNTED, MEASURED, NUMBER, YEAR, left_of, sayings, unexplained
from tests.report.in_text.source import Source, printed

HOME = project_root(__file__)
RUNS = {
    "midterm-2025": (
        "annual",
        "monitoring-midterm",
        "midterm",
        "warning",
        "brief",
        "indicator",
        "department",
        "yearbook",
    ),
    "final-2030": ("monitoring-final", "final", "annual", "warning", "brief"),
}
DRAWN = {
    "situation": ("gaps", "profile"),
    "opening": ("domains", "overview"),
    "outlook": ("control",),
    "final": ("compare",),
    "measures": ("expected",),
    "profiles": ("profile", "profile_fragment"),
    "places": ("area_map", "panels", "subareas"),
}
MUTATED = {"figure": 200, "count": 100}
"""How many numbers of a run are changed."""


@dataclass(frozen=True)
class Told:
    """One run in one language."""

    source: Source
    counts: Counts
    texts: dict[str, str]


@pytest.fixture(scope="module", params=[(run, lang) for run in RUNS for lang in ("zh", "en")], ids="-".join)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """One run in one language, and what every kind of report says of it; nothing is drawn."""
    run, lang = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kcstats.report.figures.sheet.save", lambda figure, path: path)
        for module, names in DRAWN.items():
            for name in names:
                patch.setattr(import_module(f"kcstats.report.sections.{module}"), name, lambda *a, **k: "")
        folder = tmp_path_factory.mktemp(f"{run}-{lang}")
        asked = load_settings(HOME / "params" / f"{run}.yml", language=lang, title="")
        report = Report.from_parameters(folder=folder, **asked.model_dump())
        source = Source(report, folder, lang)
        texts = {kind: "\n\n".join(shown(report, kind)) for kind in RUNS[run]}
        yield Told(source, Counts(source, report), texts)


def shown(report: Report, kind: str) -> Iterator[str]:
    """What the notebook of a kind shows, section by section."""
    cells = json.loads((HOME / "notebooks" / f"{kind}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    asked = replace(report, ev=replace(report.ev, settings=report.ev.settings.model_copy(update={"notebook": kind})))
    for line in (source.splitlines()[-1] for source in sources if "output: asis" in source):
        yield getattr(asked, line.removeprefix("report.").removesuffix("()"))().data


def test_every_number_in_the_text_is_in_the_tables(told: Told) -> None:
    wrong, seen = [], 0
    for kind, text in told.texts.items():
        for saying in sayings(text, told.source):
            seen += len(NUMBER.findall(YEAR.sub("", left_of(saying.text, told.source))))
            wrong += [
                f"{kind}: {n} in “{saying.text.strip()}”" for n in unexplained(saying, told.source, told.counts)
            ]
    assert seen > 30 * len(told.texts)
    assert not wrong, "\n".join(wrong)


def test_every_number_of_a_picture_s_alternative_text_is_in_the_tables(told: Told) -> None:
    shown = [(kind, *picture) for kind, text in told.texts.items() for picture in pictures(text)]
    wrong = [
        f"{kind}: {n} in {id}: “{alt}”"
        for kind, id, alt in shown
        for n in unexplained_in_picture(id, alt, told.source, told.counts)
    ]
    assert len(shown) > 20
    assert not wrong, "\n".join(wrong)


def is_figure(text: str, at: int, lang: str) -> bool:
    """Whether the number that ends at a place is a figure, and not a count of targets."""
    if lang == "zh":
        return not COUNTED.match(text, at + 1)
    return (
        bool(MEASURED.search(text[: at + 1] + "|" + text[at + 1 :]))
        or re.search(r"\.\d*$", text[: at + 1]) is not None
    )


def test_a_changed_number_is_noticed(told: Told) -> None:
    """Change the last digit of numbers of the text, one at a time; a count may by chance be another count's."""
    rng = random.Random(20210101)
    every = [s for text in told.texts.values() for s in sayings(text, told.source)]
    whole, caught = {"figure": 0, "count": 0}, {"figure": 0, "count": 0}
    for saying in rng.sample(every, len(every)):
        if whole == MUTATED:
            break
        text = left_of(saying.text, told.source)
        spans = [m.span() for m in NUMBER.finditer(YEAR.sub(lambda m: " " * len(m.group()), text))]
        if not spans:
            continue
        at = rng.choice(spans)[1] - 1
        digit = rng.choice([d for d in "0123456789" if d != text[at]])
        kind = "figure" if is_figure(text, at, told.source.lang) else "count"
        if whole[kind] == MUTATED[kind]:
            continue
        whole[kind] += 1
        changed = replace(saying, text=text[:at] + digit + text[at + 1 :])
        caught[kind] += bool(unexplained(changed, told.source, told.counts))
    assert caught["figure"] > 0.85 * whole["figure"] > 50, (caught, whole)  # a sample of them: 2 % either way
    assert caught["count"] > 0.25 * whole["count"], (caught, whole)  # of all a third: often it is another count


def test_a_gap_is_told_by_the_two_groups_difference(told: Told) -> None:
    """Never by the whole area's figure, which is under the same id in the results table; and never as 1.6e+04."""
    source = told.source
    gaps = [t for t in source.targets.values() if t.gap_by and source.figures_of(t)]
    assert len(gaps) > 5
    for target in gaps:
        seen, digits = source.figures_of(target), source.indicator(target).decimals
        fact = facts(source.ev, target.id)
        assert fact.latest is not None
        assert printed(fact.latest.value, digits) == printed(seen[max(seen)], digits)
    assert not any("e+" in str(note) for note in source.tables["rules"]["note"])
