"""The command line as its users meet it: Chinese words, exit codes, no traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from kcstats.cli import spoken_language

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kcstats", *arguments], capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )


def test_help_is_chinese_and_english_by_option() -> None:
    assert "妇女儿童发展规划" in run("--help").stdout
    assert "Development Plan" in run("--lang", "en", "--help").stdout


def test_importing_and_help_load_nothing_heavy() -> None:
    code = (
        "import sys, kcstats.cli; print([m for m in ('pandas', 'numpy', 'scipy', 'matplotlib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("arguments", [["--lang", "en", "x"], ["x", "--lang=en"]])
def test_the_language_is_found_wherever_it_stands(arguments: list[str]) -> None:
    assert spoken_language(arguments) == "en"


def test_faults_leave_with_two_and_no_traceback(tmp_path: Path) -> None:
    done = run("evaluate", str(tmp_path / "none.yml"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "none.yml" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("command", "lang", "reason"), [("report", "zh", "公开版"), ("dashboard", "en", "public edition")]
)
def test_a_public_edition_is_refused_and_nothing_written(
    tmp_path: Path, command: str, lang: str, reason: str
) -> None:
    params = tmp_path / "public.yml"
    params.write_text(
        f"base: {(ROOT / 'params' / 'china-midterm.yml').as_posix()}\nedition: public\n", encoding="utf-8"
    )
    done = run("--lang", lang, command, str(params), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert reason in done.stderr
    assert "public.yml" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["public.yml"]


def test_evaluate_writes_the_tables_and_their_record(tmp_path: Path) -> None:
    done = run("evaluate", "params/china-midterm.yml", "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert {"indicators.csv", "projections.csv", "warnings.csv", "summary.csv", "run.json"} <= names


def test_check_is_clean_on_the_national_package() -> None:
    assert run("check", "data/china").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "title"),
    [(("--lang", "en", "dashboard"), '<html lang="en"'), (("dashboard", "--lang", "en"), '<html lang="en"'),
     (("dashboard",), '<html lang="zh')],
)  # fmt: skip
def test_a_language_said_before_the_command_holds_for_what_it_makes(
    tmp_path: Path, arguments: tuple[str, ...], title: str
) -> None:
    page = tmp_path / "page.html"
    done = run(*arguments, "params/china-midterm.yml", "--out", str(page))
    assert done.returncode == 0, done.stderr
    assert title in page.read_text(encoding="utf-8")[:200]
