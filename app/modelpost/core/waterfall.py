"""How long each phase of an exchange took, request by request: what the timing popover draws."""

from dataclasses import dataclass, field, replace
from enum import Enum

from modelpost.core.events import (
    Challenged,
    Connected,
    Event,
    Failed,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Redirected,
    RequestSent,
    Retrying,
    Secured,
    Stopped,
    Tunnelled,
)
from modelpost.core.headers import HeaderList
from modelpost.core.text import Message


class Phase(Enum):
    """What an exchange is busy with."""

    LOOKUP = "lookup"
    CONNECT = "connect"
    TLS = "tls"
    SEND = "send"
    WAIT = "wait"
    DOWNLOAD = "download"


LABELS = {
    Phase.LOOKUP: Message("DNS lookup"),
    Phase.CONNECT: Message("Connect"),
    Phase.TLS: Message("TLS handshake"),
    Phase.SEND: Message("Request sent"),
    Phase.WAIT: Message("Waiting for the answer"),
    Phase.DOWNLOAD: Message("Download"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase: when it began and how long it took, in seconds; both None where it was not measured."""

    start: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One request to one server: sizes in bytes, None where they are not known."""

    method: str = ""
    target: str = ""
    host: str = ""
    port: int = 0
    address: str = ""
    proxy: str = ""
    is_reused: bool = False
    tls: str = ""
    cipher: str = ""
    http: str = ""
    status: int | None = None
    reason: str = ""
    bars: dict[Phase, Bar] = field(default_factory=dict)
    sent_head: int | None = None
    sent_body: int | None = None
    received_head: int | None = None
    received_body: int | None = None

    def bar(self, phase: Phase) -> Bar:
        """Return a phase, empty where it was not measured."""
        return self.bars.get(phase, Bar())

    @property
    def longest(self) -> Phase | None:
        """The phase that took most of the time."""
        return max(self.bars, key=lambda phase: self.bars[phase].seconds or 0.0, default=None)


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All requests of an exchange in order, on one scale of seconds from its beginning to `total`."""

    lanes: tuple[Lane, ...] = ()
    total: float = 0.0

    @property
    def preparation(self) -> float:
        """How many seconds went by before anything of the first request began."""
        starts = [bar.start for lane in self.lanes[:1] for bar in lane.bars.values() if bar.start is not None]
        return min(starts, default=0.0)


def waterfall(events: tuple[Event, ...]) -> Waterfall:
    """Return the phases that these events tell of; an exchange under way has those that are over."""
    tally = _Tally()
    for event in events:
        tally.take(event)
    return tally.result()


def table(found: Waterfall) -> tuple[tuple[Message | str, ...], ...]:
    """Return the phases as rows of a table with a head: request, phase, beginning and length in milliseconds."""
    rows: list[tuple[Message | str, ...]] = [
        (Message("Request"), Message("Phase"), Message("Start (ms)"), Message("Duration (ms)"))
    ]
    for lane in found.lanes:
        name = f"{lane.method} {lane.host}{lane.target}".strip()
        for phase, label in LABELS.items():
            bar = lane.bar(phase)
            rows.append((name, label, _ms(bar.start), _ms(bar.seconds)))
    return tuple(rows)


class _Tally:
    """Collects lanes while events go by."""

    def __init__(self) -> None:
        self._lanes: list[Lane] = []
        self._lane: Lane | None = None
        self._answered_at: float | None = None
        self._end = 0.0

    def take(self, event: Event) -> None:
        """Count one event; those of kinds that are not about time only move the end on."""
        match event:
            case HostResolved() if self._is_at_proxy():
                pass  # looked up for a proxy, which is on the way already
            case HostResolved(seconds=seconds):
                self._open(event.at - seconds, Phase.LOOKUP)
                self._measure(Phase.LOOKUP, event.at, seconds)
            case Connected():
                self._connect(event)
            case Tunnelled():
                self._pass_proxy(event)
            case Secured(version=version, cipher=cipher, seconds=seconds):
                self._measure(Phase.TLS, event.at, seconds)
                self._change(tls=version, cipher=cipher)
            case HeadSent():
                self._open(event.at, Phase.SEND)
                self._change(method=event.method, target=event.target, sent_head=_size(event))
            case RequestSent(seconds=seconds, body_size=size):
                self._measure(Phase.SEND, event.at, seconds)
                self._change(sent_body=size)
            case HeadReceived():
                self._answer(event)
            case Finished():
                self._finish(event)
            case Redirected() | Challenged() | Retrying() | Failed() | Stopped():
                self._close(event.at)
        self._end = max(self._end, event.at)

    def result(self) -> Waterfall:
        """Return what was counted."""
        lanes = (*self._lanes, self._lane) if self._lane is not None else tuple(self._lanes)
        return Waterfall(lanes, self._end)

    # -----------------------------------------------------------------------------------------------------------------

    def _open(self, at: float, phase: Phase) -> None:
        """Begin another lane where the one at hand has come as far as this phase, or further."""
        lane = self._lane
        if lane is not None and (lane.method or phase in lane.bars):
            self._close(at)
        if self._lane is None:
            self._lane = Lane()

    def _close(self, at: float) -> None:
        if self._lane is None:
            return
        if self._answered_at is not None:
            self._measure(Phase.DOWNLOAD, at, max(0.0, at - self._answered_at))
        self._lanes.append(self._lane)
        self._lane, self._answered_at = None, None

    def _connect(self, event: Connected) -> None:
        self._open(event.at - event.seconds, Phase.CONNECT)
        self._change(host=event.host, port=event.port, address=event.address, is_reused=event.reused, proxy=event.proxy)
        if not event.reused:
            self._measure(Phase.CONNECT, event.at, event.seconds)

    def _is_at_proxy(self) -> bool:
        return self._lane is not None and bool(self._lane.proxy) and not self._lane.method

    def _pass_proxy(self, event: Tunnelled) -> None:
        """Count what a proxy took to open the way as a part of connecting."""
        if self._lane is None:
            return
        host, _, port = event.target.rpartition(":")
        self._change(host=host.strip("[]"), port=int(port))
        start = self._lane.bar(Phase.CONNECT).start
        if start is not None:
            self._measure(Phase.CONNECT, event.at, event.at - start)

    def _answer(self, event: HeadReceived) -> None:
        self._measure(Phase.WAIT, event.at, event.seconds)
        self._answered_at = event.at
        size = len(event.raw) + len(b"\r\n\r\n") if event.raw else None
        self._change(http=event.version, status=event.status, reason=event.reason, received_head=size)

    def _finish(self, event: Finished) -> None:
        self._change(received_body=event.response.body.size)
        download = event.timings.download
        if self._answered_at is not None and download is not None:
            self._measure(Phase.DOWNLOAD, self._answered_at + download, download)
            self._answered_at = None
        self._close(event.at)

    def _measure(self, phase: Phase, end: float, seconds: float) -> None:
        if self._lane is not None:
            bars = {**self._lane.bars, phase: Bar(max(0.0, end - seconds), seconds)}
            self._lane = replace(self._lane, bars=bars)

    def _change(self, **changes: object) -> None:
        if self._lane is not None:
            self._lane = replace(self._lane, **changes)  # type: ignore[arg-type]  # checked by Lane itself


def _size(event: HeadSent) -> int:
    """Return how long the head is on the wire; a masked value counts with its dots."""
    return len(f"{event.method} {event.target} HTTP/1.1\r\n") + _fields(event.headers) + len("\r\n")


def _fields(headers: HeaderList) -> int:
    return sum(len(f"{each.name}: {each.value}\r\n".encode("utf-8", "replace")) for each in headers)


def _ms(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1000:.1f}"
