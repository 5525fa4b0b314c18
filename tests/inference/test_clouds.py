"""What the vision services of the clouds answer lies, reads and is named as their documentation says."""

from typing import Any

import pytest

from modelpost import inference
from modelpost.core.registry import Registry
from modelpost.inference.api import (
    CERTAIN,
    Classification,
    Detection,
    Entities,
    Exchanged,
    Reader,
    Reading,
    TextLines,
    readings,
    rectangle,
)

READERS: Registry[Reader] = Registry.discover(inference)
OUTLINE = [{"x": 10, "y": 20}, {"x": 40, "y": 20}, {"x": 40, "y": 60}, {"x": 10, "y": 60}]
SHARES = [{key: value / 100 for key, value in point.items()} for point in OUTLINE]
PLACE = {"Width": 0.3, "Height": 0.4, "Left": 0.1, "Top": 0.2}
PIXELS = {"x": 10, "y": 20, "w": 30, "h": 40}


def read(document: Any, **more: Any) -> Reading:
    return readings(READERS, Exchanged(document=document, **more))[0][1]


BOXES: dict[str, Any] = {
    "google objects": {
        "responses": [
            {
                "localizedObjectAnnotations": [
                    {"name": "cat", "score": 0.9, "boundingPoly": {"normalizedVertices": SHARES}}
                ]
            }
        ]
    },
    "google logos": {
        "responses": [
            {"logoAnnotations": [{"description": "cat", "score": 0.9, "boundingPoly": {"vertices": OUTLINE}}]}
        ]
    },
    "rekognition": {"Labels": [{"Name": "cat", "Instances": [{"BoundingBox": PLACE, "Confidence": 90.0}]}]},
    "rekognition custom": {"CustomLabels": [{"Name": "cat", "Confidence": 90, "Geometry": {"BoundingBox": PLACE}}]},
    "azure 3": {"objects": [{"rectangle": PIXELS, "object": "cat", "confidence": 0.9}], "requestId": "1"},
    "azure 4": {"objectsResult": {"values": [{"boundingBox": PIXELS, "tags": [{"name": "cat", "confidence": 0.9}]}]}},
    "custom vision": {
        "predictions": [
            {
                "probability": 0.9,
                "tagName": "cat",
                "boundingBox": {"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4},
            }
        ]
    },
    "ultralytics": {
        "images": [{"results": [{"box": {"x1": 10, "x2": 40, "y1": 20, "y2": 60}, "confidence": 0.9, "name": "cat"}]}]
    },
    "paddlex": {
        "errorCode": 0,
        "errorMsg": "Success",
        "result": {"detectedObjects": [{"bbox": [10, 20, 40, 60], "categoryName": "cat", "score": 0.9}]},
    },
    "vertex": {"predictions": [{"displayNames": ["cat"], "confidences": [0.9], "bboxes": [[0.1, 0.4, 0.2, 0.6]]}]},
    "roboflow": {"predictions": [{"x": 25, "y": 40, "width": 30, "height": 40, "class": "cat", "confidence": 0.9}]},
    "label studio": {
        "results": [
            {
                "result": [
                    {
                        "type": "rectanglelabels",
                        "value": {"x": 10, "y": 20, "width": 30, "height": 40, "rectanglelabels": ["cat"]},
                        "score": 0.9,
                    }
                ]
            }
        ]
    },
}


@pytest.mark.parametrize("document", BOXES.values(), ids=BOXES)
def test_a_box_lies_where_the_service_says(document: Any) -> None:
    reading = read(document)

    found = reading.meaning
    assert isinstance(found, Detection)
    assert reading.certainty >= CERTAIN
    assert (found.boxes[0].label, found.boxes[0].score) == ("cat", 0.9)
    place = rectangle(found.boxes[0], found.form, (100, 100))
    assert place is not None
    assert (place.x, place.y, place.width, place.height) == pytest.approx((10, 20, 30, 40))


def test_the_rows_of_the_built_in_detector_are_boxes_for_certain_by_their_address() -> None:
    rows = {"prediction": [[4.0, 0.9, 0.1, 0.2, 0.4, 0.6]]}

    with_address = read(rows, url="https://localhost/endpoints/e/invocations")
    without = read(rows)

    assert isinstance(with_address.meaning, Detection)
    assert with_address.certainty >= CERTAIN > without.certainty


def test_a_share_of_six_classes_is_no_box() -> None:
    found = readings(READERS, Exchanged(document={"prediction": [[1.0, 0.0, 0.0, 0.0, 0.0, 0.0]]}))

    assert not any(isinstance(reading.meaning, Detection) for _, reading in found)


def test_a_turned_box_is_not_shown_as_a_straight_one() -> None:
    value = {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 45, "rectanglelabels": ["cat"]}

    found = readings(
        READERS, Exchanged(document={"results": [{"result": [{"type": "rectanglelabels", "value": value}]}]})
    )

    assert not any(isinstance(reading.meaning, Detection) for _, reading in found)


def test_labels_without_a_place_and_other_pictures_are_told() -> None:
    instance = {"BoundingBox": PLACE, "Confidence": 90}
    labels = {"Labels": [{"Name": "cat", "Instances": [instance]}, {"Name": "animal", "Instances": []}]}
    two = {"responses": [{"labelAnnotations": [{"description": "cat", "score": 0.9}]}, {}]}

    assert [str(note) for note in read(labels).notes] == ["1 labels have no place in the picture and are not drawn."]
    assert [str(note) for note in read(two).notes] == ["There are answers for 1 more pictures."]


LABELS: dict[str, Any] = {
    "google": {
        "responses": [
            {"labelAnnotations": [{"description": "dog", "score": 0.1}, {"description": "cat", "score": 0.9}]}
        ]
    },
    "rekognition": {"Labels": [{"Name": "cat", "Confidence": 90.0, "Instances": []}]},
    "azure": {"tags": [{"name": "cat", "confidence": 0.9}], "requestId": "1"},
    "azure 4": {"tagsResult": {"values": [{"name": "cat", "confidence": 0.9}]}},
    "vertex": {"predictions": [{"displayNames": ["dog", "cat"], "confidences": [0.1, 0.9]}]},
    "vertex tables": {"predictions": [{"classes": ["dog", "cat"], "scores": [0.1, 0.9]}]},
    "roboflow": {"predictions": {"cat": {"confidence": 0.9, "class_id": 0}}, "predicted_classes": ["cat"]},
    "moderation": {"results": [{"flagged": True, "category_scores": {"dog": 0.1, "cat": 0.9}}]},
    "ultralytics": {"images": [{"results": [{"class": 0, "confidence": 0.9, "name": "cat"}]}]},
    "label studio": {"results": [{"result": [{"type": "choices", "value": {"choices": ["cat"]}, "score": 0.9}]}]},
}


@pytest.mark.parametrize("document", LABELS.values(), ids=LABELS)
def test_labels_have_their_scores_as_shares(document: Any) -> None:
    reading = read(document)

    assert isinstance(reading.meaning, Classification)
    assert reading.certainty >= CERTAIN
    assert (reading.meaning.top, reading.meaning.classes[0].score) == ("cat", 0.9)


TEXTS: dict[str, Any] = {
    "google": {
        "responses": [
            {
                "textAnnotations": [
                    {"description": "Exit", "boundingPoly": {"vertices": OUTLINE}},
                    {"description": "Exit", "boundingPoly": {"vertices": OUTLINE}},
                ]
            }
        ]
    },
    "rekognition": {
        "TextDetections": [
            {
                "DetectedText": "Exit",
                "Type": kind,
                "Confidence": 90.0,
                "Geometry": {"Polygon": [{"X": point["x"], "Y": point["y"]} for point in SHARES]},
            }
            for kind in ("LINE", "WORD")
        ]
    },
    "azure": {"readResult": {"blocks": [{"lines": [{"text": "Exit", "boundingPolygon": OUTLINE}]}]}},
}


@pytest.mark.parametrize("document", TEXTS.values(), ids=TEXTS)
def test_lines_stand_once_with_their_corners_in_pixels(document: Any) -> None:
    reading = read(document, picture=(100, 100))

    assert isinstance(reading.meaning, TextLines)
    assert reading.certainty >= CERTAIN
    (line,) = reading.meaning.lines
    assert line.text == "Exit"
    assert [value for corner in line.corners for value in corner] == pytest.approx([10, 20, 40, 20, 40, 60, 10, 60])


def test_corners_in_shares_of_an_unknown_picture_are_none() -> None:
    found = read(TEXTS["rekognition"]).meaning

    assert isinstance(found, TextLines)
    assert found.lines[0].corners == ()


def test_marks_of_label_studio_lie_in_the_text_of_the_task() -> None:
    value = {"start": 0, "end": 5, "text": "Sarah", "labels": ["PER"]}
    sent = {"tasks": [{"id": 1, "data": {"text": "Sarah is here"}}]}

    found = read({"results": [{"result": [{"type": "labels", "value": value}]}]}, sent=sent).meaning

    assert isinstance(found, Entities)
    assert (found.text, found.entities[0].start, found.entities[0].label) == ("Sarah is here", 0, "PER")
