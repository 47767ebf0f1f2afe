"""A plan at a glance: the finding, one bar of the four grades, and the same by domain; always n in sum."""

from __future__ import annotations

from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Plan
from kcstats.report.conclusions import (
    GRADES,
    counts,
    grade_name,
    is_over,
    summary_sentence,
)
from kcstats.report.prospects import expected_sentence
from kcstats.report.web.markup import Html, tag
from kcstats.report.web.say import say

SECTION = "goal_numeric"


def glance(ev: Evaluation, plan: Plan) -> Html:
    """One plan's numeric goal targets by grade.

    Returns
    -------
    Html
        A ``section``; a plan without such targets gets its sentence alone.
    """
    lang = ev.settings.lang
    total = counts(ev, plan.id, SECTION)
    id = f"glance-{plan.id}"
    return tag(
        "section",
        tag("h3", plan.name(lang), id=id),
        tag("p", summary_sentence(ev, plan), expected_sentence(ev, plan), class_="finding"),
        _bar(ev, plan, total) if total["n"] else "",
        _domains(ev, plan, total) if total["n"] else "",
        class_="glance", aria_labelledby=id,
    )  # fmt: skip


def _bar(ev: Evaluation, plan: Plan, total: dict[str, int]) -> Html:
    """The four grades as parts of one bar; told in words by the table below it."""
    lang, over = ev.settings.lang, is_over(ev, plan)
    parts = [
        tag("span", tag("b", total[g.value]), tag("span", grade_name(g, lang, over=over), class_="part-name"),
            class_=f"part {g.value}", style=f"flex-grow:{total[g.value]}")
        for g in GRADES if total[g.value]
    ]  # fmt: skip
    return tag("div", *parts, class_="grade-bar", aria_hidden="true")


def _domains(ev: Evaluation, plan: Plan, total: dict[str, int]) -> Html:
    lang, over = ev.settings.lang, is_over(ev, plan)
    heads = [tag("th", say("domain", lang), scope="col"), tag("th", say("n", lang), scope="col", class_="number")]
    for g in GRADES:
        swatch = tag("span", class_=f"swatch {g.value}", aria_hidden="true")
        heads.append(tag("th", swatch, grade_name(g, lang, over=over), scope="col", class_="number"))
    rows = []
    for domain in plan.domains:
        found = counts(ev, plan.id, SECTION, str(domain.number))
        if found["n"]:
            rows.append(_row(plan, f"{plan.id}/{domain.number}", domain.name(lang), found))
    rows.append(_row(plan, "", say("total", lang), total, class_="sum"))
    caption = tag("caption", f"{plan.name(lang)}：{say(SECTION, 'zh')}" if lang == "zh" else
                  f"{plan.name(lang)}: {say(SECTION, 'en')}", class_="unseen")  # fmt: skip
    return tag("table", caption, tag("thead", tag("tr", *heads)), tag("tbody", *rows), class_="grades")


def _row(plan: Plan, domain: str, name: str, found: dict[str, int], class_: str | None = None) -> Html:
    """A row of counts; each number knows the filter that shows what it counts."""
    cells = [
        tag("td", found[key], class_=f"number{'' if found[key] else ' nought'}", data_plan=plan.id,
            data_domain=domain or None, data_grade=key if key != "n" else None, data_section=SECTION)
        for key in ("n", *(g.value for g in GRADES))
    ]  # fmt: skip
    return tag("tr", tag("th", name, scope="row"), *cells, class_=class_)
