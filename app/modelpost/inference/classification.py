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
from collections.abc import Iterable, Sized

from modelpost.core.text import Message
from modelpost.documents.frames import rows_sent
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.documents.score_maps import adds_up, shares_in
from modelpost.documents.tensors import Tensor, tensors
from modelpost.inference.api import Classification, ClassScore, Exchanged, Reading

_TOP_KEYS = ("predicted_label", "predict_label")
_LABEL_KEYS = (
    *("label", "className", "class_name", "class", "category", "name", "token_str", "answer", "tagName", "prediction"),
)
_SURE = frozenset({"label", "className", "class_name", "class", "tagName", "token_str"})
"""Names that only a class has; a `name` with a `score` that is no share may stand in any list."""

_HELD = ("predictions", "result", "results", "outputs", "categories")
_SHARES = ("probabilities", "probability", "scores", "probs")
_NAMED = ("prediction", "label", "class", "predicted_class", "result")
_SCORE_KEYS = ("score", "probability", "confidence", "prob")
_ELSEWHERE = frozenset({"box", "bbox", "bounding_box", "mask", "segmentation", "polygon", "points", "keypoints"}) | {
    *(
        "xyxy",
        "xyxyn",
        "xywh",
        "xywhn",
        "word",
        "start",
        "xmin",
        "x1",
        "width",
        "w",
        "boundingBox",
        "rectangle",
        "probs",
    ),
}
"""Keys of shapes that have labels and scores too, and more than that."""

_UNKNOWN = Message("The scores have a form that is not known.")
_TRITON_CLASS = re.compile(r"([-+0-9.eE]+|nan):(\d+)(?::(.*))?", re.DOTALL | re.IGNORECASE)


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
            or _listed(document, (), len(rows_sent(exchanged.sent)))
            or _single(document)
            or _parallel(document)
            or _classified(document)
            or _from_tensors(exchanged)
            or _with_shares(document)
            or _mapped(document, exchanged.url)
            or _named_only(document)
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
    scores = document.get("scores")
    found = _pairs(scores, ("scores",))
    if found is None:
        notes = () if scores is None else (_UNKNOWN,)
        return Reading(Classification(str(top), (), top_path=(key,)), 0.85, ((key,),), notes)
    return Reading(_ranked(found, top=str(top), top_path=(key,)), 0.99, ((key,), ("scores",)), _left_out(scores, found))


def _left_out(scores: Json, found: Sized) -> tuple[Message, ...]:
    """Tell of scores that are not shown."""
    total = len(scores) if isinstance(scores, list | dict) else 0
    if len(found) == total:
        return ()
    if not len(found):
        return (_UNKNOWN,)
    return (Message("{n} of {total} scores have a form that is not known.", n=total - len(found), total=total),)


def _pairs(scores: Json, path: Path) -> tuple[ClassScore, ...] | None:
    """Return `[label, score]` pairs, or a map from labels to scores; None where there are none at all."""
    if isinstance(scores, dict):
        return tuple(ClassScore(name, number(value), (*path, name)) for name, value in scores.items())
    if not isinstance(scores, list):
        return None
    found: list[ClassScore] = []
    for index, each in enumerate(scores):
        if isinstance(each, list) and len(each) == 2 and _is_name(each[0]):
            found.append(ClassScore(str(each[0]), number(each[1]), (*path, index)))
        elif isinstance(each, dict) and (one := _labelled(each, (*path, index))) is not None:
            found.append(one)
    return tuple(found)


def _is_name(value: Json) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _listed(document: Json, path: Path, sent: int) -> Reading | None:
    """Read `[{"label": …, "score": …}]`, also in one more list, also under `predictions` or `result`.

    Where as many inputs were `sent` as there are classes, each is the only one of its input: that is a table.
    """
    if isinstance(document, dict):
        key = next((key for key in _HELD if key in document), "")
        return _listed(document[key], (*path, key), sent) if key and len(path) < 2 else None
    if not isinstance(document, list) or not document:
        return None
    if isinstance(document[0], list) and len(document) == 1 and len(path) < 2:
        return _listed(document[0], (*path, 0), 0)
    found = [_labelled(each, (*path, index)) for index, each in enumerate(document)]
    classes = tuple(each for each in found if each is not None)
    if len(classes) != len(document) or sent == len(classes) > 1:
        return None
    meaning = _ranked(classes)
    is_sure = meaning.are_shares or all(isinstance(each, dict) and _SURE & each.keys() for each in document)
    return Reading(meaning, 0.95 if is_sure else 0.6, (path,))


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
    if one is None or not isinstance(document, dict):
        return None
    meaning = _ranked((one,))
    return Reading(meaning, 0.9 if meaning.are_shares or _SURE & document.keys() else 0.6, ((),))


def _parallel(document: Json, path: Path = ()) -> Reading | None:
    """Read Hugging Face's zero-shot `{"labels": […], "scores": […]}`: a score for each label, and no boxes beside."""
    if isinstance(document, list) and len(document) == 1 and not path:
        return _parallel(document[0], (0,))
    if not isinstance(document, dict) or "boxes" in document:
        return None
    labels, scores = document.get("labels"), numbers(document.get("scores"))
    if not isinstance(labels, list) or scores is None or len(labels) != len(scores):
        return None
    if not all(isinstance(label, str) for label in labels):
        return None
    pairs = enumerate(zip(labels, scores, strict=True))
    found = [ClassScore(str(label), score, (*path, "scores", index)) for index, (label, score) in pairs]
    return Reading(_ranked(found), 0.95, ((*path, "labels"), (*path, "scores")))


def _classified(document: Json) -> Reading | None:
    """Read TensorFlow Serving's `{"result": [[["label", 0.9], …]]}`."""
    result = document.get("result") if isinstance(document, dict) else None
    if not isinstance(result, list) or len(result) != 1 or not isinstance(result[0], list):
        return None
    found = _pairs(result[0], ("result", 0))
    return Reading(_ranked(found), 0.95, (("result",),), _left_out(result[0], found)) if found else None


def _mapped(document: Json, url: str) -> Reading | None:
    """Read TorchServe's map from labels to probabilities, also as a batch of one."""
    path: Path = (0,) if isinstance(document, list) and len(document) == 1 else ()
    shares = shares_in(at(document, path))
    if shares is None:
        return None
    found = [ClassScore(name, score, (*path, name)) for name, score in shares.items()]
    certainty = 0.85 if adds_up(list(shares.values())) else 0.3
    return Reading(_ranked(found), min(0.95, certainty + (0.1 if "/predictions/" in url else 0.0)), (path,))


def _named_only(document: Json) -> Reading | None:
    """Read `{"class_id": "n02123045", "class_name": "tabby"}`: a class without a score."""
    key = next((key for key in ("class_name", "className") if isinstance(document, dict) and key in document), "")
    label = at(document, (key,)) if key else None
    if not isinstance(label, str) or not isinstance(document, dict) or len(document) > 2:
        return None
    return Reading(Classification(label, (), top_path=(key,)), 0.7, ((key,),))


def _with_shares(document: Json) -> Reading | None:
    """Read a class beside a map of probabilities: `{"prediction": "a", "probabilities": {"a": 0.9, "b": 0.1}}`."""
    for key in _SHARES:
        shares = shares_in(at(document, (key,)))
        top_key = next((name for name in _NAMED if isinstance(at(document, (name,)), str)), "")
        top = at(document, (top_key,))
        if shares is not None and isinstance(top, str) and top in shares:
            found = [ClassScore(label, score, (key, label)) for label, score in shares.items()]
            return Reading(_ranked(found, top=top, top_path=(top_key,)), 0.95, ((top_key,), (key,)))
    return None


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
        ClassScore(match[3] or match[2], number(match[1]), tensor.place(index))
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
    is_whole = are_shares and adds_up([score or 0.0 for score in scores])
    if len(labels) != len(scores) and is_whole and not _are_placeholders(tensor.columns):
        labels = tensor.columns
    is_named = len(labels) == len(scores)
    if not is_whole and not is_named:
        return None
    found = [
        ClassScore(labels[index] if is_named else str(index), score, tensor.place(index))
        for index, score in enumerate(scores)
    ]
    notes = () if is_named else (Message("The answer has no names for the classes: choose a label file."),)
    return Reading(_ranked(found), 0.9 if is_named else 0.6, (tensor.path,), notes)


def _are_placeholders(names: tuple[str, ...]) -> bool:
    """Tell whether these are the names that Seldon gives where a model has none: `t:0`, `t:1`."""
    return all(name == f"t:{index}" for index, name in enumerate(names))


def _ranked(found: Iterable[ClassScore], *, top: str = "", top_path: Path = ()) -> Classification:
    """Return the classes, best first; those without a score, or with NaN, come last in the order of the answer."""
    classes = tuple(sorted(found, key=_rank))
    best = top or (classes[0].label if classes else "")
    scores = [each.score for each in classes if each.score is not None and each.score == each.score]
    return Classification(best, classes, all(0 <= score <= 1 for score in scores), top_path)


def _rank(one: ClassScore) -> float:
    return float("inf") if one.score is None or one.score != one.score else -one.score


PLUGIN = ClassificationReader()
