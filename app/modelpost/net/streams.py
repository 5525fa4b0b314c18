"""A stream while it arrives: unpacked, cut into items, recorded and told of in batches."""

from array import array
from collections.abc import Iterator

from modelpost.core.events import Noted, StreamBegan, StreamItems
from modelpost.core.failures import FormatTrouble
from modelpost.core.ports import ReadableSpool, Spools
from modelpost.core.response import Response, StoredBody
from modelpost.core.streams import Recording, Saying, StreamItem, StreamKind, kind_of, may_come_slowly
from modelpost.core.text import Message
from modelpost.documents.chat_stream import NOTHING_SAID, ChatAssembler
from modelpost.documents.stream_parts import LARGEST_KEPT, EventParser, LineParser, Part, PartParser, PieceParser
from modelpost.net.decode import Unpacking

_BATCH_EVERY = 0.02
"""Seconds of items that are told of together: two frames of a screen, and far from flooding the window."""

_PREVIEW = 300
_SLOW_AFTER = 0.5
_SLOW_BELOW = 1 << 16
"""A text that is not over after half a second and has not brought 64 KB by then comes slowly."""

_ENTRY = 16
"""Bytes of an index entry: where an item begins, and when it arrived, as two doubles."""

_PARSERS: dict[StreamKind, type[EventParser | LineParser | PieceParser]] = {
    StreamKind.EVENTS: EventParser,
    StreamKind.LINES: LineParser,
    StreamKind.TEXT: PieceParser,
}


def live_stream(response: Response, spool: ReadableSpool, spools: Spools, largest: int = 0) -> "LiveStream | None":
    """Return what follows the body of a response, None where it comes whole; `largest` bounds what it unpacks to."""
    kind = kind_of(response.headers)
    if kind is None and not may_come_slowly(response.headers):
        return None
    return LiveStream(kind, response, spool, spools, largest)


class StreamRecorder(Recording):
    """Everything of a stream: its bytes, and an index of its items, both in spools that go to disk as they grow."""

    def __init__(self, kind: StreamKind, content: ReadableSpool, index: ReadableSpool) -> None:
        self._kind = kind
        self._content = content
        self._index = index
        self._count = 0
        self._size = 0
        self._kept: list[StoredBody] = []

    @property
    def kind(self) -> StreamKind:
        """What the stream is made of."""
        return self._kind

    @property
    def count(self) -> int:
        """How many items there are."""
        return self._count

    @property
    def size(self) -> int:
        """How many bytes there are, content codings undone."""
        return self._size

    def grow(self, size: int, parts: list[Part], at: float) -> None:
        """Take note of bytes that are in the spool, and of the parts that they complete."""
        self._size += size
        if parts:
            self._index.write(array("d", [number for part in parts for number in (part.start, at)]).tobytes())
            self._count += len(parts)

    def keep(self, *bodies: StoredBody) -> None:
        """Hold what was spooled as long as this recording lives."""
        self._kept = [*bodies, self._index.finish()]

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes of the stream, content codings undone."""
        return self._content.read(offset, min(size, self._size - offset)) if offset < self._size else b""

    def data(self, number: int) -> bytes:
        """Return the whole data of an item, or as much of it as is kept in one piece."""
        starts, _ = self._entries(number, 2)
        if not starts:
            return b""
        end = int(starts[1]) if len(starts) > 1 else self._size
        parts = self._parsed(int(starts[0]), min(end, int(starts[0]) + LARGEST_KEPT))
        return parts[0].data if parts else b""

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        """Return items again, from the first of them on."""
        starts, times = self._entries(first, min(count, self._count - first) + 1)
        if not starts:
            return ()
        end = int(starts[-1]) if len(starts) > count else self._size
        parts = self._parsed(int(starts[0]), min(end, int(starts[0]) + LARGEST_KEPT))
        return tuple(
            _item(first + place, at, part) for place, (part, at) in enumerate(zip(parts[:count], times, strict=False))
        )

    def _entries(self, first: int, count: int) -> tuple[list[float], list[float]]:
        entries = array("d", self._index.read(first * _ENTRY, count * _ENTRY))
        return list(entries[::2]), list(entries[1::2])

    def _parsed(self, start: int, end: int) -> list[Part]:
        if self._kind in (StreamKind.TEXT, StreamKind.MESSAGES):
            content = self.read(start, end - start)
            return [Part(start, end, content, len(content))] if content else []
        parser = _PARSERS[self._kind]()
        return [*parser.feed(self.read(start, end - start)), *parser.finish()]


class LiveStream:
    """One stream, fed what the network brings; belongs to the thread of its exchange.

    Without a `kind` it is a text that may come slowly: until it does, `is_told` is false and there is nothing to tell.
    """

    def __init__(
        self,
        kind: StreamKind | None,
        response: Response,
        spool: ReadableSpool,
        spools: Spools,
        largest: int,
    ) -> None:
        self.is_told = kind is not None
        self._kind = kind or StreamKind.TEXT
        self._response = response
        self._unpacked = spools.create() if response.codings else None
        self._parser: PartParser = _PARSERS[self._kind]()
        self._chat = ChatAssembler()
        self._recorder = StreamRecorder(self._kind, self._unpacked or spool, spools.create())
        self._largest = largest
        self._unpacking: Unpacking | None = None
        self._trouble: FormatTrouble | None = None
        self._is_begun = False
        self._is_over = False
        self._first_at = -1.0
        self._received = 0
        self._waiting: list[StreamItem] = []
        self._said: list[Saying] = []
        self._told_at = -1.0

    @property
    def count(self) -> int:
        """How many items arrived."""
        return self._recorder.count

    def take(self, piece: bytes, at: float) -> None:
        """Take bytes of the body, which are in its spool already."""
        self._received += len(piece)
        if self._is_over:
            return
        if self._first_at < 0:
            self._first_at = at
        if not self.is_told and self._received > _SLOW_BELOW:
            self._is_over = True
        elif not self.is_told and at - self._first_at > _SLOW_AFTER:
            self.is_told = True
        try:
            for content in self._unpack(piece):
                if self._unpacked is not None:
                    self._unpacked.write(content)
                self._record(self._parser.feed(content), at, len(content))
        except FormatTrouble as trouble:
            self._trouble, self._is_over = trouble, True

    def told(self, at: float) -> Iterator[StreamBegan | StreamItems | Noted]:
        """Yield what there is to tell by now."""
        if not self.is_told:
            return
        if not self._is_begun:
            self._is_begun = True
            yield StreamBegan(at, self._response, self._recorder)
        if self._waiting and at - self._told_at >= _BATCH_EVERY:
            yield self._batch(at)
        if self._trouble is not None:
            yield Noted(at, self._trouble.summary)
            self._trouble = None

    def patience(self, at: float) -> float | None:
        """Return how long the next bytes may be waited for before items must be told; None for ever."""
        if not self._waiting or not self.is_told:
            return None
        return max(0.001, self._told_at + _BATCH_EVERY - at)

    def ended(self, at: float, *, is_whole: bool) -> Iterator[StreamBegan | StreamItems | Noted]:
        """Yield the rest; of a stream that was cut short, what had come."""
        if is_whole and not self._is_over:
            self._record(self._parser.finish(), at, 0)
            self._check_end()
        if self._waiting:
            self._told_at = -1.0
        yield from self.told(at)
        if self.is_told and isinstance(self._parser, EventParser) and self._parser.has_unfinished:
            yield Noted(at, Message("The stream ended within an event, which does not count."))

    def keep(self, body: StoredBody) -> None:
        """Hold what was spooled: `body`, and what was made of it."""
        self._recorder.keep(*((body,) if self._unpacked is None else (body, self._unpacked.finish())))

    # -----------------------------------------------------------------------------------------------------------------

    def _unpack(self, piece: bytes) -> Iterator[bytes]:
        if self._unpacked is None:
            yield piece
            return
        if self._unpacking is None:  # not before there is something that an unknown coding is trouble for
            self._unpacking = Unpacking(self._response.codings, self._largest)
        yield from self._unpacking.feed(piece)

    def _check_end(self) -> None:
        try:
            if self._unpacking is not None:
                self._unpacking.finish()
        except FormatTrouble as trouble:
            self._trouble = trouble

    def _record(self, parts: list[Part], at: float, size: int) -> None:
        number = self._recorder.count
        self._recorder.grow(size, parts, at)
        for part in parts:
            self._waiting.append(_item(number, at, part))
            number += 1
            if not self._chat.is_given_up and self._kind is not StreamKind.TEXT:
                said = self._chat.feed(part.data)
                if said is not NOTHING_SAID:
                    self._said.append(said)

    def _batch(self, at: float) -> StreamItems:
        parser = self._parser if isinstance(self._parser, EventParser) else None
        batch = StreamItems(
            at,
            tuple(self._waiting),
            self._received,
            _together(self._said),
            self._chat.is_chat,
            parser.last_id if parser is not None else "",
            parser.retry if parser is not None else None,
        )
        self._waiting, self._said, self._told_at = [], [], at
        return batch


def _together(said: list[Saying]) -> Saying:
    counts = [one.tokens for one in said if one.tokens is not None]
    troubles = [one.trouble for one in said if one.trouble]
    return Saying(
        "".join(one.text for one in said),
        "".join(one.reasoning for one in said),
        counts[-1] if counts else None,
        troubles[-1] if troubles else "",
        sum(1 for one in said if one.text or one.reasoning),
    )


def _item(number: int, at: float, part: Part) -> StreamItem:
    preview = part.data[:_PREVIEW].decode("utf-8", "replace")
    if "\n" in preview:
        preview = preview.replace("\n", " ")
    return StreamItem(number, at, part.size, preview, part.name, part.id)
