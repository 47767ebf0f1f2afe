"""Whole topics go to one fold."""

import numpy as np

from kcstats.validation.folds import topic, topic_folds
from kcstats.validation.windows import read_corpus


def test_sisters_are_never_parted():
    names = np.array(sorted(read_corpus()["indicator"].unique()))
    fold = topic_folds(names, names, folds=5)
    assert set(fold.tolist()) == set(range(5))
    by_topic: dict[str, set[int]] = {}
    for name, number in zip(names.tolist(), fold.tolist(), strict=True):
        by_topic.setdefault(topic(name), set()).add(number)
    assert all(len(numbers) == 1 for numbers in by_topic.values())


def test_the_same_indicator_has_one_fold_in_every_table():
    names = ["imm_mcv1", "tb_deaths", "dtp3", "uem_youth"]
    whole = topic_folds(names, names, folds=3)
    assert topic_folds(names[2:], names, folds=3).tolist() == whole[2:].tolist()
    assert whole[0] == whole[2]  # both are vaccination
