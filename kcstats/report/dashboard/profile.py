"""What stands behind a row: the finding, the fan, the sentence, warnings, key facts, every figure with its source."""

from __future__ import annotations

import math

import pandas as pd

from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Target
from kcstats.report.answering import answering_or_pending
from kcstats.report.clauses import gap_decimals, needs_pace, pace
from kcstats.report.conclusions import KIND_WORDS, LEVEL_WORDS, worth_words
from kcstats.report.facts import Facts, demand_words, grade_words
from kcstats.report.figures.alt import alt_profile
from kcstats.report.figures.profile import Subject
from kcstats.report.figures.subareas import places_of
from kcstats.report.figures.words import group_words, method_words
from kcstats.report.numbers import MISSING, amount, number, percent, points
from kcstats.report.prose import headline, sentence, standing
from kcstats.report.web.entry import Entry
from kcstats.report.web.fan import caption_of, fan
from kcstats.report.web.markup import Html, join, tag
from kcstats.report.web.say import say
from kcstats.terms import Grade, Lang, ObservationStatus, word


def profile(ev: Evaluation, drawn: Evaluation, e: Entry, s: Subject) -> Html:
    """One target's profile.

    Parameters
    ----------
    ev : Evaluation
    drawn : Evaluation
        The same, as pictures take it.
    e : Entry
    s : Subject
        As `subject_of` looked it up.

    Returns
    -------
    Html
        An ``article`` whose id is the target's.
    """
    lang, fact = ev.settings.lang, e.fact
    kicker = f"{e.plan.name(lang)} · {e.domain} · {e.id}"
    mark = say("demo", lang) if ev.dataset.synthetic else ""
    picture = fan(s, label=alt_profile(drawn, e.id, lang=lang), mark=mark)
    note = caption_of(s)
    return tag(
        "article",
        tag("p", kicker, class_="kicker"),
        tag("h3", headline(fact), id=f"title-{e.id}", tabindex="-1"),
        tag("p", standing(fact), class_="standing"),
        tag("figure", picture, tag("figcaption", note) if note else "") if picture else "",
        tag("p", sentence(fact).strip(), class_="sentence"),
        _warnings(e, lang),
        _facts(ev, e, lang),
        _groups(ev, e, lang),
        _places(drawn, e, lang),
        _figures(ev, fact, lang),
        id=e.id, class_="profile", aria_labelledby=f"title-{e.id}",
    )  # fmt: skip


def _warnings(e: Entry, lang: Lang) -> Html:
    if not e.warnings:
        return Html("")
    at = 0 if lang == "zh" else 1
    items = []
    for w in e.warnings:
        level, kind = LEVEL_WORDS[str(w["level"])][at], KIND_WORDS[str(w["kind"])][at]
        lead = f"{kind}（{level}）：" if lang == "zh" else f"{kind} ({level}): "
        since = "" if pd.isna(w["since"]) else say("since", lang, year=int(w["since"]))
        text = ("；" if lang == "zh" else "; ").join(
            part for part in (str(w["rule"]), str(w["evidence"]), since) if part
        )
        items.append(tag("li", tag("b", lead), text, worth_words(w, lang), "。" if lang == "zh" else "."))
    return tag("section", tag("h4", say("warnings", lang)), tag("ul", *items), class_="warnings")


def _facts(ev: Evaluation, e: Entry, lang: Lang) -> Html:
    f = e.fact
    baseline = (
        f"{f.value(f.baseline)}（{f.baseline_year}年）"
        if lang == "zh"
        else f"{f.value(f.baseline)} ({f.baseline_year})"
    )
    said: list[tuple[str, str]] = [
        ("demand", f"{f.last}年{demand_words(f)}" if lang == "zh" else f"{demand_words(f)}, {f.last}"),
        ("baseline", baseline if math.isfinite(f.baseline) else MISSING),
        ("status", word(f.status, lang)),
        ("distance", points(f.gap, f.unit, gap_decimals(f), lang) if math.isfinite(f.gap) and f.gap > 0 else ""),
        ("needed", pace(f, f.required) if needs_pace(f) else ""),
        ("seen", pace(f, f.observed) if math.isfinite(f.observed) else ""),
        ("likelihood", _likelihood(f, lang)),
        ("grade", grade_words(f)),
        ("reason", f.reason if f.grade is Grade.NO_DATA else ""),
        ("section", say(e.section, lang)),
        ("goal", _goal(e, lang)),
        ("definition", f.indicator.definition(lang)),
        ("unit", answering_or_pending(ev, f.target)),
        ("method", method_words(f.method, lang)),
    ]
    pairs = [tag("div", tag("dt", say(key, lang)), tag("dd", text)) for key, text in said if text]
    return tag("section", tag("h4", say("key_facts", lang)), tag("dl", *pairs), class_="facts")


def _likelihood(f: Facts, lang: Lang) -> str:
    if f.over or not math.isfinite(f.p):
        return ""
    return (
        f"{percent(f.p)}，{word(f.likelihood, lang)}"
        if lang == "zh"
        else f"{percent(f.p)}, {word(f.likelihood, lang)}"
    )


def _goal(e: Entry, lang: Lang) -> str:
    """The title of the goal or strategy the target stands in."""
    domain = e.plan.domain(e.fact.target.domain)
    for item in domain.items:
        if e.fact.target in item.targets:
            return item.title(lang)
    return ""


def _groups(ev: Evaluation, e: Entry, lang: Lang) -> Html:
    """Latest figure and grade of the target's groups and sub-areas; empty where there are none."""
    table = ev.indicators
    own = (table["area"] == ev.settings.area) & (table["group"] == "total")
    mine = table[(table["id"] == e.id) & ~own & table["latest_value"].notna() & ~table["group"].eq("reference")]
    if mine.empty:
        return Html("")
    f = e.fact
    rows = []
    for row in mine.to_dict("records"):
        year = f"{int(row['latest_year'])}"
        cells = (amount(float(row["latest_value"]), f.unit, f.decimals, lang), year, percent(float(row["p_attain"])))
        grade = word(Grade(row["grade"]), lang)
        rows.append(tag("tr", tag("th", _who(ev, f.target, row["area"], row["group"], lang), scope="row"),
                        *(tag("td", cell, class_="number") for cell in cells), tag("td", grade)))  # fmt: skip
    heads = [tag("th", say(key, lang), scope="col", class_=None if key in ("group", "grade") else "number")
             for key in ("group", "latest", "year", "likelihood", "grade")]  # fmt: skip
    return _scrolled(say("groups", lang), tag("thead", tag("tr", *heads)), tag("tbody", *rows), id=f"groups-{e.id}")


def _places(drawn: Evaluation, e: Entry, lang: Lang) -> Html:
    """The places inside the area, the worst first; empty where fewer than two have comparable figures."""
    found = places_of(drawn, e.id, lang=lang)
    if not found:
        return Html("")
    f = e.fact
    rows = [
        tag("tr", tag("th", place.name, scope="row"), tag("td", f.value(place.value), class_="number"),
            tag("td", place.year, class_="number"),
            tag("td", say("meets" if place.meets else "misses", lang), class_=None if place.meets else "misses"))
        for place in found
    ]  # fmt: skip
    heads = [tag("th", say(key, lang), scope="col", class_="number" if key in ("latest", "year") else None)
             for key in ("group", "latest", "year", "status")]  # fmt: skip
    return _scrolled(say("places", lang), tag("thead", tag("tr", *heads)), tag("tbody", *rows), id=f"places-{e.id}")


def _who(ev: Evaluation, target: Target, area: str, group: str, lang: Lang) -> str:
    where = "" if area == ev.settings.area else ev.dataset.area(area).name(lang)
    who = group_words(ev, target, group, lang)
    return " · ".join(part for part in (where, who) if part)


def _figures(ev: Evaluation, f: Facts, lang: Lang) -> Html:
    """Every observed figure, newest first, with counts, how final it is, and where it comes from."""
    if not f.points:
        return Html("")
    table = ev.history
    mine = table[(table["id"] == f.id) & (table["area"] == ev.settings.area) & (table["group"] == "total")]
    final = dict(zip(mine["year"].astype(int), mine["status"], strict=True))
    counted = any(math.isfinite(p.numerator) and math.isfinite(p.denominator) for p in f.points)
    keys = list(dict.fromkeys(p.source for p in reversed(f.points)))
    several = len(keys) > 1
    rows = []
    for p in reversed(f.points):
        status = ObservationStatus(final.get(p.year, ObservationStatus.FINAL))
        said = word(status, lang) if status is not ObservationStatus.FINAL else ""
        counts = [number(p.numerator, 0), number(p.denominator, 0)] if counted else []
        where = [f"[{keys.index(p.source) + 1}]"] if several else []
        value = join(f.value(p.value), tag("small", said) if said else "")
        rows.append(tag("tr", tag("th", p.year, scope="row"),
                        *(tag("td", cell, class_="number") for cell in (value, *counts, *where))))  # fmt: skip
    names = ["year", "value", *(["numerator", "denominator"] if counted else []), *(["source"] if several else [])]
    heads = [tag("th", say(key, lang), scope="col", class_=None if key == "year" else "number") for key in names]
    cited = [
        (f"[{k}] " if several else "") + (ev.dataset.citation(key, lang) or "—")
        for k, key in enumerate(keys, start=1)
    ]
    lead = say("sources", lang) + ("：" if lang == "zh" else ": ")
    text = lead + ("；" if lang == "zh" else "; ").join(cited) + ("。" if lang == "zh" else ".")
    return join(
        _scrolled(say("figures", lang), tag("thead", tag("tr", *heads)), tag("tbody", *rows), id=f"figures-{f.id}"),
        tag("p", text, class_="source"),
    )


def _scrolled(title: str, *parts: Html, id: str) -> Html:
    """A table under its heading, in a part that scrolls by itself and can be reached by keyboard."""
    head = tag("h4", title, id=id)
    body = tag("div", tag("table", *parts, class_="plain"), class_="scroll", role="region", tabindex="0",
               aria_labelledby=id)  # fmt: skip
    return tag("section", head, body)
