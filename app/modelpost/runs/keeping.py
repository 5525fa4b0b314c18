"""Outcomes read and written down in groups: a worker does little more between two requests than to send.

A worker that wrote each result itself would let go of Python's lock twice for each, and wait at the file's lock for all
others. To read some answers in a row takes less time than to read each between two requests, when nothing of the
readers is in the processor's caches any more.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from modelpost.runs.answering import Answered, Outcome

EVERY = 0.05
"""Seconds from the first outcome of a group to its writing: what a crash may lose, whose inputs are sent again."""

_MOST_BYTES = 8 << 20
_MOST_WAITING = 4096
_READ_AT_ONCE = 64
"""Answers read in a row: with 16 of them each takes a fifth longer."""


class Keeping:
    """Hands over what came, every 50 ms; workers wait once more than 8 MB have not been handed over.

    `write` and then `end` are called on its thread, `end` once, behind the last group. It reads what is there by then;
    a worker that brings the 64th outcome reads them itself, so that it takes no time from a request under way.
    """

    def __init__(self, write: Callable[[Sequence[Answered]], None], end: Callable[[], None]) -> None:
        self._write = write
        self._end = end
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._unread: list[Outcome] = []
        self._answered: list[Answered] = []
        self._count = 0
        self._size = 0
        self._holds = 0
        self._is_over = False
        self._thread = threading.Thread(target=self._work, name="run-keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def put(self, outcome: Outcome) -> None:
        """Take the next outcome; wait while too much is there."""
        size = outcome.size
        with self._lock:
            while self._is_full and not self._is_over:
                self._changed.wait()
            self._unread.append(outcome)
            self._count += 1
            self._size += size
            if self._count == 1 or self._is_full:
                self._changed.notify_all()
            if len(self._unread) < _READ_AT_ONCE:
                return
            mine, self._unread = self._unread, []
        answered = self._read(mine)
        with self._changed:
            self._answered += answered

    def finish(self) -> None:
        """Say that nothing more comes."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Read and hand over nothing within the block, for whoever paints needs Python's lock."""
        self._holds += 1
        try:
            yield
        finally:
            with self._changed:
                self._holds -= 1
                self._changed.notify_all()

    def wait(self, seconds: float | None) -> bool:
        """Wait for the end; tell whether it is there."""
        if self._thread.ident is None:
            return True
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self) -> None:
        try:
            while (group := self._next_group()) is not None:
                self._write(group)
        finally:
            self.finish()  # nobody waits for what is not handed over any more
            self._end()

    def _next_group(self) -> Sequence[Answered] | None:
        """Wait for outcomes; None once nothing more comes."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or bool(self._count))
            self._changed.wait_for(lambda: self._is_over or self._is_full, EVERY)
            self._changed.wait_for(self._is_free)
            answered, unread = self._answered, self._unread
            self._answered, self._unread, self._count, self._size = [], [], 0, 0
            self._changed.notify_all()
            is_last = self._is_over and not answered and not unread
        return None if is_last else [*answered, *self._read(unread)]

    def _read(self, outcomes: Sequence[Outcome]) -> list[Answered]:
        answered: list[Answered] = []
        for outcome in outcomes:
            if self._holds:
                with self._changed:
                    self._changed.wait_for(self._is_free)
            answered.append(outcome.read())
        return answered

    def _is_free(self) -> bool:
        return self._is_over or not self._holds

    @property
    def _is_full(self) -> bool:
        return self._size > _MOST_BYTES or self._count >= _MOST_WAITING
