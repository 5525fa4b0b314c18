"""What a cloud's service says a picture or a text is about.

Google Vision (`labelAnnotations`), Amazon Rekognition (percent), Azure AI Vision (`tags`), Vertex AI AutoML
(`displayNames` beside `confidences`, or `classes` beside `scores`), Roboflow (a map), OpenAI's moderation.
Sources: https://cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse,
https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectLabels.html,
https://cloud.google.com/vertex-ai/docs/image-data/classification/get-predictions,
https://platform.openai.com/docs/api-reference/moderations/object.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number
from modelpost.inference.api import Classification, ClassScore, Exchanged, Reading

_PERCENT = 100
_LISTS: tuple[tuple[Path, str, str, float], ...] = (
    (("responses", 0, "labelAnnotations"), "description", "score", 1),
    (("labelAnnotations",), "description", "score", 1),
    (("Labels",), "Name", "Confidence", _PERCENT),
    (("CustomLabels",), "Name", "Confidence", _PERCENT),
    (("ModerationLabels",), "Name", "Confidence", _PERCENT),
    (("tagsResult", "values"), "name", "confidence", 1),
    (("tags",), "name", "confidence", 1),
    (("images", 0, "results"), "name", "confidence", 1),
)
"""Where the labels stand, how label and score are called, and what the whole is."""

_PLACES = ("Instances", "Geometry", "box", "boundingBox")
_PARALLEL = (("displayNames", "confidences"), ("classes", "scores"))


class CloudLabelReader:
    """Reads labels with scores."""

    name = "cloud_labels"
    label = Message("Classes")
    order = 11

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the classes, best first."""
        document = exchanged.document
        if not isinstance(document, dict):
            return None
        for path, label, score, whole in _LISTS:
            listed = at(document, path)
            if isinstance(listed, list) and listed and (found := _listed(listed, path, (label, score, whole))):
                held = document.get(str(path[0])) if len(path) > 2 else None
                more = len(held) - 1 if isinstance(held, list) else 0
                notes = (Message("There are answers for {n} more pictures.", n=more),) if more else ()
                return Reading(_ranked(found), 0.93, (path,), notes)
        return _parallel(document) or _mapped(document) or _moderated(document)


def _listed(listed: list[Json], path: Path, names: tuple[str, str, float]) -> list[ClassScore]:
    """Return the labels of a list; none where one has a place in the picture, or is no label."""
    label_key, score_key, whole = names
    found: list[ClassScore] = []
    for index, each in enumerate(listed):
        label, score = at(each, (label_key,)), number(at(each, (score_key,)))
        if not isinstance(label, str) or score is None or any(at(each, (key,)) for key in _PLACES):
            return []
        found.append(ClassScore(label, score / whole, (*path, index)))
    return found


def _parallel(document: dict[str, Json]) -> Reading | None:
    """Read one prediction of parallel lists; those of several inputs are rows of a table."""
    predictions = document.get("predictions")
    first = predictions[0] if isinstance(predictions, list) and len(predictions) == 1 else None
    if not isinstance(first, dict) or "bboxes" in first:
        return None
    for label_key, score_key in _PARALLEL:
        labels, scores = first.get(label_key), first.get(score_key)
        if not isinstance(labels, list) or not isinstance(scores, list) or not 0 < len(labels) == len(scores):
            continue
        if all(isinstance(label, str) for label in labels) and all(number(score) is not None for score in scores):
            path: Path = ("predictions", 0, score_key)
            pairs = enumerate(zip(labels, scores, strict=True))
            found = [ClassScore(str(label), number(score), (*path, index)) for index, (label, score) in pairs]
            return Reading(_ranked(found), 0.95, (("predictions", 0, label_key), path))
    return None


def _mapped(document: dict[str, Json]) -> Reading | None:
    """Read Roboflow's `{"predictions": {"cat": {"confidence": 0.9, "class_id": 0}}}`."""
    given = document.get("predictions")
    if not isinstance(given, dict) or not given:
        return None
    path: Path = ("predictions",)
    found = [ClassScore(label, number(at(each, ("confidence",))), (*path, label)) for label, each in given.items()]
    return None if any(each.score is None for each in found) else Reading(_ranked(found), 0.93, (path,))


def _moderated(document: dict[str, Json]) -> Reading | None:
    path: Path = ("results", 0, "category_scores")
    given = at(document, path)
    if not isinstance(given, dict) or not given or at(document, ("results", 1)) is not None:
        return None
    found = [ClassScore(label, number(score), (*path, label)) for label, score in given.items()]
    return None if any(each.score is None for each in found) else Reading(_ranked(found), 0.93, (path,))


def _ranked(found: list[ClassScore]) -> Classification:
    """Return the classes, best first; those with NaN come last in the order of the answer."""
    classes = tuple(sorted(found, key=_rank))
    known = [each.score for each in classes if each.score is not None and each.score == each.score]
    return Classification(classes[0].label, classes, all(0 <= score <= 1 for score in known))


def _rank(one: ClassScore) -> float:
    return float("inf") if one.score is None or one.score != one.score else -one.score


PLUGIN = CloudLabelReader()
