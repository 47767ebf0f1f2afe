"""Set up, report, test: the same three promises on every system, with nothing but Python.

``make report`` and ``python make.py report`` are one thing: the Makefile only calls this script, and Windows has no
make. Everything it installs stands in ``.venv`` in the project's folder, from requirements pinned by hash; nothing
outside the project is written. A step that is done is not done again until what it was made from has changed.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")
REPORTS = ("params/china-midterm.yml", "params/midterm-2025.yml")
CACHES = (".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "dist", "build")
USAGE = "make.py setup | report | docs | test [pytest options] | lint | clean"


def main(arguments: list[str]) -> int:
    """Run the steps named on the command line; returns the exit code."""
    steps = {"setup": setup, "report": report, "docs": docs, "test": test, "lint": lint, "clean": clean}
    if not arguments or arguments[0] not in steps:
        print(USAGE, file=sys.stderr)
        return 2
    if sys.version_info < OLDEST:
        return _with_a_newer_python(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a redirected Windows console otherwise refuses Chinese
            stream.reconfigure(encoding="utf-8", errors="replace")
    os.chdir(ROOT)
    return steps[arguments[0]](arguments[1:])


def setup(options: list[str]) -> int:
    """Install what reports need into ``.venv``."""
    code = _install("requirements.txt")
    if code == 0:
        print(f"kcstats 已装好 / is ready: {PYTHON.relative_to(ROOT)} -m kcstats --help", flush=True)
    return code


def report(options: list[str]) -> int:
    """Make the real national mid-term report and Kuancheng's on made-up data, as HTML, Word and PDF."""
    code = _install("requirements.txt")
    for params in REPORTS:
        code = code or _run([str(PYTHON), "-m", "kcstats", "report", params, *options])
    return code


def docs(options: list[str]) -> int:
    """Build the documentation site in ``docs/site``; needs no network once the set-up is there."""
    return _install("requirements.txt") or _run([str(PYTHON), "docs/make_site.py", *options])


def test(options: list[str]) -> int:
    """Run all tests; options go to pytest."""
    return _install("requirements-dev.txt") or _run([str(PYTHON), "-m", "pytest", "-n", "2", *options])


def lint(options: list[str]) -> int:
    """Check style and types."""
    code = _install("requirements-dev.txt")
    if code:
        return code
    checks = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"])
    return max(_run([str(PYTHON), "-m", *check]) for check in checks)


def clean(options: list[str]) -> int:
    """Remove what the steps made, the reports of runs excepted: those are the user's."""
    for name in (".venv", *CACHES):
        shutil.rmtree(ROOT / name, ignore_errors=True)
    return 0


def _install(requirements: str) -> int:
    """Bring ``.venv`` up to a requirements file; quick where it already is."""
    stamp = VENV / f".{requirements}.stamp"
    wanted = _fingerprint(requirements)
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"正在安装 / installing: {requirements} (Python {sys.version.split()[0]}) ...", flush=True)
    if not _usable():
        shutil.rmtree(VENV, ignore_errors=True)
        if _run([sys.executable, "-m", "venv", str(VENV)]):
            print("无法建立虚拟环境；Debian/Ubuntu 请先安装 python3-venv / cannot make a virtual environment; "
                  "on Debian or Ubuntu install python3-venv first", file=sys.stderr)  # fmt: skip
            return 1
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-cache-dir"]
    pinned = ["--require-hashes", "--only-binary", ":all:", "--no-compile", "-r", requirements]
    own = ["--no-deps", "--no-build-isolation", "--editable", "."]
    code = _run([*pip, *pinned]) or _run([*pip, *own])
    if code:
        return code
    _compile()
    stamp.write_text(wanted, encoding="utf-8")
    return 0


def _usable() -> bool:
    """Whether ``.venv`` holds a Python that starts and is the version of the one that runs this."""
    if not PYTHON.exists():
        return False
    ask = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([str(PYTHON), "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _compile() -> None:
    """Make the byte-code now, on all cores: without it the first run of every command would be slow."""
    skip = r"site-packages[/\\].*[/\\]tests?[/\\]"
    where = [str(VENV / "Lib" if os.name == "nt" else VENV / "lib"), str(ROOT / "kcstats")]
    _run([str(PYTHON), "-m", "compileall", "-qq", "-j", "0", "-x", skip, *where])


def _fingerprint(requirements: str) -> str:
    """What an installation was made from: the pins, our own metadata, Python, and the place of the project."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}{ROOT}".encode())
    for name in (requirements, "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _run(command: list[str]) -> int:
    """Run a command in the project; caches of ours and of our libraries stay inside ``.venv``."""
    cache = VENV / "cache"
    inside = {
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "IPYTHONDIR": str(cache / "ipython"),
        "JUPYTER_CONFIG_DIR": str(cache / "jupyter"),
        "JUPYTER_DATA_DIR": str(cache / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(cache / "jupyter" / "runtime"),
        "PYTHONUTF8": "1",
    }
    return subprocess.run(command, env={**os.environ, **inside}, check=False).returncode


def _with_a_newer_python(arguments: list[str]) -> int:
    """Hand over to a newer Python of this machine, where there is one."""
    for name in NEWER:
        found = shutil.which(name)
        if found and subprocess.call([found, "-c", "import venv"], stderr=subprocess.DEVNULL) == 0:
            return subprocess.call([found, str(Path(__file__).resolve()), *arguments])
    print(f"需要 Python 3.11 或更新的版本，当前是 {sys.version.split()[0]} / Python 3.11 or newer is needed",
          file=sys.stderr)  # fmt: skip
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
