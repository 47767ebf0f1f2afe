"""Write the two demonstration packages: a made-up district, plausible, the same to the byte every time.

Usage: ``python data/build/demo.py [FOLDER]``. What each series does stands in ``demo_series.csv``; the chance stands
here. Every series has a random stream of its own, keyed by its name, so that adding or changing one indicator leaves
the figures of all others as they are. One number is drawn a year, so the package to 2025 is the beginning of the one
to 2030; only what was preliminary in 2025 has been followed by a final or revised figure.

A series with counts draws its events from the binomial or Poisson distribution around its path, then deals them out
to sexes, residence, school stages or sub-districts, whose counts sum to the whole. Around 4,000 children are born a
year: some deaths a year are none, one or two, and that is the point.

The measures of ``demo_measures.csv`` are made up too. `DONE` says which of them changed anything, and by how much: a
method that looks for effects should find these and no others.

The shapes of the sub-districts are nine invented tiles. The texts of ``demo_narrative.csv`` and the duties of
``demo_departments.yml`` are as made up as the figures; every
author and unit is marked so.

Where a real end-2020 figure of the district is known (``fixed_2020``), the year 2020 agrees with it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from scipy import stats

from kcstats.observations.dataset import COLUMNS
from kcstats.plan.load import load_indicators
from kcstats.plan.model import Indicator
from kcstats.terms import Scale

SEED = "kuancheng-demo-1"
HERE = Path(__file__).resolve().parent
FIRST, MID, LAST = 2016, 2025, 2030
YEARS = tuple(range(FIRST, LAST + 1))
ROOT = "kuancheng"
BIRTHS = (5904, 5761, 5312, 5087, 4866, 4451, 4233, 3984, 4127, 3902, 3786, 3671, 3595, 3540, 3498)
"""Live births 2016-2030: falling, as everywhere; about 4,000 a year in the plan's decade."""

UNITS = {
    "jia": (0.16, "甲街道"), "yi": (0.15, "乙街道"), "bing": (0.13, "丙街道"), "ding": (0.12, "丁街道"),
    "wu": (0.11, "戊街道"), "ji": (0.10, "己街道"), "geng": (0.09, "庚街道"), "xin": (0.08, "辛镇"),
    "ren": (0.06, "壬镇"),
}  # fmt: skip
GROUPS = {
    "sex": ("sex", {"female": 0.48, "male": 0.52}),
    "residence": ("residence", {"urban": 0.86, "rural": 0.14}),
    "sub_district": ("area", {id: weight for id, (weight, _) in UNITS.items()}),
}
"""Per breakdown the column and each group's share of the population."""

WEST, SOUTH, WIDE, HIGH = 125.24, 43.90, 0.075, 0.052
"""Corner of the made-up map and size of one of its tiles [degrees]."""

LEVELS = {"male": -0.3, "rural": -1.0, "xin": -1.0, "ren": -1.6, "geng": -0.5, "jia": 0.5}
"""How far a group stands on the good side of the whole (logit or log steps of `GAP`)."""
GAP = 0.12
APART = {
    "mean_income": {"female": -0.15, "male": 0.13},
    "housework_hours": {"female": 0.28, "male": -0.30},
    "science_literacy_rate": {"female": -0.09, "male": 0.08},
}
"""How far women and men stood from the whole in 2016, as a share of it; a third of it is gone by 2030."""

DONE: dict[tuple[str, str], tuple[int, float]] = {
    ("under5_anemia_rate", ""): (2022, -0.5),
    ("nip_vaccination_rate", "ren"): (2021, -1.2),
}
"""Measures that work: indicator and group ("" = the whole) to the first year and the shift of the log odds - of the
figure for the whole, of the rarer outcome for a group."""


CONTAINS = {
    "infant_mortality_rate": "neonatal_mortality_rate",
    "under5_mortality_rate": "infant_mortality_rate",
}
"""Deaths of the wider age are those of the narrower one and more; the line of the series is about those more."""

Counts = dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]
"""Events and sizes by group: (column, group), and ("", "") for the whole."""


@dataclass(frozen=True)
class Spec:
    """One line of ``demo_series.csv``."""

    indicator: str
    stage: str
    first: int
    start: float
    end: float
    spread: float
    size: str
    by: tuple[str, ...]
    missing: frozenset[int]
    fixed_2020: str
    jump: tuple[int, float] | None
    revised: frozenset[int]

    @property
    def key(self) -> str:
        """The name of the series' random stream."""
        return f"{self.indicator}/{self.stage}"


def main() -> None:
    """Write both packages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path, nargs="?", default=HERE.parent)
    folder = parser.parse_args().folder
    for name, last in (("kuancheng-demo", MID), ("kuancheng-demo-2030", LAST)):
        write_package(folder / name, last)


def write_package(folder: Path, last: int) -> None:
    """Write one package up to its last year."""
    indicators = load_indicators()
    specs = read_specs(HERE / "demo_series.csv")
    rows = [row for spec in specs for row in series_rows(spec, specs, indicators, last)]
    folder.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)
    table.to_csv(folder / "observations.csv", index=False, lineterminator="\n")
    (folder / "dataset.yml").write_bytes(description(specs, last).encode("utf-8"))
    texts = pd.read_csv(HERE / "demo_narrative.csv", dtype=str, keep_default_na=False)
    texts = texts[texts["year"].astype(int) <= last]
    texts.to_csv(folder / "narrative.csv", index=False, lineterminator="\n")
    (folder / "measures.csv").write_bytes((HERE / "demo_measures.csv").read_bytes())
    (folder / "departments.yml").write_bytes((HERE / "demo_departments.yml").read_bytes())
    (folder / "boundaries.geojson").write_bytes(shapes().encode("utf-8"))


def read_specs(path: Path) -> list[Spec]:
    """Read what each series does."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    return [
        Spec(
            r.indicator, r.stage or "total", int(r.first), float(r.start or 0), float(r.end or 0),
            float(r.spread or 0), r.size, tuple(r.by.split()), frozenset(map(int, r.missing.split())), r.fixed_2020,
            (int(r.jump.split(":")[0]), float(r.jump.split(":")[1])) if r.jump else None,
            frozenset(map(int, r.revised.split())),
        )
        for r in table.itertuples()
    ]  # fmt: skip


def chances(key: str, n: int = len(YEARS)) -> np.ndarray:
    """Numbers between 0 and 1 of one named stream, one a year."""
    digest = hashlib.sha256(f"{SEED}/{key}".encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big"))).random(n)


def path_of(spec: Spec, indicator: Indicator) -> np.ndarray:
    """The level behind the figures, 2016-2030, in the indicator's unit."""
    if spec.indicator == "live_births":
        return np.array(BIRTHS, dtype=float)
    way = (np.array(YEARS) - FIRST) / (LAST - FIRST)
    noise = spec.spread * stats.norm.ppf(chances(f"{spec.key}/level"))
    there, back = _scale(indicator)
    since, shift = DONE.get((spec.indicator, ""), (LAST + 1, 0.0))
    done = np.where(np.array(YEARS) >= since, shift, 0.0)
    path = back(there(spec.start) + (there(spec.end) - there(spec.start)) * way + noise + done)
    if spec.jump:
        path = np.where(np.array(YEARS) >= spec.jump[0], path + spec.jump[1], path)
    return path


def _scale(indicator: Indicator):  # type: ignore[no-untyped-def]
    if indicator.scale is Scale.PROPORTION:
        top = indicator.upper or 100.0

        def there(x: float) -> float:
            share = min(max(x / top, 1e-4), 1 - 1e-4)
            return float(np.log(share / (1 - share)))

        return there, lambda z: top / (1 + np.exp(-z))
    if indicator.scale in (Scale.RATE, Scale.GROSS_RATE, Scale.COUNT):
        return lambda x: float(np.log(x)), np.exp
    return (lambda x: x), (lambda z: z)


def sizes_of(spec: Spec) -> np.ndarray:
    """The denominator, 2016-2030: births, or a size in 2016 and its yearly growth in percent."""
    births = np.array(BIRTHS)
    if spec.size == "births":
        return births
    if spec.size.startswith("births*"):
        return np.rint(births * float(spec.size.removeprefix("births*"))).astype(int)
    start, _, growth = spec.size.partition("@")
    return np.rint(float(start) * (1 + float(growth or 0) / 100) ** np.arange(len(YEARS))).astype(int)


def series_rows(spec: Spec, specs: list[Spec], indicators: dict[str, Indicator], last: int) -> Iterator[list[str]]:
    """All rows of one series: the whole, then its groups."""
    if not spec.size:
        yield from _plain_rows(spec, indicators[spec.indicator], last)
        return
    for (column, name), (events, sizes) in counts_of(spec, specs, indicators).items():
        group = {column: name} if column else {}
        yield from _rows(spec, indicators[spec.indicator], group, events, sizes, last)


def counts_of(spec: Spec, specs: list[Spec], indicators: dict[str, Indicator]) -> Counts:
    """Events and sizes of the whole and of each group; a nested series adds its own to those it contains."""
    indicator = indicators[spec.indicator]
    path, sizes = path_of(spec, indicator), sizes_of(spec)
    events = _events(spec.key, path, sizes, indicator)
    inner: Counts = {}
    if spec.indicator in CONTAINS:
        within = next(s for s in specs if s.indicator == CONTAINS[spec.indicator])
        inner = counts_of(within, specs, indicators)
        events = events + inner["", ""][0]
    if spec.fixed_2020:
        above, below = map(int, spec.fixed_2020.split("/"))
        events[2020 - FIRST], sizes[2020 - FIRST] = above, below
    counts: Counts = {("", ""): (events, sizes)}
    own = events - inner["", ""][0] if inner else events
    for by in spec.by:
        for key, (mine, size) in _dealt(spec, indicator, by, own, sizes).items():
            counts[key] = (mine + inner[key][0] if inner else mine, size)
    return counts


def _events(key: str, path: np.ndarray, sizes: np.ndarray, indicator: Indicator) -> np.ndarray:
    share = path / (indicator.multiplier or 1)
    chance = chances(f"{key}/events")
    if indicator.scale is Scale.PROPORTION:
        return stats.binom.ppf(chance, sizes, np.clip(share, 0, 1)).astype(int)
    if indicator.scale is Scale.GROSS_RATE:
        return np.rint(share * sizes).astype(int)
    return stats.poisson.ppf(chance, share * sizes).astype(int)


def _dealt(spec: Spec, indicator: Indicator, by: str, events: np.ndarray, sizes: np.ndarray) -> Counts:
    """Deal the events out to the groups of one breakdown; the groups sum to the whole."""
    column, shares = GROUPS[by]
    out: Counts = {}
    good = 1 if indicator.direction.value == "increase" else -1
    parts = _split(sizes, np.array(list(shares.values())))
    common = indicator.scale is Scale.PROPORTION and float(np.mean(events / sizes)) > 0.5
    dealt = sizes - events if common else events  # deal out whichever is rarer
    tilt = np.array([np.exp(good * (-1 if common else 1) * GAP * LEVELS.get(name, 0.0)) for name in shares])
    left_events, left = dealt.copy(), parts * tilt[:, None]
    for place, name in enumerate(shares):
        since, shift = DONE.get((spec.indicator, name), (LAST + 1, 0.0))
        left[place] = np.where(np.array(YEARS) >= since, left[place] * np.exp(shift), left[place])
    for place, name in enumerate(shares):
        weight = left[place] / left[place:].sum(axis=0)
        mine = stats.binom.ppf(chances(f"{spec.key}/{by}/{name}"), left_events, weight).astype(int)
        mine = left_events if place == len(shares) - 1 else mine
        rest = parts[place + 1 :].sum(axis=0)
        if indicator.scale is Scale.PROPORTION:
            mine = np.clip(mine, np.maximum(0, left_events - rest), np.minimum(parts[place], left_events))
        left_events = left_events - mine
        out[column, name] = (parts[place] - mine if common else mine, parts[place])
    return out


def _split(sizes: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Whole numbers in the given shares that sum to `sizes`, shape (n_groups, n_years)."""
    ends = np.rint(np.outer(np.cumsum(shares) / shares.sum(), sizes)).astype(int)
    return np.diff(np.vstack([np.zeros_like(sizes), ends]), axis=0)


def _rows(
    spec: Spec, indicator: Indicator, group: dict[str, str], events: np.ndarray, sizes: np.ndarray, last: int
) -> Iterator[list[str]]:
    digits = max(indicator.decimals, 2 if indicator.unit == "‰" else indicator.decimals)
    for year, above, below in zip(YEARS, events, sizes, strict=True):
        if not _reported(spec, year, last):
            continue
        value = f"{above / below * (indicator.multiplier or 1):.{max(digits, _digits(spec))}f}"
        final = _row(spec, indicator, group, year, value, str(above), str(below))
        if group or year not in spec.revised:
            yield final
            continue
        step = 0.03 if indicator.scale is Scale.RATE else 0.006
        early = max(0, int(above) + (-1) ** year * max(1, round(step * above)))
        early = min(early, int(below)) if indicator.scale is Scale.PROPORTION else early
        value = f"{early / below * (indicator.multiplier or 1):.{max(digits, _digits(spec))}f}"
        yield _row(spec, indicator, group, year, value, str(early), str(below), "preliminary")
        if year < last:
            yield [*final[:10], "final" if year % 2 else "revised", *final[11:]]


def _digits(spec: Spec) -> int:
    """A fixed figure is printed with as many digits as the real one."""
    return 2 if spec.fixed_2020 else 0


def _plain_rows(spec: Spec, indicator: Indicator, last: int) -> Iterator[list[str]]:
    """A series of values without counts."""
    groups: list[dict[str, str]] = [{}]
    for by in spec.by:
        column, shares = GROUPS[by]
        groups += [{column: name} for name in shares]
    path = path_of(spec, indicator)
    good = 1 if indicator.direction.value == "increase" else -1
    there, back = _scale(indicator)
    for group in groups:
        level = sum(LEVELS.get(name, 0.0) for name in group.values()) * good
        step = GAP if indicator.scale not in (Scale.MEAN, Scale.INDEX) else 0.02 * float(path[0])
        apart = [APART[spec.indicator][name] for name in group.values()] if spec.indicator in APART else []
        for year, value in zip(YEARS, path, strict=True):
            if not _reported(spec, year, last):
                continue
            shown = float(back(there(float(value)) + level * step)) if group else float(value)
            if apart:
                jitter = 0.02 * (chances(f"{spec.key}/{group}")[year - FIRST] - 0.5)
                shown = float(value) * (1 + apart[0] * (1 - (year - FIRST) / (LAST - FIRST) / 3) + jitter)
            upper = np.inf if indicator.upper is None else indicator.upper
            shown = min(max(shown, indicator.lower if indicator.lower is not None else -np.inf), upper)
            text = f"{shown:.{indicator.decimals}f}"
            if group or year not in spec.revised:
                yield _row(spec, indicator, group, year, text, "", "")
                continue
            early = min(max(shown * (1 + 0.02 * (-1) ** year), 0), upper)
            yield _row(spec, indicator, group, year, f"{early:.{indicator.decimals}f}", "", "", "preliminary")
            if year < last:
                yield _row(spec, indicator, group, year, text, "", "", "final" if year % 2 else "revised")


def _reported(spec: Spec, year: int, last: int) -> bool:
    return spec.first <= year <= last and year not in spec.missing


def _row(
    spec: Spec, indicator: Indicator, group: dict[str, str], year: int, value: str, above: str, below: str,
    status: str = "final",
) -> list[str]:  # fmt: skip
    cells = {
        "indicator": spec.indicator, "area": ROOT, "year": str(year), "sex": "total", "age_group": spec.stage,
        "residence": "total", "value": value, "unit": indicator.unit, "numerator": above, "denominator": below,
        "status": status, "source": "demo", "note": "", **group,
    }  # fmt: skip
    return [cells[name] for name in COLUMNS]


def description(specs: list[Spec], last: int) -> str:
    """Write ``dataset.yml``."""
    areas = [{"id": ROOT, "name": {"zh": "宽城区（演示）", "en": "Kuancheng District (demonstration)"}}]
    areas += [
        {"id": id, "name": {"zh": name, "en": f"Sub-district {id.title()}"}, "parent": ROOT}  # type: ignore[dict-item]
        for id, (_, name) in UNITS.items()
    ]
    marks = {spec.indicator: spec.jump[0] for spec in specs if spec.jump}
    note = {"zh": "统计口径改变（演示）", "en": "the definition changed (demonstration)"}
    content = {
        "title": {
            "zh": f"宽城区妇女儿童发展监测{FIRST}—{last}年（演示数据）",
            "en": f"Women's and children's development in Kuancheng {FIRST}–{last} (demonstration data)",
        },
        "licence": "CC0-1.0",
        "synthetic": True,
        "sources": {
            "demo": {
                "zh": "演示数据，由 data/build/demo.py 生成，不是真实统计",
                "en": "made-up data from data/build/demo.py, no real statistics",
            }
        },
        "areas": areas,
        "breaks": [{"indicator": id, "year": year, "note": dict(note)} for id, year in sorted(marks.items())],
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def shapes() -> str:
    """Write ``boundaries.geojson``: nine tiles with shifted corners and bent edges, which no real place has."""
    features = []
    for place, (id, (_, name)) in enumerate(UNITS.items()):
        row, column = divmod(place, 3)
        ring = [*_edge("h", row, column), *_edge("v", row, column + 1)]
        ring += [*_edge("h", row + 1, column)[::-1], *_edge("v", row, column)[::-1]]
        ring = [point for k, point in enumerate(ring) if k == 0 or point != ring[k - 1]]
        properties = {"area": id, "name": name, "note": "演示，边界为虚构 (made up)"}
        geometry = {"type": "Polygon", "coordinates": [ring[::-1]]}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    rows = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    return f'{{"type":"FeatureCollection","features":[\n{rows}\n]}}\n'


def _corner(row: int, column: int) -> np.ndarray:
    shift = (chances(f"shapes/corner/{row}/{column}", 2) - 0.5) * 0.5
    outer = np.array([0.25 if column in (0, 3) else 1.0, 0.25 if row in (0, 3) else 1.0])
    x, y = (np.array([column, 3 - row]) + shift * outer) * np.array([WIDE, HIGH])
    return np.array([WEST + x, SOUTH + y])


def _edge(way: str, row: int, column: int) -> list[list[float]]:
    """A bent line between two corners, to the east (h) or to the south (v); both tiles beside it share it."""
    start = _corner(row, column)
    end = _corner(row, column + 1) if way == "h" else _corner(row + 1, column)
    t = np.linspace(0, 1, 9)
    bulge = (chances(f"shapes/{way}/{row}/{column}", 2) - 0.5) * 0.22
    across = np.array([-(end - start)[1] * WIDE / HIGH, (end - start)[0] * HIGH / WIDE])
    bend = np.outer(bulge[0] * np.sin(np.pi * t) + bulge[1] * np.sin(2 * np.pi * t), across)
    line = start + np.outer(t, end - start) + bend
    return [[round(float(x), 5), round(float(y), 5)] for x, y in line]


if __name__ == "__main__":
    main()
