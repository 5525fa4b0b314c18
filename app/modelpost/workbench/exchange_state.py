"""What a request tab knows of its exchange: running, ended, and the answer on the screen."""

from dataclasses import dataclass, replace
from enum import Enum

from modelpost.core.assertions import Verdict
from modelpost.core.events import (
    ConversationClosed,
    ConversationItems,
    ConversationOpened,
    DownloadProgress,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    Noted,
    Outcome,
    Retrying,
    Stopped,
    StreamBegan,
    StreamItems,
    UploadProgress,
)
from modelpost.core.extraction import Captured
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, Timings
from modelpost.viewers.api import Answer, Rendering
from modelpost.workbench.conversation_state import ConversationState
from modelpost.workbench.stream_state import StreamState
from modelpost.workbench.understanding import Understood

_EVENTS_KEPT = 2_000


class Phase(Enum):
    """Where an exchange stands."""

    IDLE = "idle"
    PREPARING = "preparing"
    RUNNING = "running"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Read:
    """The body was decoded; `view` names the view that fits best, `rendering` is what it shows.

    `understood` is what the answer means, None where that is not known.
    """

    answer: Answer
    view: str
    rendering: Rendering
    understood: Understood | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer on the screen: it stays there, dimmed, while the next one is awaited.

    A `stream` is on the screen from its first byte on; it is not read before its end.
    """

    response: Response
    timings: Timings
    events: tuple[Event, ...] = ()
    read: Read | None = None
    stream: StreamState | None = None
    conversation: ConversationState | None = None

    @property
    def is_live(self) -> bool:
        """Tell whether it came piece by piece: a stream or a conversation."""
        return self.stream is not None or self.conversation is not None


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """One exchange as far as it came. `outcome` is set once it has ended; `shown` may be older than that.

    `stream` and `conversation` are the answer where it is one.
    `retrying` is the last attempt that was announced, while the exchange runs.
    `captured` is what the last answer that was read gave to variables. `before` is the answer ahead of this exchange.
    `verdict` is what became of the assertions, None while that is not known, or where there are none.
    """

    phase: Phase = Phase.IDLE
    events: tuple[Event, ...] = ()
    upload: UploadProgress | None = None
    download: DownloadProgress | None = None
    retrying: Retrying | None = None
    outcome: Outcome | None = None
    read: Read | None = None
    shown: Shown | None = None
    stream: StreamState | None = None
    conversation: ConversationState | None = None
    captured: tuple[Captured, ...] = ()
    before: Shown | None = None
    verdict: Verdict | None = None

    @property
    def is_live(self) -> bool:
        """Tell whether what is on the screen is the stream or the conversation of this exchange."""
        return self.stream is not None or self.conversation is not None

    @property
    def compared(self) -> "tuple[Answer, Answer] | None":
        """The answer before and the one on the screen, where there are two and both have been read."""
        before, shown = self.before, self.shown
        if before is None or shown is None or before.response is shown.response or self.is_live:
            return None
        return (before.read.answer, shown.read.answer) if before.read is not None and shown.read is not None else None

    @property
    def is_running(self) -> bool:
        """Tell whether an answer is awaited."""
        return self.phase in (Phase.PREPARING, Phase.RUNNING)

    @property
    def notes(self) -> tuple[Noted, ...]:
        """What was decided for the user on the way."""
        return tuple(event for event in self.events if isinstance(event, Noted))

    @property
    def status(self) -> int | None:
        """The status of the answer that is arriving or has arrived in this exchange."""
        heads = [event for event in self.events if isinstance(event, HeadReceived)]
        return heads[-1].status if heads else None

    @property
    def asked(self) -> HeaderList | None:
        """The headers of the last request that went out, secrets masked."""
        return next((event.headers for event in reversed(self.events) if isinstance(event, HeadSent)), None)

    def begun(self) -> "ExchangeState":
        """Return the state of a new exchange that keeps this one's answer on the screen."""
        return ExchangeState(Phase.PREPARING, shown=self.shown, captured=self.captured, before=self.shown)

    def after(self, happened: tuple[Event | Read | Verdict | tuple[Captured, ...], ...]) -> "ExchangeState":
        """Return the state after these events."""
        state = replace(self, phase=Phase.RUNNING if self.phase is Phase.PREPARING else self.phase)
        listed: list[Event] = []
        for event in happened:
            match event:
                case UploadProgress():
                    state = replace(state, upload=event)
                case DownloadProgress():
                    state = replace(state, download=event)
                case Retrying():
                    listed.append(event)
                    state = replace(state, retrying=event, upload=None, download=None)
                case Read():
                    state = replace(state, read=event)
                case StreamBegan() | StreamItems():
                    state = _streaming(state, event)
                    listed += [event] if isinstance(event, StreamBegan) else []
                case ConversationOpened() | ConversationItems() | ConversationClosed():
                    state = _conversing(state, event)
                    listed += [] if isinstance(event, ConversationItems) else [event]
                case Stopped(response=response) if state.phase is Phase.ENDED:
                    state = _kept(state, response)  # it was said at once that the exchange was stopped
                case Verdict():
                    state = replace(state, verdict=event)
                case tuple():
                    state = replace(state, captured=event)
                case Finished() | Failed() | Stopped():
                    listed.append(event)
                    state = replace(state, phase=Phase.ENDED, outcome=event, retrying=None)
                case _:
                    listed.append(event)
        state = replace(state, events=(*state.events, *listed)[-_EVENTS_KEPT:])
        return _showing(state)

    def stopped(self, seconds: float) -> "ExchangeState":
        """Return the state after the user hung up: at once, without waiting for the thread."""
        stopped = Stopped(seconds)
        events = (*self.events, stopped)
        state = replace(self, phase=Phase.ENDED, outcome=stopped, events=events, retrying=None)
        if not state.is_live or state.shown is None:
            return state
        return replace(state, shown=replace(state.shown, timings=Timings(total=seconds), events=state.events))


def _showing(state: ExchangeState) -> ExchangeState:
    match state.outcome:
        case Finished(response=response, timings=timings):
            return replace(state, shown=_shown(state, response, timings))
        case Failed(response=Response() as response, timings=timings):
            return replace(state, shown=_shown(state, response, timings))
        case Stopped() if state.is_live and state.shown is not None and state.read is not None:
            return replace(state, shown=replace(state.shown, read=state.read))  # the body was read after the end
        case _:
            return state


def _streaming(state: ExchangeState, event: StreamBegan | StreamItems) -> ExchangeState:
    match event:
        case StreamBegan(response=response, recording=recording):
            stream = StreamState(recording)
            return replace(state, stream=stream, shown=Shown(response, Timings(), state.events, stream=stream))
        case StreamItems():
            if state.stream is None or state.shown is None:
                return state
            stream = state.stream.after(event)
            return replace(state, stream=stream, shown=replace(state.shown, stream=stream))


def _kept(state: ExchangeState, response: Response | None) -> ExchangeState:
    """Return the state with what is kept of a stream that the user stopped."""
    if response is None or not state.is_live or state.shown is None:
        return state
    return replace(state, shown=replace(state.shown, response=response, read=state.read))


def _conversing(
    state: ExchangeState, event: ConversationOpened | ConversationItems | ConversationClosed
) -> ExchangeState:
    if isinstance(event, ConversationOpened):
        conversation = ConversationState(event.recording, event.outbox, event.subprotocol)
        shown = Shown(event.response, Timings(), state.events, conversation=conversation)
        return replace(state, conversation=conversation, shown=shown)
    if state.conversation is None or state.shown is None:
        return state
    conversation = state.conversation.after(event)
    return replace(state, conversation=conversation, shown=replace(state.shown, conversation=conversation))


def _shown(state: ExchangeState, response: Response, timings: Timings) -> Shown:
    return Shown(response, timings, state.events, state.read, state.stream, state.conversation)
