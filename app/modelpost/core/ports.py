"""What the engine is handed instead of reaching for it: files, spools, a clock, chance."""

from collections.abc import Iterator
from typing import Protocol

from modelpost.core.response import StoredBody


class ByteReader(Protocol):
    """An open file."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""

    def readinto(self, buffer: bytearray | memoryview, /) -> int:
        """Fill `buffer` and return how many bytes that took, 0 at the end."""

    def fileno(self) -> int:
        """Return the descriptor, for sending without a copy."""

    def close(self) -> None:
        """Close the file."""


class Files(Protocol):
    """Files that a request names. Both calls raise `FileTrouble` for what is missing, a folder or unreadable."""

    def size(self, path: str) -> int:
        """Return the size in bytes."""

    def open(self, path: str) -> ByteReader:
        """Open for reading."""


class Spool(Protocol):
    """Where one response body goes while it arrives. `write` and `finish` raise `FileTrouble` when the disk is full."""

    def write(self, chunk: bytes) -> None:
        """Take the next bytes."""

    def finish(self) -> StoredBody:
        """End the body and return where it is."""

    def discard(self) -> None:
        """Forget what was written."""


class Spools(Protocol):
    """Makes spools, and reads what they kept."""

    def create(self) -> Spool:
        """Begin a body."""

    def chunks(self, body: StoredBody, size: int = 1 << 18) -> Iterator[bytes]:
        """Yield the bytes of a finished body."""


class Clock(Protocol):
    """Time, as the engine sees it."""

    def monotonic(self) -> float:
        """Return seconds that only ever grow."""

    def now(self) -> float:
        """Return seconds since 1970-01-01 UTC."""


class Randomness(Protocol):
    """Chance, as the engine sees it."""

    def token(self, length: int) -> str:
        """Return `length` random characters from `0-9a-f`."""
