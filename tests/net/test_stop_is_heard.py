"""A server that we were too slow for hears of a stop at once, too."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from modelpost.core.events import HeadReceived, Stopped
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.response import StoredBody

PATIENCE = 10


class SlowSpools:
    """Spools that take their time with what is written to them."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()

    def create(self) -> "SlowSpools":
        return self

    def write(self, chunk: bytes) -> None:
        self.may_go_on.wait(PATIENCE)

    def read(self, offset: int, size: int) -> bytes:
        return b""

    def finish(self) -> StoredBody:
        return StoredBody(0)

    def discard(self) -> None:
        """There is nothing to forget."""


@pytest.fixture
def spools() -> Iterator[SlowSpools]:
    made = SlowSpools()
    yield made
    made.may_go_on.set()


@pytest.fixture
def laboratory(build: Any, spools: SlowSpools) -> Any:
    return build(spools=spools)


def test_a_server_that_waits_for_us_to_read_hears_of_a_stop(serve_either: Any, start: Any, spools: SlowSpools) -> None:
    is_held_up = threading.Event()

    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n")
        peer.socket.settimeout(0.3)
        try:
            while True:
                peer.send(b"x" * 65_536)
        except TimeoutError:
            is_held_up.set()
        peer.socket.settimeout(None)
        peer.send(b"x" * 10_000_000)

    server = serve_either(script)
    running = start(ResolvedRequest("GET", server.url), SendOptions(verify_tls=False))
    running.until(HeadReceived)
    assert is_held_up.wait(PATIENCE)

    running.token.cancel()
    spools.may_go_on.set()

    assert isinstance(running.end(), Stopped)
    assert server.gone.wait(PATIENCE)
