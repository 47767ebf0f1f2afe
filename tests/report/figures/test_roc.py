"""ROC curves are drawn inside the sheet and told in words."""

from __future__ import annotations

import pytest
from matplotlib.text import Text

from kcstats.report.figures.roc import Curve, alt_roc, roc
from kcstats.terms import LANGUAGES, Lang

OURS = Curve("可能性低于50%", [0.0, 0.31, 1.0], [0.2, 0.87, 1.0], (0.31, 0.87), 0.87)
NAIVE = Curve("简单规则：增长率之比低于0.6", [0.0, 0.2, 1.0], [0.0, 0.71, 1.0], (0.2, 0.71), 0.80)
PANELS = [("达标困难", [OURS, *[NAIVE] * 4]), ("波动异常", [OURS, NAIVE])]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_are_legible_and_inside_the_picture(lang: Lang) -> None:
    fig = roc(PANELS, lang=lang)
    fig.canvas.draw()
    assert round(float(fig.get_size_inches()[0]) * 25.4, 3) == 156.0
    for text in fig.findobj(Text):
        if text.get_text().strip():
            extent = text.get_window_extent()
            assert text.get_fontsize() >= 7.0
            assert extent.x0 >= fig.bbox.x0 - 2, text.get_text()
            assert extent.x1 <= fig.bbox.x1 + 2, text.get_text()
            assert extent.y0 >= fig.bbox.y0 - 1, text.get_text()


def test_each_rule_is_told_with_its_area_and_its_rates() -> None:
    told = alt_roc(PANELS[1:], lang="zh")
    assert "可能性低于50%曲线下面积0.87，误报率31%时命中87%" in told
    assert "增长率之比低于0.6曲线下面积0.80，误报率20%时命中71%" in told


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 5 curves"):
        roc([("达标困难", [OURS] * 6)])
