"""The request as it goes over the wire: its head, and its body in blocks."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from modelpost.core.automatic import MULTIPART, lacks_boundary
from modelpost.core.failures import FileTrouble
from modelpost.core.headers import Header, HeaderList, Source
from modelpost.core.ports import Files
from modelpost.core.resolved import FileSlice, Payload, ResolvedRequest
from modelpost.core.secrets import Redactor
from modelpost.core.text import Message
from modelpost.net.connection import Connection
from modelpost.net.route import Route

_HASHED_UP_TO = 1 << 23
_PREVIEWED = 1 << 12
_EXPECT_BODY = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request ready to leave: its final headers, and its payload with the size of every part."""

    method: str
    target: str
    headers: HeaderList
    payload: Payload
    sizes: tuple[int, ...]
    has_new_boundary: bool = False

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return sum(self.sizes)

    def head(self) -> bytes:
        """Return request line and headers (RFC 9112, section 3); values beyond Latin-1 go out as UTF-8."""
        lines = [f"{self.method} {self.target} HTTP/1.1".encode("ascii")]
        lines += [field.name.encode("ascii") + b": " + _value(field.value) for field in self.headers]
        return b"\r\n".join((*lines, b"", b""))

    def masked(self, redactor: Redactor) -> HeaderList:
        """Return the headers as they may be shown."""
        return HeaderList(
            tuple(replace(field, value=redactor.header(field.name, field.value)) for field in self.headers)
        )


def outgoing(request: ResolvedRequest, payload: Payload, route: Route, files: Files, user_agent: str) -> Outgoing:
    """Add the automatic headers and measure the body. Raises FileTrouble for a file that cannot be sent."""
    sizes = tuple(_size(segment, files) for segment in payload.segments)
    total = sum(sizes)
    typed = request.headers.first("Content-Type")
    needs_boundary = lacks_boundary(typed) and payload.content_type.startswith(MULTIPART)
    headers = request.headers
    if needs_boundary:
        headers = HeaderList(
            tuple(
                replace(field, value=payload.content_type) if field.name.lower() == "content-type" else field
                for field in headers
            )
        )
    wanted = [
        ("Host", route.authority),
        ("User-Agent", user_agent),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate"),
    ]
    if payload.content_type:
        wanted.append(("Content-Type", payload.content_type))
    if payload.segments or request.method in _EXPECT_BODY:
        headers = headers.without("Content-Length", "Transfer-Encoding")
        wanted.append(("Content-Length", str(total)))
    added = [
        Header(name, value, Source.AUTOMATIC)
        for name, value in wanted
        if name not in headers and (name.lower() not in request.omitted or name in {"Host", "Content-Length"})
    ]
    fields = (*(field for field in added if field.name == "Host"), *headers)
    fields = (*fields, *(field for field in added if field.name != "Host"))
    return Outgoing(request.method, _target(request, route), HeaderList(fields), payload, sizes, needs_boundary)


class BodySender:
    """Sends a payload over a connection in pieces, and knows what went out."""

    def __init__(self, message: Outgoing, files: Files) -> None:
        self._message = message
        self._files = files
        self._digest = sha256() if message.size <= _HASHED_UP_TO else None
        self._preview = bytearray()
        self.sent = 0

    @property
    def checksum(self) -> str:
        """SHA-256 of a body up to 8 MB, empty for none and for larger ones."""
        return self._digest.hexdigest() if self._digest is not None and self.sent else ""

    @property
    def preview(self) -> bytes:
        """The first 4 KB."""
        return bytes(self._preview)

    def send(self, connection: Connection, head: bytes) -> Iterator[int]:
        """Send head and body; yield the number of body bytes sent so far after each piece."""
        first = head
        for segment, size in zip(self._message.payload.segments, self._message.sizes, strict=True):
            if isinstance(segment, bytes):
                connection.send(first + segment if first else segment)
                first = b""
                self._note(segment)
                yield self.sent
                continue
            if first:
                connection.send_head(first)
                first = b""
            yield from self._send_file(connection, segment, size)
        if first:
            connection.send_head(first)

    def _send_file(self, connection: Connection, segment: FileSlice, size: int) -> Iterator[int]:
        reader = self._files.open(segment.path)
        try:
            offset = 0
            while offset < size:
                if self._digest is not None:
                    block = reader.read(min(size - offset, 1 << 20))
                    connection.send(block)
                    count = len(block)
                    self._note(block)
                else:
                    count = connection.send_file(reader, offset, size - offset)
                    self.sent += count
                if not count:
                    raise FileTrouble(
                        segment.path,
                        Message("{path} became shorter while it was sent", path=segment.path),
                        Message("Another program wrote to it. Send again when it is done."),
                    )
                offset += count
                yield self.sent
        finally:
            reader.close()

    def _note(self, block: bytes) -> None:
        self.sent += len(block)
        if self._digest is not None:
            self._digest.update(block)
        if len(self._preview) < _PREVIEWED:
            self._preview += block[: _PREVIEWED - len(self._preview)]


def _size(segment: bytes | FileSlice, files: Files) -> int:
    return len(segment) if isinstance(segment, bytes) else files.size(segment.path)


def _target(request: ResolvedRequest, route: Route) -> str:
    parts = urlsplit(request.url)
    path = parts.path or "/"
    origin_form = f"{path}?{parts.query}" if parts.query else path
    if route.proxy and route.scheme == "http":
        return f"http://{route.authority}{origin_form}"  # absolute form (RFC 9112, section 3.2.2)
    return origin_form


def _value(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")
