"""The certificate that a server is shown when it asks who is calling.

`ssl` loads certificate and key from paths only. What a PKCS#12 file holds is written to one that nobody else can read,
in memory where the system can do that, its key encrypted under a passphrase made for this; and it is gone once loaded.
"""

import os
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat, pkcs12

from modelpost.core.failures import FileTrouble
from modelpost.core.ports import Files, Randomness
from modelpost.core.request import ClientCertificate
from modelpost.core.text import Message
from modelpost.net.route import SettingUnusable

_LARGEST = 1 << 20
_PEM = b"-----BEGIN "
_PRIVATE_KEY = b"PRIVATE KEY-----"
_LENGTH = 64


class ClientCertificateUnusable(SettingUnusable):
    """A client certificate, its key or its passphrase that cannot be used."""


def load(context: ssl.SSLContext, client: ClientCertificate, files: Files, randomness: Randomness) -> None:
    """Put a certificate and its key into a context. Raises ClientCertificateUnusable."""
    content = _read(client.certificate, files, "settings.client_certificates.certificate")
    if _PEM in content:
        _load_pem(context, client, content, files)
    else:
        _load_pkcs12(context, client, content, randomness)


def _load_pem(context: ssl.SSLContext, client: ClientCertificate, content: bytes, files: Files) -> None:
    key = _read(client.key, files, "settings.client_certificates.key") if client.key else content
    if _PRIVATE_KEY not in key:
        raise ClientCertificateUnusable(
            Message("{path} holds no private key", path=client.key or client.certificate),
            Message("Choose the file of the key that belongs to the certificate."),
            "settings.client_certificates.key",
        )
    key_path = Path(client.key).expanduser() if client.key else None
    asked = []

    def passphrase() -> str:
        asked.append(True)
        return client.passphrase or "\0"  # none is no answer: OpenSSL would ask at the terminal

    try:
        context.load_cert_chain(Path(client.certificate).expanduser(), key_path, passphrase)
    except ssl.SSLError as error:
        raise _trouble(client, error, was_asked=bool(asked)) from error


def _trouble(client: ClientCertificate, error: ssl.SSLError, *, was_asked: bool) -> ClientCertificateUnusable:
    if error.reason == "KEY_VALUES_MISMATCH":
        return ClientCertificateUnusable(
            Message("The key {path} does not belong to the client certificate", path=client.key or client.certificate),
            Message("Choose the file of the key that belongs to the certificate."),
            "settings.client_certificates.key",
        )
    if was_asked:
        return _wrong_passphrase(client.key or client.certificate, is_missing=not client.passphrase)
    return _unusable(client.certificate)


def _load_pkcs12(context: ssl.SSLContext, client: ClientCertificate, content: bytes, randomness: Randomness) -> None:
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, client.passphrase.encode() or None)
    except ValueError as error:
        if "assword" in str(error) or "MAC" in str(error):
            raise _wrong_passphrase(client.certificate, is_missing=not client.passphrase) from error
        raise _unusable(client.certificate) from error
    if key is None or certificate is None:
        raise ClientCertificateUnusable(
            Message("{path} does not hold both a certificate and its key", path=client.certificate),
            Message("Export them again, the private key included."),
            "settings.client_certificates.certificate",
        )
    once = randomness.token(_LENGTH)
    pieces = [
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(once.encode())),
        *(each.public_bytes(Encoding.PEM) for each in (certificate, *others)),
    ]
    with _for_a_moment(b"".join(pieces)) as path:
        context.load_cert_chain(path, password=once)


@contextmanager
def _for_a_moment(content: bytes) -> Iterator[str]:
    """Yield the path of a file with this content, which is gone afterwards."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("certificate", os.MFD_CLOEXEC)
        try:
            os.write(descriptor, content)
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
        return
    descriptor, path = tempfile.mkstemp(prefix="modelpost-")  # 0600 from the beginning
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        yield path
    finally:
        Path(path).unlink()


def _read(path: str, files: Files, place: str) -> bytes:
    try:
        reader = files.open(path)
        try:
            return reader.read(_LARGEST)
        finally:
            reader.close()
    except FileTrouble as error:
        raise ClientCertificateUnusable(error.summary, error.hint, place) from error


def _wrong_passphrase(path: str, *, is_missing: bool) -> ClientCertificateUnusable:
    summary = (
        Message("{path} needs a passphrase", path=path)
        if is_missing
        else Message("The passphrase does not open {path}", path=path)
    )
    hint = Message("Enter it in the Settings tab, at Client certificate.")
    return ClientCertificateUnusable(summary, hint, "settings.client_certificates.passphrase")


def _unusable(path: str) -> ClientCertificateUnusable:
    return ClientCertificateUnusable(
        Message("{path} is no client certificate that can be used", path=path),
        Message("Choose a certificate in PEM form, or a PKCS#12 file (.p12, .pfx)."),
        "settings.client_certificates.certificate",
    )
