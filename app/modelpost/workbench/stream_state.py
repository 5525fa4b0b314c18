"""What the window knows of a stream: its last items, the text they make, and how fast they come."""

from dataclasses import dataclass, field, replace

from modelpost.core.events import StreamItems
from modelpost.core.streams import Recording, StreamItem, StreamKind

ITEMS_KEPT = 10_000
"""Items in view; all others can be read again from the recording."""

TEXT_KEPT = 2_000_000
"""Characters of an assembled answer in view."""


@dataclass(frozen=True, slots=True)
class StreamState:
    """A stream as far as it came. `total` counts all of its items, `pieces` those that said something.

    `first_at` is when the first item arrived, `spoke_at` and `heard_at` are the times of the first and of the last that
    added to the answer of a chat model; all in seconds since the exchange began.
    """

    recording: Recording = field(compare=False)
    items: tuple[StreamItem, ...] = ()
    total: int = 0
    received: int = 0
    first_at: float | None = None
    last_at: float = 0.0
    is_chat: bool = False
    text: str = ""
    reasoning: str = ""
    pieces: int = 0
    tokens: int | None = None
    spoke_at: float | None = None
    heard_at: float = 0.0
    trouble: str = ""
    last_id: str = ""
    retry: float | None = None

    @property
    def kind(self) -> StreamKind:
        """What the stream is made of."""
        return self.recording.kind

    @property
    def items_per_second(self) -> float | None:
        """How fast items came, from the first to the last of them; None where that says nothing."""
        took = self.last_at - self.first_at if self.first_at is not None else 0.0
        return (self.total - 1) / took if took > 0 and self.total > 1 else None

    @property
    def tokens_per_second(self) -> float | None:
        """How fast the answer came: by the count of the service, else by pieces, which mostly are tokens."""
        took = self.heard_at - self.spoke_at if self.spoke_at is not None else 0.0
        count = self.pieces if self.tokens is None else self.tokens
        return (count - 1) / took if took > 0 and count > 1 else None

    def after(self, batch: StreamItems) -> "StreamState":
        """Return the stream with more items."""
        said = batch.said
        speaks = bool(said.text or said.reasoning)
        return replace(
            self,
            items=(*self.items, *batch.items)[-ITEMS_KEPT:],
            total=batch.items[-1].number + 1 if batch.items else self.total,
            received=batch.received,
            first_at=batch.items[0].at if self.first_at is None and batch.items else self.first_at,
            last_at=batch.items[-1].at if batch.items else self.last_at,
            is_chat=batch.is_chat,
            text=(self.text + said.text)[-TEXT_KEPT:] if said.text else self.text,
            reasoning=(self.reasoning + said.reasoning)[-TEXT_KEPT:] if said.reasoning else self.reasoning,
            pieces=self.pieces + said.pieces,
            tokens=self.tokens if said.tokens is None else said.tokens,
            spoke_at=batch.at if speaks and self.spoke_at is None else self.spoke_at,
            heard_at=batch.at if speaks else self.heard_at,
            trouble=said.trouble or self.trouble,
            last_id=batch.last_id,
            retry=batch.retry,
        )
