"""Every target in a row that can be read: history, latest, demand, likelihood as bar and number, grade in words."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kcstats.evaluation.model import Evaluation
from kcstats.report.figures.overview import span_of
from kcstats.report.figures.spark import spark_of
from kcstats.report.numbers import percent
from kcstats.report.web.entry import Entry
from kcstats.report.web.markup import Html, join, tag
from kcstats.report.web.say import say
from kcstats.report.web.spark import spark
from kcstats.terms import Grade, Lang, word


def strip(drawn: Evaluation, found: Sequence[Entry], lang: Lang, *, linked: bool = True) -> Html:
    """A table of targets, what needs attention first.

    Parameters
    ----------
    drawn : Evaluation
        As pictures take it.
    found : sequence of Entry
    lang : {"zh", "en"}
    linked : bool
        Whether a name leads to its profile on the same page; else each row carries what it is sorted and filtered by.

    Returns
    -------
    Html
        Roles are written out, so that a narrow screen may lay the table out as cards and keep them.
    """
    span = span_of(drawn, tuple(e.id for e in found))
    known = [bool(e.reading.over) or not math.isfinite(e.reading.p) for e in found]
    stage = "" if not any(e.reading.over for e in found) else "_over" if all(known) else "_mixed"
    years = f"{span[0]}—{span[1]}" if lang == "zh" else f"{span[0]}–{span[1]}"
    titles = (
        (say("indicator", lang), "name", "plan"),
        (f"{say('history', lang)} {years}", "history", None),
        (say("latest", lang), "number", None),
        (say("target", lang), "number", None),
        (say({"": "likelihood", "_over": "outcome", "_mixed": "outcome_mixed"}[stage], lang), "odds", "low"),
        (say("grade", lang), "grade", "rank"),
    )
    heads = [tag("th", title, scope="col", role="columnheader", class_=class_, data_sort=sort if linked else None)
             for title, class_, sort in titles]  # fmt: skip
    rows = [_row(drawn, e, span, lang, linked) for e in sorted(found, key=lambda e: e.rank)]
    table = tag(
        "table",
        tag("caption", say(f"caption{stage}", lang)),
        tag("thead", tag("tr", *heads, role="row"), role="rowgroup"),
        tag("tbody", *rows, role="rowgroup"),
        class_="targets", role="table", id="targets" if linked else None,
    )  # fmt: skip
    return tag("div", table, class_="strip")


def _row(drawn: Evaluation, e: Entry, span: tuple[int, int], lang: Lang, linked: bool) -> Html:
    said = e.reading
    name = tag("a", e.fact.name, href=f"#{e.id}") if linked else e.fact.name
    mark = join(" ", _mark(e, lang)) if e.warnings else ""
    place = tag("span", f"{e.id} · {e.domain}", mark, class_="place")
    latest = join(said.latest, tag("small", said.year) if said.year else "")
    cells = (
        tag("td", spark(spark_of(drawn, e.fact.target, span)), role="cell", class_="history"),
        tag("td", latest, role="cell", class_="number latest", data_label=say("latest", lang)),
        tag("td", said.demand, role="cell", class_="number demand", data_label=say("target", lang)),
        tag("td", _odds(e, lang), role="cell", class_="odds"),
        tag("td", said.verdict, role="cell", class_=f"grade {said.grade.value}"),
    )
    head = tag("th", name, place, scope="row", role="rowheader", class_="name")
    codes = e.codes()
    keys = {} if linked else {"data_domain": e.domain, "data_p": codes["p"], "data_rank": e.rank}
    return tag("tr", head, *cells, role="row", data_id=e.id, **keys)


def _mark(e: Entry, lang: Lang) -> Html:
    """That there is a warning, in a word beside the id."""
    return tag("span", say("warned", lang), class_="warned")


def _odds(e: Entry, lang: Lang) -> Html:
    """The likelihood as bar, number and word; the outcome where it is known; the reason where there is none."""
    said = e.reading
    if said.over:
        missed = said.grade is Grade.DIFFICULT
        return tag("span", tag("span", class_="mark", aria_hidden="true"), said.over,
                   class_="outcome missed" if missed else "outcome")  # fmt: skip
    if not math.isfinite(said.p):
        return tag("span", said.reason or "—", class_="reason")
    filled = tag("span", style=f"width:{max(100 * said.p, 1):.1f}%", class_=said.grade.value)
    bar = tag("span", filled, class_="bar", aria_hidden="true")
    return join(bar, tag("b", percent(said.p)), tag("span", word(e.fact.likelihood, lang), class_="chance"))
