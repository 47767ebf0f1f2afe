"""What stands beside the figures in a package: texts, measures, units and shapes, told in a few lines.

A file that is not there is not told of: all four are optional.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from kcstats.observations import boundaries, departments, measures, narrative
from kcstats.observations.dataset import Dataset
from kcstats.observations.quality_words import WORDS
from kcstats.plan.model import Indicator
from kcstats.terms import Lang, TextKind, word


def describe_companions(dataset: Dataset, indicators: Mapping[str, Indicator], *, lang: Lang = "zh") -> str:
    """Describe the files beside the observations, one paragraph each.

    Parameters
    ----------
    dataset : Dataset
    indicators : mapping of id to Indicator
        The catalogue.
    lang : {"zh", "en"}

    Returns
    -------
    str
        Empty where there is none of them.
    """
    told = {
        **dict.fromkeys(narrative.FILES, _texts),
        measures.FILE: _measures,
        departments.FILE: _units,
        boundaries.FILE: _shapes,
    }
    files = {path.name for path in dataset.files}
    return "\n".join(f"{name}{WORDS[lang]['colon']}{tell(dataset, indicators, lang)}" for name, tell in told.items()
                     if name in files)  # fmt: skip


def _texts(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    """How many texts of each kind, and of how many units."""
    say = WORDS[lang]
    kinds = Counter(text.kind for text in dataset.narratives)
    listed = say["comma"].join(say["of_kind"].format(kind=word(k, lang), n=kinds[k]) for k in TextKind if kinds[k])
    authors = len({text.author for text in dataset.narratives if text.author})
    return say["texts"].format(n=len(dataset.narratives), listed=listed, authors=authors)


def _measures(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    """How many measures, and of each indicator how many."""
    say = WORDS[lang]
    on = Counter(measure.indicator for measure in dataset.measures)
    names = {id: indicators[id].name(lang) if id in indicators else id for id in on}
    listed = say["comma"].join(say["of_kind"].format(kind=names[id], n=n) for id, n in on.items())
    different = len({measure.id for measure in dataset.measures})
    return say["measures"].format(n=different, rows=len(dataset.measures), listed=listed)


def _units(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    """How many units answer for how many of the indicators that have figures, and which nobody answers for."""
    say = WORDS[lang]
    held = set(dataset.current["indicator"])
    answered = {id for unit in dataset.departments for id in unit.indicators}
    listed = say["comma"].join(
        say["of_kind"].format(kind=unit.name(lang), n=len(unit.indicators)) for unit in dataset.departments
    )
    return say["units"].format(
        n=len(dataset.departments), indicators=len(answered), listed=listed, without=len(held - answered)
    )


def _shapes(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    """Which areas are drawn, and which below the highest are not."""
    say = WORDS[lang]
    drawn = {shape.area for shape in dataset.boundaries}
    missing = [area.name(lang) for area in dataset.areas if area.id not in drawn and area.parent is not None]
    rest = say["undrawn"].format(names=say["comma"].join(missing)) if missing else say["all_drawn"]
    return say["shapes"].format(n=len(drawn), rest=rest)
