"""A report's folder, whole or not at all: everything is made beside it and put in its place when it is complete.

A run that is killed leaves the folder as it was. What a user has added to the folder of an earlier report - notes, a
stamped copy - is taken along; what the software made there is replaced.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MADE = {"run.json", "tables", "figures"}
MADE_SUFFIXES = {".html", ".docx", ".pdf", ".ipynb"}


@contextmanager
def built_beside(folder: Path) -> Iterator[Path]:
    """Give a new folder to make a report in, and put it in the place of `folder` when the block ends well.

    Parameters
    ----------
    folder : Path
        Where the report belongs; its parents are made where they are missing.

    Yields
    ------
    Path
        An empty folder beside it. It is removed where the block raises; `folder` is then as it was.
    """
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    new, before = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.before")
    _tidy(folder, new, before)
    new.mkdir()
    try:
        yield new
        if folder.is_dir():
            _keep_additions(folder, new)
            folder.replace(before)
        new.replace(folder)
    finally:
        _tidy(folder, new, before)


def _tidy(folder: Path, new: Path, before: Path) -> None:
    """Undo what a killed run left behind: an unfinished folder, or one that was set aside and not replaced."""
    if before.is_dir() and not folder.exists():
        before.replace(folder)
    for path in (new, before):
        shutil.rmtree(path, ignore_errors=True)


def _keep_additions(folder: Path, new: Path) -> None:
    made = {path.stem for path in (*new.glob("*.ipynb"), *folder.glob("*.ipynb"))}
    for path in folder.iterdir():
        ours = path.name in MADE or (path.stem in made and path.suffix in MADE_SUFFIXES)
        if ours or (new / path.name).exists():
            continue
        if path.is_dir():
            shutil.copytree(path, new / path.name)
        else:
            shutil.copy2(path, new / path.name)
