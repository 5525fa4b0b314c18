"""Proxies that are spoken to over TLS, and TLS to a server within that."""

import threading
from typing import Any

import pytest
from trustme import CA

from modelpost.core.events import CertificateRejected, Connected, Finished, Secured, Stopped, Tunnelled
from modelpost.core.failures import FailureKind
from modelpost.core.request import Proxy
from modelpost.core.resolved import FileContent, ResolvedRequest, SendOptions, TextContent


def answering(peer: Any) -> None:
    while True:
        request = peer.request()
        peer.answer(b"%d bytes" % len(request.body))


def through(proxy: Any, credentials: str = "", **more: Any) -> SendOptions:
    address = f"https://{credentials}localhost:{proxy.port}"
    return SendOptions(proxy=Proxy("manual", http=address, https=address), **more)


@pytest.fixture
def trusting(authority_file: str) -> dict[str, Any]:
    return {"ca_files": (authority_file,)}


def test_a_plain_request_goes_to_the_proxy_over_tls(
    serve: Any, laboratory: Any, trusted_context: Any, trusting: Any
) -> None:
    proxy = serve(answering, trusted_context)

    events = laboratory.get("http://service.invalid/path", through(proxy, "me:it@", **trusting))

    assert isinstance(events[-1], Finished)
    assert proxy.received[0].target == "http://service.invalid/path"
    assert proxy.received[0].value("Proxy-Authorization") == "Basic bWU6aXQ="


def test_tls_to_the_server_lies_within_that_to_the_proxy(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, trusting: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(tunnel, trusted_context)

    events = laboratory.get(server.url, through(proxy, **trusting))

    assert isinstance(events[-1], Finished)
    steps = [type(event) for event in events if isinstance(event, Connected | Secured | Tunnelled)]
    assert steps == [Connected, Secured, Tunnelled, Secured]
    assert [event.verified for event in events if isinstance(event, Secured)] == [True, True]


def test_large_bodies_pass_both_ways(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, trusting: Any, sparse_file: Any
) -> None:
    def echo(peer: Any) -> None:
        peer.answer(peer.request().body)

    server, proxy = serve(echo, trusted_context), serve(tunnel, trusted_context)
    request = ResolvedRequest("POST", server.url, content=FileContent(sparse_file(5_000_000)))

    *_, finished = laboratory.send(request, through(proxy, **trusting))

    assert isinstance(finished, Finished)
    assert finished.response.body.size == 5_000_000


def test_a_handshake_within_tls_that_trickles_is_given_up_after_the_time_limit(
    serve: Any, laboratory: Any, trusted_context: Any, trusting: Any
) -> None:
    is_over = threading.Event()

    def trickling(peer: Any) -> None:
        peer.head()
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        peer.send(b"\x16\x03\x03\x40\x00")  # the head of a long record (RFC 8446, section 5.1)
        while not is_over.wait(0.05):
            peer.send(b"x")

    proxy = serve(trickling, trusted_context)

    *_, failed = laboratory.get("https://service.invalid/", through(proxy, connect_timeout=0.4, **trusting))
    is_over.set()

    assert failed.failure.kind is FailureKind.TIMEOUT_CONNECT


def test_a_way_within_tls_is_kept_alive(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, trusting: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(tunnel, trusted_context)
    laboratory.get(server.url, through(proxy, **trusting))

    laboratory.get(server.url, through(proxy, **trusting))

    assert (proxy.connections, server.connections) == (1, 1)


def test_a_server_that_refuses_within_tls_before_it_has_all_is_heard(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, trusting: Any
) -> None:
    def refusing(peer: Any) -> None:
        peer.head()
        peer.answer(b"too large", "413 Content Too Large")
        peer.stop_reading()

    server, proxy = serve(refusing, trusted_context), serve(tunnel, trusted_context)
    request = ResolvedRequest("POST", server.url, content=TextContent("x" * 20_000_000, "text/plain"))

    *_, finished = laboratory.send(request, through(proxy, **trusting))

    assert finished.response.status == 413


def test_a_silent_server_within_tls_is_hung_up(
    serve: Any, tunnel: Any, start: Any, trusted_context: Any, trusting: Any
) -> None:
    server = serve(lambda peer: (peer.request(), peer.wait_until_gone()), trusted_context)
    running = start(ResolvedRequest("GET", server.url), through(serve(tunnel, trusted_context), **trusting))
    running.until(Secured)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)


def test_the_certificate_of_the_proxy_is_checked(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any
) -> None:
    proxy = serve(tunnel, trusted_context)

    events = laboratory.get("https://service.invalid/", through(proxy))

    rejected = next(event for event in events if isinstance(event, CertificateRejected))
    assert events[-1].failure.kind is FailureKind.TLS
    assert str(events[-1].failure.summary) == "The certificate of localhost is not trusted"
    assert rejected.chain[0].names == ("localhost", "127.0.0.1")
    assert proxy.received == []


def test_the_certificate_of_the_server_is_checked_behind_the_proxy(
    serve: Any, tunnel: Any, laboratory: Any, trusted_context: Any, context_for: Any, trusting: Any
) -> None:
    server = serve(answering, context_for(CA().issue_cert("localhost")))

    events = laboratory.get(server.url, through(serve(tunnel, trusted_context), **trusting))

    assert [event.host for event in events if isinstance(event, CertificateRejected)] == ["localhost"]
    assert isinstance(events[-1].failure.kind, FailureKind)
    assert server.received == []


def test_a_proxy_that_does_not_speak_tls_is_named(serve: Any, laboratory: Any) -> None:
    proxy = serve(lambda peer: (peer._some(), peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")))

    failure = laboratory.get("https://service.invalid/", through(proxy))[-1].failure

    assert failure.kind is FailureKind.PROXY
    assert "Try http:// before its name" in str(failure.hint)
