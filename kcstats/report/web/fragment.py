"""What a printed picture becomes on a screen: the same figures, to be asked, filtered and sorted.

A fragment is saved beside its picture and put into the web page when that is finished; Word, PDF and the notebook
itself know nothing of it. The picture stays in the page: it is what is printed, and what is shown without a script.
"""

from __future__ import annotations

from collections.abc import Sequence

from kcstats.evaluation.model import Evaluation
from kcstats.report.facts import Facts
from kcstats.report.figures.alt import alt_profile
from kcstats.report.figures.profile import subject_of
from kcstats.report.figures.words import method_words, source_words
from kcstats.report.prose import headline, standing
from kcstats.report.web.entry import entries
from kcstats.report.web.fan import caption_of, fan, readings
from kcstats.report.web.markup import Html, data, tag
from kcstats.report.web.say import say
from kcstats.report.web.strip import strip


def profile_fragment(drawn: Evaluation, fact: Facts) -> Html:
    """One indicator's picture, each year of which can be asked.

    Parameters
    ----------
    drawn : Evaluation
        As pictures take it.
    fact : Facts

    Returns
    -------
    Html
        Empty where there is nothing to draw.
    """
    lang = fact.lang
    s = subject_of(drawn, fact.id, lang=lang)
    mark = say("demo", lang) if drawn.dataset.synthetic else ""
    picture = fan(s, label=alt_profile(drawn, fact.id, lang=lang), mark=mark)
    if not picture:
        return Html("")
    stop = "。" if lang == "zh" else ". "
    method = method_words(fact.method, lang) if len(s.projected) else ""
    lead = say("method", lang) + ("：" if lang == "zh" else ": ")
    source = source_words(drawn, s.history, lang) if len(s.history) else ""
    told = [source, lead + method if method else "", caption_of(s).rstrip("。.")]
    return tag(
        "div",
        tag("p", headline(fact), class_="kc-head"),
        tag("p", standing(fact)),
        picture,
        tag("p", "".join(text + stop for text in told if text).strip(), class_="kc-small"),
        data({"word": say("ask", lang), "years": readings(s)}),
        class_="kc-explore", hidden=True,
    )  # fmt: skip


def overview_fragment(drawn: Evaluation, ids: Sequence[str]) -> Html:
    """The overview as a table that can be filtered by domain and sorted by likelihood.

    Parameters
    ----------
    drawn : Evaluation
        As pictures take it.
    ids : sequence of str
        Targets, as the printed page shows them.

    Returns
    -------
    Html
    """
    lang = drawn.settings.lang
    found = entries(drawn, drawn, ids)
    words = {key: say(key, lang) for key in ("domain", "sort", "all", "sort_rank", "sort_low", "sort_high")}
    return tag("div", strip(drawn, found, lang, linked=False), data(words), class_="kc-explore", hidden=True)
