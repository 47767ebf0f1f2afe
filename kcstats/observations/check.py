"""The quality report: what a package holds, what is revised, where its counts are small, and what is missing.

Faults stop a package at the door (`read_dataset`); what is reported here is no fault. A gap, a revision or a handful
of events are facts about the data that whoever reads an evaluation of it should know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from kcstats.observations.companions import describe_companions
from kcstats.observations.dataset import KEY, Dataset
from kcstats.observations.gaps import gap_list
from kcstats.observations.quality_words import WORDS
from kcstats.observations.read import read_dataset
from kcstats.plan.model import Indicator, Plan
from kcstats.terms import Lang, ObservationStatus, word

SMALL_COUNT = 10
"""Fewer events than this a year are called small."""


def quality_report(
    folder: str | Path, *, plans: Sequence[str] | None = None, plan_folder: Path | None = None, lang: Lang = "zh"
) -> str:
    """Check a package and describe it.

    Parameters
    ----------
    folder : path
        The input package.
    plans : sequence of str, optional
        Plan ids whose indicators are expected.
    plan_folder : Path, optional
        The user's own plans and indicators.
    lang : {"zh", "en"}

    Returns
    -------
    str
        Text of several lines, ending with the gap list.

    Raises
    ------
    InputError
        If the package is faulty, with every fault.
    """
    from kcstats.plan.load import load_indicators, load_plan

    indicators = load_indicators(plan_folder)
    dataset = read_dataset(folder, indicators=indicators, plan_folder=plan_folder, lang=lang)
    named = [load_plan(plan, plan_folder) for plan in plans or ()]
    return describe(dataset, indicators, named, lang=lang)


def describe(
    dataset: Dataset, indicators: Mapping[str, Indicator], plans: Sequence[Plan] = (), *, lang: Lang = "zh"
) -> str:
    """Describe a checked package; see `quality_report`."""
    gaps = gap_list(dataset, indicators, plans)
    parts = [
        _overview(dataset, lang),
        describe_companions(dataset, indicators, lang=lang),
        _coverage(dataset, indicators, lang),
        _breaks(dataset, indicators, lang),
        _revisions(dataset, indicators, lang),
        _small_counts(dataset, indicators, lang),
        _gaps(gaps, dataset, indicators, lang),
    ]
    return "\n\n".join(part for part in parts if part)


def revised_values(dataset: Dataset) -> pd.DataFrame:
    """Find figures published more than once.

    Returns
    -------
    DataFrame
        The rows of `Dataset.observations` whose key occurs with more than one status, sorted by key and status.
    """
    key = [name for name in KEY if name != "status"]
    rows = dataset.observations[dataset.observations["value"].notna()]
    rank = rows["status"].map({status.value: place for place, status in enumerate(ObservationStatus)})
    again = rows.assign(rank=rank)[rows.duplicated(key, keep=False)]
    return again.sort_values([*key, "rank"]).drop(columns="rank").reset_index(drop=True)


def small_counts(dataset: Dataset) -> pd.DataFrame:
    """Find figures that rest on fewer than `SMALL_COUNT` events (or lack so many from the whole).

    Returns
    -------
    DataFrame
        The rows of `Dataset.current` concerned.
    """
    rows = dataset.current
    return rows[(rows["numerator"] < SMALL_COUNT) & rows["denominator"].gt(0)].reset_index(drop=True)


def _overview(dataset: Dataset, lang: Lang) -> str:
    say = WORDS[lang]
    rows, current = dataset.observations, dataset.current
    statuses = rows["status"].value_counts()
    listed = [f"{word(s, lang)} {statuses[s.value]}" for s in ObservationStatus if s.value in statuses.index]
    lines = [
        say["title"].format(title=dataset.title(lang)),
        *([say["synthetic"]] if dataset.synthetic else []),
        say["licence"].format(licence=dataset.licence),
        say["no_faults"],
        say["size"].format(
            rows=len(rows), indicators=current["indicator"].nunique(), areas=current["area"].nunique(),
            years=_span(rows["year"]),
        ),
        say["statuses"].format(listed=say["comma"].join(listed)),
        say["counts"].format(n=int((rows["numerator"].notna() & rows["denominator"].notna()).sum())),
    ]  # fmt: skip
    empty = int(rows["value"].isna().sum())
    return "\n".join([*lines, *([say["empty"].format(n=empty)] if empty else [])])


def _coverage(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    say = WORDS[lang]
    held = dataset.current[dataset.current["value"].notna()]
    lines = [say["coverage"]]
    for id, frame in held.groupby("indicator", sort=False):
        groups = [say[name] for name in ("sex", "age_group", "residence") if (frame[name] != "total").any()]
        lines.append(
            say["indicator"].format(
                name=_name(str(id), indicators, lang), id=id, n=len(frame),
                years=_span(frame["year"]), areas=frame["area"].nunique(),
                groups=say["by"].format(groups=say["comma"].join(groups)) if groups else "",
            )
        )  # fmt: skip
    return "\n".join(lines)


def _breaks(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    if not dataset.breaks:
        return ""
    say = WORDS[lang]
    lines = [
        say["break"].format(name=_name(b.indicator, indicators, lang), year=b.year, note=b.note(lang))
        for b in dataset.breaks
    ]
    return "\n".join([say["breaks"], *lines])


def _revisions(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    rows = revised_values(dataset)
    if rows.empty:
        return ""
    say = WORDS[lang]
    lines = [say["revisions"]]
    for _, frame in rows.groupby([name for name in KEY if name != "status"], sort=False):
        first = frame.iloc[0]
        steps = [
            say["step"].format(status=word(ObservationStatus(s), lang), value=f"{v:g}", row=r)
            for s, v, r in zip(frame["status"], frame["value"], frame["row"], strict=True)
        ]
        name = _name(first["indicator"], indicators, lang)
        where = _where(first, dataset, indicators, lang)
        lines.append(say["revision"].format(name=name, where=where, steps=" → ".join(steps)))
    return "\n".join(lines)


def _small_counts(dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    rows = small_counts(dataset)
    if rows.empty:
        return ""
    say = WORDS[lang]
    lines = [say["small"].format(limit=SMALL_COUNT)]
    for id, frame in rows.groupby("indicator", sort=False):
        low, high = int(frame["numerator"].min()), int(frame["numerator"].max())
        name = _name(str(id), indicators, lang)
        lines.append(say["small_line"].format(name=name, n=len(frame), low=low, high=high))
    return "\n".join(lines)


def _gaps(gaps: pd.DataFrame, dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    say = WORDS[lang]
    if gaps.empty:
        return say["no_gaps"]
    lines = [say["gaps"].format(n=len(gaps))]
    main = gaps["area"] == dataset.root.id
    for kind, frame in gaps[main].groupby("kind", sort=False):
        lines.append(say[f"gap_{kind}"])
        columns = ["indicator", "area", "sex", "age_group", "residence"]
        for _, piece in frame.groupby(columns, sort=False):
            first = piece.iloc[0]
            name = _name(first["indicator"], indicators, lang)
            where = "" if kind == "never" else _where(first, dataset, indicators, lang, year=False)
            years = "" if kind != "year" else _ranges([int(y) for y in piece["year"]])
            lines.append(say["gap_line"].format(name=name, id=first["indicator"], where=where, years=years).rstrip())
    elsewhere = gaps[~main]
    if len(elsewhere):
        lines.append(say["gap_elsewhere"].format(n=len(elsewhere)))
    for id, piece in elsewhere.groupby("indicator", sort=False):
        name, n = _name(str(id), indicators, lang), len(piece)
        lines.append(say["gap_areas"].format(name=name, id=id, n=n, areas=piece["area"].nunique()))
    return "\n".join(lines)


def _span(years: pd.Series) -> str:
    """Write the first and the last of some years."""
    first, last = int(years.min()), int(years.max())
    return str(first) if first == last else f"{first}-{last}"


def _ranges(years: list[int]) -> str:
    """Write years as runs.

    Examples
    --------
    >>> _ranges([2016, 2018, 2019, 2020])
    '2016, 2018-2020'
    """
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _where(
    row: pd.Series, dataset: Dataset, indicators: Mapping[str, Indicator], lang: Lang, *, year: bool = True
) -> str:
    own = indicators[row["indicator"]].age_groups if row["indicator"] in indicators else ()
    say = {**WORDS[lang], **{code: name(lang) for code, name in own}}
    parts = [dataset.area(row["area"]).name(lang), *([str(row["year"])] if year else [])]
    for name in ("sex", "age_group", "residence"):
        if row[name] == "*":
            parts.append(say["divided"].format(group=say[name]))
        elif row[name] != "total":
            parts.append(say.get(row[name], row[name]))
    return say["comma"].join(parts)


def _name(id: str, indicators: Mapping[str, Indicator], lang: Lang) -> str:
    return indicators[id].name(lang) if id in indicators else id
