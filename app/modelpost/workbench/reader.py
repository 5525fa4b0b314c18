"""From a response to what the views show: decoding, charset, kind, and the view that fits best."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from modelpost.core.failures import FileTrouble, FormatTrouble, GrownTooLarge, ModelpostError
from modelpost.core.registry import Registry
from modelpost.core.response import Response, StoredBody
from modelpost.core.text import Message
from modelpost.documents.charset import charset_of
from modelpost.documents.media_type import MediaType, is_json, sniff
from modelpost.viewers.api import Answer, Buffer, LayoutRendering, Rendering, TextRendering, Viewer
from modelpost.workbench.laid_out import GrowingFile, LaidOut

_SNIFFED = 4096
_BINARY = "application/octet-stream"
_GUESSED = "cp1252"
_CONTROLS = frozenset("".join(map(chr, (*range(9), 11, *range(14, 27), *range(28, 32)))))
"""What no text holds: the binary data bytes of WHATWG MIME Sniffing, section 3."""


class BodyStore(Protocol):
    """What the reader needs of the spools."""

    def chunks(self, body: StoredBody, size: int = 1 << 18) -> Iterator[bytes]:
        """Yield the bytes of a body."""

    def open_bytes(self, body: StoredBody) -> Buffer:
        """Return a body as one buffer, mapped where it lies in a file."""

    def keep(self, chunks: Iterable[bytes]) -> StoredBody:
        """Store bytes as a body."""

    def grow(self) -> GrowingFile:
        """Begin a text that is read while it is written."""


class Decode(Protocol):
    """Undoes content codings; `largest` is how many bytes that may give, 0 for the usual rule."""

    def __call__(self, chunks: Iterator[bytes], codings: tuple[str, ...], *, largest: int = 0) -> Iterator[bytes]:
        """Yield the bytes; raises FormatTrouble, after all that could be decoded."""


class ResponseReader:
    """Reads responses for the views; every call may take long and belongs off the GUI thread."""

    def __init__(self, bodies: BodyStore, decode: Decode, viewers: Registry[Viewer]) -> None:
        self._bodies = bodies
        self._decode = decode
        self._viewers = viewers

    def read(self, response: Response, largest: int = 0) -> Answer:
        """Decode the body and find out what it is; one of which nothing can be unpacked stays as it was received."""
        content, trouble = self._decoded(response, largest)
        note = _in_one(trouble) if trouble is not None else None
        is_packed = note is not None and not len(content)
        if is_packed:
            content = self.raw(response)
        declared = MediaType.parse(response.headers.first("Content-Type"))
        beginning = bytes(content[:_SNIFFED])
        charset = charset_of(declared.parameter("charset"), beginning, is_whole=len(content) <= _SNIFFED)
        found = _found(beginning, "" if is_packed else declared.essence, charset)
        if charset == _GUESSED and is_json(found) and not declared.parameter("charset"):
            charset = "utf-8"  # JSON is nothing else (RFC 8259, section 8.1): what breaks it is marked, not guessed
        if found != declared.essence and declared.essence and len(content):
            note = note or Message("Sent as {declared}, looks like {found}.", declared=declared.essence, found=found)
        stopped_at = len(content) if isinstance(trouble, GrownTooLarge) else 0
        return Answer(response, content, found, declared.essence, charset, note, stopped_at)

    def best_view(self, answer: Answer) -> str:
        """Return the name of the view that fits the answer best."""
        return max(self._viewers, key=lambda viewer: viewer.score(answer)).name

    def render(self, answer: Answer, view: str) -> Rendering:
        """Return what a view shows; a text that takes its time is there as far as its first screen."""
        rendering = self._viewers[view].render(answer)
        if not isinstance(rendering, LayoutRendering):
            return rendering
        try:
            growing = LaidOut(rendering.layout, rendering.content, self._bodies.grow)
        except FileTrouble as trouble:  # a full disk; what was received can be read all the same
            return TextRendering(rendering.content, rendering.language, rendering.charset, _in_one(trouble))
        content = growing.now.content
        return TextRendering(content, rendering.language, rendering.charset, rendering.note, None, growing)

    def raw(self, response: Response) -> Buffer:
        """Return the body as received, before decoding."""
        return self._bodies.open_bytes(response.body)

    def body(self, body: StoredBody) -> Buffer:
        """Return a body as it was kept."""
        return self._bodies.open_bytes(body)

    def _decoded(self, response: Response, largest: int) -> tuple[Buffer, FormatTrouble | None]:
        if not response.codings or not response.body.size:
            return self._bodies.open_bytes(response.body), None
        trouble: list[FormatTrouble] = []
        decoded = self._decode(self._bodies.chunks(response.body), response.codings, largest=largest)
        pieces = _until_damaged(decoded, trouble)
        content = self._bodies.open_bytes(self._bodies.keep(pieces))
        return content, trouble[0] if trouble else None


def _found(beginning: bytes, declared: str, charset: str) -> str:
    """Return what a body is; a text in a charset other than UTF-8 is one all the same."""
    found = sniff(beginning, declared)
    if found != _BINARY or declared != "text/plain":
        return found
    text = beginning.decode(charset, "replace")
    return found if _CONTROLS.intersection(text) else sniff(text.encode("utf-8", "replace"), declared)


def _in_one(trouble: ModelpostError) -> Message:
    """Return what happened and what to do as one message, for the line above the view."""
    return Message("{what}. {remedy}", what=trouble.summary, remedy=trouble.hint)


def _until_damaged(pieces: Iterator[bytes], trouble: list[FormatTrouble]) -> Iterator[bytes]:
    """Yield what can be decoded and note what ended it: half an answer is worth more than none."""
    try:
        yield from pieces
    except FormatTrouble as error:
        trouble.append(error)
