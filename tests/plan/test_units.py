"""Every unit of the catalogue has words in both languages."""

from kcstats.plan.load import load_indicators
from kcstats.plan.units import difference_unit, unit_words


def test_english_words_have_no_chinese_in_them() -> None:
    units = {item.unit for item in load_indicators().values()}
    assert len(units) > 15
    for unit in units | {difference_unit(u) for u in units}:
        assert unit_words(unit, "en").isascii() or unit_words(unit, "en") in ("‰", " m²"), unit
