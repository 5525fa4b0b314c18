"""Classes and their scores, for pictures, sound and text.

ModelArts (`predicted_label`, `scores`), Hugging Face (lists of `label` and `score`, or `labels` beside `scores`),
TorchServe (a map, or `class` and `probability`), DJL Serving (`className`), TensorFlow Serving's `:classify`, and the
classification extension of Triton.
Sources: https://docs.otc.t-systems.com/modelarts/umn/ (model configuration file),
https://huggingface.co/docs/inference-providers/tasks/image-classification,
https://github.com/pytorch/serve/blob/master/docs/inference_api.md,
https://github.com/tensorflow/serving/blob/master/tensorflow_serving/g3doc/api_rest.md,
https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_classification.md.
"""

import re
from collections.abc import Iterable

from modelpost.core.text import Message
from modelpost.documents.frames import rows_sent
from modelpost.documents.json_values import Json, Path, number, numbers
from modelpost.documents.tensors import Tensor, tensors
from modelpost.inference.api import Classification, ClassScore, Exchanged, Reading

_TOP_KEYS = ("predicted_label", "predict_label")
_LABEL_KEYS = ("label", "className", "class_name", "class", "category", "name")
_SCORE_KEYS = ("score", "probability", "confidence", "prob")
_ELSEWHERE = frozenset({"box", "bbox", "bounding_box", "mask", "segmentation", "polygon", "points", "keypoints"}) | {
    *("xyxy", "xyxyn", "xywh", "xywhn", "word", "start", "xmin", "x1", "width", "w"),
}
"""Keys of shapes that have labels and scores too, and more than that."""

_TRITON_CLASS = re.compile(r"([-+0-9.eE]+|nan):(\d+)(?::(.*))?", re.DOTALL | re.IGNORECASE)
_MOST_OF_A_MAP = 100_000
_CLOSE = 0.02


class ClassificationReader:
    """Reads labels with scores."""

    name = "classification"
    label = Message("Classes")
    order = 10

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the classes, best first."""
        document = exchanged.document
        return (
            _modelarts(document)
            or _listed(document, ())
            or _single(document)
            or _parallel(document)
            or _classified(document)
            or _from_tensors(exchanged)
            or _mapped(document, exchanged.url)
        )


def _modelarts(document: Json) -> Reading | None:
    if not isinstance(document, dict):
        return None
    key = next((key for key in _TOP_KEYS if key in document), "")
    if not key:
        return None
    top = document[key]
    if not isinstance(top, str | int) or isinstance(top, bool):
        return None
    found = _pairs(document.get("scores"), ("scores",))
    if found is None:
        return Reading(Classification(str(top), (), top_path=(key,)), 0.85, ((key,),))
    notes = () if found or not document.get("scores") else (Message("The scores have a form that is not known."),)
    return Reading(_ranked(found, top=str(top), top_path=(key,)), 0.99, ((key,), ("scores",)), notes)


def _pairs(scores: Json, path: Path) -> tuple[ClassScore, ...] | None:
    """Return `[label, score]` pairs, or a map from labels to scores; None where there are none at all."""
    if isinstance(scores, dict):
        return tuple(ClassScore(name, number(value), (*path, name)) for name, value in scores.items())
    if not isinstance(scores, list):
        return None
    found: list[ClassScore] = []
    for index, each in enumerate(scores):
        if isinstance(each, list) and len(each) == 2 and isinstance(each[0], str | int | float):
            found.append(ClassScore(str(each[0]), number(each[1]), (*path, index)))
        elif isinstance(each, dict) and (one := _labelled(each, (*path, index))) is not None:
            found.append(one)
    return tuple(found)


def _listed(document: Json, path: Path) -> Reading | None:
    """Read `[{"label": …, "score": …}]`, also in one more list, also under `predictions` or `result`."""
    if isinstance(document, dict):
        key = next((key for key in ("predictions", "result", "results", "outputs") if key in document), "")
        return _listed(document[key], (*path, key)) if key and len(path) < 2 else None
    if not isinstance(document, list) or not document:
        return None
    if isinstance(document[0], list) and len(document) == 1 and len(path) < 2:
        return _listed(document[0], (*path, 0))
    found = [_labelled(each, (*path, index)) for index, each in enumerate(document)]
    classes = tuple(each for each in found if each is not None)
    if len(classes) != len(document):
        return None
    return Reading(_ranked(classes), 0.95, (path,))


def _labelled(value: Json, path: Path) -> ClassScore | None:
    if not isinstance(value, dict) or not _ELSEWHERE.isdisjoint(value):
        return None
    label = next((value[key] for key in _LABEL_KEYS if isinstance(value.get(key), str | int)), None)
    score = next((value[key] for key in _SCORE_KEYS if key in value), None)
    if label is None or isinstance(label, bool) or number(score) is None:
        return None
    return ClassScore(str(label), number(score), path)


def _single(document: Json) -> Reading | None:
    one = _labelled(document, ())
    return None if one is None else Reading(_ranked((one,)), 0.9, ((),))


def _parallel(document: Json) -> Reading | None:
    """Read Hugging Face's zero-shot `{"labels": […], "scores": […]}`: a score for each label, and no boxes beside."""
    if not isinstance(document, dict) or "boxes" in document:
        return None
    labels, scores = document.get("labels"), numbers(document.get("scores"))
    if not isinstance(labels, list) or scores is None or len(labels) != len(scores):
        return None
    if not all(isinstance(label, str) for label in labels):
        return None
    pairs = enumerate(zip(labels, scores, strict=True))
    found = [ClassScore(str(label), score, ("scores", index)) for index, (label, score) in pairs]
    return Reading(_ranked(found), 0.95, (("labels",), ("scores",)))


def _classified(document: Json) -> Reading | None:
    """Read TensorFlow Serving's `{"result": [[["label", 0.9], …]]}`."""
    result = document.get("result") if isinstance(document, dict) else None
    if not isinstance(result, list) or len(result) != 1 or not isinstance(result[0], list):
        return None
    found = _pairs(result[0], ("result", 0))
    return Reading(_ranked(found), 0.95, (("result",),)) if found else None


def _mapped(document: Json, url: str) -> Reading | None:
    """Read TorchServe's map from labels to probabilities; only its sum tells it from any other map of numbers."""
    if not isinstance(document, dict) or not 1 < len(document) <= _MOST_OF_A_MAP:
        return None
    found = tuple(ClassScore(name, number(value), (name,)) for name, value in document.items())
    if any(isinstance(value, str) for value in document.values()) or any(each.score is None for each in found):
        return None
    if not all(0 <= (each.score or 0.0) <= 1 for each in found):
        return None
    total = sum(each.score or 0.0 for each in found)
    certainty = 0.85 if abs(total - 1) < _CLOSE else 0.3
    return Reading(_ranked(found), min(0.95, certainty + (0.1 if "/predictions/" in url else 0.0)), ((),))


def _from_tensors(exchanged: Exchanged) -> Reading | None:
    rows = len(rows_sent(exchanged.sent))
    for tensor in tensors(exchanged.document):
        if _has_rows(tensor.shape, rows):
            continue  # a table: several inputs, each with its own classes
        if (reading := _triton(tensor)) is not None:
            return reading
        if (reading := _probabilities(tensor, exchanged.labels)) is not None:
            return reading
    return None


def _has_rows(shape: tuple[int, ...], rows: int) -> bool:
    """Tell whether a tensor holds values of several inputs; a flat one does where so many inputs were sent."""
    return shape[0] > 1 and (len(shape) > 1 or shape[0] == rows)


def _triton(tensor: Tensor) -> Reading | None:
    """Read `"0.93:12:tabby"`: value, index and, where the model has labels, label."""
    matches = [_TRITON_CLASS.fullmatch(each) if isinstance(each, str) else None for each in tensor.values]
    if not matches or None in matches:
        return None
    found = [
        ClassScore(match[3] or match[2], number(match[1]), (*tensor.path, index))
        for index, match in enumerate(matches)
        if match is not None
    ]
    return Reading(_ranked(found), 0.95, (tensor.path,))


def _probabilities(tensor: Tensor, labels: tuple[str, ...]) -> Reading | None:
    """Read one row of shares that add up to one; with names for exactly these classes, whatever they add up to."""
    shape = [size for size in tensor.shape if size != 1]
    scores = [number(value) for value in tensor.values]
    if len(shape) != 1 or len(scores) < 2 or any(score is None for score in scores):
        return None
    are_shares = all(0 <= (score or 0.0) <= 1 for score in scores)
    adds_up = are_shares and abs(sum(score or 0.0 for score in scores) - 1) < _CLOSE
    is_named = len(labels) == len(scores)
    if not adds_up and not is_named:
        return None
    found = [
        ClassScore(labels[index] if is_named else str(index), score, (*tensor.path, index))
        for index, score in enumerate(scores)
    ]
    notes = () if is_named else (Message("The answer has no names for the classes: choose a label file."),)
    return Reading(_ranked(found), 0.9 if is_named else 0.6, (tensor.path,), notes)


def _ranked(found: Iterable[ClassScore], *, top: str = "", top_path: Path = ()) -> Classification:
    """Return the classes, best first; those without a score, or with NaN, come last in the order of the answer."""
    classes = tuple(sorted(found, key=_rank))
    best = top or (classes[0].label if classes else "")
    scores = [each.score for each in classes if each.score is not None and each.score == each.score]
    return Classification(best, classes, all(0 <= score <= 1 for score in scores), top_path)


def _rank(one: ClassScore) -> float:
    return float("inf") if one.score is None or one.score != one.score else -one.score


PLUGIN = ClassificationReader()
