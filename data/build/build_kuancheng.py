"""Write ``data/kuancheng``: the nine end-2020 figures that the preface of the district's children's plan prints.

Usage: ``python data/build/build_kuancheng.py``. These are the only real figures known of the district.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from kcstats.observations.dataset import COLUMNS
from kcstats.plan.load import load_indicators

FOLDER = Path(__file__).resolve().parents[1] / "kuancheng"
SOURCE = "children_plan_preface"
CITATION = "《宽城区儿童发展规划（2021—2030年）》前言（截至2020年底）"
FIGURES = {
    "infant_mortality_rate": "2.88",
    "under5_mortality_rate": "3.49",
    "under5_anemia_rate": "4.61",
    "under5_stunting_rate": "0.1",
    "under5_underweight_rate": "0.24",
    "preschool_gross_enrolment_rate": "99.6",
    "compulsory_consolidation_rate": "100",
    "migrant_children_compulsory_education_rate": "100",
    "disabled_children_enrolment_rate": "99",
}
CONTENT = {
    "title": {"zh": "宽城区2020年底公开数据", "en": "Published end-2020 figures of Kuancheng District"},
    "licence": "公开发布的政府文件，引用时注明来源",
    "synthetic": False,
    "sources": {SOURCE: CITATION},
    "areas": [{"id": "kuancheng", "name": {"zh": "宽城区", "en": "Kuancheng District"}}],
    "breaks": [],
}


def main() -> None:
    """Write the package."""
    indicators = load_indicators()
    rows = [
        {"indicator": id, "area": "kuancheng", "year": 2020, "sex": "total", "age_group": "total",
         "residence": "total", "value": value, "unit": indicators[id].unit, "status": "final", "source": SOURCE}
        for id, value in FIGURES.items()
    ]  # fmt: skip
    FOLDER.mkdir(exist_ok=True)
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    table.to_csv(FOLDER / "observations.csv", index=False, lineterminator="\n")
    text = yaml.safe_dump(CONTENT, allow_unicode=True, sort_keys=False, width=110)
    (FOLDER / "dataset.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
