"""Bodies that are packed for the way (RFC 9112, section 7.2): the answer is what they were before."""

import gzip
import zlib
from typing import Any

import pytest

from modelpost.core.events import Failed, Finished, StreamItems
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedRequest, SendOptions

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = b'{"predicted_label": "rose"}'


def chunked(content: bytes, size: int = 7) -> bytes:
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, b""))


def says(codings: bytes, content: bytes) -> Any:
    """Answer two requests with this body, and hang up where only that ends it."""

    def script(peer: Any) -> None:
        for _ in range(2):
            peer.request()
            peer.send(HEAD + b"Transfer-Encoding: " + codings + b"\r\n\r\n" + content)
            if not codings.endswith(b"chunked"):
                return

    return script


@pytest.mark.parametrize(
    ("codings", "content"),
    [
        (b"gzip, chunked", chunked(gzip.compress(BODY))),
        (b"x-gzip,Chunked", chunked(gzip.compress(BODY))),
        (b"deflate, chunked", chunked(zlib.compress(BODY))),
        (b"deflate, gzip\r\nTransfer-Encoding: chunked", chunked(gzip.compress(zlib.compress(BODY)))),
        (b"gzip", gzip.compress(BODY)),
        (b"identity", BODY),
        (b"identity, chunked", chunked(BODY)),
    ],
)
def test_transfer_codings_are_undone(serve: Any, laboratory: Any, codings: bytes, content: bytes) -> None:
    *_, finished = laboratory.get(serve(says(codings, content)).url)

    assert finished.response.body.content == BODY


def test_a_connection_is_kept_after_a_body_that_was_packed_for_the_way(serve: Any, laboratory: Any) -> None:
    server = serve(says(b"gzip, chunked", chunked(gzip.compress(BODY))))

    laboratory.get(server.url)
    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == BODY
    assert server.connections == 1


def test_a_content_coding_below_stays(serve: Any, laboratory: Any) -> None:
    packed = gzip.compress(BODY)
    server = serve(says(b"gzip, chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(packed))))

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == packed
    assert finished.response.codings == ("gzip",)


def test_a_length_that_is_announced_counts_where_nothing_was_done_for_the_way(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(HEAD + b"Transfer-Encoding: identity\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY)
        peer.wait_until_gone()

    *_, finished = laboratory.get(serve(script).url)

    assert finished.response.body.content == BODY


@pytest.mark.parametrize("coding", [b"compress, chunked", b"chunked, gzip", b"rot13"])
def test_an_unknown_transfer_coding_is_named(serve: Any, laboratory: Any, coding: bytes) -> None:
    *_, failed = laboratory.get(serve(says(coding, chunked(BODY))).url)

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.PROTOCOL
    assert coding.decode().partition(",")[0] in str(failed.failure.summary)
    assert "Transfer-Encoding" in str(failed.failure.hint)


@pytest.mark.parametrize("content", [gzip.compress(BODY)[:-9], b"not packed at all"])
def test_damage_on_the_way_is_told(serve: Any, laboratory: Any, content: bytes) -> None:
    *_, failed = laboratory.get(serve(says(b"gzip, chunked", chunked(content))).url)

    assert isinstance(failed, Failed)
    assert "its gzip data is damaged or cut short" in str(failed.failure.summary)
    assert BODY.startswith(failed.response.body.content)


def test_a_bomb_that_is_packed_for_the_way_is_stopped_at_the_limit(serve: Any, laboratory: Any) -> None:
    server = serve(says(b"gzip, chunked", chunked(gzip.compress(bytes(10 << 20)), 1 << 20)))

    *_, failed = laboratory.get(server.url, SendOptions(largest_unpacked=1 << 20))

    assert isinstance(failed, Failed)
    assert "beyond 1 MB" in str(failed.failure.summary)
    assert failed.failure.place == "settings.largest_unpacked"
    assert failed.response.body.size == 1 << 20


def test_a_head_without_a_body_needs_no_coding_to_be_known(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.send(HEAD + b"Transfer-Encoding: rot13, chunked\r\n\r\n")))

    *_, finished = laboratory.send(ResolvedRequest("HEAD", server.url))

    assert isinstance(finished, Finished)


def test_events_that_are_packed_for_the_way_arrive_one_by_one(serve: Any, laboratory: Any) -> None:
    packer = zlib.compressobj(wbits=31)
    pieces = [packer.compress(b"data: %d\n\n" % number) + packer.flush(zlib.Z_SYNC_FLUSH) for number in range(3)]
    stream = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (*pieces, packer.flush(), b""))
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"

    events = laboratory.get(serve(lambda peer: (peer.request(), peer.send(head + stream))).url)

    assert isinstance(events[-1], Finished)
    assert [item.preview for each in events if isinstance(each, StreamItems) for item in each.items] == ["0", "1", "2"]
