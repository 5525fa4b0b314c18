"""TLS: whom to trust, whom to be, and what a certificate says."""

import ssl
from dataclasses import dataclass
from pathlib import Path

from requests.utils import DEFAULT_CA_BUNDLE_PATH

from modelpost.core.ports import Files, Randomness
from modelpost.core.request import ClientCertificate
from modelpost.core.text import Message
from modelpost.net.route import SettingUnusable, trusted_from_environment

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}


class CaFileUnusable(SettingUnusable):
    """A file of certificate authorities that cannot be read."""


@dataclass(frozen=True, slots=True)
class TlsTerms:
    """What a handshake is made on: the key of a context."""

    verify: bool = True
    ca_files: tuple[str, ...] = ()
    minimum: str = "1.2"
    client: ClientCertificate | None = None


class TlsContexts:
    """SSL contexts by their terms; building one takes 20 ms, so each is built once while its files stay as they are."""

    def __init__(self, files: Files, randomness: Randomness) -> None:
        self._files = files
        self._randomness = randomness
        self._known: dict[tuple[TlsTerms, tuple[object, ...]], ssl.SSLContext] = {}

    def get(self, terms: TlsTerms) -> ssl.SSLContext:
        """Return the context; raises SettingUnusable. Files that the environment names are trusted too."""
        from_environment = trusted_from_environment()
        trusted = (*terms.ca_files, from_environment) if from_environment else terms.ca_files
        key = (terms, tuple(map(_stamp, (*trusted, *_files_of(terms.client)))))
        if key not in self._known:
            self._known[key] = self._made(terms, trusted)
        return self._known[key]

    def trusting(self, terms: TlsTerms, pem: str) -> ssl.SSLContext:
        """Return a context that trusts one more authority, for one look."""
        from_environment = trusted_from_environment()
        context = self._made(terms, (*terms.ca_files, from_environment) if from_environment else terms.ca_files)
        context.load_verify_locations(cadata=pem)
        return context

    def _made(self, terms: TlsTerms, trusted: tuple[str, ...]) -> ssl.SSLContext:
        context = _verifying(trusted) if terms.verify else _trusting_everyone()
        context.minimum_version = _VERSIONS.get(terms.minimum, ssl.TLSVersion.TLSv1_2)
        if terms.client is not None:
            from modelpost.net.client_certificates import load  # noqa: PLC0415  # 40 ms of cryptography

            load(context, terms.client, self._files, self._randomness)
        return context


def chain_of(secured: ssl.SSLSocket | ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the certificates that the other side showed, its own first, in DER; on old Pythons perhaps only that."""
    public = getattr(secured, "get_unverified_chain", None)  # Python 3.13
    if public is not None:
        return tuple(public())
    inner = getattr(secured, "_sslobj", None)
    inner = getattr(inner, "_sslobj", inner)  # an SSLObject lies around it within an SSLObject
    found = getattr(inner, "get_unverified_chain", None)  # CPython 3.10 to 3.12 have it without a public name
    chain = found() if found is not None else None
    if not chain:
        leaf = secured.getpeercert(binary_form=True)
        return (leaf,) if leaf else ()
    return tuple(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in chain)


def _verifying(ca_files: tuple[str, ...]) -> ssl.SSLContext:
    context = _context()
    if not _has_system_authorities():
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    for path in ca_files:
        _trust(context, path)
    return context


def _trusting_everyone() -> ssl.SSLContext:
    context = _context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # an issuer that was chosen need not have its own issuer too
    return context


def _trust(context: ssl.SSLContext, path: str) -> None:
    try:
        file = Path(path).expanduser()
        if file.is_dir():
            context.load_verify_locations(capath=file)
        else:
            context.load_verify_locations(cafile=file)
    except (OSError, ValueError, RuntimeError) as error:  # ssl.SSLError is an OSError; a NUL in the path; no home
        raise CaFileUnusable(
            Message("The CA file {path} cannot be used", path=path),
            Message("Choose a file with certificates in PEM form, in Settings."),
            "settings.ca_files",
        ) from error


def _stamp(path: str) -> object:
    """Tell one content of a file from the next."""
    try:
        facts = Path(path).expanduser().stat()
    except (OSError, ValueError, RuntimeError):
        return None
    return facts.st_mtime_ns, facts.st_size


def _files_of(client: ClientCertificate | None) -> tuple[str, ...]:
    return () if client is None else tuple(path for path in (client.certificate, client.key) if path)


def _has_system_authorities() -> bool:
    """Tell whether OpenSSL finds authorities of the system; Python for macOS and bare containers have none."""
    paths = ssl.get_default_verify_paths()
    if paths.cafile and Path(paths.cafile).exists():
        return True
    folder = Path(paths.capath) if paths.capath else None
    return folder is not None and folder.is_dir() and any(folder.iterdir())


def describe_name(name: object) -> str:
    """Return the readable part of a certificate's subject or issuer, as `ssl.SSLSocket.getpeercert` gives it."""
    parts = {key: value for group in name for key, value in group} if isinstance(name, tuple) else {}
    return str(parts.get("commonName") or parts.get("organizationName") or "")
