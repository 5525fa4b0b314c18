"""What a run is set up to do, and the way there and back through its journal."""

import json
from pathlib import Path

import pytest

from modelpost.core.failures import FormatTrouble
from modelpost.runs.setup import (
    Expects,
    Setup,
    SourceKind,
    as_record,
    class_names,
    from_record,
    inputs_of,
    labels_in,
    source_of,
    truth_of,
)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for place in ("roses/1.png", "tulips/2.png"):
        file = tmp_path / "pictures" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return tmp_path / "pictures"


def test_a_setup_comes_back_from_its_record() -> None:
    setup = Setup(
        SourceKind.TABLE, "/t.csv", fields=(("age", ("data", 0, "age")),), expects=Expects.COLUMN, expects_in="label"
    )

    back = from_record(json.loads(json.dumps(as_record(setup))))

    assert back == setup


def test_a_key_of_a_later_version_is_left_out() -> None:
    record = {**as_record(Setup()), "colour": "red"}

    assert from_record(record) == Setup()


def test_the_same_source_has_the_same_key_however_fast_it_goes() -> None:
    assert Setup(place="/a", workers=1).key("r") == Setup(place="/a", workers=8).key("r")
    assert Setup(place="/a").key("r") != Setup(place="/b").key("r")


def test_a_dropped_folder_of_folders_names_the_right_answers(pictures: Path) -> None:
    setup = source_of([str(pictures)])

    assert setup is not None
    assert (setup.kind, setup.expects) == (SourceKind.FOLDER, Expects.FOLDER)
    assert [inputs_of(setup)[place].expected for place in range(2)] == ["roses", "tulips"]


def test_a_dropped_table_is_a_table(tmp_path: Path) -> None:
    setup = source_of([str(tmp_path / "rows.csv")])

    assert setup is not None
    assert setup.kind is SourceKind.TABLE


def test_dropped_files_are_files(pictures: Path) -> None:
    files = (str(pictures / "roses" / "1.png"), str(pictures / "tulips" / "2.png"))

    setup = source_of(files)

    assert setup is not None
    assert (setup.kind, setup.files) == (SourceKind.FILES, files)


def test_a_list_gives_the_labels_of_its_inputs(pictures: Path, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("1.png,rose\ntulips/2.png,tulip\n")
    setup = Setup(place=str(pictures), expects=Expects.LIST, expects_in=str(tmp_path / "labels.csv"))

    inputs = inputs_of(setup)

    assert [inputs[place].expected for place in range(2)] == ["rose", "tulip"]


def test_a_list_without_labels_is_named_as_what_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("rose\n")

    with pytest.raises(FormatTrouble, match=r"labels\.csv is not a list of labels"):
        labels_in(str(tmp_path / "labels.csv"))


def test_true_boxes_are_read_from_a_file(pictures: Path, tmp_path: Path) -> None:
    coco = {"images": [{"id": 1, "file_name": "1.png"}], "annotations": [], "categories": []}
    (tmp_path / "coco.json").write_text(json.dumps(coco))
    setup = Setup(place=str(pictures), truth=str(tmp_path / "coco.json"))

    truth = truth_of(setup, inputs_of(setup))

    assert truth is not None
    assert (truth.of(0), truth.of(1)) == ((), None)


def test_names_of_classes_stand_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "labels.txt").write_text("daisy\n\n rose \n")

    assert class_names(str(tmp_path / "labels.txt")) == ("daisy", "rose")
