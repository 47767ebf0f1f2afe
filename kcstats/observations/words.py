"""The codes of the columns and the words people write instead of them."""

from __future__ import annotations

SEX = {
    "": "total", "total": "total", "all": "total", "both": "total", "合计": "total", "总计": "total", "全部": "total",
    "不分": "total", "男女": "total", "女": "female", "女性": "female", "女童": "female", "女生": "female",
    "female": "female", "f": "female", "男": "male", "男性": "male", "男童": "male", "男生": "male", "male": "male",
    "m": "male",
}  # fmt: skip
RESIDENCE = {
    "": "total", "total": "total", "all": "total", "合计": "total", "总计": "total", "全部": "total", "城乡": "total",
    "urban": "urban", "城镇": "urban", "城市": "urban", "市": "urban",
    "rural": "rural", "农村": "rural", "乡村": "rural", "县": "rural",
}  # fmt: skip
AGE_GROUP = {
    "": "total", "total": "total", "all": "total", "合计": "total", "总计": "total", "总体": "total", "全部": "total",
    "小学": "primary_school", "小学生": "primary_school", "初中": "junior_secondary", "初中生": "junior_secondary",
    "高中": "senior_secondary", "高中生": "senior_secondary", "高中阶段": "senior_secondary",
}  # fmt: skip
STATUS = {
    "": "final", "preliminary": "preliminary", "初步数": "preliminary", "初步": "preliminary",
    "快报数": "preliminary",
    "final": "final", "终期数": "final", "最终数": "final", "正式数": "final", "决算数": "final", "年报数": "final",
    "revised": "revised", "修订数": "revised", "修订": "revised",
}  # fmt: skip
TEXT_KINDS = {
    "measure": "measure", "措施": "measure", "主要措施": "measure",
    "experience": "experience", "经验": "experience", "经验做法": "experience",
    "problem": "problem", "问题": "problem", "cause": "cause", "原因": "cause", "原因分析": "cause",
    "proposal": "proposal", "建议": "proposal", "对策建议": "proposal",
    "self-evaluation": "self-evaluation", "自评": "self-evaluation", "自我评估": "self-evaluation",
}  # fmt: skip

_UNITS = {
    "％": "%", "百分之": "%", "percent": "%", "per cent": "%", "pct": "%",
    "千分之": "‰", "per mille": "‰", "per 1000": "‰", "per 1,000": "‰", "1/1000": "‰", "/千": "‰", "1/千": "‰",
    "/10万": "1/10万", "十万分之": "1/10万", "每10万": "1/10万", "/十万": "1/10万", "1/十万": "1/10万",
    "1/100000": "1/10万", "1/100,000": "1/10万", "per 100,000": "1/10万", "per 100000": "1/10万",
    "10万分之": "1/10万",
    "1/万": "1/万", "/万": "1/万", "万分之": "1/万", "‱": "1/万", "1/10000": "1/万",
}  # fmt: skip

PER = {"%": 100.0, "‰": 1000.0, "1/万": 10_000.0, "1/10万": 100_000.0}
"""How many of one a unit counts: a share of 1 is 100 %, 1000 ‰ …"""

PLACEHOLDERS = frozenset(
    {"-", "--", "—", "——", "–", "－", "…", "……", "...", "/", "／", "无", "缺", "缺失", "na", "n/a", "nan", "null",
     "none", "*"}
)  # fmt: skip
"""What people write for “no figure”."""

HEADERS = {
    "指标": "indicator", "指标代码": "indicator", "指标名称": "indicator", "地区": "area", "年份": "year",
    "年": "year",
    "性别": "sex", "年龄组": "age_group", "年龄": "age_group", "学段": "age_group", "城乡": "residence",
    "数值": "value",
    "值": "value", "单位": "unit", "计量单位": "unit", "分子": "numerator", "分母": "denominator", "状态": "status",
    "来源": "source", "数据来源": "source", "备注": "note", "说明": "note",
}  # fmt: skip
"""Which column a Chinese heading probably means; used in hints."""


def unit_code(text: str) -> str:
    """Write a unit as the catalogue does.

    Examples
    --------
    >>> unit_code("/10万"), unit_code("％"), unit_code("岁")
    ('1/10万', '%', '岁')
    """
    text = text.strip()
    return _UNITS.get(text, _UNITS.get(text.lower(), text))
