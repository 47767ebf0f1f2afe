"""Real Quarto, called so that it renders what was executed and touches nothing else.

The notebook is copied, with figures, options and theme, into a folder of its own: some settings make Quarto write
into its source, and a folder that is a project by itself leaves no path open to interpretation. Quarto says an
unresolved reference as a warning and leaves with 0, so what it says is read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from kcstats.errors import RenderError
from kcstats.files import copy_atomically
from kcstats.report.fonts import font_folder
from kcstats.report.notebook import front_matter, read_notebook
from kcstats.report.pandoc import EPOCH
from kcstats.report.web.finish import finish_page
from kcstats.report.word import finish_word

_FORMATS = {"html": "html", "docx": "docx", "pdf": "typst"}
_TROUBLE = ("Unable to resolve", "unresolved", "ERROR", "[error]", "unknown font family", "FAILED")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")  # filters' errors are coloured whatever is asked for


def quarto_command(program: str, copy: str, to: str, output: str, said: str) -> list[str]:
    """The exact call.

    Examples
    --------
    >>> " ".join(quarto_command("quarto", "midterm.ipynb", "pdf", "midterm.pdf", "Quarto 1.9"))
    'quarto render midterm.ipynb --no-execute -M ipynb:false -M renderer:Quarto 1.9 --to typst --output midterm.pdf'
    """
    return [program, "render", copy, "--no-execute", "-M", "ipynb:false", "-M", f"renderer:{said}",
            "--to", _FORMATS[to], "--output", output]  # fmt: skip


def quarto_version(program: str) -> str:
    """Ask Quarto for its version."""
    done = subprocess.run([program, "--version"], capture_output=True, text=True, encoding="utf-8", check=False)
    return done.stdout.strip()


def render_quarto(program: str, executed: Path, formats: tuple[str, ...], config: Path, said: str) -> dict[str, Path]:
    """Render an executed notebook beside itself with Quarto.

    Parameters
    ----------
    program : str
        Path of the ``quarto`` executable.
    executed : Path
    formats : tuple of str
        Of ``html docx pdf``.
    config : Path
        ``_quarto.yml``, with ``theme/`` beside it.
    said : str
        Printed where the notebook has a span of class ``renderer``.

    Raises
    ------
    RenderError
        If Quarto fails, makes no file, or could not resolve a reference.
    """
    out = {}
    with tempfile.TemporaryDirectory(prefix="kcstats-") as scratch:
        for name in formats:
            work = Path(scratch) / name
            _prepare(work, executed, config)
            made = _render(program, work, executed, name, said)
            if name == "html":
                finish_page(made, work / "figures")
            elif name == "docx":
                finish_word(made, front_matter(read_notebook(executed)), config.parent / "theme")
            out[name] = executed.with_suffix(f".{name}")
            copy_atomically(made, out[name])
    return out


def _prepare(work: Path, executed: Path, config: Path) -> None:
    work.mkdir(parents=True)
    shutil.copyfile(executed, work / executed.name)
    shutil.copyfile(config, work / "_quarto.yml")
    shutil.copytree(config.parent / "theme", work / "theme")
    if (executed.parent / "figures").is_dir():
        shutil.copytree(executed.parent / "figures", work / "figures")


def _render(program: str, work: Path, executed: Path, name: str, said: str) -> Path:
    made = work / f"{executed.stem}.{name}"
    environment = {
        "SOURCE_DATE_EPOCH": EPOCH, **os.environ, "NO_COLOR": "1",
        "TYPST_FONT_PATHS": str(font_folder()), "TYPST_IGNORE_SYSTEM_FONTS": "true",
    }  # fmt: skip
    done = subprocess.run(
        quarto_command(program, executed.name, name, made.name, said), cwd=work, env=environment,
        capture_output=True, text=True, encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip
    told = _COLOUR.sub("", done.stderr)
    trouble = [line.strip() for line in told.splitlines() if any(word in line for word in _TROUBLE)]
    if done.returncode or trouble or not made.is_file():
        raise RenderError("quarto: " + ("\n".join(trouble) or told.strip() or "没有生成文件 (no file)"))
    return made
