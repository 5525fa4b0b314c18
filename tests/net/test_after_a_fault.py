"""Whatever a server does to an exchange, the next one with the same engine and the same server is fine."""

import datetime as dt
import gzip
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme

from modelpost.core.events import Failed, Finished, Stopped
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import ResolvedRequest, SendOptions, TextContent

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
OPTIONS = SendOptions(connect_timeout=5, read_timeout=0.3, total_timeout=1, verify_tls=False, largest_unpacked=5 << 20)
LARGE = TextContent("x" * 30_000_000, "text/plain")


def says(*pieces: bytes) -> Callable[[Any], None]:
    """Hear the request, say these bytes, and wait for the client to go."""

    def script(peer: Any) -> None:
        peer.request()
        for piece in pieces:
            peer.send(piece)
        peer.wait_until_gone()

    return script


def hangs_up_after(*pieces: bytes) -> Callable[[Any], None]:
    return lambda peer: (peer.request(), [peer.send(piece) for piece in pieces])  # type: ignore[return-value]  # unused


def resets_after(content: bytes) -> Callable[[Any], None]:
    return lambda peer: (peer.request(), peer.send(content), peer.reset())  # type: ignore[return-value]  # unused


def endless(beginning: bytes, piece: bytes) -> Callable[[Any], None]:
    def script(peer: Any) -> None:
        peer.request()
        peer.send(beginning)
        while True:
            peer.send(piece)

    return script


def trickles(piece: bytes) -> Callable[[Any], None]:
    """Say a little again and again, each time before anybody's patience is at its end."""

    def script(peer: Any) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 102 Wait\r\n")
        while not peer._gone.wait(0.01):
            peer.send(piece)

    return script


def redirects_in_circles(peer: Any) -> None:
    for _ in range(OPTIONS.max_redirects + 1):
        peer.request()
        peer.redirect("/again")


def answers_half_way(peer: Any) -> None:
    peer.head()
    peer.answer(b"too large", "413 Content Too Large")
    peer.stop_reading()


FAULTS: dict[str, tuple[Callable[[Any], Any], FailureKind | None]] = {
    "nothing is said": (says(), FailureKind.TIMEOUT_READ),
    "hangs up at once": (hangs_up_after(), FailureKind.CONNECTION_LOST),
    "reset at once": (resets_after(b""), FailureKind.CONNECTION_LOST),
    "reset within the head": (resets_after(b"HTTP/1.1 200 OK\r\nX-"), FailureKind.CONNECTION_LOST),
    "reset within the body": (resets_after(HEAD + b"Content-Length: 9\r\n\r\nhalf"), FailureKind.CONNECTION_LOST),
    "stalls within the head": (says(b"HTTP/1.1 200 OK\r\nX-"), FailureKind.TIMEOUT_READ),
    "stalls within the body": (says(HEAD + b"Content-Length: 9\r\n\r\nhalf"), FailureKind.TIMEOUT_READ),
    "stalls within a chunk": (says(CHUNKED + b"9\r\nhalf"), FailureKind.TIMEOUT_READ),
    "stalls within a stream": (says(STREAM + b"data: 1\n\n"), FailureKind.TIMEOUT_READ),
    "a head that trickles": (trickles(b"X-Filler: x\r\n"), FailureKind.TIMEOUT_TOTAL),
    "interim answers that trickle": (trickles(b"\r\nHTTP/1.1 102 Wait\r\n"), FailureKind.TIMEOUT_TOTAL),
    "headers without end": (endless(HEAD, b"X-Filler: x\r\n" * 100), FailureKind.PROTOCOL),
    "a header line without end": (endless(HEAD, b"X" * 65536), FailureKind.PROTOCOL),
    "trailers without end": (endless(CHUNKED + b"0\r\n", b"X-Filler: x\r\n" * 100), FailureKind.PROTOCOL),
    "interim answers without end": (endless(b"", b"HTTP/1.1 102 Wait\r\n\r\n" * 100), FailureKind.PROTOCOL),
    "a chunk without a size": (says(CHUNKED + b"hello\r\n"), FailureKind.PROTOCOL),
    "a chunk that is too long": (says(CHUNKED + b"2\r\nhello\r\n"), FailureKind.PROTOCOL),
    "a chunk of more than there is": (hangs_up_after(CHUNKED + b"ffffffffffffffff\r\nx"), FailureKind.CONNECTION_LOST),
    "shorter than announced": (hangs_up_after(HEAD + b"Content-Length: 9\r\n\r\nhalf"), FailureKind.CONNECTION_LOST),
    "longer than announced": (hangs_up_after(HEAD + b"Content-Length: 2\r\n\r\nok and more"), None),
    "a second answer at once": (hangs_up_after(2 * (HEAD + b"Content-Length: 2\r\n\r\nok")), None),
    "packed and cut short": (
        hangs_up_after(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 9)[:-9]),
        None,
    ),
    "a bomb for the way": (
        hangs_up_after(HEAD + b"Transfer-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(10 << 20))),
        FailureKind.PROTOCOL,
    ),
    "a bomb": (hangs_up_after(HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(10 << 20))), None),
    "redirects in circles": (redirects_in_circles, FailureKind.REDIRECT),
    "a body without end": (endless(HEAD + b"\r\n", b"x" * 65536), FailureKind.TIMEOUT_TOTAL),
    "a stream without end": (endless(STREAM, b"data: again\n\n" * 1000), FailureKind.TIMEOUT_TOTAL),
    "answers before it has everything": (answers_half_way, None),
    "takes nothing more": (lambda peer: (peer.head(), peer.stop_reading()), FailureKind.TIMEOUT_READ),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.2\r\n"), FailureKind.PROTOCOL),
}


@pytest.fixture
def misbehaving(serve_either: Any) -> Callable[[Any], Any]:
    """Serve a fault to whoever comes first, and a proper answer to all others."""

    def start(fault: Callable[[Any], Any]) -> Any:
        def script(peer: Any) -> None:
            if server.connections == 1:
                fault(peer)
            else:
                peer.request()
                peer.answer(b"fine")

        server = serve_either(script)
        return server

    return start


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_one_event_and_the_next_send_is_fine(misbehaving: Any, laboratory: Any, name: str) -> None:
    fault, kind = FAULTS[name]
    server = misbehaving(fault)
    is_upload = name in {"answers before it has everything", "takes nothing more"}
    request = ResolvedRequest("POST", server.url, content=LARGE) if is_upload else ResolvedRequest("GET", server.url)

    events = laboratory.send(request, OPTIONS)
    *_, after = laboratory.get(server.url, OPTIONS)

    assert [event for event in events if isinstance(event, Finished | Failed | Stopped)] == events[-1:]
    assert (events[-1].failure.kind if isinstance(events[-1], Failed) else None) is kind
    assert isinstance(after, Finished), after
    assert after.response.body.content == b"fine"


# TLS ------------------------------------------------------------------------------------------------------------------


PAST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def signed_by_itself(tmp_path: Path) -> ssl.SSLContext:
    """Serve with a certificate that is its own issuer."""
    itself, certificate, key = trustme.CA(), tmp_path / "certificate.pem", tmp_path / "key.pem"
    itself.cert_pem.write_to_path(str(certificate))
    itself.private_key_pem.write_to_path(str(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


@pytest.fixture
def unsound(
    serve: Any, authority: trustme.CA, context_for: Any, signed_by_itself: ssl.SSLContext
) -> Callable[[str], str]:
    """Serve with something wrong about TLS, and return the address."""

    def answering(peer: Any) -> None:
        peer.request()
        peer.answer(b"never")

    def start(trouble: str) -> str:
        match trouble:
            case "expired":
                certificate = authority.issue_cert("localhost", not_before=PAST, not_after=PAST)
            case "another host":
                certificate = authority.issue_cert("example.org")
            case "unknown authority":
                certificate = trustme.CA().issue_cert("localhost")
            case "signed by itself":
                return str(serve(answering, signed_by_itself).url)
            case "garbage":
                server = serve(lambda peer: (peer._some(), peer.send(b"\x16\x03\x03\xff\xff" + b"\xff" * 300)))
                return str(server.url).replace("http://", "https://")
            case _:  # a handshake that is reset
                return str(serve(lambda peer: (peer._some(), peer.reset())).url).replace("http://", "https://")
        return str(serve(answering, context_for(certificate)).url)

    return start


TROUBLES = {
    "expired": "It has expired",
    "another host": "It belongs to another host name",
    "unknown authority": "Its issuer is not known",
    "signed by itself": "It is signed by itself",
    "garbage": "What answers at this port does not speak TLS",
    "reset": "The server may not speak TLS",
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_with_tls_ends_in_one_event_and_the_next_send_is_fine(
    unsound: Any, serve: Any, laboratory: Any, trusted_context: Any, authority_file: str, trouble: str
) -> None:
    sound = serve(lambda peer: (peer.request(), peer.answer(b"fine")), trusted_context)
    options = SendOptions(ca_files=(authority_file,))

    *_, failed = laboratory.get(unsound(trouble), options)
    *_, after = laboratory.get(sound.url, options)

    assert isinstance(failed, Failed)
    assert failed.failure.kind is FailureKind.TLS
    assert str(failed.failure.hint).startswith(TROUBLES[trouble])
    assert after.response.body.content == b"fine"
