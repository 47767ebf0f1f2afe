"""Whole topics left out: no window is judged by weights that have seen its indicator or a sister of it.

Leaving out single windows would flatter the forecasts, for series of one indicator move alike, and so do indicators
of one topic (the three doses of one vaccine). So indicators are gathered into topics by words in their names, and a
fold is a set of topics.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

TOPICS = {
    "vaccination": ("dtp", "imm_", "mcv"),
    "births": ("births", "brtc", "bsrv_b", "adkl", "stillb", "mmr", "imrt", "under_five", "3-2-2"),
    "causes of death": ("deaths", "lung", "lungcancer", "drown", "murder", "suicide", "psrc", "3-6-1", "3-4-2",
                        "hjärt"),
    "infection": ("tb", "hiv", "malaria", "3-3-1"),
    "teachers": ("grdl", "ptrhc", "lärare", "3-b-1"),
    "school": ("elever", "nera", "cr_", "prya", "pre_partn", "literacy", "school", "student", "ea_5", "ev15", "4-2-2",
               "förskol", "komvux", "sfi", "lägeskommun"),
    "work": ("uem", "unemployment", "labour", "employment", "emp_", "neet", "8-8-1", "arbet", "heltid", "isv_ifem",
             "1524"),
    "poverty": ("bist", "inkomst", "ekonom", "pov", "1-2-1", "vräk"),
    "sickness": ("sjuk", "ohälso", "medellivs"),
    "crime": ("brott", "våld", "kränk"),
    "water and net": ("bsrvh2o", "bsrvsan", "san_safe", "net_", "ii99", "bredband"),
    "nutrition": ("malnut", "ovrw", "2-2-2", "itk", "övervikt", "röker"),
    "health staff": ("doctors", "heawor", "out_of_pocket"),
    "women in office": ("gen_parl", "5-5-1", "n058"),
}  # fmt: skip


def topic(indicator: str) -> str:
    """Coarse topic of an indicator; its own name where none fits.

    Examples
    --------
    >>> topic("imm_mcv1"), topic("a thing of its own")
    ('vaccination', 'a thing of its own')
    """
    name = indicator.lower()
    return next((t for t, words in TOPICS.items() if any(w in name for w in words)), name)


def topic_folds(indicator: npt.ArrayLike, known: npt.ArrayLike, *, folds: int) -> npt.NDArray[np.int64]:
    """Fold of each indicator: topics in alphabetical order, dealt out in turn.

    Parameters
    ----------
    indicator : array_like of str, shape (n,)
    known : array_like of str, shape (m,)
        Indicators whose topics are dealt out; another topic goes to fold 0.
    folds : int

    Returns
    -------
    ndarray of int, shape (n,)
        0 to folds - 1.

    Examples
    --------
    >>> topic_folds(["imm_mcv1", "tb_deaths", "dtp3"], ["imm_mcv1", "tb_deaths"], folds=2).tolist()
    [1, 0, 1]
    """
    names, places = np.unique(np.asarray(indicator, dtype=str), return_inverse=True)
    order = {t: i % folds for i, t in enumerate(sorted({topic(str(i)) for i in np.unique(np.asarray(known, str))}))}
    return np.array([order.get(topic(str(name)), 0) for name in names], dtype=np.int64)[places]
