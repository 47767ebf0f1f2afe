"""The whole backtest: topics left out in turn, the rest learnt from, everything asked, nothing chosen afterwards.

For each fold the weights are learnt from windows of the other topics alone; then the fold's windows are forecast and
their truths looked up. The usual ways, the published rules and statsmodels' models answer the same windows. What
comes out are answers (`Run`); `tables` scores them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcstats.stats.mixture import prepare
from kcstats.stats.screening import screen
from kcstats.stats.weights import Prior
from kcstats.validation import answers, places
from kcstats.validation.answers import Answers
from kcstats.validation.comparators import Extended, extrapolations
from kcstats.validation.folds import topic_folds
from kcstats.validation.full import asked_in_full, below_full, publishable_in_full, stopped_short
from kcstats.validation.grammar import Answered, asked_alone, asked_together, joined
from kcstats.validation.groups import MAIN
from kcstats.validation.learn import Evidence, evidence, grid, learn, training_windows
from kcstats.validation.panels import draw_panels, without_peers
from kcstats.validation.rules import published_rules
from kcstats.validation.statsmodels_models import fit_models
from kcstats.validation.windows import Windows, population, read_corpus, rolling, thresholds

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Learner = Callable[[Evidence, Prior, Ints], Prior]
Advance = Callable[[str, float], None]
"""Told what is being done, and which share of the whole is done."""

POINTS = (4, 5, 6, 8, 11)
AHEAD = tuple(range(1, 11))
PLAIN_LEARNER: Learner = partial(learn, kinds=False)
"""One set of weights for every kind of indicator."""
PANEL_POINTS = (4, 5, 8)
OURS, PLAIN = "ours", "plain_mixture"
ALONE, PEERS = "alone", "with_peers"
WITH_COUNTS, WITHOUT_COUNTS = "with_counts", "without_counts"
KEPT = 0.25
"""Share of the windows that are also asked about every year to the target year."""


@dataclass(frozen=True)
class Extent:
    """How much is asked.

    Attributes
    ----------
    each, main : int
        Windows for every number of points and years ahead; for five points and five years.
    folds : int
        Into which the topics are dealt.
    train : int
        Windows to learn from.
    slow : int
        Windows that statsmodels' models get, drawn by chance.
    panels : int
        Panels an indicator, for each number of points.
    places : int
        Windows with drawn counts, for each denominator.
    plans, looks : int
        Plans an indicator that warnings are judged on; looks an indicator for strong fluctuation.
    measures : int
        Placebo measures, for each number of figures before and after.
    workers : int
        Processes.
    seed : int
    """

    each: int = 600
    main: int = 4000
    folds: int = 5
    train: int = 9000
    slow: int = 500
    panels: int = 3
    places: int = 400
    plans: int = 30
    looks: int = 200
    measures: int = 600
    workers: int = 2
    seed: int = 20


FULL = Extent()
QUICK = Extent(each=40, main=600, folds=3, train=2000, slow=40, panels=1, places=60, plans=4, looks=30, measures=60)


@dataclass(frozen=True)
class Trial:
    """Windows that every learnt mixture is asked about, fold by fold.

    Attributes
    ----------
    windows : Windows, n of them
    target, draw : ndarray of float, shape (n,)
        Targets [indicator unit]; uniform draws for the places of the truths.
    answers : dict of str to Answers
        Filled in as the folds are done.
    detail : ndarray of float, shape (n,)
        Size of the panel, or the denominator; NaN where neither.
    """

    windows: Windows
    target: Floats
    draw: Floats
    answers: dict[str, Answers]
    detail: Floats

    @classmethod
    def of(cls, w: Windows, target: Floats, names: tuple[str, ...], seed: int, detail: Floats | None = None) -> Trial:
        """A trial still without answers."""
        blank = np.full(len(w), np.nan) if detail is None else detail
        draw = np.random.default_rng(seed).random(len(w))
        return cls(w, target, draw, {name: answers.nothing_said(len(w)) for name in names}, blank)

    def ask(self, name: str, rows: npt.NDArray[np.intp], prior: Prior, *, shown: Windows | None = None) -> None:
        """Ask about some rows, and keep the answers; `shown` may hide something of the windows."""
        if len(rows):
            part = (self.windows if shown is None else shown).take(rows)
            found = answers.projected(part, self.target[rows], self.draw[rows], prior=prior)
            answers.put(self.answers[name], rows, found)

    @cached_property
    def still(self) -> Floats:
        """Error of "it will not change" on the working scale, shape (n,)."""
        return answers.Scale.of(self.windows).still()

    @property
    def hit(self) -> Floats:
        """1 where the target was met, else 0, shape (n,)."""
        return answers.came_true(self.windows, self.target)


@dataclass(frozen=True)
class Run:
    """Everything asked and answered.

    Attributes
    ----------
    extent : Extent
    main : Trial
        With the answers of every method.
    fold : ndarray of int, shape (n,)
    people : ndarray of float, shape (n,)
        Residents of the place; NaN where unknown.
    rules : dict of str to tuple of str
        Verdicts of the published rules, by rule.
    slow : ndarray of int
        Windows that statsmodels' models were given.
    failed : dict of str to tuple of str
        By model: why each of those windows has no answer; empty where it has.
    keep : tuple of ndarray
        Windows asked whether the target holds in every year: rows, probability, outcome.
    panels : dict of int to Trial
        By points; answers ``alone`` and ``with_peers``.
    places : Trial
        Answers ``with_counts`` and ``without_counts``.
    grammar : dict of str to Answered
        By rule: the target grammar's own tests on a part of the windows and on the panels.
    below_full : float
        Share of those forecast to be fully covered that stopped short, of all folds.
    nodes : dict of str to tuple of int
        How many models the learnt mixtures hold, by method and fold.
    """

    extent: Extent
    main: Trial
    fold: Ints
    people: Floats
    rules: dict[str, tuple[str, ...]]
    slow: npt.NDArray[np.intp]
    failed: dict[str, tuple[str, ...]]
    keep: tuple[npt.NDArray[np.intp], Floats, Floats]
    panels: dict[int, Trial]
    places: Trial
    grammar: dict[str, Answered]
    below_full: float
    nodes: dict[str, tuple[int, ...]]


def backtest(
    extent: Extent = FULL,
    *,
    corpus: pd.DataFrame | None = None,
    learner: Learner = learn,
    plain: Learner = PLAIN_LEARNER,
    advance: Advance = lambda step, share: None,
) -> Run:
    """Ask everything.

    Parameters
    ----------
    extent : Extent
    corpus : DataFrame, optional
        The benchmark series unless given; columns as `data/benchmark/README.md` says.
    learner, plain : callable
        ``(evidence, prior, rows) -> Prior``: the method on trial, and the one it must beat.
    advance : callable

    Returns
    -------
    Run
    """
    advance("reading", 0.0)
    frame = read_corpus() if corpus is None else corpus
    sizes = {(n, h): extent.main if (n, h) == MAIN else extent.each for n in POINTS for h in AHEAD}
    w = _projectable(rolling(frame, sizes, seed=extent.seed))
    main = Trial.of(w, thresholds(w), (OURS, PLAIN), extent.seed + 1)
    peers = {n: _panels(frame, n, extent) for n in PANEL_POINTS}
    small = _places(w, extent)
    folds = _Folds(topic_folds(w.indicator, w.indicator, folds=extent.folds), w.indicator, extent)
    told = _ask(main, peers, small, folds, {OURS: learner, PLAIN: plain}, advance)
    advance("comparators", 0.72)
    rules = published_rules(w, main.target)
    usual = {name: answers.extended(w, main.target, found) for name, found in extrapolations(w).items()}
    main.answers.update(usual, **{name: answers.ruled(rule) for name, rule in rules.items()})
    slow = np.sort(np.random.default_rng(extent.seed + 2).permutation(len(w))[: extent.slow])
    failed = _ask_statsmodels(main, slow, extent, advance)
    advance("scoring", 0.97)
    verdicts = {name: rule.verdict for name, rule in rules.items()}
    return Run(
        extent, main, folds.fold, population(w), verdicts, slow, failed, told.keep, peers, small, told.grammar,
        told.below_full, told.nodes,
    )  # fmt: skip


@dataclass(frozen=True)
class _Folds:
    """The folds of the main windows, and of any others by their indicators."""

    fold: Ints
    known: npt.NDArray[np.str_]
    extent: Extent

    def of(self, w: Windows) -> Ints:
        return topic_folds(w.indicator, self.known, folds=self.extent.folds)


def _projectable(w: Windows) -> Windows:
    return w.take(np.flatnonzero(screen(w.batch, w.target_year) == ""))


def _panels(frame: pd.DataFrame, points: int, extent: Extent) -> Trial:
    found = draw_panels(frame, points=points, ahead=MAIN[1], each=extent.panels, seed=extent.seed)
    w = found.windows
    rows = np.flatnonzero(screen(w.batch, w.target_year) == "")
    w = w.take(rows)
    return Trial.of(w, thresholds(w), (ALONE, PEERS), extent.seed + 3, found.size[rows].astype(float))


def _places(w: Windows, extent: Extent) -> Trial:
    """Windows with drawn counts, each denominator on windows of its own; the targets are those of the real course."""
    rng = np.random.default_rng(extent.seed + 4)
    target, parts = thresholds(w), []
    for scale, denominators in (("percent", places.SHARES), ("rate", places.RARE)):
        fit = places.suited(w)
        fit = fit[(w.batch.scale[fit] == scale) & (w.ahead[fit] == MAIN[1])]
        for d in denominators:
            parts.append((rng.permutation(fit)[: extent.places], d))
    rows = np.concatenate([r for r, _ in parts])
    denominator = np.concatenate([np.full(len(r), float(d)) for r, d in parts])
    made = places.drawn(w.take(rows), denominator, rng=rng)
    good = np.flatnonzero(screen(places.without_counts(made).batch, made.target_year) == "")
    names = (WITH_COUNTS, WITHOUT_COUNTS)
    return Trial.of(made.take(good), target[rows[good]], names, extent.seed + 5, denominator[good])


@dataclass(frozen=True)
class _Told:
    """What the learners said beside the main windows; as in `Run`."""

    keep: tuple[Ints, Floats, Floats]
    grammar: dict[str, Answered]
    below_full: float
    nodes: dict[str, tuple[int, ...]]


def _ask(
    main: Trial, peers: dict[int, Trial], small: Trial, folds: _Folds, learners: dict[str, Learner], advance: Advance
) -> _Told:
    """Learn without a fold and ask about it, fold by fold and method by method."""
    extent = folds.extent
    advance("learning", 0.05)
    train, start = training_windows(seed=extent.seed + 6, share=extent.train), grid()
    known, of_train = evidence(train, start), folds.of(train)
    kept: list[tuple[npt.NDArray[np.intp], Floats, Floats]] = []
    by_rule: list[Answered] = []
    nodes: dict[str, list[int]] = {name: [] for name in learners}
    in_full: list[Answered] = []
    full = publishable_in_full(main.windows)
    turns = [(number, name) for number in range(extent.folds) for name in learners]
    for turn, (number, name) in enumerate(turns):
        advance("folds", 0.1 + 0.6 * turn / len(turns))
        prior = learners[name](known, start, np.flatnonzero(of_train != number))
        nodes[name].append(len(prior.nodes.size))
        rows = np.flatnonzero(folds.fold == number)
        main.ask(name, rows, prior)
        if name == OURS:
            for points, trial in peers.items():
                mine = np.flatnonzero(folds.of(trial.windows) == number)
                trial.ask(ALONE, mine, prior, shown=without_peers(trial.windows))
                trial.ask(PEERS, mine, prior)
                if points == PANEL_POINTS[-1]:
                    by_rule += asked_together(trial.windows.take(mine), prior=prior)
            mine = np.flatnonzero(folds.of(small.windows) == number)
            small.ask(WITH_COUNTS, mine, prior)
            small.ask(WITHOUT_COUNTS, mine, prior, shown=places.without_counts(small.windows))
            part = _part(rows, extent)
            kept.append(_kept(main, part, prior))
            by_rule += asked_alone(main.windows.take(part), prior=prior)
            in_full += asked_in_full(main.windows.take(rows[full[rows]]), prior=prior)
    windows, p, hit = (np.concatenate(parts) for parts in zip(*kept, strict=True))
    grammar = joined([*by_rule, *stopped_short(in_full)])
    return _Told((windows, p, hit), grammar, below_full(in_full), {name: tuple(n) for name, n in nodes.items()})


def _part(rows: npt.NDArray[np.intp], extent: Extent) -> npt.NDArray[np.intp]:
    """A random part of the fold: every year jointly, and every rule, cost more than one question."""
    return rows[np.random.default_rng(extent.seed + 7).random(len(rows)) < KEPT]


def _kept(main: Trial, part: npt.NDArray[np.intp], prior: Prior) -> tuple[Ints, Floats, Floats]:
    """Ask about keeping the target in every year."""
    found, p, hit = answers.kept(main.windows.take(part), main.target[part], prior=prior)
    return part[found], p, hit


def _ask_statsmodels(
    main: Trial, slow: npt.NDArray[np.intp], extent: Extent, advance: Advance
) -> dict[str, tuple[str, ...]]:
    w, target = main.windows.take(slow), main.target[slow]
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        advance("statsmodels", 0.75 + 0.22 * done / max(len(slow), 1))

    fitted = fit_models(w, workers=extent.workers, advance=count) if len(slow) else {}
    for name, fit in fitted.items():
        normal = Extended(fit.mean, fit.sd, np.full(len(slow), np.inf), prepare(w.batch).transform)
        main.answers[name] = answers.nothing_said(len(main.windows))
        answers.put(main.answers[name], slow, answers.extended(w, target, normal))
    return {name: fit.reason for name, fit in fitted.items()}
