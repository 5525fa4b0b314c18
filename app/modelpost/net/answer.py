"""An answer as it comes off a connection: status line, header fields and body (RFC 9112).

A reader of our own rather than the standard library's: it keeps header fields as they were sent, names what is wrong
with an answer instead of swallowing it, bounds the head by its size, and hands over bytes the moment they arrive.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from modelpost.core.headers import Header, HeaderList
from modelpost.core.text import Message

LARGEST_HEAD = 1 << 18
"""Bytes of status line and headers that are read before giving up; curl stops at 300 KB."""

_LONGEST_CHUNK_LINE = 1 << 14
_AT_A_TIME = 1 << 18
_STATUS_LINE = re.compile(rb"HTTP/(\d(?:\.\d)?)[ \t]+(\d{3})(?:[ \t]+([^\r\n]*?))?[ \t]*")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)\d\d")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?")
_DECIMAL = re.compile(r"\d{1,18}")
_STATUS_LENGTH = len("HTTP/1.1 200")
_PROTOCOL = b"HTTP/"
_FIRST_FINAL = 200
_SWITCHING = 101
_WITHOUT_BODY = frozenset({204, 304})
_CHUNKED = "chunked"


class BadAnswer(Exception):
    """What arrives is not an HTTP answer; says why."""


class BadTransfer(BadAnswer):
    """What was done to the body for the way cannot be undone; says why in words for people."""

    def __init__(self, summary: Message) -> None:
        super().__init__(summary.filled())
        self.summary = summary


class NoAnswer(ConnectionResetError):
    """The connection closed before the first byte of an answer."""


class CutShort(ConnectionResetError):
    """The connection closed within an answer."""


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """Status line and header fields, and the bytes that they were read from, up to the blank line."""

    status: int
    reason: str
    version: str
    headers: HeaderList
    raw: bytes = field(default=b"", repr=False)

    @property
    def transfer_codings(self) -> tuple[str, ...]:
        """What was done to the body for the way, in order; chunks last of all (RFC 9112, section 6.1)."""
        return tuple(coding for coding in self.headers.listed("Transfer-Encoding") if coding != "identity")

    @property
    def keeps_alive(self) -> bool:
        """Tell whether the connection stays open after this answer (RFC 9112, section 9.3).

        Nothing follows a 101, nor an answer that says in two ways how long it is (section 6.3): it may hide another.
        """
        if self.status < _FIRST_FINAL or ("Transfer-Encoding" in self.headers and "Content-Length" in self.headers):
            return False
        options = self.headers.listed("Connection")
        return "close" not in options and (self.version != "HTTP/1.0" or "keep-alive" in options)


class AnswerReader:
    """Reads the answers that follow one another on a connection.

    `receive(n)` returns up to `n` bytes as soon as there are any, none when the connection was closed, and None where
    somebody wants to know that nothing came for a while.
    """

    def __init__(self, receive: Callable[[int], bytes | None]) -> None:
        self._receive = receive
        self._buffer = bytearray()
        self.trailers = HeaderList()
        """The header fields that stood behind the last body (RFC 9112, section 7.1.2)."""

    @property
    def has_more(self) -> bool:
        """Tell whether bytes arrived that belong to nothing read so far."""
        return bool(self._buffer)

    def rest(self) -> bytes:
        """Give up what arrived behind the last answer: it is no HTTP any more."""
        return self._take(len(self._buffer))

    def feed(self, piece: bytes) -> bool:
        """Take bytes that arrived while the request was still going out; tell whether they begin a final answer."""
        self._buffer += piece
        while _INTERIM.match(self._buffer):
            end = _BLANK_LINE.search(self._buffer)
            if end is None:
                return False
            del self._buffer[: end.end()]
        return len(self._buffer) >= _STATUS_LENGTH

    def head(self, before_waiting: Callable[[], None]) -> AnswerHead:
        """Wait for a status line and headers; interim answers are passed over (RFC 9110, section 15.2).

        A server may say a little now and then for ever: `before_waiting` is called before each wait for more.
        """
        passed = 0
        while passed <= LARGEST_HEAD:
            head = parse_head(self._head_block(before_waiting))
            if head.status >= _FIRST_FINAL or head.status == _SWITCHING:
                return head
            passed += len(head.raw)
        raise BadAnswer(f"the interim answers are longer than {LARGEST_HEAD >> 10} KB")

    def body(self, method: str, head: AnswerHead) -> Iterator[bytes]:
        """Yield the body as it arrives, and an empty piece for each while without any that `receive` tells of.

        Raises CutShort where the connection closes before its end.
        """
        self.trailers = HeaderList()
        length = announced_length(method, head)
        if length is not None:
            return self._exactly(length)
        return self._chunked() if is_chunked(head) else self._until_close()

    # -----------------------------------------------------------------------------------------------------------------

    def _head_block(self, before_waiting: Callable[[], None]) -> bytes:
        searched = 0
        while (end := _BLANK_LINE.search(self._buffer, searched)) is None:
            if len(self._buffer) > LARGEST_HEAD:
                raise BadAnswer(f"the headers are longer than {LARGEST_HEAD >> 10} KB")
            if not _PROTOCOL.startswith(self._buffer[: len(_PROTOCOL)]):
                raise BadAnswer(f"it begins with {bytes(self._buffer[:40])!r}")
            searched = max(0, len(self._buffer) - 3)
            before_waiting()
            piece = self._receive(_AT_A_TIME)
            if piece == b"":
                raise CutShort("closed within the headers") if self._buffer else NoAnswer("closed without an answer")
            self._buffer += piece or b""
        block = bytes(self._buffer[: end.start()])
        del self._buffer[: end.end()]
        if len(block) > LARGEST_HEAD:
            raise BadAnswer(f"the headers are longer than {LARGEST_HEAD >> 10} KB")
        return block

    def _filled(self) -> Iterator[bytes]:
        """Wait for bytes; yield an empty piece for each while without any."""
        while (piece := self._receive(_AT_A_TIME)) is None:
            yield b""
        if not piece:
            raise CutShort("closed within the body")
        self._buffer += piece

    def _until_line(self) -> Iterator[bytes]:
        """Wait for the end of a line; yield as `_filled` does."""
        while b"\n" not in self._buffer:
            if len(self._buffer) > _LONGEST_CHUNK_LINE:
                raise BadAnswer("the size of a chunk does not end")
            yield from self._filled()

    def _take(self, size: int) -> bytes:
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece

    def _exactly(self, size: int) -> Iterator[bytes]:
        left = size
        while left:
            piece = self._take(left) if self._buffer else self._receive(min(left, _AT_A_TIME))
            if piece == b"":
                raise CutShort(f"{size - left} of {size} bytes arrived")
            piece = piece or b""
            left -= len(piece)
            yield piece

    def _until_close(self) -> Iterator[bytes]:
        if self._buffer:
            yield self._take(len(self._buffer))
        while (piece := self._receive(_AT_A_TIME)) != b"":
            yield piece or b""

    def _chunked(self) -> Iterator[bytes]:
        """Undo chunks (RFC 9112, section 7.1); those that arrive together are handed over together."""
        ready = bytearray()
        while True:
            if b"\n" not in self._buffer:  # the next line has to be waited for
                if ready:
                    yield bytes(ready)
                    ready.clear()
                yield from self._until_line()
            size = self._chunk_size()
            if not size:
                break
            while size:
                if not self._buffer:
                    if ready:
                        yield bytes(ready)
                        ready.clear()
                    yield from self._filled()
                piece = self._take(size)
                size -= len(piece)
                ready += piece
            if b"\n" not in self._buffer:
                if ready:
                    yield bytes(ready)
                    ready.clear()
                yield from self._until_line()
            if self._line():
                raise BadAnswer("a chunk is longer than its size")
        if ready:
            yield bytes(ready)
        yield from self._read_trailers()

    def _chunk_size(self) -> int:
        line = self._line()
        size = _CHUNK_SIZE.fullmatch(line)
        if size is None:
            raise BadAnswer(f"{line[:40]!r} is not the size of a chunk")
        return int(size[1], 16)

    def _line(self) -> bytes:
        """Take the line that is there."""
        return self._take(self._buffer.find(b"\n") + 1).rstrip(b"\r\n")

    def _read_trailers(self) -> Iterator[bytes]:
        length = 0
        lines: list[bytes] = []
        while True:
            yield from self._until_line()
            line = self._line()
            if not line:
                self.trailers = _fields(lines)
                return
            name, colon, _ = line.partition(b":")
            if colon and name.strip():  # the body is whole: what else stands there is no reason to fail
                lines.append(line)
            length += len(line)
            if length > LARGEST_HEAD:
                raise BadAnswer("the trailers do not end")


def parse_head(block: bytes) -> AnswerHead:
    """Return the head that `block` is, without its blank line."""
    first, *lines = block.split(b"\n")
    status = _STATUS_LINE.fullmatch(first.rstrip(b"\r"))
    if status is None:
        raise BadAnswer(f"{first[:40]!r} is not a status line")
    version = f"HTTP/{status[1].decode('ascii')}"
    return AnswerHead(int(status[2]), _text(status[3] or b""), version, _fields(lines), block)


def _fields(lines: list[bytes]) -> HeaderList:
    """Return header fields, the folded lines among them joined (RFC 9112, section 5.2)."""
    found: list[Header] = []
    for line in lines:
        text = line.rstrip(b"\r")
        if text[:1] in {b" ", b"\t"} and found:
            last = found[-1]
            found[-1] = Header(last.name, f"{last.value} {_text(text.strip())}".strip())
            continue
        name, colon, value = text.partition(b":")
        if not colon or not name.strip():
            raise BadAnswer(f"{text[:40]!r} is not a header")
        found.append(Header(_text(name.strip()), _text(value.strip(b" \t"))))
    return HeaderList(tuple(found))


def announced_length(method: str, head: AnswerHead) -> int | None:
    """Return how long the body will be, None where only its end tells (RFC 9112, section 6.3)."""
    if method == "HEAD" or head.status in _WITHOUT_BODY or head.status < _FIRST_FINAL:
        return 0
    if head.transfer_codings:
        return None
    lengths = {part.strip() for value in head.headers.all("Content-Length") for part in value.split(",")}
    if not lengths:
        return None
    if len(lengths) > 1 or not all(_DECIMAL.fullmatch(length) for length in lengths):
        raise BadAnswer(f"Content-Length says {', '.join(sorted(lengths))[:40]}")
    return int(lengths.pop())


def is_chunked(head: AnswerHead) -> bool:
    """Tell whether the body comes in chunks."""
    return head.transfer_codings[-1:] == (_CHUNKED,)


def packed_for_the_way(method: str, head: AnswerHead) -> tuple[str, ...]:
    """Return what else was done to the body for the way than to cut it in chunks, in order."""
    if announced_length(method, head) is not None:
        return ()
    return head.transfer_codings[:-1] if is_chunked(head) else head.transfer_codings


def ends_by_itself(method: str, head: AnswerHead) -> bool:
    """Tell whether the body's end can be told from the connection's."""
    return announced_length(method, head) is not None or is_chunked(head)


def _text(value: bytes) -> str:
    """Decode a header: UTF-8 where it is that, else Latin-1 as the standard had it once (RFC 9110, section 5.5)."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
