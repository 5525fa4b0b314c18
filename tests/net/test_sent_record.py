"""The record of what went out: exact, masked, bounded, and with a digest of every part."""

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from modelpost.core.events import Event, HeadReceived, RequestSent
from modelpost.core.failures import FileTrouble
from modelpost.core.resolved import FilePart, MultipartContent, ResolvedRequest, TextContent, TextPart
from modelpost.core.secrets import MASK
from modelpost.core.text import Message
from modelpost.net.digest import Digest

MEGABYTE = 1 << 20
SECRET = "hunter22-and-more"  # no secret of anybody's


def answering(peer: Any) -> None:
    peer.request()
    peer.answer()


def sent(events: list[Event]) -> RequestSent:
    return next(event for event in events if isinstance(event, RequestSent))


def test_every_part_is_kept_as_it_went_out(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    picture = os.urandom(300_000)
    (tmp_path / "a.png").write_bytes(picture)
    server = serve(answering)
    content = MultipartContent((TextPart("caption", "Löwe"), FilePart("images", str(tmp_path / "a.png"), "a.png")))

    body = sent(laboratory.send(ResolvedRequest("POST", server.url, content=content))).body

    assert body.record.content == server.received[0].body
    assert [part.path for part in body.parts] == ["", str(tmp_path / "a.png"), ""]
    assert body.parts[1].sha256 == hashlib.sha256(picture).hexdigest()
    assert sum(part.kept for part in body.parts) == len(server.received[0].body)


def test_a_large_part_is_kept_in_its_beginning_and_hashed_whole(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    large = os.urandom(1 << 16) * 100
    (tmp_path / "large.bin").write_bytes(large)
    server = serve(answering)
    content = MultipartContent((FilePart("file", str(tmp_path / "large.bin"), "large.bin"),))

    body = sent(laboratory.send(ResolvedRequest("POST", server.url, content=content))).body

    head, file, tail = body.parts
    assert (file.size, file.kept, file.is_whole) == (len(large), MEGABYTE, True)
    assert file.sha256 == hashlib.sha256(large).hexdigest()
    assert body.record.content[head.kept : head.kept + file.kept] == large[:MEGABYTE]
    assert body.record.content[-tail.kept :] == server.received[0].body[-tail.kept :]


def test_a_secret_is_masked_even_where_the_limit_cuts_it(serve: Any, laboratory: Any) -> None:
    text = SECRET + "x" * (MEGABYTE - len(SECRET) - 5) + SECRET * 3
    server = serve(answering)
    request = ResolvedRequest("POST", server.url, content=TextContent(text, "text/plain"), secrets=frozenset({SECRET}))

    body = sent(laboratory.send(request)).body

    assert body.record.content.startswith(MASK.encode())
    assert b"hunt" not in body.record.content
    assert body.parts[0].sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_part_that_did_not_go_out_whole_says_so(serve: Any, laboratory: Any, sparse_file: Any) -> None:
    def refusing(peer: Any) -> None:
        peer.head()
        peer.answer(b"no", "413 Content Too Large")
        peer.stop_reading()

    server = serve(refusing)
    content = MultipartContent((FilePart("file", sparse_file(256 << 20), "f"),))

    told = sent(laboratory.send(ResolvedRequest("POST", server.url, content=content)))

    assert not told.body.parts[-1].is_whole
    assert told.body.parts[-1].sha256 == ""
    assert sum(part.size for part in told.body.parts) == told.body_size


class FullDisk:
    """Spools that take no byte."""

    def __init__(self, spools: Any) -> None:
        self._spools = spools
        self.is_full = True

    def create(self) -> Any:
        if self.is_full:
            self.is_full = False  # the answer finds room again
            return FullSpool()
        return self._spools.create()


class FullSpool:
    def write(self, chunk: bytes) -> None:
        raise FileTrouble("body", Message("The disk is full"))

    def discard(self) -> None:
        """Forget nothing."""


def test_a_full_disk_costs_the_record_and_not_the_exchange(serve: Any, build: Any) -> None:
    server = serve(answering)
    laboratory = build(spools=FullDisk(build().spools))

    events = laboratory.send(ResolvedRequest("POST", server.url, content=TextContent("hello", "text/plain")))

    assert events[-1].response.status == 200
    assert [(part.size, part.kept) for part in sent(events).body.parts] == [(5, 0)]


def test_the_head_of_an_answer_is_kept_as_it_arrived(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(headers="x-ODD:1 \r\nSet-Cookie: id=7\r\n")))

    events = laboratory.get(server.url)

    raw = next(event.raw for event in events if isinstance(event, HeadReceived))
    assert raw == f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nx-ODD:1 \r\nSet-Cookie: {MASK}".encode()


class Clock:
    """Shows the time that a test sets."""

    def __init__(self) -> None:
        self.time = 0.0

    def monotonic(self) -> float:
        return self.time

    def now(self) -> float:
        return 0.0


BLOCK = b"x" * MEGABYTE


@pytest.mark.parametrize(
    ("size", "seconds_each", "is_taken"),
    [(1 << 30, 0.002, False), (1 << 30, 0.01, True), (1 << 27, 0.0, True)],
    ids=["huge and faster than the digest should be", "huge over an ordinary network", "large"],
)
def test_the_digest_of_a_huge_part_is_given_up_where_it_would_slow_the_sending(
    size: int, seconds_each: float, is_taken: bool
) -> None:
    clock = Clock()
    digest = Digest(size, clock)

    for _ in range(100):
        clock.time += seconds_each
        digest.take(BLOCK)

    assert digest.close() == (hashlib.sha256(BLOCK * 100).hexdigest() if is_taken else "")


class SlowHash:
    """Takes bytes once the test lets it."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.taken = 0

    def update(self, data: bytes | memoryview) -> None:
        self.may_go_on.wait()
        self.taken += len(data)

    def hexdigest(self) -> str:
        return f"{self.taken} bytes"


def test_the_sending_waits_while_two_blocks_are_hashed() -> None:
    slow = SlowHash()
    digest = Digest(2 << 20, Clock(), lambda: slow)
    released = threading.Thread(target=slow.may_go_on.set)

    for block in (b"12345", b"12345"):
        digest.take(block)
    released.start()
    digest.take(b"12345")
    released.join()

    assert digest.close() == "15 bytes"
