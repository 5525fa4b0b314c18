"""What an exchange tells when all goes well."""

from typing import Any

import pytest

from modelpost.core.events import (
    Connected,
    Finished,
    HeadReceived,
    HeadSent,
    HostResolved,
    Noted,
    RequestSent,
)
from modelpost.core.headers import Header, HeaderList
from modelpost.core.resolved import FormContent, ResolvedRequest, TextContent
from modelpost.core.response import Timings


def test_it_tells_each_step_in_order(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"hello")))

    events = laboratory.get(server.url + "/path")

    assert [type(event) for event in events] == [
        HostResolved,
        Connected,
        HeadSent,
        RequestSent,
        HeadReceived,
        Finished,
    ]


def test_the_body_is_kept_as_it_was_received(serve: Any, laboratory: Any) -> None:
    server = serve(
        lambda peer: (peer.request(), peer.answer(b"\x1f\x8b not gzip", headers="Content-Encoding: gzip\r\n"))
    )

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == b"\x1f\x8b not gzip"


def test_a_status_of_400_and_above_is_an_answer_like_any_other(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"no", "503 Come Back Later")))

    *_, finished = laboratory.get(server.url)

    assert (finished.response.status, finished.response.reason) == (503, "Come Back Later")


def test_headers_go_out_in_the_order_and_case_they_were_typed_with_duplicates_kept(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    headers = HeaderList.of([("x-second", "2"), ("X-FIRST", "1"), ("x-second", "again"), ("X-Empty", "")])

    laboratory.send(ResolvedRequest("GET", server.url, headers))

    names = [pair for pair in server.received[0].headers if pair[0].lower().startswith("x-")]
    assert names == [("x-second", "2"), ("X-FIRST", "1"), ("x-second", "again"), ("X-Empty", "")]


def test_the_usual_headers_are_added(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.get(server.url)

    assert server.received[0].headers == [
        ("Host", f"127.0.0.1:{server.port}"),
        ("User-Agent", "Modelpost/test"),
        ("Accept", "*/*"),
        ("Accept-Encoding", "gzip, deflate, br, zstd"),
        ("Connection", "keep-alive"),
    ]


def test_a_typed_header_takes_the_place_of_an_automatic_one(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    headers = HeaderList.of([("user-agent", "mine"), ("host", "example.org")])

    laboratory.send(ResolvedRequest("GET", server.url, headers))

    assert server.received[0].value("User-Agent") == "mine"
    assert server.received[0].value("Host") == "example.org"


def test_automatic_headers_can_be_left_out_but_not_host(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    omitted = frozenset({"host", "user-agent", "accept", "accept-encoding", "connection"})

    laboratory.send(ResolvedRequest("GET", server.url, omitted=omitted))

    assert [name for name, _ in server.received[0].headers] == ["Host"]


def test_a_post_without_a_body_says_that_it_has_none(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("POST", server.url))

    assert server.received[0].value("Content-Length") == "0"


def test_a_typed_content_type_wins(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    headers = HeaderList.of([("Content-Type", "application/vnd.api+json")])

    laboratory.send(ResolvedRequest("POST", server.url, headers, TextContent("{}", "application/json")))

    assert [value for name, value in server.received[0].headers if name == "Content-Type"] == [
        "application/vnd.api+json"
    ]


def test_a_wrong_content_length_is_put_right_and_told(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    headers = HeaderList.of([("Content-Length", "99")])

    events = laboratory.send(ResolvedRequest("POST", server.url, headers, TextContent("four", "text/plain")))

    assert server.received[0].body == b"four"
    assert any(isinstance(event, Noted) and "99" in str(event.message) for event in events)


def test_text_goes_out_as_utf8(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("POST", server.url, content=TextContent("花", "text/plain")))

    assert server.received[0].body == "花".encode()


def test_header_values_beyond_ascii_go_out_as_utf8(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("GET", server.url, HeaderList.of([("X-Name", "花")])))

    assert server.received[0].value("X-Name") == "花"


def test_form_fields_go_out_url_encoded(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("POST", server.url, content=FormContent((("a b", "c&d"), ("e", "ü")))))

    assert server.received[0].body == b"a+b=c%26d&e=%C3%BC"
    assert server.received[0].value("Content-Type") == "application/x-www-form-urlencoded"


def test_any_method_can_be_sent(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.send(ResolvedRequest("PROPFIND", server.url))

    assert server.received[0].method == "PROPFIND"


def test_the_query_goes_out_as_it_stands(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    laboratory.get(server.url + "/a%20b?x=%2F&y")

    assert server.received[0].target == "/a%20b?x=%2F&y"


def test_an_answer_to_head_has_no_body_whatever_its_length_says(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")))

    *_, finished = laboratory.send(ResolvedRequest("HEAD", server.url))

    assert (finished.response.status, finished.response.body.size) == (200, 0)


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_some_answers_never_have_a_body(serve: Any, laboratory: Any, status: str) -> None:
    server = serve(
        lambda peer: (peer.request(), peer.send(f"HTTP/1.1 {status}\r\n\r\n".encode()), peer.wait_until_gone())
    )

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.size == 0


def test_interim_answers_are_passed_over(serve: Any, laboratory: Any) -> None:
    early = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    server = serve(lambda peer: (peer.request(), peer.send(early), peer.answer(b"final")))

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == b"final"


def test_a_body_in_chunks_is_put_together(serve: Any, laboratory: Any) -> None:
    chunks = b"4\r\nchun\r\n3;name=value\r\nked\r\n0\r\nTrailer: x\r\n\r\n"
    server = serve(
        lambda peer: (peer.request(), peer.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks))
    )

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == b"chunked"


def test_headers_behind_a_body_are_told_with_secrets_masked(serve: Any, laboratory: Any) -> None:
    trailers = b"X-Checksum: abc\r\nnonsense\r\nX-Echo: canary-1234\r\n"
    content = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n" + trailers + b"\r\n"
    server = serve(lambda peer: (peer.request(), peer.send(content)))
    request = ResolvedRequest("GET", server.url, secrets=frozenset({"canary-1234"}))

    events = laboratory.send(request)

    told = [str(event.message) for event in events if isinstance(event, Noted)]
    assert told[0] == "Behind the body came the header X-Checksum: abc"
    assert "X-Echo" in told[1]
    assert "canary" not in "".join(told)
    assert events[-1].response.body.content == b"ok"


def test_a_body_may_end_with_the_connection(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.send(b"HTTP/1.0 200 OK\r\n\r\nuntil the end")))

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == b"until the end"


def test_secrets_are_masked_in_what_is_told_but_not_in_what_is_sent(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(headers="Set-Cookie: sid=canary-5678\r\n")))
    request = ResolvedRequest(
        "POST",
        server.url + "/canary-1234?key=canary-1234",
        HeaderList((Header("X-Custom", "a canary-1234", sensitive=True), Header("X-Auth-Token", "MIIcanary"))),
        TextContent('{"token": "canary-1234"}', "application/json"),
        secrets=frozenset({"canary-1234"}),
    )

    *told, _ = laboratory.send(request)

    assert "canary" not in repr(told)
    assert b"canary-1234" in server.received[0].body
    assert server.received[0].value("X-Custom") == "a canary-1234"


def test_a_secret_is_not_shown_in_half_where_the_preview_ends(serve: Any, laboratory: Any) -> None:
    secret = "canary-" + "x" * 40
    server = serve(lambda peer: (peer.request(), peer.answer()))
    text = "." * 4076 + secret + "." * 100

    events = laboratory.send(
        ResolvedRequest("POST", server.url, content=TextContent(text, "text/plain"), secrets=frozenset({secret}))
    )

    sent = next(event for event in events if isinstance(event, RequestSent))
    assert b"canary" not in sent.preview
    assert sent.body_size == len(text)


def test_user_and_password_in_the_address_become_basic_credentials(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    events = laboratory.get(server.url.replace("://", "://user:p%40ss@"))

    assert server.received[0].value("Authorization") == "Basic dXNlcjpwQHNz"
    assert server.received[0].value("Host") == f"127.0.0.1:{server.port}"
    assert "p@ss" not in repr(events)


class TickingClock:
    """Each look at it is a second later than the one before."""

    def __init__(self) -> None:
        self._seconds = 0.0

    def monotonic(self) -> float:
        self._seconds += 1.0
        return self._seconds

    def now(self) -> float:
        return 0.0


def test_timings_are_those_of_the_injected_clock(serve: Any, build: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))

    *_, finished = build(clock=TickingClock()).get(server.url)

    timings = finished.timings
    spent = (timings.dns, timings.connect, timings.send, timings.wait, timings.download)
    assert all(seconds and seconds == int(seconds) for seconds in spent)
    assert timings.tls is None
    assert timings.total >= sum(seconds or 0 for seconds in spent)


def test_a_reused_connection_has_no_time_for_connecting(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: [(peer.request(), peer.answer()) for _ in range(2)])
    laboratory.get(server.url)

    *_, finished = laboratory.get(server.url)

    assert (finished.timings.dns, finished.timings.connect, finished.timings.tls) == (None, None, None)
    assert finished.timings != Timings()


class BrokenSpools:
    """Has a bug."""

    def create(self) -> None:
        raise ZeroDivisionError("a bug")

    def chunks(self, body: bytes, size: int = 0) -> Any:
        yield body.content


def test_a_bug_is_reported_and_ends_the_exchange_with_a_sentence(serve: Any, build: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer()))
    reported = []

    *_, failed = build(spools=BrokenSpools(), report=reported.append).get(server.url)

    assert failed.failure.kind.name == "INTERNAL"
    assert [type(error) for error in reported] == [ZeroDivisionError]
