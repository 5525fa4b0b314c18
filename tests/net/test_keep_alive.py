"""Connections are used again, and replaced when they turn out dead."""

from typing import Any

import pytest

from modelpost.core.events import Connected, Failed, Finished
from modelpost.core.failures import FailureKind
from modelpost.core.headers import HeaderList
from modelpost.core.resolved import ResolvedAuth, ResolvedRequest, SendOptions, TextContent

ANY = SendOptions(verify_tls=False)


def forever(peer: Any) -> None:
    while True:
        peer.request()
        peer.answer()


def test_the_next_exchange_uses_the_same_connection_and_says_so(serve_either: Any, laboratory: Any) -> None:
    server = serve_either(forever)
    laboratory.get(server.url, ANY)

    events = laboratory.get(server.url, ANY)

    assert server.connections == 1
    assert [event.reused for event in events if isinstance(event, Connected)] == [True]


def test_a_post_uses_it_too(serve_either: Any, laboratory: Any) -> None:
    server = serve_either(forever)
    laboratory.get(server.url, ANY)

    laboratory.send(ResolvedRequest("POST", server.url), ANY)

    assert server.connections == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n",
    ],
)
def test_a_connection_is_closed_where_the_answer_says_so(serve: Any, laboratory: Any, answer: bytes) -> None:
    server = serve(lambda peer: (peer.request(), peer.send(answer), peer.wait_until_gone()))

    laboratory.get(server.url)

    assert server.gone.wait(10)


def test_a_connection_is_closed_where_the_request_says_so(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(), peer.wait_until_gone()))

    laboratory.send(ResolvedRequest("GET", server.url, HeaderList.of([("Connection", "close")])))

    assert server.gone.wait(10)


def test_http_1_0_may_ask_to_keep_it(serve: Any, laboratory: Any) -> None:
    kept = b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n"
    server = serve(lambda peer: [(peer.request(), peer.send(kept)) for _ in range(2)])
    laboratory.get(server.url)

    laboratory.get(server.url)

    assert server.connections == 1


def hanging_up_on_the_second(peer: Any) -> None:
    """Answer once; at the second request on the same connection, hang up without a word."""
    peer.request()
    peer.answer()
    if peer.request().target == "/first":
        peer.answer()


def test_a_safe_request_is_sent_again_where_the_kept_connection_turns_out_dead(serve: Any, laboratory: Any) -> None:
    server = serve(hanging_up_on_the_second)
    laboratory.get(server.url)

    events = laboratory.get(server.url)

    assert isinstance(events[-1], Finished)
    assert [event.reused for event in events if isinstance(event, Connected)] == [True, False]


def test_a_post_is_not_sent_again_since_it_may_have_been_carried_out(serve: Any, laboratory: Any) -> None:
    server = serve(hanging_up_on_the_second)
    laboratory.get(server.url)

    events = laboratory.send(ResolvedRequest("POST", server.url))

    assert isinstance(events[-1], Failed)
    assert events[-1].failure.kind is FailureKind.CONNECTION_LOST
    assert [request.method for request in server.received] == ["GET", "POST"]


def test_a_signed_request_is_not_sent_again_whatever_its_method(serve: Any, laboratory: Any) -> None:
    server = serve(hanging_up_on_the_second)
    auth = ResolvedAuth("ak-sk", (("access_key", "ak"), ("secret_key", "sk")))
    laboratory.send(ResolvedRequest("PUT", server.url, auth=auth))

    events = laboratory.send(ResolvedRequest("PUT", server.url, auth=auth))

    assert isinstance(events[-1], Failed)
    assert len(server.received) == 2


def test_a_post_that_did_not_go_out_whole_is_sent_again(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        if not server.received:
            peer.request()
            peer.answer()
            peer.head()
            peer.reset()
        else:
            peer.request()
            peer.answer(b"whole")

    server = serve(script)
    laboratory.get(server.url)
    content = TextContent("x" * 20_000_000, "text/plain")

    *_, finished = laboratory.send(ResolvedRequest("POST", server.url, content=content))

    assert finished.response.body.content == b"whole"
    assert [len(request.body) for request in server.received] == [0, 0, 20_000_000]


def test_a_request_is_not_sent_again_once_some_of_the_answer_was_there(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.answer()
        peer.request()
        peer.send(b"HTTP/1.1 200")

    server = serve(script)
    laboratory.get(server.url)

    events = laboratory.get(server.url)

    assert isinstance(events[-1], Failed)
    assert server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_not_tried(serve_either: Any, laboratory: Any) -> None:
    server = serve_either(lambda peer: (peer.request(), peer.answer()))
    laboratory.get(server.url, ANY)
    for thread in server._threads[1:]:
        thread.join(10)

    events = laboratory.send(ResolvedRequest("POST", server.url), ANY)

    assert isinstance(events[-1], Finished)
    assert [event.reused for event in events if isinstance(event, Connected)] == [False]


def test_bytes_that_nobody_asked_for_end_a_connection(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
        peer.wait_until_gone()

    server = serve(script)
    laboratory.get(server.url)

    *_, finished = laboratory.get(server.url + "/again", SendOptions(read_timeout=1))

    assert server.connections == 2
    assert finished.response.body.content == b""


def test_closing_the_engine_closes_what_was_kept(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(), peer.wait_until_gone()))
    laboratory.get(server.url)

    laboratory.engine.close()

    assert server.gone.wait(10)
