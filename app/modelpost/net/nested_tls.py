"""TLS within TLS: what speaks to a server through a proxy that is itself spoken to over TLS.

`ssl` wraps sockets only, so the inner TLS works on memory, and its bytes go over the outer one.
"""

import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

_AT_ONCE = 1 << 14
"""Bytes: one TLS record."""

T = TypeVar("T")


def _nothing() -> None:
    """Do nothing: the socket has its limit for each wait."""


class NestedTls:
    """A TLS connection over another one, with as much of a socket's ways as a connection needs.

    Waits, time limits and hanging up are those of the outer socket; one that does not wait raises what it raises.
    """

    def __init__(self, outer: ssl.SSLSocket, context: ssl.SSLContext, server_name: str) -> None:
        self._outer = outer
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.inner = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)
        self._unsent = bytearray()

    def do_handshake(self, before_waiting: Callable[[], None]) -> None:
        """Shake hands; `before_waiting` is called before each wait, of which there are as many as pieces arrive."""
        try:
            self._carried_out(self.inner.do_handshake, before_waiting)
        finally:
            with contextlib.suppress(OSError):  # an alert that says why; the other side may have gone
                self._flush()

    def recv(self, size: int) -> bytes:
        """Return what has arrived, none at the end; what the outer socket does not take yet is no reason to wait."""
        try:
            return self._carried_out(lambda: self.inner.read(size))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    def send(self, block: bytes | memoryview) -> int:
        """Take a piece of a block and return how much; what the outer socket does not take yet goes first next time."""
        self._flush()
        count = self.inner.write(memoryview(block)[:_AT_ONCE])
        self._flush_some()
        return count

    def sendall(self, block: bytes | memoryview) -> None:
        """Send a block whole."""
        view = memoryview(block)
        while view:
            view = view[self.send(view) :]
        self._flush()

    @property
    def has_unsent(self) -> bool:
        """Tell whether bytes wait for the outer socket; to receive sends them too."""
        return bool(self._unsent)

    def settimeout(self, seconds: float | None) -> None:
        """Bound each wait."""
        self._outer.settimeout(seconds)

    def setsockopt(self, level: int, name: int, value: int) -> None:
        """Set an option of the socket."""
        self._outer.setsockopt(level, name, value)

    def fileno(self) -> int:
        """Return the socket's descriptor, to wait for."""
        return self._outer.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._outer.close()

    def _carried_out(self, work: Callable[[], T], before_waiting: Callable[[], None] = _nothing) -> T:
        """Do what needs bytes from the other side, and fetch them as often as it asks."""
        while True:
            self._flush_some()
            try:
                return work()
            except ssl.SSLWantReadError:
                self._flush_some()
                before_waiting()
                arrived = self._outer.recv(_AT_ONCE)
                if arrived:
                    self._incoming.write(arrived)
                else:
                    self._incoming.write_eof()

    def _flush_some(self) -> None:
        """Send as much as the outer socket takes; all of it where that waits."""
        with contextlib.suppress(ssl.SSLWantWriteError, ssl.SSLWantReadError):
            self._flush()

    def _flush(self) -> None:
        self._unsent += self._outgoing.read()
        while self._unsent:
            del self._unsent[: self._outer.send(self._unsent)]


Wire = socket.socket | NestedTls
"""What the bytes of a connection go over."""
