"""However many answer, and whatever becomes of them, the answers are the same."""

import math
import operator
import os
import sys

import pytest

from kcstats.evaluation import abreast
from kcstats.evaluation.abreast import processors, side_by_side


class DiesElsewhere:
    """A task that ends any process but the one it was made in."""

    def __init__(self):
        self.home = os.getpid()

    def __call__(self, x):
        if os.getpid() != self.home:
            os._exit(3)
        return -x


@pytest.mark.parametrize("others", [0, 1, 3])
def test_answers_come_in_the_order_of_the_portions(others):
    assert side_by_side(operator.neg, list(range(50)), others) == [-i for i in range(50)]


def test_others_do_answer():
    found = side_by_side(_slow_process_id, list(range(40)), 1)
    assert len(set(found)) == 2
    assert os.getpid() in found


def test_no_portions_have_no_answers():
    assert side_by_side(operator.neg, [], 2) == []


def test_portions_of_one_that_dies_are_answered_here():
    assert side_by_side(DiesElsewhere(), list(range(30)), 2) == [-i for i in range(30)]


def test_where_no_other_can_start_all_is_answered_here(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "none"))
    assert side_by_side(operator.neg, [1, 2, 3], 2) == [-1, -2, -3]


@pytest.mark.parametrize("others", [0, 1])
def test_a_fault_of_the_task_reaches_who_asked_and_leaves_nobody_behind(others, monkeypatch):
    started, start = [], abreast._start

    def kept():
        started.append(start())
        return started[-1]

    monkeypatch.setattr(abreast, "_start", kept)
    with pytest.raises(ValueError, match=r"math domain|nonnegative"):
        side_by_side(math.sqrt, [4.0, -1.0, 9.0], others)
    assert all(process.poll() is not None for process in started)


def test_there_is_a_processor():
    assert processors() >= 1


def _slow_process_id(_):
    import time

    time.sleep(0.1)
    return os.getpid()
