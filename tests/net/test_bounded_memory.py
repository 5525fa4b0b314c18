"""Memory stays bounded whatever a server sends, and however long."""

import itertools
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.events import DownloadProgress, Event, Failed, Stopped, StreamItems
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.documents.stream_parts import LARGEST_KEPT
from modelpost.net.cancel import CancelToken
from modelpost.store.spools import BodySpools

MB = 1 << 20
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\n\r\n"


class Peak:
    """Megabytes that were held at once."""

    megabytes = 0.0


@contextmanager
def memory_watched() -> Iterator[Peak]:
    peak = Peak()
    tracemalloc.start()
    try:
        yield peak
        peak.megabytes = tracemalloc.get_traced_memory()[1] / MB
    finally:
        tracemalloc.stop()


@pytest.fixture
def on_disk(build: Any, tmp_path: Path) -> Iterator[Any]:
    """Build an engine whose bodies go where those of the program go."""
    spools = BodySpools(tmp_path / "spools")
    yield build(spools=spools)
    spools.close()


def without_end(beginning: bytes, piece: bytes) -> Callable[[Any], None]:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(beginning)
        while True:
            peer.send(piece)

    return script


def stopped_when(engine: Any, url: str, is_enough: Callable[[Event], bool]) -> Event:
    """Run an exchange without keeping its events, and stop it once there is enough; return the last event."""
    token = CancelToken()
    last = None
    for event in engine.exchange(ResolvedRequest("GET", url), SendOptions(), token):
        last = event
        if is_enough(event):
            token.cancel()
    assert last is not None
    return last


def test_a_header_line_of_100_mb_is_given_up_early(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
        for _ in range(1600):
            peer.send(b"x" * (1 << 16))
        peer.wait_until_gone()

    server = serve(script)

    with memory_watched() as peak:
        *_, failed = laboratory.get(server.url)

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.PROTOCOL
    assert peak.megabytes < 8


def test_a_body_without_end_is_kept_on_disk(serve: Any, on_disk: Any) -> None:
    server = serve(without_end(HEAD % b"application/octet-stream", bytes(1 << 18)))

    with memory_watched() as peak:
        last = stopped_when(
            on_disk.engine,
            server.url,
            lambda event: isinstance(event, DownloadProgress) and event.received > 200 * MB,
        )

    assert isinstance(last, Stopped)
    assert peak.megabytes < 16


def test_a_stream_without_end_is_kept_on_disk(serve: Any, on_disk: Any) -> None:
    server = serve(without_end(HEAD % b"text/event-stream", (b"data: " + b"x" * 500 + b"\n\n") * 100))
    told = itertools.count()

    with memory_watched() as peak:
        last = stopped_when(
            on_disk.engine,
            server.url,
            lambda event: isinstance(event, StreamItems) and sum(1 for _ in event.items) > 0 and next(told) > 100,
        )

    assert isinstance(last, Stopped)
    assert peak.megabytes < 16


def test_an_event_without_end_is_kept_in_memory_up_to_a_limit(serve: Any, on_disk: Any) -> None:
    server = serve(without_end((HEAD % b"text/event-stream") + b"data: ", b"x" * (1 << 16)))

    with memory_watched() as peak:
        last = stopped_when(
            on_disk.engine,
            server.url,
            lambda event: isinstance(event, DownloadProgress) and event.received > 200 * MB,
        )

    assert isinstance(last, Stopped)
    assert peak.megabytes < 3 * LARGEST_KEPT / MB
