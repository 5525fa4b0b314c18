"""The thread that waits for the keyring, so that nobody else has to wait for long."""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from modelpost.core.failures import KeyringTrouble
from modelpost.core.text import Message

T = TypeVar("T")


class _Call(Generic[T]):
    """One call and its outcome; `is_given_up` once nobody waits for it any more."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._result: list[T] = []
        self._error: BaseException | None = None
        self.is_done = threading.Event()
        self.is_given_up = False

    def run(self) -> None:
        try:
            self._result.append(self._work())
        except BaseException as error:  # noqa: BLE001  # handed on, not swallowed: raised again where it was called
            self._error = error
        self.is_done.set()

    def outcome(self) -> T:
        if self._error is not None:
            raise self._error
        return self._result[0]


class KeyringThread:
    """A daemon thread that makes one call after another.

    A caller waits a bounded time. The late answer of a call that was given up is dropped, and one that has not begun by
    then never will: nothing is written behind the back of somebody who was told that it failed.
    """

    def __init__(self, wait: float) -> None:
        self._wait = wait
        self._calls: SimpleQueue[_Call[object] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def call(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, or raise what it raises; KeyringTrouble when that takes too long."""
        call = _Call(work)
        self._start()
        self._calls.put(call)  # type: ignore[arg-type]  # a queue of calls of any kind: each keeps its own result
        if not call.is_done.wait(self._wait):
            call.is_given_up = True
            raise KeyringTrouble(
                Message("The keyring does not answer"),
                Message("It may be waiting for you to unlock it. Saved tokens cannot be used until then."),
            )
        return call.outcome()

    def close(self, timeout: float = 1.0) -> None:
        """Let the thread go after what it is doing."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._calls.put(None)
            thread.join(timeout)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="keyring", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (call := self._calls.get()) is not None:
            if not call.is_given_up:
                call.run()
