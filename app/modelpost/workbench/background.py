"""The door for short work off the GUI thread: disk, keyring, pictures."""

import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import NamedTuple, TypeVar, cast

from PySide6.QtCore import QObject, QTimer, Signal

from modelpost.core.failures import ModelpostError

T = TypeVar("T")
_LET_GO_MS = 50


class _Job(NamedTuple):
    number: int
    work: Callable[[], object]
    done: Callable[[object], None]
    failed: Callable[[ModelpostError], None]


class Background(QObject):
    """Runs calls on two daemon threads and hands their results back on the GUI thread, in the order they end.

    A `ModelpostError` goes to `failed`; any other exception is a bug and is raised again on the GUI thread, where the
    crash reporter is.

    Calls are often bound to objects of Qt. Whoever drops the last reference to one destroys it, and a worker must not:
    a timer that ends on another thread brings the process down. So each job is held here until its worker is through.

    Signals:
        _ended: crosses from a worker to the GUI thread; carries what to call there.
    """

    _ended = Signal(object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 2) -> None:
        super().__init__(parent)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._wanted = threads
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._pending = 0
        self._number = 0
        self._held: dict[int, _Job] = {}
        self._through: deque[int] = deque()
        self._ended.connect(self._deliver)

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is under way."""
        return self._pending == 0

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[ModelpostError], None],
    ) -> None:
        """Call `work` off the GUI thread, then `done` with its result or `failed` with its error on the GUI thread."""
        if self._closed:
            return
        if len(self._threads) < self._wanted:
            thread = threading.Thread(target=self._work, name=f"background-{len(self._threads)}", daemon=True)
            self._threads.append(thread)
            thread.start()
        self._pending += 1
        self._number += 1
        job = self._held[self._number] = _Job(self._number, work, cast("Callable[[object], None]", done), failed)
        self._jobs.put(job)

    def close(self, timeout: float = 2.0) -> None:
        """Finish what runs, drop what waits, and let the threads go; late results are not delivered."""
        self._closed = True
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(timeout)
        if not any(thread.is_alive() for thread in self._threads):  # else what it holds stays
            self._held.clear()
        self._threads.clear()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            number = job.number
            if not self._closed:
                self._ended.emit(_outcome(job))
            del job
            self._through.append(number)

    def _deliver(self, call: Callable[[], None]) -> None:
        self._pending -= 1
        self._let_go()
        if not self._closed:
            call()
        if not self._pending:
            QTimer.singleShot(_LET_GO_MS, self, self._let_go)

    def _let_go(self) -> None:
        """Drop the jobs of which the workers hold nothing any more."""
        while self._through:
            self._held.pop(self._through.popleft(), None)


def _outcome(job: _Job) -> Callable[[], None]:
    """Run the job and return what is left to do on the GUI thread."""
    try:
        result = job.work()
    except ModelpostError as error:
        return partial(job.failed, error)
    except BaseException as bug:  # noqa: BLE001  # handed on, not swallowed: raised again on the GUI thread
        return partial(_raise, bug)
    return partial(job.done, result)


def _raise(bug: BaseException) -> None:
    raise bug
