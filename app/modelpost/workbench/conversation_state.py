"""What the window knows of a conversation: the messages that passed last, and how to send more."""

from dataclasses import dataclass, field, replace

from modelpost.core.conversation import ConversationItem, Letterbox, Passed, SavedMessage
from modelpost.core.events import ConversationClosed, ConversationItems
from modelpost.core.streams import Recording
from modelpost.core.text import Message

MESSAGES_KEPT = 10_000
"""Messages in view; all others can be read again from the recording."""

_CONTENT = frozenset({Passed.TEXT, Passed.BINARY})


@dataclass(frozen=True, slots=True)
class ConversationState:
    """A conversation as far as it came. `sent` and `received` count messages, not pings and goodbyes.

    `spoken` is what the user sent, as it was typed: variables unresolved, with the pauses between. `put` counts what
    was handed over to be sent, `unsent` says why of some it could not be. `is_answered` tells whether something was
    received after the last message that was sent.
    """

    recording: Recording = field(compare=False)
    outbox: Letterbox = field(compare=False)
    subprotocol: str = ""
    items: tuple[ConversationItem, ...] = ()
    total: int = 0
    sent: int = 0
    received: int = 0
    bytes_received: int = 0
    closed: ConversationClosed | None = None
    spoken: tuple[SavedMessage, ...] = ()
    spoken_at: float = 0.0
    put: int = 0
    unsent: tuple[Message, ...] = ()
    is_answered: bool = False

    @property
    def on_their_way(self) -> int:
        """How many messages were handed over and are not out yet."""
        return max(0, self.put - self.sent - len(self.unsent))

    def saying(self, message: SavedMessage, at: float) -> "ConversationState":
        """Return the conversation after a message was handed over that is to be remembered."""
        gap = round(at - self.spoken_at, 3) if self.spoken else 0.0
        spoken = (*self.spoken, replace(message, gap=max(0.0, gap)))
        return replace(self, spoken=spoken, spoken_at=at, put=self.put + 1)

    def after(self, event: ConversationItems | ConversationClosed) -> "ConversationState":
        """Return the conversation with more of it."""
        if isinstance(event, ConversationClosed):
            return replace(self, closed=event)
        said = [item for item in event.items if item.kind in _CONTENT]
        received = [item for item in said if not item.is_sent]
        return replace(
            self,
            items=(*self.items, *event.items)[-MESSAGES_KEPT:],
            total=event.items[-1].number + 1 if event.items else self.total,
            sent=self.sent + len(said) - len(received),
            received=self.received + len(received),
            bytes_received=self.bytes_received + sum(item.size for item in received),
            unsent=(*self.unsent, *event.unsent),
            is_answered=not said[-1].is_sent if said else self.is_answered,
        )
