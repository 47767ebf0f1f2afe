"""Every code has its words, and codes that share a string keep their own."""

import pytest

from kcstats import terms
from kcstats.terms import Direction, Rule, word

ENUMS = (terms.Rule, terms.Scope, terms.Scale, terms.Direction, terms.GoalKind, terms.Status, terms.Likelihood,
         terms.Grade, terms.ObservationStatus)  # fmt: skip


@pytest.mark.parametrize("code", [code for enum in ENUMS for code in enum], ids=repr)
def test_every_code_has_words_in_both_languages(code: terms.Rule) -> None:
    assert word(code)
    assert word(code, "en").isascii()


def test_codes_of_two_kinds_may_share_a_string() -> None:
    assert word(Rule.DECREASE) == "降低"
    assert word(Direction.DECREASE) == "越低越好"
