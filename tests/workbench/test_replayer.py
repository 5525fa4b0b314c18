"""The messages of a conversation sent again, at every pace, over the connection that is open or a new one."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from modelpost.core.conversation import (
    BytesMessage,
    ConversationItem,
    FileMessage,
    Goodbye,
    MessageKind,
    Outgoing,
    Passed,
    SavedMessage,
    TextMessage,
)
from modelpost.core.events import ConversationClosed, ConversationItems, ConversationOpened, Failed, Finished
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.replay import AHEAD, Pace
from modelpost.core.request import RequestDraft
from modelpost.core.response import Response, Timings
from modelpost.core.secrets import SecretRef
from modelpost.core.streams import StreamItem, StreamKind
from modelpost.core.text import Message
from modelpost.core.variables import Variable
from modelpost.workbench.replayer import Progress, Replayer, ReplayPhase
from modelpost.workbench.request_tab import RequestTab

CONNECTING, SENDING, DONE = ReplayPhase.CONNECTING, ReplayPhase.SENDING, ReplayPhase.DONE
STOPPED, BROKEN = ReplayPhase.STOPPED, ReplayPhase.BROKEN
RESPONSE = Response(101, "Switching Protocols")
DRAFT = RequestDraft(url="ws://127.0.0.1:9/talk", is_conversation=True)


class Recorded:
    kind = StreamKind.MESSAGES
    count = size = 0

    def read(self, offset: int, size: int) -> bytes:
        return b""

    def data(self, number: int) -> bytes:
        return b""

    def items(self, first: int, count: int) -> tuple[StreamItem, ...]:
        return ()


class Peer:
    """The other side of a conversation: an outbox that keeps what is put into it, and what passes as a test says."""

    def __init__(self, tab: RequestTab) -> None:
        self.tab = tab
        self.messages: list[Outgoing] = []
        self._number = 0

    def put(self, message: Outgoing) -> None:
        self.messages.append(message)

    @property
    def texts(self) -> list[str]:
        return [message.text for message in self.messages if isinstance(message, TextMessage)]

    def open(self) -> None:
        """Agree to a conversation."""
        self.messages.clear()
        self._happen(ConversationOpened(0.1, RESPONSE, Recorded(), self))

    def pass_on(self, count: int = 1) -> None:
        """Let messages go out."""
        self._happen(ConversationItems(0.2, tuple(self._item(is_sent=True) for _ in range(count))))

    def answer(self) -> None:
        """Send something."""
        self._happen(ConversationItems(0.3, (self._item(is_sent=False),)))

    def refuse(self, why: str) -> None:
        """Let a message not go out."""
        self._happen(ConversationItems(0.4, (), (Message(why),)))

    def leave(self) -> None:
        """Say goodbye."""
        closed = ConversationClosed(0.5, 1000, "", by_us=False)
        self._happen(closed, Finished(0.5, RESPONSE, Timings(total=0.5)))

    def fail(self) -> None:
        """Do not agree."""
        failure = Failure(FailureKind.CONNECTION, Message("Nobody there"), Message("Start it."))
        self._happen(Failed(0.1, failure, Timings()))

    def _item(self, *, is_sent: bool) -> ConversationItem:
        self._number += 1
        return ConversationItem(self._number, 0.0, is_sent, Passed.TEXT, 1, "x")

    def _happen(self, *events: object) -> None:
        self.tab._on_events(self.tab._current or 0, events)


class Time:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now
