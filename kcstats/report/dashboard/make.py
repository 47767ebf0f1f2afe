"""From a params file to the page on disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.settings import load_settings
from kcstats.files import text_atomically
from kcstats.report.dashboard.page import dashboard_page
from kcstats.terms import Lang


def make_dashboard(params: str | Path, *, out: Path | None = None, lang: Lang = "zh", **changes: Any) -> Path:
    """Evaluate and write the dashboard.

    Parameters
    ----------
    params : str or Path
    out : Path, optional
        The file; ``reports/<params stem>/dashboard.html`` of the project unless given.
    lang : {"zh", "en"}
        Language of the messages.
    **changes
        Values that replace those of the params file, such as ``language="en"``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        Where parameters or data are faulty; nothing is then written.
    """
    settings = load_settings(params, lang=lang, **changes)
    target = out or Path(settings.root) / "reports" / Path(params).stem / "dashboard.html"
    page = dashboard_page(evaluate(settings))
    text_atomically(page, target)
    return target
