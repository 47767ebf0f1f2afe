"""The project's theme: where it stands, and the words with which it marks covers and pages.

How reports look is the office's business and no program's: options, style sheet, page and words lie in ``reports/``,
and what is here only finds and reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from kcstats.errors import RenderError
from kcstats.evaluation.model import Evaluation


@dataclass(frozen=True)
class Marks:
    """What is printed on every page and on the cover.

    Attributes
    ----------
    page : str
        Edition, approval state and, of made-up data, that they are; in one line.
    cover : tuple of str
        State, and that the data are made up; the edition stands in the page's own line.
    """

    page: str
    cover: tuple[str, ...]


def theme_options(*starts: Path) -> Path:
    """Find ``reports/_quarto.yml`` with ``theme/`` beside it, upwards from each start, then here, then the package.

    Raises
    ------
    RenderError
        If there is none.
    """
    for start in (*starts, Path.cwd(), Path(__file__).resolve().parent):
        for folder in (start, *start.parents):
            options = folder / "reports" / "_quarto.yml"
            if options.is_file() and (options.parent / "theme").is_dir():
                return options
    raise RenderError("找不到 reports/_quarto.yml 和 reports/theme/ (the project's theme was not found)")


def marks(ev: Evaluation) -> Marks:
    """Read the theme's words for an evaluation's edition, approval state and data.

    Raises
    ------
    RenderError
        If ``marks.yml`` cannot be read, or lacks a word.
    """
    settings = ev.settings
    path = theme_options(*([Path(settings.root)] if settings.root else [])).parent / "theme" / "marks.yml"
    try:
        words = yaml.safe_load(path.read_text(encoding="utf-8"))[settings.lang]
        edition, state = words["edition"][settings.edition], words["approval"][settings.approval]
        made_up = [str(words["synthetic"])] if ev.dataset.synthetic else []
        page = str(words["between"]).join([edition, state, *made_up])
        return Marks(page, (str(words["on_cover"]).format(state), *made_up))
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise RenderError(f"reports/theme/{path.name}: 缺少字样或无法读取 (a word is missing): {error!r}") from None
