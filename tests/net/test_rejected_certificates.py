"""A certificate that does not pass: what the server shows is read without sending anything, and described."""

import datetime as dt
import ssl
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import trustme

from modelpost.core.events import CertificateRejected, Failed, Finished, HeadSent, Secured
from modelpost.core.resolved import SendOptions
from modelpost.core.transcript import describe


def answering(peer: Any) -> None:
    peer.request()
    peer.answer(b"secret")


def rejected(events: list[Any]) -> CertificateRejected:
    return next(event for event in events if isinstance(event, CertificateRejected))


@pytest.fixture
def showing(context_for: Callable[..., ssl.SSLContext]) -> Callable[..., ssl.SSLContext]:
    """Make a server show a chain that ends in the certificate of its issuer."""

    def show(authority: trustme.CA, leaf: trustme.LeafCert, tmp_path: Path) -> ssl.SSLContext:
        chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
        chain.write_bytes(leaf.cert_chain_pems[0].bytes() + authority.cert_pem.bytes())
        leaf.private_key_pem.write_to_path(str(key))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, key)
        return context

    return show


def test_what_the_certificate_says_is_told(serve: Any, laboratory: Any, context_for: Any, authority: Any) -> None:
    past, later = dt.datetime(2020, 1, 2, 3, 4, tzinfo=dt.UTC), dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
    leaf = authority.issue_cert("localhost", "127.0.0.1", not_before=past, not_after=later)

    shown = rejected(laboratory.get(serve(answering, context_for(leaf)).url)).chain[0]

    encoded = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())
    assert (shown.begins, shown.ends, shown.names) == (
        "2020-01-02 03:04",
        "2020-02-01 00:00",
        ("localhost", "127.0.0.1"),
    )
    assert shown.fingerprint.replace(":", "").lower() == sha256(encoded).hexdigest()
    assert shown.issuer.startswith("O=trustme")


@pytest.mark.parametrize(
    ("names", "dates", "said"),
    [
        (["localhost"], {"not_after": dt.datetime(2020, 2, 1, tzinfo=dt.UTC)}, "It has expired"),
        (["localhost"], {"not_before": dt.datetime(2099, 2, 1, tzinfo=dt.UTC)}, "It is not valid yet"),
        (["example.org"], {}, "It belongs to another host name"),
    ],
)
def test_which_check_failed_is_told(
    serve: Any,
    laboratory: Any,
    context_for: Any,
    authority: Any,
    authority_file: str,
    names: Any,
    dates: Any,
    said: str,
) -> None:
    bounds = {"not_before": dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "not_after": dt.datetime(2100, 1, 1, tzinfo=dt.UTC)}
    server = serve(answering, context_for(authority.issue_cert(*names, **{**bounds, **dates})))

    event = rejected(laboratory.get(server.url, SendOptions(ca_files=(authority_file,))))

    assert str(event.reason) == said
    assert event.anchor is None


def test_nothing_is_sent_to_a_server_whose_certificate_is_rejected(
    serve: Any, laboratory: Any, trusted_context: Any
) -> None:
    server = serve(answering, trusted_context)

    events = laboratory.get(server.url)

    assert isinstance(events[-1], Failed)
    assert not any(isinstance(event, HeadSent | Secured) for event in events)
    assert server.received == []


def test_the_issuer_that_would_make_it_pass_is_named(serve: Any, laboratory: Any, showing: Any, tmp_path: Path) -> None:
    authority = trustme.CA()
    server = serve(answering, showing(authority, authority.issue_cert("localhost"), tmp_path))

    event = rejected(laboratory.get(server.url))

    assert len(event.chain) == 2
    assert event.anchor is not None
    assert event.anchor.is_authority
    assert event.anchor.pem == authority.cert_pem.bytes().decode()


def test_an_issuer_makes_a_certificate_of_another_host_pass_no_more(
    serve: Any, laboratory: Any, showing: Any, tmp_path: Path
) -> None:
    authority = trustme.CA()
    server = serve(answering, showing(authority, authority.issue_cert("example.org"), tmp_path))

    event = rejected(laboratory.get(server.url))

    assert str(event.reason) == "Its chain ends in a certificate that is signed by itself"
    assert event.anchor is None


def test_an_issuer_that_is_not_shown_cannot_be_trusted(serve: Any, laboratory: Any, trusted_context: Any) -> None:
    event = rejected(laboratory.get(serve(answering, trusted_context).url))

    assert len(event.chain) == 1
    assert event.anchor is None


def test_the_named_issuer_does_make_it_pass(serve: Any, laboratory: Any, showing: Any, tmp_path: Path) -> None:
    root = trustme.CA()
    between = root.create_child_ca()
    leaf = between.issue_cert("localhost")
    server = serve(answering, showing(between, leaf, tmp_path))
    anchor = rejected(laboratory.get(server.url)).anchor
    trusted = tmp_path / "trusted.pem"
    trusted.write_text(anchor.pem)

    *_, finished = laboratory.get(server.url, SendOptions(ca_files=(str(trusted),)))

    assert isinstance(finished, Finished)


def test_a_file_of_authorities_that_changed_is_read_again(
    serve: Any, laboratory: Any, trusted_context: Any, authority: Any, tmp_path: Path
) -> None:
    server, path = serve(answering, trusted_context), tmp_path / "company.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    options = SendOptions(ca_files=(str(path),))
    laboratory.get(server.url, options)
    path.write_bytes(authority.cert_pem.bytes() + b"\n")

    *_, finished = laboratory.get(server.url, options)

    assert isinstance(finished, Finished)


def test_the_timeline_tells_of_the_certificate(serve: Any, laboratory: Any, trusted_context: Any) -> None:
    event = rejected(laboratory.get(serve(answering, trusted_context).url))

    told = [str(line.text) for line in describe(event)]

    assert told[0] == "The certificate of localhost was rejected: Its issuer is not known to this computer"
    assert f"SHA-256 fingerprint: {event.chain[0].fingerprint}" in told
    assert "For: localhost, 127.0.0.1" in told


def test_a_server_that_is_gone_the_second_time_still_ends_in_the_failure(
    serve: Any, laboratory: Any, trusted_context: Any
) -> None:
    server = serve(answering, trusted_context)
    real = server._talk
    server._talk = lambda plain: real(plain) if server.connections == 1 else plain.close()

    events = laboratory.get(server.url)

    assert not any(isinstance(event, CertificateRejected) for event in events)
    assert str(events[-1].failure.summary) == "The certificate of localhost is not trusted"


def test_an_older_version_of_tls_is_named(serve: Any, laboratory: Any, authority: Any, context_for: Any) -> None:
    context = context_for(authority.issue_cert("localhost"))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = serve(answering, context)

    failure = laboratory.get(server.url, SendOptions(verify_tls=False, minimum_tls="1.3"))[-1].failure

    assert str(failure.summary) == "localhost does not speak TLS 1.3 or later"


def test_a_server_of_the_past_is_not_spoken_to(serve: Any, laboratory: Any) -> None:
    alert = b"\x15\x03\x02\x00\x02\x02\x46"  # TLS 1.1: fatal, protocol_version
    server = serve(lambda peer: (peer._some(), peer.send(alert)))

    failure = laboratory.get(server.url.replace("http://", "https://"))[-1].failure

    assert str(failure.summary) == "127.0.0.1 does not speak TLS 1.2 or later"


def test_a_port_without_tls_is_named(serve: Any, laboratory: Any) -> None:
    server = serve(lambda peer: (peer._some(), peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")))

    failure = laboratory.get(server.url.replace("http://", "https://"))[-1].failure

    assert "does not speak TLS" in str(failure.hint)


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_minimum_version_that_the_server_has_is_used(
    serve: Any, laboratory: Any, trusted_context: Any, authority_file: str, version: str
) -> None:
    options = SendOptions(ca_files=(authority_file,), minimum_tls=version)

    events = laboratory.get(serve(answering, trusted_context).url, options)

    assert isinstance(events[-1], Finished)
    assert [event.version for event in events if isinstance(event, Secured)] == ["TLSv1.3"]
