"""Evaluations that several modules look at; nobody writes to them."""

from pathlib import Path

import pytest

from kcstats.evaluation.evaluate import evaluate
from kcstats.evaluation.model import Evaluation
from kcstats.evaluation.settings import load_settings

PARAMS = Path(__file__).resolve().parents[2] / "params"


@pytest.fixture(scope="session")
def china() -> Evaluation:
    return evaluate(load_settings(PARAMS / "china-midterm.yml"))


@pytest.fixture(scope="session")
def demo() -> Evaluation:
    return evaluate(load_settings(PARAMS / "midterm-2025.yml", groups=False))


@pytest.fixture(scope="session")
def demo_en() -> Evaluation:
    return evaluate(load_settings(PARAMS / "midterm-2025.yml", groups=False, language="en"))
