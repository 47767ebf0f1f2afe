"""Calling the pandoc that comes along, and treating its complaints as failures.

A picture that was not found is a warning to pandoc and a hole in a report, so warnings are read, not printed.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from kcstats.errors import RenderError

EPOCH = "1609459200"
"""2021-01-01, when both plans begin: the time stamped into documents, so that two runs give the same bytes."""

_FATAL = ("Could not fetch resource", "Duplicate identifier", "Could not convert image", "Missing character")


def run_pandoc(text: str, arguments: Sequence[str], folder: Path) -> None:
    """Convert markdown with pandoc.

    Parameters
    ----------
    text : str
    arguments : sequence of str
        Everything but the input.
    folder : Path
        Where pandoc works; paths in the text are from here.

    Raises
    ------
    RenderError
        If pandoc fails, or could not find something it was told to put in.
    """
    import pypandoc

    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", EPOCH)}
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), *arguments], input=text, cwd=folder, env=environment,
        capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    fatal = [line for line in done.stderr.splitlines() if any(word in line for word in _FATAL)]
    if done.returncode:
        raise RenderError(f"pandoc: {done.stderr.strip()}")
    if fatal:
        raise RenderError("pandoc: " + "; ".join(fatal))
