"""From a response to what the views show: decoding, charset, kind, and the view that fits best."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from modelpost.core.failures import FormatTrouble
from modelpost.core.registry import Registry
from modelpost.core.response import Response, StoredBody
from modelpost.core.text import Message
from modelpost.documents.charset import charset_of
from modelpost.documents.media_type import MediaType, sniff
from modelpost.viewers.api import Answer, Buffer, Rendering, Viewer

_CODINGS_OF_NOTHING = {"", "identity"}
_SNIFFED = 4096


class BodyStore(Protocol):
    """What the reader needs of the spools."""

    def chunks(self, body: StoredBody, size: int = 1 << 18) -> Iterator[bytes]:
        """Yield the bytes of a body."""

    def open_bytes(self, body: StoredBody) -> Buffer:
        """Return a body as one buffer, mapped where it lies in a file."""

    def keep(self, chunks: Iterable[bytes]) -> StoredBody:
        """Store bytes as a body."""


Decode = Callable[[Iterator[bytes], tuple[str, ...]], Iterator[bytes]]


class ResponseReader:
    """Reads responses for the views; every call may take long and belongs off the GUI thread."""

    def __init__(self, bodies: BodyStore, decode: Decode, viewers: Registry[Viewer]) -> None:
        self._bodies = bodies
        self._decode = decode
        self._viewers = viewers

    def read(self, response: Response) -> Answer:
        """Decode the body and find out what it is."""
        content, note = self._decoded(response)
        declared = MediaType.parse(response.headers.first("Content-Type"))
        found = sniff(bytes(content[:_SNIFFED]), declared.essence)
        if found != declared.essence and declared.essence and len(content):
            note = note or Message("Sent as {declared}, looks like {found}.", declared=declared.essence, found=found)
        return Answer(
            response=response,
            content=content,
            media_type=found,
            declared_type=declared.essence,
            charset=charset_of(declared.parameter("charset"), bytes(content[:_SNIFFED])),
            note=note,
        )

    def best_view(self, answer: Answer) -> str:
        """Return the name of the view that fits the answer best."""
        return max(self._viewers, key=lambda viewer: viewer.score(answer)).name

    def render(self, answer: Answer, view: str) -> Rendering:
        """Return what a view shows."""
        return self._viewers[view].render(answer)

    def raw(self, response: Response) -> Buffer:
        """Return the body as received, before decoding."""
        return self._bodies.open_bytes(response.body)

    def _decoded(self, response: Response) -> tuple[Buffer, Message | None]:
        listed = ",".join(response.headers.all("Content-Encoding")).lower().split(",")
        codings = tuple(coding.strip() for coding in listed if coding.strip() not in _CODINGS_OF_NOTHING)
        if not codings or not response.body.size:
            return self._bodies.open_bytes(response.body), None
        trouble: list[FormatTrouble] = []
        pieces = _until_damaged(self._decode(self._bodies.chunks(response.body), codings), trouble)
        content = self._bodies.open_bytes(self._bodies.keep(pieces))
        return content, trouble[0].summary if trouble else None


def _until_damaged(pieces: Iterator[bytes], trouble: list[FormatTrouble]) -> Iterator[bytes]:
    """Yield what can be decoded and note what ended it: half an answer is worth more than none."""
    try:
        yield from pieces
    except FormatTrouble as error:
        trouble.append(error)
