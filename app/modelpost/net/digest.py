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
_WATCHED_FROM = 1 << 24
_FASTEST = 300e6
"""Bytes a second. SHA-256 takes 0.6 s a gigabyte, on a thread of its own nothing that anybody would notice up to this
(2.4 Gbit/s). Over loopback, on two processors that the server needs too, it made a gigabyte take 0.93 s instead of
0.49 s (curl 0.48 s): a part of more than 128 MB that goes out faster than this after its first 16 MB has no digest."""


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

    def __init__(self, size: int, clock: Clock, make: Callable[[], Hash] = sha256) -> None:
        self._clock = clock
        self._hash: Hash | None = make()
        self._is_watched = size > _HASHED_IN_ANY_CASE
        self._began = clock.monotonic() if self._is_watched else 0.0
        self._taken = 0
        self._blocks: SimpleQueue[bytes | memoryview | None] = SimpleQueue()
        self._room = threading.Semaphore(_UNDER_WAY)
        self._thread: threading.Thread | None = None
        if size > _AT_ONCE:
            self._thread = threading.Thread(target=self._work, args=(self._hash,), name="digest", daemon=True)
            self._thread.start()

    def holds_blocks(self) -> bool:
        """Tell whether blocks are still needed after they were handed over."""
        return self._thread is not None and self._hash is not None

    def take(self, block: bytes | memoryview) -> None:
        """Take the next block; waits while two are under way."""
        if self._hash is None:
            return
        if self._thread is None:
            self._hash.update(block)
            return
        self._taken += len(block)
        if self._is_watched and self._is_too_fast():
            self._hash = None
            return
        self._room.acquire()
        self._blocks.put(block)

    def close(self) -> str:
        """Return the digest of everything taken, empty where it was given up."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._blocks.put(None)
            thread.join()
        return "" if self._hash is None else self._hash.hexdigest()

    def _is_too_fast(self) -> bool:
        if self._taken < _WATCHED_FROM:
            return False
        return self._taken > _FASTEST * (self._clock.monotonic() - self._began)

    def _work(self, making: Hash) -> None:
        while (block := self._blocks.get()) is not None:
            making.update(block)
            self._room.release()
