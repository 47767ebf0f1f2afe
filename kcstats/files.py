"""Writing files whole or not at all.

A killed run or a full disk must leave either the old file or the new one, never a half of either: everything is
written beside its place and renamed when it is complete.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def copy_atomically(source: Path, path: Path) -> None:
    """Put a copy of a file in place, as `write_atomically` does."""
    write_atomically(path, lambda beside: shutil.copyfile(source, beside))


def text_atomically(text: str, path: Path) -> None:
    """Put a text in place, in UTF-8 with plain line ends, as `write_atomically` does."""
    write_atomically(path, lambda beside: beside.write_text(text, encoding="utf-8", newline="\n"))


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, then put it in place.

    Parameters
    ----------
    path : Path
        Where the file belongs; its folder is made where it is missing.
    write : callable
        Called with the temporary path, which has the same suffix.

    Raises
    ------
    OSError
        Whatever `write` raised; `path` is then as it was before.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
