"""The exchanges of one request, one at a time: what runs, how far it came, and what it was about."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from modelpost.core.conversation import Goodbye, Outgoing, Ping, SavedMessage
from modelpost.core.events import Failed
from modelpost.core.failures import Failure, FailureKind
from modelpost.core.request import RequestDraft
from modelpost.core.resolved import ResolvedRequest
from modelpost.core.text import Message
from modelpost.workbench.conversation_state import ConversationState
from modelpost.workbench.exchange_state import ExchangeState, Phase, Read
from modelpost.workbench.ports import Clock
from modelpost.workbench.runner import ExchangeRunner, Job

_AWAITED = -1
"""The number of an exchange that cannot start yet."""

_BROKEN_OFF = Failure(
    FailureKind.INTERNAL,
    Message("Something in Modelpost went wrong while sending"),
    Message("It was written to the log. Send again; if it happens again, please report it."),
)


class Sent(NamedTuple):
    """What an exchange was about: the request as it went out, with its secrets, and the draft that it was made of.

    `environment` is the name of the one that was in force, empty for none.
    """

    request: ResolvedRequest
    draft: RequestDraft
    environment: str = ""

    def __repr__(self) -> str:
        return f"Sent({self.request.method})"


class ExchangeDesk(QObject):
    """Starts and stops exchanges, and drops what the runner says of those that are over.

    Signals:
        state_changed: the exchange went on; carries the ExchangeState so far.
        captured: variables were set from an answer; carries a tuple of Captured.
        exchanged: an exchange has ended and its answer was read; carries what was Sent.
    """

    state_changed = Signal(object)
    captured = Signal(object)
    exchanged = Signal(object)

    def __init__(self, runner: ExchangeRunner, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._clock = clock
        self._state = ExchangeState()
        self._current: int | None = None
        self._winding_down: int | None = None
        self._is_leaving = False
        self._began = 0.0
        self._sent: Sent | None = None
        runner.events_arrived.connect(self._on_events)
        runner.ended.connect(self._on_ended)

    @property
    def state(self) -> ExchangeState:
        """The exchange as far as it came."""
        return self._state

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._began

    @property
    def is_open(self) -> bool:
        """Tell whether a conversation is held in which messages can be sent."""
        return self._state.is_running and self._state.conversation is not None and not self._is_leaving

    @property
    def is_awaited(self) -> bool:
        """Tell whether an exchange waits to be started, and nobody stopped it meanwhile."""
        return self._current == _AWAITED and self._state.phase is Phase.PREPARING

    # From beginning to end -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Count the time from now: Send was pressed."""
        self._began = self._clock()

    def wait(self) -> None:
        """Show that an exchange is coming, while something is fetched for it."""
        self._tell_exchanged()  # of a stream that is winding down, as far as it came
        self._become(self._state.begun())
        self._current = _AWAITED

    def refuse(self) -> None:
        """Show what was there before: the exchange cannot be started."""
        self._current = None
        if self._state.phase is Phase.PREPARING:
            self._become(ExchangeState(shown=self._state.shown))

    def start(self, sent: Sent, make: Callable[[], Job]) -> None:
        """Start an exchange; `make` is called on its thread."""
        self._tell_exchanged()  # as above
        self._sent = sent
        self._winding_down = None
        self._is_leaving = False
        self._become(self._state if self._state.phase is Phase.PREPARING else self._state.begun())
        self._current = self._runner.start(make)

    def stop(self) -> None:
        """End what runs. A conversation is told goodbye first; who cannot wait for the answer stops once more."""
        if self.is_open and self._state.conversation is not None:
            self._is_leaving = True
            self._state.conversation.outbox.put(Goodbye())
            self.state_changed.emit(self._state)
            return
        self.hang_up()

    def hang_up(self) -> None:
        """Hang up: the state says so at once, whatever the thread is waiting for; of a stream it brings the rest."""
        if not self._state.is_running:
            return
        if self._current is not None and self._current > 0:
            self._runner.stop(self._current)
        self._winding_down = self._current if self._state.is_live else None
        self._current = None
        self._become(self._state.stopped(self.elapsed))
        if self._winding_down is None:
            self._tell_exchanged()

    def close(self) -> None:
        """Hang up and let go of the runner."""
        self.hang_up()
        self._tell_exchanged()
        self._runner.events_arrived.disconnect(self._on_events)
        self._runner.ended.disconnect(self._on_ended)

    # In a conversation -----------------------------------------------------------------------------------------------

    def say(self, outgoing: Outgoing, message: SavedMessage, *, is_again: bool) -> None:
        """Send a message, which was typed as `message`; what is said `again` is part of what was recorded already."""
        conversation = self._state.conversation
        if conversation is not None:
            conversation.outbox.put(outgoing)
            is_counted = replace(conversation, put=conversation.put + 1)
            self._remember(is_counted if is_again else conversation.saying(message, self.elapsed))

    def take_as_spoken(self, messages: tuple[SavedMessage, ...]) -> None:
        """Take messages for what was said in the conversation that is open: it is held once more."""
        conversation = self._state.conversation
        if conversation is not None and conversation.spoken != messages:
            self._remember(replace(conversation, spoken=messages, spoken_at=self.elapsed))

    def ping(self) -> None:
        """Ask the other side for a sign of life."""
        if self.is_open and self._state.conversation is not None:
            self._state.conversation.outbox.put(Ping())

    # What is on the screen -------------------------------------------------------------------------------------------

    def read_again(self, read: Read) -> None:
        """Show another reading of the answer on the screen; one of an answer that is gone is dropped."""
        shown = self._state.shown
        if shown is not None and shown.response is read.answer.response:
            self._become(replace(self._state, read=read, shown=replace(shown, read=read)))

    def recall(self, state: ExchangeState) -> None:
        """Show an exchange of the past, unless one is running."""
        if not self._state.is_running:
            self._become(state)

    # -----------------------------------------------------------------------------------------------------------------

    def _become(self, state: ExchangeState) -> None:
        self._state = state
        self.state_changed.emit(state)

    def _remember(self, conversation: ConversationState) -> None:
        shown = self._state.shown
        shown = replace(shown, conversation=conversation) if shown is not None else None
        self._become(replace(self._state, conversation=conversation, shown=shown))

    def _on_events(self, exchange_id: int, events: tuple[object, ...]) -> None:
        if exchange_id not in (self._current, self._winding_down):
            return  # stopped or superseded; a late word from an old exchange
        before = self._state.captured
        self._become(self._state.after(events))  # type: ignore[arg-type]  # the runner carries any object
        if self._state.captured is not before:
            self.captured.emit(self._state.captured)

    def _on_ended(self, exchange_id: int) -> None:
        if exchange_id == self._current and self._state.is_running:  # its thread died of a bug
            self._become(self._state.after((Failed(self.elapsed, _BROKEN_OFF),)))
        if exchange_id in (self._current, self._winding_down):
            self._tell_exchanged()

    def _tell_exchanged(self) -> None:
        """Hand over what was sent, once, when all is known of it."""
        sent, self._sent = self._sent, None
        if sent is not None and self._state.outcome is not None:
            self.exchanged.emit(sent)
