"""Warnings, measures and the hindcast judged in one small run."""

import numpy as np
import pytest

from kcstats.validation.backtest import Extent
from kcstats.validation.uses import TABLES, Uses, judged_meanwhile


def test_every_table_is_there(small_uses):
    assert tuple(small_uses.tables) == TABLES
    assert all(len(table) for table in small_uses.tables.values())


def test_the_warnings_of_all_levels_are_all_warnings(small_uses):
    warnings = small_uses.tables["warnings"].query("kind == 'hard_to_complete'")
    detectors = small_uses.tables["detectors"].set_index("rule")
    assert warnings["right_n"].sum() == detectors.loc["any_warning", "right_n"]
    far = small_uses.tables["horizons"].groupby("rule")["right_n"].sum()
    assert far.to_dict() == warnings.set_index("rule")["right_n"].to_dict()


def test_a_curve_passes_through_its_rule(small_uses):
    """The rule "likelihood below 50 %" is one cut-off of its own curve."""
    rule = small_uses.tables["detectors"].set_index("rule").loc["likelihood"]
    mine = small_uses.tables["roc"].query("rule == 'likelihood'")
    there = np.interp(rule["false_alarm_rate"], mine["false_alarm_rate"], mine["hit_rate"])
    assert there == pytest.approx(rule["hit_rate"], abs=0.05)  # between two of the 61 points


def test_rules_say_yes_or_no_or_nothing(small_uses):
    table = small_uses.tables["rule_looks"]
    assert (table["yes_n"] + table["no_n"] == table["looks"]).all()
    assert (table["looks"] <= small_uses.made["looks"]).all()


def test_faults_of_the_other_process_are_raised():
    """A process of its own is told an extent that cannot be met: a single fold."""
    with judged_meanwhile(Extent(folds=1, workers=2)) as judged, pytest.raises(ValueError, match="2 folds"):
        judged()


def test_with_one_worker_nothing_is_started(monkeypatch):
    from kcstats.validation import uses

    answer = Uses({}, {})
    monkeypatch.setattr(uses, "judge_uses", lambda extent: answer)
    with judged_meanwhile(Extent(workers=1)) as judged:
        assert judged() is answer
