"""Search, filters and sorting: native controls, which every keyboard, phone and screen reader knows."""

from __future__ import annotations

from collections.abc import Sequence

from kcstats.evaluation.model import Evaluation
from kcstats.report.conclusions import GRADES, KIND_WORDS, grade_name, is_over
from kcstats.report.web.entry import WARNING_KINDS, Entry
from kcstats.report.web.markup import Html, tag
from kcstats.report.web.say import say
from kcstats.terms import Likelihood, word

Options = Sequence[tuple[str, str]]


def controls(ev: Evaluation, found: Sequence[Entry]) -> Html:
    """The form above the table; hidden until the script that answers it runs.

    Parameters
    ----------
    ev : Evaluation
    found : sequence of Entry
        Only codes that occur are offered.
    """
    lang = ev.settings.lang
    at, over = 0 if lang == "zh" else 1, all(is_over(ev, plan) for plan in ev.plans)
    grades = {e.fact.grade for e in found}
    words = {e.fact.likelihood for e in found}
    kinds = {str(w["kind"]) for e in found for w in e.warnings}
    sections = dict.fromkeys(e.section for e in found)
    warned: list[tuple[str, str]] = [("any", say("any_warning", lang))] if kinds else []
    warned += [(kind, KIND_WORDS[kind][at]) for kind in WARNING_KINDS if kind in kinds]
    warned.append(("none", say("no_warning", lang)))
    plans = [(plan.id, plan.name(lang)) for plan in ev.plans]
    search = tag("div", tag("label", say("search", lang), for_="q"),
                 tag("input", type="search", id="q", name="q", placeholder=say("search_hint", lang),
                     autocomplete="off"), class_="field search")  # fmt: skip
    selects = (
        _select("plan", say("plan", lang), plans, lang) if len(plans) > 1 else "",
        _domains(ev),
        _select("section", say("section", lang), [(s, say(s, lang)) for s in sections], lang),
        _select("grade", say("grade_filter", lang),
                [(g.value, grade_name(g, lang, over=over)) for g in GRADES if g in grades], lang),
        _select("likelihood", say("likelihood_filter", lang),
                [(w.value, word(w, lang)) for w in Likelihood if w in words], lang),
        _select("warning", say("warning", lang), warned, lang),
    )  # fmt: skip
    sorts = [(key, say(f"sort_{key}", lang)) for key in ("rank", "low", "high", "plan")]
    sort = tag("div", tag("label", say("sort", lang), for_="sort"),
               tag("select", *(tag("option", text, value=key) for key, text in sorts), id="sort", name="sort"),
               class_="field")  # fmt: skip
    reset = tag("button", say("reset", lang), type="reset", class_="reset")
    more = tag(
        "details", tag("summary", say("find", lang)), tag("div", *selects, sort, reset, class_="fields"), open=True
    )
    count = tag("p", role="status", id="count", data_words=say("shown", lang), data_nothing=say("nothing", lang))
    return tag(
        "form", search, more, count, role="search", class_="controls", aria_label=say("find", lang), hidden=True
    )


def _select(name: str, label: str, options: Options, lang: str) -> Html:
    every = tag("option", say("all", "zh" if lang == "zh" else "en"), value="")
    choice = tag("select", every, *(tag("option", text, value=key) for key, text in options), id=name, name=name)
    return tag("div", tag("label", label, for_=name), choice, class_="field")


def _domains(ev: Evaluation) -> Html:
    lang = ev.settings.lang
    groups = [
        tag("optgroup", *(tag("option", d.name(lang), value=f"{plan.id}/{d.number}") for d in plan.domains),
            label=plan.name(lang))
        for plan in ev.plans
    ]  # fmt: skip
    every = tag("option", say("all", lang), value="")
    return tag("div", tag("label", say("domain", lang), for_="domain"),
               tag("select", every, *groups, id="domain", name="domain"), class_="field")  # fmt: skip
