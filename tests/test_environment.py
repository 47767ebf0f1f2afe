"""pyproject.toml is the source; requirements and environment.yml are held in step with it."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import kcstats

ROOT = Path(__file__).resolve().parents[1]
CONDA_NAMES = {"matplotlib-base": "matplotlib"}  # without the Qt that conda's matplotlib brings
ONLY_CONDA = {"python", "pip", "quarto"}


@cache
def project() -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return content


def wanted(*extras: str) -> dict[str, Requirement]:
    lines = [*project()["dependencies"], *(x for extra in extras for x in project()["optional-dependencies"][extra])]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


@cache
def pins(file: str, python: str = "3.11") -> dict[str, str]:
    """Versions that pip would install on Linux with this Python."""
    where = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": "linux",
             "platform_python_implementation": "CPython", "implementation_name": "cpython"}  # fmt: skip
    found = {}
    for line in (ROOT / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith((" ", "#")):
            requirement = Requirement(line.rstrip("\\ "))
            if requirement.marker is None or requirement.marker.evaluate(where):
                found[canonicalize_name(requirement.name)] = str(requirement.specifier)
    return found


@cache
def environment() -> dict[str, str]:
    """Name to version as environment.yml gives it, in pip's names."""
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (by_pip,) = [item["pip"] for item in content if isinstance(item, dict)]
    lines = [item.replace("=", "==", 1) for item in content if isinstance(item, str)] + by_pip
    named = (line.partition("==")[::2] for line in lines)
    return {CONDA_NAMES.get(name, str(canonicalize_name(name))): version for name, version in named}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_with_a_hash_and_names_no_host(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all(re.match(r"[A-Za-z0-9_.-]+==[\w.]+", block) for block in blocks)
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text)


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_requirements_hold_what_pyproject_asks_for(python: str) -> None:
    for file, asked in (("requirements.txt", wanted()), ("requirements-dev.txt", wanted("dev"))):
        found = pins(file, python)
        assert set(asked) <= set(found)
        unmet = {name for name, r in asked.items() if not r.specifier.contains(found[name].removeprefix("=="))}
        assert unmet == set()


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_reports_and_tests_run_on_the_same_versions(python: str) -> None:
    reports, tests = pins("requirements.txt", python), pins("requirements-dev.txt", python)
    assert {name: tests.get(name) for name in reports} == reports


def test_the_build_needs_nothing_that_is_not_pinned() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    assert all(canonicalize_name(Requirement(line).name) in pins("requirements.txt") for line in build)


def test_environment_names_exactly_the_dependencies_of_pyproject() -> None:
    assert set(environment()) - ONLY_CONDA == set(wanted())


def test_environment_has_the_versions_of_the_requirements() -> None:
    found = pins("requirements.txt", environment()["python"])
    versions = {name: f"=={version}" for name, version in environment().items() if name not in ONLY_CONDA}
    assert versions == {name: found[name] for name in versions}


def test_environment_brings_quarto_1_9_and_a_supported_python() -> None:
    assert environment()["quarto"] == "1.9.*"
    oldest = Version(project()["requires-python"].removeprefix(">="))
    assert Version(environment()["python"]) >= oldest


def test_the_version_is_one() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert project()["version"] == kcstats.__version__ == citation["version"]
    assert f"## {kcstats.__version__} " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
