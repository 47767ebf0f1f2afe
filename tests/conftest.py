"""What several rooms need: a browser, and one small backtest (few indicators, few windows, nothing left out)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from kcstats.validation.backtest import Extent, Run, backtest
from kcstats.validation.taught import Taught
from kcstats.validation.uses import Uses, judge_uses
from kcstats.validation.windows import read_corpus

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SMALL = Extent(
    each=5, main=200, folds=2, train=240, slow=3, panels=1, places=55, plans=3, looks=12, measures=12, workers=1
)
INDICATORS = 24


@pytest.fixture(scope="session")
def few_series() -> pd.DataFrame:
    """Every fifth indicator of the benchmark, fourteen series of each."""
    frame = read_corpus()
    names = sorted(frame["indicator"].unique())[::5][:INDICATORS]
    frame = frame[frame["indicator"].isin(names)]
    first = frame.drop_duplicates("series_id").groupby("indicator").head(14)["series_id"]
    return frame[frame["series_id"].isin(first)]


@pytest.fixture(scope="session")
def small_run(few_series: pd.DataFrame) -> Run:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kcstats.validation.learn.read_corpus", lambda: few_series)
        return backtest(SMALL, corpus=few_series)


@pytest.fixture(scope="session")
def small_taught(few_series: pd.DataFrame) -> Taught:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kcstats.validation.learn.read_corpus", lambda: few_series)
        return Taught.of(few_series, folds=SMALL.folds, share=SMALL.train)


@pytest.fixture(scope="session")
def small_uses(few_series: pd.DataFrame) -> Uses:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kcstats.validation.learn.read_corpus", lambda: few_series)
        return judge_uses(SMALL, few_series)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser to walk pages in; where there is none the walks are skipped."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: the page is not walked in a browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
