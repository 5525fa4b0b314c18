"""TLS within TLS on a socket that does not wait, as a conversation has it."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator

import pytest
import trustme

from modelpost.net.nested_tls import NestedTls

PATIENCE = 10.0


class OtherSide:
    """Shakes hands twice, once within the other; from then on it reads nothing, and says what it is told to."""

    def __init__(self, plain: socket.socket, context: ssl.SSLContext) -> None:
        self._plain = plain
        self._context = context
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._inner = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def shake_hands(self) -> None:
        self._outer = self._context.wrap_socket(self._plain, server_side=True)
        while True:
            try:
                self._inner.do_handshake()
            except ssl.SSLWantReadError:
                self._outer.sendall(self._outgoing.read())
                self._incoming.write(self._outer.recv(1 << 16))
            else:
                self._outer.sendall(self._outgoing.read())
                return

    def say(self, words: bytes) -> None:
        self._inner.write(words)
        self._outer.sendall(self._outgoing.read())

    def close(self) -> None:
        self._outer.close()


@pytest.fixture
def ends(authority: trustme.CA, trusted_context: ssl.SSLContext) -> Iterator[tuple[NestedTls, OtherSide]]:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    ours, theirs = socket.socketpair()
    other = OtherSide(theirs, trusted_context)
    shaking = threading.Thread(target=other.shake_hands, daemon=True)
    shaking.start()
    wire = NestedTls(context.wrap_socket(ours, server_hostname="localhost"), context, "localhost")
    wire.do_handshake(lambda: None)
    shaking.join(PATIENCE)
    yield wire, other
    wire.close()
    other.close()


def test_what_arrives_is_read_though_the_other_side_takes_nothing(ends: tuple[NestedTls, OtherSide]) -> None:
    wire, other = ends
    wire.settimeout(0)
    with contextlib.suppress(ssl.SSLWantWriteError):
        while True:
            wire.send(b"x" * (1 << 14))
    other.say(b"I read when you do")

    arrived = wire.recv(100)

    assert wire.has_unsent
    assert arrived == b"I read when you do"
