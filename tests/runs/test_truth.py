"""True boxes go with the picture that they were drawn on, whatever other pictures are called."""

import json
import struct
from pathlib import Path

import pytest

from modelpost.core.failures import FileTrouble
from modelpost.runs.inputs import FileInputs, Input
from modelpost.runs.result import FoundBox
from modelpost.runs.truth import coco_truth, yolo_truth

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 100, 200) + b"\x08\x02\0\0\0"


@pytest.fixture
def pictures(tmp_path: Path) -> list[Input]:
    """Return two pictures of one name, in two folders."""
    files = [tmp_path / place for place in ("day/1.png", "night/1.png")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(PNG)
    inputs = FileInputs([str(file) for file in files], str(tmp_path))
    return [inputs[0], inputs[1]]


def coco(tmp_path: Path, **boxes: list[float]) -> str:
    """Write a COCO file with a box for each picture, and return its path."""
    images = [{"id": place, "file_name": name} for place, name in enumerate(boxes)]
    drawn = [{"image_id": place, "category_id": 3, "bbox": box} for place, box in enumerate(boxes.values())]
    known = {"images": images, "annotations": drawn, "categories": [{"id": 3, "name": "car"}]}
    (tmp_path / "coco.json").write_text(json.dumps(known), "utf-8")
    return str(tmp_path / "coco.json")


def test_a_coco_file_is_looked_up_by_the_end_of_the_path(tmp_path: Path, pictures: list[Input]) -> None:
    file = coco(tmp_path, **{"day/1.png": [1, 2, 3, 4], "night/1.png": [5, 6, 7, 8]})

    truth = coco_truth(file, pictures)

    assert truth.of(0) == (FoundBox("car", None, 1, 2, 3, 4),)
    assert truth.of(1) == (FoundBox("car", None, 5, 6, 7, 8),)


def test_a_coco_file_that_names_other_folders_is_looked_up_by_the_name_alone(
    tmp_path: Path, pictures: list[Input]
) -> None:
    file = coco(tmp_path, **{"train/1.png": [1, 2, 3, 4]})

    truth = coco_truth(file, pictures[:1])

    assert truth.of(0) == (FoundBox("car", None, 1, 2, 3, 4),)


def test_a_name_that_stands_twice_in_a_coco_file_is_no_guess(tmp_path: Path, pictures: list[Input]) -> None:
    file = coco(tmp_path, **{"train/1.png": [1, 2, 3, 4], "test/1.png": [5, 6, 7, 8]})

    truth = coco_truth(file, pictures)

    assert (truth.of(0), len(truth)) == (None, 0)


def test_labels_of_yolo_lie_in_the_folder_of_their_picture(tmp_path: Path, pictures: list[Input]) -> None:
    for place, line in (("day", "0 0.5 0.5 0.2 0.1"), ("night", "1 0.5 0.5 0.4 0.2")):
        (tmp_path / "labels" / place).mkdir(parents=True)
        (tmp_path / "labels" / place / "1.txt").write_text(line, "utf-8")

    truth = yolo_truth(str(tmp_path / "labels"), pictures)

    assert truth.of(0) == (FoundBox("0", None, 40, 90, 20, 20),)
    assert truth.of(1) == (FoundBox("1", None, 30, 80, 40, 40),)


def test_a_picture_without_labels_does_not_get_those_of_another(tmp_path: Path, pictures: list[Input]) -> None:
    (tmp_path / "day" / "1.txt").write_text("0 0.5 0.5 0.2 0.1", "utf-8")

    truth = yolo_truth(str(tmp_path / "elsewhere"), pictures)

    assert (len(truth), truth.of(1)) == (1, None)


def test_a_folder_without_any_label_says_so(tmp_path: Path, pictures: list[Input]) -> None:
    with pytest.raises(FileTrouble, match="holds no labels for these pictures"):
        yolo_truth(str(tmp_path), pictures)
