"""Servers that misbehave: each ends in the right event, and the next exchange is fine."""

import gzip
import socket
from typing import Any

import pytest

from modelpost.core.events import Connected, Failed, Finished, HeadReceived
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedRequest, SendOptions, TextContent
from modelpost.net.answer import LARGEST_HEAD

UNVERIFIED = SendOptions(verify_tls=False)
IMPATIENT = SendOptions(connect_timeout=5, read_timeout=0.2)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


def sends(content: bytes) -> Any:
    """Answer with these bytes and hang up."""
    return lambda peer: (peer.request(), peer.send(content))


def failure_of(events: Any) -> Any:
    assert isinstance(events[-1], Failed)
    assert sum(isinstance(event, Failed | Finished) for event in events) == 1
    return events[-1].failure


def test_nothing_listens(laboratory: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]

    failure = failure_of(laboratory.get(f"http://127.0.0.1:{port}/"))

    assert failure.kind is FailureKind.REFUSED
    assert str(failure.summary) == f"Nothing is listening at 127.0.0.1:{port}"


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".example", "☃" * 80])
def test_a_host_name_that_cannot_be(laboratory: Any, host: str) -> None:
    failure = failure_of(laboratory.get(f"http://{host}/"))

    assert failure.kind is FailureKind.DNS
    assert host in str(failure.summary)


def test_a_server_that_hangs_up_without_a_word(serve_either: Any, laboratory: Any) -> None:
    server = serve_either(lambda peer: peer.request())

    assert failure_of(laboratory.get(server.url, UNVERIFIED)).kind is FailureKind.CONNECTION_LOST


@pytest.mark.parametrize("kept", range(len(ANSWER)))
def test_a_reset_at_any_byte_of_an_answer(serve: Any, laboratory: Any, kept: int) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(ANSWER[:kept])
        peer.reset()

    server = serve(script)

    assert failure_of(laboratory.get(server.url)).kind is FailureKind.CONNECTION_LOST


@pytest.mark.parametrize("kept", [1, 12, 17, 40, len(ANSWER) - 5, len(ANSWER) - 1])
def test_an_end_within_an_answer(serve: Any, laboratory: Any, kept: int) -> None:
    server = serve(sends(ANSWER[:kept]))

    assert failure_of(laboratory.get(server.url)).kind is FailureKind.CONNECTION_LOST


def test_what_arrived_before_the_end_is_kept(serve: Any, laboratory: Any) -> None:
    server = serve(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it"))

    *_, failed = laboratory.get(server.url)

    assert failed.failure.kind is FailureKind.CONNECTION_LOST
    assert failed.response.body.content == b"half of it"


def test_a_body_longer_than_announced_ends_where_it_was_announced_and_the_connection_is_given_up(
    serve: Any, laboratory: Any
) -> None:
    server = serve(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more"))

    *_, finished = laboratory.get(server.url)
    laboratory.get(server.url)

    assert finished.response.body.content == b"ok"
    assert server.connections == 2


def test_a_request_of_which_only_half_of_the_connection_is_closed_is_still_answered(
    serve: Any, laboratory: Any
) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.socket.shutdown(socket.SHUT_RD)
        peer.answer(b"still here")

    *_, finished = laboratory.get(serve(script).url)

    assert finished.response.body.content == b"still here"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"<html>hello</html>",
        b"\x15\x03\x03\x00\x02\x02\x50 a TLS alert",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: no name\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 20_000,
    ],
)
def test_an_answer_that_is_not_http(serve: Any, laboratory: Any, answer: bytes) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(answer)
        peer.wait_until_gone()

    server = serve(script)

    assert failure_of(laboratory.get(server.url)).kind is FailureKind.PROTOCOL


@pytest.mark.parametrize("line", [b"X-Filler: x\r\n", b"X" * 4096])
def test_headers_without_end(serve: Any, laboratory: Any, line: bytes) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n")
        for _ in range(2 * LARGEST_HEAD // len(line)):
            peer.send(line)
        peer.wait_until_gone()

    failure = failure_of(laboratory.get(serve(script).url))

    assert failure.kind is FailureKind.PROTOCOL
    assert "longer than 256 KB" in failure.detail


def test_chunks_cut_short_keep_what_arrived(serve: Any, laboratory: Any) -> None:
    server = serve(sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo"))

    *_, failed = laboratory.get(server.url)

    assert failed.failure.kind is FailureKind.CONNECTION_LOST
    assert failed.response.body.content == b"hellowo"


def test_a_gzip_body_cut_short_is_kept_as_received(serve: Any, laboratory: Any) -> None:
    packed = gzip.compress(b"x" * 1000)[:-9]
    server = serve(lambda peer: (peer.request(), peer.answer(packed, headers="Content-Encoding: gzip\r\n")))

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == packed


def test_a_connection_that_is_never_accepted_is_given_up_after_its_time_and_the_next_is_fine(
    serve: Any, laboratory: Any
) -> None:
    sound = serve(lambda peer: (peer.request(), peer.answer(b"fine")))
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()):  # fills the only place in the queue
            stalled = f"http://127.0.0.1:{full.getsockname()[1]}/"

            events = laboratory.get(stalled, SendOptions(connect_timeout=0.2))
            *_, finished = laboratory.get(sound.url)

    failure = failure_of(events)
    assert failure.kind is FailureKind.TIMEOUT_CONNECT
    assert str(failure.summary) == "No answer within 0.2 s"
    assert str(failure.hint).startswith("Connecting took longer")
    assert not any(isinstance(event, Connected) for event in events)
    assert finished.response.body.content == b"fine"


@pytest.mark.parametrize(
    ("beginning", "phase"),
    [
        (b"", "Waiting for the answer"),
        (b"HTTP/1.1 200 OK\r\nX-", "Waiting for the answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", "Receiving the answer"),
    ],
)
def test_an_answer_that_stalls_is_given_up_after_the_time_limit(
    serve_either: Any, laboratory: Any, beginning: bytes, phase: str
) -> None:
    server = serve_either(lambda peer: (peer.request(), peer.send(beginning), peer.wait_until_gone()))

    failure = failure_of(laboratory.get(server.url, SendOptions(read_timeout=0.2, verify_tls=False)))

    assert failure.kind is FailureKind.TIMEOUT_READ
    assert str(failure.summary) == "No answer within 0.2 s"
    assert str(failure.hint).startswith(phase)


def test_a_server_that_takes_no_more_of_a_large_body_is_given_up_after_the_time_limit(
    serve: Any, laboratory: Any
) -> None:
    server = serve(lambda peer: (peer.head(), peer.stop_reading()))
    request = ResolvedRequest("POST", server.url, content=TextContent("x" * 30_000_000, "text/plain"))

    failure = failure_of(laboratory.send(request, IMPATIENT))

    assert str(failure.hint).startswith("Sending the request")


def test_an_answer_that_trickles_for_ever_is_given_up_after_the_total_time(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\n\r\n")
        while not peer._gone.wait(0.02):
            peer.send(b".")

    server = serve(script)
    request = ResolvedRequest("GET", server.url)

    *events, failed = laboratory.send(request, SendOptions(read_timeout=5, total_timeout=0.3))

    assert failed.failure.kind is FailureKind.TIMEOUT_TOTAL
    assert str(failed.failure.summary) == "No answer within 0.3 s"
    assert any(isinstance(event, HeadReceived) for event in events)
    assert set(failed.response.body.content) == {ord(".")}


def test_a_full_disk_is_told_as_such(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"hello")))
    laboratory.spools.is_full = True

    assert failure_of(laboratory.get(server.url)).kind is FailureKind.STORAGE


def test_after_a_fault_the_next_exchange_is_fine(serve: Any, laboratory: Any) -> None:
    broken = serve(sends(b"nonsense"))
    sound = serve(lambda peer: (peer.request(), peer.answer(b"fine")))
    laboratory.get(broken.url)

    *_, finished = laboratory.get(sound.url)

    assert finished.response.body.content == b"fine"
