"""Scripts of servers that are proxies: HTTP tunnels and SOCKS5."""

import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

_MOMENT = 0.05
"""Seconds: less than any time limit of a test, so that no single wait is ever too long."""


def exactly(peer: Any, size: int) -> bytes:
    piece = b""
    while len(piece) < size:
        more = peer.socket.recv(size - len(piece))
        if not more:
            raise ConnectionError
        piece += more
    return piece


def pass_on(source: Any, sink: Any) -> None:
    try:
        while piece := source.recv(1 << 16):
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def both_ways(peer: Any, onward: Any) -> None:
    back = threading.Thread(target=pass_on, args=(onward, peer.socket), daemon=True)
    back.start()
    pass_on(peer.socket, onward)
    back.join(10)


def tunnelling(peer: Any, behind: bytes = b"") -> None:
    """Open a tunnel, say something `behind` that, and pass bytes both ways."""
    request = peer.head()
    host, port = request.target.rsplit(":", 1)
    with socket.create_connection((host, int(port))) as onward:
        peer.send(b"HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n" + behind)
        both_ways(peer, onward)


class Socks:
    """A SOCKS5 proxy (RFC 1928); notes what it was asked. It refuses with `reply`, or falls silent before a phase.

    One that `trickles` opens the way for a name of 255 bytes, and says one of them each time that the event is not set
    within a moment.
    """

    def __init__(
        self,
        *,
        user: bytes = b"",
        password: bytes = b"",
        reply: int = 0,
        silent_before: str = "",
        trickles: threading.Event | None = None,
    ) -> None:
        self.user, self.password = user, password
        self.reply = reply
        self.silent_before = silent_before
        self.trickles = trickles
        self.methods = b""
        self.signed_in: tuple[bytes, bytes] | None = None
        self.target: tuple[int, bytes, int] | None = None

    def __call__(self, peer: Any) -> None:
        for phase in ("greeting", "password", "way"):
            if phase == self.silent_before:
                peer.wait_until_gone()
                return
            if not getattr(self, f"_{phase}")(peer):
                return

    def _greeting(self, peer: Any) -> bool:
        _, count = exactly(peer, 2)
        self.methods = exactly(peer, count)
        method = 2 if self.user else 0
        if method not in self.methods:
            method = 0xFF
        peer.send(bytes((5, method)))
        return method != 0xFF

    def _password(self, peer: Any) -> bool:
        if not self.user:
            return True
        user = exactly(peer, exactly(peer, 2)[1])
        self.signed_in = user, exactly(peer, exactly(peer, 1)[0])
        is_right = self.signed_in == (self.user, self.password)
        peer.send(bytes((1, 0 if is_right else 1)))
        return is_right

    def _way(self, peer: Any) -> bool:
        *_, kind = exactly(peer, 4)
        name = exactly(peer, {1: 4, 4: 16}.get(kind) or exactly(peer, 1)[0])
        port = int.from_bytes(exactly(peer, 2), "big")
        self.target = kind, name, port
        if self.trickles is not None:
            peer.send(bytes((5, 0, 0, 3, 255)))
            while not self.trickles.wait(_MOMENT):
                peer.send(b"x")
            return False
        peer.send(bytes((5, self.reply, 0, 1, 127, 0, 0, 1, 0, 80)))
        if self.reply:
            return False
        with socket.create_connection(("127.0.0.1", port)) as onward:
            both_ways(peer, onward)
        return True


@pytest.fixture
def tunnel() -> Callable[[Any], None]:
    """Return the script of an HTTP proxy that opens tunnels."""
    return tunnelling


@pytest.fixture
def forging_tunnel() -> Callable[[Any], None]:
    """Return the script of a proxy that also answers in the place of the server."""
    return partial(tunnelling, behind=b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")


@pytest.fixture
def make_socks() -> type[Socks]:
    """Make scripts of SOCKS5 proxies."""
    return Socks
