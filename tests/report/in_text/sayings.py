"""The sentences of a report, what each is about, and the numbers in it that no table explains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.report.in_text.counts import SECTIONS, Counts
from tests.report.in_text.source import Source, without

TABLE = re.compile(r"^(?:\||!\[).*$", re.MULTILINE)
MARKUP = re.compile(r"\[@[^\]]*\]|\]\([^)]*\)|\{[^{}]*\}|^:::.*$|`[^`]*`|^: ", re.MULTILINE)
PLACE = re.compile(
    r"^#+ (?:\d+ |\(\d+\) )?|^\d+\. |^\*\*\d+[.．] ?(?=\S)|(?:^|\*\*)\s*(?:（\d+）|\\?\(\d+\))|\*\*|(?:Appendix) \d+",
    re.MULTILINE,
)
YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[,.]\d)")
UNIT = re.compile(r"/10万|/万|per 10{2,}(?:,000)*|(?:per |/)\d{1,3}(?:,000)+|Unit: (?:10,000 \w+|100 million yuan)")
NUMBER = re.compile(r"(?<![A-Za-z\d.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|(?<![A-Za-z\d.])\.\d+")

COUNTED = re.compile(r"(?:—\d+)?(?:项|组|个领域|个单位|个地区)")
MEASURED = re.compile(
    r"\| ?(?:%|‰|percentage|per |years|hours|persons|yuan|times|lessons|items|\(1)|\bstood at .*\||"
    r": [\d,.]+\|;|together|(?:than|least|most|above|below|base of) [\d,.]+\|"
)
"""A number of an English sentence, up to the bar, that is no count of targets."""


@dataclass(frozen=True)
class Saying:
    """One sentence, with what the headings above and the sentence before say it is about."""

    text: str
    ids: frozenset[str]
    plan: str
    domain: str
    measure: str
    unit: str


def sayings(text: str, source: Source) -> Iterator[Saying]:
    """Cut a report's markdown into sentences, each with its subjects."""
    plan = domain = unit = chapter = ""
    setting = False
    above: frozenset[str] = frozenset()
    for line in TABLE.sub("", text).splitlines():
        if line.startswith("#"):
            found = re.search(r"\{#sec-([\w-]+)\}", line)
            id = found.group(1) if found else ""
            if line.startswith("# "):
                plan = domain = unit = ""
                chapter, setting = id, id == "background"
            plan = next((p.id for p in source.plans if id.startswith((f"plan-{p.id}", f"domain-{p.id}"))), plan)
            plan = next((p.id for p in source.plans if p.name(source.lang) in line and line.startswith("## ")), plan)
            domain = id.rsplit("-", 1)[1] if id.startswith("domain-") else domain
            unit = id.removeprefix("unit-") if id.startswith("unit-") else unit
            if line.startswith("## ") and plan and not id.startswith("domain-"):
                here = [
                    d
                    for d in source.ev.plan(plan).domains
                    if f"）{d.name('zh')}" in line or f") {d.name('en')}:" in line
                ]
                domain = str(here[0].number) if here else domain if "domain-" in chapter else ""
            above = frozenset(source.said_of(line))
        if not re.search(r"\d", line):
            continue
        before: frozenset[str] = above
        measure = ""
        plain = PLACE.sub("", MARKUP.sub(" ", line))
        plain = source.numbered_units.sub(" ", without(plain, source.long_texts))
        for sentence in re.split(r"(?<=[。；;])|(?<=[a-z%)\d ]\.)\s(?=[A-Z])", plain):
            ids = frozenset(source.said_of(sentence, setting=setting)) or before
            before = ids
            measure = next((t for t in source.measures if t in sentence), measure)
            own = [p.id for p in source.plans if p.name(source.lang) in sentence]
            scope = (plan, domain) if not own else (own[0] if len(own) == 1 else "", domain if own == [plan] else "")
            yield Saying(sentence, ids, *scope, measure, unit)


def left_of(text: str, source: Source) -> str:
    """A sentence without names, units and what is printed as it stands in a file."""
    return UNIT.sub(" ", without(text, source.short_texts))


def unexplained(saying: Saying, source: Source, counts: Counts) -> list[str]:
    """The numbers of a sentence that no table holds."""
    text = left_of(saying.text, source)
    wrong = [year for year in YEAR.findall(text) if year not in source.years]
    text = YEAR.sub(lambda m: " " * len(m.group()), text)
    own = set().union(*(source.figures(id) for id in saying.ids), source.effects[saying.measure])
    plans = [saying.plan] if saying.plan else [""] + [p.id for p in source.plans]
    keys = dict.fromkeys((plan, domain, saying.unit) for plan in plans for domain in (saying.domain, ""))
    section = next((name for name, words in SECTIONS.items() if re.search(words, saying.text)), "")
    keys = dict.fromkeys(key for key in keys if not (section and saying.domain) or key[1])
    scopes = [counts.of(*key, section) for key in keys]
    for found in NUMBER.finditer(text):
        number, after = found.group().replace(",", ""), text[found.end() :]
        clause = clause_of(text, found.start(), found.end())
        if number in own and (not COUNTED.match(after) or "单位" in after[:3] or source.in_items(saying.ids)):
            continue
        counted: set[str] = set()
        if after.startswith("%"):
            counted = set().union(*(scope.get("share", set()) for scope in scopes))
        elif COUNTED.match(after) if source.lang == "zh" else not MEASURED.search(text[: found.end()] + "|" + after):
            counted = set().union(*(counts.named(clause, scope, source.lang) for scope in scopes))
        if after.startswith(" more"):  # those named before are not counted again
            counted |= {str(int(n) - len(source.named_in(saying.text))) for n in counted if n.isdigit()}
        if number not in counted:
            wrong.append(number)
    return wrong


def clause_of(text: str, start: int, end: int) -> str:
    """The words around a number, up to the marks on both sides."""
    left = re.split(r"[，；：、（）。,;:()]| and ", text[:start])[-1]
    if text[end:].startswith(" more: "):  # a list of names, and then what is said of them
        return left + text[end:]
    return left + text[start:end] + re.split(r"[，；：、（）。,;:()]|\. | and ", text[end:])[0]
