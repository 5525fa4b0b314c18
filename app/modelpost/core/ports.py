"""What the engine is handed instead of reaching for it: files, spools, a clock, chance, tokens, and whom to ask."""

from collections.abc import Iterator
from typing import Protocol

from modelpost.core.cookies import Cookie
from modelpost.core.response import StoredBody
from modelpost.core.text import Message
from modelpost.core.tokens import Token


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


class ReadableSpool(Spool, Protocol):
    """A spool that gives back what it took while more comes."""

    def read(self, offset: int, size: int) -> bytes:
        """Return bytes that were written, from any thread; after the end as long as its body is held."""


class Spools(Protocol):
    """Makes spools, and reads what they kept."""

    def create(self) -> ReadableSpool:
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


class TokenCache(Protocol):
    """Where tokens live from one exchange to the next. Used from many threads; `key` never holds a secret.

    A keyring behind it may be slow, and its troubles are its own: a token that could not be kept is held in memory.
    """

    def get(self, key: str) -> Token | None:
        """Return the token, fresh or not."""

    def put(self, key: str, token: Token) -> None:
        """Keep a token in the place of any other."""

    def forget(self, key: str) -> None:
        """Keep none."""


class CookieKeeper(Protocol):
    """Keeps the cookies of a jar from one run to the next, where the user wants that.

    Called from many threads, and may be slow. Both calls raise `ModelpostError`.
    """

    def load(self, jar: str) -> tuple[Cookie, ...]:
        """Return what was kept, nothing where nothing shall be."""

    def save(self, jar: str, cookies: tuple[Cookie, ...]) -> None:
        """Keep these in the place of all others, where the user wants any to be kept."""


class Ended(Protocol):
    """Tells whether whoever waits has given up."""

    @property
    def is_cancelled(self) -> bool:
        """Tell whether the user hung up."""


class Person(Protocol):
    """Whoever sits in front of the program. Called on the thread of an exchange, which waits; `ended` frees it."""

    def ask(self, label: Message, ended: Ended, *, is_secret: bool) -> str | None:
        """Ask for one value; None where there is nobody, or they do not want to say."""

    def show(self, message: Message, url: str, code: str, ended: Ended) -> None:
        """Show something to do elsewhere, until `done`; does not wait."""

    def browse(self, url: str) -> bool:
        """Open an address in the system's browser; False where there is none."""

    def done(self, ended: Ended) -> None:
        """Take away what was shown for this exchange: there is nothing left to do elsewhere."""
