"""The one door between exchanges on their threads and presenters on the GUI thread."""

import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import Protocol

from PySide6.QtCore import QObject, Signal


class Cancel(Protocol):
    """What stops an exchange: hangs up its sockets, from any thread."""

    def cancel(self) -> None:
        """Hang up now."""


class Job(Protocol):
    """An exchange about to run."""

    @property
    def token(self) -> Cancel:
        """What stops it."""

    def run(self) -> Iterator[object]:
        """Yield what happens; never raises, and ends by itself once the token was cancelled."""


class ExchangeRunner(QObject):
    """Runs each exchange on a daemon thread of its own and brings its events to the GUI thread.

    Events that happen while the GUI thread is busy arrive together: one wake-up, one repaint.

    Signals:
        events_arrived: what happened in an exchange since the last time; carries its id and a tuple of events.
        ended: the exchange's thread is done; carries its id.
    """

    events_arrived = Signal(int, object)
    ended = Signal(int)
    _woken = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids = itertools.count(1)
        self._running: dict[int, tuple[Job, threading.Thread]] = {}
        self._arrived: deque[tuple[int, object]] = deque()
        self._lock = threading.Lock()
        self._wake_pending = False
        self._closed = False
        self._woken.connect(self._drain)

    @property
    def running(self) -> int:
        """How many exchanges are under way."""
        return len(self._running)

    def start(self, make: Callable[[], Job]) -> int:
        """Begin an exchange; `make` is called on its thread, since it may load the network stack. Returns its id."""
        exchange_id = next(self._ids)
        job = _Deferred(make)
        thread = threading.Thread(
            target=self._run, args=(exchange_id, job), name=f"exchange-{exchange_id}", daemon=True
        )
        self._running[exchange_id] = (job, thread)
        thread.start()
        return exchange_id

    def stop(self, exchange_id: int) -> None:
        """Hang up an exchange; it goes on only to say that it was stopped."""
        if exchange_id in self._running:
            self._running[exchange_id][0].token.cancel()

    def close(self, timeout: float = 2.0) -> None:
        """Hang up everything and wait a bounded time for the threads, before Qt is torn down."""
        self._closed = True
        running = list(self._running.values())
        for job, _ in running:
            job.token.cancel()
        for _, thread in running:
            thread.join(timeout)
        self._running.clear()

    def _run(self, exchange_id: int, job: Job) -> None:
        try:
            for event in job.run():
                self._put(exchange_id, event)
        finally:  # a bug reaches the crash reporter, and whoever waits for the exchange learns that nothing more comes
            self._put(exchange_id, _ENDED)

    def _put(self, exchange_id: int, event: object) -> None:
        with self._lock:
            self._arrived.append((exchange_id, event))
            if self._wake_pending or self._closed:
                return
            self._wake_pending = True
        self._woken.emit()

    def _drain(self) -> None:
        with self._lock:
            arrived = list(self._arrived)
            self._arrived.clear()
            self._wake_pending = False
        if self._closed:
            return
        for exchange_id, group in itertools.groupby(arrived, key=lambda item: item[0]):
            events = tuple(event for _, event in group)
            happened = tuple(event for event in events if event is not _ENDED)
            if happened:
                self.events_arrived.emit(exchange_id, happened)
            if _ENDED in events:
                self._running.pop(exchange_id, None)
                self.ended.emit(exchange_id)


class _Ended:
    """Marks the end of an exchange's thread among its events."""


_ENDED = _Ended()


class _Deferred:
    """A job that is made on its own thread, and can be cancelled before that."""

    def __init__(self, make: Callable[[], Job]) -> None:
        self._make = make
        self._job: Job | None = None
        self._cancelled = False
        self._lock = threading.Lock()

    @property
    def token(self) -> Cancel:
        return self

    def cancel(self) -> None:
        with self._lock:
            self._cancelled = True
            job = self._job
        if job is not None:
            job.token.cancel()

    def run(self) -> Iterator[object]:
        job = self._make()
        with self._lock:
            self._job = job
            cancelled = self._cancelled
        if cancelled:
            job.token.cancel()
        yield from job.run()
