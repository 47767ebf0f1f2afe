"""Whether a figure can be right: a number, possible for its indicator, and in agreement with its own counts.

The traps are those of real tables: ‰ printed as %, a numerator above its denominator shown as 100 %, a rate that its
own numerator and denominator contradict. Agreement is judged to the digits that were printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.observations.numbers import decimals, explain, is_infinite, parse_numbers
from kcstats.observations.rows import _FORMULA_ERRORS, Place
from kcstats.observations.words import PER, unit_code
from kcstats.plan.model import Indicator
from kcstats.terms import Scale

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
NUMBERS = ("value", "numerator", "denominator")
_FACTORS = (10.0, 100.0, 1000.0, 10_000.0, 100_000.0)


def check_values(
    cells: pd.DataFrame, ids: pd.Series, indicators: Mapping[str, Indicator], place: Place
) -> pd.DataFrame:
    """Read and check the numbers.

    Parameters
    ----------
    cells : DataFrame of str
        The table as text, with ``row``.
    ids : Series of str
        Indicator of each row; "" where unknown.
    indicators : mapping of id to Indicator
    place : Place

    Returns
    -------
    DataFrame of float
        ``value numerator denominator``, NaN where missing; an empty value with counts is computed from them.
    """
    out = pd.DataFrame({name: _numbers(cells, name, place) for name in NUMBERS}, index=cells.index)
    traits = _traits(ids, indicators)
    units_differ = _check_units(cells, out["value"], traits, place)
    _check_bounds(cells, out["value"], traits, units_differ, place)
    _check_counts(cells, out, traits, units_differ, place)
    values = out["value"].to_numpy()
    computed = _computed(out, traits)
    return out.assign(value=np.where(np.isnan(values) & (cells["value"] == "").to_numpy(), computed, values))


def _numbers(cells: pd.DataFrame, column: str, place: Place) -> Floats:
    texts = cells[column]
    numbers = parse_numbers(texts)
    numbers = np.where(np.isinf(numbers), np.nan, numbers)
    wrong = np.isnan(numbers) & (texts != "").to_numpy() & ~texts.isin(_FORMULA_ERRORS).to_numpy()
    for at in cells.index[wrong]:
        text, row = texts[at], int(cells["row"][at])
        if is_infinite(text):
            place.add("infinite", row, column, found=text)
            continue
        why_zh, why_en, fix_zh, fix_en = explain(text)
        place.add("not_a_number", row, column, found=text, why_zh=why_zh, why_en=why_en, fix_zh=fix_zh, fix_en=fix_en)
    return numbers


def _traits(ids: pd.Series, indicators: Mapping[str, Indicator]) -> pd.DataFrame:
    """What the catalogue says about each row's indicator, as columns."""
    found = {id: indicators[id] for id in ids.unique() if id}

    def column(read: dict[str, float]) -> Floats:
        return np.array([read.get(id, np.nan) for id in ids], dtype=np.float64)

    return pd.DataFrame(
        {
            "id": ids,
            "zh": ids.map({k: i.name.zh for k, i in found.items()}),
            "en": ids.map({k: i.name.en for k, i in found.items()}),
            "unit": ids.map({k: i.unit for k, i in found.items()}),
            "lower": column({k: np.nan if i.lower is None else i.lower for k, i in found.items()}),
            "upper": column({k: np.nan if i.upper is None else i.upper for k, i in found.items()}),
            "multiplier": column({k: np.nan if i.multiplier is None else i.multiplier for k, i in found.items()}),
            "part": ids.isin([k for k, i in found.items() if i.scale is Scale.PROPORTION]),
        },
        index=ids.index,
    )


def _name(traits: pd.DataFrame, at: Any, place: Place) -> str:
    return str(traits.loc[at, place.book.lang])


def _check_units(cells: pd.DataFrame, values: pd.Series, traits: pd.DataFrame, place: Place) -> Flags:
    """Compare the unit column with the catalogue; returns where they differ."""
    differ: Flags = np.zeros(len(cells), dtype=bool)
    if "unit" not in cells:
        return differ
    given = cells["unit"].map({text: unit_code(text) for text in cells["unit"].unique()})
    wanted = traits["unit"].map({text: unit_code(text) for text in traits["unit"].dropna().unique()})
    differ = ((given != "") & wanted.notna() & (given != wanted)).to_numpy(dtype=bool)
    for at in cells.index[differ]:
        zh, en = _conversion(given[at], wanted[at], values[at])
        place.add(
            "unit_mismatch", int(cells["row"][at]), "unit", found=cells["unit"][at], name=_name(traits, at, place),
            unit=traits["unit"][at], fix_zh=zh, fix_en=en,
        )  # fmt: skip
    return differ


def _conversion(given: str, wanted: str, value: float) -> tuple[str, str]:
    if given in PER and wanted in PER and not np.isnan(value):
        factor = PER[wanted] / PER[given]
        new = f"{value * factor:.6g}"
        return (
            f"若数值确为“{given}”，换算为 {new} 并把单位改为“{wanted}”；若数值本来就是“{wanted}”，只改单位",
            f"if the value is in {given}, write {new} and {wanted}; if it is in {wanted}, correct the unit only",
        )
    return f"换算为“{wanted}”", f"convert it to {wanted}"


def _check_bounds(cells: pd.DataFrame, values: pd.Series, traits: pd.DataFrame, skip: Flags, place: Place) -> None:
    v = values.to_numpy()
    wrong = ((v < traits["lower"].to_numpy()) | (v > traits["upper"].to_numpy())) & ~skip
    for at in cells.index[wrong]:
        low, high = (_bound(traits[name][at]) for name in ("lower", "upper"))
        place.add(
            "out_of_bounds", int(cells["row"][at]), "value", found=cells["value"][at], low=low, high=high,
            name=_name(traits, at, place), unit=traits["unit"][at],
        )  # fmt: skip


def _bound(value: float) -> str:
    return "…" if np.isnan(value) else f"{value:g}"


def _computed(numbers: pd.DataFrame, traits: pd.DataFrame) -> Floats:
    numerator, denominator = numbers["numerator"].to_numpy(), numbers["denominator"].to_numpy()
    out = np.full(len(numbers), np.nan)
    usable = denominator > 0
    out[usable] = numerator[usable] / denominator[usable] * traits["multiplier"].to_numpy()[usable]
    return out


def _check_counts(
    cells: pd.DataFrame, numbers: pd.DataFrame, traits: pd.DataFrame, skip: Flags, place: Place
) -> None:
    value, above, below = (numbers[name].to_numpy() for name in NUMBERS)
    negative = (above < 0) | (below < 0)
    for name in ("numerator", "denominator"):
        for at in cells.index[numbers[name].to_numpy() < 0]:
            place.add("negative_count", int(cells["row"][at]), name, found=cells[name][at])
    nothing = (below == 0) & (~np.isnan(value) | (above > 0))
    for at in cells.index[nothing]:
        place.add("zero_denominator", int(cells["row"][at]), "denominator")
    larger = (above > below) & traits["part"].to_numpy() & ~negative & ~nothing
    for at in cells.index[larger]:
        facts = {"found": cells["numerator"][at], "denominator": cells["denominator"][at]}
        place.add("numerator_above_denominator", int(cells["row"][at]), "numerator", **facts)
    computed = _computed(numbers, traits)
    printed = np.array([decimals(text) for text in cells["value"]], dtype=float)
    slack = 0.5 * 10.0 ** -np.minimum(printed, 9) * (1 + 1e-6) + 1e-9 * np.abs(np.nan_to_num(computed))
    wrong = (np.abs(value - computed) > slack) & ~skip & ~larger & ~negative
    for at in np.flatnonzero(wrong):
        _contradiction(cells, traits, int(at), float(value[at]), float(computed[at]), float(slack[at]), place)


def _contradiction(
    cells: pd.DataFrame, traits: pd.DataFrame, at: int, value: float, computed: float, slack: float, place: Place
) -> None:
    index, row = cells.index[at], int(cells["row"].iloc[at])
    name, unit, text = _name(traits, index, place), traits["unit"].iloc[at], cells["value"].iloc[at]
    digits = decimals(text) + 1
    for factor in _FACTORS:
        for likely, off in ((value * factor, factor), (value / factor, 1 / factor)):
            if value and computed and abs(likely - computed) <= slack * max(off, 1):
                place.add(
                    "unit_looks_wrong", row, "value", found=text, factor=f"{factor:g}", name=name, unit=unit,
                    against_zh="分子分母算出的值", against_en="its own counts", likely=f"{computed:.{digits}f}",
                    note_zh="", note_en="",
                )  # fmt: skip
                return
    place.add(
        "contradicts_counts", row, "value", found=text, numerator=cells["numerator"].iloc[at],
        denominator=cells["denominator"].iloc[at], multiplier=f"{traits['multiplier'].iloc[at]:g}",
        computed=f"{computed:.{digits}f}",
    )  # fmt: skip
