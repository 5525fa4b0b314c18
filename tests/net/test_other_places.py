"""Connecting to another place than the URL names, and asking for another name in TLS."""

from typing import Any

import pytest

from modelpost.core.events import Finished, Noted
from modelpost.core.headers import Header, HeaderList
from modelpost.core.request import ClientCertificate, Proxy
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.net.proxies import ProxyFinder
from modelpost.net.route import Place, route_to


def answering(peer: Any) -> None:
    while True:
        peer.request()
        peer.answer(b"here")


def test_the_connection_goes_to_the_other_place_and_the_request_stays_the_same(serve: Any, laboratory: Any) -> None:
    server = serve(answering)

    events = laboratory.get("http://service.invalid/path", SendOptions(connect_to=f"127.0.0.1:{server.port}"))

    assert isinstance(events[-1], Finished)
    assert server.received[0].value("Host") == "service.invalid"
    assert f"Connects to 127.0.0.1:{server.port} in the place of the host." in [
        str(event.message) for event in events if isinstance(event, Noted)
    ]


def test_tls_still_asks_for_the_host_of_the_url(
    serve: Any, laboratory: Any, context_for: Any, authority: Any, authority_file: str
) -> None:
    context = context_for(authority.issue_cert("service.invalid"))
    asked: list[str] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    server = serve(answering, context)
    options = SendOptions(connect_to=f"127.0.0.1:{server.port}", ca_files=(authority_file,))

    *_, finished = laboratory.get("https://service.invalid/", options)

    assert isinstance(finished, Finished)
    assert asked == ["service.invalid"]


def test_another_server_name_is_asked_for_and_verified(
    serve: Any, laboratory: Any, context_for: Any, authority: Any, authority_file: str
) -> None:
    context = context_for(authority.issue_cert("inner.invalid"))
    asked: list[str] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    server = serve(answering, context)

    *_, finished = laboratory.get(server.url, SendOptions(server_name="inner.invalid", ca_files=(authority_file,)))

    assert isinstance(finished, Finished)
    assert asked == ["inner.invalid"]
    assert server.received[0].value("Host") == f"localhost:{server.port}"


def test_the_host_header_can_be_another_one(serve: Any, laboratory: Any) -> None:
    server = serve(answering)
    request = ResolvedRequest("GET", server.url, HeaderList((Header("Host", "virtual.invalid"),)))

    laboratory.send(request)

    assert [value for name, value in server.received[0].headers if name == "Host"] == ["virtual.invalid"]


def test_a_proxy_opens_the_way_to_the_other_place(serve: Any, laboratory: Any) -> None:
    proxy = serve(lambda peer: (peer.head(), peer.send(b"HTTP/1.1 200 OK\r\n\r\n"), answering(peer)))
    options = SendOptions(proxy=Proxy("manual", http=proxy.url), connect_to="192.0.2.7:81")

    laboratory.get("http://service.invalid/path", options)

    assert [request.line for request in proxy.received] == ["CONNECT 192.0.2.7:81 HTTP/1.1", "GET /path HTTP/1.1"]


def test_a_redirect_to_another_host_is_followed_to_that_host(serve: Any, laboratory: Any) -> None:
    onward = serve(answering)
    server = serve(lambda peer: (peer.request(), peer.redirect(f"{onward.url}/next")))

    *_, finished = laboratory.get("http://service.invalid/", SendOptions(connect_to=f"127.0.0.1:{server.port}"))

    assert isinstance(finished, Finished)
    assert onward.received[0].target == "/next"


def test_a_redirect_within_the_host_stays_at_the_other_place(serve: Any, laboratory: Any) -> None:
    def twice(peer: Any) -> None:
        peer.request()
        peer.redirect("/next")
        peer.request()
        peer.answer(b"here")

    server = serve(twice)

    *_, finished = laboratory.get("http://service.invalid/", SendOptions(connect_to=f"127.0.0.1:{server.port}"))

    assert isinstance(finished, Finished)
    assert [request.target for request in server.received] == ["/", "/next"]


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("", Place("host", 443)),
        ("other", Place("other", 443)),
        ("other:81", Place("other", 81)),
        (":81", Place("host", 81)),
        ("::1", Place("::1", 443)),
        ("[::1]", Place("::1", 443)),
        ("[::1]:81", Place("::1", 81)),
        (" 192.0.2.1:81 ", Place("192.0.2.1", 81)),
    ],
)
def test_a_place_is_read(typed: str, place: Place) -> None:
    assert route_to("https://host/", SendOptions(connect_to=typed), ProxyFinder()).destination == place


@pytest.mark.parametrize("typed", ["host:port", "host:0", "host:99999", "host/path", "a b..c"])
def test_what_is_no_place_is_said_at_its_field(laboratory: Any, typed: str) -> None:
    failure = laboratory.get("http://service.invalid/", SendOptions(connect_to=typed))[-1].failure

    assert failure.place == "settings.connect_to"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"minimum_tls": "1.3"}, {}),
        ({"server_name": "other"}, {}),
        ({"connect_to": "other"}, {}),
        ({"verify_tls": False}, {}),
        ({"ca_files": ("a",)}, {"ca_files": ("b",)}),
        ({"client_certificates": (ClientCertificate("a.pem"),)}, {}),
        (
            {"client_certificates": (ClientCertificate("a.pem", passphrase="a"),)},
            {"client_certificates": (ClientCertificate("a.pem", passphrase="b"),)},
        ),
        ({"proxy": Proxy("manual", https="socks5://p:1")}, {"proxy": Proxy("manual", https="socks5h://p:1")}),
    ],
)
def test_connections_are_told_apart(left: dict[str, Any], right: dict[str, Any]) -> None:
    routes = [route_to("https://host/", SendOptions(**given), ProxyFinder()) for given in (left, right)]

    assert routes[0] != routes[1]


def test_a_route_shows_no_secret() -> None:
    options = SendOptions(
        proxy=Proxy("manual", https="http://me:canary-1@proxy:81"),
        client_certificates=(ClientCertificate("a.p12", passphrase="canary-2"),),
    )

    assert "canary" not in repr(route_to("https://host/", options, ProxyFinder()))
