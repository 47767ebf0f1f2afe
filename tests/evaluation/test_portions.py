"""Every target once, groups whole."""

import numpy as np

from kcstats.evaluation import portions as module
from kcstats.evaluation.portions import Asked, Book, portions


def made(group, first, target):
    """A book of two-point series and a target each."""
    m = len(group)
    year = np.full((m + 1, 2), np.nan)
    year[:m] = np.column_stack([first, np.full(m, 2024.0)])
    nothing = np.full((m + 1, 2), np.nan)
    book = Book(year, nothing, nothing, nothing, np.append(group, -1), np.full(m + 1, np.nan))
    words, numbers = np.full(m, "", dtype=object), np.zeros(m)
    return book, Asked(np.arange(m), words, numbers, numbers, words, words, numbers, np.asarray(target), words)


def test_groups_stay_whole_and_every_row_is_in_one_portion(monkeypatch):
    monkeypatch.setattr(module, "PORTION", 10)
    rng = np.random.default_rng(1)
    group = rng.choice([-1, -1, 0, 1, 2, 3, 4], 137)
    book, asked = made(group, rng.choice([2018.0, 2020.0], 137), rng.choice([2025.0, 2030.0], 137))
    found = portions(book, asked)
    assert sorted(np.concatenate(found).tolist()) == list(range(137))
    for g in range(5):
        assert sum((group[rows] == g).any() for rows in found) == 1
    assert max(len(rows) for rows in found if (group[rows] < 0).all()) == 10


def test_series_of_one_shape_and_horizon_stand_together():
    first, target = np.tile([2018.0, 2020.0], 50), np.repeat([2025.0, 2030.0], 50)
    book, asked = made(np.full(100, -1), first, target)
    (rows,) = portions(book, asked)
    key = first[rows] * 10_000 + target[rows]
    assert (np.diff(key) != 0).sum() == 3


def test_no_targets_have_no_portions():
    assert portions(*made(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))) == []
