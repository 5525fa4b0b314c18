"""Streams cut into their parts while they arrive: server-sent events, lines of JSON, pieces of text.

A parser is fed bytes however the network cut them, and returns the parts that are complete. It keeps no more of one
part than it was told to (`LARGEST_KEPT`), but counts all of it.
"""

import codecs
from typing import NamedTuple, Protocol

LARGEST_KEPT = 16 << 20
"""Bytes of one part's data that are handed over; a line of 100 MB is no reason to need as much memory."""

_BOM = codecs.BOM_UTF8
_COLON = 0x3A
_CR = 0x0D
_BREAKS = b"\r\n"


class Part(NamedTuple):
    """One part: where it stands in the stream, its data (see LARGEST_KEPT) and how long that was in truth."""

    start: int
    end: int
    data: bytes
    size: int
    name: str = ""
    id: str = ""


class PartParser(Protocol):
    """Cuts a stream into parts."""

    def feed(self, piece: bytes) -> list[Part]:
        """Take the next bytes and return the parts that they complete."""

    def finish(self) -> list[Part]:
        """Take note of the end and return the part that it completes, if any."""


class _Lines:
    """Bytes cut into lines, their ends included; a lone CR ends one as well where `bare_cr` says so.

    What a line has beyond `largest` bytes is dropped, and counted.
    """

    def __init__(self, largest: int, *, bare_cr: bool) -> None:
        self._largest = largest
        self._bare_cr = bare_cr
        self._rest = bytearray()
        self._dropped = 0
        self._after_cr = False
        self.offset = 0

    @property
    def rest(self) -> bytes:
        """The line that has begun and not ended."""
        return bytes(self._rest)

    @property
    def rest_size(self) -> int:
        """How long that line is so far."""
        return len(self._rest) + self._dropped

    def feed(self, piece: bytes) -> tuple[list[bytes], int]:
        """Return the lines that are complete now, and how many bytes of the first of them were dropped."""
        if piece:
            if self._after_cr and piece[:1] == b"\n":  # the second half of a line end that was cut through
                piece = piece[1:]
                self.offset += 1
            self._after_cr = False
        cut = piece.rfind(b"\n") + 1
        if self._bare_cr:
            cut = max(cut, piece.rfind(b"\r") + 1)
        if not cut:
            self._keep(piece)
            return [], 0
        self._after_cr = self._bare_cr and piece[-1] == _CR
        begin = self._unwanted(piece) if self._dropped else 0
        block = bytes(self._rest) + piece[begin:cut] if self._rest else piece[:cut]
        dropped = self._dropped + begin
        self._rest.clear()
        self._dropped = 0
        self._keep(piece[cut:])
        return block.splitlines(keepends=True) if self._bare_cr else _after_each_lf(block), dropped

    def _unwanted(self, piece: bytes) -> int:
        """Return how many bytes of a piece belong to a line of which too much came already."""
        ends = (piece.find(b"\n"), piece.find(b"\r") if self._bare_cr else -1)
        return min(end for end in ends if end >= 0)

    def _keep(self, piece: bytes) -> None:
        room = self._largest - len(self._rest)
        self._rest += piece[:room] if len(piece) > room else piece
        self._dropped += max(0, len(piece) - room)


class EventParser:
    """Server-sent events by the rules of WHATWG HTML, section 9.2.6; `last_id` and `retry` are what a client keeps.

    `retry` is in seconds. An event that the stream ends within is not one.
    """

    def __init__(self, largest: int = LARGEST_KEPT) -> None:
        self._largest = largest
        self._lines = _Lines(largest, bare_cr=True)
        self._start = 0
        self._data: list[bytes] = []
        self._kept = 0
        self._size = 0
        self._name = b""
        self._id = ""
        self._is_first = True
        self.last_id = ""
        self.retry: float | None = None

    @property
    def has_unfinished(self) -> bool:
        """Tell whether an event has begun and not ended."""
        return bool(self._data) or bool(self._lines.rest.strip())

    def feed(self, piece: bytes) -> list[Part]:
        """Take the next bytes and return the events that they complete."""
        parts: list[Part] = []
        lines, dropped = self._lines.feed(piece)
        offset = self._lines.offset
        for whole in lines:
            offset += len(whole) + dropped
            line = whole.rstrip(_BREAKS)
            if self._is_first:
                self._is_first = False
                line = line.removeprefix(_BOM)
            if not line:
                if self._data:
                    parts.append(self._dispatched(offset))
                self._name = b""
                self.last_id = self._id
                self._start = offset
            elif line[:4] == b"data" and (len(line) == 4 or line[4] == _COLON):
                self._take_data(line, dropped)
            elif line[0] != _COLON:
                self._take_field(line)
            dropped = 0
        self._lines.offset = offset
        return parts

    def finish(self) -> list[Part]:
        """Return nothing: what did not end with a blank line is not an event."""
        return []

    def _take_data(self, line: bytes, dropped: int) -> None:
        value = line[6:] if line[5:6] == b" " else line[5:]
        self._size += len(value) + dropped + (1 if self._data else 0)
        room = self._largest - self._kept
        self._data.append(value if len(value) <= room else value[: max(room, 0)])
        self._kept += len(value) + 1

    def _take_field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if value[:1] == b" ":
            value = value[1:]
        if name == b"event":
            self._name = value
        elif name == b"id" and b"\0" not in value:
            self._id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit():
            self.retry = int(value[:9]) / 1000

    def _dispatched(self, end: int) -> Part:
        data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
        name = self._name.decode("utf-8", "replace") if self._name else ""
        part = Part(self._start, end, data, self._size, name, self._id)
        self._data = []
        self._kept = self._size = 0
        return part


class LineParser:
    """One JSON value a line (NDJSON, JSON Lines); blank lines are none, and the last one may lack its end."""

    def __init__(self, largest: int = LARGEST_KEPT) -> None:
        self._lines = _Lines(largest, bare_cr=False)

    def feed(self, piece: bytes) -> list[Part]:
        """Take the next bytes and return the lines that they complete."""
        parts: list[Part] = []
        lines, dropped = self._lines.feed(piece)
        offset = self._lines.offset
        for whole in lines:
            start, offset = offset, offset + len(whole) + dropped
            line = whole.rstrip(_BREAKS)
            if not start:
                line = line.removeprefix(_BOM)
            if line.strip():
                parts.append(Part(start, offset, line, len(line) + dropped))
            dropped = 0
        self._lines.offset = offset
        return parts

    def finish(self) -> list[Part]:
        """Return the last line, where it has no end."""
        start, rest, size = self._lines.offset, self._lines.rest, self._lines.rest_size
        line = rest.removeprefix(_BOM) if not start else rest
        return [Part(start, start + size, line, size)] if line.strip() else []


class PieceParser:
    """Text as it comes; a character that was cut through goes with the next piece."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._held = b""
        self._offset = 0

    def feed(self, piece: bytes) -> list[Part]:
        """Take the next bytes and return them as one part."""
        self._decoder.decode(piece)
        cut = self._decoder.getstate()[0]
        whole = self._held + piece
        data = whole[: len(whole) - len(cut)]
        self._held = cut
        return self._part(data)

    def finish(self) -> list[Part]:
        """Return what was held back."""
        data, self._held = self._held, b""
        return self._part(data)

    def _part(self, data: bytes) -> list[Part]:
        if not data:
            return []
        start, self._offset = self._offset, self._offset + len(data)
        return [Part(start, self._offset, data[:LARGEST_KEPT], len(data))]


def _after_each_lf(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    lines.pop()
    return [line + b"\n" for line in lines]
