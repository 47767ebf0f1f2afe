"""The Quarto path, held by the exact call to a stand-in `quarto` that writes down what it was told.

What a real Quarto 1.9 needs (a copy, ``--no-execute -M ipynb:false``, an output that is a bare file name, warnings
that are read because they leave with 0) stands in `kcstats.report.quarto`; here it is seen to happen.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest

from kcstats.errors import RenderError
from kcstats.evaluation.settings import project_root
from kcstats.report.fonts import font_folder
from kcstats.report.render import render

if sys.platform == "win32":
    pytest.skip("the stand-in is a script with a shebang line", allow_module_level=True)

ROOT = project_root(__file__)
FRONT = "---\ntitle: 题\nlang: zh\npage-mark: 内部　送审\ncover-marks: [（送审）]\nauthor: [甲, 乙]\n---"
STAND_IN = """\
#!{python}
import json, os, sys
from pathlib import Path
if sys.argv[1:] == ["--version"]:
    print("1.9.38")
    sys.exit(0)
here = Path.cwd()
seen = {{"argv": sys.argv[1:], "files": sorted(p.relative_to(here).as_posix() for p in here.rglob("*")),
        "front": "".join(json.loads((here / sys.argv[2]).read_text(encoding="utf-8"))["cells"][0]["source"]),
        "fonts": os.environ.get("TYPST_FONT_PATHS"), "cwd": str(here)}}
with open({log!r}, "a", encoding="utf-8") as log:
    log.write(json.dumps(seen) + "\\n")
print(os.environ.get("STAND_IN_SAYS", ""), file=sys.stderr)
target = Path(sys.argv[sys.argv.index("--output") + 1])
if os.environ.get("STAND_IN_WRITES", "yes") == "yes":
    if target.suffix == ".docx":
        from docx import Document
        Document().save(str(target))
    else:
        target.write_text("<html><head></head><body>一</body></html>", encoding="utf-8")
sys.exit(int(os.environ.get("STAND_IN_CODE", "0")))
"""


@pytest.fixture
def executed(tmp_path: Path) -> Path:
    """Make an executed notebook in a run's folder, with one figure beside it."""
    output = nbformat.v4.new_output("display_data", {"text/markdown": "一句话。"})
    cell = nbformat.v4.new_code_cell("#| output: asis\nshow()", outputs=[output])
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_raw_cell(FRONT), cell])
    run = tmp_path / "run"
    (run / "figures").mkdir(parents=True)
    (run / "figures" / "a.png").write_bytes(b"png")
    path = run / "midterm.ipynb"
    nbformat.write(book, path)
    return path


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the stand-in first on the path; returns the file it writes its calls into."""
    log, program = tmp_path / "calls.jsonl", tmp_path / "bin" / "quarto"
    program.parent.mkdir()
    program.write_text(STAND_IN.format(python=sys.executable, log=str(log)), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    return log


def told(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("name", "to"), [("html", "html"), ("docx", "docx"), ("pdf", "typst")])
def test_exact_call_of_each_format(executed: Path, calls: Path, name: str, to: str) -> None:
    made = render(executed, to=[name], root=ROOT)
    (call,) = told(calls)
    assert call["argv"] == [
        "render", "midterm.ipynb", "--no-execute", "-M", "ipynb:false", "-M", "renderer:Quarto 1.9.38",
        "--to", to, "--output", f"midterm.{name}",
    ]  # fmt: skip
    assert call["fonts"] == str(font_folder())
    assert made.renderer == {"name": "quarto", "version": "1.9.38"}
    assert made.paths == {name: executed.with_suffix(f".{name}")}
    assert made.paths[name].is_file()


def test_it_works_on_a_copy_that_is_a_project_by_itself(executed: Path, calls: Path) -> None:
    before = executed.read_bytes()
    render(executed, to=["html"], root=ROOT)
    (call,) = told(calls)
    assert Path(str(call["cwd"])) != executed.parent
    assert {"_quarto.yml", "midterm.ipynb", "figures/a.png", "theme/page.lua", "theme/reference.docx"} <= set(
        call["files"]  # type: ignore[call-overload]
    )
    assert executed.read_bytes() == before


def test_edition_and_state_reach_quarto_and_the_word_file_after_it(executed: Path, calls: Path) -> None:
    from docx import Document

    made = render(executed, to=["html", "docx"], root=ROOT)
    assert [call["front"] for call in told(calls)] == [FRONT, FRONT]
    head = Document(str(made.paths["docx"])).sections[0].header
    assert head.paragraphs[0].text == "内部　送审"


def test_every_path_of_the_options_is_in_the_copy(executed: Path, calls: Path) -> None:
    import yaml

    render(executed, to=["html"], root=ROOT)
    options = yaml.safe_load((ROOT / "reports" / "_quarto.yml").read_text(encoding="utf-8"))
    formats = options["format"].values()
    named = [*options["filters"], *(f[key] for f in formats for key in ("css", "reference-doc") if key in f)]
    named += [path for f in formats for path in f.get("template-partials", [])]
    assert set(named) <= set(told(calls)[0]["files"])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("STAND_IN_SAYS", "[WARNING] Unable to resolve crossref @fig-x", "Unable to resolve"),
        ("STAND_IN_SAYS", "warning: unknown font family: foo", "unknown font family"),
        ("STAND_IN_CODE", "1", "quarto"),
        ("STAND_IN_WRITES", "no", "没有生成文件"),
    ],
)
def test_what_quarto_only_murmurs_fails_the_report(
    executed: Path, calls: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(RenderError, match=says):
        render(executed, to=["html"], root=ROOT)
    assert told(calls)
    assert not executed.with_suffix(".html").exists()


def test_the_embedded_renderer_can_be_asked_for_where_quarto_is(executed: Path, calls: Path) -> None:
    made = render(executed, to=["html"], renderer="pandoc", root=ROOT)
    assert made.renderer["name"] == "pandoc"
    assert not calls.exists()


def test_asking_for_quarto_where_it_is_not_says_so(executed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(RenderError, match="没有找到 quarto"):
        render(executed, to=["html"], renderer="quarto", root=ROOT)
