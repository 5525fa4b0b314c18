"""Objects that a cloud's vision service found, each in its own way of saying where.

Google Vision (outlines, in shares for objects and pixels for faces), Amazon Rekognition (shares, percent of certainty),
Azure AI Vision (pixels) and Custom Vision (shares), Ultralytics (`images` with `results`), Vertex AI AutoML (`bboxes`),
SageMaker's built-in detector (rows of six numbers), PaddleX (`detectedObjects`).
Sources: https://cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse,
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html,
https://learn.microsoft.com/en-us/azure/ai-services/computer-vision/how-to/call-analyze-image-40,
https://docs.ultralytics.com/hub/inference-api/,
https://docs.aws.amazon.com/sagemaker/latest/dg/object-detection-in-formats.html,
https://paddlepaddle.github.io/PaddleX/latest/en/pipeline_usage/tutorials/cv_pipelines/object_detection.html.
"""

from dataclasses import replace

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.documents.places import Corners, around, from_size, points_of
from modelpost.inference.api import Box, BoxForm, Detection, Exchanged, Reading

_REKOGNITION = ("Left", "Top", "Width", "Height")
_AZURE = ("x", "y", "w", "h")
_CUSTOM_VISION = ("left", "top", "width", "height")
_PERCENT = 100


class CloudBoxReader:
    """Reads objects with their places, whose order and unit the service's documentation tells."""

    name = "cloud_boxes"
    label = Message("Boxes")
    order = 21

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the objects in the order of the answer."""
        document = exchanged.document
        if not isinstance(document, dict):
            return None
        return (
            _google(document)
            or _rekognition(document)
            or _azure(document)
            or _custom_vision(document)
            or _ultralytics(document)
            or _vertex(document)
            or _paddle(document)
            or _sagemaker(document, exchanged.url)
        )


def _google(document: dict[str, Json]) -> Reading | None:
    start: Path = ("responses", 0) if at(document, ("responses", 0)) is not None else ()
    for key, label in (
        ("localizedObjectAnnotations", "name"),
        ("faceAnnotations", ""),
        ("logoAnnotations", "description"),
    ):
        path = (*start, key)
        listed = at(document, path)
        if not isinstance(listed, list):
            continue
        outlines = [at(each, ("boundingPoly",)) for each in listed]
        shares = [points_of(at(outline, ("normalizedVertices",))) for outline in outlines]
        pixels = [points_of(at(outline, ("vertices",))) for outline in outlines]
        is_normalised = any(shares)
        places = [around(points) for points in (shares if is_normalised else pixels)]
        scores = [number(at(each, ("score",)) or at(each, ("detectionConfidence",))) for each in listed]
        labels = [_word(at(each, (label,))) if label else "face" for each in listed]
        rows = list(zip(labels, scores, places, strict=True))
        return _found(rows, path, is_normalised=is_normalised, notes=_more(document, "responses"))
    return None


def _more(document: dict[str, Json], key: str) -> tuple[Message, ...]:
    """Tell of the answers for other pictures than the first."""
    listed = document.get(key)
    more = len(listed) - 1 if isinstance(listed, list) else 0
    return (Message("There are answers for {n} more pictures.", n=more),) if more > 0 else ()


def _rekognition(document: dict[str, Json]) -> Reading | None:
    """Read labels with the places of their instances; certainty is in percent."""
    listed = document.get("Labels")
    if not isinstance(listed, list):
        return _rekognised(document)
    boxes: list[Box] = []
    bare = broken = 0
    for index, each in enumerate(listed):
        instances = at(each, ("Instances",))
        found = instances if isinstance(instances, list) else []
        bare += not found
        for place_of, instance in enumerate(found):
            corners = from_size(at(instance, ("BoundingBox",)), _REKOGNITION)
            broken += corners is None
            if corners is not None:
                place = ("Labels", index, "Instances", place_of)
                boxes.append(Box(_word(at(each, ("Name",))), _share(at(instance, ("Confidence",))), corners, place))
    notes = _broken(broken, broken + len(boxes))
    if bare:
        notes = (*notes, Message("{n} labels have no place in the picture and are not drawn.", n=bare))
    form = BoxForm("xyxy", is_normalised=True)
    return Reading(Detection(tuple(boxes), form), 0.95, (("Labels",),), notes) if boxes else None


def _rekognised(document: dict[str, Json]) -> Reading | None:
    """Read custom labels or faces, which have one place each."""
    places: dict[str, Path] = {"CustomLabels": ("Geometry", "BoundingBox"), "FaceDetails": ("BoundingBox",)}
    for key, place in places.items():
        listed = document.get(key)
        if isinstance(listed, list):
            named = [_word(at(each, ("Name",))) if key == "CustomLabels" else "face" for each in listed]
            scores = [_share(at(each, ("Confidence",))) for each in listed]
            corners = [from_size(at(each, place), _REKOGNITION) for each in listed]
            return _found(list(zip(named, scores, corners, strict=True)), (key,), is_normalised=True)
    return None


def _azure(document: dict[str, Json]) -> Reading | None:
    """Read objects in pixels, as version 3 of Azure AI Vision sends them (`rectangle`), or 4 (`boundingBox`)."""
    for path, place, label, score in (
        (("objects",), ("rectangle",), ("object",), ("confidence",)),
        (("objectsResult", "values"), ("boundingBox",), ("tags", 0, "name"), ("tags", 0, "confidence")),
    ):
        listed = at(document, path)
        if isinstance(listed, list) and all(isinstance(at(each, place), dict) for each in listed):
            rows = [
                (_word(at(each, label)), number(at(each, score)), from_size(at(each, place), _AZURE)) for each in listed
            ]
            if rows or len(path) > 1 or "requestId" in document:
                return _found(rows, path, is_normalised=False)
    return None


def _custom_vision(document: dict[str, Json]) -> Reading | None:
    listed = document.get("predictions")
    if not isinstance(listed, list) or not listed or not all(at(each, ("boundingBox",)) is not None for each in listed):
        return None
    if not all(at(each, ("tagName",)) is not None for each in listed):
        return None
    rows = [
        (
            _word(at(each, ("tagName",))),
            number(at(each, ("probability",))),
            from_size(at(each, ("boundingBox",)), _CUSTOM_VISION),
        )
        for each in listed
    ]
    return _found(rows, ("predictions",), is_normalised=True)


def _ultralytics(document: dict[str, Json]) -> Reading | None:
    path: Path = ("images", 0, "results")
    listed = at(document, path)
    if not isinstance(listed, list) or not all(isinstance(at(each, ("box",)), dict) for each in listed):
        return None
    rows = [
        (
            _word(at(each, ("name",))),
            number(at(each, ("confidence",))),
            _four([at(each, ("box", key)) for key in _EDGES]),
        )
        for each in listed
    ]
    return _found(rows, path, is_normalised=False, notes=_more(document, "images"))


_EDGES = ("x1", "y1", "x2", "y2")


def _vertex(document: dict[str, Json]) -> Reading | None:
    """Read AutoML's parallel lists; a box is left, right, top, bottom, in shares."""
    path: Path = ("predictions", 0)
    first = at(document, path)
    names, scores, boxes = (at(first, (key,)) for key in ("displayNames", "confidences", "bboxes"))
    if not isinstance(names, list) or not isinstance(scores, list) or not isinstance(boxes, list):
        return None
    if not len(names) == len(scores) == len(boxes):
        return None
    rows: list[tuple[str, float | None, Corners | None]] = []
    for name, score, box in zip(names, scores, boxes, strict=True):
        four = _four(box)
        rows.append((_word(name), number(score), None if four is None else (four[0], four[2], four[1], four[3])))
    return _found(rows, (*path, "bboxes"), is_normalised=True)


def _paddle(document: dict[str, Json]) -> Reading | None:
    listed = document.get("detectedObjects")
    if not isinstance(listed, list):
        return None
    rows = [
        (
            _word(at(each, ("categoryName",))),
            number(at(each, ("score",))),
            _four(at(each, ("bbox",))),
        )
        for each in listed
    ]
    return _found(rows, ("detectedObjects",), is_normalised=False)


def _sagemaker(document: dict[str, Json], url: str) -> Reading | None:
    """Read rows of class, certainty, left, top, right, bottom, in shares; the address alone makes sure of them."""
    listed = document.get("prediction")
    if not isinstance(listed, list) or not listed or len(document) != 1:
        return None
    rows: list[tuple[str, float | None, Corners | None]] = []
    for each in listed:
        six = numbers(each)
        if six is None or len(six) != 6 or not six[0].is_integer() or not all(0 <= value <= 1 for value in six[1:]):
            return None
        if six[2] >= six[4] or six[3] >= six[5]:
            return None
        rows.append((str(int(six[0])), six[1], (six[2], six[3], six[4], six[5])))
    found = _found(rows, ("prediction",), is_normalised=True)
    return found if "/invocations" in url else replace(found, certainty=0.7)


def _found(
    rows: list[tuple[str, float | None, Corners | None]],
    path: Path,
    *,
    is_normalised: bool,
    notes: tuple[Message, ...] = (),
) -> Reading:
    boxes = tuple(
        Box(label, score, corners, (*path, index))
        for index, (label, score, corners) in enumerate(rows)
        if corners is not None
    )
    notes = (*_broken(len(rows) - len(boxes), len(rows)), *notes)
    return Reading(Detection(boxes, BoxForm("xyxy", is_normalised)), 0.96, (path,), notes)


def _broken(broken: int, total: int) -> tuple[Message, ...]:
    if not broken:
        return ()
    return (Message("{n} of {total} boxes are not four numbers and are not shown.", n=broken, total=total),)


def _four(value: Json) -> Corners | None:
    found = numbers(value)
    return (found[0], found[1], found[2], found[3]) if found is not None and len(found) == 4 else None


def _share(value: Json) -> float | None:
    """Return percent as a share."""
    percent = number(value)
    return None if percent is None else percent / _PERCENT


def _word(value: Json) -> str:
    return value if isinstance(value, str) else ""


PLUGIN = CloudBoxReader()
