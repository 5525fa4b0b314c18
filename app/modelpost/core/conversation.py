"""A conversation over a WebSocket: messages both ways, and how it ends (RFC 6455)."""

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Protocol

from modelpost.core.text import Message

WEBSOCKET = "WS"
"""What stands where requests have their method."""

NORMAL_END = 1000
NO_CODE = 1005
NO_GOODBYE = 1006


class MessageKind(Enum):
    """What a saved message is; JSON and XML are text. BINARY is typed as base64, FILE is the path of a file."""

    TEXT = "text"
    JSON = "json"
    XML = "xml"
    BINARY = "binary"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class SavedMessage:
    """A message as the user typed it, variables unresolved.

    `gap` is how many seconds after the one before it was sent, where it was once part of a conversation.
    """

    name: str = ""
    kind: MessageKind = MessageKind.TEXT
    text: str = ""
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class TextMessage:
    """A text to send; the `secrets` in it are masked wherever it shows."""

    text: str = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class BytesMessage:
    """Bytes to send; `secrets` are those that they were made of."""

    content: bytes = field(repr=False)
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A file to send as one binary message, read while it goes out; `path` is absolute."""

    path: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Ask the server for a sign of life."""


@dataclass(frozen=True, slots=True)
class Goodbye:
    """End the conversation in order."""

    code: int = NORMAL_END
    reason: str = ""


Outgoing = TextMessage | BytesMessage | FileMessage | Ping | Goodbye


class Letterbox(Protocol):
    """Takes messages for a conversation, from any thread; what comes after its end is dropped."""

    def put(self, message: Outgoing) -> None:
        """Send a message as soon as those before it are out."""


class Passed(Enum):
    """What went over the connection."""

    TEXT = "text"
    BINARY = "binary"
    PING = "ping"
    PONG = "pong"
    CLOSE = "close"


class ConversationItem(NamedTuple):
    """One message that passed; all of it is recorded. `preview` is its beginning on one line, our secrets masked."""

    number: int
    at: float
    is_sent: bool
    kind: Passed
    size: int
    preview: str


def meaning_of(code: int) -> Message:
    """Return what a close code says (RFC 6455, section 7.4, and the registry of IANA)."""
    known = _MEANINGS.get(code)
    if known is not None:
        return known
    if 3000 <= code < 4000:
        return Message("A code of a library or framework")
    return Message("A code of this service's own") if 4000 <= code < 5000 else Message("A code without a meaning")


_MEANINGS = {
    NORMAL_END: Message("The conversation ended in order"),
    1001: Message("The server goes away: it is shut down, or the page is left"),
    1002: Message("One side broke the rules of the protocol"),
    1003: Message("One side cannot take this kind of message"),
    NO_CODE: Message("The conversation ended in order, without a code"),
    NO_GOODBYE: Message("The connection closed without a goodbye"),
    1007: Message("A text message was not valid UTF-8"),
    1008: Message("A message is against the rules of the service"),
    1009: Message("A message is too large"),
    1010: Message("The server did not agree to an extension that is needed"),
    1011: Message("The server failed"),
    1012: Message("The service restarts"),
    1013: Message("The service is too busy: try again later"),
    1014: Message("The gateway got a bad answer from the service behind it"),
    3000: Message("The service did not accept the credentials"),
    3003: Message("The credentials do not allow this"),
    3008: Message("The service waited too long"),
}
