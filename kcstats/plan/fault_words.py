"""What each fault of a plan's file says: (found, expected, fix) in Chinese, then in English."""

from __future__ import annotations

Words = tuple[str, str, str]

TEXTS: dict[str, tuple[Words, Words]] = {
    "schema": (("{found}", "{message}", "按规划文件的格式说明改正这一处"),
               ("{found}", "{message}", "mend this entry as the format describes")),
    "unreadable": (("文件无法读取：{message}", "UTF-8 编码的 YAML 文件", "检查缩进、冒号后的空格和编码"),
                   ("unreadable: {message}", "YAML in UTF-8", "check indentation, colons and encoding")),
    "no_plan": (("没有规划“{id}”", "已有：{known}", "改正规划编号，或把规划文件放进自有规划文件夹"),
                ("no plan “{id}”", "known: {known}", "mend the id, or put the plan's file into your folder")),
    "duplicate_number": (("编号{found}重复", "同一领域内编号不重复", "改正编号"),
                         ("number {found} stands twice", "numbers unique in a domain", "mend the number")),
    "unknown_indicator": (("指标“{found}”不在指标目录中", "indicators.yml 中的指标代码",
                           "改正代码，或在 indicators.yml 中补充该指标"),
                          ("indicator “{found}” is not in the catalogue", "an id of indicators.yml",
                           "mend the id or add the indicator")),
    "threshold_missing": (("规则{found}没有给出数值", "threshold: 数值", "补上 threshold，或改用方向性规则"),
                          ("rule {found} without a number", "threshold: number",
                           "add it, or use a directional rule")),
    "gap_by_missing": (("没有说明比较哪两组", "gap_by: sex 或 residence", "补上 gap_by"),
                       ("which groups are compared?", "gap_by: sex or residence", "add gap_by")),
    "reference_missing": (("没有说明参照指标", "reference_indicator: 指标代码", "补上 reference_indicator"),
                          ("no reference series", "reference_indicator: id", "add reference_indicator")),
    "other_unit": (("单位{found}与指标目录不一致", "与指标相同的单位", "改正单位或删除 unit"),
                   ("unit {found} differs from the indicator's", "the indicator's unit", "mend or delete unit")),
    "threshold_out_of_bounds": (("目标值{found}超出指标取值范围", "指标 lower 与 upper 之间", "改正目标值或单位"),
                                ("threshold {found} out of bounds", "between lower and upper",
                                 "mend it or the unit")),
    "unknown_age_group": (("年龄组“{found}”不在指标定义中", "指标 age_groups 中的代码", "改正代码，或在指标中补充"),
                          ("age group “{found}” is not the indicator's", "a code of its age_groups",
                           "mend it or add it to the indicator")),
}  # fmt: skip
"""Per code the words in Chinese and in English."""
