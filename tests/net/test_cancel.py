"""Stopping frees the thread and hangs up, in every phase."""

import socket
from typing import Any

from modelpost.core.events import (
    Connected,
    DownloadProgress,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    RequestSent,
    Stopped,
    UploadProgress,
)
from modelpost.core.resolved import FilePart, MultipartContent, ResolvedRequest, SendOptions, TextContent
from modelpost.net.cancel import CancelToken

ANY = SendOptions(verify_tls=False)
PATIENCE = 10


def test_stopping_before_the_beginning(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: peer.request())
    token = CancelToken()
    token.cancel()

    events = laboratory.send(ResolvedRequest("GET", server.url), ANY, token)

    assert isinstance(events[-1], Stopped)
    assert server.received == []


def test_stopping_while_connecting(start: Any) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        with socket.create_connection(full.getsockname()):  # fills the only place in the queue
            running = start(ResolvedRequest("GET", f"http://127.0.0.1:{full.getsockname()[1]}/"))
            running.until(HostResolved)

            running.token.cancel()

            assert isinstance(running.end(), Stopped)
            assert not any(isinstance(event, Connected) for event in running.events)


def test_stopping_while_shaking_hands(start: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        running = start(ResolvedRequest("GET", f"https://127.0.0.1:{silent.getsockname()[1]}/"))
        running.until(Connected)

        running.token.cancel()

        assert isinstance(running.end(), Stopped)


def test_stopping_while_the_answer_is_awaited(serve_either: Any, start: Any) -> None:
    server = serve_either(lambda peer: (peer.request(), peer.wait_until_gone()))
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(RequestSent)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert server.gone.wait(PATIENCE)


def test_stopping_within_the_headers(serve_either: Any, start: Any) -> None:
    server = serve_either(lambda peer: (peer.request(), peer.send(b"HTTP/1.1 200 OK\r\nX-"), peer.wait_until_gone()))
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(RequestSent)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert server.gone.wait(PATIENCE)


def test_stopping_a_stalled_body(serve_either: Any, start: Any) -> None:
    beginning = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome"
    server = serve_either(lambda peer: (peer.request(), peer.send(beginning), peer.wait_until_gone()))
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(HeadReceived)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert server.gone.wait(PATIENCE)


def test_stopping_a_trickling_body(serve_either: Any, start: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not peer._gone.wait(0.005):
            peer.send(b"1\r\n.\r\n")

    server = serve_either(script)
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(DownloadProgress)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert server.gone.wait(PATIENCE)


def test_stopping_a_body_that_ends_with_the_connection_is_not_its_end(
    serve_either: Any, start: Any, laboratory: Any
) -> None:
    server = serve_either(
        lambda peer: (peer.request(), peer.send(b"HTTP/1.0 200 OK\r\n\r\nso far"), peer.wait_until_gone())
    )
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(HeadReceived)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert laboratory.spools.made[0].is_discarded


def test_stopping_an_upload_of_text(serve_either: Any, start: Any) -> None:
    server = serve_either(lambda peer: (peer.head(), peer.stop_reading()))
    running = start(ResolvedRequest("POST", server.url, content=TextContent("x" * 50_000_000, "text/plain")), ANY)
    running.until(HeadSent)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)


def test_stopping_an_upload_of_a_file(serve_either: Any, start: Any, sparse_file: Any) -> None:
    def script(peer: Any) -> None:
        peer.head()
        while not peer._gone.wait(0.01):
            peer._some()

    server = serve_either(script)
    content = MultipartContent((FilePart("file", sparse_file(4 << 30), "big.bin"),))
    running = start(ResolvedRequest("POST", server.url, content=content), ANY)
    running.until(UploadProgress)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)


def test_stopping_on_a_connection_that_was_kept_alive(serve_either: Any, start: Any, laboratory: Any) -> None:
    server = serve_either(lambda peer: (peer.request(), peer.answer(), peer.request(), peer.wait_until_gone()))
    laboratory.send(ResolvedRequest("GET", server.url), ANY)
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(RequestSent)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)
    assert server.gone.wait(PATIENCE)
    assert server.connections == 1


def test_a_late_stop_does_not_touch_the_connection_that_others_use_by_then(serve_either: Any, laboratory: Any) -> None:
    server = serve_either(lambda peer: [(peer.request(), peer.answer()) for _ in range(2)])
    token = CancelToken()
    laboratory.send(ResolvedRequest("GET", server.url), ANY, token)

    token.cancel()
    *_, finished = laboratory.send(ResolvedRequest("GET", server.url), ANY)

    assert isinstance(finished, Finished)
    assert server.connections == 1


def test_after_a_stop_the_next_exchange_is_fine(serve_either: Any, start: Any, laboratory: Any) -> None:
    server = serve_either(lambda peer: peer.answer() if peer.request().target == "/fine" else peer.wait_until_gone())
    running = start(ResolvedRequest("GET", server.url), ANY)
    running.until(RequestSent)
    running.token.cancel()
    running.end()

    *_, finished = laboratory.send(ResolvedRequest("GET", server.url + "/fine"), ANY)

    assert isinstance(finished, Finished)
