"""A body that is a stream: what its items are, and what is known of it while it arrives."""

from enum import Enum
from typing import NamedTuple, Protocol

from modelpost.core.headers import HeaderList

_LINES = frozenset(
    {
        "application/jsonl",
        "application/jsonlines",
        "application/json-lines",
        "application/ndjson",
        "application/x-jsonlines",
        "application/x-json-stream",
        "application/x-ndjson",
        "application/stream+json",
    }
)


class StreamKind(Enum):
    """What a stream is made of.

    TEXT is any text that comes slowly, in the pieces in which it came; MESSAGES are those of a conversation.
    """

    EVENTS = "events"
    LINES = "lines"
    TEXT = "text"
    MESSAGES = "messages"


class StreamItem(NamedTuple):
    """One event, line or piece. `number` counts from 0, `at` is when it arrived, `size` the bytes of its data.

    `name` is an event's type, empty for `message`; `id` the last event id in force; `preview` the beginning of the data
    on one line. The whole of it can be read from the `Recording`.
    """

    number: int
    at: float
    size: int
    preview: str
    name: str = ""
    id: str = ""


class Saying(NamedTuple):
    """What items add to the answer of a chat model.

    `tokens` is how many the service counted so far, None where it did not; `trouble` what it says went wrong. `pieces`
    is how many items said something.
    """

    text: str = ""
    reasoning: str = ""
    tokens: int | None = None
    trouble: str = ""
    pieces: int = 0


class Recording(Protocol):
    """Everything of a stream that has arrived, readable from any thread while more comes. Raises `FileTrouble`."""

    @property
    def kind(self) -> StreamKind:
        """What the stream is made of."""

    @property
    def count(self) -> int:
        """How many items there are."""

    @property
    def size(self) -> int:
        """How many bytes there are, content codings undone."""

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes of the stream, content codings undone."""

    def data(self, number: int) -> bytes:
        """Return the whole data of an item, or as much of it as is kept in one piece."""

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        """Return items again, from the first of them on."""


def kind_of(headers: HeaderList) -> StreamKind | None:
    """Return what a body with these headers is a stream of, None where they promise none."""
    essence = headers.first("Content-Type").partition(";")[0].strip().lower()
    if essence == "text/event-stream":
        return StreamKind.EVENTS
    return StreamKind.LINES if essence in _LINES else None


def may_come_slowly(headers: HeaderList) -> bool:
    """Tell whether a body is text whose end is not known beforehand, so that it may come piece by piece."""
    essence = headers.first("Content-Type").partition(";")[0].strip().lower()
    is_text = essence.startswith("text/") or essence.endswith(("json", "xml"))
    return is_text and "Content-Length" not in headers
