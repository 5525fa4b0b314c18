"""Redirects: which method goes on, what stays behind, and where it stops."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from modelpost.auth.api import AuthScheme, OneStep, Signature, Surroundings
from modelpost.core.events import Failed, Finished, Redirected
from modelpost.core.failures import FailureKind
from modelpost.core.fields import Values
from modelpost.core.headers import Header, HeaderList
from modelpost.core.registry import Registry
from modelpost.core.resolved import (
    FilePart,
    MultipartContent,
    Payload,
    ResolvedAuth,
    ResolvedRequest,
    SendOptions,
    TextContent,
)
from modelpost.core.secrets import TOKEN_HEADERS
from modelpost.core.text import Message
from modelpost.net.redirects import target_of

CODES = [301, 302, 303, 307, 308]
CANARY = "canary-0123456789"


@pytest.fixture
def elsewhere(serve: Any) -> Any:
    """Another origin: same host, another port."""
    return serve(lambda peer: (peer.request(), peer.answer(b"arrived")))


def redirecting(serve: Any, location: str, status: int = 302, context: Any = None) -> Any:
    return serve(lambda peer: (peer.request(), peer.redirect(location, status)), context)


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        *[(status, "GET", "GET") for status in CODES],
        *[(status, "HEAD", "HEAD") for status in CODES],
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "PUT", "PUT"),
        (302, "DELETE", "DELETE"),
        (303, "PUT", "GET"),
        (307, "PATCH", "PATCH"),
    ],
)
def test_the_method_goes_on_as_the_standard_and_every_browser_have_it(
    serve: Any, elsewhere: Any, laboratory: Any, status: int, method: str, then: str
) -> None:
    server = redirecting(serve, elsewhere.url, status)

    laboratory.send(ResolvedRequest(method, server.url))

    assert elsewhere.received[0].method == then


def test_a_body_that_does_not_go_on_takes_its_headers_with_it(serve: Any, elsewhere: Any, laboratory: Any) -> None:
    server = redirecting(serve, elsewhere.url, 303)
    headers = HeaderList.of([("Content-Type", "text/plain"), ("Content-Language", "en")])

    laboratory.send(ResolvedRequest("POST", server.url, headers, TextContent("body", "text/plain")))

    assert elsewhere.received[0].body == b""
    assert [name for name, _ in elsewhere.received[0].headers if name.startswith("Content-")] == []


def test_a_file_goes_on_with_307(serve: Any, elsewhere: Any, laboratory: Any, tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"pixels")
    server = redirecting(serve, elsewhere.url, 307)
    content = MultipartContent((FilePart("images", str(tmp_path / "picture.png"), "picture.png"),))

    laboratory.send(ResolvedRequest("POST", server.url, content=content))

    assert b"pixels" in elsewhere.received[0].body
    assert elsewhere.received[0].body == server.received[0].body


@pytest.mark.parametrize("status", CODES)
def test_no_credential_reaches_another_origin(serve: Any, elsewhere: Any, laboratory: Any, status: int) -> None:
    server = redirecting(serve, elsewhere.url, status)
    tokens = [Header(name.title(), CANARY) for name in TOKEN_HEADERS]
    headers = HeaderList((*tokens, Header("X-From-Secret", CANARY, sensitive=True), Header("X-Plain", "plain")))
    auth = ResolvedAuth("apikey", (("key", "X-Project-Key"), ("value", CANARY), ("placement", "header")))

    laboratory.send(ResolvedRequest("POST", server.url, headers, auth=auth))

    assert len(server.received[0].headers) > len(TOKEN_HEADERS) + 2
    assert CANARY not in repr(elsewhere.received)
    assert elsewhere.received[0].value("X-Plain") == "plain"


def test_another_host_name_for_the_same_address_is_another_origin(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        request = peer.request()
        if request.target == "/":
            peer.redirect(f"http://localhost:{server.port}/next")
        else:
            peer.answer()

    server = serve(script)

    laboratory.send(ResolvedRequest("GET", server.url + "/", HeaderList.of([("X-Auth-Token", CANARY)])))

    assert server.received[1].value("Host") == f"localhost:{server.port}"
    assert server.received[1].value("X-Auth-Token") is None


def test_credentials_do_not_come_back_with_a_second_redirect(serve: Any, laboratory: Any) -> None:
    back = serve(lambda peer: (peer.request(), peer.redirect(f"{first.url}/again")))

    def script(peer: Any) -> None:
        request = peer.request()
        if request.target == "/":
            peer.redirect(back.url)
        else:
            peer.answer()

    first = serve(script)
    auth = ResolvedAuth("bearer", (("token", CANARY), ("prefix", "Bearer")))

    laboratory.send(ResolvedRequest("GET", first.url + "/", auth=auth))

    assert [request.value("Authorization") for request in first.received] == [f"Bearer {CANARY}", None]


def test_credentials_stay_within_the_same_origin(serve: Any, laboratory: Any) -> None:
    server = serve(
        lambda peer: [peer.redirect("/next") if peer.request().target == "/" else peer.answer() for _ in range(2)]
    )

    laboratory.send(ResolvedRequest("GET", server.url + "/", HeaderList.of([("X-Auth-Token", CANARY)])))

    assert [request.value("X-Auth-Token") for request in server.received] == [CANARY, CANARY]
    assert server.connections == 1


def test_what_stayed_behind_is_told(serve: Any, elsewhere: Any, laboratory: Any) -> None:
    server = redirecting(serve, elsewhere.url)

    events = laboratory.send(ResolvedRequest("GET", server.url, HeaderList.of([("X-Auth-Token", CANARY)])))

    redirected = next(event for event in events if isinstance(event, Redirected))
    assert redirected.dropped == ("X-Auth-Token",)
    assert (redirected.status, redirected.method, redirected.location) == (302, "GET", elsewhere.url + "/")


def test_the_answer_says_where_it_came_from(serve: Any, elsewhere: Any, laboratory: Any) -> None:
    server = redirecting(serve, elsewhere.url + "/at/last")

    *_, finished = laboratory.get(server.url)

    assert finished.response.url == elsewhere.url + "/at/last"


def test_a_loop_ends_at_the_limit_with_the_last_answer_kept(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        while True:
            peer.request()
            peer.redirect("/again")

    server = serve(script)

    *_, failed = laboratory.get(server.url, SendOptions(max_redirects=3))

    assert failed.failure.kind is FailureKind.REDIRECT
    assert str(failed.failure.summary) == "The service redirected more than 3 times"
    assert failed.response.status == 302
    assert len(server.received) == 4


def test_redirects_are_shown_as_answers_where_following_is_off(serve: Any, laboratory: Any) -> None:
    server = redirecting(serve, "/elsewhere")

    *_, finished = laboratory.get(server.url, SendOptions(follow_redirects=False))

    assert isinstance(finished, Finished)
    assert finished.response.headers.first("Location") == "/elsewhere"


def test_a_redirect_status_without_a_location_is_an_answer(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer.request(), peer.answer(b"choose", "300 Multiple Choices")))

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == b"choose"


def test_https_is_not_left_for_http(
    serve: Any, elsewhere: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server = redirecting(serve, elsewhere.url, context=trusted_context)

    *_, failed = laboratory.get(server.url, SendOptions(ca_files=(authority_file,)))

    assert failed.failure.kind is FailureKind.DOWNGRADE
    assert "https to http" in str(failed.failure.summary)
    assert elsewhere.received == []


@pytest.mark.parametrize(
    "location",
    ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://[::g]/", "http://h:99999/"],
)
def test_a_redirect_to_what_is_not_http_is_refused(serve: Any, laboratory: Any, location: str) -> None:
    server = redirecting(serve, location)

    *_, failed = laboratory.get(server.url)

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.REDIRECT


def test_a_large_body_of_a_redirect_is_not_read(serve: Any, elsewhere: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(f"HTTP/1.1 302 Found\r\nLocation: {elsewhere.url}\r\nContent-Length: 1000000000\r\n\r\n".encode())
        peer.wait_until_gone()

    server = serve(script)

    *_, finished = laboratory.get(server.url)

    assert finished.response.body.content == b"arrived"
    assert server.gone.wait(10)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "http://host:81/b"),
        ("c?d", "http://host:81/a/c?d"),
        ("//other/x", "http://other/x"),
        ("?q=1", "http://host:81/a/b?q=1"),
        ("https://other#part", "https://other/#part"),
        (" /b c/花 ", "http://host:81/b%20c/%E8%8A%B1"),
        ("http://user:secret@other/x", "http://other/x"),
    ],
)
def test_a_location_is_resolved_against_the_request(location: str, target: str) -> None:
    assert target_of("http://host:81/a/b", location) == target


def test_https_is_left_for_http_where_the_request_allows_it(
    serve: Any, elsewhere: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server = redirecting(serve, elsewhere.url, context=trusted_context)
    headers = HeaderList.of([("X-Auth-Token", CANARY)])

    *_, finished = laboratory.send(
        ResolvedRequest("GET", server.url, headers), SendOptions(ca_files=(authority_file,), allow_downgrade=True)
    )

    assert isinstance(finished, Finished)
    assert elsewhere.received[0].value("X-Auth-Token") is None


def test_three_hundred_hops_are_three_hundred_events(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        for hop in range(300):
            peer.request()
            peer.redirect(f"/{hop}")
        peer.request()
        peer.answer(b"arrived")

    server = serve(script)

    events = laboratory.get(server.url, SendOptions(max_redirects=300))

    hops = [event for event in events if isinstance(event, Redirected)]
    assert len(hops) == 300
    assert hops[-1].location == f"{server.url}/299"
    assert events[-1].response.body.content == b"arrived"
    assert server.connections == 1


def test_each_hop_tells_its_own_times(serve: Any, elsewhere: Any, laboratory: Any) -> None:
    server = redirecting(serve, elsewhere.url)

    events = laboratory.get(server.url + "/from")

    hop = next(event for event in events if isinstance(event, Redirected))
    assert hop.url == server.url + "/from"
    assert 0 < (hop.timings.wait or 0) < hop.timings.total <= hop.at
    assert events[-1].timings.total > hop.timings.total


def test_a_fragment_is_inherited_and_never_sent(serve: Any, laboratory: Any) -> None:
    server = serve(
        lambda peer: [peer.redirect("/next") if peer.request().target == "/" else peer.answer() for _ in range(2)]
    )

    *_, finished = laboratory.get(server.url + "/#part")

    assert finished.response.url == server.url + "/next#part"
    assert [request.target for request in server.received] == ["/", "/next"]


@pytest.mark.parametrize(
    "location",
    [
        "http://ho st/",
        "http://ho\x00st/",
        "http://h%6fst/",
        "http://ho<st/",
        "http://ho\x7fst/",
        "http://user@/",
        "http://:80/",
        "http://h:0/",
        "http://h:x/",
        "//",
        "http:///x",
        "\x00",
        "mailto:a@b",
    ],
)
def test_an_address_that_is_none_leads_nowhere(location: str) -> None:
    target = target_of("http://host:81/a/b", location)

    assert not target or target.startswith("http://host:81/")


def test_control_characters_do_not_begin_another_header(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.answer(b"", "302 Found", "Location: /next\x01\x0bX-Evil:%0d%0aX-Evil: yes\r\n")
        peer.request()
        peer.answer()

    server = serve(script)

    *_, finished = laboratory.get(server.url)

    assert isinstance(finished, Finished)
    assert server.received[1].target == "/next%01%0BX-Evil:%0d%0aX-Evil:%20yes"
    assert server.received[1].value("X-Evil") is None


def test_who_we_say_we_are_is_not_chosen_by_a_server(serve: Any, laboratory: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.redirect(f"http://mallory:pw@127.0.0.1:{server.port}/next")
        peer.request()
        peer.answer()

    server = serve(script)

    laboratory.get(server.url)

    assert server.received[1].value("Authorization") is None


def test_a_request_that_is_led_on_in_the_same_origin_is_signed_anew(serve: Any, build: Any) -> None:
    def script(peer: Any) -> None:
        peer.request()
        peer.redirect("/next", 303)
        peer.request()
        peer.answer()

    server = serve(script)
    laboratory = build(auth=Registry[AuthScheme]((PathSigning(),)))
    content = TextContent("body", "text/plain")

    laboratory.send(ResolvedRequest("POST", server.url + "/", content=content, auth=ResolvedAuth("path-signing")))

    assert [request.value("X-Signature") for request in server.received] == ["POST / 1", "GET /next 0"]


def test_a_signature_is_not_made_for_another_origin(serve: Any, elsewhere: Any, build: Any) -> None:
    server = redirecting(serve, elsewhere.url, 307)
    laboratory = build(auth=Registry[AuthScheme]((PathSigning(),)))

    laboratory.send(ResolvedRequest("GET", server.url, auth=ResolvedAuth("path-signing")))

    assert elsewhere.received[0].value("X-Signature") is None


class PathSigning(OneStep):
    """Signs method, path and how much of a body there is."""

    name = "path-signing"
    label = Message("Path signing")
    order = 1

    def apply(self, values: Values, request: ResolvedRequest) -> ResolvedRequest:
        del values
        return request

    def sign(self, values: Values, request: ResolvedRequest, payload: Payload, around: Surroundings) -> Signature:
        del values, around
        signed = f"{request.method} {urlsplit(request.url).path} {len(payload.segments)}"
        return Signature(request.with_header("X-Signature", signed))
