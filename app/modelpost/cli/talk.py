"""`modelpost send` with the address of a WebSocket: a conversation on standard input and output."""

import sys
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import NamedTuple

from modelpost.cli.ending import Exit, complain, sentence, tell
from modelpost.core.conversation import NO_CODE, NORMAL_END, Goodbye, Outgoing, Passed, TextMessage, meaning_of
from modelpost.core.events import (
    ConversationClosed,
    ConversationItems,
    ConversationOpened,
    Event,
    Failed,
    Finished,
    Noted,
    Stopped,
)
from modelpost.core.replay import Replay
from modelpost.core.text import Message
from modelpost.net.outbox import Outbox

_GOOD_ENDS = frozenset({NORMAL_END, 1001, NO_CODE})

_CONTENT = frozenset({Passed.TEXT, Passed.BINARY})

Events = Callable[[Outbox], Iterator[Event]]


class Script(NamedTuple):
    """The saved messages, ready to be sent, and how they follow one another."""

    replay: Replay
    messages: tuple[Outgoing, ...]


def talk(
    script: Script,
    timeout: float | None,
    events: Events,
    show: Callable[[Finished], int],
) -> int:
    """Send messages, then the lines of a piped standard input, and print what is received until one side ends it.

    With a time limit we say goodbye when it is over. A server that refuses is shown like any other answer.
    """
    outbox = Outbox()
    prompter = _Prompter(script, outbox)
    alarm = threading.Timer(timeout, outbox.put, (Goodbye(),)) if timeout is not None else None
    if alarm is not None:
        alarm.daemon = True
        alarm.start()
    try:
        return _converse(events(outbox), prompter, show)
    finally:
        prompter.stop()
        if alarm is not None:
            alarm.cancel()


class _Prompter:
    """Hands over one message after the other, on a thread that ends with the program."""

    def __init__(self, script: Script, outbox: Outbox) -> None:
        self._script = script
        self._outbox = outbox
        self._changed = threading.Condition()
        self._on_their_way = 0
        self._is_answered = False
        self._is_over = False

    def start(self) -> None:
        """Begin, now that the conversation is open."""
        threading.Thread(target=self._work, name="messages", daemon=True).start()

    def note(self, batch: ConversationItems) -> None:
        """Take note of what passed: the next message may wait for it, but not for an answer to what did not go out."""
        said = [item.is_sent for item in batch.items if item.kind in _CONTENT]
        with self._changed:
            self._on_their_way -= sum(said) + len(batch.unsent)
            self._is_answered = not said[-1] if said else self._is_answered or bool(batch.unsent)
            self._changed.notify()

    def stop(self) -> None:
        """Hand over no more; a line of standard input that is waited for ends with the program."""
        with self._changed:
            self._is_over = True
            self._changed.notify()

    def _work(self) -> None:
        replay = self._script.replay
        for message in self._script.messages:
            with self._changed:
                while not self._is_over and not self._is_due(replay):
                    self._changed.wait(replay.patience(monotonic(), self._on_their_way))
                if self._is_over:
                    return
                replay = replay.handing(monotonic())
                self._on_their_way += 1
            self._outbox.put(message)
        _send_lines(self._outbox)

    def _is_due(self, replay: Replay) -> bool:
        return replay.is_due(monotonic(), self._on_their_way, is_answered=self._is_answered)


def _converse(events: Iterator[Event], prompter: _Prompter, show: Callable[[Finished], int]) -> int:
    opened: ConversationOpened | None = None
    closed: ConversationClosed | None = None
    for event in events:
        match event:
            case ConversationOpened():
                opened = event
                prompter.start()
            case ConversationItems() if opened is not None:
                _print(event, opened)
                prompter.note(event)
            case Noted(message=message) if opened is not None:
                tell(sentence(message))
            case ConversationClosed():
                closed = event
            case Failed(failure=failure):
                complain(failure.summary, failure.hint)
                return Exit.NO_ANSWER
            case Stopped():
                return Exit.INTERRUPTED
            case Finished():
                return show(event) if closed is None else _ended(closed)
            case _:
                pass
    return Exit.NO_ANSWER


def _ended(closed: ConversationClosed) -> int:
    if closed.code in _GOOD_ENDS:
        return Exit.GOT_IT
    why = Message("The server said: {reason}.", reason=closed.reason) if closed.reason else Message("")
    complain(Message("{meaning} (code {code})", meaning=meaning_of(closed.code), code=closed.code), why)
    return Exit.SERVER_REFUSED


def _print(batch: ConversationItems, opened: ConversationOpened) -> None:
    """Write what was received: a text on a line of its own, bytes as they are."""
    for item in batch.items:
        if item.is_sent or item.kind not in _CONTENT:
            continue
        content = opened.recording.data(item.number)
        sys.stdout.buffer.write(content + b"\n" if item.kind is Passed.TEXT else content)
    sys.stdout.buffer.flush()


def _send_lines(outbox: Outbox) -> None:
    """Send each line that is piped in."""
    if sys.stdin is None or sys.stdin.isatty():
        return
    for line in sys.stdin:
        outbox.put(TextMessage(line.rstrip("\r\n")))
