"""What went over the wire, written down: heads and texts as they were, other bytes as a hex dump."""

from collections.abc import Callable, Iterator

from modelpost.core.events import Event, HeadReceived, HeadSent, RequestSent
from modelpost.core.response import Response, StoredBody
from modelpost.core.sent import SentPart
from modelpost.core.text import Message

KEPT = 1 << 20
"""Bytes of an answer's body that are written down; all of it is in the raw view."""

Buffer = bytes | memoryview
Open = Callable[[StoredBody], Buffer]
Piece = bytes | Message
"""Bytes as they were, or a line of ours between them."""

_ROW = 16
_PRINTABLE = bytes(code if 32 <= code < 127 else ord(".") for code in range(256))
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0c\x1b")


def sent(events: tuple[Event, ...], opened: Open) -> Iterator[Piece]:
    """Yield the requests of an exchange: each head, and each part of the body as far as it was kept."""
    number = 0
    for event in events:
        match event:
            case HeadSent():
                number += 1
                if number > 1:
                    yield Message("Request {number}", number=number)
                lines = [f"{event.method} {event.target} HTTP/1.1"]
                lines += [f"{field.name}: {field.value}" for field in event.headers]
                yield "\r\n".join((*lines, "", "")).encode("utf-8", "replace")
            case RequestSent() if event.body_size:
                yield from _body(event, opened)


def received(events: tuple[Event, ...], response: Response | None, opened: Open) -> Iterator[Piece]:
    """Yield the answers of an exchange: each head as received, and the last one's body, up to 1 MB of it."""
    number = 0
    for event in events:
        if isinstance(event, HeadReceived):
            number += 1
            if number > 1:
                yield Message("Answer {number}", number=number)
            yield event.raw + b"\r\n\r\n"
    if response is None:
        return
    body = opened(response.body)
    yield from shown(bytes(body[:KEPT]), is_cut=len(body) > KEPT)
    if len(body) > KEPT:
        yield Message("The body goes on: {size} bytes in all. The view Raw has them.", size=len(body))


def shown(content: bytes, *, is_cut: bool = False) -> Iterator[bytes]:
    """Yield a content: as it is where it is text, else as a hex dump."""
    if not content:
        return
    if is_text(content, is_cut=is_cut):
        yield content if content.endswith(b"\n") else content + b"\n"
        return
    for start in range(0, len(content), _ROW):
        yield hex_row(start, content[start : start + _ROW])


def is_text(content: bytes, *, is_cut: bool = False) -> bool:
    """Tell whether bytes are UTF-8 without control characters; one that the cut split may be missing at the end."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if not (is_cut and error.start >= len(content) - 3 and error.reason == "unexpected end of data"):
            return False
    return not any(byte < 32 and byte not in _TEXT_CONTROLS for byte in set(content))


def hex_row(offset: int, row: bytes) -> bytes:
    """Return one line of a hex dump: offset, 16 bytes, and what of them can be printed."""
    left, right = row[:8].hex(" "), row[8:].hex(" ")
    return f"{offset:08x}  {left:<23}  {right:<23}  {row.translate(_PRINTABLE).decode('ascii')}\n".encode("ascii")


def _body(event: RequestSent, opened: Open) -> Iterator[Piece]:
    record, at = bytes(opened(event.body.record)), 0
    for part in event.body.parts:
        kept = record[at : at + part.kept]
        at += part.kept
        yield from shown(kept, is_cut=part.kept < part.size)
        yield from _remark(part)


def _remark(part: SentPart) -> Iterator[Message]:
    """Say of a part what its bytes do not: the file it is, how much went out, and its digest."""
    if not part.is_whole:
        yield Message("Only {size} bytes of this part went out.", size=part.size)
    elif part.path:
        yield Message("{size} bytes of {path}", size=part.size, path=part.path)
    elif part.kept < part.size:
        yield Message("This part goes on: {size} bytes in all", size=part.size)
    if part.sha256 and (part.path or part.kept < part.size):
        yield Message("SHA-256 {digest}", digest=part.sha256)
    elif part.is_whole and part.path:
        yield Message("SHA-256 was not taken: the connection was faster than it.")
