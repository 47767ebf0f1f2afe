"""What pages there are, in the order of the navigation, and what the page around a text says in each language."""

from __future__ import annotations

LANGUAGES = ("zh", "en")

SECTIONS: dict[str, tuple[str, ...]] = {
    "start": ("index", "tutorial", "install"),
    "howto": ("data", "check", "own-plan", "reports", "dashboard", "warnings", "backtest", "reproduce"),
    "formats": ("inputs", "results"),
    "methods": ("methods", "ideas", "validation"),
    "reference": ("commands", "settings", "api"),
}
"""Sections of the navigation and their pages; pages made for single modules stand under ``api``."""

WORDS: dict[str, tuple[str, str]] = {
    "site": ("kcstats使用说明", "kcstats documentation"),
    "start": ("入门", "Start"),
    "howto": ("怎样做", "How to"),
    "formats": ("文件格式", "File formats"),
    "methods": ("方法", "Methods"),
    "reference": ("参考", "Reference"),
    "skip": ("跳到正文", "Skip to the text"),
    "navigation": ("全部页面", "All pages"),
    "search": ("查找", "Search"),
    "found": ("找到#处", "# found"),
    "on_this_page": ("本页内容", "On this page"),
    "other": ("English", "中文"),
    "column": ("列", "Column"),
    "key": ("参数", "Parameter"),
    "type": ("类型", "Type"),
    "default": ("默认值", "Default"),
    "required": ("必须给出", "required"),
    "meaning": ("含义", "Meaning"),
    "option": ("参数或选项", "Argument or option"),
    "file": ("文件", "File"),
    "content": ("内容", "Content"),
    "module": ("模块", "Module"),
    "method": ("方法", "Method"),
    "answers": ("回答什么", "What it answers"),
    "companion": (
        "取自这种方法的说明笔记本；例中的表和图用`kcstats methods`生成。",
        "From the method's companion notebook; `kcstats methods` makes the tables and pictures of the examples.",
    ),
    "docstrings": ("以下说明由程序中的文档生成，为英文。", ""),
    "Parameters": ("参数", "Parameters"),
    "Attributes": ("属性", "Attributes"),
    "Returns": ("返回", "Returns"),
    "Yields": ("产出", "Yields"),
    "Raises": ("报错", "Raises"),
    "Notes": ("算法与假定", "Notes"),
    "References": ("文献", "References"),
    "Examples": ("例", "Examples"),
    "See Also": ("另见", "See also"),
    "Warns": ("警告", "Warns"),
    "written_in": ("定义在", "Stands in"),
}


def say(key: str, lang: str) -> str:
    """Say a word of the frame in the page's language."""
    return WORDS[key][LANGUAGES.index(lang)]
