"""Servers that want to know who is calling (mTLS), with certificates in PEM and in PKCS#12."""

import os
import ssl
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificate

from modelpost.core.events import Failed, Finished, Secured
from modelpost.core.failures import FailureKind
from modelpost.core.request import ClientCertificate
from modelpost.core.resolved import ResolvedRequest, SendOptions

PASSPHRASE = "canary passphrase ü"


@pytest.fixture
def caller(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("caller@example.org", common_name="caller")


@pytest.fixture
def files(caller: trustme.LeafCert, tmp_path: Path) -> dict[str, str]:
    """Write the caller's certificate in the forms in which people have it."""
    key = load_pem_private_key(caller.private_key_pem.bytes(), None)
    certificate = load_pem_x509_certificate(caller.cert_chain_pems[0].bytes())
    locked = BestAvailableEncryption(PASSPHRASE.encode())
    contents = {
        "certificate": caller.cert_chain_pems[0].bytes(),
        "key": caller.private_key_pem.bytes(),
        "locked": key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked),
        "both": caller.private_key_and_cert_chain_pem.bytes(),
        "packed": pkcs12.serialize_key_and_certificates(b"me", key, certificate, None, locked),
        "open": pkcs12.serialize_key_and_certificates(b"me", key, certificate, None, NoEncryption()),
        "keyless": pkcs12.serialize_key_and_certificates(b"me", None, certificate, None, locked),
        "other": trustme.CA().private_key_pem.bytes(),
        "nonsense": b"\x30\x82nonsense",
        "broken": b"-----BEGIN CERTIFICATE-----\nbroken\n-----END CERTIFICATE-----\n",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return {**{name: str(tmp_path / name) for name in contents}, "absent": str(tmp_path / "absent")}


@pytest.fixture(params=["1.2", "1.3"])
def asking(
    request: pytest.FixtureRequest, authority: trustme.CA, context_for: Callable[..., ssl.SSLContext]
) -> ssl.SSLContext:
    """Return the TLS of a server that wants a certificate of our authority, in either version."""
    context = context_for(authority.issue_cert("localhost"))
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_REQUIRED
    if request.param == "1.2":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


def answering(peer: Any) -> None:
    peer.request()
    subject = dict(part for group in peer.socket.getpeercert()["subject"] for part in group)
    peer.answer(subject["commonName"].encode())


def showing(authority_file: str, *certificates: ClientCertificate) -> SendOptions:
    return SendOptions(ca_files=(authority_file,), client_certificates=certificates)


@pytest.mark.parametrize(
    ("certificate", "key", "passphrase"),
    [
        ("certificate", "key", ""),
        ("certificate", "locked", PASSPHRASE),
        ("both", "", ""),
        ("packed", "", PASSPHRASE),
        ("open", "", ""),
    ],
)
def test_the_server_learns_who_is_calling(
    serve: Any,
    laboratory: Any,
    asking: Any,
    authority_file: str,
    files: Any,
    certificate: str,
    key: str,
    passphrase: str,
) -> None:
    own = ClientCertificate(files[certificate], files.get(key, ""), passphrase)

    events = laboratory.get(serve(answering, asking).url, showing(authority_file, own))

    assert isinstance(events[-1], Finished)
    assert events[-1].response.body.content == b"caller"
    assert [event.client for event in events if isinstance(event, Secured)] == [files[certificate]]


def test_a_server_that_wants_a_certificate_and_gets_none_is_named(
    serve: Any, laboratory: Any, asking: Any, authority_file: str
) -> None:
    failure = laboratory.get(serve(answering, asking).url, showing(authority_file))[-1].failure

    assert failure.kind is FailureKind.TLS
    assert failure.place == "settings.client_certificates.certificate"
    assert "client certificate" in f"{failure.summary} {failure.hint}"


def test_a_certificate_that_the_server_does_not_accept_is_named(
    serve: Any, laboratory: Any, asking: Any, authority_file: str, tmp_path: Path
) -> None:
    stranger = tmp_path / "stranger.pem"
    trustme.CA().issue_cert("stranger@example.org").private_key_and_cert_chain_pem.write_to_path(str(stranger))

    failure = laboratory.get(serve(answering, asking).url, showing(authority_file, ClientCertificate(str(stranger))))[
        -1
    ].failure

    assert str(failure.summary) == "localhost does not accept the client certificate"


@pytest.mark.parametrize(
    ("certificate", "key", "passphrase", "said", "field"),
    [
        ("packed", "", "wrong", "The passphrase does not open", "passphrase"),
        ("packed", "", "", "needs a passphrase", "passphrase"),
        ("certificate", "locked", "wrong", "The passphrase does not open", "passphrase"),
        ("certificate", "locked", "", "needs a passphrase", "passphrase"),
        ("certificate", "other", "", "does not belong to the client certificate", "key"),
        ("certificate", "", "", "holds no private key", "key"),
        ("keyless", "", PASSPHRASE, "does not hold both a certificate and its key", "certificate"),
        ("nonsense", "", "", "is no client certificate that can be used", "certificate"),
        ("broken", "key", "", "is no client certificate that can be used", "certificate"),
        ("absent", "", "", "", "certificate"),
        ("certificate", "absent", "", "", "key"),
    ],
)
def test_what_is_wrong_with_it_is_said_at_its_field(
    serve: Any, laboratory: Any, files: Any, certificate: str, key: str, passphrase: str, said: str, field: str
) -> None:
    own = ClientCertificate(files[certificate], files.get(key, ""), passphrase)
    server = serve(answering)

    events = laboratory.get(server.url.replace("http://", "https://"), SendOptions(client_certificates=(own,)))

    assert isinstance(events[-1], Failed)
    assert said in str(events[-1].failure.summary)
    assert events[-1].failure.place == f"settings.client_certificates.{field}"
    assert server.connections == 0


def test_the_passphrase_is_shown_nowhere(laboratory: Any, files: Any) -> None:
    own = ClientCertificate(files["packed"], "", "canary-1234")
    options = SendOptions(client_certificates=(own,))

    events = laboratory.get("https://127.0.0.1:1/", options)

    assert "canary" not in repr((events, options, laboratory.engine.__dict__))


@pytest.mark.parametrize("has_files_in_memory", [True, False])
def test_no_file_stays_behind(
    serve: Any,
    laboratory: Any,
    asking: Any,
    authority_file: str,
    files: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    has_files_in_memory: bool,
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    if not has_files_in_memory:
        monkeypatch.delattr(os, "memfd_create", raising=False)
    own = ClientCertificate(files["packed"], "", PASSPHRASE)

    *_, finished = laboratory.get(serve(answering, asking).url, showing(authority_file, own))

    assert isinstance(finished, Finished)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "is_shown"),
    [
        ("", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("*.localhost", False),
        ("localhost:1", False),
        ("x", False),
    ],
)
def test_a_certificate_is_shown_to_its_host_only(
    serve: Any, laboratory: Any, asking: Any, authority_file: str, files: Any, host: str, is_shown: bool
) -> None:
    own = ClientCertificate(files["both"], host=host)

    *_, ended = laboratory.get(serve(answering, asking).url, showing(authority_file, own))

    assert isinstance(ended, Finished) is is_shown


def test_the_first_that_fits_is_shown(
    serve: Any, laboratory: Any, asking: Any, authority_file: str, files: Any
) -> None:
    options = showing(
        authority_file,
        ClientCertificate(files["absent"], host="other"),
        ClientCertificate(files["both"], host="localhost"),
    )

    *_, finished = laboratory.get(serve(answering, asking).url, options)

    assert isinstance(finished, Finished)


def test_a_redirect_to_another_origin_does_not_take_it_along(
    serve: Any, laboratory: Any, asking: Any, authority_file: str, files: Any
) -> None:
    onward = serve(answering, asking)
    server = serve(lambda peer: (peer.request(), peer.redirect(onward.url)))

    *_, failed = laboratory.get(server.url, showing(authority_file, ClientCertificate(files["both"])))

    assert isinstance(failed, Failed)
    assert onward.received == []


def test_a_connection_with_it_is_not_used_without_it(
    serve: Any, laboratory: Any, authority: Any, context_for: Any, authority_file: str, files: Any
) -> None:
    context = context_for(authority.issue_cert("localhost"))
    server = serve(lambda peer: [(peer.request(), peer.answer(b"")) for _ in range(2)], context)
    laboratory.get(server.url, showing(authority_file, ClientCertificate(files["both"])))

    laboratory.send(ResolvedRequest("GET", server.url), showing(authority_file))

    assert server.connections == 2
