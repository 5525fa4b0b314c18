"""What a request tab knows of its exchange: running, ended, and the answer on the screen."""

from dataclasses import dataclass, replace
from enum import Enum

from modelpost.core.events import (
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
    UploadProgress,
)
from modelpost.core.extraction import Captured
from modelpost.core.headers import HeaderList
from modelpost.core.response import Response, Timings
from modelpost.viewers.api import Answer, Rendering
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
    """The answer on the screen: it stays there, dimmed, while the next one is awaited."""

    response: Response
    timings: Timings
    events: tuple[Event, ...] = ()
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """One exchange as far as it came. `outcome` is set once it has ended; `shown` may be older than that.

    `retrying` is the last attempt that was announced, while the exchange runs.
    `captured` is what the last answer that was read gave to variables.
    """

    phase: Phase = Phase.IDLE
    events: tuple[Event, ...] = ()
    upload: UploadProgress | None = None
    download: DownloadProgress | None = None
    retrying: Retrying | None = None
    outcome: Outcome | None = None
    read: Read | None = None
    shown: Shown | None = None
    captured: tuple[Captured, ...] = ()

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
        return ExchangeState(Phase.PREPARING, shown=self.shown, captured=self.captured)

    def after(self, happened: tuple[Event | Read | tuple[Captured, ...], ...]) -> "ExchangeState":
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
        return replace(self, phase=Phase.ENDED, outcome=stopped, events=events, retrying=None)


def _showing(state: ExchangeState) -> ExchangeState:
    match state.outcome:
        case Finished(response=response, timings=timings):
            return replace(state, shown=Shown(response, timings, state.events, state.read))
        case Failed(response=Response() as response, timings=timings):
            return replace(state, shown=Shown(response, timings, state.events, state.read))
        case _:
            return state
