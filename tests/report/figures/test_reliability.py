"""The reliability diagram says what the forecasts said and what came of them."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from kcstats.report import figures
from kcstats.terms import LANGUAGES, Lang

P = np.repeat([0.05, 0.15, 0.55, 0.95], [40, 5, 25, 30])
HIT = np.r_[np.repeat([1, 0], [2, 38]), np.zeros(5), np.repeat([1, 0], [14, 11]), np.repeat([1, 0], [28, 2])]
KINDS = np.tile(["死亡率", "覆盖率", "入学率", "数量"], 25)


def words(fig: Figure) -> list[str]:
    return [t.get_text() for t in fig.findobj(Text) if t.get_text().strip()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("groups", [None, KINDS, KINDS[:2].repeat(50)])
def test_words_are_legible_and_inside_the_picture(groups: np.ndarray | None, lang: Lang) -> None:
    fig = figures.reliability(P, HIT, groups=groups, source="x", lang=lang)
    fig.canvas.draw()
    assert round(float(fig.get_size_inches()[0]) * 25.4, 3) == 156.0
    box = fig.bbox
    for text in fig.findobj(Text):
        if text.get_text().strip():
            assert text.get_fontsize() >= 7.0
            extent = text.get_window_extent()
            assert extent.x0 >= box.x0 - 2, text.get_text()
            assert extent.x1 <= box.x1 + 2, text.get_text()
            assert extent.y0 >= box.y0 - 1, text.get_text()
            assert extent.y1 <= box.y1 + 1, text.get_text()


def test_counts_words_and_source_stand_in_the_picture() -> None:
    said = words(figures.reliability(P, HIT, source="回测"))
    assert {"40", "5", "25", "30", "很难", "较难", "较可能", "很可能", "实际达标比例", "预测次数"} <= set(said)
    small = "".join(said)
    assert "共100次" in small
    assert "来源：回测。" in small
    assert "空心点为不足10次" in small  # the bin of 5
    assert "空心点" not in "".join(words(figures.reliability(P[:40], HIT[:40])))


def test_the_alt_text_tells_every_bin() -> None:
    assert figures.alt_reliability(P, HIT) == (
        "可靠性图，预测的可能性与实际达标比例：平均说5%的40次中实现5%，平均说15%的5次中实现0%，"
        "平均说55%的25次中实现56%，平均说95%的30次中实现93%。"  # 14/25 and 28/30
    )
    told = figures.alt_reliability(P, HIT, groups=KINDS, lang="en")
    assert "死亡率: 5% said" in told


def test_made_up_data_are_marked_and_nothing_is_refused() -> None:
    assert [t.get_text() for t in figures.reliability(P, HIT, synthetic=True).texts] == ["演示数据"]
    assert figures.reliability(P, HIT).texts == []
    with pytest.raises(ValueError, match="at least one forecast"):
        figures.reliability([], [])
