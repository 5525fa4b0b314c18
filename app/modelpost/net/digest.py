"""SHA-256 of what is sent, taken beside the sending."""

import threading
from collections.abc import Callable
from hashlib import sha256
from queue import SimpleQueue
from typing import Protocol

from modelpost.core.ports import Clock

_UNDER_WAY = 2
_AT_ONCE = 1 << 20
"""Bytes up to which a part is hashed where it is sent: 0.6 ms, less than a thread is worth."""

_HASHED_IN_ANY_CASE = 1 << 27
_PATIENCE = 0.05
"""Seconds that the digest of a part larger than that may hold up its sending. SHA-256 takes 0.6 s a gigabyte, on a
thread of its own nothing at all up to some 5 Gbit/s; over loopback, on two processors that the server needs too, it
made a gigabyte take 0.93 s instead of 0.49 s (curl 0.48 s). There it is let go."""


class Hash(Protocol):
    """What `hashlib` makes."""

    def update(self, data: bytes | memoryview, /) -> None:
        """Take more bytes."""

    def hexdigest(self) -> str:
        """Return the digest so far."""


class Digest:
    """SHA-256 of the blocks of one part, in order, on a helper thread for a large one.

    A block handed over must stay as it is until two more were: `hashlib` lets go of the interpreter while it works.
    `close` ends the thread and belongs into a `finally`.
    """

    KEPT = _UNDER_WAY + 1
    """How many buffers a reader needs to hand over one after the other."""

    def __init__(self, size: int, clock: Clock, make: Callable[[], Hash] = sha256) -> None:
        self._clock = clock
        self._hash: Hash | None = make()
        self._patience = None if size <= _HASHED_IN_ANY_CASE else _PATIENCE
        self._blocks: SimpleQueue[bytes | memoryview | None] = SimpleQueue()
        self._room = threading.Semaphore(_UNDER_WAY)
        self._thread: threading.Thread | None = None
        if size > _AT_ONCE:
            self._thread = threading.Thread(target=self._work, args=(self._hash,), name="digest", daemon=True)
            self._thread.start()

    def take(self, block: bytes | memoryview) -> None:
        """Take the next block; waits while two are under way, and gives the digest up where that takes too long."""
        if self._hash is None:
            return
        if self._thread is None:
            self._hash.update(block)
        elif self._has_room():
            self._blocks.put(block)
        else:
            self._hash = None

    def close(self) -> str:
        """Return the digest of everything taken, empty where it was given up."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._blocks.put(None)
            thread.join()
        return "" if self._hash is None else self._hash.hexdigest()

    def _has_room(self) -> bool:
        if self._room.acquire(blocking=False):
            return True
        if self._patience is None:
            return self._room.acquire()
        began = self._clock.monotonic()
        has_room = self._room.acquire(timeout=max(0.0, self._patience))
        self._patience -= self._clock.monotonic() - began
        return has_room

    def _work(self, making: Hash) -> None:
        while (block := self._blocks.get()) is not None:
            making.update(block)
            self._room.release()
