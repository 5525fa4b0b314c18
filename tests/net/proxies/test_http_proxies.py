"""Proxies: which one is used, how it is spoken to, and what happens when it refuses."""

from typing import Any

import pytest

from modelpost.core.events import Connected, Finished, Noted
from modelpost.core.failures import FailureKind
from modelpost.core.request import Proxy
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.net.proxies import bypassing_entry


def answering(peer: Any) -> None:
    while True:
        peer.request()
        peer.answer(b"through")


def through(proxy: Any, **more: Any) -> Any:
    return SendOptions(proxy=Proxy("manual", http=proxy.url, https=proxy.url), **more)


def test_a_plain_request_names_the_whole_address_to_the_proxy(serve: Any, laboratory: Any) -> None:
    proxy = serve(answering)

    events = laboratory.get("http://service.invalid:81/path?q=1", through(proxy))

    assert isinstance(events[-1], Finished)
    assert proxy.received[0].target == "http://service.invalid:81/path?q=1"
    assert proxy.received[0].value("Host") == "service.invalid:81"
    assert any(isinstance(event, Noted) and f"127.0.0.1:{proxy.port}" in str(event.message) for event in events)
    assert [event.proxy for event in events if isinstance(event, Connected)] == [f"127.0.0.1:{proxy.port}"]


def test_a_secure_request_goes_through_a_tunnel(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(tunnel)

    events = laboratory.get(server.url + "/path", through(proxy, ca_files=(authority_file,)))

    assert isinstance(events[-1], Finished)
    assert proxy.received[0].line == f"CONNECT localhost:{server.port} HTTP/1.1"
    assert server.received[0].target == "/path"


def test_a_tunnel_is_kept_alive(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(tunnel)
    options = through(proxy, ca_files=(authority_file,))
    laboratory.get(server.url, options)

    laboratory.get(server.url, options)

    assert (proxy.connections, server.connections) == (1, 1)


def test_the_credentials_of_a_proxy_reach_the_proxy_only(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(tunnel)
    address = proxy.url.replace("://", "://user:pass@")
    options = SendOptions(proxy=Proxy("manual", http=address, https=address), ca_files=(authority_file,))

    events = laboratory.get(server.url, options)

    assert proxy.received[0].value("Proxy-Authorization") == "Basic dXNlcjpwYXNz"
    assert server.received[0].value("Proxy-Authorization") is None
    assert "pass@" not in repr(events)


def test_the_credentials_of_a_proxy_go_along_with_plain_requests(serve: Any, laboratory: Any) -> None:
    proxy = serve(answering)
    address = proxy.url.replace("://", "://user:pass@")

    laboratory.get("http://service.invalid/", SendOptions(proxy=Proxy("manual", http=address)))

    assert proxy.received[0].value("Proxy-Authorization") == "Basic dXNlcjpwYXNz"


@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
def test_a_proxy_that_opens_no_tunnel(serve: Any, laboratory: Any, status: Any) -> None:
    proxy = serve(lambda peer: (peer.head(), peer.answer(b"", status)))

    failure = laboratory.get("https://service.invalid/", through(proxy))[-1].failure

    assert failure.kind is FailureKind.PROXY
    assert str(failure.summary) == f"The proxy 127.0.0.1:{proxy.port} refused the connection"
    assert ("password" in str(failure.hint)) == status.startswith("407")


def test_a_proxy_that_is_not_there(serve: Any, laboratory: Any) -> None:
    proxy = serve(answering)
    proxy.close()

    failure = laboratory.get("http://service.invalid/", through(proxy))[-1].failure

    assert failure.kind is FailureKind.PROXY


def test_a_kind_of_proxy_that_is_not_spoken_is_named(laboratory: Any) -> None:
    options = SendOptions(proxy=Proxy("manual", http="socks4://127.0.0.1:1080"))

    failure = laboratory.get("http://service.invalid/", options)[-1].failure

    assert failure.kind is FailureKind.PROXY
    assert "socks4" in str(failure.summary)


def test_a_proxy_without_a_scheme_is_an_http_proxy(serve: Any, laboratory: Any) -> None:
    proxy = serve(answering)

    *_, finished = laboratory.get(
        "http://service.invalid/", SendOptions(proxy=Proxy("manual", http=f"127.0.0.1:{proxy.port}"))
    )

    assert isinstance(finished, Finished)


def test_the_environment_names_the_proxy(serve: Any, laboratory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(answering)
    monkeypatch.setenv("http_proxy", proxy.url)

    laboratory.get("http://service.invalid/")

    assert len(proxy.received) == 1


def test_the_environment_names_hosts_without_a_proxy(
    serve: Any, laboratory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(answering)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    *_, finished = laboratory.get(server.url)

    assert isinstance(finished, Finished)


def test_proxies_of_the_environment_can_be_off(serve: Any, laboratory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve(answering)
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    *_, finished = laboratory.get(server.url, SendOptions(proxy=Proxy("none")))

    assert isinstance(finished, Finished)


def test_hosts_can_be_bypassed(serve: Any, laboratory: Any) -> None:
    server = serve(answering)
    options = SendOptions(proxy=Proxy("manual", http="http://127.0.0.1:1", bypass="localhost, 127.0.0.0/8"))

    *_, finished = laboratory.send(ResolvedRequest("GET", server.url), options)

    assert isinstance(finished, Finished)


@pytest.mark.parametrize(
    ("bypass", "host", "expected"),
    [
        ("", "example.org", False),
        ("*", "example.org", True),
        ("example.org", "example.org", True),
        ("example.org", "api.example.org", True),
        (".example.org", "api.example.org", True),
        ("*.example.org", "api.example.org", True),
        ("EXAMPLE.org", "example.org", True),
        ("ample.org", "example.org", False),
        ("example.org:443", "example.org", True),
        ("example.org:80", "example.org", False),
        ("10.0.0.0/8", "10.1.2.3", True),
        ("10.0.0.0/8", "11.1.2.3", False),
        ("::1", "::1", True),
        ("[::1]", "::1", True),
        ("[::1]:443", "::1", True),
        ("[::1]:80", "::1", False),
        ("[::2]", "::1", False),
        ("127.0.0.1:443", "127.0.0.1", True),
        ("a b,example.org", "example.org", True),
        (",", "example.org", False),
    ],
)
def test_a_list_of_bypassed_hosts_is_read_as_no_proxy_is(bypass: str, host: str, expected: bool) -> None:
    assert bool(bypassing_entry(host, 443, bypass)) == expected


def test_what_a_proxy_says_behind_its_yes_is_not_taken_for_the_servers_answer(
    serve: Any, forging_tunnel: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(forging_tunnel)

    *_, failed = laboratory.get(server.url, through(proxy, ca_files=(authority_file,)))

    assert failed.failure.kind is FailureKind.PROXY
    assert server.received == []
