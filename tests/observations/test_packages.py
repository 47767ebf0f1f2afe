"""The packages that come with the project: they read clean and hold what the reports need."""

import importlib.util
import itertools
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kcstats.observations.check import describe
from kcstats.observations.dataset import Dataset
from kcstats.observations.gaps import gap_list
from kcstats.observations.read import read_dataset
from kcstats.plan.load import load_indicators, load_plan

DATA = Path(__file__).resolve().parents[2] / "data"
NAMES = ("china", "kuancheng", "kuancheng-demo", "kuancheng-demo-2030")
NATIONAL = ("cn-women-2011", "cn-children-2011", "cn-women-2021", "cn-children-2021")


@pytest.fixture(scope="module")
def packages() -> dict[str, Dataset]:
    return {name: read_dataset(DATA / name) for name in NAMES}


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("demo_generator", DATA / "build" / "demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["demo_generator"] = module
    spec.loader.exec_module(module)
    return module


def test_only_demonstration_data_are_synthetic_and_say_so(packages: dict[str, Dataset]) -> None:
    assert [packages[name].synthetic for name in NAMES] == [False, False, True, True]
    assert all("演示数据" in packages[name].title.zh for name in NAMES[2:])


@pytest.mark.parametrize("plan", NATIONAL)
def test_every_national_target_finds_rows(packages: dict[str, Dataset], plan: str) -> None:
    china = packages["china"].current
    china = china[(china["area"] == "china") & china["value"].notna()]
    for target in load_plan(plan).targets:
        rows = china[
            (china["indicator"] == target.indicator)
            & (china["sex"] == target.sex)
            & (china["age_group"] == target.age_group)
            & (china["residence"] == target.residence)
        ]
        assert len(rows), target.id


def test_national_figures_are_the_published_ones(packages: dict[str, Dataset]) -> None:
    # 国家统计局 2024年《中国妇女发展纲要(2021—2030年)》统计监测报告; 国家卫生健康委《2024年…统计公报》
    key = ["indicator", "area", "year", "sex", "age_group", "residence"]
    china = packages["china"].current.set_index(key)["value"]
    at = ("china", 2024, "total", "total", "total")
    assert china["maternal_mortality_ratio", *at] == 14.3
    assert china["infant_mortality_rate", *at] == 4.0
    assert china["under5_mortality_rate", *at] == 5.6


def test_estimates_of_the_united_nations_stand_apart(packages: dict[str, Dataset]) -> None:
    rows = packages["china"].observations
    estimated = rows["source"].str.contains("UN SDG|IGME|MMEIG")
    assert (estimated == (rows["area"] == "china-un")).all()
    assert packages["china"].area("china-un").parent is None
    assert packages["china"].root.id == "china"


def test_every_real_row_carries_its_source(packages: dict[str, Dataset]) -> None:
    for name in NAMES[:2]:
        assert (packages[name].observations["source"] != "").all()


def test_the_district_has_its_nine_published_figures(packages: dict[str, Dataset]) -> None:
    # preface of the children's plan, end of 2020
    rows = packages["kuancheng"].observations
    assert rows["value"].tolist() == [2.88, 3.49, 4.61, 0.1, 0.24, 99.6, 100, 100, 99]
    assert (rows["year"] == 2020).all()


@pytest.mark.parametrize("name", NAMES[2:])
def test_demonstration_agrees_with_the_real_figures_of_2020(packages: dict[str, Dataset], name: str) -> None:
    key = ["indicator", "area", "year", "sex", "age_group", "residence"]
    both = packages["kuancheng"].current.merge(packages[name].current, on=key, suffixes=("", "_demo"))
    assert len(both) == 9
    assert (both["value"] == both["value_demo"]).all()


def test_generator_writes_the_committed_bytes(tmp_path: Path) -> None:
    generator = _generator()
    for name, last in (("kuancheng-demo", 2025), ("kuancheng-demo-2030", 2030)):
        generator.write_package(tmp_path / name, last)
        for file in ("dataset.yml", "observations.csv", "measures.csv", "boundaries.geojson"):
            assert (tmp_path / name / file).read_bytes() == (DATA / name / file).read_bytes(), f"{name}/{file}"


def test_shorter_demonstration_is_the_beginning_of_the_longer(packages: dict[str, Dataset]) -> None:
    short, long = (packages[name].observations.drop(columns="row") for name in NAMES[2:])
    merged = short.merge(long, how="left", on=[c for c in short if c != "note"], indicator="found")
    assert (merged["found"] == "both").all()


def test_each_series_has_a_stream_of_its_own() -> None:
    generator = _generator()
    indicators = load_indicators()
    specs = generator.read_specs(DATA / "build" / "demo_series.csv")
    alone = list(generator.series_rows(specs[3], specs, indicators, 2025))
    again = [row for s in specs[:5] for row in generator.series_rows(s, specs[:5], indicators, 2025)]
    assert all(row in again for row in alone)


def test_groups_of_a_counted_series_sum_to_the_whole(packages: dict[str, Dataset]) -> None:
    rows = packages["kuancheng-demo"].current
    rows = rows[(rows["indicator"] == "infant_mortality_rate") & (rows["area"] == "kuancheng")]
    whole = rows[(rows["sex"] == "total") & (rows["residence"] == "total")].set_index("year")
    by_sex = rows[rows["sex"] != "total"].groupby("year")[["numerator", "denominator"]].sum()
    final = whole.index.difference([2025])  # 2025 is preliminary in the whole
    assert by_sex.loc[final].equals(whole.loc[final, ["numerator", "denominator"]])


@pytest.mark.parametrize("name", NAMES[2:])
def test_deaths_of_a_wider_age_are_never_fewer(packages: dict[str, Dataset], name: str) -> None:
    rows = packages[name].current
    key = ["area", "year", "sex", "residence"]
    rates = [rows[rows["indicator"] == f"{age}_mortality_rate"] for age in ("neonatal", "infant", "under5")]
    for narrow, wide in itertools.pairwise(rates):
        both = narrow.merge(wide, on=key)
        assert len(both) == len(narrow)
        assert (both["numerator_x"] <= both["numerator_y"]).all()


def test_demonstration_has_what_real_data_have(packages: dict[str, Dataset]) -> None:
    demo = packages["kuancheng-demo"]
    assert demo.breaks
    assert set(demo.observations["status"]) == {"preliminary", "final", "revised"}
    assert len(demo.children("kuancheng")) == 9
    plans = [load_plan("women"), load_plan("children")]
    gaps = gap_list(demo, load_indicators(), plans)
    assert set(gaps["kind"]) == {"never", "breakdown", "year"}
    silent = set(gaps.loc[gaps["kind"] == "never", "indicator"])
    measured = {t.indicator for plan in plans for t in plan.targets}
    assert 0 < len(silent) < 0.2 * len(measured)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_quality_report_reads_well(packages: dict[str, Dataset], name: str, lang: str) -> None:
    text = describe(packages[name], load_indicators(), lang=lang)  # type: ignore[arg-type]
    assert not re.search(r"\bnan\b", text)
    assert "{" not in text
    assert packages[name].title(lang) in text  # type: ignore[arg-type]
