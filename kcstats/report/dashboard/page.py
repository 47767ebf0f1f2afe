"""The whole page: glance, controls, table, profiles, notes; styles, typeface, data and script inside it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from kcstats import __version__
from kcstats.evaluation.model import Evaluation
from kcstats.report.conclusions import denominator_note
from kcstats.report.dashboard.controls import controls
from kcstats.report.dashboard.glance import glance
from kcstats.report.dashboard.profile import profile
from kcstats.report.figures.profile import subject_of
from kcstats.report.fonts import css_font
from kcstats.report.sections.frame import with_plain_years
from kcstats.report.theme import marks
from kcstats.report.web.entry import Entry, entries
from kcstats.report.web.fan import readings
from kcstats.report.web.look import house_colours, web_style
from kcstats.report.web.markup import Html, data, join, tag
from kcstats.report.web.say import say
from kcstats.report.web.strip import strip

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; font-src data:; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""What the browser may load: nothing that is not in the file."""


def dashboard_page(ev: Evaluation) -> str:
    """Write the dashboard of one evaluation.

    Parameters
    ----------
    ev : Evaluation

    Returns
    -------
    str
        One HTML document that needs no other file; the same evaluation gives the same text.
    """
    lang = ev.settings.lang
    drawn = with_plain_years(ev)
    found = entries(ev, drawn)
    subjects = {e.id: subject_of(drawn, e.id, lang=lang) for e in found}
    profiles = [profile(ev, drawn, e, subjects[e.id]) for e in found]
    facts = [{**e.codes(), "years": readings(subjects[e.id])} for e in found]
    words = {key: say(key, lang) for key in ("close", "previous", "next", "ask")}
    heading = say("glance" if len(ev.plans) > 1 else "glance_one", lang)
    body = join(
        tag("a", say("skip", lang), href="#targets", class_="skip"),
        tag("div", marks(ev).page, class_="page-mark", role="note"),
        _header(ev),
        tag("main",
            tag("section", tag("h2", heading, id="glance"), tag("div", *(glance(ev, p) for p in ev.plans),
                class_="glances"), aria_labelledby="glance"),
            tag("section", tag("h2", say("targets", lang), id="all"), controls(ev, found),
                strip(drawn, found, lang), aria_labelledby="all"),
            tag("section", tag("h2", say("profiles", lang), id="each"), *profiles, id="profiles",
                aria_labelledby="each")),
        _footer(ev),
        data({"words": words, "mark": marks(ev).page, "targets": facts}, id="data"),
    )  # fmt: skip
    return _document(ev, body)


def _document(ev: Evaluation, body: Html) -> str:
    lang = ev.settings.lang
    own = files("kcstats.report.dashboard")
    style, script = ((own / f"dashboard.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    explore = (files("kcstats.report.web") / "explore.js").read_text(encoding="utf-8")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="generator", content=f"kcstats {__version__}"),
        tag("title", title(ev)),
        tag("style", Html(css_font(body + style))),
        tag("style", Html(house_colours() + web_style() + style)),
    )
    code = tag("script", Html(explore + script))
    page = tag("html", head, tag("body", body, code), lang="zh-Hans" if lang == "zh" else "en")
    return f"<!DOCTYPE html>\n{page}\n"


def title(ev: Evaluation) -> str:
    """What the page is called: plans and place."""
    lang = ev.settings.lang
    area = ev.dataset.area(str(ev.settings.area)).name(lang)
    return f"{area}：妇女儿童发展目标监测" if lang == "zh" else f"{area}: monitoring of development targets"


def _header(ev: Evaluation) -> Html:
    lang = ev.settings.lang
    years = sorted({ev.settings.target_year or plan.target_year for plan in ev.plans})
    last = "、".join(map(str, years)) if lang == "zh" else ", ".join(map(str, years))
    told = [f"数据截至{ev.settings.data_to}年", f"目标年{last}年"] if lang == "zh" else [
        f"figures to {ev.settings.data_to}", f"target year {last}"]  # fmt: skip
    told += [text for text in (*ev.settings.issuing_bodies, ev.settings.month) if text]
    place, colon, subject = title(ev).partition("：" if lang == "zh" else ": ")
    name = tag("h1", tag("span", place + colon), tag("span", subject))
    return tag("header", name, tag("p", " · ".join(told), class_="told"))


def _footer(ev: Evaluation) -> Html:
    lang, cut = ev.settings.lang, ev.settings.cutoffs
    zh = lang == "zh"
    high, half, low = (f"{100 * x:g}%" for x in (cut.very_likely, cut.likely, cut.unlikely))
    words = (
        f"可能性{high}及以上为很可能，{half}—{high}较可能，{low}—{half}较难，{low}以下很难；低于{half}的为难以达标，加斜线。"
        "可能性是按以往变动规律推算的概率，不包含今后新采取的措施。"
        if zh
        else f"{high} and above very likely, {half}–{high} likely, {low}–{half} unlikely, below {low} very unlikely; "
        f"below {half} a target is difficult (hatched). A likelihood is projected from past figures alone."
    )
    cited = list(
        dict.fromkeys(ev.dataset.citation(str(key), lang) for key in ev.history["source"].dropna() if str(key))
    )
    package = (
        f"{ev.dataset.title(lang)}（{ev.dataset.licence}）"
        if zh
        else f"{ev.dataset.title(lang)} ({ev.dataset.licence})"
    )
    return tag(
        "footer",
        tag("h2", say("about", lang)),
        tag("p", say("demo_long", lang)) if ev.dataset.synthetic else "",
        tag("p", words),
        tag("p", denominator_note(lang)),
        tag("p", ("数据：" if zh else "Data: ") + package + ("。" if zh else ".")),
        _cited(cited, lang == "zh"),
        tag("p", f"kcstats {__version__}"),
    )


def _cited(cited: Sequence[str], zh: bool) -> Html:
    if not cited:
        return Html("")
    return tag("details", tag("summary", f"资料来源（{len(cited)}种）" if zh else f"Sources ({len(cited)})"),
               tag("ul", *(tag("li", text) for text in cited)))  # fmt: skip


__all__ = ["Entry", "dashboard_page", "title"]
