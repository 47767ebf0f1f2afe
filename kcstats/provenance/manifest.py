"""What a result was made from: enough to make it again, and to see why it comes out differently.

A run's record, ``run.json``, names the version of the software, the parameters, every input file by its SHA-256, the
versions of Python and the libraries, the renderer, and the tables that came out. It holds nothing that differs from
one machine to the next without reason: no time of day, no user, no absolute path. Two runs of one thing on two
machines with the same libraries write the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import kcstats
from kcstats.errors import Fault, InputError, why_unreadable
from kcstats.files import text_atomically
from kcstats.terms import Lang

RECORD = "run.json"
LIBRARIES = (
    "numpy", "pandas", "scipy", "statsmodels", "matplotlib", "pyarrow", "openpyxl", "pydantic", "papermill",
    "pypandoc-binary", "typst", "python-docx", "pylopdf-fonts-zh-cn",
)  # fmt: skip
_OWN = Path(kcstats.__file__).resolve().parent


@dataclass(frozen=True)
class FileRecord:
    """One file and its content's fingerprint.

    Attributes
    ----------
    path : str
        With forward slashes: from the project's root for inputs, from the record's folder for tables.
    sha256 : str
        64 hexadecimal digits.
    bytes : int
        Size.
    """

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """A run's record.

    Attributes
    ----------
    kcstats : str
        Version of this software.
    commit : str
        Git commit of the project, with ``+changes`` where files differed from it; empty where unknown.
    parameters : mapping
        All parameters, defaults included, as JSON values.
    seed : int
    synthetic : bool
        Whether the data are made up.
    inputs, tables : tuple of FileRecord
        What went in and what came out, by path.
    versions : mapping of str to str
        Python and the libraries that results depend on.
    renderer : mapping of str to str
        Name and version of what made the documents; empty where none was made.
    """

    kcstats: str
    commit: str
    parameters: Mapping[str, Any]
    seed: int
    synthetic: bool
    inputs: tuple[FileRecord, ...]
    tables: tuple[FileRecord, ...]
    versions: Mapping[str, str]
    renderer: Mapping[str, str]


def build_manifest(
    parameters: Mapping[str, Any],
    *,
    inputs: Iterable[Path],
    tables: Iterable[Path],
    root: Path,
    folder: Path,
    synthetic: bool,
    renderer: Mapping[str, str] | None = None,
) -> Manifest:
    """Record a run that has just been made.

    Parameters
    ----------
    parameters : mapping
        JSON values; ``seed`` is repeated at the top of the record.
    inputs, tables : iterable of Path
        Files to be fingerprinted; order and repetition do not matter.
    root : Path
        The project's root.
    folder : Path
        Where the record will lie.
    synthetic : bool
    renderer : mapping of str to str, optional
        Such as ``{"name": "pandoc", "version": "3.9"}``.

    Returns
    -------
    Manifest

    Raises
    ------
    OSError
        Where a file cannot be read.
    """
    return Manifest(
        kcstats=kcstats.__version__,
        commit=git_commit(root),
        parameters=dict(parameters),
        seed=int(parameters.get("seed", 0)),
        synthetic=synthetic,
        inputs=_records(inputs, root),
        tables=_records(tables, folder),
        versions=library_versions(),
        renderer=dict(renderer or {}),
    )


def write_manifest(manifest: Manifest, folder: Path) -> Path:
    """Write ``run.json`` into a folder, whole or not at all; returns its path."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
    path = folder / RECORD
    text_atomically(text, path)
    return path


def read_manifest(folder: Path, *, lang: Lang = "zh") -> Manifest:
    """Read a run's record back.

    Parameters
    ----------
    folder : Path
        The folder that holds ``run.json``.
    lang : {"zh", "en"}
        Language of the messages.

    Raises
    ------
    InputError
        Where the record is missing or is not one.
    """
    path = folder / RECORD
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        files = {key: tuple(FileRecord(**item) for item in content[key]) for key in ("inputs", "tables")}
        return Manifest(**{**content, **files})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError([_not_a_record(path, error, lang)]) from None


def changed_inputs(manifest: Manifest, root: Path, *, lang: Lang = "zh") -> tuple[str, ...]:
    """Name every input that is no longer what the run read.

    Parameters
    ----------
    manifest : Manifest
    root : Path
        The project's root, from which inputs are named.
    lang : {"zh", "en"}

    Returns
    -------
    tuple of str
        One line a file; empty where all are as they were.
    """
    lines = []
    for was in manifest.inputs:
        path = _resolve(was.path, root)
        if not path.is_file():
            lines.append(f"{was.path}: " + ("输入文件不存在" if lang == "zh" else "input file is missing"))
            continue
        now = file_sha256(path)
        if now != was.sha256:
            said = "输入文件已改变" if lang == "zh" else "input file has changed"
            lines.append(f"{was.path}: {said} (sha256 {was.sha256[:12]} -> {now[:12]})")
    return tuple(lines)


def changed_versions(manifest: Manifest) -> tuple[str, ...]:
    """Name every version that differs from the record's: a reason for differing results, not a fault.

    Returns
    -------
    tuple of str
        Such as ``numpy 2.4.6 -> 2.5.5``.
    """
    was = {"kcstats": manifest.kcstats, **manifest.versions}
    now = {"kcstats": kcstats.__version__, **library_versions()}
    names = sorted(was.keys() | now.keys())
    return tuple(f"{n} {was.get(n, '-')} -> {now.get(n, '-')}" for n in names if was.get(n) != now.get(n))


def file_sha256(path: Path) -> str:
    """Fingerprint a file's content; 64 hexadecimal digits."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def library_versions() -> dict[str, str]:
    """Name the versions of Python and of the libraries that results depend on; absent ones are left out.

    Examples
    --------
    >>> sorted(library_versions())[0]
    'matplotlib'
    """
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def git_commit(root: Path) -> str:
    """Find the project's commit; empty where the project is no git clone or there is no git."""
    if not (root / ".git").exists():
        return ""
    commit = _git(root, "rev-parse", "HEAD")
    if not commit:
        return ""
    return commit + ("+changes" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")


def portable_path(path: Path, root: Path) -> str:
    """Name a file alike on every machine: the software's own files by package, others from the root.

    Parameters
    ----------
    path, root : Path
        The file or folder, and the project's root.

    Returns
    -------
    str
        With forward slashes; ``../`` where the file lies outside the project.

    Examples
    --------
    >>> portable_path(Path("project/data/x.csv"), Path("project")), portable_path(Path("x.csv"), Path("project"))
    ('data/x.csv', '../x.csv')
    """
    path, root = path.resolve(), root.resolve()
    if path.is_relative_to(_OWN):
        return path.relative_to(_OWN.parent).as_posix()
    try:
        up = next(n for n, base in enumerate((root, *root.parents)) if path.is_relative_to(base))
    except StopIteration:  # another drive
        return path.name
    return "../" * up + path.relative_to((root, *root.parents)[up]).as_posix()


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=root, capture_output=True, text=True, encoding="utf-8", check=False, timeout=20
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _records(paths: Iterable[Path], root: Path) -> tuple[FileRecord, ...]:
    found = {portable_path(path, root): path for path in paths}
    return tuple(FileRecord(name, file_sha256(path), path.stat().st_size) for name, path in sorted(found.items()))


def _resolve(name: str, root: Path) -> Path:
    return _OWN.parent / name if name.startswith(f"{_OWN.name}/") else root / name


def _not_a_record(path: Path, error: Exception, lang: Lang) -> Fault:
    zh = (f"无法读取运行记录：{why_unreadable(error, lang)}", "由 kcstats 写出的 run.json", "重新运行")
    en = (
        f"the run's record cannot be read: {why_unreadable(error, lang)}",
        "a run.json written by kcstats",
        "run report or evaluate again",
    )
    return Fault(str(path), None, "", *(zh if lang == "zh" else en), code="no_record")
