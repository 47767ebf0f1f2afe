import numpy as np
import pandas as pd
import pytest

from kcstats.errors import InputError
from kcstats.evaluation.project import COLUMNS, QUANTILES, project, project_files


def tables():
    series = pd.DataFrame({
        "series_id": np.repeat(["001", "002", "NA"], 6), "year": np.tile(np.arange(2019, 2025), 3),
        "value": [92.1, 92.8, 93.0, 93.9, 94.1, 94.6, 14, 12.5, 13, 11.2, 10.9, 11.1, 100, 100, 100, 100, 100, 100],
    })  # fmt: skip
    targets = pd.DataFrame({
        "target_id": ["07", "08", "09", "10"], "series_id": ["002", "001", "NA", "404"],
        "scale": ["rate", "percent", "percent", "percent"], "lower": 0.0, "upper": [np.nan, 100, 100, 100],
        "direction": ["decrease", "increase", "increase", "increase"],
        "rule": ["at_most", "keep_at_least", "at_least", "at_least"], "threshold": [10, 93, 99, 95],
        "target_year": 2030,
    })  # fmt: skip
    return series, targets


def test_one_row_a_target_in_their_order_with_the_promised_columns():
    result = project(*tables())
    assert tuple(result.columns) == COLUMNS
    assert result["target_id"].tolist() == ["07", "08", "09", "10"]
    assert result["p_attain"].iloc[:3].between(0, 1, inclusive="neither").all()
    assert result["reason"].tolist() == ["", "", "", "没有数据"]
    assert result.loc[3, ["p_attain", *QUANTILES]].isna().all()
    assert result["target_year"].tolist() == [2030] * 4


def test_row_order_of_both_tables_never_matters():
    series, targets = tables()
    series["peer_group"] = "g"
    result = project(series, targets).set_index("target_id")
    shuffled = project(series.sample(frac=1, random_state=1), targets.iloc[::-1]).set_index("target_id")
    pd.testing.assert_frame_equal(shuffled.loc[result.index], result, rtol=1e-9)


def test_peers_lend_whether_or_not_they_have_a_target_and_once_only():
    rng = np.random.default_rng(2)
    series = pd.DataFrame({
        "series_id": np.repeat(list("abcde"), 6), "year": np.tile(np.arange(2019, 2025), 5),
        "value": (85 + rng.normal(1, 0.5, (5, 6)).cumsum(axis=1)).ravel(), "peer_group": "x",
    })  # fmt: skip
    _, targets = tables()
    first = targets.iloc[[1]].assign(series_id="a")
    alone = project(series, first)
    assert "peers" in alone["method"][0]
    crowd = pd.concat([first, first.assign(target_id="2"), first.assign(target_id="3", series_id="b")])
    assert project(series, crowd)["p_attain"][0] == pytest.approx(alone["p_attain"][0], rel=1e-9)
    assert "peers" not in project(series.drop(columns="peer_group"), first)["method"][0]


def test_the_multiplier_is_inferred_from_the_counts():
    series = pd.DataFrame({"series_id": "a", "year": range(2019, 2025), "numerator": [2, 1, 0, 1, 2, 1],
                           "denominator": 4000}).assign(value=lambda d: d["numerator"] / 4000 * 1e5)  # fmt: skip
    _, targets = tables()
    result = project(series, targets.iloc[[0]].assign(series_id="a", threshold=12))
    assert "counts" in result["method"][0]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"rule": "milestone"}, "不能由单个数列"),
        ({"threshold": np.nan}, "没有给出数值"),
        ({"scale": "ratio"}, "未知的数值类型"),
        ({"target_year": 2020}, "不晚于"),
        ({"direction": "up"}, "方向只能是"),
    ],
)
def test_unanswered_rows_are_empty_and_say_why(change, reason):
    series, targets = tables()
    row = project(series, targets.iloc[[1]].assign(**change)).iloc[0]
    assert reason in row["reason"]
    assert row[["p_attain", *QUANTILES]].isna().all()
    assert row["method"] == ""


def test_files_keep_text_ids_and_come_in_both_formats(tmp_path):
    series, targets = tables()
    for suffix in ("csv", "parquet"):
        for name, frame in (("s", series), ("t", targets)):
            path = tmp_path / f"{name}.{suffix}"
            frame.to_csv(path, index=False) if suffix == "csv" else frame.to_parquet(path)
        project_files(tmp_path / f"s.{suffix}", tmp_path / f"t.{suffix}", tmp_path / f"out.{suffix}")
    csv = pd.read_csv(tmp_path / "out.csv", dtype={"target_id": str, "series_id": str}, keep_default_na=False)
    assert csv["series_id"].tolist() == ["002", "001", "NA", "404"]
    assert csv["p_attain"].iloc[3] == ""
    parquet = pd.read_parquet(tmp_path / "out.parquet")
    np.testing.assert_allclose(csv["p_attain"].iloc[:3].astype(float), parquet["p_attain"].iloc[:3], rtol=1e-9)


def test_every_fault_of_both_tables_is_named_and_nothing_is_written(tmp_path):
    series, targets = tables()
    series.astype({"value": object}).assign(value=["x", *series["value"][1:]]).to_csv(tmp_path / "s.csv", index=False)
    targets.drop(columns="rule").assign(threshold=["10", "much", "9", "9"]).to_csv(tmp_path / "t.csv", index=False)
    with pytest.raises(InputError, match="value") as caught:
        project_files(tmp_path / "s.csv", tmp_path / "t.csv", tmp_path / "out.csv")
    places = [(f.row, f.column, f.code) for f in caught.value.faults]
    assert places == [(2, "value", "number"), (1, "rule", "missing_column"), (3, "threshold", "number")]
    assert not (tmp_path / "out.csv").exists()


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path):
    (tmp_path / "s.csv").write_bytes("系列,年份\n".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8") as caught:
        project_files(tmp_path / "s.csv", tmp_path / "none.csv", tmp_path / "out.csv", lang="en")
    assert len(caught.value.faults) == 2
    assert "no such file" in caught.value.faults[1].found


def test_a_result_is_not_written_as_what_it_is_not(tmp_path):
    for name, frame in zip(("s.csv", "t.csv"), tables(), strict=True):
        frame.to_csv(tmp_path / name, index=False)
    with pytest.raises(InputError, match=r"out\.xlsx"):
        project_files(tmp_path / "s.csv", tmp_path / "t.csv", tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


def test_repeated_target_ids_are_refused():
    series, targets = tables()
    with pytest.raises(InputError, match="target_id"):
        project(series, targets.assign(target_id="1"))


def test_empty_tables_give_an_empty_result():
    series, targets = tables()
    assert len(project(series, targets.iloc[:0])) == 0
    assert project(series.iloc[:0], targets)["reason"].tolist() == ["没有数据"] * 4


def test_arguments_are_left_as_they_were():
    series, targets = tables()
    before = series.copy(), targets.copy()
    project(series, targets)
    pd.testing.assert_frame_equal(series, before[0])
    pd.testing.assert_frame_equal(targets, before[1])


def test_other_processors_change_no_bit(monkeypatch):
    from kcstats.evaluation import portions as size
    from kcstats.evaluation import project as module

    rng = np.random.default_rng(4)
    series = pd.DataFrame({
        "series_id": np.repeat([f"{i:03d}" for i in range(120)], 6), "year": np.tile(np.arange(2019, 2025), 120),
        "value": np.clip(80 + rng.normal(0.5, 1, (120, 6)).cumsum(axis=1), 0, 100).ravel(),
        "peer_group": np.repeat(["g"] * 20 + [""] * 100, 6),
    })  # fmt: skip
    targets = pd.DataFrame({
        "target_id": np.arange(120).astype(str), "series_id": series["series_id"].unique(), "scale": "percent",
        "lower": 0.0, "upper": 100.0, "direction": "increase", "rule": ["at_least", "keep_at_least"] * 60,
        "threshold": 85.0, "target_year": rng.integers(2026, 2031, 120),
    })  # fmt: skip
    monkeypatch.setattr(size, "PORTION", 10)
    alone = project(series, targets)
    monkeypatch.setattr(module, "LARGE", 0)
    monkeypatch.setattr(module, "processors", lambda: 3)
    pd.testing.assert_frame_equal(project(series, targets), alone, check_exact=True)


def test_numbers_are_written_to_twelve_digits_and_words_as_csv_needs_them(tmp_path):
    series, targets = tables()
    targets["target_id"] = ['a "quoted", id', "nan", "09", "10"]
    series.to_csv(tmp_path / "s.csv", index=False)
    targets.to_csv(tmp_path / "t.csv", index=False)
    project_files(tmp_path / "s.csv", tmp_path / "t.csv", tmp_path / "out.csv")
    project(series, targets).to_csv(tmp_path / "pandas.csv", index=False, encoding="utf-8-sig", float_format="%.12g")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "pandas.csv").read_bytes()
