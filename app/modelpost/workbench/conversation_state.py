"""What the window knows of a conversation: the messages that passed last, and how to send more."""

from dataclasses import dataclass, field, replace

from modelpost.core.conversation import ConversationItem, Letterbox, Passed
from modelpost.core.events import ConversationClosed, ConversationItems
from modelpost.core.streams import Recording

MESSAGES_KEPT = 10_000
"""Messages in view; all others can be read again from the recording."""

_CONTENT = frozenset({Passed.TEXT, Passed.BINARY})


@dataclass(frozen=True, slots=True)
class ConversationState:
    """A conversation as far as it came. `sent` and `received` count messages, not pings and goodbyes."""

    recording: Recording = field(compare=False)
    outbox: Letterbox = field(compare=False)
    subprotocol: str = ""
    items: tuple[ConversationItem, ...] = ()
    total: int = 0
    sent: int = 0
    received: int = 0
    bytes_received: int = 0
    closed: ConversationClosed | None = None

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
        )
