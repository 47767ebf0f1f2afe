"""Records are the tables, rounded."""

import json

from kcstats.validation.records import RECORDS, records


def test_records_hold_what_the_tables_say(small_run, small_uses):
    from kcstats.validation.write import run_record

    found = records(small_uses.tables, run_record(small_run, small_uses))
    assert tuple(found) == RECORDS
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    warnings = small_uses.tables["warnings"]
    assert [row["right_n"] for row in found["warning_record"]["warnings"]] == warnings["right_n"].tolist()
    red = found["warning_record"]["warnings"][0]
    assert sum(part["right_n"] for part in red["by_years_ahead"]) == red["right_n"]
    assert "by_years_ahead" not in found["warning_record"]["warnings"][-1]
    assert len(found["comparator_record"]["rules"]) == len(small_uses.tables["rule_looks"])
    assert found["prior_record"]["of_series"] == small_uses.made["without_china"]["of_series"]
