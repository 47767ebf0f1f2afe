"""The level behind each demand, and the one distance and pace are measured to."""

from dataclasses import replace

import numpy as np
import pytest

from kcstats.evaluation.demand import Demand, bound
from kcstats.evaluation.model import Evaluation
from kcstats.plan.model import Target
from kcstats.report.facts import facts
from kcstats.terms import Rule, Status


def a_target(rule: Rule, demo: Evaluation) -> Target:
    return replace(demo.plans[0].targets[0], rule=rule)


@pytest.mark.parametrize(
    ("rule", "latest", "level", "upward"),
    [  # baseline 50, band 2, by hand: the edge the figure lies nearest to
        (Rule.STAY_STABLE, 51.0, 52.0, False),
        (Rule.STAY_STABLE, 47.0, 48.0, True),
        (Rule.STAY_LOW, 47.0, 52.0, False),
        (Rule.DECREASE, 47.0, 50.0, False),
    ],
)
def test_a_band_is_measured_to_its_edge(
    demo: Evaluation, rule: Rule, latest: float, level: float, upward: bool
) -> None:
    wanted = Demand(np.array([50.0]), np.array([False]))
    found = bound((a_target(rule, demo),), wanted, np.array([2.0]), np.array([latest]))
    assert (found.level[0], found.upward[0]) == (level, upward)


def test_one_event_among_fewer_children_is_still_one_event(demo: Evaluation) -> None:
    """C2.2: none drowned in 2020; one in 2025 among 95,386 is 1.05 per 100,000, by hand, and so the limit."""
    row = demo.row("C2.2")
    assert row["latest_value"] == pytest.approx(1.05)
    limit = demo.rules.set_index("id").loc["C2.2", "limit"]
    assert limit == pytest.approx(1e5 / 95386)
    assert row["status"] == Status.MET.value
    assert row["required_pace"] == 0
    assert facts(demo, "C2.2").gap == 0


def test_what_stays_inside_its_band_needs_no_pace(demo: Evaluation) -> None:
    banded = demo.indicators[demo.indicators["rule"].isin(["stay_low", "stay_stable"])]
    met = banded[banded["status"] == Status.MET.value]
    assert len(met) > 4
    assert (met["required_pace"] == 0).all()
    limits = demo.rules.set_index("id")["limit"]
    assert limits.notna().sum() == demo.rules["rule"].isin(["stay_low", "stay_stable"]).sum()
