"""The rules of the four grades, as printed in every report."""

import numpy as np
import pytest

from kcstats.evaluation.settings import Cutoffs
from kcstats.evaluation.verdict import grade, likelihood_word, status_now
from kcstats.terms import Grade, Status


@pytest.mark.parametrize(
    ("latest", "threshold", "upward", "digit", "status"),
    [
        (98.0, 98.0, True, 0.1, "met"),  # 以上 includes the number
        (12.0, 12.0, False, 0.1, "met"),  # 以下 includes the number
        (97.9, 98.0, True, 0.1, "near"),  # the last printed digit
        (97.8, 98.0, True, 0.1, "not_met"),
        (0.1 + 0.2, 0.3, False, 0.01, "met"),  # no quarrel over floating point
        (np.nan, 98.0, True, 0.1, "no_data"),
        (98.0, np.nan, True, 0.1, "no_data"),
    ],
)
def test_status(latest: float, threshold: float, upward: bool, digit: float, status: str) -> None:
    found = status_now(np.array([latest]), np.array([threshold]), np.array([upward]), np.array([digit]))
    assert found[0].value == status


def test_grades_follow_the_printed_rule() -> None:
    status = np.array([Status.MET, Status.MET, Status.NEAR, Status.NOT_MET, Status.MET, Status.NO_DATA], dtype=object)
    p = np.array([0.5, 0.49, 0.5, 0.2, np.nan, 0.9])
    over = np.zeros(6, dtype=bool)
    expected = [Grade.ATTAINED, Grade.DIFFICULT, Grade.EXPECTED, Grade.DIFFICULT, Grade.NO_DATA, Grade.NO_DATA]
    assert list(grade(status, p, over, Cutoffs())) == expected


def test_in_the_target_year_the_figure_decides() -> None:
    status = np.array([Status.MET, Status.NEAR, Status.NO_DATA], dtype=object)
    found = grade(status, np.full(3, np.nan), np.ones(3, dtype=bool), Cutoffs())
    assert list(found) == [Grade.ATTAINED, Grade.DIFFICULT, Grade.NO_DATA]


def test_cutoffs_can_be_changed() -> None:
    words = likelihood_word(np.array([0.85, 0.65]), Cutoffs(very_likely=0.9, likely=0.6, unlikely=0.1))
    assert [w.value for w in words] == ["likely", "likely"]
