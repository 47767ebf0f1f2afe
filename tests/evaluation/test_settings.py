"""A params file is closed: every fault is named with its line before anything runs."""

from pathlib import Path

import pytest

from kcstats.errors import InputError
from kcstats.evaluation.settings import load_settings, project_root
from kcstats.terms import Lang

GOOD = "notebook: midterm\nplans: [women]\ndataset: data/kuancheng\ndata_to: 2020\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "params" / "x.yml"
    path.parent.mkdir(exist_ok=True)
    (folder / "notebooks").mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_paths_are_resolved_from_the_project_root(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD))
    assert settings.dataset_path == tmp_path.resolve() / "data/kuancheng"
    assert project_root(tmp_path / "params") == tmp_path.resolve()


def test_every_fault_is_named_at_once_with_its_line(tmp_path: Path) -> None:
    text = "plans: []\ndataset: d\ndata_to: soon\ncutoff: 1\n"
    with pytest.raises(InputError, match="cutoff") as caught:
        load_settings(write(tmp_path, text))
    assert [(f.row, f.column, f.code) for f in caught.value.faults] == [
        (1, "plans", "bad_value"),
        (3, "data_to", "bad_value"),
        (4, "cutoff", "unknown_key"),
    ]


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="data_to"):
        load_settings(write(tmp_path, "plans: [women]\ndataset: d\n"))


@pytest.mark.parametrize("text", ["- a\n", "just words\n", ""])
def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="参数: 取值"):
        load_settings(write(tmp_path, text))


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="YAML") as caught:
        load_settings(write(tmp_path, "plans: [women\ndataset: d\n"))
    assert caught.value.faults[0].row == 2


def test_a_file_in_gbk_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    path.write_bytes("title: 中期\n".encode("gbk"))
    with pytest.raises(InputError, match="UTF-8"):
        load_settings(path)


def test_cutoffs_must_descend() -> None:
    with pytest.raises(InputError, match="very_likely > likely"):
        load_settings({"plans": ["w"], "dataset": "d", "data_to": 2020, "cutoffs": {"very_likely": 0.3}})


def test_changes_replace_the_files_values(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, GOOD), language="en").lang == "en"


def test_a_report_is_an_internal_draft_unless_told_otherwise(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, GOOD))
    assert (settings.approval, settings.edition, settings.issuing_bodies) == ("draft", "internal", ())


def test_issuing_bodies_stand_one_a_line(tmp_path: Path) -> None:
    text = GOOD + "issuing_body: |\n  甲区妇儿工委办\n  甲区统计局\n"
    assert load_settings(write(tmp_path, text)).issuing_bodies == ("甲区妇儿工委办", "甲区统计局")


@pytest.mark.parametrize(
    ("lang", "reason", "mend"), [("zh", "辨认出个人", "edition: internal"), ("en", "not suppressed", "internal")]
)
def test_a_public_edition_is_refused_with_place_reason_and_remedy(
    tmp_path: Path, lang: Lang, reason: str, mend: str
) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        load_settings(write(tmp_path, GOOD + "edition: public\n"), lang=lang)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column, fault.code) == ("x.yml", 5, "edition", "public_edition")
    assert "public" in fault.found
    assert mend in fault.fix


@pytest.mark.parametrize("line", ["approval: 草稿", "edition: secret", "approval: null"])
def test_other_states_and_editions_are_faults(tmp_path: Path, line: str) -> None:
    with pytest.raises(InputError, match=r"approval|edition") as caught:
        load_settings(write(tmp_path, GOOD + line + "\n"))
    assert [f.code for f in caught.value.faults] == ["bad_value"]
