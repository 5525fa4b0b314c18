"""What a backend of Label Studio foretells: boxes in percent of the picture, choices, or marks in a text.

Source: https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks.
"""

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, at, number, numbers
from modelpost.inference.api import (
    Box,
    BoxForm,
    Classification,
    ClassScore,
    Detection,
    Entities,
    Entity,
    Exchanged,
    Meaning,
    Reading,
)

_PERCENT = 100
_SIZES = ("x", "y", "width", "height")


class LabelStudioReader:
    """Reads the results of one task, all of one type."""

    name = "label_studio"
    label = Message("Label Studio")
    order = 35

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return the results in the order of the answer."""
        for path in (("results", 0, "result"), ("results", 0, 0, "result"), ("predictions", 0, "result"), ("result",)):
            listed = at(exchanged.document, path)
            if isinstance(listed, list) and listed and all(_is_result(each) for each in listed):
                return _read(listed, path, exchanged)
        return None


def _is_result(value: Json) -> bool:
    return isinstance(value, dict) and isinstance(value.get("type"), str) and isinstance(value.get("value"), dict)


def _read(listed: list[Json], path: Path, exchanged: Exchanged) -> Reading | None:
    kinds = {at(each, ("type",)) for each in listed}
    kind = kinds.pop() if len(kinds) == 1 else None
    meaning: Meaning | None = None
    match kind:
        case "rectanglelabels":
            meaning = _boxes(listed, path)
        case "choices":
            meaning = _choices(listed, path)
        case "labels":
            meaning = _marks(listed, path, exchanged.sent)
    if meaning is None:
        return None
    tasks = at(exchanged.document, path[:1])
    more = len(tasks) - 1 if isinstance(tasks, list) and len(path) > 1 else 0
    notes = (Message("There are results for {n} more tasks.", n=more),) if more else ()
    return Reading(meaning, 0.95, (path,), notes)


def _boxes(listed: list[Json], path: Path) -> Detection | None:
    """Return boxes in shares of the picture; one that is turned is no rectangle of the picture, so nothing is."""
    found: list[Box] = []
    for index, each in enumerate(listed):
        four = numbers([at(each, ("value", key)) for key in _SIZES])
        if four is None or number(at(each, ("value", "rotation"))) not in (None, 0.0):
            return None
        x, y, width, height = (value / _PERCENT for value in four)
        found.append(Box(_label(each, "rectanglelabels"), _score(each), (x, y, width, height), (*path, index)))
    return Detection(tuple(found), BoxForm("xywh", is_normalised=True))


def _choices(listed: list[Json], path: Path) -> Classification | None:
    found = tuple(ClassScore(_label(each, "choices"), _score(each), (*path, i)) for i, each in enumerate(listed))
    known = [each.score for each in found if each.score is not None and each.score == each.score]
    if not all(each.label for each in found):
        return None
    best = max(found, key=lambda each: each.score if each.score is not None and each.score == each.score else -1.0)
    return Classification(best.label, found, all(0 <= score <= 1 for score in known), best.path)


def _marks(listed: list[Json], path: Path, sent: Json) -> Entities:
    told = at(sent, ("tasks", 0, "data"))
    texts = [value for value in told.values() if isinstance(value, str)] if isinstance(told, dict) else []
    text = texts[0] if len(texts) == 1 else ""
    found: list[Entity] = []
    for index, each in enumerate(listed):
        said = at(each, ("value", "text"))
        word = said if isinstance(said, str) else ""
        start, end = _whole(at(each, ("value", "start"))), _whole(at(each, ("value", "end")))
        if not 0 <= start <= end <= len(text) or text[start:end] != word:
            start, end = -1, -1
        found.append(Entity(_label(each, "labels"), word, _score(each), start, end, (*path, index)))
    return Entities(text, tuple(found))


def _label(entry: Json, key: str) -> str:
    labels = at(entry, ("value", key))
    return ", ".join(each for each in labels if isinstance(each, str)) if isinstance(labels, list) else ""


def _score(entry: Json) -> float | None:
    return number(at(entry, ("score",)))


def _whole(value: Json) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


PLUGIN = LabelStudioReader()
