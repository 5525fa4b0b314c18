"""TLS: who is trusted, and what is said of those who are not."""

import datetime as dt
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from modelpost.core.events import Connected, Failed, Finished, Secured
from modelpost.core.failures import FailureKind
from modelpost.core.resolved import SendOptions


def answering(peer: Any) -> None:
    peer.request()
    peer.answer(b"secret")


def test_a_server_with_a_certificate_of_a_trusted_authority(
    serve: Any, laboratory: Any, trusted_context: Any, authority_file: Any
) -> None:
    server = serve(answering, trusted_context)

    events = laboratory.get(server.url, SendOptions(ca_files=(authority_file,)))

    secured = next(event for event in events if isinstance(event, Secured))
    assert isinstance(events[-1], Finished)
    assert secured.verified
    assert secured.version.startswith("TLSv1.")
    assert secured.expires
    assert events[-1].timings.tls is not None


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_an_authority_that_the_environment_names_is_trusted(
    serve: Any,
    laboratory: Any,
    trusted_context: Any,
    authority_file: Any,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, authority_file)

    events = laboratory.get(serve(answering, trusted_context).url)

    assert isinstance(events[-1], Finished)


def test_a_server_whose_authority_is_unknown(serve: Any, laboratory: Any, trusted_context: Any) -> None:
    failure = laboratory.get(serve(answering, trusted_context).url)[-1].failure

    assert failure.kind is FailureKind.TLS
    assert str(failure.summary) == "The certificate of localhost is not trusted"
    assert str(failure.hint).startswith("Its issuer is not known to this computer.")


def test_a_certificate_signed_by_itself(serve: Any, laboratory: Any, tmp_path: Path) -> None:
    itself, certificate, key = trustme.CA(), tmp_path / "certificate.pem", tmp_path / "key.pem"
    itself.cert_pem.write_to_path(str(certificate))
    itself.private_key_pem.write_to_path(str(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    failure = laboratory.get(serve(answering, context).url)[-1].failure

    assert "signed by itself" in str(failure.hint)


def test_a_certificate_of_another_host(
    serve: Any, laboratory: Any, context_for: Any, authority: Any, authority_file: Any
) -> None:
    server = serve(answering, context_for(authority.issue_cert("example.org")))

    failure = laboratory.get(server.url, SendOptions(ca_files=(authority_file,)))[-1].failure

    assert str(failure.hint).startswith("It belongs to another host name.")


def test_a_certificate_of_another_address(
    serve: Any, laboratory: Any, context_for: Any, authority: Any, authority_file: Any
) -> None:
    server = serve(answering, context_for(authority.issue_cert("192.0.2.1")))
    url = server.url.replace("localhost", "127.0.0.1")

    failure = laboratory.get(url, SendOptions(ca_files=(authority_file,)))[-1].failure

    assert str(failure.hint).startswith("It belongs to another address.")


def test_a_certificate_that_has_expired(
    serve: Any, laboratory: Any, context_for: Any, authority: Any, authority_file: Any
) -> None:
    past = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    server = serve(answering, context_for(authority.issue_cert("localhost", not_before=past, not_after=past)))

    failure = laboratory.get(server.url, SendOptions(ca_files=(authority_file,)))[-1].failure

    assert str(failure.hint).startswith("It has expired. Check the address")  # no authority would help


def test_verification_can_be_off_and_is_told_to_be(serve: Any, laboratory: Any, trusted_context: Any) -> None:
    events = laboratory.get(serve(answering, trusted_context).url, SendOptions(verify_tls=False))

    assert isinstance(events[-1], Finished)
    assert [event.verified for event in events if isinstance(event, Secured)] == [False]


def test_a_connection_that_nobody_verified_is_told_to_be_so_when_it_is_used_again(
    serve: Any, laboratory: Any, trusted_context: Any
) -> None:
    server = serve(lambda peer: [answering(peer) for _ in range(2)], trusted_context)
    laboratory.get(server.url, SendOptions(verify_tls=False))

    events = laboratory.get(server.url, SendOptions(verify_tls=False))

    assert [(event.reused, event.verified) for event in events if isinstance(event, Connected)] == [(True, False)]


def test_a_connection_made_without_verification_is_not_reused_with_it(
    serve: Any, laboratory: Any, trusted_context: Any
) -> None:
    server = serve(lambda peer: [answering(peer) for _ in range(2)], trusted_context)
    laboratory.get(server.url, SendOptions(verify_tls=False))

    events = laboratory.get(server.url)

    assert isinstance(events[-1], Failed)
    assert events[-1].failure.kind is FailureKind.TLS


@pytest.mark.parametrize("content", [None, b"this is no certificate"])
def test_a_ca_file_that_cannot_be_used_is_named(
    serve: Any, laboratory: Any, trusted_context: Any, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "company.pem"
    if content is not None:
        path.write_bytes(content)

    failure = laboratory.get(serve(answering, trusted_context).url, SendOptions(ca_files=(str(path),)))[-1].failure

    assert failure.kind is FailureKind.TLS
    assert str(failure.summary) == f"The CA file {path} cannot be used"


@pytest.mark.parametrize("garbage", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00" * 200, b""])
def test_a_server_that_does_not_speak_tls(serve: Any, laboratory: Any, garbage: bytes) -> None:
    server = serve(lambda peer: (peer._some(), peer.send(garbage)))

    failure = laboratory.get(server.url.replace("http://", "https://"))[-1].failure

    assert failure.kind is FailureKind.TLS
    assert str(failure.summary) == "No secure connection to 127.0.0.1 could be made"


def test_a_server_that_does_not_shake_hands_is_given_up_after_the_time_limit(laboratory: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://127.0.0.1:{silent.getsockname()[1]}/"

        failure = laboratory.get(url, SendOptions(connect_timeout=0.2))[-1].failure

    assert failure.kind is FailureKind.TIMEOUT_CONNECT
    assert str(failure.summary) == "No answer within 0.2 s"


def test_plain_http_to_a_tls_port_is_an_answer_or_a_clear_failure(
    serve: Any, laboratory: Any, trusted_context: Any
) -> None:
    server = serve(answering, trusted_context)

    failure = laboratory.get(server.url.replace("https://", "http://"))[-1].failure

    assert failure.kind in {FailureKind.PROTOCOL, FailureKind.CONNECTION_LOST}


@pytest.mark.parametrize(("host", "outcome"), [("localhost", Finished), ("127.0.0.1", Failed)])
def test_another_host_is_verified_though_the_request_says_not_to(
    serve: Any, laboratory: Any, trusted_context: Any, host: str, outcome: type
) -> None:
    second = serve(answering, trusted_context)
    first = serve(lambda peer: (peer.request(), peer.redirect(f"https://{host}:{second.port}/")), trusted_context)

    events = laboratory.get(first.url, SendOptions(verify_tls=False))

    assert isinstance(events[-1], outcome)
