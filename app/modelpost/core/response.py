"""What came back, and how long each phase took."""

from dataclasses import dataclass, field

from modelpost.core.headers import HeaderList

_NO_CODINGS = frozenset({"identity", "none"})
"""The second is no coding's name (RFC 9110, section 8.4.1), but servers send it, and curl takes it as this."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds per phase; None where it did not happen: a reused connection has no `dns`, `connect` and `tls`.

    `proxy` is what it took until a proxy had opened the way, from the connection to it on.
    """

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    send: float | None = None
    wait: float | None = None
    download: float | None = None
    total: float = 0.0
    proxy: float | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True)
class StoredBody:
    """A body kept by a spool: in memory while small, else in a file, which may go once nobody holds this value.

    Exactly one of `content` and `path` counts: `path` is empty for what is in memory. Share it, do not copy it.
    """

    size: int = 0
    content: bytes = field(default=b"", repr=False)
    path: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """The head and body of an HTTP answer. `body` holds the bytes as received, before content decoding.

    `reason` is as sent, and may be empty; `url` is where the answer came from, secrets masked.
    """

    status: int
    reason: str = ""
    version: str = "HTTP/1.1"
    headers: HeaderList = field(default_factory=HeaderList)
    body: StoredBody = field(default_factory=StoredBody)
    url: str = ""

    @property
    def codings(self) -> tuple[str, ...]:
        """The content codings of the body, in the order in which they were applied."""
        return tuple(coding for coding in self.headers.listed("Content-Encoding") if coding not in _NO_CODINGS)
