"""Write ``data/china`` from the table of published values: which row becomes which series, and which is left out.

Usage: ``python data/build/build_china.py real_indicators.csv``. The result is committed; this script documents the
mapping and is not needed to run anything. No value is estimated, filled in or averaged here.

Decisions
---------
- Official Chinese figures stand under ``china``. United Nations estimates are modelled and stand under an area of
  their own, ``china-un``, which is part of nothing: they never mix with the official series.
- Where two administrative systems publish one indicator, the series of the health statistics yearbook and the
  monitoring reports is taken; the platform of the basic public health service (slugs ``…_bph``), sample surveys
  (``…_survey``), verified samples (``…_sampled``) and quotas are other indicators and stay out unless the catalogue
  has them. The platform's series have a break in 2017.
- Women in village "two committees" (2022) are another population than village committee members; the provincial
  figures of that report are left out.
- Cervical screening is that of ages 35-64, the programme's ages; all women of 20 and more are left out.
- Myopia: all pupils together are the total.
- Maternal indicators are printed with sex "female" in the table: the indicator itself is about women, so ``total``.
- ``source`` is the citation of the original document, ``note`` the address it was read at, where there is one.
- Life expectancy is split by sex in the table; the catalogue's indicator is that of women.
- A figure known to be preliminary is kept with that status; the final one wins.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
import yaml

from kcstats.observations.dataset import COLUMNS
from kcstats.plan.load import load_indicators

HERE = Path(__file__).resolve().parents[1]
AREAS = {
    "中国": ("china", "中国", "China", None),
    "吉林省": ("jilin", "吉林省", "Jilin", "china"),
    "中国东部": ("china-east", "东部地区", "Eastern China", "china"),
    "中国中部": ("china-central", "中部地区", "Central China", "china"),
    "中国西部": ("china-west", "西部地区", "Western China", "china"),
    "中国东部监测地区": ("mchss-east", "东部监测地区", "Eastern surveillance sites", "china"),
    "中国中部监测地区": ("mchss-central", "中部监测地区", "Central surveillance sites", "china"),
    "中国西部监测地区": ("mchss-west", "西部监测地区", "Western surveillance sites", "china"),
    **{
        zh: (id, zh, en, "china")
        for zh, id, en in (
            ("北京市", "beijing", "Beijing"), ("天津市", "tianjin", "Tianjin"), ("河北省", "hebei", "Hebei"),
            ("山西省", "shanxi", "Shanxi"), ("内蒙古自治区", "inner-mongolia", "Inner Mongolia"),
            ("辽宁省", "liaoning", "Liaoning"), ("黑龙江省", "heilongjiang", "Heilongjiang"),
            ("上海市", "shanghai", "Shanghai"), ("江苏省", "jiangsu", "Jiangsu"), ("浙江省", "zhejiang", "Zhejiang"),
            ("安徽省", "anhui", "Anhui"), ("福建省", "fujian", "Fujian"), ("江西省", "jiangxi", "Jiangxi"),
            ("山东省", "shandong", "Shandong"), ("河南省", "henan", "Henan"), ("湖北省", "hubei", "Hubei"),
            ("湖南省", "hunan", "Hunan"), ("广东省", "guangdong", "Guangdong"),
            ("广西壮族自治区", "guangxi", "Guangxi"), ("海南省", "hainan", "Hainan"),
            ("重庆市", "chongqing", "Chongqing"), ("四川省", "sichuan", "Sichuan"), ("贵州省", "guizhou", "Guizhou"),
            ("云南省", "yunnan", "Yunnan"), ("西藏自治区", "tibet", "Tibet"), ("陕西省", "shaanxi", "Shaanxi"),
            ("甘肃省", "gansu", "Gansu"), ("青海省", "qinghai", "Qinghai"), ("宁夏回族自治区", "ningxia", "Ningxia"),
            ("新疆维吾尔自治区", "xinjiang", "Xinjiang"),
        )
    },
    "中国(联合国估计)": ("china-un", "中国（联合国估计）", "China (United Nations estimates)", None),
}  # fmt: skip
STAGES = {
    "小学生": "primary_school", "初中生": "junior_secondary", "高中生": "senior_secondary", "6岁": "kindergarten",
}  # fmt: skip
CALLED = {
    "maternal_system_management_rate": "maternal_systematic_management_rate",
}
"""Where the catalogue calls an indicator otherwise than the table does."""
LEFT_OUT_AGES = {("cervical_screening_rate", "20岁及以上"), ("cervical_screening_rate", "")}
BREAKS = {
    "under5_anemia_rate": (
        2017, "2016年4.79%，2017年5.42%，疑为口径或报告方式变化",
        "4.79% in 2016, 5.42% in 2017: probably a changed definition or reporting",
    ),
}  # fmt: skip
PLATFORM = (
    2017, "2009—2016年为各省函调，2017年起为国家平台数据",
    "provincial letters to 2016, the national platform from 2017",
)  # fmt: skip
PLATFORM_SOURCE = "2017—2019国家平台"
TITLE = {"zh": "全国妇女儿童发展指标（公开发布值）", "en": "Published indicators on women and children in China"}
LICENCE = "各数值取自公开发布的统计资料，引用时注明原始来源；本数据包的整理按 CC-BY-4.0 提供"


def main() -> None:
    """Read the table, map it, write the package."""
    parser = argparse.ArgumentParser()
    parser.add_argument("table", type=Path, help="real_indicators.csv")
    rows = pd.read_csv(parser.parse_args().table, dtype=str, keep_default_na=False)
    table = mapped(rows)
    folder = HERE / "china"
    folder.mkdir(exist_ok=True)
    table.to_csv(folder / "observations.csv", index=False, lineterminator="\n")
    (folder / "dataset.yml").write_text(description(rows, table), encoding="utf-8")


def mapped(rows: pd.DataFrame) -> pd.DataFrame:
    """Choose the rows and write them in our columns."""
    indicators = load_indicators()
    called = {slug: id for slug, id in CALLED.items() if id in indicators and slug not in indicators}
    rows = rows.assign(indicator_slug=rows["indicator_slug"].replace(called))
    women = (rows["indicator_slug"] == "life_expectancy") & (rows["sex"] == "female")
    rows.loc[women, "indicator_slug"] = "life_expectancy_women"
    rows = rows[rows["geo"].isin(AREAS) & rows["indicator_slug"].isin(indicators)]
    pairs = zip(rows["indicator_slug"], rows["age_group"], strict=True)
    left_out = pd.Series([pair in LEFT_OUT_AGES for pair in pairs], index=rows.index)
    village = rows["indicator_slug"] == "village_committee_women_share"
    rows = rows[~left_out & ~(village & rows["source"].str.contains("村班子"))]
    wants = rows["indicator_slug"].map({id: i.breakdowns for id, i in indicators.items()})
    by_sex = pd.Series(["sex" in w for w in wants], index=rows.index)
    by_residence = pd.Series(["residence" in w for w in wants], index=rows.index)
    rural_only = rows.groupby("indicator_slug")["residence"].transform("nunique").eq(1) & ~by_residence
    rows = rows[by_residence | rural_only | (rows["residence"] == "total")]
    out = pd.DataFrame(
        {
            "indicator": rows["indicator_slug"],
            "area": rows["geo"].map({zh: area[0] for zh, area in AREAS.items()}),
            "year": rows["year"].astype(int),
            "sex": rows["sex"].where(by_sex, "total"),
            "age_group": rows["age_group"].map(STAGES).fillna("total"),
            "residence": rows["residence"].where(by_residence, "total"),
            "value": rows["value"],
            "unit": rows["unit"],
            "numerator": rows["numerator"],
            "denominator": rows["denominator"],
            "status": ["preliminary" if "初步数" in s and "修订" in s else "final" for s in rows["source"]],
            "source": rows["source"],
            "note": rows["url"],
        }
    )
    order = {area[0]: place for place, area in enumerate(AREAS.values())}
    out = out.assign(_place=out["area"].map(order))
    out = out.sort_values(["indicator", "_place", "sex", "age_group", "residence", "year", "status"], kind="stable")
    return out[list(COLUMNS)]


def description(rows: pd.DataFrame, table: pd.DataFrame) -> str:
    """Write ``dataset.yml``."""
    used = set(table["area"])
    areas = [
        {"id": id, "name": {"zh": zh, "en": en}, **({"parent": parent} if parent else {})}
        for id, zh, en, parent in AREAS.values()
        if id in used
    ]
    platform = set(rows.loc[rows["source"].str.contains(PLATFORM_SOURCE), "indicator_slug"])
    marks = {**{id: PLATFORM for id in platform}, **BREAKS}
    breaks = [
        {"indicator": id, "year": year, "note": {"zh": zh, "en": en}}
        for id, (year, zh, en) in sorted(marks.items())
        if id in set(table["indicator"])
    ]
    content = {
        "title": TITLE, "licence": LICENCE, "synthetic": False, "sources": {}, "areas": areas, "breaks": breaks,
    }  # fmt: skip
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


if __name__ == "__main__":
    main()
