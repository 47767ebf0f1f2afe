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
from kcstats.report.one_page import Tight
from kcstats.terms import Lang


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


def tight_page(theme: Path) -> Tight:
    """Read the page of documents that are to fill one page, from the theme's ``style.yml``.

    Raises
    ------
    RenderError
        If the file cannot be read, or lacks a value.
    """
    path = theme / "style.yml"
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))["one_page"]
        margins = {side: float(said["margins"][side]) for side in ("top", "bottom", "left", "right")}
        size = {name: float(said["size"][name]) for name in ("title", "heading", "body", "caption", "table")}
        return Tight(margins, size, float(said["leading"]), float(said["least_picture"]))
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise RenderError(f"reports/theme/{path.name}: 缺少数值或无法读取 (a value is missing): {error!r}") from None


def marks(ev: Evaluation) -> Marks:
    """Read the theme's words for an evaluation's edition, approval state and data.

    Raises
    ------
    RenderError
        If ``marks.yml`` cannot be read, or lacks a word.
    """
    settings = ev.settings
    root = Path(settings.root) if settings.root else None
    return marks_of(
        settings.approval, settings.edition, synthetic=ev.dataset.synthetic, lang=settings.lang, root=root
    )


def marks_of(
    approval: str, edition: str = "internal", *, synthetic: bool = False, lang: Lang = "zh", root: Path | None = None
) -> Marks:
    """Read the theme's words for any document.

    Parameters
    ----------
    approval : {"draft", "review", "approved"}
    edition : {"internal"}
    synthetic : bool
        Whether its data are made up.
    lang : {"zh", "en"}
    root : Path, optional
        Where the project lies; found from here unless given.

    Raises
    ------
    RenderError
        If ``marks.yml`` cannot be read, or lacks a word.
    """
    path = theme_options(*([root] if root else [])).parent / "theme" / "marks.yml"
    try:
        words = yaml.safe_load(path.read_text(encoding="utf-8"))[lang]
        made_up = [str(words["synthetic"])] if synthetic else []
        state = words["approval"][approval]
        page = str(words["between"]).join([words["edition"][edition], state, *made_up])
        return Marks(page, (str(words["on_cover"]).format(state), *made_up))
    except (OSError, KeyError, TypeError, yaml.YAMLError) as error:
        raise RenderError(f"reports/theme/{path.name}: 缺少字样或无法读取 (a word is missing): {error!r}") from None
