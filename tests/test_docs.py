"""What the README promises is there: pictures, files, commands, columns."""

import re
import struct
from pathlib import Path

import pytest

from kcstats.cli import build
from kcstats.observations.dataset import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_screen_shows_a_picture_of_the_report() -> None:
    first = README.split("\n## ")[0]
    assert "](docs/report.png)" in first
    data = (ROOT / "docs" / "report.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    assert width >= 800
    assert height >= 400
    assert b"kcstats-placeholder" not in data, "put a page of a real report into docs/report.png"


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("anchor", sorted(set(re.findall(r"\]\(#([^)]+)\)", README))))
def test_anchors_lead_to_a_heading(anchor: str) -> None:
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    assert anchor in [re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings]


def test_commands_of_the_readme_are_those_of_the_command_line() -> None:
    named = set(re.findall(r"`kcstats (\w+)", README))
    registered = {
        command.name or command.callback.__name__ for command in build("en").registered_commands if command.callback
    }
    assert named == registered


@pytest.mark.parametrize("path", sorted(set(re.findall(r"params/[\w-]+\.yml", README))))
def test_params_files_that_are_named_exist(path: str) -> None:
    assert (ROOT / path).is_file()


def test_columns_of_the_readme_are_those_of_the_reader() -> None:
    section = README.split("\n## 数据怎样放\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ((?:`\w+` ?)+) \|", section, re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(COLUMNS)


def test_targets_of_the_makefile_are_steps_of_the_script_that_serves_windows() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    steps = re.search(r"steps = \{(.+)\}", (ROOT / "make.py").read_text(encoding="utf-8"))
    assert phony is not None
    assert steps is not None
    assert set(phony[1].split()) == set(re.findall(r'"(\w+)":', steps[1]))


def test_continuous_integration_runs_the_test_command_of_the_readme() -> None:
    command = re.search(r"测试：\n\n```\n(.+)\n```", README)
    assert command is not None
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").rstrip().endswith(f"\n{command[1]}")
