"""An answer of a shape that nobody knows, by the JSONPaths that the user picked for what stands in it."""

from itertools import zip_longest

from modelpost.core.failures import FormatTrouble
from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path, number, numbers
from modelpost.documents.jsonpath import located
from modelpost.inference.api import (
    Box,
    BoxForm,
    Chat,
    Classification,
    ClassScore,
    Detection,
    Exchanged,
    Meaning,
    Number,
    Reading,
)

PICKS = ("label", "score", "box", "text", "number")
"""What can be picked. Boxes make a detection, labels without boxes a classification."""

_SHARES_UP_TO = 1.5
Found = tuple[tuple[Json, Path], ...]


class PickedReader:
    """Reads what was picked; certain, since a person said so."""

    name = "picked"
    label = Message("Picked fields")
    order = 5

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return what stands at the picked paths; None where nothing was picked, or nothing is there."""
        if exchanged.document is None:
            return None
        found: dict[str, Found] = {}
        for key, path in exchanged.picks:
            try:
                found[key] = located(exchanged.document, path) if path and key in PICKS else ()
            except FormatTrouble:
                found[key] = ()
        meaning = _meaning(found, exchanged.labels)
        if meaning is None:
            return None
        counts = {len(values) for key, values in found.items() if values and key in ("label", "score", "box")}
        notes = (Message("The picked paths lead to lists of different lengths."),) if len(counts) > 1 else ()
        return Reading(meaning, 1.0, tuple(values[0][1] for values in found.values() if values), notes)


def _meaning(found: dict[str, Found], labels: tuple[str, ...]) -> Meaning | None:
    scores = [number(value) for value, _ in found.get("score", ())]
    names = [(_named(value, labels), path) for value, path in found.get("label", ())]
    if found.get("box"):
        return _boxes(found["box"], names, scores)
    if names:
        pairs = zip_longest(names, scores[: len(names)])
        classes = tuple(ClassScore(name[0], score, name[1]) for name, score in pairs if name is not None)
        known = [each.score for each in classes if each.score is not None]
        ordered = tuple(sorted(classes, key=_certainty)) if len(known) == len(classes) else classes
        are_shares = all(0 <= score <= 1 for score in known)
        return Classification(ordered[0].label, ordered, are_shares, ordered[0].path)
    if found.get("text"):
        words = [value if isinstance(value, str) else str(value) for value, _ in found["text"]]
        return Chat("\n\n".join(words), path=found["text"][0][1])
    for value, path in found.get("number", ()):
        amount = number(value)
        if amount is not None:
            return Number(
                str(next((step for step in reversed(path) if isinstance(step, str)), "")), amount, str(value), path
            )
    return None


def _boxes(found: Found, names: list[tuple[str, Path]], scores: list[float | None]) -> Detection | None:
    boxes: list[Box] = []
    for index, (value, path) in enumerate(found):
        corners = numbers(list(value.values()) if isinstance(value, dict) else value)
        if corners is not None and len(corners) == 4:
            name = names[index][0] if index < len(names) else ""
            score = scores[index] if index < len(scores) else None
            boxes.append(Box(name, score, (corners[0], corners[1], corners[2], corners[3]), path))
    if not boxes:
        return None
    is_normalised = all(abs(value) <= _SHARES_UP_TO for box in boxes for value in box.numbers)
    return Detection(tuple(boxes), BoxForm("xyxy", is_normalised), is_ambiguous=True)


def _named(value: Json, labels: tuple[str, ...]) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(labels):
        return labels[value]
    return value if isinstance(value, str) else str(value)


def _certainty(each: ClassScore) -> float:
    score = each.score
    return -score if score is not None and score == score else 0.0


PLUGIN = PickedReader()
