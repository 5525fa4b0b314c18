"""What a reading is: the answer of a model as what it means.

A reader is pure: from what was sent and what came back to a typed reading, or to nothing where the answer has another
shape. It never raises and never guesses a value: what is missing is missing, what is odd is told in `notes`.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Protocol

from modelpost.core.text import Message
from modelpost.documents.json_values import Json, Path

_ENVELOPES = (
    "data",
    "result",
    "results",
    "output",
    "outputs",
    "response",
    "body",
    "prediction",
    "predictions",
    "jsonData",
)

CERTAIN = 0.8
"""The certainty from which a reading is shown by itself."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What was sent and what came back, as far as readers need it.

    `document` is the parsed answer, None where it is not JSON, as `sent` is the JSON that was sent; `text` is an answer
    that is text. `picture` is the width and height in pixels of the picture that was sent, where there was one.
    `labels` are the names of classes, by index, from a file that the user chose, and `picks` the JSONPaths of an
    answer whose shape nobody knows (`core.showing.Showing`).
    """

    status: int = 200
    media_type: str = ""
    url: str = ""
    document: Json = field(default=None, repr=False)
    text: str = field(default="", repr=False)
    content: bytes | memoryview = field(default=b"", repr=False)
    sent: Json = field(default=None, repr=False)
    picture: tuple[int, int] | None = None
    labels: tuple[str, ...] = ()
    picks: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClassScore:
    """A class and how sure the model is; `score` is None where the answer gives none, and may be NaN."""

    label: str
    score: float | None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """The classes of one input, best first. `top` is the label that the answer itself names, else the best.

    `are_shares` tells that the scores lie between 0 and 1 and can be shown in percent.
    """

    top: str
    classes: tuple[ClassScore, ...]
    are_shares: bool = True
    top_path: Path = ()


@dataclass(frozen=True, slots=True)
class BoxForm:
    """How four numbers are meant: their order, and whether they are pixels or shares of the picture.

    `order` is `yxyx`, `xyxy`, `xywh` (corner and size) or `cxcywh` (middle and size).
    """

    order: str = "xyxy"
    is_normalised: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """One object that was found; `numbers` are those of the answer, in the order and unit that the form says."""

    label: str
    score: float | None
    numbers: tuple[float, float, float, float]
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle in pixels of the picture: its left upper corner, width and height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Detection:
    """Objects in a picture. `is_ambiguous` tells that order or unit of the numbers had to be guessed."""

    boxes: tuple[Box, ...]
    form: BoxForm = field(default_factory=BoxForm)
    is_ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class Mask:
    """One segment of a picture; `png` is its mask, white where the segment is, in base64."""

    label: str
    score: float | None
    png: str = field(repr=False)
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Segments of a picture."""

    masks: tuple[Mask, ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a picture; `corners` are points in pixels around it, none where the answer has none."""

    text: str
    score: float | None
    corners: tuple[tuple[float, float], ...] = ()
    path: Path = ()


@dataclass(frozen=True, slots=True)
class TextLines:
    """Text that was found in a picture (optical character recognition)."""

    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of the text that was sent, from character `start` to before `end`; both -1 where unknown."""

    label: str
    word: str
    score: float | None
    start: int = -1
    end: int = -1
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Entities:
    """Entities in a text (token classification); `text` is empty where it is not known."""

    text: str
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that were sent beside the rows that came back.

    `columns` are the names, those that were sent first. A cell is None where its row has no such column. `results` are
    the indices of the columns that only the answer has.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Json, ...], ...]
    results: tuple[int, ...] = ()
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Number:
    """One number, such as the result of a regression."""

    name: str
    value: float
    text: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function that the model wants called; `arguments` is JSON as text, as sent."""

    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation; `role` is `system`, `user`, `assistant` or `tool`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Chat:
    """What a language model said, after the turns that were sent to it.

    Counts of tokens are None where the answer has none; `seconds` is how long the server says it generated, 0 unknown.
    """

    text: str
    turns: tuple[Turn, ...] = ()
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    model: str = ""
    finish: str = ""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    seconds: float = 0.0
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Embedding:
    """Vectors for the inputs; `norms` are their lengths."""

    vectors: tuple[tuple[float, ...], ...] = field(repr=False)
    norms: tuple[float, ...] = ()
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Words that were heard, from `start` to `end` seconds; None where unknown."""

    text: str
    start: float | None
    end: float | None
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """Speech as text."""

    text: str
    spans: tuple[Span, ...] = ()
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures in the answer, each in base64; none where the answer itself is one."""

    encoded: tuple[str, ...] = field(repr=False)
    media_type: str = "image/png"
    paths: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """The answer of a server that did not do what was asked: its words and its code."""

    text: str
    code: str = ""
    path: Path = ()


Meaning = (
    Classification
    | Detection
    | Segmentation
    | TextLines
    | Entities
    | Table
    | Number
    | Chat
    | Embedding
    | Transcript
    | Pictures
    | Fault
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A meaning, how sure the reader is of it from 0 to 1, and where in the answer it stands."""

    meaning: Meaning
    certainty: float
    sources: tuple[Path, ...] = ()
    notes: tuple[Message, ...] = ()


def readings(readers: Iterable["Reader"], exchanged: Exchanged) -> tuple[tuple["Reader", Reading], ...]:
    """Return what the readers make of an answer, the most certain first.

    One that means nothing for certain, or only holds a picture, may be in an envelope such as `{"code": 0, "data": …}`:
    then the inside is read too. Paths that the user picked are those of the whole.
    """
    known = tuple(readers)
    found = [(reader, reading) for reader in known if (reading := reader.read(exchanged)) is not None]
    is_known = any(reading.certainty >= CERTAIN and not isinstance(reading.meaning, Pictures) for _, reading in found)
    key = "" if is_known else _envelope(exchanged.document)
    if key and isinstance(exchanged.document, dict):
        inside = replace(exchanged, document=exchanged.document[key], picks=())
        least, names = CERTAIN if found else 0.0, {reader.name for reader, _ in found}
        read = [(reader, reader.read(inside)) for reader in known if reader.name not in names]
        found += [(reader, _moved(one, (key,))) for reader, one in read if one is not None and one.certainty >= least]
    return tuple(sorted(found, key=lambda each: (-each[1].certainty, each[0].order)))


def _envelope(document: Json) -> str:
    """Return the member that is the answer proper: the only one of these names that holds an object or a list."""
    if not isinstance(document, dict):
        return ""
    held = [key for key in _ENVELOPES if isinstance(document.get(key), dict | list)]
    return held[0] if len(held) == 1 else ""


def _moved(reading: Reading, under: Path) -> Reading:
    """Return a reading of what was in an envelope with its places as they are in the answer."""
    sources = tuple((*under, *source) for source in reading.sources)
    return replace(reading, meaning=_placed(reading.meaning, under), sources=sources)


def _placed(value: Any, under: Path) -> Any:
    """Return a meaning, or a part of one, with its paths below another one."""
    changes: dict[str, object] = {}
    for slot in fields(value):
        held = getattr(value, slot.name)
        if slot.name == "path" or (slot.name == "top_path" and held):
            changes[slot.name] = (*under, *held)
        elif slot.name == "paths":
            changes[slot.name] = tuple((*under, *path) for path in held)
        elif isinstance(held, tuple) and held and is_dataclass(held[0]) and not isinstance(held[0], Turn | ToolCall):
            changes[slot.name] = tuple(_placed(part, under) for part in held)
    return replace(value, **changes)


def item_at(reading: Reading, path: Path) -> int | None:
    """Return which class, box, segment or line belongs to a place of the answer; of parallel lists, by index."""
    match reading.meaning:
        case (
            Classification(classes=found) | Detection(boxes=found) | Segmentation(masks=found) | TextLines(lines=found)
        ):
            places = [item.path for item in found]
        case _:
            return None
    for number, place in enumerate(places):
        if place and path[: len(place)] == place:
            return number
    for source in reading.sources:
        if path[: len(source)] == source and len(path) > len(source) and isinstance(path[len(source)], int):
            return next((number for number, place in enumerate(places) if place[-1:] == (path[len(source)],)), None)
    return None


class Reader(Protocol):
    """Knows one shape of answer. `name` is remembered per request, `order` places it in menus."""

    @property
    def name(self) -> str:
        """The stable key."""

    @property
    def label(self) -> Message:
        """What people see."""

    @property
    def order(self) -> int:
        """Where it stands in lists; of two readings as certain, the earlier one is shown."""

    def read(self, exchanged: Exchanged) -> Reading | None:
        """Return what the answer means, None where it has another shape. Never raises."""


def rectangle(box: Box, form: BoxForm, picture: tuple[int, int]) -> Rectangle | None:
    """Return where a box lies on a picture of `picture` pixels; None for numbers that are no box.

    What reaches out of the picture is kept: it is what the model said.
    """
    if not all(math.isfinite(value) for value in box.numbers):
        return None
    a, b, c, d = box.numbers
    match form.order:
        case "yxyx":
            x, y, width, height = b, a, d - b, c - a
        case "xyxy":
            x, y, width, height = a, b, c - a, d - b
        case "cxcywh":
            x, y, width, height = a - c / 2, b - d / 2, c, d
        case _:
            x, y, width, height = a, b, c, d
    if width < 0 or height < 0:
        return None
    across, down = picture if form.is_normalised else (1, 1)
    return Rectangle(x * across, y * down, width * across, height * down)
