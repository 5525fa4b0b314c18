"""Objects in a picture, each with a box.

ModelArts and TensorFlow's Object Detection API (`detection_boxes`, y before x), Hugging Face (`box` with `xmin`), COCO
(`bbox`: corner and size), YOLO (`x1`, or middle and size, also as `xywhn`), torchvision (`boxes`, `labels`, `scores`).
Sources: https://docs.otc.t-systems.com/modelarts/umn/ (object detection),
https://huggingface.co/docs/inference-providers/tasks/object-detection, https://cocodataset.org/#format-results,
https://docs.ultralytics.com/modes/predict/#working-with-results.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.inference.api import Box, BoxForm, Detection, Exchanged, Reading

_LABEL_KEYS = ("label", "class_name", "className", "category_name", "name", "class", "category", "category_id")
_SCORE_KEYS = ("score", "confidence", "probability", "conf")
_LISTS = ("predictions", "detections", "objects", "results", "boxes", "annotations")
_CORNERS = (("xmin", "ymin", "xmax", "ymax"), ("x1", "y1", "x2", "y2"), ("left", "top", "right", "bottom"))
_SIZES = ("x", "y", "width", "height")
_SHORT_SIZES = ("x", "y", "w", "h")
_LARGEST_SHARE = 1.0


class DetectionReader:
    """Reads labels, scores and boxes."""

    name = "detection"
    label = Message("Boxes")
    order = 20

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the objects in the order of the answer."""
        document, path = exchanged.document, ()
        if isinstance(document, dict) and "detection_boxes" not in document:
            inner = at(document, ("predictions", 0))
            if isinstance(inner, dict) and "detection_boxes" in inner:
                found = _parallel(inner, ("predictions", 0), "detection_", "yxyx")
                told = _more(document["predictions"])
                return found if found is None else replace(found, notes=(*found.notes, *told))
        if isinstance(document, dict):
            return (
                _parallel(document, path, "detection_", "yxyx")
                or _parallel(document, path, "", "xyxy")
                or _under_a_key(document)
            )
        return _objects(document, path)


def _parallel(document: dict[str, Json], path: Path, prefix: str, order: str) -> Reading | None:
    """Read parallel lists: boxes, classes or labels, and scores."""
    boxes = document.get(f"{prefix}boxes")
    if boxes is None:
        return None
    classes_key = next((key for key in (f"{prefix}classes", f"{prefix}labels", "class_names") if key in document), "")
    scores_key = f"{prefix}scores"
    place: Path = (*path, f"{prefix}boxes")
    more: tuple[Message, ...] = ()
    if isinstance(boxes, list) and isinstance(at(boxes, (0, 0, 0)), int | float):
        more = _more(boxes)
        boxes, place = boxes[0], (*place, 0)
    if not isinstance(boxes, list) or (not prefix and not (classes_key or scores_key in document)):
        return None
    names_key = "detection_class_names" if "detection_class_names" in document else classes_key
    is_batch = len(place) > len(path) + 1
    names, scores = (_unbatched(document.get(key), is_batch=is_batch) for key in (names_key, scores_key))
    if boxes and numbers(boxes[0]) is None and not isinstance(boxes[0], list):
        return None
    uneven = _uneven(len(boxes), names, scores)
    most = number(at(document, ("num_detections", 0)) or document.get("num_detections"))
    if most is not None and math.isfinite(most):
        boxes = boxes[: max(0, int(most))]
    found: list[Box] = []
    broken = 0
    for index, each in enumerate(boxes):
        four = _four(each)
        if four is None:
            broken += 1
            continue
        label = _label(_nth(names, index))
        found.append(Box(label, number(_nth(scores, index)), four, (*place, index)))
    notes = (*_told(broken, len(boxes)), *uneven, *more)
    sources = (place, *((*path, name) for name in (names_key, scores_key) if name in document))
    is_normalised = _are_shares(found)
    form = BoxForm(order, is_normalised)
    certainty = 0.98 if prefix else 0.85
    return Reading(Detection(tuple(found), form, is_ambiguous=bool(found)), certainty, sources, notes)


def _more(pictures: Json) -> tuple[Message, ...]:
    """Tell of the answers for other pictures than the first."""
    more = len(pictures) - 1 if isinstance(pictures, list) else 0
    return (Message("There are answers for {n} more pictures.", n=more),) if more > 0 else ()


def _unbatched(value: Json, *, is_batch: bool) -> Json:
    """Take off the dimension of the batch, where a tensor was sent as it is: `[["cat", "dog"]]`, `[2.0]`."""
    if isinstance(value, list) and (len(value) == 1 or (is_batch and value)) and isinstance(value[0], list):
        return value[0]
    return value


def _nth(values: Json, index: int) -> Json:
    if isinstance(values, list):
        return values[index] if index < len(values) else None
    return values if index == 0 and not isinstance(values, dict) else None


def _label(value: Json) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _under_a_key(document: dict[str, Json]) -> Reading | None:
    for key in _LISTS:
        if key in document and (reading := _objects(document[key], (key,))) is not None:
            return reading
    return None


def _objects(document: Json, path: Path) -> Reading | None:
    """Read a list of objects, each with its box in one of the known forms."""
    if not isinstance(document, list) or not document:
        return None
    found: list[Box] = []
    orders: set[str] = set()
    for index, each in enumerate(document):
        located = _located(each) if isinstance(each, dict) else None
        if located is None or not isinstance(each, dict):
            continue
        order, four = located
        orders.add(order)
        label = next((each[key] for key in _LABEL_KEYS if each.get(key) is not None), None)
        score = next((number(each[key]) for key in _SCORE_KEYS if key in each), None)
        found.append(Box(_label(label), score, four, (*path, index)))
    if not found or len(orders) != 1:
        return None
    notes = _told(len(document) - len(found), len(document))
    order = orders.pop()
    is_certain = order == "corners"
    form = BoxForm("xyxy" if is_certain else order, _are_shares(found))
    return Reading(Detection(tuple(found), form, is_ambiguous=not is_certain), 0.95, (path,), notes)


def _located(entry: dict[str, Json]) -> tuple[str, tuple[float, float, float, float]] | None:
    box = entry.get("box", entry.get("bbox", entry.get("bounding_box")))
    if isinstance(box, list):
        four = _four(box)
        return None if four is None else ("xywh" if "box" not in entry else "xyxy", four)
    for name in ("xyxy", "xyxyn"):
        if (four := _four(entry.get(name))) is not None:
            return "corners", four
    for name in ("xywh", "xywhn"):
        if (four := _four(entry.get(name))) is not None:
            return "cxcywh", four
    place = box if isinstance(box, dict) else entry
    for names in _CORNERS:
        if (four := _named(place, names)) is not None:
            return "corners", four
    four = _named(place, _SIZES) or _named(place, _SHORT_SIZES)
    if four is None:
        return None
    return ("cxcywh" if place is entry else "xywh"), four


def _named(place: dict[str, Json], names: Sequence[str]) -> tuple[float, float, float, float] | None:
    return _four([place.get(name) for name in names])


def _four(value: Json) -> tuple[float, float, float, float] | None:
    found = numbers(value)
    return (found[0], found[1], found[2], found[3]) if found is not None and len(found) == 4 else None


def _are_shares(boxes: Sequence[Box]) -> bool:
    """Tell whether the numbers are shares of the picture: none is larger than 1, and some are not 0 or 1."""
    values = [value for box in boxes for value in box.numbers if math.isfinite(value)]
    return bool(values) and max(values) <= _LARGEST_SHARE and any(value not in {0.0, 1.0} for value in values)


def _told(broken: int, total: int) -> tuple[Message, ...]:
    if not broken:
        return ()
    return (Message("{n} of {total} boxes are not four numbers and are not shown.", n=broken, total=total),)


def _uneven(total: int, names: Json, scores: Json) -> tuple[Message, ...]:
    """Tell of lists of different lengths: which box a label belongs to is not sure then."""
    notes: list[Message] = []
    if isinstance(names, list) and len(names) != total:
        notes.append(Message("There are {total} boxes and {n} labels.", total=total, n=len(names)))
    if isinstance(scores, list) and len(scores) != total:
        notes.append(Message("There are {total} boxes and {n} scores.", total=total, n=len(scores)))
    return tuple(notes)


PLUGIN = DetectionReader()
