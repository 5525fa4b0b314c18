"""SOCKS5 proxies: who looks the name up, how one signs in, and what happens when they refuse or fall silent."""

import threading
from typing import Any

import pytest

from modelpost.core.events import Finished, HostResolved, Noted, Secured, Stopped, Tunnelled
from modelpost.core.failures import FailureKind
from modelpost.core.request import Proxy
from modelpost.core.resolved import ResolvedRequest, SendOptions
from modelpost.core.transcript import describe


def answering(peer: Any) -> None:
    while True:
        peer.request()
        peer.answer(b"through")


def through(proxy: Any, kind: str = "socks5h", credentials: str = "", **more: Any) -> SendOptions:
    address = f"{kind}://{credentials}127.0.0.1:{proxy.port}"
    return SendOptions(proxy=Proxy("manual", http=address, https=address), **more)


def test_the_proxy_looks_the_name_up(serve: Any, make_socks: Any, laboratory: Any) -> None:
    socks = make_socks()
    server, proxy = serve(answering), serve(socks)

    events = laboratory.get(f"http://service.invalid:{server.port}/path", through(proxy))

    assert isinstance(events[-1], Finished)
    assert socks.target == (3, b"service.invalid", server.port)
    assert server.received[0].target == "/path"
    assert server.received[0].value("Host") == f"service.invalid:{server.port}"


def test_the_name_is_looked_up_here_for_a_proxy_that_shall_not(serve: Any, make_socks: Any, laboratory: Any) -> None:
    socks = make_socks()
    server, proxy = serve(answering), serve(socks)

    events = laboratory.get(f"http://localhost:{server.port}/", through(proxy, "socks5"))

    assert socks.target == (1, b"\x7f\x00\x00\x01", server.port)
    assert [event.host for event in events if isinstance(event, HostResolved)] == ["127.0.0.1", "localhost"]


def test_tls_goes_through_to_the_server(
    serve: Any, make_socks: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server, proxy = serve(answering, trusted_context), serve(make_socks())

    events = laboratory.get(server.url, through(proxy, ca_files=(authority_file,)))

    assert isinstance(events[-1], Finished)
    assert [event.host for event in events if isinstance(event, Secured)] == ["localhost"]


def test_each_step_has_its_time(serve: Any, make_socks: Any, laboratory: Any) -> None:
    server, proxy = serve(answering), serve(make_socks(user=b"me", password=b"open sesame"))

    events = laboratory.get(server.url, through(proxy, credentials="me:open%20sesame@"))

    told = [str(line.text) for event in events if isinstance(event, Tunnelled | Noted) for line in describe(event)]
    assert [text.partition(" (")[0] for text in told] == [
        f"Through the proxy 127.0.0.1:{proxy.port}, set by hand.",
        "The SOCKS5 proxy accepted user name and password",
        f"The SOCKS5 proxy 127.0.0.1:{proxy.port} opened the way to 127.0.0.1:{server.port}",
    ]
    assert events[-1].timings.proxy is not None


def test_user_and_password_are_told_decoded_and_to_the_proxy_only(serve: Any, make_socks: Any, laboratory: Any) -> None:
    socks = make_socks(user="ü".encode(), password=b"a:b@c/d")
    server, proxy = serve(answering), serve(socks)

    events = laboratory.get(server.url, through(proxy, credentials="%C3%BC:a%3Ab%40c%2Fd@"))

    assert isinstance(events[-1], Finished)
    assert socks.signed_in == ("ü".encode(), b"a:b@c/d")
    assert "a:b@c/d" not in repr(events)
    assert "a%3Ab" not in repr(events)


@pytest.mark.parametrize(
    ("credentials", "said"),
    [
        ("", "It wants a user name and a password."),
        ("me:wrong@", "It does not accept the user name or the password."),
        (f"me:{'x' * 300}@", "User name and password may have 255 bytes each with SOCKS5."),
    ],
)
def test_a_proxy_that_wants_other_credentials(
    serve: Any, make_socks: Any, laboratory: Any, credentials: str, said: str
) -> None:
    proxy = serve(make_socks(user=b"me", password=b"right"))

    failure = laboratory.get("http://service.invalid/", through(proxy, credentials=credentials))[-1].failure

    assert failure.kind is FailureKind.PROXY
    assert str(failure.hint) == f"{said} Enter them in the proxy settings."


@pytest.mark.parametrize(
    ("reply", "said"),
    [(2, "its rules do not allow this connection"), (4, "the host cannot be reached"), (99, "error 99")],
)
def test_a_refusal_is_told_in_words(serve: Any, make_socks: Any, laboratory: Any, reply: int, said: str) -> None:
    proxy = serve(make_socks(reply=reply))

    failure = laboratory.get("http://service.invalid/", through(proxy))[-1].failure

    assert str(failure.summary) == f"The proxy 127.0.0.1:{proxy.port} refused the connection"
    assert said in str(failure.hint)


@pytest.mark.parametrize("said", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x04\x5a", b"\x05\x00\x05\x00\x00\x09\x00"])
def test_what_does_not_speak_socks_is_named(serve: Any, laboratory: Any, said: bytes) -> None:
    proxy = serve(lambda peer: (peer._some(), peer.send(said), peer.wait_until_gone()))

    failure = laboratory.get("http://service.invalid/", through(proxy))[-1].failure

    assert failure.kind is FailureKind.PROXY
    assert "does not speak SOCKS5" in str(failure.hint)


@pytest.mark.parametrize("said", [b"", b"\x05", b"\x05\x00\x05\x00"])
def test_a_proxy_that_hangs_up_half_way(serve: Any, laboratory: Any, said: bytes) -> None:
    proxy = serve(lambda peer: (peer._some(), peer.send(said)))

    failure = laboratory.get("http://service.invalid/", through(proxy))[-1].failure

    assert failure.kind is FailureKind.PROXY


@pytest.mark.parametrize("phase", ["greeting", "password", "way"])
def test_a_proxy_that_falls_silent_is_given_up_after_the_time_limit(
    serve: Any, make_socks: Any, laboratory: Any, phase: str
) -> None:
    proxy = serve(make_socks(user=b"me", password=b"it", silent_before=phase))

    failure = laboratory.get("http://service.invalid/", through(proxy, credentials="me:it@", connect_timeout=0.2))[
        -1
    ].failure

    assert failure.kind is FailureKind.TIMEOUT_CONNECT


def test_a_proxy_that_trickles_is_given_up_after_the_time_limit(serve: Any, make_socks: Any, laboratory: Any) -> None:
    is_over = threading.Event()
    proxy = serve(make_socks(trickles=is_over))

    failure = laboratory.get("http://service.invalid/", through(proxy, connect_timeout=0.2))[-1].failure
    is_over.set()

    assert failure.kind is FailureKind.TIMEOUT_CONNECT


@pytest.mark.parametrize("phase", ["greeting", "password", "way"])
def test_a_silent_proxy_is_hung_up(serve: Any, make_socks: Any, start: Any, phase: str) -> None:
    proxy = serve(make_socks(user=b"me", password=b"it", silent_before=phase))
    running = start(ResolvedRequest("GET", "http://service.invalid/"), through(proxy, credentials="me:it@"))
    running.until(Noted)

    running.token.cancel()

    assert isinstance(running.end(), Stopped)


def test_a_way_is_kept_alive(serve: Any, make_socks: Any, laboratory: Any) -> None:
    server, proxy = serve(answering), serve(make_socks())
    laboratory.get(server.url, through(proxy))

    laboratory.get(server.url, through(proxy))

    assert (proxy.connections, server.connections) == (1, 1)


def test_other_credentials_take_another_way(serve: Any, make_socks: Any, laboratory: Any) -> None:
    server, proxy = serve(answering), serve(make_socks())
    laboratory.get(server.url, through(proxy, credentials="a:b@"))

    laboratory.get(server.url, through(proxy, credentials="a:c@"))

    assert proxy.connections == 2
