"""The words of the faults: per code (found, expected, fix) in Chinese, then in English."""

from __future__ import annotations

Words = tuple[str, str, str]

_PACKAGE: dict[str, tuple[Words, Words]] = {
    "missing_folder": (
        ("没有这个文件夹", "一个数据包文件夹，内有 dataset.yml 和 observations.csv", "检查路径是否写对"),
        ("no such folder", "a package folder with dataset.yml and observations.csv", "check the path"),
    ),
    "missing_file": (
        ("没有文件 {name}", "数据包内应有 {expected}", "把文件放入该文件夹并使用这个文件名{hint}"),
        ("no file {name}", "the package must hold {expected}", "put the file into the folder under this name{hint}"),
    ),
    "two_tables": (
        ("observations.csv 与 observations.xlsx 同时存在", "只能有一个", "删除或移走旧的一份"),
        ("both observations.csv and observations.xlsx", "only one of them", "remove the outdated one"),
    ),
    "broken_yaml": (
        ("YAML 语法错误：{problem}", "合法的 YAML", "检查该行的缩进、冒号（半角，后跟空格）和引号"),
        ("YAML syntax error: {problem}", "valid YAML", "check indentation, colons and quotes of this line"),
    ),
    "unknown_key": (
        ("未知的项“{found}”", "只能是：{known}", "删除或改名{hint}"),
        ("unknown key “{found}”", "one of: {known}", "remove or rename it{hint}"),
    ),
    "duplicate_yaml_key": (
        ("“{found}”写了两次（第 {first} 行已有）", "每项只写一次", "删除其中一个"),
        ("“{found}” twice (first in line {first})", "each key once", "remove one of them"),
    ),
    "missing_key": (
        ("缺少“{found}”", "必须有：{found}", "补上这一项"),
        ("“{found}” is missing", "{found} is required", "add it"),
    ),
    "wrong_type": (
        ("{found}", "{expected_zh}", "按要求改写"),
        ("{found}", "{expected_en}", "rewrite it as expected"),
    ),
    "duplicate_area": (
        ("地区“{found}”重复", "地区代码不重复", "删除或改名"),
        ("area “{found}” stands twice", "area ids are unique", "remove or rename it"),
    ),
    "duplicate_department": (
        ("单位“{found}”重复", "单位代码不重复", "合并为一条，或改名"),
        ("unit “{found}” stands twice", "ids of units are unique", "merge or rename them"),
    ),
    "two_departments": (
        ("数据包和规划文件夹里各有一份 departments.yml", "只能有一份", "删除其中一份"),
        ("departments.yml both in the package and in the folder of plans", "only one", "remove one of them"),
    ),
    "broken_json": (
        ("JSON 语法错误：{problem}", "合法的 GeoJSON（UTF-8）", "从制图软件重新导出"),
        ("JSON syntax error: {problem}", "valid GeoJSON (UTF-8)", "export it again from the mapping software"),
    ),
    "not_geojson": (
        ("不是 GeoJSON 的要素集合", "FeatureCollection，内有 features", "从制图软件导出为 GeoJSON"),
        ("no GeoJSON feature collection", "a FeatureCollection with features", "export it as GeoJSON"),
    ),
    "boundary_without_area": (
        ("要素没有 area 属性", "properties 中有 area，值为地区代码", "在制图软件的属性表中补上 area 一列"),
        ("the feature has no property area", "properties with area, an area's id", "add a column area to the layer"),
    ),
    "unknown_boundary": (
        ("area“{found}”不是数据包中的地区", "其中之一：{known}", "改正代码，或在 dataset.yml 的 areas 中补上"),
        ("area “{found}” is none of the package", "one of: {known}", "correct it, or add it to areas in dataset.yml"),
    ),
    "duplicate_boundary": (
        ("area“{found}”重复（第 {first} 个要素已有）", "每个地区一个要素", "合并为一个 MultiPolygon"),
        (
            "area “{found}” twice (first in feature {first})",
            "one feature an area",
            "merge them into one MultiPolygon",
        ),
    ),
    "boundary_shape": (
        ("图形类型是 {found}", "Polygon 或 MultiPolygon", "改用面图层导出"),
        ("the geometry is a {found}", "a Polygon or MultiPolygon", "export a layer of polygons"),
    ),
    "boundary_ring": (
        (
            "一圈边界有 {found} 个点，或首尾不是同一点",
            "至少 4 个点，最后一点与第一点相同",
            "在制图软件中修复图形后重新导出",
        ),
        (
            "a ring of {found} places, or not closed",
            "at least 4 places, the last the same as the first",
            "repair the geometry and export it again",
        ),
    ),
    "boundary_place": (
        ("坐标 {found}", "两个有限的数：经度、纬度", "从制图软件重新导出"),
        ("the position {found}", "two finite numbers: longitude, latitude", "export it again"),
    ),
    "boundary_not_degrees": (
        (
            "坐标 {found}，像是投影后的米",
            "经度（−180 到 180）、纬度（−90 到 90）",
            "导出时坐标系选 WGS 84（EPSG:4326）",
        ),
        (
            "the position {found} looks like projected metres",
            "longitude (−180 to 180), latitude (−90 to 90)",
            "export it in WGS 84 (EPSG:4326)",
        ),
    ),
    "two_narratives": (
        ("narrative.csv 与 narrative.xlsx 同时存在", "只能有一个", "删除或移走旧的一份"),
        ("both narrative.csv and narrative.xlsx", "only one of them", "remove the outdated one"),
    ),
    "unknown_parent": (
        ("上级“{found}”不在 areas 中", "areas 中已有的地区代码", "补上该地区或改正代码{hint}"),
        ("parent “{found}” is not among the areas", "the id of an area", "add the area or correct the id{hint}"),
    ),
    "no_root_area": (
        ("所有地区都有上级", "至少一个地区没有 parent", "删去最上一级的 parent"),
        ("every area has a parent", "at least one area without a parent", "remove the parent of the topmost area"),
    ),
    "circle_of_areas": (
        ("地区“{found}”是自己上级的上级", "上级关系不成环", "改正 parent"),
        ("area “{found}” lies above its own parent", "parents without a circle", "correct the parent"),
    ),
    "not_utf8": (
        ("第一个无法识别的字节在第 {line} 行；{guess}", "UTF-8 编码", "{save_zh}，或运行：{command}"),
        ("the first unreadable byte is in line {line}; {guess}", "UTF-8", "{save_en}, or run: {command}"),
    ),
    "control_character": (
        ("单元格里有不可见的控制字符", "可打印的文字和数字", "删除该字符（重新输入这一格）"),
        ("an invisible control character in the cell", "printable text", "remove it (type the cell again)"),
    ),
    "header_not_first": (
        (
            "第一行不是表头，表头像是在第 {line} 行",
            "第一行就是表头",
            "删去表头上面的标题行（标题写在 dataset.yml 的 title）",
        ),
        (
            "line 1 is no header; line {line} looks like it",
            "the header in line 1",
            "delete the lines above it (a title belongs into dataset.yml)",
        ),
    ),
    "empty_file": (
        ("文件是空的", "表头和至少一行数据", "检查导出是否成功"),
        ("the file is empty", "a header and at least one row", "check the export"),
    ),
    "no_data_rows": (
        ("只有表头，没有数据行", "至少一行数据", "检查导出是否成功"),
        ("a header and no data row", "at least one row", "check the export"),
    ),
    "broken_csv": (
        ("无法读出：{problem}", "逗号分隔的表格，引号成对", "检查该行的引号"),
        ("cannot be read: {problem}", "comma separated, quotes in pairs", "check the quotes of this line"),
    ),
    "wrong_delimiter": (
        ("列之间用的是“{found}”", "半角逗号", "另存为逗号分隔的 CSV"),
        ("columns are separated by “{found}”", "a comma", "save as comma separated CSV"),
    ),
    "wrong_field_count": (
        ("该行有 {found} 格", "与表头相同，{expected} 格", "内容里的逗号要用英文双引号括起；空格也要留逗号"),
        ("{found} cells in this row", "{expected}, as in the header", "put text with commas in double quotes"),
    ),
    "broken_workbook": (
        ("无法打开工作簿：{problem}", "未加密的 .xlsx 文件", "在 Excel 中另存为“Excel 工作簿 (*.xlsx)”"),
        (
            "the workbook cannot be opened: {problem}",
            "an .xlsx file without password",
            "save as Excel workbook (*.xlsx)",
        ),
    ),
    "several_sheets": (
        ("有 {n} 张工作表：{names}", "只有一张工作表", "只保留数据所在的工作表，其余移到别的文件"),
        ("{n} sheets: {names}", "one sheet", "keep the sheet with the data, move the others elsewhere"),
    ),
    "merged_cells": (
        ("合并单元格 {found}", "不合并，每格一个值", "取消合并并填满每一格"),
        ("merged cells {found}", "no merged cells", "unmerge them and fill every cell"),
    ),
    "formula_error": (
        ("公式错误 {found}", "数值，没有数据就留空", "改正公式，或只粘贴数值；没有数据就留空"),
        ("formula error {found}", "a number; empty if there is none", "correct the formula or paste values only"),
    ),
    "formula_without_value": (
        ("公式 {found} 没有保存的结果", "数值", "在 Excel 中打开并保存一次，或选择性粘贴为数值"),
        ("formula {found} without a saved result", "a number", "open and save it in Excel, or paste values only"),
    ),
}

_COLUMNS: dict[str, tuple[Words, Words]] = {
    "missing_column": (
        ("缺少列“{found}”", "表头要有：{known}", "补上这一列，没有内容可以留空"),
        ("column “{found}” is missing", "the header needs: {known}", "add the column; its cells may be empty"),
    ),
    "unknown_column": (
        ("未知的列“{found}”", "只能是：{known}", "删除或改名{hint}"),
        ("unknown column “{found}”", "one of: {known}", "remove or rename it{hint}"),
    ),
    "duplicate_column": (
        ("列“{found}”出现 {n} 次", "每列一次", "删除多余的一列"),
        ("column “{found}” {n} times", "each column once", "remove the extra one"),
    ),
}

_ROWS: dict[str, tuple[Words, Words]] = {
    "missing_field": (
        ("空白", "{field} 必须填写", "补填"),
        ("empty", "{field} is required", "fill it in"),
    ),
    "unknown_indicator": (
        ("“{found}”", "指标目录中的指标代码或名称", "改为目录中的代码{hint}；目录用 kcstats catalog 查看"),
        ("“{found}”", "an indicator of the catalogue", "use an id of the catalogue{hint}; see kcstats catalog"),
    ),
    "unknown_area": (
        ("“{found}”", "dataset.yml 中 areas 的地区代码或名称", "改正，或在 dataset.yml 中补上该地区{hint}"),
        ("“{found}”", "an area of dataset.yml", "correct it, or add the area to dataset.yml{hint}"),
    ),
    "unknown_plan": (
        ("“{found}”", "规划编号", "改为已有的规划编号{hint}；规划用 kcstats catalog 查看"),
        ("“{found}”", "the id of a plan", "use the id of a plan{hint}; see kcstats catalog"),
    ),
    "unknown_item": (
        ("“{found}”", "规划 {plan} 中的领域序号、目标、策略措施或指标编号；整部规划留空", "改正编号{hint}"),
        ("“{found}”", "a domain number or the id of a goal, strategy or target of {plan}; empty = the plan",
         "correct it{hint}"),
    ),
    "duplicate_text": (
        ("与第 {first} 行完全相同", "同一段文字只写一次", "删除其中一行"),
        ("the same as row {first}", "each text once", "remove one of them"),
    ),
    "impossible_year": (
        ("“{found}”", "{low}—{high} 的整数年份", "核对年份，写成四位半角数字"),
        ("“{found}”", "a whole year from {low} to {high}", "check the year, write it as four digits"),
    ),
    "unknown_word": (
        ("“{found}”", "可以是：{known}", "改为其中之一，合计可留空"),
        ("“{found}”", "one of: {known}", "use one of them; empty means the default"),
    ),
    "not_of_indicator": (
        ("“{found}”", "“{name}”{known_zh}", "按指标目录改为合计或允许的分组"),
        ("“{found}”", "“{name}” {known_en}", "use total or a group that the catalogue gives"),
    ),
    "duplicate_key": (
        ("第 {first} 行与第 {row2} 行是同一指标、地区、年份、分组和状态",
         "每个组合只有一行", "删除其中一行；若是修订数，status 填 revised"),
        ("rows {first} and {row2} have the same indicator, area, year, group and status",
         "one row each", "remove one; for a revised figure set status to revised"),
    ),
    "duplicate_measure": (
        ("第 {first} 行与第 {row2} 行是同一措施、指标和地区", "每个组合只有一行", "删除其中一行，或改正措施编号"),
        ("rows {first} and {row2} have the same measure, indicator and area", "one row each",
         "remove one, or correct the measure's id"),
    ),
    "end_before_start": (
        ("结束年份 {found} 早于起始年份 {start}", "不早于起始年份；仍在实施的留空", "改正年份"),
        ("ends in {found}, before it starts in {start}", "no earlier than its start; empty while it goes on",
         "correct the year"),
    ),
    "not_a_number": (
        ("“{found}”（{why_zh}）", "半角数字，小数点用“.”", "{fix_zh}"),
        ("“{found}” ({why_en})", "a plain number", "{fix_en}"),
    ),
    "infinite": (
        ("“{found}”", "有限的数", "分母为零时没有率，请留空"),
        ("“{found}”", "a finite number", "a rate on a zero denominator does not exist: leave it empty"),
    ),
    "out_of_bounds": (
        ("{found}", "“{name}”应在 {low} 到 {high} 之间（{unit}）", "核对数值和计量单位"),
        ("{found}", "“{name}” lies between {low} and {high} ({unit})", "check the value and its unit"),
    ),
    "unit_mismatch": (
        ("单位“{found}”", "“{name}”的单位是“{unit}”", "{fix_zh}"),
        ("unit “{found}”", "“{name}” is given in “{unit}”", "{fix_en}"),
    ),
    "unit_looks_wrong": (
        ("{found}，与{against_zh}相差约 {factor} 倍", "“{name}”，单位“{unit}”，约 {likely}",
         "像是把单位弄错了（例如把‰当成%），请换算{note_zh}"),
        ("{found}, about {factor} times off {against_en}", "“{name}” in “{unit}”, about {likely}",
         "this looks like a wrong unit (such as ‰ given as %): convert it{note_en}"),
    ),
    "numerator_above_denominator": (
        ("分子 {found} 大于分母 {denominator}", "分子不大于分母", "核对两个数是否填反或口径不同"),
        ("numerator {found} above denominator {denominator}", "numerator ≤ denominator",
         "check whether they are swapped or differ in scope"),
    ),
    "contradicts_counts": (
        ("{found}，但 {numerator} ÷ {denominator} × {multiplier} = {computed}",
         "与分子分母一致（按所列小数位四舍五入）",
         "核对三个数；也可留空 value，由分子分母算出"),
        ("{found}, but {numerator} / {denominator} x {multiplier} = {computed}", "agreement to the printed digits",
         "check the three; or leave value empty and let it be computed"),
    ),
    "negative_count": (
        ("{found}", "不小于 0 的数", "核对"),
        ("{found}", "a number ≥ 0", "check it"),
    ),
    "zero_denominator": (
        ("分母为 0，却有数值或分子", "分母大于 0", "没有对象时 value 留空"),
        ("a zero denominator with a value or numerator", "a denominator > 0",
         "leave value empty if nobody is counted"),
    ),
    "missing_source": (
        ("空白", "真实数据每一行都要注明来源", "填写来源全称，或 dataset.yml 中 sources 的代码"),
        ("empty", "every row of real data names its source", "give the citation, or a key of sources in dataset.yml"),
    ),
    "unknown_source": (
        ("“{found}”", "dataset.yml 中 sources 的代码，或来源全称", "改正，或在 sources 中补上{hint}"),
        ("“{found}”", "a key of sources in dataset.yml, or a full citation",
         "correct it, or add it to sources{hint}"),
    ),
}  # fmt: skip

TEXTS: dict[str, tuple[Words, Words]] = {**_PACKAGE, **_COLUMNS, **_ROWS}
"""Per code the words in Chinese and in English."""
