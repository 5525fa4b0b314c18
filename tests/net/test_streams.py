"""Streams from real servers: told of while they arrive, kept whole, and honest about how they ended."""

import gzip
import json
import threading
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from backports import zstd

from modelpost.core.events import Event, Failed, Finished, Noted, Stopped, StreamBegan, StreamItems
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.streams import StreamItem, StreamKind

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n{}\r\n"
END = b"0\r\n\r\n"


def head(media_type: str = "text/event-stream;charset=UTF-8", more: str = "") -> bytes:
    return HEAD.format(media_type, more).encode()


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(content), content)


def items(events: list[Event]) -> list[StreamItem]:
    return [item for event in events if isinstance(event, StreamItems) for item in event.items]


def began(events: list[Event]) -> StreamBegan:
    return next(event for event in events if isinstance(event, StreamBegan))


def serving(serve: Any, *sent: bytes) -> str:
    def script(peer: Any) -> None:
        peer.request()
        for content in sent:
            peer.send(content)

    return serve(script).url  # type: ignore[no-any-return]


# What is told ---------------------------------------------------------------------------------------------------------


def test_events_are_told_with_number_name_id_size_and_time(laboratory: Any, serve: Any) -> None:
    url = serving(
        serve, head(), chunk(b"event: add\nid: 7\ndata: one\n\n"), chunk("data: zwei\ndata: ü\n\n".encode()), END
    )

    events = laboratory.get(url)

    assert [item._replace(at=0) for item in items(events)] == [
        StreamItem(0, 0, 3, "one", "add", "7"),
        StreamItem(1, 0, 7, "zwei ü", "", "7"),
    ]
    assert all(0 < item.at <= events[-1].at for item in items(events))
    assert isinstance(events[-1], Finished)


def test_a_stream_is_announced_with_its_head_before_its_first_event(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head(), chunk(b"data: 1\n\n"), END))

    kinds = [type(event) for event in events]
    assert kinds.index(StreamBegan) < kinds.index(StreamItems)
    assert began(events).response.status == 200
    assert began(events).recording.kind is StreamKind.EVENTS


def test_what_waits_is_told_while_the_server_pauses(start: Any, serve: Any) -> None:
    """The first event goes out at once; the second waits for company, which does not come."""
    goes_on = threading.Event()

    def script(peer: Any) -> None:
        peer.request()
        peer.send(head() + chunk(b"data: 1\n\n"))
        peer.send(b"9\r\n")
        peer.send(b"data: 2\n\n")
        peer.send(b"\r\n")
        peer.stop_reading()

    running = start(ResolvedRequest("GET", serve(script).url))
    while len(items(list(running.events))) < 2:
        assert not goes_on.wait(0.005)  # the test's own patience ends it

    assert [item.preview for item in items(list(running.events))] == ["1", "2"]


def test_many_events_are_told_in_few_batches(laboratory: Any, serve: Any) -> None:
    url = serving(serve, head(), *[chunk(b"data: 1\n\n" * 100)] * 100, END)

    events = laboratory.get(url)

    batches = [event for event in events if isinstance(event, StreamItems)]
    assert sum(len(batch.items) for batch in batches) == 10_000
    assert len(batches) < 1000
    assert [item.number for item in items(events)] == list(range(10_000))


def test_the_preview_of_a_large_event_is_short_and_its_data_whole(laboratory: Any, serve: Any) -> None:
    content = json.dumps({"text": "x" * 100_000}).encode()
    events = laboratory.get(serving(serve, head(), chunk(b"data: " + content + b"\n\n"), END))

    (item,) = items(events)
    assert (len(item.preview), item.size) == (300, len(content))
    assert began(events).recording.data(0) == content


def test_what_a_client_needs_to_reconnect_is_told(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head(), chunk(b"retry: 3000\nid: 41\ndata: a\n\n"), END))

    (batch,) = [event for event in events if isinstance(event, StreamItems)]
    assert (batch.last_id, batch.retry) == ("41", 3.0)


def test_the_answer_of_a_chat_model_is_put_together(laboratory: Any, serve: Any) -> None:
    said = [chunk(b'data: {"choices": [{"delta": {"content": "%b"}}]}\n\n' % word) for word in (b"9", b".8")]
    usage = chunk(b'data: {"choices": [], "usage": {"completion_tokens": 2}}\n\n')

    events = laboratory.get(serving(serve, head(), *said, usage, chunk(b"data: [DONE]\n\n"), END))

    batches = [event for event in events if isinstance(event, StreamItems)]
    assert "".join(batch.said.text for batch in batches) == "9.8"
    assert [batch.said.tokens for batch in batches if batch.said.tokens is not None] == [2]
    assert batches[-1].is_chat


@pytest.mark.parametrize(
    "media_type", ["application/x-ndjson", "application/jsonl", "application/x-ndjson; charset=utf-8"]
)
def test_lines_of_json_are_items_too(laboratory: Any, serve: Any, media_type: str) -> None:
    events = laboratory.get(serving(serve, head(media_type), chunk(b'{"a": 1}\n{"a"'), chunk(b': 2}\n{"a": 3}'), END))

    assert [item.preview for item in items(events)] == ['{"a": 1}', '{"a": 2}', '{"a": 3}']
    assert began(events).recording.kind is StreamKind.LINES


def test_text_that_comes_slowly_becomes_a_stream_of_pieces(build: Any, serve: Any) -> None:
    clock = SteppedClock(0.1)
    laboratory = build(clock=clock)

    def script(peer: Any) -> None:
        peer.request()
        peer.send(head("text/plain"))
        for number in range(40):
            peer.send(chunk(b"piece %d\n" % number))
            clock.seen.acquire(timeout=0.01)

    events = laboratory.get(serve(lambda peer: (script(peer), peer.send(END))).url)

    assert began(events).recording.kind is StreamKind.TEXT
    assert "".join(item.preview for item in items(events)).startswith("piece 0")
    assert began(events).recording.read(0, 8) == b"piece 0\n"


def test_text_that_comes_quickly_is_an_ordinary_answer(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head("text/plain"), *[chunk(b"x" * 1000)] * 200, END))

    assert not any(isinstance(event, StreamBegan) for event in events)
    assert events[-1].response.body.size == 200_000


class SteppedClock:
    """Each look takes a while."""

    def __init__(self, step: float) -> None:
        self._now, self._step = 0.0, step
        self.seen = threading.Semaphore(0)

    def monotonic(self) -> float:
        self._now += self._step
        self.seen.release()
        return self._now

    def now(self) -> float:
        return 0.0


# Codings --------------------------------------------------------------------------------------------------------------


def _gzip(pieces: list[bytes]) -> list[bytes]:
    packer = zlib.compressobj(wbits=31)
    return [packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces] + [packer.flush()]


def _deflate(pieces: list[bytes], wbits: int = 15) -> list[bytes]:
    packer = zlib.compressobj(wbits=wbits)
    return [packer.compress(piece) + packer.flush(zlib.Z_SYNC_FLUSH) for piece in pieces] + [packer.flush()]


def _brotli(pieces: list[bytes]) -> list[bytes]:
    packer = brotli.Compressor()
    return [packer.process(piece) + packer.flush() for piece in pieces] + [packer.finish()]


def _zstd(pieces: list[bytes]) -> list[bytes]:
    packer = zstd.ZstdCompressor()
    return [packer.compress(piece, zstd.ZstdCompressor.FLUSH_BLOCK) for piece in pieces] + [packer.flush()]


PACKERS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
    "deflate, gzip": lambda pieces: _gzip(_deflate(pieces)),
}


@pytest.mark.parametrize("coding", PACKERS)
def test_packed_events_are_told_as_each_is_flushed(start: Any, serve: Any, coding: str) -> None:
    first, second, *rest = PACKERS[coding]([b"data: one\n\n", b"data: two\n\n"])
    heard = threading.Event()

    def script(peer: Any) -> None:
        peer.request()
        peer.send(head(more=f"Content-Encoding: {coding}\r\n") + chunk(first))
        assert heard.wait(10)
        peer.send(chunk(second) + b"".join(chunk(piece) for piece in rest if piece) + END)

    running = start(ResolvedRequest("GET", serve(script).url))
    running.until(StreamItems)
    heard.set()
    finished = running.end()

    assert [item.preview for item in items(running.events)] == ["one", "two"]
    assert isinstance(finished, Finished)
    assert finished.response.body.content == b"".join([first, second, *rest])
    assert began(running.events).recording.read(0, 100) == b"data: one\n\ndata: two\n\n"
    assert began(running.events).recording.data(1) == b"two"


def test_bare_deflate_is_unpacked_too(laboratory: Any, serve: Any) -> None:
    packed = _deflate([b"data: one\n\n"], wbits=-15)

    events = laboratory.get(serving(serve, head(more="Content-Encoding: deflate\r\n"), chunk(b"".join(packed)), END))

    assert [item.preview for item in items(events)] == ["one"]


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_damaged_packing_ends_the_items_and_keeps_the_bytes(start: Any, serve: Any, coding: str) -> None:
    good = PACKERS[coding]([b"data: one\n\n"])[0]
    heard = threading.Event()

    def script(peer: Any) -> None:
        peer.request()
        peer.send(head(more=f"Content-Encoding: {coding}\r\n") + chunk(good))
        assert heard.wait(10)
        peer.send(chunk(b"\xff" * 500) + chunk(b"more") + END)

    running = start(ResolvedRequest("GET", serve(script).url))
    running.until(StreamItems)
    heard.set()
    finished = running.end()

    assert [item.preview for item in items(running.events)] == ["one"]
    assert any(isinstance(event, Noted) and "unpacked" in str(event.message) for event in running.events)
    assert isinstance(finished, Finished)
    assert finished.response.body.content == good + b"\xff" * 500 + b"more"


def test_an_unknown_packing_is_named_and_the_bytes_are_kept(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head(more="Content-Encoding: odd\r\n"), chunk(b"data: 1\n\n"), END))

    assert any(isinstance(event, Noted) and "odd" in str(event.message) for event in events)
    assert events[-1].response.body.content == b"data: 1\n\n"


def test_a_stream_that_grows_out_of_all_proportion_is_stopped_and_its_bytes_are_kept(
    laboratory: Any, serve: Any
) -> None:
    packed = gzip.compress(b"data: " + b"x" * 5_000_000 + b"\n\n")

    events = laboratory.get(
        serving(serve, head(more="Content-Encoding: gzip\r\n"), chunk(packed), END),
        SendOptions(largest_unpacked=1_000_000),
    )

    assert any(isinstance(event, Noted) and "grows beyond" in str(event.message) for event in events)
    assert events[-1].response.body.content == packed
    assert items(events) == []


def test_packing_that_is_cut_short_gives_what_came_and_says_so(laboratory: Any, serve: Any) -> None:
    packed = gzip.compress(b"data: one\n\ndata: two\n\n")

    events = laboratory.get(serving(serve, head(more="Content-Encoding: gzip\r\n"), chunk(packed[:-10]), END))

    assert items(events)[0].preview == "one"
    assert any(isinstance(event, Noted) and "cut short" in str(event.message) for event in events)
    assert isinstance(events[-1], Finished)


# Ends -----------------------------------------------------------------------------------------------------------------


def test_a_stream_that_is_cut_says_how_many_events_arrived(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head(), chunk(b"data: 1\n\n" * 3), b"20\r\ndata: h"))

    failed = events[-1]
    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.STREAM_CUT
    assert str(failed.failure.hint).startswith("3 events arrived")
    assert failed.response.body.content == b"data: 1\n\n" * 3 + b"data: h"
    assert len(items(events)) == 3


def test_a_reset_in_the_middle_is_a_cut_stream(laboratory: Any, serve: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(head() + chunk(b"data: 1\n\n"))
        peer.reset()

    events = laboratory.get(serve(script).url)

    assert events[-1].failure.kind in (FailureKind.STREAM_CUT, FailureKind.CONNECTION_LOST)


def test_bad_chunks_are_a_cut_stream(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head(), chunk(b"data: 1\n\n"), b"xyz\r\n"))

    assert events[-1].failure.kind is FailureKind.STREAM_CUT


def test_an_event_without_its_blank_line_is_mentioned(laboratory: Any, serve: Any) -> None:
    events = laboratory.get(serving(serve, head(), chunk(b"data: 1\n\ndata: 2\n"), END))

    assert [item.preview for item in items(events)] == ["1"]
    assert any(isinstance(event, Noted) and "within an event" in str(event.message) for event in events)


def test_silence_between_events_is_bounded_by_the_read_limit(laboratory: Any, serve: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(head() + chunk(b"data: 1\n\ndata: 2\n\n"))
        peer.wait_until_gone()

    events = laboratory.get(serve(script).url, SendOptions(read_timeout=0.2))

    assert events[-1].failure.kind is FailureKind.TIMEOUT_READ
    assert str(events[-1].failure.hint).startswith("2 events")
    assert len(items(events)) == 2


def test_a_stop_keeps_what_arrived(start: Any, serve: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(head() + chunk(b"data: 1\n\n"))
        peer.wait_until_gone()

    running = start(ResolvedRequest("GET", serve(script).url))
    running.until(StreamItems)
    running.token.cancel()
    stopped = running.end()

    assert isinstance(stopped, Stopped)
    assert stopped.response is not None
    assert stopped.response.body.content == b"data: 1\n\n"
    assert began(running.events).recording.data(0) == b"1"


def test_an_endless_stream_is_stopped_in_the_middle(start: Any, serve: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(head())
        while True:
            peer.send(chunk(b"data: again\n\n" * 100))

    running = start(ResolvedRequest("GET", serve(script).url))
    running.until(StreamItems)
    running.token.cancel()

    assert isinstance(running.end(), Stopped)


def test_the_connection_is_kept_after_a_stream_that_ended(laboratory: Any, serve: Any) -> None:
    def script(peer: Any) -> None:
        for _ in range(2):
            peer.request()
            peer.send(head() + chunk(b"data: 1\n\n") + END)

    server = serve(script)
    laboratory.get(server.url)
    laboratory.get(server.url)

    assert server.connections == 1


def test_a_stream_comes_over_tls_as_well(
    laboratory: Any, serve: Any, trusted_context: Any, authority_file: str
) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(head() + chunk(b"data: 1\n\n"))
        peer.send(chunk(b"data: 2\n\n"))
        peer.send(END)

    events = laboratory.get(serve(script, trusted_context).url, SendOptions(ca_files=(authority_file,)))

    assert [item.preview for item in items(events)] == ["1", "2"]


# The recording --------------------------------------------------------------------------------------------------------


def test_any_earlier_event_can_be_read_again(laboratory: Any, serve: Any) -> None:
    content = b"".join(b"id: %d\ndata: event %d\n\n" % (number, number) for number in range(5000))
    events = laboratory.get(serving(serve, head(), chunk(content), END))

    recording = began(events).recording

    assert recording.count == 5000
    assert recording.data(0) == b"event 0"
    assert recording.data(4321) == b"event 4321"
    assert recording.data(4999) == b"event 4999"
    assert recording.data(5000) == b""
    assert recording.items(4998, 10) == tuple(items(events)[4998:])
    assert recording.items(10, 3) == tuple(items(events)[10:13])
