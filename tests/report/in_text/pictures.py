"""What the alternative texts of pictures say, and the numbers in them that no table explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from tests.report.in_text.counts import Counts
from tests.report.in_text.sayings import NUMBER, YEAR, left_of
from tests.report.in_text.source import Source, printed, share, without

PICTURE = re.compile(r'^!\[(?P<caption>[^\]]*)\].*?\{#fig-(?P<id>[\w-]+) fig-alt="(?P<alt>[^"]*)"\}', re.MULTILINE)
LISTED = {
    "zh": re.compile(r"[；。]\s*[^；。：、]*?(\d+)项：([^；。]*)"),
    "en": re.compile(r"[;.] [^;:.]*? \((\d+)\): ([^;]*?)(?=;|\.$)"),
}
"""A grade of the overview, how many targets it holds, and their names."""
TALLIED = ("n", "attained", "expected", "difficult", "no_data")
QUANTILES = ("q10", "q50", "q90")


def pictures(text: str) -> Iterator[tuple[str, str]]:
    """Every picture's id and alternative text."""
    for found in PICTURE.finditer(text):
        yield found["id"], found["alt"]


def unexplained_in_picture(id: str, alt: str, source: Source, counts: Counts) -> list[str]:
    """Numbers of an alternative text that neither the targets named in it nor the counts of its plan hold."""
    wrong = []
    head = re.split(r"[：；。:;]|\. ", alt, maxsplit=1)[0]
    tallies = _tallies(id, alt, source, counts)
    for piece in re.split(r"[；。;]|\.(?= |$)", without(alt, source.long_texts)):
        ids = source.said_of(piece) or source.said_of(head)
        own = set(tallies).union(*(_figures(i, source) for i in ids))
        left = left_of(piece, source)
        wrong += [year for year in YEAR.findall(left) if year not in source.years]
        numbers = [n.replace(",", "") for n in NUMBER.findall(YEAR.sub(" ", left))]
        own |= _apart([n for n in numbers if n in own])
        wrong += [number for number in numbers if number not in own]
    return wrong


def _figures(id: str, source: Source) -> set[str]:
    """Everything the tables hold of a target in any place and group: a picture draws them side by side."""
    item = source.indicator(source.targets[id])
    seen = source.ev.dataset.current.query("indicator == @item.id")["value"].dropna()
    out = source.figures(id) | {printed(value, item.decimals) for value in seen}
    before = source.tables["indicators"].query("id == @id")[["threshold", "baseline_value"]].dropna()
    levels = before["baseline_value"] * (1 - before["threshold"] / 100)  # of targets to fall by a share
    out |= {printed(value, item.decimals) for value in levels}
    ahead = source.tables["projections"].query("id == @id")
    out |= {printed(v, item.decimals) for q in QUANTILES for v in ahead[q].dropna()}
    band = source.tables["counterfactuals"].query("indicator == @item.id")
    out |= {printed(v, item.decimals) for q in QUANTILES for v in band[q].dropna()}
    return out.union(*(share(p) for p in source.tables["indicators"].query("id == @id")["p_attain"]))


def _apart(figures: list[str]) -> set[str]:
    """Differences of figures that stand side by side, as two groups of a gap do."""
    return {f"{abs(Decimal(one) - Decimal(two))}" for one, two in pairwise(figures)}


def _tallies(id: str, alt: str, source: Source, counts: Counts) -> set[str]:
    """Counts a picture may name: of the targets it lists, or of the rows of its plan."""
    if id.startswith("overview"):
        listed = LISTED[source.lang].findall(alt)
        sizes = {str(len(re.split(r"、|, ", names))) for _, names in listed}
        return sizes | {str(sum(int(n) for n, _ in listed))}
    plan = next((p for p in source.plans if p.id in id), None)
    if plan is None:
        return set()
    scopes = [counts.of(plan.id, domain, "") for domain in ("", *(str(d.number) for d in plan.domains))]
    return {n for scope in scopes for name in TALLIED for n in scope[name]}
