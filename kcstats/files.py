"""Writing files whole or not at all.

A killed run or a full disk must leave either the old file or the new one, never a half of either: everything is
written beside its place and renamed when it is complete.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


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
