"""What an answer means, worked out on the thread of its exchange."""

from dataclasses import dataclass
from pathlib import Path

from modelpost.core.failures import ModelpostError
from modelpost.core.media import type_of_file
from modelpost.core.registry import Registry
from modelpost.core.resolved import FileContent, FilePart, MultipartContent, ResolvedRequest, TextContent
from modelpost.core.text import Message
from modelpost.documents.json_values import Json, parse
from modelpost.documents.picture_size import ENOUGH, picture_size
from modelpost.inference.api import CERTAIN, Exchanged, Reader, Reading, readings
from modelpost.store.files import read_whole
from modelpost.viewers.api import Answer, Buffer

_LARGEST = 8 << 20
_MOST_VALUES = 250_000
"""Commas in a document up to which it is parsed: one call of the parser holds Python's lock, 20 ms for so many."""

_FIRST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Named:
    """A reading, and the reader that it comes from."""

    name: str
    label: Message
    reading: Reading


@dataclass(frozen=True, slots=True)
class Understood:
    """Every reading of an answer, the most certain first; `picture` is the path of the picture that was sent."""

    found: tuple[Named, ...]
    picture: str = ""
    size: tuple[int, int] | None = None

    @property
    def is_certain(self) -> bool:
        """Tell whether the first reading can be shown by itself."""
        return bool(self.found) and self.found[0].reading.certainty >= CERTAIN and self.found[0].name != "fault"


class Understanding:
    """Reads answers with every reader there is."""

    def __init__(self, readers: Registry[Reader]) -> None:
        self._readers = readers

    def of(self, answer: Answer, request: ResolvedRequest) -> Understood | None:
        """Return what an answer means, None where no reader knows its shape. May take tens of milliseconds."""
        document = _document(answer.content)
        picture = _picture_sent(request)
        size = _size_of(picture)
        exchanged = Exchanged(
            answer.response.status,
            answer.media_type,
            answer.response.url,
            document,
            content=answer.content,
            sent=_sent(request),
            picture=size,
        )
        found = tuple(
            Named(reader.name, reader.label, reading) for reader, reading in readings(self._readers, exchanged)
        )
        return Understood(found, picture, size) if found else None


def _document(content: Buffer) -> Json:
    if not 0 < len(content) <= _LARGEST:
        return None
    whole = bytes(content)
    if whole.count(b",") > _MOST_VALUES:
        return None
    try:
        return parse(whole)
    except ModelpostError:
        return None


def _sent(request: ResolvedRequest) -> Json:
    content = request.content
    return _document(content.text.encode("utf-8", "replace")) if isinstance(content, TextContent) else None


def _picture_sent(request: ResolvedRequest) -> str:
    """Return the path of the first picture that a request sends, empty for none."""
    match request.content:
        case FileContent(path=path):
            return path if type_of_file(path).startswith("image/") else ""
        case MultipartContent(parts=parts):
            paths = [part.path for part in parts if isinstance(part, FilePart)]
            return next((path for path in paths if type_of_file(path).startswith("image/")), "")
    return ""


def _size_of(path: str) -> tuple[int, int] | None:
    if not path:
        return None
    try:
        return picture_size(read_whole(Path(path).expanduser(), up_to=ENOUGH))
    except ModelpostError:
        return None
