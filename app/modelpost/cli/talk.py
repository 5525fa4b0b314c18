"""`modelpost send` with the address of a WebSocket: a conversation on standard input and output."""

import sys
import threading
from collections.abc import Callable, Iterator

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
from modelpost.core.text import Message
from modelpost.net.outbox import Outbox

_GOOD_ENDS = frozenset({NORMAL_END, 1001, NO_CODE})

Events = Callable[[Outbox], Iterator[Event]]


def talk(
    messages: tuple[Outgoing, ...],
    timeout: float | None,
    events: Events,
    show: Callable[[Finished], int],
) -> int:
    """Send messages, then the lines of a piped standard input, and print what is received until one side ends it.

    With a time limit we say goodbye when it is over. A server that refuses is shown like any other answer.
    """
    outbox = Outbox()
    for message in messages:
        outbox.put(message)
    alarm = threading.Timer(timeout, outbox.put, (Goodbye(),)) if timeout is not None else None
    if alarm is not None:
        alarm.daemon = True
        alarm.start()
    try:
        return _converse(events(outbox), outbox, show)
    finally:
        if alarm is not None:
            alarm.cancel()


def _converse(events: Iterator[Event], outbox: Outbox, show: Callable[[Finished], int]) -> int:
    opened: ConversationOpened | None = None
    closed: ConversationClosed | None = None
    for event in events:
        match event:
            case ConversationOpened():
                opened = event
                _listen_to_standard_input(outbox)
            case ConversationItems() if opened is not None:
                _print(event, opened)
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
        if item.is_sent or item.kind not in (Passed.TEXT, Passed.BINARY):
            continue
        content = opened.recording.data(item.number)
        sys.stdout.buffer.write(content + b"\n" if item.kind is Passed.TEXT else content)
    sys.stdout.buffer.flush()


def _listen_to_standard_input(outbox: Outbox) -> None:
    """Send each line that is piped in, on a thread that ends with the program."""
    if sys.stdin is None or sys.stdin.isatty():
        return

    def work() -> None:
        for line in sys.stdin:
            outbox.put(TextMessage(line.rstrip("\r\n")))

    threading.Thread(target=work, name="standard-input", daemon=True).start()
