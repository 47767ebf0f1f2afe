"""Portions of one task answered side by side, by this process and others of the same interpreter.

The others are plain child processes that read portions from their standard input and write answers to their standard
output: they import this package and nothing of the program that asks, which may be a script, a notebook or the
command. Portions are the same however many answer them, so the answers are too. A child that cannot start, or dies,
costs time only: its portions are answered here. Children end with their input, so none outlives who asks.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TypeVar

P = TypeVar("P")
R = TypeVar("R")

MOST = 4
"""Processes at most, this one included; bounds the memory."""
_ALONE = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
"""A child computes on one processor, as the arithmetic of this process does."""
_KEEPS = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "67108864"}
"""A child keeps one block's memory for the next, where the system would take it back and clear it each time."""


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(task: Callable[[P], R], portions: Sequence[P], others: int) -> list[R]:
    """Answer every portion.

    Parameters
    ----------
    task : callable
        Of one portion; importable, and it and all portions and answers can be pickled.
    portions : sequence
    others : int
        Processes beside this one.

    Returns
    -------
    list
        An answer a portion, in their order.

    Examples
    --------
    >>> side_by_side(abs, [-1, 2, -3], others=0)
    [1, 2, 3]
    """
    waiting = deque(range(len(portions)))
    answers: dict[int, R] = {}
    helpers = [_Helper(task, portions, waiting, answers) for _ in range(min(others, len(portions) - 1))]
    try:
        for helper in helpers:
            helper.start()
        _answer_here(task, portions, waiting, answers)
        for helper in helpers:
            helper.join()
        _answer_here(task, portions, waiting, answers)
    finally:
        waiting.clear()
        for helper in helpers:
            helper.stop()
    return [answers[i] for i in range(len(portions))]


def _answer_here(task: Callable[[P], R], portions: Sequence[P], waiting: deque[int], answers: dict[int, R]) -> None:
    while True:
        try:
            i = waiting.popleft()
        except IndexError:
            return
        answers[i] = task(portions[i])


class _Helper(threading.Thread):
    """Leads one child process: hands it portions from the end of the queue until none is left."""

    def __init__(
        self, task: Callable[[P], R], portions: Sequence[P], waiting: deque[int], answers: dict[int, R]
    ) -> None:
        super().__init__(daemon=True)
        self._task, self._portions, self._waiting, self._answers = task, portions, waiting, answers
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Lead the child to its end."""
        with suppress(OSError), _start() as process:
            self._process = process
            try:
                self._lead(process)
            finally:
                process.kill()

    def _lead(self, process: subprocess.Popen[bytes]) -> None:
        """Hand out portions and take answers; a portion that the child leaves goes back to the queue."""
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            return
        taken: list[int] = []
        try:
            _send(self._task, asked)
            while self._waiting:
                taken = [self._waiting.pop()]
                _send(self._portions[taken[0]], asked)
                self._answers[taken[0]] = pickle.load(answered)
                taken = []
        except (IndexError, OSError, EOFError, pickle.UnpicklingError):
            self._waiting.extend(taken)

    def stop(self) -> None:
        """End the child, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
        if self.is_alive():
            self.join()


def _start() -> subprocess.Popen[bytes]:
    """Start a child that sees the package where this process does, and nothing of the working directory."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-P", "-m", "kcstats.evaluation.abreast"]
    pipe = subprocess.PIPE
    surroundings = {**os.environ, **_ALONE, **_KEEPS, "PYTHONPATH": path}
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=surroundings)


def _send(what: object, pipe: IO[bytes]) -> None:
    pickle.dump(what, pipe, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.flush()


def serve(asked: IO[bytes], answered: IO[bytes]) -> None:
    """Answer portions until there are no more: what a child does.

    Parameters
    ----------
    asked : binary file
        A pickled task, then portions.
    answered : binary file
        Where the answers go, in the same order.
    """
    task = pickle.load(asked)
    while True:
        try:
            portion = pickle.load(asked)
        except EOFError:
            return
        _send(task(portion), answered)


if __name__ == "__main__":
    own, sys.stdout = sys.stdout.buffer, sys.stderr
    serve(sys.stdin.buffer, own)
