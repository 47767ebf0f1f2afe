"""One run's parameters: what is evaluated, on which data, up to which year, and in which words.

A params file is YAML that a statistician edits; with ``base: another.yml`` it says only what differs from that one,
which stands beside it. It is read once, here, against a closed schema: an unknown key or a
wrong type is refused before anything runs, and every fault is named with its line. The same fields are the
parameters cell of the notebooks.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from kcstats.errors import Fault, InputError, expected_by_schema, why_unreadable
from kcstats.terms import Lang

__all__ = ["Cutoffs", "Settings", "load_settings", "project_root"]


class Cutoffs(BaseModel):
    """Probabilities at which the words of likelihood change; printed in every report.

    Examples
    --------
    >>> Cutoffs().very_likely
    0.8
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    very_likely: float = Field(default=0.8, gt=0, lt=1)
    likely: float = Field(default=0.5, gt=0, lt=1)
    unlikely: float = Field(default=0.2, gt=0, lt=1)

    @model_validator(mode="after")
    def _ordered(self) -> Cutoffs:
        if not self.very_likely > self.likely > self.unlikely:
            raise ValueError("very_likely > likely > unlikely")
        return self


class Settings(BaseModel):
    """The parameters of one evaluation.

    Attributes
    ----------
    notebook : str
        Stem of the notebook that tells the result, such as ``midterm``.
    plans : tuple of str
        Plan ids, in the order of the report.
    plan_folder : str or None
        A folder with the user's own plans, beside those that come with the software.
    dataset : str
        The input package's folder, from the project's root.
    area : str or None
        The area evaluated; None = the package's first area without a parent.
    data_to : int
        The last year whose values are used.
    mid_term : int or None
        Last year of data of the mid-term evaluation that a final one looks back to.
    truth_to : int or None
        Last year of the figures that a hindcast holds its likelihoods to; None = no hindcast.
    target_year : int or None
        None = each plan's own.
    groups : bool
        Whether groups (sex, residence, age) and sub-areas get rows of their own.
    previous : int, str or None
        The report before, for comparison: its last year of data (judged again with today's figures), or the folder
        of that report as it was made.
    issuing_body : str
        Who issues the report; several bodies one a line.
    month : str
        Month of issue, as printed.
    approval : {"draft", "review", "approved"}
        How far the report has got: 草稿, 送审, 审定; on the cover and on every page.
    edition : {"internal", "public"}
        Internal = 内部 on every page. Public is refused until counts that could name a person are suppressed.
    reply_by : str
        Until when the units asked by an early warning reply, as printed.
    department : str
        The unit that a department's extract is about; empty = all of them, one document each.
    targets : tuple of str
        Ids of the targets that get a profile; empty = all.
    seed : int
        Printed with the results; today's methods draw no random number.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    notebook: str = "midterm"
    plans: tuple[str, ...] = Field(min_length=1)
    plan_folder: str | None = None
    dataset: str
    area: str | None = None
    data_to: int = Field(ge=1950, le=2100)
    mid_term: int | None = Field(default=None, ge=1950, le=2100)
    truth_to: int | None = Field(default=None, ge=1950, le=2100)
    target_year: int | None = Field(default=None, ge=1950, le=2100)
    groups: bool = True
    cutoffs: Cutoffs = Cutoffs()
    language: Literal["zh", "en"] = "zh"
    title: str = ""
    issuing_body: str = ""
    month: str = ""
    approval: Literal["draft", "review", "approved"] = "draft"
    edition: Literal["internal", "public"] = "internal"
    previous: int | str | None = None
    reply_by: str = ""
    department: str = ""
    targets: tuple[str, ...] = ()
    seed: int = 20210101
    root: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _truth_comes_later(self) -> Settings:
        if self.truth_to is not None and self.truth_to <= self.data_to:
            raise ValueError("expected truth_to > data_to")
        return self

    @field_validator("edition")
    @classmethod
    def _nothing_is_published_without_disclosure_control(cls, edition: str) -> str:
        if edition == "public":
            raise PydanticCustomError("public_edition", "internal")
        return edition

    @property
    def issuing_bodies(self) -> tuple[str, ...]:
        """Every issuing body, in the order given."""
        return tuple(line.strip() for line in self.issuing_body.splitlines() if line.strip())

    def path(self, text: str) -> Path:
        """Resolve a path of the params file: absolute, or from the project's root."""
        path = Path(text).expanduser()
        return path if path.is_absolute() else Path(self.root or ".") / path

    @property
    def dataset_path(self) -> Path:
        """Folder of the input package."""
        return self.path(self.dataset)

    @property
    def plan_path(self) -> Path | None:
        """Folder of the user's own plans, if any."""
        return self.path(self.plan_folder) if self.plan_folder else None

    @property
    def lang(self) -> Lang:
        """Language of everything people read."""
        return self.language

    @classmethod
    def evaluated(cls) -> tuple[str, ...]:
        """Name the parameters that results depend on; the others only choose and dress a report."""
        return tuple(name for name in cls.model_fields if name not in _OF_THE_REPORT)


_OF_THE_REPORT = {
    "notebook", "title", "issuing_body", "month", "approval", "edition", "mid_term", "previous", "reply_by",
    "department", "targets", "root",
}  # fmt: skip

Place = tuple[str, int | None]

ROOT = "KCSTATS_ROOT"
"""The environment variable that names the project's root to a notebook that runs in some other folder."""


def project_root(start: str | Path) -> Path:
    """Find the nearest folder, upwards from `start`, that holds ``notebooks/`` and ``params/``.

    Parameters
    ----------
    start : str or Path
        A file or a folder.

    Returns
    -------
    Path
        That folder; where there is none, the folder of `start` itself.
    """
    here = Path(start).resolve()
    here = here if here.is_dir() else here.parent
    for folder in (here, *here.parents):
        if (folder / "notebooks").is_dir() and (folder / "params").is_dir():
            return folder
    return here


def load_settings(source: str | Path | dict[str, Any], *, lang: Lang = "zh", **changes: Any) -> Settings:
    """Read and check the parameters of a run.

    Parameters
    ----------
    source : path or dict
        A params file (YAML), or its content.
    lang : {"zh", "en"}
        Language of the messages.
    **changes
        Values that replace those of the file, such as ``language="en"``.

    Raises
    ------
    InputError
        Where the file cannot be read, a key is unknown, or a value has the wrong type; all faults at once.

    Examples
    --------
    >>> load_settings({"plans": ["women"], "dataset": "data/kuancheng", "data_to": 2020}).target_year is None
    True
    """
    if isinstance(source, dict):
        start = Path(os.environ.get(ROOT) or Path.cwd())
        return _validated({**source, **changes}, "params", {}, start, lang)
    path = Path(source)
    content, places = _content(path, lang, ())
    return _validated({**content, **changes}, path.name, places, path, lang)


def _content(path: Path, lang: Lang, within: tuple[Path, ...]) -> tuple[dict[str, Any], dict[str, Place]]:
    """Read a params file over the one it names as its ``base``: keys, and the file and line of each."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InputError([_unreadable(path, error, lang)]) from None
    if not isinstance(content, dict):
        raise InputError([_fault(path.name, None, "", type(content).__name__, "params_shape", lang)])
    places: dict[str, Place] = {key: (path.name, line) for key, line in _lines(text).items()}
    base = content.pop("base", None)
    if base is None:
        return content, places
    below = path.parent / str(base)
    if below.resolve() in (*within, path.resolve()):
        raise InputError([_fault(*places["base"], "base", str(base), "base_circle", lang)])
    under, under_places = _content(below, lang, (*within, path.resolve()))
    return {**under, **content}, {**under_places, **places}


def _validated(content: dict[str, Any], file: str, places: dict[str, Place], start: Path, lang: Lang) -> Settings:
    try:
        return Settings.model_validate({"root": str(project_root(start)), **content})
    except ValidationError as error:
        faults = []
        for item in error.errors():
            key = ".".join(str(part) for part in item["loc"])
            code = _CODES.get(item["type"], "bad_value")
            found = f"{item.get('input')!r}" if code in ("bad_value", "public_edition") else key
            where = places.get(str(item["loc"][0]), (file, None)) if item["loc"] else (file, None)
            faults.append(_fault(*where, key, found, code, lang, expected_by_schema(item, lang)))
        raise InputError(faults) from None


_CODES = {"extra_forbidden": "unknown_key", "missing": "missing_key", "public_edition": "public_edition"}
_WORDS: dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]] = {
    "unknown_key": (
        ("未知参数 {found}", "只能使用：{keys}", "删除该参数，或改正拼写"),
        ("unknown parameter {found}", "one of: {keys}", "delete it, or mend its spelling"),
    ),
    "missing_key": (
        ("缺少参数 {found}", "每次运行都必须给出", "在参数文件中补上这一行"),
        ("parameter {found} is missing", "it is needed for every run", "add a line for it"),
    ),
    "bad_value": (
        ("取值 {found}", "{message}", "改为说明中的类型和范围"),
        ("value {found}", "{message}", "give the type and range that the manual names"),
    ),
    "public_edition": (
        (
            "不能生成公开版（edition: {found}）：本软件还不会隐去可能辨认出个人的小数目，公开后可能泄露个人情况",
            "internal（内部版，每页注明“内部”）",
            "改为 edition: internal，或删去这一行；需要公开的数字由责任单位另行审核后发布",
        ),
        (
            "a public edition (edition: {found}) is refused: small counts by which a person could be known are not "
            "suppressed yet",
            "internal (every page is marked so)",
            "write edition: internal, or delete the line; let the units clear what is to be published",
        ),
    ),
    "base_circle": (
        ("base 指向 {found}，绕回了自己", "另一个参数文件", "改正 base"),
        ("base {found} leads back to itself", "another params file", "mend `base`"),
    ),
    "params_shape": (
        ("文件内容是 {found}", "应为“参数: 取值”的各行", "参照 params/ 中的示例改写"),
        ("the file holds a {found}", "lines of `key: value`", "follow the examples in params/"),
    ),
}


def _fault(file: str, row: int | None, column: str, found: str, code: str, lang: Lang, message: str = "") -> Fault:
    words = _WORDS[code][0 if lang == "zh" else 1]
    keys = ", ".join(["base", *(name for name in Settings.model_fields if name != "root")])
    said, expected, fix = (text.format(found=found, keys=keys, message=message) for text in words)
    return Fault(file, row, column, said, expected, fix, code=code)


def _unreadable(path: Path, error: Exception, lang: Lang) -> Fault:
    zh = ("文件无法读取：" + why_unreadable(error, lang), "UTF-8 编码的 YAML 文件", "检查文件名、编码和缩进")
    en = (
        "the file cannot be read: " + why_unreadable(error, lang),
        "a YAML file in UTF-8",
        "check name, encoding and indentation",
    )
    mark = getattr(error, "problem_mark", None)
    return Fault(path.name, mark.line + 1 if mark else None, "", *(zh if lang == "zh" else en), code="unreadable")


def _lines(text: str) -> dict[str, int]:
    node = yaml.compose(text)
    if not isinstance(node, yaml.MappingNode):
        return {}
    return {key.value: key.start_mark.line + 1 for key, _ in node.value}
